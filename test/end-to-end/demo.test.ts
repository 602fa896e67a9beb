import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { orderJson } from '../../examples/demo-data/order-json.ts'
import { DEMO_ORDERS } from '../../examples/demo-data/orders.ts'
import type { RunReport } from '../../src/model/run-report.ts'
import { readPosOrders, readWooOrders } from '../support/independent-reader.ts'
import { demoWorkspace, dump, edit, expectGolden, filesBelow, levels, places, put, query, run } from './a-workspace.ts'
import { demoSide, expectedOf, filesNamed, shopOrders, tillRows } from './demo-facts.ts'

const stock = expectedOf('stock')
const orders = expectedOf('orders')
const catalogue = expectedOf('catalogue')
const leaving = Object.entries(orders.orders)
  .filter(([, order]) => order.outcome === 'leaves')
  .map(([number]) => number)

describe('the first run gives what was worked out by hand', () => {
  test('stock in: counts, findings with their places, every level with its line', async () => {
    const root = demoWorkspace()
    const taken = byFlow(await run(root, 'all')).get('stock')!
    expect(pick(taken, Object.keys(stock.counts))).toEqual(stock.counts)
    expect(places(taken)).toEqual(stock.findings)
    expect(sorted(levels(root, 'demo-till'))).toEqual(sorted(stock.levels))
  })

  test('orders out: what leaves, is rejected or waits, and each total to the cent', async () => {
    const root = demoWorkspace()
    const reports = byFlow(await run(root, 'all'))
    const [bytes, ...more] = filesNamed(root, 'till/in', 'ORD_')
    expect(more).toEqual([])
    const till = readPosOrders([bytes!])
    expect(till.orders).toEqual(leaving)
    expect(till.units).toEqual(orders.unitsPerCode)
    expect(till.grossPerRate).toEqual(orders.grossPerRate)
    expect(till.grossPerTender).toEqual(orders.grossPerTender)
    expect(till).toEqual(readWooOrders([shopOrders(root)], demoSide(root, leaving)))
    const headers = tillRows(bytes!).filter(([type]) => type === 'H')
    const gross = Object.fromEntries(headers.map((cells) => [cells[1], cells[16]!.replace(',', '.')]))
    expect(gross).toEqual(Object.fromEntries(leaving.map((number) => [number, orders.orders[number]!.gross])))
    const found = [...reports.get('orders')!.findings, ...reports.get('shop-orders')!.findings]
    for (const [number, { outcome, code }] of Object.entries(orders.orders)) {
      if (outcome === 'rejected')
        expect(
          found.some((f) => f.key === number && f.code === code),
          number,
        ).toBe(true)
    }
    const rejected = Object.values(orders.orders).filter(({ outcome }) => outcome === 'rejected').length
    expect(pick(reports.get('orders')!, ['new', 'rejected'])).toEqual({ new: leaving.length, rejected })
  })

  test('catalogue out: the rows of the product file, each variant once', async () => {
    const root = demoWorkspace()
    const reports = byFlow(await run(root, 'all'))
    const products = reports.get('shop-catalogue')!
    expect(products.read).toBe(catalogue.productFile.read)
    const found = places(products).filter(([row]) => row !== null)
    expect(found.map(([row, , code]) => [row, code])).toEqual(catalogue.productFile.findings)
    const counted = query<{ items: number; variants: number }>(
      root,
      'select (select count(*) from item) as items, (select count(*) from variant) as variants',
    )[0]
    expect(counted).toEqual({ items: catalogue.productFile.items, variants: catalogue.productFile.variants })
    const [bytes, ...more] = filesNamed(root, 'till/in', 'KAT_')
    expect(more).toEqual([])
    const [, ...rows] = tillRows(bytes!)
    const plain = rows.map(([code, status, item, colour, size, , barcode, price, sale, ships]) => ({
      ...{ code, status, item, colour, size, barcode, price: price!.replace(',', '.') },
      ...{ salePrice: sale === '' ? null : sale!.replace(',', '.'), requiresShipping: ships === 'J' },
    }))
    expect(plain).toEqual(catalogue.rows.map(({ kind: _, ...row }) => ({ status: 'NY', ...row })))
  })

  test('shop stock: the file for WooCommerce, byte for byte', async () => {
    const root = demoWorkspace()
    await run(root, 'all')
    const [bytes, ...more] = filesNamed(root, 'shop/import', 'stock-')
    expect(more).toEqual([])
    expectGolden(bytes!, 'end-to-end/demo-shop-stock.csv')
    const [head, ...rows] = bytes!
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .trim()
      .split(/\r?\n/)
    const at = head!.split(',').indexOf('Stock')
    for (const row of rows) expect(row.split(',')[at], `never a blank stock cell: ${row}`).toMatch(/^\d+$/)
  })
})

