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

const kind = kindOf('woocommerce-products')
const GOOD = fixture('woocommerce-products.csv')

testWithSamples('the genuine sample catalogues are taken whole', async () => {
  const core = await readAll(kind, sample('woocommerce/sample_products.csv'))
  expect([core.read, core.items.length, core.variants.length, core.rejected.length]).toEqual([25, 18, 23, 0])
  expect(countCodes(core.findings)).toEqual({ TB3010: 3 })
  const hoodie = core.items.find(({ sku }) => sku === 'woo-hoodie')!
  expect(hoodie.options).toEqual([
    { name: 'Color', values: ['Blue', 'Green', 'Red'] },
    { name: 'Logo', values: ['Yes', 'No'] },
  ])
  expect(core.variants.filter(({ itemKey }) => itemKey === hoodie.key)).toHaveLength(4)
  const fork = await readAll(kind, sample('woocommerce/classic_commerce_sample_products.csv'))
  expect([fork.read, fork.items.length, fork.variants.length, fork.rejected.length]).toEqual([24, 15, 22, 0])
  expect(await recognised(sample('woocommerce/sample_products.csv'))).toEqual(['woocommerce-products'])
  expect(await recognised(sample('woocommerce/classic_commerce_sample_products.csv'))).toEqual(['woocommerce-products'])
})

describe('a sound export', () => {
  test('every row is accounted for, the placeholder is skipped', async () => {
    const all = await readAll(kind, GOOD)
    expect([all.read, all.items.length, all.variants.length]).toEqual([17, 11, 14])
    expect(all.skipped).toEqual([{ line: 19, rows: 1, reason: 'placeholder of an unfinished import' }])
    expect(all.rejected).toEqual([])
    expect(places(all.findings)).toEqual(['TB3010 6 -', 'TB3012 7 -', 'TB3009 9 -', 'TB3008 10 -', 'TB3008 11 -'])
  })

  test('options are those that variations use, whatever comes first in the file', async () => {
    const { items, variants } = await readAll(kind, GOOD)
    expect(items[0]).toEqual({
      key: '100',
      sku: 'TREK',
      name: 'Trekking jacket & hood',
      kind: 'goods',
      options: [
        { name: 'Colour', values: ['Red', 'Blue'] },
        { name: 'Size', values: ['S', 'M'] },
      ],
      status: 'active',
      taxClass: '',
      vendor: 'Nordtop',
      category: 'Clothing > Jackets',
      line: 3,
      rows: 1,
    })
    expect(variants[0]).toEqual({
      key: '101',
      itemKey: '100',
      sku: 'TREK-RED-S',
      barcode: '5701234567892',
      options: [
        { name: 'Colour', value: 'Red' },
        { name: 'Size', value: 'S' },
      ],
      kind: 'goods',
      requiresShipping: true,
      price: 89900,
      salePrice: null,
      stockManaged: 'own',
      stock: 4000,
      line: 2,
      rows: 1,
    })
    expect(variants[2]?.options[1]).toEqual({ name: 'Size', value: null })
  })

  test('a comma inside a value is no separator, and a pool stands on each of its variants', async () => {
    const { items, variants } = await readAll(kind, GOOD)
    expect(items[1]).toMatchObject({ category: 'Gear, heavy > Ropes', options: [{ values: ['1,5 m', '3 m'] }] })
    const rope = variants.filter(({ itemKey }) => itemKey === '110')
    expect(rope.map(({ stockManaged, stock, sku }) => [stockManaged, stock, sku])).toEqual([
      ['parent', 40000, 'ROPE-15'],
      ['parent', 40000, null],
    ])
  })

  test.each([
    ['00042', 'goods', true, 3500, 'own', 16500],
    ['REPAIR', 'service', false, 45000, 'none', null],
    ['MAP-PDF', 'download', false, 5900, 'none', null],
    ['GIFT-500', 'gift-card', false, 50000, 'none', null],
    ['SET', 'grouped', false, null, 'none', null],
    ['BOOK', 'external', false, 19900, 'none', null],
  ] as const)('%s is %s', async (sku, itemKind, ships, price, managed, stock) => {
    const { variants } = await readAll(kind, GOOD)
    const variant = variants.find((one) => one.sku === sku)
    expect(variant).toMatchObject({ kind: itemKind, requiresShipping: ships, price, stockManaged: managed, stock })
  })

  test('an apostrophe of the exporter is no part of a number', async () => {
    const { variants } = await readAll(kind, GOOD)
    expect(variants.find(({ key }) => key === '121')?.stock).toBe(-2000)
  })

  test.each([
    ['the last evening in the shop', '2026-02-28T22:30:00Z', 7900],
    ['the next day in the shop, not yet in Greenwich', '2026-02-28T23:30:00Z', null],
    ['nobody says when', undefined, null],
  ])('a sale price with an end: %s', async (_name, now, salePrice) => {
    const { variants } = await readAll(kind, GOOD, now === undefined ? {} : { now })
    expect(variants.find(({ sku }) => sku === 'OLD')?.salePrice).toBe(salePrice)
    expect(variants.find(({ sku }) => sku === 'TREK-BLUE-M')?.salePrice).toBe(74950)
  })
})

