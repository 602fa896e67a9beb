import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dropInnerLease, endRun, startRun, takeLease } from '../../src/store/runs.ts'
import { dump, inWorkspace, put, query, run, runIn, runOne } from '../end-to-end/a-workspace.ts'
import { at, orders, products, SKUS, shopWorkspace, stockFile } from '../importers/shop-workspace.ts'

/** A shop whose stock was published once. */
async function published(): Promise<string> {
  const root = shopWorkspace()
  put(root, 'shop/orders.csv', orders('1001 paid'), at(-60))
  put(root, 'till/out/LAGER.CSV', stockFile(), at(-30))
  await run(root, 'all', at(0))
  return root
}

function written(root: string): string[] {
  return readdirSync(join(root, 'shop/import')).filter((name) => name !== '.keep')
}

test('no stock is written while an order file cannot be read; then it is', async () => {
  const root = await published()
  expect(written(root)).toHaveLength(1)
  put(root, 'shop/orders.csv', 'number;date;something\r\nx;y;z\r\n', at(5))
  put(root, 'till/out/LAGER.CSV', stockFile({ S1: '9' }), at(6))
  await runOne(root, 'stock', at(7))
  const first = await runOne(root, 'shop-stock', at(8))
  expect(first.result).toBe('done-with-issues')
  expect(first.notes.at(-1)).toMatch(/^No stock was written: orders\.csv cannot be read/)
  expect(first.findings.map((f) => f.code)).toContain('TB1020')
  const before = dump(root)
  const again = await runOne(root, 'shop-stock', at(23))
  expect([again.result, again.notes]).toEqual(['done-with-issues', [expect.stringMatching(/^No stock was written/)]])
  expect(dump(root)).toEqual(before)
  expect((await runOne(root, { flow: 'shop-stock', mode: 'plan' }, at(24))).notes.at(-1)).toMatch(/^No stock/)
  expect(written(root)).toHaveLength(1)
  put(root, 'shop/orders.csv', orders('1001 paid', '1002 paid'), at(30))
  expect((await runOne(root, 'shop-stock', at(31))).result).toBe('ok')
  expect(written(root)).toHaveLength(2)
  put(root, 'shop/orders-2.csv', 'nothing\r\nof the kind\r\n', at(32))
  expect((await runOne(root, 'shop-orders', at(33))).result).toBe('failed')
  put(root, 'till/out/LAGER.CSV', stockFile({ S2: '9' }), at(34))
  await runOne(root, 'stock', at(35))
  expect((await runOne(root, 'shop-stock', at(36))).result).toBe('done-with-issues')
  rmSync(join(root, 'shop/orders-2.csv'))
  expect((await runOne(root, 'shop-stock', at(37))).result).toBe('ok')
})

test('what the imports before it found is told with the stock', async () => {
  const root = await published()
  put(root, 'shop/products.csv', products(SKUS, { S3: 'abc' }), at(5))
  put(root, 'till/out/LAGER.CSV', stockFile({ S1: '9' }), at(6))
  await runOne(root, 'stock', at(7))
  const report = await runOne(root, 'shop-stock', at(8))
  expect([report.result, report.changed, written(root).length]).toEqual(['done-with-issues', 1, 2])
  expect(report.findings.map((f) => [f.code, f.row])).toEqual([['TB2601', 5]])
  expect((await runOne(root, 'shop-stock', at(9))).result).toBe('nothing-to-do')
})

test('an import that another run is at is left to it', async () => {
  const root = await published()
  put(root, 'shop/orders.csv', orders('1001 paid', '1002 paid'), at(5))
  await inWorkspace(
    root,
    () => at(6),
    async (workspace) => {
      const { store } = workspace
      const other = { flow: 'shop-orders', partner: null, shop: 'main', startedAt: at(6) }
      const reading = await startRun(store, other)
      expect(await takeLease(store, 'main/shop-orders', reading, new Date(at(6)))).toBe(true)
      const report = await runIn(workspace, { flow: 'shop-stock', mode: 'run' })
      expect(report.notes[0]).toMatch(/^shop-orders: another run is reading/)
      expect(query(root, 'select number from customer_order')).toHaveLength(1)
      await dropInnerLease(store, 'main/shop-orders', reading)
      await endRun(store, reading, report)
      await runIn(workspace, { flow: 'shop-stock', mode: 'run' })
    },
  )
  expect(query(root, 'select number from customer_order')).toHaveLength(2)
  expect(query(root, 'select * from lease')).toEqual([])
})
