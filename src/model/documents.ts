import type { MinorUnits, PriceE4, RateE3 } from './money.ts'
import type { Thousandths } from './quantity.ts'
import type { Address, ItemKind } from './records.ts'

/** A line as it leaves for a till. Amounts are gross or net as the partner's `prices` says. */
export interface DocumentLine {
  /** 1, 2, 3 ... within the document. */
  number: number
  kind: ItemKind
  /** Reference code at the partner; of its kind for lines without an own code. */
  code: string
  sku: string
  name: string
  /** After refunds made before the first export. */
  quantity: Thousandths
  /** Derived from the line total; zero on `stock` documents, like every amount. */
  unitPrice: PriceE4
  /** Line total after discounts, gross or net. Truth (R23). */
  total: MinorUnits
  gross: MinorUnits
  net: MinorUnits
  tax: MinorUnits
  /** Discount contained in `total`, same basis. */
  discount: MinorUnits
  taxRate: RateE3
  /** The partner's code of the tax rate, or the rate as text. */
  taxCode: string
  requiresShipping: boolean
}

/** One order for one partner (R20). */
export interface OrderDocument {
  /** The shop's order. */
  orderKey: string
  orderNumber: string
  /** Document number at the till (R29). */
  number: string
  kind: 'sale' | 'stock'
  revision: number
  attempt: number
  /** UTC ISO. */
  placedAt: string
  /** When the document is written; the booking date. UTC ISO. */
  bookedAt: string
  currency: string
  customer: {
    number: string
    name: string
    company: string
    vatNumber: string
    email: string
    phone: string
    guest: boolean
  }
  billing: Address
  shipping: Address
  note: string
  lines: DocumentLine[]
  /** Tender of the till and amount; sum = gross total. Empty on `stock` documents. */
  payments: { tender: string; method: string; amount: MinorUnits; reference: string }[]
  gross: MinorUnits
  net: MinorUnits
  tax: MinorUnits
}

/** One variant as it leaves for a till. */
export interface CatalogueRow {
  code: string
  /** new | changed | discontinued | same */
  change: 'new' | 'changed' | 'discontinued' | 'same'
  item: { key: string; sku: string; name: string; category: string; vendor: string; kind: ItemKind; options: string[] }
  variant: {
    key: string
    sku: string
    barcode: string
    name: string
    /** Values in the order of the item's options; '' for any. */
    options: string[]
    /** Value of the option that means colour / size, by the shop's option name; '' when it has none. */
    colour: string
    size: string
    kind: ItemKind
    requiresShipping: boolean
    price: MinorUnits | null
    salePrice: MinorUnits | null
    active: boolean
  }
  currency: string
}
