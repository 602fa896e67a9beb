import fc from 'fast-check'
import { expect, test } from 'vitest'
import { divideRound } from '../../src/model/money.ts'
import { type SettledOrder, settleOrder } from '../../src/webshops/shopify-money.ts'
import type { MoneyLine, OrderMoney } from '../../src/webshops/shopify-rates.ts'

/*
 * Orders as a shop reckons them: tax per line, rounded per line, added up. Whatever the rounding, what is read must add up
 * to the file's numbers exactly.
 */

interface ShopLine {
  amount: number
  rate: number
}

const reckon = (amount: number, rate: number, prices: 'gross' | 'net') =>
  divideRound(BigInt(amount) * BigInt(rate), prices === 'gross' ? 100_000 + rate : 100_000)

const moneyLine = (amount: number, taxable: boolean, catalogueRate: number | null): MoneyLine => ({
  amount,
  discount: 0,
  taxable,
  discountable: true,
  tip: false,
  catalogueRate,
})

function orderOf(lines: ShopLine[], shipping: ShopLine[], prices: 'gross' | 'net', named: boolean): OrderMoney {
  const parts = [...lines, ...shipping]
  const taxes = parts.map((p) => reckon(p.amount, p.rate, prices))
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)
  const tax = sum(taxes)
  const subtotal = sum(lines.map((l) => l.amount))
  const charged = sum(shipping.map((l) => l.amount))
  const rates = [...new Set(parts.map((p) => p.rate))].filter((rate) => rate > 0)
  return {
    currency: 'DKK',
    subtotal,
    shipping: charged,
    duties: 0,
    taxes: tax,
    total: subtotal + charged + (prices === 'net' ? tax : 0),
    discount: 0,
    named: named
      ? rates.map((rate) => ({ name: '', rate, value: sum(taxes.filter((_, i) => parts[i]!.rate === rate)) }))
      : [],
    shopRates: [],
  }
}

function addsUp(settled: SettledOrder, money: OrderMoney): void {
  const parts = [...settled.lines, ...settled.shipping]
  for (const part of parts) expect(part.net + part.tax).toBe(part.gross)
  expect(parts.reduce((a, p) => a + p.gross, 0)).toBe(money.total)
  expect(parts.reduce((a, p) => a + p.tax, 0)).toBe(money.taxes)
}

const prices = fc.constantFrom('gross' as const, 'net' as const)
const amounts = fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 12 })

test('one named rate: every line has it, and the sums are those of the file', () => {
  const rate = fc.constantFrom(25_000, 21_000, 19_000, 7_000, 5_500, 8_875)
  fc.assert(
    fc.property(amounts, fc.nat(20_000), rate, prices, (list, shipping, r, basis) => {
      const money = orderOf(
        list.map((amount) => ({ amount, rate: r })),
        [{ amount: shipping, rate: r }],
        basis,
        true,
      )
      fc.pre(money.taxes > 0)
      const settled = settleOrder(
        list.map((amount) => moneyLine(amount, true, null)),
        money,
      )
      expect(settled.problem).toBeNull()
      expect(settled.lines.every((line) => line.rate === r)).toBe(true)
      addsUp(settled, money)
    }),
  )
})

test('several rates that the catalogue knows: each rate keeps its own tax', () => {
  // A line so small that its tax rounds to nothing leaves no trace of its rate in the file.
  const line = fc.record({ amount: fc.integer({ min: 10, max: 200_000 }), rate: fc.constantFrom(25_000, 12_000, 0) })
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), prices, fc.boolean(), (list, basis, named) => {
      const money = orderOf(list, [], basis, named)
      fc.pre(money.taxes > 0)
      const settled = settleOrder(
        list.map((l) => moneyLine(l.amount, true, l.rate)),
        money,
      )
      expect(settled.problem).toBeNull()
      expect(settled.lines.map((l) => l.rate)).toEqual(list.map((l) => l.rate))
      addsUp(settled, money)
      for (const { rate, value } of money.named) {
        expect(settled.lines.filter((l) => l.rate === rate).reduce((a, l) => a + l.tax, 0)).toBe(value)
      }
    }),
  )
})

test('whatever the numbers: it adds up, or there is a problem in words', () => {
  const cents = fc.nat(50_000)
  const named = fc.array(
    fc.record({ name: fc.constant('VAT'), rate: fc.constantFrom(null, 25_000, 6_000), value: cents }),
    { maxLength: 3 },
  )
  const random = fc.record({
    subtotal: cents,
    shipping: cents,
    duties: fc.constant(0),
    taxes: cents,
    discount: cents,
    named,
  })
  fc.assert(
    fc.property(amounts, random, fc.constantFrom(0, 1, 2), (list, cells, form) => {
      const base = cells.subtotal + cells.shipping
      const total = form === 0 ? base : form === 1 ? base + cells.taxes : 77
      const money = { ...cells, total, currency: 'DKK', shopRates: [25_000] }
      const settled = settleOrder(
        list.map((amount) => moneyLine(amount, true, null)),
        money,
      )
      if (settled.problem?.code === 'TB7001') expect(settled.problem.found).toMatch(/\d/)
      else addsUp(settled, money)
    }),
  )
})

test('tax that the rates do not explain is never called known', () => {
  const settled = settleOrder([moneyLine(10_000, true, 25_000), moneyLine(10_000, true, 6_000)], {
    ...orderOf([{ amount: 20_000, rate: 25_000 }], [], 'gross', false),
    taxes: 3_000,
  })
  expect(settled.problem?.code).toBe('TB7012')
  expect(settled.lines.map((l) => l.rate)).toEqual([null, null])
})
