import type { MinorUnits, RateE3 } from './money.ts'
import type { Thousandths } from './quantity.ts'

/** What a thing sold is. Only `goods` have stock. */
export type ItemKind =
  | 'goods'
  | 'service'
  | 'gift-card'
  | 'download'
  | 'bundle'
  | 'grouped'
  | 'external'
  | 'shipping'
  | 'fee'
  | 'deposit'
  | 'discount'
  | 'rounding'

/** One article as the webshop has it, with or without option axes. Variants point at it by `itemKey`. */
export interface ShopItem {
  /** The shop's stable key: product id (WooCommerce), handle (Shopify), parent SKU (Magento). */
  key: string
  sku: string | null
  name: string
  kind: ItemKind
  /** Option axes in the shop's order and spelling; empty for an item without a matrix. */
  options: { name: string; values: string[] }[]
  status: 'active' | 'draft' | 'archived'
  taxClass: string | null
  vendor: string | null
  category: string | null
  /** Line of the source file, as an editor counts. */
  line: number
  /** File rows this record alone accounts for (R50): 1 for a parent's own row, 0 when its first variant's row carries it. */
  rows: number
}

/** One sellable combination. An item without options has exactly one. */
export interface ShopVariant {
  key: string
  itemKey: string
  sku: string | null
  barcode: string | null
  /** Values in the order of the item's options; null means "any" (R42). */
  options: { name: string; value: string | null }[]
  kind: ItemKind
  requiresShipping: boolean
  /** Regular price in minor units of the shop's currency; null where the file has none. */
  price: MinorUnits | null
  salePrice: MinorUnits | null
  /** `own`: the variant's own number; `parent`: one pool at the item; `none`: the shop does not count it. */
  stockManaged: 'own' | 'parent' | 'none'
  stock: Thousandths | null
  line: number
  rows: number
}

/** What a shop's inventory file says of one variant at one of the shop's locations. */
export interface ShopLevel {
  variantKey: string
  location: string
  /** false: "not stocked", which is not 0. */
  stocked: boolean
  onHand: Thousandths | null
  committed: Thousandths | null
  unavailable: Thousandths | null
  available: Thousandths | null
  line: number
  rows: number
}

export interface Address {
  name: string
  company: string
  street1: string
  street2: string
  postcode: string
  city: string
  region: string
  /** ISO 3166 alpha-2 as far as the shop gives it. */
  country: string
  phone: string
}

export interface OrderLine {
  key: string
  kind: ItemKind
  /** Key of the variant in the shop, when the shop names it; resolved by SKU otherwise. */
  variantKey: string | null
  sku: string | null
  name: string
  /** What the customer ordered, and what was refunded or removed of it since. */
  quantity: Thousandths
  refundedQuantity: Thousandths
  /** Line totals after all discounts and before refunds, in minor units; they are the truth (R23). */
  net: MinorUnits
  tax: MinorUnits
  gross: MinorUnits
  /** Refunded part of `gross` and of `tax`. */
  refundedGross: MinorUnits
  refundedTax: MinorUnits
  /** Gross discount already taken off `gross`. */
  discount: MinorUnits
  taxRate: RateE3 | null
  /** The shop's tax class word ("", "reduced-rate"), for the tax map (R24). */
  taxClass: string | null
  requiresShipping: boolean
}

export interface OrderPayment {
  /** The shop's word for the method ("stripe", "Shopify Payments"). Tenders are mapped per partner. */
  method: string
  title: string
  amount: MinorUnits
  reference: string
}

export type PaymentState = 'pending' | 'authorised' | 'part-paid' | 'paid' | 'part-refunded' | 'refunded' | 'voided'
export type FulfilmentState = 'none' | 'part' | 'done'
export type OrderLife = 'open' | 'closed' | 'cancelled' | 'draft'

/** A webshop order on three axes (R21); shipping, fees and the like are lines of their own kind. */
export interface ShopOrder {
  key: string
  number: string
  /** UTC, ISO 8601. */
  placedAt: string
  modifiedAt: string | null
  cancelledAt: string | null
  fulfilledAt: string | null
  /** The shop's own state words, for messages. */
  stateText: string
  payment: PaymentState
  fulfilment: FulfilmentState
  life: OrderLife
  /** The shop has taken the stock (R03). */
  holdsStock: boolean
  fraudHold: boolean
  onAccount: boolean
  currency: string
  customer: { key: string | null; email: string; phone: string; vatNumber: string; guest: boolean }
  billing: Address
  shipping: Address
  note: string
  lines: OrderLine[]
  payments: OrderPayment[]
  outstanding: MinorUnits
  total: MinorUnits
  totalTax: MinorUnits
  refunded: MinorUnits
  /** Reasons why this order cannot leave as it stands, as finding codes with a sentence. */
  blockers: { code: string; found: string; expected: string }[]
  line: number
  rows: number
}

/** One row of a partner's stock file, decoded. Shape of a row with one column per location: several records, one line. */
export interface StockRecord {
  code: string
  /** Our location: the partner's word through its `locations`, `main` when the file has none. */
  location: string
  quantity: Thousandths
  /** The barcode column, when the profile has one. */
  barcode: string | null
  /** Row-level as-of (UTC ISO), only for layouts that have one. */
  asOf: string | null
  /** Order number, only where a row names one (booking proof, R11). */
  order: string | null
  line: number
}

/** One row of a partner's own item list. */
export interface PartnerItem {
  code: string
  item: string | null
  name: string | null
  barcode: string | null
  colour: string | null
  size: string | null
  price: MinorUnits | null
  line: number
}
