import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ShopOrder } from '../../src/model/records.ts'
import { shopifyOrders } from '../../src/webshops/shopify-orders.ts'
import type { ShopContext } from '../../src/webshops/webshop.ts'
import {
  accountedFor,
  type Cells,
  csv,
  DK,
  FIRST,
  line,
  ORDER_HEADER,
  orderRows,
  readAll,
  table,
  temporaryFile,
} from './shopify-support.ts'

async function readOrder(order: Cells, lines: Cells[], context: Partial<ShopContext> = {}): Promise<ShopOrder> {
  const path = await temporaryFile(csv(ORDER_HEADER, orderRows(order, lines)))
  const batch = await readAll(shopifyOrders, path, { ...DK, ...context })
  expect(accountedFor(batch)).toBe(true)
  expect(batch.orders).toHaveLength(1)
  return batch.orders[0]!
}

/** [kind, gross, tax, rate in percent] per line, shipping and duties behind the goods. */
function money(order: ShopOrder): [string, number, number, number | null][] {
  for (const l of order.lines) expect(l.net + l.tax).toBe(l.gross)
  return order.lines.map((l) => [l.kind, l.gross, l.tax, l.taxRate === null ? null : l.taxRate / 1000])
}

const vat25 = (value: string): Cells => ({ 'Tax 1 Name': 'VAT 25%', 'Tax 1 Value': value })
const books: Partial<ShopContext> = { rateOfSku: (sku) => (sku.startsWith('BOOK') ? 6000 : 25_000) }

