import { describe, expect, test } from 'vitest'
import { encodeText } from '../../src/csv/code-page.ts'
import type { RunReport } from '../../src/model/run-report.ts'
import { undoRun } from '../../src/runs/undo-run.ts'
import { openWorkspace } from '../../src/runs/workspace.ts'
import { levels, places, query } from '../end-to-end/a-workspace.ts'
import {
  beside,
  catalogue,
  csv,
  importBoth,
  later,
  type Options,
  START,
  stock,
  stockWorkspace,
  take,
} from './stock-workspace.ts'

const LATER = later(START, 30)
const SKUS = ['0012', '0400638133393', '5701234567890', 'A', 'B', 'C']
/** As a till never would: half of it rejected. */
const LOOSE = { guards: { rejected: 'off', rows: 'off' } }

interface Sent {
  root: string
  first: RunReport
  /** rejected.csv of the first file as text. */
  rejected: string
  id: string
}

async function sent(
  file: string | Uint8Array,
  options: Options = {},
  encoding: BufferEncoding = 'utf8',
): Promise<Sent> {
  const root = await stockWorkspace({ skus: SKUS, ...options, stock: { ...LOOSE, ...options.stock } })
  const first = await take(root, file, START)
  const rejected = beside(root, first, 'rejected.csv').toString(encoding)
  return { root, first, rejected, id: first.files[0]!.id! }
}

function counts({ read, new: fresh, changed, same, skipped, rejected }: RunReport): number[] {
  return [read, fresh, changed, same, skipped, rejected]
}

const FILE = csv('CODE;QTY', '0012;x', '0400638133393;y', 'A;1', '5701234567890;z', 'B;2')

