import type { FulfilmentState, OrderLife, PaymentState } from '../model/records.ts'
import { zonedToUtc } from '../model/zoned-time.ts'

/**
 * Shopify protects text that a spreadsheet would turn into a number or a formula with an apostrophe: '5701234567899,
 * '8000, '+45 12 34 56 78. It is not part of the value.
 */
export function unprotect(cell: string): string {
  const text = cell.trim()
  return /^'[0-9+=@-]/.test(text) ? text.slice(1) : text
}

/** A SKU as the file has it; a lone dash is how the shop prints "none". */
export function skuOf(cell: string): string | null {
  const text = unprotect(cell)
  return text === '' || text === '-' ? null : text
}

/** A code that a spreadsheet turned into 5.7E+12: its digits are gone. */
export function isExponent(code: string): boolean {
  return /^\d+(?:[.,]\d+)?E\+\d+$/i.test(code)
}

/** true, false, or undefined when the cell is neither. */
export function flagOf(cell: string): boolean | undefined {
  const word = cell.trim().toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : undefined
}

const SHOPIFY_DATE = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?: ?(Z|UTC|[+-]\d{2}:?\d{2}))?$/

/** `2026-09-03 10:15:00 -0400` as UTC; without an offset the shop's zone counts. Null when it is no date of this form. */
export function momentOf(cell: string, timeZone: string): string | null {
  const match = SHOPIFY_DATE.exec(cell.trim())
  if (!match) return null
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const offset = match[7]
  const wall = zonedToUtc({ year, month, day, hour, minute, second }, offset === undefined ? timeZone : 'UTC')
  if (wall === null || offset === undefined || !/^[+-]/.test(offset)) return wall
  const digits = offset.replace(':', '')
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5))
  return new Date(Date.parse(wall) - (offset.startsWith('-') ? -minutes : minutes) * 60_000).toISOString()
}

/** The rate a tax carries in its name: "VAT 25%", "DE MwSt 19.0 %". Thousandths of a percent; null when it names none. */
export function rateInName(name: string): number | null {
  const match = /(\d{1,2})(?:[.,](\d{1,3}))?\s*%/.exec(name)
  return match ? Number(match[1]) * 1000 + Number((match[2] ?? '').padEnd(3, '0')) : null
}

interface PaymentWord {
  payment: PaymentState
  /** Shopify still counts the order's units as committed, or they left with it. */
  holds: boolean
}

/**
 * Shopify's words of `Financial Status`. Shopify commits stock when the order is placed, paid or not, and gives it back
 * when the order is cancelled; on hand falls at fulfilment. Until the till has booked it the quantity is held (R03):
 * only a cancelled, voided or wholly refunded order holds nothing. An expired authorisation leaves the order open.
 */
const PAYMENT_WORDS: Record<string, PaymentWord> = {
  pending: { payment: 'pending', holds: true },
  authorized: { payment: 'authorised', holds: true },
  partially_paid: { payment: 'part-paid', holds: true },
  paid: { payment: 'paid', holds: true },
  partially_refunded: { payment: 'part-refunded', holds: true },
  refunded: { payment: 'refunded', holds: false },
  voided: { payment: 'voided', holds: false },
  expired: { payment: 'voided', holds: true },
}

const FULFILMENT_WORDS: Record<string, FulfilmentState> = {
  '': 'none',
  unfulfilled: 'none',
  restocked: 'none',
  scheduled: 'none',
  on_hold: 'none',
  in_progress: 'none',
  open: 'none',
  pending_fulfillment: 'none',
  request_declined: 'none',
  partial: 'part',
  partially_fulfilled: 'part',
  fulfilled: 'done',
}

export interface OrderState {
  payment: PaymentState
  fulfilment: FulfilmentState
  life: OrderLife
  holdsStock: boolean
  /** Words the table does not know; the order then holds its stock and cannot leave. */
  unknown: { column: string; word: string; known: string }[]
}

/** The three axes of an order (R21) from Shopify's words; `life` stays open until it is cancelled. */
export function orderState(financial: string, fulfilment: string, cancelled: boolean): OrderState {
  const unknown: OrderState['unknown'] = []
  const payment = PAYMENT_WORDS[wordOf(financial)]
  if (!payment) {
    unknown.push({ column: 'Financial Status', word: financial, known: Object.keys(PAYMENT_WORDS).join(', ') })
  }
  const fulfilled = FULFILMENT_WORDS[wordOf(fulfilment)]
  if (!fulfilled) {
    const known = Object.keys(FULFILMENT_WORDS).filter((word) => word !== '')
    unknown.push({ column: 'Fulfillment Status', word: fulfilment, known: known.join(', ') })
  }
  return {
    payment: payment?.payment ?? 'pending',
    fulfilment: fulfilled ?? 'none',
    life: cancelled ? 'cancelled' : 'open',
    holdsStock: !cancelled && (payment?.holds ?? true),
    unknown,
  }
}

function wordOf(cell: string): string {
  return cell.trim().toLowerCase().replace(/[ -]+/g, '_')
}
