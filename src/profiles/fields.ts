import type { CatalogueRow, DocumentLine, OrderDocument } from '../model/documents.ts'
import type { Address } from '../model/records.ts'

/** How a field is written when the column does not say otherwise. */
export type FieldType = 'text' | 'quantity' | 'money' | 'price' | 'rate' | 'date' | 'number' | 'flag'
/** In which rows a field can stand: `order` and `file` in every row of an order file. */
export type FieldScope = 'order' | 'line' | 'payment' | 'file' | 'catalogue'

/** text and date (UTC ISO): string; quantity: thousandths; money: minor units; price: 1e-4; rate: thousandths of a percent. */
export type FieldValue = string | number | boolean | null

/** What a row of an order file is made of; `line` and `payment` are null where the row is about something else. */
export interface OrderRow {
  document: OrderDocument
  line: DocumentLine | null
  payment: OrderDocument['payments'][number] | null
  file: FileValues
}
export interface CatalogueRowValues {
  row: CatalogueRow
  file: FileValues
}
export interface FileValues {
  /** Rows of the file, header lines not counted. */
  rows: number
  seq: number | null
}

export interface Field {
  type: FieldType
  scope: FieldScope
  /** One sentence for the docs. */
  about: string
  /** Identifies something: never cut, whatever `overLength` says. */
  exact: boolean
}
interface ValueOf<Row> {
  value: (row: Row) => FieldValue
}
type OrderField = Field & ValueOf<OrderRow>
type CatalogueField = Field & ValueOf<CatalogueRowValues>

/** Payments a row can carry in the `lines` layout. */
export const PAYMENT_SLOTS = 4
/** Options of a matrix item that have columns of their own. */
const OPTION_SLOTS = 5

export const ORDER_FIELDS: Record<string, OrderField> = {
  'order.number': {
    ...ofOrder('text', 'Document number at the till, made by `orders.number`.', (d) => d.number),
    exact: true,
  },
  'order.shopNumber': { ...ofOrder('text', "The shop's own order number.", (d) => d.orderNumber), exact: true },
  'order.key': { ...ofOrder('text', "The shop's key of the order.", (d) => d.orderKey), exact: true },
  'order.date': ofOrder('date', 'When the customer ordered.', (d) => d.placedAt),
  'order.bookingDate': ofOrder('date', 'When the document was written; the booking date.', (d) => d.bookedAt),
  'order.kind': ofOrder('text', 'Kind of document: sale or stock.', (d) => d.kind),
  'order.revision': ofOrder('number', 'Revision of the order, from 1.', (d) => d.revision),
  'order.attempt': ofOrder('number', 'How often this revision was sent, from 1.', (d) => d.attempt),
  'order.currency': { ...ofOrder('text', 'Currency, ISO 4217.', (d) => d.currency), exact: true },
  'order.gross': ofOrder('money', 'Total with tax.', (d) => d.gross),
  'order.net': ofOrder('money', 'Total without tax.', (d) => d.net),
  'order.tax': ofOrder('money', 'Tax in the total.', (d) => d.tax),
  'order.note': ofOrder('text', "The customer's note.", (d) => d.note),
  'order.lineCount': ofOrder('number', 'Number of lines of the document.', (d) => d.lines.length),
  'customer.number': {
    ...ofOrder('text', "The shop's customer number; empty for guests.", (d) => d.customer.number),
    exact: true,
  },
  'customer.name': ofOrder('text', 'Name of the customer.', (d) => d.customer.name),
  'customer.company': ofOrder('text', 'Company of the customer.', (d) => d.customer.company),
  'customer.vatNumber': { ...ofOrder('text', 'VAT number of the customer.', (d) => d.customer.vatNumber), exact: true },
  'customer.email': { ...ofOrder('text', 'E-mail address, in lower case.', (d) => d.customer.email), exact: true },
  'customer.phone': {
    ...ofOrder('text', 'Phone number as +4520112233 where its country is known.', (d) => d.customer.phone),
    exact: true,
  },
  'customer.guest': ofOrder('flag', 'The customer bought without an account.', (d) => d.customer.guest),
  ...addressFields('billing', 'Invoice address'),
  ...addressFields('shipping', 'Delivery address'),
  'line.number': ofLine('number', 'Number of the line in the document, from 1.', (l) => l.number),
  'line.id': {
    ...about('text', 'line', 'Unique among all lines ever sent to this till: document number and line number.'),
    value: ({ document, line }) => (line ? `${document.number}-${line.number}` : null),
    exact: true,
  },
  'line.code': { ...ofLine('text', 'Reference code at the till.', (l) => l.code), exact: true },
  'line.sku': { ...ofLine('text', "The shop's SKU.", (l) => l.sku), exact: true },
  'line.name': ofLine('text', 'Name of the article as ordered.', (l) => l.name),
  'line.kind': ofLine(
    'text',
    'Kind: goods, service, gift-card, download, shipping, fee, deposit, discount, rounding.',
    (l) => l.kind,
  ),
  'line.quantity': ofLine('quantity', 'Quantity, less what was refunded before the export.', (l) => l.quantity),
  'line.unitPrice': ofLine(
    'price',
    'Price per piece, gross or net as `prices` says; derived from the line total.',
    (l) => l.unitPrice,
  ),
  'line.total': ofLine('money', 'Line total after discounts, gross or net as `prices` says.', (l) => l.total),
  'line.gross': ofLine('money', 'Line total with tax.', (l) => l.gross),
  'line.net': ofLine('money', 'Line total without tax.', (l) => l.net),
  'line.tax': ofLine('money', 'Tax in the line total.', (l) => l.tax),
  'line.discount': ofLine(
    'money',
    'Discount already taken off the line total, gross or net as `prices` says.',
    (l) => l.discount,
  ),
  'line.taxRate': ofLine('rate', 'Tax rate in percent.', (l) => l.taxRate),
  'line.taxCode': {
    ...ofLine('text', "The till's code of the tax rate (`orders.taxes`), or the rate itself.", (l) => l.taxCode),
    exact: true,
  },
  'line.requiresShipping': ofLine('flag', 'The line is something to be sent or handed out.', (l) => l.requiresShipping),
  'payment.tender': { ...ofPayment('text', 'Tender of the till (`orders.tenders`).', (p) => p.tender), exact: true },
  'payment.method': ofPayment('text', "The shop's payment method.", (p) => p.method),
  'payment.amount': ofPayment('money', 'Amount paid by this tender.', (p) => p.amount),
  'payment.reference': { ...ofPayment('text', 'Transaction number of the payment.', (p) => p.reference), exact: true },
  ...Object.assign({}, ...Array.from({ length: PAYMENT_SLOTS }, (_, slot) => paymentSlot(slot))),
  'file.rows': { ...about('number', 'file', 'Rows of the file, header lines not counted.'), value: (r) => r.file.rows },
  'file.seq': { ...about('number', 'file', 'The running number of the file.'), value: (r) => r.file.seq },
}

