import { type ColumnName, type KnownWords, type NameColumn, plainHeader } from './csv-table.ts'

/** Columns of Magento's products CSV that are read; the rest of its 70 to 90 are texts and settings. */
const COLUMNS = [
  'sku',
  'store_view_code',
  'attribute_set_code',
  'attribute_set',
  'product_type',
  'categories',
  'category',
  'name',
  'product_online',
  'tax_class_name',
  'visibility',
  'price',
  'special_price',
  'special_price_from_date',
  'special_price_to_date',
  'additional_attributes',
  'qty',
  'manage_stock',
  'use_config_manage_stock',
  'configurable_variations',
  'configurable_variation_labels',
  'manufacturer',
  'brand',
  'gtin',
  'ean',
  'upc',
  'barcode',
]

const STOCK_SOURCE_COLUMNS = ['source_code', 'sku', 'status', 'quantity']

/** Columns with their own names, to tell a damaged one. */
export const magentoWords: KnownWords = () => COLUMNS.map((name) => [name, name] as const)
export const stockSourceWords: KnownWords = () => STOCK_SOURCE_COLUMNS.map((name) => [name, name] as const)

/** Names Magento's product columns; `configured` are the shop's own `headers` and win. */
export function magentoColumns(configured: Record<string, string>): NameColumn {
  return named(COLUMNS, configured)
}

export function stockSourceColumns(configured: Record<string, string>): NameColumn {
  return named(STOCK_SOURCE_COLUMNS, configured)
}

/**
 * Whether a header is Magento's: its own column names beside the SKU. `attribute_set` alone is the older layout of
 * simple products, with a name and a price.
 */
export function isMagentoHeader(header: readonly string[], configured: Record<string, string>): boolean {
  const names = new Set(header.map((cell) => magentoColumns(configured)(cell)?.name))
  const own = ['attribute_set_code', 'product_type', 'product_online', 'additional_attributes', 'store_view_code']
  const older = names.has('attribute_set') && names.has('name') && names.has('price')
  return names.has('sku') && (older || own.filter((name) => names.has(name)).length >= 2)
}

export function isStockSourceHeader(header: readonly string[], configured: Record<string, string>): boolean {
  const names = new Set(header.map((cell) => stockSourceColumns(configured)(cell)?.name))
  return names.has('source_code') && (names.has('sku') || names.has('quantity'))
}

function named(columns: readonly string[], configured: Record<string, string>): NameColumn {
  const own = new Map(Object.entries(configured).map(([theirs, english]) => [plainHeader(theirs), english]))
  const known = new Set(columns)
  return (header): ColumnName | null => {
    const plain = plainHeader(header)
    const configuredName = own.get(plain)
    if (configuredName !== undefined) return { name: configuredName, rank: 3 }
    return known.has(plain) ? { name: plain, rank: 2 } : null
  }
}
