import { describe, expect, test } from 'vitest'
import { countCodes, fixture, inFile, kindOf, places, readAll, sample, testWithSamples } from './woocommerce-files.ts'

const kind = kindOf('woocommerce-rest-orders')
const page = readAll(kind, fixture('woocommerce-rest-orders.json'))
const order = async (number: number) => (await page).orders.find((one) => one.number === String(number))!

testWithSamples('genuine orders', async () => {
  const folder = 'woocommerce/rest/'
  const four = await readAll(kind, sample(`${folder}orders-load-all.json`))
  expect([four.read, four.orders.length, four.orders.flatMap(({ lines }) => lines).length]).toEqual([4, 4, 15])
  expect(four.orders.map(({ number, blockers }) => [number, blockers.map(({ code }) => code)])).toEqual([
    ['963', []],
    ['961', []],
    ['960', []],
    ['560', ['TB7023', 'TB7023', 'TB7023', 'TB7023']],
  ])
  // Its totals do not add up, and nothing is mended here.
  const odd = four.orders[0]!
  expect([odd.total, odd.lines.reduce((sum, line) => sum + line.gross, 0)]).toEqual([3120, 28970])
  expect(odd.lines[1]?.quantity).toBe(1500)
  const ten = await readAll(kind, sample('woocommerce-rest/orders-processing-page1.json'))
  expect([ten.orders.length, ten.orders.flatMap(({ lines }) => lines).length]).toEqual([10, 12])
  for (const one of ten.orders) expect(one.lines.reduce((sum, line) => sum + line.gross, 0)).toBe(one.total)
  expect(ten.orders[0]).toMatchObject({ customer: { vatNumber: 'DE123456789' }, placedAt: '2026-11-20T14:12:08.000Z' })
  const single = await readAll(kind, sample(`${folder}order.json`))
  expect([single.orders.length, single.orders[0]?.lines.length]).toEqual([1, 4])
  const whole = await readAll(kind, sample(`${folder}order-fully-refunded.json`))
  expect(whole.orders[0]).toMatchObject({ payment: 'refunded', life: 'closed', holdsStock: false, refunded: 22371 })
  expect(whole.orders[0]?.lines.map((line) => line.refundedGross)).toEqual([18000, 4371])
  const part = await readAll(kind, sample(`${folder}order-details-partially-refunded.json`))
  expect(part.orders[0]).toMatchObject({
    payment: 'part-refunded',
    fulfilment: 'done',
    holdsStock: true,
    refunded: 2430,
  })
  const refunds = await readAll(kind, sample(`${folder}order-560-all-refunds.json`))
  expect([refunds.read, refunds.rejected.length, countCodes(refunds.findings)]).toEqual([4, 4, { TB7022: 4 }])
  const broken = await readAll(kind, sample(`${folder}order-with-line-item-attributes.json`)).catch((error) => error)
  expect(places(broken.findings)).toEqual(['TB1022 148 character 5'])
})

test('every object of a page is accounted for', async () => {
  const all = await page
  expect([all.read, all.orders.length]).toEqual([26, 21])
  expect(all.skipped.map(({ reason }) => reason)).toEqual([
    'refund, taken with its order 1011',
    'the same object again',
  ])
  expect(places(all.findings)).toEqual([
    'TB2601 1927 [21].total',
    'TB2601 2013 [22].line_items[0].total_tax',
    'TB2601 2013 [22].line_items[0].subtotal_tax',
    'TB2601 2013 [22].total',
    'TB7022 2137 [24]',
  ])
})

test('an order with two rates, shipping and a coupon', async () => {
  const one = await order(1001)
  expect(one).toMatchObject({
    key: '1001',
    placedAt: '2026-11-20T14:12:08.000Z',
    modifiedAt: '2026-11-20T14:20:00.000Z',
    payment: 'paid',
    life: 'open',
    holdsStock: true,
    customer: { key: '2', guest: false, email: 'juergen@example.test', vatNumber: 'DE123456789' },
    billing: { name: 'Jürgen Özdemir', company: 'Müller & Söhne KG', postcode: '01067', country: 'DE' },
    note: 'Bitte klingeln;\ndanke!',
    payments: [{ method: 'stripe', title: 'Kreditkarte', amount: 20851, reference: 'ch_1' }],
    outstanding: 0,
    total: 20851,
    totalTax: 3234,
    blockers: [],
  })
  expect(
    one.lines.map(({ key, kind, quantity, net, tax, gross, discount, taxRate, variantKey }) => [
      key,
      kind,
      quantity,
      net,
      tax,
      gross,
      discount,
      taxRate,
      variantKey,
    ]),
  ).toEqual([
    ['1', 'goods', 2000, 16182, 3075, 19257, 2139, 19000, '37'],
    ['2', 'goods', 3000, 945, 66, 1011, 113, 7000, '43'],
    ['shipping-3', 'shipping', 1000, 490, 93, 583, 0, 19000, null],
  ])
})

test.each([
  [1002, 'pending', 'open', true, false, 1190],
  [1003, 'pending', 'open', true, true, 1190],
  [1004, 'pending', 'open', false, false, 1190],
  [1005, 'pending', 'open', false, false, 1190],
  [1006, 'pending', 'open', true, false, 1190],
  [1007, 'voided', 'cancelled', false, false, 1190],
  [1008, 'paid', 'open', true, false, 0],
  [1009, 'refunded', 'closed', false, false, 0],
  [1011, 'part-refunded', 'open', true, false, 0],
  [1012, 'paid', 'open', true, false, 0],
  [1013, 'pending', 'draft', false, false, 1190],
  [1017, 'authorised', 'open', true, false, 0],
  [1018, 'paid', 'open', true, false, 0],
])(
  'order %i: payment %s, life %s, holds stock %s, on account %s',
  async (number, payment, life, holdsStock, onAccount, outstanding) => {
    const one = await order(number)
    expect(one).toMatchObject({ payment, life, holdsStock, onAccount, outstanding })
    const paid = one.payments.reduce((sum, { amount }) => sum + amount, 0)
    expect(paid + one.outstanding).toBe(one.total)
  },
)

