import { type CsvWriter, createCsvWriter } from '../csv/write.ts'
import type { FindingCode } from '../model/finding-codes.ts'
import { type Finding, finding, type Place } from '../model/findings.ts'
import { fixedScaled, formatQuantity, parseScaled } from '../model/quantity.ts'
import type { ShopLevel } from '../model/records.ts'
import { type CsvTable, dialectOf, openTable, requireColumns, SHOP_DIALECT, type TableRow } from './csv-table.ts'
import { isStockSourceHeader, stockSourceColumns, stockSourceWords } from './magento-columns.ts'
import { SKU_LENGTH_MAX } from './magento-row.ts'
import { checkRow, type RowCheck, settleRow, startBatch } from './shop-batch.ts'
import type { ShopBatch, ShopContext, ShopFileKind, StockFile, StockWrite, WriteStock } from './webshop.ts'

/**
 * Magento 2's stock sources CSV: one row per source and SKU, columns in any order, `status` optional. `quantity` is what
 * lies there; what Magento has reserved of it the file does not say, so `available` is null, and 0 where the source is
 * switched to "out of stock".
 */
export const magentoStockSources: ShopFileKind = {
  kind: 'magento-stock-sources',
  holds: 'levels',
  recognise: (head, context) => head.form === 'csv' && isStockSourceHeader(head.header, context.headers),
  dialect: (head, context) => context.dialect ?? { ...SHOP_DIALECT, delimiter: head.delimiter },
  read: readLevels,
}

async function* readLevels(path: string, context: ShopContext): AsyncGenerator<ShopBatch> {
  const nameColumn = stockSourceColumns(context.headers)
  const table = await openTable(path, await dialectOf(path, context.dialect, nameColumn), nameColumn, stockSourceWords)
  requireColumns(table, [['source_code'], ['sku'], ['quantity']])
  const contradicting = await findContradictions(table)
  const taken = new Set<string>()
  for await (const rows of table.batches()) {
    const batch = startBatch(rows)
    for (const row of rows.rows) takeRow(batch, row, table, contradicting, taken)
    yield batch
  }
}

/** Source and SKU that have different quantities or states on different rows. */
async function findContradictions(table: CsvTable): Promise<Set<string>> {
  const first = new Map<string, string>()
  const contradicting = new Set<string>()
  for await (const { rows } of table.batches()) {
    for (const row of rows) {
      const key = placeKey(table, row)
      const said = `${plainQuantity(table.cell(row, 'quantity'))} ${table.cell(row, 'status')}`
      const before = first.get(key)
      if (before === undefined) first.set(key, said)
      else if (before !== said) contradicting.add(key)
    }
  }
  return contradicting
}

/** 5 and 5.0000 are one number. */
function plainQuantity(cell: string): string {
  return String(parseScaled(cell, 3) ?? cell)
}

function placeKey(table: CsvTable, row: TableRow): string {
  return `${table.cell(row, 'source_code')}\n${table.cell(row, 'sku')}`
}

function takeRow(
  batch: ShopBatch,
  row: TableRow,
  table: CsvTable,
  contradicting: ReadonlySet<string>,
  taken: Set<string>,
): void {
  const check = checkRow(row.line)
  const level = levelOf(row, table, check)
  const key = placeKey(table, row)
  const found = `${level.variantKey} at ${level.location}`
  if (contradicting.has(key))
    check.fault('TB2202', { found, expected: 'one row per source and SKU', key: level.variantKey })
  else if (!check.failed && taken.has(key)) {
    batch.findings.push(finding('TB2201', { row: row.line, found, key: level.variantKey }))
    batch.skipped.push({ line: row.line, rows: 1, reason: 'the same row again' })
    return
  }
  if (!settleRow(batch, check)) return
  taken.add(key)
  batch.levels.push(level)
}

