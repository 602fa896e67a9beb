import { optionKey } from '../../model/option-words.ts'
import { entry, note, quoted, reportAcross, type Spellings } from './spellings.ts'
import type { Survey } from './survey.ts'
import type { Check } from './world.ts'

/** One option under several names (Color, Colour, Farve), within an item or from item to item. */
export function optionSpellings(survey: Survey): Check {
  const catalogue = new Map<string, Map<string, Spellings>>()
  return {
    item({ item, variants }) {
      if (item.options.length === 0) return
      const spelled = new Set(item.options.map(({ name }) => name))
      for (const { variant } of variants) for (const { name } of variant.options) spelled.add(name)
      const names = new Map<string, Set<string>>()
      for (const name of spelled) entry(names, optionKey(name), () => new Set<string>()).add(name)
      for (const [key, spellings] of names) {
        const all = [...spellings]
        if (all.length === 1) note(catalogue, '', key, all[0]!, item.key)
        else
          survey.report('TB3038', {
            key: `${item.key} / ${key}`,
            item,
            found: all.map(quoted).join(' and '),
            names: all,
          })
      }
    },
    end() {
      for (const [key, spellings] of catalogue.get('') ?? []) {
        if (spellings.size > 1) reportAcross(survey, 'TB3038', key, spellings)
      }
    },
  }
}
