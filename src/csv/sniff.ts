import { open } from 'node:fs/promises'
import { FileRefused } from '../model/errors.ts'
import type { Finding } from '../model/findings.ts'
import { decodePage, isUnicode } from './code-page.ts'
import { RecordCutter } from './cut-records.ts'
import { type Dialect, READ_LIMITS } from './dialect.ts'
import { guessDelimiter, guessNewline } from './guess-delimiter.ts'
import { type EncodingCandidate, guessEncoding } from './guess-encoding.ts'
import { HEAD_BYTES, refuseUnlessText } from './not-text.ts'
import { emptyFacts } from './read.ts'

/** What the first and the last bytes of an unknown file tell. A suggestion for a person, never a setting. */
export interface Sniffed {
  form: 'csv' | 'json'
  /** Size of the whole file. */
  bytes: number
  encoding: string
  /** The bytes prove the encoding (byte order mark, UTF-16, valid UTF-8); else look at `candidates`, best first. */
  encodingCertain: boolean
  candidates: EncodingCandidate[]
  /** No byte above 0x7F seen: the encoding is open. */
  ascii: boolean
  bom: boolean
  delimiter: string
  /** At least one cell begins with a quote. */
  quoted: boolean
  /** The most frequent line end; undefined for a single line. */
  newline: 'crlf' | 'lf' | 'cr' | undefined
  lastNewline: boolean
  /** The file ends with 0x1A, as DOS programs end text. */
  dosEndOfFile: boolean
  /** First rows and the lines where they begin. Empty for JSON. */
  rows: string[][]
  lines: number[]
  /** What stood in the way of reading the first rows: stray or unclosed quotes, limits. */
  findings: Finding[]
  /** The first 65,536 characters. */
  text: string
}

const SNIFF_BYTES = 262_144
const TEXT_MAX = 65_536
const ROWS_MAX = 200

/**
 * Looks at no more than 256 KiB of a file.
 * @throws FileRefused TB1002 for workbooks, archives and the like; the system's error when the file is absent
 */
export async function sniff(path: string): Promise<Sniffed> {
  const { head, tail, bytes } = await readEnds(path)
  const whole = bytes <= head.length
  const guess = guessEncoding(head, whole)
  refuseUnlessText(head.subarray(0, HEAD_BYTES), guess.encoding, guess.bom)
  const text = decodeLoosely(head.subarray(guess.bomLength), guess.encoding)
  const end = decodeLoosely(tail, guess.encoding)
  const form = /^\s*[[{]/.test(text) ? 'json' : 'csv'
  const delimiter = guessDelimiter(text)
  const quoted = ['', '\r', '\n', delimiter].some((before) => (before ? text.includes(`${before}"`) : text[0] === '"'))
  const first = form === 'csv' ? firstRows(text, whole, delimiter) : { rows: [], lines: [], findings: [] }
  return {
    form,
    bytes,
    encoding: guess.encoding,
    encodingCertain: guess.certain,
    candidates: guess.candidates,
    ascii: guess.ascii,
    bom: guess.bom,
    delimiter,
    quoted,
    newline: guessNewline(text),
    lastNewline: /[\r\n]\x1A*$/.test(end),
    dosEndOfFile: end.endsWith('\x1A'),
    ...first,
    text: text.slice(0, TEXT_MAX),
  }
}

async function readEnds(path: string): Promise<{ head: Buffer; tail: Buffer; bytes: number }> {
  const file = await open(path, 'r')
  try {
    const bytes = (await file.stat()).size
    const headLength = Math.min(bytes, SNIFF_BYTES - HEAD_BYTES)
    const head = await readAt(0, headLength)
    // An even offset keeps the byte pairs of UTF-16 together.
    const from = Math.max(0, bytes - HEAD_BYTES)
    const tail = await readAt(from + (from % 2), bytes)
    return { head, tail, bytes }

    async function readAt(start: number, stop: number): Promise<Buffer> {
      const buffer = Buffer.alloc(Math.max(0, stop - start))
      const { bytesRead } = await file.read(buffer, 0, buffer.length, start)
      return buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

/** For looking at only: what does not decode becomes U+FFFD. */
function decodeLoosely(bytes: Buffer, encoding: string): string {
  return isUnicode(encoding)
    ? new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes)
    : decodePage(bytes, encoding)
}

function firstRows(text: string, whole: boolean, delimiter: string) {
  const dialect: Dialect = {
    encoding: 'utf-8',
    delimiter,
    quoting: 'minimal',
    quote: '"',
    newline: 'crlf',
    bom: false,
    unencodable: 'hold',
  }
  const cutter = new RecordCutter(dialect, READ_LIMITS, emptyFacts('utf-8'))
  cutter.push(text.replace(/\x1A+$/, ''))
  const problems: Finding[] = []
  let batch: ReturnType<RecordCutter['cut']>
  try {
    batch = cutter.cut(whole)
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error
    problems.push(...error.findings)
  }
  batch ??= cutter.rest()
  const { rows, lines, findings } = batch ?? { rows: [], lines: [], findings: [] }
  const kept = rows.slice(0, ROWS_MAX)
  return { rows: kept, lines: lines.slice(0, ROWS_MAX), findings: [...findings, ...problems] }
}
