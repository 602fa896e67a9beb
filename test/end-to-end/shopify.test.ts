import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { splitCsv } from '../support/independent-cells.ts'
import { readPosOrders, readShopifyOrders } from '../support/independent-reader.ts'
import { dump, put, run, workspaceOf } from './a-workspace.ts'
import { filesNamed } from './demo-facts.ts'

/*
 * A Shopify shop with two locations and the demo till's layout. All files are invented. Inventory: three articles in
 * Aarhus and at the storeroom, one of them not stocked there, and a location that belongs to nobody here.
 */

const WORKSPACE = `shops:
  main:
    kind: shopify
    folder: shop
    timeZone: Europe/Copenhagen
    currency: DKK
    country: DK
    prices: gross
    products: products.csv
    orders: orders*.csv
    inventory: inventory.csv
    rates: { standard: 25 }
    stock:
      from: [till]
      file: stock-{date:yyyyMMdd}-{seq:4}.csv
      locations: { Aarhus: [shop], Lager: [storeroom] }
`

const demoTill = readFileSync(path.join(import.meta.dirname, '../../examples/demo/partners/demo-till.yaml'), 'utf8')
const TILL = demoTill
  .replace('partner: demo-till', 'partner: till')
  .replace(
    / {2}tenders:[\s\S]*? {2}outstandingTender/,
    '  tenders: { Shopify Payments: WEBKORT, MobilePay: MOBILEPAY }\n  outstandingTender',
  )
  .replace('rejected: 15%', 'rejected: 5%')

const PRODUCTS = [
  'Title,URL handle,Status,Type,SKU,Barcode,Option1 name,Option1 value,Price,Charge tax,Inventory tracker,Inventory quantity,Requires shipping,Gift card',
  'Bold,bold,active,Toys,BOLD-R,,Farve,Rød,100.00,TRUE,shopify,7,TRUE,FALSE',
  ',bold,,,BOLD-B,,,Blå,100.00,TRUE,shopify,7,TRUE,',
  'Dukke,dukke,active,Toys,DUKKE,,Title,Default Title,49.95,TRUE,shopify,7,TRUE,FALSE',
  '',
].join('\n')

const INVENTORY_HEAD =
  'Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,SKU,HS Code,COO,Location,Bin name,Incoming (not editable),Unavailable (not editable),Committed (not editable),Available (not editable),On hand (current),On hand (new)'
const inventoryRow = (option: string, sku: string, location: string, numbers: string) =>
  `${sku === 'DUKKE' ? 'dukke,Dukke,Title' : 'bold,Bold,Farve'},${option},,,,,${sku},,,${location},,0,${numbers},`
const INVENTORY = [
  INVENTORY_HEAD,
  // Unavailable, committed, available, on hand.
  inventoryRow('Rød', 'BOLD-R', 'Aarhus', '1,2,4,7'),
  inventoryRow('Rød', 'BOLD-R', 'Lager', '0,0,10,10'),
  inventoryRow('Blå', 'BOLD-B', 'Aarhus', '0,1,-1,0'),
  inventoryRow('Blå', 'BOLD-B', 'Lager', 'not stocked,not stocked,not stocked,not stocked'),
  inventoryRow('Default Title', 'DUKKE', 'Aarhus', '2,0,3,5'),
  inventoryRow('Default Title', 'DUKKE', 'Messe', '0,0,3,3'),
  '',
].join('\n')

const ORDER_HEAD =
  'Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,Payment Terms Name,Next Payment Due At,Payment References'

interface Line {
  sku: string
  name: string
  quantity: number
  price: string
}
interface Order {
  name: string
  lines: Line[]
  subtotal: string
  shipping: string
  taxes: string
  total: string
  method: string
  discount?: string
  state?: string
}

/** Rows of one order as Shopify exports them: the first carries the order, the others only their line. */
function orderRows(order: Order): string[] {
  const names = ORDER_HEAD.split(',')
  return order.lines.map((line, i) => {
    const cells: Record<string, string> = {
      Name: order.name,
      Email: 'a@example.com',
      'Lineitem quantity': String(line.quantity),
      'Lineitem name': line.name,
      'Lineitem price': line.price,
      'Lineitem sku': line.sku,
      'Lineitem requires shipping': 'true',
      'Lineitem taxable': 'true',
      'Lineitem fulfillment status': 'pending',
      'Lineitem discount': '0.00',
    }
    if (i === 0)
      Object.assign(cells, {
        'Financial Status': order.state ?? 'paid',
        'Paid at': '2026-11-19 10:15:00 +0100',
        'Fulfillment Status': 'unfulfilled',
        Currency: 'DKK',
        Subtotal: order.subtotal,
        Shipping: order.shipping,
        Taxes: order.taxes,
        Total: order.total,
        'Discount Amount': order.discount ?? '0.00',
        'Created at': '2026-11-19 10:15:00 +0100',
        'Billing Name': 'Anna Testesen',
        'Billing City': 'Prøveby',
        'Billing Country': 'DK',
        'Payment Method': order.method,
        'Refunded Amount': '0.00',
        'Outstanding Balance': '0.00',
        Id: `56${order.name.slice(1)}`,
        'Tax 1 Name': 'DK Moms 25%',
        'Tax 1 Value': order.taxes,
      })
    return names.map((name) => cells[name] ?? '').join(',')
  })
}

