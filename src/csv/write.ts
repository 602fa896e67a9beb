import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { stringify } from 'csv-stringify/sync'
import { encodeText, isUnicode } from './code-page.ts'
import type { Dialect } from './dialect.ts'
import { holdsDelimiter } from './encode-cell.ts'

export { type EncodedCell, encodeCell } from './encode-cell.ts'

/** Writes one file. Calls are awaited one after the other; after an error only `abort` is of use. */
export interface CsvWriter {
  /** A promise only when bytes go to disk. */
  row(cells: string[]): void | Promise<void>
  rows(batch: string[][]): Promise<void>
  /** Writes what is left and waits until it is on disk. `sha256` is lower-case hex of all bytes. */
  close(): Promise<{ bytes: number; sha256: string; rows: number }>
  /** Lets go of a file that will not be finished; what was written stays. */
  abort(): Promise<void>
}

const ROWS_PER_WRITE = 500

/**
 * A writer to exactly this path (temporary names are the caller's). Cells have been through `encodeCell`; one that would
 * break the file or lose a letter throws instead. Formulas are never escaped: `-2` is a quantity.
 */
export function createCsvWriter(path: string, dialect: Dialect): CsvWriter {
  const hash = createHash('sha256')
  let file: FileHandle | undefined
  let pending: string[][] = []
  let bytes = 0
  let rows = 0

  async function write(data: Buffer): Promise<void> {
    file ??= await open(path, 'w')
    hash.update(data)
    bytes += data.length
    await file.writeFile(data)
  }

  async function flush(): Promise<void> {
    if (!file) await write(byteOrderMark(dialect))
    const batch = pending
    pending = []
    if (batch.length > 0) await write(encodeText(formatRows(batch, dialect), dialect.encoding))
  }

  function row(cells: string[]): void | Promise<void> {
    pending.push(cells)
    rows += 1
    if (pending.length >= ROWS_PER_WRITE) return flush()
  }

  return {
    row,
    async rows(batch) {
      for (const cells of batch) await row(cells)
    },
    async close() {
      await flush()
      await file?.sync()
      await file?.close()
      return { bytes, sha256: hash.digest('hex'), rows }
    },
    async abort() {
      await file?.close()
    },
  }
}

const NEWLINES = { crlf: '\r\n', lf: '\n', cr: '\r' } as const

/** Rows as text in the dialect, each with its line end. */
export function formatRows(rows: string[][], dialect: Dialect): string {
  const newline = NEWLINES[dialect.newline]
  if (dialect.quoting === 'never') return rows.map((cells) => plainRow(cells, dialect) + newline).join('')
  // A row of one blank cell would be a blank line, and a reader passes over those.
  if (rows.some(isLoneBlank)) return rows.map((cells) => quotedRows([cells], dialect, isLoneBlank(cells))).join('')
  return quotedRows(rows, dialect, false)
}

function quotedRows(rows: string[][], dialect: Dialect, quoteBlanks: boolean): string {
  return stringify(rows, {
    delimiter: dialect.delimiter,
    quote: dialect.quote,
    escape: dialect.quote,
    record_delimiter: NEWLINES[dialect.newline],
    quoted: dialect.quoting === 'always',
    quoted_empty: quoteBlanks || dialect.quoting === 'always',
    quoted_match: /[\r\n]|^\s|\s$/,
  })
}

function isLoneBlank(cells: string[]): boolean {
  return cells.length === 1 && cells[0] === ''
}

function plainRow(cells: string[], dialect: Dialect): string {
  for (const cell of cells) {
    if (holdsDelimiter(cell, dialect.delimiter) || /[\r\n]/.test(cell)) {
      throw new Error(`${JSON.stringify(cell)} cannot be written without quotes; encodeCell was not asked`)
    }
  }
  return cells.join(dialect.delimiter)
}

function byteOrderMark({ bom, encoding }: Dialect): Buffer {
  return bom && isUnicode(encoding) ? encodeText('\uFEFF', encoding) : Buffer.alloc(0)
}
