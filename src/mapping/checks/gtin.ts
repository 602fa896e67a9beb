import { gtin14, isGtin, isScaleCode } from '../../model/gtin.ts'
import type { Survey } from './survey.ts'
import { listed, nameOf } from './survey.ts'
import type { Check, CheckedVariant } from './world.ts'

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

/** The same GTIN on several variants; 12, 13 and 14 digits are one number (R41, R58). */
export function gtinTwice(survey: Survey): Check {
  const seen = new Map<string, CheckedVariant | CheckedVariant[]>()
  return {
    item({ variants }) {
      for (const one of variants) {
        const gtin = one.variant.barcode ? gtin14(one.variant.barcode.trim()) : null
        if (gtin === null) continue
        const before = seen.get(gtin)
        if (before === undefined) seen.set(gtin, one)
        else if (Array.isArray(before)) before.push(one)
        else seen.set(gtin, [before, one])
      }
    },
    end() {
      for (const [gtin, group] of seen) {
        if (Array.isArray(group) && !allShared(survey, group) && !oneCode(group)) report(survey, gtin, group)
      }
    },
  }
}

function report(survey: Survey, gtin: string, group: readonly CheckedVariant[]): void {
  const codes = group.filter((one) => one.needsCode && isBarcodeCode(one))
  survey.report('TB3034', {
    key: gtin,
    severity: codes.length > 1 ? 'error' : 'warning',
    column: 'barcode',
    found: `${gtin.replace(/^0+/, '')}: ${listed(group.map(({ variant }) => nameOf(variant)))}`,
    names: group.map(({ variant }) => variant.key),
    blocks: codes.filter(({ issued }) => !issued).map(({ variant }) => variant.id),
    ...(group.every(({ item }) => item === group[0]!.item) ? { item: group[0]!.item } : {}),
  })
}

/** Then it is one code on several variants, which is said there. */
function oneCode(group: readonly CheckedVariant[]): boolean {
  const first = group[0]!.code ?? group[0]!.carried
  return group.every((one) => isBarcodeCode(one) && (one.code ?? one.carried) === first)
}

function allShared(survey: Survey, group: readonly CheckedVariant[]): boolean {
  return group.every(({ variant }) => variant === group[0]!.variant || survey.shared(variant.id, group[0]!.variant.id))
}

/** Codes in the ranges of scales and shops (R41). As a mere barcode it is only said. */
export function scaleGtin(survey: Survey): Check {
  if (survey.world.rules.inStore) return {}
  return {
    item({ item, variants }) {
      for (const { variant, code, carried, needsCode } of variants) {
        const written = code ?? carried
        const barcode = variant.barcode?.trim() ?? ''
        const isCode = needsCode && written !== null && isScaleCode(written)
        if (!isCode && !isScaleCode(barcode)) continue
        survey.report('TB3021', {
          key: variant.key,
          item,
          variant,
          severity: isCode ? 'error' : 'info',
          column: isCode ? null : 'barcode',
          found: isCode ? written : barcode,
          expected: isCode
            ? 'a code outside of 02 and 20 to 29'
            : 'nothing: it is not the code, and is not matched by it',
          ...(isCode ? {} : { fix: 'Nothing to do, if the shop prints this barcode itself.' }),
        })
      }
    },
  }
}

function isBarcodeCode({ variant, code, carried, carriedAs }: CheckedVariant): boolean {
  const barcode = variant.barcode?.trim()
  if (!barcode) return false
  return code === null
    ? carriedAs === barcode && variant.sku?.trim() !== barcode
    : code === barcode || (code === carried && carriedAs === barcode)
}
