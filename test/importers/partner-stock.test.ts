import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { RunReport } from '../../src/model/run-report.ts'
import { planUndo, undoRun } from '../../src/runs/undo-run.ts'
import { openWorkspace } from '../../src/runs/workspace.ts'
import { demoWorkspace, levels, places, put, query, runOne } from '../end-to-end/a-workspace.ts'
import { stockFixtures } from '../profiles/stock-fixtures.ts'
import {
  beside,
  catalogue,
  csv,
  importBoth,
  later,
  ledger,
  left,
  OUT,
  START,
  stock,
  stockWorkspace,
  take,
} from './stock-workspace.ts'

const OFF = Object.fromEntries(
  ['rows', 'coverage', 'zeroed', 'changed', 'unknown', 'rejected', 'format'].map((name) => [name, 'off']),
)
const A1 = csv('CODE;QTY', 'A;1', 'B;2')
const A2 = csv('CODE;QTY', 'A;5', 'B;2')

function counts({ read, new: fresh, changed, same, skipped, rejected }: RunReport): number[] {
  return [read, fresh, changed, same, skipped, rejected]
}

/** Findings as a person reads them. */
function words({ findings }: RunReport): string[] {
  return findings.map(
    ({ code, row, column, found, expected }) => `${code} row ${row} ${column} "${found}": ${expected}`,
  )
}

async function undo(root: string, run: string, at: string): Promise<RunReport> {
  const workspace = await openWorkspace(root, { now: () => new Date(at) })
  try {
    return await undoRun(workspace, await planUndo(workspace, run))
  } finally {
    await workspace.close()
  }
}

test('the demo file gives what was worked out by hand', async () => {
  const expected = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../fixtures/demo-expected/stock.json'), 'utf8'),
  )
  const root = demoWorkspace()
  await runOne(root, 'shop-catalogue')
  const planned = await runOne(root, { flow: 'stock', mode: 'plan' })
  const report = await runOne(root, 'stock')
  for (const one of [planned, report]) {
    const [read, fresh, changed, same, skipped, rejected] = counts(one)
    expect({ read, new: fresh, changed, same, skipped, rejected }).toEqual(expected.counts)
    expect(places(one)).toEqual(expected.findings)
  }
  const byPlace = (list: { code: string; location: string }[]) => list.map((one) => JSON.stringify(one)).sort()
  expect(byPlace(levels(root, 'demo-till'))).toEqual(byPlace(expected.levels))
})

describe('a second file', () => {
  test.each([
    ['the same bytes, newer: as-of goes on', A1, 10, 'LAGER.CSV', 'ok', 'LAGER.CSV applied', 10],
    ['the same bytes, same time: a duplicate', A1, 0, 'LAGER.CSV', 'nothing-to-do', 'LAGER.CSV duplicate', 0],
    ['the same bytes, older: a duplicate', A1, -10, 'LAGER.CSV', 'nothing-to-do', 'LAGER.CSV duplicate', 0],
    ['other bytes, older: superseded', A2, -10, 'LAGER.CSV', 'nothing-to-do', 'LAGER.CSV superseded', 0],
    ['other bytes, newer: applied', A2, 10, 'LAGER.CSV', 'ok', 'LAGER.CSV applied', 10],
  ])('%s', async (_, text, minutes, name, result, state, asOf) => {
    const root = await stockWorkspace({ stock: { guards: OFF } })
    await take(root, A1, START)
    const report = await take(root, text, later(START, minutes), name)
    expect([report.result, ledger(root)[1]]).toEqual([result, state])
    expect(query(root, 'select max(as_of) as at from stock_photo')).toEqual([{ at: later(START, asOf) }])
    expect(stock(root)).toEqual(text === A2 && minutes > 0 ? ['A main 5', 'B main 2'] : ['A main 1', 'B main 2'])
    expect(left(root)).toEqual([])
  })

  test('A, B and A again under a fixed name: the third is news', async () => {
    const root = await stockWorkspace({ stock: { guards: OFF } })
    for (const [i, text] of [A1, A2, A1].entries())
      expect((await take(root, text, later(START, i * 10))).changed).toBe(i === 0 ? 0 : 1)
    expect(stock(root)).toEqual(['A main 1', 'B main 2'])
  })

  test.each([
    ['fileTime', 'superseded'],
    ['fileName', 'superseded'],
    ['arrival', 'superseded'],
  ])('an old dated file copied again with a new time stamp is not news (as-of from %s)', async (from, state) => {
    const file = 'LAGER_{date:yyyyMMdd}.CSV'
    const root = await stockWorkspace({ stock: { file, guards: OFF, asOf: { from } } })
    await take(root, A1, START, 'LAGER_20261118.CSV')
    await take(root, A2, later(START, 10), 'LAGER_20261119.CSV')
    await take(root, A1, later(START, 20), 'LAGER_20261118.CSV')
    expect(ledger(root)[2]).toBe(`LAGER_20261118.CSV ${state}`)
    expect(stock(root)).toEqual(['A main 5', 'B main 2'])
  })
})

