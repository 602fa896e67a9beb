import { expect, test } from 'vitest'
import { splitCsv } from '../support/independent-cells.ts'
import { dump, levels, put, run, workspaceOf } from './a-workspace.ts'
import { filesNamed } from './demo-facts.ts'

/*
 * A Magento shop with two sources. Its orders come through a plug-in's export, read by declared columns. All invented.
 */

const WORKSPACE = `shops:
  main:
    kind: magento
    folder: shop
    timeZone: Europe/Copenhagen
    currency: DKK
    country: DK
    prices: gross
    products: products.csv
    inventory: sources.csv
    orders: orders.csv
    formats:
      orders:
        dialect: { delimiter: ",", newline: lf }
        columns:
          number: { header: Order }
          date: { header: Date, pattern: yyyy-MM-dd HH:mm }
          state: { header: State, map: { processing: paid, complete: fulfilled } }
          sku: { header: SKU }
          quantity: { header: Qty }
          lineTotal: { header: Row total }
          taxRate: { header: Tax }
          total: { header: Grand total }
          payment: { header: Payment }
    rates: { standard: 25 }
    stock:
      from: [till]
      file: stock_sources-{date:yyyyMMdd}-{seq:4}.csv
      locations: { default: [shop, storeroom], outlet: [outlet] }
`

const TILL = `partner: till
shop: main
folder: till
timeZone: Europe/Copenhagen
currency: DKK
prices: gross
dialect: { encoding: windows-1252, delimiter: "|", newline: crlf }
locations: { BUTIK: shop, LAGER: storeroom, OUTLET: outlet }
stock:
  file: STOCK_{date:yyyyMMdd}.csv
  quantityMeans: onHand
  bookedWhen: imported
  listsZeros: no
  asOf: { from: fileName }
  columns:
    code: { header: Code }
    location: { header: Store }
    quantity: { header: Pieces }
orders:
  document: stock
  ordersFrom: 2026-11-01
  file: MOVES_{date:yyyyMMdd}_{seq:3}.csv
  columns:
    - { header: Code, from: line.code }
    - { header: Pieces, from: line.quantity }
catalogue:
  file: ITEMS_{date:yyyyMMdd}_{seq:3}.csv
  columns:
    - { header: Code, from: code, required: yes }
    - { header: Name, from: item.name }
    - { header: Price, from: variant.price }
    - { header: Status, from: change }
`

const PRODUCTS = [
  'sku,store_view_code,attribute_set_code,product_type,name,product_online,tax_class_name,price,additional_attributes,qty,configurable_variations,configurable_variation_labels',
  'HOOD-S,,Default,simple,Hood S,1,Taxable Goods,249.0000,size=S,5,,',
  'HOOD-M,,Default,simple,Hood M,1,Taxable Goods,249.0000,size=M,5,,',
  'HOOD,,Default,configurable,Hood,1,Taxable Goods,,,0,"sku=HOOD-S,size=S|sku=HOOD-M,size=M",size=Size',
  'CUP,,Default,simple,Cup,1,Taxable Goods,59.0000,,5,,',
  '',
].join('\n')

const SOURCES = [
  'source_code,sku,status,quantity',
  'default,HOOD-S,1,4.0000',
  'default,HOOD-M,1,12.0000',
  'default,CUP,1,1.0000',
  'outlet,CUP,0,0.0000',
  '',
].join('\n')

const ORDERS = [
  'Order,Date,State,SKU,Qty,Row total,Tax,Grand total,Payment',
  '100001,2026-11-19 12:00,processing,HOOD-S,2,498.00,25,498.00,card',
  '',
].join('\n')

const stockFile = (rows: readonly string[]) => ['Code|Store|Pieces', ...rows, ''].join('\r\n')
const FIRST = ['HOOD-S|BUTIK|3', 'HOOD-S|LAGER|4', 'HOOD-M|BUTIK|12', 'CUP|BUTIK|-1', 'CUP|LAGER|6', 'CUP|OUTLET|2']

function shop(): string {
  return workspaceOf({
    'tillbridge.yaml': WORKSPACE,
    'partners/till.yaml': TILL,
    'shop/products.csv': PRODUCTS,
    'shop/sources.csv': SOURCES,
    'shop/orders.csv': ORDERS,
    'shop/import/.keep': '',
    'till/STOCK_20261120.csv': stockFile(FIRST),
  })
}

/** `source sku` to quantity and status of the newest stock file for the shop. */
function written(root: string): Record<string, string[]> {
  const [head, ...rows] = splitCsv(filesNamed(root, 'shop/import', 'stock_sources-').at(-1)!.toString('utf8'), ',')
  const cell = (row: readonly string[], name: string) => row[head!.indexOf(name)] ?? ''
  const entries = rows.map((row) => [
    `${cell(row, 'source_code')} ${cell(row, 'sku')}`,
    [cell(row, 'quantity'), cell(row, 'status')],
  ])
  return Object.fromEntries(entries)
}

/** Each store floored at zero, then the sum of the stores behind a source (R04, R09). */
function sums(rows: readonly string[]): Record<string, number> {
  const source: Record<string, string> = { BUTIK: 'default', LAGER: 'default', OUTLET: 'outlet' }
  const result: Record<string, number> = {}
  for (const row of rows) {
    const [sku, store, pieces] = row.split('|') as [string, string, string]
    const key = `${source[store]} ${sku}`
    result[key] = (result[key] ?? 0) + Math.max(0, Number(pieces))
  }
  return result
}

test('stock sources: what the till has per source, floored per store before the sum; equal numbers are not sent', async () => {
  const root = shop()
  const reports = await run(root, 'all')
  const expected = sums(FIRST)
  delete expected['default HOOD-M'] // Magento shows 12 already.
  // Two pieces are sold and lie in the store yet: they come off, and go back on because Magento takes them off by itself.
  expected['default HOOD-S'] = expected['default HOOD-S']! - 2 + 2
  expect(reports.find((r) => r.flow === 'shop-orders')!.findings).toEqual([])
  const found = written(root)
  expect(Object.fromEntries(Object.entries(found).map(([key, [quantity]]) => [key, Number(quantity)]))).toEqual(
    expected,
  )
  expect(Object.values(found).map(([, status]) => status)).toEqual(Object.values(found).map(() => '1'))
  expect(reports.find((r) => r.flow === 'catalogue')!.new).toBe(3)
})

test('a second run moves nothing; a code that is absent in the next file goes to zero in its stores', async () => {
  const root = shop()
  await run(root, 'all')
  const before = dump(root)
  const again = await run(root, 'all', '2026-11-20T09:00:00.000Z')
  expect(again.map((r) => r.new + r.changed)).toEqual(again.map(() => 0))
  expect(dump(root)).toEqual(before)
  // The till has booked the order: what may be sold is the same, and so is what Magento must be told.
  const next = ['HOOD-S|BUTIK|1', ...FIRST.slice(1).filter((row) => row !== 'CUP|OUTLET|2'), 'HOOD-M|OUTLET|1']
  put(root, 'till/STOCK_20261121.csv', stockFile(next), '2026-11-21T07:00:00.000Z')
  await run(root, 'all', '2026-11-21T08:00:00.000Z')
  expect(levels(root, 'till').find((l) => l.code === 'CUP' && l.location === 'outlet')?.quantity).toBe('0')
  expect(written(root)).toEqual({ 'outlet CUP': ['0.0000', '0'], 'outlet HOOD-M': ['1.0000', '1'] })
})
