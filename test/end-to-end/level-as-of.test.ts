import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RunReport } from '../../src/model/run-report.ts'
import { planUndo, undoRun } from '../../src/runs/undo-run.ts'
import { listStock } from '../../src/store/stock.ts'
import { beside, later, START } from '../importers/stock-workspace.ts'
import { inWorkspace, put, query, run, runOne, workspaceOf } from './a-workspace.ts'

/*
 * The order of 2 A is placed and sent at START. The till books it within half an hour, so a photograph from then on that
 * shows A has it in its number, and one that does not show A says nothing of it.
 */
const SKUS = ['A', ...Array.from({ length: 50 }, (_, i) => `S${i}`)]
const PARTNER = {
  partner: 'till',
  folder: 'till',
  timeZone: 'Europe/Copenhagen',
  currency: 'DKK',
  prices: 'gross',
  dialect: { newline: 'lf' },
  stock: {
    file: 'LAGER.CSV',
    quantityMeans: 'onHand',
    bookedWhen: 'imported',
    bookedAfter: '30m',
    listsZeros: 'yes',
    columns: { code: { header: 'CODE' }, quantity: { header: 'QTY' } },
  },
  orders: {
    document: 'stock',
    file: 'ORDERS_{seq:3}.CSV',
    ordersFrom: '2026-11-01',
    columns: [
      { header: 'Number', from: 'order.number' },
      { header: 'Code', from: 'line.code' },
    ],
  },
}
const SHOP = {
  kind: 'generic',
  folder: 'shop',
  timeZone: 'Europe/Copenhagen',
  currency: 'DKK',
  country: 'DK',
  prices: 'gross',
  dialect: { delimiter: ';' },
  products: 'products.csv',
  orders: 'orders.csv',
  stock: { from: ['till'] },
  formats: {
    products: {
      columns: {
        sku: { header: 'sku' },
        name: { header: 'name' },
        price: { header: 'price' },
        stock: { header: 'stock' },
      },
    },
    orders: {
      columns: {
        number: { header: 'number' },
        date: { header: 'date', pattern: 'yyyy-MM-dd HH:mm' },
        state: { header: 'state' },
        sku: { header: 'sku' },
        quantity: { header: 'pieces' },
        lineTotal: { header: 'amount' },
        taxRate: { header: 'rate' },
        total: { header: 'total' },
        payment: { header: 'payment' },
      },
    },
  },
}

/** Everything was read once, the order was sent, and the till has told 10 of each before it. */
async function selling(stock: object = {}): Promise<string> {
  const root = workspaceOf({
    'tillbridge.yaml': JSON.stringify({ shops: { main: SHOP } }),
    'partners/till.yaml': JSON.stringify({ ...PARTNER, stock: { ...PARTNER.stock, ...stock } }),
    'shop/products.csv': ['sku;name;price;stock', ...SKUS.map((sku) => `${sku};Article ${sku};10.00;10`), ''].join(
      '\r\n',
    ),
    'shop/orders.csv': [
      'number;date;state;sku;pieces;amount;rate;total;payment',
      '1001;2026-11-20 08:55;paid;A;2;20.00;25;20.00;card',
      '',
    ].join('\r\n'),
    'shop/import/.keep': '',
  })
  put(root, 'till/LAGER.CSV', file('A;10'), later(START, -60))
  await run(root, 'all', START)
  return root
}

const file = (...rows: string[]) => ['CODE;QTY', ...rows, ...SKUS.slice(1).map((sku) => `${sku};10`), ''].join('\n')

async function take(root: string, text: string, minutes: number): Promise<RunReport> {
  put(root, 'till/LAGER.CSV', text, later(START, minutes))
  return runOne(root, 'stock', later(START, minutes + 1))
}

/** What the shop is told of A, and how old `stock list` says that A and S1 are, in minutes from START. */
async function seen(root: string, minutes: number) {
  await runOne(root, 'shop-stock', later(START, minutes))
  const [shown] = query<{ wanted: number }>(root, "select wanted from shop_stock where variant_key = 'A'")
  return { shown: shown!.wanted / 1000, ...(await ages(root)) }
}

async function ages(root: string): Promise<Record<string, number>> {
  const rows = await inWorkspace(
    root,
    () => START,
    ({ store }) => listStock(store, 'till', { code: '', location: '' }, 100),
  )
  const told = rows.filter(({ code }) => code === 'A' || code === 'S1')
  return Object.fromEntries(told.map(({ code, as_of }) => [code, (Date.parse(as_of) - Date.parse(START)) / 60_000]))
}