describe('codes that are not in the file', () => {
  test.each([
    ['yes', ['A main 1', 'B main 2', 'C main 3'], 0],
    ['no', ['A main 1', 'B main 0', 'C main 0'], 2],
  ])('listsZeros: %s', async (listsZeros, expected, gone) => {
    const root = await stockWorkspace({ stock: { listsZeros, guards: OFF } })
    await take(root, csv('CODE;QTY', 'A;1', 'B;2', 'C;3'), START)
    const report = await take(root, csv('CODE;QTY', 'A;1'), later(START, 10))
    expect([report.missing, report.figures.toZero]).toEqual([2, gone])
    expect(stock(root)).toEqual(expected)
    expect(query(root, "select count(*) as n from stock_change where cause = 'absent'")).toEqual([{ n: gone }])
  })

  test('only at the locations that the file has', async () => {
    const columns = { code: { header: 'CODE' }, quantity: { header: 'QTY' }, location: { header: 'STORE' } }
    const root = await stockWorkspace({
      partner: { locations: { N: 'north', S: 'south' } },
      stock: { listsZeros: 'no', guards: OFF, columns },
    })
    await take(root, csv('CODE;QTY;STORE', 'A;1;N', 'B;2;N', 'A;3;S', 'B;4;S'), START)
    await take(root, csv('CODE;QTY;STORE', 'A;1;N'), later(START, 10))
    expect(stock(root)).toEqual(['A north 1', 'A south 3', 'B north 0', 'B south 4'])
  })

  /** B stands in the file, though nothing of it can be taken: its level stays. C is not there at all. */
  test.each<[name: string, row: string, stock?: object, skus?: string[]]>([
    [
      'a blank that is skipped',
      'B;',
      { columns: { code: { header: 'CODE' }, quantity: { header: 'QTY', blank: 'skip' } } },
    ],
    ['a bad quantity', 'B;x'],
    ['a cell too few', 'B'],
    ['a cell too many', 'B;2;3'],
    ['stray quotes', 'B;"2" x'],
    ['another spelling', 'b;2'],
    ['two rows that contradict each other', 'B;2\nB;3'],
    ['lost zeros', '12;2', {}, ['0012']],
    [
      'lost zeros of a GTIN',
      '12345678905;2',
      { columns: { code: { header: 'CODE', type: 'gtin' }, quantity: { header: 'QTY' } } },
      ['0012345678905'],
    ],
  ])('are not those of rows with %s', async (_, row, settings = {}, [code = 'B'] = []) => {
    const gtins = code.length === 13 ? ['4006381333931', code, '5701234567899'] : ['A', code, 'C']
    const [first, , third] = gtins as [string, string, string]
    const root = await stockWorkspace({ skus: gtins, stock: { listsZeros: 'no', guards: OFF, ...settings } })
    await take(root, csv('CODE;QTY', `${first};1`, `${code};2`, `${third};3`), START)
    const report = await take(root, csv('CODE;QTY', `${first};1`, row), later(START, 10))
    expect(report.result).not.toBe('failed')
    expect(
      query(root, 'select code, on_hand / 1000 as n from stock_level order by code = ?, code = ?', third, code),
    ).toEqual([
      { code: first, n: 1 },
      { code, n: 2 },
      { code: third, n: 0 },
    ])
  })

  test('nor those with a blank at one of several locations', async () => {
    const root = await stockWorkspace({
      stock: {
        listsZeros: 'no',
        guards: OFF,
        columns: { code: { header: 'CODE' }, quantity: { default: '', blank: 'skip' } },
        locationColumns: { north: 'N', south: 'S' },
      },
    })
    await take(root, csv('CODE;N;S', 'A;1;2', 'B;3;4'), START)
    await take(root, csv('CODE;N;S', 'A;5;', 'C;7;8'), later(START, 10))
    expect(stock(root)).toEqual(['A north 5', 'A south 2', 'B north 0', 'B south 0', 'C north 7', 'C south 8'])
  })

  test('a row that the profile filters is none of this feed', async () => {
    const settings = { listsZeros: 'no', guards: OFF, filter: [{ header: 'STORE', is: 'N' }] }
    const root = await stockWorkspace({ stock: settings })
    await take(root, csv('CODE;QTY;STORE', 'A;1;N', 'B;2;N'), START)
    await take(root, csv('CODE;QTY;STORE', 'A;1;N', 'B;9;S'), later(START, 10))
    expect(stock(root)).toEqual(['A main 1', 'B main 0'])
  })
})

