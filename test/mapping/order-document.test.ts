import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toDocument } from '../../src/mapping/order-document.ts'
import { splitAmount } from '../../src/model/money.ts'
import type { OrderLine, ShopOrder } from '../../src/model/records.ts'
import { aLine, anAmount, anOrder, aPayment, theRules } from './an-order.ts'

function documentOf(order: ShopOrder, rules = theRules()) {
  const result = toDocument(order, rules)
  if ('rejected' in result) throw new Error(JSON.stringify(result.rejected))
  return result.document
}

describe('a sale document', () => {
  test('carries customer, dates, identity and derived prices', () => {
    const order = anOrder([aLine(100, { quantity: 3000, discount: 50 })])
    const document = documentOf(order, theRules({ priceDecimals: 4, revision: 2, attempt: 3, taxes: { 'DK 25': 'S' } }))
    expect(document).toMatchObject({
      orderKey: '4711',
      orderNumber: '1001',
      number: '1001',
      kind: 'sale',
      revision: 2,
      attempt: 3,
      placedAt: '2026-11-05T09:30:00.000Z',
      bookedAt: '2026-11-20T06:00:00.000Z',
      currency: 'DKK',
      customer: { number: 'c7', name: 'Kim Sø', email: 'kim@example.com', phone: '+4520112233', guest: false },
      gross: 100,
      net: 80,
      tax: 20,
      payments: [{ tender: 'CARD', method: 'card', amount: 100, reference: 'tx1' }],
    })
    expect(document.lines[0]).toEqual({
      number: 1,
      kind: 'goods',
      code: 'A-1',
      sku: 'A-1',
      name: 'Wooden car',
      quantity: 3000,
      unitPrice: 3333,
      total: 100,
      gross: 100,
      net: 80,
      tax: 20,
      discount: 50,
      taxRate: 25_000,
      taxCode: 'S',
      requiresShipping: true,
    })
  })

  test('at net prices has net totals, prices and discounts', () => {
    const document = documentOf(
      anOrder([aLine(12_500, { quantity: 2000, discount: 1250 })]),
      theRules({ prices: 'net' }),
    )
    expect(document.lines[0]).toMatchObject({ unitPrice: 500_000, total: 10_000, gross: 12_500, discount: 1000 })
  })

  test('knows a tax by country and class before the bare rate', () => {
    const taxes = { '7': 'any', 'DE 7': 'de', 'DE reduced 7': 'de-reduced' }
    const billing = { ...anOrder([]).billing, country: 'DE' }
    const code = (taxClass: string | null) =>
      documentOf(anOrder([aLine(107, { taxRate: 7000, taxClass })], { billing }), theRules({ taxes })).lines[0]!.taxCode
    expect([code('reduced'), code('other'), code(null)]).toEqual(['de-reduced', 'de', 'de'])
  })

  test('findings name the order, the line in the file and both numbers', () => {
    const result = toDocument(anOrder([aLine(1000)], { total: 1010, payments: [aPayment(1010)] }), theRules())
    expect('rejected' in result && result.rejected[0]).toMatchObject({
      code: 'TB7001',
      row: 12,
      key: '1001',
      found: 'order 1001: lines add up to 10.00 DKK',
      expected: '10.10 DKK, the total',
    })
  })

  test.each([
    ['{number}', '#1001-B', '#1001-B'],
    ['{digits}', '#1001-B', '1001'],
    ['{shop}-{digits}', '#1001', 'main-1001'],
    ['W{key}', '#1001', 'W4711'],
  ])('number pattern %s of %s is %s', (numberPattern, number, expected) => {
    expect(documentOf(anOrder([aLine(100)], { number }), theRules({ numberPattern })).number).toBe(expected)
  })

  test('does not change the order it was made from', () => {
    const order = anOrder([aLine(333), aLine(333), anAmount('discount', -100)])
    const before = structuredClone(order)
    documentOf(order)
    expect(order).toEqual(before)
  })
})

