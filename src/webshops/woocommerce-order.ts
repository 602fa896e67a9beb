import { formatMoney } from '../model/money.ts'
import type { Address, OrderLine, OrderPayment, PaymentState, ShopOrder } from '../model/records.ts'
import { zonedToUtc } from '../model/zoned-time.ts'
import { stateMap, unknownState } from './generic-state.ts'
import { decodeEntities } from './html-entities.ts'
import { isObject, type JsonElement } from './json-page.ts'
import { idOf, type JsonObject, metaOf, moneyOf, objectOf, objectsOf, textOf } from './json-values.ts'
import { checkRow, type RowCheck } from './shop-batch.ts'
import type { ShopContext } from './webshop.ts'
import { type LineInput, linesOf, readMoney } from './woocommerce-order-lines.ts'
import { WOO_STATES, type WooOrderState, wooOrderState } from './woocommerce-order-state.ts'
import { taxRatesOf } from './woocommerce-order-taxes.ts'
import { applyRefunds } from './woocommerce-refunds.ts'

/** Decodes one order; null when it has a fault. Totals are taken as they are: whether they add up is asked later (R23). */
export function readWooOrder(
  element: JsonElement,
  refunds: readonly JsonObject[],
  context: ShopContext,
): { check: RowCheck; order: ShopOrder | null } {
  const check = checkRow(element.line)
  const value = objectOf(element.value)
  const currency = currencyOf(value, check, element.path)
  const input: LineInput = {
    order: value,
    currency,
    check,
    path: element.path,
    rates: context.rates,
    rateOfSku: context.rateOfSku,
  }
  const key = required(input, 'id', idOf(value.id), 'the number of the order')
  const lines = linesOf(input)
  const shopTotal = readMoney(input, value, element.path, 'total', null)
  const state = wooOrderState(value, shopTotal === 0, stateMap(context))
  required(input, 'status', state.text || null, WOO_STATES.join(', '))
  const placedAt = required(input, 'date_created_gmt', momentOf(value, 'date_created', context), 'a date')
  const totalTax = readMoney(input, value, element.path, 'total_tax', sumTax(lines))
  if (check.failed) return { check, order: null }
  const cards = giftCardsOf(value, lines, shopTotal, currency)
  const total = shopTotal + cards.amount
  const rates = taxRatesOf(value, context.rates, currency)
  const refund = applyRefunds(
    { value, lines, total, money: shopTotal, rates, wholly: state.life === 'closed' },
    refunds,
  )
  const payment = refundedState(state.payment, refund.refunded, total)
  const order: ShopOrder = {
    key,
    number: textOf(value.number) || key,
    placedAt,
    modifiedAt: momentOf(value, 'date_modified', context),
    cancelledAt: state.life === 'cancelled' ? momentOf(value, 'date_modified', context) : null,
    fulfilledAt: momentOf(value, 'date_completed', context),
    stateText: state.text,
    payment,
    fulfilment: state.fulfilment,
    life: state.life,
    holdsStock: state.holdsStock,
    fraudHold: false,
    onAccount: state.onAccount,
    currency,
    customer: customerOf(value),
    billing: addressOf(objectOf(value.billing), context.country),
    shipping: addressOf(objectOf(value.shipping), ''),
    note: textOf(value.customer_note),
    lines,
    ...paymentsOf(value, state, shopTotal, cards.payments),
    total,
    totalTax,
    refunded: refund.refunded,
    blockers: [...blockersOf(value, state, lines, currency, context), ...cards.blockers, ...refund.blockers],
    line: element.line,
    rows: 1,
  }
  return { check, order }
}

function required(input: LineInput, field: string, value: string | null, expected: string): string {
  if (value === null) {
    const found = textOf(input.order[field]) || 'none'
    input.check.fault('TB7022', { column: `${input.path}.${field}`, found, expected })
  }
  return value ?? ''
}

