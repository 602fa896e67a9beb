import { optionKey } from '../../model/option-words.ts'
import { sameValue } from './same-value.ts'
import { entry, note, quoted, reportAcross, type Spellings } from './spellings.ts'
import type { Survey } from './survey.ts'
import type { Check, CheckedItem } from './world.ts'

/** One option value in several spellings, within an item or from item to item. */
export function valueSpellings(survey: Survey): Check {
  const catalogue = new Map<string, Map<string, Spellings>>()
  return {
    item(checked) {
      for (const [option, values] of valuesOf(checked)) {
        const doubled: string[][] = []
        for (const [value, spellings] of values) {
          if (spellings.size > 1) doubled.push([...spellings])
          else note(catalogue, option, value, [...spellings][0]!, checked.item.key)
        }
        if (doubled.length === 0) continue
        survey.report('TB3037', {
          key: `${checked.item.key} / ${option}`,
          item: checked.item,
          found: doubled.map((group) => group.map(quoted).join(' and ')).join('; '),
          names: doubled.flat(),
        })
      }
    },
    end() {
      for (const [option, values] of catalogue) {
        for (const [value, spellings] of values) {
          if (spellings.size > 1) reportAcross(survey, 'TB3037', `${option}: ${value}`, spellings)
        }
      }
    },
  }
}

/** Values by option and by what they mean, with all spellings of this item. */
function valuesOf({ item, variants }: CheckedItem): Map<string, Map<string, Set<string>>> {
  const spelled = new Map(item.options.map(({ name, values }) => [name, new Set(values)]))
  for (const { variant } of variants) {
    for (const { name, value } of variant.options) {
      if (value !== null) entry(spelled, name, () => new Set<string>()).add(value)
    }
  }
  const options = new Map<string, Map<string, Set<string>>>()
  for (const [name, values] of spelled) {
    const option = optionKey(name)
    const meant = entry(options, option, () => new Map<string, Set<string>>())
    for (const value of values) {
      if (value.trim() !== '') entry(meant, sameValue(value, option), () => new Set<string>()).add(value)
    }
  }
  return options
}