export const CATALOGUE_FIELDS: Record<string, CatalogueField> = {
  code: { ...ofRow('text', 'Reference code at the till.', (r) => r.code), exact: true },
  change: ofRow('text', 'new, changed, discontinued or same.', (r) => r.change),
  currency: { ...ofRow('text', 'Currency of the prices, ISO 4217.', (r) => r.currency), exact: true },
  'item.key': {
    ...ofRow('text', "The shop's key of the item; the same for all its variants.", (r) => r.item.key),
    exact: true,
  },
  'item.sku': { ...ofRow('text', 'SKU of the item.', (r) => r.item.sku), exact: true },
  'item.name': ofRow('text', 'Name of the item.', (r) => r.item.name),
  'item.category': ofRow('text', 'Category of the item.', (r) => r.item.category),
  'item.vendor': ofRow('text', 'Vendor or brand of the item.', (r) => r.item.vendor),
  'item.kind': ofRow('text', 'Kind of the item: goods, service, gift-card, download.', (r) => r.item.kind),
  'item.options': ofRow('text', 'Names of its options: "Colour, Size".', (r) => r.item.options.join(', ')),
  'variant.key': { ...ofRow('text', "The shop's key of the variant.", (r) => r.variant.key), exact: true },
  'variant.sku': { ...ofRow('text', 'SKU of the variant.', (r) => r.variant.sku), exact: true },
  'variant.barcode': { ...ofRow('text', 'Barcode of the variant.', (r) => r.variant.barcode), exact: true },
  'variant.name': ofRow('text', 'Name of the variant with its options.', (r) => r.variant.name),
  'variant.options': ofRow('text', 'Values of its options: "Red / M".', (r) =>
    r.variant.options.filter(Boolean).join(' / '),
  ),
  'variant.colour': ofRow('text', 'Value of the option that means colour.', (r) => r.variant.colour),
  'variant.size': ofRow('text', 'Value of the option that means size.', (r) => r.variant.size),
  'variant.kind': ofRow('text', 'Kind of the variant.', (r) => r.variant.kind),
  'variant.requiresShipping': ofRow(
    'flag',
    'The variant is something to be sent or handed out.',
    (r) => r.variant.requiresShipping,
  ),
  'variant.price': ofRow('money', 'Regular price, gross or net as `prices` says.', (r) => r.variant.price),
  'variant.salePrice': ofRow('money', 'Sale price; empty when there is none.', (r) => r.variant.salePrice),
  'variant.active': ofRow('flag', 'The variant is on sale.', (r) => r.variant.active),
  ...Object.assign({}, ...Array.from({ length: OPTION_SLOTS }, (_, slot) => optionSlot(slot))),
  'file.rows': { ...about('number', 'file', 'Rows of the file, header lines not counted.'), value: (r) => r.file.rows },
  'file.seq': { ...about('number', 'file', 'The running number of the file.'), value: (r) => r.file.seq },
}

