import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FINDING_CODES } from '../../src/model/finding-codes.ts'
import { point, print } from './independent-cells.ts'
import { readWooOrders } from './independent-reader.ts'

/*
 * The corpus of awkward orders is only worth something when its expected values are right: here they are held against
 * the orders by the independent reader and against themselves.
 */

interface Expected {
  outcome: 'document' | 'rejected' | 'not-sent'
  why: string
  code?: string | string[] | null
  gross: string
  tax: string
  grossPerRate: Record<string, string> | null
  lines: { code: string; kind: string; units: string; gross: string }[]
  tenders: Record<string, string>
  partner?: { currency?: string }
  linesDiffer?: boolean
}

interface Order {
  number: string
  total_tax: string
  currency: string
  refunds: { line_items: { total_tax: string }[] }[]
}

const CORPUS = join(import.meta.dirname, '../../fixtures/corpus')
const orders = read<Order[]>('awkward-orders.json')
const corpus = read<{
  partner: { tenders: Record<string, string>; outstandingTender: string }
  shop: { variations: Record<string, { sku: string }> }
  orders: Record<string, Expected>
}>('awkward-orders.expected.json')
const DIGITS: Record<string, number> = { JPY: 0, KWD: 3 }

const cases = Object.entries(corpus.orders)
const documents = cases.filter(([, expected]) => expected.outcome === 'document')

test('every order has an expectation and none is left over', () => {
  expect(orders.map((order) => order.number).sort()).toEqual(Object.keys(corpus.orders))
  expect(orders.length).toBeGreaterThanOrEqual(30)
})

test('every code that is expected is in the table', () => {
  const codes = cases.flatMap(([, expected]) => expected.code ?? [])
  expect(codes.filter((code) => !(code in FINDING_CODES))).toEqual([])
  expect(cases.filter(([, e]) => e.outcome === 'rejected' && (e.code ?? '').length === 0)).toEqual([])
})

describe.each(documents)('order %s', (number, expected) => {
  const order = orders.find((candidate) => candidate.number === number)!
  const digits = DIGITS[order.currency] ?? 2
  const sum = (amounts: string[]): string =>
    print(
      amounts.reduce((total, amount) => total + point(amount, digits), 0n),
      digits,
    )

  test('lines, rates and tenders each add up to the gross total', () => {
    expect(sum(expected.lines.map((line) => line.gross))).toBe(expected.gross)
    expect(sum(Object.values(expected.tenders))).toBe(expected.gross)
    if (expected.grossPerRate) expect(sum(Object.values(expected.grossPerRate))).toBe(expected.gross)
  })

  test("the tax is the shop's, less what was refunded", () => {
    const refunded = order.refunds.flatMap((refund) => refund.line_items.map((line) => line.total_tax))
    expect(sum([order.total_tax, ...refunded])).toBe(expected.tax)
  })

  test('the independent reader finds the same in the shop export', () => {
    const totals = readWooOrders([orders], {
      only: [number],
      tenders: { ...corpus.partner.tenders, '': 'NONE' },
      outstandingTender: corpus.partner.outstandingTender,
      skuOfVariation: Object.fromEntries(Object.entries(corpus.shop.variations).map(([id, v]) => [id, v.sku])),
      digits,
    })
    expect(totals.units).toEqual(units(expected))
    expect(totals.grossPerTender).toEqual(expected.tenders)
    // Where the lines do not add up to the total, the difference is the rounding line.
    if (!expected.linesDiffer) expect(totals.grossPerRate).toEqual(expected.grossPerRate)
    else expect(totals.gross).toBe(sum(expected.lines.filter((l) => l.kind !== 'rounding').map((l) => l.gross)))
  })
})

function units(expected: Expected): Record<string, string> {
  const perCode = new Map<string, bigint>()
  for (const line of expected.lines.filter((l) => l.kind === 'goods' || l.kind === 'gift-card')) {
    perCode.set(line.code, (perCode.get(line.code) ?? 0n) + point(line.units, 3))
  }
  return Object.fromEntries([...perCode].sort().map(([code, n]) => [code, print(n, 3).replace(/\.?0+$/, '')]))
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(join(CORPUS, name), 'utf8')) as T
}
