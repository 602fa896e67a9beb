/** GTIN-8, -12, -13, -14. */
const LENGTHS = new Set([8, 12, 13, 14])
const DIGITS = /^\d+$/

/** Whether the text is a GTIN: 8, 12, 13 or 14 digits of which the last one proves the others. */
export function isGtin(text: string): boolean {
  return LENGTHS.has(text.length) && hasCheckDigit(text)
}

/**
 * Whether the last digit is the check digit of the others, whatever the length. Leading zeros do not change it, so a
 * number that lost some in a spreadsheet still passes.
 */
export function hasCheckDigit(digits: string): boolean {
  if (!DIGITS.test(digits) || digits.length < 2) return false
  let sum = 0
  for (let i = digits.length - 2, weight = 3; i >= 0; i--, weight = 4 - weight) {
    sum += (digits.charCodeAt(i) - 48) * weight
  }
  return (10 - (sum % 10)) % 10 === digits.charCodeAt(digits.length - 1) - 48
}

/** The same GTIN in its 14-digit form, by which GTINs are compared (R41, R58); null when it is none. */
export function gtin14(text: string): string | null {
  return isGtin(text) ? text.padStart(14, '0') : null
}

/**
 * Whether a code is a GTIN of the ranges 02 and 20-29, which a shop's scales print with price or weight inside: such a
 * code names a package, not an article (R41). 04 is company-internal and a proper reference.
 */
export function isScaleCode(text: string): boolean {
  const gtin = gtin14(text)
  // GTIN-8 has ranges of its own; in 14 digits it begins with six zeros and never looks like a scale code.
  return gtin !== null && /^0(?:02|2\d)/.test(gtin)
}
