import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { orderJson } from './demo-data/order-json.ts'
import { DEMO_ORDERS } from './demo-data/orders.ts'
import { productCsv } from './demo-data/product-csv.ts'
import { stockFile } from './demo-data/stock-file.ts'

/** The files of the demo workspace that are made and not written by hand: path below examples/demo to bytes. */
export function demoFiles(): Map<string, Buffer> {
  return new Map([
    ['shop/wc-product-export.csv', Buffer.from(productCsv())],
    ['shop/orders-page1.json', Buffer.from(`${JSON.stringify(DEMO_ORDERS.map(orderJson), null, 2)}\n`)],
    ['till/out/STOCK_20261120.csv', stockFile()],
  ])
}

// `node examples/make-demo.ts` writes them; a test compares what is committed with what this makes.
if (import.meta.main) {
  for (const [path, bytes] of demoFiles()) {
    const target = join(import.meta.dirname, 'demo', path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, bytes)
    console.log(`${target}  ${bytes.length} bytes`)
  }
}
