import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import type { ShopContext } from '../../src/webshops/webshop.ts'
import {
  countCodes,
  fixture,
  inFile,
  kindOf,
  places,
  readAll,
  recognised,
  sample,
  testWithSamples,
} from './woocommerce-files.ts'

const products = kindOf('woocommerce-rest-products')
const variations = kindOf('woocommerce-rest-variations')

testWithSamples('every genuine answer is taken, or refused with place and reason', async () => {
  const folder = 'woocommerce/rest/'
  const table: [string, string[]][] = [
    [`${folder}products-load-all.json`, ['woocommerce-rest-products']],
    [`${folder}product-variations-load-all.json`, ['woocommerce-rest-variations']],
    [`${folder}product-variations-bulk-update.json`, ['woocommerce-rest-variations']],
    [`${folder}order.json`, ['woocommerce-rest-orders']],
    [`${folder}orders-load-all.json`, ['woocommerce-rest-orders']],
    [`${folder}order-fully-refunded.json`, ['woocommerce-rest-orders']],
    [`${folder}order-details-partially-refunded.json`, ['woocommerce-rest-orders']],
    [`${folder}order-560-all-refunds.json`, ['woocommerce-rest-orders']],
    [`${folder}order-with-line-item-attributes.json`, ['woocommerce-rest-orders']],
    [`${folder}order-statuses.json`, []],
    [`${folder}product-stock-decimal-sku.json`, []],
    ['woocommerce-rest/products-page1.json', ['woocommerce-rest-products']],
    ['woocommerce-rest/orders-processing-page1.json', ['woocommerce-rest-orders']],
  ]
  for (const [file, kinds] of table) expect(await recognised(sample(file)), file).toEqual(kinds)
})

testWithSamples('genuine pages of products and variations', async () => {
  const ten = await readAll(products, sample('woocommerce/rest/products-load-all.json'))
  expect([ten.read, ten.items.length, ten.variants.length]).toEqual([10, 10, 9])
  expect(ten.items[0]).toMatchObject({ name: 'Book the Green Room', kind: 'service', options: [] })
  const page = await readAll(products, sample('woocommerce-rest/products-page1.json'))
  expect([page.read, page.items.length, page.variants.length, page.findings.length]).toEqual([20, 20, 17, 0])
  const eight = await readAll(variations, sample('woocommerce/rest/product-variations-load-all.json'))
  expect([eight.read, eight.variants.length, countCodes(eight.findings)]).toEqual([8, 8, { TB3009: 7 }])
  expect(eight.variants[0]).toMatchObject({
    key: '1275',
    itemKey: '846',
    sku: '99%-nuts-marble',
    stock: 16500,
    line: 3,
  })
  const batch = await readAll(variations, sample('woocommerce/rest/product-variations-bulk-update.json'))
  expect(batch.variants).toMatchObject([{ key: '2783', itemKey: '846', stockManaged: 'parent', stock: 16000 }])
})

test('a page of products', async () => {
  const path = fixture('woocommerce-rest-products.json')
  expect(await recognised(path)).toEqual(['woocommerce-rest-products'])
  const all = await readAll(products, path)
  expect([all.read, all.items.length, all.variants.length]).toEqual([13, 10, 9])
  expect(all.skipped).toEqual([{ line: 328, rows: 1, reason: 'placeholder of an unfinished import' }])
  expect(places(all.findings)).toEqual([
    'TB3012 2 -',
    'TB3008 65 -',
    'TB3009 296 -',
    'TB2603 360 [10].type',
    'TB2601 392 [11].regular_price',
    'TB3008 424 -',
  ])
  expect(all.items[0]).toMatchObject({
    key: '36',
    name: 'Trail-Läufer',
    category: 'Schuhe & Stiefel',
    options: [
      { name: 'Farbe', values: ['Grün', 'Rot'] },
      { name: 'Größe', values: ['40', '41'] },
    ],
  })
  expect(all.items.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
    'goods active',
    'goods active',
    'goods active',
    'service active',
    'download active',
    'gift-card active',
    'grouped active',
    'external active',
    'goods draft',
    'goods active',
  ])
  expect(all.variants[1]).toMatchObject({ sku: '123', price: 750, salePrice: 600, stock: 16500 })
})

test('a page of variations: parents by their links, "any" by what the others have', async () => {
  const path = fixture('woocommerce-rest-variations.json')
  expect(await recognised(path)).toEqual(['woocommerce-rest-variations'])
  const all = await readAll(variations, path)
  expect(
    all.variants.map(({ itemKey, stockManaged, stock, options }) => [itemKey, stockManaged, stock, options[1]?.value]),
  ).toEqual([
    ['36', 'own', 3000, '40'],
    ['36', 'parent', 9000, '41'],
    ['36', 'none', null, null],
  ])
  expect(places(all.findings)).toEqual([
    'TB3010 67 -',
    'TB3009 67 -',
    'TB6001 94 [3].error',
    'TB2605 104 [4].parent_id',
  ])
})

