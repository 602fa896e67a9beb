import { encodeText } from '../csv/code-page.ts'
import type { Dialect } from '../csv/dialect.ts'
import type { RunFile } from '../model/run-report.ts'
import { cellsEnd } from './cut-cells.ts'
import { ownCells, partnersColumns, REJECTED_COLUMNS } from './own-columns.ts'
import type { RawRecord, RawRecords } from './raw-records.ts'
import { createReportFile, type ReportFile } from './report-file.ts'
import type { RowResult } from './row-files.ts'
import type { SourceRecord } from './source-records.ts'

/** rejected.csv: only the rows to mend, byte for byte as they came, so that the same profile reads them again. */
export interface RejectedCsv {
  row(record: SourceRecord, raw: RawRecord, outcome: RowResult): Promise<void>
  /** A record that gives the following rows their date or location (record types); written before the next row. */
  context(raw: RawRecord): void
  finish(): Promise<RunFile>
  abandon(): Promise<void>
}

const NEWLINES = { crlf: '\r\n', lf: '\n', cr: '\r' } as const

/**
 * @param dialect the partner's, with the encoding that the file really has
 * @param head title lines and header as they stand in the file; null when the file has no header
 */
export async function createRejectedCsv(
  dir: string,
  dialect: Dialect,
  raw: RawRecords,
  head: { raw: RawRecord; cells: readonly string[] } | null,
): Promise<RejectedCsv> {
  const file = await createReportFile(dir, 'rejected.csv')
  const newline = encodeText(NEWLINES[dialect.newline], dialect.encoding)
  const width = head ? { all: head.cells.length, partners: partnersColumns(head.cells) } : null
  let context: RawRecord | null = null
  let rows = 0
  await file.write(raw.bom)
  if (head) await writeHeader(file, head, dialect, newline)
  return {
    async row(record, { bytes, end }, { code, message }) {
      if (context) await file.write(Buffer.concat([context.bytes, lineEnd(context.end, newline)]))
      context = null
      rows += 1
      const own = ownCells([String(record.line), code, message], dialect)
      await file.write(Buffer.concat([partnersPart(bytes, record.cells, width, dialect), own, lineEnd(end, newline)]))
    },
    context(record) {
      context = record
    },
    finish: () => file.finish(rows),
    abandon: file.abandon,
  }
}

async function writeHeader(
  file: ReportFile,
  head: { raw: RawRecord; cells: readonly string[] },
  dialect: Dialect,
  newline: Buffer,
): Promise<void> {
  const { bytes, end } = head.raw
  const kept = partnersColumns(head.cells)
  // Title lines are part of the bytes; only a header that has our columns already is cut, and that has none above it.
  const names = kept < head.cells.length ? cutHeader(bytes, head.cells, kept, dialect) : bytes
  await file.write(Buffer.concat([names, ownCells(REJECTED_COLUMNS, dialect), lineEnd(end, newline)]))
}

/** Cuts behind the last of the partner's columns in the last line; title lines above stay as they are. */
function cutHeader(bytes: Buffer, cells: readonly string[], kept: number, dialect: Dialect): Buffer {
  const delimiters = cells.length - kept
  const delimiter = encodeText(dialect.delimiter, dialect.encoding)
  let end = bytes.length
  for (let i = 0; i < delimiters && end !== -1; i++) end = end === 0 ? -1 : bytes.lastIndexOf(delimiter, end - 1)
  return end === -1 ? bytes : bytes.subarray(0, end)
}

/**
 * The row as it came. Only where the number of cells would shift our columns from below their names is it brought to the
 * header's width: blank cells behind a short row, and our own or empty cells cut from a long one.
 */
function partnersPart(
  bytes: Buffer,
  cells: readonly string[] | null,
  width: { all: number; partners: number } | null,
  dialect: Dialect,
): Buffer {
  if (!width || !cells || cells.length === width.partners) return bytes
  if (cells.length < width.partners) {
    const blanks = dialect.delimiter.repeat(width.partners - cells.length)
    return Buffer.concat([bytes, encodeText(blanks, dialect.encoding)])
  }
  const extra = cells.slice(width.partners < width.all ? width.all : width.partners)
  return extra.every((cell) => cell.trim() === '') ? bytes.subarray(0, cellsEnd(bytes, width.partners, dialect)) : bytes
}

/** A last row without line end gets one: more rows may follow, and a file without is taken for half of one. */
function lineEnd(end: Buffer, newline: Buffer): Buffer {
  return end.length > 0 ? end : newline
}
