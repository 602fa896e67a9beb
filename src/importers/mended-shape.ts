import { open } from 'node:fs/promises'
import type { StockConfig } from '../config/partner.ts'
import type { Dialect, RowBatch } from '../csv/dialect.ts'
import { findBom } from '../csv/not-text.ts'
import { FileRefused } from '../model/errors.ts'
import { finding } from '../model/findings.ts'
import { cutFormat } from '../profiles/read-format.ts'
import { FILE_ID, OWN_COLUMNS_BARE, type OwnColumns, ownCellsOf } from './mended-cells.ts'

/** How a mended part was saved, and where our columns are in it. */
export interface MendedShape {
  dialect: Dialect
  /** Columns of ours below the header. */
  columns: OwnColumns
  /** A byte order mark, or UTF-16, says the encoding. */
  encodingSaid: boolean
}

const HEAD_BYTES = 65_536
const ROWS_SEARCHED = 40

/**
 * Whether a file is a mended part of an earlier one, by our columns in its header or, without a header, by the id of the
 * file behind its rows. The encoding is that of the partner's dialect, or one that reads any bytes; `provenEncoding`
 * settles it. Null for every other file.
 */
export async function mendedShape(path: string, stock: StockConfig, dialect: Dialect): Promise<MendedShape | null> {
  const head = await headOf(path)
  const text = head.toString('latin1').replaceAll('\0', '')
  const header = hasHeader(stock)
  if (header ? !/\btb_row\b/i.test(text) : !/\d{8}-\d{6}-[0-9a-f]{6}/.test(text)) return null
  const encodingSaid = findBom(head) !== undefined || dialect.encoding.startsWith('utf-16')
  const own: Dialect = { ...dialect, encoding: encodingSaid ? dialect.encoding : 'iso-8859-1' }
  const saved = [',', ';', '\t'].map((delimiter): Dialect => ({ ...own, delimiter, quoting: 'minimal', quote: '"' }))
  for (const candidate of [own, ...saved]) {
    const columns = await ownColumns(path, stock, candidate)
    if (columns) return { dialect: candidate, columns, encodingSaid }
  }
  return null
}

export function hasHeader(stock: StockConfig): boolean {
  return !stock.records && stock.headerRow !== 'none'
}

async function ownColumns(path: string, stock: StockConfig, dialect: Dialect): Promise<OwnColumns | null> {
  const batch = await firstBatch(path, stock, dialect)
  if (!batch) return null
  const rows = batch.rows.slice(0, ROWS_SEARCHED)
  if (!hasHeader(stock)) return rows.some((row) => isOwnTail(row)) ? OWN_COLUMNS_BARE : null
  for (const [i, row] of rows.entries()) {
    const names = row.map((cell) => cell.trim().toLowerCase())
    const places = { row: names.indexOf('tb_row'), file: names.indexOf('tb_file') }
    if (places.row === -1) continue
    if (places.file > places.row) return places
    const found = row.join(dialect.delimiter)
    throw new FileRefused([
      finding('TB1026', { row: batch.lines[i]!, found, expected: 'the columns tb_row and tb_file at the right' }),
    ])
  }
  return null
}

/** Our four cells behind the partner's: a line number, a code, a sentence, the id of a file. */
function isOwnTail(row: readonly string[]): boolean {
  const own = ownCellsOf(row, OWN_COLUMNS_BARE)
  return own !== null && FILE_ID.test(own.file) && /^\d+$/.test(own.row)
}

async function firstBatch(path: string, stock: StockConfig, dialect: Dialect): Promise<RowBatch | null> {
  try {
    for await (const batch of cutFormat(path, stock, dialect).batches()) return batch
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error
  }
  return null
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** Which letters a row holds beyond ASCII, against those of the row it is from. */
export type Evidence = (batch: RowBatch) => Promise<{ proven: number; open: number }>

/**
 * The encoding a part was saved in. Only letters beyond ASCII can tell: cells that stand in the source as well prove the
 * encoding in which they are equal. What nothing proves is refused, for a letter read wrongly is another code.
 */
export async function provenEncoding(
  path: string,
  stock: StockConfig,
  shape: MendedShape,
  partners: string,
  evidence: Evidence,
): Promise<string> {
  if (shape.encodingSaid) return partners
  const readable: { encoding: string; proven: number; open: number }[] = []
  for (const candidate of new Set([partners, 'utf-8', 'windows-1252'])) {
    const weighed = await weigh(path, stock, { ...shape.dialect, encoding: candidate }, evidence)
    if (weighed) readable.push({ encoding: candidate, ...weighed })
  }
  const allProven = readable.find((one) => one.open === 0)
  if (allProven) return allProven.encoding
  const most = Math.max(0, ...readable.map((one) => one.proven))
  const best = readable.filter((one) => one.proven === most)
  if (most > 0 && (best.length === 1 || best[0]!.encoding === partners)) return best[0]!.encoding
  // No other text is valid UTF-8 by chance.
  if (most === 0 && readable.some((one) => one.encoding === 'utf-8')) return 'utf-8'
  throw new FileRefused([
    finding('TB1003', {
      found: 'letters that can be read in more than one way',
      expected: `${partners}, as rejected.csv was, or UTF-8`,
      fix: 'Save the file as "CSV UTF-8", or in the encoding it had.',
    }),
  ])
}

async function weigh(path: string, stock: StockConfig, dialect: Dialect, evidence: Evidence) {
  const sum = { proven: 0, open: 0 }
  try {
    for await (const batch of cutFormat(path, stock, dialect).batches()) {
      const { proven, open } = await evidence(batch)
      sum.proven += proven
      sum.open += open
    }
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error
    return null
  }
  return sum
}
