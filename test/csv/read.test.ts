import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { openCsv } from '../../src/csv/read.ts'
import { dialect, readBytes, refusal, withFile, withFolder } from './support.ts'

describe('encodings', () => {
  const cases = [
    ['utf-8', 'Rødgrød;Æble;ß;€'],
    ['utf-16le', 'Rødgrød;Æble;ß;€'],
    ['utf-16be', 'Rødgrød;Æble;ß;€'],
    ['windows-1252', 'Rødgrød;Æble;ß;€'],
    ['iso-8859-1', 'Rødgrød;Æble;ß;½'],
    ['iso-8859-15', 'Rødgrød;Æble;ß;€'],
    ['windows-1250', 'Łódź;Šátek;ß;€'],
    ['windows-1251', 'Игрушка;Кубик;я;€'],
    ['cp437', 'Spiel;Äpfel;ß;½'],
    ['cp850', 'Rødgrød;Æble;ß;½'],
    ['cp852', 'Łódź;Šátek;ß;§'],
    ['cp858', 'Rødgrød;Æble;ß;€'],
    ['cp865', 'Rødgrød;Æble;ß;½'],
    ['us-ascii', 'Toy;Apple;ss;1'],
  ] as const

  test.each(cases)('%s without a byte order mark', async (encoding, line) => {
    const bytes = iconv.encode(`code;name\r\n${line}\r\n`, encoding, { addBOM: false })
    const { rows, facts } = await readBytes(bytes, { encoding })
    expect(rows).toEqual([['code', 'name'], line.split(';')])
    expect(facts).toMatchObject({ encoding, bom: false, bytes: bytes.length, rows: 2 })
  })

  test.each(
    (['utf-8', 'utf-16le', 'utf-16be'] as const).flatMap((marked) =>
      ['utf-8', 'utf-16be', 'windows-1252', 'cp865'].map((declared) => [marked, declared] as const),
    ),
  )('a byte order mark of %s wins over declared %s', async (marked, declared) => {
    const bytes = iconv.encode('\uFEFF"kode";Rødgrød\n1;2\n', marked)
    const { rows, facts } = await readBytes(bytes, { encoding: declared })
    expect(rows).toEqual([
      ['kode', 'Rødgrød'],
      ['1', '2'],
    ])
    expect(facts).toMatchObject({ encoding: marked, bom: true, bytes: bytes.length, midFileBoms: [] })
  })

  test.each([
    ['utf-8', 'a;b\n1;R\xF8d\n', 2, 'byte 0xF8, "ø" in windows-1252'],
    ['utf-8', 'a;b\r\n"x\r\ny";\x81\r\n', 3, 'byte 0x81'],
    ['utf-8', 'a\n\xE2\x82', 2, 'byte 0xE2, "â" in windows-1252'],
    ['utf-8', '\xC0\x80', 1, 'byte 0xC0, "À" in windows-1252'],
    ['utf-8', 'a\n\xED\xA0\x80\n', 2, 'byte 0xED, "í" in windows-1252'],
    ['windows-1252', 'a\r\rb\r\x8D\r', 4, 'byte 0x8D'],
    ['us-ascii', 'a\nb\xE5\n', 2, 'byte 0xE5, "å" in windows-1252'],
    ['windows-1253', 'a\nb\xD2\n', 2, 'byte 0xD2, "Ò" in windows-1252'],
    ['utf-16le', 'a\0\n\0\0\xD8a\0', 2, 'byte 0xD8, "Ø" in windows-1252'],
    ['utf-16be', '\0a\0\n\0a\xDC\0', 2, 'byte 0xDC, "Ü" in windows-1252'],
  ])('%s refuses %j at row %i', async (encoding, latin1, row, found) => {
    for (const cuts of [[], every(latin1.length)]) {
      const findings = await refusal(readBytes(Buffer.from(latin1, 'latin1'), { encoding }, { cuts }))
      expect(findings).toMatchObject([{ code: 'TB1003', row, found, expected: encoding }])
    }
  })

  test.each([
    ['utf-16le', 'a\0\n\0b', 2],
    ['utf-16le', 'a\0\n\0=\xD8', 2],
    ['utf-16be', '\0a\0\n\0', 2],
  ])('%s that ends in half a character (%j) was cut', async (encoding, latin1, row) => {
    for (const cuts of [[], every(latin1.length)]) {
      const findings = await refusal(readBytes(Buffer.from(latin1, 'latin1'), { encoding }, { cuts }))
      expect(findings).toMatchObject([{ code: 'TB1014', row, expected: `whole characters in ${encoding}` }])
    }
  })

  test.each(['windows-1252', 'iso-8859-15', 'cp850', 'cp865'])(
    'a UTF-8 mark at the start of a row of %s is a seam',
    async (encoding) => {
      const mark = Buffer.of(0xef, 0xbb, 0xbf)
      const text = Buffer.concat([Buffer.from('a;b\n1;2\n'), mark, Buffer.from('"a";b\n3;x'), mark, Buffer.from('\n')])
      for (const cuts of [[], every(text.length)]) {
        const read = await readBytes(text, { encoding }, { cuts })
        expect(read.rows.slice(0, 3)).toEqual([
          ['a', 'b'],
          ['1', '2'],
          ['a', 'b'],
        ])
        expect(read.rows[3]![1]).toHaveLength(4)
        expect(read.facts.midFileBoms).toEqual([3])
      }
    },
  )

  test('a character cut by any chunk boundary stays whole', async () => {
    for (const encoding of ['utf-8', 'utf-16le', 'utf-16be']) {
      const bytes = iconv.encode('a;€\n😀;"ø\r\n""å"\n', encoding, { addBOM: false })
      for (let cut = 0; cut <= bytes.length; cut++) {
        const { rows } = await readBytes(bytes, { encoding }, { cuts: [cut] })
        expect(rows).toEqual([
          ['a', '€'],
          ['😀', 'ø\r\n"å'],
        ])
      }
    }
  })
})

