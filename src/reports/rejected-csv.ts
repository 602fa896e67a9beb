import { encodeText } from '../csv/code-page.ts'
import { createByteDecoder } from '../csv/decode-bytes.ts'
import type { Dialect } from '../csv/dialect.ts'
import type { RunFile } from '../model/run-report.ts'
import { cellsEnd } from './cut-cells.ts'
import { FILE_COLUMN, ownCells, partnersColumns, REJECTED_COLUMNS } from './own-columns.ts'
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

/** Which row of which file a rejected row is, for its way back in. */
export interface RowOrigin {
  row: string
  file: string
  /** Number of cells before ours, where the row has ours already: it came back once. */
  ownAt?: number
}

const NEWLINES = { crlf: '\r\n', lf: '\n', cr: '\r' } as const

/**
 * @param dialect the partner's, with the encoding that the file really has
 * @param head title lines and header as they stand in the file; null when the file has no header
 * @param origin where the rows are from; without it they have no tb_file
 */
export async function createRejectedCsv(
  dir: string,
  dialect: Dialect,
  raw: RawRecords,
  head: { raw: RawRecord; cells: readonly string[] } | null,
  origin?: (line: number, cells: readonly string[]) => RowOrigin,
): Promise<RejectedCsv> {
  const file = await createReportFile(dir, 'rejected.csv')
  const newline = encodeText(NEWLINES[dialect.newline], dialect.encoding)
  const width = head ? { all: head.cells.length, partners: partnersColumns(head.cells) } : null
  let context: RawRecord | null = null
  let rows = 0
  await file.write(raw.bom)
  const names = origin ? [...REJECTED_COLUMNS, FILE_COLUMN] : REJECTED_COLUMNS
  if (head) await writeHeader(file, head, ownCells(names, dialect), dialect, newline)
  return {
    async row(record, { bytes, end }, { code, message }) {
      if (context) await file.write(Buffer.concat([context.bytes, lineEnd(context.end, newline)]))
      context = null
      rows += 1
      const from = origin?.(record.line, record.cells ?? cutBlindly(bytes, dialect))
      const own = [from?.row ?? String(record.line), code, message, ...(from ? [from.file] : [])]
      const part = withoutOwn({ bytes, cells: record.cells }, from, width, dialect)
      await file.write(Buffer.concat([part, ownCells(own, dialect), lineEnd(end, newline)]))
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
  own: Buffer,
  dialect: Dialect,
  newline: Buffer,
): Promise<void> {
  const { bytes, end } = head.raw
  const kept = partnersColumns(head.cells)
  // Title lines are part of the bytes; only a header that has our columns already is cut, and that has none above it.
  const names = kept < head.cells.length ? cutHeader(bytes, head.cells, kept, dialect) : bytes
  await file.write(Buffer.concat([names, own, lineEnd(end, newline)]))
}

/** Cuts behind the last of the partner's columns in the last line; title lines above stay as they are. */
function cutHeader(bytes: Buffer, cells: readonly string[], kept: number, dialect: Dialect): Buffer {
  const delimiters = cells.length - kept
  const delimiter = encodeText(dialect.delimiter, dialect.encoding)
  let end = bytes.length
  for (let i = 0; i < delimiters && end !== -1; i++) end = end === 0 ? -1 : bytes.lastIndexOf(delimiter, end - 1)
  return end === -1 ? bytes : bytes.subarray(0, end)
}

/** Cells of a record whose quotes cannot be relied on; ours are at its right. */
function cutBlindly(bytes: Buffer, { encoding, delimiter }: Dialect): string[] {
  return createByteDecoder(encoding).decode(bytes).text.split(delimiter)
}

/** A row that came back has our former cells behind the partner's, wherever its width has put them. */
function withoutOwn(
  { bytes, cells }: { bytes: Buffer; cells: readonly string[] | null },
  from: RowOrigin | undefined,
  width: { all: number; partners: number } | null,
  dialect: Dialect,
): Buffer {
  if (from?.ownAt === undefined) return partnersPart(bytes, cells, width, dialect)
  if (!cells) return bytes.subarray(0, cellsEnd(bytes, from.ownAt, { ...dialect, quoting: 'never' }))
  const partners = bytes.subarray(0, cellsEnd(bytes, from.ownAt, dialect))
  return partnersPart(
    partners,
    cells.slice(0, from.ownAt),
    width && { all: width.partners, partners: width.partners },
    dialect,
  )
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
