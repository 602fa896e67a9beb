import type { OrderLine, ShopOrder } from '../model/records.ts'
import { idOf, type JsonObject, metaOf, moneyOf, objectOf, objectsOf, quantityOf, textOf } from './json-values.ts'
import { lineKey } from './woocommerce-order-lines.ts'

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

/**
 * Takes refunds off the lines. The order itself only lists sums; `details` are refund objects of the same file. A refund
 * of everything needs none. What cannot be laid on lines to the cent is a blocker (TB7023), and no line is touched by it.
 */
export function applyRefunds(
  order: JsonObject,
  details: readonly JsonObject[],
  lines: readonly OrderLine[],
  total: number,
  currency: string,
): { refunded: number; blockers: ShopOrder['blockers'] } {
  const refunds = refundsOf(order, details)
  const amounts = refunds.map((refund) => amountOf(refund, currency))
  if (amounts.includes(undefined)) return { refunded: 0, blockers: [blocker('a refund without an amount')] }
  const refunded = amounts.reduce<number>((sum, amount) => sum + amount!, 0)
  if (refunded === 0) return { refunded, blockers: [] }
  if (refunded >= total) {
    for (const line of lines) refundWhole(line)
    return { refunded, blockers: refunded > total ? [blocker(`${refunded} of ${total} in minor units`)] : [] }
  }
  const blockers = refunds.flatMap((refund, index) => layOnLines(refund, amounts[index]!, lines, currency))
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
  currency: string,
): ShopOrder['blockers'] {
  const parts = partsOf(refund, lines, currency)
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
function partsOf(refund: JsonObject, lines: readonly OrderLine[], currency: string): Part[] | null {
  const parts: Part[] = []
  for (const [field, kind] of FIELDS) {
    for (const entry of objectsOf(refund[field])) {
      const id = idOf(metaOf(entry, '_refunded_item_id'))
      const line = id === null ? undefined : lines.find(({ key }) => key === lineKey(kind, id))
      const net = moneyOf(entry.total, currency)
      const tax = textOf(entry.total_tax) === '' ? 0 : moneyOf(entry.total_tax, currency)
      const quantity = kind === 'product' ? quantityOf(entry.quantity) : 0
      if (!line || net === undefined || tax === undefined || quantity === undefined) return null
      const whole = kind !== 'product' && -net - tax === line.gross
      parts.push({ line, quantity: whole ? line.quantity : Math.abs(quantity), gross: -net - tax, tax: positive(-tax) })
    }
  }
  return parts
}

/** -0 is 0. */
function positive(amount: number): number {
  return amount === 0 ? 0 : amount
}
