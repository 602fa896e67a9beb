import { describe, expect, test } from 'vitest'
import { inFormatSchema } from '../../src/config/format.ts'
import { shopSchema } from '../../src/config/workspace.ts'
import { genericOrders } from '../../src/webshops/generic-orders.ts'
import { shopifyOrders } from '../../src/webshops/shopify-orders.ts'
import type { ShopContext } from '../../src/webshops/webshop.ts'
import { readWooOrder } from '../../src/webshops/woocommerce-order.ts'
import { type Cells, csv, DK, line, ORDER_HEADER, orderRows, readAll, temporaryFile } from './shopify-support.ts'

const books: Partial<ShopContext> = { rateOfSku: (sku) => (sku.startsWith('BOOK') ? 6000 : 25_000) }

async function shopify(order: Cells, lines: Cells[], more: Partial<ShopContext> = {}) {
  const path = await temporaryFile(csv(ORDER_HEADER, orderRows(order, lines)))
  return (await readAll(shopifyOrders, path, { ...DK, ...more })).orders[0]!
}

describe('Shopify', () => {
  const none = { Subtotal: '0.00', Total: '0.00', Taxes: '0.00', 'Discount Amount': '10.00' }
  test.each<[string, Cells, Cells[], Partial<ShopContext>, number[]]>([
    [
      'the rate that the file names',
      { ...none, 'Tax 1 Name': 'VAT 25%', 'Tax 1 Value': '0.00' },
      [line(1, '10.00', 'MUG')],
      {},
      [25_000],
    ],
    ["the catalogue's rates", none, [line(1, '6.00', 'MUG'), line(1, '4.00', 'BOOK')], books, [25_000, 6000]],
    ['taken off the line itself', none, [line(1, '10.00', 'MUG', { 'Lineitem discount': '10.00' })], books, [25_000]],
    ['not taxable is 0 %', none, [line(1, '10.00', 'MUG', { 'Lineitem taxable': 'false' })], books, [0]],
    [
      'paid and without tax: it is 0 %, whatever the catalogue says',
      { Subtotal: '10.00', Total: '10.00', Taxes: '0.00' },
      [line(1, '10.00', 'MUG'), line(1, '0.00', 'GIFT')],
      books,
      [0, 0],
    ],
  ])('%s', async (_name, order, lines, context, rates) => {
    const read = await shopify(order, lines, context)
    expect(read.lines.map((l) => l.taxRate)).toEqual(rates)
    expect(read.lines.every((l) => l.tax === 0)).toBe(true)
    expect(read.blockers).toEqual([])
  })

  test('lines that do not come to the Subtotal: the rate the file names is not called unknown', async () => {
    const order = { Subtotal: '12.00', Taxes: '2.40', Total: '12.00', 'Tax 1 Name': 'VAT 25%', 'Tax 1 Value': '2.40' }
    const read = await shopify(order, [line(1, '10.00', 'A')])
    expect(read.blockers.map((b) => b.code)).toEqual(['TB7001'])
    expect(read.lines.map((l) => l.taxRate)).toEqual([25_000])
  })
})