describe('rejected.csv on its way back', () => {
  test('has the key of every row: its line and the id of its file', async () => {
    const { rejected, id } = await sent(FILE)
    const lines = rejected.trimEnd().split('\n')
    expect(lines[0]).toBe('CODE;QTY;tb_row;tb_code;tb_message;tb_file')
    expect(lines.slice(1).map((line) => line.split(';').slice(0, 4).join(';'))).toEqual([
      '0012;x;2;TB2101',
      '0400638133393;y;3;TB2101',
      '5701234567890;z;5;TB2101',
    ])
    expect(lines.slice(1).every((line) => line.endsWith(`;${id}`))).toBe(true)
  })

  test('as it was it changes nothing and says so, and gives the same file again', async () => {
    const { root, rejected } = await sent(FILE)
    const before = stock(root)
    const again = await importBoth(root, rejected, LATER)
    expect([again.result, ...counts(again)]).toEqual(['done-with-issues', 3, 0, 0, 0, 0, 3])
    expect(again.notes.join(' ')).toContain('Nothing changed: all 3 rejected rows are still to be mended.')
    expect(stock(root)).toEqual(before)
    expect(beside(root, again, 'rejected.csv').toString()).toBe(rejected)
  })

  test('mended rows are applied with the as-of of their file, and told with the file and line they came in', async () => {
    const { root, first, rejected } = await sent(FILE, { stock: { listsZeros: 'no' } })
    const mended = rejected.replace('0012;x', '0012;7').replace('5701234567890;z', '5701234567890;0')
    const report = await importBoth(root, mended, LATER)
    expect([report.result, ...counts(report)]).toEqual(['done-with-issues', 3, 2, 0, 0, 0, 1])
    expect(report.guards).toEqual([])
    expect(report.figures.asOf).toBe(first.figures.asOf)
    expect(levels(root, 'till')).toEqual([
      { code: '0012', location: 'main', quantity: '7', line: 2 },
      { code: '5701234567890', location: 'main', quantity: '0', line: 4 },
      { code: 'A', location: 'main', quantity: '1', line: 4 },
      { code: 'B', location: 'main', quantity: '2', line: 6 },
    ])
    const names = query<{ name: string }>(
      root,
      "select f.name from stock_level l join inbound_file f on f.id = l.file_id where l.code = '0012'",
    )
    expect(names).toEqual([{ name: 'mended.csv' }])
    expect(query(root, 'select distinct as_of from stock_photo')).toHaveLength(1)
  })

  test('what is still wrong comes back with the key of the first file, and can be mended in a second turn', async () => {
    const { root, rejected, id } = await sent(FILE)
    const first = await importBoth(root, rejected.replace('0012;x', '0012;7'), LATER)
    const rest = beside(root, first, 'rejected.csv').toString()
    expect(
      rest
        .split('\n')
        .slice(1, -1)
        .map((line) => [line.split(';')[2], line.split(';').at(-1)]),
    ).toEqual([
      ['3', id],
      ['5', id],
    ])
    const second = await importBoth(
      root,
      rest.replace(';y;', ';3;').replace(';z;', ';4;'),
      later(LATER, 5),
      'again.csv',
    )
    expect(counts(second)).toEqual([2, 2, 0, 0, 0, 0])
    expect(stock(root)).toEqual(['0012 main 7', '0400638133393 main 3', '5701234567890 main 4', 'A main 1', 'B main 2'])
  })

  test('the same mended file twice is a duplicate; guards and the next file still go by the whole file', async () => {
    const { root, rejected } = await sent(FILE, { stock: { guards: { rejected: 'off' } } })
    const mended = rejected.replace('0012;x', '0012;7')
    await importBoth(root, mended, LATER)
    expect((await importBoth(root, mended, later(LATER, 1))).result).toBe('nothing-to-do')
    const cut = await take(root, csv('CODE;QTY', 'A;1', 'B;2'), later(LATER, 2))
    expect(cut.result).toBe('held')
    expect(cut.guards.find(({ name }) => name === 'rows')).toMatchObject({
      tripped: true,
      sentence: 'the file has 2 rows, the last accepted one had 5',
    })
  })

  test.each([
    ['is superseded after a newer file', 'A;5', 'nothing-to-do', 'TB5009', 'mend those of LAGER.CSV instead'],
    [
      'goes on when the newer file has the same bytes',
      null,
      'done-with-issues',
      'TB2101',
      'A mended part of LAGER.CSV',
    ],
  ])('%s', async (_, row, result, code, note) => {
    const { root, rejected } = await sent(FILE)
    await take(root, row ? FILE.replace('A;1', row) : FILE, later(START, 10))
    const report = await importBoth(root, rejected.replace('0012;x', '0012;7'), LATER)
    expect([report.result, report.findings[0]?.code]).toEqual([result, code])
    expect(report.notes.join(' ')).toContain(note)
    expect(stock(root).includes('0012 main 7')).toBe(row === null)
  })

  test('of a held file nothing can be mended before it is released', async () => {
    const root = await stockWorkspace({ skus: SKUS })
    const held = await take(root, FILE, START)
    expect(held.result).toBe('held')
    const report = await importBoth(root, beside(root, held, 'rejected.csv'), LATER)
    expect([report.result, places(report)]).toEqual(['failed', [[null, null, 'TB1026']]])
    expect(report.findings[0]!.fix).toContain(`release ${held.files[0]!.id}`)
  })

  test('a part can be undone, and the whole file after it', async () => {
    const { root, first, rejected } = await sent(FILE)
    const part = await importBoth(root, rejected.replace('0012;x', '0012;7'), LATER)
    const workspace = await openWorkspace(root, { now: () => new Date(later(LATER, 5)) })
    try {
      for (const run of [part.run!, first.run!]) {
        const row = await workspace.store.selectFrom('run').selectAll().where('id', '=', run).executeTakeFirstOrThrow()
        const report = await undoRun(workspace, { run: row } as Parameters<typeof undoRun>[1])
        expect(report.result).toBe('ok')
        if (run === part.run) expect(stock(root)).toEqual(['A main 1', 'B main 2'])
      }
    } finally {
      await workspace.close()
    }
    expect(stock(root)).toEqual([])
    expect((await importBoth(root, rejected.replace('0012;x', '0012;8'), later(LATER, 9))).result).toBe('failed')
  })

  test('issues of rows that were not in the part stay open', async () => {
    const { root, rejected } = await sent(FILE)
    const open = () =>
      query<{ key: string }>(root, "select key from issue where state = 'open' and flow = 'stock' order by key").map(
        ({ key }) => key,
      )
    expect(open()).toEqual(['0012', '0400638133393', '5701234567890'])
    const [header, first] = rejected.split('\n')
    await importBoth(root, csv(header!, first!.replace(';x;', ';7;')), LATER)
    expect(open()).toEqual(['0400638133393', '5701234567890'])
  })
})

