import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { splitCsv } from '../support/independent-cells.ts'
import { filesBelow, put, query, run, runOne, workspaceOf } from './a-workspace.ts'

/* How order files leave: layouts, one order per file, one file at a time, numbers that wrap, names that are taken. */

const WORKSPACE = `shops:
  main:
    kind: generic
    folder: shop
    timeZone: Europe/Copenhagen
    currency: DKK
    country: DK
    prices: gross
    dialect: { delimiter: ";" }
    products: products.csv
    orders: orders.csv
    formats:
      products:
        columns: { sku: { header: sku }, name: { header: name }, price: { header: price } }
      orders:
        columns:
          number: { header: number }
          date: { header: date, pattern: yyyy-MM-dd HH:mm }
          state: { header: state }
          sku: { header: sku }
          quantity: { header: pieces }
          lineTotal: { header: amount }
          taxRate: { header: rate }
          total: { header: total }
          payment: { header: payment }
`

const LINE_COLUMNS = `
    - { header: Number, from: order.number }
    - { header: Code, from: line.code }
    - { header: Pieces, from: line.quantity }
    - { header: Amount, from: line.gross }`

function till(settings: string, columns = `columns:${LINE_COLUMNS}`): string {
  return `partner: till
folder: till
timeZone: Europe/Copenhagen
currency: DKK
prices: gross
orders:
  document: sale
  ordersFrom: 2026-11-01
  tenders: { card: CARD }
  taxes: { "25": S25 }
  ${settings}
  ${columns}
`
}

const ORDER_ROWS = [
  '1001;2026-11-18 09:00;paid;A;2;20.00;25;25.00;card',
  '1001;2026-11-18 09:00;paid;B;1;5.00;25;25.00;card',
  '1002;2026-11-18 10:00;paid;B;3;15.00;25;15.00;card',
  '1003;2026-11-18 11:00;paid;A;1;10.00;25;10.00;card',
]
const ordersCsv = (rows: readonly string[]) =>
  ['number;date;state;sku;pieces;amount;rate;total;payment', ...rows, ''].join('\r\n')

function shop(partner: string): string {
  return workspaceOf({
    'tillbridge.yaml': WORKSPACE,
    'partners/till.yaml': partner,
    'shop/products.csv': 'sku;name;price\r\nA;Ant;10.00\r\nB;Bee;5.00\r\n',
    'shop/orders.csv': ordersCsv(ORDER_ROWS),
    'till/.keep': '',
  })
}

/** Files at the till, name to rows. */
function atTill(root: string): Record<string, string[][]> {
  const folder = path.join(root, 'till')
  const names = filesBelow(folder).filter((name) => !name.startsWith('.'))
  return Object.fromEntries(names.map((name) => [name, splitCsv(readFileSync(path.join(folder, name), 'utf8'), ';')]))
}

const collect = (root: string, name: string) => rmSync(path.join(root, 'till', name))
const at = (minute: number) => new Date(Date.parse('2026-11-20T08:00:00Z') + minute * 60_000).toISOString()

const LINES = [
  ['1001', 'A', '2', '20.00'],
  ['1001', 'B', '1', '5.00'],
  ['1002', 'B', '3', '15.00'],
  ['1003', 'A', '1', '10.00'],
]
const HEAD = ['Number', 'Code', 'Pieces', 'Amount']

test('layout `lines`: one row per order line', async () => {
  const root = shop(till('file: ORDERS_{date:yyyyMMdd}_{seq:3}.csv'))
  await run(root, 'all')
  expect(atTill(root)).toEqual({ 'ORDERS_20261120_001.csv': [HEAD, ...LINES] })
})

test('layout `header-and-lines`: orders, their lines, their payments', async () => {
  const columns = `layout: header-and-lines
  headerLine: no
  columns: [{ text: H }, { from: order.number }, { from: order.lineCount }, { from: order.gross }]
  lineColumns: [{ text: L }, { from: line.code }, { from: line.quantity }]
  paymentColumns: [{ text: P }, { from: payment.tender }, { from: payment.amount }]`
  const root = shop(till('file: ORDERS.csv', columns))
  await run(root, 'all')
  expect(atTill(root)).toEqual({
    'ORDERS.csv': [
      ['H', '1001', '2', '25.00'],
      ['L', 'A', '2'],
      ['L', 'B', '1'],
      ['P', 'CARD', '25.00'],
      ['H', '1002', '1', '15.00'],
      ['L', 'B', '3'],
      ['P', 'CARD', '15.00'],
      ['H', '1003', '1', '10.00'],
      ['L', 'A', '1'],
      ['P', 'CARD', '10.00'],
    ],
  })
})