describe('WooCommerce REST', () => {
  const item = (id: number, more: Record<string, unknown>) => ({
    id,
    name: `Toy ${id}`,
    sku: `TOY-${id}`,
    quantity: 1,
    tax_class: '',
    total: '0.00',
    total_tax: '0.00',
    subtotal: '0.00',
    subtotal_tax: '0.00',
    taxes: [],
    ...more,
  })
  const paid = { total: '80.00', total_tax: '20.00', subtotal: '80.00', subtotal_tax: '20.00' }
  const taxed = { taxes: [{ id: 1, total: '20.00' }] }
  const coupon = { subtotal: '143.20', subtotal_tax: '35.80' }
  const list = { tax_lines: [{ rate_id: 1, rate_percent: 25 }] }
  const shipping = { id: 9, method_title: 'GLS', total: '0.00', total_tax: '0.00', taxes: [] }
  const read = (order: Record<string, unknown>, more: Partial<ShopContext> = {}) => {
    const value = {
      id: 1,
      status: 'processing',
      currency: 'DKK',
      date_created_gmt: '2026-11-19T10:00:00',
      total: '0.00',
      total_tax: '0.00',
      ...order,
    }
    const { order: made, check } = readWooOrder({ value, line: 1, path: '[0]' } as never, [], { ...DK, ...more })
    expect(check.findings).toEqual([])
    return made!.lines.map(({ taxRate }) => taxRate)
  }

  test.each<[string, Record<string, unknown>, Partial<ShopContext>, number[]]>([
    ['what its subtotal was taxed at', { line_items: [item(1, coupon)] }, {}, [25_000]],
    [
      'the order lists the rate',
      { ...list, line_items: [item(1, { ...coupon, taxes: [{ id: 1, total: '0' }] })] },
      {},
      [25_000],
    ],
    ['its subtotal bore no tax', { line_items: [item(1, { subtotal: '143.20' })] }, books, [0]],
    ['free shipping beside it', { line_items: [item(1, coupon)], shipping_lines: [shipping] }, {}, [25_000, 25_000]],
    [
      'free shipping of a paid order',
      {
        ...list,
        total: '100.00',
        total_tax: '20.00',
        line_items: [item(1, { ...paid, ...taxed })],
        shipping_lines: [shipping],
      },
      {},
      [25_000, 25_000],
    ],
    [
      'a gift in a paid order',
      { ...list, total: '100.00', total_tax: '20.00', line_items: [item(1, { ...paid, ...taxed }), item(2, {})] },
      {},
      [25_000, 25_000],
    ],
    [
      'free shipping of an order without tax',
      { total: '80.00', line_items: [item(1, { total: '80.00', subtotal: '80.00' })], shipping_lines: [shipping] },
      books,
      [0, 0],
    ],
    ['a gift alone: the catalogue knows', { line_items: [item(1, { sku: 'BOOK' })] }, books, [6000]],
    ["a gift alone: the class's rate", { line_items: [item(1, {})] }, { rates: { standard: 19_000 } }, [19_000]],
    ['nobody knows', { line_items: [item(1, {})] }, {}, [0]],
  ])('%s', (_name, order, context, rates) => {
    expect(read(order, context)).toEqual(rates)
  })
})

describe('order exports of their own prices', () => {
  const column = (header: string) => ({ header })
  const columns = {
    number: column('no'),
    date: column('date'),
    state: { default: 'paid' },
    quantity: column('qty'),
    lineTotal: column('amount'),
    taxRate: column('rate'),
    total: column('total'),
    shipping: column('freight'),
  }
  const TEXT = 'no;date;qty;amount;rate;total;freight\n1;2026-09-03 10:15:00;1;80.00;25;150.00;40.00\n'

  test.each([
    ['net', 'gross', 0],
    ['net', 'net', 0],
    [undefined, 'net', 0],
    ['gross', 'net', 1],
    [undefined, 'gross', 1],
  ] as const)('%s, in a shop with %s prices', async (own, shop, blockers) => {
    const orders = { ...inFormatSchema.parse({ columns, dialect: {} }), ...(own ? { prices: own } : {}) }
    const context = { ...DK, prices: shop, formats: { orders } }
    const [order] = (await readAll(genericOrders, await temporaryFile(TEXT), context)).orders
    expect(order!.blockers).toHaveLength(blockers)
    if (blockers === 0)
      expect(order!.lines.map((l) => [l.net, l.gross])).toEqual([
        [8000, 10_000],
        [4000, 5000],
      ])
  })

  test('the key stands in the configuration, in orders only', () => {
    const shop = { kind: 'woocommerce', folder: 'x', timeZone: 'Europe/Copenhagen', currency: 'DKK', prices: 'gross' }
    const parse = (formats: unknown) => shopSchema.safeParse({ ...shop, formats })
    expect(parse({ orders: { columns, prices: 'net' } }).data?.formats?.orders?.prices).toBe('net')
    expect(parse({ orders: { columns } }).data?.formats?.orders?.prices).toBe(undefined)
    expect(parse({ products: { columns, prices: 'net' } }).success).toBe(false)
  })
})