test('each fault is told with its place, and takes its own row only', async () => {
  const all = await readAll(kind, fixture('woocommerce-products-faults.csv'))
  expect(all.read).toBe(17)
  expect(all.variants.map(({ sku }) => sku)).toEqual(['OK-1', 'TWICE', 'NET'])
  expect(all.skipped).toEqual([{ line: 10, rows: 1, reason: 'the same row again' }])
  expect(all.rejected).toHaveLength(13)
  expect(places(all.findings)).toEqual([
    'TB1007 13 -',
    'TB1013 14 -',
    'TB2601 3 Regular price',
    'TB2101 4 Stock',
    'TB2605 5 Parent',
    'TB2603 6 Type',
    'TB2301 7 SKU',
    'TB2604 8 ID or SKU',
    'TB2202 11 -',
    'TB2202 12 -',
    'TB2602 15 Published',
    'TB2101 16 Stock',
    'TB2605 17 Parent',
    'TB2601 18 Regular price',
    'TB2601 19 Regular price',
  ])
  expect(all.findings.find(({ row }) => row === 17)?.found).toBe('id:210: its row 16 was rejected')
  expect(all.findings.find(({ row }) => row === 18)?.severity).toBe('warning')
  expect(all.variants.at(-1)?.price).toBe(1681)
})

describe('translated headers', () => {
  const danish = fixture('woocommerce-products-da.csv')

  test('a Danish export with semicolons and decimal commas', async () => {
    expect(await recognised(danish)).toEqual(['woocommerce-products'])
    const all = await readAll(kind, danish, { decimal: ',' })
    expect([all.read, all.items.length, all.variants.length]).toEqual([5, 2, 3])
    expect(all.variants.map(({ price, salePrice, stock }) => [price, salePrice, stock])).toEqual([
      [7995, null, 12000],
      [7995, 5900, 0],
      [129900, null, 2500],
    ])
    expect(places(all.findings)).toEqual(['TB2601 6 Normalpris'])
  })

  test('without the decimal sign said, prices with a comma are faults that name the setting', async () => {
    const all = await readAll(kind, danish)
    const fault = all.findings.find(({ code }) => code === 'TB2601')
    expect(fault).toMatchObject({ row: 3, column: 'Normalpris', found: '79,95' })
    expect(fault?.fix).toContain('`decimal`')
  })

  test.each([
    ['de', 'ID,Typ,Artikelnummer,Name,Veröffentlicht,Vorrätig?,Bestand,Regulärer Preis,Übergeordnetes Produkt'],
    ['sv', 'ID,Typ,Artikelnr,Namn,Publicerad,I lager?,Lagersaldo,Ordinarie pris,Förälder'],
    ['nb', 'ID,Type,Varenummer,Navn,Publisert,På lager?,Lager,Ordinær pris,Forelder'],
    ['nl', 'ID,Type,Artikelnummer,Naam,Gepubliceerd,Op voorraad?,Voorraad,Reguliere prijs,Hoofd'],
    ['fr', 'ID,Type,UGS,Nom,Publié,En stock\u00a0?,Stock,Tarif régulier,Parent'],
    ['it', 'ID,Tipo,COD,Nome,Pubblicato,In stock?,Magazzino,Prezzo di listino,Genitore'],
    ['es', 'ID,Tipo,SKU,Nombre,Publicado,¿Existencias?,Inventario,Precio normal,Superior'],
  ])('%s', async (_language, header) => {
    await inFile(`${header}\n7,simple,A-1,Ting,1,1,5,9.50,\n`, async (path) => {
      expect(await recognised(path)).toEqual(['woocommerce-products'])
      const all = await readAll(kind, path)
      expect(all.variants[0]).toMatchObject({ key: '7', sku: 'A-1', price: 950, stock: 5000 })
      expect(all.findings).toEqual([])
    })
  })

  test('the shop’s own names win over what is known', async () => {
    const headers = { Lager: 'Categories', Antal: 'Stock', Kode: 'SKU', 'Attribut 1': 'Attribute 1 name' }
    const text = 'ID,Type,Kode,Navn,Antal,Lager,Normalpris,På lager?\n7,simple,A-1,Ting,5,Hylde,9.50,1\n'
    await inFile(text, async (path) => {
      const all = await readAll(kind, path, { headers })
      expect(all.variants[0]).toMatchObject({ sku: 'A-1', stock: 5000 })
      expect(all.items[0]?.category).toBe('Hylde')
    })
  })
})