test('layout `two-files`: orders and lines under one number', async () => {
  const columns = `layout: two-files
  linesFile: L_{seq:3}.csv
  columns: [{ header: Number, from: order.number }, { header: Total, from: order.gross }]
  lineColumns:${LINE_COLUMNS}`
  const root = shop(till('file: H_{seq:3}.csv', columns))
  const sent = (await run(root, 'all')).at(-1)!
  expect(atTill(root)).toEqual({
    'H_001.csv': [
      ['Number', 'Total'],
      ['1001', '25.00'],
      ['1002', '15.00'],
      ['1003', '10.00'],
    ],
    'L_001.csv': [HEAD, ...LINES],
  })
  const names = sent.files.filter((f) => f.state === 'delivered').map((f) => f.name)
  expect(names, 'the orders file is published last').toEqual(['L_001.csv', 'H_001.csv'])
})

test('ordersPerFile: 1 with {order} in the name', async () => {
  const root = shop(till('ordersPerFile: 1\n  file: ORDER_{order}.csv'))
  await run(root, 'all')
  expect(atTill(root)).toEqual({
    'ORDER_1001.csv': [HEAD, ...LINES.slice(0, 2)],
    'ORDER_1002.csv': [HEAD, LINES[2]],
    'ORDER_1003.csv': [HEAD, LINES[3]],
  })
})

test('ordersPerFile: 1 freezes every file before the first leaves; one that cannot is told once', async () => {
  const root = shop(till('ordersPerFile: 1\n  file: ORDER_{order}.csv'))
  put(root, 'till/ORDER_1001.csv', 'not ours')
  const stopped = (await run(root, 'all')).at(-1)!
  expect([stopped.result, stopped.new, stopped.findings.map((f) => f.code)]).toEqual(['failed', 3, ['TB4003']])
  expect(query(root, 'select name, state from outbound_file order by rowid')).toEqual(
    ['ORDER_1001.csv', 'ORDER_1002.csv', 'ORDER_1003.csv'].map((name) => ({ name, state: 'rendered' })),
  )
  collect(root, 'ORDER_1001.csv')
  const next = await runOne(root, 'orders', at(1))
  expect(next.files.filter((f) => f.state === 'delivered')).toHaveLength(3)
})

test.each([
  ['{seq} counts up', 'seq: { start: 8 }\n  file: ORD{seq:2}.csv', ['ORD08.csv', 'ORD09.csv', 'ORD10.csv']],
  [
    '{seq} wraps',
    'seq: { start: 8, digits: 1 }\n  file: ORD{seq}_{order}.csv',
    ['ORD8_1001.csv', 'ORD9_1002.csv', 'ORD8_1003.csv'],
  ],
  ['only the first file leaves', 'waitUntilCollected: yes\n  file: ORD{seq:2}.csv', ['ORD01.csv']],
])('a plan of several files names what the run will write: %s', async (_, settings, names) => {
  const root = shop(till(`ordersPerFile: 1\n  ${settings}`))
  for (const flow of ['shop-catalogue', 'shop-orders'] as const) await runOne(root, flow)
  const plan = await runOne(root, { flow: 'orders', mode: 'plan' }, at(1))
  const sent = await runOne(root, 'orders', at(1))
  expect(plan.files.map((f) => f.name)).toEqual(names)
  expect(sent.files.filter((f) => f.state === 'delivered').map((f) => f.name)).toEqual(names)
})

