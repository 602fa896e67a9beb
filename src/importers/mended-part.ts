import { resolve } from 'node:path'
import type { PartnerConfig, StockConfig } from '../config/partner.ts'
import type { Dialect, RowBatch } from '../csv/dialect.ts'
import { FileRefused } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'
import { filledWidth } from '../profiles/header.ts'
import { cutFormat } from '../profiles/read-format.ts'
import { usualWidth } from '../profiles/table-layout.ts'
import type { RowOrigin } from '../reports/rejected-csv.ts'
import { findInbound } from '../store/files.ts'
import type { InboundFileRow } from '../store/schema.ts'
import { createPartScratch, keepSourceRows, sourceRowsAt, wantSourceRows } from '../store/stock-part.ts'
import { type FlowContext, partnerOf } from '../workspace/context.ts'
import { FILE_ID, type OwnColumns, ownCellsOf } from './mended-cells.ts'
import type { UnnamedRows } from './mended-issues.ts'
import { joinRows, namedLines, type RowTest, restorable, rowTest, type Source } from './mended-rows.ts'
import { hasHeader, type MendedShape, mendedShape, provenEncoding } from './mended-shape.ts'

/** A mended rejected.csv: rows of an earlier file, each in the place of the row it names (R46). */
export interface MendedPart {
  original: InboundFileRow
  /** The partner as the part is to be read: saved as it was, and nothing at its end proves it whole. */
  partner: PartnerConfig
  /** Takes our cells off, puts damaged codes right, and rejects what names no row. */
  reshape: (batch: RowBatch) => Promise<RowBatch>
  /** For rejected.csv: a row that stays rejected is still the original's row. */
  origin: (line: number, cells: readonly string[]) => RowOrigin
  /** Column of the code, from 0; -1 where it is not known. */
  codeAt: number
  /** Rows of the source that are still to be mended and have no code to name them by; joinPart fills it. */
  unnamed: UnnamedRows
  notes: string[]
  /** Codes that were put right so far. */
  restored: Finding[]
}

/**
 * Opens a file as a mended part; null when it is none. The scratch file then holds the rows of the source it names.
 * @throws FileRefused when it says to be one and cannot be joined to its source
 */
export async function openMendedPart(context: FlowContext, path: string): Promise<MendedPart | null> {
  const partner = partnerOf(context)
  const stock = partner.stock!
  const dialect = stock.dialect ?? partner.dialect
  const shape = await mendedShape(path, stock, dialect)
  if (!shape) return null
  await createPartScratch(context.store)
  const original = await gather(context, path, stock, shape)
  const source = await keepSource(context, original, stock, dialect)
  const isRow = rowTest(stock)
  const encoding = await provenEncoding(path, stock, shape, dialect.encoding, (batch) =>
    letters(context, batch, { isRow, columns: shape.columns, header: source.header }),
  )
  const saved: Dialect = { ...shape.dialect, encoding, bom: dialect.bom }
  const asRead = { ...partner, stock: partOf(stock, saved as StockConfig['dialect']) }
  const codes = restorable(stock, source.header)
  const restored: Finding[] = []
  return {
    original,
    partner: asRead,
    reshape: (batch) =>
      joinRows(context, batch, {
        stock,
        columns: shape.columns,
        source,
        original,
        codes,
        restored,
        delimiter: saved.delimiter,
      }),
    origin: (_, cells) => originOf(cells, shape.columns, original.id),
    codeAt: codes.find((one) => one.field === 'code')?.index ?? -1,
    unnamed: new Map(),
    notes: howSaved(saved, dialect),
    restored,
  }
}

/** The part's lines with the rows they name, and the one file they are from. */
async function gather(
  context: FlowContext,
  path: string,
  stock: StockConfig,
  shape: MendedShape,
): Promise<InboundFileRow> {
  const isRow = rowTest(stock)
  let file: string | null = null
  for await (const batch of cutFormat(path, stock, shape.dialect).batches()) {
    const pairs: { line: number; sourceLine: number }[] = []
    for (const [i, row] of batch.rows.entries()) {
      const line = batch.lines[i]!
      const own = isRow(row, line) ? ownCellsOf(row, shape.columns) : null
      if (own && /^\d{1,9}$/.test(own.row)) pairs.push({ line, sourceLine: Number(own.row) })
      if (own && file !== null && own.file !== file)
        throw refusal({
          row: line,
          column: 'tb_file',
          found: own.file,
          expected: file,
          fix: 'The rows are from two files; import them one by one.',
        })
      file ??= own?.file ?? null
    }
    await wantSourceRows(context.store, pairs)
  }
  file ??= await idBlindly(path, stock, shape.dialect)
  if (file === null) throw refusal({ found: 'no row with tb_row and tb_file', expected: 'our columns as they were' })
  const original = await findInbound(context.store, file)
  if (original?.flow !== 'stock' || original.side !== partnerOf(context).partner)
    throw refusal({ column: 'tb_file', found: file, expected: `a stock file of ${partnerOf(context).partner}` })
  return original
}

