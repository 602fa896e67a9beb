import type { OrderLine, ShopOrder } from '../model/records.ts'
import { idOf, type JsonObject, metaOf, moneyOf, objectOf, objectsOf, quantityOf, textOf } from './json-values.ts'
import { lineKey } from './woocommerce-order-lines.ts'
import { type TaxRates, taxParts } from './woocommerce-order-taxes.ts'

/** Whether an object is a refund, as `/orders/<id>/refunds` lists them. */
export function isRefund(value: JsonObject): boolean {
  return (
    textOf(value.type) === 'shop_order_refund' ||
    ('amount' in value && ('refunded_by' in value || 'refunded_payment' in value))
  )
}

/** The order a refund belongs to. */
export function orderOfRefund(refund: JsonObject): string | null {
  const href = textOf(objectsOf(objectOf(refund._links).up)[0]?.href)
  return idOf(refund.parent_id) ?? /\/orders\/(\d+)(?:\/|$)/.exec(href)?.[1] ?? null
}

/** What refunds are laid on. */
export interface RefundedOrder {
  value: JsonObject
  lines: readonly OrderLine[]
  total: number
  /** What of the total was paid with money; the rest came from gift cards, which the shop fills up again by itself. */
  money: number
  rates: TaxRates
  /** The shop says that all of it was refunded; old pages do not list how. */
  wholly: boolean
}

/**
 * Takes refunds off the lines. The order itself only lists sums; `details` are refund objects of the same file. A refund
 * of everything needs none. What cannot be laid on lines to the cent is a blocker (TB7023), and no line is touched by it.
 */
export function applyRefunds(
  order: RefundedOrder,
  details: readonly JsonObject[],
): { refunded: number; blockers: ShopOrder['blockers'] } {
  const { value, lines, total, money, rates, wholly } = order
  const refunds = refundsOf(value, details)
  const amounts = refunds.map((refund) => amountOf(refund, rates.currency))
  if (amounts.includes(undefined)) return { refunded: 0, blockers: [blocker('a refund without an amount')] }
  const listed = amounts.reduce<number>((sum, amount) => sum + amount!, 0)
  const refunded = wholly && (listed === 0 || listed === money) ? total : listed
  if (refunded === 0) return { refunded, blockers: [] }
  if (refunded >= total) {
    for (const line of lines) refundWhole(line)
    return { refunded, blockers: refunded > total ? [blocker(`${refunded} of ${total} in minor units`)] : [] }
  }
  const blockers = refunds.flatMap((refund, index) => layOnLines(refund, amounts[index]!, lines, rates))
  if (wholly) blockers.push(blocker('an order that is refunded, with refunds of a part of it'))
  return { refunded, blockers }
}

function blocker(found: string) {
  return { code: 'TB7023', found, expected: 'refunds that name their lines' }
}

/** Each refund once: its object where the file has one, else the sum in the order. */
function refundsOf(order: JsonObject, details: readonly JsonObject[]): JsonObject[] {
  const byId = new Map<string, JsonObject>()
  for (const refund of [...objectsOf(order.refunds), ...details]) byId.set(textOf(refund.id), refund)
  return [...byId.values()]
}

/** The object has a positive `amount`, the sum in the order a negative `total`. */
function amountOf(refund: JsonObject, currency: string): number | undefined {
  const amount = moneyOf(refund.amount ?? refund.total, currency)
  return amount === undefined ? undefined : Math.abs(amount)
}

function refundWhole(line: OrderLine): void {
  line.refundedQuantity = line.quantity
  line.refundedGross = line.gross
  line.refundedTax = line.tax
}

interface Part {
  line: OrderLine
  quantity: number
  gross: number
  tax: number
}

function layOnLines(
  refund: JsonObject,
  amount: number,
  lines: readonly OrderLine[],
  rates: TaxRates,
): ShopOrder['blockers'] {
  const parts = partsOf(refund, lines, rates)
  const name = `refund ${textOf(refund.id)}`
  if (parts === null) return [blocker(`${name} of lines that the order does not have`)]
  if (parts.reduce((sum, part) => sum + part.gross, 0) !== amount) {
    return [blocker(`${name} of ${textOf(refund.amount ?? refund.total)} without its lines`)]
  }
  if (!parts.every(fits)) return [blocker(`${name} of more than its lines had`)]
  for (const { line, quantity, gross, tax } of parts) {
    line.refundedQuantity += quantity
    line.refundedGross += gross
    line.refundedTax += tax
  }
  return []
}

function fits({ line, quantity, gross }: Part): boolean {
  return (
    line.refundedQuantity + quantity <= line.quantity && Math.abs(line.refundedGross + gross) <= Math.abs(line.gross)
  )
}

const FIELDS = [
  ['line_items', 'product'],
  ['shipping_lines', 'shipping'],
  ['fee_lines', 'fee'],
] as const

/** What a refund takes off which line; null when one names no line of the order. */
function partsOf(refund: JsonObject, lines: readonly OrderLine[], rates: TaxRates): Part[] | null {
  const parts: Part[] = []
  for (const [field, kind] of FIELDS) {
    for (const entry of objectsOf(refund[field])) {
      const taken = kind === 'product' ? goodsPart(entry, lines, rates) : costParts(entry, kind, lines, rates)
      if (taken === null) return null
      parts.push(...taken)
    }
  }
  return parts
}

/** What an entry of a refund takes off; its own amounts are negative, or positive where a discount is given back. */
function takenOff(entry: JsonObject, { currency }: TaxRates): { net: number; tax: number } | null {
  const net = moneyOf(entry.total, currency)
  const tax = textOf(entry.total_tax) === '' ? 0 : moneyOf(entry.total_tax, currency)
  return net === undefined || tax === undefined ? null : { net, tax }
}

function goodsPart(entry: JsonObject, lines: readonly OrderLine[], rates: TaxRates): Part[] | null {
  const id = idOf(metaOf(entry, '_refunded_item_id'))
  const line = lines.find(({ key }) => id !== null && key === lineKey('product', id))
  const taken = takenOff(entry, rates)
  const quantity = quantityOf(entry.quantity)
  if (!line || !taken || quantity === undefined) return null
  return [{ line, quantity: Math.abs(quantity), gross: -taken.net - taken.tax, tax: positive(-taken.tax) }]
}

/** Shipping and fees that stand on several lines, one for each rate, are refunded by rate as well. */
function costParts(
  entry: JsonObject,
  kind: 'shipping' | 'fee',
  lines: readonly OrderLine[],
  rates: TaxRates,
): Part[] | null {
  const id = idOf(metaOf(entry, '_refunded_item_id'))
  const taken = takenOff(entry, rates)
  if (id === null || !taken) return null
  const key = lineKey(kind, id)
  const own = lines.filter((line) => line.key === key || line.key.startsWith(lineKey(kind, id, '')))
  const gross = own.reduce((sum, line) => sum + line.gross, 0)
  if (own.length > 0 && -taken.net - taken.tax === gross) {
    return own.map((line) => ({ line, quantity: line.quantity, gross: line.gross, tax: line.tax }))
  }
  const shares = own.length > 1 ? taxParts(entry, taken.net, taken.tax, rates, true) : [{ ...taken, rateId: null }]
  const parts = shares.map(({ net, tax, rateId }) => {
    const line = own.find((candidate) => candidate.key === lineKey(kind, id, rateId))
    return line ? { line, quantity: 0, gross: -net - tax, tax: positive(-tax) } : null
  })
  return parts.includes(null) ? null : (parts as Part[])
}

/** -0 is 0. */
function positive(amount: number): number {
  return amount === 0 ? 0 : amount
}
