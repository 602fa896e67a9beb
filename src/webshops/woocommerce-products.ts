import { finding } from '../model/findings.ts'
import type { ShopItem, ShopVariant } from '../model/records.ts'
import { type CsvTable, dialectOf, openTable, requireColumns, SHOP_DIALECT } from './csv-table.ts'
import { settleRow, startBatch } from './shop-batch.ts'
import type { ShopBatch, ShopContext, ShopFileKind } from './webshop.ts'
import { isWooHeader, wooColumns, wooWords } from './woocommerce-headers.ts'
import { type WooRow, wooRowReader } from './woocommerce-row.ts'
import { oneValue, surveyWooRows, type WooAxis, type WooParent, type WooSurvey } from './woocommerce-survey.ts'

/**
 * The product CSV of WooCommerce's own exporter, in any language of its admin. Keys are the shop's ids; an export
 * without the ID column is keyed by `sku:` and the SKU, so the two must not be mixed for one shop. The pool of a
 * parent-managed item stands as `stock` on each of its variants.
 */
export const woocommerceProducts: ShopFileKind = {
  kind: 'woocommerce-products',
  holds: 'catalogue',
  recognise: (head, context) => head.form === 'csv' && isWooHeader(head.header, context.headers),
  dialect: (head, context) => context.dialect ?? { ...SHOP_DIALECT, delimiter: head.delimiter },
  read: readProducts,
}

async function* readProducts(path: string, context: ShopContext): AsyncGenerator<ShopBatch> {
  const nameColumn = wooColumns(context.headers)
  const table = await openTable(path, await dialectOf(path, context.dialect, nameColumn), nameColumn, wooWords)
  requireColumns(table, [['ID', 'SKU'], ['Type'], ['Name'], ...attributePairs(table)])
  const readRow = wooRowReader(table, context)
  const survey = await surveyWooRows(table, readRow)
  if (survey.variations) requireColumns(table, [['Parent']])
  const around: Surroundings = { survey, context, taken: new Set(), ...titlesOf(table) }
  let first = !table.has('Stock')
  for await (const rows of table.batches()) {
    const batch = startBatch(rows)
    if (first) batch.findings.push(noStockColumn(table.headerLine))
    first = false
    for (const raw of rows.rows) takeRow(batch, readRow(raw), around)
    yield batch
  }
}

function titlesOf(table: CsvTable): Pick<Surroundings, 'parentTitle' | 'keyTitles'> {
  return { parentTitle: table.title('Parent'), keyTitles: [table.title('ID'), table.title('SKU')] }
}

/** The product of a row, unless the fault may be in what tells it. */
function keysOf({ key, check }: WooRow, keyTitles: readonly string[]): string[] {
  const isId = /^\d+$/.test(key)
  const doubtful = check.findings.some((f) => f.severity === 'error' && keyTitles.includes(f.column ?? ''))
  return key === '' || (!isId && doubtful) ? [] : [key]
}

/** Name and values of an attribute only mean something together. */
function attributePairs(table: CsvTable): string[][] {
  const numbers = new Set(table.names().flatMap((name) => /^Attribute (\d+) /.exec(name)?.[1] ?? []))
  return [...numbers].flatMap((number) => [[`Attribute ${number} name`], [`Attribute ${number} value(s)`]])
}

interface Surroundings {
  survey: WooSurvey
  context: ShopContext
  /** Repeated keys that a row was already taken for. */
  taken: Set<string>
  parentTitle: string
  /** Names of the columns that keys are made of, as the file spells them. */
  keyTitles: readonly string[]
}

function noStockColumn(row: number) {
  return finding('TB1004', {
    severity: 'warning',
    row,
    column: 'Stock',
    found: 'no such column',
    expected: 'a column "Stock"',
    fix: 'Without it every variant counts as not managed by the shop, and no stock is written for it.',
  })
}

function takeRow(batch: ShopBatch, row: WooRow, around: Surroundings): void {
  const skip = reasonToSkip(row, around)
  if (skip !== null) {
    batch.skipped.push({ line: row.line, rows: 1, reason: skip })
    return
  }
  checkAgainstFile(row, around.survey)
  const parent = row.form === 'variation' ? parentOf(row, around) : null
  if (!settleRow(batch, row.check, keysOf(row, around.keyTitles))) return
  if (row.form !== 'variation') batch.items.push(itemOf(row, around.survey.parents.get(`id:${row.key}`)?.axes ?? []))
  if (parent) batch.variants.push(variationOf(row, parent))
  else if (row.form === 'single') batch.variants.push(singleOf(row))
}

