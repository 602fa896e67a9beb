import { describe, expect, test } from 'vitest'
import type { DocumentRules } from '../../src/mapping/document-rules.ts'
import { exportState } from '../../src/mapping/export-state.ts'
import { toDocument } from '../../src/mapping/order-document.ts'
import { finding } from '../../src/model/findings.ts'
import { formatMoney } from '../../src/model/money.ts'
import { formatQuantity, formatScaled } from '../../src/model/quantity.ts'
import type { ShopOrder } from '../../src/model/records.ts'
import type { ShopContext } from '../../src/webshops/webshop.ts'
import { theRules } from '../mapping/an-order.ts'
import { inFile, kindOf, places, readAll } from './woocommerce-files.ts'

/*
 * Orders as shops and their plug-ins really write them, read and made into documents. Each expectation is worked out by
 * hand: exactly right, or held for the right reason.
 */

const kind = kindOf('woocommerce-rest-orders')
type Json = Record<string, unknown>
type Taxes = Record<number, string>

/** The rates of the shop, by id: percent, and whether it is a compound one. */
const RATES: Record<number, { percent: number; compound?: boolean }> = {
  1: { percent: 25 },
  2: { percent: 12 },
  3: { percent: 20 },
  5: { percent: 5 },
  6: { percent: 9.975 },
  7: { percent: 9.5, compound: true },
  8: { percent: 6.25 },
  9: { percent: 2 },
  10: { percent: 7 },
  11: { percent: 8.875, compound: true },
  19: { percent: 19 },
}

const taxesOf = (taxes: Taxes) =>
  Object.entries(taxes).map(([id, total]) => ({ id: Number(id), total, subtotal: total }))

function goods(id: number, sku: string, total: string, total_tax: string, taxes: Taxes, over: Json = {}): Json {
  const own = { id, name: `Article ${sku}`, product_id: 10, variation_id: 0, quantity: 1, tax_class: '', sku }
  return {
    ...own,
    subtotal: total,
    subtotal_tax: total_tax,
    total,
    total_tax,
    taxes: taxesOf(taxes),
    meta_data: [],
    ...over,
  }
}

function fee(total: string, total_tax: string, taxes: Taxes, over: Json = {}): Json {
  return { id: 80, name: 'Fee', tax_class: '', tax_status: 'taxable', total, total_tax, taxes: taxesOf(taxes), ...over }
}

function shipping(total: string, total_tax: string, taxes: Taxes): Json {
  return { id: 90, method_title: 'Parcel', method_id: 'flat_rate', total, total_tax, taxes: taxesOf(taxes) }
}

function refundOf(field: string, id: number, total: string, total_tax: string, taxes: Taxes): Json {
  const meta_data = [{ id: 1, key: '_refunded_item_id', value: String(id) }]
  return { [field]: [{ id: 700, quantity: 0, total, total_tax, taxes: taxesOf(taxes), meta_data }] }
}

function anOrder(total: string, total_tax: string, line_items: Json[], over: Json = {}): Json {
  return {
    id: 3001,
    number: '3001',
    status: 'processing',
    currency: 'EUR',
    version: '10.0.2',
    prices_include_tax: false,
    date_created_gmt: '2026-11-05T09:30:00',
    date_modified_gmt: '2026-11-05T09:31:00',
    date_paid_gmt: '2026-11-05T09:30:30',
    total,
    total_tax,
    customer_id: 5,
    billing: { first_name: 'Kim', last_name: 'Sø', country: 'DK', email: 'kim@example.test', phone: '' },
    shipping: {},
    payment_method: 'card',
    payment_method_title: 'Card',
    transaction_id: 'tx1',
    customer_note: '',
    meta_data: [],
    line_items,
    shipping_lines: [],
    fee_lines: [],
    coupon_lines: [],
    refunds: [],
    tax_lines: Object.entries(RATES).map(([id, { percent, compound = false }]) => ({
      id: 500 + Number(id),
      rate_id: Number(id),
      rate_percent: percent,
      compound,
    })),
    ...over,
  }
}