function currencyOf(value: JsonObject, check: RowCheck, path: string): string {
  const currency = textOf(value.currency)
  if (/^[A-Z]{3}$/.test(currency)) return currency
  check.fault('TB7022', { column: `${path}.currency`, found: currency || 'none', expected: 'a currency such as EUR' })
  return 'EUR'
}

const LOCAL_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?Z?$/

/** `..._gmt` is UTC without saying so; the other one is the shop's clock, used where an old release lacks the first. */
function momentOf(value: JsonObject, field: string, { timeZone }: ShopContext): string | null {
  const utc = textOf(value[`${field}_gmt`])
  const match = LOCAL_TIME.exec(utc || textOf(value[field]))
  if (!match) return null
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number)
  const parts = { year: year!, month: month!, day: day!, hour: hour!, minute: minute!, second: second! }
  return zonedToUtc(parts, utc === '' ? timeZone : 'UTC')
}

function sumTax(lines: readonly OrderLine[]): number {
  return lines.reduce((sum, line) => sum + line.tax, 0)
}

function refundedState(payment: PaymentState, refunded: number, total: number): PaymentState {
  if (refunded === 0 || payment === 'voided' || payment === 'pending') return payment
  return refunded >= total ? 'refunded' : 'part-refunded'
}

/** One method pays the whole total; the shop has no split payments but gift cards. */
function paymentsOf(
  value: JsonObject,
  { payment }: WooOrderState,
  amount: number,
  cards: OrderPayment[],
): Pick<ShopOrder, 'payments' | 'outstanding'> {
  if (payment !== 'paid' && payment !== 'authorised') return { payments: cards, outstanding: amount }
  const method = textOf(value.payment_method)
  const title = decodeEntities(textOf(value.payment_method_title))
  const own = { method, title, amount, reference: textOf(value.transaction_id) }
  return { payments: amount === 0 ? cards : [own, ...cards], outstanding: 0 }
}

interface GiftCards {
  amount: number
  payments: OrderPayment[]
  blockers: ShopOrder['blockers']
}

/**
 * Gift cards and store credit the order was paid with, by the plug-ins that list amounts. They are tenders, and the shop
 * has taken them off its total (R22): where lines - cards = total they are put back; anything else is nobody's guess.
 */
function giftCardsOf(value: JsonObject, lines: readonly OrderLine[], total: number, currency: string): GiftCards {
  const payments = listedCards(value, currency)
  if (payments.length === 0) return { amount: 0, payments, blockers: [] }
  const amount = payments.reduce((sum, card) => sum + card.amount, 0)
  const sum = lines.reduce((all, line) => all + line.gross, 0)
  // A shop that rounds VAT per receipt is some hundredths beside its lines; a card of hundredths could be just that.
  const off = Math.abs(sum - amount - total)
  const rounding = lines.filter((line) => line.gross !== 0).length
  if (off === 0 || (off <= rounding && amount > 2 * rounding)) return { amount, payments, blockers: [] }
  const words = payments.map((card) => `${card.title.toLowerCase()} ${card.reference}`)
  const found = `${words.join(', ')}; lines ${formatMoney(sum, currency)}`
  const expected = `lines less gift cards and store credit of ${formatMoney(total, currency)}`
  return { amount: 0, payments: [], blockers: [{ code: 'TB7003', found, expected }] }
}

/** Types of coupons that are money of the customer's: Smart Coupons' and others' store credit. */
const CREDIT_COUPONS = new Set(['smart_coupon', 'store_credit', 'gift_card', 'giftcard'])

function listedCards(value: JsonObject, currency: string): OrderPayment[] {
  const card = (code: string, amount: unknown): OrderPayment => ({
    method: 'gift-card',
    title: 'Gift card',
    amount: moneyOf(amount, currency) ?? Number.NaN,
    reference: code,
  })
  const listed = objectsOf(value.gift_cards).map(({ code, amount }) => card(textOf(code), amount))
  const noted = metaOf(value, '_ywgc_applied_gift_cards')
  const more = isObject(noted) ? Object.entries(noted).map(([code, amount]) => card(code, amount)) : []
  const credits = objectsOf(value.coupon_lines).filter((coupon) => CREDIT_COUPONS.has(couponType(coupon)))
  return [...listed, ...more, ...credits.map((coupon) => credit(coupon, currency))]
}

