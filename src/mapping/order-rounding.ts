import type { Finding } from '../model/findings.ts'
import { divideRound, type MinorUnits, minorDigits, type PriceE4, type RateE3, taxInGross } from '../model/money.ts'
import type { Thousandths } from '../model/quantity.ts'
import type { ShopOrder } from '../model/records.ts'
import { amountText, orderFinding } from './order-finding.ts'
import { type LineDraft, mainRate, nameOf } from './order-lines.ts'

export interface RoundingRules {
  prices: 'gross' | 'net'
  /** Decimals of unit prices at the till. */
  priceDecimals: number
  /** Where a till with net prices puts VAT: on each line (when not said), or on the sums of the receipt. */
  vat?: 'line' | 'receipt' | undefined
  /** Largest difference per line, in minor units, that may be rounded away. */
  roundingMax: number
}

/** A line with the amounts the till will come to; what it loses is on a rounding line. */
export interface PricedLine {
  draft: LineDraft
  unitPrice: PriceE4
  gross: MinorUnits
  tax: MinorUnits
}

/** Amount of a rounding line, within one VAT rate. */
export interface Rounding {
  rate: RateE3
  gross: MinorUnits
  tax: MinorUnits
}

/** Price per piece, derived from the line total with four decimals (R23). */
export function unitPriceOf(total: MinorUnits, quantity: Thousandths, currency: string): PriceE4 {
  return divideRound(BigInt(total) * 1000n * e4PerMinor(currency), quantity)
}

/**
 * What the shop's lines lack to its total, where that is no more than rounding: shops that round VAT per receipt have
 * totals some hundredths beside their lines. Null when it is more than `roundingMax` for every line with an amount.
 */
export function receiptRounding(order: ShopOrder, roundingMax: number): { gross: MinorUnits; tax: MinorUnits } | null {
  const gross = order.lines.reduce((left, line) => left - line.gross, order.total)
  if (gross === 0) return { gross: 0, tax: 0 }
  const lines = order.lines.filter((line) => line.gross !== 0).length
  if (Math.abs(gross) > roundingMax * lines) return null
  return { gross, tax: order.lines.reduce((left, line) => left - line.tax, order.totalTax) }
}

interface TillBill {
  lines: PricedLine[]
  roundings: Rounding[]
  findings: Finding[]
}

/**
 * Does the till's arithmetic: price rounded to its decimals, times quantity, VAT per line. A line may come out at most
 * `roundingMax` off (else TB7001). The differences are added up per VAT rate, `receipt` with the main one, so that
 * lines plus rounding equal the order to the cent: normally one rounding line, and none when nothing is off.
 */
export function asTheTillComputes(
  order: ShopOrder,
  drafts: readonly LineDraft[],
  rules: RoundingRules,
  receipt: { gross: MinorUnits; tax: MinorUnits },
): TillBill {
  if (rules.prices === 'net' && rules.vat === 'receipt') return onTheReceipt(order, drafts, rules, receipt.gross)
  const lines: PricedLine[] = []
  const findings: Finding[] = []
  const off = new Map<RateE3, MinorUnits>()
  for (const draft of drafts) {
    const rate = draft.rate ?? 0
    const line = rules.prices === 'gross' ? grossLine(order, draft, rules) : netLine(order, draft, rate, rules)
    const difference = draft.gross - line.gross
    if (Math.abs(difference) > rules.roundingMax) findings.push(tillDiffers(order, line))
    off.set(rate, (off.get(rate) ?? 0) + difference)
    lines.push(line)
  }
  const main = mainRate(drafts) ?? 0
  if (lines.length > 0) off.set(main, (off.get(main) ?? 0) + receipt.gross)
  const roundings = [...off].flatMap(([rate, gross]) => roundingLines(gross, rate, rules.prices))
  // At gross prices the lines keep the shop's tax, so what its receipt adds or takes can stand with the rounding.
  const first = roundings.find(({ rate }) => rate === main)
  if (first && rules.prices === 'gross') first.tax += receipt.tax
  return { lines, roundings, findings }
}

/** Lines whose tax is not what their rate gives, beyond rounding: the till would book another tax (TB7001). */
export function taxesThatDiffer(order: ShopOrder, drafts: readonly LineDraft[], roundingMax: number): Finding[] {
  const findings: Finding[] = []
  for (const { source, gross, tax, rate } of drafts) {
    if (rate === null) continue
    const expected = taxInGross(gross, rate)
    // Line and refund were each rounded by the shop.
    const allowed = source.refundedGross === 0 ? roundingMax : roundingMax + 1
    if (Math.abs(expected - tax) <= allowed) continue
    findings.push(
      orderFinding(order, 'TB7001', {
        found: `${nameOf(source)}: tax ${amountText(tax, order)} in ${amountText(gross, order)}`,
        expected: `${amountText(expected, order)} at ${rate / 1000} %`,
      }),
    )
  }
  return findings
}

