import { type Finding, finding } from '../model/findings.ts'
import { optionKey } from '../model/option-words.ts'

/** Codes of option values, from a table people keep in a spreadsheet: option;value;code. */
export interface ValueTable {
  /** By key of the option; undefined where the table has none. Case and blanks of the value do not count. */
  codeOf(option: string, value: string): string | undefined
  /** Rows taken. */
  size: number
}

export const NO_VALUES: ValueTable = { codeOf: () => undefined, size: 0 }

const COLUMNS = ['option', 'value', 'code'] as const

/**
 * Makes the table of rows of text, the header line first; columns may stand in any order and others beside them. A row
 * with an empty cell, and a value with two codes, is a finding (TB3023, `row` from `lines`) and not taken.
 */
export function readValueTable(
  rows: readonly string[][],
  lines: readonly number[],
): { table: ValueTable; findings: Finding[] } {
  const findings: Finding[] = []
  const header = (rows[0] ?? []).map((cell) => plainCell(cell).toLowerCase())
  const places = COLUMNS.map((column) => header.indexOf(column))
  if (places.includes(-1)) {
    const found = rows[0]?.join(' | ') ?? 'an empty file'
    return {
      table: NO_VALUES,
      findings: [finding('TB3023', { row: lines[0] ?? 1, found, expected: COLUMNS.join(', ') })],
    }
  }
  const codes = new Map<string, Map<string, { code: string; line: number }>>()
  let size = 0
  for (let i = 1; i < rows.length; i += 1) {
    const [option, value, code] = places.map((place) => plainCell(rows[i]![place] ?? '')) as [string, string, string]
    const line = lines[i] ?? i + 1
    if (option === '' && value === '' && code === '') continue
    const empty = COLUMNS.filter((_, column) => [option, value, code][column] === '')
    if (empty.length > 0) {
      const found = [option, value, code].join(' | ')
      findings.push(finding('TB3023', { row: line, column: empty[0], found, expected: empty.join(' and ') }))
      continue
    }
    const values = codes.get(optionKey(option)) ?? new Map<string, { code: string; line: number }>()
    codes.set(optionKey(option), values)
    const former = values.get(valueKey(value))
    if (former && former.code !== code) {
      const expected = `${former.code}, as at line ${former.line}`
      findings.push(finding('TB3023', { row: line, column: 'code', found: `${value} = ${code}`, expected }))
    } else if (!former) {
      values.set(valueKey(value), { code, line })
      size += 1
    }
  }
  return { table: { size, codeOf: (option, value) => codes.get(option)?.get(valueKey(value))?.code }, findings }
}

/** ="01" is how people keep a spreadsheet from eating the zero. */
function plainCell(cell: string): string {
  const text = cell.trim()
  return /^="[^"]*"$/.test(text) ? text.slice(2, -1).trim() : text
}

const keys = new Map<string, string>()
const KEYS_MAX = 50_000

function valueKey(value: string): string {
  const seen = keys.get(value)
  if (seen !== undefined) return seen
  const key = value.normalize('NFC').trim().toLowerCase().replace(/\s+/g, ' ')
  if (keys.size >= KEYS_MAX) keys.clear()
  keys.set(value, key)
  return key
}