test('waitUntilCollected: one file at a time, each order once, in their order', async () => {
  const root = shop(till('ordersPerFile: 1\n  waitUntilCollected: yes\n  file: ORDRE.CSV'))
  const seen: string[][][] = []
  for (let minute = 0; minute < 4; minute++) {
    const report = (await run(root, 'all', at(minute))).at(-1)!
    const files = atTill(root)
    if (minute < 3) expect(Object.keys(files)).toEqual(['ORDRE.CSV'])
    else expect(report.result).toBe('nothing-to-do')
    if (minute < 3) seen.push(files['ORDRE.CSV']!.slice(1))
    // Once more while the file still lies there: nothing is written, nothing is overwritten.
    if (minute < 3) {
      const waiting = await runOne(root, 'orders', at(minute))
      expect(waiting.findings.map((f) => f.code)).toEqual(['TB4004'])
      expect(atTill(root)).toEqual(files)
      collect(root, 'ORDRE.CSV')
    }
  }
  expect(seen.flat()).toEqual(LINES)
})

test('{seq} goes from its largest number back to its first, and never over a file that still lies there', async () => {
  const root = shop(till('ordersPerFile: 1\n  seq: { start: 8, digits: 1 }\n  file: ORD{seq}.csv'))
  const first = (await run(root, 'all')).at(-1)!
  expect(first.findings.map((f) => f.code)).toEqual(['TB4003'])
  expect(atTill(root)).toEqual({ 'ORD8.csv': [HEAD, ...LINES.slice(0, 2)], 'ORD9.csv': [HEAD, LINES[2]] })
  collect(root, 'ORD8.csv')
  await runOne(root, 'orders', at(1))
  expect(atTill(root)).toEqual({ 'ORD8.csv': [HEAD, LINES[3]], 'ORD9.csv': [HEAD, LINES[2]] })
  const names = query<{ name: string }>(root, 'select name from outbound_file order by rowid').map(({ name }) => name)
  expect(names).toEqual(['ORD8.csv', 'ORD9.csv', 'ORD8.csv'])
})

test('a document keeps the pieces it told of, whatever becomes of the order', async () => {
  const twice = ['3;15.00', '2;10.00'].map((line) => `1002;2026-11-18 10:00;paid;B;${line};25;25.00;card`)
  const root = shop(till('file: ORDERS.csv'))
  put(root, 'shop/orders.csv', ordersCsv(ORDER_ROWS.toSpliced(2, 1, ...twice)))
  await run(root, 'all')
  const told = () =>
    query<{ n: string; sku: string; pieces: number }>(
      root,
      `select d.order_number as n, v.sku, l.quantity / 1000 as pieces from outbound_line l
       join outbound_document d on d.id = l.document_id join variant v on v.id = l.variant_id order by 1, 2`,
    ).map(({ n, sku, pieces }) => `${n} ${sku} ${pieces}`)
  expect(told()).toEqual(['1001 A 2', '1001 B 1', '1002 B 5', '1003 A 1'])
  put(
    root,
    'shop/orders.csv',
    ordersCsv([...ORDER_ROWS.slice(0, 2), '1002;2026-11-18 10:00;paid;B;1;5.00;25;5.00;card']),
    at(5),
  )
  await run(root, 'all', at(6))
  expect(
    query(root, "select 1 from order_line l join customer_order o on o.id = l.order_id where o.number = '1002'"),
  ).toHaveLength(1)
  expect(told()).toEqual(['1001 A 2', '1001 B 1', '1002 B 5', '1003 A 1'])
})

test('orders that read differently and are the same to the till are looked at once; a change is told each time', async () => {
  const root = shop(till('file: ORDERS_{seq:3}.csv'))
  await run(root, 'all')
  const later = ORDER_ROWS.map((row) => row.replace('1001;2026-11-18 09:00;paid', '1001;2026-11-18 09:00;completed'))
  later[2] = '1002;2026-11-18 10:00;paid;B;2;10.00;25;10.00;card'
  later[3] = later[3]!.replace('paid', 'cancelled')
  put(root, 'shop/orders.csv', ordersCsv(later), at(1))
  await runOne(root, 'shop-orders', at(2))
  const moved = () =>
    query<{ n: string }>(
      root,
      'select o.number as n from customer_order o join outbound_document d on d.order_id = o.id where d.order_hash <> o.hash order by 1',
    ).map(({ n }) => n)
  const all = ['1001', '1002', '1003']
  expect((await run(root, { flow: 'orders', mode: 'plan' }, at(3)))[0]!.findings.map((f) => f.code)).toEqual([
    'TB7010',
    'TB7011',
  ])
  expect(query(root, 'select number from customer_order order by 1')).toHaveLength(all.length)
  expect(moved(), 'a plan notes nothing').toEqual(all)
  for (const minute of [4, 5]) {
    const report = await runOne(root, 'orders', at(minute))
    expect(report.findings.map((f) => [f.code, f.key])).toEqual([
      ['TB7010', '1002'],
      ['TB7011', '1003'],
    ])
    expect(moved()).toEqual(['1002', '1003'])
  }
})

