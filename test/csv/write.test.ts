import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { ENCODINGS } from '../../src/config/format.ts'
import type { Dialect } from '../../src/csv/dialect.ts'
import { createCsvWriter, encodeCell } from '../../src/csv/write.ts'
import { dialect, readBytes, withFolder } from './support.ts'

const never = { quoting: 'never' } as const
const replacing = { ...never, replace: { delimiter: ' ', quote: "'", newline: ' / ' } } as const
const near = { unencodable: 'transliterate' } as const

describe('encodeCell', () => {
  test.each<[string, Partial<Dialect>, string]>([
    ['Rødgrød', {}, 'Rødgrød'],
    ['日本 😀', {}, '日本 😀'],
    ['Rødgrød', { encoding: 'cp865' }, 'Rødgrød'],
    ['Rødgrød', { encoding: 'cp850' }, 'Rødgrød'],
    ['Rødgrød', { encoding: 'cp437', ...near }, 'Rodgrod'],
    ['ÆØÅ æøå', { encoding: 'cp437', ...near }, 'ÆOÅ æoå'],
    ['ÆØÅ æøå ß œ Œ ł đ ð þ', { encoding: 'us-ascii', ...near }, 'AEOA aeoa ss oe OE l d d th'],
    ['5 €', { encoding: 'cp850', ...near }, '5 EUR'],
    ['5 €', { encoding: 'cp858' }, '5 €'],
    ['5 €', { encoding: 'iso-8859-15' }, '5 €'],
    ['5 €', { encoding: 'iso-8859-1', ...near }, '5 EUR'],
    ['“Łódź” – it’s', { encoding: 'cp850', ...near }, '"Lódz" - it\'s'],
    ['“Łódź” – it’s', { encoding: 'windows-1250' }, '“Łódź” – it’s'],
    ['1\u00A0000', { encoding: 'us-ascii', ...near }, '1 000'],
    ['ﬁne ½ m² ™', { encoding: 'us-ascii', ...near }, 'fine 1/2 m2 TM'],
    ['Cafe\u0301', { encoding: 'windows-1252' }, 'Café'],
    ['Cafe\u0301', { encoding: 'utf-8' }, 'Cafe\u0301'],
    ['a;b"c\nd', {}, 'a;b"c\nd'],
    ['14" wheel', never, '14" wheel'],
    ['a;b"c\r\nd\re', replacing, "a b'c / d / e"],
    ['a;b', { ...never, delimiter: ',' }, 'a;b'],
    ['“x”', { ...replacing, encoding: 'cp850', ...near }, "'x'"],
    ['$& $1;', { ...never, replace: { delimiter: '$&', quote: '', newline: '' } }, '$& $1$&'],
    ['=HYPERLINK("x")', {}, '=HYPERLINK("x")'],
    ['', never, ''],
  ])('%j in %j is %j', (text, over, written) => {
    expect(encodeCell(text, dialect(over))).toEqual({ text: written })
  })

  test.each<[string, Partial<Dialect>, 'unencodable' | 'unsafe', string]>([
    ['Rødgrød', { encoding: 'cp437' }, 'unencodable', 'ø'],
    ['5 €', { encoding: 'iso-8859-1' }, 'unencodable', '€'],
    ['5 €', { encoding: 'cp850' }, 'unencodable', '€'],
    ['a\u0081', { encoding: 'windows-1252' }, 'unencodable', '\u0081'],
    ['\uFFFD', { encoding: 'windows-1252' }, 'unencodable', '\uFFFD'],
    ['Toy 日', { encoding: 'windows-1252', ...near }, 'unencodable', '日'],
    ['Toy 😀', { encoding: 'windows-1252', ...near }, 'unencodable', '😀'],
    ['a\uD800b', { ...near }, 'unencodable', '\uD800'],
    ['a;b', never, 'unsafe', ';'],
    ['a\r\nb', never, 'unsafe', '\r\n'],
    ['a\nb', { ...never, replace: { delimiter: ' ', quote: '', newline: '\n' } }, 'unsafe', '\n'],
    ['a|', { ...never, delimiter: '||' }, 'unsafe', '||'],
    ['a\u037E', { ...never, encoding: 'us-ascii', ...near }, 'unsafe', ';'],
    ['a;b', { ...never, encoding: 'cp437', replace: { delimiter: 'ø', quote: '', newline: '' } }, 'unencodable', 'ø'],
  ])('%j in %j is refused: %s %j', (text, over, problem, found) => {
    expect(encodeCell(text, dialect(over))).toEqual({ problem, found })
  })

  test('a page holds exactly the letters that come back as themselves', () => {
    for (const encoding of ENCODINGS.filter((name) => !name.startsWith('utf'))) {
      for (let code = 0x20; code < 0x2600; code++) {
        const letter = String.fromCharCode(code)
        const back = letter !== '\uFFFD' && iconv.decode(iconv.encode(letter, encoding), encoding) === letter
        const cell = encodeCell(letter, dialect({ encoding }))
        // A letter made of two may fit as its composed form.
        if (letter.normalize('NFC') === letter)
          expect([encoding, letter, 'text' in cell]).toEqual([encoding, letter, back])
      }
    }
  })
})

