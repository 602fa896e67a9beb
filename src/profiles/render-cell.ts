import type { OutColumn } from '../config/format.ts'
import type { Dialect } from '../csv/dialect.ts'
import { encodeCell } from '../csv/encode-cell.ts'
import { UsageError } from '../model/errors.ts'
import type { FindingCode } from '../model/finding-codes.ts'
import type { Field, FieldType, FieldValue } from './fields.ts'
import { canonicalText, formatValue } from './render-value.ts'

/** What a cell needs to know of its file. */
export interface CellContext {
  dialect: Dialect
  /** Decimal sign of the format. */
  decimal: '.' | ','
  timeZone: string
}

/** Why a value cannot be written; the row's own words are added where the row is known. */
export interface CellProblem {
  code: FindingCode
  found: string
  expected: string
  fix?: string
}
export type Cell = { text: string } | { problem: CellProblem }
/** Writes one value of one column. `currency` decides the decimals of money. */
export type CellWriter = (value: FieldValue, currency: string) => Cell

/** Changes of type that lose nothing a till needs. */
const CONVERSIONS: readonly string[] = ['money>price', 'price>money', 'quantity>number']

/**
 * A column as a function from value to cell: type, decimals, `map`, `default`, `required`, the partner's characters,
 * lengths, padding, in this order. Identifiers and numbers are never cut. Throws UsageError for a type that does not
 * fit the field.
 */
export function cellWriter(column: OutColumn, field: Field | null, context: CellContext): CellWriter {
  const from = field?.type ?? 'text'
  const type = column.type ?? from
  if (type !== from && type !== 'text' && !CONVERSIONS.includes(`${from}>${type}`)) {
    throw new UsageError(
      `the column "${columnName(column)}": ${column.from} is ${from} and cannot be written as ${type}`,
    )
  }
  const cuttable = type === 'text' && column.overLength === 'cut' && !(field?.exact ?? false)
  return (value, currency) => {
    const formatted = textOf(value, currency, { column, from, type, context })
    if ('problem' in formatted) return formatted
    const text = formatted.text === '' ? (column.default ?? '') : formatted.text
    if (text === '' && column.required) return { problem: emptyCell(column) }
    const encoded = encodeCell(text, context.dialect)
    if ('problem' in encoded) return { problem: misfit(text, encoded, context.dialect) }
    const fitted = fitLength(encoded.text, column, cuttable)
    return 'problem' in fitted ? fitted : { text: padded(fitted.text, column, type) }
  }
}

/** How messages name a column: as the partner sees it, else by its field. */
export function columnName(column: OutColumn): string {
  return column.header || column.from || `text "${column.text ?? ''}"`
}

interface Writing {
  column: OutColumn
  from: FieldType
  type: FieldType
  context: CellContext
}

function textOf(value: FieldValue, currency: string, { column, from, type, context }: Writing): Cell {
  if (value === null || value === '') return { text: '' }
  const map = column.map
  if (map) {
    const word = canonicalText(value, from, currency)
    if (Object.hasOwn(map, word)) return { text: map[word]! }
  }
  const written = formatValue(value, from, type, { column, currency, ...context })
  if ('problem' in written || !map || !Object.hasOwn(map, written.text)) return written
  return { text: map[written.text]! }
}

function emptyCell(column: OutColumn): CellProblem {
  return {
    code: 'TB2604',
    found: 'nothing',
    expected: `a value for ${columnName(column)}`,
    fix: 'Fill it in in the shop, or give the column a `default`.',
  }
}

function misfit(
  text: string,
  problem: { problem: 'unencodable' | 'unsafe'; found: string },
  dialect: Dialect,
): CellProblem {
  const found = `${JSON.stringify(problem.found)} in ${JSON.stringify(text)}`
  if (problem.problem === 'unencodable') return { code: 'TB7014', found, expected: `characters of ${dialect.encoding}` }
  return { code: 'TB7019', found, expected: 'text without delimiter and line end' }
}

/** Letters are counted as people do: an emoji or a letter outside the basic plane is one. */
function fitLength(text: string, column: OutColumn, cuttable: boolean): Cell {
  const { maxLength } = column
  if (maxLength === undefined || text.length <= maxLength) return { text }
  const letters = Array.from(text)
  if (letters.length <= maxLength) return { text }
  if (cuttable) return { text: letters.slice(0, maxLength).join('') }
  const found = `${JSON.stringify(text)}, ${letters.length} characters`
  return { problem: { code: 'TB7013', found, expected: `at most ${maxLength} characters` } }
}

function padded(text: string, { pad }: OutColumn, type: FieldType): string {
  if (!pad) return text
  const missing = pad.with.repeat(Math.max(0, pad.length - Array.from(text).length))
  if (pad.side === 'right') return text + missing
  // Zeros go behind the sign: -5 in five places is -0005.
  const signed = pad.with === '0' && type !== 'text' && type !== 'date' && text.startsWith('-')
  return signed ? `-${missing}${text.slice(1)}` : missing + text
}
