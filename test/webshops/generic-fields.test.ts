import { describe, expect, test } from 'vitest'
import { inFormatSchema } from '../../src/config/format.ts'
import { genericOrders } from '../../src/webshops/generic-orders.ts'
import type { ShopContext } from '../../src/webshops/webshop.ts'
import { DK, readAll, temporaryFile } from './shopify-support.ts'

/** One order of one row; every cell has a column of the field's name. */
async function orderOf(
  cells: Record<string, string>,
  more: { columns?: Record<string, unknown>; prices?: 'gross' | 'net'; context?: Partial<ShopContext> } = {},
) {
  const all: Record<string, string> = { number: '1', date: '2026-11-19 10:15:00', ...cells }
  const headers = Object.fromEntries(Object.keys(all).map((field) => [field, { header: `x ${field}` }]))
  const columns = { ...headers, state: { default: 'paid' }, ...more.columns }
  const orders = { ...inFormatSchema.parse({ columns, dialect: {} }), prices: more.prices }
  const text = [Object.keys(all).map((field) => `x ${field}`), Object.values(all)].map((row) =>
    row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';'),
  )
  const path = await temporaryFile(`${text.join('\n')}\n`)
  const batch = await readAll(genericOrders, path, { ...DK, ...more.context, formats: { orders } })
  expect(batch.findings).toEqual([])
  return batch.orders[0]!
}

const rates = { rates: { standard: 25_000, reduced: 12_000, zero: 0 } }

describe('lines as JSON', () => {
  const line = { sku: 'A', quantity: 1, total: '80.00' }
  test.each<[string, Record<string, unknown>, Record<string, unknown>, unknown[]]>([
    ["WooCommerce's own names", { total_tax: '20.00', tax_class: '' }, {}, [8000, 2000, 25_000, 'standard', null]],
    ['a class of its own', { total_tax: '9.60', tax_class: 'reduced' }, {}, [8000, 960, 12_000, 'reduced', null]],
    ['the default of a column', {}, { taxClass: { default: 'standard' } }, [8000, 2000, 25_000, 'standard', null]],
    ['a rate by default', {}, { taxRate: { default: '12' } }, [8000, 960, 12_000, null, null]],
    ['its own rate before it', { rate: 25 }, { taxRate: { default: '12' } }, [8000, 2000, 25_000, null, null]],
    [
      'its own class before it',
      { tax_class: 'zero' },
      { taxClass: { default: 'standard' } },
      [8000, 0, 0, 'zero', null],
    ],
    ['our names before theirs', { tax: '20.00', total_tax: '9.00', rate: 25 }, {}, [8000, 2000, 25_000, null, null]],
    ['an article', { rate: 25, product_id: 11, variation_id: 0 }, {}, [8000, 2000, 25_000, null, '11']],
    ['a variant', { rate: 25, product_id: 11, variation_id: 12 }, {}, [8000, 2000, 25_000, null, '12']],
  ])('%s', async (_name, more, columns, expected) => {
    const linesJson = JSON.stringify([{ ...line, ...more }])
    const order = await orderOf({ linesJson }, { columns, prices: 'net', context: rates })
    expect(order.lines.map((l) => [l.net, l.tax, l.taxRate, l.taxClass, l.variantKey])).toEqual([expected])
  })

  test('the kind of all lines by a default', async () => {
    const order = await orderOf({ linesJson: JSON.stringify([line]) }, { columns: { kind: { default: 'service' } } })
    expect(order.lines[0]).toMatchObject({ kind: 'service', requiresShipping: false })
  })
})

describe('fees', () => {
  const goods = { quantity: '1', lineTotal: '79.20', taxRate: '25' }
  test.each<[string, Record<string, string>, unknown[], string[]]>([
    ['with the rate of the order', { fee: '8.00', total: '109.00', tax: '21.80' }, ['fee', 800, 200, 25_000], []],
    ['with a tax of its own', { fee: '8.00', feeTax: '2.00', total: '109.00' }, ['fee', 800, 200, 25_000], []],
    [
      'a rebate takes tax with it',
      { fee: '-8.00', total: '89.00', tax: '17.80' },
      ['discount', -800, -200, 25_000],
      [],
    ],
    [
      'a gift card does not',
      { fee: '-10.00', total: '89.00', tax: '19.80' },
      ['discount', -1000, -250, 25_000],
      ['TB7001', 'TB7001'],
    ],
    ['nobody says which of the two', { fee: '-8.00', total: '89.00' }, ['discount', -800, -200, 25_000], ['TB7003']],
  ])('%s', async (_name, cells, expected, blockers) => {
    const order = await orderOf({ ...goods, ...cells }, { prices: 'net' })
    expect(order.lines.slice(1).map((l) => [l.kind, l.net, l.tax, l.taxRate])).toEqual([expected])
    expect(order.blockers.map((b) => b.code)).toEqual(blockers)
  })

  test('no fee has no line', async () => {
    expect((await orderOf({ ...goods, fee: '0.00' })).lines).toHaveLength(1)
  })
})

describe('names', () => {
  const goods = { quantity: '1', lineTotal: '10.00' }
  test.each<[Record<string, string>, string, string]>([
    [{ firstName: 'Åse', lastName: 'Ærø' }, 'Åse Ærø', 'Åse Ærø'],
    [{ firstName: '', lastName: 'Ærø' }, 'Ærø', 'Ærø'],
    [{ name: 'Haus & Holz', firstName: 'Åse', lastName: 'Ærø' }, 'Haus & Holz', 'Haus & Holz'],
    [{ firstName: 'Åse', lastName: 'Ærø', shippingFirstName: 'Ida', shippingLastName: 'Holm' }, 'Åse Ærø', 'Ida Holm'],
  ])('%j', async (cells, billing, shipping) => {
    const order = await orderOf({ ...goods, ...cells })
    expect([order.billing.name, order.shipping.name]).toEqual([billing, shipping])
  })
})