describe('the second run', () => {
  test('0 new files, 0 changed rows; the database is the same but for runs', async () => {
    const root = demoWorkspace()
    await run(root, 'all')
    const before = { dump: dump(root), files: exchanged(root) }
    const reports = await run(root, 'all', '2026-11-20T09:00:00.000Z')
    expect(reports.map((r) => r.new + r.changed)).toEqual(reports.map(() => 0))
    expect(reports.flatMap((r) => r.files.filter((f) => f.direction === 'out' && f.state !== 'report'))).toEqual([])
    expect(exchanged(root)).toEqual(before.files)
    expect(dump(root)).toEqual(before.dump)
  })

  test('with one order added: exactly one file with exactly that order', async () => {
    const root = demoWorkspace()
    await run(root, 'all')
    const before = new Set(exchanged(root))
    const model = DEMO_ORDERS.find(({ id }) => id === 1002)!
    const added = orderJson({ ...model, id: 2002, placed: '2026-11-20T09:40' })
    put(root, 'shop/orders-page2.json', JSON.stringify([added]), '2026-11-20T08:50:00.000Z')
    await run(root, 'all', '2026-11-20T09:00:00.000Z')
    const fresh = exchanged(root).filter((name) => !before.has(name) && name.startsWith('till'))
    expect(fresh).toEqual(['till/in/ORD_20261120_0002.csv'])
    const till = readPosOrders([filesNamed(root, 'till/in', 'ORD_').at(-1)!])
    expect(till.orders).toEqual(['2002'])
    expect(till).toEqual(readWooOrders([[added]], demoSide(root, ['2002'])))
  })

  test('a price changed is one row; a product gone is one row that says so', async () => {
    const root = demoWorkspace()
    await run(root, 'all')
    const later = '2026-11-20T08:50:00.000Z'
    edit(root, 'shop/wc-product-export.csv', (csv) => csv.replace(/^(\d+,simple,BK-0012,.*),179,/m, '$1,189,'), later)
    await run(root, 'all', '2026-11-20T09:00:00.000Z')
    const [, changed] = filesNamed(root, 'till/in', 'KAT_')
    expect(
      tillRows(changed!)
        .slice(1)
        .map(([code, status, , , , , , price]) => [code, status, price]),
    ).toEqual([['BK-0012', 'RET', '189,00']])
    const last = '2026-11-20T09:50:00.000Z'
    edit(root, 'shop/wc-product-export.csv', (csv) => csv.replace(/^\d+,simple,BK-0013,.*\r?\n/m, ''), last)
    await run(root, 'all', '2026-11-20T10:00:00.000Z')
    const [, , gone] = filesNamed(root, 'till/in', 'KAT_')
    expect(
      tillRows(gone!)
        .slice(1)
        .map(([code, status]) => [code, status]),
    ).toEqual([['BK-0013', 'UDG']])
    expect(filesNamed(root, 'till/in', 'KAT_')).toHaveLength(3)
  })
})

test('the same orders as `document: stock` move the same pieces and carry no amount', async () => {
  const root = demoWorkspace()
  put(root, 'partners/storeroom.yaml', STOCK_DOCUMENTS)
  put(root, 'storeroom/.keep', '')
  await run(root, 'all')
  const [bytes] = filesNamed(root, 'storeroom', 'MOVES_')
  // More orders leave here: what is wrong with their money does not matter to stock.
  const rows = tillRows(bytes!).filter(([number]) => leaving.includes(number!))
  const units: Record<string, number> = {}
  for (const [, code, , quantity] of rows) units[code!] = (units[code!] ?? 0) + Number(quantity)
  const sale = readPosOrders(filesNamed(root, 'till/in', 'ORD_'))
  const goods = Object.entries(sale.units).map(([code, pieces]) => [code, Number(pieces)] as const)
  expect(units).toEqual(Object.fromEntries(goods.filter(([code]) => !/^(SRV|GAVEKORT)-/.test(code))))
  for (const cell of rows.flatMap((row) => row.slice(4))) expect(Number(cell)).toBe(0)
})

const STOCK_DOCUMENTS = `partner: storeroom
shop: main
folder: storeroom
timeZone: Europe/Copenhagen
currency: DKK
dialect: { encoding: cp850, delimiter: ";", unencodable: hold }
orders:
  document: stock
  ordersFrom: 2026-11-03
  file: MOVES_{date:yyyyMMdd}_{seq:4}.csv
  columns:
    - { header: Order, from: order.number }
    - { header: Code, from: line.code, required: yes }
    - { header: Text, from: line.name }
    - { header: Pieces, from: line.quantity, decimals: 0 }
    - { header: Price, from: line.unitPrice }
    - { header: Amount, from: line.gross }
    - { header: Total, from: order.gross }
`

function byFlow(reports: readonly RunReport[]): Map<string, RunReport> {
  return new Map(reports.map((report) => [report.flow, report]))
}

function pick(report: RunReport, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, report[key as keyof RunReport]]))
}

function sorted<T extends { code: string; location: string }>(rows: readonly T[]): T[] {
  const key = (row: T) => `${row.code} ${row.location}`
  return [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

/** Files where other programs see them: everything but our own data folder. */
function exchanged(root: string): string[] {
  return filesBelow(root).filter((name) => !name.startsWith(`var${path.sep}`))
}
