import type { Survey } from './survey.ts'
import { combination, listed, nameOf } from './survey.ts'
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

function combinationKey({ variant }: CheckedVariant): string {
  return JSON.stringify(variant.options.map(({ name, value }) => [name, value]).sort())
}

/** Variants without a value for an option other variants of the item have. `any` is said otherwise and is no blank. */
export function blankOption(survey: Survey): Check {
  return {
    item({ item, variants }) {
      if (item.options.length === 0) return
      const used = new Set(variants.flatMap(({ variant }) => variant.options.filter(given).map(({ name }) => name)))
      for (const { variant } of variants) {
        const own = new Map(variant.options.map((option) => [option.name, option.value]))
        const blank = item.options.filter(
          ({ name }) => used.has(name) && own.get(name) !== null && !own.get(name)?.trim(),
        )
        if (blank.length === 0) continue
        const names = blank.map(({ name }) => name)
        const found = `${nameOf(variant)}: no ${names.join(', no ')}`
        survey.report('TB3042', { key: variant.key, item, variant, found, names: [variant.key, ...names] })
      }
    },
  }
}

function given({ value }: { value: string | null }): boolean {
  return value === null || value.trim() !== ''
}
