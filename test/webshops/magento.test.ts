import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { magentoKinds, writeMagentoStock } from '../../src/webshops/magento.ts'
import { parsePairs, parseVariations } from '../../src/webshops/magento-attributes.ts'
import type { StockWrite } from '../../src/webshops/webshop.ts'
import {
  CONTEXT,
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

const products = kindOf('magento-products')
const sources = kindOf('magento-stock-sources')

testWithSamples('every genuine file is taken or is none of these kinds', async () => {
  const table: [string, string[]][] = [
    ['configurable_product_import.csv', ['magento-products']],
    ['configurable_products_first12.csv', ['magento-products']],
    ['product_import.csv', ['magento-products']],
    ['products_gear_watches.csv', ['magento-products']],
    ['stock_sources_export_full.csv', ['magento-stock-sources']],
    ['stock_sources_sample.csv', ['magento-stock-sources']],
    ['configurable_attributes.csv', []],
    ['sales_sample_orders.csv', []],
  ]
  for (const [file, kinds] of table) expect(await recognised(sample(`magento/${file}`)), file).toEqual(kinds)
})

testWithSamples('genuine product files', async () => {
  const twelve = await readAll(products, sample('magento/configurable_products_first12.csv'))
  expect([twelve.read, twelve.items.length, twelve.variants.length]).toEqual([192, 12, 180])
  expect(twelve.findings).toEqual([])
  expect(twelve.items[0]).toMatchObject({ key: 'MH01', name: 'Chaz Kangeroo Hoodie' })
  expect(twelve.items[0]?.options).toEqual([
    { name: 'size', values: ['XS', 'S', 'M', 'L', 'XL'] },
    { name: 'color', values: ['Black', 'Gray', 'Orange'] },
  ])
  expect(twelve.variants.filter(({ itemKey }) => itemKey === 'MH01')).toHaveLength(15)
  expect(twelve.variants[0]).toMatchObject({ key: 'MH01-XS-Black', price: 5200, stockManaged: 'own', stock: 100000 })
  const one = await readAll(products, sample('magento/product_import.csv'))
  expect([one.read, one.items.length, one.variants.length, one.findings.length]).toEqual([1, 1, 1, 0])
  const three = await readAll(products, sample('magento/configurable_product_import.csv'))
  expect([three.read, three.items.length, three.variants.length]).toEqual([3, 3, 2])
  expect(countCodes(three.findings)).toEqual({ TB1004: 2, TB2605: 2 })
  const watches = await readAll(products, sample('magento/products_gear_watches.csv'))
  expect([watches.read, watches.items.length, watches.variants.length]).toEqual([9, 9, 9])
  expect(watches.items[0]).toMatchObject({ sku: '24-MG04', name: 'Aim Analog Watch', category: 'Gear', kind: 'goods' })
  expect(watches.variants[0]).toMatchObject({ price: 4500, stockManaged: 'own', stock: 100000 })
})

testWithSamples('genuine stock sources', async () => {
  const full = await readAll(sources, sample('magento/stock_sources_export_full.csv'))
  expect([full.read, full.levels.length, full.findings.length]).toEqual([6, 6, 0])
  expect(full.levels[0]).toMatchObject({ variantKey: 'SKU-1', location: 'eu-1', onHand: 5500, available: null })
  expect(full.levels[2]).toMatchObject({ location: 'eu-3', onHand: 10000, available: 0 })
  const vendor = await readAll(sources, sample('magento/stock_sources_sample.csv'))
  expect(vendor.levels.map(({ onHand }) => onHand)).toEqual([10100, 10550, 10000, 15000])
})

describe('products', () => {
  test('children of a configurable product are its variants', async () => {
    expect(await recognised(fixture('magento-products.csv'))).toEqual(['magento-products'])
    const all = await readAll(products, fixture('magento-products.csv'))
    expect([all.read, all.items.length, all.variants.length]).toEqual([13, 8, 10])
    expect(all.skipped).toEqual([
      { line: 7, rows: 1, reason: 'texts of the store view en' },
      { line: 8, rows: 1, reason: 'continues the product above' },
    ])
    expect(all.items[0]).toMatchObject({
      key: 'KJ',
      name: 'Kjole “Ida”',
      category: 'Default Category/Dame/Kjoler',
      options: [
        { name: 'Størrelse', values: ['S', 'M'] },
        { name: 'Farve', values: ['Sort', 'Rød'] },
      ],
      line: 5,
      rows: 1,
    })
    expect(
      all.variants
        .slice(0, 3)
        .map(({ sku, barcode, options, price, salePrice, stock }) => [
          sku,
          barcode,
          options.map(({ value }) => value),
          price,
          salePrice,
          stock,
        ]),
    ).toEqual([
      ['KJ-S-Sort', null, ['S', 'Sort'], 49900, null, 12000],
      ['KJ-M-Sort', '5701234567892', ['M', 'Sort'], 49900, null, 0],
      ['KJ-M-Rød', null, ['M', 'Rød'], 49900, 39900, 5500],
    ])
    expect(places(all.findings)).toEqual(['TB2605 15 -'])
  })

  test.each([
    ['REP', 'service', false, 'none', null, 'active', null],
    ['PDF', 'download', false, 'own', null, 'active', null],
    ['GAVE', 'gift-card', false, 'own', null, 'active', null],
    ['PAKKE', 'bundle', true, 'none', null, 'active', null],
    ['GRP', 'grouped', false, 'none', null, 'active', null],
    ['SLUKKET', 'goods', true, 'own', 3000, 'draft', null],
  ] as const)('%s is %s', async (sku, kind, ships, managed, stock, status, salePrice) => {
    const all = await readAll(products, fixture('magento-products.csv'))
    const variant = all.variants.find((one) => one.sku === sku)
    expect(variant).toMatchObject({ kind, requiresShipping: ships, stockManaged: managed, stock, salePrice })
    expect(all.items.find((one) => one.sku === sku)?.status).toBe(status)
  })

  test('each fault is told with its place', async () => {
    const all = await readAll(products, fixture('magento-products-faults.csv'))
    expect(all.variants.map(({ sku }) => sku)).toEqual(['OK', 'ENS', 'BARN2'])
    expect(all.skipped).toEqual([{ line: 10, rows: 1, reason: 'the same row again' }])
    expect(places(all.findings)).toEqual([
      'TB1007 15 -',
      'TB2601 3 price',
      'TB2101 4 qty',
      'TB2603 5 product_type',
      'TB2306 6 sku',
      'TB2202 7 -',
      'TB2202 8 -',
      'TB2602 11 product_online',
      'TB2605 11 -',
      'TB2605 12 -',
      'TB2605 13 -',
      'TB2603 14 -',
    ])
    expect(all.findings.filter(({ severity }) => severity === 'warning').map(({ row }) => row)).toEqual([11, 13, 14])
  })

  test('a file without the type of its products is refused', async () => {
    const text = 'sku,attribute_set_code,product_online,name\nA,Default,1,Ting\n'
    const refused = await inFile(text, (path) => readAll(products, path)).catch((error) => error)
    expect(places(refused.findings)).toEqual(['TB1004 1 product_type'])
  })
})

test.each([
  ['size=XS,color=Black', { size: 'XS', color: 'Black' }],
  ['care="Wash, 30 degrees",size=S', { care: 'Wash, 30 degrees', size: 'S' }],
  ['"care=Wash, cold",size=S', { care: 'Wash, cold', size: 'S' }],
  ['name=Cotton, wool and silk,size=S', { name: 'Cotton, wool and silk', size: 'S' }],
  ['inch=7"" wide', { inch: '7" wide' }],
  ['formula=a=b', { formula: 'a=b' }],
  ['', {}],
])('pairs of %j', (cell, expected) => {
  expect(Object.fromEntries(parsePairs(cell))).toEqual(expected)
})

test('variations name their SKU, or are none', () => {
  expect(parseVariations('sku=A|B,size=S|sku=C,size=M')?.map(({ sku }) => sku)).toEqual(['A|B', 'C'])
  expect(parseVariations('size=S')).toBeNull()
  expect(parseVariations('')).toEqual([])
})

test('stock sources in any column order; each fault takes its own row', async () => {
  const path = fixture('magento-stock-sources.csv')
  expect(await recognised(path)).toEqual(['magento-stock-sources'])
  const all = await readAll(sources, path)
  expect(all.read).toBe(14)
  expect(
    all.levels.map(({ variantKey, location, onHand, available }) => [variantKey, location, onHand, available]),
  ).toEqual([
    ['KJ-S-Sort', 'aarhus', 5500, null],
    ['KJ-S-Sort', 'odense', 3000, 0],
    ['KJ-M-Sort', 'aarhus', 0, null],
    ['REP', 'aarhus', -2000, null],
    ['ENS', 'aarhus', 9000, null],
  ])
  expect(places(all.findings)).toEqual([
    'TB2101 6 quantity',
    'TB2102 7 quantity',
    'TB2001 8 sku',
    'TB2402 9 source_code',
    'TB2602 10 status',
    'TB2202 11 -',
    'TB2202 12 -',
    'TB2201 14 -',
    'TB2301 15 sku',
  ])
})

describe('writing stock sources', () => {
  const change = (
    sku: string | null,
    location: string,
    available: number,
    more: Partial<StockWrite> = {},
  ): StockWrite => ({
    variantKey: sku ?? 'none',
    itemKey: 'X',
    sku,
    location,
    available,
    ...more,
  })
  const write = (list: StockWrite[], addBack?: (sku: string, location: string) => number) =>
    inFile('', async (path) => {
      const changes = (async function* () {
        yield list
      })()
      const context = { ...CONTEXT, inventoryExport: null, ...(addBack ? { addBack } : {}) }
      return { ...(await writeMagentoStock(path, changes, context)), bytes: await readFile(path) }
    })

  test('the bytes: four decimals, no byte order mark, reservations added back', async () => {
    const open: Record<string, number> = { 'KJ-S-Sort aarhus': 2000, 'KJ-M-Sort aarhus': 1000 }
    const written = await write(
      [
        change('KJ-S-Sort', 'aarhus', 5500),
        change('KJ-S-Sort', 'odense', 0),
        change('KJ-M-Sort', 'aarhus', 0),
        change('Kop, "stor"', 'aarhus', -1000),
      ],
      (sku, location) => open[`${sku} ${location}`] ?? 0,
    )
    expect(written.bytes).toEqual(await readFile(fixture('magento-stock.csv')))
    expect(written.rows).toBe(4)
    expect(written.findings.map(({ code }) => code)).toEqual(['TB6002'])
  })

  test('what was written is read back as it was meant', async () => {
    const levels = await inFile('', async (path) => {
      const changes = (async function* () {
        yield [change('A', 's1', 1250), change('B', 's2', 7000)]
      })()
      await writeMagentoStock(path, changes, { ...CONTEXT, inventoryExport: null })
      return (await readAll(sources, path)).levels
    })
    expect(levels.map(({ variantKey, location, onHand }) => [variantKey, location, onHand])).toEqual([
      ['A', 's1', 1250],
      ['B', 's2', 7000],
    ])
  })

  test.each([
    ['no SKU', change(null, 'a', 1000), 'TB2604'],
    ['no source', change('A', '', 1000), 'TB2402'],
    ['a SKU Magento would not take', change('A'.repeat(65), 'a', 1000), 'TB2306'],
    ['not counted by the shop', change('A', 'a', 1000, { managed: 'none' }), 'TB6003'],
  ])('%s is not written', async (_name, one, code) => {
    const written = await write([one])
    expect([written.rows, written.written, written.findings.map((found) => found.code)]).toEqual([0, [], [code]])
  })
})

test.each([
  ['magento-products.csv', products, 3000],
  ['magento-stock-sources.csv', sources, 400],
] as const)('200 one-byte mutations of %s never change other rows', async (name, kind, least) => {
  expect(magentoKinds).toContain(kind)
  const bytes = await readFile(fixture(name))
  const before = await readAll(kind, fixture(name))
  // What a configurable product lists is part of its variants, so its row and theirs are one family.
  const family = (line: number) =>
    before.variants.find((one) => one.line === line)?.itemKey ?? before.items.find((one) => one.line === line)?.key
  const keep = (all: typeof before) => [...all.items, ...all.variants, ...all.levels]
  const keyOf = (record: object) =>
    JSON.stringify(Object.entries(record).filter(([key]) => ['key', 'itemKey', 'variantKey', 'location'].includes(key)))
  const known = new Map(keep(before).map((record) => [keyOf(record), record]))
  let compared = 0
  for (let round = 0; round < 200; round++) {
    const at = (round * 4241 + 11) % bytes.length
    const mutated = Buffer.from(bytes)
    mutated[at] = [0x2c, 0x22, 0x0a, 0x78, 0x39, 0xff, 0x00, 0x3d][round % 8]!
    if (mutated.equals(bytes)) continue
    let line = bytes.subarray(0, at).toString('latin1').split('\n').length
    if (line === 6 && name === 'magento-products.csv') line = 5
    const after = await inFile(mutated, (path) => readAll(kind, path)).catch((error) => {
      if (error.name === 'FileRefused') return null
      throw error
    })
    for (const record of after ? keep(after) : []) {
      const old = known.get(keyOf(record))
      if (!old || old.line === line || (family(line) !== undefined && family(old.line) === family(line))) continue
      expect({ ...record, line: 0 }, `byte ${at} in line ${line}`).toEqual({ ...old, line: 0 })
      compared += 1
    }
  }
  expect(compared).toBeGreaterThan(least / 4)
})