describe('the same code twice', () => {
  test.each([
    ['sum', [4, 2, 0, 0, 2, 0], ['A main 3', 'B main 10']],
    ['last', [4, 2, 0, 0, 2, 0], ['A main 2', 'B main 5']],
    ['reject', [4, 1, 0, 0, 1, 2], ['B main 5']],
  ])('%s', async (duplicates, expected, after) => {
    const root = await stockWorkspace({ stock: { duplicates, guards: OFF } })
    const report = await take(root, csv('CODE;QTY', 'A;1', 'B;5', 'A;2', 'B;5'), START)
    expect(counts(report)).toEqual(expected)
    expect(stock(root)).toEqual(after)
  })

  const FRACTIONS = { code: { header: 'CODE' }, quantity: { header: 'QTY', decimals: 2 } }
  test.each<[string, string[], string[]]>([
    [
      'three of a code, two agree',
      ['CODE;QTY', 'A;5', 'A;5.50', 'A;5'],
      [
        'TB2202 row 2 QTY "5": one quantity of A; line 3 says 5.5',
        'TB2202 row 3 QTY "5.5": one quantity of A; line 2 says 5',
        'TB2202 row 4 QTY "5": one quantity of A; line 3 says 5.5',
      ],
    ],
    ['the same twice', ['CODE;QTY', 'A;5', 'B;1', 'A;5'], ['TB2201 row 4 QTY "5": one row of A; line 2 says the same']],
  ])('%s', async (_, lines, expected) => {
    const root = await stockWorkspace({ stock: { columns: FRACTIONS, guards: OFF } })
    const report = await take(root, csv(...lines), START)
    expect(words(report)).toEqual(expected)
    expect(report.findings.map(({ key }) => key)).toEqual(expected.map(() => 'A'))
  })

  test('one column per location: the column is that of the place', async () => {
    const locationColumns = { aarhus: 'Lager Aarhus', odense: 'Lager Odense' }
    const columns = { code: { header: 'CODE' } }
    const root = await stockWorkspace({ stock: { columns, locationColumns, guards: OFF } })
    const report = await take(root, csv('CODE;LAGER AARHUS;LAGER ODENSE', 'A;1;2', 'A;1;3'), START)
    expect(words(report)).toEqual([
      'TB2202 row 2 LAGER ODENSE "2": one quantity of A at odense; line 3 says 3',
      'TB2202 row 3 LAGER ODENSE "3": one quantity of A at odense; line 2 says 2',
    ])
  })

  test('reject: the former level stays, and the issue is about the code', async () => {
    const root = await stockWorkspace({ stock: { listsZeros: 'no', guards: OFF } })
    await take(root, A1, START)
    const report = await take(root, csv('CODE;QTY', 'A;8', 'B;2', 'A;9'), later(START, 10))
    expect(words(report)).toEqual([
      'TB2202 row 2 QTY "8": one quantity of A; line 4 says 9',
      'TB2202 row 4 QTY "9": one quantity of A; line 2 says 8',
    ])
    expect(stock(root)).toEqual(['A main 1', 'B main 2'])
    expect(query(root, "select key from issue where code = 'TB2202'")).toEqual([{ key: 'A' }])
  })
})