/** Orders that add up: goods at three rates, partly refunded, discounts, shipping, one or two payments. */
const orders = fc
  .record({
    goods: fc.array(
      fc.record({
        gross: fc.integer({ min: 1, max: 500_000 }),
        pieces: fc.integer({ min: 1, max: 12 }),
        back: fc.integer({ min: 0, max: 12 }),
        rate: fc.constantFrom(0, 7000, 25_000),
        off: fc.integer({ min: -1, max: 1 }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    shipping: fc.option(fc.integer({ min: 0, max: 9900 })),
    discountShare: fc.integer({ min: 0, max: 100 }),
    giftCard: fc.integer({ min: 0, max: 100 }),
    owed: fc.boolean(),
  })
  .map(({ goods, shipping, discountShare, giftCard, owed }) => {
    const lines: OrderLine[] = goods.map((g, index) => {
      const line = aLine(g.gross, {
        key: `g${index}`,
        sku: `S${index % 3}`,
        quantity: g.pieces * 1000,
        taxRate: g.rate,
      })
      if (g.rate > 0 && line.tax + g.off >= 0) Object.assign(line, { tax: line.tax + g.off, net: line.net - g.off })
      return refunded(line, Math.min(g.back, g.pieces), g.pieces, giftCard === 0)
    })
    const first = lines[0]!
    const discount = Math.floor(((first.gross - first.refundedGross) * discountShare) / 100)
    if (discount > 0) lines.push(anAmount('discount', -discount, { taxRate: first.taxRate }))
    if (shipping !== null) lines.push(anAmount('shipping', shipping))
    const order = anOrder(lines)
    const [card, gift] = splitAmount(order.total, [100 - giftCard, giftCard])
    order.payments = [aPayment(card!), ...(gift! > 0 ? [aPayment(gift!, 'giftcard')] : [])]
    if (owed && giftCard === 0) Object.assign(order, { payments: [], outstanding: order.total })
    return order
  })

function refunded(line: OrderLine, back: number, pieces: number, allowed: boolean): OrderLine {
  if (!allowed || back === 0) return line
  const [refundedGross] = splitAmount(line.gross, [back, pieces - back])
  const [refundedTax] = splitAmount(line.tax, [back, pieces - back])
  return { ...line, refundedQuantity: back * 1000, refundedGross: refundedGross!, refundedTax: refundedTax! }
}

function perRate(lines: { rate: number; gross: number }[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { rate, gross } of lines) sums[rate] = (sums[rate] ?? 0) + gross
  return Object.fromEntries(Object.entries(sums).filter(([, gross]) => gross !== 0))
}

function unitsPerCode(lines: { code: string; quantity: number }[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { code, quantity } of lines) sums[code] = (sums[code] ?? 0) + quantity
  return Object.fromEntries(Object.entries(sums).filter(([, quantity]) => quantity !== 0))
}

const netted = (order: ShopOrder) => order.lines.map((l) => ({ rate: l.taxRate!, gross: l.gross - l.refundedGross }))
const orderUnits = (order: ShopOrder) =>
  unitsPerCode(
    order.lines
      .filter((l) => l.kind === 'goods')
      .map((l) => ({ code: l.sku!, quantity: l.quantity - l.refundedQuantity })),
  )

describe('for every order that adds up', () => {
  test.each([
    ['gross', 2],
    ['gross', 4],
    ['net', 2],
  ] as const)(
    'a sale at %s prices with %i decimals has its gross per rate, its units and its payments',
    (prices, priceDecimals) => {
      let documents = 0
      fc.assert(
        fc.property(orders, (order) => {
          const result = toDocument(order, theRules({ prices, priceDecimals, roundingMax: 20 }))
          if ('rejected' in result) {
            expect(result.rejected.map((f) => f.code)).toEqual(['TB7021'])
            return
          }
          documents += 1
          const { lines, payments, gross, net, tax } = result.document
          expect(perRate(lines.map((l) => ({ rate: l.taxRate, gross: l.gross })))).toEqual(perRate(netted(order)))
          expect(payments.reduce((sum, p) => sum + p.amount, 0)).toBe(gross)
          expect(net + tax).toBe(gross)
          expect(unitsPerCode(lines.filter((l) => l.kind === 'goods'))).toEqual(orderUnits(order))
          for (const line of lines) {
            expect(line.net + line.tax).toBe(line.gross)
            expect(line.total).toBe(prices === 'gross' ? line.gross : line.net)
          }
          if (prices === 'gross') {
            expect(tax).toBe(order.lines.reduce((sum, l) => sum + l.tax - l.refundedTax, 0))
          }
          for (const method of ['card', 'giftcard']) {
            const paid = order.payments.filter((p) => p.method === method).reduce((sum, p) => sum + p.amount, 0)
            if (order.refunded === 0) {
              expect(payments.filter((p) => p.method === method).reduce((sum, p) => sum + p.amount, 0)).toBe(paid)
            }
          }
        }),
        { numRuns: 400 },
      )
      expect(documents).toBeGreaterThan(200)
    },
  )

  test('the till that multiplies price and quantity comes to the document', () => {
    fc.assert(
      fc.property(orders, (order) => {
        const result = toDocument(order, theRules({ roundingMax: 20 }))
        if ('rejected' in result) return
        for (const line of result.document.lines) {
          const price = Math.sign(line.unitPrice) * Math.floor((Math.abs(line.unitPrice) + 50) / 100)
          expect((price * line.quantity) / 1000).toBe(line.total)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('a stock document has the same units and no amount', () => {
    fc.assert(
      fc.property(orders, (order) => {
        const result = toDocument(
          order,
          theRules({ kind: 'stock', tenders: {}, kinds: {}, outstandingTender: undefined }),
        )
        if ('rejected' in result) {
          expect(Object.keys(orderUnits(order)).length === 0 || order.refunded >= order.total).toBe(true)
          return
        }
        const { lines, payments, gross, net, tax } = result.document
        expect(unitsPerCode(lines)).toEqual(orderUnits(order))
        expect([payments, gross, net, tax]).toEqual([[], 0, 0, 0])
        for (const l of lines)
          expect([l.unitPrice, l.total, l.gross, l.net, l.tax, l.discount]).toEqual([0, 0, 0, 0, 0, 0])
      }),
      { numRuns: 300 },
    )
  })
})
