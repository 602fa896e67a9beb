import { describe, expect, test } from 'vitest'
import { inFormatSchema } from '../../src/config/format.ts'
import { exportState } from '../../src/mapping/export-state.ts'
import { FINDING_CODES } from '../../src/model/finding-codes.ts'
import type { ShopOrder } from '../../src/model/records.ts'
import { genericOrders } from '../../src/webshops/generic-orders.ts'
import type { ShopContext } from '../../src/webshops/webshop.ts'
import { wooOrderState } from '../../src/webshops/woocommerce-order-state.ts'
import { DK, readAll, temporaryFile } from './shopify-support.ts'

async function orderIn(
  state: string,
  more: { system?: ShopContext['system']; map?: Record<string, string>; payment?: string; paid?: string } = {},
): Promise<ShopOrder> {
  const column = (header: string) => ({ header })
  const format = inFormatSchema.parse({
    columns: {
      number: column('no'),
      date: column('date'),
      state: { header: 'state', ...(more.map ? { map: more.map } : {}) },
      paid: column('paid'),
      payment: column('method'),
      quantity: column('qty'),
      lineTotal: column('amount'),
      total: column('total'),
    },
    dialect: {},
  })
  const text = `no;date;state;paid;method;qty;amount;total\n1;2026-09-03 10:15:00;${state};${more.paid ?? ''};${more.payment ?? 'card'};1;10.00;10.00\n`
  const context: ShopContext = { ...DK, formats: { orders: format } }
  if (more.system) context.system = more.system
  const batch = await readAll(genericOrders, await temporaryFile(text), context)
  expect(batch.findings).toEqual([])
  return batch.orders[0]!
}

describe('a state that nobody knows', () => {
  test.each([
    ['Måske', {}],
    ['Måske', { paid: 'no' }],
    ['processing', {}],
    ['processing', { system: 'shopify' as const }],
    ['authorized', { system: 'woocommerce' as const }],
    ['constructor', {}],
  ])('%s %j is due, holds its stock and is rejected for its state', async (state, more) => {
    const order = await orderIn(state, more)
    expect(exportState(order, 'paid')).toBe('due')
    expect(order.holdsStock).toBe(true)
    expect(order.blockers).toMatchObject([{ code: 'TB7026', found: `state "${state}"` }])
    expect(FINDING_CODES.TB7026.fix).toContain('formats.orders.columns.state.map')
  })

  test('of the REST interface: the same', () => {
    const state = wooOrderState({ status: 'pre-ordered' }, false)
    expect(state).toMatchObject({ known: false, payment: 'paid', holdsStock: true, life: 'open' })
  })

  test.each([
    ['on-hold', 'pending', true],
    ['paid', 'paid', true],
    ['wc-processing', 'pending', true],
    ['cancelled', 'voided', false],
  ])('of the REST interface, mapped to %s', (word, payment, holdsStock) => {
    for (const status of ['pre-ordered', 'wc-pre-ordered'])
      expect(wooOrderState({ status }, false, { 'pre-ordered': word })).toMatchObject({
        known: true,
        payment,
        holdsStock,
      })
  })
})

type Known = [string, Parameters<typeof orderIn>[1], Partial<ShopOrder>]

describe("a shop system's own words need no map", () => {
  test.each<Known>([
    ['processing', {}, { payment: 'paid', holdsStock: true }],
    ['wc-processing', {}, { payment: 'paid' }],
    ['Processing', {}, { payment: 'paid' }],
    ['processing', { payment: 'cod' }, { payment: 'pending', onAccount: true, outstanding: 1000 }],
    ['processing', { payment: 'cod', paid: 'yes' }, { payment: 'paid', onAccount: false }],
    ['processing', { paid: 'no' }, { payment: 'pending', onAccount: false }],
    ['completed', { payment: 'cod' }, { payment: 'paid', fulfilment: 'done' }],
    ['on-hold', {}, { payment: 'pending', holdsStock: true }],
    ['On hold', {}, { payment: 'pending', holdsStock: true }],
    ['wc-pending', {}, { payment: 'pending', holdsStock: false }],
    ['cancelled', {}, { life: 'cancelled', holdsStock: false }],
    ['refunded', {}, { payment: 'refunded', refunded: 1000, holdsStock: false }],
    ['failed', {}, { payment: 'voided', holdsStock: false }],
    ['paid', {}, { payment: 'paid' }],
    ['Ny', { map: { Ny: 'pending' } }, { payment: 'pending', holdsStock: true }],
    ['Ny', { map: { Ny: 'processing' } }, { payment: 'paid' }],
  ])('WooCommerce: %s %j', async (state, more, expected) => {
    const order = await orderIn(state, { system: 'woocommerce', ...more })
    expect(order).toMatchObject(expected)
    expect(order.blockers).toEqual([])
  })

  test.each<Known>([
    ['authorized', {}, { payment: 'authorised', holdsStock: true }],
    ['partially_paid', {}, { payment: 'part-paid' }],
    ['Partially paid', {}, { payment: 'part-paid' }],
    ['voided', {}, { payment: 'voided', holdsStock: false }],
  ])('Shopify: %s %j', async (state, more, expected) => {
    const order = await orderIn(state, { system: 'shopify', ...more })
    expect(order).toMatchObject(expected)
    expect(order.blockers).toEqual([])
  })

  test('Shopify: partly refunded, and nobody says which part', async () => {
    const order = await orderIn('partially_refunded', { system: 'shopify' })
    expect(order.blockers).toMatchObject([{ code: 'TB7023' }])
  })
})
