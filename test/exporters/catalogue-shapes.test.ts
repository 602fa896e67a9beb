import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { codesWorkspace, keyOf, type Row, SHIRTS } from '../runs/codes-workspace.ts'

const CODES = `codes: { from: [sku], scheme: '{item}[-{colour}][-{size}]', upperCase: yes }
`
const BY_ITEM = `${CODES}catalogue:
  file: 'CAT_{seq:4}.csv'
  folder: in
  shape: item-and-variants
  columns:
    - { header: type, text: V }
    - { header: number, from: code }
    - { header: name, from: variant.name }
    - { header: price, from: variant.price }
  itemColumns:
    - { text: I }
    - { from: item.sku, required: yes }
    - { from: item.name }
    - { from: variant.price }
`
const BY_COLUMNS = `${CODES}catalogue:
  file: 'CAT_{seq:4}.csv'
  folder: in
  shape: columns
  columns:
    - { header: item, from: item.sku }
    - { header: colour, from: variant.colour }
    - { header: size, from: variant.size }
    - { header: price, from: variant.price }
`
const MUG: Row = ['MUG', '', '', 'MUG-1', '', '25']
const CAP: Row[] = [
  ['CAP', 'Red', 'One', '', '', '30'],
  ['CAP', 'Blue', 'One', '', '', '30'],
]

function files(root: string): string[] {
  const folder = join(root, 'till/in')
  return readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
}

test('an item has its row above those of its variants, a plain article its one row', async () => {
  const { root, run, sells, later } = await codesWorkspace([...SHIRTS, MUG, ...CAP], BY_ITEM)
  expect((await run('catalogue')).result).toBe('ok')
  const shirts = ['V;TEE-RED-S;TEE - Red, S;10.00', 'V;TEE-RED-M;TEE - Red, M;10.00'].concat([
    'V;TEE-BLUE-S;TEE - Blue, S;10.00',
    'V;TEE-BLUE-M;TEE - Blue, M;10.00',
  ])
  const lines = ['type;number;name;price', 'I;TEE;TEE;', ...shirts, 'V;MUG-1;MUG;25.00', 'I;CAP;CAP;']
  expect(files(root)).toEqual([
    [...lines, 'V;CAP-RED-ONE;CAP - Red, One;30.00', 'V;CAP-BLUE-ONE;CAP - Blue, One;30.00', ''].join('\n'),
  ])
  // A variant that came later stands with its item, although others were known before it.
  const green: Row = ['TEE', 'Green', 'S', '', '', '10']
  const dearer: Row[] = CAP.map(([item, colour, size, sku]) => [
    item,
    colour,
    size,
    sku,
    '',
    colour === 'Red' ? '31' : '30',
  ])
  later()
  await sells([...SHIRTS, green, MUG, ...dearer])
  await run('catalogue')
  const fresh = ['I;TEE;TEE;', 'V;TEE-GREEN-S;TEE - Green, S;10.00']
  expect(files(root)[1]!.split('\n')).toEqual(
    expect.arrayContaining(['I;CAP;CAP;', 'V;CAP-RED-ONE;CAP - Red, One;31.00']),
  )
  expect(files(root)[1]).toContain(fresh.join('\n'))
  expect(files(root)[1]).not.toContain('CAP-BLUE')
})

test('an item whose row cannot be written keeps its variants back, and is told once', async () => {
  const { root, run } = await codesWorkspace(
    [...SHIRTS, MUG],
    BY_ITEM.replace('item.name }', 'item.name, maxLength: 2 }'),
  )
  const report = await run('catalogue')
  expect(report).toMatchObject({ read: 5, new: 1, rejected: 4 })
  expect(report.findings.map(({ code, key }) => [code, key])).toEqual([['TB7013', keyOf('TEE')]])
  expect(files(root)).toEqual(['type;number;name;price\nV;MUG-1;MUG;25.00\n'])
})

test('a till that knows variants by item, colour and size', async () => {
  const twin: Row[] = [
    ['CAP', 'Navy', 'One', 'C-1'],
    ['CAP', 'navy', 'One', 'C-2'],
    ['CAP', 'Red', 'One', 'C-3'],
  ]
  const { root, run } = await codesWorkspace([...SHIRTS.slice(0, 2), MUG, ...twin], BY_COLUMNS)
  const report = await run('catalogue')
  expect(files(root)).toEqual([
    'item;colour;size;price\nTEE;Red;S;10.00\nTEE;Red;M;10.00\nMUG-1;;;25.00\nCAP;Red;One;10.00\n',
  ])
  expect(report).toMatchObject({ read: 6, new: 4, rejected: 2 })
  expect(report.findings.map(({ code, key, found }) => [code, key, found])).toEqual([
    ['TB3025', 'C-1', 'C-1: another variant has its item, colour and size'],
    ['TB3025', 'C-2', 'C-2: the same as C-1'],
  ])
})
