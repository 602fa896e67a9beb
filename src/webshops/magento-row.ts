import { parseScaled } from '../model/quantity.ts'
import type { ItemKind } from '../model/records.ts'
import type { CsvTable, TableRow } from './csv-table.ts'
import { decodeEntities } from './html-entities.ts'
import { type MagentoChild, parsePairs, parseVariations } from './magento-attributes.ts'
import { parsePlainPrice } from './shop-amounts.ts'
import { checkRow, type RowCheck } from './shop-batch.ts'
import type { ShopContext } from './webshop.ts'

/** One row of the products CSV, decoded by itself. */
export interface MagentoRow {
  check: RowCheck
  line: number
  /** Set: the row is no product of its own, with the reason. */
  skip: string | null
  sku: string
  type: string
  kind: ItemKind
  requiresShipping: boolean
  name: string
  status: 'active' | 'draft'
  hidden: boolean
  taxClass: string | null
  category: string | null
  vendor: string | null
  barcode: string | null
  price: number | null
  salePrice: number | null
  managed: boolean
  stock: number | null
  attributes: Map<string, string>
  children: MagentoChild[]
  labels: Map<string, string>
}

const TYPES: Record<string, { kind: ItemKind; ships: boolean }> = {
  simple: { kind: 'goods', ships: true },
  configurable: { kind: 'goods', ships: true },
  virtual: { kind: 'service', ships: false },
  downloadable: { kind: 'download', ships: false },
  bundle: { kind: 'bundle', ships: true },
  grouped: { kind: 'grouped', ships: false },
  giftcard: { kind: 'gift-card', ships: false },
}

/** Longer ones fail in Magento's own import. */
export const SKU_LENGTH_MAX = 64

/** Reads rows of an opened table. */
export function magentoRowReader(table: CsvTable, context: ShopContext): (row: TableRow) => MagentoRow {
  const simpleOnly = !table.has('product_type')
  return (row) => {
    const check = checkRow(row.line)
    const cell = (name: string) => emptied(table.cell(row, name))
    const input: Input = { cell, has: table.has, title: table.title, check, context }
    const sku = cell('sku')
    const store = cell('store_view_code')
    const skip = sku === '' ? 'continues the product above' : store === '' ? null : `texts of the store view ${store}`
    if (skip === null) checkSku(input, sku)
    const type = simpleOnly ? 'simple' : skip === null ? typeOf(input) : 'simple'
    const attributes = parsePairs(cell('additional_attributes'))
    const value = (...names: string[]) =>
      names.map((name) => cell(name) || attributes.get(name) || '').find((text) => text !== '') ?? null
    const vendor = value('manufacturer', 'brand')
    return {
      check,
      line: row.line,
      skip,
      sku,
      type,
      kind: TYPES[type]!.kind,
      requiresShipping: TYPES[type]!.ships,
      name: decodeEntities(cell('name')),
      status: skip === null ? statusOf(input) : 'active',
      hidden: cell('visibility') === 'Not Visible Individually',
      taxClass: table.has('tax_class_name') ? cell('tax_class_name') : null,
      category: categoryOf(input),
      vendor: vendor === null ? null : decodeEntities(vendor),
      barcode: value('gtin', 'ean', 'upc', 'barcode'),
      price: priceOf(input, 'price'),
      salePrice: salePriceOf(input),
      managed: isManaged(input),
      stock: stockOf(input),
      attributes,
      children: childrenOf(input, type),
      labels: parsePairs(cell('configurable_variation_labels')),
    }
  }
}

interface Input {
  cell: (name: string) => string
  has: (name: string) => boolean
  title: (name: string) => string
  check: RowCheck
  context: ShopContext
}

/** Magento's word for "nothing": documented with one underscore more than it is written. */
function emptied(cell: string): string {
  return cell === '__EMPTY__VALUE__' || cell === '_EMPTY_VALUE_' ? '' : cell
}

function checkSku({ check, title }: Input, sku: string): void {
  const place = { column: title('sku'), found: sku }
  if (/^\d(?:[.,]\d+)?E\+\d{1,2}$/i.test(sku)) check.fault('TB2301', { ...place, expected: 'all digits of the code' })
  if (/^="/.test(sku)) check.fault('TB2304', { ...place, expected: 'the code alone' })
  if (sku.length > SKU_LENGTH_MAX) check.fault('TB2306', { ...place, expected: `at most ${SKU_LENGTH_MAX} characters` })
}

function typeOf({ cell, check, title }: Input): string {
  const word = cell('product_type').toLowerCase()
  if (Object.hasOwn(TYPES, word)) return word
  const place = { column: title('product_type'), found: word || 'blank', expected: Object.keys(TYPES).join(', ') }
  check.fault(word === '' ? 'TB2604' : 'TB2603', place)
  return 'simple'
}

const ONLINE: Record<string, 'active' | 'draft'> = { '': 'active', '1': 'active', '2': 'draft', '0': 'draft' }

function statusOf({ cell, check, title }: Input): 'active' | 'draft' {
  const word = cell('product_online')
  const status = Object.hasOwn(ONLINE, word) ? ONLINE[word] : undefined
  if (!status) check.fault('TB2602', { column: title('product_online'), found: word, expected: '1 or 2' })
  return status ?? 'active'
}

/** The first path; the older layout lists categories one below the other. */
function categoryOf({ cell }: Input): string | null {
  const first = (cell('categories').split(',')[0] || cell('category').split('\n')[0] || '').trim()
  return first === '' ? null : decodeEntities(first)
}

function priceOf({ cell, check, title, context }: Input, column: string): number | null {
  const text = cell(column)
  if (text === '') return null
  const price = parsePlainPrice(text, context.currency)
  const place = { column: title(column), found: text }
  if (!price || price.amount < 0) {
    check.fault('TB2601', { ...place, expected: 'a price such as 12.50' })
    return null
  }
  if (price.rounded) {
    const fix = 'Nothing to do, if a rounded price is good enough for the till.'
    const expected = `the decimals ${context.currency} has; it is rounded`
    check.remark('TB2601', { ...place, severity: 'warning', expected, fix })
  }
  return price.amount
}

/** Dates are written in the admin's own manner ("11/16/21"), so a special price with dates cannot be judged. */
function salePriceOf(input: Input): number | null {
  const price = priceOf(input, 'special_price')
  const dated = input.cell('special_price_from_date') !== '' || input.cell('special_price_to_date') !== ''
  return dated ? null : price
}

/** `use_config_manage_stock` 1 is the shop's setting, which is "yes" unless somebody changed it. */
function isManaged({ cell, has }: Input): boolean {
  if (cell('use_config_manage_stock') === '1' || cell('manage_stock') === '1') return true
  const flags = has('manage_stock') || has('use_config_manage_stock')
  const said = cell('manage_stock') !== '' || cell('use_config_manage_stock') !== ''
  return cell('qty') !== '' && !(flags && said)
}

function stockOf({ cell, check, title }: Input): number | null {
  const text = cell('qty')
  if (text === '') return null
  const stock = parseScaled(text, 3)
  if (stock === undefined)
    check.fault('TB2101', { column: title('qty'), found: text, expected: 'a number such as 12.0000' })
  return stock ?? null
}

function childrenOf({ cell, check, title }: Input, type: string): MagentoChild[] {
  const text = cell('configurable_variations')
  const children = type === 'configurable' ? parseVariations(text) : []
  if (children) return children
  const expected = 'sku=...,size=...|sku=...'
  check.fault('TB2603', { column: title('configurable_variations'), found: text, expected })
  return []
}
