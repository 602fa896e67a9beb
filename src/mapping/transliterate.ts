import type { Language } from '../model/languages.ts'

const NORDIC = { å: 'aa', ä: 'ae', ö: 'oe', ø: 'oe' }
/** What a language writes for its letters; the rest is `latin`. */
const HABITS: Record<Language, Record<string, string>> = {
  latin: {},
  da: NORDIC,
  nb: NORDIC,
  sv: {},
  fi: {},
  de: { ä: 'ae', ö: 'oe', ü: 'ue' },
  fr: {},
  nl: {},
  it: {},
  es: {},
  pl: {},
}

/** Letters and signs that Unicode does not take apart into a plain letter and an accent. */
const LATIN: Record<string, string> = {
  æ: 'ae',
  ø: 'o',
  œ: 'oe',
  ß: 'ss',
  þ: 'th',
  ð: 'd',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  ŋ: 'n',
  ŧ: 't',
  ĳ: 'ij',
  '\u2018': "'",
  '\u2019': "'",
  '\u201C': '"',
  '\u201D': '"',
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '-',
  '\u2013': '-',
  '\u2014': '-',
  '\u2212': '-',
  '\u00D7': 'x',
  '\u00A0': ' ',
  '\u202F': ' ',
  '\u2044': '/',
  '\u00AD': '',
  '\u200B': '',
  '\uFEFF': '',
}

/**
 * Writes a text with plain letters as a language does: Rød -> Roed (da), Größe -> Groesse (de), Grön -> Gron (sv). The
 * case of a capital follows the letter behind it: Øl -> Oel, ØL -> OEL. What has no plain letters stays as it is.
 */
export function transliterate(text: string, language: Language): string {
  if (isPlain(text)) return text
  const letters = [...text.normalize('NFC')]
  const habits = HABITS[language]
  let plain = ''
  letters.forEach((letter, i) => {
    plain += isPlain(letter) ? letter : plainLetter(letter, letters[i + 1], habits)
  })
  return plain
}

function plainLetter(letter: string, next: string | undefined, habits: Record<string, string>): string {
  const small = letter.toLowerCase()
  const known = habits[small] ?? LATIN[small]
  if (known === undefined) return letter.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('\u2044', '/')
  if (small === letter) return known
  const capital = known.toUpperCase()
  const lowerFollows = next !== undefined && next !== next.toUpperCase()
  return lowerFollows ? capital[0] + known.slice(1) : capital
}

function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 0x7e) return false
  return true
}

const folded = new Map<string, string>()
const FOLDED_MAX = 50_000

/** The form by which names and option values are compared: no case, accents, outer or doubled blanks. */
export function foldText(text: string): string {
  const seen = folded.get(text)
  if (seen !== undefined) return seen
  const plain = transliterate(text, 'latin').toLowerCase().trim().replace(/\s+/g, ' ')
  if (folded.size >= FOLDED_MAX) folded.clear()
  folded.set(text, plain)
  return plain
}