test.each([
  [1010, 'TB7023'],
  [1012, 'TB7026'],
  [1015, 'TB7003'],
  [1016, 'TB7009'],
])('order %i cannot leave as it stands: %s', async (number, code) => {
  expect((await order(number)).blockers.map((blocker) => blocker.code)).toEqual([code])
})

describe('refunds', () => {
  test('a refund object of the same file is laid on its line', async () => {
    const one = await order(1011)
    expect(one.blockers).toEqual([])
    expect(one).toMatchObject({
      refunded: 1190,
      lines: [{ refundedQuantity: 1000, refundedGross: 1190, refundedTax: 190 }],
    })
  })

  test('a refund of everything needs no lines', async () => {
    expect((await order(1009)).lines[0]).toMatchObject({ quantity: 2000, refundedQuantity: 2000, refundedGross: 1190 })
  })

  test.each([
    ['of a line nobody has', { _refunded_item_id: '999' }, -1, '-10.00'],
    ['of more than there was', { _refunded_item_id: '7' }, -4, '-10.00'],
    ['of another amount', { _refunded_item_id: '7' }, -1, '-9.00'],
  ])('%s is a blocker and touches no line', async (_name, meta, quantity, total) => {
    const meta_data = Object.entries(meta).map(([key, value]) => ({ key, value }))
    const refunds = [{ id: 70, total: '-10.00', line_items: [{ quantity, total, total_tax: '0.00', meta_data }] }]
    const lines = [{ id: 7, name: 'A', product_id: 1, quantity: 3, total: '30.00', total_tax: '0.00', taxes: [] }]
    const value = { ...PLAIN, line_items: lines, total: '30.00', refunds }
    const { orders } = await inFile(JSON.stringify([value]), (path) => readAll(kind, path))
    expect(orders[0]?.blockers.map(({ code }) => code)).toEqual(['TB7023'])
    expect(orders[0]?.lines[0]).toMatchObject({ refundedQuantity: 0, refundedGross: 0 })
  })
})

const PLAIN = {
  id: 5,
  status: 'processing',
  currency: 'EUR',
  total: '10.00',
  total_tax: '0.00',
  date_created_gmt: '2026-01-02T03:04:05',
  date_paid_gmt: '2026-01-02T03:04:05',
  line_items: [{ id: 7, name: 'A', product_id: 1, quantity: 1, total: '10.00', total_tax: '0.00', taxes: [] }],
}

test('a gift card is a tender: it is put back on the total', async () => {
  const one = await order(1014)
  expect(one).toMatchObject({ total: 1190, outstanding: 0, blockers: [] })
  expect(one.payments.map(({ method, amount, reference }) => [method, amount, reference])).toEqual([
    ['stripe', 190, ''],
    ['gift-card', 1000, 'GC-77'],
  ])
  const odd = { ...PLAIN, gift_cards: [{ code: 'X', amount: '3.00' }] }
  const { orders } = await inFile(JSON.stringify(odd), (path) => readAll(kind, path))
  expect([orders[0]?.total, orders[0]?.blockers.map(({ code }) => code)]).toEqual([1000, ['TB7003']])
})

test.each([
  [1019, 0, 'no tax at all'],
  [1020, null, 'two taxes on one line'],
  [1018, 19000, 'a free line has the rate it would have'],
])('order %i: rate %s, %s', async (number, rate, _why) => {
  expect((await order(number)).lines[0]?.taxRate).toBe(rate)
})

test.each([
  [{ standard: 25000 }, '2.50', 25000],
  [{ standard: 25000 }, '1.90', null],
  [{}, '2.50', null],
])('rates %j of the shop explain a tax of %s as %s', async (rates, tax, expected) => {
  const line_items = [{ ...PLAIN.line_items[0], total_tax: tax, taxes: [{ id: 3, total: tax }] }]
  const { orders } = await inFile(JSON.stringify({ data: { ...PLAIN, line_items } }), (path) =>
    readAll(kind, path, { rates }),
  )
  expect(orders[0]?.lines[0]?.taxRate).toBe(expected)
})

test('amounts that are numbers, and a clock without its UTC', async () => {
  const one = await order(1021)
  expect(one).toMatchObject({ total: 1190, placedAt: '2026-11-20T14:12:08.000Z' })
  expect(one.lines[0]).toMatchObject({ net: 1000, tax: 190 })
})

test.each([
  ['no status', { status: undefined }, 'TB7022 1 [0].status'],
  ['no date', { date_created_gmt: null }, 'TB7022 1 [0].date_created_gmt'],
  ['no currency', { currency: '' }, 'TB7022 1 [0].currency'],
  ['no number', { id: 0 }, 'TB7022 1 [0].id'],
  [
    'a line without quantity',
    { line_items: [{ ...PLAIN.line_items[0], quantity: 'many' }] },
    'TB2101 1 [0].line_items[0].quantity',
  ],
])('%s', async (_name, change, expected) => {
  const all = await inFile(JSON.stringify([{ ...PLAIN, ...change }]), (path) => readAll(kind, path))
  expect([all.orders.length, places(all.findings)]).toEqual([0, [expected]])
})
