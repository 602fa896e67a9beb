import { type Finding, finding } from '../model/findings.ts'
import type { TableBatch, TableRow } from './csv-table.ts'
import { emptyShopBatch } from './shop-batch.ts'
import { headerHas, openShopify, type ShopifyTable, shopifyDialect } from './shopify-columns.ts'
import { buildOrder } from './shopify-order.ts'
import { type CellFault, ORDER_COLUMNS, type OrderColumn, type OrderRow } from './shopify-order-cells.ts'
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
  const gatherer = new OrderGatherer(table, context)
  for await (const batch of table.batches()) yield gatherer.take(batch)
  yield gatherer.end()
}

/** Puts the rows of one order together again; an order may begin in one batch and end in the next. */
class OrderGatherer {
  readonly #table: ShopifyTable<OrderColumn>
  readonly #context: ShopContext
  #open: TableRow[] = []
  #batch = emptyShopBatch()
  constructor(table: ShopifyTable<OrderColumn>, context: ShopContext) {
    this.#table = table
    this.#context = context
  }

  take(batch: TableBatch): ShopBatch {
    this.#batch = emptyShopBatch()
    this.#batch.findings.push(...batch.findings)
    this.#batch.rejected.push(...batch.rejected)
    this.#batch.read += batch.rejected.reduce((rows, r) => rows + r.rows, 0)
    const broken = batch.rejected.map((r) => r.line).sort((a, b) => a - b)
    let next = 0
    for (const row of batch.rows) {
      // A row that could not be read may have begun another order: what follows belongs to nobody for certain.
      for (; next < broken.length && broken[next]! < row.line; next += 1) this.#close(true)
      this.#takeRow(row)
    }
    if (next < broken.length) this.#close(true)
    return this.#batch
  }

  end(): ShopBatch {
    this.#batch = emptyShopBatch()
    this.#close()
    return this.#batch
  }

  #takeRow(row: TableRow): void {
    const cell = (column: OrderColumn) => this.#table.cell(row, column)
    if (this.#continues(row)) this.#open.push(row)
    else {
      this.#close()
      if (cell('name') === '') this.#reject(row.line, orphan(row.line, this.#table.title('name'), ''))
      else if (!this.#begins(row)) this.#reject(row.line, orphan(row.line, this.#table.title('name'), cell('name')))
      else this.#open = [row]
    }
  }

  #begins(row: TableRow): boolean {
    return ORDER_LEVEL.some((column) => this.#table.cell(row, column) !== '')
  }

  /** Rows of one order follow each other, without the order's cells; a file with the cells filled down says the same order. */
  #continues(row: TableRow): boolean {
    const first = this.#open[0]
    if (!first) return false
    const same = (column: OrderColumn) => this.#table.cell(row, column) === this.#table.cell(first, column)
    const name = this.#table.cell(row, 'name')
    if (name !== '' && !same('name')) return false
    return !this.#begins(row) || (name !== '' && same('id') && same('createdAt') && same('total'))
  }

  #close(torn = false): void {
    const rows = this.#open
    this.#open = []
    if (rows.length === 0) return
    const source = this.#table.cell(rows[0]!, 'source').toLowerCase()
    if (source === 'pos') {
      const { line } = rows[0]!
      this.#batch.read += rows.length
      this.#batch.skipped.push({ line, rows: rows.length, reason: 'sold at a till (Shopify POS), not in the webshop' })
    } else
      this.#build(
        rows.map((row) => this.#orderRow(row)),
        torn,
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
    this.#batch.read += rows.length
    this.#batch.orders.push(built.order)
    for (const { column, word, known } of built.unknown) {
      const place = { row: rows[0]!.line, column, found: word, expected: known, key: built.order.number }
      const fix = 'The order is read and holds its stock, and stays here until its state is a known one.'
      this.#batch.findings.push(finding('TB2603', { ...place, severity: 'warning', fix }))
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
      if (own.length === 0) {
        const place = {
          row: row.line,
          found: `order ${number}`,
          expected: 'an order that can be read as a whole',
          key: number,
        }
        findings.push(finding('TB7022', { ...place, fix: `Mend row ${faults[0]!.line} of the same order.` }))
      }
      this.#reject(row.line, ...findings)
    }
  }

  #reject(line: number, ...findings: Finding[]): void {
    this.#batch.read += 1
    this.#batch.rejected.push({ line, rows: 1 })
    this.#batch.findings.push(...findings)
  }
}

/** Cells that only an order's first row has. */
const ORDER_LEVEL: OrderColumn[] = ['financial', 'total', 'subtotal', 'createdAt']

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
