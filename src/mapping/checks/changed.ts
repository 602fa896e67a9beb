import type { Survey } from './survey.ts'
import type { Check } from './world.ts'

/** A code was taken from the shop and issued, and the shop now carries another one. The issued one stays (R57). */
export function changed(survey: Survey): Check {
  const { rules } = survey.world
  return {
    item({ item, variants }) {
      for (const { variant, code, origin, issued, needsCode } of variants) {
        if (!issued || !needsCode || origin !== 'shop' || code === null) continue
        const carried = [variant.sku, variant.barcode].filter(
          (text): text is string => text !== null && text.trim() !== '',
        )
        const still = carried.some((text) => sameCode(text.trim(), code) || sameCode(rules.respell(text.trim()), code))
        if (still) continue
        survey.report('TB3007', { key: variant.key, item, variant, found: carried[0] ?? '(none)', expected: code })
      }
    },
  }
}

function sameCode(a: string, b: string): boolean {
  return a === b || a.toUpperCase() === b.toUpperCase()
}
