import type { OrderFormat, OutColumn } from '../config/format.ts'
import type { OrderDocument } from '../model/documents.ts'
import { UsageError } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'
import { type FieldScope, type FileValues, ORDER_FIELDS, type OrderRow } from './fields.ts'
import { columnName } from './render-cell.ts'
import { cellContext, type RenderContext, type RowWriter, rowWriter } from './render-row.ts'

export interface RenderedFile {
  role: 'orders' | 'lines'
  /** Header lines first, when the format has them; then the records. */
  rows: string[][]
}
export interface RenderedOrders {
  /** With `two-files` the lines file stands first, because the orders file is published last. */
  files: RenderedFile[]
  /** Documents that are in the files. */
  written: OrderDocument[]
  /** Documents that are in no file, each with its reasons; the others are not held up by them. */
  rejected: { orderKey: string; findings: Finding[] }[]
}

/** Documents as rows of the partner's layout. Throws UsageError for columns that cannot be. */
export function renderOrders(
  documents: readonly OrderDocument[],
  format: OrderFormat,
  context: RenderContext,
): RenderedOrders {
  const layout = orderLayout(format, context)
  let pass = renderPass(documents, layout, { orders: 0, lines: 0 })
  const rejected = [...pass.rejected]
  // The number of rows is known when all rows are; a document that does not bear it changes the number again.
  for (let known = pass; layout.countsRows; known = pass) {
    pass = renderPass(known.written, layout, pass.counts)
    rejected.push(...pass.rejected)
    if (pass.rejected.length === 0) break
  }
  return { files: pass.files, written: pass.written, rejected }
}

interface Layout {
  kind: OrderFormat['layout']
  order: RowWriter<OrderRow>
  line: RowWriter<OrderRow>
  payment: RowWriter<OrderRow> | null
  headers: { orders: string[][]; lines: string[][] }
  seq: number | null
  /** Payments a row can carry; null when no row carries any. */
  slots: number | null
  countsRows: boolean
}

interface Counts {
  orders: number
  lines: number
}

interface Pass extends RenderedOrders {
  counts: Counts
}

function orderLayout(format: OrderFormat, context: RenderContext): Layout {
  const { columns, lineColumns, paymentColumns, layout: kind } = format
  const cells = cellContext(format, context)
  const own = (list: readonly OutColumn[], scope: FieldScope[]) => {
    for (const column of list) checkScope(column, scope)
    return rowWriter(list, ORDER_FIELDS, cells)
  }
  const oneRow = kind === 'lines'
  const order = own(columns, oneRow ? ['order', 'line', 'file'] : ['order', 'file'])
  const line = oneRow ? order : own(lineColumns, ['order', 'line', 'file'])
  const withPayments = kind === 'header-and-lines' && paymentColumns.length > 0
  const payment = withPayments ? own(paymentColumns, ['order', 'payment', 'file']) : null
  const all = [...columns, ...(oneRow ? [] : lineColumns), ...(withPayments ? paymentColumns : [])]
  return {
    kind,
    order,
    line,
    payment,
    headers: format.headerLine ? headerLines(kind, order, line, payment) : { orders: [], lines: [] },
    seq: context.seq,
    slots: payment ? null : paymentSlots(all),
    countsRows: all.some(({ from }) => from === 'file.rows'),
  }
}

function checkScope(column: OutColumn, scopes: FieldScope[]): void {
  const field = column.from !== undefined && Object.hasOwn(ORDER_FIELDS, column.from) ? ORDER_FIELDS[column.from] : null
  if (!field || scopes.includes(field.scope)) return
  throw new UsageError(`the column "${columnName(column)}": ${column.from} belongs to ${field.scope} rows, not here`)
}

/** Kinds of rows with the same names share one header line; rows without names have none. */
function headerLines(
  kind: OrderFormat['layout'],
  order: RowWriter<OrderRow>,
  line: RowWriter<OrderRow>,
  payment: RowWriter<OrderRow> | null,
): Layout['headers'] {
  const distinct = (headers: string[][]) => {
    const named = headers.filter((header) => header.some((name) => name !== ''))
    return [...new Map(named.map((header) => [JSON.stringify(header), header])).values()]
  }
  if (kind === 'two-files') return { orders: distinct([order.header]), lines: distinct([line.header]) }
  return { orders: distinct([order.header, line.header, payment?.header ?? []]), lines: [] }
}

/** The highest n of payment1 ... paymentN among the columns. */
function paymentSlots(columns: readonly OutColumn[]): number | null {
  const slots = columns.flatMap(({ from }) => /^payment(\d)\./.exec(from ?? '')?.[1] ?? []).map(Number)
  return slots.length === 0 ? null : Math.max(...slots)
}

function renderPass(documents: readonly OrderDocument[], layout: Layout, counts: Counts): Pass {
  const orders = [...layout.headers.orders]
  const lines = [...layout.headers.lines]
  const pass: Pass = { files: [], written: [], rejected: [], counts: { orders: 0, lines: 0 } }
  for (const document of documents) {
    const rendered = renderDocument(document, layout, counts)
    if (rendered.findings.length > 0) {
      pass.rejected.push({ orderKey: document.orderKey, findings: withoutRepeats(rendered.findings) })
      continue
    }
    pass.written.push(document)
    orders.push(...rendered.orders)
    lines.push(...rendered.lines)
  }
  pass.counts.orders = orders.length - layout.headers.orders.length
  pass.counts.lines = lines.length - layout.headers.lines.length
  if (layout.kind === 'two-files') pass.files.push({ role: 'lines', rows: lines })
  pass.files.push({ role: 'orders', rows: orders })
  return pass
}

function renderDocument(document: OrderDocument, layout: Layout, counts: Counts) {
  const findings: Finding[] = [...tooManyPayments(document, layout)]
  const name = { title: `order ${document.orderNumber}`, key: document.orderNumber }
  const ordersFile: FileValues = { rows: counts.orders, seq: layout.seq }
  const linesFile: FileValues = layout.kind === 'two-files' ? { rows: counts.lines, seq: layout.seq } : ordersFile
  const write = (writer: RowWriter<OrderRow>, row: Partial<OrderRow>, file: FileValues) => {
    const written = writer.write({ document, line: null, payment: null, file, ...row }, document.currency, name)
    findings.push(...written.findings)
    return written.cells
  }
  const lines = document.lines.map((line) => write(layout.line, { line }, linesFile))
  if (layout.kind === 'lines') return { orders: lines, lines: [], findings }
  const head = write(layout.order, {}, ordersFile)
  if (layout.kind === 'two-files') return { orders: [head], lines, findings }
  const { payment: writer } = layout
  const payments = writer ? document.payments.map((payment) => write(writer, { payment }, ordersFile)) : []
  return { orders: [head, ...lines, ...payments], lines: [], findings }
}

/** Money that has no column would be lost without a word. */
function tooManyPayments(document: OrderDocument, { slots }: Layout): Finding[] {
  if (slots === null || document.payments.length <= slots) return []
  const found = `order ${document.orderNumber}: ${document.payments.length} payments`
  return [finding('TB7024', { found, expected: `at most ${slots}`, key: document.orderNumber })]
}

/** An order value repeated in every row is told once. */
function withoutRepeats(findings: Finding[]): Finding[] {
  return [...new Map(findings.map((f) => [JSON.stringify([f.code, f.column, f.found]), f])).values()]
}
