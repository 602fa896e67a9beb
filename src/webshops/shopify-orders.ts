import { type Finding, finding } from '../model/findings.ts'
import type { TableBatch, TableRow } from './csv-table.ts'
import { emptyShopBatch } from './shop-batch.ts'
import { headerHas, openShopify, type ShopifyTable, shopifyDialect } from './shopify-columns.ts'
import { buildOrder } from './shopify-order.ts'
import { type CellFault, ORDER_COLUMNS, type OrderColumn, type OrderRow } from './shopify-order-cells.ts'
import { OrderGrouper, type OrderRows, type Stray } from './shopify-order-rows.ts'
import type { ShopBatch, ShopContext, ShopFileKind } from './webshop.ts'

/** Shopify's orders export: one row per line, the order's own cells on its first row. */
export const shopifyOrders: ShopFileKind = {
  kind: 'shopify-orders',
  holds: 'orders',
  recognise: (head, context) =>
    headerHas(head, context, ORDER_COLUMNS, ['name', 'financial', 'quantity', 'lineName', 'linePrice']),
  dialect: shopifyDialect,
  read: readOrders,
}

const REQUIRED: OrderColumn[] = [
  'name',
  'financial',
  'currency',
  'subtotal',
  'shipping',
  'taxes',
  'total',
  'createdAt',
  'quantity',
  'lineName',
  'linePrice',
  'lineSku',
]

async function* readOrders(path: string, context: ShopContext): AsyncGenerator<ShopBatch> {
  const table = await openShopify(path, ORDER_COLUMNS, REQUIRED, context)
  const spoilt = await surveyStrays(table)
  const grouper = new OrderGrouper(table)
  const orders = new OrderReader(table, context, spoilt)
  for await (const batch of table.batches()) {
    orders.begin(batch)
    grouper.take(batch, orders)
    yield orders.batch
  }
  orders.begin()
  grouper.end(orders)
  yield orders.batch
}

/**
 * First pass: names of orders of which a row is rejected, with that row. Such an order is not taken without it, though the
 * row may stand anywhere in the file: a free article would not be missed in the sums.
 */
async function surveyStrays(table: ShopifyTable<OrderColumn>): Promise<ReadonlyMap<string, number>> {
  const spoilt = new Map<string, number>()
  const grouper = new OrderGrouper(table)
  const rows: OrderRows = {
    order: () => {},
    stray: (row) => {
      const name = table.cell(row, 'name')
      if (name !== '' && !spoilt.has(name)) spoilt.set(name, row.line)
    },
  }
  for await (const batch of table.batches()) grouper.take(batch, rows)
  return spoilt
}

class OrderReader implements OrderRows {
  batch = emptyShopBatch()
  readonly #table: ShopifyTable<OrderColumn>
  readonly #context: ShopContext
  readonly #spoilt: ReadonlyMap<string, number>
  constructor(table: ShopifyTable<OrderColumn>, context: ShopContext, spoilt: ReadonlyMap<string, number>) {
    this.#table = table
    this.#context = context
    this.#spoilt = spoilt
  }

  begin(batch?: TableBatch): void {
    this.batch = emptyShopBatch()
    if (!batch) return
    this.batch.findings.push(...batch.findings)
    this.batch.rejected.push(...batch.rejected)
    this.batch.read += batch.rejected.reduce((rows, r) => rows + r.rows, 0)
  }

  order(rows: TableRow[], torn: boolean): void {
    const { line } = rows[0]!
    const cell = (column: OrderColumn) => this.#table.cell(rows[0]!, column)
    const stray = this.#spoilt.get(cell('name'))
    if (cell('source').toLowerCase() === 'pos') {
      this.batch.read += rows.length
      this.batch.skipped.push({ line, rows: rows.length, reason: 'sold at a till (Shopify POS), not in the webshop' })
    } else if (stray !== undefined) {
      for (const row of rows) this.#reject(row.line, spoiltBy(row.line, cell('name'), stray))
    } else
      this.#build(
        rows.map((row) => this.#orderRow(row)),
        torn,
      )
  }

  stray(row: TableRow, why: Stray): void {
    const name = this.#table.cell(row, 'name')
    if (typeof why === 'string') {
      this.#reject(row.line, orphan(row.line, this.#table.title('name'), name))
      return
    }
    const { column, first } = why
    this.#reject(
      row.line,
      finding('TB7022', {
        row: row.line,
        column: this.#table.title(column),
        found: this.#table.cell(row, column),
        expected: `${this.#table.cell(first, column)} as in row ${first.line}, or nothing`,
        key: name,
      }),
    )
  }

  #orderRow(row: TableRow): OrderRow {
    return { line: row.line, cell: (column) => this.#table.cell(row, column) }
  }

  #build(rows: OrderRow[], torn: boolean): void {
    const built = buildOrder(rows, this.#context, torn)
    if ('faults' in built) {
      this.#rejectOrder(rows, built.faults)
      return
    }
    this.batch.read += rows.length
    this.batch.orders.push(built.order)
    for (const { column, word, known } of built.unknown) {
      const place = { row: rows[0]!.line, column, found: word, expected: known, key: built.order.number }
      const fix = 'The order is read and holds its stock, and stays here until its state is a known one.'
      this.batch.findings.push(finding('TB2603', { ...place, severity: 'warning', fix }))
    }
  }

  /** An order is taken whole or not at all; every row of it says why. */
  #rejectOrder(rows: OrderRow[], faults: readonly CellFault[]): void {
    const number = rows[0]!.cell('name')
    for (const row of rows) {
      const own = faults.filter((fault) => fault.line === row.line)
      const findings = own.map(({ code, column, found, expected }) =>
        finding(code, { row: row.line, column: this.#table.title(column), found, expected, key: number }),
      )
      if (own.length === 0) findings.push(spoiltBy(row.line, number, faults[0]!.line))
      this.#reject(row.line, ...findings)
    }
  }

  #reject(line: number, ...findings: Finding[]): void {
    this.batch.read += 1
    this.batch.rejected.push({ line, rows: 1 })
    this.batch.findings.push(...findings)
  }
}

function spoiltBy(row: number, number: string, other: number): Finding {
  const place = { row, found: `order ${number}`, expected: 'an order that can be read as a whole', key: number }
  return finding('TB7022', { ...place, fix: `Mend row ${other} of the same order.` })
}

function orphan(row: number, column: string, name: string): Finding {
  if (name === '') return finding('TB2604', { row, column, found: '', expected: "the order's name, such as #1001" })
  return finding('TB7022', {
    row,
    column,
    found: name,
    expected: "the row of this order's own cells right above its lines",
    fix: 'Export the orders again and do not sort or filter the file.',
  })
}
