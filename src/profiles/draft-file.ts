import path from 'node:path'
import type { Dialect } from '../csv/dialect.ts'
import { openCsv } from '../csv/read.ts'
import { type Sniffed, sniff } from '../csv/sniff.ts'
import { spreadsheetCells, spreadsheetDialect } from '../csv/spreadsheet-text.ts'
import { DraftBlocks } from './draft-blocks.ts'
import { ColumnFacts } from './draft-column.ts'
import { type DraftColumn, draftFields } from './draft-fields.ts'
import {
  type DraftFooter,
  type DraftLayout,
  draftLayout,
  footerOf,
  footerRows,
  type HeadRows,
  usualLength,
} from './draft-layout.ts'
import { filledWidth, isBlankRow, isRuleLine } from './header.ts'
import { isRagged } from './table-layout.ts'

/** Everything that could be seen in one file of a partner. */
export interface DraftFile {
  path: string
  /** Without its folder. */
  name: string
  /** Folder below the exchange folder. */
  folder: string
  sniffed: Sniffed
  dialect: Dialect
  /** Cells such as ="0123" stand in the file. */
  wrapped: boolean
  /** Quotes stand in mid-cell, so they are plain characters here. */
  strayQuotes: boolean
  allQuoted: boolean
  layout: DraftLayout
  /** Only of rows: titles, header, footer and other record types left out. */
  columns: DraftColumn[]
  rows: number
  /** Rows with more or fewer cells than the others; they are left out of everything above. */
  misfits: number
  footer: DraftFooter | null
  trailer: { rows: number | null; quantity: number | null; closes: 'header' | 'file' } | null
  /** The opening records, one of each wording; empty without record types. */
  headers: string[][]
}

const HEAD_ROWS = 200
const TAIL_ROWS = 4
const COLUMNS_MAX = 500

/**
 * Reads a whole file twice: once for its form, once for its cells. Memory does not grow with the file.
 * @throws FileRefused when it is no text or cannot be cut into rows
 */
export async function draftFile(file: string): Promise<DraftFile> {
  const sniffed = await sniff(file)
  const wrapped = /(?:^|[;,\t|\r\n])="/.test(sniffed.text)
  const strayQuotes = !wrapped && hasStrayQuotes(sniffed)
  const dialect: Dialect = {
    encoding: sniffed.encoding,
    delimiter: sniffed.delimiter,
    quoting: strayQuotes ? 'never' : 'minimal',
    quote: '"',
    newline: sniffed.newline ?? 'crlf',
    bom: sniffed.bom,
    unencodable: 'hold',
  }
  const reading = { file, dialect, wrapped }
  const ends = await readEnds(reading)
  const layout = draftLayout(ends.head, ends.tail.at(-1)?.row ?? [])
  const footers = layout.records ? [] : footerRowsOf(ends.tail, layout)
  const end = footers[0]?.line ?? Number.POSITIVE_INFINITY
  const records = new DraftBlocks(layout)
  const extent = { end, length: lengthOf(ends.head, layout) }
  const { facts, rows, misfits } = await readFacts(reading, layout, extent, records)
  const columns = columnsOf(layout, facts)
  return {
    path: file,
    name: path.basename(file),
    folder: '.',
    sniffed,
    dialect,
    wrapped,
    strayQuotes,
    allQuoted: !wrapped && allQuoted(sniffed),
    layout,
    columns,
    rows,
    misfits,
    footer:
      footers.length === 0
        ? null
        : footerOf(
            footers.map(({ row }) => row),
            rows,
            dialect.delimiter,
          ),
    trailer: layout.records?.trailer ? records.trailer(ends.tail.at(-1)!.row, columns) : null,
    headers: records.headers,
  }
}

interface Reading {
  file: string
  dialect: Dialect
  wrapped: boolean
}

interface PlacedRow {
  row: string[]
  line: number
}

async function* rowsOf({ file, dialect, wrapped }: Reading): AsyncGenerator<PlacedRow> {
  const csv = openCsv(file, wrapped ? spreadsheetDialect(dialect) : dialect)
  for await (const batch of csv.batches()) {
    for (let i = 0; i < batch.rows.length; i += 1) {
      const row = batch.rows[i]!
      if (isBlankRow(row)) continue
      yield { row: wrapped ? spreadsheetCells(row, dialect) : row, line: batch.lines[i]! }
    }
  }
}

async function readEnds(reading: Reading): Promise<{ head: HeadRows; tail: PlacedRow[] }> {
  const head: HeadRows = { rows: [], lines: [] }
  const tail: PlacedRow[] = []
  for await (const placed of rowsOf(reading)) {
    if (head.rows.length < HEAD_ROWS) {
      head.rows.push(placed.row)
      head.lines.push(placed.line)
    }
    tail.push(placed)
    if (tail.length > TAIL_ROWS) tail.shift()
  }
  return { head, tail }
}