describe('an issue of rows that no code names', () => {
  const open = (root: string) =>
    query<{ code: string }>(root, "select code from issue where state = 'open' and flow = 'stock'").map(
      ({ code }) => code,
    )
  const SOUND = ['0012;;0', '0400638133393;;0', '5701234567890;;0']
  const above = (root: string) => stock(root).filter((level) => !level.endsWith(' 0'))
  /** A cell too much in front: what stands where the code should is nothing, so one issue stands for both. */
  const RAGGED = csv('CODE;TEXT;QTY', ';B;red;2', 'A;blue;1', ';C;green;3', ...SOUND)

  test('ends with the last of its rows, in whatever order parts mend them', async () => {
    const { root, rejected } = await sent(RAGGED)
    expect(open(root)).toEqual(['TB1007'])
    const [header, b, c] = rejected.trimEnd().split('\n')
    await importBoth(root, csv(header!, c!.slice(1)), LATER)
    expect(above(root)).toEqual(['A main 1', 'C main 3'])
    expect(open(root)).toEqual(['TB1007'])
    const second = await importBoth(root, csv(header!, b!.slice(1)), later(LATER, 1))
    expect([second.result, above(root)]).toEqual(['ok', ['A main 1', 'B main 2', 'C main 3']])
    expect(open(root)).toEqual([])
  })

  test('ends at once when one part mends them all, and stays when one is still wrong', async () => {
    const { root, rejected } = await sent(RAGGED)
    const part = await importBoth(root, rejected.replace('\n;B', '\nB'), LATER)
    expect(open(root)).toEqual(['TB1007'])
    await importBoth(root, beside(root, part, 'rejected.csv').toString().replace('\n;C', '\nC'), later(LATER, 1))
    expect(open(root)).toEqual([])
    const all = await sent(RAGGED)
    await importBoth(all.root, all.rejected.replace('\n;B', '\nB').replace('\n;C', '\nC'), LATER)
    expect(open(all.root)).toEqual([])
  })
})

