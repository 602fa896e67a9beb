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

describe('a row with a stray quote names the cell as it stands there', () => {
  test.each([
    ['A"1;x;1', 'CODE', 'A"1'],
    ['A1;two " quotes;1', 'NAME', 'two " quotes'],
    ['A1;"x" y;1', 'NAME', '"x" y'],
    ['A1;"x;y" z;1', 'NAME', '"x;y" z'],
    ['"A1";x;"1" ', 'QTY', '"1" '],
    ['="A1";x;1', 'CODE', '="A1"'],
    ['A1;"x;1', 'NAME', '"x'],
  ])('%s', async (row, column, found) => {
    const file = written(`CODE;NAME;QTY\nB;"x";2\n${row}\nC;"x";3\n`)
    const outcome = await readAll(file, stockPartner({ ignore: 'NAME' }))
    expect(outcome.findings.map((one) => [one.row, one.column, one.found])).toEqual([[3, column, found]])
    expect(outcome.records.map((record) => record.code)).toEqual(['B', 'C'])
  })
})

describe('a rejected row whose code can be made out is in the file', () => {
  test.each([
    ['A-1;x;x', 'A-1'],
    ['="TØJ-7";x;1', 'TØJ-7'],
    ['"=""TØJ-7""";x;1', 'TØJ-7'],
    ['40011\0;x;1', '40011'],
    ['\x0140011;x\0;1', '40011'],
    ['400\u200b11;x;1', '40011'],
    [`40011;${'x'.repeat(200)}"${'x'.repeat(200)};1`, '40011'],
    ['40011";x;1', '40011'],
    ['"40011;x;1', '40011'],
    ['40011;"x" y;1', '40011'],
    ['"40;011";"x" y;1', '40;011'],
    ['40011;x;1;2', '40011'],
  ])('%j', async (row, code) => {
    const file = written(`CODE;NAME;QTY\nB;"x";2\n${row}\nC;"x";3\n`)
    const outcome = await readAll(file, stockPartner({ ignore: 'NAME' }))
    expect([outcome.rejected, outcome.listed]).toEqual([[3], [code]])
  })

  test('a code is filled up as in a row that is taken', async () => {
    const columns = { code: { header: 'CODE', pad: 6 }, quantity: { header: 'QTY' } }
    const text = 'CODE;QTY\n"=""12""";1\n13\0;1\n14"";2\nC;3\n'
    const outcome = await readAll(written(text), stockPartner({ columns }))
    expect(outcome.listed.sort()).toEqual(['000012', '000013', '000014'])
  })
})

test('a line that looks like a footer and is not declared', async () => {
  const text = 'CODE;QTY\nA;1\nB;1\nC;1\nD;1\n\n(4 rows affected)\nBrown\n\nCompletion time: 2026-11-20\n'
  const outcome = await readAll(written(text), stockPartner({}))
  expect(outcome.findings.map(({ code, row, fix }) => [code, row, fix.includes('`footer`')])).toEqual([
    ['TB1007', 7, true],
    ['TB1007', 8, false],
    ['TB1007', 10, true],
  ])
})

test('findings stand in the order of the file', async () => {
  const rows = ['A;x;AARHUS', 'B;1;ODENSE', 'C"x;1;AARHUS', 'D;1', '\ufeffE;x;AARHUS', 'F;1;VEJLE']
  const partner = stockPartner(
    { columns: { code: { header: 'CODE' }, quantity: { header: 'QTY' }, location: { header: 'STORE' } } },
    { locations: { AARHUS: 'aarhus' }, dialect: { newline: 'lf', bom: 'yes' } },
  )
  const outcome = await readAll(written(`CODE;QTY;STORE;X\n${rows.join(';\n')};\r\n`), partner)
  expect(outcome.findings.map(({ row, code }) => [row, code])).toEqual([
    [1, 'TB1021'],
    [1, 'TB1006'],
    [2, 'TB2101'],
    [3, 'TB2401'],
    [4, 'TB1017'],
    [5, 'TB1007'],
    [6, 'TB1012'],
    [6, 'TB2101'],
    [7, 'TB2401'],
    [null, 'TB1011'],
  ])
})

test('a file says in which line its as-of stands', async () => {
  const records = { line: 'L', header: { is: 'H', date: 2, time: 3 } }
  const positions = { code: { position: 2 }, quantity: { position: 3 } }
  const two = written('H;20261120;0700\nL;A;1\nH;20261120;0600\nL;B;1\n')
  const headers = await readAll(two, stockPartner({ records, columns: positions }))
  expect(headers.facts).toMatchObject({ asOf: '2026-11-20T05:00:00.000Z', asOfLine: 3 })
  const columns = {
    ...{ code: { header: 'CODE' }, quantity: { header: 'QTY' } },
    asOf: { header: 'AT', pattern: 'yyyyMMddHHmm' },
  }
  const rows = written('CODE;QTY;AT\nA;1;202611200700\nB;1;202611200600\nC;1;202611200600\n')
  expect((await readAll(rows, stockPartner({ columns }))).facts).toMatchObject({ asOfLine: null, rowAsOfLine: 3 })
})

test('what is to be set is in the fix', async () => {
  const fixOf = async (text: string, partner: object = {}) =>
    (await readAll(written(text), stockPartner({}, partner))).findings[0]!.fix
  const page = { dialect: { newline: 'lf', encoding: 'windows-1252' } }
  expect(await fixOf('CODE;QTY\nTØJ;1\nKØL;1\n', page)).toContain('`dialect.encoding: utf-8`')
  expect(await fixOf('"CODE","QTY"\n"A","1"\n')).toBe('Set `dialect.delimiter` to ",".')
  expect(await fixOf('{"error": "x"}\n')).toBe('This is JSON, not a table. Have the data written as CSV.')
  expect(await fixOf('CODE;N;QTY\nA;"x;1\nB;x";2\n')).toContain('`quoting: never`')
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
