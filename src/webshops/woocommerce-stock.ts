import { type CsvWriter, createCsvWriter } from '../csv/write.ts'
import type { FindingCode } from '../model/finding-codes.ts'
import { type Finding, finding, type Place } from '../model/findings.ts'
import { formatQuantity } from '../model/quantity.ts'
import { SHOP_DIALECT } from './csv-table.ts'
import type { StockFile, StockWrite, WriteStock } from './webshop.ts'

const COLUMNS = ['ID', 'SKU', 'Stock', 'In stock?']

/**
 * A file for WooCommerce's own product import ("update existing products"). What is published is what may be sold: the
 * shop's number is already less its own orders (R04). Only what the shop counts is written, and never a blank `Stock`
 * or a blank SKU of something that has one, for the import takes a blank cell for "none". A pool counted at the parent
 * is one row, on the parent. The import knows whole pieces; a fraction is not written (TB2103).
 */
export const writeWooCommerceStock: WriteStock = async (path, changes) => {
  const writer = createCsvWriter(path, SHOP_DIALECT)
  try {
    const result: StockFile = { rows: 0, written: [], findings: [] }
    const pools = new Map<string, StockWrite[]>()
    const taken = new Map<string, number>()
    await writer.row(COLUMNS)
    for await (const batch of changes) {
      for (const change of batch) {
        if (change.managed === 'parent') pools.set(change.itemKey, [...(pools.get(change.itemKey) ?? []), change])
        else await writeOne(writer, change, result, taken)
      }
    }
    for (const [itemKey, pool] of pools) await writePool(writer, itemKey, pool, result)
    await writer.close()
    return result
  } catch (error) {
    await writer.abort()
    throw error
  }
}

async function writeOne(
  writer: CsvWriter,
  change: StockWrite,
  result: StockFile,
  taken: Map<string, number>,
): Promise<void> {
  const { variantKey, location } = change
  if (change.managed === 'none') {
    result.findings.push(about('TB6003', change, { found: 'the shop does not count it', fix: NOT_COUNTED }))
    return
  }
  const cells = rowOf(change, variantKey, change.sku, result.findings)
  if (!cells) return
  if (repeated(change, taken, result.findings)) return
  await writer.row(cells)
  result.rows += 1
  result.written.push({ variantKey, location })
}

const NOT_COUNTED = 'Switch on stock management for it in the shop, if its stock is meant to be written.'

/** All variants of a pool must say the same number, for there is only one to write. */
async function writePool(writer: CsvWriter, itemKey: string, pool: StockWrite[], result: StockFile): Promise<void> {
  const first = pool[0]!
  const numbers = [...new Set(pool.map((change) => change.available))]
  if (numbers.length > 1) {
    const found = numbers.map((number) => formatQuantity(number)).join(', ')
    const fix = 'The variants share one pool in the shop; give them one number.'
    result.findings.push(about('TB2202', first, { found, expected: 'one number for the pool', fix }))
    return
  }
  if (first.itemSku === undefined) {
    const fix = 'Export the catalogue with the parent products, and run this again.'
    result.findings.push(about('TB2604', first, { column: 'SKU', found: 'the SKU of the parent is not known', fix }))
    return
  }
  const cells = rowOf(first, itemKey, first.itemSku, result.findings)
  if (!cells) return
  await writer.row(cells)
  result.rows += 1
  for (const { variantKey, location } of pool) result.written.push({ variantKey, location })
}

function rowOf(change: StockWrite, key: string, sku: string | null, findings: Finding[]): string[] | null {
  if (change.available % 1000 !== 0) {
    const found = formatQuantity(change.available)
    findings.push(about('TB2103', change, { column: 'Stock', found, expected: 'whole pieces' }))
    return null
  }
  if (change.available < 0) {
    findings.push(about('TB6002', change, { found: formatQuantity(change.available), expected: '0 or more' }))
  }
  const stock = Math.max(0, change.available)
  // Without ids the import finds the product by its SKU.
  const id = key.startsWith('sku:') ? '' : key
  return [id, sku ?? '', formatQuantity(stock), stock > 0 ? '1' : '0']
}

/** One row per product: the same number again is left out, another one is told and left out. */
function repeated(change: StockWrite, taken: Map<string, number>, findings: Finding[]): boolean {
  const before = taken.get(change.variantKey)
  taken.set(change.variantKey, before ?? change.available)
  if (before === undefined) return false
  if (before !== change.available) {
    const found = `${formatQuantity(before)} and ${formatQuantity(change.available)}`
    findings.push(about('TB2202', change, { found, expected: 'one number; the first is written' }))
  }
  return true
}

function about(code: FindingCode, change: StockWrite, place: Place): Finding {
  return finding(code, { key: change.sku ?? change.variantKey, ...place })
}