describe('createCsvWriter', () => {
  test.each<[Partial<Dialect>, string[][], string]>([
    [{}, [['a', 'b c', '']], 'a;b c;\r\n'],
    [{}, [['a;b', 'c"d', 'e\nf', 'g\rh']], '"a;b";"c""d";"e\nf";"g\rh"\r\n'],
    [{}, [[' a', 'b ', '\tc']], '" a";"b ";"\tc"\r\n'],
    [{}, [['-2', '=1+1', '@x', '+4']], '-2;=1+1;@x;+4\r\n'],
    [{ newline: 'lf', delimiter: ',' }, [['a,b', 'c;d']], '"a,b",c;d\n'],
    [{ newline: 'cr' }, [['a'], ['b']], 'a\rb\r'],
    [{ quoting: 'always' }, [['a', '', 'b"c']], '"a";"";"b""c"\r\n'],
    [{}, [['x'], [''], ['y']], 'x\r\n""\r\ny\r\n'],
    [{ quote: "'" }, [["it's", 'a"b']], "'it''s';a\"b\r\n"],
    [never, [['14" wheel', ' a ', '']], '14" wheel; a ;\r\n'],
    [{ bom: true }, [['ø']], '\uFEFFø\r\n'],
    [{ bom: true, encoding: 'cp865' }, [['ø']], 'ø\r\n'],
    [{ bom: true, encoding: 'utf-16le' }, [['ø']], '\uFEFFø\r\n'],
    [{ bom: true, encoding: 'utf-16be' }, [['ø']], '\uFEFFø\r\n'],
    [{ bom: true }, [], '\uFEFF'],
    [{}, [], ''],
  ])('%j writes %j', (over, rows, text) =>
    withFolder(async (folder) => {
      const path = join(folder, 'out.csv')
      const written = await write(path, rows, over)
      const bytes = await readFile(path)
      expect(bytes).toEqual(iconv.encode(text, over.encoding ?? 'utf-8', { addBOM: false }))
      expect(written).toEqual({
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        rows: rows.length,
      })
    }),
  )

  test.each<[Partial<Dialect>, string]>([
    [{ encoding: 'cp437' }, 'ø'],
    [never, 'a;b'],
    [never, 'a\nb'],
  ])('%j throws rather than write %j', (over, cell) =>
    withFolder(async (folder) => {
      const writer = createCsvWriter(join(folder, 'out.csv'), dialect(over))
      await writer.row([cell])
      await expect(writer.close()).rejects.toThrow(JSON.stringify(cell))
      await writer.abort()
    }),
  )

  test('many rows arrive whole and in order', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'out.csv')
      const rows = Array.from({ length: 2_345 }, (_, i) => [String(i), `Toy "${i}"`])
      await write(path, rows, {})
      expect((await readBytes(await readFile(path))).rows).toEqual(rows)
    }))
})

describe('what was written is read again', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 12 })
  const western = fc
    .array(fc.constantFrom(...'aøæåßé€½ ;|,"\'\n\r\t-=7'), { maxLength: 10 })
    .map((letters) => letters.join(''))
  const table = fc.array(fc.array(fc.oneof(anyText, western), { minLength: 1, maxLength: 4 }), { maxLength: 8 })
  const cases = ENCODINGS.flatMap((encoding) =>
    (['minimal', 'always', 'never'] as const).map((quoting) => [encoding, quoting] as const),
  )

  test.each(cases)('%s, quoting %s', (encoding, quoting) =>
    withFolder((folder) =>
      fc.assert(
        fc.asyncProperty(
          table,
          fc.constantFrom('crlf', 'lf', 'cr'),
          fc.constantFrom(';', ',', '||'),
          async (made, newline, delimiter) => {
            const over: Partial<Dialect> = {
              encoding,
              quoting,
              newline,
              delimiter,
              ...near,
              bom: made.length % 2 === 1,
            }
            if (quoting === 'never') over.replace = { delimiter: ' ', quote: "'", newline: ' ' }
            const rows = made.map((row) => row.flatMap((text) => writable(text, dialect(over)))).filter(isRow(quoting))
            const path = join(folder, 'out.csv')
            const { rows: count } = await write(path, rows, over)
            const read = await readBytes(await readFile(path), over)
            expect(read.rows).toEqual(rows)
            expect(read.findings).toEqual([])
            expect(count).toBe(rows.length)
            expect(read.facts.lastNewline).toBe(rows.length > 0)
          },
        ),
        { seed: 4711, numRuns: 60 },
      ),
    ),
  )

  /** What the page can hold; byte order marks inside a text are seams of joined files to every reader. */
  function writable(text: string, into: Dialect): string[] {
    const cell = encodeCell(text.replaceAll('\uFEFF', ''), into)
    return 'text' in cell ? [cell.text] : []
  }

  /** Without quotes a row of one blank cell is a blank line. */
  function isRow(quoting: string) {
    return (row: string[]) => row.length > 0 && !(quoting === 'never' && row.join('') === '' && row.length === 1)
  }
})

async function write(path: string, rows: string[][], over: Partial<Dialect>) {
  const writer = createCsvWriter(path, dialect(over))
  await writer.rows(rows)
  return writer.close()
}