describe('codes the shop does not have', () => {
  const SKUS = ['Tee-Red', '0012', '0012345678905', 'SKU-9=5701234567899']
  const columns = { code: { header: 'CODE' }, quantity: { header: 'QTY' }, barcode: { header: 'EAN' } }

  test.each([
    ['TEE-RED;1;', 'Tee-Red'],
    ['Tee Red;1;', 'Tee-Red'],
    ['12;1;', '0012'],
    ['00012;1;', '0012'],
    ['012345678905;1;', '0012345678905'], // GTIN-12 of a GTIN-13
    ['00012345678905;1;', '0012345678905'], // GTIN-14
    ['5701234567899;1;', '5701234567899'], // the barcode instead of the SKU
    ['77;1;5701234567899', '5701234567899'], // known by its barcode column
    ['77;1;05701234567899', '5701234567899'],
    ['CAFE;1;', null],
    ['77;1;4006381333931', null],
    ['0;1;', null],
  ])('%s', async (row, ours) => {
    const root = await stockWorkspace({ skus: SKUS, stock: { guards: OFF, columns } })
    const report = await take(root, csv('CODE;QTY;EAN', row), START)
    expect(words(report)).toEqual(ours ? [`TB3002 row 2 CODE "${row.split(';')[0]}": ${ours}`] : [])
    expect(counts(report)).toEqual([1, 0, 0, 0, ours ? 0 : 1, ours ? 1 : 0])
    expect(stock(root)).toEqual([])
  })

  test('a code that was linked once is an issue, not a stranger', async () => {
    const root = await stockWorkspace({ stock: { guards: OFF } })
    await take(root, A1, START)
    const workspace = await openWorkspace(root)
    await workspace.store.updateTable('reference_code').set({ retired_at: START }).where('code', '=', 'B').execute()
    await workspace.store.updateTable('variant').set({ removed_at: START }).where('sku', '=', 'B').execute()
    await workspace.close()
    const report = await take(root, A2, later(START, 10))
    expect(places(report)).toEqual([[3, 'CODE', 'TB3001']])
    expect(stock(root)).toEqual(['A main 5', 'B main 2'])
  })
})

describe('undo', () => {
  test('the same file is not taken again, a newer one is', async () => {
    const root = await stockWorkspace({ stock: { guards: OFF } })
    await take(root, A1, START)
    const second = await take(root, A2, later(START, 10))
    await undo(root, second.run!, later(START, 12))
    expect(stock(root)).toEqual(['A main 1', 'B main 2'])
    expect((await take(root, A2, later(START, 10))).notes.join(' ')).toContain(
      'was undone; the feed waits for a newer file',
    )
    expect(stock(root)).toEqual(['A main 1', 'B main 2'])
    await take(root, csv('CODE;QTY', 'A;6', 'B;2'), later(START, 20))
    expect(stock(root)).toEqual(['A main 6', 'B main 2'])
    expect(query(root, 'select max(as_of) as at from stock_photo')).toEqual([{ at: later(START, 20) }])
  })
})

