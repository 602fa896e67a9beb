import type { OrderDocument } from '../model/documents.ts'
import type { Finding } from '../model/findings.ts'
import type { MinorUnits } from '../model/money.ts'
import type { OrderPayment, ShopOrder } from '../model/records.ts'
import { amountText, orderFinding } from './order-finding.ts'

export interface PaymentRules {
  /** The shop's method, or its title, to the till's tender. Closed: what is not here is not sent. */
  tenders: Record<string, string>
  /** Tender of what is not paid yet. */
  outstandingTender?: string | undefined
}

export type DocumentPayment = OrderDocument['payments'][number]

/** Money of one method; `open` is not paid yet, so a refund comes off it first. */
interface Part {
  payment: OrderPayment | null
  amount: MinorUnits
  open: boolean
}

/**
 * Who paid the document's gross total, by tender (R22): payments + outstanding = total, less refunds. Gift cards are
 * tenders like any other. Findings: TB7001 sums differ, TB7003 nobody can say who paid what, TB7005 unmapped.
 */
export function documentPayments(
  order: ShopOrder,
  rules: PaymentRules,
  gross: MinorUnits,
): { payments: DocumentPayment[]; findings: Finding[] } {
  const parts = paidParts(order, rules)
  if ('problem' in parts) return { payments: [], findings: [parts.problem] }
  const mapped = parts.map((part) => ({ part, tender: tenderOf(part, rules) }))
  const unmapped = mapped.filter(({ tender }) => tender === undefined)
  if (unmapped.length > 0) return { payments: [], findings: unmapped.map(({ part }) => noTender(order, part)) }
  const payments = mapped.map(({ part, tender }) => ({ ...part, tender: tender! }))
  const paid = payments.reduce((sum, p) => sum + p.amount, 0)
  const problem = refund(order, payments, paid - gross)
  if (problem) return { payments: [], findings: [problem] }
  return { payments: payments.filter((p) => p.amount !== 0).map(toPayment), findings: [] }
}

function toPayment({ payment, amount, tender }: Part & { tender: string }): DocumentPayment {
  return { tender, method: payment?.method ?? 'outstanding', amount, reference: payment?.reference ?? '' }
}

function paidParts(order: ShopOrder, rules: PaymentRules): Part[] | { problem: Finding } {
  const { payments, outstanding, total, refunded } = order
  const paid = payments.reduce((sum, p) => sum + p.amount, 0)
  const only = payments.length === 1 ? payments[0]! : null
  // One method, nothing owed and no amount given: it paid everything.
  if (only && only.amount === 0 && outstanding === 0 && total !== 0) {
    return [{ payment: only, amount: total, open: false }]
  }
  if (paid + outstanding !== total && paid + outstanding !== total - refunded)
    return { problem: sumDiffers(order, paid) }
  const parts: Part[] = payments.map((payment) => ({ payment, amount: payment.amount, open: false }))
  if (outstanding !== 0) {
    const payment = whoOwes(order, rules)
    if (payment !== null && 'problem' in payment) return payment
    parts.push({ payment, amount: outstanding, open: true })
  }
  return parts.filter((part) => part.amount !== 0)
}

function sumDiffers(order: ShopOrder, paid: MinorUnits): Finding {
  const found = `payments ${amountText(paid, order)} + outstanding ${amountText(order.outstanding, order)}`
  const amountMissing = order.payments.length > 1 && order.payments.some((p) => p.amount === 0)
  if (!amountMissing)
    return orderFinding(order, 'TB7001', { found, expected: `${amountText(order.total, order)} in all` })
  return splitUnknown(order, `${methods(order)}; ${found}`)
}

/**
 * The method outstanding money belongs to; null when it goes to the outstanding tender. An authorised card is not
 * captured yet, so its money counts as outstanding in the shop but is the card's.
 */
function whoOwes(order: ShopOrder, rules: PaymentRules): OrderPayment | null | { problem: Finding } {
  const withoutAmount = order.payments.filter((p) => p.amount === 0)
  const candidates = withoutAmount.length > 0 ? withoutAmount : order.payments
  if (order.payment === 'authorised' && candidates.length > 0) {
    if (candidates.length === 1) return candidates[0]!
    return { problem: splitUnknown(order, `${amountText(order.outstanding, order)} authorised by ${methods(order)}`) }
  }
  if (rules.outstandingTender !== undefined) return null
  const [only, ...more] = withoutAmount
  return only && more.length === 0 && lookUp(only, rules) !== undefined ? only : null
}

/** Takes what was refunded off again: from what is still owed first, then from what was paid. */
function refund(order: ShopOrder, payments: (Part & { tender: string })[], amount: MinorUnits): Finding | undefined {
  let left = amount
  for (const payment of payments.filter((p) => p.open)) left -= reduce(payment, left)
  if (left === 0) return undefined
  const paid = payments.filter((p) => !p.open && p.amount > 0)
  const everything = paid.reduce((sum, p) => sum + p.amount, 0) === left
  if (new Set(paid.map((p) => p.tender)).size > 1 && !everything) {
    return splitUnknown(order, `${amountText(left, order)} refunded, paid by ${methods(order)}`)
  }
  for (const payment of paid) left -= reduce(payment, left)
  if (left === 0) return undefined
  return orderFinding(order, 'TB7001', {
    found: `payments differ from the lines by ${amountText(left, order)} after refunds`,
    expected: 'payments + outstanding - refunds = lines',
  })
}

function reduce(payment: Part, wanted: MinorUnits): MinorUnits {
  const taken = Math.max(0, Math.min(payment.amount, wanted))
  payment.amount -= taken
  return taken
}

function tenderOf(part: Part, rules: PaymentRules): string | undefined {
  return part.payment === null ? rules.outstandingTender : lookUp(part.payment, rules)
}

function lookUp(payment: OrderPayment, rules: PaymentRules): string | undefined {
  for (const word of [payment.method, payment.title]) {
    if (Object.hasOwn(rules.tenders, word)) return rules.tenders[word]
  }
  return undefined
}

function noTender(order: ShopOrder, part: Part): Finding {
  if (part.payment === null) {
    return orderFinding(order, 'TB7005', {
      column: 'orders.outstandingTender',
      found: `${amountText(part.amount, order)} not paid yet`,
      expected: 'a tender for what is not paid yet',
      fix: 'Name it under `orders.outstandingTender`.',
    })
  }
  return orderFinding(order, 'TB7005', {
    column: 'orders.tenders',
    found: `payment method "${part.payment.method}"`,
    expected: 'a tender of the till',
  })
}

function splitUnknown(order: ShopOrder, found: string): Finding {
  return orderFinding(order, 'TB7003', { found, expected: 'an amount for every payment method' })
}

function methods(order: ShopOrder): string {
  return order.payments.map((p) => `"${p.method}" ${amountText(p.amount, order)}`).join(', ')
}
