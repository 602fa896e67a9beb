import { createCsvWriter } from '../csv/write.ts'
import { type Finding, finding } from '../model/findings.ts'
import { formatQuantity, type Thousandths } from '../model/quantity.ts'
import { SHOP_DIALECT, type TableRow } from './csv-table.ts'
import { checkRow } from './shop-batch.ts'
import {
  INVENTORY_COLUMNS,
  type InventoryTable,
  inventoryKey,
  isNotStocked,
  needsForWriting,
  openInventory,
  quantityOf,
} from './shopify-inventory.ts'
import type { StockFile, StockWrite, WriteStock } from './webshop.ts'

/**
 * Writes an inventory file for Shopify's own import: the rows of the fresh export `context.inventoryExport` whose variant
 * and location are to change, with its columns as they are and the new on hand. The import overwrites on hand, of which
 * Shopify subtracts what is committed and unavailable, so these two of the same row are added back (R04). Rows of other
 * locations are left out and thereby left alone, "not stocked" rows too (TB6003). Nothing is written without an export
 * (TB6004) or when no row is left; fractions are refused (TB2103).
 */
export const writeShopifyStock: WriteStock = async (path, changes, context) => {
  const result: StockFile = { rows: 0, written: [], findings: [] }
  const wanted = await collect(changes, result.findings)
  if (context.inventoryExport === null) {
    const expected = 'a fresh inventory export, for what is committed and unavailable'
    result.findings.push(finding('TB6004', { found: 'no inventory export', expected }))
    return result
  }
  const table = await openInventory(context.inventoryExport, context)
  const unfit = needsForWriting(table)
  if (unfit) {
    result.findings.push(unfit)
    return result
  }
  const writer = createCsvWriter(path, SHOP_DIALECT)
  let finished = false
  try {
    for await (const batch of table.batches()) {
      for (const row of batch.rows) {
        const cells = newRow(table, row, wanted, result)
        if (!cells) continue
        if (result.rows === 0) await writer.row([...table.table.header])
        await writer.row(cells)
        result.rows += 1
      }
    }
    if (result.rows > 0) await writer.close()
    finished = result.rows > 0
  } finally {
    if (!finished) await writer.abort()
  }
  for (const change of wanted.values()) result.findings.push(notInExport(change))
  return result
}

async function collect(changes: AsyncIterable<StockWrite[]>, findings: Finding[]): Promise<Map<string, StockWrite>> {
  const wanted = new Map<string, StockWrite>()
  for await (const batch of changes) {
    for (const change of batch) {
      if (change.managed === 'none') continue
      if (change.available % 1000 === 0) wanted.set(placeOf(change.variantKey, change.location), change)
      else findings.push(fraction(change))
    }
  }
  return wanted
}

function placeOf(variantKey: string, location: string): string {
  return JSON.stringify([variantKey, location])
}

/** The row as it goes back, or undefined when it stays as it is. What was dealt with leaves `wanted`. */
function newRow(
  table: InventoryTable,
  row: TableRow,
  wanted: Map<string, StockWrite>,
  result: StockFile,
): string[] | undefined {
  const variantKey = inventoryKey(table, row)
  const location = table.cell(row, 'location')
  const place = placeOf(variantKey, location)
  const change = wanted.get(place)
  if (!change) return undefined
  wanted.delete(place)
  if (isNotStocked(table.cell(row, 'onHand')) || isNotStocked(table.cell(row, 'available'))) {
    result.findings.push(
      finding('TB6003', { row: row.line, column: table.title('onHand'), found: 'not stocked', key: nameOf(change) }),
    )
    return undefined
  }
  const onHand = onHandOf(table, row, change.available, result.findings)
  if (onHand === undefined) return undefined
  result.written.push({ variantKey, location })
  const target = positionOf(table, table.has('onHandNew') ? 'onHandNew' : 'onHand')
  return row.cells.map((cell, i) => (i === target ? formatQuantity(onHand) : cell))
}

/** available + committed + unavailable of this very row; undefined, with a finding, when the row does not tell them. */
function onHandOf(
  table: InventoryTable,
  row: TableRow,
  available: Thousandths,
  findings: Finding[],
): Thousandths | undefined {
  const check = checkRow(row.line)
  const [committed, unavailable] = (['committed', 'unavailable'] as const).map((column) => {
    const text = table.cell(row, column)
    const place = { column: table.title(column), found: text, expected: 'a whole number' }
    if (text === '') check.fault('TB2102', { ...place, fix: 'Export the inventory again.' })
    return quantityOf(text, table.title(column), check)
  })
  findings.push(...check.findings)
  return check.failed || committed == null || unavailable == null ? undefined : available + committed + unavailable
}

function positionOf(table: InventoryTable, column: 'onHandNew' | 'onHand'): number {
  const title = table.title(column)
  return table.table.header.indexOf(title)
}

function nameOf(change: StockWrite): string {
  return `${change.sku ?? change.variantKey} at ${change.location}`
}

function fraction(change: StockWrite): Finding {
  const found = formatQuantity(change.available)
  return finding('TB2103', { found, expected: 'whole pieces; Shopify takes no fractions', key: nameOf(change) })
}

function notInExport(change: StockWrite): Finding {
  return finding('TB6003', {
    found: `${nameOf(change)} is not in the inventory export`,
    expected: `a row with the ${INVENTORY_COLUMNS.location[0].toLowerCase()} "${change.location}"`,
    key: nameOf(change),
  })
}
