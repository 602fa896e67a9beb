import type { MinorUnits, RateE3 } from '../model/money.ts'
import { splitAmount } from '../model/money.ts'
import { spreadByRate } from './spread-discount.ts'

/** A row of the file before tax is known. Amounts are as the file prints them: with or without tax, nobody says which. */
export interface MoneyLine {
  /** price x quantity - line discount. */
  amount: MinorUnits
  /** Line discount already taken off `amount`. */
  discount: MinorUnits
  taxable: boolean
  /** Gift cards take no part in an order's discount. */
  discountable: boolean
  /** A tip may stand outside the subtotal. */
  tip: boolean
  /** What the catalogue knows of the article's rate. */
  catalogueRate: RateE3 | null
}

export interface NamedTax {
  name: string
  rate: RateE3 | null
  value: MinorUnits
}

/** The order-level cells, in minor units. */
export interface OrderMoney {
  currency: string
  subtotal: MinorUnits
  shipping: MinorUnits
  duties: MinorUnits
  taxes: MinorUnits
  total: MinorUnits
  discount: MinorUnits
  /** Tax 1 to Tax 5, those with a value. */
  named: NamedTax[]
  /** Rates of the shop's configuration. */
  shopRates: RateE3[]
}

export interface Base {
  prices: 'gross' | 'net'
  /** Shipping really charged. */
  shipping: MinorUnits
  counts: (line: MoneyLine) => boolean
}

export interface Order {
  lines: readonly MoneyLine[]
  money: OrderMoney
  base: Base
  orderDiscount: MinorUnits
}

export interface Part {
  amount: MinorUnits
  rate: RateE3
}

/** What the rates could be; `parts` are the lines (after the order's discount), then shipping, one part per rate. */
export interface Guess {
  lines: (Part & { discount: MinorUnits })[]
  shipping: Part[]
}

/** Every way the rates can be known, the surest first. Lazily: most orders end at the first. */
export function* guesses(order: Order): Generator<Guess> {
  const { money } = order
  const taxed = (line: MoneyLine) => line.taxable && !line.tip
  const withRate = (rate: RateE3) => order.lines.map((line) => (taxed(line) ? rate : 0))
  if (money.taxes === 0) {
    yield guessOf(order, isGivenAway(order) ? order.lines.map((line) => knownRate(line, money) ?? 0) : withRate(0), [0])
    return
  }
  const named = namedRates(money)
  if (named?.length === 1) {
    const rate = named[0]!.rate ?? derivedRate(order)
    if (rate !== null) {
      // Articles of rate 0 beside it: only the catalogue tells them apart where the amounts are tiny.
      if (order.lines.some((line) => line.catalogueRate === 0)) yield* byCatalogue(order)
      yield guessOf(order, withRate(rate), [rate])
      // The state may leave shipping untaxed; the rate's own name must then say what it is.
      if (named[0]!.rate !== null) yield guessOf(order, withRate(rate), [0])
    }
  }
  if (named && named.length > 1 && named.every((t) => t.rate !== null)) yield* stacked(order, named, withRate)
  yield* byCatalogue(order)
  if (named === null) {
    const rate = derivedRate(order)
    if (rate !== null && mustBeSingle(order, rate)) yield guessOf(order, withRate(rate), [rate])
  }
}

/** A discount of 100 %: no tax is left of any rate, so its absence says nothing about the rates. */
function isGivenAway({ lines, money, base, orderDiscount }: Order): boolean {
  const counted = lines.filter((line) => line.taxable && !line.tip)
  return base.shipping === 0 && money.taxes === 0 && sum(counted.map((line) => line.amount)) === orderDiscount
}

/** The one rate that the file names, whatever came of it, else the catalogue's; 0 for what is not taxed. */
export function knownRate(line: MoneyLine, { named }: OrderMoney): RateE3 | null {
  if (!line.taxable || line.tip) return 0
  const rates = new Set(named.map(({ rate }) => rate))
  return (rates.size === 1 ? [...rates][0]! : null) ?? line.catalogueRate
}

