import type { FulfilmentState, OrderLife, PaymentState } from '../model/records.ts'
import { type JsonObject, metaOf, objectsOf, quantityOf, textOf } from './json-values.ts'

/** An order on three axes (R21), and what it holds (R03). Refunds are not looked at. */
export interface WooOrderState {
  /** The shop's own word. */
  text: string
  payment: PaymentState
  fulfilment: FulfilmentState
  life: OrderLife
  holdsStock: boolean
  onAccount: boolean
  known: boolean
}

interface StateWord {
  life: OrderLife
  /** WooCommerce reduces stock at on-hold, processing and completed, and gives it back at cancelled and pending. */
  holdsStock: boolean
  /** A date of payment counts as paid. */
  mayBePaid: boolean
  fulfilment?: FulfilmentState
  /** Money that never came, when no payment is noted. */
  voided?: boolean
}

const DRAFT: StateWord = { life: 'draft', holdsStock: false, mayBePaid: false }

const STATES: Record<string, StateWord> = {
  pending: { life: 'open', holdsStock: false, mayBePaid: false },
  'on-hold': { life: 'open', holdsStock: true, mayBePaid: true },
  processing: { life: 'open', holdsStock: true, mayBePaid: true },
  // Shipped orders stay open here: a till that has not got one yet must still get it.
  completed: { life: 'open', holdsStock: true, mayBePaid: true, fulfilment: 'done' },
  refunded: { life: 'closed', holdsStock: false, mayBePaid: true },
  cancelled: { life: 'cancelled', holdsStock: false, mayBePaid: true, voided: true },
  failed: { life: 'open', holdsStock: false, mayBePaid: false },
  'checkout-draft': DRAFT,
  'auto-draft': DRAFT,
  draft: DRAFT,
  trash: DRAFT,
}

/** A state of a plug-in: its goods stay hidden, and the order does not leave. */
const UNKNOWN: StateWord = { life: 'open', holdsStock: true, mayBePaid: true }

export const WOO_STATES = ['pending', 'on-hold', 'processing', 'completed', 'cancelled', 'refunded', 'failed']

/** Methods where the goods leave before the money comes. */
const ON_ACCOUNT = new Set(['cod', 'invoice'])

/**
 * `free`: nothing is to be paid, so an order that goes on is paid. `map`: states of plug-ins to the shop's own, or to `paid`.
 * An unknown state is none for "unpaid": the order counts as paid, so that it is rejected for its state, not passed over.
 */
export function wooOrderState(order: JsonObject, free: boolean, map: Record<string, string> = {}): WooOrderState {
  const text = textOf(order.status).trim()
  const own = text.replace(/^wc-/, '')
  const mapped = map[text] ?? map[own] ?? own
  const name = mapped === 'paid' ? 'processing' : mapped.replace(/^wc-/, '')
  const word = Object.hasOwn(STATES, name) ? STATES[name]! : UNKNOWN
  const goesOn = word.life === 'open' && word.mayBePaid
  const asPaid = word === UNKNOWN || mapped === 'paid'
  const paid = word.mayBePaid && (asPaid || isPaid(order) || (free && goesOn))
  return {
    text,
    payment: paid ? 'paid' : word.voided ? 'voided' : goesOn && isAuthorised(order) ? 'authorised' : 'pending',
    fulfilment: word.fulfilment ?? 'none',
    life: word.life,
    // A failed order that was on hold before keeps what it took: the shop gives nothing back at failed.
    holdsStock: word.holdsStock || (name === 'failed' && hasReduced(order)),
    onAccount: goesOn && !paid && ON_ACCOUNT.has(textOf(order.payment_method)) && name !== 'on-hold',
    known: word !== UNKNOWN,
  }
}

function isPaid(order: JsonObject): boolean {
  return textOf(order.date_paid_gmt) !== '' || textOf(order.date_paid) !== '' || order.set_paid === true
}

/** Cards that are charged at shipment: Stripe's and WooPayments' notes of it. */
function isAuthorised(order: JsonObject): boolean {
  return (
    textOf(metaOf(order, '_stripe_charge_captured')) === 'no' ||
    textOf(metaOf(order, '_intention_status')) === 'requires_capture'
  )
}

function hasReduced(order: JsonObject): boolean {
  return objectsOf(order.line_items).some((line) => (quantityOf(metaOf(line, '_reduced_stock')) ?? 0) > 0)
}
