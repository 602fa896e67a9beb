import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shopifyProducts } from '../../src/webshops/shopify-products.ts'
import { accountedFor, type Cells, csv, DK, readAll, table, temporaryFile } from './shopify-support.ts'

const FIXTURES = join(import.meta.dirname, '../../fixtures/webshops')
const SAMPLE = join(import.meta.dirname, '../../../shared/samples/shopify/packt_product_data.csv')

const OLD =
  'Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Fulfillment Service,Variant Price,Variant Compare At Price,Variant Requires Shipping,Variant Taxable,Variant Barcode,Image Src,Image Position,Gift Card,Kolor (product.metafields.shopify.color-pattern),Included / Danmark,Price / Danmark,Variant Tax Code,Cost per item,Status'.split(
    ',',
  )

/** A product's first row. */
const CAR: Cells = {
  Handle: 'wooden-car',
  Title: 'Wooden car',
  'Body (HTML)': '<p>Beech,\n"painted" by hand</p>\n',
  Vendor: 'Haus & Holz',
  Type: 'Toys',
  Published: 'true',
  'Option1 Name': 'Colour',
  'Option1 Value': 'Red',
  'Option2 Name': 'Size',
  'Option2 Value': 'S',
  'Variant SKU': 'CAR-R-S',
  'Variant Inventory Tracker': 'shopify',
  'Variant Inventory Qty': '4',
  'Variant Price': '99.95',
  'Variant Requires Shipping': 'true',
  'Variant Taxable': 'true',
  'Variant Barcode': "'5701234567899",
  'Gift Card': 'false',
  'Price / Danmark': '120.00',
  Status: 'active',
}
const more = (cells: Cells): Cells => ({
  Handle: 'wooden-car',
  'Option1 Value': 'Red',
  'Option2 Value': 'M',
  'Variant SKU': 'CAR-R-M',
  'Variant Inventory Tracker': 'shopify',
  'Variant Inventory Qty': '0',
  'Variant Price': '99.95',
  'Variant Requires Shipping': 'true',
  'Variant Taxable': 'true',
  ...cells,
})

const read = async (rows: Cells[]) => readAll(shopifyProducts, await temporaryFile(csv(OLD, rows)))

describe('what a row is', () => {
  test('a matrix: option names on the first row only, a picture row passed over', async () => {
    const batch = await read([
      CAR,
      more({}),
      { Handle: 'wooden-car', 'Image Src': 'https://cdn.example.com/car-2.jpg', 'Image Position': '2' },
      more({ 'Option1 Value': 'Blue', 'Variant SKU': 'CAR-B-M' }),
    ])
    expect(batch.items).toEqual([
      {
        key: 'wooden-car',
        sku: null,
        name: 'Wooden car',
        kind: 'goods',
        options: [
          { name: 'Colour', values: ['Red', 'Blue'] },
          { name: 'Size', values: ['S', 'M'] },
        ],
        status: 'active',
        taxClass: null,
        vendor: 'Haus & Holz',
        category: 'Toys',
        line: 2,
        rows: 0,
      },
    ])
    expect(batch.variants[0]).toEqual({
      key: '["wooden-car","Red","S"]',
      itemKey: 'wooden-car',
      sku: 'CAR-R-S',
      barcode: '5701234567899',
      options: [
        { name: 'Colour', value: 'Red' },
        { name: 'Size', value: 'S' },
      ],
      kind: 'goods',
      requiresShipping: true,
      price: 9995,
      salePrice: null,
      stockManaged: 'own',
      stock: 4000,
      line: 2,
      rows: 1,
    })
    expect(batch.variants.map((v) => [v.key, v.line])).toEqual([
      ['["wooden-car","Red","S"]', 2],
      ['["wooden-car","Red","M"]', 5],
      ['["wooden-car","Blue","M"]', 7],
    ])
    expect(batch.skipped).toEqual([{ line: 6, rows: 1, reason: 'image row' }])
    expect(accountedFor(batch)).toBe(true)
  })

  test.each<[string, Cells, object]>([
    [
      'no options',
      { 'Option1 Name': 'Title', 'Option1 Value': 'Default Title', 'Option2 Name': '', 'Option2 Value': '' },
      { key: '["wooden-car"]', options: [] },
    ],
    ['three options', { 'Option3 Name': 'Wheels', 'Option3 Value': '4' }, { key: '["wooden-car","Red","S","4"]' }],
    ['values with slashes stay apart', { 'Option1 Value': 'Red / Blue' }, { key: '["wooden-car","Red / Blue","S"]' }],
    [
      'a gift card',
      { 'Gift Card': 'true', 'Variant Requires Shipping': 'false' },
      { kind: 'gift-card', requiresShipping: false },
    ],
    ['a service', { 'Variant Requires Shipping': 'false' }, { kind: 'service', requiresShipping: false }],
    ['not counted by the shop', { 'Variant Inventory Tracker': '' }, { stockManaged: 'none', stock: null }],
    ['oversold', { 'Variant Inventory Qty': '-3' }, { stockManaged: 'own', stock: -3000 }],
    ['SKU of a dash', { 'Variant SKU': '-' }, { sku: null }],
    ['a price of 0', { 'Variant Price': '0.00' }, { price: 0 }],
    ['no price', { 'Variant Price': '' }, { price: null }],
    [
      'the price charged counts, not the one compared with',
      { 'Variant Compare At Price': '149.95' },
      { price: 9995, salePrice: null },
    ],
  ])('%s', async (_name, cells, expected) => {
    const batch = await read([{ ...CAR, ...cells }])
    expect(batch.variants).toHaveLength(1)
    expect(batch.variants[0]).toMatchObject(expected)
    expect(batch.items[0]!.kind).toBe(batch.variants[0]!.kind)
  })

  test.each([
    ['active', 'true', 'active'],
    ['draft', 'true', 'draft'],
    ['archived', 'false', 'archived'],
    ['', 'false', 'draft'],
    ['', 'true', 'active'],
    ['unlisted', 'true', 'active'],
  ])('status %j, published %s: %s', async (status, published, expected) => {
    expect((await read([{ ...CAR, Status: status, Published: published }])).items[0]!.status).toBe(expected)
  })
})

