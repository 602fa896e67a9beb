import type { Survey } from './survey.ts'
import { listed, nameOf } from './survey.ts'
import type { Check } from './world.ts'

/** Variations that stand for any value of an option (R42): one code and one pool each, named once per item. */
export function any(survey: Survey): Check {
  return {
    item({ item, variants }) {
      const open = variants.filter(({ variant }) => variant.options.some(({ value }) => value === null))
      if (open.length === 0) return
      const options = new Set(
        open.flatMap(({ variant }) => variant.options.filter(({ value }) => value === null).map(({ name }) => name)),
      )
      const everyone = open.length === variants.length
      survey.report('TB3010', {
        key: item.key,
        item,
        found: `any ${[...options].join(', any ')}: ${everyone ? 'every variant' : listed(open.map(({ variant }) => nameOf(variant)))}`,
        names: open.map(({ variant }) => variant.key),
      })
    },
  }
}
