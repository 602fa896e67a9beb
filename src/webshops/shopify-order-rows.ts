import type { TableBatch, TableRow } from './csv-table.ts'
import type { ShopifyTable } from './shopify-columns.ts'
import type { OrderColumn } from './shopify-order-cells.ts'

/** What becomes of the rows of an orders export. */
export interface OrderRows {
  /** Rows of one order, its first one with the order's own cells; `torn`: one of them may have been unreadable. */
  order(rows: TableRow[], torn: boolean): void
  /** A row that no order can take: nobody knows its order, its order is elsewhere, or it contradicts it. */
  stray(row: TableRow, why: Stray): void
}

export type Stray = 'nameless' | 'apart' | { column: OrderColumn; first: TableRow }

/** Cells that only an order's first row has. `Created at`, `Vendor` and `Phone` are repeated on the rows behind it. */
const ORDER_LEVEL: OrderColumn[] = ['financial', 'total', 'subtotal', 'shipping', 'taxes', 'currency']

/** Amounts that a filled-down row must repeat. */
const ONCE: OrderColumn[] = ['total', 'subtotal', 'taxes']

/** Puts the rows of one order together again; an order may begin in one batch and end in the next. */
export class OrderGrouper {
  readonly #table: ShopifyTable<OrderColumn>
  #open: TableRow[] = []
  constructor(table: ShopifyTable<OrderColumn>) {
    this.#table = table
  }

  take(batch: TableBatch, to: OrderRows): void {
    const broken = batch.rejected.map((r) => r.line).sort((a, b) => a - b)
    let next = 0
    for (const row of batch.rows) {
      // A row that could not be read may have begun another order: what follows belongs to nobody for certain.
      for (; next < broken.length && broken[next]! < row.line; next += 1) this.end(to, true)
      this.#takeRow(row, to)
    }
    if (next < broken.length) this.end(to, true)
  }

  end(to: OrderRows, torn = false): void {
    const rows = this.#open
    this.#open = []
    if (rows.length > 0) to.order(rows, torn)
  }

  #takeRow(row: TableRow, to: OrderRows): void {
    if (this.#continues(row)) {
      const column = this.#contradiction(row)
      if (column) to.stray(row, { column, first: this.#open[0]! })
      else this.#open.push(row)
      return
    }
    this.end(to)
    if (this.#cell(row, 'name') === '') to.stray(row, 'nameless')
    else if (!this.#begins(row)) to.stray(row, 'apart')
    else this.#open = [row]
  }

  #cell(row: TableRow, column: OrderColumn): string {
    return this.#table.cell(row, column)
  }

  #begins(row: TableRow): boolean {
    return ORDER_LEVEL.some((column) => this.#cell(row, column) !== '')
  }

  /**
   * Rows with an order's name right behind its first one are its lines, whatever else they repeat. Two orders may have one
   * name: the second begins with order cells and an `Id` of its own, in an export without ids with a total of its own.
   */
  #continues(row: TableRow): boolean {
    const first = this.#open[0]
    if (!first) return false
    const name = this.#cell(row, 'name')
    if (name === '') return !this.#begins(row)
    if (name !== this.#cell(first, 'name')) return false
    if (!this.#begins(row)) return true
    const [id, firstId] = [this.#cell(row, 'id'), this.#cell(first, 'id')]
    if (id !== '' || firstId !== '') return id === '' || id === firstId
    return this.#cell(row, 'total') === this.#cell(first, 'total')
  }

  #contradiction(row: TableRow): OrderColumn | undefined {
    const first = this.#open[0]!
    return ONCE.find((column) => !['', this.#cell(first, column)].includes(this.#cell(row, column)))
  }
}
