import { isAscii, isUtf8 } from 'node:buffer'
import { decodePage } from './code-page.ts'
import { findBom, looksLikeUtf16 } from './not-text.ts'

/** A code page and how the file's own lines look in it, for a person to choose by eye. */
export interface EncodingCandidate {
  encoding: string
  sample: string[]
}

export interface EncodingGuess {
  encoding: string
  bom: boolean
  /** Bytes of the byte order mark. */
  bomLength: number
  /** Whether the bytes prove it: `false` means somebody should look at the candidates. */
  certain: boolean
  /** No byte above 0x7F was seen, so any code page reads the same. */
  ascii: boolean
  /** Best first; empty when the encoding is certain. */
  candidates: EncodingCandidate[]
}

const PAGES = ['windows-1252', 'iso-8859-15', 'cp850', 'cp865'] as const
const SAMPLE_LINES = 3
const SAMPLE_LENGTH_MAX = 120

/** Byte order mark, else the pattern of UTF-16, else valid UTF-8, else the page in which the letters look like words. */
export function guessEncoding(head: Buffer, whole: boolean): EncodingGuess {
  const sure = { bom: false, bomLength: 0, certain: true, ascii: false, candidates: [] }
  const bom = findBom(head)
  if (bom) return { ...sure, encoding: bom.encoding, bom: true, bomLength: bom.length }
  const wide = looksLikeUtf16(head)
  if (wide) return { ...sure, encoding: wide }
  if (isAscii(head)) return { ...sure, encoding: 'utf-8', ascii: true }
  if (isUtf8(whole ? head : withoutCutCharacter(head))) return { ...sure, encoding: 'utf-8' }
  const ranked = PAGES.map((encoding) => ({ encoding, text: decodePage(head, encoding) }))
    .map(({ encoding, text }, order) => ({ encoding, text, order, score: plausibility(text) }))
    .sort((a, b) => b.score - a.score || a.order - b.order)
  const candidates = ranked.map(({ encoding, text }) => ({ encoding, sample: sampleLines(text) }))
  return { ...sure, encoding: ranked[0]!.encoding, certain: false, candidates }
}

/** A head cut out of a longer file may end in the middle of a character. */
function withoutCutCharacter(head: Buffer): Buffer {
  let end = head.length
  while (end > head.length - 3 && end > 0 && (head[end - 1]! & 0xc0) === 0x80) end -= 1
  return head.subarray(0, end > 0 && head[end - 1]! >= 0xc0 ? end - 1 : end)
}

const COMMON = /[æøåäöüßéèêëáàâçñóòôíìîúùûõœÆØÅÄÖÜÉÈÀÇÑÓÍÚ]/
const NEVER_IN_TEXT = /[\uFFFD\u0080-\u009F\u2500-\u259F]/

/** How much the characters above ASCII look like letters in words; box drawing and controls do not. */
function plausibility(text: string): number {
  let score = 0
  for (const { 0: letter, index } of text.matchAll(/[^\0-\x7F]/g)) {
    const before = text[index - 1] ?? ' '
    const behind = text[index + 1] ?? ' '
    score += plausibilityOf(letter, before, behind)
  }
  return score
}

function plausibilityOf(letter: string, before: string, behind: string): number {
  if (NEVER_IN_TEXT.test(letter)) return -5
  // Between digits stands a thousands sign: a blank that does not break, and no letter.
  if (/\d/.test(before) && /\d/.test(behind)) return letter === '\u00a0' ? 1 : -2
  const inWord = /\p{L}/u.test(before) && /\p{L}/u.test(behind)
  if (!/\p{L}/u.test(letter)) return inWord ? -2 : 0.25
  const capitalInside = /\p{Lu}/u.test(letter) && /\p{Ll}/u.test(before)
  if (capitalInside) return -2
  return COMMON.test(letter) ? 2 : 0.5
}

function sampleLines(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => /[^\0-\x7F]/.test(line))
  return lines.slice(0, SAMPLE_LINES).map((line) => line.slice(0, SAMPLE_LENGTH_MAX))
}
