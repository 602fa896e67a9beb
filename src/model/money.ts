import { fixedScaled, parseScaled } from './quantity.ts'

/** An amount in the currency's smallest unit: 12.50 EUR is 1250, 500 JPY is 500. Never a fraction. */
export type MinorUnits = number
/** A unit price in ten-thousandths of the currency's main unit, whatever its minor digits: 12.50 is 125000. */
export type PriceE4 = number
/** A tax rate in thousandths of a percent: 25 % is 25000, 8.875 % is 8875. */
export type RateE3 = number

const MINOR_DIGITS: Record<string, number> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
}

/** Decimals of a currency (ISO 4217). Two unless the standard says otherwise. */
export function minorDigits(currency: string): number {
  return MINOR_DIGITS[currency] ?? 2
}

/** Reads "12.50" as minor units; undefined when it is no plain decimal or has digits the currency lacks. */
export function parseMoney(text: string, currency: string): MinorUnits | undefined {
  return parseScaled(text.trim(), minorDigits(currency))
}

/** Prints minor units with the currency's own number of decimals and a point. */
export function formatMoney(amount: MinorUnits, currency: string): string {
  return fixedScaled(amount, minorDigits(currency))
}

/** Integer division rounding half away from zero; exact as long as the operands are safe integers. */
export function divideRound(numerator: bigint | number, denominator: bigint | number): number {
  const n = BigInt(numerator)
  const d = BigInt(denominator)
  const negative = n < 0n !== d < 0n
  const absN = n < 0n ? -n : n
  const absD = d < 0n ? -d : d
  const rounded = (2n * absN + absD) / (2n * absD)
  return Number(negative ? -rounded : rounded)
}

/** The tax contained in a gross amount: gross * rate / (100 % + rate), rounded half away from zero. */
export function taxInGross(gross: MinorUnits, rate: RateE3): MinorUnits {
  return divideRound(BigInt(gross) * BigInt(rate), 100_000 + rate)
}

/**
 * Splits an amount over weights so that the parts add up to it exactly (largest remainder; ties to the earlier
 * part). All weights zero puts everything on the first part.
 */
export function splitAmount(amount: MinorUnits, weights: readonly number[]): MinorUnits[] {
  if (weights.length === 0) return []
  const sum = weights.reduce((a, b) => a + BigInt(Math.abs(b)), 0n)
  if (sum === 0n) return weights.map((_, i) => (i === 0 ? amount : 0))
  const sign = amount < 0 ? -1 : 1
  const total = BigInt(Math.abs(amount))
  const parts = weights.map((w, index) => {
    const exact = total * BigInt(Math.abs(w))
    return { index, floor: exact / sum, rest: exact % sum }
  })
  let left = Number(total - parts.reduce((a, p) => a + p.floor, 0n))
  const result = parts.map((p) => Number(p.floor))
  for (const part of [...parts].sort((a, b) => (b.rest > a.rest ? 1 : b.rest < a.rest ? -1 : a.index - b.index))) {
    if (left === 0) break
    result[part.index]! += 1
    left -= 1
  }
  return result.map((part) => (part === 0 ? 0 : part * sign))
}
