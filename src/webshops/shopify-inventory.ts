import { finding } from '../model/findings.ts'
import { parseScaled, type Thousandths } from '../model/quantity.ts'
import type { ShopLevel } from '../model/records.ts'
import type { TableRow } from './csv-table.ts'
import { checkRow, type RowCheck, settleRow, startBatch } from './shop-batch.ts'
import { headerHas, nameColumns, openShopify, type ShopifyTable, shopifyDialect } from './shopify-columns.ts'
import { isDefaultTitle, shopifyVariantKey } from './shopify-product.ts'
import type { ShopBatch, ShopContext, ShopFileKind } from './webshop.ts'

/** Our names for the columns of the inventory export, 2024 and 2023. */
export const INVENTORY_COLUMNS = {
  handle: ['Handle', 'URL handle'],
  title: ['Title'],
  option1Name: ['Option1 Name'],
  option1Value: ['Option1 Value'],
  option2Name: ['Option2 Name'],
  option2Value: ['Option2 Value'],
  option3Name: ['Option3 Name'],
  option3Value: ['Option3 Value'],
  sku: ['SKU'],
  hsCode: ['HS Code'],
  origin: ['COO'],
  location: ['Location'],
  bin: ['Bin name'],
  incoming: ['Incoming (not editable)', 'Incoming'],
  unavailable: ['Unavailable (not editable)', 'Unavailable'],
  committed: ['Committed (not editable)', 'Committed'],
  available: ['Available (not editable)', 'Available'],
  onHand: ['On hand (current)', 'On hand'],
  onHandNew: ['On hand (new)'],
} as const
export type InventoryColumn = keyof typeof INVENTORY_COLUMNS
export type InventoryTable = ShopifyTable<InventoryColumn>

/**
 * Shopify's inventory export: one row per variant and location. The older form has one column per location, with what is
 * available there, behind `COO`.
 */
export const shopifyInventory: ShopFileKind = {
  kind: 'shopify-inventory',
  holds: 'levels',
  recognise: (head, context) => {
    if (headerHas(head, context, INVENTORY_COLUMNS, ['handle', 'option1Value', 'location', 'onHand'])) return true
    const older = headerHas(
      head,
      context,
      INVENTORY_COLUMNS,
      ['handle', 'option1Value', 'sku', 'hsCode', 'origin'],
      ['location'],
    )
    return older && locationColumns(head.header, context).length > 0
  },
  dialect: shopifyDialect,
  read: readInventory,
}

async function* readInventory(path: string, context: ShopContext): AsyncGenerator<ShopBatch> {
  const table = await openInventory(path, context)
  const locations = table.has('location') ? [] : locationColumns(table.table.header, context)
  for await (const batch of table.batches()) {
    const out = startBatch(batch)
    for (const row of batch.rows) {
      const check = checkRow(row.line)
      const levels = locations.length === 0 ? [levelOf(table, row, check)] : levelsOf(table, row, locations, check)
      if (settleRow(out, check)) out.levels.push(...levels)
    }
    yield out
  }
}

/** Opens an inventory export of any generation. @throws FileRefused when neither `Location` nor location columns are there */
export async function openInventory(path: string, context: ShopContext): Promise<InventoryTable> {
  const table: InventoryTable = await openShopify(path, INVENTORY_COLUMNS, ['handle', 'option1Value'], context)
  if (table.has('location') || locationColumns(table.table.header, context).length === 0) {
    return openShopify(path, INVENTORY_COLUMNS, ['handle', 'option1Value', 'location', 'onHand'], context)
  }
  return table
}

/** The columns of the older form that are locations: whatever stands behind `COO` and is no column of ours. */
function locationColumns(header: readonly string[], context: ShopContext): { name: string; index: number }[] {
  const naming = nameColumns(INVENTORY_COLUMNS, context)
  const origin = header.findIndex((cell) => naming(cell)?.name === 'COO')
  if (origin < 0) return []
  return header.flatMap((cell, index) =>
    index > origin && cell.trim() !== '' && naming(cell) === null ? [{ name: cell.trim(), index }] : [],
  )
}