test('two orders under one number stay here, both of them (TB7020)', async () => {
  const root = shop(till('file: ORDERS.csv\n  number: "{digits}"'))
  const named = ORDER_ROWS.slice(2).map((row, i) => row.replace(/^\d+/, `${'AB'[i]}-77`))
  put(root, 'shop/orders.csv', ordersCsv([...ORDER_ROWS.slice(0, 2), ...named]))
  const sent = (await run(root, 'all')).at(-1)!
  expect([sent.new, sent.rejected, sent.findings.map((f) => [f.code, f.key])]).toEqual([
    1,
    2,
    [
      ['TB7020', 'A-77'],
      ['TB7020', 'B-77'],
    ],
  ])
  expect(atTill(root)).toEqual({ 'ORDERS.csv': [HEAD, ...LINES.slice(0, 2)] })
})

test('a name taken by a foreign file stops the flow (TB4003); nothing is lost and it goes on when the name is free', async () => {
  const root = shop(till('file: ORDERS.csv'))
  put(root, 'till/ORDERS.csv', 'not ours')
  const stopped = (await run(root, 'all')).at(-1)!
  expect([stopped.result, stopped.findings.map((f) => f.code)]).toEqual(['failed', ['TB4003']])
  expect(readFileSync(path.join(root, 'till/ORDERS.csv'), 'utf8')).toBe('not ours')
  const again = await runOne(root, 'orders', at(1))
  expect(again.findings.map((f) => f.code)).toEqual(['TB4003'])
  // An order that comes meanwhile waits behind the file that could not leave.
  put(root, 'shop/orders.csv', ordersCsv([...ORDER_ROWS, '1004;2026-11-19 12:00;paid;A;1;10.00;25;10.00;card']), at(2))
  await run(root, 'all', at(3))
  expect(readFileSync(path.join(root, 'till/ORDERS.csv'), 'utf8')).toBe('not ours')
  collect(root, 'ORDERS.csv')
  await runOne(root, 'orders', at(4))
  const first = atTill(root)['ORDERS.csv']
  expect(first).toEqual([HEAD, ...LINES])
  collect(root, 'ORDERS.csv')
  await runOne(root, 'orders', at(5))
  const rest = existsSync(path.join(root, 'till/ORDERS.csv')) ? atTill(root)['ORDERS.csv']!.slice(1) : []
  expect(rest).toEqual([['1004', 'A', '1', '10.00']])
  const sent = query<{ n: string }>(root, 'select order_number as n from outbound_document order by id').map((d) => d.n)
  expect(sent).toEqual(['1001', '1002', '1003', '1004'])
})

/** Changes the database behind the program's back. */
function alter(root: string, statement: string): void {
  const database = new SqliteDatabase(path.join(root, 'var/tillbridge.db'))
  try {
    database.exec(statement)
  } finally {
    database.close()
  }
}

/** A first run that ends between the name of the file and the ledger's note of it, as a killed one does. */
async function runThatDiesBehindPublish(root: string): Promise<void> {
  for (const flow of ['shop-catalogue', 'shop-orders'] as const) await runOne(root, flow)
  alter(
    root,
    "create trigger dies before update of state on outbound_file when new.state = 'delivered' begin select raise(abort, 'killed'); end",
  )
  expect((await runOne(root, 'orders')).result).toBe('failed')
  alter(root, 'drop trigger dies')
}

