import { readFileSync } from 'node:fs'
import path from 'node:path'
import iconv from 'iconv-lite'
import { splitCsv } from '../support/independent-cells.ts'
import type { ShopSide } from '../support/independent-reader.ts'
import { filesBelow } from './a-workspace.ts'

const ROOT = path.join(import.meta.dirname, '../..')

interface Expected {
  stock: {
    counts: Record<string, number>
    notInThisShop: string[]
    findings: [number | null, string | null, string][]
    levels: { code: string; location: string; quantity: string; line: number }[]
    onHandFlooredPerLocation: Record<string, number>
  }
  orders: {
    orders: Record<
      string,
      { outcome: 'leaves' | 'rejected' | 'skipped'; code?: string | null; gross?: string; tender?: string }
    >
    unitsPerCode: Record<string, string>
    grossPerRate: Record<string, string>
    grossPerTender: Record<string, string>
    grossPerKind: Record<string, string>
    rounding: Record<string, { code: string; gross: string }>
  }
  catalogue: {
    productFile: { read: number; items: number; variants: number; findings: [number, string][] }
    notSent: { variant: string; code: string | null }[]
    matrix: Record<string, string[]>
    rows: {
      code: string
      item: string
      colour: string
      size: string
      barcode: string
      price: string
      salePrice: string | null
      kind: string
      requiresShipping: boolean
    }[]
  }
}

/** What was worked out by hand for the demo: fixtures/demo-expected/NAME.json. */
export function expectedOf<K extends keyof Expected>(name: K): Expected[K] {
  return JSON.parse(readFileSync(path.join(ROOT, `fixtures/demo-expected/${name}.json`), 'utf8')) as Expected[K]
}

/** Bytes of the files in a folder of the workspace whose names begin so, in the order of their names. */
export function filesNamed(root: string, folder: string, start: string): Buffer[] {
  return filesBelow(path.join(root, folder))
    .filter((name) => name.startsWith(start))
    .map((name) => readFileSync(path.join(root, folder, name)))
}

/** Rows of a file the demo's till gets. */
export function tillRows(bytes: Uint8Array): string[][] {
  return splitCsv(iconv.decode(Buffer.from(bytes), 'cp850'), ';')
}

/** The shop's own answers, as JSON. */
export function shopOrders(root: string): unknown[] {
  return JSON.parse(readFileSync(path.join(root, 'shop/orders-page1.json'), 'utf8')) as unknown[]
}

/** What the independent reader must know of the shop: the orders to count, tenders, and SKUs of the product export. */
export function demoSide(root: string, only: readonly string[]): ShopSide {
  const [head, ...rows] = splitCsv(readFileSync(path.join(root, 'shop/wc-product-export.csv'), 'utf8').slice(1), ',')
  const [id, type, sku] = ['ID', 'Type', 'SKU'].map((name) => head!.indexOf(name)) as [number, number, number]
  const variations = rows.filter((row) => row[type] === 'variation')
  return {
    only,
    tenders: { stripe: 'WEBKORT', vipps: 'MOBILEPAY', bacs: 'BANK', cod: 'EFTERKRAV' },
    outstandingTender: 'EFTERKRAV',
    skuOfVariation: Object.fromEntries(variations.map((row) => [row[id]!, row[sku]!])),
  }
}
