import type { PartnerConfig } from '../config/partner.ts'

/** Our location where a partner's files name none. */
export const MAIN_LOCATION = 'main'

/** The partner's words for its locations, and ours (R54). */
export interface Locations {
  /** Ours for the partner's word; `main` for no word at all; null for a word that is not in the list. */
  ours(word: string | null): string | null
  /** The list in words, for messages. */
  expected: string
  /** Name of the location column, for messages. */
  column: string | null
}

/**
 * The closed list of a partner, or any word as it is with `open`. Case does not count as long as the list does not need
 * it. `preset` is the default of the location column: it may be one of ours.
 */
export function locationsOf(partner: PartnerConfig, preset?: string): Locations {
  const { locations } = partner
  const column = partner.stock?.columns.location?.header?.[0] ?? null
  if (locations === 'open') return { ours: (word) => word || MAIN_LOCATION, expected: 'any location', column }
  const words = new Map(Object.entries(locations ?? {}))
  if (preset !== undefined && (preset === MAIN_LOCATION || [...words.values()].includes(preset))) {
    words.set(preset, words.get(preset) ?? preset)
  }
  const folded = foldCase(words)
  return {
    ours: (word) =>
      word === null || word === '' ? MAIN_LOCATION : (words.get(word) ?? folded.get(word.toLowerCase()) ?? null),
    expected: Object.keys(locations ?? {}).join(', ') || 'no list of locations is configured',
    column,
  }
}

/** Words by their lower case; null where two of them mean different locations. */
function foldCase(words: Map<string, string>): Map<string, string | null> {
  const folded = new Map<string, string | null>()
  for (const [word, ours] of words) {
    const key = word.toLowerCase()
    folded.set(key, folded.has(key) && folded.get(key) !== ours ? null : ours)
  }
  return folded
}
