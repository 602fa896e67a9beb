import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { StockWrite, WriteStockContext } from '../../src/webshops/webshop.ts'
import { writeWooCommerceStock } from '../../src/webshops/woocommerce.ts'
import { CONTEXT, fixture, inFile, kindOf, readAll } from './woocommerce-files.ts'

const WRITE: WriteStockContext = { ...CONTEXT, inventoryExport: null }

async function* batches(...list: StockWrite[][]): AsyncGenerator<StockWrite[]> {
  yield* list
}

function change(variantKey: string, available: number, more: Partial<StockWrite> = {}): StockWrite {
  return { variantKey, itemKey: variantKey, sku: `S-${variantKey}`, location: '', available, ...more }
}

function write(...list: StockWrite[][]) {
  return inFile('', async (path) => {
    const result = await writeWooCommerceStock(path, batches(...list), WRITE)
    return { ...result, bytes: await readFile(path) }
  })
}

test('the bytes of a stock file', async () => {
  const pool = { itemKey: '110', itemSku: 'ROPE', managed: 'parent' } as const
  const written = await write(
    [change('101', 4000, { itemKey: '100', managed: 'own' }), change('120', 0, { sku: 'Kop, "stor"' })],
    [
      change('111', 40000, pool),
      change('112', 40000, { ...pool, sku: null }),
      change('122', -3000, { sku: '00042' }),
      change('123', 5000, { managed: 'none' }),
      change('sku:NO-ID', 7000, { sku: 'NO-ID' }),
      change('124', 1000, { sku: null }),
    ],
  )
  expect(written.bytes).toEqual(await readFile(fixture('woocommerce-stock.csv')))
  expect(written.rows).toBe(6)
  expect(written.written.map(({ variantKey }) => variantKey)).toEqual([
    '101',
    '120',
    '122',
    'sku:NO-ID',
    '124',
    '111',
    '112',
  ])
  expect(written.findings.map(({ code, key }) => `${code} ${key}`)).toEqual([
    'TB6002 S-122'.replace('S-122', '00042'),
    'TB6003 S-123',
  ])
})

test.each([
  ['a fraction', [change('1', 1500)], 'TB2103'],
  ['a pool with two numbers', [change('1', 1000, POOL()), change('2', 2000, POOL())], 'TB2202'],
  ['a pool whose parent has an unknown SKU', [change('1', 1000, { itemKey: '9', managed: 'parent' })], 'TB2604'],
])('%s is not written', async (_name, list, code) => {
  const written = await write(list)
  expect(written.bytes.toString()).toBe('ID,SKU,Stock,In stock?\n')
  expect([written.rows, written.written, written.findings.map((found) => found.code)]).toEqual([0, [], [code]])
})

function POOL(): Partial<StockWrite> {
  return { itemKey: '9', itemSku: 'P', managed: 'parent' }
}

test('a product is one row, whatever is asked', async () => {
  const same = await write([change('1', 1000)], [change('1', 1000)])
  expect([same.rows, same.findings.length]).toEqual([1, 0])
  const other = await write([change('1', 1000), change('1', 2000)])
  expect([other.rows, other.findings.map(({ code }) => code)]).toEqual([1, ['TB2202']])
})

test('what is written has no blank stock and names what the catalogue has', async () => {
  const { variants } = await readAll(kindOf('woocommerce-products'), fixture('woocommerce-products.csv'))
  const list = variants.map(({ key, itemKey, sku, stockManaged, stock }) => ({
    variantKey: key,
    itemKey,
    sku,
    location: '',
    available: Math.floor((stock ?? 0) / 1000) * 1000,
    managed: stockManaged,
    itemSku: 'ROPE',
  }))
  const written = await write(list)
  const rows = written.bytes.toString().trimEnd().split('\n').slice(1)
  expect(rows).toContain('110,ROPE,40,1')
  for (const row of rows) expect(row).toMatch(/^\d+,[\w-]+,\d+,[01]$/)
  expect(written.rows).toBe(8)
})