const PLAIN = goods(1, 'A-1', '80.00', '20.00', { 1: '20.00' })
const meta = (key: string, value: unknown) => ({ meta_data: [{ id: 4, key, value }] })
const coupon = (discount_type: string, discount: string) => ({
  coupon_lines: [{ id: 6, code: 'k-1', discount, discount_tax: '0.00', discount_type, meta_data: [] }],
})

/** Lines as "code kind units gross@rate", payments as "tender amount". */
type Expected =
  | { lines: string[]; tax: string; paid: string[]; names?: string[] }
  | { held: string[] }
  | { unsent: string }
type Case = [
  why: string,
  order: Json,
  expected: Expected,
  context?: Partial<ShopContext>,
  rules?: Partial<DocumentRules>,
]

const CASES: Case[] = [
  [
    'a fee of a payment plug-in',
    anOrder('127.90', '25.58', [goods(1, 'A-1', '100.00', '25.00', { 1: '25.00' })], {
      fee_lines: [fee('2.32', '0.58', { 1: '0.58' }, { name: 'PayPal' })],
    }),
    { lines: ['A-1 goods 1 125.00@25', 'FEE fee 1 2.90@25'], tax: '25.58', paid: ['CARD 127.90'] },
  ],
  [
    'a free article has the rate it would have',
    anOrder('100.00', '20.00', [PLAIN, goods(2, 'PEN', '0.00', '0.00', { 1: '0' })]),
    { lines: ['A-1 goods 1 100.00@25', 'PEN goods 1 0.00@25'], tax: '20.00', paid: ['CARD 100.00'] },
  ],
  [
    'of two cents no tax is left, and yet they are taxed',
    anOrder('11.92', '1.90', [
      goods(1, 'A-1', '10.00', '1.90', { 19: '1.90' }),
      goods(2, 'SEAL', '0.02', '0.00', { 19: '0.0038' }),
      goods(3, 'CLIP', '0.00', '0.00', { 19: '0' }),
    ]),
    {
      lines: ['A-1 goods 1 11.90@19', 'SEAL goods 1 0.02@19', 'CLIP goods 1 0.00@19'],
      tax: '1.90',
      paid: ['CARD 11.92'],
    },
  ],
  [
    'a customer abroad with a VAT number pays no tax',
    anOrder('85.00', '0.00', [goods(1, 'A-1', '80.00', '0.00', {})], {
      ...meta('is_vat_exempt', 'yes'),
      shipping_lines: [shipping('5.00', '0.00', {})],
      tax_lines: [],
    }),
    { lines: ['A-1 goods 1 80.00@0', 'SHIP shipping 1 5.00@0'], tax: '0.00', paid: ['CARD 85.00'] },
  ],
  [
    'prices with tax, rounded at the subtotal: 8.325 and 1.665 both go up, the total does not',
    anOrder('9.99', '1.67', [goods(1, 'A-1', '8.33', '1.67', { 3: '1.665' })], { prices_include_tax: true }),
    { lines: ['A-1 goods 1 10.00@20', 'ROUND rounding 1 -0.01@20'], tax: '1.67', paid: ['CARD 9.99'] },
  ],
  [
    'three at 9.99 with tax, rounded at the subtotal: the tax of the lines is a cent more than the receipt says',
    anOrder(
      '29.97',
      '4.79',
      [1, 2, 3].map((id) => goods(id, `A-${id}`, '8.39', '1.60', { 19: '1.595042' })),
      { prices_include_tax: true },
    ),
    {
      lines: ['A-1 goods 1 9.99@19', 'A-2 goods 1 9.99@19', 'A-3 goods 1 9.99@19'],
      tax: '4.80',
      paid: ['CARD 29.97'],
    },
  ],
  [
    'only the shipping is refunded',
    anOrder('105.00', '21.00', [PLAIN], {
      shipping_lines: [shipping('4.00', '1.00', { 1: '1.00' })],
      refunds: [{ id: 71, total: '-5.00', ...refundOf('shipping_lines', 90, '-4.00', '-1.00', { 1: '-1.00' }) }],
    }),
    { lines: ['A-1 goods 1 100.00@25'], tax: '20.00', paid: ['CARD 100.00'] },
  ],
  [
    'half of a shipping with two rates is refunded: 1.52 + 0.29 at 19 and 0.98 + 0.07 at 7',
    anOrder(
      '119.91',
      '14.91',
      [goods(1, 'A-1', '60.00', '11.40', { 19: '11.40' }), goods(2, 'B-1', '40.00', '2.80', { 10: '2.80' })],
      {
        shipping_lines: [shipping('5.00', '0.71', { 19: '0.57', 10: '0.14' })],
        refunds: [
          { id: 71, total: '-2.86', ...refundOf('shipping_lines', 90, '-2.50', '-0.36', { 19: '-0.29', 10: '-0.07' }) },
        ],
      },
    ),
    {
      lines: [
        'A-1 goods 1 71.40@19',
        'B-1 goods 1 42.80@7',
        // Rates come in the order of their ids.
        'SHIP shipping 1 1.09@7',
        'SHIP shipping 1 1.76@19',
      ],
      tax: '14.55',
      paid: ['CARD 117.05'],
    },
  ],
  [
    'a line set to no pieces by hand is gone',
    anOrder('100.00', '20.00', [PLAIN, goods(2, 'B-1', '0.00', '0.00', { 1: '0' }, { quantity: 0 })]),
    { lines: ['A-1 goods 1 100.00@25'], tax: '20.00', paid: ['CARD 100.00'] },
  ],
  [
    'no pieces, but money',
    anOrder('105.00', '21.00', [PLAIN, goods(2, 'B-1', '4.00', '1.00', { 1: '1.00' }, { quantity: 0 })]),
    { held: ['TB7001'] },
  ],
  [
    'a product that was deleted since',
    anOrder('100.00', '20.00', [{ ...PLAIN, product_id: 0, sku: null }]),
    { held: ['TB7008'] },
  ],
  [
    'GST and QST on top of each other are one rate',
    anOrder('114.98', '14.98', [goods(1, 'A-1', '100.00', '14.98', { 5: '5.00', 6: '9.975' })]),
    { lines: ['A-1 goods 1 114.98@14.975'], tax: '14.98', paid: ['CARD 114.98'] },
  ],
  [
    'QST of the amount with GST in it, as it once was: 1.05 x 1.095',
    anOrder('114.98', '14.98', [goods(1, 'A-1', '100.00', '14.98', { 5: '5.00', 7: '9.98' })]),
    { lines: ['A-1 goods 1 114.98@14.975'], tax: '14.98', paid: ['CARD 114.98'] },
  ],
  [
    'compound rates that come to 16.49625 %, which is no rate a till knows',
    anOrder('116.50', '16.50', [goods(1, 'A-1', '100.00', '16.50', { 10: '7.00', 11: '9.50' })]),
    { held: ['TB7012'] },
  ],
  [
    'state and county, on goods and shipping',
    anOrder('19.47', '1.48', [goods(1, 'A-1', '12.99', '1.07', { 8: '0.81', 9: '0.26' })], {
      shipping_lines: [shipping('5.00', '0.41', { 8: '0.31', 9: '0.10' })],
    }),
    { lines: ['A-1 goods 1 14.06@8.25', 'SHIP shipping 1 5.41@8.25'], tax: '1.48', paid: ['CARD 19.47'] },
  ],
  [
    'shipping with two taxes that are neither on top of each other nor side by side',
    anOrder('105.87', '20.87', [PLAIN], { shipping_lines: [shipping('5.00', '0.87', { 19: '0.57', 10: '0.30' })] }),
    { held: ['TB7012'] },
  ],
  [
    'a fee with two rates is split like shipping',
    anOrder('105.71', '20.71', [PLAIN], { fee_lines: [fee('5.00', '0.71', { 19: '0.57', 10: '0.14' })] }),
    {
      lines: ['A-1 goods 1 100.00@25', 'FEE fee 1 2.14@7', 'FEE fee 1 3.57@19'],
      tax: '20.71',
      paid: ['CARD 105.71'],
    },
  ],
  [
    'a rebate over two rates: 12.50 of one, 5.60 of the other',
    anOrder(
      '162.90',
      '27.90',
      [goods(1, 'A-1', '100.00', '25.00', { 1: '25.00' }), goods(2, 'B-1', '50.00', '6.00', { 2: '6.00' })],
      { fee_lines: [fee('-15.00', '-3.10', { 1: '-2.50', 2: '-0.60' })] },
    ),
    { lines: ['A-1 goods 1 112.50@25', 'B-1 goods 1 50.40@12'], tax: '27.90', paid: ['CARD 162.90'] },
  ],
  [
    'a rebate where nothing is taxed',
    anOrder('40.00', '0.00', [goods(1, 'A-1', '50.00', '0.00', {})], { fee_lines: [fee('-10.00', '0.00', {})] }),
    { lines: ['A-1 goods 1 40.00@0'], tax: '0.00', paid: ['CARD 40.00'] },
  ],
  [
    'a fee that would never be taxed may be money',
    anOrder('40.00', '0.00', [goods(1, 'A-1', '50.00', '0.00', {})], {
      fee_lines: [fee('-10.00', '0.00', {}, { tax_class: '0' })],
    }),
    { held: ['TB7003'] },
  ],
  [
    'a wallet that pays by a negative fee',
    anOrder('70.00', '20.00', [PLAIN], { fee_lines: [fee('-30.00', '0.00', {}, { name: 'Via wallet' })] }),
    { held: ['TB7003'] },
  ],
  [
    'store credit taken off the total is a tender',
    anOrder('70.00', '20.00', [PLAIN], coupon('smart_coupon', '30.00')),
    { lines: ['A-1 goods 1 100.00@25'], tax: '20.00', paid: ['CARD 70.00', 'CREDIT 30.00'] },
  ],
  [
    'store credit that pays for all',
    anOrder('0.00', '20.00', [PLAIN], { ...coupon('smart_coupon', '100.00'), date_paid_gmt: null }),
    { lines: ['A-1 goods 1 100.00@25'], tax: '20.00', paid: ['CREDIT 100.00'] },
  ],
  [
    'store credit taken off the lines: too little tax was charged',
    anOrder('70.00', '14.00', [goods(1, 'A-1', '56.00', '14.00', { 1: '14.00' })], coupon('store_credit', '30.00')),
    { held: ['TB7003'] },
  ],
  [
    'a plain coupon is no credit',
    anOrder('70.00', '14.00', [goods(1, 'A-1', '56.00', '14.00', { 1: '14.00' })], coupon('fixed_cart', '24.00')),
    { lines: ['A-1 goods 1 70.00@25'], tax: '14.00', paid: ['CARD 70.00'] },
  ],
  [
    'a deposit on an article',
    anOrder('100.00', '20.00', [{ ...PLAIN, ...meta('_is_deposit', 'yes') }]),
    { held: ['TB7025'] },
  ],
  [
    'the rest of an order with a deposit',
    anOrder('100.00', '20.00', [{ ...PLAIN, ...meta('_original_order_id', '2990') }], { created_via: 'wc_deposits' }),
    { held: ['TB7025'] },
  ],
  [
    'a booking notes lists and objects on its line',
    anOrder('100.00', '20.00', [{ ...PLAIN, ...meta('_booking_id', [12, { from: '2026-12-01' }]) }]),
    { lines: ['A-1 goods 1 100.00@25'], tax: '20.00', paid: ['CARD 100.00'] },
  ],
  [
    'refunded, and the sums name no lines',
    anOrder('100.00', '20.00', [PLAIN], { status: 'refunded', refunds: [{ id: 71, reason: '', total: '-100.00' }] }),
    { unsent: 'TB7021' },
  ],
  [
    'refunded, and an old page does not list how',
    anOrder('100.00', '20.00', [PLAIN], { status: 'refunded', refunds: undefined }),
    { unsent: 'TB7021' },
  ],
  [
    'refunded, and only a part of it is listed',
    anOrder('100.00', '20.00', [PLAIN], { status: 'refunded', refunds: [{ id: 71, reason: '', total: '-40.00' }] }),
    { held: ['TB7023'] },
  ],
  [
    'refunded, and lines are named for a part of it',
    anOrder('100.00', '20.00', [PLAIN], {
      status: 'refunded',
      refunds: [{ id: 71, total: '-50.00', ...refundOf('line_items', 1, '-40.00', '-10.00', { 1: '-10.00' }) }],
    }),
    { held: ['TB7023'] },
  ],
  [
    'paid in part with a gift card, and all of it refunded',
    anOrder('70.00', '20.00', [PLAIN], {
      status: 'refunded',
      gift_cards: [{ id: 1, code: 'GC-1', amount: '30.00' }],
      refunds: [{ id: 71, reason: '', total: '-70.00' }],
    }),
    { unsent: 'TB7021' },
  ],
  [
    'paid in part with a gift card, and only the money of it refunded',
    anOrder('70.00', '20.00', [PLAIN], {
      gift_cards: [{ id: 1, code: 'GC-1', amount: '30.00' }],
      refunds: [{ id: 71, reason: '', total: '-70.00' }],
    }),
    { held: ['TB7023'] },
  ],
  [
    'a coupon of 100 %',
    anOrder('0.00', '0.00', [{ ...PLAIN, total: '0.00', total_tax: '0.00', taxes: [{ id: 1, total: '0' }] }], {
      ...coupon('percent', '80.00'),
      date_paid_gmt: null,
      payment_method: '',
    }),
    { lines: ['A-1 goods 1 0.00@25'], tax: '0.00', paid: [] },
  ],
  [
    'names with entities and pictures',
    anOrder('100.00', '20.00', [{ ...PLAIN, name: 'Cup &quot;Ærø&quot; &#9749; 🎁 &amp;amp;' }]),
    {
      lines: ['A-1 goods 1 100.00@25'],
      tax: '20.00',
      paid: ['CARD 100.00'],
      names: ['Cup "Ærø" ☕ 🎁 &amp;'],
    },
  ],
  [
    'numbers for texts and texts for numbers',
    anOrder('', '', [], {
      id: '3001',
      total: 112.5,
      total_tax: 22.5,
      line_items: [
        { ...PLAIN, id: '1', quantity: '2', subtotal: 90, subtotal_tax: 22.5, total: 90, total_tax: 22.5, price: 45 },
      ],
    }),
    { lines: ['A-1 goods 2 112.50@25'], tax: '22.50', paid: ['CARD 112.50'] },
  ],
  [
    'a page of release 3.x: no percent, no UTC, no lists that are empty; the shop knows its rates',
    oldPage(),
    { lines: ['A-1 goods 1 100.00@25'], tax: '20.00', paid: ['CARD 100.00'] },
    { rates: { standard: 25_000 } },
  ],
  ['the same, and nobody knows the rates', oldPage(), { held: ['TB7012'] }],
]