/** Where stray quotes keep every row from being cut, a blind cut still shows whose rows they are. */
async function idBlindly(path: string, stock: StockConfig, dialect: Dialect): Promise<string | null> {
  for await (const batch of cutFormat(path, stock, { ...dialect, quoting: 'never' }).batches()) {
    const id = batch.rows.flat().find((cell) => FILE_ID.test(cell.trim()))
    if (id) return id.trim()
  }
  return null
}

function refusal(place: Parameters<typeof finding>[1]): FileRefused {
  return new FileRefused([finding('TB1026', place)])
}

/** Goes through the archived source and keeps the rows that the part names. */
async function keepSource(
  context: FlowContext,
  original: InboundFileRow,
  stock: StockConfig,
  dialect: Dialect,
): Promise<Source> {
  const isRow = rowTest(stock)
  let source: Source | null = null
  try {
    for await (const batch of cutFormat(resolve(context.root, original.path), stock, dialect).batches()) {
      source ??= headOfSource(batch, stock, isRow)
      const rows = [...batch.rows, ...batch.rejected.map(() => [])]
      await keepSourceRows(context.store, { lines: [...batch.lines, ...batch.rejected], rows })
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
  }
  if (source) return source
  throw refusal({
    found: original.name,
    expected: 'its bytes in the archive',
    fix: 'They are not kept any more; import a whole file.',
  })
}

function headOfSource(batch: RowBatch, stock: StockConfig, isRow: RowTest): Source {
  const at = hasHeader(stock) ? batch.lines.indexOf(stock.headerRow as number) : -1
  const header = at === -1 ? [] : batch.rows[at]!
  if (header.length > 0) return { header, width: filledWidth(header) }
  return { header, width: usualWidth(batch.rows.filter((row, i) => isRow(row, batch.lines[i]!))) ?? 0 }
}

/** Cells with letters beyond ASCII: equal to one of their source row's (or of the header), or not. */
async function letters(
  context: FlowContext,
  batch: RowBatch,
  { isRow, columns, header }: { isRow: RowTest; columns: OwnColumns; header: readonly string[] },
) {
  const owns = batch.rows.map((row, i) => (isRow(row, batch.lines[i]!) ? ownCellsOf(row, columns) : null))
  const source = await sourceRowsAt(context.store, namedLines(owns))
  let [proven, open] = [0, 0]
  for (const [i, row] of batch.rows.entries()) {
    const own = owns[i]
    const isHeader = !own && row.some((cell) => cell.trim().toLowerCase() === 'tb_row')
    const before = own ? source.get(Number(own.row)) : isHeader ? header : undefined
    if (!before) continue
    const known = new Set(before.map((cell) => cell.trim()))
    for (const cell of own ? row.slice(0, own.first) : row) {
      if (!/[^\0-\x7F]/.test(cell)) continue
      if (known.has(cell.trim())) proven++
      else open++
    }
  }
  return { proven, open }
}

/** A part has no footer, no trailer and perhaps no last line end. */
function partOf(stock: StockConfig, dialect: StockConfig['dialect']): StockConfig {
  const { footer, records } = stock
  const trailer = records?.trailer?.is ?? []
  return {
    ...stock,
    dialect,
    lastNewline: 'optional',
    footer: footer && { ...footer, required: false, counts: false },
    records: records && { ...records, trailer: undefined, ignore: [...(records.ignore ?? []), ...trailer] },
  }
}

/** A row that stays rejected keeps its key; stray quotes may have cut our message, then its code shows where we begin. */
function originOf(cells: readonly string[], columns: OwnColumns, file: string): RowOrigin {
  const own = ownCellsOf(cells, columns)
  if (!own) return { row: '', file }
  if (/^\d+$/.test(own.row)) return { row: own.row, file, ownAt: own.first }
  const at = cells.findIndex((cell, i) => /^\d+$/.test(cell) && /^TB\d{4}$/.test(cells[i + 1] ?? ''))
  return at === -1 ? { row: own.row, file, ownAt: own.first } : { row: cells[at]!, file, ownAt: at }
}

function howSaved(saved: Dialect, partners: Dialect): string[] {
  const parts = [
    saved.encoding === partners.encoding ? '' : saved.encoding.toUpperCase(),
    saved.delimiter === partners.delimiter
      ? ''
      : `cells between "${saved.delimiter === '\t' ? 'tab' : saved.delimiter}"`,
  ].filter(Boolean)
  return parts.length === 0 ? [] : [`Read as a spreadsheet saved it: ${parts.join(', ')}.`]
}
