import type { InFormat } from '../config/format.ts'
import type { FulfilmentState, OrderLife, PaymentState, ShopOrder } from '../model/records.ts'
import type { OrderCells } from './generic-money.ts'
import type { ShopContext } from './webshop.ts'

export interface GenericState {
  payment: PaymentState
  fulfilment: FulfilmentState
  life: OrderLife
  holds: boolean
  onAccount: boolean
  blockers: ShopOrder['blockers']
}

interface StateWord {
  payment: PaymentState
  fulfilment: FulfilmentState
  life: OrderLife
  holds: boolean
}

function word(
  payment: PaymentState,
  holds: boolean,
  life: OrderLife = 'open',
  fulfilment: FulfilmentState = 'none',
): StateWord {
  return { payment, holds, life, fulfilment }
}

/** The words of `state`; a plug-in's own words are mapped to them under the column's `map`. */
export const GENERIC_STATES: Record<string, StateWord> = {
  pending: word('pending', true),
  authorised: word('authorised', true),
  'part-paid': word('part-paid', true),
  paid: word('paid', true),
  completed: word('paid', true, 'open', 'done'),
  refunded: word('refunded', false),
  failed: word('voided', false),
  cancelled: word('voided', false, 'cancelled'),
  draft: word('pending', false, 'draft'),
}

/** A shop system's own words, known without a map where the shop is of that kind. */
const OWN_STATES: Partial<Record<NonNullable<ShopContext['system']>, Record<string, StateWord>>> = {
  woocommerce: {
    // Stock is reduced at on-hold, processing and completed, not yet at pending.
    pending: word('pending', false),
    'on-hold': word('pending', true),
    processing: word('paid', true),
    completed: GENERIC_STATES.completed!,
    cancelled: GENERIC_STATES.cancelled!,
    refunded: GENERIC_STATES.refunded!,
    failed: GENERIC_STATES.failed!,
    'checkout-draft': GENERIC_STATES.draft!,
  },
  shopify: {
    pending: GENERIC_STATES.pending!,
    authorized: GENERIC_STATES.authorised!,
    partially_paid: GENERIC_STATES['part-paid']!,
    paid: GENERIC_STATES.paid!,
    partially_refunded: word('part-refunded', true),
    refunded: GENERIC_STATES.refunded!,
    voided: word('voided', false),
    expired: word('voided', true),
  },
}

/** Methods where the goods leave before the money comes: processing is not paid there. */
const ON_ACCOUNT = /^(?:cod|invoice)$|cash on delivery/i

/**
 * What the order's `state` and `paid` say. A word that nobody knows holds the order and its stock: it is no word for
 * "unpaid", so the order is due, and is rejected for its state where it should leave.
 */
export function genericState(order: OrderCells, context: ShopContext): GenericState {
  const text = order.text('state')
  const paid = order.value('paid')
  const found = text === '' ? GENERIC_STATES[paid === false ? 'pending' : 'paid'] : lookUp(text, context)
  if (!found) return { ...GENERIC_STATES.paid!, onAccount: false, blockers: [unknownState(text, context)] }
  const onAccount = paid !== true && isOwn(text, 'processing', context) && ON_ACCOUNT.test(order.text('payment'))
  const open = onAccount || (paid === false && isOwn(text, '', context) && found.payment === 'paid')
  const payment = open ? 'pending' : found.payment === 'pending' && paid === true ? 'paid' : found.payment
  return { ...found, payment, onAccount, blockers: payment === 'part-refunded' ? [PART_REFUNDED] : [] }
}

/** The blocker of an order in a state without a meaning. */
export function unknownState(
  state: string,
  context: ShopContext,
  known = knownWords(context),
): ShopOrder['blockers'][number] {
  return { code: 'TB7026', found: `state "${state}"`, expected: `${known.join(', ')}, or a word that is mapped to one` }
}

/** The map of state words, for files whose own states are read without columns. */
export function stateMap(context: ShopContext): Record<string, string> {
  const formats = context.formats as { orders?: InFormat } | undefined
  return formats?.orders?.columns.state?.map ?? {}
}

const PART_REFUNDED = {
  code: 'TB7023',
  found: 'a part was refunded',
  expected: 'which lines were refunded; the export does not say',
}

function lookUp(text: string, context: ShopContext): StateWord | undefined {
  const own = ownWords(context)
  const name = ownName(text)
  // Words that are mapped are ours.
  const isMapped = Object.values(stateMap(context)).includes(text)
  const ownWord = Object.hasOwn(own, name) ? own[name] : undefined
  const ours = Object.hasOwn(GENERIC_STATES, text) ? GENERIC_STATES[text] : undefined
  return isMapped ? (ours ?? ownWord) : (ownWord ?? ours)
}

function ownWords({ system }: ShopContext): Record<string, StateWord> {
  return (system && OWN_STATES[system]) ?? {}
}

/** "wc-On hold" as "on-hold"; Shopify's words have low lines. */
function ownName(text: string): string {
  const plain = text.trim().toLowerCase().replace(/^wc-/, '')
  return plain.includes('partially') ? plain.replace(/[ -]+/g, '_') : plain.replace(/[ _]+/g, '-')
}

function isOwn(text: string, name: string, context: ShopContext): boolean {
  const own = ownName(text)
  return Object.hasOwn(ownWords(context), own) && (name === '' || own === name)
}

function knownWords(context: ShopContext): string[] {
  return [...new Set([...Object.keys(GENERIC_STATES), ...Object.keys(ownWords(context))])]
}
