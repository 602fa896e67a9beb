import { divideRound, type MinorUnits, minorDigits } from '../model/money.ts'
import { parseScaled, type Thousandths } from '../model/quantity.ts'

export interface ShopAmount {
  amount: MinorUnits
  /** The shop gives more decimals than the currency has ("16.8067", a net price); `amount` is rounded. */
  rounded: boolean
}

/**
 * A catalogue price in the shop's decimal sign: "12.50", "12,50", ".5", and "1.234,56" where both signs leave no doubt.
 * "1.234" might be a thousand, so exactly three decimals are no amount unless the currency has them. Null when it is none.
 */
export function parsePrice(text: string, decimal: '.' | ',', currency: string): ShopAmount | null {
  const plain = plainNumber(text, decimal)
  if (plain === null) return null
  const price = parsePlainPrice(plain, currency)
  return price?.rounded && plain.length - plain.indexOf('.') === 4 ? null : price
}

/** The same where the sign is a point by definition and nothing can be a thousands sign: REST answers, Magento. */
export function parsePlainPrice(text: string, currency: string): ShopAmount | null {
  const digits = minorDigits(currency)
  const exact = parseScaled(text, digits)
  if (exact !== undefined) return { amount: exact, rounded: false }
  const fine = parseScaled(text, FINE_DIGITS)
  if (fine === undefined) return null
  return { amount: divideRound(fine, 10 ** (FINE_DIGITS - digits)), rounded: true }
}

/**
 * A stock number in the shop's decimal sign. Shops that write a decimal comma in prices still print stock with a point
 * ("16.5"): taken where it cannot be a thousands sign. Undefined when it is no quantity in thousandths.
 */
export function parseStock(text: string, decimal: '.' | ','): Thousandths | undefined {
  const plain = plainNumber(text, decimal)
  if (plain !== null) return parseScaled(plain, 3)
  return /^[+-]?\d+\.\d{1,2}$/.test(text) ? parseScaled(text, 3) : undefined
}

/** Prices are read this finely before they are rounded to the currency. */
const FINE_DIGITS = 8

function plainNumber(text: string, decimal: '.' | ','): string | null {
  const trimmed = text.trim()
  const grouped = decimal === ',' ? /^-?\d{1,3}(?:\.\d{3})+,\d+$/ : /^-?\d{1,3}(?:,\d{3})+\.\d+$/
  const digits = grouped.test(trimmed) ? trimmed.replaceAll(decimal === ',' ? '.' : ',', '') : trimmed
  const pattern = decimal === ',' ? /^[+-]?(?:\d+(?:,\d+)?|,\d+)$/ : /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)$/
  return pattern.test(digits) ? digits.replace(',', '.') : null
}
