import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FileRefused } from '../../src/model/errors.ts'
import { shopifyInventory } from '../../src/webshops/shopify-inventory.ts'
import { shopifyOrders } from '../../src/webshops/shopify-orders.ts'
import { shopifyProducts } from '../../src/webshops/shopify-products.ts'
import type { ShopBatch } from '../../src/webshops/webshop.ts'
import { accountedFor, readAll, temporaryFile } from './shopify-support.ts'

const FIXTURES = join(import.meta.dirname, '../../fixtures/webshops')
const MUTATIONS = 200

/** Records by what they belong to: a product, an order, a level's row. The unit that is taken whole or not at all. */
function units(batch: ShopBatch): Map<string, string> {
  const found = new Map<string, string>()
  const add = (key: string, record: { line: number }) =>
    found.set(key, `${found.get(key) ?? ''}${JSON.stringify({ ...record, line: 0 })}`)
  for (const item of batch.items) add(`product ${item.key}`, item)
  for (const variant of batch.variants) add(`product ${variant.itemKey}`, variant)
  for (const order of batch.orders) add(`order ${order.key}`, order)
  for (const level of batch.levels) add(`level ${level.variantKey} ${level.location}`, level)
  return found
}

/** A small generator with a fixed start, so that a failure is the same failure tomorrow. */
function* numbers(seed: number): Generator<number> {
  let state = seed
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    yield state
  }
}

/** Bytes that are likely to hurt. */
const BYTES = [...Buffer.from('0aZ,;"\'\n\r\t -.#'), 0x00, 0x1a, 0xc3, 0xff]

test.each([
  ['shopify-products-old.csv', shopifyProducts],
  ['shopify-products-new.csv', shopifyProducts],
  ['shopify-orders.csv', shopifyOrders],
  ['shopify-inventory-2024.csv', shopifyInventory],
  ['shopify-inventory-2023.csv', shopifyInventory],
])('%s with one byte changed: what the byte does not belong to is read as before', async (name, kind) => {
  const bytes = await readFile(join(FIXTURES, name))
  const before = units(await readAll(kind, join(FIXTURES, name)))
  const headerEnd = bytes.indexOf(0x0a)
  const random = numbers(20_261_120)
  const next = (below: number) => random.next().value! % below
  let refused = 0
  for (let n = 0; n < MUTATIONS; n += 1) {
    const mutated = Buffer.from(bytes)
    const position = headerEnd + 1 + next(bytes.length - headerEnd - 1)
    mutated[position] = BYTES[next(BYTES.length)]!
    const path = await temporaryFile(mutated)
    try {
      const batch = await readAll(kind, path)
      expect(accountedFor(batch), `byte ${position}`).toBe(true)
      const after = units(batch)
      const lost = [...before].filter(([key, record]) => after.get(key) !== record).map(([key]) => key)
      // A line end or a quote in the wrong place touches two neighbours; nothing touches three.
      expect(lost.length, `byte ${position} of ${name}: ${lost}`).toBeLessThanOrEqual(2)
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error
      refused += 1
    }
  }
  expect(refused).toBeLessThan(MUTATIONS / 2)
})