describe('as-of', () => {
  const records = { line: 'L', header: { is: 'H', date: 2, time: 3 } }
  const positions = { code: { position: 2 }, quantity: { position: 3 } }
  const asOfColumn = {
    code: { header: 'CODE' },
    quantity: { header: 'QTY' },
    asOf: { header: 'AT', pattern: 'yyyy-MM-dd HH:mm' },
  }

  test.each([
    ['fileTime', {}, A1, 'LAGER.CSV', START],
    ['arrival', {}, A1, 'LAGER.CSV', later(START, 1)],
    ['fileName', { file: 'L{date:yyyyMMdd}{time:HHmm}.CSV' }, A1, 'L202611200730.CSV', '2026-11-20T06:30:00.000Z'],
    [
      'header',
      { records, columns: positions },
      csv('H;20261120;0715', 'L;A;1'),
      'LAGER.CSV',
      '2026-11-20T06:15:00.000Z',
    ],
    [
      'column',
      { columns: asOfColumn },
      csv('CODE;QTY;AT', 'A;1;2026-11-20 07:30', 'B;2;2026-11-20 07:10'),
      'LAGER.CSV',
      '2026-11-20T06:10:00.000Z',
    ],
  ])('from %s', async (from, settings, text, name, expected) => {
    const root = await stockWorkspace({ stock: { ...settings, asOf: { from } } })
    const report = await take(root, text, START, name)
    expect(report.figures.asOf).toBe(expected)
  })

  test('is never later than when the file was seen, less what the till needs and how wrong its clock may be', async () => {
    const root = await stockWorkspace({ stock: { asOf: { from: 'fileTime', queryTime: '2m', clockTolerance: '30s' } } })
    put(root, `${OUT}/LAGER.CSV`, A1, later(START, 60))
    const report = await runOne(root, 'stock', START)
    expect(report.figures.asOf).toBe(later(START, -2.5))
    expect(places(report).map(([, , code]) => code)).toContain('TB2502')
  })

  test.each([
    ['header', { records, columns: positions }, csv('H;20261120;1015', 'L;A;1'), 1],
    ['column', { columns: asOfColumn }, csv('CODE;QTY;AT', 'A;1;2026-11-20 10:30', 'B;2;2026-11-20 10:10'), 3],
  ])('in the future is told at its line: %s', async (from, settings, text, row) => {
    const root = await stockWorkspace({ stock: { ...settings, asOf: { from } } })
    expect(places(await take(root, text, START))).toContainEqual([row, null, 'TB2502'])
  })
})

test('findings of a file stand in the order of its rows, whoever found them', async () => {
  const root = await stockWorkspace({ stock: { guards: OFF } })
  const report = await take(root, csv('CODE;QTY', 'A;1', 'A;2', 'X"Y;3', 'B;x'), START)
  const rows = report.findings.map(({ row }) => row ?? 0)
  expect(rows).toEqual(rows.toSorted((a, b) => a - b))
  expect(report.findings.map(({ code }) => code)).toEqual(expect.arrayContaining(['TB2202', 'TB1017', 'TB2101']))
})

describe('damage never makes one level of two rows, nor zero of a code that stands there', () => {
  const NAMED = {
    columns: { code: { header: 'CODE' }, quantity: { header: 'QTY' } },
    ...{ ignore: 'NAME', listsZeros: 'no', guards: OFF },
  }
  const HEAD = 'CODE;NAME;QTY'
  const sound = csv(HEAD, 'A;Train;1', 'B;Train;2')

  test.each([
    ['NULs from one row into the next', `${HEAD}\nA;Tr${'\0'.repeat(9)}in;2\n`, 'TB1002'],
    ['a NUL in the name', csv(HEAD, 'A;Tr\0in;7', 'B;Train;2'), 'TB1010'],
    ['quotes over two rows', csv(HEAD, 'A;"Train;7', 'B;Train";9'), 'TB1008'],
    ['a code in ="..."', csv(HEAD, '="A";Train;7', 'B;Train;2'), 'TB2304'],
    ['a control character in the code', csv(HEAD, 'A\x02;Train;7', 'B;Train;2'), 'TB1010'],
    ['a stray quote beside the code', csv(HEAD, `A;"${'Train '.repeat(9)}" x;7`, 'B;Train;2'), 'TB1017'],
  ])('%s', async (_, damaged, code) => {
    const root = await stockWorkspace({ stock: NAMED })
    await take(root, sound, START)
    const report = await take(root, damaged, later(START, 10))
    expect(places(report).map((place) => place[2])).toContain(code)
    expect(stock(root)).toEqual(['A main 1', 'B main 2'])
  })
})

