import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dump, filesBelow, put, query, runOne } from '../end-to-end/a-workspace.ts'
import { at, products, SKUS, shopWorkspace, taken } from './shop-workspace.ts'
import { later, START, stockWorkspace } from './stock-workspace.ts'

function removed(root: string): string[] {
  return query<{ key: string }>(
    root,
    'select key from variant where removed_at is not null union select key from item where removed_at is not null order by 1',
  ).map(({ key }) => key)
}

const WOO = 'ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,"Visibility in catalog","Regular price"'

function woo(skus: readonly string[], change: (rows: string[]) => string[]): string {
  const rows = skus.map((sku, i) => `${i + 1},simple,${sku},,Article ${i + 1},1,visible,10`)
  return [WOO, ...change(rows), ''].join('\n')
}

describe('what a file lists is not removed, whatever is wrong with its row', () => {
  const skus = SKUS.slice(0, 20)
  test.each([
    [
      'a rejected row and a product that is gone',
      (rows: string[]) => rows.with(3, rows[3]!.replace(/10$/, 'abc')).slice(0, -1),
      ['20'],
      1,
    ],
    [
      'two rows that contradict each other',
      (rows: string[]) => [...rows.slice(0, -1), rows[5]!.replace(/10$/, '12')],
      ['20'],
      1,
    ],
    ['a damaged SKU beside a sound id', (rows: string[]) => rows.with(3, rows[3]!.replace('S3', '1E+12')), [], 0],
    [
      'a damaged id: it could be any that is gone',
      (rows: string[]) => rows.with(3, rows[3]!.replace('4,', 'x,')).slice(0, -1),
      [],
      0,
    ],
    ['a row that was cut off', (rows: string[]) => rows.with(3, '4,simple,S3').slice(0, -1), [], 0],
  ])('%s', async (_, change, gone, missing) => {
    const root = await stockWorkspace({ skus })
    put(root, 'shop/products.csv', woo(skus, change), later(START, 60))
    const report = await runOne(root, 'shop-catalogue', later(START, 60))
    expect([report.result, report.missing]).toEqual(['done-with-issues', missing])
    expect(report.rejected).toBeGreaterThan(0)
    expect(removed(root)).toEqual(gone)
  })
})

test('a till is not told that an article is discontinued because its row has a fault', async () => {
  const root = shopWorkspace()
  for (const flow of ['shop-catalogue', 'catalogue'] as const) await runOne(root, flow, at(0))
  put(root, 'shop/products.csv', products(SKUS, { S3: 'abc' }), at(5))
  await runOne(root, 'shop-catalogue', at(6))
  expect((await runOne(root, 'catalogue', at(7))).files).toEqual([])
  put(root, 'shop/products.csv', products(SKUS.slice(1)), at(8))
  await runOne(root, 'shop-catalogue', at(9))
  await runOne(root, 'catalogue', at(10))
  expect(readFileSync(join(root, 'till/K_002.csv'), 'utf8')).toBe('Code;Change\nS0;discontinued\n')
})

test('a set that is refused is in the ledger whole, and is not staged again as long as it is the same', async () => {
  const root = shopWorkspace({ products: ['products.csv', 'more.csv', 'other.csv'] })
  put(root, 'shop/more.csv', 'foo;bar\n1;2\n', at(-5))
  put(root, 'shop/other.csv', 'foo\n1\n', at(-5))
  const first = await runOne(root, 'shop-catalogue', at(0))
  expect(first.result).toBe('failed')
  expect(first.findings.map((f) => [f.code, f.found])).toEqual([
    ['TB1020', 'more.csv'],
    ['TB1020', 'other.csv'],
  ])
  expect(taken(first)).toEqual(['products.csv refused', 'more.csv refused', 'other.csv refused'])
  const [before, archive] = [dump(root), filesBelow(join(root, 'var/files'))]
  for (const minute of [15, 30]) expect((await runOne(root, 'shop-catalogue', at(minute))).result).toBe('nothing-to-do')
  expect(dump(root)).toEqual(before)
  expect(filesBelow(join(root, 'var/files'))).toEqual(archive)
  put(root, 'shop/more.csv', products(['M1']), at(40))
  put(root, 'shop/other.csv', products(['M2']), at(40))
  expect((await runOne(root, 'shop-catalogue', at(45))).new).toBe(42)
  expect(query(root, "select distinct kind from inbound_file where state = 'applied'")).toEqual([
    { kind: 'generic-products' },
  ])
})
