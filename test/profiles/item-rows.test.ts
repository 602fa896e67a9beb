import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parsePartner } from '../../src/config/load.ts'
import { readItems } from '../../src/profiles/items.ts'

const PARTNER = `partner: till
folder: till
timeZone: Europe/Copenhagen
currency: DKK
dialect: { newline: lf }
items:
  file: ITEMS.csv
  shape: item-and-variants
  columns:
    code: { header: number }
    item: { header: item, default: '' }
    name: { header: name, default: '' }
    colour: { header: colour, default: '' }
    size: { header: size, default: '' }
`

test('rows of items are no articles, and every row is counted once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'items-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'ITEMS.csv')
  const rows = ['7711;;Shirt;;', '1;7711;;Red;S', '2;;;Red;M', 'MUG;;Mug;;', ';;x;;']
  writeFileSync(path, `number;item;name;colour;size\n${rows.join('\n')}\n`)
  const items = []
  const skipped = []
  let read = 0
  for await (const batch of readItems(path, parsePartner(PARTNER)).batches()) {
    expect(batch.read).toBe(batch.items.length + batch.skipped.length + batch.rejected.length)
    read += batch.read
    items.push(...batch.items)
    skipped.push(...batch.skipped)
  }
  expect(read).toBe(5)
  expect(items.map(({ code, item, name, line }) => [code, item, name, line])).toEqual([
    ['1', '7711', 'Shirt', 3],
    ['2', '7711', 'Shirt', 4],
    ['MUG', null, 'Mug', 5],
  ])
  expect(skipped).toEqual([{ line: 2, reason: 'the row of an item, not of a variant' }])
})
