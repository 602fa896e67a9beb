import type { Survey } from './survey.ts'
import type { Check } from './world.ts'

/** The same code for another variant at a partner that must not share codes with this one. */
export function otherPartners(survey: Survey): Check {
  const { uniqueAcross, otherPartners: all } = survey.world
  const strict = new Set(uniqueAcross ?? [])
  const theirs = new Map<string, { partner: string; variantId: number }[]>()
  for (const { partner, codes } of all) {
    if (!strict.has(partner)) continue
    for (const { code, variantId } of codes) theirs.set(code, [...(theirs.get(code) ?? []), { partner, variantId }])
  }
  if (theirs.size === 0) return {}
  return {
    item({ item, variants }) {
      for (const { variant, code, carried, needsCode } of variants) {
        const written = code ?? carried
        if (!needsCode || written === null) continue
        const others = (theirs.get(written) ?? []).filter(
          ({ variantId }) => variantId !== variant.id && !survey.shared(variantId, variant.id),
        )
        if (others.length === 0) continue
        const partners = [...new Set(others.map(({ partner }) => partner))]
        const found = `${written}: another variant at ${partners.join(', ')}`
        survey.report('TB3033', { key: variant.key, item, variant, found, names: [variant.key, ...partners] })
      }
    },
  }
}
