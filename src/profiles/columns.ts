import { type InColumn, type InFormat, inColumnSchema } from '../config/format.ts'
import type { RowBatch } from '../csv/dialect.ts'
import { UsageError } from '../model/errors.ts'
import { finding } from '../model/findings.ts'
import { type CellParser, type CellType, cellParser } from './cells.ts'
import { type CellValue, type Fault, isTrouble } from './fault.ts'
import type { FormatBatch } from './read-format.ts'
import { legibleCode } from './references.ts'
import type { RowDamage } from './row-damage.ts'

/** What a reader of records wants of a format. */
export interface FormatOptions {
  /** Every field there is, with its type unless the column names one. `option:*` stands for all that begin so. */
  fields: Record<string, CellType>
  /** Fields that need a column, and a value in every row. */
  required: string[]
  timeZone: string
  currency: string
  /** Whether a header record's location is known; an unknown one refuses the file, for it is every row's. */
  knowsLocation?: (word: string) => boolean
  /** Brings cut rows into the form the format declares, before they are looked at: a mended part has cells of ours. */
  reshape?: ((batch: RowBatch) => Promise<RowBatch>) | undefined
}

/** A column that must be found in the file before its rows can be read. */
export interface Wanted {
  /** The field, location or filter it is for. */
  label: string
  names: string[] | null
  /** From 1. */
  position: number | null
  optional: boolean
}

interface ValueColumn {
  /** null: the column has a default alone. */
  wanted: Wanted | null
  slot: number
  parser: CellParser
  /** Value when the column is not in the file. */
  absent: CellValue
}

/** Columns of a format with their parsers, made before a file is opened. */
export interface ColumnPlan {
  /** Order of the values in every row. */
  fields: string[]
  values: ValueColumn[]
  levels: { wanted: Wanted; parser: CellParser }[]
  /** Order of the levels in every row. */
  locations: string[]
  filters: { wanted: Wanted; passes(cell: string): boolean }[]
  wanted: Wanted[]
}

/** Turns the declared columns into parsers. A wrong declaration is a UsageError. */
export function planColumns(format: InFormat, options: FormatOptions): ColumnPlan {
  const levelled = format.locationColumns !== undefined
  const fields = Object.keys(format.columns).filter((field) => !(levelled && field === 'quantity'))
  const missing = options.required.filter((field) => !fields.includes(field) && !(levelled && field === 'quantity'))
  if (missing.length > 0) throw new UsageError(notSaid(missing))
  const values = fields.map((field, slot) => valueColumn(field, slot, format, options))
  const levels = levelColumns(format, options)
  const filters = (format.filter ?? []).map((filter) => ({
    wanted: wantedOf('filter', filter),
    passes: passing(filter),
  }))
  return {
    fields,
    values,
    levels,
    locations: Object.keys(format.locationColumns ?? {}),
    filters,
    wanted: [...values, ...levels, ...filters].map((column) => column.wanted).filter((wanted) => wanted !== null),
  }
}

/** How the numbers read so far were written, for the guard `format`: "whole", "3 decimals", "varying decimals". */
export function numberStyle(plan: ColumnPlan): string {
  const columns = plan.levels.length > 0 ? plan.levels : plan.values
  const styles = new Set(columns.map((column) => column.parser.style?.() ?? 'none').filter((style) => style !== 'none'))
  return styles.size === 0 ? 'none' : styles.size === 1 ? [...styles][0]! : 'varying decimals'
}

function notSaid(missing: string[]): string {
  const other = missing.includes('quantity') ? ', or name one column per location under `locationColumns`' : ''
  return `columns.${missing.join(', columns.')}: say where this stands in the file${other}`
}

function valueColumn(field: string, slot: number, format: InFormat, options: FormatOptions): ValueColumn {
  const column = format.columns[field]!
  const parser = cellParser(column, {
    field,
    type: typeOf(field, options.fields),
    required: options.required.includes(field),
    decimal: format.decimal,
    timeZone: options.timeZone,
    currency: options.currency,
  })
  const given = column.header !== undefined || column.position !== undefined
  const nothing = column.default === undefined ? null : parser.parse('')
  return { wanted: given ? wantedOf(field, column) : null, slot, parser, absent: isTrouble(nothing) ? null : nothing }
}

function typeOf(field: string, fields: Record<string, CellType>): CellType {
  const known = Object.hasOwn(fields, field) ? field : `${field.split(':')[0]}:*`
  const type = fields[known]
  if (type === undefined || field.endsWith(':')) {
    throw new UsageError(`columns.${field}: no such field; there are ${Object.keys(fields).join(', ')}`)
  }
  return type
}

function levelColumns(format: InFormat, options: FormatOptions): ColumnPlan['levels'] {
  const habits = format.columns.quantity ?? inColumnSchema.parse({ default: '' })
  // The schema asks for a default where there is no header; only a filled one is meant as a value.
  const spoken = habits.blank === 'reject' && habits.default !== ''
  const column: InColumn = { ...habits, default: spoken ? habits.default : undefined }
  return Object.entries(format.locationColumns ?? {}).map(([location, names]) => ({
    wanted: { label: location, names, position: null, optional: false },
    parser: cellParser(column, {
      field: 'quantity',
      type: 'quantity',
      required: true,
      decimal: format.decimal,
      timeZone: options.timeZone,
      currency: options.currency,
    }),
  }))
}

function wantedOf(label: string, column: Pick<InColumn, 'header' | 'position' | 'default'>): Wanted {
  return {
    label,
    names: column.header ?? null,
    position: column.position ?? null,
    optional: column.default !== undefined,
  }
}

