import type { InFormat } from '../config/format.ts'
import type { Dialect, FileFacts, RowBatch } from '../csv/dialect.ts'
import { refuseDocument } from '../csv/not-text.ts'
import { emptyFacts, openCsv } from '../csv/read.ts'
import { spreadsheetCells, spreadsheetDialect, spreadsheetFinding } from '../csv/spreadsheet-text.ts'
import { FileRefused } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'
import { type ColumnPlan, type FormatOptions, numberStyle, planColumns } from './columns.ts'
import type { CellValue } from './fault.ts'
import { Misread } from './misread.ts'
import { Notices } from './notices.ts'
import { quotedWithOther } from './places.ts'
import { recordsLayout } from './records-layout.ts'
import { tableLayout } from './table-layout.ts'

/** A row as it was understood. */
export interface FormatRow {
  /** Line an editor shows. */
  line: number
  /** In the order of `FormatFile.fields`; null for a field that is blank or not in the file. */
  values: CellValue[]
  /** With a column per location: thousandths in the order of `FormatFile.locations`, null for a blank cell that is skipped. */
  levels: (number | null)[] | null
  /** Location of the header record above the row, in the partner's word. */
  location: string | null
}

/** Part of a file, in file order: read = rows + skipped + rejected. Every rejected line has an error finding. */
export interface FormatBatch {
  read: number
  rows: FormatRow[]
  findings: Finding[]
  skipped: { line: number; reason: string }[]
  rejected: number[]
  /** Codes, as far as they can be read, of rows that were not taken for a blank or a fault: they are in the file. */
  listed: string[]
}

/** What a file as a whole was like; complete after the last batch. */
export interface FormatFacts extends FileFacts {
  /** Column names as the file spells them; empty without a header. */
  header: string[]
  /** As-of of the header record (the earliest of several), UTC ISO. */
  asOf: string | null
  /** Line of that record. */
  asOfLine: number | null
  /** Location of the (last) header record, in the partner's word. */
  location: string | null
  footerSeen: boolean
  trailerSeen: boolean
  /** How numbers were written: "whole", "3 decimals", "varying decimals", "none". */
  numberStyle: string
}

export interface FormatFile {
  /** Order of the values in every row. */
  readonly fields: readonly string[]
  /** Order of the levels in every row. */
  readonly locations: readonly string[]
  /**
   * Rows as they were understood. Streamed; the facts are those of the last call.
   * @throws FileRefused whatever forbids taking any row (also at the end of the file: TB1014, TB1015, TB1016)
   */
  batches(): AsyncIterable<FormatBatch>
  readonly facts: FormatFacts
}

/** One way rows form records. Sorts every row of a file into the batch, or refuses the file. */
export interface LayoutReader {
  batch(batch: RowBatch, out: FormatBatch): void
  /** What the end of the file proves wrong; every finding refuses the file. */
  end(facts: FileFacts): Finding[]
  /** A trailer or footer proved the end. */
  readonly whole: boolean
  readonly header: string[]
  readonly asOf: string | null
  readonly asOfLine: number | null
  readonly location: string | null
  readonly footerSeen: boolean
  readonly trailerSeen: boolean
}

/**
 * Reads a file as its format declares it. Wrong declarations are a UsageError at once; the file is opened by `batches`.
 * Bad rows are findings, a file that cannot be taken is FileRefused.
 */
export function readFormat(path: string, format: InFormat, dialect: Dialect, options: FormatOptions): FormatFile {
  const plan = planColumns(format, options)
  const facts: FormatFacts = { ...emptyFacts(dialect.encoding), ...NO_FACTS, header: [] }
  const layout = () =>
    format.records ? recordsLayout(plan, format, dialect, options) : tableLayout(plan, format, dialect)
  layout() // A wrong footer or date pattern is told now, not in the middle of a run.
  const batches = () => decode(path, { format, dialect, plan, layout: layout(), facts, reshape: options.reshape })
  return { fields: plan.fields, locations: plan.locations, facts, batches }
}

const NO_FACTS = {
  asOf: null,
  asOfLine: null,
  location: null,
  footerSeen: false,
  trailerSeen: false,
  numberStyle: 'none',
}

interface Reading {
  format: InFormat
  dialect: Dialect
  plan: ColumnPlan
  layout: LayoutReader
  facts: FormatFacts
  reshape: FormatOptions['reshape']
}

