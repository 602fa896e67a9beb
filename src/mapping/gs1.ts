import { hasCheckDigit } from '../model/gtin.ts'

/** The GS1 check digit for these digits, whatever their number: weights 3 and 1 from the right. */
export function checkDigit(digits: string): string {
  for (let digit = 0; digit < 10; digit += 1) if (hasCheckDigit(`${digits}${digit}`)) return String(digit)
  throw new Error(`"${digits}" has no check digit, for it is not made of digits`)
}

/** Which numbers a shop may give by itself, per length of the whole code: in-store 20-29 and 02, company-internal 04. */
const OWN_RANGES: Record<number, RegExp> = { 8: /^[02]/, 12: /^[24]/, 13: /^(?:2|02|04)/ }

/** The digits with their check digit; null when they do not make a GTIN-8, -12 or -13 of a range a shop may use. */
export function inStoreGtin(digits: string): string | null {
  const range = OWN_RANGES[digits.length + 1]
  return range?.test(digits) && /^\d+$/.test(digits) ? digits + checkDigit(digits) : null
}
