import type { Survey } from './survey.ts'
import type { Check } from './world.ts'

/** Line ends, tabs, and characters nobody sees: no till takes them in a code, whatever it declares. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/

/** Codes with characters this partner does not take. */
export function characters(survey: Survey): Check {
  const { allowed, allowedText } = survey.world.rules
  return {
    item({ item, variants }) {
      for (const { variant, code, carried, needsCode } of variants) {
        const written = code ?? carried
        if (!needsCode || written === null) continue
        const unseen = UNSEEN.exec(written)
        if (!unseen && (!allowed || allowed.test(written))) continue
        const expected = unseen ? `no character that cannot be seen (${codePoint(unseen[0])})` : `only ${allowedText}`
        survey.report('TB3006', { key: variant.key, item, variant, found: written, expected })
      }
    },
  }
}

function codePoint(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
}
