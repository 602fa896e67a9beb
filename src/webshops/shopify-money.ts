import { divideRound, formatMoney, type MinorUnits, type RateE3, splitAmount } from '../model/money.ts'

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

export interface SettledPart {
  gross: MinorUnits
  net: MinorUnits
  tax: MinorUnits
  rate: RateE3 | null
}

export interface SettledOrder {
  lines: (SettledPart & { discount: MinorUnits })[]
  /** One part per rate; empty when shipping is free. */
  shipping: SettledPart[]
  duties: SettledPart | null
  /** Why it does not add up (amounts are then those of the file, untaxed), or why no rate is known; null when all is well. */
  problem: { code: 'TB7001' | 'TB7012'; found: string; expected: string } | null
}

/**
 * Finds net, tax and gross of every line of a Shopify order (R24). The file has no tax per line: prices include tax when
 * Subtotal + Shipping = Total, exclude it when + Taxes = Total. A line's rate is known when the order has one rate or the
 * catalogue knows the article's, and only when tax computed from the rates agrees with `Taxes`, half a cent per line for
 * the shop's own rounding; that rest goes to the lines by largest remainder, so the sums are exact. Otherwise the rate is
 * null and the tax is spread by amount, so that the totals hold and the rate is what is missing.
 */
export function settleOrder(lines: readonly MoneyLine[], money: OrderMoney): SettledOrder {
  const base = decideBase(lines, money)
  if (base === null) return unsettled(lines, money, doesNotAddUp(money))
  const orderDiscount = sum(lines.filter((l) => base.counts(l)).map((l) => l.amount)) - money.subtotal
  if (orderDiscount < 0 || orderDiscount > money.discount) {
    return unsettled(lines, money, linesDoNotAddUp(orderDiscount, money))
  }
  const order: Order = { lines, money, base, orderDiscount }
  for (const guess of guesses(order)) {
    const taxes = confirm(guess, order)
    if (taxes !== null) return settled(guess, taxes, order)
  }
  return rateUnknown(order)
}

interface Base {
  prices: 'gross' | 'net'
  /** Shipping really charged. */
  shipping: MinorUnits
  counts: (line: MoneyLine) => boolean
}

interface Order {
  lines: readonly MoneyLine[]
  money: OrderMoney
  base: Base
  orderDiscount: MinorUnits
}

interface Part {
  amount: MinorUnits
  rate: RateE3
}

/** What the rates could be; `parts` are the lines (after the order's discount), then shipping, one part per rate. */
interface Guess {
  lines: (Part & { discount: MinorUnits })[]
  shipping: Part[]
}

/** The two identities of R24, as printed first; then with a tip outside the subtotal, then with shipping before its discount. */
function decideBase(lines: readonly MoneyLine[], money: OrderMoney): Base | null {
  const all = (_line: MoneyLine) => true
  const noTips = (line: MoneyLine) => !line.tip
  const tips = sum(lines.filter((l) => l.tip).map((l) => l.amount))
  const goods = sum(lines.map((l) => l.amount)) - tips
  const shippingDiscount = money.discount - Math.max(0, goods - money.subtotal)
  const candidates = [{ counts: all, tips: 0, shipping: money.shipping }]
  if (tips !== 0) candidates.push({ counts: noTips, tips, shipping: money.shipping })
  if (shippingDiscount > 0 && shippingDiscount <= money.shipping) {
    candidates.push({ counts: tips === 0 ? all : noTips, tips, shipping: money.shipping - shippingDiscount })
  }
  for (const { counts, tips: outside, shipping } of candidates) {
    const before = money.subtotal + outside + shipping + money.duties
    if (before === money.total) return { prices: 'gross', shipping, counts }
    if (before + money.taxes === money.total) return { prices: 'net', shipping, counts }
  }
  return null
}