describe('things that are no text', () => {
  const xlsx = 'PK\x03\x04\x14\0\x06\0........[Content_Types].xml'
  test.each([
    ['xlsx', xlsx, 'This is an Excel workbook (.xlsx). Open it and save as CSV.'],
    ['ods', 'PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.spreadsheet', 'This is an OpenDocument workbook'],
    ['zip', 'PK\x03\x04\x14\0stock.csv', 'This is a ZIP archive'],
    ['xls', '\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0', 'This is an old Excel workbook (.xls). Open it and save as CSV.'],
    ['pdf', '%PDF-1.7\n', 'This is a PDF document.'],
    ['gzip', '\x1F\x8B\x08\0', 'This is a compressed file'],
    ['utf-16le', 'k\0o\0d\0e\0;\0n\0\n\0', 'Declare `dialect.encoding: utf-16le`'],
    ['utf-16be', '\0k\0o\0d\0e\0;\0n\0\n', 'Declare `dialect.encoding: utf-16be`'],
  ])('%s is refused with a sentence', async (_name, latin1, fix) => {
    const findings = await refusal(readBytes(Buffer.from(latin1, 'latin1')))
    expect(findings).toMatchObject([{ code: 'TB1002', fix: expect.stringContaining(fix) }])
  })

  test.each([
    ['utf-16le', 'code;name\n1;2\n', 'single bytes, no UTF-16'],
    ['utf-16le', '\0c\0o\0d\0e\0\n', 'the bytes stand the other way round: utf-16be'],
  ])('declared %s, but %j', async (encoding, text, found) => {
    expect(await refusal(readBytes(text, { encoding }))).toMatchObject([{ code: 'TB1003', row: 1, found }])
  })

  test('a NUL in a fine text stays in its cell', async () => {
    const { rows } = await readBytes('code;qty\n1;2\0\n\0;3\n"a\0b";4\n')
    expect(rows.slice(1)).toEqual([
      ['1', '2\0'],
      ['\0', '3'],
      ['a\0b', '4'],
    ])
  })

  test.each([
    ['a;b\n1;2\n\0\0\0\0', 3],
    ['a;b\n1;\0\0\0\0', 2],
    [`a;b\n1;2\n${'\0'.repeat(200_000)}`, 3],
    ['a;b\n1;2\n\0\0\0\x1A', 3],
  ])('NULs to the end of the file: half-written (%#)', async (text, row) => {
    for (const cuts of [[], [7], [9, 10]]) {
      expect(await refusal(readBytes(text, {}, { cuts }))).toMatchObject([
        { code: 'TB1002', row, expected: 'text to the end' },
      ])
    }
  })

  test('more NULs than a record may have are not collected', async () => {
    const limits = { recordBytesMax: 1000 }
    const findings = await refusal(readBytes(`a;b\n${'\0'.repeat(9000)}`, {}, { limits, cuts: [5000, 8000] }))
    expect(findings).toMatchObject([{ code: 'TB1002' }])
  })
})

