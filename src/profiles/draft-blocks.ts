import type { DraftColumn } from './draft-fields.ts'
import type { DraftLayout } from './draft-layout.ts'

const HEADERS_MAX = 500

/** Counts what the closing records of a file may count, and keeps its opening ones. Does nothing without record types. */
export class DraftBlocks {
  readonly headers: string[][] = []
  readonly #layout: DraftLayout
  readonly #known = new Set<string>()
  #opened = 0
  #closed = 0
  #block: Block = { rows: 0, sums: [] }
  /** Of the last closing record. */
  #last: Block = this.#block

  constructor(layout: DraftLayout) {
    this.#layout = layout
  }

  add(row: readonly string[]): void {
    const { records } = this.#layout
    if (!records) return
    const type = row[0]!.trim()
    if (type === records.line) this.#count(row)
    else if (type === records.header?.is) this.#open(row)
    else if (type === records.trailer) {
      this.#closed += 1
      this.#last = this.#block
      this.#block = { rows: 0, sums: [] }
    }
  }

  /** Which cells of the closing record agree with the rows above it, and whether it closes one part or all of them. */
  trailer(row: readonly string[], columns: readonly DraftColumn[]) {
    const { rows, sums } = this.#last
    const quantity = columns.find((column) => column.field === 'quantity')
    const sum = quantity ? (sums[quantity.position - 1] ?? null) : null
    const at = (value: number | null, not: number): number => {
      if (value === null) return -1
      return row.findIndex((cell, i) => i > 0 && i !== not && cell.trim() === String(value))
    }
    const rowsAt = at(rows, -1)
    const sumAt = at(sum, rowsAt)
    return {
      rows: rowsAt === -1 ? null : rowsAt + 1,
      quantity: sumAt === -1 ? null : sumAt + 1,
      closes: this.#opened > this.#closed ? ('file' as const) : ('header' as const),
    }
  }

  #count(row: readonly string[]): void {
    this.#block.rows += 1
    row.forEach((cell, i) => {
      const before = this.#block.sums[i] ?? (this.#block.rows === 1 ? 0 : null)
      const text = cell.trim() || '0'
      this.#block.sums[i] = before !== null && /^-?\d{1,9}$/.test(text) ? before + Number(text) : null
    })
  }

  #open(row: readonly string[]): void {
    this.#opened += 1
    const text = row.join('\n')
    if (this.#known.has(text) || this.headers.length >= HEADERS_MAX) return
    this.#known.add(text)
    this.headers.push([...row])
  }
}

/** Rows and sums of the columns; a sum is null once a cell is no plain whole number. */
interface Block {
  rows: number
  sums: (number | null)[]
}
