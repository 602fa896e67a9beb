import { UsageError } from '../model/errors.ts'
import type { ItemKind, ShopItem, ShopVariant } from '../model/records.ts'
import type { CellType } from '../profiles/cells.ts'
import type { CellValue } from '../profiles/fault.ts'
import { type FormatRow, readFormat } from '../profiles/read-format.ts'
import { fitsFormat, formatDialect, shopFormat, valuesOf } from './generic.ts'
import { checkRow, emptyShopBatch, type RowCheck, settleRow } from './shop-batch.ts'
import type { ShopBatch, ShopContext, ShopFileKind } from './webshop.ts'

/** Fields of `formats.products`. A row is a variant; rows with the same `item` are one matrix item. */
export const GENERIC_PRODUCT_FIELDS: Record<string, CellType> = {
  key: 'text',
  sku: 'reference',
  barcode: 'reference',
  name: 'text',
  item: 'text',
  price: 'money',
  salePrice: 'money',
  stock: 'quantity',
  kind: 'text',
  status: 'text',
  requiresShipping: 'flag',
  taxClass: 'text',
  vendor: 'text',
  category: 'text',
  'option:*': 'text',
}

/** A product export of a shop system or plug-in we have no reader of our own for. */
export const genericProducts: ShopFileKind = {
  kind: 'generic-products',
  holds: 'catalogue',
  recognise: (head, context) => fitsFormat(head, context, 'products'),
  dialect: (_head, context) => formatDialect(shopFormat(context, 'products'), context),
  read: readProducts,
}

const KINDS: readonly string[] = ['goods', 'service', 'gift-card', 'download', 'bundle', 'grouped', 'external']
const STATUSES: readonly string[] = ['active', 'draft', 'archived']

/**
 * Reads by the declared columns. A variant's key is `key`, else its SKU, else item and option values; an item's is `item`,
 * else the key of its only variant. Items come last, when all their option values are known.
 */
async function* readProducts(path: string, context: ShopContext): AsyncGenerator<ShopBatch> {
  const format = shopFormat(context, 'products')
  if (!format.columns.sku && !format.columns.key) {
    throw new UsageError(
      'formats.products.columns: say where `sku` or `key` stands; a variant needs a name of its own.',
    )
  }
  const { timeZone, currency } = context
  const fields = { fields: GENERIC_PRODUCT_FIELDS, required: [], timeZone, currency }
  const file = readFormat(path, format, formatDialect(format, context), fields)
  const value = valuesOf(file)
  const axes = file.fields.filter((field) => field.startsWith('option:')).map((field) => field.slice('option:'.length))
  const items = new Map<string, ShopItem>()
  const skus = new Map<string, number>()
  for await (const batch of file.batches()) {
    const out = emptyShopBatch()
    out.read = batch.read
    out.findings.push(...batch.findings)
    out.skipped.push(...batch.skipped.map((skip) => ({ ...skip, rows: 1 })))
    out.rejected.push(...batch.rejected.map((line) => ({ line, rows: 1 })))
    for (const row of batch.rows) {
      const check = checkRow(row.line)
      const variant = variantOf((field) => value(row, field), row, axes, check)
      tellSku(variant, skus, check)
      // A row without a name of its own has a key that is none.
      const named = check.findings.every((f) => f.code !== 'TB2604')
      if (!settleRow(out, check, named ? [variant.itemKey, variant.key] : [])) continue
      out.variants.push(variant)
      joinItem(items, variant, (field) => value(row, field), axes)
    }
    yield out
  }
  yield { ...emptyShopBatch(), items: [...items.values()] }
}

type Cell = (field: string) => CellValue

function variantOf(cell: Cell, row: FormatRow, axes: readonly string[], check: RowCheck): ShopVariant {
  const options = axes.flatMap((name) => {
    const value = text(cell(`option:${name}`))
    return value === null ? [] : [{ name, value }]
  })
  const sku = text(cell('sku'))
  const item = text(cell('item'))
  const ownKey = text(cell('key')) ?? sku
  if (ownKey === null && item === null) check.fault('TB2604', { column: 'sku', found: '', expected: 'a SKU or a key' })
  const key = ownKey ?? JSON.stringify([item, ...options.map((option) => option.value)])
  const kind = wordOf(cell, 'kind', KINDS, 'goods', check) as ItemKind
  const stock = cell('stock') as number | null
  return {
    key,
    itemKey: item ?? key,
    sku,
    barcode: text(cell('barcode')),
    options,
    kind,
    requiresShipping: (cell('requiresShipping') as boolean | null) ?? kind === 'goods',
    price: cell('price') as number | null,
    salePrice: cell('salePrice') as number | null,
    stockManaged: stock === null ? 'none' : 'own',
    stock,
    line: row.line,
    rows: 1,
  }
}

function joinItem(items: Map<string, ShopItem>, variant: ShopVariant, cell: Cell, axes: readonly string[]): void {
  const known = items.get(variant.itemKey)
  if (!known) items.set(variant.itemKey, itemOf(variant, cell, axes))
  for (const { name, value } of variant.options) {
    const values = items.get(variant.itemKey)!.options.find((option) => option.name === name)?.values
    if (value !== null && !values?.includes(value)) values?.push(value)
  }
}

function itemOf(variant: ShopVariant, cell: Cell, axes: readonly string[]): ShopItem {
  const status = text(cell('status')) ?? 'active'
  return {
    key: variant.itemKey,
    sku: null,
    name: text(cell('name')) ?? variant.itemKey,
    kind: variant.kind,
    options: axes.filter((name) => text(cell(`option:${name}`)) !== null).map((name) => ({ name, values: [] })),
    status: STATUSES.includes(status) ? (status as ShopItem['status']) : 'draft',
    taxClass: text(cell('taxClass')),
    vendor: text(cell('vendor')),
    category: text(cell('category')),
    line: variant.line,
    rows: 0,
  }
}

function wordOf(cell: Cell, field: string, known: readonly string[], blank: string, check: RowCheck): string {
  const word = text(cell(field)) ?? blank
  if (known.includes(word)) return word
  const fix = `Map the shop's words under formats.products.columns.${field}.map.`
  check.fault('TB2603', { column: field, found: word, expected: known.join(', '), fix })
  return blank
}

function tellSku(variant: ShopVariant, skus: Map<string, number>, check: RowCheck): void {
  if (variant.sku === null) {
    check.remark('TB3009', { column: 'sku', found: '', key: variant.key })
    return
  }
  const first = skus.get(variant.sku)
  if (first === undefined) skus.set(variant.sku, variant.line)
  else {
    const expected = `a SKU of its own; row ${first} has the same`
    check.remark('TB3008', { column: 'sku', found: variant.sku, expected, key: variant.sku })
  }
}

function text(value: CellValue): string | null {
  return value === null || value === '' ? null : String(value)
}
