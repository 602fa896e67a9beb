import { firstUnencodable, isUnicode } from './code-page.ts'
import type { Dialect } from './dialect.ts'

/** A cell as it may be written, or why it may not: `found` is the character in the way. */
export type EncodedCell = { text: string } | { problem: 'unencodable' | 'unsafe'; found: string }

/**
 * Makes a text fit a partner's file. With `unencodable: transliterate` characters the code page lacks become the nearest
 * letters; with `quoting: never` delimiters, quotes and line ends become what `replace` says, and without `replace` a
 * text with a delimiter or line end is `unsafe`. A character nobody can read nearly right is `unencodable`, never `?`.
 */
export function encodeCell(text: string, dialect: Dialect): EncodedCell {
  const fitted = fitToPage(text, dialect)
  if ('problem' in fitted || dialect.quoting !== 'never') return fitted
  const replaced = replaceSeparators(fitted.text, dialect)
  if (holdsDelimiter(replaced, dialect.delimiter)) return { problem: 'unsafe', found: dialect.delimiter }
  const lineEnd = /\r\n|\r|\n/.exec(replaced)
  if (lineEnd) return { problem: 'unsafe', found: lineEnd[0] }
  const misfit = firstUnencodable(replaced, dialect.encoding)
  return misfit === undefined ? { text: replaced } : { problem: 'unencodable', found: misfit }
}

/** Whether a blind split would cut the text, also where its end and the delimiter behind it make an earlier delimiter. */
export function holdsDelimiter(text: string, delimiter: string): boolean {
  return (text + delimiter).indexOf(delimiter) < text.length
}

function fitToPage(text: string, { encoding, unencodable }: Dialect): EncodedCell {
  if (firstUnencodable(text, encoding) === undefined) return { text }
  // "e" with a separate accent is the same letter as "é", and only that one is in a code page.
  const composed = isUnicode(encoding) ? text : text.normalize('NFC')
  const misfit = firstUnencodable(composed, encoding)
  if (misfit === undefined) return { text: composed }
  if (unencodable === 'hold' || isUnicode(encoding)) return { problem: 'unencodable', found: misfit }
  let fitted = ''
  for (const letter of composed) {
    const near = nearest(letter, encoding)
    if (near === undefined) return { problem: 'unencodable', found: letter }
    fitted += near
  }
  return { text: fitted }
}

function nearest(letter: string, encoding: string): string | undefined {
  if (firstUnencodable(letter, encoding) === undefined) return letter
  const near = NEAREST[letter] ?? letter.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('\u2044', '/')
  return firstUnencodable(near, encoding) === undefined ? near : undefined
}

function replaceSeparators(text: string, { delimiter, quote, replace }: Dialect): string {
  if (!replace) return text
  return text
    .replaceAll(/\r\n|\r|\n/g, () => replace.newline)
    .replaceAll(delimiter, () => replace.delimiter)
    .replaceAll(quote, () => replace.quote)
}

/** What Unicode's own decompositions do not give. */
const NEAREST: Record<string, string> = {
  Ø: 'O',
  ø: 'o',
  Æ: 'AE',
  æ: 'ae',
  Å: 'A',
  å: 'a',
  ß: 'ss',
  ẞ: 'SS',
  œ: 'oe',
  Œ: 'OE',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ı: 'i',
  ħ: 'h',
  Ħ: 'H',
  '\u2018': "'",
  '\u2019': "'",
  '\u201A': "'",
  '\u2032': "'",
  '\u00B4': "'",
  '\u201C': '"',
  '\u201D': '"',
  '\u201E': '"',
  '\u2033': '"',
  '\u00AB': '"',
  '\u00BB': '"',
  '\u2039': "'",
  '\u203A': "'",
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '-',
  '\u2013': '-',
  '\u2014': '-',
  '\u2015': '-',
  '\u2212': '-',
  '\u2022': '*',
  '\u00D7': 'x',
  '\u20AC': 'EUR',
  '\u00A3': 'GBP',
  '\u00A9': '(c)',
  '\u00AE': '(R)',
  '\u00A0': ' ',
  '\u00AD': '',
  '\u200B': '',
  '\u2060': '',
  '\uFEFF': '',
}
