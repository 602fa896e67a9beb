import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { ShopOrder } from '../../src/model/records.ts'
import type { RunReport } from '../../src/model/run-report.ts'
import { runFlow } from '../../src/runs/run-flow.ts'
import { openWorkspace } from '../../src/runs/workspace.ts'
import { ordersWithoutDocument } from '../../src/store/documents.ts'

/*
 * A plug-in's order export through the generic profile, the whole way into the store: once with a row for each line,
 * once with all lines as JSON in a cell. Both hold the same orders.
 */

const FIXTURES = join(import.meta.dirname, '../../fixtures/webshops')
const NOW = '2026-11-20T08:00:00.000Z'

interface Result {
  first: RunReport
  second: RunReport
  orders: ShopOrder[]
}
const results = new Map<string, Result>()

beforeAll(async () => {
  for (const shop of ['rows', 'json']) results.set(shop, await readInto(workspace(), shop))
})

function workspace(): string {
  const root = mkdtempSync(join(tmpdir(), 'tillbridge-plugin-'))
  mkdirSync(join(root, 'partners'))
  cpSync(join(FIXTURES, 'generic-orders-plugin.yaml'), join(root, 'tillbridge.yaml'))
  for (const name of ['rows', 'json']) {
    cpSync(join(FIXTURES, `generic-orders-plugin-${name}.csv`), join(root, `generic-orders-plugin-${name}.csv`))
  }
  return root
}

/** Runs the flow twice and takes the orders out of the store again. */
async function readInto(root: string, shop: string): Promise<Result> {
  const open = await openWorkspace(root, { now: () => new Date(NOW), sleep: async () => {} })
  try {
    const first = await runFlow({ flow: 'shop-orders', shop, mode: 'run' }, open)
    const second = await runFlow({ flow: 'shop-orders', shop, mode: 'run' }, open)
    const due = await ordersWithoutDocument(open.store, shop, 'none', '', { placedAt: '', id: 0 }, 100)
    return { first, second, orders: due.map(({ order }) => order) }
  } finally {
    await open.close()
    rmSync(root, { recursive: true })
  }
}

describe.each([
  ['rows', 7],
  ['json', 5],
])('%s', (shop, rows) => {
  const result = () => results.get(shop)!

  test('every row is taken, once', () => {
    const { first, second } = result()
    expect([first.read, first.new, first.rejected, first.skipped]).toEqual([rows, rows, 0, 0])
    expect([second.result, second.read]).toEqual(['nothing-to-do', 0])
  })

  test('states, sums and payments', () => {
    expect(
      result().orders.map((order) => [
        order.number,
        order.placedAt,
        order.payment,
        order.fulfilment,
        order.life,
        order.total,
        order.totalTax,
        order.outstanding,
        order.payments.map(({ method, amount }) => `${method} ${amount}`).join(),
      ]),
    ).toEqual([
      ['41', '2026-11-03T09:15:00.000Z', 'paid', 'none', 'open', 33_800, 6760, 0, 'stripe 33800'],
      ['42', '2026-11-03T22:50:00.000Z', 'pending', 'none', 'open', 8970, 1794, 8970, ''],
      ['43', '2026-11-04T07:00:00.000Z', 'paid', 'done', 'open', 11_000, 1200, 0, 'stripe 11000'],
      ['44', '2026-11-04T08:00:00.000Z', 'paid', 'none', 'open', 10_900, 2180, 0, 'stripe 10900'],
      ['45', '2026-11-04T09:00:00.000Z', 'voided', 'none', 'cancelled', 9900, 1980, 9900, ''],
    ])
  })

  test('lines: net in the file, gross and taxed in the store', () => {
    const lines = result().orders.flatMap((order) => order.lines.map((line) => ({ ...line, order: order.number })))
    expect(
      lines.map((line) => [
        line.order,
        line.kind,
        line.sku,
        line.variantKey,
        line.quantity,
        line.gross,
        line.tax,
        line.taxRate,
      ]),
    ).toEqual([
      ['41', 'goods', 'CAR-RED', '11', 2000, 20_000, 4000, 25_000],
      ['41', 'goods', 'DOLL', '12', 1000, 9900, 1980, 25_000],
      ['41', 'shipping', null, null, 1000, 3900, 780, 25_000],
      ['42', 'goods', 'BALL', '13', 3000, 8970, 1794, 25_000],
      ['43', 'goods', 'DOLL', '12', 1000, 6000, 1200, 25_000],
      ['43', 'goods', 'BOOK', '14', 1000, 5000, 0, 0],
      ['44', 'goods', 'DOLL', '12', 1000, 9900, 1980, 25_000],
      ['45', 'goods', 'DOLL', '12', 1000, 9900, 1980, 25_000],
    ])
    expect(lines[0]?.name).toBe('Træbil "rød", stor')
  })

  test('an order with a fee, which has no row of its own, is held and told when it is read', () => {
    const { first, orders } = result()
    expect(orders.flatMap(({ number, blockers }) => blockers.map(({ code }) => `${number} ${code}`))).toEqual([
      '44 TB7001',
      '44 TB7001',
    ])
    const told = first.findings.map(({ code, severity, key }) => `${code} ${severity} ${key}`)
    expect(new Set(told)).toEqual(new Set(['TB7001 warning 44']))
  })

  test('the customer, a note with line end and quotes', () => {
    expect(result().orders[0]).toMatchObject({
      key: '41',
      note: 'Ring først;\n"på bagsiden"',
      customer: { email: 'soeren@example.test', phone: '+45 20 11 22 33' },
      billing: { name: 'Søren Ågård', street1: 'Torvet 1', postcode: '8000', city: 'Aarhus C', country: 'DK' },
    })
    expect(result().orders[1]?.billing.company).toBe('Berg & Søn, ApS')
  })
})

test('both exports are the same orders', () => {
  const plain = (orders: readonly ShopOrder[]) =>
    orders.map((order) => ({
      ...order,
      line: 0,
      rows: 0,
      // The cell names the rate itself, the rows its class.
      lines: order.lines.map((line) => ({ ...line, taxClass: null })),
    }))
  expect(plain(results.get('json')!.orders)).toEqual(plain(results.get('rows')!.orders))
})

test('a file that changed is read again, and only what changed is new', async () => {
  const root = workspace()
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const open = await openWorkspace(root, { now: () => new Date(NOW), sleep: async () => {} })
  onTestFinished(() => open.close())
  await runFlow({ flow: 'shop-orders', shop: 'rows', mode: 'run' }, open)
  const path = join(root, 'generic-orders-plugin-rows.csv')
  writeFileSync(path, readFileSync(path, 'utf8').replace('on-hold', 'processing'))
  const report = await runFlow({ flow: 'shop-orders', shop: 'rows', mode: 'run' }, open)
  expect([report.read, report.new, report.changed, report.same]).toEqual([7, 0, 1, 6])
})
