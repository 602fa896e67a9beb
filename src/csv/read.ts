import { open } from 'node:fs/promises'
import { FileRefused } from '../model/errors.ts'
import { finding } from '../model/findings.ts'
import { RecordCutter } from './cut-records.ts'
import { createByteDecoder, type Decoded, inWindows1252 } from './decode-bytes.ts'
import { type Dialect, type FileFacts, READ_LIMITS, type ReadLimits, type RowBatch } from './dialect.ts'
import { findBom, HEAD_BYTES, refuseUnlessText } from './not-text.ts'

/** A CSV file about to be read. */
export interface CsvFile {
  /**
   * Rows in the order of the file, about a thousand at a time; the file is streamed, once per call.
   * @throws FileRefused TB1002 not text, TB1003 wrong encoding, TB1008 unclosed quote, TB1014 half a character, TB1018 a limit
   */
  batches(): AsyncIterable<RowBatch>
  /** Complete after the last batch. */
  readonly facts: FileFacts
}

/**
 * Opens a CSV file for reading. Cells are text and nothing is guessed: a byte order mark wins over the declared
 * encoding, all three line ends are understood, rows may have any width, blank lines are passed over but counted.
 * An empty file has no batches. An absent file throws the error of the operating system.
 */
export function openCsv(path: string, dialect: Dialect, limits: Partial<ReadLimits> = {}): CsvFile {
  const facts = emptyFacts(dialect.encoding)
  const all = { ...READ_LIMITS, ...limits }
  return { facts, batches: () => readRows(fileChunks(path, all.bytesMax), dialect, all, facts) }
}

/** Rows of a file given as chunks of bytes; fills `facts` on the way. */
export async function* readRows(
  chunks: AsyncIterable<Buffer>,
  dialect: Dialect,
  limits: ReadLimits,
  facts: FileFacts,
): AsyncGenerator<RowBatch> {
  Object.assign(facts, emptyFacts(dialect.encoding))
  const source = await startOf(chunks, dialect, facts)
  const cutter = new RecordCutter(dialect, limits, facts)
  const decoder = createByteDecoder(facts.encoding)
  const tail = new Tail(limits.recordBytesMax)
  for await (const chunk of source) {
    const decoded = decoder.decode(chunk)
    if (decoded.bad !== null) throw undecodable(decoded, cutter.lineAfter(tail.held + decoded.text), facts)
    cutter.push(tail.pass(decoded.text))
    for (let batch = cutter.cut(false); batch; batch = cutter.cut(false)) yield batch
  }
  const half = decoder.end()
  if (half.bad !== null) throw halfCharacter(half, cutter.lineAfter(tail.held), facts)
  cutter.push(tail.end((text) => cutter.lineAfter(text)))
  for (let batch = cutter.cut(true); batch; batch = cutter.cut(true)) yield batch
  const rest = cutter.rest()
  if (rest) yield rest
}

export function emptyFacts(encoding: string): FileFacts {
  return {
    bytes: 0,
    encoding,
    bom: false,
    newlines: { crlf: 0, lf: 0, cr: 0 },
    lastNewline: false,
    lastLine: 0,
    rows: 0,
    rejected: 0,
    midFileBoms: [],
  }
}

const CHUNK_BYTES = 65_536

async function* fileChunks(path: string, bytesMax: number): AsyncGenerator<Buffer> {
  const file = await open(path, 'r')
  try {
    let total = (await file.stat()).size
    if (total > bytesMax) throw tooManyBytes(`${total} bytes`, bytesMax)
    total = 0
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES)
      if (bytesRead === 0) return
      total += bytesRead
      if (total > bytesMax) throw tooManyBytes(`more than ${bytesMax} bytes`, bytesMax)
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

function tooManyBytes(found: string, bytesMax: number): FileRefused {
  return new FileRefused([finding('TB1018', { found, expected: `at most ${bytesMax} bytes (bytesMax)` })])
}

/** Looks at the first bytes (byte order mark, things that are no text) and gives all chunks back without the mark. */
async function startOf(
  chunks: AsyncIterable<Buffer>,
  dialect: Dialect,
  facts: FileFacts,
): Promise<AsyncIterable<Buffer>> {
  const iterator = chunks[Symbol.asyncIterator]()
  let head: Buffer = Buffer.alloc(0)
  let ended = false
  while (head.length < HEAD_BYTES && !ended) {
    const next = await iterator.next()
    if (next.done) ended = true
    else head = Buffer.concat([head, next.value])
  }
  const bom = findBom(head)
  facts.bom = bom !== undefined
  facts.encoding = bom?.encoding ?? dialect.encoding
  try {
    refuseUnlessText(head.subarray(0, HEAD_BYTES), facts.encoding, facts.bom)
  } catch (refused) {
    await iterator.return?.()
    throw refused
  }
  return counted(head, bom?.length ?? 0, iterator, facts)
}

async function* counted(
  head: Buffer,
  skip: number,
  iterator: AsyncIterator<Buffer>,
  facts: FileFacts,
): AsyncGenerator<Buffer> {
  try {
    facts.bytes += head.length
    if (head.length > skip) yield head.subarray(skip)
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      facts.bytes += next.value.length
      yield next.value
    }
  } finally {
    await iterator.return?.()
  }
}

function undecodable({ bad }: Decoded, row: number, facts: FileFacts): FileRefused {
  const byte = bad ?? 0
  const letter = inWindows1252(byte)
  const hex = `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`
  const found = letter === undefined ? `byte ${hex}` : `byte ${hex}, "${letter}" in windows-1252`
  return new FileRefused([finding('TB1003', { row, found, expected: facts.encoding })])
}

/** In UTF-16 half a character cannot be a letter of another page: the file was cut. */
function halfCharacter(half: Decoded, row: number, facts: FileFacts): FileRefused {
  if (!facts.encoding.startsWith('utf-16')) return undecodable(half, row, facts)
  return new FileRefused([
    finding('TB1014', {
      row,
      found: 'half a character at the end of the file',
      expected: `whole characters in ${facts.encoding}`,
      fix: 'Wait for the whole file, or ask for it again.',
    }),
  ])
}

/**
 * Holds back NUL and 0x1A at the end of what has been read: at the end of the file a DOS end-of-file mark is dropped
 * and a run of NULs is a file that was preallocated and not written to its end; anywhere else they are text.
 */
class Tail {
  held = ''
  readonly #max: number
  constructor(max: number) {
    this.#max = max
  }

  pass(text: string): string {
    let end = text.length
    while (end > 0 && (text.charCodeAt(end - 1) === 0 || text.charCodeAt(end - 1) === 0x1a)) end -= 1
    if (end === 0) {
      this.held += text
      if (this.held.length > this.#max) throw new FileRefused([nulRun(null)])
      return ''
    }
    const passed = this.held + text.slice(0, end)
    this.held = text.slice(end)
    return passed
  }

  end(lineAfter: (text: string) => number): string {
    const text = this.held.replace(/\x1A+$/, '')
    if (text.endsWith('\0\0')) throw new FileRefused([nulRun(lineAfter(''))])
    return text
  }
}

function nulRun(row: number | null) {
  return finding('TB1002', {
    row,
    found: 'NUL bytes up to the end of the file: it was not written to its end',
    expected: 'text to the end',
    fix: 'Wait for the whole file, or ask for it again.',
  })
}
