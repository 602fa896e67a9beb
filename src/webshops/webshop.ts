import type { Dialect } from '../csv/dialect.ts'
import type { Finding } from '../model/findings.ts'
import type { ShopItem, ShopLevel, ShopOrder, ShopVariant } from '../model/records.ts'

/** The kinds of shop files, the frozen words of `--as`. */
export const SHOP_FILE_KINDS = [
  'woocommerce-products',
  'shopify-products',
  'shopify-orders',
  'shopify-inventory',
  'magento-products',
  'magento-stock-sources',
  'woocommerce-rest-products',
  'woocommerce-rest-variations',
  'woocommerce-rest-orders',
  'generic-products',
  'generic-orders',
] as const
export type ShopFileKindName = (typeof SHOP_FILE_KINDS)[number]

/** What a reader must know of the shop; `check` without a workspace uses defaults. */
export interface ShopContext {
  /** The shop system, whose own words of a plug-in's export are known. */
  system?: 'woocommerce' | 'shopify' | 'magento' | 'generic'
  timeZone: string
  currency: string
  prices: 'gross' | 'net'
  country: string
  /** Translated column names: theirs to the English one. */
  headers: Record<string, string>
  decimal: '.' | ','
  dialect: Dialect | null
  /** Tax class to rate in thousandths of a percent. */
  rates: Record<string, number>
  /** Rates the catalogue knows by SKU, for order files without tax per line (R24); thousandths of a percent. */
  rateOfSku?: (sku: string) => number | null
  /** Keys of items and variants already in the store, so that a page of variations finds its parents. */
  knownItem?: (key: string) => boolean
  /** The moment of reading, UTC ISO. A sale price with dates counts only when it is given and between them. */
  now?: string
  /** `formats.products` / `formats.orders` of the shop, for the generic kinds (config/format.ts InFormat). */
  formats?: unknown
}

export interface RejectedRow {
  line: number
  rows: number
  /**
   * Keys of the item and the variant that stand there, where they can be told for certain: the shop still has them. Left
   * out where they cannot.
   */
  keys?: string[]
}

/** Part of a file, in file order. Every row read is accounted for: records' `rows` + skipped + rejected = read. */
export interface ShopBatch {
  read: number
  items: ShopItem[]
  variants: ShopVariant[]
  levels: ShopLevel[]
  orders: ShopOrder[]
  findings: Finding[]
  /** Rows passed over by rule (image rows, translations), with the reason in plain words. */
  skipped: { line: number; rows: number; reason: string }[]
  /** Rows that could not be taken; each has an error finding with the same line. */
  rejected: RejectedRow[]
}

/** First bytes of a file, decoded for a look; what `check` and `init --from` recognise files by. */
export interface FileHead {
  /** 'json' when the first character that is no white space is { or [. */
  form: 'csv' | 'json'
  encoding: string
  delimiter: string
  /** The first row that looks like a header. */
  header: string[]
  /** Up to 64 KiB of text. */
  text: string
}

/** One kind of file of one shop system. */
export interface ShopFileKind {
  readonly kind: ShopFileKindName
  /** What the file holds, which decides its flow. */
  readonly holds: 'catalogue' | 'orders' | 'levels'
  /** Certain from the header (or the JSON's shape) alone; translated headers through `context.headers`. */
  recognise(head: FileHead, context: ShopContext): boolean
  /** Dialect and header line used to read it; null for JSON. Also how result.csv and rejected.csv are written. */
  dialect(head: FileHead, context: ShopContext): Dialect | null
  /** Throws FileRefused when the file cannot be taken at all. Never holds more than a batch, JSON files excepted. */
  read(path: string, context: ShopContext): AsyncIterable<ShopBatch>
}

/** A change of stock to be written for a shop's own import. */
export interface StockWrite {
  variantKey: string
  itemKey: string
  sku: string | null
  /** The shop's word for the location (Shopify location, Magento source); '' for a shop without locations. */
  location: string
  /** What may be sold there, thousandths; whole pieces are checked by the writer. */
  available: number
  /**
   * Where the shop counts it (`ShopVariant.stockManaged`); `own` when left out. With `parent` the number is that of the
   * whole pool, the same on each of its variants, and is written once, on the item; with `none` nothing is written.
   */
  managed?: 'own' | 'parent' | 'none'
  /** SKU of the item, needed with `parent`: a blank cell would take it away. */
  itemSku?: string | null
}

/** Result of writing a stock file in the shop's own import shape (R04). */
export interface StockFile {
  rows: number
  /** Keys (variantKey + location) really in the file. */
  written: { variantKey: string; location: string }[]
  findings: Finding[]
}

export interface WriteStockContext extends ShopContext {
  /** The last accepted inventory export (Shopify), whose committed and unavailable are added back; null when none. */
  inventoryExport: string | null
  /**
   * What Magento will subtract by itself for orders not shipped yet, in thousandths: it is added to what may be sold (R04).
   * Each open order line must count at exactly one source, always the same. Nothing is added when left out.
   */
  addBack?: (sku: string, location: string) => number
}

/** Writes a stock import file; one per shop system. */
export type WriteStock = (
  path: string,
  changes: AsyncIterable<StockWrite[]>,
  context: WriteStockContext,
) => Promise<StockFile>
