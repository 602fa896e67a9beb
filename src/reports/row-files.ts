import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createByteDecoder } from '../csv/decode-bytes.ts'
import type { Dialect, FileFacts } from '../csv/dialect.ts'
import { openCsv } from '../csv/read.ts'
import type { RunFile } from '../model/run-report.ts'
import { findingMessage, partnersColumns } from './own-columns.ts'
import { openRawRecords, type RawRecord, type RawRecords } from './raw-records.ts'
import { createRejectedCsv, type RejectedCsv, type RowOrigin } from './rejected-csv.ts'
import { createResultCsv, type ResultCsv } from './result-csv.ts'
import { type SourceRecord, sourceRecords } from './source-records.ts'

/** What became of one row of a file. */
export interface RowResult {
  result: 'new' | 'changed' | 'same' | 'skipped' | 'rejected'
  /** Finding code; '' when there is nothing to say. */
  code: string
  message: string
}

export interface RowFilesInput {
  /** The staged source. */
  source: string
  dialect: Dialect
  /** Line where the header begins; null for files without one. Lines above it are title lines. */
  headerLine: number | null
  /** Made when absent. */
  outDir: string
  /**
   * What became of the rows that begin at these lines, in the same order; asked for about a thousand at a time, in the
   * order of the file. null: the line is not a row (rule, footer, repeated header, header or trailer record).
   */
  rowResult: (lines: number[]) => Promise<(RowResult | null)[]>
  /** Record types: whether a record that is no row gives the rows behind it their date or location (H). */
  isContext?: (cells: readonly string[]) => boolean
  /** Where a row is from, when rejected.csv may come back mended: it then says so in tb_row and tb_file. */
  origin?: (line: number, cells: readonly string[]) => RowOrigin
  /** Called with the number of rows written so far. */
  onProgress?: (rows: number) => void
}

export interface RowFiles {
  resultRows: number
  rejectedRows: number
  /** result.csv, and rejected.csv when a row was rejected. */
  files: RunFile[]
}

/**
 * Goes through the staged source once more and writes result.csv (every row with its result, for people) and
 * rejected.csv (only rows to mend, in the partner's dialect and encoding, byte for byte, for the way back in). The file
 * is streamed; memory does not grow with it. Throws what openCsv throws; then neither file is there under its name.
 */
export async function writeRowFiles(input: RowFilesInput): Promise<RowFiles> {
  await mkdir(input.outDir, { recursive: true })
  await rm(join(input.outDir, 'rejected.csv'), { force: true }) // A former attempt may have had rows to reject.
  const csv = openCsv(input.source, input.dialect)
  const pass = new Pass(input, csv.facts, await createResultCsv(input.outDir, input.dialect.delimiter))
  try {
    for await (const records of sourceRecords(csv.batches())) await pass.take(records)
    return await pass.finish()
  } catch (error) {
    await pass.abandon()
    throw error
  }
}

/** One pass over the source. The raw bytes are opened only when the first row needs them. */
class Pass {
  #input: RowFilesInput
  #facts: FileFacts
  #result: ResultCsv
  #raw: RawRecords | undefined
  #rejected: RejectedCsv | undefined
  #headerCells: readonly string[] | null = null
  #headerNext: number | null = null
  /** Columns of the partner's, when the header ends with ours; null when there is nothing to leave out. */
  #partners: number | null = null
  #context: SourceRecord | null = null
  #started = false
  #resultRows = 0
  #rejectedRows = 0

  constructor(input: RowFilesInput, facts: FileFacts, result: ResultCsv) {
    this.#input = input
    this.#facts = facts
    this.#result = result
  }

