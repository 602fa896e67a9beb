import type { Survey } from './survey.ts'
import type { Check, CheckedItem } from './world.ts'

/** Items with more options than this partner takes. */
export function optionsMax(survey: Survey): Check {
  const max = survey.world.limits.optionsMax
  if (max === undefined) return {}
  return {
    item(checked) {
      const { options } = checked.item
      if (options.length <= max) return
      const names = options.map(({ name }) => name)
      report(survey, 'TB3039', checked, `${options.length} options: ${names.join(', ')}`, `at most ${max}`, names)
    },
  }
}

/** Items with more variants than this partner takes. */
export function variantsMax(survey: Survey): Check {
  const max = survey.world.limits.variantsMax
  if (max === undefined) return {}
  return {
    item(checked) {
      const { length } = checked.variants
      if (length > max) report(survey, 'TB3040', checked, `${length} variants`, `at most ${max}`, [String(length)])
    },
  }
}

function report(
  survey: Survey,
  code: 'TB3039' | 'TB3040',
  { item, variants }: CheckedItem,
  found: string,
  expected: string,
  names: readonly string[],
): void {
  const blocks = variants.filter(({ needsCode }) => needsCode).map(({ variant }) => variant.id)
  if (blocks.length > 0) survey.report(code, { key: item.key, item, found, expected, names, blocks })
}
