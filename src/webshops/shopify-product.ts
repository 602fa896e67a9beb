import type { MinorUnits } from '../model/money.ts'
import type { Thousandths } from '../model/quantity.ts'
import type { ItemKind, ShopItem, ShopVariant } from '../model/records.ts'

/** The cells that stand on a product's first row only. */
export interface ProductRow {
  line: number
  title: string
  vendor: string | null
  category: string | null
  taxClass: string | null
  status: ShopItem['status']
  giftCard: boolean
}

export interface OptionCells {
  name: string
  value: string
}

export interface VariantRow {
  line: number
  /** By position; empty for a product without options. */
  options: OptionCells[]
  sku: string | null
  barcode: string | null
  price: MinorUnits | null
  requiresShipping: boolean
  stockManaged: 'own' | 'none'
  stock: Thousandths | null
}

export interface ProductRows {
  product: ProductRow | null
  /** Option names by position, as far as they are known. */
  names: string[]
  variants: VariantRow[]
}

/**
 * The key of a variant: Shopify's files tell variants apart by handle and option values, never by SKU. The product export
 * and the inventory export give the same key.
 */
export function shopifyVariantKey(handle: string, values: readonly string[]): string {
  return JSON.stringify([handle, ...values])
}

/** Shopify's way to write "no options": one option `Title` with the value `Default Title`; hand-made files leave both blank. */
export function isDefaultTitle(options: readonly OptionCells[]): boolean {
  const used = options.filter((option) => option.name !== '' || option.value !== '')
  const [only, ...others] = used
  if (only === undefined) return true
  if (others.length > 0 || only !== options[0]) return false
  return only.value === 'Default Title' || (only.name === 'Title' && only.value === '')
}

/**
 * One item and its variants. Option names stand on the first row only; an option nobody names is called by its number.
 * Without a product row the handle stands for the title.
 */
export function productOf(
  handle: string,
  product: ProductRow | null,
  rows: readonly VariantRow[],
  names: readonly string[],
): { item: ShopItem; variants: ShopVariant[]; names: string[] } {
  const axes = Math.max(names.length, ...rows.map((row) => lastValue(row)))
  const all = Array.from({ length: axes }, (_, i) => names[i] || `Option${i + 1}`)
  const giftCard = product?.giftCard ?? false
  const variants = rows.map((row) => variantOf(handle, row, all, giftCard))
  const item: ShopItem = {
    key: handle,
    sku: null,
    name: product?.title ?? handle,
    kind: giftCard ? 'gift-card' : variants.every((v) => v.kind === 'service') ? 'service' : 'goods',
    options: all.map((name, i) => ({ name, values: [...new Set(rows.flatMap((row) => row.options[i]?.value || []))] })),
    status: product?.status ?? 'active',
    taxClass: product?.taxClass ?? null,
    vendor: product?.vendor ?? null,
    category: product?.category ?? null,
    line: product?.line ?? rows[0]!.line,
    rows: 0,
  }
  return { item, variants, names: all }
}

/** The key of the variant of a row. */
export function variantKeyOf(handle: string, row: VariantRow): string {
  const values = row.options.slice(0, lastValue(row))
  return shopifyVariantKey(
    handle,
    values.map((option) => option.value),
  )
}

function lastValue(row: VariantRow): number {
  return row.options.findLastIndex((option) => option.value !== '') + 1
}

/** The price is what the shop charges; the compare-at price was never charged by anybody and is left out. */
function variantOf(handle: string, row: VariantRow, names: readonly string[], giftCard: boolean): ShopVariant {
  const kind: ItemKind = giftCard ? 'gift-card' : row.requiresShipping ? 'goods' : 'service'
  const values = row.options.slice(0, lastValue(row))
  return {
    key: variantKeyOf(handle, row),
    itemKey: handle,
    sku: row.sku,
    barcode: row.barcode,
    options: values.map((option, i) => ({ name: names[i]!, value: option.value })),
    kind,
    requiresShipping: row.requiresShipping,
    price: row.price,
    salePrice: null,
    stockManaged: row.stockManaged,
    stock: row.stock,
    line: row.line,
    rows: 1,
  }
}