async function* decode(path: string, reading: Reading): AsyncGenerator<FormatBatch> {
  const { format, dialect, plan, layout, facts, reshape } = reading
  await refuseDocument(path)
  const csv = cutFormat(path, format, dialect)
  const notices = new Notices(csv.facts, dialect)
  const misread = new Misread(path, csv.facts)
  let read = 0
  const uncut: RowBatch = { ...NO_ROWS, findings: [], uncut: [] }
  for await (const cut of csv.batches()) {
    if (uncut.findings.length < UNCUT_MAX) uncut.findings.push(...cut.findings)
    if (uncut.uncut.length === 0) uncut.uncut.push(...cut.uncut.slice(0, 1))
    const out = emptyBatch(notices.upTo(Math.max(cut.lines.at(-1) ?? 0, cut.rejected.at(-1) ?? 0)))
    try {
      layout.batch(reshape ? await reshape(cut) : cut, out)
    } catch (error) {
      if (error instanceof FileRefused) await misread.refuse(error.findings, 1)
      throw error
    }
    await misread.look(out.findings)
    read += out.read
    yield { ...out, findings: inRowOrder(out.findings) }
  }
  // No row at all could be cut: a quote in the first one swallowed the others.
  if (csv.facts.rows === 0 && uncut.findings.length > 0) throw new FileRefused(uncutOf(uncut, dialect))
  Object.assign(facts, csv.facts, factsOf(layout), { numberStyle: numberStyle(plan) })
  const refused = refusals(read, reading)
  if (refused.length > 0) throw new FileRefused(refused)
  const last = notices.atEnd()
  if (last.length > 0) yield emptyBatch(last)
}

function emptyBatch(findings: Finding[]): FormatBatch {
  return { read: 0, rows: [], findings, skipped: [], rejected: [], listed: [] }
}

/** As they stand in the file, those of the whole file last; in a row by column as they were found. */
export function inRowOrder(findings: Finding[]): Finding[] {
  const lineOf = ({ row }: Finding) => row ?? Number.MAX_SAFE_INTEGER
  return findings.sort((a, b) => lineOf(a) - lineOf(b))
}

/** Every row has a stray quote; perhaps all cells are quoted, and only the delimiter is another one. */
function uncutOf({ findings, uncut }: RowBatch, dialect: Dialect): Finding[] {
  const other = uncut[0] && quotedWithOther(uncut[0], dialect)
  return other ? [other] : findings
}

/** Cuts a file into cells as its format declares, ="..." included; nothing is decoded yet. */
export function cutFormat(
  path: string,
  format: InFormat,
  dialect: Dialect,
): { batches(): AsyncIterable<RowBatch>; readonly facts: FileFacts } {
  const { rowsMax, bytesMax } = format
  const hasText = Object.values(format.columns).some((column) => column.spreadsheetText)
  const wrapped = hasText && dialect.quoting !== 'never'
  const csv = openCsv(path, wrapped ? spreadsheetDialect(dialect) : dialect, { rowsMax, bytesMax })
  async function* batches(): AsyncGenerator<RowBatch> {
    for await (const cut of csv.batches()) {
      const rows = wrapped ? cut.rows.map((row) => spreadsheetCells(row, dialect)) : cut.rows
      yield { ...cut, rows, findings: cut.findings.map(spreadsheetFinding) }
    }
  }
  return { batches, facts: csv.facts }
}

const UNCUT_MAX = 20
const NO_ROWS = { rows: [], lines: [], rejected: [], controls: false, multiline: false }

function factsOf({ header, asOf, asOfLine, location, footerSeen, trailerSeen }: LayoutReader) {
  return { header, asOf, asOfLine, location, footerSeen, trailerSeen }
}

/** What can be said only when the whole file was seen. */
function refusals(read: number, { format, layout, facts }: Reading): Finding[] {
  const found = layout.end(facts)
  if (found.length > 0) return facts.bytes === 0 ? [finding('TB1001', { found: 'no bytes' })] : found
  if (read === 0) {
    const what = facts.bytes === 0 ? 'no bytes' : 'no rows'
    return [finding('TB1001', { row: facts.lastLine || null, found: what, expected: 'at least one row' })]
  }
  if (facts.lastNewline || layout.whole || format.lastNewline === 'optional') return []
  return [finding('TB1014', { row: facts.lastLine, expected: 'a line end behind the last row' })]
}