const SKIPPED = { columns: { code: { header: 'CODE' }, quantity: { header: 'QTY', blank: 'skip' } } }

describe('a level that a newer photograph does not show is as old as it was', () => {
  test.each<[string, string[], { shown: number; A: number }, object?]>([
    ['its row is rejected', ['A;x'], { shown: 8, A: -60 }],
    ['two rows contradict each other', ['A;10', 'A;8'], { shown: 8, A: -60 }],
    ['its row is almost its code', ['a;10'], { shown: 8, A: -60 }],
    ['its row is rejected where absent is zero', ['A;x'], { shown: 8, A: -60 }, { listsZeros: 'no' }],
    ['its quantity is blank', ['A;'], { shown: 8, A: -60 }, SKIPPED],
    ['it is absent, which means unchanged', [], { shown: 8, A: -60 }],
    ['it is absent, which means zero', [], { shown: 0, A: 600 }, { listsZeros: 'no' }],
    ['it stands there twice, the same', ['A;10', 'A;10'], { shown: 10, A: 600 }],
    ['it is shown with the same number', ['A;10'], { shown: 10, A: 600 }],
    ['it is shown with another number', ['A;8'], { shown: 8, A: 600 }],
  ])('%s', async (_, rows, { shown, A }, stock = {}) => {
    const root = await selling(stock)
    expect(await seen(root, 5)).toEqual({ shown: 8, A: -60, S1: -60 })
    await take(root, file(...rows), 600)
    expect(await seen(root, 605)).toEqual({ shown, A, S1: 600 })
  })

  test('over several files and the same bytes again, until one shows it', async () => {
    const root = await selling()
    await take(root, file('A;x'), 600)
    await take(root, file('A;y'), 660)
    expect(await seen(root, 665)).toEqual({ shown: 8, A: -60, S1: 660 })
    expect((await take(root, file('A;y'), 720)).notes.join(' ')).toContain('has the same numbers')
    expect(await seen(root, 725)).toEqual({ shown: 8, A: -60, S1: 720 })
    expect(query(root, 'select code, before from stock_as_of')).toEqual([{ code: 'A', before: null }])
    await take(root, file('A;9'), 780)
    expect(await seen(root, 785)).toEqual({ shown: 9, A: 780, S1: 780 })
  })

  test('undo makes it as old as before', async () => {
    const root = await selling()
    await take(root, file('A;x'), 600)
    const { run: second } = await take(root, file('A;7'), 660)
    expect(await ages(root)).toEqual({ A: 660, S1: 660 })
    await undo(root, second!, 670)
    expect(await ages(root)).toEqual({ A: -60, S1: 600 })
    const { run: third } = await take(root, file(), 720)
    await undo(root, third!, 730)
    expect(await ages(root)).toEqual({ A: -60, S1: 600 })
    expect(query(root, 'select code, as_of from stock_level where as_of is not null')).toEqual([
      { code: 'A', as_of: later(START, -60) },
    ])
  })

  test('a mended row is as old as the photograph it belongs to; the same bytes again do not show it', async () => {
    const root = await selling()
    const broken = file('A;x')
    const report = await take(root, broken, 600)
    const mended = beside(root, report, 'rejected.csv').toString().replace('A;x', 'A;9')
    put(root, 'upload/mended.csv', mended, later(START, 610))
    const job = {
      flow: 'stock',
      partner: 'till',
      mode: 'run',
      file: { path: join(root, 'upload/mended.csv') },
    } as const
    const part = await runOne(root, job, later(START, 611))
    expect(part.result).toBe('ok')
    expect(await seen(root, 612)).toEqual({ shown: 9, A: 600, S1: 600 })
    const again = await take(root, broken, 660)
    expect(again.notes.join(' ')).toContain('has the same numbers')
    expect(await ages(root)).toEqual({ A: 600, S1: 660 })
    await undo(root, again.run!, 670)
    expect(await ages(root)).toEqual({ A: 600, S1: 600 })
  })
})

async function undo(root: string, id: string, minutes: number): Promise<void> {
  await inWorkspace(
    root,
    () => later(START, minutes),
    async (workspace) => undoRun(workspace, await planUndo(workspace, id)),
  )
}
