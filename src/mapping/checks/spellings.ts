import { listed, type Survey } from './survey.ts'

/** Spellings of one thing in the catalogue, and where each was seen first. */
export type Spellings = Map<string, { items: number; first: string }>

/** Remembers a spelling an item uses throughout. */
export function note(
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

/** A thing that is spelled in several ways from item to item; the spelling of most items is proposed. */
export function reportAcross(survey: Survey, code: 'TB3037' | 'TB3038', key: string, spellings: Spellings): void {
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
export function quoted(text: string): string {
  return `"${text}"`
}

/** The entry of a map, made when it is missing. */
export function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