describe('lines', () => {
  const ends = { crlf: '\r\n', lf: '\n', cr: '\r' } as const
  const kinds = ['crlf', 'lf', 'cr'] as const
  const patterns = kinds.flatMap((a) => kinds.flatMap((b) => kinds.map((c) => [a, b, c] as const)))

  test.each(patterns)('line ends %s %s %s', async (...pattern) => {
    const text = pattern.map((kind, i) => `${i};"x${ends[kind]}y"${ends[kind]}`).join('')
    const plain = pattern.map((kind, i) => `${i};x${ends[kind]}`).join('')
    const newlines = { crlf: 0, lf: 0, cr: 0 }
    for (const kind of pattern) newlines[kind] += 1
    for (const cuts of [[], every(text.length)]) {
      const quoted = await readBytes(text, {}, { cuts })
      expect(quoted.rows).toEqual(pattern.map((kind, i) => [`${i}`, `x${ends[kind]}y`]))
      expect(quoted.lines).toEqual([1, 3, 5])
      expect(quoted.facts).toMatchObject({ newlines, lastNewline: true, lastLine: 5, rows: 3 })
      const unquoted = await readBytes(plain, {}, { cuts })
      expect(unquoted.rows).toEqual(pattern.map((_, i) => [`${i}`, 'x']))
      expect(unquoted.lines).toEqual([1, 2, 3])
      expect(unquoted.facts).toMatchObject({ newlines, lastNewline: true })
    }
  })

  test.each([
    ['a;b', [1], false],
    ['a;b\n', [1], true],
    ['a;b\n\x1A', [1], true],
    ['a;b\x1A', [1], false],
    ['a;b\n\n\r\n\n', [1], true],
    ['a;b\n\nc;d', [1, 3], false],
    ['a;"b"', [1], false],
    ['a;"b\n"', [1], false],
    ['a;"b\n"\r', [1], true],
    ['\n\n"a\n\n";b\n\nc\n', [3, 7], true],
    ['a;b\n1;2\n\x1A\x1A\x1A\x1A', [1, 2], true],
    ['\r\n', [], true],
    ['', [], false],
  ] as const)('%j has rows at lines %j, last line ended: %s', async (text, lines, lastNewline) => {
    for (const cuts of [[], every(text.length)]) {
      const read = await readBytes(text, {}, { cuts })
      expect(read.lines).toEqual(lines)
      expect(read.facts).toMatchObject({ lastNewline, rows: lines.length, lastLine: lines.at(-1) ?? 0 })
    }
  })

  test('0x1A anywhere but at the end is text', async () => {
    expect((await readBytes('a\x1A;b\n\x1Ac;d\n')).rows).toEqual([
      ['a\x1A', 'b'],
      ['\x1Ac', 'd'],
    ])
  })

  test('blank lines are counted, lines of blanks or empty quotes are rows', async () => {
    const { rows, lines } = await readBytes('a\n\n \n""\n;\n')
    expect(rows).toEqual([['a'], [' '], [''], ['', '']])
    expect(lines).toEqual([1, 3, 4, 5])
  })

  test('joined files: the second byte order mark goes, its line stays', async () => {
    const joined = '\uFEFF"a";b\r\n1;"x\r\ny"\r\n\uFEFF"a";b\r\n2;\uFEFFz\r\n'
    for (const cuts of [[], every(Buffer.byteLength(joined))]) {
      const { rows, facts } = await readBytes(joined, { encoding: 'cp865' }, { cuts })
      expect(rows).toEqual([
        ['a', 'b'],
        ['1', 'x\r\ny'],
        ['a', 'b'],
        ['2', 'z'],
      ])
      expect(facts.midFileBoms).toEqual([4, 5])
    }
  })
})

describe('cells', () => {
  test.each([
    ['a;"b;c";d', {}, ['a', 'b;c', 'd']],
    ['a;"b ""c""";""', {}, ['a', 'b "c"', '']],
    [' a ; "b"', { quoting: 'never' }, [' a ', ' "b"']],
    ['"a;b";c', { quoting: 'never' }, ['"a', 'b"', 'c']],
    ["'a;b';c\"d", { quote: "'" }, ['a;b', 'c"d']],
    ['a||"b||c"||d|e', { delimiter: '||' }, ['a', 'b||c', 'd|e']],
    ['a\t"b\tc"', { delimiter: '\t' }, ['a', 'b\tc']],
    ['4006381333931;5,7E+12;=1+1;007', {}, ['4006381333931', '5,7E+12', '=1+1', '007']],
    [';;', {}, ['', '', '']],
  ] as const)('%j as %j', async (text, over, row) => {
    for (const cuts of [[], every(text.length)]) {
      expect((await readBytes(`${text}\r\n`, over, { cuts })).rows).toEqual([row])
      expect((await readBytes(text, over, { cuts })).rows).toEqual([row])
    }
  })

  test('rows keep the width they have', async () => {
    expect((await readBytes('a;b\n1\n1;2;3\n"x"\n"x";2;3;4\n')).rows.map((row) => row.length)).toEqual([2, 1, 3, 1, 4])
  })
})