function credit(coupon: JsonObject, currency: string): OrderPayment {
  const tax = textOf(coupon.discount_tax) === '' ? 0 : (moneyOf(coupon.discount_tax, currency) ?? Number.NaN)
  const amount = (moneyOf(coupon.discount, currency) ?? Number.NaN) + tax
  return { method: 'store-credit', title: 'Store credit', amount, reference: textOf(coupon.code) }
}

/** The type stands on the coupon's line, in older releases in a note of it. */
function couponType(coupon: JsonObject): string {
  return textOf(coupon.discount_type) || textOf(objectOf(metaOf(coupon, 'coupon_data')).discount_type)
}

function blockersOf(
  value: JsonObject,
  state: WooOrderState,
  lines: readonly OrderLine[],
  currency: string,
  context: ShopContext,
): ShopOrder['blockers'] {
  const blockers: ShopOrder['blockers'] = []
  if (!state.known) blockers.push(unknownState(state.text, context, WOO_STATES))
  if (lines.length === 0)
    blockers.push({ code: 'TB7022', found: 'an order without lines', expected: 'at least one line' })
  blockers.push(...depositsOf(value))
  for (const line of lines) {
    if (line.kind === 'bundle') blockers.push({ code: 'TB7009', found: line.name, expected: 'no bundles' })
    if (line.kind === 'fee' && line.gross < 0) {
      // A gift card is a tender and a rebate is a discount: the tax differs, and the fee does not say which it is.
      const found = `fee "${line.name}" of ${formatMoney(line.gross, currency)}`
      blockers.push({ code: 'TB7003', found, expected: 'a coupon for a discount, a payment for a gift card' })
    }
  }
  return blockers
}

/** A line that costs its deposit only, or one of the order that brings the rest: sent, its goods would be sold twice. */
function depositsOf(value: JsonObject): ShopOrder['blockers'] {
  const expected = 'lines that are paid as a whole'
  return objectsOf(value.line_items).flatMap((line) => {
    const name = decodeEntities(textOf(line.name))
    const rest = idOf(metaOf(line, '_original_order_id'))
    if (rest !== null) return [{ code: 'TB7025', found: `"${name}" is the rest of order ${rest}`, expected }]
    const isDeposit = /^(?:yes|1|true)$/.test(String(metaOf(line, '_is_deposit')))
    return isDeposit ? [{ code: 'TB7025', found: `"${name}" is a deposit`, expected }] : []
  })
}

/** Where plug-ins keep the VAT number: on the order, or among the billing fields. */
const VAT_KEYS = [
  'vat_id',
  'vat_number',
  'billing_vat',
  'billing_vat_id',
  'billing_vat_number',
  'billing_eu_vat_number',
  'eu_vat_number',
  'vat',
  'billing_cvr',
]

function customerOf(value: JsonObject): ShopOrder['customer'] {
  const billing = objectOf(value.billing)
  const key = idOf(value.customer_id)
  const noted = VAT_KEYS.flatMap((name) => [metaOf(value, name), metaOf(value, `_${name}`), billing[name]])
  return {
    key,
    email: textOf(billing.email).trim(),
    phone: textOf(billing.phone).trim(),
    vatNumber: noted.map((text) => textOf(text).trim()).find((text) => text !== '') ?? '',
    guest: key === null,
  }
}

function addressOf(value: JsonObject, country: string): Address {
  const text = (field: string) => decodeEntities(textOf(value[field]).trim())
  return {
    name: `${text('first_name')} ${text('last_name')}`.trim(),
    company: text('company'),
    street1: text('address_1'),
    street2: text('address_2'),
    postcode: text('postcode'),
    city: text('city'),
    region: text('state'),
    country: text('country') || country,
    phone: text('phone'),
  }
}