/** The order's named taxes, equal rates added up; null when the file has none or they are not the whole tax. */
function namedRates(money: OrderMoney): NamedTax[] | null {
  if (sum(money.named.map((t) => t.value)) !== money.taxes) return null
  const byRate = new Map<string, NamedTax>()
  for (const tax of money.named) {
    if (tax.value === 0) continue
    const key = tax.rate === null ? `name ${tax.name}` : String(tax.rate)
    const known = byRate.get(key)
    byRate.set(key, known ? { ...known, value: known.value + tax.value } : { ...tax })
  }
  return [...byRate.values()]
}

/** State, county and city taxes all lie on the whole: each one's value proves it, and together they are one rate. */
function* stacked(order: Order, named: NamedTax[], withRate: (rate: RateE3) => RateE3[]): Generator<Guess> {
  const together = sum(named.map((t) => t.rate!))
  for (const shippingRate of [together, 0]) {
    const guess = guessOf(order, withRate(together), [shippingRate])
    const parts = [...guess.lines, ...guess.shipping].filter((p) => p.rate !== 0)
    const whole = named.every((tax) => {
      const scaled = parts.map((p) => exactTax(p.amount, tax.rate!, together, order.base.prices))
      return near(tax.value, sumBig(scaled), parts.length)
    })
    if (whole) yield guess
  }
}

/** Rates by article. Mixed-rate shipping is split by the goods of each rate: gross first, then as printed, then taxed goods only. */
function* byCatalogue(order: Order): Generator<Guess> {
  const rates = order.lines.map((line) => (!line.taxable || line.tip ? 0 : line.catalogueRate))
  if (rates.some((rate) => rate === null)) return
  const known = rates as RateE3[]
  if (known.every((rate) => rate === 0)) return
  const distinct = [...new Set(known)]
  if (order.base.prices === 'net') yield guessOf(order, known, distinct, (p) => p.amount * (100_000 + p.rate))
  yield guessOf(order, known, distinct, (p) => p.amount)
  const positive = distinct.filter((rate) => rate > 0)
  if (positive.length < distinct.length) yield guessOf(order, known, positive, (p) => p.amount)
}

/** Lines with these rates: the order's discount taken off, shipping split over `shippingRates`. */
export function guessOf(
  order: Order,
  rates: RateE3[],
  shippingRates: RateE3[],
  weight: (part: Part) => number = (p) => p.amount,
): Guess {
  const shares = discountShares(order, rates)
  const lines = order.lines.map((line, i) => ({
    amount: line.amount - shares[i]!,
    discount: line.discount + shares[i]!,
    rate: rates[i]!,
  }))
  const { shipping } = order.base
  if (shipping === 0) return { lines, shipping: [] }
  const weights = shippingRates.map((rate) => sum(lines.filter((l) => l.rate === rate).map(weight)))
  const amounts = splitAmount(shipping, weights)
  return {
    lines,
    shipping: shippingRates.map((rate, i) => ({ rate, amount: amounts[i]! })).filter((p) => p.amount !== 0),
  }
}

/** What each line bears of the order's discount. */
function discountShares(order: Order, rates: RateE3[]): MinorUnits[] {
  const counted = order.lines.map((line) => (order.base.counts(line) ? line.amount : 0))
  const discountable = counted.map((amount, i) => (order.lines[i]!.discountable ? amount : 0))
  const enough = sum(discountable) >= order.orderDiscount
  return spreadByRate(order.orderDiscount, enough ? discountable : counted, rates)
}