describe('rows that cannot be joined', () => {
  test.each([
    ['tb_row is no number', (text: string) => text.replace(';2;TB2101', ';two;TB2101'), [[2, 'tb_row', 'TB1025']]],
    [
      'tb_row is no row of the file',
      (text: string) => text.replace(';2;TB2101', ';99;TB2101'),
      [[2, 'tb_row', 'TB1025']],
    ],
    ['tb_file is blank', (text: string) => text.replace(/(0012;.*;)[^;]*\n/, '$1\n'), [[2, 'tb_file', 'TB1025']]],
    ['a new row', (text: string) => `${text}C;5;;;;\n`, [[5, 'tb_file', 'TB1025']]],
  ])('%s: that row is rejected, the others are taken', async (_, spoil, expected) => {
    const { root, rejected } = await sent(FILE)
    const mended = rejected.replace(';x;', ';7;').replace(';y;', ';8;').replace(';z;', ';9;')
    const report = await importBoth(root, spoil(mended), LATER)
    expect(places(report)).toEqual(expected)
    expect(report.new).toBeGreaterThanOrEqual(2)
    expect(stock(root)).toContain('0400638133393 main 8')
    expect(stock(root)).not.toContain('C main 5')
  })

  test.each([
    ['without tb_file', (text: string) => text.replace(/;[^;]*$/gm, ''), 'TB1026'],
    ['from two files', (text: string) => text.replace(/(5701.*;)[^;]*\n/, '$120261120-060412-a1b2c3\n'), 'TB1026'],
    [
      'from a file nobody knows',
      (text: string) => text.replace(/\d{8}-\d{6}-[0-9a-f]{6}/g, '20261120-060412-a1b2c3'),
      'TB1026',
    ],
    ['with no row left', (text: string) => `${text.split('\n')[0]}\n`, 'TB1026'],
  ])('%s the file is refused', async (_, spoil, code) => {
    const { root, rejected } = await sent(FILE)
    const report = await importBoth(root, spoil(rejected.replace(';x;', ';7;')), LATER)
    expect([report.result, report.findings.map((found) => found.code)]).toEqual(['failed', [code]])
  })

  test('a cut row was filled up in rejected.csv; not mended it is rejected again, mended it is taken', async () => {
    const columns = { columns: { code: { header: 'CODE' }, quantity: { header: 'QTY', blank: 'zero' } } }
    const { root, rejected } = await sent(csv('CODE;QTY', 'A;1', 'B', 'C', '0012;1', '5701234567890;3'), {
      stock: columns,
    })
    expect(rejected).toContain('\nB;;3;TB1007;')
    const report = await importBoth(root, rejected.replace('\nC;;', '\nC;4;'), LATER)
    expect(places(report)).toEqual([[2, null, 'TB1007']])
    expect(stock(root)).toEqual(['0012 main 1', '5701234567890 main 3', 'A main 1', 'C main 4'])
  })

  test('a row with a cell too much is rejected again as long as it has it, however many there are', async () => {
    const { root, rejected } = await sent(csv('CODE;QTY', 'A;1', 'B;2;3', 'C;4;5', '0012;1', '5701234567890;3'))
    const again = await importBoth(root, rejected, LATER)
    expect([again.result, places(again)]).toEqual([
      'done-with-issues',
      [
        [2, null, 'TB1007'],
        [3, null, 'TB1007'],
      ],
    ])
    expect(beside(root, again, 'rejected.csv').toString()).toBe(rejected)
    await importBoth(root, rejected.replace('\nB;2;3;', '\nB;23;'), later(LATER, 1))
    expect(stock(root)).toContain('B main 23')
  })

  test('a row with stray quotes keeps its key when it is rejected again, and is taken when they are gone', async () => {
    const { root, rejected, id } = await sent(csv('CODE;TEXT;QTY', 'A;red;1', 'B;"blue" one;2', 'C;green;3'))
    const again = await importBoth(root, rejected, LATER)
    expect(places(again).map(([row, , code]) => [row, code])).toContainEqual([2, 'TB1017'])
    const rest = beside(root, again, 'rejected.csv').toString()
    expect(rest.split('\n')[1]).toMatch(new RegExp(`^B;"blue" one;2;3;TB1017;.*;${id}$`))
    expect(rest.split(id)).toHaveLength(2)
    await importBoth(root, rest.replace('"blue" one', 'blue one'), later(LATER, 1))
    expect(stock(root)).toContain('B main 2')
  })
})