describe('tax of an order (R24), exact to the cent', () => {
  test.each<[string, Cells, Cells[], Partial<ShopContext>, [string, number, number, number | null][]]>([
    [
      'incl.: Subtotal + Shipping = Total',
      { Subtotal: '250.00', Shipping: '49.00', Taxes: '59.80', Total: '299.00', ...vat25('59.80') },
      [line(2, '100.00', 'A'), line(1, '50.00', 'B')],
      {},
      [
        ['goods', 20_000, 4000, 25],
        ['goods', 5000, 1000, 25],
        ['shipping', 4900, 980, 25],
      ],
    ],
    [
      'excl.: + Taxes = Total',
      { Subtotal: '250.00', Shipping: '40.00', Taxes: '72.50', Total: '362.50', ...vat25('72.50') },
      [line(2, '100.00', 'A'), line(1, '50.00', 'B')],
      {},
      [
        ['goods', 25_000, 5000, 25],
        ['goods', 6250, 1250, 25],
        ['shipping', 5000, 1000, 25],
      ],
    ],
    [
      'no tax: both identities hold',
      { Subtotal: '100.00', Shipping: '10.00', Taxes: '0.00', Total: '110.00' },
      [line(1, '100.00', 'A')],
      {},
      [
        ['goods', 10_000, 0, 0],
        ['shipping', 1000, 0, 0],
      ],
    ],
    [
      'rounding of the shop is met by largest remainder: 3 x 0.3333 is 1.00, not 0.99',
      { Subtotal: '4.98', Shipping: '0.00', Taxes: '1.00', Total: '4.98', ...vat25('1.00') },
      [line(1, '1.66', 'A'), line(1, '1.66', 'B'), line(1, '1.66', 'C')],
      {},
      [
        ['goods', 166, 34, 25],
        ['goods', 166, 33, 25],
        ['goods', 166, 33, 25],
      ],
    ],
    [
      'one named tax without a number: the rate is derived and confirmed',
      {
        Subtotal: '163056',
        Shipping: '1',
        Taxes: '30981',
        Total: '194038',
        'Discount Amount': '5000',
        Currency: 'CLP',
        'Tax 1 Name': 'IVA',
        'Tax 1 Value': '30981',
      },
      [line(2, '84028', 'A')],
      {},
      [
        ['goods', 194_037, 30_981, 19],
        ['shipping', 1, 0, 19],
      ],
    ],
    [
      'an older export without tax columns: a single line has a single rate',
      { Subtotal: '117647', Shipping: '1', Taxes: '22353', Total: '140001', Currency: 'CLP' },
      [line(1, '117647', 'A')],
      {},
      [
        ['goods', 140_000, 22_353, 19],
        ['shipping', 1, 0, 19],
      ],
    ],
    [
      "without tax columns several lines could be a mixture, unless the rate is the shop's highest",
      { Subtotal: '250.00', Shipping: '0.00', Taxes: '50.00', Total: '250.00' },
      [line(2, '100.00', 'A'), line(1, '50.00', 'B')],
      { rates: { standard: 25_000, reduced: 6000 } },
      [
        ['goods', 20_000, 4000, 25],
        ['goods', 5000, 1000, 25],
      ],
    ],
    [
      'without tax columns and rates of the shop the rate stays unknown, the totals hold',
      { Subtotal: '250.00', Shipping: '0.00', Taxes: '50.00', Total: '250.00' },
      [line(2, '100.00', 'A'), line(1, '50.00', 'B')],
      {},
      [
        ['goods', 20_000, 4000, null],
        ['goods', 5000, 1000, null],
      ],
    ],
    [
      'two rates, the catalogue knows them',
      {
        Subtotal: '353.00',
        Shipping: '0.00',
        Taxes: '59.00',
        Total: '353.00',
        'Tax 1 Name': 'Moms 25%',
        'Tax 1 Value': '56.00',
        'Tax 2 Name': 'Moms 6%',
        'Tax 2 Value': '3.00',
      },
      [line(1, '280.00', 'TOY'), line(1, '73.00', 'BOOK')],
      books,
      // 73.00 at 6 % holds 4.13, not 3.00: the rates do not explain the tax.
      [
        ['goods', 28_000, 4680, null],
        ['goods', 7300, 1220, null],
      ],
    ],
    [
      'two rates that agree, shipping split by the goods of each rate',
      {
        Subtotal: '300.00',
        Shipping: '30.00',
        Taxes: '50.22',
        Total: '330.00',
        'Tax 1 Name': 'Moms 25%',
        'Tax 1 Value': '44.00',
        'Tax 2 Name': 'Moms 6%',
        'Tax 2 Value': '6.22',
      },
      [line(1, '200.00', 'TOY'), line(1, '100.00', 'BOOK')],
      books,
      [
        ['goods', 20_000, 4000, 25],
        ['goods', 10_000, 566, 6],
        ['shipping', 2000, 400, 25],
        ['shipping', 1000, 56, 6],
      ],
    ],
    [
      'two rates excl., without tax columns: the catalogue knows, the sum confirms',
      { Subtotal: '300.00', Shipping: '0.00', Taxes: '56.00', Total: '356.00' },
      [line(1, '200.00', 'TOY'), line(1, '100.00', 'BOOK')],
      books,
      [
        ['goods', 25_000, 5000, 25],
        ['goods', 10_600, 600, 6],
      ],
    ],
    [
      'two rates and nobody knows which line has which: totals hold, rates are unknown',
      {
        Subtotal: '300.00',
        Shipping: '0.00',
        Taxes: '45.66',
        Total: '300.00',
        'Tax 1 Name': 'Moms 25%',
        'Tax 1 Value': '40.00',
        'Tax 2 Name': 'Moms 6%',
        'Tax 2 Value': '5.66',
      },
      [line(1, '200.00', 'TOY'), line(1, '100.00', 'BOOK')],
      {},
      [
        ['goods', 20_000, 3044, null],
        ['goods', 10_000, 1522, null],
      ],
    ],
    [
      'state, county and city tax on the whole are one rate',
      {
        Subtotal: '100.00',
        Shipping: '0.00',
        Taxes: '8.88',
        Total: '108.88',
        Currency: 'USD',
        'Tax 1 Name': 'New York State Tax 4%',
        'Tax 1 Value': '4.00',
        'Tax 2 Name': 'New York City Tax 4.5%',
        'Tax 2 Value': '4.50',
        'Tax 3 Name': 'MCTD 0.375%',
        'Tax 3 Value': '0.38',
      },
      [line(1, '60.00', 'A'), line(1, '40.00', 'B')],
      {},
      [
        ['goods', 6533, 533, 8.875],
        ['goods', 4355, 355, 8.875],
      ],
    ],
    [
      'shipping that is not taxed, known by the rate in the name',
      {
        Subtotal: '100.00',
        Shipping: '10.00',
        Taxes: '6.25',
        Total: '116.25',
        Currency: 'USD',
        'Tax 1 Name': 'MA State Tax 6.25%',
        'Tax 1 Value': '6.25',
      },
      [line(1, '100.00', 'A')],
      {},
      [
        ['goods', 10_625, 625, 6.25],
        ['shipping', 1000, 0, 0],
      ],
    ],
    [
      'a line that is not taxable has rate 0 beside a taxed one',
      { Subtotal: '225.00', Shipping: '0.00', Taxes: '25.00', Total: '225.00', ...vat25('25.00') },
      [
        line(1, '125.00', 'A'),
        line(1, '100.00', '', {
          'Lineitem name': 'Gift card',
          'Lineitem requires shipping': 'false',
          'Lineitem taxable': 'false',
        }),
      ],
      {},
      [
        ['goods', 12_500, 2500, 25],
        ['gift-card', 10_000, 0, 0],
      ],
    ],
    [
      'line discounts are taken off the line',
      {
        Subtotal: '175.00',
        Shipping: '0.00',
        Taxes: '35.00',
        Total: '175.00',
        'Discount Amount': '25.00',
        ...vat25('35.00'),
      },
      [line(1, '100.00', 'A', { 'Lineitem discount': '25.00' }), line(1, '100.00', 'B')],
      {},
      [
        ['goods', 7500, 1500, 25],
        ['goods', 10_000, 2000, 25],
      ],
    ],
    [
      "the order's discount is spread by largest remainder, gift cards excepted",
      {
        Subtotal: '190.00',
        Shipping: '0.00',
        Taxes: '18.00',
        Total: '190.00',
        'Discount Amount': '10.00',
        ...vat25('18.00'),
      },
      [
        line(1, '33.33', 'A'),
        line(1, '66.67', 'B'),
        line(1, '100.00', '', {
          'Lineitem name': 'Gavekort',
          'Lineitem requires shipping': 'false',
          'Lineitem taxable': 'false',
        }),
      ],
      {},
      [
        ['goods', 3000, 600, 25],
        ['goods', 6000, 1200, 25],
        ['gift-card', 10_000, 0, 0],
      ],
    ],
    [
      "the order's discount over two rates keeps each rate's total",
      {
        Subtotal: '270.00',
        Shipping: '0.00',
        Taxes: '41.09',
        Total: '270.00',
        'Discount Amount': '30.00',
        'Tax 1 Name': 'Moms 25%',
        'Tax 1 Value': '36.00',
        'Tax 2 Name': 'Moms 6%',
        'Tax 2 Value': '5.09',
      },
      [line(1, '200.00', 'TOY'), line(1, '100.00', 'BOOK')],
      books,
      [
        ['goods', 18_000, 3600, 25],
        ['goods', 9000, 509, 6],
      ],
    ],
    [
      'free shipping has no line',
      {
        Subtotal: '100.00',
        Shipping: '0.00',
        Taxes: '20.00',
        Total: '100.00',
        'Discount Code': 'FREESHIP',
        'Discount Amount': '49.00',
        ...vat25('20.00'),
      },
      [line(1, '100.00', 'A')],
      {},
      [['goods', 10_000, 2000, 25]],
    ],
    [
      'shipping printed before its discount: only Total tells',
      {
        Subtotal: '100.00',
        Shipping: '49.00',
        Taxes: '20.00',
        Total: '100.00',
        'Discount Code': 'FREESHIP',
        'Discount Amount': '49.00',
        ...vat25('20.00'),
      },
      [line(1, '100.00', 'A')],
      {},
      [['goods', 10_000, 2000, 25]],
    ],
    [
      'a tip outside the subtotal and duties are fees without tax',
      { Subtotal: '100.00', Shipping: '0.00', Taxes: '20.00', Total: '125.00', Duties: '10.00', ...vat25('20.00') },
      [
        line(1, '100.00', 'A'),
        line(1, '15.00', '', {
          'Lineitem name': 'Tip',
          'Lineitem requires shipping': 'false',
          'Lineitem taxable': 'false',
        }),
      ],
      {},
      [
        ['goods', 10_000, 2000, 25],
        ['fee', 1500, 0, 0],
        ['fee', 1000, 0, 0],
      ],
    ],
    [
      'everything given away',
      { Subtotal: '0.00', Shipping: '0.00', Taxes: '0.00', Total: '0.00', 'Discount Amount': '100.00' },
      [line(1, '100.00', 'A')],
      {},
      [['goods', 0, 0, 0]],
    ],
    [
      'a currency without decimals',
      {
        Subtotal: '1100',
        Shipping: '0',
        Taxes: '100',
        Total: '1100',
        Currency: 'JPY',
        'Tax 1 Name': 'CT 10%',
        'Tax 1 Value': '100',
      },
      [line(1, '1100', 'A')],
      {},
      [['goods', 1100, 100, 10]],
    ],
  ])('%s', async (_name, order, lines, context, expected) => {
    const read = await readOrder(order, lines, context)
    const unknown = expected.some(([, , , rate]) => rate === null)
    expect(read.blockers.map((b) => b.code)).toEqual(unknown ? ['TB7012'] : [])
    expect(money(read)).toEqual(expected)
    expect(read.lines.reduce((sum, l) => sum + l.gross, 0)).toBe(read.total)
    expect(read.lines.reduce((sum, l) => sum + l.tax, 0)).toBe(read.totalTax)
    expect(read.payments.reduce((sum, p) => sum + p.amount, 0) + read.outstanding).toBe(read.total)
  })

  test.each<[string, Cells, Cells[], string]>([
    [
      'Subtotal, Shipping and Taxes do not make the Total',
      { Subtotal: '100.00', Total: '99.00', Taxes: '20.00' },
      [line(1, '100.00', 'A')],
      'TB7001',
    ],
    [
      'lines come to less than the Subtotal',
      { Subtotal: '100.00', Total: '100.00' },
      [line(1, '90.00', 'A')],
      'TB7001',
    ],
    [
      'lines come to more, and no discount explains it',
      { Subtotal: '100.00', Total: '100.00' },
      [line(2, '100.00', 'A')],
      'TB7001',
    ],
    [
      'a discount smaller than what is missing',
      { Subtotal: '80.00', Total: '80.00', 'Discount Amount': '10.00' },
      [line(1, '100.00', 'A')],
      'TB7001',
    ],
  ])('%s: held', async (_name, order, lines, code) => {
    const read = await readOrder(order, lines)
    expect(read.blockers.map((b) => b.code)).toEqual([code])
    expect(read.blockers[0]!.found).toMatch(/\d+\.\d\d/)
  })

  test('the discount of a line is kept as gross, also when prices are net', async () => {
    const order = { Subtotal: '90.00', Taxes: '22.50', Total: '112.50', 'Discount Amount': '10.00', ...vat25('22.50') }
    expect((await readOrder(order, [line(1, '100.00', 'A')])).lines[0]).toMatchObject({
      net: 9000,
      gross: 11_250,
      discount: 1250,
    })
  })
})

