import { describe, expect, test } from 'vitest'
import { type CodePlan, planCodes } from '../../src/mapping/plan-codes.ts'
import type { IssuedCode, MatrixItem } from '../../src/model/matrix.ts'
import { issuedOf, itemOf, rulesOf, tableOf } from './a-matrix.ts'

const SEEDS = 1_000
const COLOURS = ['Red', 'Blå', 'Navy Blue', 'Grøn', 'red', 'Sort/Hvid', 'Lyseblå', 'Lyserød']
const SIZES = ['S', 'M', 'L', 'XL', '36', '38', '40', null]
const values = tableOf(...COLOURS.slice(0, 6).map((colour, i) => `Farve;${colour};C${i}`))

const SCHEMES = [
  { from: ['sku'], scheme: '{item}-{colour}-{size}', transliterate: 'da', any: '00' },
  { from: [], scheme: '{item}[-{colour.code}][-{size}]', upperCase: true, any: '00' },
  { from: ['sku', 'barcode'], scheme: 'T{seq:4}-{size:02}', any: '00' },
  { from: [], scheme: '20{seq:10}{check}' },
  { from: ['sku'], scheme: '{item.name}-{colour:4}-{size}', maxLength: 14, shorten: 'hash:4', replace: { ' ': '' } },
  { from: [], scheme: '{item}-{colour}-{size}', maxLength: 12, shorten: 'cut:colour', upperCase: true },
] as const

/** A generator of numbers below n that a seed repeats. */
function dice(seed: number): (n: number) => number {
  let state = (seed * 2_654_435_761) >>> 0
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 4_294_967_296) * n)
  }
}

function shuffled<T>(list: readonly T[], roll: (n: number) => number): T[] {
  const copy = [...list]
  for (let i = copy.length - 1; i > 0; i -= 1) {
    const j = roll(i + 1)
    ;[copy[i], copy[j]] = [copy[j]!, copy[i]!]
  }
  return copy
}

let nextId = 0
function randomItem(n: number, roll: (n: number) => number): MatrixItem {
  const axes = [['Farve', 'Størrelse'], ['Farve'], []][roll(3)]!
  const variants = Array.from({ length: 1 + roll(6) }, (): Parameters<typeof itemOf>[2][number] => {
    const chosen = [COLOURS[roll(COLOURS.length)]!, SIZES[roll(SIZES.length)]!].slice(0, axes.length)
    nextId += 1
    const id = nextId
    return [chosen, { id, sku: roll(3) === 0 ? null : `S${roll(4) === 0 ? roll(40) : id}` }]
  })
  return itemOf(`ART${n}`, axes, variants, { name: `Fin trøje nr ${n}` })
}

/** Some variants go, the others come in another order, and a few new items are there. */
function changedCatalogue(items: readonly MatrixItem[], roll: (n: number) => number): MatrixItem[] {
  const kept = items.map((item) => ({
    ...item,
    variants: shuffled(item.variants, roll).map((variant) => ({ ...variant, removed: roll(10) === 0 })),
  }))
  const fresh = Array.from({ length: Math.ceil(items.length / 10) }, (_, i) => randomItem(items.length + i, roll))
  return shuffled([...kept, ...fresh], roll)
}

const issuedBy = (plan: CodePlan): IssuedCode[] =>
  plan.assigned.map(({ code, variantId, origin }) => issuedOf(code, variantId, origin))
const codesOf = (issued: readonly IssuedCode[]) => new Map(issued.map((each) => [each.variantId, each.code]))

describe(`over ${SEEDS} catalogues`, () => {
  const worlds = Array.from({ length: SEEDS }, (_, seed) => {
    const roll = dice(seed + 1)
    nextId = 0
    const items = Array.from({ length: 8 + roll(8) }, (__, n) => randomItem(n, roll))
    const rules = rulesOf(SCHEMES[seed % SCHEMES.length]!, values)
    return { seed, roll, items, rules, first: planCodes({ items, issued: [], rules }) }
  })

  test('no order of the catalogue changes a plan', () => {
    for (const { items, rules, first, seed } of worlds) {
      const roll = dice(seed + 7)
      const mixed = shuffled(items, roll).map((item) => ({ ...item, variants: shuffled(item.variants, roll) }))
      expect(planCodes({ items: mixed, issued: [], rules }).assigned, `seed ${seed}`).toEqual(first.assigned)
    }
  })

  test('every variant has a code or a reason, and every code is given once', () => {
    let refused = 0
    for (const { items, first, seed } of worlds) {
      const ids = items.flatMap((item) => item.variants.map(({ id }) => id)).sort((a, b) => a - b)
      const told = [...first.assigned, ...first.without].map(({ variantId }) => variantId).sort((a, b) => a - b)
      expect(told, `seed ${seed}`).toEqual(ids)
      expect(new Set(first.assigned.map(({ code }) => code)).size).toBe(first.assigned.length)
      refused += first.without.length
    }
    expect(refused).toBeGreaterThan(SEEDS)
  })

  test('issued codes are byte-equal after the catalogue was mixed, a tenth left and a tenth came; retired ones never return', () => {
    let kept = 0
    let added = 0
    for (const { roll, items, rules, first, seed } of worlds) {
      const then = issuedBy(first)
      const retired = then.map((code) => ({ ...code, retiredAt: roll(10) === 0 ? '2026-11-20T09:00:00Z' : null }))
      const current = retired.filter(({ retiredAt }) => retiredAt === null)
      const next = changedCatalogue(items, roll)
      const plan = planCodes({ items: next, issued: shuffled(retired, roll), rules })
      const now = codesOf([...current, ...issuedBy(plan)])
      for (const { variantId, code } of current) expect(now.get(variantId), `seed ${seed}`).toBe(code)
      const ever = new Set(then.map(({ code }) => code))
      for (const { code } of plan.assigned) expect(ever.has(code), `seed ${seed}: ${code}`).toBe(false)
      expect(plan.seqLast).toBeGreaterThanOrEqual(first.seqLast)
      kept += current.length
      added += plan.assigned.length
    }
    expect(kept).toBeGreaterThan(SEEDS * 15)
    expect(added).toBeGreaterThan(SEEDS)
  })

  test('a plan that was issued leaves nothing to issue', () => {
    for (const { items, rules, first, seed } of worlds) {
      const again = planCodes({ items, issued: issuedBy(first), rules })
      expect(again.assigned, `seed ${seed}`).toEqual([])
    }
  })
})
