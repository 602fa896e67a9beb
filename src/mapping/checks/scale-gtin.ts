import { isScaleCode } from '../../model/gtin.ts'
import type { Survey } from './survey.ts'
import type { Check } from './world.ts'

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
