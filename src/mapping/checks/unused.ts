import { axesOf } from './axes.ts'
import { listed, type Survey } from './survey.ts'
import type { Check } from './world.ts'

/** Options and values that no variant uses: one finding per item, not one per combination (R57). */
export function unused(survey: Survey): Check {
  return {
    item(checked) {
      const { item, variants } = checked
      if (item.options.length === 0) return
      if (variants.length === 0) {
        survey.report('TB3032', {
          key: item.key,
          item,
          found: `${item.name || item.key}: no variant at all`,
          names: [],
        })
        return
      }
      const names = axesOf(
        item,
        variants.map(({ variant }) => variant),
      ).flatMap((axis) => (axis.idle ? [axis.name] : axis.unused.map((value) => `${axis.name}: ${value}`)))
      if (names.length === 0) return
      survey.report('TB3032', { key: item.key, item, found: `no variant has ${listed(names)}`, names })
    },
  }
}
