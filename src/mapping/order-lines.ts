import type { Finding } from '../model/findings.ts'
import { divideRound, type MinorUnits, type RateE3, splitAmount, taxInGross } from '../model/money.ts'
import { formatQuantity, type Thousandths } from '../model/quantity.ts'
import type { ItemKind, OrderLine, ShopOrder } from '../model/records.ts'
import { amountText, orderFinding } from './order-finding.ts'

/** A line on its way into a document: after refunds. Net is gross - tax. */
export interface LineDraft {
  source: OrderLine
  kind: ItemKind
  quantity: Thousandths
  gross: MinorUnits
  tax: MinorUnits
  /** Gross discount contained in `gross`, positive. */
  discount: MinorUnits
  rate: RateE3 | null
}

/** Kinds that are sold by the piece; the others are amounts, whose quantity means nothing. */
const SOLD: readonly ItemKind[] = ['goods', 'service', 'gift-card', 'download', 'bundle', 'grouped', 'external']
const ONE: Thousandths = 1000

/**
 * The order's lines less what was refunded of them before the first export (R56). Lines of which nothing is left are
 * gone; a line of which money but no goods is left, or less than nothing, is a finding (TB7001).
 */
export function netOfRefunds(order: ShopOrder): { lines: LineDraft[]; findings: Finding[] } {
  const lines: LineDraft[] = []
  const findings: Finding[] = []
  for (const line of order.lines) {
    const draft = netLine(line)
    const odd = oddity(draft)
    if (odd)
      findings.push(orderFinding(order, 'TB7001', { found: `${nameOf(line)}: ${odd(order, draft)}`, expected: LEFT }))
    else if (!isGone(draft)) lines.push(draft)
  }
  return { lines, findings }
}

const LEFT = 'refunds that leave goods and their money, or neither'

function netLine(line: OrderLine): LineDraft {
  const left = line.quantity - line.refundedQuantity
  const sold = SOLD.includes(line.kind)
  return {
    source: line,
    kind: line.kind,
    quantity: sold || left > 0 ? left : ONE,
    gross: line.gross - line.refundedGross,
    tax: line.tax - line.refundedTax,
    discount:
      sold && line.quantity !== 0 ? divideRound(BigInt(line.discount) * BigInt(left), line.quantity) : line.discount,
    rate: line.taxRate,
  }
}

function isGone(draft: LineDraft): boolean {
  if (SOLD.includes(draft.kind)) return draft.quantity === 0
  return draft.gross === 0 && draft.source.refundedGross !== 0
}

function oddity(draft: LineDraft): ((order: ShopOrder, draft: LineDraft) => string) | undefined {
  const { quantity, gross, source } = draft
  if (quantity < 0) return () => `${formatQuantity(quantity)} pieces left`
  if (quantity === 0 && gross !== 0) return (order) => `no pieces left, but ${amountText(gross, order)}`
  if (gross < 0 && source.gross >= 0) return (order) => `${amountText(gross, order)} left`
  return undefined
}

/** How a message names a line. */
export function nameOf(line: OrderLine): string {
  return line.sku ? `"${line.name}" (${line.sku})` : `"${line.name}"`
}

/**
 * Gives every line a tax rate. A line without an amount has no VAT of its own and takes the rate most of the money
 * has; in an order without any tax every rate is 0. Otherwise a missing rate is a finding (TB7012). Discount lines
 * may stay without one: they are spread over the others' rates.
 */
export function settleRates(order: ShopOrder, lines: LineDraft[]): Finding[] {
  const main = mainRate(lines)
  const findings: Finding[] = []
  for (const line of lines) {
    if (line.rate !== null) continue
    if (line.gross === 0 && line.tax === 0) line.rate = main ?? 0
    else if (order.totalTax === 0 && line.tax === 0) line.rate = 0
    else if (line.kind !== 'discount') findings.push(rateUnknown(order, line))
  }
  return findings
}

/** The rate with the most money behind it; null when no line has one. */
export function mainRate(lines: readonly LineDraft[]): RateE3 | null {
  const sums = new Map<RateE3, number>()
  for (const { rate, gross } of lines) if (rate !== null) sums.set(rate, (sums.get(rate) ?? 0) + gross)
  let best: [RateE3, number] | null = null
  for (const entry of sums) if (best === null || entry[1] > best[1]) best = entry
  return best?.[0] ?? null
}

function rateUnknown(order: ShopOrder, line: LineDraft): Finding {
  return orderFinding(order, 'TB7012', {
    found: `${nameOf(line.source)}: tax ${amountText(line.tax, order)} of ${amountText(line.gross, order)}, no rate`,
    expected: 'a tax rate',
  })
}

/**
 * Spreads discount lines over the goods of their VAT rate by largest remainder (R23), taxes as well, so that the sums
 * per rate stay as they are. A discount without a rate is first divided over the rates, when that gives its tax to
 * the cent per rate (else TB7012). What finds no goods to be taken off stays a line of its own.
 */
export function spreadDiscounts(order: ShopOrder, lines: LineDraft[]): { lines: LineDraft[]; findings: Finding[] } {
  const kept = lines.filter((line) => line.kind !== 'discount')
  const own: LineDraft[] = []
  const findings: Finding[] = []
  for (const discount of lines.filter((line) => line.kind === 'discount')) {
    const parts = discount.rate === null ? divideByRate(discount, kept) : [discount]
    if (parts === null) findings.push(rateUnknown(order, discount))
    else own.push(...parts.filter((part) => !takeOff(part, kept)))
  }
  return { lines: [...kept, ...own], findings }
}

function takeOff(part: LineDraft, lines: readonly LineDraft[]): boolean {
  if (part.gross === 0 && part.tax === 0) return true
  if (part.gross > 0) return false
  const targets = discounted(lines, part.rate)
  if (targets.reduce((sum, line) => sum + line.gross, 0) < -part.gross) return false
  const shares = splitAmount(
    part.gross,
    targets.map((line) => line.gross),
  )
  for (const [index, line] of targets.entries()) {
    line.gross += shares[index]!
    line.discount -= shares[index]!
  }
  const tax = targets.reduce((sum, line) => sum + line.tax, part.tax)
  const taxes = splitAmount(
    tax,
    targets.map((line) => line.gross),
  )
  for (const [index, line] of targets.entries()) line.tax = taxes[index]!
  return true
}

/** Goods carry a discount; services and downloads do where nothing else was sold. Gift cards never: they are money. */
function discounted(lines: readonly LineDraft[], rate: RateE3 | null): LineDraft[] {
  const open = lines.filter((line) => line.gross > 0 && (rate === null || line.rate === rate))
  const goods = open.filter((line) => line.kind === 'goods')
  return goods.length > 0 ? goods : open.filter((line) => line.kind === 'service' || line.kind === 'download')
}

function divideByRate(discount: LineDraft, lines: readonly LineDraft[]): LineDraft[] | null {
  const sums = new Map<RateE3, number>()
  for (const { rate, gross } of discounted(lines, null))
    if (rate !== null) sums.set(rate, (sums.get(rate) ?? 0) + gross)
  if (sums.size === 0) return null
  const grosses = splitAmount(discount.gross, [...sums.values()])
  const parts = [...sums.keys()].map((rate, i) => {
    const gross = grosses[i]!
    return { ...discount, rate, gross, tax: taxInGross(gross, rate) }
  })
  const off = discount.tax - parts.reduce((sum, part) => sum + part.tax, 0)
  if (Math.abs(off) > parts.length) return null
  const largest = parts.reduce((a, b) => (b.gross < a.gross ? b : a))
  largest.tax += off
  return parts
}
