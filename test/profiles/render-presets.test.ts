import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parsePartner } from '../../src/config/load.ts'
import { ConfigError } from '../../src/config/problems.ts'
import { formatRows } from '../../src/csv/write.ts'
import { CATALOGUE_FIELDS, isField, ORDER_FIELDS } from '../../src/profiles/fields.ts'
import { catalogueWriter, renderOrders } from '../../src/profiles/render.ts'
import { readStock } from '../../src/profiles/stock.ts'
import { unconfirmedColumns } from '../../src/profiles/unconfirmed.ts'
import { someDocuments, toyRows } from './render-samples.ts'

const FOLDER = new URL('../../src/profiles/presets/', import.meta.url)
const PRESETS = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'))

/** What a user would answer. */
const ANSWERS: Record<string, string> = {
  folder: 'drop/till',
  timeZone: 'Europe/Copenhagen',
  currency: 'DKK',
  prices: 'gross',
  quantityMeans: 'onHand',
  bookedWhen: 'billed',
  listsZeros: 'yes',
  document: 'sale',
  ordersFrom: '2026-11-01',
  tenders: '{ stripe: CARD }',
  outstandingTender: 'LATER',
  kinds: '{ shipping: { code: SHIP }, rounding: { code: ROUND } }',
  locationColumns: '{ main: inventory_Main_Outlet, north: inventory_North }',
}
const QUESTION = /^( *)# (\w+): \? .*$/gm

function presetText(name: string): string {
  return readFileSync(new URL(name, FOLDER), 'utf8')
}

function answered(name: string): string {
  return presetText(name).replace(QUESTION, (line, indent: string, key: string) => {
    if (!(key in ANSWERS)) throw new Error(`nobody answers: ${line}`)
    return `${indent}${key}: ${ANSWERS[key]}`
  })
}

function preset(name: string) {
  return parsePartner(answered(name), name, {
    fields: { ...of('order', 'line', 'payment'), catalogue: Object.keys(CATALOGUE_FIELDS) },
  })
}

function of(...scopes: ('order' | 'line' | 'payment')[]) {
  const names = (scope: string) => Object.keys(ORDER_FIELDS).filter((name) => ORDER_FIELDS[name]!.scope === scope)
  return Object.fromEntries(scopes.map((scope) => [scope, names(scope)]))
}

