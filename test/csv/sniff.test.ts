import { existsSync, globSync } from 'node:fs'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { openCsv } from '../../src/csv/read.ts'
import { sniff } from '../../src/csv/sniff.ts'
import { dialect, refusal, withFile } from './support.ts'

const danish = 'kode;navn;antal\r\n1;Rødgrød på tæppe;4\r\n2;Blå æske;5\r\n3;Øre;6\r\n'
const german = 'Nr;Name;Menge\r\n1;Bär, weiß;4\r\n2;Größe XL;5\r\n3;Übertopf für Blüten;6\r\n'
const french = 'code;nom;qté\r\n1;Château d’été;4\r\n2;Forêt brûlée, façade;5\r\n'

describe('encoding', () => {
  test.each([
    [danish, 'windows-1252'],
    [danish, 'cp850'],
    [german, 'windows-1252'],
    [german, 'cp850'],
    [french, 'windows-1252'],
    [french.replace('’', "'"), 'cp850'],
    ['Quantité;Prix\r\n1\u00a0000\u00a0000;2\u00a0500\r\n', 'windows-1252'],
    ['Quantité;Prix\r\n1\u00a0000\u00a0000;2\u00a0500\r\n', 'cp850'],
  ])('%j in %s is guessed and shown in each page', (text, encoding) =>
    withFile(iconv.encode(text, encoding), async (path) => {
      const sniffed = await sniff(path)
      expect(sniffed).toMatchObject({ encoding, encodingCertain: false, bom: false, ascii: false, delimiter: ';' })
      expect(sniffed.candidates.map((c) => c.encoding).sort()).toEqual([
        'cp850',
        'cp865',
        'iso-8859-15',
        'windows-1252',
      ])
      expect(sniffed.candidates[0]!.encoding).toBe(encoding)
      const lines = text.split('\r\n').filter((line) => /[^\0-\x7F]/.test(line))
      expect(sniffed.candidates[0]!.sample).toEqual(lines.slice(0, 3))
    }),
  )

  test.each([
    ['utf-8 by its bytes', Buffer.from(danish), { encoding: 'utf-8', bom: false, ascii: false }],
    ['utf-8 by its mark', Buffer.from(`\uFEFF${danish}`), { encoding: 'utf-8', bom: true }],
    ['utf-16le by its mark', iconv.encode(`\uFEFF${danish}`, 'utf-16le'), { encoding: 'utf-16le', bom: true }],
    ['utf-16be by its mark', iconv.encode(`\uFEFF${danish}`, 'utf-16be'), { encoding: 'utf-16be', bom: true }],
    ['utf-16le by its NULs', iconv.encode(danish, 'utf-16le'), { encoding: 'utf-16le', bom: false }],
    ['plain ASCII', Buffer.from('a;b\r\n1;2\r\n'), { encoding: 'utf-8', ascii: true }],
  ])('%s', (_name, bytes, expected) =>
    withFile(bytes, async (path) => {
      const sniffed = await sniff(path)
      expect(sniffed).toMatchObject({ ...expected, encodingCertain: true, candidates: [], bytes: bytes.length })
      expect(sniffed.rows[0]!.length).toBeGreaterThan(1)
      expect(sniffed.text).not.toContain('\uFEFF')
    }),
  )

  test.each([0, 1, 2, 3])(
    'a UTF-8 letter cut by the end of what is looked at is no proof against UTF-8 (%i)',
    (shift) =>
      withFile(`${'x'.repeat(shift)}${'€;€\n'.repeat(60_000)}`, async (path) => {
        expect(await sniff(path)).toMatchObject({ encoding: 'utf-8', encodingCertain: true })
      }),
  )
})