describe('waitUntilCollected, and a run that died over its files', () => {
  const dies = (root: string, name: string) =>
    alter(
      root,
      `create trigger dies before update of state on outbound_file when new.name = '${name}' begin select raise(abort, 'killed'); end`,
    )

  test('between the two files of a pair: the other half leaves, although the first still lies there', async () => {
    const columns = `layout: two-files
  linesFile: L.CSV
  columns: [{ header: Number, from: order.number }]
  lineColumns:${LINE_COLUMNS}`
    const root = shop(till('file: H.CSV\n  waitUntilCollected: yes', columns))
    for (const flow of ['shop-catalogue', 'shop-orders'] as const) await runOne(root, flow)
    dies(root, 'H.CSV')
    expect((await runOne(root, 'orders')).result).toBe('failed')
    expect(Object.keys(atTill(root))).toEqual(['L.CSV'])
    alter(root, 'drop trigger dies')
    const next = await runOne(root, 'orders', at(15))
    expect(Object.keys(atTill(root))).toEqual(['H.CSV', 'L.CSV'])
    expect([next.result, next.findings, next.files.map((f) => f.name)]).toEqual(['ok', [], ['H.CSV']])
    expect((await runOne(root, 'orders', at(30))).findings.map((f) => f.code)).toEqual(['TB4004'])
  })

  test('before its one file left: it leaves alone, and the next order waits', async () => {
    const root = shop(till('ordersPerFile: 1\n  waitUntilCollected: yes\n  file: ORDER_{order}.CSV'))
    for (const flow of ['shop-catalogue', 'shop-orders'] as const) await runOne(root, flow)
    dies(root, 'ORDER_1001.CSV')
    expect((await runOne(root, 'orders')).result).toBe('failed')
    alter(root, 'drop trigger dies')
    await runOne(root, 'orders', at(15))
    expect(Object.keys(atTill(root))).toEqual(['ORDER_1001.CSV'])
    collect(root, 'ORDER_1001.CSV')
    await runOne(root, 'orders', at(30))
    expect(Object.keys(atTill(root))).toEqual(['ORDER_1002.CSV'])
  })

  test('under a name that still lies there: it waits, and is no foreign file', async () => {
    const root = shop(till('file: ORDRE.CSV'))
    await run(root, 'all')
    put(
      root,
      'shop/orders.csv',
      ordersCsv([...ORDER_ROWS, '1004;2026-11-19 12:00;paid;A;1;10.00;25;10.00;card']),
      at(1),
    )
    expect((await run(root, 'all', at(2))).at(-1)!.findings.map((f) => f.code)).toEqual(['TB4003'])
    put(root, 'partners/till.yaml', till('file: ORDRE.CSV\n  waitUntilCollected: yes'))
    expect((await runOne(root, 'orders', at(3))).findings.map((f) => f.code)).toEqual(['TB4004'])
    collect(root, 'ORDRE.CSV')
    await runOne(root, 'orders', at(4))
    expect(atTill(root)).toEqual({ 'ORDRE.CSV': [HEAD, ['1004', 'A', '1', '10.00']] })
  })
})