describe('what is wrong with a row', () => {
  test.each<[string, Cells, string, string, number]>([
    ['no handle', { Handle: '' }, 'Handle', 'TB2604', 0],
    ['a decimal comma', { 'Variant Price': '99,95' }, 'Variant Price', 'TB2601', 0],
    ['a currency sign', { 'Variant Price': '$99.95' }, 'Variant Price', 'TB2601', 0],
    ['a negative price', { 'Variant Price': '-1.00' }, 'Variant Price', 'TB2601', 0],
    ['a quantity in words', { 'Variant Inventory Qty': 'many' }, 'Variant Inventory Qty', 'TB2101', 0],
    ['half a piece', { 'Variant Inventory Qty': '1.5' }, 'Variant Inventory Qty', 'TB2103', 0],
    ['neither true nor false', { 'Variant Requires Shipping': 'yes?' }, 'Variant Requires Shipping', 'TB2602', 0],
    ['an option without a value', { 'Option2 Value': '' }, 'Option2 Value', 'TB2604', 0],
    ['a SKU turned into a number', { 'Variant SKU': '5.7E+12' }, 'Variant SKU', 'TB2301', 0],
    ['a control character', { 'Variant SKU': 'CAR\u0000' }, 'Variant SKU', 'TB1010', 0],
    [
      'a barcode turned into a number: without it',
      { 'Variant Barcode': '5.70123E+12' },
      'Variant Barcode',
      'TB2301',
      1,
    ],
    ['a status nobody knows: a draft', { Status: 'sleeping' }, 'Status', 'TB2603', 1],
    ['no SKU', { 'Variant SKU': '' }, 'Variant SKU', 'TB3009', 1],
  ])('%s', async (_name, cells, column, code, variants) => {
    const batch = await read([
      { ...CAR, ...cells },
      { ...CAR, Handle: 'other', 'Variant SKU': 'OTHER' },
    ])
    expect(table(batch)).toEqual([[2, column, code]])
    expect(batch.variants).toHaveLength(variants + 1)
    expect(accountedFor(batch)).toBe(true)
  })

  test('the same SKU thrice: every row is told, once', async () => {
    const batch = await read([
      CAR,
      more({ 'Variant SKU': 'CAR-R-S' }),
      more({ 'Option2 Value': 'L', 'Variant SKU': 'CAR-R-S' }),
    ])
    expect(table(batch)).toEqual([
      [2, 'Variant SKU', 'TB3008'],
      [5, 'Variant SKU', 'TB3008'],
      [6, 'Variant SKU', 'TB3008'],
    ])
    expect(batch.variants).toHaveLength(3)
  })

  test('a first row that is wrong as a variant still gives the product its name', async () => {
    const batch = await read([{ ...CAR, 'Variant Price': 'x' }, more({})])
    expect(batch.items[0]).toMatchObject({ name: 'Wooden car', options: [{ name: 'Colour' }, { name: 'Size' }] })
    expect(batch.variants.map((v) => v.key)).toEqual(['["wooden-car","Red","M"]'])
  })

  test('a variant of the product further down joins it; the first row may come last', async () => {
    const duck = { ...CAR, Handle: 'duck', Title: 'Duck', 'Variant SKU': 'DUCK' }
    const batch = await read([more({}), duck, CAR, { ...more({}), Handle: 'duck', 'Variant SKU': 'DUCK-M' }])
    expect(batch.items.map((item) => [item.key, item.name])).toEqual([
      ['duck', 'Duck'],
      ['wooden-car', 'Wooden car'],
    ])
    expect(batch.variants.map((v) => [v.itemKey, v.options.map((o) => o.name).join(), v.sku])).toEqual([
      ['duck', 'Colour,Size', 'DUCK'],
      ['wooden-car', 'Colour,Size', 'CAR-R-S'],
      ['duck', 'Colour,Size', 'DUCK-M'],
      ['wooden-car', 'Colour,Size', 'CAR-R-M'],
    ])
    expect(batch.findings).toEqual([])
    expect(accountedFor(batch)).toBe(true)
  })

  test('variants whose first row is nowhere are joined by the handle, and it is said', async () => {
    const batch = await read([more({})])
    expect(table(batch)).toEqual([[2, 'Title', 'TB2604']])
    expect(batch.findings[0]!.severity).toBe('warning')
    expect(batch.items).toMatchObject([{ key: 'wooden-car', name: 'wooden-car' }])
    expect(batch.variants[0]).toMatchObject({ key: '["wooden-car","Red","M"]', sku: 'CAR-R-M' })
  })

  test('missing columns, all of them; a used column twice; nothing below the header', async () => {
    const without = OLD.filter((name) => !['Variant SKU', 'Variant Price'].includes(name))
    await expect(readAll(shopifyProducts, await temporaryFile(csv(without, [{ Handle: 'a' }])))).rejects.toMatchObject({
      findings: [
        { code: 'TB1004', column: 'Variant SKU' },
        { code: 'TB1004', column: 'Variant Price' },
      ],
    })
    const twice = csv([...OLD, 'Variant SKU'], [CAR])
    await expect(readAll(shopifyProducts, await temporaryFile(twice))).rejects.toMatchObject({
      findings: [{ code: 'TB1005' }],
    })
    await expect(readAll(shopifyProducts, await temporaryFile(csv(OLD, [])))).rejects.toMatchObject({
      findings: [{ code: 'TB1001' }],
    })
  })
})