function oldPage(): Json {
  const { id, number, status, currency, total, total_tax, payment_method } = anOrder('100.00', '20.00', [])
  return {
    ...{ id, number, status, currency, total, total_tax, payment_method },
    version: '3.0.9',
    date_created: '2026-11-05T10:30:00',
    date_paid: '2026-11-05T10:30:30',
    line_items: [PLAIN],
    tax_lines: [{ id: 501, rate_code: 'DK-MOMS-1', rate_id: '1', label: 'Moms', compound: false, tax_total: '20.00' }],
  }
}

describe('orders as plug-ins and old releases write them', () => {
  test.each(CASES)('%s', async (_why, order, expected, context = {}, rules = {}) => {
    expect(outcomeOf(await readOne(order, context), rules)).toEqual(expected)
  })
})

async function readOne(order: Json, context: Partial<ShopContext> = {}): Promise<ShopOrder> {
  const all = await inFile(JSON.stringify([order]), (path) => readAll(kind, path, context))
  expect(places(all.findings)).toEqual([])
  return all.orders[0]!
}

function outcomeOf(order: ShopOrder, over: Partial<DocumentRules>): Expected {
  const state = exportState(order, 'paid')
  if (state !== 'due') return { unsent: state }
  const result = toDocument(order, rulesWith(over))
  if ('rejected' in result) {
    const codes = [...new Set(result.rejected.map(({ code }) => code))]
    return result.rejected.every(({ severity }) => severity === 'info') ? { unsent: codes.join() } : { held: codes }
  }
  const { lines, payments, tax, currency } = result.document
  const money = (amount: number) => formatMoney(amount, currency)
  const names = lines.map(({ name }) => name)
  return {
    lines: lines.map(
      (line) =>
        `${line.code} ${line.kind} ${formatQuantity(line.quantity)} ${money(line.gross)}@${formatScaled(line.taxRate, 3)}`,
    ),
    tax: money(tax),
    paid: payments.map(({ tender, amount }) => `${tender} ${money(amount)}`),
    ...(names.some((name) => !/^(Article|Parcel|Fee|PayPal|Rounding)/.test(name)) ? { names } : {}),
  }
}

