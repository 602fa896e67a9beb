import { keyNameOf, listed, type Survey } from './survey.ts'
import type { Check, CheckedItem, CheckedVariant } from './world.ts'

/** Variants that carry the code of their whole item. One may be an oversight; several cannot be told apart. */
export function parentCode(survey: Survey): Check {
  return {
    item(checked) {
      const { item } = checked
      const carriers = withParentCode(survey, checked)
      if (carriers.length === 0) return
      // The plan refuses several for having one code; that is said here.
      if (carriers.length > 1) survey.cover('TB3004', carriers[0]!.code ?? carriers[0]!.carried!)
      survey.report('TB3036', {
        key: item.key,
        item,
        severity: carriers.length > 1 ? 'error' : 'warning',
        found: `${item.sku}: ${listed(carriers.map(({ variant }) => keyNameOf(variant)))}`,
        expected: 'a code of its own',
        names: carriers.map(({ variant }) => variant.key),
        blocks: carriers.filter(({ issued }) => !issued).map(({ variant }) => variant.id),
      })
    },
  }
}

/** An item without options is its only variant and rightly has the same code. */
export function withParentCode(survey: Survey, { item, variants }: CheckedItem): CheckedVariant[] {
  if (!item.sku?.trim() || (item.options.length === 0 && variants.length < 2)) return []
  const parent = survey.world.rules.respell(item.sku.trim())
  return variants.filter(({ needsCode, code, carried }) => needsCode && (code ?? carried) === parent)
}