describe('what a spreadsheet does to codes', () => {
  test.each([
    ['lost zeros', '0012;x', '12;7', '0012 main 7'],
    ['an exponent', '5701234567890;z', '5.70123E+12;7', '5701234567890 main 7'],
    ['an exponent with a comma', '5701234567890;z', '5,7E+12;7', '5701234567890 main 7'],
    ['an exponent and lost zeros', '0400638133393;y', '4.00638E+11;7', '0400638133393 main 7'],
    ['an apostrophe', '0012;x', "'0012;7", '0012 main 7'],
  ])('%s is put right by the source', async (_, before, after, expected) => {
    const { root, rejected } = await sent(FILE)
    const report = await importBoth(root, rejected.replace(before, after), LATER)
    expect(stock(root)).toContain(expected)
    expect(report.findings.map((found) => found.code)).toContain('TB2307')
  })

  test('="0012" is put right where the profile reads it; elsewhere its quotes make the row unreadable', async () => {
    const text = { columns: { code: { header: 'CODE', spreadsheetText: 'yes' }, quantity: { header: 'QTY' } } }
    const { root, rejected } = await sent(csv('CODE;QTY', '="0012";x', 'A;1'), { stock: text })
    await importBoth(root, rejected.replace('="0012";x', '12;7'), LATER)
    expect(stock(root)).toEqual(['A main 1'])
    const plain = await sent(FILE)
    const report = await importBoth(plain.root, plain.rejected.replace('0012;x', '="0012";7'), LATER)
    expect(places(report)).toContainEqual([2, 'CODE', 'TB2304'])
  })

  test('a code that was mended on purpose stays as it was written', async () => {
    const { root, rejected } = await sent(csv('CODE;QTY', '00A;1', 'a;1', '012;3', 'B;2'))
    expect(rejected).toContain('012;3;4;TB3002')
    await importBoth(root, rejected.replace('\na;1', '\nA;1').replace('\n012;3', '\n0012;3'), LATER)
    expect(stock(root)).toEqual(['0012 main 3', 'A main 1', 'B main 2'])
  })

  test('zeros taken off on purpose stay off when the shop knows the shorter code', async () => {
    const { root, rejected } = await sent(csv('CODE;QTY', '0012;1', '12;2'), { skus: ['12', 'B'] })
    expect(rejected).toContain('0012;1;2;TB3002')
    const report = await importBoth(root, rejected.replace('\n0012;1', '\n12;2'), LATER)
    expect(report.findings.map((found) => found.code)).not.toContain('TB2307')
    expect(stock(root)).toEqual(['12 main 2'])
  })

  test('zeros of a location come back too', async () => {
    const { root, rejected } = await sent(csv('CODE;QTY;STORE', 'A;x;01', 'B;2;01'), {
      partner: { locations: { '01': 'shop', '02': 'store' } },
      stock: { columns: { code: { header: 'CODE' }, quantity: { header: 'QTY' }, location: { header: 'STORE' } } },
    })
    await importBoth(root, rejected.replace('A;x;01', 'A;5;1'), LATER)
    expect(stock(root)).toEqual(['A shop 5', 'B shop 2'])
  })
})

