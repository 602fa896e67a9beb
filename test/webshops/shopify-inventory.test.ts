import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shopifyInventory } from '../../src/webshops/shopify-inventory.ts'
import { shopifyProducts } from '../../src/webshops/shopify-products.ts'
import { writeShopifyStock } from '../../src/webshops/shopify-stock.ts'
import type { StockWrite } from '../../src/webshops/webshop.ts'
import { accountedFor, DK, readAll, table, temporaryFile } from './shopify-support.ts'

const FIXTURES = join(import.meta.dirname, '../../fixtures/webshops')
const exported = (year: string) => join(FIXTURES, `shopify-inventory-${year}.csv`)
const CAR_R_S = '["wooden-car","Red","Small"]'
const CAR_R_L = '["wooden-car","Red","Large"]'
const CAR_B_S = '["wooden-car","Blue","Small"]'
const WOOL = '["ball-of-wool"]'

describe('reading', () => {
  test('2024: one level per variant and location; "not stocked" is not 0', async () => {
    const batch = await readAll(shopifyInventory, exported('2024'))
    expect(accountedFor(batch)).toBe(true)
    expect(batch.findings).toEqual([])
    expect(batch.levels[0]).toEqual({
      variantKey: CAR_R_S,
      location: 'Aarhus',
      stocked: true,
      onHand: 7000,
      committed: 2000,
      unavailable: 1000,
      available: 4000,
      line: 2,
      rows: 1,
    })
    expect(batch.levels.map((l) => [l.variantKey, l.location, l.stocked, l.onHand, l.available])).toEqual([
      [CAR_R_S, 'Aarhus', true, 7000, 4000],
      [CAR_R_S, 'Lager Øst', true, 10_000, 10_000],
      [CAR_R_L, 'Aarhus', true, 0, -3000],
      [CAR_R_L, 'Lager Øst', false, null, null],
      [CAR_B_S, 'Aarhus', true, 0, 0],
      [CAR_B_S, 'Lager Øst', true, 8000, 6000],
      [WOOL, 'Aarhus', true, 120_000, 119_000],
      [WOOL, 'Lager Øst', false, null, null],
      ['["t-shirt","Åben himmel","M / L","Kort ærme"]', 'Aarhus', true, 7000, 7000],
    ])
  })

  test('2023 says the same in other columns', async () => {
    const [older, newer] = [
      await readAll(shopifyInventory, exported('2023')),
      await readAll(shopifyInventory, exported('2024')),
    ]
    expect(older.levels).toEqual(newer.levels)
  })

  test('a column per location: what is available, blank is not 0', async () => {
    const batch = await readAll(shopifyInventory, exported('older'))
    expect(accountedFor(batch)).toBe(true)
    expect(batch.levels.map((l) => [l.variantKey, l.location, l.stocked, l.onHand, l.available, l.rows])).toEqual([
      [CAR_R_S, 'Aarhus', true, null, 4000, 1],
      [CAR_R_S, 'Lager Øst', true, null, 10_000, 0],
      [CAR_R_L, 'Aarhus', true, null, -3000, 1],
      [CAR_R_L, 'Lager Øst', false, null, null, 0],
      [CAR_B_S, 'Aarhus', true, null, 0, 1],
      [CAR_B_S, 'Lager Øst', false, null, null, 0],
      [WOOL, 'Aarhus', true, null, 119_000, 1],
      [WOOL, 'Lager Øst', false, null, null, 0],
    ])
  })

  test('keys are those of the product export', async () => {
    const variants = (await readAll(shopifyProducts, join(FIXTURES, 'shopify-products-old.csv'))).variants.map(
      (v) => v.key,
    )
    const levels = (await readAll(shopifyInventory, exported('2024'))).levels
    expect(levels.filter((l) => !variants.includes(l.variantKey))).toEqual([])
  })

  test.each([
    ['5,4,7,', '5.5,4,7,', 'Committed (not editable)', 'TB2103'],
    ['5,4,7,', '5,four,7,', 'Available (not editable)', 'TB2101'],
    ['5,4,7,', '5,,,', 'On hand (current)', 'TB2102'],
    ['toy,', ',', 'Handle', 'TB2604'],
    ['Aarhus,', ',', 'Location', 'TB2402'],
  ])('%s written as %s: %s, %s', async (from, to, column, code) => {
    const header = (await readFile(exported('2024'), 'utf8')).split('\n')[0]!
    const row = 'toy,Toy,Title,Default Title,,,,,TOY,,,Aarhus,,0,0,5,4,7,\n'
    const batch = await readAll(shopifyInventory, await temporaryFile(`${header}\n${row.replace(from, to)}`))
    expect(table(batch)).toEqual([[2, column, code]])
    expect(accountedFor(batch)).toBe(true)
  })
})

