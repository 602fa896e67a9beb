import type { DocumentRules } from '../../src/mapping/order-document.ts'
import { taxInGross } from '../../src/model/money.ts'
import type { Address, OrderLine, OrderPayment, ShopOrder } from '../../src/model/records.ts'

export const NO_ADDRESS: Address = {
  name: '',
  company: '',
  street1: '',
  street2: '',
  postcode: '',
  city: '',
  region: '',
  country: '',
  phone: '',
}

/** A line of `gross` minor units with VAT of `taxRate` (25 % when not said) inside. */
export function aLine(gross: number, over: Partial<OrderLine> = {}): OrderLine {
  const rate = over.taxRate === undefined ? 25_000 : over.taxRate
  const tax = over.tax ?? (rate === null ? 0 : taxInGross(gross, rate))
  return {
    key: 'l1',
    kind: 'goods',
    variantKey: null,
    sku: 'A-1',
    name: 'Wooden car',
    quantity: 1000,
    refundedQuantity: 0,
    net: gross - tax,
    tax,
    gross,
    refundedGross: 0,
    refundedTax: 0,
    discount: 0,
    taxRate: rate,
    taxClass: null,
    requiresShipping: true,
    ...over,
  }
}

/** An amount that is no goods: shipping, fee, discount ... */
export function anAmount(kind: OrderLine['kind'], gross: number, over: Partial<OrderLine> = {}): OrderLine {
  return aLine(gross, { key: kind, kind, sku: null, name: kind, requiresShipping: false, ...over })
}

export function aPayment(amount: number, method = 'card'): OrderPayment {
  return { method, title: '', amount, reference: 'tx1' }
}

/** An order that adds up and is paid by card, unless said otherwise. */
export function anOrder(lines: OrderLine[], over: Partial<ShopOrder> = {}): ShopOrder {
  const sum = (pick: (line: OrderLine) => number) => lines.reduce((total, line) => total + pick(line), 0)
  const total = sum((line) => line.gross)
  return {
    key: '4711',
    number: '1001',
    placedAt: '2026-11-05T09:30:00.000Z',
    modifiedAt: null,
    cancelledAt: null,
    fulfilledAt: null,
    stateText: 'processing',
    payment: 'paid',
    fulfilment: 'none',
    life: 'open',
    holdsStock: true,
    fraudHold: false,
    onAccount: false,
    currency: 'DKK',
    customer: { key: 'c7', email: 'Kim@Example.com ', phone: '20 11 22 33', vatNumber: '', guest: false },
    billing: { ...NO_ADDRESS, name: 'Kim Sø', country: 'DK' },
    shipping: { ...NO_ADDRESS },
    note: '',
    lines,
    payments: total === 0 ? [] : [aPayment(total)],
    outstanding: 0,
    total,
    totalTax: sum((line) => line.tax),
    refunded: sum((line) => line.refundedGross),
    blockers: [],
    line: 12,
    rows: 1,
    ...over,
  }
}

export function theRules(over: Partial<DocumentRules> = {}): DocumentRules {
  return {
    kind: 'sale',
    prices: 'gross',
    currency: 'DKK',
    tenders: { card: 'CARD', giftcard: 'VOUCHER', cod: 'CASH', bank: 'CARD' },
    outstandingTender: 'LATER',
    taxes: {},
    kinds: {
      shipping: { code: 'SHIP' },
      fee: { code: 'FEE' },
      'gift-card': { code: 'GIFT' },
      rounding: { code: 'ROUND' },
    },
    decimals: 0,
    priceDecimals: 2,
    roundingMax: 1,
    numberPattern: '{number}',
    numberMaxLength: 40,
    shop: 'main',
    codeOf: (line) => ({ code: line.sku ?? `V${line.variantKey}` }),
    bookedAt: '2026-11-20T06:00:00.000Z',
    revision: 1,
    attempt: 1,
    country: 'DK',
    ...over,
  }
}