/** Every field a column of a written file can have, by name; the docs are printed from it. */
export const FIELDS: Record<string, Field> = { ...ORDER_FIELDS, ...CATALOGUE_FIELDS }

/** Whether `name` can stand in a column of order files, of catalogue files, or of either when not said. */
export function isField(name: string, of?: 'orders' | 'catalogue'): boolean {
  if (of === 'orders') return Object.hasOwn(ORDER_FIELDS, name)
  return Object.hasOwn(of === 'catalogue' ? CATALOGUE_FIELDS : FIELDS, name)
}

function about(type: FieldType, scope: FieldScope, text: string): Field {
  return { type, scope, about: text, exact: false }
}

function ofOrder(type: FieldType, text: string, value: (document: OrderDocument) => FieldValue): OrderField {
  return { ...about(type, 'order', text), value: (row) => (carries(type, row) ? value(row.document) : null) }
}

function ofLine(type: FieldType, text: string, value: (line: DocumentLine) => FieldValue): OrderField {
  return { ...about(type, 'line', text), value: (row) => (row.line && carries(type, row) ? value(row.line) : null) }
}

/** A `stock` document carries no money: its amounts are blank, because 0.00 would be a price (R26). */
function carries(type: FieldType, { document }: OrderRow): boolean {
  return document.kind === 'sale' || (type !== 'money' && type !== 'price' && type !== 'rate')
}

type Payment = OrderDocument['payments'][number]

function ofPayment(type: FieldType, text: string, value: (payment: Payment) => FieldValue): OrderField {
  return { ...about(type, 'payment', text), value: (row) => (row.payment ? value(row.payment) : null) }
}

function ofRow(type: FieldType, text: string, value: (row: CatalogueRow) => FieldValue): CatalogueField {
  return { ...about(type, 'catalogue', text), value: ({ row }) => value(row) }
}

function addressFields(part: 'billing' | 'shipping', title: string): Record<string, OrderField> {
  const texts: Record<keyof Address, string> = {
    name: 'name',
    company: 'company',
    street1: 'street and number',
    street2: 'second street line',
    postcode: 'postcode',
    city: 'town',
    region: 'state or region',
    country: 'country, two letters (ISO 3166)',
    phone: 'phone number',
  }
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => {
      const field = ofOrder('text', `${title}: ${text}.`, (d) => d[part][key as keyof Address])
      return [`${part}.${key}`, { ...field, exact: key === 'postcode' || key === 'country' || key === 'phone' }]
    }),
  )
}

function paymentSlot(slot: number): Record<string, OrderField> {
  const field = (type: FieldType, text: string, value: (payment: Payment) => FieldValue): OrderField => ({
    ...about(type, 'order', `Payment ${slot + 1} of the order: ${text}.`),
    value: ({ document }) => (document.payments[slot] ? value(document.payments[slot]) : null),
  })
  return {
    [`payment${slot + 1}.tender`]: { ...field('text', 'tender of the till', (p) => p.tender), exact: true },
    [`payment${slot + 1}.method`]: field('text', "the shop's method", (p) => p.method),
    [`payment${slot + 1}.amount`]: field('money', 'amount', (p) => p.amount),
    [`payment${slot + 1}.reference`]: { ...field('text', 'transaction number', (p) => p.reference), exact: true },
  }
}

function optionSlot(slot: number): Record<string, CatalogueField> {
  return {
    [`item.option${slot + 1}`]: ofRow('text', `Name of option ${slot + 1}.`, (r) => r.item.options[slot] ?? ''),
    [`variant.option${slot + 1}`]: ofRow('text', `Value of option ${slot + 1}.`, (r) => r.variant.options[slot] ?? ''),
  }
}