/** The key of a row's variant, the same as in the product export. */
export function inventoryKey(table: InventoryTable, row: TableRow): string {
  const options = [1, 2, 3].map((n) => ({
    name: table.cell(row, `option${n}Name` as InventoryColumn),
    value: table.cell(row, `option${n}Value` as InventoryColumn),
  }))
  const values = isDefaultTitle(options) ? [] : options.map((option) => option.value)
  while (values.at(-1) === '') values.pop()
  return shopifyVariantKey(table.cell(row, 'handle'), values)
}

/** Both spellings were seen: "Not stocked" and "not stocked". It says that the location does not carry the variant at all. */
export function isNotStocked(cell: string): boolean {
  return cell.trim().toLowerCase() === 'not stocked'
}

function levelOf(table: InventoryTable, row: TableRow, check: RowCheck): ShopLevel {
  const location = table.cell(row, 'location')
  checkKey(table, row, check)
  if (location === '')
    check.fault('TB2402', { column: table.title('location'), found: '', expected: 'a location of the shop' })
  const stocked = !isNotStocked(table.cell(row, 'onHand')) && !isNotStocked(table.cell(row, 'available'))
  const number = (column: InventoryColumn) =>
    stocked ? quantityOf(table.cell(row, column), table.title(column), check) : null
  const level: ShopLevel = {
    variantKey: inventoryKey(table, row),
    location,
    stocked,
    onHand: number('onHand'),
    committed: number('committed'),
    unavailable: number('unavailable'),
    available: number('available'),
    line: row.line,
    rows: 1,
  }
  if (stocked && table.cell(row, 'onHand') === '' && level.available === null) {
    const expected = 'a whole number, or "not stocked"'
    check.fault('TB2102', { column: table.title('onHand'), found: '', expected, fix: 'Export the inventory again.' })
  }
  return level
}

function levelsOf(
  table: InventoryTable,
  row: TableRow,
  locations: readonly { name: string; index: number }[],
  check: RowCheck,
): ShopLevel[] {
  checkKey(table, row, check)
  const variantKey = inventoryKey(table, row)
  return locations.map(({ name, index }, i) => {
    const text = row.cells[index]?.trim() ?? ''
    // A location that the export leaves blank says nothing of a stock, least of all that it is 0.
    const stocked = text !== '' && !isNotStocked(text)
    const available = stocked ? quantityOf(text, name, check) : null
    const rows = i === 0 ? 1 : 0
    return {
      variantKey,
      location: name,
      stocked,
      onHand: null,
      committed: null,
      unavailable: null,
      available,
      line: row.line,
      rows,
    }
  })
}

function checkKey(table: InventoryTable, row: TableRow, check: RowCheck): void {
  if (table.cell(row, 'handle') !== '') return
  check.fault('TB2604', { column: table.title('handle'), found: '', expected: "the product's handle" })
}

/** A whole number of pieces, below zero too; null for a blank cell or one that is a finding. */
export function quantityOf(text: string, column: string, check: RowCheck): Thousandths | null {
  if (text === '' || isNotStocked(text)) return null
  const quantity = parseScaled(text, 3)
  const place = { column, found: text, expected: 'a whole number, or "not stocked"' }
  if (quantity === undefined) check.fault('TB2101', place)
  else if (quantity % 1000 !== 0) check.fault('TB2103', place)
  return quantity ?? null
}

/** What a stock file needs of its own export to be written rightly (R04). */
export function needsForWriting(table: InventoryTable): ReturnType<typeof finding> | null {
  const needed: InventoryColumn[] = ['location', 'committed', 'unavailable', 'onHand']
  const missing = needed.filter((column) => !table.has(column))
  if (missing.length === 0) return null
  return finding('TB6004', {
    found: `an export without ${missing.map((column) => INVENTORY_COLUMNS[column].at(-1)).join(', ')}`,
    expected: 'Location, Unavailable, Committed and On hand of every variant',
    fix: 'Export the inventory again with all states and all locations.',
  })
}