const PLAIN: Cells = { Subtotal: '100.00', Taxes: '20.00', Total: '100.00', ...vat25('20.00') }

describe('the three axes and payments', () => {
  test.each<[string, Cells, Partial<ShopOrder>]>([
    ['paid', {}, { payment: 'paid', fulfilment: 'none', life: 'open', holdsStock: true, outstanding: 0 }],
    [
      'authorised: a card in Denmark is captured at shipment',
      { 'Financial Status': 'authorized', 'Outstanding Balance': '100.00' },
      { payment: 'authorised', holdsStock: true, outstanding: 0 },
    ],
    [
      'pending: the shop commits stock at once',
      { 'Financial Status': 'pending' },
      { payment: 'pending', holdsStock: true, outstanding: 10_000, payments: [], onAccount: false },
    ],
    [
      'pending, cash on delivery',
      { 'Financial Status': 'pending', 'Payment Method': 'Cash on Delivery (COD)' },
      { payment: 'pending', onAccount: true, outstanding: 10_000 },
    ],
    [
      'pending, net 30',
      { 'Financial Status': 'pending', 'Payment Terms Name': 'Net 30' },
      { onAccount: true, outstanding: 10_000 },
    ],
    [
      'partly paid',
      { 'Financial Status': 'partially_paid', 'Outstanding Balance': '40.00' },
      { payment: 'part-paid', outstanding: 4000 },
    ],
    [
      'fulfilled orders stay open until the till has booked them',
      { 'Fulfillment Status': 'fulfilled', 'Fulfilled at': '2026-09-04 08:00:00 +0200' },
      { fulfilment: 'done', life: 'open', holdsStock: true, fulfilledAt: '2026-09-04T06:00:00.000Z' },
    ],
    ['partly fulfilled', { 'Fulfillment Status': 'partial' }, { fulfilment: 'part', holdsStock: true }],
    [
      'cancelled',
      { 'Cancelled at': '2026-09-03 11:00:00 +0200' },
      { life: 'cancelled', holdsStock: false, cancelledAt: '2026-09-03T09:00:00.000Z' },
    ],
    ['voided', { 'Financial Status': 'voided' }, { payment: 'voided', life: 'open', holdsStock: false }],
    [
      'an expired authorisation leaves the order open',
      { 'Financial Status': 'expired' },
      { payment: 'voided', holdsStock: true, outstanding: 10_000 },
    ],
    ['high risk', { 'Risk Level': 'High' }, { fraudHold: true }],
    ['a draft that became an order is an order', { Source: 'shopify_draft_order' }, { life: 'open', payment: 'paid' }],
    [
      'gift card alone',
      { 'Payment Method': 'gift_card' },
      { payments: [{ method: 'gift_card', title: 'gift_card', amount: 10_000, reference: '' }] },
    ],
    [
      'two captures by one method are one method',
      { 'Payment Method': 'Shopify Payments + Shopify Payments' },
      { payments: [{ method: 'Shopify Payments', title: 'Shopify Payments', amount: 10_000, reference: '' }] },
    ],
  ])('%s', async (_name, cells, expected) => {
    const read = await readOrder({ ...PLAIN, ...cells }, [line(1, '100.00', 'A')])
    expect(read).toMatchObject(expected)
    expect(read.blockers).toEqual([])
  })

  test.each<[string, Cells, string, string]>([
    [
      'split payment without amounts',
      { 'Payment Method': 'Shopify Payments + gift_card' },
      'TB7003',
      'Shopify Payments + gift_card',
    ],
    [
      'part of it refunded, nobody says which part',
      { 'Financial Status': 'partially_refunded', 'Refunded Amount': '25.00' },
      'TB7023',
      '25.00 was refunded',
    ],
    ['a state the table does not know', { 'Financial Status': 'wibble' }, 'TB7022', 'Financial Status "wibble"'],
    [
      'an outstanding balance beyond the total',
      { 'Outstanding Balance': '-5.00' },
      'TB7001',
      'Outstanding Balance -5.00',
    ],
  ])('%s: held, and its stock is held as well', async (_name, cells, code, found) => {
    const read = await readOrder({ ...PLAIN, ...cells }, [line(1, '100.00', 'A')])
    expect(read.blockers).toMatchObject([{ code, found }])
    expect(read.holdsStock).toBe(true)
  })

  test('wholly refunded: every line is, and nothing is held', async () => {
    const read = await readOrder({ ...PLAIN, 'Financial Status': 'refunded', 'Refunded Amount': '100.00' }, [
      line(2, '50.00', 'A'),
    ])
    expect(read).toMatchObject({ payment: 'refunded', holdsStock: false, refunded: 10_000, blockers: [] })
    expect(read.lines[0]).toMatchObject({
      quantity: 2000,
      refundedQuantity: 2000,
      refundedGross: 10_000,
      refundedTax: 2000,
    })
  })
})

