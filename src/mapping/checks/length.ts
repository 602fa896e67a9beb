import type { Survey } from './survey.ts'
import type { Check } from './world.ts'

/** Codes longer than this partner takes: issued, planned, or carried by the shop. */
export function length(survey: Survey): Check {
  const { maxLength } = survey.world.rules
  return {
    item({ item, variants }) {
      for (const { variant, code, carried, needsCode } of variants) {
        const written = code ?? carried
        if (!needsCode || written === null || written.length <= maxLength) continue
        const expected = `at most ${maxLength} characters; this has ${written.length}`
        survey.report('TB3005', { key: variant.key, item, variant, found: written, expected })
      }
    },
  }
}
