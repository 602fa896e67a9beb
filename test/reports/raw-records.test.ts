import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeText } from '../../src/csv/code-page.ts'
import { openRawRecords } from '../../src/reports/raw-records.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'raw-'))
})
afterAll(() => rm(dir, { recursive: true }))

async function open(bytes: Buffer, encoding: string) {
  const path = join(dir, 'file')
  await writeFile(path, bytes)
  return openRawRecords(path, encoding)
}

const CHUNK = 65_536
const ENCODINGS = ['windows-1252', 'utf-8', 'utf-16le', 'utf-16be'] as const
const ENDS = ['\r\n', '\n', '\r'] as const
const cases = ENCODINGS.flatMap((encoding) =>
  ENDS.flatMap((end) => [-3, -2, -1, 0, 1].map((shift) => [encoding, end, shift] as const)),
)

test.each(cases)('%s with %j: a line end at the edge of a chunk (%i)', async (encoding, end, shift) => {
  const unit = encoding.startsWith('utf-16') ? 2 : 1
  const long = 'x'.repeat(CHUNK / unit + shift)
  const raw = await open(encodeText(`${long}${end}b;2${end}${end}c;3${end}`, encoding), encoding)
  expect((await raw.take(2, 4)).bytes).toEqual(encodeText('b;2', encoding))
  expect(await raw.take(4, null)).toEqual({ bytes: encodeText('c;3', encoding), end: encodeText(end, encoding) })
  await raw.close()
})

test('in UTF-16 a byte that looks like a line end within a letter is none', async () => {
  // U+0A0D and U+0D0A hold both bytes; neither ends a line.
  const text = 'a\u0a0db\u0d0ac;1\r\n\u0a0a;2\r\n'
  for (const encoding of ['utf-16le', 'utf-16be']) {
    const raw = await open(encodeText(`\ufeff${text}`, encoding), encoding)
    expect(raw.bom).toEqual(encodeText('\ufeff', encoding))
    expect((await raw.take(1, 2)).bytes).toEqual(encodeText('a\u0a0db\u0d0ac;1', encoding))
    expect((await raw.take(2, null)).bytes).toEqual(encodeText('\u0a0a;2', encoding))
    await raw.close()
  }
})

test('records are read in order', async () => {
  const raw = await open(Buffer.from('a\nb\nc\n'), 'utf-8')
  await raw.take(2, 3)
  await expect(raw.take(1, 2)).rejects.toThrow('in order')
  await raw.close()
})