const RED = { sku: 'BOLD-R', name: 'Bold - Rød', price: '100.00' }
const DOLL = { sku: 'DUKKE', name: 'Dukke', price: '49.95' }
const ORDERS: Order[] = [
  {
    name: '#1001',
    lines: [
      { ...RED, quantity: 2 },
      { ...DOLL, quantity: 1 },
    ],
    subtotal: '249.95',
    shipping: '39.00',
    taxes: '57.79',
    total: '288.95',
    method: 'Shopify Payments',
  },
  // 10 % off the whole order.
  {
    name: '#1002',
    lines: [{ ...DOLL, quantity: 3 }],
    subtotal: '134.86',
    shipping: '0.00',
    taxes: '26.97',
    total: '134.86',
    method: 'MobilePay',
    discount: '14.99',
  },
]
const ordersCsv = (orders: readonly Order[]) => [ORDER_HEAD, ...orders.flatMap(orderRows), ''].join('\n')

const STOCK = Buffer.from(
  [
    'Varenr;Tekst;Lager;Antal',
    'BOLD-R;;BUTIK;20',
    'BOLD-R;;LAGER;8',
    'BOLD-B;;BUTIK;-2',
    'BOLD-B;;LAGER;5',
    'DUKKE;;BUTIK;9',
    '',
  ].join('\r\n'),
)

function shop(): string {
  return workspaceOf({
    'tillbridge.yaml': WORKSPACE,
    'partners/till.yaml': TILL,
    'shop/products.csv': PRODUCTS,
    'shop/orders.csv': ordersCsv(ORDERS),
    'shop/inventory.csv': INVENTORY,
    'shop/import/.keep': '',
    'till/in/.keep': '',
    'till/out/STOCK_20261120.csv': STOCK,
  })
}

test('orders: units, gross per rate and per tender of the POS file are those of the export', async () => {
  const root = shop()
  await run(root, 'all')
  const till = readPosOrders(filesNamed(root, 'till/in', 'ORD_'))
  const side = {
    only: ['#1001', '#1002'],
    tenders: { 'Shopify Payments': 'WEBKORT', MobilePay: 'MOBILEPAY' },
    outstandingTender: 'EFTERKRAV',
  }
  expect(till).toEqual(readShopifyOrders(ordersCsv(ORDERS), side))
  expect(till.units).toEqual({ 'BOLD-R': '2', DUKKE: '4' })
  expect(till.grossPerTender).toEqual({ MOBILEPAY: '134.86', WEBKORT: '288.95' })
})

test('stock back: on hand is what may be sold plus what Shopify subtracts by itself; the rest is left alone (R04)', async () => {
  const root = shop()
  const reports = await run(root, 'all')
  const [bytes, ...more] = filesNamed(root, 'shop/import', 'stock-')
  expect(more, JSON.stringify(reports.at(-1)?.findings)).toEqual([])
  const [head, ...rows] = splitCsv(bytes!.toString('utf8').replace(/^\uFEFF/, ''), ',')
  expect(head).toEqual(splitCsv(INVENTORY_HEAD, ',')[0])
  const cell = (row: readonly string[], name: string) => row[head!.indexOf(name)]!
  const found = rows.map((row) => [cell(row, 'SKU'), cell(row, 'Location'), Number(cell(row, 'On hand (new)'))])
  // What the till has in the location, less the pieces of both orders, never below zero; then the export's own numbers.
  const ordered: Record<string, number> = { 'BOLD-R': 2, DUKKE: 4, 'BOLD-B': 0 }
  const may = (sku: string, has: number) => Math.max(0, Math.max(0, has) - ordered[sku]!)
  expect(found).toEqual([
    ['BOLD-R', 'Aarhus', may('BOLD-R', 20) + 2 + 1],
    ['BOLD-R', 'Lager', may('BOLD-R', 8) + 0 + 0],
    ['BOLD-B', 'Aarhus', may('BOLD-B', -2) + 1 + 0],
    ['DUKKE', 'Aarhus', may('DUKKE', 9) + 0 + 2],
  ])
  expect(bytes!.toString('utf8')).not.toContain('Messe')
  expect(reports.at(-1)!.findings.map(({ code }) => code)).toContain('TB6003')
})

test('a second run moves nothing; an order added is one file with that order', async () => {
  const root = shop()
  await run(root, 'all')
  const before = dump(root)
  const again = await run(root, 'all', '2026-11-20T09:00:00.000Z')
  expect(again.map((r) => r.new + r.changed)).toEqual(again.map(() => 0))
  expect(dump(root)).toEqual(before)
  const added: Order = { ...ORDERS[0]!, name: '#1003' }
  put(root, 'shop/orders.csv', ordersCsv([...ORDERS, added]), '2026-11-20T09:30:00.000Z')
  await run(root, 'all', '2026-11-20T10:00:00.000Z')
  const files = filesNamed(root, 'till/in', 'ORD_')
  expect(files).toHaveLength(2)
  expect(readPosOrders([files[1]!]).orders).toEqual(['#1003'])
})