describe('what a file must have', () => {
  const refusal = async (text: string, context: Partial<ShopContext> = {}) =>
    inFile(text, async (path) => {
      const refused = await readAll(kind, path, context).catch((error) => error)
      return places(refused.findings)
    })

  test.each([
    ['no type and no name', 'ID,SKU,Published\n1,A,1\n', ['TB1004 1 Type', 'TB1004 1 Name']],
    ['neither id nor SKU', 'Type,Name,Published\nsimple,A,1\n', ['TB1004 1 ID or SKU']],
    ['variations and no parent', 'ID,Type,Name\n1,variation,A\n', ['TB1004 1 Parent']],
    ['a column twice', 'ID,Type,Name,Stock,stock\n1,simple,A,2,3\n', ['TB1005 1 Stock']],
    ['an empty file', '', ['TB1001 - -']],
    ['a header alone', 'ID,Type,Name\n', ['TB1001 - -']],
    ['a damaged optional column', 'ID,Type,Name,Stocj\n1,simple,A,2\n', ['TB1004 1 Stock']],
    ['a damaged translated column', 'ID,Typ,Name,Lagr\n1,simple,A,2\n', ['TB1004 1 Stock']],
    [
      'a damaged attribute',
      'ID,Type,Name,Attribute 1 nume,Attribute 1 value(s)\n1,simple,A,a,b\n',
      ['TB1004 1 Attribute 1 name'],
    ],
    [
      'values of an attribute without a name',
      'ID,Type,Name,Attribute 2 value(s)\n1,simple,A,b\n',
      ['TB1004 1 Attribute 2 name'],
    ],
    ['a header on two lines', 'ID,Type,Name,Sto\nck\n1,simple,A,2\n', ['TB1023 2 -']],
    ['an open quote', 'ID,Type,Name\n1,simple,"A\n2,simple,B\n', ['TB1008 2 -']],
  ])('%s', async (_name, text, expected) => {
    expect(await refusal(text)).toEqual(expected)
  })

  test('a wrong configured delimiter is named', async () => {
    const dialect = {
      ...kind.dialect({ form: 'csv', encoding: 'utf-8', delimiter: ';', header: [], text: '' }, {} as ShopContext)!,
    }
    expect(await refusal('ID,Type,Name\n1,simple,A\n', { dialect })).toEqual(['TB1009 1 -'])
  })

  test('without ids the SKU is the key; without stock a warning says so', async () => {
    const text = 'Type,SKU,Name,Parent\nvariable,P,Parent,\nvariation,V,Child,P\n'
    await inFile(text, async (path) => {
      const all = await readAll(kind, path)
      expect(all.items[0]?.key).toBe('sku:P')
      expect(all.variants[0]).toMatchObject({ key: 'sku:V', itemKey: 'sku:P' })
      expect(all.findings[0]).toMatchObject({ code: 'TB1004', severity: 'warning', column: 'Stock' })
    })
  })

  test('a parent that only the store knows is enough', async () => {
    const text =
      'ID,Type,SKU,Name,Stock,Parent,Attribute 1 name,Attribute 1 value(s)\n8,variation,V,Child,2,id:5,Size,M\n'
    await inFile(text, async (path) => {
      const all = await readAll(kind, path, { knownItem: (key) => key === '5' })
      expect(all.variants[0]).toMatchObject({ itemKey: '5', options: [{ name: 'Size', value: 'M' }] })
      expect((await readAll(kind, path)).rejected).toEqual([{ line: 2, rows: 1, keys: ['8'] }])
    })
  })
})

test('200 one-byte mutations never change the records of rows that do not depend on the mutated one', async () => {
  const bytes = await readFile(GOOD)
  const before = await readAll(kind, GOOD)
  const families = new Map(before.variants.map(({ line, itemKey }) => [line, itemKey]))
  for (const item of before.items) families.set(item.line, item.key)
  const records = new Map(
    [...before.items, ...before.variants].map((record) => [`${record.key} ${'itemKey' in record}`, record]),
  )
  const ends = lineStarts(bytes)
  let compared = 0
  for (let round = 0; round < 200; round++) {
    const at = 3 + ((round * 7919 + 13) % (bytes.length - 3))
    const mutated = Buffer.from(bytes)
    mutated[at] = [0x2c, 0x22, 0x0a, 0x78, 0x39, 0xff, 0x00, 0x3b][round % 8]!
    if (mutated.equals(bytes)) continue
    const family = familyAt(at, ends, families)
    const after = await inFile(mutated, (path) => readAll(kind, path)).catch((error) => {
      if (error.name === 'FileRefused') return null
      throw error
    })
    for (const record of after ? [...after.items, ...after.variants] : []) {
      const old = records.get(`${record.key} ${'itemKey' in record}`)
      const own = 'itemKey' in record ? record.itemKey : record.key
      if (!old || own === family || families.get(old.line) === family) continue
      expect({ ...record, line: 0 }, `byte ${at}`).toEqual({ ...old, line: 0 })
      compared += 1
    }
  }
  expect(compared).toBeGreaterThan(2000)
})

function lineStarts(bytes: Buffer): number[] {
  const starts = [0]
  for (const [at, byte] of bytes.entries()) if (byte === 0x0a) starts.push(at + 1)
  return starts
}

/** The item whose row, or whose variant's row, lies at a byte; a description's second line belongs to the row above. */
function familyAt(at: number, starts: number[], families: ReadonlyMap<number, string>): string | undefined {
  for (let line = starts.findLastIndex((start) => start <= at) + 1; line > 0; line--) {
    const family = families.get(line)
    if (family !== undefined) return family
  }
  return undefined
}
