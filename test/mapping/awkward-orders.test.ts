import { describe, expect, test } from 'vitest'
import { type DocumentRules, toDocument } from '../../src/mapping/order-document.ts'
import { finding } from '../../src/model/findings.ts'
import type { ShopOrder } from '../../src/model/records.ts'
import { aLine, anAmount, anOrder, aPayment, theRules } from './an-order.ts'

type Awkward = [title: string, order: ShopOrder, rules: Partial<DocumentRules>, expected: Expected]
/** Lines as "code quantity gross@rate", payments as "tender amount"; minor units and thousandths. */
type Expected = { lines: string[]; paid?: string[]; tax?: number; notices?: string[] } | { codes: string[] }

const third = aLine(100, { quantity: 3000, sku: 'T' })
const refundOf = (gross: number, tax: number, quantity: number) => ({
  refundedGross: gross,
  refundedTax: tax,
  refundedQuantity: quantity,
})

const AWKWARD: Awkward[] = [
  ['plain', anOrder([aLine(10_000)]), {}, { lines: ['A-1 1000 10000@25000'], paid: ['CARD 10000'], tax: 2000 }],
  [
    'three VAT rates',
    anOrder([
      aLine(11_900, { taxRate: 19_000 }),
      aLine(1070, { taxRate: 7000, sku: 'B' }),
      aLine(500, { taxRate: 0, sku: 'C' }),
    ]),
    {},
    { lines: ['A-1 1000 11900@19000', 'B 1000 1070@7000', 'C 1000 500@0'], paid: ['CARD 13470'], tax: 1970 },
  ],
  [
    'three for 1.00: the till comes to 0.99',
    anOrder([third]),
    {},
    { lines: ['T 3000 99@25000', 'ROUND 1000 1@25000'], paid: ['CARD 100'], tax: 20, notices: ['TB7002'] },
  ],
  [
    'three for 1.00 at a till with four decimals',
    anOrder([third]),
    { priceDecimals: 4 },
    { lines: ['T 3000 100@25000'] },
  ],
  ['three for 1.00, no code for rounding', anOrder([third]), { kinds: {} }, { codes: ['TB7007'] }],
  [
    'two lines off in one rate make one rounding line',
    anOrder([third, aLine(200, { quantity: 3000, sku: 'U' })]),
    {},
    // 2.00 / 3 is 0.67, and 3 x 0.67 is 2.01: the differences cancel out.
    { lines: ['T 3000 99@25000', 'U 3000 201@25000'], paid: ['CARD 300'] },
  ],
  [
    'lines off in two rates: each rate stays right',
    anOrder([third, aLine(100, { quantity: 3000, sku: 'U', taxRate: 0 })]),
    {},
    { lines: ['T 3000 99@25000', 'U 3000 99@0', 'ROUND 1000 1@25000', 'ROUND 1000 1@0'], paid: ['CARD 200'] },
  ],
  ['twelve for 10.00 is 0.04 off', anOrder([aLine(1000, { quantity: 12_000 })]), {}, { codes: ['TB7001'] }],
  [
    'twelve for 10.00 where 0.04 is allowed',
    anOrder([aLine(1000, { quantity: 12_000 })]),
    { roundingMax: 4 },
    { lines: ['A-1 12000 996@25000', 'ROUND 1000 4@25000'] },
  ],
  [
    'net prices: the till puts VAT on again',
    // 1.82 = 1.46 + 0.36; the till: 1.46 + 0.37
    anOrder([aLine(182, { tax: 36 })]),
    { prices: 'net' },
    { lines: ['A-1 1000 183@25000', 'ROUND 1000 -1@25000'], paid: ['CARD 182'] },
  ],
  [
    'net prices: 0.02 cannot be one net amount at 25 %',
    anOrder([aLine(182, { tax: 36 }), aLine(182, { tax: 36, sku: 'B' })]),
    { prices: 'net' },
    { lines: ['A-1 1000 183@25000', 'B 1000 183@25000', 'ROUND 1000 -1@25000', 'ROUND 1000 -1@25000'] },
  ],
  [
    'coupon as a line, one cent left over',
    anOrder([
      aLine(333),
      aLine(333, { sku: 'B' }),
      aLine(333, { sku: 'C' }),
      anAmount('discount', -100),
      anAmount('shipping', 500),
    ]),
    {},
    {
      lines: ['A-1 1000 299@25000', 'B 1000 300@25000', 'C 1000 300@25000', 'SHIP 1000 500@25000'],
      paid: ['CARD 1399'],
    },
  ],
  [
    'coupon stays within its VAT rate',
    anOrder([aLine(1000), aLine(1000, { taxRate: 0, sku: 'B' }), anAmount('discount', -200, { taxRate: 0 })]),
    {},
    { lines: ['A-1 1000 1000@25000', 'B 1000 800@0'] },
  ],
  [
    'coupon without a rate is divided over the rates',
    anOrder([
      aLine(3000),
      aLine(1000, { taxRate: 0, sku: 'B' }),
      anAmount('discount', -400, { taxRate: null, tax: -60 }),
    ]),
    {},
    { lines: ['A-1 1000 2700@25000', 'B 1000 900@0'], tax: 540 },
  ],
  [
    'coupon without a rate whose tax fits no division',
    anOrder([
      aLine(3000),
      aLine(1000, { taxRate: 0, sku: 'B' }),
      anAmount('discount', -400, { taxRate: null, tax: -20 }),
    ]),
    {},
    { codes: ['TB7012'] },
  ],
  [
    'discount on shipping alone needs its own code',
    anOrder([aLine(1000, { taxRate: 0 }), anAmount('shipping', 500), anAmount('discount', -500)]),
    {},
    { codes: ['TB7007'] },
  ],
  [
    '100 % discount',
    anOrder([aLine(1000), anAmount('discount', -1000)]),
    {},
    { lines: ['A-1 1000 0@25000'], paid: [], tax: 0 },
  ],
  [
    'a gift card pays',
    anOrder([aLine(1000)], { payments: [aPayment(300, 'giftcard'), aPayment(700)] }),
    {},
    { lines: ['A-1 1000 1000@25000'], paid: ['VOUCHER 300', 'CARD 700'] },
  ],
  [
    'a gift card is bought: no VAT, code of its kind',
    anOrder([anAmount('gift-card', 50_000, { taxRate: 0 })]),
    {},
    { lines: ['GIFT 1000 50000@0'], paid: ['CARD 50000'], tax: 0 },
  ],
  [
    'a deposit is not mapped',
    anOrder([aLine(1000), anAmount('deposit', 100, { taxRate: 0 })]),
    {},
    { codes: ['TB7007'] },
  ],
  [
    'free shipping has no rate of its own',
    anOrder([aLine(1000), anAmount('shipping', 0, { taxRate: null })]),
    { taxes: { '25': 'S' } },
    { lines: ['A-1 1000 1000@25000', 'SHIP 1000 0@25000'] },
  ],
  [
    'cash on delivery',
    anOrder([aLine(1000)], { payment: 'pending', payments: [aPayment(0, 'cod')], outstanding: 1000 }),
    {},
    { lines: ['A-1 1000 1000@25000'], paid: ['LATER 1000'] },
  ],
  [
    'cash on delivery without an outstanding tender takes its own',
    anOrder([aLine(1000)], { payment: 'pending', payments: [aPayment(0, 'cod')], outstanding: 1000 }),
    { outstandingTender: undefined },
    { lines: ['A-1 1000 1000@25000'], paid: ['CASH 1000'] },
  ],
  [
    'nothing says who owes',
    anOrder([aLine(1000)], { payment: 'pending', payments: [], outstanding: 1000 }),
    { outstandingTender: undefined },
    { codes: ['TB7005'] },
  ],
  [
    'an authorised card is the card, not outstanding',
    anOrder([aLine(1000)], {
      payment: 'authorised',
      payments: [aPayment(300, 'giftcard'), aPayment(0)],
      outstanding: 700,
    }),
    {},
    { lines: ['A-1 1000 1000@25000'], paid: ['VOUCHER 300', 'CARD 700'] },
  ],
  [
    'two methods without amounts',
    anOrder([aLine(1000)], { payments: [aPayment(0, 'giftcard'), aPayment(0)] }),
    {},
    { codes: ['TB7003'] },
  ],
  [
    'one method without an amount paid everything',
    anOrder([aLine(1000)], { payments: [aPayment(0)] }),
    {},
    { lines: ['A-1 1000 1000@25000'], paid: ['CARD 1000'] },
  ],
  ['payments differ from the total', anOrder([aLine(1000)], { payments: [aPayment(999)] }), {}, { codes: ['TB7001'] }],
  ['an unmapped tender', anOrder([aLine(1000)], { payments: [aPayment(1000, 'klarna')] }), {}, { codes: ['TB7005'] }],
  [
    'a tender named like a word of the language',
    anOrder([aLine(1000)], { payments: [aPayment(1000, 'constructor')] }),
    {},
    { codes: ['TB7005'] },
  ],
  [
    'total 0.01 beside one line',
    anOrder([aLine(1000)], { total: 1001, payments: [aPayment(1001)] }),
    {},
    { lines: ['A-1 1000 1000@25000', 'ROUND 1000 1@25000'], paid: ['CARD 1001'], tax: 200, notices: ['TB7002'] },
  ],
  [
    'total 0.02 beside one line',
    anOrder([aLine(1000), anAmount('shipping', 0)], { total: 1002, payments: [aPayment(1002)] }),
    {},
    { codes: ['TB7001'] },
  ],
  [
    'VAT rounded per receipt: three lines of 0.48 tax, 1.43 in all',
    anOrder(
      ['A', 'B', 'C'].map((sku) => aLine(298, { sku, taxRate: 19_000 })),
      {
        total: 893,
        totalTax: 143,
        payments: [aPayment(893)],
      },
    ),
    {},
    {
      lines: ['A 1000 298@19000', 'B 1000 298@19000', 'C 1000 298@19000', 'ROUND 1000 -1@19000'],
      paid: ['CARD 893'],
      tax: 143,
    },
  ],
  ['a rate that is not the tax', anOrder([aLine(1000, { tax: 100 })]), {}, { codes: ['TB7001'] }],
  ['a tax rate nobody knows', anOrder([aLine(1000, { taxRate: null, tax: 200 })]), {}, { codes: ['TB7012'] }],
  ['an order without any tax', anOrder([aLine(1000, { taxRate: null })]), {}, { lines: ['A-1 1000 1000@0'], tax: 0 }],
  ['a tax rate the till has no code for', anOrder([aLine(1000)]), { taxes: { '19': 'N' } }, { codes: ['TB7006'] }],
  [
    'one of three pieces refunded',
    anOrder([aLine(3000, { quantity: 3000, ...refundOf(1000, 200, 1000) }), anAmount('shipping', 500)]),
    {},
    { lines: ['A-1 2000 2000@25000', 'SHIP 1000 500@25000'], paid: ['CARD 2500'], tax: 500 },
  ],
  [
    'a whole line and part of the shipping refunded',
    anOrder([
      aLine(1000, refundOf(1000, 200, 1000)),
      aLine(700, { sku: 'B' }),
      anAmount('shipping', 500, refundOf(250, 50, 1000)),
    ]),
    {},
    { lines: ['B 1000 700@25000', 'SHIP 1000 250@25000'], paid: ['CARD 950'] },
  ],
  ['everything refunded', anOrder([aLine(1000, refundOf(1000, 200, 1000))]), {}, { codes: ['TB7021'] }],
  ['everything refunded, without lines', anOrder([aLine(1000)], { refunded: 1000 }), {}, { codes: ['TB7021'] }],
  ['part refunded, without lines', anOrder([aLine(1000)], { refunded: 300 }), {}, { codes: ['TB7023'] }],
  [
    'goods back, but not all of their money',
    anOrder([aLine(1000, refundOf(900, 180, 1000))]),
    {},
    { codes: ['TB7001'] },
  ],
  [
    'money back, goods kept',
    anOrder([aLine(1000, refundOf(400, 80, 0))]),
    {},
    { lines: ['A-1 1000 600@25000'], paid: ['CARD 600'] },
  ],
  [
    'refund of a split payment',
    anOrder([aLine(1000, refundOf(500, 100, 0))], { payments: [aPayment(300, 'giftcard'), aPayment(700)] }),
    {},
    { codes: ['TB7003'] },
  ],
  [
    'refund of a payment split over one tender',
    anOrder([aLine(1000, refundOf(500, 100, 0))], { payments: [aPayment(300, 'bank'), aPayment(700)] }),
    {},
    { lines: ['A-1 1000 500@25000'], paid: ['CARD 500'] },
  ],
  [
    'refund comes off what is not paid yet',
    anOrder([aLine(1000, refundOf(500, 100, 0))], { payments: [aPayment(300)], outstanding: 700 }),
    {},
    { lines: ['A-1 1000 500@25000'], paid: ['CARD 300', 'LATER 200'] },
  ],
  ['one and a half pieces', anOrder([aLine(1000, { quantity: 1500 })]), {}, { codes: ['TB7018'] }],
  [
    'one and a half metres',
    anOrder([aLine(900, { quantity: 1500 })]),
    { decimals: 1 },
    { lines: ['A-1 1500 900@25000'] },
  ],
  ['a bundle', anOrder([aLine(1000, { kind: 'bundle' })]), {}, { codes: ['TB7009'] }],
  ['a grouped item', anOrder([aLine(500), aLine(1000, { kind: 'grouped' })]), {}, { codes: ['TB7009'] }],
  ['an external item', anOrder([aLine(1000, { kind: 'external' })]), {}, { codes: ['TB7009'] }],
  ['another currency', anOrder([aLine(1000)], { currency: 'EUR' }), {}, { codes: ['TB7004'] }],
  [
    'yen have no decimals',
    anOrder([aLine(1000, { quantity: 3000, taxRate: 10_000 })], { currency: 'JPY' }),
    { currency: 'JPY' },
    { lines: ['A-1 3000 1000@10000'] },
  ],
  [
    'dinars have three',
    anOrder([aLine(1255, { taxRate: 0 })], { currency: 'KWD' }),
    { currency: 'KWD' },
    { lines: ['A-1 1000 1255@0'] },
  ],
  [
    'a line without a code',
    anOrder([aLine(1000, { sku: null })]),
    { codeOf: () => ({ problem: finding('TB7008', { found: 'Wooden car' }) }) },
    { codes: ['TB7008'] },
  ],
  [
    "the parent's SKU on a variation",
    anOrder([aLine(1000, { variantKey: '31' })]),
    { codeOf: () => ({ code: 'A-1-RED', notices: [finding('TB3011', { found: 'A-1' })] }) },
    { lines: ['A-1-RED 1000 1000@25000'], notices: ['TB3011'] },
  ],
  [
    'a reason given by the reader',
    anOrder([aLine(1000)], { blockers: [{ code: 'TB7003', found: 'x + y', expected: 'amounts' }] }),
    {},
    { codes: ['TB7003'] },
  ],
  [
    'a reason with a code of a later version',
    anOrder([aLine(1000)], { blockers: [{ code: 'TB9999', found: 'x', expected: 'y' }] }),
    {},
    { codes: ['TB7022'] },
  ],
  ['no lines at all', anOrder([]), {}, { codes: ['TB7022'] }],
  [
    'a number too long for the till',
    anOrder([aLine(1000)], { number: '123456789' }),
    { numberMaxLength: 8 },
    { codes: ['TB7020'] },
  ],
  [
    'a number without digits',
    anOrder([aLine(1000)], { number: 'ABC' }),
    { numberPattern: 'W{digits}' },
    { codes: ['TB7020'] },
  ],
  [
    'everything wrong at once',
    anOrder([aLine(1000, { quantity: 1500, taxRate: null, tax: 200 }), anAmount('deposit', 100)], {
      payments: [aPayment(1100, 'klarna')],
    }),
    {},
    { codes: ['TB7012', 'TB7005', 'TB7018', 'TB7007'] },
  ],
]

