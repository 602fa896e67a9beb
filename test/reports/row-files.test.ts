import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encodeText } from '../../src/csv/code-page.ts'
import type { Dialect } from '../../src/csv/dialect.ts'
import { openCsv } from '../../src/csv/read.ts'
import { formatRows } from '../../src/csv/write.ts'
import { type RowFilesInput, type RowResult, writeRowFiles } from '../../src/reports/row-files.ts'

const PLAIN: Dialect = {
  encoding: 'utf-8',
  delimiter: ';',
  quoting: 'minimal',
  quote: '"',
  newline: 'crlf',
  bom: false,
  unencodable: 'hold',
}

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'row-files-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const REJECTED: RowResult = { result: 'rejected', code: 'TB2101', message: 'not a number' }
const SAME: RowResult = { result: 'same', code: '', message: '' }

/** Rejects the rows at these lines, passes over the ones that are no rows, and calls the rest the same. */
function rejecting(lines: number[], noRows: number[] = []): RowFilesInput['rowResult'] {
  return async (asked) => asked.map((line) => (noRows.includes(line) ? null : lines.includes(line) ? REJECTED : SAME))
}

async function run(
  source: Buffer | string,
  input: Partial<RowFilesInput> & { dialect?: Dialect },
): Promise<{ result: string; rejected: Buffer | null; resultRows: number; rejectedRows: number }> {
  const path = join(dir, 'source.csv')
  await writeFile(path, source)
  const outDir = join(dir, 'out')
  const made = await writeRowFiles({
    source: path,
    dialect: PLAIN,
    headerLine: 1,
    outDir,
    rowResult: rejecting([]),
    ...input,
  })
  const names = (await readdir(outDir)).sort()
  expect(names).toEqual(made.files.map((file) => file.name).sort())
  for (const file of made.files) expect(file.bytes).toBe((await readFile(join(outDir, file.name))).length)
  const rejected = names.includes('rejected.csv') ? await readFile(join(outDir, 'rejected.csv')) : null
  return { result: await readFile(join(outDir, 'result.csv'), 'utf8'), rejected, ...made }
}

describe('result.csv', () => {
  test('has every row with its result, in UTF-8 with a byte order mark, and rejected.csv is absent when none was', async () => {
    const made = await run('Varenr;Antal\r\n40012;4\r\n40013;-2\r\n', {})
    expect(made.result).toBe(
      '\uFEFF"Varenr";"Antal";"tb_result";"tb_code";"tb_message"\r\n' +
        '"40012";"4";"same";"";""\r\n' +
        '"40013";"-2";"same";"";""\r\n',
    )
    expect(made.rejected).toBeNull()
    expect([made.resultRows, made.rejectedRows]).toEqual([2, 0])
  })

  test('short rows are filled up, and what a long row has too much stands behind our columns', async () => {
    const made = await run('A;B\n1\n2;3;4\n5;6;\n', { rowResult: rejecting([2, 3]) })
    expect(made.result.split('\r\n').slice(1)).toEqual([
      '"1";"";"rejected";"TB2101";"not a number"',
      '"2";"3";"rejected";"TB2101";"not a number";"4"',
      '"5";"6";"same";"";""',
      '',
    ])
  })

  test('title, rule, footer and repeated header lines are no rows', async () => {
    const source = 'Lager\r\n\r\nVarenr;Antal\r\n------;-----\r\n1;2\r\nVarenr;Antal\r\n3;4\r\n(2 rows affected)\r\n'
    const asked: number[] = []
    const made = await run(source, {
      headerLine: 3,
      rowResult: async (lines) => {
        asked.push(...lines)
        return rejecting([], [4, 6, 8])(lines)
      },
    })
    expect(asked).toEqual([4, 5, 6, 7, 8])
    expect(made.resultRows).toBe(2)
    expect(made.result).toContain('"3";"4";"same"')
    expect(made.result).not.toContain('rows affected')
  })

  test('a file without header gets column numbers', async () => {
    const made = await run('40012;4\n40013;5\n', { headerLine: null })
    expect(made.result.split('\r\n')[0]).toBe('\uFEFF"column 1";"column 2";"tb_result";"tb_code";"tb_message"')
    expect(made.resultRows).toBe(2)
  })

  test('a file with a header only has a header only', async () => {
    const made = await run('Varenr;Antal\r\n', {})
    expect(made.result).toBe('\uFEFF"Varenr";"Antal";"tb_result";"tb_code";"tb_message"\r\n')
  })

  test('a row that stray quotes kept from being cut is in both files', async () => {
    const made = await run('A;B\r\n1;2\r\n3;"4" 5\r\n6;7\r\n', {})
    expect(made.resultRows).toBe(3)
    expect(made.result).toContain('"3";"""4"" 5";"rejected";"TB1017"')
    expect(made.rejected?.toString()).toMatch(/^A;B;tb_row;tb_code;tb_message\r\n3;"4" 5;3;TB1017;.*\r\n$/)
  })
})

