import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ShopBatch, ShopContext, ShopFileKind } from '../../src/webshops/webshop.ts'

export const DK: ShopContext = {
  timeZone: 'Europe/Copenhagen',
  currency: 'DKK',
  prices: 'gross',
  country: 'DK',
  headers: {},
  decimal: '.',
  dialect: null,
  rates: {},
}

/** The header of today's orders export, all 79 columns. */
export const ORDER_HEADER =
  'Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,Payment Terms Name,Next Payment Due At,Payment References'.split(
    ',',
  )

export type Cells = Record<string, string>

/** Cells of an order's first row that most orders share. */
export const FIRST: Cells = {
  Name: '#1001',
  Email: 'ida@example.com',
  'Financial Status': 'paid',
  'Fulfillment Status': 'unfulfilled',
  Currency: 'DKK',
  Shipping: '0.00',
  Taxes: '0.00',
  'Discount Amount': '0.00',
  'Created at': '2026-09-03 10:15:00 +0200',
  'Payment Method': 'Shopify Payments',
  'Refunded Amount': '0.00',
  'Outstanding Balance': '0.00',
  Id: '5601001',
  'Risk Level': 'Low',
  Source: 'web',
}

/** A line: quantity, price, SKU, and what else is unusual. */
export function line(quantity: number, price: string, sku: string, more: Cells = {}): Cells {
  return {
    'Lineitem quantity': String(quantity),
    'Lineitem name': `Toy ${sku}`,
    'Lineitem price': price,
    'Lineitem sku': sku,
    'Lineitem requires shipping': 'true',
    'Lineitem taxable': 'true',
    'Lineitem discount': '0.00',
    ...more,
  }
}

/** Rows of one order as Shopify writes them: the order's own cells on the first row, but its name and date on each. */
export function orderRows(order: Cells, lines: Cells[]): Cells[] {
  const own: Cells = { ...FIRST, Vendor: 'Haus & Holz', ...order }
  const each = ['Name', 'Email', 'Created at', 'Vendor'].map((column) => [column, own[column] ?? ''])
  return lines.map((cells, i) => (i === 0 ? { ...own, ...cells } : { ...Object.fromEntries(each), ...cells }))
}

export function csv(header: readonly string[], rows: readonly Cells[]): string {
  const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
  for (const row of rows) {
    const unknown = Object.keys(row).filter((name) => !header.includes(name))
    if (unknown.length > 0) throw new Error(`no such column: ${unknown}`)
  }
  return (
    [header.join(','), ...rows.map((row) => header.map((name) => quoted(row[name] ?? '')).join(','))].join('\n') + '\n'
  )
}

export async function temporaryFile(content: string | Buffer, name = 'file.csv'): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'tillbridge-webshops-')), name)
  await writeFile(path, content)
  return path
}

/** All batches of a file as one. */
export async function readAll(kind: ShopFileKind, path: string, context: ShopContext = DK): Promise<ShopBatch> {
  const all: ShopBatch = {
    read: 0,
    items: [],
    variants: [],
    levels: [],
    orders: [],
    findings: [],
    skipped: [],
    rejected: [],
  }
  for await (const batch of kind.read(path, context)) {
    all.read += batch.read
    for (const list of ['items', 'variants', 'levels', 'orders', 'findings', 'skipped', 'rejected'] as const) {
      ;(all[list] as unknown[]).push(...batch[list])
    }
  }
  return all
}

/** Every row is accounted for: read = rows of records + skipped + rejected, and every rejected row says why. */
export function accountedFor(batch: ShopBatch): boolean {
  const rows = (list: readonly { rows: number }[]) => list.reduce((sum, entry) => sum + entry.rows, 0)
  const { items, variants, levels, orders, skipped, rejected } = batch
  const told = rejected.every((r) => batch.findings.some((f) => f.row === r.line && f.severity === 'error'))
  return (
    told &&
    batch.read === [items, variants, levels, orders, skipped, rejected].reduce((sum, list) => sum + rows(list), 0)
  )
}

/** Findings as a table, for assertions as a whole. */
export function table(batch: { findings: ShopBatch['findings'] }): [number | null, string | null, string][] {
  return batch.findings.map((f) => [f.row, f.column, f.code])
}