function rulesWith(over: Partial<DocumentRules>): DocumentRules {
  const kinds = { shipping: { code: 'SHIP' }, fee: { code: 'FEE' }, rounding: { code: 'ROUND' } }
  return theRules({
    currency: 'EUR',
    priceDecimals: 4,
    kinds,
    tenders: { card: 'CARD', 'store-credit': 'CREDIT', 'gift-card': 'GIFT' },
    codeOf: ({ sku, name }) => (sku === null ? { problem: finding('TB7008', { found: name }) } : { code: sku }),
    ...over,
  })
}

describe('pages saved with other decimals', () => {
  const saved = (amount: string, price: number, tax = '0.00') =>
    anOrder(amount, tax, [goods(1, 'A-1', amount, tax, {}, { price })])

  test.each([
    ['12.5000', 12.5, 1250],
    ['12.5', 12.5, 1250],
    ['12', 12, 1200],
    // A price that has nothing to do with the line proves nothing.
    ['12', 1.005, 1200],
  ])('%s is an amount', async (amount, price, expected) => {
    expect((await readOne(saved(amount, price))).lines[0]?.net).toBe(expected)
  })

  test.each([
    ['more, which are no cents', saved('8.4034', 8.4034)],
    ['none, which were rounded away', saved('17', 16.8067)],
    ['one, and the other was rounded away', saved('16.8', 16.7546)],
  ])('%s: the page must be saved again', async (_why, order) => {
    const all = await inFile(JSON.stringify([order]), (path) => readAll(kind, path))
    expect(all.orders).toEqual([])
    expect(new Set(all.findings.map(({ code, fix }) => `${code} ${fix}`))).toEqual(
      new Set(['TB2601 Correct the order in the shop, or save the page again with `dp=2`.']),
    )
    expect(all.findings.map(({ column }) => column)).toContain('[0].line_items[0].total')
  })
})
