import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialectSchema, inFormatSchema } from '../../src/config/format.ts'
import { UsageError } from '../../src/model/errors.ts'
import type { FormatOptions } from '../../src/profiles/columns.ts'
import { readItems } from '../../src/profiles/items.ts'
import { locationsOf } from '../../src/profiles/locations.ts'
import { readFormat } from '../../src/profiles/read-format.ts'
import { stockPartner } from './partner.ts'
import { readAll } from './stock-fixtures.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'formats-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

let files = 0
function written(text: string): string {
  const path = join(folder, `${files++}.csv`)
  writeFileSync(path, text)
  return path
}

const OPTIONS: FormatOptions = {
  fields: { code: 'reference', quantity: 'quantity', price: 'money', active: 'flag', 'option:*': 'text' },
  required: ['code'],
  timeZone: 'Europe/Copenhagen',
  currency: 'DKK',
}
const open = (text: string, format: object, options: Partial<FormatOptions> = {}) =>
  readFormat(written(text), inFormatSchema.parse(format), dialectSchema.parse({}), { ...OPTIONS, ...options })

test('values come typed, in the order of the fields, null where nothing is', async () => {
  const file = open('Nr;Pris;Aktiv;Farve\nA;12,50;ja;rød\nB;;;\n', {
    decimal: ',',
    columns: {
      code: { header: 'Nr' },
      price: { header: 'Pris' },
      active: { header: 'Aktiv' },
      'option:Colour': { header: 'Farve' },
      'option:Size': { default: 'any' },
    },
  })
  expect(file.fields).toEqual(['code', 'price', 'active', 'option:Colour', 'option:Size'])
  const rows = []
  for await (const batch of file.batches()) rows.push(...batch.rows)
  expect(rows.map((row) => [row.line, ...row.values])).toEqual([
    [2, 'A', 1250, true, 'rød', 'any'],
    [3, 'B', null, null, null, 'any'],
  ])
})

test('a file can be read again', async () => {
  const file = open('CODE\nA\nB\n', { columns: { code: { header: 'CODE' } } })
  for (let time = 0; time < 2; time++) {
    let read = 0
    for await (const batch of file.batches()) read += batch.read
    expect(read).toBe(2)
    expect(file.facts.rows).toBe(3)
  }
})

describe('a wrong declaration is told before the file is opened', () => {
  const code = { code: { header: 'CODE' } }
  test.each([
    ['no code', { columns: { price: { header: 'P' } } }, /columns\.code: say where/],
    ['an unknown field', { columns: { ...code, kode: { header: 'K' } } }, /columns\.kode: no such field/],
    ['a bad expression', { columns: code, footer: { match: '(' } }, /footer\.match/],
    ['two signs alike', { columns: { ...code, quantity: { header: 'Q', thousands: '.' } } }, /columns\.quantity: /],
    ['a bad default', { columns: { ...code, quantity: { default: 'x' } } }, /columns\.quantity: the default "x"/],
  ])('%s', (_, format, message) => {
    expect(() => open('', format)).toThrow(UsageError)
    expect(() => open('', format)).toThrow(message)
  })

  test('names where there are none', async () => {
    const file = open('A;1\n', { headerRow: 'none', columns: code })
    await expect(async () => {
      for await (const _ of file.batches());
    }).rejects.toThrow(/columns\.code: a file without column names needs `position`/)
  })
})

test('a record file needs no quantity unless its trailer adds one up', async () => {
  const records = { line: 'L', trailer: { is: 'T', rows: 2 } }
  const file = open('L;A\nL;B\nT;2\n', { records, columns: { code: { position: 2 } } })
  let read = 0
  for await (const batch of file.batches()) read += batch.rows.length
  expect(read).toBe(2)
  const summed = { ...records, trailer: { is: 'T', quantity: 2 } }
  expect(() => open('', { records: summed, columns: { code: { position: 2 } } })).toThrow(UsageError)
})

test('counts hold over many batches, with title lines and footers beyond the first', async () => {
  const ROWS = 12_345
  const rows = Array.from({ length: ROWS }, (_, i) => `A-${i};${i % 7}\n`).join('')
  const titles = 'a title\n'.repeat(2500)
  const partner = stockPartner({
    headerRow: 2501,
    footer: { match: '^\\(([\\d.]+) rows\\)$', required: 'yes', counts: 'yes' },
  })
  const outcome = await readAll(written(`${titles}CODE;QTY\n${rows}(12.345 rows)\n`), partner)
  expect([outcome.read, outcome.records.length, outcome.findings]).toEqual([ROWS, ROWS, []])
  expect(outcome.records.at(-1)).toMatchObject({ code: 'A-12344', line: 2501 + ROWS })
  const cut = await readAll(written(`${titles}CODE;QTY\n${rows}(12.346 rows)\n`), partner)
  expect(cut.findings.map((found) => found.code)).toEqual(['TB1015'])
})