describe('what a spreadsheet does to the file', () => {
  const DANISH = csv('VARE;BELØB;STED', 'A;x;KØL', 'B;2;KØL')
  const options = {
    partner: { locations: { KØL: 'cool', LÅS: 'locked' }, dialect: { encoding: 'cp850', newline: 'lf' } },
    stock: { columns: { code: { header: 'VARE' }, quantity: { header: 'BELØB' }, location: { header: 'STED' } } },
  }
  const text = (bytes: Buffer) => bytes.toString('latin1').replaceAll('\x9d', 'Ø').replaceAll('\x8f', 'Å')

  test.each([
    ['in its own encoding', 'cp850', '', ';', 'A;5;KØL'],
    ['as UTF-8 with a byte order mark', 'utf-8', '\uFEFF', ';', 'A;5;KØL'],
    ['as UTF-8 without', 'utf-8', '', ';', 'A;5;KØL'],
    ['in Windows letters', 'windows-1252', '', ';', 'A;5;KØL'],
    ['with commas', 'utf-8', '\uFEFF', ',', 'A;5;KØL'],
    ['with tabs, as "Unicode text"', 'utf-16le', '\uFEFF', '\t', 'A;5;KØL'],
    ['with another word of the list', 'utf-8', '', ';', 'A;5;LÅS'],
  ])('saved %s it is read', async (_, encoding, bom, delimiter, row) => {
    const root = await stockWorkspace({ skus: SKUS, ...options, stock: { ...LOOSE, ...options.stock } })
    const first = await take(root, encodeText(DANISH, 'cp850'), START)
    const rejected = text(beside(root, first, 'rejected.csv')).replace('A;x;KØL', row)
    const cells = rejected
      .split('\n')
      .map((line) =>
        line.split(';').map((cell) => (cell.includes(delimiter) && !cell.startsWith('"') ? `"${cell}"` : cell)),
      )
    const saved = bom + cells.map((line) => line.join(delimiter)).join('\r\n')
    const report = await importBoth(root, encodeText(saved, encoding), LATER)
    expect(counts(report)).toEqual([1, 1, 0, 0, 0, 0])
    expect(stock(root)).toEqual([`A ${row.endsWith('LÅS') ? 'locked' : 'cool'} 5`, 'B cool 2'])
  })

  test('letters that nothing proves are refused', async () => {
    const root = await stockWorkspace({
      skus: SKUS,
      ...options,
      stock: { ...LOOSE, columns: { ...options.stock.columns, quantity: { header: 'QTY' } } },
    })
    const first = await take(root, encodeText(csv('VARE;QTY;STED', 'A;1;KOL', 'B;2;KØL'), 'cp850'), START)
    const rejected = text(beside(root, first, 'rejected.csv'))
    const report = await importBoth(root, encodeText(rejected.replace('A;1;KOL', 'A;1;LÅS'), 'windows-1252'), LATER)
    expect([report.result, places(report)]).toEqual(['failed', [[null, null, 'TB1003']]])
  })

  test('without the last line end, footer or count it is whole all the same', async () => {
    const footer = { match: '^\\((\\d+) rows\\)$', required: 'yes', counts: 'yes' }
    const { root, rejected } = await sent(csv('CODE;QTY', 'A;x', 'B;2', '(2 rows)'), { stock: { footer } })
    await importBoth(root, rejected.replace('A;x', 'A;1').trimEnd(), LATER)
    expect(stock(root)).toEqual(['A main 1', 'B main 2'])
  })
})

describe('files without a header', () => {
  const positions = { code: { position: 1 }, quantity: { position: 2 } }

  test('rows carry our cells behind their own', async () => {
    const { root, rejected, id } = await sent(csv('A;x', 'B;2', 'C', '0012;1'), {
      stock: { headerRow: 'none', columns: positions },
    })
    expect(rejected).toMatch(new RegExp(`^A;x;1;TB2101;.*;${id}\nC;3;TB1007;.*;${id}\n$`))
    const again = await importBoth(root, rejected, LATER)
    expect(beside(root, again, 'rejected.csv').toString()).toBe(rejected)
    const report = await importBoth(root, rejected.replace('A;x', 'A;9'), later(LATER, 1))
    expect(places(report)).toEqual([[2, null, 'TB1007']])
    expect(beside(root, report, 'rejected.csv').toString()).toBe(`${rejected.split('\n')[1]}\n`)
    expect(stock(root)).toEqual(['0012 main 1', 'A main 9', 'B main 2'])
  })

  test('record types keep the header record, and need no trailer', async () => {
    const records = {
      line: 'L',
      header: { is: 'H', date: 2, time: 3, location: 4 },
      trailer: { is: 'T', rows: 2 },
    }
    const { root, first, rejected } = await sent(
      csv('H;20261120;0600;AARHUS', 'L;A;x', 'L;B;2', 'T;2', 'H;20261120;0610;ODENSE', 'L;A;5', 'L;C;y', 'T;2'),
      {
        partner: { locations: { AARHUS: 'aarhus', ODENSE: 'odense' } },
        stock: { asOf: { from: 'header' }, records, columns: { code: { position: 2 }, quantity: { position: 3 } } },
      },
    )
    expect(rejected.split('\n').map((line) => line.split(';').slice(0, 4).join(';'))).toEqual([
      'H;20261120;0600;AARHUS',
      'L;A;x;2',
      'H;20261120;0610;ODENSE',
      'L;C;y;7',
      '',
    ])
    const report = await importBoth(root, rejected.replace('L;A;x', 'L;A;7'), LATER)
    expect(report.figures.asOf).toBe(first.figures.asOf)
    expect(counts(report)).toEqual([2, 1, 0, 0, 0, 1])
    expect(stock(root)).toEqual(['A aarhus 7', 'A odense 5', 'B aarhus 2'])
    expect(beside(root, report, 'rejected.csv').toString()).toContain('H;20261120;0610;ODENSE\nL;C;y;7;TB2101')
  })
})