describe('awkward orders', () => {
  test.each(AWKWARD)('%s', (_title, order, rules, expected) => {
    const result = toDocument(order, theRules(rules))
    if ('codes' in expected) {
      expect('rejected' in result && result.rejected.map((f) => f.code)).toEqual(expected.codes)
      return
    }
    expect('rejected' in result ? result.rejected : []).toEqual([])
    if ('rejected' in result) return
    const { document, notices } = result
    expect(document.lines.map((l) => `${l.code} ${l.quantity} ${l.gross}@${l.taxRate}`)).toEqual(expected.lines)
    expect(document.lines.map((l) => l.number)).toEqual(document.lines.map((_, i) => i + 1))
    expect(document.payments.reduce((sum, p) => sum + p.amount, 0)).toBe(document.gross)
    if (expected.paid) expect(document.payments.map((p) => `${p.tender} ${p.amount}`)).toEqual(expected.paid)
    if (expected.tax !== undefined) expect(document.tax).toBe(expected.tax)
    expect([...new Set(notices.map((n) => n.code))]).toEqual(expected.notices ?? expect.anything())
  })
})

describe('stock documents', () => {
  const stock = { kind: 'stock', tenders: {}, kinds: {}, outstandingTender: undefined, prices: 'gross' } as const
  test.each<Awkward>([
    [
      'goods alone, and no money',
      anOrder([aLine(1000, { quantity: 2000 }), anAmount('shipping', 500), anAmount('gift-card', 900)], {
        payments: [aPayment(2400, '?')],
      }),
      stock,
      { lines: ['A-1 2000 0@0'], paid: [], tax: 0 },
    ],
    [
      'less what was refunded',
      anOrder([aLine(3000, { quantity: 3000, ...refundOf(1000, 200, 1000) })]),
      stock,
      { lines: ['A-1 2000 0@0'] },
    ],
    [
      'split payment, unknown tax and currency do not matter',
      anOrder([aLine(1000, { taxRate: null, tax: 200 })], {
        currency: 'EUR',
        payments: [],
        blockers: [{ code: 'TB7003', found: '', expected: '' }],
      }),
      stock,
      { lines: ['A-1 1000 0@0'] },
    ],
    ['services alone move nothing', anOrder([aLine(1000, { kind: 'service' })]), stock, { codes: ['TB7021'] }],
    [
      'totals that differ may be a line that is missing',
      anOrder([aLine(1000)], { total: 2000 }),
      stock,
      { codes: ['TB7001'] },
    ],
    ['a fraction', anOrder([aLine(1000, { quantity: 500 })]), stock, { codes: ['TB7018'] }],
    ['a bundle', anOrder([aLine(1000, { kind: 'bundle' })]), stock, { codes: ['TB7009'] }],
  ])('%s', (_title, order, rules, expected) => {
    const result = toDocument(order, theRules(rules))
    if ('codes' in expected) {
      expect('rejected' in result && result.rejected.map((f) => f.code)).toEqual(expected.codes)
      return
    }
    if ('rejected' in result) throw new Error(JSON.stringify(result.rejected))
    const { lines, gross, net, tax, payments, currency } = result.document
    expect(lines.map((l) => `${l.code} ${l.quantity} ${l.gross}@${l.taxRate}`)).toEqual(expected.lines)
    expect({ gross, net, tax, payments, currency }).toEqual({ gross: 0, net: 0, tax: 0, payments: [], currency: 'DKK' })
  })
})
