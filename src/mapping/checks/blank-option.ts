import type { MatrixVariant } from '../../model/matrix.ts'
import { nameOf, type Survey } from './survey.ts'
import type { Check } from './world.ts'

/** Variants without a value for an option other variants of the item have. `any` is said otherwise and is no blank. */
export function blankOption(survey: Survey): Check {
  return {
    item({ item, variants }) {
      if (item.options.length === 0 || variants.every(({ variant }) => isWhole(variant, item.options.length))) return
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

/** The usual case, told without looking closer. */
function isWhole({ options }: MatrixVariant, count: number): boolean {
  return options.length === count && options.every(given)
}

function given({ value }: { value: string | null }): boolean {
  return value === null || value.trim() !== ''
}
