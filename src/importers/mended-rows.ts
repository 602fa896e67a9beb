import type { StockConfig } from '../config/partner.ts'
import type { RowBatch } from '../csv/dialect.ts'
import { type Finding, finding } from '../model/findings.ts'
import { findColumn, isBlankRow } from '../profiles/header.ts'
import { locationsOf } from '../profiles/locations.ts'
import { isRagged, ragged } from '../profiles/table-layout.ts'
import type { InboundFileRow } from '../store/schema.ts'
import { codesInUse, sourceRowsAt } from '../store/stock-part.ts'
import { type FlowContext, partnerOf } from '../workspace/context.ts'
import { type OwnCells, type OwnColumns, ownCellsOf, restoredCode } from './mended-cells.ts'
import { hasHeader } from './mended-shape.ts'

/** The head of the source, to judge the part's rows by. */
export interface Source {
  header: string[]
  /** Cells its rows have. */
  width: number
}

/** What it takes to join the rows of a part to those of its source. */
export interface Joining {
  stock: StockConfig
  columns: OwnColumns
  source: Source
  original: InboundFileRow
  codes: RestorableColumn[]
  restored: Finding[]
  delimiter: string
}

/** Takes our cells off, puts damaged codes right, and rejects what names no row or is still cut. */
export async function joinRows(context: FlowContext, batch: RowBatch, joining: Joining): Promise<RowBatch> {
  const { stock, columns, source, original, delimiter } = joining
  const isRow = rowTest(stock)
  const owns = batch.rows.map((row, i) => (isRow(row, batch.lines[i]!) ? ownCellsOf(row, columns) : null))
  const before = await sourceRowsAt(context.store, namedLines(owns))
  const codes = await withKnown(context, joining, batch, owns, before)
  const out: RowBatch = { ...batch, rows: [], lines: [], findings: [...batch.findings], rejected: [...batch.rejected] }
  const reject = (line: number, why: Finding) => {
    out.rejected.push(line)
    out.findings.push(why)
  }
  for (const [i, row] of batch.rows.entries()) {
    const line = batch.lines[i]!
    const own = owns[i]
    if (!isRow(row, line)) {
      out.rows.push(hasHeader(stock) && line === stock.headerRow ? row.slice(0, columns.row) : row)
      out.lines.push(line)
      continue
    }
    const former = own ? before.get(Number(own.row)) : undefined
    if (!own || !former) {
      reject(line, lostRow(line, own ?? null, original))
      continue
    }
    const cells = row.slice(0, own.first)
    const cut = former.length < source.width && isSameRow(cells, former) ? former : cells
    if (isRagged(cut, source.width, source.header.length || source.width)) {
      reject(line, ragged(cut, line, source.width, delimiter))
      continue
    }
    out.rows.push(restoreCells(cells, former, line, codes, joining.restored))
    out.lines.push(line)
  }
  return out
}

function lostRow(row: number, own: OwnCells | null, original: InboundFileRow): Finding {
  if (!own) return finding('TB1025', { row, column: 'tb_file', found: 'no file id', expected: original.id })
  return finding('TB1025', {
    row,
    column: 'tb_row',
    found: own.row,
    expected: `the number of a row of ${original.name}`,
  })
}

/** A short row was filled up in rejected.csv; with nothing but blanks behind it, it is still the short row. */
function isSameRow(cells: readonly string[], former: readonly string[]): boolean {
  return cells.every((cell, i) => cell.trim() === (former[i] ?? '').trim()) && cells.length >= former.length
}

function restoreCells(
  cells: readonly string[],
  former: readonly string[],
  row: number,
  codes: readonly Restorable[],
  findings: Finding[],
): string[] {
  const restored = [...cells]
  for (const { index, column, isKnown } of codes) {
    const found = cells[index] ?? ''
    const code = restoredCode(found, former[index] ?? '')
    if (code === undefined || (isKnown(found.trim()) && !isKnown(code))) continue
    restored[index] = code
    findings.push(finding('TB2307', { row, column, found, expected: code, key: code }))
  }
  return restored
}

/** Whether a text is a code or location of ours already: then somebody meant it, unless the former text is one too. */
async function withKnown(
  context: FlowContext,
  { codes }: Joining,
  batch: RowBatch,
  owns: readonly (OwnCells | null)[],
  before: ReadonlyMap<number, string[]>,
): Promise<Restorable[]> {
  const partner = partnerOf(context)
  const at = codes.find((one) => one.field === 'code')?.index
  const texts =
    at === undefined
      ? []
      : [...batch.rows.filter((_, i) => owns[i]), ...before.values()].map((row) => row[at]?.trim() ?? '')
  const inUse = await codesInUse(context.store, partner.partner, texts)
  const locations = locationsOf(partner, partner.stock!.columns.location?.default)
  const known: Record<Restorable['field'], Restorable['isKnown']> = {
    code: (text) => inUse.has(text),
    barcode: () => false,
    location: (text) => partner.locations !== 'open' && locations.ours(text) !== null,
  }
  return codes.map((one) => ({ ...one, isKnown: known[one.field] }))
}

interface Restorable extends RestorableColumn {
  /** A word that is ours as it stands was meant. */
  isKnown: (text: string) => boolean
}

export interface RestorableColumn {
  field: 'code' | 'barcode' | 'location'
  /** From 0. */
  index: number
  /** Its name, for messages. */
  column: string
}

/** Cells that spreadsheets take for numbers though they are names. */
export function restorable(stock: StockConfig, header: readonly string[]): RestorableColumn[] {
  return (['code', 'barcode', 'location'] as const).flatMap((field) => {
    const column = stock.columns[field]
    const index = column?.header ? (findColumn(header, column.header)?.index ?? -1) : (column?.position ?? 0) - 1
    return index < 0 ? [] : [{ field, index, column: header[index]?.trim() || `column ${index + 1}` }]
  })
}

export type RowTest = (row: readonly string[], line: number) => boolean

/** Rows of the till, not title lines, headers or other record types. */
export function rowTest({ records, headerRow }: StockConfig): RowTest {
  if (records) {
    const types = new Set(records.line)
    return (row) => types.has(row[records.type - 1]?.trim() ?? '')
  }
  const first = headerRow === 'none' ? 0 : headerRow
  return (row, line) => line > first && !isBlankRow(row)
}

export function namedLines(owns: readonly (OwnCells | null)[]): number[] {
  return owns.flatMap((own) => (own && /^\d{1,9}$/.test(own.row) ? [Number(own.row)] : []))
}