/** Every way the rates can be known, the surest first. Lazily: most orders end at the first. */
function* guesses(order: Order): Generator<Guess> {
  const { money } = order
  const taxed = (line: MoneyLine) => line.taxable && !line.tip
  const withRate = (rate: RateE3) => order.lines.map((line) => (taxed(line) ? rate : 0))
  if (money.taxes === 0) {
    yield guessOf(order, withRate(0), [0])
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
function guessOf(
  order: Order,
  rates: RateE3[],
  shippingRates: RateE3[],
  weight: (part: Part) => number = (p) => p.amount,
): Guess {
  const shares = spreadDiscount(order, rates)
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

/** An order's discount by largest remainder: over the rates first, then over the lines of each rate (R23). */
function spreadDiscount(order: Order, rates: RateE3[]): MinorUnits[] {
  const counted = order.lines.map((line) => (order.base.counts(line) ? line.amount : 0))
  const discountable = counted.map((amount, i) => (order.lines[i]!.discountable ? amount : 0))
  const weights = sum(discountable) >= order.orderDiscount ? discountable : counted
  const distinct = [...new Set(rates)]
  const perRate = splitAmount(
    order.orderDiscount,
    distinct.map((rate) => sum(weights.filter((_, i) => rates[i] === rate))),
  )
  const shares = weights.map(() => 0)
  distinct.forEach((rate, r) => {
    const members = rates.flatMap((other, i) => (other === rate ? [i] : []))
    const parts = splitAmount(
      perRate[r]!,
      members.map((i) => weights[i]!),
    )
    members.forEach((i, n) => {
      shares[i] = parts[n]!
    })
  })
  return shares
}

/** Tax of every part (lines, then shipping) when it agrees with the order's; null when it does not. */
function confirm(guess: Guess, order: Order): MinorUnits[] | null {
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

function settled(guess: Guess, taxes: MinorUnits[], order: Order): SettledOrder {
  const { prices } = order.base
  const lines = guess.lines.map((line, i) => ({
    ...withTax(line.amount, taxes[i]!, line.rate, prices),
    discount: prices === 'gross' ? line.discount : divideRound(line.discount * (100_000 + line.rate), 100_000),
  }))
  const shipping = guess.shipping.map((p, i) => withTax(p.amount, taxes[guess.lines.length + i]!, p.rate, prices))
  return { lines, shipping, duties: dutiesOf(order.money), problem: null }
}

/** Totals hold, the rate of whatever may be taxed is missing: the tax is spread by amount until somebody says the rates. */
function rateUnknown(order: Order): SettledOrder {
  const { lines, base, money } = order
  const guess = guessOf(
    order,
    lines.map(() => 0),
    [0],
  )
  const printed = [...guess.lines, ...guess.shipping].map((part) => part.amount)
  const taxed = printed.map((_, i) => lines[i] === undefined || (lines[i].taxable && !lines[i].tip))
  const weights = printed.map((amount, i) => (taxed[i] ? amount : 0))
  const nothingTaxed = weights.every((weight) => weight === 0)
  const result = settled(guess, splitAmount(money.taxes, nothingTaxed ? printed : weights), order)
  for (const [i, part] of [...result.lines, ...result.shipping].entries()) {
    part.rate = taxed[i] || nothingTaxed ? null : 0
  }
  for (const line of result.lines) {
    if (base.prices === 'net' && line.net !== 0) {
      line.discount = divideRound(BigInt(line.discount) * BigInt(line.gross), line.net)
    }
  }
  return { ...result, problem: noRate(money) }
}

function noRate(money: OrderMoney) {
  const named = money.named.map((tax) => `${tax.name} ${formatMoney(tax.value, money.currency)}`).join(', ')
  return {
    code: 'TB7012' as const,
    found: `Taxes ${formatMoney(money.taxes, money.currency)}${named === '' ? '' : ` (${named})`}, and nobody says on which lines`,
    expected: 'one rate for the order, or rates of the articles in the catalogue that give this tax',
  }
}

function unsettled(
  lines: readonly MoneyLine[],
  money: OrderMoney,
  problem: NonNullable<SettledOrder['problem']>,
): SettledOrder {
  const plain = (amount: MinorUnits): SettledPart => ({ gross: amount, net: amount, tax: 0, rate: null })
  return {
    lines: lines.map((line) => ({ ...plain(line.amount), discount: line.discount })),
    shipping: money.shipping === 0 ? [] : [plain(money.shipping)],
    duties: dutiesOf(money),
    problem,
  }
}

function dutiesOf(money: OrderMoney): SettledPart | null {
  return money.duties === 0 ? null : { gross: money.duties, net: money.duties, tax: 0, rate: 0 }
}

function withTax(amount: MinorUnits, tax: MinorUnits, rate: RateE3, prices: 'gross' | 'net'): SettledPart {
  return prices === 'gross'
    ? { gross: amount, net: amount - tax, tax, rate }
    : { gross: amount + tax, net: amount, tax, rate }
}

function doesNotAddUp(money: OrderMoney) {
  const say = (amount: MinorUnits) => formatMoney(amount, money.currency)
  const duties = money.duties === 0 ? '' : ` + Duties ${say(money.duties)}`
  const before = `Subtotal ${say(money.subtotal)} + Shipping ${say(money.shipping)}${duties}`
  return {
    code: 'TB7001' as const,
    found: `${before} is not Total ${say(money.total)}, with or without Taxes ${say(money.taxes)}`,
    expected: 'Subtotal + Shipping = Total, or Subtotal + Shipping + Taxes = Total',
  }
}

function linesDoNotAddUp(difference: MinorUnits, money: OrderMoney) {
  const say = (amount: MinorUnits) => formatMoney(amount, money.currency)
  return {
    code: 'TB7001' as const,
    found: `the lines come to ${say(money.subtotal + difference)}, the Subtotal is ${say(money.subtotal)}, the Discount Amount ${say(money.discount)}`,
    expected: 'lines less discounts = Subtotal',
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}

function sumBig(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => a + b, 0n)
}