  async take(records: SourceRecord[]): Promise<void> {
    const { headerLine, rowResult } = this.#input
    if (headerLine !== null) this.#noteHeader(records, headerLine)
    const below = headerLine === null ? records : records.filter((record) => record.line > headerLine)
    if (below.length === 0) return
    const outcomes = await rowResult(below.map((record) => record.line))
    if (outcomes.length !== below.length) {
      throw new Error(`asked for the results of ${below.length} rows, got ${outcomes.length}`)
    }
    if (!this.#started) await this.#start(below, outcomes)
    for (const [i, record] of below.entries()) {
      const outcome = record.cells ? outcomes[i] : damaged(record, outcomes[i])
      if (outcome) await this.#row(record, outcome)
      else if (record.cells && this.#input.isContext?.(record.cells)) this.#context = record
    }
    this.#input.onProgress?.(this.#resultRows)
  }

  async finish(): Promise<RowFiles> {
    if (!this.#started) await this.#start([], [])
    const files = [await this.#result.finish()]
    if (this.#rejected) files.push(await this.#rejected.finish())
    await this.#raw?.close()
    return { resultRows: this.#resultRows, rejectedRows: this.#rejectedRows, files }
  }

  /** On the way out after an error; what is closed already stays closed, and the first error is the one to tell. */
  async abandon(): Promise<void> {
    const closers = [this.#result.abandon(), this.#rejected?.abandon(), this.#raw?.close()]
    await Promise.allSettled(closers)
  }

  #noteHeader(records: SourceRecord[], headerLine: number): void {
    const header = this.#headerCells ? undefined : records.find((record) => record.line === headerLine)
    if (!header?.cells) return
    this.#headerCells = header.cells
    this.#headerNext = header.next
    const partners = partnersColumns(header.cells)
    this.#partners = partners < header.cells.length ? partners : null
  }

  /** Without a header the columns get numbers, as many as the rows at the top of the file have. */
  async #start(records: SourceRecord[], outcomes: (RowResult | null)[]): Promise<void> {
    this.#started = true
    const header = this.#headerCells
    if (header) return this.#result.header(this.#partnersCells(header))
    const widths = records.map((record, i) => (outcomes[i] ? (record.cells?.length ?? 0) : 0))
    const width = widths.reduce((max, one) => Math.max(max, one), 0)
    await this.#result.header(Array.from({ length: width }, (_, i) => `column ${i + 1}`))
  }

  async #row(record: SourceRecord, outcome: RowResult): Promise<void> {
    this.#resultRows += 1
    const raw = outcome.result === 'rejected' ? await this.#reject(record, outcome) : null
    const cells = record.cells ?? (raw ? this.#cutBlindly(raw) : [])
    await this.#result.row(this.#partnersCells(cells), outcome)
  }

  async #reject(record: SourceRecord, outcome: RowResult): Promise<RawRecord> {
    this.#rejectedRows += 1
    this.#raw ??= await openRawRecords(this.#input.source, this.#facts.encoding)
    this.#rejected ??= await this.#openRejected(this.#raw)
    if (this.#context) this.#rejected.context(await this.#raw.take(this.#context.line, this.#context.next))
    this.#context = null
    const raw = await this.#raw.take(record.line, record.next)
    await this.#rejected.row(record, raw, outcome)
    return raw
  }

  async #openRejected(raw: RawRecords): Promise<RejectedCsv> {
    const cells = this.#headerCells
    const head = cells ? { raw: await raw.take(1, this.#headerNext), cells } : null
    return createRejectedCsv(this.#input.outDir, this.#dialect(), raw, head, this.#input.origin)
  }

  #dialect(): Dialect {
    return { ...this.#input.dialect, encoding: this.#facts.encoding }
  }

  /** A record with stray quotes has no cells that could be relied on; for people a cut at every delimiter will do. */
  #cutBlindly(raw: RawRecord): string[] {
    const { text } = createByteDecoder(this.#facts.encoding).decode(raw.bytes)
    return text.split(this.#input.dialect.delimiter)
  }

  /** Without our own columns of a former rejected.csv. */
  #partnersCells(cells: readonly string[]): readonly string[] {
    if (this.#partners === null || !this.#headerCells) return cells
    return [...cells.slice(0, this.#partners), ...cells.slice(this.#headerCells.length)]
  }
}

/** A record that has no cells cannot have been taken, whatever the answer: it is a row, rejected, and must not vanish. */
function damaged({ finding }: SourceRecord, outcome: RowResult | null | undefined): RowResult | null {
  if (outcome?.result === 'rejected') return outcome
  return finding && { result: 'rejected', code: finding.code, message: findingMessage(finding) }
}
