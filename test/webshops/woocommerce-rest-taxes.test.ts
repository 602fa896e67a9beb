import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { divideRound } from '../../src/model/money.ts'
import { type TaxPart, type TaxRates, taxParts, taxRatesOf } from '../../src/webshops/woocommerce-order-taxes.ts'

const PERCENTS = [25, 19, 12, 7, 6, 5.5, 2.1]
const rates: TaxRates = taxRatesOf(
  { tax_lines: PERCENTS.map((percent, index) => ({ rate_id: index + 1, rate_percent: percent })) },
  {},
  'EUR',
)
const rateOf = (id: number) => rates.byId.get(String(id))!.rate
const text = (amount: number) => `${amount < 0 ? '-' : ''}${(Math.abs(amount) / 100).toFixed(2)}`
const line = (taxes: [id: number, tax: number][]) => ({
  taxes: taxes.map(([id, tax]) => ({ id, total: text(tax) })),
})
const sum = (parts: readonly TaxPart[], of: 'net' | 'tax') => parts.reduce((all, part) => all + part[of], 0)

describe('taxes side by side', () => {
  const two = fc.tuple(fc.constantFrom(1, 2, 3), fc.constantFrom(4, 5, 6, 7))

  test('nets that are whole hundreds come back as they were', () => {
    const hundreds = fc.integer({ min: 1, max: 500 })
    fc.assert(
      fc.property(two, hundreds, hundreds, fc.boolean(), ([a, b], left, right, negative) => {
        const sign = negative ? -1 : 1
        // In thousands every tax is a whole number of hundredths.
        const nets = [left * 1000 * sign, right * 1000 * sign]
        const taxes = [(nets[0]! * rateOf(a)) / 100_000, (nets[1]! * rateOf(b)) / 100_000]
        const value = line([
          [a, taxes[0]!],
          [b, taxes[1]!],
        ])
        const parts = taxParts(value, nets[0]! + nets[1]!, taxes[0]! + taxes[1]!, rates, true)
        expect(parts.map(({ net, tax, rate }) => [net, tax, rate])).toEqual([
          [nets[0], taxes[0], rateOf(a)],
          [nets[1], taxes[1], rateOf(b)],
        ])
      }),
    )
  })

  test('any split adds up to the line, and each tax is what its rate gives', () => {
    const cents = fc.integer({ min: 1, max: 50_000 })
    let [splits, taxed] = [0, 0]
    fc.assert(
      fc.property(two, cents, cents, ([a, b], left, right) => {
        const taxes: [number, number][] = [
          [a, divideRound(left * rateOf(a), 100_000)],
          [b, divideRound(right * rateOf(b), 100_000)],
        ]
        const [net, tax] = [left + right, taxes[0]![1] + taxes[1]![1]]
        const parts = taxParts(line(taxes), net, tax, rates, true)
        expect([sum(parts, 'net'), sum(parts, 'tax')]).toEqual([net, tax])
        if (taxes.every(([, tax]) => tax > 10)) taxed += 1
        if (parts.length < 2) return
        if (taxes.every(([, tax]) => tax > 10)) splits += 1
        for (const { net, tax, rate } of parts)
          expect(Math.abs(net * rate! - tax * 100_000)).toBeLessThanOrEqual(50_000)
      }),
      { numRuns: 1000 },
    )
    // What is rounded to hundredths is nearly always found again; the rest is held.
    expect(taxed).toBeGreaterThan(300)
    expect(splits / taxed).toBeGreaterThan(0.97)
  })

  test('goods are never split', () => {
    expect(
      taxParts(
        line([
          [2, 57],
          [4, 14],
        ]),
        500,
        71,
        rates,
        false,
      ),
    ).toEqual([{ net: 500, tax: 71, rate: null, rateId: null }])
  })
})

test('taxes on top of each other are never taken for taxes side by side, nor the other way round', () => {
  const net = fc.integer({ min: 100, max: 100_000 })
  fc.assert(
    fc.property(net, fc.constantFrom(1, 2, 3), fc.constantFrom(4, 5, 6, 7), (amount, a, b) => {
      const taxes: [number, number][] = [
        [a, divideRound(amount * rateOf(a), 100_000)],
        [b, divideRound(amount * rateOf(b), 100_000)],
      ]
      const parts = taxParts(line(taxes), amount, taxes[0]![1] + taxes[1]![1], rates, true)
      expect(parts.map(({ rate }) => rate)).toEqual([rateOf(a) + rateOf(b)])
    }),
  )
})

test.each([
  [
    'few cents that could be either: 19 and 12 % of all of it, or of 3 and 5 cents',
    8,
    [
      [2, 1],
      [3, 1],
    ],
    null,
  ],
  ['one tax of several decimals', 1000, [[2, 190]], 19_000],
  [
    'a rate nobody listed',
    1000,
    [
      [2, 190],
      [99, 10],
    ],
    null,
  ],
] as [string, number, [number, number][], number | null][])('%s', (_why, net, taxes, expected) => {
  const tax = taxes.reduce((all, [, amount]) => all + amount, 0)
  const parts = taxParts(line(taxes), net, tax, rates, true)
  expect(parts.map(({ rate }) => rate)).toEqual([expected])
})
