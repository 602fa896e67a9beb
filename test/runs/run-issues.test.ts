import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dump, put, query, runOne } from '../end-to-end/a-workspace.ts'
import { csv, importBoth, later, OUT, START, stockWorkspace, take } from '../importers/stock-workspace.ts'

const GOOD = csv('CODE;QTY', 'A;1', 'B;2', 'C;3')
const issues = (root: string) =>
  query<{ flow: string; code: string; state: string; occurrences: number }>(
    root,
    "select flow, code, state, occurrences from issue where flow <> 'shop-catalogue' order by id",
  ).map((issue) => Object.values(issue).join(' '))

test('a folder that is not there is an issue until a run finds it, and one of rows stays', async () => {
  const root = await stockWorkspace({ stock: { guards: { rejected: 'off' } } })
  await take(root, csv('CODE;QTY', 'A;1', 'B;x', 'C;3'), START)
  renameSync(join(root, OUT), join(root, 'elsewhere'))
  expect((await runOne(root, 'stock', later(START, 10))).result).toBe('failed')
  expect(issues(root)).toEqual(['stock TB2101 open 1', 'stock TB4001 open 1'])
  const before = dump(root)
  await runOne(root, 'stock', later(START, 20))
  expect(dump(root)).toEqual(before)
  renameSync(join(root, 'elsewhere'), join(root, OUT))
  await runOne(root, 'stock', later(START, 30))
  expect(issues(root)).toEqual(['stock TB2101 open 1', 'stock TB4001 resolved 1'])
})

test('what lies in the folder and is no file is an issue beside those of the files, until it is gone', async () => {
  const root = await stockWorkspace({ stock: { file: 'LAGER*.CSV' } })
  mkdirSync(join(root, OUT, 'LAGER2.CSV'))
  await take(root, GOOD, START)
  expect(issues(root)).toEqual(['stock TB4005 open 1'])
  await importBoth(root, csv('CODE;QTY', 'A;1', 'B;2', 'C;4'), later(START, 10))
  await take(root, csv('CODE;QTY', 'A;1', 'B;2', 'C;5'), later(START, 20))
  expect(issues(root)).toEqual(['stock TB4005 open 1'])
  rmSync(join(root, OUT, 'LAGER2.CSV'), { recursive: true })
  await take(root, GOOD, later(START, 30))
  expect(issues(root)).toEqual(['stock TB4005 resolved 1'])
})

test('a file of the till that still lies there is an issue while nothing new may leave', async () => {
  const root = await stockWorkspace({
    partner: {
      catalogue: { file: 'KAT.CSV', columns: [{ header: 'Code', from: 'code' }], waitUntilCollected: 'yes' },
    },
  })
  const at = (minutes: number) => runOne(root, 'catalogue', later(START, minutes))
  await at(1)
  expect((await at(2)).findingsByCode).toEqual({ TB4004: 1 })
  await at(3)
  expect(issues(root)).toEqual(['catalogue TB4004 open 1'])
  rmSync(join(root, OUT, 'KAT.CSV'))
  await at(4)
  expect(issues(root)).toEqual(['catalogue TB4004 resolved 1'])
})

test('a name that is taken is one issue, whether the file was to leave now or before', async () => {
  const root = await stockWorkspace({
    partner: { catalogue: { file: 'KAT.CSV', columns: [{ header: 'Code', from: 'code' }] } },
  })
  put(root, `${OUT}/KAT.CSV`, 'foreign')
  const at = (minutes: number) => runOne(root, 'catalogue', later(START, minutes))
  expect((await at(1)).result).toBe('failed')
  expect((await at(2)).result).toBe('failed')
  await at(3)
  expect(issues(root)).toEqual(['catalogue TB4003 open 2'])
  rmSync(join(root, OUT, 'KAT.CSV'))
  await at(4)
  expect(issues(root)).toEqual(['catalogue TB4003 resolved 2'])
})