function footerRowsOf(tail: readonly PlacedRow[], layout: DraftLayout): PlacedRow[] {
  const below = tail.filter(({ line }) => line >= layout.firstLine)
  const width =
    layout.headerRow === null ? Math.max(0, ...below.map(({ row }) => filledWidth(row))) : filledWidth(layout.header)
  const found = footerRows(
    below.map(({ row }) => row),
    width,
  )
  return found.length === 0 ? [] : below.slice(-found.length)
}

/** Cells a row of data has. */
function lengthOf(head: HeadRows, layout: DraftLayout): number {
  if (layout.headerRow !== null) return filledWidth(layout.header)
  const rows = head.rows.filter((row, i) => head.lines[i]! >= layout.firstLine && isData(row, layout))
  return usualLength(rows)
}

interface Extent {
  /** Line of the footer. */
  end: number
  length: number
}

async function readFacts(reading: Reading, layout: DraftLayout, { end, length }: Extent, records: DraftBlocks) {
  const facts: ColumnFacts[] = []
  let rows = 0
  let misfits = 0
  for await (const { row, line } of rowsOf(reading)) {
    if (line < layout.firstLine || line >= end) continue
    records.add(row)
    if (!isData(row, layout)) continue
    rows += 1
    if (isRagged(row, length, layout.headerRow === null ? length : layout.header.length)) {
      misfits += 1
      continue
    }
    for (let i = 0; i < Math.min(row.length, COLUMNS_MAX); i += 1) {
      while (facts.length <= i) facts.push(new ColumnFacts())
      facts[i]!.add(row[i]!, line)
    }
  }
  return { facts, rows, misfits }
}

function isData(row: readonly string[], layout: DraftLayout): boolean {
  if (layout.records) return row[0]!.trim() === layout.records.line
  return !isRuleLine(row as string[])
}

function columnsOf(layout: DraftLayout, facts: ColumnFacts[]): DraftColumn[] {
  const width = layout.headerRow === null ? facts.length : Math.max(facts.length, filledWidth(layout.header))
  while (facts.length < width) facts.push(new ColumnFacts())
  const names = facts.map((_, i) => (layout.headerRow === null ? null : (layout.header[i] ?? null)))
  if (!layout.records) return draftFields(names, facts)
  // The record type is no field.
  const [type, ...rest] = facts
  const fields = draftFields(names.slice(1), rest).map((column) => ({ ...column, position: column.position + 1 }))
  return [{ position: 1, name: null, facts: type!, field: null, guessed: false, location: null }, ...fields]
}

/** Rows with quotes in mid-cell outnumber cells that are properly quoted. */
function hasStrayQuotes({ findings, text, delimiter }: Sniffed): boolean {
  const stray = findings.filter(({ code }) => code === 'TB1017' || code === 'TB1008').length
  if (stray === 0) return false
  const d = delimiter.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  const proper = text.match(new RegExp(`(?:^|${d})"(?:[^"\\r\\n]|"")*"(?=${d}|\\r|\\n|$)`, 'gm'))?.length ?? 0
  return stray >= proper
}

function allQuoted({ text, delimiter, quoted }: Sniffed): boolean {
  if (!quoted) return false
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '')
  // The last line may be cut.
  const whole = lines.length > 1 ? lines.slice(0, -1) : lines
  return whole.every((line) =>
    line.split(delimiter).every((cell) => cell === '' || cell.startsWith('"') || cell.endsWith('"')),
  )
}

/** Rows that share code and location, counted up to a limit of different ones. */
export async function duplicateRows(draft: DraftFile): Promise<{ same: number; different: number }> {
  const at = (field: string) => draft.columns.find((column) => column.field === field)?.position
  const [code, location, quantity] = [at('code'), at('location'), at('quantity')]
  const seen = new Map<string, string>()
  const found = { same: 0, different: 0 }
  if (code === undefined) return found
  const names = draft.layout.header
  for await (const { row, line } of rowsOf(readingOf(draft))) {
    if (line < draft.layout.firstLine || !isData(row, draft.layout)) continue
    if (row[code - 1] === undefined || row[code - 1] === names[code - 1]) continue
    const key = `${row[code - 1]!.trim()}\n${location === undefined ? '' : (row[location - 1] ?? '').trim()}`
    const value = quantity === undefined ? row.join('\n') : (row[quantity - 1] ?? '').trim()
    const known = seen.get(key)
    if (known !== undefined) found[known === value ? 'same' : 'different'] += 1
    else if (seen.size < DUPLICATES_MAX) seen.set(key, value)
  }
  return found
}

const DUPLICATES_MAX = 300_000

function readingOf({ path: file, dialect, wrapped }: DraftFile): Reading {
  return { file, dialect, wrapped }
}
