import { optionKey } from '../../model/option-words.ts'
import { sameValue } from './same-value.ts'
import { listed, type Survey } from './survey.ts'
import type { Check, CheckedItem } from './world.ts'

/** Spellings of one thing in the catalogue, and where each was seen first. */
type Spellings = Map<string, { items: number; first: string }>

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

/** One option under several names (Color, Colour, Farve), within an item or from item to item. */
export function optionSpellings(survey: Survey): Check {
  const catalogue = new Map<string, Map<string, Spellings>>()
  return {
    item({ item, variants }) {
      if (item.options.length === 0) return
      const names = new Map<string, Set<string>>()
      const add = (name: string) => entry(names, optionKey(name), () => new Set<string>()).add(name)
      for (const { name } of item.options) add(name)
      for (const { variant } of variants) for (const { name } of variant.options) add(name)
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

/** Values by option and by what they mean, with all spellings of this item. */
function valuesOf({ item, variants }: CheckedItem): Map<string, Map<string, Set<string>>> {
  const options = new Map<string, Map<string, Set<string>>>()
  const add = (name: string, value: string | null) => {
    if (value === null || value.trim() === '') return
    const option = optionKey(name)
    const values = entry(options, option, () => new Map<string, Set<string>>())
    entry(values, sameValue(value, option), () => new Set<string>()).add(value)
  }
  for (const { name, values } of item.options) for (const value of values) add(name, value)
  for (const { variant } of variants) for (const { name, value } of variant.options) add(name, value)
  return options
}

function note(
  catalogue: Map<string, Map<string, Spellings>>,
  option: string,
  value: string,
  spelling: string,
  item: string,
): void {
  const values = entry(catalogue, option, () => new Map<string, Spellings>())
  const spellings = entry(values, value, () => new Map())
  const seen = spellings.get(spelling)
  if (seen) seen.items += 1
  else spellings.set(spelling, { items: 1, first: item })
}

function reportAcross(survey: Survey, code: 'TB3037' | 'TB3038', key: string, spellings: Spellings): void {
  const byUse = [...spellings].sort(([a, one], [b, other]) => other.items - one.items || (a < b ? -1 : 1))
  const texts = byUse.map(
    ([spelling, { items, first }]) =>
      `${quoted(spelling)} in ${items === 1 ? first : `${items} items, ${first} first`}`,
  )
  survey.report(code, {
    key,
    found: listed(texts, '; '),
    expected: `one spelling; most items say ${quoted(byUse[0]![0])}`,
    names: byUse.map(([spelling]) => spelling),
  })
}

/** White space at the ends must be seen. */
function quoted(text: string): string {
  return `"${text}"`
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