describe('rejected.csv', () => {
  test.each<
    [
      name: string,
      source: string,
      dialect: Partial<Dialect>,
      headerLine: number | null,
      lines: number[],
      expected: string,
    ]
  >([
    [
      'keeps title lines, quoting and spaces as they came',
      'Lager pr. 20-11\r\n\r\nVarenr;Antal\r\n"0012"; 4,5 \r\n0013;6\r\n',
      {},
      3,
      [4],
      'Lager pr. 20-11\r\n\r\nVarenr;Antal;tb_row;tb_code;tb_message\r\n"0012"; 4,5 ;4;TB2101;not a number\r\n',
    ],
    [
      'leaves formulas and spreadsheet text alone',
      'A;B\n="0012";=1+1\n',
      {},
      1,
      [2],
      'A;B;tb_row;tb_code;tb_message\n="0012";=1+1;2;TB2101;not a number\n',
    ],
    [
      'keeps cells of several lines and counts lines as an editor does',
      'A,B\n"one\ntwo",1\n\n\n"three\r\n\r\nfour",x\nlast,2\n',
      { delimiter: ',' },
      1,
      [6, 9],
      'A,B,tb_row,tb_code,tb_message\n"three\r\n\r\nfour",x,6,TB2101,not a number\nlast,2,9,TB2101,not a number\n',
    ],
    [
      'gives the last row a line end, and drops the DOS end mark',
      'A;B\r1;2\r3;x\x1a',
      { newline: 'cr' },
      1,
      [3],
      'A;B;tb_row;tb_code;tb_message\r3;x;3;TB2101;not a number\r',
    ],
    [
      'fills a short row up so that our columns stand below their names',
      'A;B;C\n1\n',
      {},
      1,
      [2],
      'A;B;C;tb_row;tb_code;tb_message\n1;;;2;TB2101;not a number\n',
    ],
    [
      'cuts the empty cell behind a last delimiter that the header does not have',
      'A;B\n1;"x;y";\n',
      {},
      1,
      [2],
      'A;B;tb_row;tb_code;tb_message\n1;"x;y";2;TB2101;not a number\n',
    ],
    [
      'keeps a last delimiter that the header has too',
      'A;B;\n1;x;\n',
      {},
      1,
      [2],
      'A;B;;tb_row;tb_code;tb_message\n1;x;;2;TB2101;not a number\n',
    ],
    [
      'keeps what a long row has too much',
      'A;B\n1;2;3\n',
      {},
      1,
      [2],
      'A;B;tb_row;tb_code;tb_message\n1;2;3;2;TB2101;not a number\n',
    ],
    ['without header appends our cells only', '40012;x\n40013;5\n', {}, null, [1], '40012;x;1;TB2101;not a number\n'],
    [
      'replaces our columns when it comes back once more',
      'A;B;tb_row;tb_code;tb_message;\n1;x;17;TB2101;"old; words";\n2;y\n',
      {},
      1,
      [2, 3],
      'A;B;tb_row;tb_code;tb_message\n1;x;2;TB2101;not a number\n2;y;3;TB2101;not a number\n',
    ],
  ])('%s', async (_, source, dialect, headerLine, lines, expected) => {
    const made = await run(source, { dialect: { ...PLAIN, ...dialect }, headerLine, rowResult: rejecting(lines) })
    expect(made.rejected?.toString()).toBe(expected)
    expect(made.rejectedRows).toBe(lines.length)
  })

  test('a record keeps the header record that gives it date and location, and no trailer', async () => {
    const source = 'H;20261120;AARHUS\nL;1;2\nT;1\nH;20261120;ODENSE\nL;3;x\nL;4;y\nT;2\nH;20261120;VEJLE\nL;5;6\nT;1\n'
    const made = await run(source, {
      headerLine: null,
      isContext: (cells) => cells[0] === 'H',
      rowResult: rejecting([5, 6], [1, 3, 4, 7, 8, 10]),
    })
    expect(made.rejected?.toString()).toBe(
      'H;20261120;ODENSE\nL;3;x;5;TB2101;not a number\nL;4;y;6;TB2101;not a number\n',
    )
    expect(made.result.split('\r\n')[0]).toContain('"column 3";"tb_result"')
  })

  test.each(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'cp850', 'cp865', 'iso-8859-15'])(
    'is in %s like its source, byte for byte',
    async (encoding) => {
      const wide = encoding.startsWith('utf-16')
      const bytes = (text: string) => encodeText(text, encoding)
      const source = Buffer.concat([bytes(`${wide ? '\uFEFF' : ''}Varenr;Tekst\r\n1;rød æble\r\n2;Å;blå\r\n`)])
      const message = { ...REJECTED, message: 'found "rød", 5 \u20ac \u2192 no' }
      const made = await run(source, {
        dialect: { ...PLAIN, encoding, bom: wide },
        rowResult: async (lines) => lines.map((line) => (line === 2 ? message : SAME)),
      })
      const kept = `${wide ? '\uFEFF' : ''}Varenr;Tekst;tb_row;tb_code;tb_message\r\n1;rød æble;2;TB2101;`
      expect(made.rejected?.subarray(0, bytes(kept).length)).toEqual(bytes(kept))
      const rows = await readBack(made.rejected!, { ...PLAIN, encoding, bom: wide })
      expect(rows[1]?.[4]).toMatch(
        encoding.startsWith('utf') ? /^found "rød", 5 € → no$/ : /^found "rød", 5 (€|EUR) \? no$/,
      )
    },
  )

  test('where the partner does not quote, our message holds nothing that needs it', async () => {
    const dialect: Dialect = { ...PLAIN, quoting: 'never' }
    const rowResult = async (lines: number[]) =>
      lines.map((): RowResult => ({ ...REJECTED, message: 'found "4;5"\nexpected a number' }))
    const made = await run('A;B\n"1;x"\n', { dialect, rowResult })
    expect(made.rejected?.toString()).toBe(
      'A;B;tb_row;tb_code;tb_message\n"1;x";2;TB2101;found "4 5" expected a number\n',
    )
  })

  test('a former rejected.csv is gone when nothing is rejected any more', async () => {
    await run('A;B\n1;x\n', { rowResult: rejecting([2]) })
    expect((await run('A;B\n1;2\n', {})).rejected).toBeNull()
  })

  test('after an error no file has its name', async () => {
    const path = join(dir, 'source.csv')
    await writeFile(path, 'A;B\n1;2\n3;"open\n')
    const outDir = join(dir, 'out')
    const input = { source: path, dialect: PLAIN, headerLine: 1, outDir, rowResult: rejecting([2]) }
    await expect(writeRowFiles(input)).rejects.toThrow('TB1008')
    expect(await readdir(outDir)).toEqual([])
  })

  test('a wrong number of answers is an error, never a shifted file', async () => {
    await expect(run('A;B\n1;2\n3;4\n', { rowResult: async () => [] })).rejects.toThrow('asked for the results of')
  })
})

