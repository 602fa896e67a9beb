import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Flow, RunReport } from '../../src/model/run-report.ts'
import { checkFile } from '../../src/runs/check-file.ts'
import { examine } from '../../src/runs/doctor.ts'
import { runFlow } from '../../src/runs/run-flow.ts'
import { openWorkspace } from '../../src/runs/workspace.ts'

/** Codes that only a world gone wrong brings about, each through real runs on the demo's workspace. */

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tillbridge-codes-'))
  cpSync('examples/demo', root, { recursive: true })
  mkdirSync(join(root, 'till/in'), { recursive: true })
  const exported = new Date('2026-11-20T07:00:00Z')
  utimesSync(join(root, 'shop/orders-page1.json'), exported, exported)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const NOW = new Date('2026-11-20T08:00:00Z')

async function run(flow: Flow, sleep: () => Promise<void> = async () => undefined): Promise<RunReport> {
  const workspace = await openWorkspace(root, { now: () => NOW, sleep })
  try {
    return await runFlow({ flow, mode: 'run' }, workspace)
  } finally {
    await workspace.close()
  }
}

const told = (report: RunReport) => Object.keys(report.findingsByCode).sort()
const edit = (file: string, change: (text: string) => string) =>
  writeFileSync(join(root, file), change(readFileSync(join(root, file), 'utf8')))
const STOCK = 'till/out/STOCK_20261120.csv'

describe('folders', () => {
  test('TB4001: a folder that is not there is told, and may be there next time', async () => {
    rmSync(join(root, 'till/out'), { recursive: true })
    const report = await run('stock')
    expect(told(report)).toEqual(['TB4001'])
    expect([report.result, report.figures.retryable]).toEqual(['failed', 1])
  })

  test.runIf(process.platform === 'linux')(
    'TB4002: a folder nobody may write to; what was frozen waits and leaves later',
    async () => {
      await run('shop-catalogue')
      edit('partners/demo-till.yaml', (text) => text.replace(/(^catalogue:[\s\S]*?folder: )in$/m, '$1/sys/kernel'))
      edit('partners/demo-till.yaml', (text) => text.replace('folder: till', 'folder: /'))
      edit('partners/demo-till.yaml', (text) => text.replace('  folder: /sys/kernel', '  folder: sys/kernel'))
      const report = await run('catalogue')
      expect(told(report)).toContain('TB4002')
      expect(report.result).toBe('failed')
    },
  )

  test('TB4005: a link in the folder is left alone', async () => {
    symlinkSync(join(root, STOCK), join(root, 'till/out/STOCK_20261119.csv'))
    expect(told(await run('stock'))).toContain('TB4005')
  })

  test('TB4006: a file that still grows is left for the next run', async () => {
    utimesSync(join(root, STOCK), NOW, NOW)
    const grow = async () => edit(STOCK, (text) => `${text}X`)
    const report = await run('stock', grow)
    expect(told(report)).toEqual(['TB4006'])
    expect(report.read).toBe(0)
  })
})

test('TB5010: the same file again is told and changes nothing', async () => {
  const bytes = readFileSync(join(root, STOCK))
  await run('shop-catalogue')
  expect((await run('stock')).new).toBe(59)
  writeFileSync(join(root, STOCK), bytes)
  const again = await run('stock')
  expect(told(again)).toEqual(['TB5010'])
  expect([again.result, again.new + again.changed]).toEqual(['nothing-to-do', 0])
})

describe('orders after they were sent', () => {
  const orders = 'shop/orders-page1.json'
  const change = (number: string, patch: (order: Record<string, unknown>) => void) =>
    edit(orders, (text) => {
      const all = JSON.parse(text) as Record<string, unknown>[]
      patch(all.find((order) => order.number === number)!)
      return JSON.stringify(all)
    })

  test.each<[string, (order: Record<string, unknown>) => void]>([
    ['TB7010', (order) => Object.assign(order.shipping as object, { address_1: 'En anden vej 9' })],
    ['TB7011', (order) => Object.assign(order, { status: 'cancelled' })],
  ])('%s is told until a person has seen to it', async (code, patch) => {
    for (const flow of ['shop-catalogue', 'shop-orders'] as const) await run(flow)
    const first = await run('orders')
    expect(first.new).toBe(15)
    expect(told(first)).toEqual(expect.arrayContaining(['TB7015', 'TB7016']))
    change('1003', (order) => {
      order.date_modified_gmt = '2026-11-20T07:30:00'
      patch(order)
    })
    utimesSync(join(root, orders), new Date('2026-11-20T07:45:00Z'), new Date('2026-11-20T07:45:00Z'))
    expect((await run('shop-orders')).changed).toBe(1)
    for (let again = 0; again < 2; again += 1) {
      const report = await run('orders')
      expect(report.findings.filter((f) => f.code === code).map((f) => f.key)).toEqual(['1003'])
      expect(report.new).toBe(0)
    }
  })
})

test('TB7017: an order the shop marks as risky stays', async () => {
  const yaml = `shops:\n  main: { kind: shopify, folder: ., timeZone: UTC, currency: DKK, prices: gross, orders: orders.csv }\n`
  rmSync(join(root, 'shop'), { recursive: true })
  writeFileSync(join(root, 'tillbridge.yaml'), yaml)
  const header =
    'Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Payment Method,Id,Risk Level,Lineitem discount'
  writeFileSync(
    join(root, 'orders.csv'),
    `${header}\n#1001,a@example.com,paid,2026-11-19 10:00:00 +0000,unfulfilled,,no,DKK,10.00,0.00,0.00,10.00,,0.00,,2026-11-19 09:00:00 +0000,1,Bear,10.00,BK-1,true,true,pending,card,1,High,0.00\n`,
  )
  await run('shop-orders')
  const report = await run('orders')
  expect(told(report)).toEqual(['TB7017'])
  expect([report.read, report.skipped]).toEqual([1, 1])
})

test('TB3007: another SKU in the shop does not change a code behind the back of the till', async () => {
  await run('shop-catalogue')
  await run('catalogue')
  edit('shop/wc-product-export.csv', (text) => text.replace(',TOG-R-LI,', ',TOG-ROD-LI,'))
  expect((await run('shop-catalogue')).changed).toBe(1)
  const report = await run('catalogue')
  expect(report.findings.filter((f) => f.code === 'TB3007').map((f) => [f.found, f.expected])).toEqual([
    ['TOG-ROD-LI', 'TOG-R-LI'],
  ])
})

test('TB1020: a file of no known kind, with what would help', async () => {
  writeFileSync(join(root, 'mystery.csv'), 'a;b\n1;2\n')
  const check = await checkFile(join(root, 'mystery.csv'), {}, null)
  expect(check.findings.map((f) => f.code)).toEqual(['TB1020'])
  expect(check.findings[0]!.expected).toMatch(/--as KIND/)
})

test('TB0109: columns nobody has confirmed are counted by doctor', async () => {
  edit('partners/demo-till.yaml', (text) =>
    text.replace(
      '- { header: EAN, from: variant.barcode }',
      '- { header: EAN, from: variant.barcode, unconfirmed: yes }',
    ),
  )
  const workspace = await openWorkspace(root)
  const checks = await examine(workspace)
  await workspace.close()
  expect(checks.filter((check) => check.name.includes('TB0109')).map((check) => [check.state, check.detail])).toEqual([
    ['warn', '1 columns are not confirmed by any source: EAN'],
  ])
})
