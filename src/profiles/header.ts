/** Where a column name was found in a header. */
export interface Found {
  /** From 0. */
  index: number
  /** The name stands there more than once, so nobody can tell which one counts. */
  twice: boolean
}

/** The name of a column as the file spells it, or its position where it has none. `index` from 0. */
export function nameAt(header: readonly string[], index: number): string {
  return header[index]?.trim() || `column ${index + 1}`
}

/**
 * Finds a column by its spellings; the first spelling that is there counts. Case, spaces and punctuation are ignored,
 * but a column spelled exactly so wins ("Pris -" beside "Pris +").
 */
export function findColumn(header: readonly string[], names: readonly string[]): Found | null {
  for (const name of names) {
    const found = pick(header, (cell) => cell.trim() === name.trim()) ?? pickNormalised(header, name)
    if (found) return found
  }
  return null
}

function pickNormalised(header: readonly string[], name: string): Found | null {
  const wanted = normaliseName(name)
  return pick(header, (cell) => normaliseName(cell) === wanted)
}

function pick(header: readonly string[], matches: (cell: string) => boolean): Found | null {
  const index = header.findIndex(matches)
  return index === -1 ? null : { index, twice: header.findLastIndex(matches) !== index }
}

/** A column name without case, spaces and punctuation; letters of all alphabets stay. "Antal (stk.)" is "antalstk". */
export function normaliseName(name: string): string {
  const letters = name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
  return letters === '' ? name.trim() : letters
}

/**
 * Whether a column name is another one with one letter wrong, added or lost. Names that differ in a digit (Lager1,
 * Lager2) are different names.
 */
export function isNearMiss(name: string, wanted: string): boolean {
  const [a, b] = [normaliseName(name), normaliseName(wanted)].sort((x, y) => x.length - y.length) as [string, string]
  if (a === b || a.length < 2 || b.length - a.length > 1) return false
  let from = 0
  while (from < a.length && a[from] === b[from]) from++
  const sameLength = a.length === b.length
  if (sameLength && /\d/.test(a[from]!) && /\d/.test(b[from]!)) return false
  return a.slice(sameLength ? from + 1 : from) === b.slice(from + 1)
}

/** Delimiters tills use, for telling which one a file has. */
export const DELIMITERS = [';', ',', '\t', '|']

/** The delimiter that cuts a one-cell header into the most cells; null when none does. */
export function otherDelimiter(cell: string, declared: string): string | null {
  let best: string | null = null
  let cells = 1
  for (const delimiter of DELIMITERS) {
    const count = cell.split(delimiter).length
    if (delimiter !== declared && count > cells) {
      best = delimiter
      cells = count
    }
  }
  return best
}

/** Words for a delimiter in a message. */
export function delimiterName(delimiter: string): string {
  return delimiter === '\t' ? 'tab' : `"${delimiter}"`
}

/** No header names a column with a bare number or date, and none has a single cell where several are needed. */
export function looksLikeData(header: readonly string[], columnsNeeded: number): boolean {
  const filled = header.filter((cell) => cell.trim() !== '')
  return filled.some((cell) => /^[\d\s.,:/+-]+$/.test(cell)) || (filled.length <= 1 && columnsNeeded > 1)
}

/** Cells up to the last one that holds something: a header line often ends with a delimiter. */
export function filledWidth(row: readonly string[]): number {
  let width = row.length
  while (width > 0 && row[width - 1]!.trim() === '') width--
  return width
}

export function isBlankRow(row: readonly string[]): boolean {
  return filledWidth(row) === 0
}

const RULE_CELL = /^[-=_+|\s]*$/

/** A line drawn under a header: ------;-----. One dash alone is a till's word for nothing. */
export function isRuleLine(row: readonly string[]): boolean {
  const first = row[0]!.trimStart().charCodeAt(0)
  if (first !== 45 && first !== 61 && first !== 95 && first !== 43 && first !== 124) return false
  return row.every((cell) => RULE_CELL.test(cell)) && /[-=_]{3}/.test(row.find((cell) => cell.trim() !== '') ?? '')
}
