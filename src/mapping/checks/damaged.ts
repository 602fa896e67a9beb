import type { Survey } from './survey.ts'
import type { Check } from './world.ts'

/** 5.71235E+12, 5,7E+12: what a spreadsheet makes of a long number. */
export const SCIENTIFIC = /^\d(?:[.,]\d+)?E\+?\d{1,2}$/i
/** Fewer places than this and it may well be somebody's article number ("5E3"). */
const EXPONENT_SIGN = /E\+/i

/** A code whose digits a spreadsheet has thrown away names nothing any more. */
export function damaged(survey: Survey): Check {
  return {
    item({ item, variants }) {
      for (const { variant, code, carried, needsCode } of variants) {
        const written = code ?? carried
        if (!needsCode || written === null || !isScientific(written)) continue
        const fix = 'Write the whole number into the shop again, as text.'
        const expected = 'all digits of the code'
        survey.report('TB2301', { key: variant.key, item, variant, found: written, expected, fix })
      }
    },
  }
}

export function isScientific(text: string): boolean {
  return SCIENTIFIC.test(text) && EXPONENT_SIGN.test(text)
}