describe('both generations of the header', () => {
  test('the same products, exported with the old and the new header, are the same records', async () => {
    const strip = (batch: Awaited<ReturnType<typeof readAll>>) => ({
      items: batch.items.map(({ line: _line, ...item }) => item),
      variants: batch.variants.map(({ line: _line, ...variant }) => variant),
    })
    const old = await readAll(shopifyProducts, join(FIXTURES, 'shopify-products-old.csv'))
    const now = await readAll(shopifyProducts, join(FIXTURES, 'shopify-products-new.csv'))
    expect(strip(now)).toEqual(strip(old))
    expect([old.items.length, old.variants.length, old.skipped.length, old.rejected.length]).toEqual([6, 11, 2, 0])
    expect(old.variants.filter((v) => v.kind !== 'goods').map((v) => [v.itemKey, v.kind])).toEqual([
      ['gift-card', 'gift-card'],
      ['gift-card', 'gift-card'],
      ['gift-wrapping', 'service'],
    ])
  })

  test('saved by a spreadsheet with semicolons it is still known by its columns', async () => {
    const text = (await readFile(join(FIXTURES, 'shopify-products-plain.csv'), 'utf8')).replaceAll(',', ';')
    const batch = await readAll(shopifyProducts, await temporaryFile(text))
    expect(batch.variants).toHaveLength(3)
  })

  test('translated column names', async () => {
    const danish: Record<string, string> = { Title: 'Titel', 'Variant SKU': 'Varenummer' }
    const text = csv(
      OLD.map((name) => danish[name] ?? name),
      [Object.fromEntries(Object.entries(CAR).map(([name, cell]) => [danish[name] ?? name, cell]))],
    )
    const headers = { Titel: 'Title', Varenummer: 'SKU' }
    expect((await readAll(shopifyProducts, await temporaryFile(text), { ...DK, headers })).variants[0]!.sku).toBe(
      'CAR-R-S',
    )
  })
})

if (!existsSync(SAMPLE) && !process.env.CI) console.log(`skipped: ${SAMPLE} is not there`)
test.skipIf(!existsSync(SAMPLE) && !process.env.CI)('the genuine sample: every row is accounted for', async () => {
  const batch = await readAll(shopifyProducts, SAMPLE, { ...DK, currency: 'USD' })
  expect(accountedFor(batch)).toBe(true)
  expect([batch.read, batch.items.length, batch.variants.length, batch.skipped.length, batch.rejected.length]).toEqual([
    21, 20, 21, 0, 0,
  ])
  expect(batch.items[0]).toMatchObject({ key: 'floor-lamp', name: 'Floor Lamp', options: [], status: 'active' })
  expect(batch.variants[0]).toMatchObject({ key: '["floor-lamp"]', price: 6999, sku: null, stockManaged: 'none' })
  expect(batch.variants.filter((v) => v.stockManaged === 'own').map((v) => [v.itemKey, v.stock])).toEqual([
    ['grey-wheelbarrow', 8000],
  ])
  expect(new Set(batch.findings.map((f) => f.code))).toEqual(new Set(['TB3009']))
})
