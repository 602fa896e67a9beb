import type { MinorUnits } from '../model/money.ts'
import { parseScaled, type Thousandths } from '../model/quantity.ts'

/*
 * A code with a factor stands for several pieces of its variant: a till that counts 6-packs (factor 6000, thousandths)
 * and has 4 of them has 24 pieces; an order of 12 pieces is 2 of the code, and one of 7 cannot be said at all.
 * Inbound levels are multiplied where they are added up, in store/shop-stock.ts.
 */

/** How many of the code these pieces are; null when they cannot be said exactly in thousandths. */
export function unitsOfCode(pieces: Thousandths, factor: Thousandths): Thousandths | null {
  return exact(BigInt(pieces) * 1000n, BigInt(factor))
}

/** Price of one of the code; null when it is no whole number of minor units. */
export function priceOfCode(price: MinorUnits, factor: Thousandths): MinorUnits | null {
  return exact(BigInt(price) * BigInt(factor), 1000n)
}

function exact(numerator: bigint, denominator: bigint): number | null {
  return numerator % denominator === 0n ? Number(numerator / denominator) : null
}

const FACTOR_MAX: Thousandths = 1_000_000_000

/** Reads "6", "0.5" or "0,5", also "x6"; blank is one, null is no factor. No thousands signs. */
export function parseFactor(text: string): Thousandths | null {
  const plain = text
    .trim()
    .replace(/^[x×]\s*/i, '')
    .replace(',', '.')
  if (plain === '') return 1000
  const factor = parseScaled(plain, 3)
  return factor === undefined || factor <= 0 || factor > FACTOR_MAX ? null : factor
}