describe('delimiter', () => {
  test.each([
    ['a;b;c\n1;2,5;x\n', ';'],
    ['4711;5,50\n4712;6,00\n', ';'],
    ['4711\t5,50\n4712\t6,00\n', '\t'],
    ['4711|5,50|a;b\n4712|6,00|c\n', '|'],
    ['a,b,c\n1,"x;y;z",3\n2,"p;q;r",4\n', ','],
    ['Lagerliste 20.11.2026\n\nkode;navn;antal\n1;a, b;2\n2;c;3\n', ';'],
    ['sep=,\na,b\n1;2,3;4\n', ','],
    ['H;20261120;0600;AARHUS\nL;40012;4\nL;40013;5\nT;2;9\n', ';'],
    ['code\n4711\n4712\n', ';'],
    ['a;"multi\nline, text"\n1;"x\ny, z"\n', ';'],
  ])('%j is cut at %j', (text, delimiter) =>
    withFile(text, async (path) => expect((await sniff(path)).delimiter).toBe(delimiter)),
  )
})

describe('form', () => {
  test.each([
    ['[{"id":1}]', { form: 'json', rows: [] }],
    ['\uFEFF\n {"id":1}', { form: 'json', rows: [] }],
    ['a;b\r\n1;"2"\r\n', { form: 'csv', quoted: true, newline: 'crlf', lastNewline: true, dosEndOfFile: false }],
    ['a;b\n1;2', { form: 'csv', quoted: false, newline: 'lf', lastNewline: false }],
    ['a;14"\r1;2\r\x1A', { quoted: false, newline: 'cr', lastNewline: true, dosEndOfFile: true }],
    ['"a"', { quoted: true, newline: undefined, rows: [['a']], lines: [1] }],
    ['', { form: 'csv', bytes: 0, rows: [], lines: [], text: '' }],
  ])('%j', (text, expected) => withFile(text, async (path) => expect(await sniff(path)).toMatchObject(expected)))

  test('a long file is looked at from both ends', () =>
    withFile(`code;name\n${'1;"a\nb"\n'.repeat(100_000)}x;y`, async (path) => {
      const sniffed = await sniff(path)
      expect(sniffed).toMatchObject({ delimiter: ';', quoted: true, lastNewline: false, findings: [] })
      expect(sniffed.rows).toHaveLength(200)
      expect(sniffed.lines.slice(0, 4)).toEqual([1, 2, 4, 6])
      expect(sniffed.text).toHaveLength(65_536)
    }))

  test.each([
    ['a;b\n1;2\n3;"4\n', 'TB1008', 3],
    ['a;b\n1;2"\n3;4\n', 'TB1017', 2],
  ])('what is wrong in %j does not hide the rest', (text, code, row) =>
    withFile(text, async (path) => {
      const sniffed = await sniff(path)
      expect(sniffed.findings).toMatchObject([{ code, row }])
      expect(sniffed.rows).toHaveLength(2)
    }),
  )

  test('a workbook is refused with a sentence', () =>
    withFile('PK\x03\x04[Content_Types].xml', async (path) => {
      expect(await refusal(sniff(path))).toMatchObject([
        { code: 'TB1002', fix: expect.stringContaining('save as CSV') },
      ])
    }))
})

describe('genuine files', () => {
  const folder = new URL('../../../shared/samples', import.meta.url).pathname
  const there = existsSync(folder)
  if (!there) console.log('genuine files are skipped: no ../shared/samples beside the checkout')

  test.runIf(there || process.env.CI)('every CSV sample is cut into rows of one width', async () => {
    const files = globSync('**/*.csv', { cwd: folder })
    expect(files.length).toBeGreaterThan(5)
    for (const name of files) {
      const path = `${folder}/${name}`
      const { encoding, delimiter, rows } = await sniff(path)
      const read: string[][] = []
      for await (const batch of openCsv(path, dialect({ encoding, delimiter })).batches()) {
        expect(batch.findings).toEqual([])
        read.push(...batch.rows)
      }
      expect([name, new Set(read.map((row) => row.length)).size]).toEqual([name, 1])
      expect(rows).toEqual(read.slice(0, 200))
    }
  })
})
