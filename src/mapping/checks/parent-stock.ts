import type { Survey } from './survey.ts'
import type { Check } from './world.ts'

/** Stock that is counted at the item: its variants share one pool (R42). */
export function parentStock(survey: Survey): Check {
  return {
    item({ item, variants }) {
      const pooled = variants.filter(({ variant }) => variant.stockManaged === 'parent')
      if (pooled.length === 0) return
      survey.report('TB3012', {
        key: item.key,
        item,
        found: `${pooled.length} of ${variants.length} variants share the stock of ${item.name || item.key}`,
        names: pooled.map(({ variant }) => variant.key),
      })
    },
  }
}
