import { fieldsOfName, locationOfName } from './draft-words.ts'
import { filledWidth, isBlankRow, isRuleLine } from './header.ts'

/** First rows of a file with the lines where they begin. */
export interface HeadRows {
  rows: string[][]
  lines: number[]
}

/** How the rows of an unknown file form records. */
export interface DraftLayout {
  /** Line of the column names; null without. */
  headerRow: number | null
  header: string[]
  /** Title lines above the header, as they stand. */
  titles: string[][]
  /** Line of the first row of data. */
  firstLine: number
  ruleLine: boolean
  records: DraftRecords | null
}

/** Record types, when rows begin with one. */
export interface DraftRecords {
  line: string
  header: { is: string; row: string[] } | null
  trailer: string | null
  others: string[]
}

/** Rows in which column names are looked for. */
const HEADER_SEARCHED = 25

/** Finds title lines, the header or record types in the first rows. `last` is the last row of the file. */
export function draftLayout(head: HeadRows, last: string[]): DraftLayout {
  const filled = head.rows.map((row, i) => ({ row, line: head.lines[i]! })).filter(({ row }) => !isBlankRow(row))
  const ruleLine = filled.some(({ row }) => isRuleLine(row))
  const rows = filled.filter(({ row }) => !isRuleLine(row))
  const first = rows[0]?.line ?? 1
  const records = recordTypes(
    rows.map(({ row }) => row),
    last,
  )
  if (records) return { headerRow: null, header: [], titles: [], firstLine: first, ruleLine, records }
  const at = headerIndex(rows.map(({ row }) => row))
  if (at === null) return { headerRow: null, header: [], titles: [], firstLine: first, ruleLine, records: null }
  return {
    headerRow: rows[at]!.line,
    header: rows[at]!.row,
    titles: rows.slice(0, at).map(({ row }) => row),
    firstLine: rows[at + 1]?.line ?? rows[at]!.line + 1,
    ruleLine,
    records: null,
  }
}

/** The row that names the columns: words that tills use, no bare numbers, as wide as the rows below. */
function headerIndex(rows: readonly string[][]): number | null {
  const usual = usualFilledWidth(rows)
  let best: { at: number; score: number } | null = null
  for (let at = 0; at < Math.min(rows.length, HEADER_SEARCHED); at += 1) {
    const score = headerScore(rows, at, usual)
    if (score > 0 && (best === null || score > best.score)) best = { at, score }
  }
  return best?.at ?? null
}

function headerScore(rows: readonly string[][], at: number, usual: number): number {
  const cells = rows[at]!.map((cell) => cell.trim()).filter((cell) => cell !== '')
  if (cells.length === 0 || cells.some((cell) => /^[\d\s.,:/+-]+$/.test(cell) && !/^\d{2,3}$/.test(cell))) return 0
  const near = rows[at]!.length === usualLength(rows) || Math.abs(filledWidth(rows[at]!) - usual) <= 1
  if (!near || cells.length < Math.min(usual, 2)) return 0
  const known = cells.filter((cell) => fieldsOfName(cell).length > 0 || locationOfName(cell) !== null).length
  if (known > 0) return 10 * known + (known === cells.length ? 5 : 0) - at * 0.1
  if (at > 0 || rows.length < 2 || new Set(cells).size < cells.length) return 0
  // Unknown names: words above a column of numbers.
  const below = rows.slice(1, 20)
  const words = rows[0]!.filter(
    (cell, i) => /\p{L}/u.test(cell) && below.every((row) => /^[\d\s.,+-]*$/.test(row[i] ?? '')),
  )
  return words.length > 0 && cells.every((cell) => /\p{L}/u.test(cell)) ? 1 : 0
}

function usualFilledWidth(rows: readonly string[][]): number {
  return mostFrequent(rows.map(filledWidth))
}

/** Cells most rows have, filled or not. */
export function usualLength(rows: readonly string[][]): number {
  return mostFrequent(rows.map((row) => row.length))
}

function mostFrequent(widths: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1)
  let usual = 0
  for (const [width, count] of counts) if (count > (counts.get(usual) ?? 0)) usual = width
  return usual
}