function reasonToSkip(row: WooRow, { survey, taken }: Surroundings): string | null {
  if (row.placeholder) return 'placeholder of an unfinished import'
  if (row.check.failed || survey.repeats.get(row.key) !== 'same') return null
  if (taken.has(row.key)) return 'the same row again'
  taken.add(row.key)
  return null
}

function checkAgainstFile({ check, key, sku, form, kind, name }: WooRow, survey: WooSurvey): void {
  if (survey.repeats.get(key) === 'different') {
    check.fault('TB2202', { found: key, expected: 'one row per product', key })
  }
  const shared = sku === null ? undefined : survey.sharedSkus.get(sku)
  if (shared !== undefined) {
    check.remark('TB3008', { found: `${sku}, on ${shared} rows`, expected: 'a SKU of its own', key: sku! })
  }
  const sold = form !== 'parent' && kind !== 'grouped' && kind !== 'external'
  if (sku === null && sold && key !== '') check.remark('TB3009', { found: `product ${key}`, key })
  if (form === 'parent' && survey.parents.get(`id:${key}`)?.pooled) check.remark('TB3012', { found: name, key })
}

/** The parent of a variation; null, with a fault, for an orphan. */
function parentOf(row: WooRow, around: Surroundings): WooParent | null {
  const inFile = around.survey.parents.get(row.parent)
  const parent = inFile?.unfit === null ? inFile : storedParent(row, inFile?.key, around.context)
  if (!parent) {
    const expected = 'the SKU of a variable product of this file, or id: and its number'
    const found = row.parent === '' ? 'blank' : inFile ? `${row.parent}: ${inFile.unfit}` : row.parent
    row.check.fault('TB2605', { column: around.parentTitle, found, expected, key: row.key })
    return null
  }
  const any = optionsOf(row, parent.axes).filter((option) => option.value === null)
  if (any.length > 0) {
    const found = `any ${any.map((option) => option.name).join(', any ')}`
    row.check.remark('TB3010', { found, key: row.key })
  }
  return parent
}

/** A parent that this file lacks, or has damaged, and the store knows. */
function storedParent(row: WooRow, keyInFile: string | undefined, context: ShopContext): WooParent | null {
  const key = keyInFile ?? /^id:(\d+)$/.exec(row.parent)?.[1] ?? `sku:${row.parent}`
  if (row.parent === '' || !context.knownItem?.(key)) return null
  const axes = row.attributes.map(({ name }) => ({ name, values: [] }))
  return { key, line: 0, unfit: null, axes, stock: null, pooled: false }
}

function optionsOf(row: WooRow, axes: readonly WooAxis[]): ShopVariant['options'] {
  return axes.map(({ name }) => {
    const attribute = row.attributes.find((own) => own.name.toLowerCase() === name.toLowerCase())
    return { name, value: attribute && attribute.cell !== '' ? oneValue(attribute.cell) : null }
  })
}

function itemOf(row: WooRow, options: WooAxis[]): ShopItem {
  return {
    key: row.key,
    sku: row.sku,
    name: row.name,
    kind: row.kind,
    options: row.form === 'parent' ? options : [],
    status: row.status,
    taxClass: row.taxClass,
    vendor: row.vendor,
    category: row.category,
    line: row.line,
    rows: row.form === 'parent' ? 1 : 0,
  }
}

function singleOf(row: WooRow): ShopVariant {
  return {
    key: row.key,
    itemKey: row.key,
    sku: row.sku,
    barcode: row.barcode,
    options: [],
    kind: row.kind,
    requiresShipping: row.requiresShipping,
    price: row.price,
    salePrice: row.salePrice,
    // Without a parent the word "parent" says nothing.
    stockManaged: row.stockManaged === 'parent' ? 'none' : row.stockManaged,
    stock: row.stock,
    line: row.line,
    rows: 1,
  }
}

function variationOf(row: WooRow, parent: WooParent): ShopVariant {
  const pooled = row.stockManaged === 'parent'
  return {
    ...singleOf(row),
    itemKey: parent.key,
    options: optionsOf(row, parent.axes),
    stockManaged: row.stockManaged,
    stock: pooled ? parent.stock : row.stock,
  }
}
