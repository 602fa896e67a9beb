import { describe, expect, test } from 'vitest'
import { exportState } from '../../src/mapping/export-state.ts'
import { orderFingerprint } from '../../src/mapping/order-fingerprint.ts'
import { toE164 } from '../../src/mapping/phone.ts'
import type { ShopOrder } from '../../src/model/records.ts'
import { aLine, anOrder } from './an-order.ts'

describe('phone numbers', () => {
  test.each([
    ['20 11 22 33', 'DK', '+4520112233'],
    ['+45 20 11 22 33', 'DK', '+4520112233'],
    ['0045 20112233', 'SE', '+4520112233'],
    ['4520112233', 'DK', '+4520112233'],
    ['45112233', 'DK', '+4545112233'],
    ['070-123 45 67', 'SE', '+46701234567'],
    ['0171 1234567', 'DE', '+491711234567'],
    ['+49 (0)171 1234567', 'DE', '+491711234567'],
    ['01 5861234', 'AT', '+4315861234'],
    ['06 12 34 56 78', 'FR', '+33612345678'],
    ['06 1234567', 'IT', '+39061234567'],
    ['020 7946 0018', 'GB', '+442079460018'],
    ['(555) 010-0199', 'US', '+15550100199'],
    ['1-555-010-0199', 'CA', '+15550100199'],
    ['011 45 20112233', 'US', '+4520112233'],
    ['2011\u00a02233', 'DK', '+4520112233'],
    ['2011223', 'DK', '2011223'],
    ['1711234567', 'DE', '1711234567'],
    ['20112233', 'BR', '20112233'],
    ['20112233', '', '20112233'],
    [' 20112233 ext. 5 ', 'DK', '20112233 ext. 5'],
    ['+0 20112233', 'DK', '+0 20112233'],
    ['+12', 'US', '+12'],
    ['', 'DK', ''],
    ['20112233', 'constructor', '20112233'],
  ])('%j in %s is %j', (phone, country, expected) => {
    expect(toE164(phone, country)).toBe(expected)
  })
})

describe('when an order may leave', () => {
  const order = (over: Partial<ShopOrder>) => anOrder([aLine(100)], over)
  test.each<[Partial<ShopOrder>, string, string]>([
    [{ payment: 'paid' }, 'due', 'due'],
    [{ payment: 'authorised' }, 'not-ready', 'due'],
    [{ payment: 'pending' }, 'not-ready', 'not-ready'],
    [{ payment: 'pending', onAccount: true }, 'not-ready', 'due'],
    [{ payment: 'part-paid' }, 'not-ready', 'not-ready'],
    [{ payment: 'part-paid', onAccount: true }, 'not-ready', 'due'],
    [{ payment: 'voided', onAccount: true }, 'not-ready', 'not-ready'],
    [{ payment: 'part-refunded' }, 'due', 'due'],
    [{ payment: 'refunded' }, 'due', 'due'],
    [{ payment: 'pending', total: 0 }, 'due', 'due'],
    [{ payment: 'paid', life: 'closed', fulfilment: 'done' }, 'due', 'due'],
    [{ payment: 'paid', life: 'cancelled' }, 'cancelled', 'cancelled'],
    [{ payment: 'paid', life: 'draft' }, 'draft', 'draft'],
    [{ payment: 'paid', fraudHold: true }, 'fraud-hold', 'fraud-hold'],
    [{ payment: 'authorised', fraudHold: true }, 'not-ready', 'fraud-hold'],
  ])('%j: paid %s, paid-or-authorised %s', (over, paid, authorised) => {
    expect(exportState(order(over), 'paid')).toBe(paid)
    expect(exportState(order(over), 'paid-or-authorised')).toBe(authorised)
  })
})

describe('the fingerprint of an order', () => {
  const two = () => anOrder([aLine(100, { key: 'a' }), aLine(200, { key: 'b' })])
  const sent = orderFingerprint(two())

  test.each<[string, (order: ShopOrder) => void]>([
    ['a quantity', (o) => (o.lines[0]!.quantity = 2000)],
    ['a refund', (o) => (o.lines[0]!.refundedGross = 50)],
    ['a variant', (o) => (o.lines[1]!.variantKey = '9')],
    ['an address', (o) => (o.shipping.city = 'Aarhus')],
    ['the note', (o) => (o.note = 'ring twice')],
    ['a line more', (o) => o.lines.push(aLine(0, { key: 'c' }))],
    ['a line less', (o) => o.lines.pop()],
    ['the total', (o) => (o.total = 1)],
    ['the customer', (o) => (o.customer.email = 'other@example.com')],
  ])('shows %s', (_what, edit) => {
    const order = two()
    edit(order)
    expect(orderFingerprint(order)).not.toBe(sent)
  })

  test.each<[string, (order: ShopOrder) => void]>([
    ['the order of lines', (o) => o.lines.reverse()],
    ['payment and its capture', (o) => Object.assign(o, { payment: 'authorised', payments: [], outstanding: 300 })],
    [
      'states and times',
      (o) => Object.assign(o, { life: 'closed', stateText: 'done', modifiedAt: '2026-11-09', line: 99 }),
    ],
    ['case of the e-mail address', (o) => (o.customer.email = 'kim@EXAMPLE.com')],
  ])('does not show %s', (_what, edit) => {
    const order = two()
    edit(order)
    expect(orderFingerprint(order)).toBe(sent)
  })
})