test('whatever the rows, rejected.csv reads back to exactly the rejected cells, and result.csv has all of them', async () => {
  const cell = fc.stringMatching(/^[a-zæøå0-9;,"' \n\r=+@.-]{0,8}$/)
  const row = fc.array(cell, { minLength: 3, maxLength: 3 }).filter((cells) => cells.some((one) => one !== ''))
  const rows = fc.array(fc.tuple(row, fc.boolean()), { minLength: 1, maxLength: 30 })
  const quoting = fc.constantFrom<'minimal' | 'always'>('minimal', 'always')
  const encoding = fc.constantFrom('utf-8', 'windows-1252', 'cp865', 'utf-16le')
  await fc.assert(
    fc.asyncProperty(
      rows,
      quoting,
      encoding,
      fc.constantFrom<'crlf' | 'lf'>('crlf', 'lf'),
      async (all, quoting, encoding, newline) => {
        const dialect: Dialect = { ...PLAIN, quoting, encoding, newline, bom: encoding === 'utf-16le' }
        const cells = [['one', 'two', 'three'], ...all.map(([cells]) => cells)]
        const text = (dialect.bom ? '\uFEFF' : '') + formatRows(cells, dialect)
        let asked = 0
        const made = await run(encodeText(text, encoding), {
          dialect,
          rowResult: async (lines) => lines.map(() => (all[asked++]![1] ? REJECTED : SAME)),
        })
        const wanted = all.filter(([, rejected]) => rejected).map(([cells]) => cells)
        expect(made.resultRows).toBe(all.length)
        expect(made.rejectedRows).toBe(wanted.length)
        const back = made.rejected ? await readBack(made.rejected, dialect) : [[]]
        expect(back.slice(1).map((cells) => cells.slice(0, 3))).toEqual(wanted)
        expect(back.every((cells) => cells.length === (made.rejected ? 6 : 0))).toBe(true)
      },
    ),
    { numRuns: 60 },
  )
})

async function readBack(bytes: Buffer, dialect: Dialect): Promise<string[][]> {
  const path = join(dir, 'back.csv')
  await writeFile(path, bytes)
  const rows: string[][] = []
  for await (const batch of openCsv(path, dialect).batches()) rows.push(...batch.rows)
  return rows
}
