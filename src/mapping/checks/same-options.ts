import type { Survey } from './survey.ts'
import { combination, listed } from './survey.ts'
import type { Check, CheckedVariant } from './world.ts'

/** Variants of one item with the same options. Spelling counts: two spellings of one value are told elsewhere. */
export function sameOptions(survey: Survey): Check {
  return {
    item({ item, variants }) {
      if (variants.length < 2 || item.options.length === 0) return
      const seen = new Map<string, CheckedVariant[]>()
      for (const one of variants) {
        const key = combinationKey(one)
        const before = seen.get(key)
        if (before) before.push(one)
        else seen.set(key, [one])
      }
      if (seen.size === variants.length) return
      for (const group of seen.values()) {
        if (group.length < 2) continue
        const { variant } = group[0]!
        survey.report('TB3041', {
          key: `${item.key} / ${combination(variant)}`,
          item,
          found: `${combination(variant)}: ${listed(group.map((one) => one.variant.sku || one.variant.key))}`,
          names: group.map((one) => one.variant.key),
        })
      }
    },
  }
}

/** Options stand in the order of the item's. */
function combinationKey({ variant }: CheckedVariant): string {
  let key = ''
  for (const { name, value } of variant.options) key += value === null ? `${name}\u0001` : `${name}\u0000${value}\u0001`
  return key
}
