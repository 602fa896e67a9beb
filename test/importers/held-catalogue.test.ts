import { expect, test } from 'vitest'
import { discardFile, heldFile, releaseFile } from '../../src/runs/held-file.ts'
import { dump, inWorkspace, put, query, runOne } from '../end-to-end/a-workspace.ts'
import { at, products, SKUS, shopWorkspace, taken } from './shop-workspace.ts'

const WHO = { by: 'Ann', note: 'half of the range was sold off' }
const FEW = SKUS.slice(0, 15)

/** A catalogue of two files, taken in, then one of fewer than half the articles. */
async function held(skus = FEW): Promise<string> {
  const root = shopWorkspace({ products: ['products.csv', 'more.csv'] })
  put(root, 'shop/more.csv', products(['M1']), at(-5))
  expect((await runOne(root, 'shop-catalogue', at(0))).new).toBe(41)
  put(root, 'shop/products.csv', products(skus), at(5))
  const report = await runOne(root, 'shop-catalogue', at(6))
  expect([report.result, taken(report)]).toEqual(['held', ['products.csv held', 'more.csv held']])
  return root
}

function states(root: string): string[] {
  return query<{ name: string; state: string }>(root, 'select name, state from inbound_file order by rowid').map(
    ({ name, state }) => `${name} ${state}`,
  )
}

function alive(root: string): number {
  return query(root, 'select key from variant where removed_at is null').length
}

function openIssues(root: string): string[] {
  return query<{ code: string }>(root, "select code from issue where state = 'open'").map(({ code }) => code)
}

test('a held set stays held without another copy, until a person releases it whole', async () => {
  const root = await held()
  expect([alive(root), openIssues(root)]).toEqual([41, ['TB5001', 'TB5002']])
  const before = dump(root)
  const again = await runOne(root, 'shop-catalogue', at(20))
  expect([again.result, taken(again)]).toEqual(['held', ['products.csv held', 'more.csv held']])
  expect(again.notes[0]).toMatch(/is held already as \S+: release it/)
  expect(dump(root)).toEqual(before)
  await inWorkspace(
    root,
    () => at(30),
    async (workspace) => {
      const report = await releaseFile(workspace, await heldFile(workspace, 'more.csv'), WHO)
      expect([report.result, report.missing, report.flow]).toEqual(['ok', 25, 'shop-catalogue'])
      expect(report.notes).toContainEqual(
        expect.stringMatching(/^Released by Ann: half of the range.*Overruled: rows, coverage\.$/),
      )
    },
  )
  expect([alive(root), openIssues(root)]).toEqual([16, []])
  expect(query(root, 'select actor, action from audit')).toEqual([{ actor: 'Ann', action: 'release' }])
  expect((await runOne(root, 'shop-catalogue', at(35))).result).toBe('nothing-to-do')
})

test('a held set that is discarded is not read again; the next one is judged by itself', async () => {
  const root = await held()
  await inWorkspace(
    root,
    () => at(10),
    async (workspace) => discardFile(workspace, await heldFile(workspace, 'products.csv'), WHO),
  )
  expect(states(root).slice(2)).toEqual(['products.csv discarded', 'more.csv discarded'])
  expect(openIssues(root)).toEqual([])
  expect((await runOne(root, 'shop-catalogue', at(15))).result).toBe('nothing-to-do')
  put(root, 'shop/products.csv', products(SKUS.slice(1)), at(20))
  expect((await runOne(root, 'shop-catalogue', at(21))).missing).toBe(1)
  expect(alive(root)).toBe(40)
})

test('a newer set takes the place of one that is held', async () => {
  const root = await held()
  put(root, 'shop/products.csv', products([...FEW, 'N1']), at(10))
  expect((await runOne(root, 'shop-catalogue', at(11))).result).toBe('held')
  expect(states(root).slice(2)).toEqual([
    'products.csv superseded',
    'more.csv superseded',
    'products.csv held',
    'more.csv held',
  ])
  put(root, 'shop/products.csv', products(SKUS), at(20))
  await runOne(root, 'shop-catalogue', at(21))
  expect(states(root).filter((state) => state.endsWith(' held'))).toEqual([])
  expect([alive(root), openIssues(root)]).toEqual([41, []])
})
