import type { Address, OrderLine, ShopOrder } from '../model/records.ts'

/**
 * What a till sees of an order, as one stable text: two texts are equal exactly when nothing changed that a document
 * would carry. Kept beside a sent document, it shows edits made after the export (R20). Left out on purpose: states,
 * times of change, the place in the source file, and the payments, because a card that is captured or an invoice that
 * is paid after the export is the normal course and no edit. Lines count in any order.
 */
export function orderFingerprint(order: ShopOrder): string {
  const lines = order.lines.map(lineSeen).sort((a, b) => (a[0]! < b[0]! ? -1 : a[0]! > b[0]! ? 1 : 0))
  return JSON.stringify([
    1,
    order.number,
    order.placedAt,
    order.currency,
    [order.customer.key, order.customer.email.trim().toLowerCase(), order.customer.phone, order.customer.vatNumber],
    addressSeen(order.billing),
    addressSeen(order.shipping),
    order.note,
    lines.map(([, seen]) => seen),
    order.total,
    order.totalTax,
    order.refunded,
  ])
}

/** The text to sort by and the values; refunds are part of it, so that one made later shows. */
function lineSeen(line: OrderLine): [string, unknown[]] {
  const seen = [
    line.key,
    line.kind,
    line.variantKey,
    line.sku,
    line.name,
    line.quantity - line.refundedQuantity,
    line.gross - line.refundedGross,
    line.tax - line.refundedTax,
    line.discount,
    line.taxRate,
    line.requiresShipping,
  ]
  return [JSON.stringify(seen), seen]
}

function addressSeen(a: Address): string[] {
  return [a.name, a.company, a.street1, a.street2, a.postcode, a.city, a.region, a.country, a.phone]
}
