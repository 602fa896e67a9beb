import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { attempt, readBytes } from './support.ts'

const SEED = 20_261_120

/** The library's own answer for a whole text; undefined when it is malformed. */
function byLibrary(text: string, quote: string | false, delimiter = ';'): string[][] | undefined {
  try {
    return parse(text, {
      delimiter,
      quote,
      escape: quote === false ? '"' : quote,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
    })
  } catch {
    return undefined
  }
}

function textOf(letters: string[], maxLength: number) {
  return fc.array(fc.constantFrom(...letters), { maxLength }).map((parts) => parts.join(''))
}

const newline = fc.constantFrom('\r\n', '\n', '\r')
const letter = ['a', 'ø', '€', '😀', ' ', '"', ';', ',', '\n', '\r\n', '\r', '7']
const cell = fc.record({ text: textOf(letter, 8), quoted: fc.boolean() })

/** Valid CSV with the rows and the lines where they begin, known from how it was made. */
const validCsv = fc
  .array(fc.record({ cells: fc.array(cell, { minLength: 1, maxLength: 5 }), end: newline, blank: fc.boolean() }), {
    maxLength: 12,
  })
  .chain((made) => fc.boolean().map((lastNewline) => buildCsv(made, lastNewline)))

function buildCsv(
  made: { cells: { text: string; quoted: boolean }[]; end: string; blank: boolean }[],
  lastNewline: boolean,
) {
  let text = ''
  const rows: string[][] = []
  const lines: number[] = []
  for (const [i, { cells, end, blank }] of made.entries()) {
    const line = cells.map(writeCell).join(';') || '""'
    if (blank) text += end
    lines.push(text.split(/\r\n|\r|\n/).length)
    rows.push(cells.map((c) => c.text))
    text += line + (lastNewline || i < made.length - 1 ? end : '')
  }
  return { text, rows, lines }
}

function writeCell({ text, quoted }: { text: string; quoted: boolean }): string {
  return quoted || /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A blank line between `\r` and `\n` would join them; such texts have other lines than they were made with. */
const clean = validCsv.filter(({ text, rows }) => byLibrary(text, '"')?.length === rows.length)

test('valid CSV is read as csv-parse reads it, with the lines where rows start', async () => {
  await fc.assert(
    fc.asyncProperty(clean, async ({ text, rows, lines }) => {
      const read = await readBytes(text)
      expect(read.rows).toEqual(byLibrary(text, '"'))
      expect(read.rows).toEqual(rows)
      expect(read.lines).toEqual(lines)
      expect(read.findings).toEqual([])
    }),
    { seed: SEED, numRuns: 1000 },
  )
})

test('a chunk boundary at any byte changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(clean, fc.constantFrom('utf-8', 'utf-16le', 'utf-16be'), async ({ text }, encoding) => {
      const bytes = Buffer.from(text, encoding === 'utf-8' ? 'utf8' : 'utf16le')
      if (encoding === 'utf-16be') bytes.swap16()
      const marked = Buffer.concat([
        Buffer.from({ 'utf-8': [0xef, 0xbb, 0xbf], 'utf-16le': [0xff, 0xfe], 'utf-16be': [0xfe, 0xff] }[encoding]!),
        bytes,
      ])
      const whole = await readBytes(marked)
      for (let cut = 0; cut <= marked.length; cut++) expect(await readBytes(marked, {}, { cuts: [cut] })).toEqual(whole)
      expect(await readBytes(marked, {}, { cuts: Array.from(marked.keys()) })).toEqual(whole)
    }),
    { seed: SEED, numRuns: 60 },
  )
})

test('any text: what csv-parse takes is read alike, what it refuses is refused or has findings', async () => {
  const any = textOf(['a', ';', '"', '"', '\n', '\r', 'b'], 14)
  let sound = 0
  await fc.assert(
    fc.asyncProperty(any, fc.nat(14), async (text, cut) => {
      const expected = byLibrary(text, '"')
      const { refused, read } = await attempt(readBytes(text, {}, { cuts: [cut] }))
      if (expected === undefined) {
        expect(refused !== undefined || read.findings.length > 0).toBe(true)
        return
      }
      sound += 1
      expect(refused).toBeUndefined()
      expect(read?.rows).toEqual(expected)
      expect(read?.findings).toEqual([])
    }),
    { seed: SEED, numRuns: 8000 },
  )
  expect(sound).toBeGreaterThan(1000)
})

test('lines without quotes are split as csv-parse would cut them', async () => {
  const plain = textOf(['a', 'ø', ';', ';', ',', ' ', '\n', '\r', '\r\n', '=', '-7'], 30)
  await fc.assert(
    fc.asyncProperty(plain, fc.constantFrom(';', ',', ';;', ' '), fc.nat(40), async (text, delimiter, cut) => {
      const read = await readBytes(text, { delimiter }, { cuts: [cut] })
      expect(read.rows).toEqual(byLibrary(text, '"', delimiter))
      const lines = text.split(/\r\n|\r|\n/)
      expect(read.lines).toEqual(lines.flatMap((line, i) => (line === '' ? [] : [i + 1])))
    }),
    { seed: SEED, numRuns: 2000 },
  )
})

test('without quoting every text is split as csv-parse would with `quote: false`', async () => {
  await fc.assert(
    fc.asyncProperty(textOf(['a', ';', '"', '\n', '\r\n', '\r'], 20), async (text) => {
      const read = await readBytes(text, { quoting: 'never' })
      expect(read.rows).toEqual(byLibrary(text, false))
    }),
    { seed: SEED, numRuns: 1000 },
  )
})

test('random bytes are read or refused with a place, and every line is accounted for', async () => {
  const pieces = fc.oneof(
    fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom('a;b\n', '1;"2"\r\n', '"', '\n', '\r', ';', '\0', '\uFEFF', '\x1A', 'ø')
      .map((text) => Buffer.from(text)),
  )
  const files = fc.array(pieces, { maxLength: 20 }).map((parts) => Buffer.concat(parts))
  const encodings = fc.constantFrom('utf-8', 'windows-1252', 'cp865', 'us-ascii', 'utf-16le', 'utf-16be')
  let reads = 0
  await fc.assert(
    fc.asyncProperty(files, encodings, fc.nat(60), async (bytes, encoding, cut) => {
      const { refused, read } = await attempt(readBytes(bytes, { encoding }, { cuts: [cut] }))
      if (refused) {
        expect(refused).toHaveLength(1)
        expect(['TB1002', 'TB1003', 'TB1008', 'TB1014']).toContain(refused[0]!.code)
        return
      }
      reads += 1
      const { rows, lines, findings, rejected, facts } = read
      expect(lines).toHaveLength(rows.length)
      expect(facts).toMatchObject({ rows: rows.length, rejected: rejected.length, bytes: bytes.length })
      expect(findings.map((f) => f.row)).toEqual(rejected)
      const all = [...lines, ...rejected].sort((a, b) => a - b)
      expect(new Set(all).size).toBe(all.length)
      expect(all.at(-1) ?? 0).toBe(facts.lastLine)
    }),
    { seed: SEED, numRuns: 5000 },
  )
  expect(reads).toBeGreaterThan(500)
})
