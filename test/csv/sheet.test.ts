import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { meantCell, protectedCell, readSheet, SHEET_DIALECT } from '../../src/csv/sheet.ts'
import { formatRows } from '../../src/csv/write.ts'

const folder = mkdtempSync(join(tmpdir(), 'tillbridge-sheet-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function read(text: string | Uint8Array) {
  const path = join(folder, 'sheet.csv')
  writeFileSync(path, text)
  return readSheet(path)
}

test.each([
  ['0012', "'0012"],
  ['5701234567890', "'5701234567890"], // fifteen digits are kept, but shown and saved as 5.7E+12
  ['12345', '12345'],
  ['=SUM(A1)', "'=SUM(A1)"],
  ['-5', "'-5"],
  ['1-2', "'1-2"],
  ['36/38', "'36/38"],
  ['1E5', "'1E5"],
  ['MAR1', "'MAR1"],
  ['TRUE', "'TRUE"],
  ["'s", "''s"],
  ['TEE-RED-M', 'TEE-RED-M'],
  ['Ærø', 'Ærø'],
  ['', ''],
])('%j is written as %j', (text, cell) => {
  expect(protectedCell(text)).toBe(cell)
  expect(meantCell(cell)).toBe(text)
})

test.each([
  ['="0012"', '0012'],
  ["'0012", '0012'],
  [' 0012\u00a0', '0012'],
  ['="a ""b"""', 'a "b"'],
  ['0012', '0012'],
])('%j means %j', (cell, text) => {
  expect(meantCell(cell)).toBe(text)
})

test.each([
  ['semicolons and CRLF', 'code;sku\r\n0012;A\r\n'],
  ['commas', 'code,sku\n0012,A\n'],
  ['tabs', 'code\tsku\n0012\tA'],
  ['a byte order mark', '\uFEFFcode;sku\r\n0012;A\r\n'],
  ['a sep line', 'sep=;\r\ncode;sku\r\n0012;A\r\n'],
  ['blank lines', '\r\ncode;sku\r\n;\r\n0012;A\r\n;;\r\n'],
  ['="0012" with stray quotes', 'code;sku\r\n="0012";A\r\n'],
  ['="0012" quoted rightly', 'code;sku\r\n"=""0012""";A\r\n'],
  ['an apostrophe', "code;sku\r\n'0012;A\r\n"],
])('a file with %s', async (_, text) => {
  const sheet = await read(text)
  expect(sheet.header).toEqual(['code', 'sku'])
  expect(sheet.rows.map((row) => row.cells)).toEqual([['0012', 'A']])
  expect(sheet.findings).toEqual([])
})

test('UTF-16 as a spreadsheet saves "Unicode text"', async () => {
  const sheet = await read(Buffer.from('\uFEFFcode\tsku\r\n0012\tÆ\r\n', 'utf16le'))
  expect(sheet.rows).toEqual([{ line: 2, cells: ['0012', 'Æ'] }])
})

test('any text comes back out of a written sheet', async () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 12 }).map((s) => s.replace(/[\0\x1a]/g, '').trim())
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(text, text), { maxLength: 5 }), async (rows) => {
      const filled = rows.filter((row) => row.some((cell) => cell !== ''))
      const cells = filled.map((row) => row.map(protectedCell))
      const sheet = await read(`\uFEFF${formatRows([['code', 'sku'], ...cells], SHEET_DIALECT)}`)
      expect(sheet.rows.map((row) => row.cells)).toEqual(filled)
    }),
    { numRuns: 200 },
  )
})