function passing(filter: { is?: string[] | undefined; not?: string[] | undefined }) {
  const fold = (text: string) => text.trim().toLowerCase()
  const is = filter.is && new Set(filter.is.map(fold))
  const not = new Set(filter.not?.map(fold))
  return (cell: string) => {
    const word = fold(cell)
    return (is === undefined || is.has(word)) && !not.has(word)
  }
}

/** Where the wanted columns are in this file. Absent ones are not in the map. */
export type Places = Map<Wanted, { index: number; name: string }>

/**
 * Decodes a row into the batch: as a row, as skipped, or as rejected with a finding for every bad cell. A damaged row is
 * always rejected. Returns the values as far as they could be read, null when a filter passed the row over.
 */
export type RowDecoder = (
  row: string[],
  line: number,
  location: string | null,
  out: FormatBatch,
  damage: RowDamage | null,
) => CellValue[] | null

/** The code of a row that cannot be decoded: as it would be read, or as it can be made out; null where none stands. */
export type CodeReader = (row: readonly string[]) => string | null

/** Between the parts of a code that is made of several columns; no till writes it. */
export const PART_SIGN = '\u001f'

/** Binds the column of the code alone; in a format without one, item, colour and size together. */
export function bindCode(plan: ColumnPlan, places: Places): CodeReader {
  if (plan.fields.includes('code') || !plan.fields.includes('item')) return bindText(plan, places, 'code')
  const parts = ['item', 'colour', 'size'].map((field) => bindText(plan, places, field))
  return (row) => {
    const [item, ...rest] = parts.map((part) => part(row))
    return item ? [item, ...rest.map((each) => each ?? '')].join(PART_SIGN) : null
  }
}

function bindText(plan: ColumnPlan, places: Places, field: string): CodeReader {
  const column = plan.values.find(({ slot }) => slot === plan.fields.indexOf(field))
  const place = column?.wanted && places.get(column.wanted)
  if (!place) return () => null
  return (row) => readCode(column.parser.parse, row[place.index] ?? '')
}

function readCode(parse: CellParser['parse'], cell: string): string | null {
  const outcome = parse(cell)
  if (typeof outcome === 'string') return outcome
  const legible = legibleCode(cell)
  const again = legible === cell ? outcome : parse(legible)
  return typeof again === 'string' ? again : legible || null
}

/** Binds the plan to the places of one file. */
export function bindColumns(plan: ColumnPlan, places: Places): RowDecoder {
  const template = plan.values.map((column) => column.absent)
  const bound = <T extends { wanted: Wanted | null }>(columns: T[]) =>
    columns.flatMap((column) => {
      const place = column.wanted && places.get(column.wanted)
      return place ? [{ ...column, ...place }] : []
    })
  const values = bound(plan.values).map(({ index, name, slot, parser }) => ({ index, name, slot, parse: parser.parse }))
  const levels = bound(plan.levels).map(({ index, name, parser }) => ({ index, name, parse: parser.parse }))
  const filters = bound(plan.filters)
  const codeSlot = plan.fields.indexOf('code')
  const codeOf = bindCode(plan, places)

  return (row, line, location, out, damage) => {
    for (const filter of damage ? [] : filters) {
      if (filter.passes(row[filter.index]!)) continue
      out.skipped.push({ line, reason: 'filtered by the profile' })
      return null
    }
    const firstFinding = out.findings.length
    let skip: string | null = null
    if (damage) out.findings.push(...damage.findings)
    const decoded = template.slice()
    for (const column of values) {
      if (damage?.cells.has(column.index)) continue
      const outcome = column.parse(row[column.index]!)
      if (!isTrouble(outcome)) decoded[column.slot] = outcome
      else if ('skip' in outcome) skip = outcome.skip
      else out.findings.push(finding(outcome.code, placeOf(outcome, line, column.name, row[column.index]!)))
    }
    const counted = levels.length > 0 ? decodeLevels(row, line, levels, out, damage) : null
    if (counted?.blank) skip = 'blank quantity'
    if (skip !== null && !damage) {
      out.findings.length = firstFinding
      out.skipped.push({ line, reason: skip })
      list(out, codeOf(row))
    } else if (out.findings.length > firstFinding) {
      nameKey(out, firstFinding, decoded[codeSlot])
      out.rejected.push(line)
      list(out, codeOf(row))
    } else out.rows.push({ line, values: decoded, levels: counted?.levels ?? null, location })
    return decoded
  }
}

function list(out: FormatBatch, code: string | null): void {
  if (code !== null) out.listed.push(code)
}

interface LevelColumn {
  index: number
  name: string
  parse: CellParser['parse']
}

/** One quantity per location; null where the cell is blank and blanks are passed over. `blank`: all of them are. */
function decodeLevels(row: string[], line: number, columns: LevelColumn[], out: FormatBatch, damage: RowDamage | null) {
  const levels: (number | null)[] = new Array(columns.length).fill(null)
  let blank = true
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]!
    if (damage?.cells.has(column.index)) continue
    const cell = row[column.index]!
    const outcome = column.parse(cell)
    if (isTrouble(outcome) && 'skip' in outcome) continue
    blank = false
    if (isTrouble(outcome)) out.findings.push(finding(outcome.code, placeOf(outcome, line, column.name, cell)))
    else levels[i] = outcome as number
  }
  return { levels, blank }
}

function placeOf(fault: Fault, row: number, column: string, found: string) {
  return { row, column, found, expected: fault.probably?.(found) ?? fault.expected }
}

/** What a finding is about over time is the row's code, when that could be read. */
function nameKey(out: FormatBatch, from: number, code: CellValue | undefined): void {
  if (typeof code !== 'string') return
  for (let i = from; i < out.findings.length; i++) out.findings[i]!.key = code
}