async function* changes(...list: [string, string, number][]): AsyncGenerator<StockWrite[]> {
  yield list.map(([variantKey, location, available]) => ({ variantKey, itemKey: '', sku: 'A', location, available }))
}

const write = async (inventoryExport: string | null, ...list: [string, string, number][]) => {
  const path = join(await temporaryFile(''), '..', 'stock.csv')
  const result = await writeShopifyStock(path, changes(...list), { ...DK, inventoryExport })
  return { result, path }
}

describe('writing', () => {
  const wanted: [string, string, number][] = [
    [CAR_R_S, 'Aarhus', 9000],
    [CAR_R_L, 'Aarhus', 0],
    [CAR_R_L, 'Lager Øst', 5000],
    [CAR_B_S, 'Lager Øst', 1000],
    [WOOL, 'Aarhus', 80_000],
  ]

  test.each([
    ['2024', 'shopify-stock-2024.expected.csv'],
    ['2023', 'shopify-stock-2023.expected.csv'],
  ])('on hand = available + committed + unavailable of the same row, %s, byte for byte', async (year, golden) => {
    const { result, path } = await write(exported(year), ...wanted)
    expect(await readFile(path)).toEqual(await readFile(join(FIXTURES, golden)))
    expect(result.rows).toBe(4)
    expect(result.written).toEqual([
      { variantKey: CAR_R_S, location: 'Aarhus' },
      { variantKey: CAR_R_L, location: 'Aarhus' },
      { variantKey: CAR_B_S, location: 'Lager Øst' },
      { variantKey: WOOL, location: 'Aarhus' },
    ])
    expect(table(result).map(([row, , code]) => [row, code])).toEqual([[5, 'TB6003']])
  })

  test('read back by the shop, what is available is what was wanted', async () => {
    const { path } = await write(exported('2023'), ...wanted)
    const levels = (await readAll(shopifyInventory, path)).levels
    const available = levels.map((l) => [l.variantKey, l.location, l.onHand! - l.committed! - l.unavailable!])
    expect(available).toEqual(wanted.filter(([key, place]) => !(key === CAR_R_L && place === 'Lager Øst')))
  })

  test.each<[string, string | null, [string, string, number][], string[]]>([
    ['without an export', null, [[CAR_R_S, 'Aarhus', 1000]], ['TB6004']],
    [
      'with the older form, which does not tell what is committed',
      exported('older'),
      [[CAR_R_S, 'Aarhus', 1000]],
      ['TB6004'],
    ],
    ['a fraction', exported('2024'), [[CAR_R_S, 'Aarhus', 1500]], ['TB2103']],
    ['a variant the export does not have', exported('2024'), [['["new"]', 'Aarhus', 1000]], ['TB6003']],
    ['a location the export does not have', exported('2024'), [[CAR_R_S, 'Odense', 1000]], ['TB6003']],
    ['not stocked', exported('2024'), [[WOOL, 'Lager Øst', 1000]], ['TB6003']],
  ])('%s: nothing is written', async (_name, inventoryExport, list, codes) => {
    const { result, path } = await write(inventoryExport, ...list)
    expect(result).toMatchObject({ rows: 0, written: [] })
    expect(result.findings.map((f) => f.code)).toEqual(codes)
    expect(existsSync(path)).toBe(false)
  })

  test('a variant the shop does not count is left alone', async () => {
    async function* uncounted(): AsyncGenerator<StockWrite[]> {
      yield [{ variantKey: CAR_R_S, itemKey: '', sku: 'A', location: 'Aarhus', available: 1000, managed: 'none' }]
    }
    const path = await temporaryFile('')
    const result = await writeShopifyStock(path, uncounted(), { ...DK, inventoryExport: exported('2024') })
    expect(result).toEqual({ rows: 0, written: [], findings: [] })
  })
})