test('a finding is about the code of its row, as far as that is known', async () => {
  const outcome = await readAll(written('CODE;QTY\nA;x\n;1\nC;3\n'), stockPartner({}))
  expect(outcome.findings.map((found) => [found.row, found.key])).toEqual([
    [2, 'A'],
    [3, undefined],
  ])
})

test('the report says what stands there and what should', async () => {
  const outcome = await readAll(written('CODE,QTY\nA,1\n'), stockPartner({}))
  expect(outcome.findings).toEqual([
    {
      code: 'TB1009',
      severity: 'error',
      row: 1,
      column: null,
      found: 'CODE,QTY',
      expected: 'cells between ";"',
      fix: 'Set `dialect.delimiter` to ",".',
    },
  ])
  const title = await readAll(written('Lager\n\nsep=;\nCODE;QTY\nA;1\n'), stockPartner({}))
  expect(title.findings[0]!.fix).toBe('Set `headerRow: 4`: row 4 holds the column names.')
  const blank = await readAll(written('\nCODE;QTY\nA;1\n'), stockPartner({}))
  expect(blank.findings[0]!.fix).toBe('Set `headerRow: 2`: row 2 holds the column names.')
  const gtins = stockPartner({ columns: { code: { header: 'CODE', type: 'gtin' }, quantity: { header: 'QTY' } } })
  const lost = await readAll(written('CODE;QTY\n36000291452;1\n'), gtins)
  expect(lost.findings[0]!.expected).toBe('a GTIN with its leading zeros, probably 0036000291452')
})

describe('locations', () => {
  const locate = (locations: unknown, word: string | null, preset?: string) =>
    locationsOf(stockPartner({}, { locations }), preset).ours(word)
  test.each([
    [undefined, null, undefined, 'main'],
    [undefined, 'AARHUS', undefined, null],
    [undefined, 'main', 'main', 'main'],
    [{ AARHUS: 'aarhus' }, 'AARHUS', undefined, 'aarhus'],
    [{ AARHUS: 'aarhus' }, 'Aarhus', undefined, 'aarhus'],
    [{ AARHUS: 'aarhus' }, 'ODENSE', undefined, null],
    [{ AARHUS: 'aarhus' }, 'aarhus', 'aarhus', 'aarhus'],
    [{ a: 'one', A: 'two' }, 'A', undefined, 'two'],
    [{ a: 'one', A: 'two' }, 'a', undefined, 'one'],
    [{ ab: 'one', AB: 'two' }, 'Ab', undefined, null], // which of the two nobody can tell
    ['open', 'ODENSE', undefined, 'ODENSE'],
    ['open', null, undefined, 'main'],
  ])('%j: %j (default %j) is %j', (locations, word, preset, expected) => {
    expect(locate(locations, word, preset)).toBe(expected)
  })
})

test("a till's own items, with what they have", async () => {
  const partner = {
    ...stockPartner({}),
    items: {
      ...inFormatSchema.parse({
        decimal: ',',
        columns: {
          code: { header: 'Varenr' },
          item: { header: 'Model' },
          name: { header: 'Navn' },
          barcode: { header: 'EAN', type: 'gtin' },
          price: { header: 'Pris' },
        },
      }),
      file: 'VARER.CSV',
      folder: '.',
      settle: 2,
      every: 3600,
      take: 'move' as const,
      shape: 'variants' as const,
    },
  }
  const text =
    'Varenr;Model;Navn;EAN;Pris\n0001;M1;Tog;4006381333931;12,50\n0002;;;;\n0003;M1;Tog;4006381333932;1\n0004;M1;Tog;;gratis\n'
  const file = readItems(written(text), partner)
  const items = []
  const findings = []
  for await (const batch of file.batches()) {
    expect(batch.read).toBe(batch.items.length + batch.skipped.length + batch.rejected.length)
    items.push(...batch.items)
    findings.push(...batch.findings)
  }
  const blank = { item: null, name: null, barcode: null, colour: null, size: null, price: null }
  expect(items).toEqual([
    { ...blank, code: '0001', item: 'M1', name: 'Tog', barcode: '4006381333931', price: 1250, line: 2 },
    { ...blank, code: '0002', line: 3 },
  ])
  expect(findings.map((found) => [found.row, found.column, found.code])).toEqual([
    [4, 'EAN', 'TB2305'],
    [5, 'Pris', 'TB2601'],
  ])
})
