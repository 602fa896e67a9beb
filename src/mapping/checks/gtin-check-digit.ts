import { isGtin } from '../../model/gtin.ts'
import type { Survey } from './survey.ts'
import type { Check } from './world.ts'

/** Barcodes that fail their check digit or were scanned twice into one cell. An error only where the code is that barcode (R57). */
export function gtinCheckDigit(survey: Survey): Check {
  return {
    item({ item, variants }) {
      for (const one of variants) {
        const barcode = one.variant.barcode?.trim() ?? ''
        const wrong = wrongGtin(barcode, one.declaredGtin)
        if (wrong === null) continue
        survey.report('TB3022', {
          key: one.variant.key,
          item,
          variant: one.variant,
          severity: one.declaredGtin && one.needsCode ? 'error' : 'warning',
          column: 'barcode',
          found: barcode,
          expected: wrong,
        })
      }
    },
  }
}

/** What is wrong with it; null when it is right, or no GTIN at all. Eight digits are often somebody's own number. */
function wrongGtin(barcode: string, declared: boolean): string | null {
  if (barcode === '' || isGtin(barcode)) return null
  if (!/^\d+$/.test(barcode)) return declared ? 'a GTIN: 8, 12, 13 or 14 digits' : null
  const half = barcode.slice(0, barcode.length / 2)
  if (half + half === barcode && isGtin(half)) return `${half}: the barcode was scanned twice`
  const { length } = barcode
  if (![8, 12, 13, 14].includes(length)) return declared ? 'a GTIN: 8, 12, 13 or 14 digits' : null
  return length > 8 || declared
    ? `${barcode.slice(0, -1)}${checkDigit(barcode)}, or another number with a right check digit`
    : null
}

function checkDigit(digits: string): number {
  return [...Array(10).keys()].find((digit) => isGtin(`${digits.slice(0, -1)}${digit}`)) ?? 0
}