describe('rows of one code', () => {
  const bins = csv('CODE;QTY', 'A;3', 'A;x', 'B;5', 'B;y')

  test.each([
    ['sum', 'A;x', 'A;4', ['A main 7', 'B main 5']],
    ['last', 'A;x', 'A;4', ['A main 4', 'B main 5']],
    ['reject', 'A;x', 'A;4', ['A main 3', 'B main 5']],
    ['reject', 'A;x', 'A;3', ['A main 3', 'B main 5']],
  ])('%s: a mended row counts beside the others of its file', async (duplicates, before, after, expected) => {
    const { root, rejected } = await sent(bins, { stock: { duplicates } })
    await importBoth(root, rejected.replace(before, after), LATER)
    expect(stock(root)).toEqual(expected)
  })

  test('last: an earlier row that is mended does not outdo a later one', async () => {
    const { root, rejected } = await sent(csv('CODE;QTY', 'A;x', 'A;3'), { stock: { duplicates: 'last' } })
    const report = await importBoth(root, rejected.replace('A;x', 'A;9'), LATER)
    expect(counts(report)).toEqual([1, 0, 0, 0, 1, 0])
    expect(stock(root)).toEqual(['A main 3'])
  })

  test('reject: a row that says otherwise than one of its file is told with that one', async () => {
    const { root, rejected } = await sent(csv('CODE;QTY', 'A;3', 'A;x'))
    const report = await importBoth(root, rejected.replace('A;x', 'A;4'), LATER)
    expect(report.findings.map(({ row, column, found, expected }) => [row, column, found, expected])).toEqual([
      [2, 'QTY', '4', 'one quantity of A; line 2 of LAGER.CSV says 3'],
    ])
    expect(stock(root)).toEqual(['A main 3'])
  })

  test('of two that contradicted each other one may be struck out', async () => {
    const { root, rejected } = await sent(csv('CODE;QTY', 'A;3', 'B;1', 'A;4'))
    expect(rejected.split('\n')).toHaveLength(4)
    const report = await importBoth(root, rejected.replace(/A;3.*\n/, ''), LATER)
    expect(counts(report)).toEqual([1, 1, 0, 0, 0, 0])
    expect(stock(root)).toEqual(['A main 4', 'B main 1'])
  })

  test('sum: bins mended one after the other would forget each other, so the second is rejected', async () => {
    const { root, rejected } = await sent(csv('CODE;QTY', 'A;3', 'A;x', 'A;y'), { stock: { duplicates: 'sum' } })
    const part = await importBoth(root, rejected.replace('A;x', 'A;4'), LATER)
    expect(stock(root)).toEqual(['A main 7'])
    const second = await importBoth(
      root,
      beside(root, part, 'rejected.csv').toString().replace('A;y', 'A;5'),
      later(LATER, 1),
    )
    const [found] = second.findings
    expect([found!.code, found!.row, found!.column, found!.found]).toEqual(['TB2202', 2, 'CODE', 'A'])
    expect(found!.expected).toMatch(/^one file with all rows of A; one was mended in .+ already$/)
    expect(stock(root)).toEqual(['A main 7'])
  })
})

test('a code that the shop has got since is taken without being touched', async () => {
  const { root, rejected } = await sent(csv('CODE;QTY', 'A;1', 'new-1;5'), { skus: ['A', 'NEW-1'] })
  expect(rejected).toContain('new-1;5;3;TB3002')
  await catalogue(root, ['A', 'NEW-1', 'new-1'], later(START, 5))
  const report = await importBoth(root, rejected, LATER)
  expect(counts(report).slice(1)).toEqual([1, 0, 0, 0, 0])
})