function grossLine(order: ShopOrder, draft: LineDraft, rules: RoundingRules): PricedLine {
  const unitPrice = unitPriceOf(draft.gross, draft.quantity, order.currency)
  // The shop's tax stays with the line, so that taxes still add up; the rounding line has none.
  return { draft, unitPrice, gross: tillTotal(order, unitPrice, draft, rules), tax: draft.tax }
}

function netLine(order: ShopOrder, draft: LineDraft, rate: RateE3, rules: RoundingRules): PricedLine {
  const unitPrice = unitPriceOf(draft.gross - draft.tax, draft.quantity, order.currency)
  const net = tillTotal(order, unitPrice, draft, rules)
  const tax = taxOnNet(net, rate)
  return { draft, unitPrice, gross: net + tax, tax }
}

/**
 * VAT on the net sums of each rate. What that leaves goes to one line without VAT: with VAT on it, no net amount would
 * come to some sums. The tax of a rate stands on its lines, the hundredths it has beside them on the largest.
 */
function onTheReceipt(
  order: ShopOrder,
  drafts: readonly LineDraft[],
  rules: RoundingRules,
  receipt: MinorUnits,
): TillBill {
  const lines = drafts.map((draft) => netLine(order, draft, draft.rate ?? 0, rules))
  const off = lines.filter(
    ({ draft, gross, tax }) => Math.abs(draft.gross - draft.tax - gross + tax) > rules.roundingMax,
  )
  const findings = off.map((line) => tillDiffers(order, line))
  let left = receipt
  for (const rate of new Set(drafts.map((draft) => draft.rate ?? 0))) {
    const own = lines.filter(({ draft }) => (draft.rate ?? 0) === rate)
    const sum = (pick: (line: PricedLine) => MinorUnits) => own.reduce((all, line) => all + pick(line), 0)
    const net = sum(({ gross, tax }) => gross - tax)
    const rest = taxOnNet(net, rate) - sum(({ tax }) => tax)
    const largest = own.reduce((a, b) => (Math.abs(b.gross) > Math.abs(a.gross) ? b : a))
    largest.tax += rest
    largest.gross += rest
    const difference = sum(({ draft, gross }) => draft.gross - gross)
    if (Math.abs(difference) > rules.roundingMax * own.length) findings.push(tillDiffers(order, largest))
    left += difference
  }
  return { lines, roundings: left === 0 || lines.length === 0 ? [] : [{ rate: 0, gross: left, tax: 0 }], findings }
}

function tillTotal(order: ShopOrder, unitPrice: PriceE4, draft: LineDraft, rules: RoundingRules): MinorUnits {
  const decimals = Math.max(rules.priceDecimals, minorDigits(order.currency))
  const step = 10 ** (4 - decimals)
  const price = divideRound(unitPrice, step) * step
  return divideRound(BigInt(price) * BigInt(draft.quantity), 1000n * e4PerMinor(order.currency))
}

function tillDiffers(order: ShopOrder, line: PricedLine): Finding {
  return orderFinding(order, 'TB7001', {
    found: `${nameOf(line.draft.source)}: the till comes to ${amountText(line.gross, order)}`,
    expected: `${amountText(line.draft.gross, order)}`,
    fix: 'Raise `orders.priceDecimals` to what the till computes with, or `orders.roundingMax`; else book it by hand.',
  })
}

function roundingLines(gross: MinorUnits, rate: RateE3, prices: 'gross' | 'net'): Rounding[] {
  if (gross === 0) return []
  // From 50 % on not even 0.01 can be made of a net amount; no such VAT is known.
  if (prices === 'gross' || rate >= 50_000) return [{ rate, gross, tax: 0 }]
  return netPieces(gross, rate).map((net) => {
    const tax = taxOnNet(net, rate)
    return { rate, gross: net + tax, tax }
  })
}

/**
 * Net amounts that come to `gross` once the till has put tax on them. At 25 % no net amount gives 0.02: such a
 * difference takes two lines of 0.01.
 */
function netPieces(gross: MinorUnits, rate: RateE3): MinorUnits[] {
  const near = divideRound(BigInt(gross) * 100_000n, 100_000 + rate)
  const whole = [near, near - 1, near + 1].find((net) => net + taxOnNet(net, rate) === gross)
  if (whole !== undefined) return [whole]
  const one = Math.sign(gross)
  return [one, ...netPieces(gross - one - taxOnNet(one, rate), rate)]
}

function taxOnNet(net: MinorUnits, rate: RateE3): MinorUnits {
  return divideRound(BigInt(net) * BigInt(rate), 100_000)
}

function e4PerMinor(currency: string): bigint {
  return 10n ** BigInt(4 - minorDigits(currency))
}
