import { expect, test } from 'vitest'
import { dump, put, query, runOne } from '../end-to-end/a-workspace.ts'
import { catalogue, csv, later, ledger, START, stock, stockWorkspace } from './stock-workspace.ts'

/** Names of the files a run took, by the ledger. */
function takenBy(root: string, run: string | null): string[] {
  return query<{ name: string }>(root, 'select name from inbound_file where run = ? order by rowid', run ?? '').map(
    ({ name }) => name,
  )
}

test('of a folder that files stay in, a new code brings back the newest alone', async () => {
  const root = await stockWorkspace({
    skus: ['A', 'B'],
    stock: { file: 'LAGER_*.CSV', take: 'leave', guards: { changed: 'off' } },
  })
  for (let i = 1; i <= 5; i++) put(root, `till/LAGER_${i}.CSV`, csv('CODE;QTY', `A;${i}`, 'C;7'), later(START, i))
  expect(takenBy(root, (await runOne(root, 'stock', later(START, 10))).run)).toHaveLength(5)
  const before = dump(root)
  expect((await runOne(root, 'stock', later(START, 11))).result).toBe('nothing-to-do')
  expect(dump(root)).toEqual(before)
  await catalogue(root, ['A', 'B', 'C'], later(START, 12))
  const read = await runOne(root, 'stock', later(START, 13))
  expect([takenBy(root, read.run), read.new]).toEqual([['LAGER_5.CSV'], 1])
  expect((await runOne(root, 'stock', later(START, 14))).result).toBe('nothing-to-do')
  expect(ledger(root)).toHaveLength(6)
  put(root, 'till/LAGER_6.CSV', csv('CODE;QTY', 'A;9', 'C;9'), later(START, 15))
  expect(takenBy(root, (await runOne(root, 'stock', later(START, 16))).run)).toEqual(['LAGER_6.CSV'])
})

test('a file that still is the photograph of its location is read anew as well, and so is one that was refused since', async () => {
  const root = await stockWorkspace({
    skus: ['A'],
    partner: { locations: { AARHUS: 'aarhus', ODENSE: 'odense' } },
    stock: {
      file: 'LAGER_*.CSV',
      take: 'leave',
      asOf: { from: 'fileTime' },
      columns: { code: { header: 'CODE' }, location: { header: 'LOC' }, quantity: { header: 'QTY' } },
      guards: { rows: 'off', coverage: 'off', changed: 'off' },
    },
  })
  put(root, 'till/LAGER_OLD.CSV', csv('CODE;LOC;QTY', 'A;AARHUS;1', 'C;AARHUS;1'), later(START, 1))
  put(root, 'till/LAGER_AARHUS.CSV', csv('CODE;LOC;QTY', 'A;AARHUS;2', 'C;AARHUS;2'), later(START, 2))
  put(root, 'till/LAGER_ODENSE.CSV', csv('CODE;LOC;QTY', 'A;ODENSE;3', 'C;ODENSE;3'), later(START, 3))
  put(root, 'till/LAGER_X.CSV', 'nothing of the kind\n', later(START, 4))
  await runOne(root, 'stock', later(START, 10))
  expect(stock(root)).toEqual(['A aarhus 2', 'A odense 3'])
  await catalogue(root, ['A', 'C'], later(START, 12))
  const read = await runOne(root, 'stock', later(START, 13))
  expect(takenBy(root, read.run)).toEqual(['LAGER_AARHUS.CSV', 'LAGER_ODENSE.CSV', 'LAGER_X.CSV'])
})
