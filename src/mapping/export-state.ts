import type { PaymentState, ShopOrder } from '../model/records.ts'

export type ExportState = 'due' | 'not-ready' | 'cancelled' | 'fraud-hold' | 'draft'

/** Money has come in; a refund made before the first export is netted in the document, not waited for. */
const PAID: readonly PaymentState[] = ['paid', 'part-refunded', 'refunded']

/**
 * Whether an order may leave now (R21), by its three axes. `paid`: only when the money is there. `paid-or-authorised`:
 * also when the card is authorised (cards are often captured at shipment only) or the customer buys on account.
 * A closed order is due like an open one: it was shipped before it could be exported, and the till must still know.
 */
export function exportState(order: ShopOrder, when: 'paid' | 'paid-or-authorised'): ExportState {
  if (order.life === 'draft') return 'draft'
  if (order.life === 'cancelled') return 'cancelled'
  if (!moneyIsGood(order, when)) return 'not-ready'
  return order.fraudHold ? 'fraud-hold' : 'due'
}

function moneyIsGood(order: ShopOrder, when: 'paid' | 'paid-or-authorised'): boolean {
  if (PAID.includes(order.payment)) return true
  if (order.payment === 'voided') return false
  if (order.total === 0) return true
  return when === 'paid-or-authorised' && (order.payment === 'authorised' || order.onAccount)
}
