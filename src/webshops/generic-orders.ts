import { UsageError } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'
import type { CellType } from '../profiles/cells.ts'
import { readFormat } from '../profiles/read-format.ts'
import { fitsFormat, formatDialect, shopFormat, valuesOf } from './generic.ts'
import type { GenericRow } from './generic-lines.ts'
import { buildGenericOrder } from './generic-order.ts'
import { emptyShopBatch } from './shop-batch.ts'
import type { ShopBatch, ShopContext, ShopFileKind } from './webshop.ts'

/**
 * Fields of `formats.orders`; one row per line. The order's own fields are repeated in every row or stand in the first
 * one only. `linesJson` holds all lines of an order in one cell.
 */
export const GENERIC_ORDER_FIELDS: Record<string, CellType> = {
  number: 'text',
  key: 'text',
  date: 'date',
  state: 'text',
  paid: 'flag',
  email: 'text',
  phone: 'text',
  name: 'text',
  firstName: 'text',
  lastName: 'text',
  company: 'text',
  vatNumber: 'text',
  street: 'text',
  street2: 'text',
  postcode: 'text',
  city: 'text',
  region: 'text',
  country: 'text',
  shippingName: 'text',
  shippingFirstName: 'text',
  shippingLastName: 'text',
  shippingCompany: 'text',
  shippingStreet: 'text',
  shippingStreet2: 'text',
  shippingPostcode: 'text',
  shippingCity: 'text',
  shippingRegion: 'text',
  shippingCountry: 'text',
  sku: 'reference',
  variantKey: 'text',
  lineName: 'text',
  kind: 'text',
  quantity: 'quantity',
  unitPrice: 'money',
  lineTotal: 'money',
  lineTax: 'money',
  taxRate: 'text',
  taxClass: 'text',
  requiresShipping: 'flag',
  linesJson: 'text',
  shipping: 'money',
  shippingTax: 'money',
  shippingMethod: 'text',
  fee: 'money',
  feeTax: 'money',
  discount: 'money',
  tax: 'money',
  total: 'money',
  currency: 'text',
  payment: 'text',
  paymentReference: 'text',
  note: 'text',
}

/** An order export of a plug-in: one row per line, or the lines as JSON in a cell. */
export const genericOrders: ShopFileKind = {
  kind: 'generic-orders',
  holds: 'orders',
  recognise: (head, context) => fitsFormat(head, context, 'orders'),
  dialect: (_head, context) => formatDialect(shopFormat(context, 'orders'), context),
  read: readOrders,
}

async function* readOrders(path: string, context: ShopContext): AsyncGenerator<ShopBatch> {
  const format = shopFormat(context, 'orders')
  const has = (field: string) => format.columns[field] !== undefined
  if (!has('number') || !has('date')) {
    throw new UsageError('formats.orders.columns: say where `number` and `date` stand.')
  }
  if (!has('state') && !has('paid')) {
    throw new UsageError(
      'formats.orders.columns: say `state` or `paid` (a `default` will do), so that unpaid orders stay here.',
    )
  }
  if (!has('linesJson') && !(has('quantity') && (has('lineTotal') || has('unitPrice')))) {
    throw new UsageError('formats.orders.columns: say `quantity` and `lineTotal` or `unitPrice`, or `linesJson`.')
  }
  const { timeZone, currency } = context
  const fields = { fields: GENERIC_ORDER_FIELDS, required: [], timeZone, currency }
  const file = readFormat(path, format, formatDialect(format, context), fields)
  const value = valuesOf(file)
  const gatherer = new OrderGatherer(context)
  for await (const batch of file.batches()) {
    const out = emptyShopBatch()
    out.findings.push(...batch.findings)
    out.skipped.push(...batch.skipped.map((skip) => ({ ...skip, rows: 1 })))
    out.rejected.push(...batch.rejected.map((line) => ({ line, rows: 1 })))
    out.read = batch.skipped.length + batch.rejected.length
    const broken = [...batch.rejected].sort((a, b) => a - b)
    let next = 0
    for (const row of batch.rows) {
      for (; next < broken.length && broken[next]! < row.line; next += 1) gatherer.breakOff(out)
      gatherer.take({ line: row.line, value: (field) => value(row, field) }, out)
    }
    if (next < broken.length) gatherer.breakOff(out)
    yield out
  }
  const last = emptyShopBatch()
  gatherer.end(last)
  yield last
}

/** Rows of one order follow each other; a row whose order was closed already would tear it apart, and is rejected. */
class OrderGatherer {
  readonly #context: ShopContext
  readonly #seen = new Set<string>()
  #rows: GenericRow[] = []
  /** A row that could not be read may have been part of the order that is open or of the next one. */
  #torn = false
  constructor(context: ShopContext) {
    this.#context = context
  }

  take(row: GenericRow, out: ShopBatch): void {
    const number = numberOf(row)
    if (this.#rows.length > 0 && (number === '' || number === numberOf(this.#rows[0]!))) {
      this.#rows.push(row)
      return
    }
    this.end(out)
    if (number === '' || this.#seen.has(number)) {
      reject(row.line, out, number === '' ? missingNumber(row.line) : tornApart(row.line, number))
      return
    }
    this.#seen.add(number)
    this.#rows = [row]
  }

  breakOff(out: ShopBatch): void {
    this.#torn = this.#rows.length > 0
    this.end(out)
  }

  end(out: ShopBatch): void {
    const rows = this.#rows
    const torn = this.#torn
    this.#rows = []
    this.#torn = false
    if (rows.length === 0) return
    const built = buildGenericOrder(rows, this.#context, torn)
    if ('order' in built) {
      out.read += rows.length
      out.orders.push(built.order)
      return
    }
    for (const row of rows) {
      const own = built.faults.filter((fault) => fault.row === row.line)
      reject(row.line, out, ...(own.length > 0 ? own : [spoilt(row.line, numberOf(rows[0]!), built.faults[0]!)]))
    }
  }
}

function numberOf(row: GenericRow): string {
  return String(row.value('number') ?? '')
}

function reject(line: number, out: ShopBatch, ...findings: Finding[]): void {
  out.read += 1
  out.rejected.push({ line, rows: 1 })
  out.findings.push(...findings)
}

function missingNumber(row: number): Finding {
  return finding('TB2604', { row, column: 'number', found: '', expected: 'the number of the order' })
}

function tornApart(row: number, number: string): Finding {
  const fix = 'Export the orders sorted by their number.'
  return finding('TB7022', {
    row,
    column: 'number',
    found: number,
    expected: 'all rows of an order one after the other',
    fix,
  })
}

function spoilt(row: number, number: string, fault: Finding): Finding {
  const place = { row, found: `order ${number}`, expected: 'an order that can be read as a whole', key: number }
  return finding('TB7022', { ...place, fix: `Mend row ${fault.row} of the same order.` })
}