describe('numbers', () => {
  const of = (quantity: object) => ({
    columns: { code: { header: 'CODE' }, quantity: { header: 'QTY', ...quantity } },
    guards: OFF,
  })

  test.each([
    ['below zero is kept as it is', {}, 'A;-2', ['A main -2'], []],
    ['below zero where there is none', { negative: 'no' }, 'A;-2', [], [[2, 'QTY', 'TB2105']]],
    ['decimals that are declared', { decimals: 3 }, 'A;1.255', ['A main 1.255'], []],
    ['a fraction of a piece', {}, 'A;1.5', [], [[2, 'QTY', 'TB2103']]],
    ['a whole number written with decimals', {}, 'A;12.000', ['A main 12'], []],
    ['a blank that is zero', { blank: 'zero' }, 'A;', ['A main 0'], []],
    ['a blank that is skipped', { blank: 'skip' }, 'A;', [], []],
    ['a blank', {}, 'A;', [], [[2, 'QTY', 'TB2102']]],
    ['more than can be', { max: 1000 }, 'A;1001', [], [[2, 'QTY', 'TB2104']]],
  ])('%s', async (_, quantity, row, expected, found) => {
    const root = await stockWorkspace({ stock: of(quantity) })
    const report = await take(root, csv('CODE;QTY', row), START)
    expect(places(report)).toEqual(found)
    expect(stock(root)).toEqual(expected)
  })

  test('what is less than nothing in one store does not eat the stock of another', async () => {
    const expected = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../fixtures/demo-expected/stock.json'), 'utf8'),
    )
    const root = demoWorkspace()
    await runOne(root, 'shop-catalogue')
    await runOne(root, 'stock')
    const sums = query<{ code: string; n: number }>(
      root,
      'select code, sum(max(on_hand, 0)) / 1000 as n from stock_level group by code',
    )
    expect(Object.fromEntries(sums.map(({ code, n }) => [code, n]))).toEqual(expected.onHandFlooredPerLocation)
  })
})

describe('every dialect of fixtures/stock', () => {
  test.each(stockFixtures())('$name: plan and run tell the same, and every row is accounted for', async ({ path }) => {
    const { stock: settings, ...partner } = parse(readFileSync(join(dirname(path), 'profile.yaml'), 'utf8'))
    const expected = JSON.parse(readFileSync(join(dirname(path), 'expected.json'), 'utf8'))
    const all: string[] = expected.records.map((record: string) => record.split(' | ')[1])
    const codes = [...new Set(all)]
    const carried = codes.filter((_, i) => i % 3 !== 2) // The shop does not have every third.
    const root = await stockWorkspace({
      skus: carried,
      partner,
      stock: { file: basename(path), guards: OFF, ...settings },
    })
    const report = await importBoth(root, readFileSync(path), '2026-11-20T12:00:00.000Z', basename(path))
    expect(report.read).toBe(expected.read)
    expect(report.new).toBeGreaterThan(0)
    const rows = beside(root, report, 'result.csv').toString().trimEnd().split('\r\n').slice(1)
    for (const result of ['new', 'skipped', 'rejected'] as const)
      expect([result, rows.filter((row) => row.includes(`"${result}"`)).length]).toEqual([result, report[result]])
    const again = await importBoth(
      root,
      Buffer.concat([readFileSync(path)]),
      '2026-11-20T13:00:00.000Z',
      basename(path),
    )
    expect([again.new, again.changed]).toEqual([0, 0])
  })
})

test('a file that was read, held or passed over lies in the archive with its reports', async () => {
  const root = await stockWorkspace()
  const report = await take(root, csv('CODE;QTY', 'A;1', 'B;2'), START)
  expect(beside(root, report, 'result.csv').toString()).toContain('"A";"1";"new"')
  expect(beside(root, report, 'report.html').length).toBeGreaterThan(1000)
  const again = await take(root, csv('CODE;QTY', 'A;1', 'B;2'), START)
  expect(beside(root, again, 'report.json').toString()).toContain('applied already')
})

test('a variant that the shop gets later is taken from then on', async () => {
  const root = await stockWorkspace({ skus: ['A'] })
  expect(counts(await take(root, A1, START))).toEqual([2, 1, 0, 0, 1, 0])
  await catalogue(root, ['A', 'B'], later(START, 5))
  expect(counts(await take(root, A2, later(START, 10)))).toEqual([2, 1, 1, 0, 0, 0])
})

test('import of one file by hand walks the same path, and never moves it', async () => {
  const root = await stockWorkspace()
  const report = await importBoth(root, A1, START, 'from-a-mail.csv')
  expect(counts(report)).toEqual([2, 2, 0, 0, 0, 0])
  expect(stock(root)).toEqual(['A main 1', 'B main 2'])
  expect(readFileSync(join(root, 'upload/from-a-mail.csv'), 'utf8')).toBe(A1)
})