/** Tax of every part (lines, then shipping) when it agrees with the order's; null when it does not. */
export function confirm(guess: Guess, order: Order): MinorUnits[] | null {
  const parts = [...guess.lines, ...guess.shipping]
  const exact = parts.map((p) => exactTax(p.amount, p.rate, p.rate, order.base.prices))
  const targets = targetsOf(parts, order.money)
  const taxes = parts.map(() => 0)
  for (const { rate, value } of targets) {
    const members = parts.flatMap((p, i) => (p.rate !== 0 && (rate === null || p.rate === rate) ? [i] : []))
    if (!near(value, sumBig(members.map((i) => exact[i]!)), members.length)) return null
    const shares = roundTo(
      value,
      members.map((i) => exact[i]!),
    )
    members.forEach((i, n) => {
      taxes[i] = shares[n]!
    })
  }
  return taxes
}

/** The tax to meet per rate when the file names each rate, else the tax as a whole (rate null). */
function targetsOf(parts: Part[], money: OrderMoney): { rate: RateE3 | null; value: MinorUnits }[] {
  const named = namedRates(money)
  const rates = new Set(parts.filter((p) => p.rate !== 0 && p.amount !== 0).map((p) => p.rate))
  const allThere = named?.length === rates.size && named.every((t) => t.rate !== null && rates.has(t.rate))
  return named && allThere ? named.map(({ rate, value }) => ({ rate, value })) : [{ rate: null, value: money.taxes }]
}

const TAX_SCALE = 10_000n

/** Exact taxes as whole minor units with this sum: rounded down, the rest to the largest fractions. */
function roundTo(value: MinorUnits, exact: readonly bigint[]): MinorUnits[] {
  const rounded = exact.map((tax) => Number(tax / TAX_SCALE))
  const order = exact
    .map((tax, i) => ({ i, rest: tax % TAX_SCALE }))
    .sort((a, b) => Number(b.rest - a.rest) || a.i - b.i)
  let open = value - sum(rounded)
  if (open < 0) order.reverse()
  for (let n = 0; open !== 0 && order.length > 0; n += 1) {
    rounded[order[n % order.length]!.i]! += Math.sign(open)
    open -= Math.sign(open)
  }
  return rounded
}

/** The part of `rate` in the tax on an amount whose rates sum to `together`, in ten-thousandths of a minor unit. */
function exactTax(amount: MinorUnits, rate: RateE3, together: RateE3, prices: 'gross' | 'net'): bigint {
  const divisor = prices === 'gross' ? 100_000n + BigInt(together) : 100_000n
  return (BigInt(amount) * BigInt(rate) * TAX_SCALE) / divisor
}

/** The shop rounds each part by itself: half a minor unit per part, and a hair for our own division. */
function near(value: MinorUnits, exact: bigint, parts: number): boolean {
  const difference = BigInt(value) * TAX_SCALE - exact
  return (difference < 0n ? -difference : difference) <= (BigInt(parts) * TAX_SCALE) / 2n + BigInt(parts)
}

const RATE_STEP = 500
const RATE_MAX = 30_000

/** The one plausible rate that gives the order's tax: a multiple of half a percent or a rate of the shop; null when in doubt. */
function derivedRate(order: Order): RateE3 | null {
  const rates = new Set(order.money.shopRates.filter((rate) => rate > 0))
  for (let rate = RATE_STEP; rate <= RATE_MAX; rate += RATE_STEP) rates.add(rate)
  const fitting = [...rates].filter((rate) => {
    const guess = guessOf(
      order,
      order.lines.map((line) => (line.taxable && !line.tip ? rate : 0)),
      [rate],
    )
    return confirm(guess, order) !== null
  })
  if (fitting.length === 1) return fitting[0]!
  const own = fitting.filter((rate) => order.money.shopRates.includes(rate))
  return own.length === 1 ? own[0]! : null
}

/** Without names a mixture could look like one rate: not with a single taxed line, nor at the shop's highest rate. */
function mustBeSingle(order: Order, rate: RateE3): boolean {
  const taxed = order.lines.filter((line) => line.taxable && !line.tip && line.amount !== 0)
  return taxed.length === 1 || rate === Math.max(...order.money.shopRates)
}

export function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}

function sumBig(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => a + b, 0n)
}