describe('presets', () => {
  test('these are all', () => {
    expect(PRESETS.sort()).toEqual(['etron.yaml', 'generic.yaml', 'lightspeed-x.yaml'])
  })

  test.each(PRESETS)('%s: check asks for what only the user knows', (name) => {
    let asked: string[] = []
    try {
      parsePartner(presetText(name), name)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      expect(error.problems.map((p) => p.code).filter((code) => code !== 'TB0104')).toEqual([])
      asked = error.problems.map((p) => p.message)
    }
    const everywhere = [/which folder/i, /time zone/i, /currency/i]
    const stock = [/lies in the store/, /leave the till's stock/, /stock is zero/]
    const orders = [/as a sale/, /From which day on/]
    const more = { 'etron.yaml': orders, 'generic.yaml': [...stock, ...orders], 'lightspeed-x.yaml': stock }[name]!
    for (const question of [...everywhere, ...more]) expect(asked.join('\n')).toMatch(question)
  })

  test.each(PRESETS)('%s is a partner once the questions are answered', (name) => {
    const partner = preset(name)
    expect(partner.partner).toBe(name.replace('.yaml', ''))
    const { orders, catalogue } = partner
    for (const { from } of [...(orders?.columns ?? []), ...(orders?.lineColumns ?? [])]) {
      if (from !== undefined) expect(isField(from, 'orders'), from).toBe(true)
    }
    for (const { from } of catalogue?.columns ?? [])
      if (from !== undefined) expect(isField(from, 'catalogue'), from).toBe(true)
    const context = { dialect: partner.dialect, timeZone: partner.timeZone, seq: 1 }
    if (orders)
      expect(renderOrders(someDocuments(), orders, context)).toMatchObject({ rejected: [], written: [{}, {}] })
    if (catalogue) expect(catalogueWriter(catalogue, context).render(toyRows())).toMatchObject({ rejected: [] })
  })

  test.each([
    ['generic.yaml', 0, 0, true],
    ['etron.yaml', 12, 0, false],
    ['lightspeed-x.yaml', 0, 14, true],
  ])(
    '%s: %i columns of orders and %i of the catalogue are unconfirmed; stock: %s',
    (name, orders, catalogue, stock) => {
      const partner = preset(name)
      const columns = unconfirmedColumns(partner)
      expect(columns.filter((c) => c.flow === 'orders')).toHaveLength(orders)
      expect(columns.filter((c) => c.flow === 'catalogue')).toHaveLength(catalogue)
      expect(partner.stock !== undefined).toBe(stock)
    },
  )
})

describe('etron', () => {
  test('names the columns whose meaning no source gives', () => {
    expect(unconfirmedColumns(preset('etron.yaml')).map((c) => c.column)).toEqual([
      'Mitarbeiter',
      'Kundennummer',
      'RaAnr',
      'RaNa1',
      'RaNa2',
      'RaNa3',
      'RaStr',
      'RaPlz',
      'RaOrt',
      'RaLnd',
      'RaUid',
      'MwSt',
    ])
  })

  test("writes the vendor's 18 columns, a head record and sales lines", () => {
    const partner = preset('etron.yaml')
    const context = { dialect: partner.dialect, timeZone: partner.timeZone, seq: 1 }
    const { files } = renderOrders(someDocuments().slice(0, 1), partner.orders!, context)
    expect(formatRows(files[0]!.rows, partner.dialect)).toBe(
      [
        'Satzart\tMitarbeiter\tKundennummer\tRaAnr\tRaNa1\tRaNa2\tRaNa3\tRaStr\tRaPlz\tRaOrt\tRaLnd\tRaUid\tArtikelnummer\tMenge\tMengeneinheit\tVkp/Stück\tMwSt\tText',
        'KZ\t1\t0\t\tSøren Ærø\tBro & Till ApS\t\tNørregade 5\t0999\tKøbenhavn\tDK\t\t\t\t\t\t\t',
        'VK\t\t\t\t\t\t\t\t\t\t\t\t0004711\t1\tStk\t199.00\t25\tTræbil rød',
        'VK\t\t\t\t\t\t\t\t\t\t\t\tSHIP\t1\tStk\t39.00\t25\tFragt',
        '',
      ].join('\r\n'),
    )
  })

  test('claims no stock, no catalogue and no item list', () => {
    const { stock, catalogue, items } = preset('etron.yaml')
    expect([stock, catalogue, items]).toEqual([undefined, undefined, undefined])
  })
})

describe('lightspeed-x', () => {
  test('reads the outlets of a product export and skips what is not tracked', async () => {
    const rows = [
      'id,handle,sku,name,retail_price,outlet_tax_Main_Outlet,active,track_inventory,inventory_Main_Outlet,reorder_point_Main_Outlet,inventory_North,inventory_Closed',
      '0079-a,car,0010025,Car,99.5,VAT,1,1,22,5,0,9',
      '0079-b,car,10026,Car,99.5,VAT,1,1,-1,,4,9',
      '0079-c,wrap,3,Gift wrap,5,VAT,1,0,0,,0,0',
    ]
    const path = join(mkdtempSync(join(tmpdir(), 'preset-')), 'product-export.csv')
    writeFileSync(path, `${rows.join('\n')}\n`)
    const file = readStock(path, preset('lightspeed-x.yaml'))
    const levels: string[] = []
    let skipped = 0
    for await (const batch of file.batches()) {
      levels.push(...batch.records.map((r) => `${r.code} ${r.location} ${r.quantity}`))
      skipped += batch.skipped.length
      expect(batch.findings.filter((f) => f.severity === 'error')).toEqual([])
    }
    expect(levels).toEqual(['0010025 main 22000', '0010025 north 0', '10026 main -1000', '10026 north 4000'])
    expect(skipped).toBe(1)
  })
})