describe('cells', () => {
  test('apostrophes that protect, names with quotes and line ends, keys, addresses', async () => {
    const order = {
      ...PLAIN,
      'Billing Name': 'Åse "Mor" Ærø',
      'Billing Zip': "'0800",
      'Billing Country': 'DK',
      'Billing Address1': 'Søndergade 1',
      'Billing Street': 'Søndergade 1, st. tv.',
      Phone: "'+45 12 34 56 78",
      Notes: 'Ring på\nhos naboen; tak',
      'Note Attributes': 'gift: yes\nVAT number: DK12345678',
    }
    const read = await readOrder(order, [line(1, '100.00', 'A', { 'Lineitem name': 'Bil, "rød"\n12" - Lille / Rød' })])
    expect(read).toMatchObject({
      key: '5601001',
      number: '#1001',
      placedAt: '2026-09-03T08:15:00.000Z',
      note: 'Ring på\nhos naboen; tak',
      customer: { email: 'ida@example.com', phone: '+45 12 34 56 78', vatNumber: 'DK12345678' },
      billing: { name: 'Åse "Mor" Ærø', postcode: '0800', street1: 'Søndergade 1', country: 'DK' },
    })
    expect(read.lines[0]!.name).toBe('Bil, "rød"\n12" - Lille / Rød')
  })

  test.each([
    ['2026-09-03 10:15:00 -0400', '2026-09-03T14:15:00.000Z'],
    ['2026-09-03 10:15:00 +0530', '2026-09-03T04:45:00.000Z'],
    ['2026-09-03T10:15:00+02:00', '2026-09-03T08:15:00.000Z'],
    ['2026-09-03T10:15:00Z', '2026-09-03T10:15:00.000Z'],
    ['2026-01-03 10:15:00', '2026-01-03T09:15:00.000Z'], // no offset: the shop's zone
  ])('placed at %s is %s', async (cell, expected) => {
    expect((await readOrder({ ...PLAIN, 'Created at': cell }, [line(1, '100.00', 'A')])).placedAt).toBe(expected)
  })

  test.each([
    ['', null],
    ['-', null],
    ["'0012", '0012'],
    ["Kid's", "Kid's"],
  ])('SKU %j is %j', async (cell, expected) => {
    const read = await readOrder(PLAIN, [line(1, '100.00', 'A', { 'Lineitem sku': cell })])
    expect(read.lines[0]!.sku).toBe(expected)
  })

  test.each<[string, Cells, string, string]>([
    ['not shipped, with a SKU', { 'Lineitem requires shipping': 'false' }, 'A', 'service'],
    [
      'not shipped, named gift card, not taxed',
      { 'Lineitem requires shipping': 'false', 'Lineitem taxable': 'false', 'Lineitem name': 'Gift Card - 100' },
      '',
      'gift-card',
    ],
    ['gift wrapping that is shipped', { 'Lineitem name': 'Gift card envelope' }, 'A', 'goods'],
  ])('%s', async (_name, cells, sku, kind) => {
    const read = await readOrder({ Subtotal: '100.00', Total: '100.00' }, [line(1, '100.00', sku, cells)])
    expect(read.lines[0]).toMatchObject({ kind, requiresShipping: kind === 'goods' })
  })
})