const TYPE = /^[A-Z]{1,4}\d?$|^\d{1,2}$/i

/** Few different first cells, an opening or closing record of another width, and rows of one type between. */
function recordTypes(rows: readonly string[][], last: string[]): DraftRecords | null {
  if (rows.length < 2) return null
  const typeOf = (row: readonly string[]) => row[0]?.trim() ?? ''
  const counts = new Map<string, number>()
  for (const row of rows) counts.set(typeOf(row), (counts.get(typeOf(row)) ?? 0) + 1)
  if (counts.size < 2 || counts.size > 6 || [...counts.keys()].some((type) => !TYPE.test(type))) return null
  const opening = typeOf(rows[0]!)
  const closing = typeOf(last)
  const widthsOf = (type: string) => new Set(rows.filter((row) => typeOf(row) === type).map((row) => row.length))
  const line = [...counts]
    .filter(([type]) => type !== closing && (type !== opening || counts.get(type)! > 1))
    .sort((a, b) => b[1] - a[1])[0]?.[0]
  if (line === undefined || widthsOf(line).size !== 1) return null
  const width = [...widthsOf(line)][0]!
  const isOther = (type: string, row: readonly string[]) =>
    type !== line && (row.length !== width || !/^\d/.test(type)) && (counts.get(type) ?? 0) < counts.get(line)! + 1
  const header = isOther(opening, rows[0]!) ? { is: opening, row: rows[0]! } : null
  const trailer = closing !== opening && isOther(closing, last) && TYPE.test(closing) ? closing : null
  if (!header && !trailer) return null
  if (rows[0]!.some((cell) => fieldsOfName(cell).some(({ strength }) => strength === 'strong'))) return null
  const others = [...counts.keys()].filter((type) => type !== line && type !== header?.is && type !== trailer)
  if (others.some((type) => counts.get(type)! > 1 && widthsOf(type).has(width))) return null
  return { line, header, trailer, others }
}

/** A footer as a regular expression. */
export interface DraftFooter {
  match: string
  /** The first group counts the rows. */
  counts: boolean
  shown: string[]
}

const TOTAL_WORDS =
  /^\W*(?:total|i alt|ialt|sum|summe|gesamt|summa|totalt|totaal|antal r\p{L}+|antal poster|antal linier|anzahl|rows?|records?|end|eof|slut|ende|fin|einde|\(\d+ rows? affected\)|completion time)/iu

/** Which of the last rows are no rows: narrow ones, or ones that begin with a word for a total. */
export function footerRows(tail: readonly string[][], width: number): string[][] {
  const found: string[][] = []
  for (let i = tail.length - 1; i >= 0; i -= 1) {
    const row = tail[i]!
    const text = row.join(' ')
    const narrow = filledWidth(row) < Math.min(width, 2) && width > 1 && /\p{L}|\*/u.test(text)
    if (!narrow && !TOTAL_WORDS.test(row[0]!.trim())) break
    found.unshift(row)
  }
  return found
}

/** The expression for footer rows; numbers may change from file to file. `rows` is the number of rows above. */
export function footerOf(rows: readonly string[][], count: number, delimiter: string): DraftFooter {
  const shown = rows.map((row) => row.join(delimiter).trim())
  const counted = rows.length === 1 ? countPattern(shown[0]!, count) : null
  if (counted) return { match: counted, counts: true, shown }
  const patterns = shown.map((line) => {
    const start = /^[^\d]*/.exec(line)![0]
    return start.length < line.length ? `${literal(start)}.*` : literal(line)
  })
  return { match: `^(?:${patterns.join('|')})$`, counts: false, shown }
}

function countPattern(line: string, count: number): string | null {
  for (const number of line.matchAll(/\d+(?:[., ']\d{3})*/g)) {
    if (Number(number[0].replace(/\D/g, '')) !== count) continue
    const before = line.slice(0, number.index)
    const behind = line.slice(number.index + number[0].length)
    if (/\d/.test(before + behind)) return null
    return `^${literal(before)}([\\d.,' ]+)${literal(behind)}$`
  }
  return null
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