describe('limits', () => {
  const wide = Array(11).fill('x').join(';')
  test.each([
    ['rowsMax', 3, 'a\nb\nc\nd\ne\n', 4],
    ['rowsMax', 3, '"a"\n"b"\n"c"\n"d"\n', 4],
    ['rowsMax', 3, 'a"\nb"\nc"\nd"\n', 4],
    ['columnsMax', 10, `a;b\n${wide}\n`, 2],
    ['columnsMax', 10, `a;b\n"q";${wide}\n`, 2],
    ['recordBytesMax', 20, `a;b\n${'x'.repeat(21)}\n`, 2],
    ['recordBytesMax', 20, `a;b\n${'ø'.repeat(11)}\n`, 2],
    ['recordBytesMax', 20, `a;b\n"${'x'.repeat(10)}";"${'x'.repeat(20)}"\n`, 2],
  ] as const)('%s %i', async (name, value, text, row) => {
    const findings = await refusal(readBytes(text, {}, { limits: { [name]: value } }))
    expect(findings).toMatchObject([{ code: 'TB1018', row, expected: expect.stringContaining(name) }])
    expect(await refusal(readBytes(text, {}, { limits: { [name]: value * 3 } }))).toBeUndefined()
  })

  test('bytesMax', () =>
    withFile('a;b\n1;2\n', async (path) => {
      expect(await refusal(drain(path, { bytesMax: 7 }))).toMatchObject([
        { code: 'TB1018', found: '8 bytes', expected: expect.stringContaining('bytesMax') },
      ])
      expect(await drain(path, { bytesMax: 8 })).toBe(2)
    }))

  test('a record that never ends stops at the limit, not at the end of the file', async () => {
    let pulled = 0
    const endless = async (start: string) => {
      const { readRows, emptyFacts } = await import('../../src/csv/read.ts')
      async function* source() {
        yield Buffer.from(start)
        for (;;) {
          pulled += 1
          yield Buffer.from('xxxxxxxxx\n'.repeat(1000))
        }
      }
      const limits = { bytesMax: 1e12, rowsMax: 1e6, columnsMax: 100, recordBytesMax: 50_000 }
      for await (const _ of readRows(source(), dialect(), limits, emptyFacts('')));
    }
    expect(await refusal(endless('a;b\n1;"open\n'))).toMatchObject([{ code: 'TB1008', row: 2 }])
    expect(pulled).toBeLessThan(10)
  })
})

describe('openCsv', () => {
  test('gives batches of a thousand rows from a real file, twice the same', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'stock.csv')
      await writeFile(path, Array.from({ length: 2500 }, (_, i) => `${i};"a, ""${i}"""\r\n`).join(''))
      const file = openCsv(path, dialect())
      for (const _ of [1, 2]) {
        const sizes: number[] = []
        for await (const { rows, lines } of file.batches()) {
          expect(rows[0]).toEqual([String(lines[0]! - 1), `a, "${lines[0]! - 1}"`])
          sizes.push(rows.length)
        }
        expect(sizes).toEqual([1000, 1000, 500])
        expect(file.facts).toMatchObject({ rows: 2500, lastLine: 2500, newlines: { crlf: 2500, lf: 0, cr: 0 } })
      }
    }))

  test('an empty file has no batches', () => withFile('', async (path) => expect(await drain(path)).toBe(0)))

  test('an absent file is an error of the system', async () => {
    await expect(drain('/nowhere/at/all.csv')).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('a reader who stops early closes the file', () =>
    withFile('a\n'.repeat(100_000), async (path) => {
      for await (const batch of openCsv(path, dialect()).batches()) {
        expect(batch.rows).toHaveLength(1000)
        break
      }
    }))
})

async function drain(path: string, limits = {}): Promise<number> {
  let rows = 0
  for await (const batch of openCsv(path, dialect(), limits).batches()) rows += batch.rows.length
  return rows
}

function every(length: number): number[] {
  return Array.from({ length: length * 2 }, (_, i) => i)
}
