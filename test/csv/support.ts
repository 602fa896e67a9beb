import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Dialect, type FileFacts, READ_LIMITS, type ReadLimits, type UncutRow } from '../../src/csv/dialect.ts'
import { emptyFacts, readRows } from '../../src/csv/read.ts'
import { FileRefused } from '../../src/model/errors.ts'
import type { Finding } from '../../src/model/findings.ts'

export function dialect(over: Partial<Dialect> = {}): Dialect {
  return {
    encoding: 'utf-8',
    delimiter: ';',
    quoting: 'minimal',
    quote: '"',
    newline: 'crlf',
    bom: false,
    unencodable: 'hold',
    ...over,
  }
}

export interface ReadResult {
  rows: string[][]
  lines: number[]
  findings: Finding[]
  rejected: number[]
  uncut: UncutRow[]
  controls: boolean
  multiline: boolean
  facts: FileFacts
}

/** Reads bytes as a file would be, in chunks cut at the given offsets. */
export async function readBytes(
  bytes: Buffer | string,
  over: Partial<Dialect> = {},
  { cuts = [], limits = {} }: { cuts?: number[]; limits?: Partial<ReadLimits> } = {},
): Promise<ReadResult> {
  const facts = emptyFacts('')
  const result: ReadResult = {
    ...{ rows: [], lines: [], findings: [], rejected: [], uncut: [], controls: false, multiline: false },
    facts,
  }
  const source = chunks(Buffer.from(bytes), cuts)
  for await (const batch of readRows(source, dialect(over), { ...READ_LIMITS, ...limits }, facts)) {
    result.rows.push(...batch.rows)
    result.lines.push(...batch.lines)
    result.findings.push(...batch.findings)
    result.rejected.push(...batch.rejected)
    result.uncut.push(...batch.uncut)
    result.controls ||= batch.controls
    result.multiline ||= batch.multiline
  }
  return result
}

/** The findings with which a file is refused; undefined when it is read. Any other error is a bug and passes through. */
export async function refusal(reading: Promise<unknown>): Promise<Finding[] | undefined> {
  return (await attempt(reading)).refused
}

/** Both outcomes side by side: the refusal, or what was read. */
export async function attempt<T>(
  reading: Promise<T>,
): Promise<{ refused: Finding[]; read: undefined } | { refused: undefined; read: T }> {
  try {
    return { refused: undefined, read: await reading }
  } catch (error) {
    if (error instanceof FileRefused) return { refused: error.findings, read: undefined }
    throw error
  }
}

async function* chunks(bytes: Buffer, cuts: number[]): AsyncGenerator<Buffer> {
  const offsets = [0, ...[...cuts].sort((a, b) => a - b), bytes.length]
  // One buffer for all chunks, as a file is read: nobody may keep a view on it.
  const shared = Buffer.alloc(bytes.length)
  for (let i = 1; i < offsets.length; i++) {
    const from = Math.min(offsets[i - 1]!, bytes.length)
    const to = Math.min(offsets[i]!, bytes.length)
    if (to <= from) continue
    bytes.copy(shared, 0, from, to)
    yield shared.subarray(0, to - from)
    shared.fill(0x21)
  }
}

/** A folder in the system's temp folder for the length of one test. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tillbridge-csv-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

export async function withFile<T>(bytes: Buffer | string, use: (path: string) => Promise<T>): Promise<T> {
  return withFolder(async (folder) => {
    const path = join(folder, 'file.csv')
    await writeFile(path, bytes)
    return use(path)
  })
}
