import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { stagedName } from '../../src/importers/staged-name.ts'
import { put, query, runOne } from '../end-to-end/a-workspace.ts'
import { at, products, SKUS, shopWorkspace } from './shop-workspace.ts'
import { csv, later, START, stock, stockWorkspace } from './stock-workspace.ts'

test.each([
  ['LAGER.CSV', 'LAGER.CSV'],
  ['rejected.csv', 'original-rejected.csv'],
  ['Result.CSV', 'original-Result.CSV'],
  ['report.html', 'original-report.html'],
  ['report.json.part', 'original-report.json.part'],
  ['run.log.ndjson', 'original-run.log.ndjson'],
  ['../rejected.csv', 'original-rejected.csv'],
  ['my-rejected.csv', 'my-rejected.csv'],
  ['a|b?.csv', 'a_b_.csv'],
])('%s lies in the archive as %s', (name, expected) => {
  expect(stagedName(name)).toBe(expected)
})

function archived(root: string, name: string): string {
  const [row] = query<{ path: string }>(root, 'select path from inbound_file where name = ? order by rowid desc', name)
  return readFileSync(join(root, row!.path), 'utf8')
}

test.each(['rejected.csv', 'result.csv', 'report.html', 'report.json', 'run.log.ndjson'])(
  'a till file called %s is read, and its bytes stay',
  async (name) => {
    const root = await stockWorkspace({ stock: { file: name, guards: { rejected: 'off' } } })
    const text = csv('CODE;QTY', 'A;1', 'B;x', 'C;3')
    put(root, `till/${name}`, text, later(START, 5))
    const report = await runOne(root, 'stock', later(START, 6))
    expect([report.result, report.rejected]).toEqual(['done-with-issues', 1])
    expect(stock(root).map((level) => [level[0], level.at(-1)])).toEqual([
      ['A', '1'],
      ['C', '3'],
    ])
    expect(archived(root, name)).toBe(text)
  },
)

test('a shop file called result.csv is read, and its bytes stay', async () => {
  const root = shopWorkspace({ products: 'result.csv' })
  const text = products(SKUS)
  put(root, 'shop/result.csv', text, at(-5))
  expect((await runOne(root, 'shop-catalogue', at(0))).new).toBe(40)
  expect(archived(root, 'result.csv')).toBe(text)
})