describe('a run that died behind the name of the file, before the ledger noted it', () => {
  const TEMPORARY = '.ORDRE.CSV.tb-part'
  const states = (root: string) =>
    query<{ state: string }>(root, 'select state from outbound_file order by rowid').map((f) => f.state)
  const open = (root: string) =>
    query<{ code: string }>(root, "select code from issue where flow = 'orders' and state = 'open'").map((i) => i.code)
  const NEWER = '1004;2026-11-19 12:00;paid;A;1;10.00;25;10.00;card'

  test('and the till took the file: it is not sent again, a person is told until he puts it back (TB4007)', async () => {
    const root = shop(till('file: ORDRE.CSV\n  waitUntilCollected: yes'))
    await runThatDiesBehindPublish(root)
    collect(root, 'ORDRE.CSV')
    const next = await runOne(root, 'orders', at(15))
    expect([next.result, next.findings.map((f) => f.code)]).toEqual(['done-with-issues', ['TB4007']])
    expect([atTill(root), states(root), open(root)]).toEqual([{}, ['delivered_unverified'], ['TB4007']])
    const documents = query(root, "select 1 from outbound_document where state = 'effective'")
    expect(documents).toHaveLength(3)
    // New orders go on, and the issue stays while nobody did anything.
    put(root, 'shop/orders.csv', ordersCsv([...ORDER_ROWS, NEWER]), at(16))
    await run(root, 'all', at(17))
    expect(atTill(root)['ORDRE.CSV']).toEqual([HEAD, ['1004', 'A', '1', '10.00']])
    expect(open(root)).toEqual(['TB4007'])
    collect(root, 'ORDRE.CSV')
    await runOne(root, 'orders', at(25))
    const [first] = query<{ path: string }>(root, "select path from outbound_file where state = 'delivered_unverified'")
    put(root, 'till/ORDRE.CSV', readFileSync(path.join(root, first!.path)))
    await runOne(root, 'orders', at(30))
    expect(states(root)).toEqual(['delivered', 'collected'])
    collect(root, 'ORDRE.CSV')
    expect((await runOne(root, 'orders', at(45))).findings).toEqual([])
    expect([states(root), open(root)]).toEqual([['collected', 'collected'], []])
  })

  test('and the file lies there: it is noted', async () => {
    const root = shop(till('file: ORDRE.CSV'))
    await runThatDiesBehindPublish(root)
    expect((await runOne(root, 'orders', at(15))).files.map((f) => f.state)).toEqual(['delivered'])
    expect([states(root), atTill(root)['ORDRE.CSV']]).toEqual([['delivered'], [HEAD, ...LINES]])
  })

  test('before it had its name: it gets it', async () => {
    const root = shop(till('file: ORDRE.CSV'))
    await runThatDiesBehindPublish(root)
    renameSync(path.join(root, 'till/ORDRE.CSV'), path.join(root, 'till', TEMPORARY))
    await runOne(root, 'orders', at(15))
    expect([states(root), atTill(root)['ORDRE.CSV']]).toEqual([['delivered'], [HEAD, ...LINES]])
    expect(existsSync(path.join(root, 'till', TEMPORARY))).toBe(false)
  })

  test('before it had its name, and the temporary file was cut: it is written anew', async () => {
    const root = shop(till('file: ORDRE.CSV'))
    await runThatDiesBehindPublish(root)
    collect(root, 'ORDRE.CSV')
    writeFileSync(path.join(root, 'till', TEMPORARY), 'Number;')
    await runOne(root, 'orders', at(15))
    expect([states(root), atTill(root)['ORDRE.CSV']]).toEqual([['delivered'], [HEAD, ...LINES]])
  })

  test('between its two names, and it lies there: the temporary one goes', async () => {
    const root = shop(till('file: ORDRE.CSV'))
    await runThatDiesBehindPublish(root)
    linkSync(path.join(root, 'till/ORDRE.CSV'), path.join(root, 'till', TEMPORARY))
    await runOne(root, 'orders', at(15))
    expect([states(root), atTill(root)['ORDRE.CSV']]).toEqual([['delivered'], [HEAD, ...LINES]])
    expect(existsSync(path.join(root, 'till', TEMPORARY))).toBe(false)
  })

  test('between its two names, and the till moved it: not sent again, and not written into', async () => {
    const root = shop(till('file: ORDRE.CSV'))
    await runThatDiesBehindPublish(root)
    linkSync(path.join(root, 'till/ORDRE.CSV'), path.join(root, 'till', TEMPORARY))
    renameSync(path.join(root, 'till/ORDRE.CSV'), path.join(root, 'taken.csv'))
    put(root, 'shop/orders.csv', ordersCsv([...ORDER_ROWS, NEWER]), at(16))
    const reports = await run(root, 'all', at(17))
    expect(reports.at(-1)!.findings.map((f) => f.code)).toEqual(['TB4007'])
    expect(atTill(root)).toEqual({ 'ORDRE.CSV': [HEAD, ['1004', 'A', '1', '10.00']] })
    expect(splitCsv(readFileSync(path.join(root, 'taken.csv'), 'utf8'), ';')).toEqual([HEAD, ...LINES])
    expect(states(root)).toEqual(['delivered_unverified', 'delivered'])
  })

  test('and the folder is not there: nothing is concluded from that', async () => {
    const root = shop(till('file: ORDRE.CSV'))
    await runThatDiesBehindPublish(root)
    renameSync(path.join(root, 'till'), path.join(root, 'unmounted'))
    expect((await runOne(root, 'orders', at(15))).result).toBe('failed')
    expect(states(root)).toEqual(['publishing'])
  })
})