describe('the parent of a variation', () => {
  const variation = {
    id: 9,
    sku: 'V',
    regular_price: '1.00',
    manage_stock: false,
    attributes: [{ name: 'Size', option: 'M' }],
  }
  const itemKey = async (value: object, name: string, context: Partial<ShopContext> = {}) =>
    inFile(
      JSON.stringify([value]),
      async (path) => (await readAll(variations, path, context)).variants[0]?.itemKey ?? null,
      name,
    )

  test.each([
    ['its own field', { ...variation, parent_id: 5 }, 'page.json', '5'],
    [
      'a link',
      { ...variation, _links: { up: [{ href: 'https://s.example/wp-json/wc/v3/products/6' }] } },
      'page.json',
      '6',
    ],
    [
      'its own link',
      { ...variation, _links: { self: [{ href: 'https://s.example/wc/v3/products/6/variations/9' }] } },
      'x.json',
      '6',
    ],
    ['the file name', variation, 'products-846-variations-page1.json', '846'],
    ['the file name, shorter', variation, 'variations-846.json', '846'],
    ['a date is no parent', variation, 'variations-2026-11-20.json', null],
    ['nothing', variation, 'page-3.json', null],
  ])('%s', async (_name, value, name, expected) => {
    expect(await itemKey(value, name)).toBe(expected)
  })

  test('one the store does not know is an orphan', async () => {
    const known = { knownItem: (key: string) => key === '5' }
    expect(await itemKey({ ...variation, parent_id: 5 }, 'page.json', known)).toBe('5')
    expect(await itemKey({ ...variation, parent_id: 6 }, 'page.json', known)).toBeNull()
  })
})

describe('what is no page', () => {
  const refusal = async (content: string | Buffer) =>
    inFile(content, async (path) => {
      const refused = await readAll(products, path).catch((error) => error)
      return refused.findings?.map((f: { code: string; row: number | null; found: string }) => [f.code, f.row, f.found])
    })

  test.each([
    ['cut off', '[\n{"id": 1,\n"type": "sim', [['TB1022', 3, 'the text ends in the middle']]],
    ['a comma too many', '[\n{"id": 1,}\n]', [['TB1022', 2, '... {"id": 1,} ] ...']]],
    ['empty', ' \n', [['TB1001', null, 'no text']]],
    ['not UTF-8', Buffer.from('[\n{"name": "Sk\xf8n"}]', 'latin1'), [['TB1003', 2, 'bytes that are not UTF-8']]],
    ['NUL', '[\n\n\0]', [['TB1002', 3, 'a NUL byte']]],
  ])('%s', async (_name, content, expected) => {
    expect(await refusal(content)).toEqual(expected)
  })

  test('the same object twice is skipped, two that differ are rejected', async () => {
    const one = { id: 1, type: 'simple', name: 'A', sku: 'A', regular_price: '1', manage_stock: false }
    const same = await inFile(JSON.stringify([one, one]), (path) => readAll(products, path))
    expect([same.items.length, same.skipped.length, same.findings.length]).toEqual([1, 1, 0])
    const other = await inFile(JSON.stringify([one, { ...one, name: 'B' }]), (path) => readAll(products, path))
    expect([other.items.length, countCodes(other.findings)]).toEqual([0, { TB2202: 2 }])
  })
})

test('200 one-byte mutations never change the records of other objects', async () => {
  const path = fixture('woocommerce-rest-products.json')
  const bytes = await readFile(path)
  const before = await readAll(products, path)
  const lines = before.items.map(({ line }) => line)
  let taken = 0
  for (let round = 0; round < 200; round++) {
    const at = (round * 6151 + 7) % bytes.length
    const mutated = Buffer.from(bytes)
    mutated[at] = [0x31, 0x78, 0x22, 0x2c, 0x7d][round % 5]!
    const line = bytes.subarray(0, at).toString('latin1').split('\n').length
    const own = before.items.find(
      (item, index) => item.line <= line && line < (lines[index + 1] ?? Number.POSITIVE_INFINITY),
    )
    const after = await inFile(mutated, (file) => readAll(products, file)).catch((error) => {
      if (error.name === 'FileRefused') return null
      throw error
    })
    if (!after) continue
    taken += 1
    for (const item of after.items) {
      if (item.key === own?.key || item.line === own?.line) continue
      expect(item, `byte ${at}`).toEqual(before.items.find(({ key }) => key === item.key))
    }
  }
  expect(taken).toBeGreaterThan(50)
})
