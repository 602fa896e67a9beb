import { expect, test } from 'vitest'
import { codesWorkspace, type Row, SHIRTS, STOCK } from '../runs/codes-workspace.ts'
import { stockLevels } from './stock-levels.ts'

const CODES = `codes: { from: [sku], scheme: '{item}-{colour}-{size}', upperCase: yes }
`
const BY_PLACE = `${CODES}${STOCK.replace(
  'code: { header: code }',
  "item: { header: item }, colour: { header: colour, default: '' }, size: { header: size, default: '' }",
).replace('listsZeros: yes', 'listsZeros: no')}`

const TWINS: Row[] = [
  ['CAP', 'Navy', 'One', 'C-1'],
  ['CAP', 'navy', 'One', 'C-2'],
]

test('a stock file with item, colour and size instead of a code', async () => {
  const { workspace, write, run, later } = await codesWorkspace(
    [...SHIRTS, ['MUG', '', '', 'MUG', ''], ...TWINS],
    BY_PLACE,
  )
  const rows = [
    'TEE;Red;S;4',
    'TEE;RED;m;5',
    'TEE;Blue;S;6',
    'MUG;;;7',
    'TEE;Green;S;1',
    'XYZ;Red;S;1',
    'CAP;Navy;One;3',
  ]
  write('till/out/STOCK1.csv', `item;colour;size;qty\n${rows.join('\n')}\n`)
  const report = await run('stock')
  expect(report).toMatchObject({ read: 7, new: 4, skipped: 2, rejected: 1 })
  expect(await stockLevels(workspace)).toEqual({ 'TEE-RED-S': 4, 'TEE-RED-M': 5, 'TEE-BLUE-S': 6, MUG: 7 })
  expect(report.findings.map(({ code, row, found, expected }) => [code, row, found, expected])).toEqual([
    ['TB3025', 8, 'CAP Navy / One', 'one variant, not 2: C-1, C-2'],
  ])
  // What stands in the file and cannot be taken is not absent: it keeps its number, where absent codes go to zero.
  later()
  write('till/out/STOCK2.csv', 'item;colour;size;qty\nTEE;red;s;2,5\nMUG;;;8\n')
  await run('stock')
  expect(await stockLevels(workspace)).toEqual({ 'TEE-RED-S': 4, 'TEE-RED-M': 0, 'TEE-BLUE-S': 0, MUG: 8 })
})

test('two rows of one place are two rows of one code', async () => {
  const { workspace, write, run } = await codesWorkspace(SHIRTS, BY_PLACE)
  write('till/out/STOCK1.csv', 'item;colour;size;qty\nTEE;Red;S;4\ntee;red;s;5\nTEE;Red;M;1\n')
  expect(await run('stock')).toMatchObject({ read: 3, new: 1, rejected: 2, findingsByCode: { TB2202: 2 } })
  expect(await stockLevels(workspace)).toEqual({ 'TEE-RED-M': 1 })
})

test('a variant that has no code yet is told, and is not "not in this shop"', async () => {
  const unnamed: Row[] = [...TWINS, ['TEE', 'Red', 'S', '']]
  const noScheme = BY_PLACE.replace("scheme: '{item}-{colour}-{size}', ", '')
  const { workspace, write, run } = await codesWorkspace(unnamed, noScheme)
  write('till/out/STOCK1.csv', 'item;colour;size;qty\nTEE;Red;S;3\n')
  const report = await run('stock')
  expect(report).toMatchObject({ read: 1, rejected: 1 })
  expect(report.findings.map(({ code, row, found }) => [code, row, found])).toContainEqual(['TB3003', 2, 'TEE Red / S'])
  expect(await stockLevels(workspace)).toEqual({})
})
