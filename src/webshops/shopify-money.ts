import { divideRound, formatMoney, type MinorUnits, type RateE3, splitAmount } from '../model/money.ts'
import {
  type Base,
  confirm,
  type Guess,
  guesses,
  guessOf,
  knownRate,
  type MoneyLine,
  type Order,
  type OrderMoney,
  sum,
} from './shopify-rates.ts'

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
  const plain = (amount: MinorUnits, rate: RateE3 | null): SettledPart => ({ gross: amount, net: amount, tax: 0, rate })
  // Sums that contradict each other do not make a rate unknown that the file names.
  const known = lines.map((line) => knownRate(line, money))
  const taxed = [...new Set(known.filter((_, i) => lines[i]!.taxable && !lines[i]!.tip))]
  return {
    lines: lines.map((line, i) => ({ ...plain(line.amount, known[i]!), discount: line.discount })),
    shipping: money.shipping === 0 ? [] : [plain(money.shipping, taxed.length === 1 ? taxed[0]! : null)],
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