describe('rows', () => {
  const two = (order: Cells) =>
    orderRows({ Subtotal: '150.00', Taxes: '30.00', Total: '150.00', ...vat25('30.00'), ...order }, [
      line(1, '100.00', 'A'),
      line(1, '50.00', 'B'),
    ])
  const read = async (rows: Cells[]) => readAll(shopifyOrders, await temporaryFile(csv(ORDER_HEADER, rows)))

  test('continuation rows without a name belong to the order above', async () => {
    const rows = two({}).map((row, i) => (i === 1 ? { ...row, Name: '', Email: '' } : row))
    const batch = await read([...rows, ...two({ Name: '#1002', Id: '5601002' })])
    expect(batch.orders.map((o) => [o.number, o.line, o.rows, o.lines.length, o.blockers])).toEqual([
      ['#1001', 2, 2, 2, []],
      ['#1002', 4, 2, 2, []],
    ])
    expect(accountedFor(batch)).toBe(true)
  })

  test("a file with the order's cells filled down says the same", async () => {
    const [first, second] = two({})
    const batch = await read([first!, { ...first!, ...second! }])
    expect(batch.orders.map((o) => [o.rows, o.lines.length, o.blockers])).toEqual([[2, 2, []]])
  })

  test('orders of a Shopify POS are not of the webshop', async () => {
    const batch = await read([...two({ Source: 'pos' }), ...two({ Name: '#1002', Id: '2' })])
    expect(batch.skipped).toEqual([{ line: 2, rows: 2, reason: 'sold at a till (Shopify POS), not in the webshop' }])
    expect(batch.orders.map((o) => o.number)).toEqual(['#1002'])
    expect(accountedFor(batch)).toBe(true)
  })

  test('a bad cell rejects its whole order, every row with its reason', async () => {
    const [first, second] = two({})
    const batch = await read([
      { ...first!, Total: '150,00', 'Created at': '03/09/2026' },
      second!,
      ...two({ Name: '#1002', Id: '2' }),
    ])
    expect(table(batch)).toEqual([
      [2, 'Total', 'TB2601'],
      [2, 'Created at', 'TB2501'],
      [3, null, 'TB7022'],
    ])
    expect(batch.orders.map((o) => o.number)).toEqual(['#1002'])
    expect(accountedFor(batch)).toBe(true)
  })

  test.each<[string, Cells, string, string]>([
    ['a fraction of a piece', { 'Lineitem quantity': '1.5' }, 'Lineitem quantity', 'TB2103'],
    ['words for a quantity', { 'Lineitem quantity': 'two' }, 'Lineitem quantity', 'TB2101'],
    ['no quantity', { 'Lineitem quantity': '' }, 'Lineitem quantity', 'TB2604'],
    ['three decimals', { 'Lineitem price': '10.005' }, 'Lineitem price', 'TB2601'],
    ['a negative total', { Total: '-100.00' }, 'Total', 'TB2601'],
    ['neither true nor false', { 'Lineitem taxable': 'maybe' }, 'Lineitem taxable', 'TB2602'],
    ['no currency', { Currency: '' }, 'Currency', 'TB2604'],
    ['no date', { 'Created at': '' }, 'Created at', 'TB2604'],
    ['an id damaged by a spreadsheet', { Id: '5.6E+12' }, 'Id', 'TB2301'],
  ])('%s', async (_name, cells, column, code) => {
    const batch = await read(orderRows({ ...PLAIN, ...cells }, [{ ...line(1, '100.00', 'A'), ...cells }]))
    expect(table(batch)).toEqual([[2, column, code]])
    expect(accountedFor(batch)).toBe(true)
  })

  test('a line edited away (quantity 0) leaves the order as it is', async () => {
    const rows = orderRows(PLAIN, [line(1, '100.00', 'A'), line(0, '30.00', 'B')])
    const batch = await read(rows)
    expect(batch.orders[0]!.lines).toHaveLength(1)
    expect(batch.orders[0]!.blockers).toEqual([])
  })

  test('rows whose order is not above them are rejected, not added to a neighbour', async () => {
    const [first, second] = two({})
    const batch = await read([second!, first!, { ...second!, Name: '#1009' }])
    expect(table(batch)).toEqual([
      [2, 'Name', 'TB7022'],
      [3, null, 'TB7022'],
      [4, 'Name', 'TB7022'],
    ])
    expect(batch.orders).toEqual([])
    expect(accountedFor(batch)).toBe(true)
  })

  test.each<[string, Cells]>([
    ['as the shop writes them', {}],
    ['all blank', { 'Created at': '', Vendor: '', Phone: '' }],
    ['of another second', { 'Created at': '2026-09-03 10:15:01 +0200' }],
    ['with a vendor and a phone', { Vendor: 'Other', Phone: "'+4511223344" }],
  ])('a free line behind its order stays with it: repeated cells %s', async (_name, cells) => {
    const order = { ...PLAIN, Phone: "'+4512345678" }
    const batch = await read([
      ...orderRows(order, [line(1, '100.00', 'A'), { ...line(1, '0.00', 'FREE'), ...cells }]),
      ...two({ Name: '#1002', Id: '2' }),
    ])
    expect(batch.findings).toEqual([])
    expect(batch.orders.map((o) => [o.number, o.rows, o.lines.map((l) => l.sku), o.blockers])).toEqual([
      ['#1001', 2, ['A', 'FREE'], []],
      ['#1002', 2, ['A', 'B'], []],
    ])
  })

  test('the same name with another id is another order', async () => {
    const batch = await read([...two({}), ...two({ Id: '5609999' })])
    expect(batch.orders.map((o) => [o.number, o.key, o.rows])).toEqual([
      ['#1001', '5601001', 2],
      ['#1001', '5609999', 2],
    ])
  })

  test('a row that stands apart from its order, even behind it, takes the whole order with it', async () => {
    const [first, second] = two({})
    const free = { Name: '#1001', 'Created at': FIRST['Created at']!, ...line(1, '0.00', 'FREE') }
    const batch = await read([first!, second!, ...two({ Name: '#1002', Id: '2' }), free])
    expect(batch.orders.map((o) => o.number)).toEqual(['#1002'])
    expect(batch.rejected.map((r) => r.line)).toEqual([2, 3, 6])
    expect(accountedFor(batch)).toBe(true)
  })

  test('a second row that contradicts the total of its order', async () => {
    const [first, second] = two({})
    const batch = await read([first!, { ...first!, ...second!, Total: '149.00' }])
    expect(table(batch)).toEqual([
      [3, 'Total', 'TB7022'],
      [2, null, 'TB7022'],
    ])
    expect(batch.orders).toEqual([])
  })

  test('a torn row closes the order above it', async () => {
    const text = csv(ORDER_HEADER, [
      ...two({}),
      ...two({ Name: '#1002', Id: '2' }).map((row, i) => (i === 1 ? { ...row, Name: '' } : row)),
    ])
    const lines = text.split('\n')
    lines[3] = lines[3]!.replace(',', ';')
    const batch = await readAll(shopifyOrders, await temporaryFile(lines.join('\n')))
    expect(table(batch)).toEqual([
      [4, null, 'TB1007'],
      [5, 'Name', 'TB2604'],
    ])
    expect(batch.orders.map((o) => [o.number, o.lines.length, o.blockers.map((b) => b.code)])).toEqual([
      ['#1001', 2, ['TB7022']],
    ])
    expect(accountedFor(batch)).toBe(true)
  })

  test('missing columns are told all at once', async () => {
    const header = ORDER_HEADER.filter((name) => !['Total', 'Lineitem sku'].includes(name))
    const path = await temporaryFile(csv(header, [{ Name: '#1' }]))
    await expect(readAll(shopifyOrders, path)).rejects.toMatchObject({
      findings: [
        { code: 'TB1004', column: 'Total' },
        { code: 'TB1004', column: 'Lineitem sku' },
      ],
    })
  })

  test('the header of the admin of 2026, with its own spellings', async () => {
    const renamed: Record<string, string> = {
      'Cancelled at': 'Canceled at',
      'Lineitem sku': 'Lineitem SKU',
      'Payment Terms Name': 'Payment terms',
    }
    const header = ORDER_HEADER.map((name) => renamed[name] ?? name)
    const rows = orderRows(PLAIN, [line(1, '100.00', 'A')]).map((row) =>
      Object.fromEntries(
        Object.entries({ ...row, 'Cancelled at': '2026-09-03 11:00:00 +0200' }).map(([name, cell]) => [
          renamed[name] ?? name,
          cell,
        ]),
      ),
    )
    const batch = await readAll(shopifyOrders, await temporaryFile(csv(header, rows)))
    expect(batch.orders[0]).toMatchObject({ life: 'cancelled', lines: [{ sku: 'A' }] })
  })
})

