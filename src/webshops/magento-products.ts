import { finding } from '../model/findings.ts'
import type { ShopItem, ShopVariant } from '../model/records.ts'
import { type CsvTable, dialectOf, openTable, requireColumns, SHOP_DIALECT } from './csv-table.ts'
import { isMagentoHeader, magentoColumns, magentoWords } from './magento-columns.ts'
import { type MagentoRow, magentoRowReader } from './magento-row.ts'
import { type MagentoParent, type MagentoSurvey, surveyMagentoRows } from './magento-survey.ts'
import { settleRow, startBatch } from './shop-batch.ts'
import type { ShopBatch, ShopContext, ShopFileKind } from './webshop.ts'

/**
 * Magento 2's products CSV, and its older layout of simple products (`attribute_set`, no `product_type`). Keys are SKUs.
 * A child of a configurable product is a variant of it; every other product is an item with one variant. Rows of store
 * views and continuation rows are passed over.
 */
export const magentoProducts: ShopFileKind = {
  kind: 'magento-products',
  holds: 'catalogue',
  recognise: (head, context) => head.form === 'csv' && isMagentoHeader(head.header, context.headers),
  dialect: (head, context) => context.dialect ?? { ...SHOP_DIALECT, delimiter: head.delimiter },
  read: readProducts,
}

async function* readProducts(path: string, context: ShopContext): AsyncGenerator<ShopBatch> {
  const nameColumn = magentoColumns(context.headers)
  const table = await openTable(path, await dialectOf(path, context.dialect, nameColumn), nameColumn, magentoWords)
  requireColumns(table, [['sku'], ['name'], ...(table.has('attribute_set') ? [] : [['product_type']])])
  const readRow = magentoRowReader(table, context)
  const survey = await surveyMagentoRows(table, readRow)
  const taken = new Set<string>()
  let notices = fileNotices(table, survey)
  for await (const rows of table.batches()) {
    const batch = startBatch(rows)
    batch.findings.push(...notices)
    notices = []
    for (const raw of rows.rows) takeRow(batch, readRow(raw), survey, taken)
    yield batch
  }
}

/** Columns may be left out of an export; without these two, things that could be known are not. */
function fileNotices(table: CsvTable, survey: MagentoSurvey) {
  const place = { severity: 'warning', row: table.headerLine, found: 'no such column' } as const
  const notices = []
  if (survey.parents.size > 0 && !table.has('configurable_variations')) {
    const fix = 'Export the column as well: without it no simple product is known as a variant of a configurable one.'
    notices.push(finding('TB1004', { ...place, column: 'configurable_variations', fix }))
  }
  if (!table.has('qty')) {
    const fix = 'Export the column as well, or read the stock sources: without it no stock is known.'
    notices.push(finding('TB1004', { ...place, column: 'qty', fix }))
  }
  return notices
}

function takeRow(batch: ShopBatch, row: MagentoRow, survey: MagentoSurvey, taken: Set<string>): void {
  const again = survey.repeats.get(row.sku) === 'same' && row.skip === null && !row.check.failed
  if (row.skip !== null || (again && taken.has(row.sku))) {
    batch.skipped.push({ line: row.line, rows: 1, reason: row.skip ?? 'the same row again' })
    return
  }
  if (again) taken.add(row.sku)
  const parent = row.type === 'configurable' ? undefined : survey.parentOf.get(row.sku)
  checkAgainstFile(row, survey, parent)
  if (!settleRow(batch, row.check, keysOf(row))) return
  if (row.type === 'configurable') {
    batch.items.push(itemOf(row, survey.parents.get(row.sku)?.axes ?? [], 1))
    return
  }
  if (!parent) batch.items.push(itemOf(row, [], 0))
  batch.variants.push(variantOf(row, parent))
}

/** A SKU that a spreadsheet damaged is not the product's any more. */
function keysOf({ check, sku }: MagentoRow): string[] {
  return check.findings.some((f) => DAMAGED_SKU.includes(f.code) && f.found === sku) ? [] : [sku]
}

const DAMAGED_SKU: readonly string[] = ['TB2301', 'TB2304', 'TB2306']

function checkAgainstFile(row: MagentoRow, survey: MagentoSurvey, parent: MagentoParent | undefined): void {
  const { check, sku } = row
  if (survey.repeats.get(sku) === 'different') {
    check.fault('TB2202', { found: sku, expected: 'one row per SKU', key: sku })
  }
  if (row.type === 'configurable') {
    const missing = row.children.filter((child) => !survey.skus.has(child.sku)).map((child) => child.sku)
    if (missing.length > 0) {
      const found = missing.join(', ')
      const fix = 'Export the variants as well, or correct the list.'
      check.remark('TB2605', { severity: 'warning', found, expected: 'variants in the same file', fix, key: sku })
    }
    return
  }
  if (parent && parent.unfit !== null) {
    check.fault('TB2605', { found: `${parent.sku}: ${parent.unfit}`, expected: 'a sound row of the parent', key: sku })
  }
  if (parent) checkValues(row, parent)
  else if (row.hidden && survey.parents.size > 0) {
    const fix = 'Nothing to do, if it is only sold as part of something else.'
    check.remark('TB2605', {
      severity: 'info',
      found: `${sku}, not visible by itself, in no configurable product`,
      fix,
      key: sku,
    })
  }
}

/** A child's own attributes and its parent's list say the same thing twice; the child's own word counts. */
function checkValues({ check, sku, attributes }: MagentoRow, parent: MagentoParent): void {
  for (const [code, value] of parent.values.get(sku) ?? []) {
    const own = attributes.get(code)
    if (own === undefined || own === value) continue
    const expected = `${code}=${value}, as ${parent.sku} lists it`
    check.remark('TB2603', { severity: 'warning', found: `${code}=${own}`, expected, key: sku })
  }
}

function itemOf(row: MagentoRow, options: ShopItem['options'], rows: number): ShopItem {
  return {
    key: row.sku,
    sku: row.sku,
    name: row.name,
    kind: row.kind,
    options,
    status: row.status,
    taxClass: row.taxClass,
    vendor: row.vendor,
    category: row.category,
    line: row.line,
    rows,
  }
}

function variantOf(row: MagentoRow, parent: MagentoParent | undefined): ShopVariant {
  const sellsStock = row.kind !== 'grouped' && row.kind !== 'bundle'
  return {
    key: row.sku,
    itemKey: parent?.sku ?? row.sku,
    sku: row.sku,
    barcode: row.barcode,
    options: parent ? optionsOf(row, parent) : [],
    kind: row.kind,
    requiresShipping: row.requiresShipping,
    price: row.price,
    salePrice: row.salePrice,
    stockManaged: row.managed && sellsStock ? 'own' : 'none',
    stock: row.managed && sellsStock ? row.stock : null,
    line: row.line,
    rows: 1,
  }
}

function optionsOf({ sku, attributes }: MagentoRow, parent: MagentoParent): ShopVariant['options'] {
  const listed = parent.values.get(sku)
  return parent.codes.map((code, index) => ({
    name: parent.axes[index]!.name,
    value: attributes.get(code) ?? listed?.get(code) ?? null,
  }))
}