function levelOf(row: TableRow, table: CsvTable, check: RowCheck): ShopLevel {
  const cell = (name: string) => table.cell(row, name)
  const place = (name: string) => ({ column: table.title(name), found: cell(name) || 'blank' })
  const onHand = parseScaled(cell('quantity'), 3)
  if (cell('sku') === '') check.fault('TB2001', place('sku'))
  if (cell('source_code') === '') check.fault('TB2402', place('source_code'))
  if (/^\d(?:[.,]\d+)?E\+\d{1,2}$/i.test(cell('sku'))) {
    check.fault('TB2301', { ...place('sku'), expected: 'all digits of the code' })
  }
  if (cell('quantity') === '') check.fault('TB2102', place('quantity'))
  else if (onHand === undefined) {
    check.fault('TB2101', { ...place('quantity'), expected: 'a number with at most three decimals, such as 5.5000' })
  }
  if (!['', '0', '1'].includes(cell('status'))) check.fault('TB2602', { ...place('status'), expected: '0 or 1' })
  return {
    variantKey: cell('sku'),
    location: cell('source_code'),
    stocked: true,
    onHand: onHand ?? null,
    committed: null,
    unavailable: null,
    available: cell('status') === '0' ? 0 : null,
    line: row.line,
    rows: 1,
  }
}

const COLUMNS = ['source_code', 'sku', 'status', 'quantity']

/**
 * A file for Magento's stock sources import: no byte order mark, lower-case columns, four decimals. A source holds what
 * lies there, and Magento subtracts orders that are not shipped by itself: so `context.addBack` is added to what may be
 * sold (R04), and the status follows the sum.
 */
export const writeMagentoStock: WriteStock = async (path, changes, context) => {
  const writer = createCsvWriter(path, SHOP_DIALECT)
  try {
    const result: StockFile = { rows: 0, written: [], findings: [] }
    const taken = new Map<string, number>()
    await writer.row(COLUMNS)
    for await (const batch of changes) {
      for (const change of batch) await writeChange(writer, change, context.addBack, result, taken)
    }
    await writer.close()
    return result
  } catch (error) {
    await writer.abort()
    throw error
  }
}

async function writeChange(
  writer: CsvWriter,
  change: StockWrite,
  addBack: ((sku: string, location: string) => number) | undefined,
  result: StockFile,
  taken: Map<string, number>,
): Promise<void> {
  const { sku, location, variantKey, available } = change
  const fault = whyNot(change)
  if (fault || sku === null) {
    if (fault) result.findings.push(fault)
    return
  }
  if (available < 0) {
    result.findings.push(about('TB6002', change, { found: formatQuantity(available), expected: '0 or more' }))
  }
  const quantity = Math.max(0, available) + (addBack?.(sku, location) ?? 0)
  const key = `${location}\n${sku}`
  const before = taken.get(key)
  if (before !== undefined) {
    const found = `${formatQuantity(before)} and ${formatQuantity(quantity)} at ${location}`
    const expected = 'one number; the first is written'
    if (before !== quantity) result.findings.push(about('TB2202', change, { found, expected }))
    return
  }
  taken.set(key, quantity)
  await writer.row([location, sku, quantity > 0 ? '1' : '0', fixedScaled(quantity * 10, 4)])
  result.rows += 1
  result.written.push({ variantKey, location })
}

function whyNot(change: StockWrite): Finding | null {
  const { sku, location, managed } = change
  if (managed === 'none') return about('TB6003', change, { found: 'the shop does not count it' })
  if (sku === null || sku === '') return about('TB2604', change, { column: 'sku', found: 'none', expected: 'a SKU' })
  if (sku.length > SKU_LENGTH_MAX) {
    return about('TB2306', change, { column: 'sku', found: sku, expected: `at most ${SKU_LENGTH_MAX} characters` })
  }
  if (location === '') return about('TB2402', change, { column: 'source_code', found: 'none', expected: 'a source' })
  return null
}

function about(code: FindingCode, change: StockWrite, place: Place): Finding {
  return finding(code, { key: change.sku ?? change.variantKey, ...place })
}