test('an export as a shop makes it: every order, to the cent', async () => {
  const batch = await readAll(shopifyOrders, join(import.meta.dirname, '../../fixtures/webshops/shopify-orders.csv'))
  expect(accountedFor(batch)).toBe(true)
  expect(batch.skipped.map((s) => s.reason)).toEqual(['sold at a till (Shopify POS), not in the webshop'])
  const rows = batch.orders.map((o) => {
    const units =
      o.lines.filter((l) => l.kind === 'goods').reduce((sum, l) => sum + l.quantity - l.refundedQuantity, 0) / 1000
    return [o.number, o.total, o.totalTax, units, o.holdsStock, o.blockers.map((b) => b.code).join()]
  })
  expect(rows).toEqual([
    ['#1001', 27_390, 5478, 3, true, ''],
    ['#1002', 14_900, 2980, 1, true, ''],
    ['#1003', 60_085, 7017, 3, true, ''],
    ['#1004', 53_800, 10_760, 1, true, ''],
    ['#1005', 53_800, 10_760, 1, false, ''],
    ['#1006', 14_995, 2999, 1, true, 'TB7003'],
    ['#1008', 10_500, 2100, 0, false, ''],
    ['#1009', 59_895, 11_979, 2, true, 'TB7023'],
  ])
  for (const order of batch.orders) {
    expect(order.lines.reduce((sum, l) => sum + l.gross, 0)).toBe(order.total)
    expect(order.lines.reduce((sum, l) => sum + l.tax, 0)).toBe(order.totalTax)
  }
  // 3 x 129.95 less the discount of 39.00: gift cards are never discounted.
  expect(batch.orders[2]!.lines.map((l) => [l.kind, l.gross, l.tax, l.discount])).toEqual([
    ['goods', 35_085, 7017, 3900],
    ['gift-card', 25_000, 0, 0],
  ])
})
