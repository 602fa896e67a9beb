import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Flow, RunReport } from '../../src/model/run-report.ts'
import { type CodeScope, codeScope } from '../../src/runs/code-scope.ts'
import { runFlow } from '../../src/runs/run-flow.ts'
import { type OpenWorkspace, openWorkspace } from '../../src/runs/workspace.ts'

/** A variant of the shop's product export: item, colour, size, SKU, barcode, price, stock. */
export type Row = [item: string, colour: string, size: string, sku: string, barcode?: string, price?: string]

/** A product export of WooCommerce: items with two options, or simple ones where colour and size are blank. */
export function products(rows: readonly Row[]): string {
  const header = 'ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,In stock?,Stock,Regular price,Parent'
  const options = 'Attribute 1 name,Attribute 1 value(s),Attribute 2 name,Attribute 2 value(s)'
  const lines = [`${header},${options}`]
  const list = (values: string[]) => `"${[...new Set(values)].join(', ')}"`
  const items = [...Map.groupBy(rows, ([item]) => item)]
  for (const [item, variants] of items) {
    const id = idOf(item)
    const [, colour, , sku, barcode = '', price = '10'] = variants[0]!
    if (colour === '') {
      lines.push(`${id},simple,${sku},${barcode},${item},1,1,5,${price},,,,,`)
      continue
    }
    const [colours, sizes] = [1, 2].map((at) => list(variants.map((row) => row[at as 1 | 2])))
    lines.push(`${id},variable,${item},,${item},1,1,,,,Colour,${colours},Size,${sizes}`)
    for (const [, colour, size, sku, barcode = '', price = '10'] of variants) {
      const own = idOf(`${item} ${colour} ${size}`)
      lines.push(`${own},variation,${sku},${barcode},${item},1,1,5,${price},${item},Colour,${colour},Size,${size}`)
    }
  }
  return `${lines.join('\n')}\n`
}

/** The same words have the same id, whatever else is in the file. */
export function idOf(words: string): number {
  let id = 7
  for (const letter of words) id = (id * 31 + letter.codePointAt(0)!) % 1_000_003
  return id + 1000
}

/** The key by which the shop knows a variant. */
export function keyOf(item: string, colour = '', size = ''): string {
  return String(idOf(colour === '' ? item : `${item} ${colour} ${size}`))
}

const SHOP = `shops:
  main:
    kind: woocommerce
    folder: shop
    timeZone: Europe/Copenhagen
    currency: DKK
    country: DK
    prices: gross
    rates: { standard: 25 }
    products: products.csv
    orders: orders*.json
`
const SHOP_STOCK = "    stock: { file: 'stock-{seq:4}.csv', from: [till] }\n"

const TILL = `partner: till
shop: main
folder: till
timeZone: Europe/Copenhagen
currency: DKK
prices: gross
dialect: { encoding: utf-8, delimiter: ';', newline: lf }
`
export const STOCK = `stock:
  file: STOCK*.csv
  folder: out
  quantityMeans: onHand
  bookedWhen: imported
  listsZeros: yes
  settle: 0s
  columns: { code: { header: code }, quantity: { header: qty } }
  guards: { unknown: off, rejected: off, changed: off, zeroed: off, coverage: off, rows: off }
`
export const CATALOGUE = `catalogue:
  file: 'CAT_{seq:4}.csv'
  folder: in
  columns:
    - { header: code, from: code }
    - { header: change, from: change }
    - { header: name, from: variant.name }
    - { header: price, from: variant.price }
`
export const ORDERS = `orders:
  document: sale
  ordersFrom: 2026-11-01
  file: 'ORD_{seq:4}.csv'
  folder: in
  layout: lines
  tenders: { stripe: CARD }
  kinds: { shipping: { code: SHIP }, fee: { code: FEE }, rounding: { code: ROUND } }
  columns:
    - { header: order, from: order.number }
    - { header: id, from: line.id }
    - { header: code, from: line.code }
    - { header: kind, from: line.kind }
    - { header: qty, from: line.quantity }
    - { header: price, from: line.unitPrice }
    - { header: gross, from: line.gross }
`

export interface CodesWorkspace {
  root: string
  workspace: OpenWorkspace
  scope: CodeScope
  write(name: string, content: string): string
  run(flow: Flow): Promise<RunReport>
  /** Writes a new product export and takes it in. */
  sells(rows: readonly Row[]): Promise<void>
  /** A minute later. */
  later(minutes?: number): void
}

/** A workspace in a folder of its own, with a till whose sections are given and a shop that sells `rows`. */
export async function codesWorkspace(
  rows: readonly Row[],
  sections = '',
  files: Record<string, string> = {},
): Promise<CodesWorkspace> {
  const root = mkdtempSync(join(tmpdir(), 'tillbridge-codes-'))
  let now = Date.parse('2026-11-20T08:00:00Z')
  const write = (name: string, content: string) => {
    const path = join(root, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    utimesSync(path, now / 1000, now / 1000)
    return path
  }
  for (const folder of ['shop/import', 'till/in', 'till/out']) mkdirSync(join(root, folder), { recursive: true })
  write('tillbridge.yaml', SHOP + (sections.includes(STOCK) ? SHOP_STOCK : ''))
  for (const [name, content] of Object.entries(files)) write(name, content)
  write('partners/till.yaml', TILL + sections)
  const workspace = await openWorkspace(root, { now: () => new Date(now), sleep: async () => undefined })
  onTestFinished(async () => {
    await workspace.close()
    rmSync(root, { recursive: true, force: true })
  })
  const run = (flow: Flow) =>
    runFlow({ flow, mode: 'run', ...(flow.startsWith('shop') ? { shop: 'main' } : { partner: 'till' }) }, workspace)
  const later = (minutes = 1) => {
    now += minutes * 60_000
  }
  const sells = async (sold: readonly Row[]) => {
    later()
    write('shop/products.csv', products(sold))
    const report = await run('shop-catalogue')
    if (report.result === 'failed') throw new Error(report.summary)
  }
  await sells(rows)
  return { root, workspace, scope: codeScope(workspace), write, run, sells, later }
}

export const SHIRTS: Row[] = ['Red', 'Blue'].flatMap((colour) =>
  ['S', 'M'].map((size): Row => ['TEE', colour, size, '']),
)
