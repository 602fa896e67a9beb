import { divideRound, minorDigits, type RateE3, splitAmount, taxInGross } from '../model/money.ts'
import { parseScaled } from '../model/quantity.ts'
import { idOf, type JsonObject, moneyOf, objectsOf, textOf } from './json-values.ts'

/** The rates of one order, and what the shop says of its tax classes. */
export interface TaxRates {
  /** By the id that the lines name. */
  byId: ReadonlyMap<string, { rate: RateE3; compound: boolean }>
  /** Tax class to rate; only where the order does not list its rates. */
  byClass: Record<string, RateE3>
  /** Something was sold without tax. */
  untaxedGoods: boolean
  currency: string
}

/** An amount with one rate; null where none is certain. */
export interface TaxPart {
  net: number
  tax: number
  rate: RateE3 | null
  /** The shop's rate, for an amount that has several of them side by side. */
  rateId: string | null
}

export function taxRatesOf(order: JsonObject, byClass: Record<string, RateE3>, currency: string): TaxRates {
  const byId = new Map<string, { rate: RateE3; compound: boolean }>()
  for (const line of objectsOf(order.tax_lines)) {
    const id = idOf(line.rate_id)
    const rate = parseScaled(textOf(line.rate_percent), 3)
    if (id !== null && rate !== undefined) byId.set(id, { rate, compound: line.compound === true })
  }
  const untaxedGoods = objectsOf(order.line_items).some(
    (line) => /[1-9]/.test(textOf(line.total)) && !/[1-9]/.test(textOf(line.total_tax)),
  )
  return { byId, byClass, untaxedGoods, currency }
}

/**
 * The amount of a line, or its parts by rate. Several taxes on one line are either on top of each other (state and
 * county, GST and QST: one rate, their sum) or side by side (shipping of goods with two rates: a part for each). Which
 * it is the amounts say; where they say neither, or both, there is no rate.
 */
export function taxParts(line: JsonObject, net: number, tax: number, rates: TaxRates, sideBySide: boolean): TaxPart[] {
  const whole = (rate: RateE3 | null): TaxPart[] => [{ net, tax, rate, rateId: null }]
  const charged = chargedOf(line, rates)
  if (charged.length > 1 && tax !== 0) {
    const known = charged.filter(isKnown)
    if (known.length < charged.length) return whole(rateOfClass(line, net, tax, rates))
    const sum = rateOnTop(known, net, tax, rates.currency)
    const parts = sideBySide
      ? (partsBeside(known, net, tax, rates.currency) ?? partsWithRest(line, known, net, tax, rates))
      : null
    return parts && sum === null ? parts : whole(parts ? null : sum)
  }
  const rest = sideBySide && tax !== 0 ? partsWithRest(line, charged.filter(isKnown), net, tax, rates) : null
  return rest ?? whole(onlyRate(line, charged, net, tax, rates))
}

/** The rate of a line with one tax; 0 when it carries none and no tax. */
function onlyRate(line: JsonObject, charged: readonly Charge[], net: number, tax: number, rates: TaxRates) {
  const ids = new Set(objectsOf(line.taxes).flatMap((entry) => idOf(entry.id) ?? []))
  const id = charged[0]?.id ?? (ids.size === 1 ? [...ids][0]! : '')
  const rate = rates.byId.get(id)?.rate
  // Of 0.02 at 19 % no tax is left, and yet the rate is 19 %; nor in 0.03, when prices include tax.
  const tooSmall = rate !== undefined && tax === 0 && taxInGross(net, rate) === 0
  if (rate !== undefined && (tax !== 0 || tooSmall || charged.length === 1)) return rate
  return tax === 0 ? 0 : rateOfClass(line, net, tax, rates)
}

/**
 * The rate of a line that costs nothing: 0 where it is not taxed, else what its subtotal was taxed at. Null where neither
 * is said.
 */
export function rateBeforeCoupon(line: JsonObject, rates: TaxRates): RateE3 | null {
  if (textOf(line.tax_status) === 'none') return 0
  const ids = objectsOf(line.taxes).flatMap(({ id }) => rates.byId.get(idOf(id) ?? '')?.rate ?? [])
  if (ids.length > 0 && ids.every((rate) => rate === 0)) return 0
  const [net, tax] = [moneyOf(line.subtotal, rates.currency) ?? 0, moneyOf(line.subtotal_tax, rates.currency) ?? 0]
  if (net === 0) return null
  if (tax === 0) return 0
  const explains = (rate: RateE3) => Math.abs(divideRound(BigInt(net) * BigInt(rate), 100_000) - tax) <= 1
  const said = [
    ...new Set([...ids, ...[...rates.byId.values()].map(({ rate }) => rate), ...Object.values(rates.byClass)]),
  ]
  const known = said.filter(explains)
  const ofClass = rates.byClass[textOf(line.tax_class) || 'standard']
  const first = [...ids, ofClass].find((rate) => rate !== undefined && known.includes(rate))
  if (known.length > 0) return first ?? (known.length === 1 ? known[0]! : null)
  const whole = Array.from({ length: 60 }, (_, i) => (i + 1) * 500).filter(explains)
  return whole.length === 1 ? whole[0]! : null
}

/** Where the order does not list its rates, the shop's rate of the class counts if it explains the tax. */
function rateOfClass(line: JsonObject, net: number, tax: number, { byClass }: TaxRates): RateE3 | null {
  const rate = byClass[textOf(line.tax_class) || 'standard']
  const explains = rate !== undefined && Math.abs(divideRound(BigInt(net) * BigInt(rate), 100_000) - tax) <= 1
  return explains ? rate : null
}

/** Shops that round per receipt list the taxes of a line with more decimals than the currency has. */
const FINE_DIGITS = 8

interface Charge {
  id: string
  rate: RateE3 | undefined
  compound: boolean
  /** In 10^-8 of the currency. */
  fine: bigint
}
type Known = Charge & { rate: RateE3 }

/** Taxes of a line that are not 0, each rate once. */
function chargedOf(line: JsonObject, { byId }: TaxRates): Charge[] {
  const charges = new Map<string, Charge>()
  for (const entry of objectsOf(line.taxes)) {
    const fine = fineOf(entry.total)
    if (fine === 0n) continue
    const id = idOf(entry.id) ?? ''
    const known = byId.get(id)
    const former = charges.get(id)?.fine ?? 0n
    charges.set(id, { id, rate: known?.rate, compound: known?.compound ?? false, fine: former + fine })
  }
  return [...charges.values()]
}

function isKnown(charge: Charge): charge is Known {
  return charge.rate !== undefined && charge.rate > 0
}

function fineOf(value: unknown): bigint {
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(textOf(value))
  if (!match) return 0n
  const digits = (match[2] ?? '') + (match[3] ?? '').slice(0, FINE_DIGITS).padEnd(FINE_DIGITS, '0')
  return BigInt(match[1] + digits)
}

function finePerMinor(currency: string): bigint {
  return 10n ** BigInt(FINE_DIGITS - minorDigits(currency))
}

const ONE = 100_000n

/**
 * The one rate that taxes on top of each other come to: each is its rate of the whole net amount, a compound one of the
 * amount with the others' tax in it. Null when they do not, or when it needs more decimals than a rate has.
 */
function rateOnTop(charges: readonly Known[], net: number, tax: number, currency: string): RateE3 | null {
  const unit = finePerMinor(currency)
  const plain = charges.filter(({ compound }) => !compound)
  let factor = plain.reduce((sum, { rate }) => sum + BigInt(rate), ONE)
  for (const { rate } of charges.filter(({ compound }) => compound)) {
    if ((factor * (ONE + BigInt(rate))) % ONE !== 0n) return null
    factor = (factor * (ONE + BigInt(rate))) / ONE
  }
  const whole = factor - ONE
  // Half a minor unit for each rounded tax, and what half a minor unit of the rounded net amount makes.
  const fits = (fine: bigint, rate: bigint, taxes: number) =>
    distance(BigInt(net) * unit * rate, fine * ONE) * 2n <= (BigInt(taxes) * ONE + rate) * unit
  const all = fits(BigInt(tax) * unit, whole, charges.length)
  return all && plain.every(({ fine, rate }) => fits(fine, BigInt(rate), 1)) ? Number(whole) : null
}

/**
 * Parts of an amount whose taxes stand side by side. The net amount behind a tax is tax / rate, which is only known to
 * some hundredths: what is left of the net is given to the parts so that no tax is further off than another. Null when
 * that puts a tax more than half a minor unit beside what its rate gives.
 */
function partsBeside(charges: readonly Known[], net: number, tax: number, currency: string): TaxPart[] | null {
  const unit = finePerMinor(currency)
  const sign = net < 0 ? -1n : 1n
  if (charges.some(({ compound, fine }) => compound || fine * sign < 0n)) return null
  const product = charges.reduce((all, { rate }) => all * BigInt(rate), 1n)
  const over = (rate: RateE3) => product / BigInt(rate)
  const inverse = charges.reduce((sum, { rate }) => sum + over(rate), 0n)
  const behind = charges.reduce((sum, { fine, rate }) => sum + fine * over(rate), 0n)
  const left = BigInt(net) * unit * product - ONE * behind
  const nets = charges.map(({ fine, rate }) => (ONE * fine * inverse + left) / BigInt(rate))
  if (nets.some((exact) => exact * sign <= 0n)) return null
  const split = splitAmount(net, asWeights(nets))
  const taxes = splitAmount(tax, asWeights(charges.map(({ fine }) => fine)))
  const fits = charges.every(
    ({ rate, fine }, i) => distance(BigInt(split[i]!) * BigInt(rate) * unit, fine * ONE) * 2n <= ONE * unit,
  )
  const sum = charges.reduce((all, { fine }) => all + fine, 0n)
  const complete = distance(sum, BigInt(tax) * unit) * 2n <= BigInt(charges.length) * unit
  if (!fits || !complete) return null
  return charges.map(({ id, rate }, i) => ({ net: split[i]!, tax: taxes[i]!, rate, rateId: id }))
}

/**
 * Shipping or a rebate that a part of bears no tax, because it belongs to goods without any: that part is what the taxes
 * leave of the net amount. Null where they leave nothing that is certain.
 */
function partsWithRest(line: JsonObject, charges: readonly Known[], net: number, tax: number, rates: TaxRates) {
  const unit = finePerMinor(rates.currency)
  const free = freeRateId(line, rates)
  if (free === null || charges.length === 0 || charges.some(({ compound }) => compound)) return null
  const nets = charges.map(({ fine, rate }) => divideRound(fine * ONE, BigInt(rate) * unit))
  const rest = net - nets.reduce((sum, part) => sum + part, 0)
  // A tax of 0.01 may lack half a hundredth, and with it half a hundredth / rate of its net amount.
  const unsure = charges.reduce((sum, { rate }) => sum + Math.ceil(50_000 / rate) + 1, 0)
  const certain = Math.abs(rest) > unsure && rest > 0 === net > 0
  if (!certain || nets.some((part) => part > 0 !== net > 0)) return null
  const taxes = splitAmount(tax, asWeights(charges.map(({ fine }) => fine)))
  const taxed = charges.map(({ id, rate }, i) => ({ net: nets[i]!, tax: taxes[i]!, rate, rateId: id }))
  return [...taxed, { net: rest, tax: 0, rate: 0, rateId: free }]
}

/** The shop's rate of 0 % that a line names, or a word for it where goods bear no tax. */
function freeRateId(line: JsonObject, { byId, untaxedGoods }: TaxRates): string | null {
  const ids = objectsOf(line.taxes).flatMap(({ id }) => idOf(id) ?? [])
  return ids.find((id) => byId.get(id)?.rate === 0) ?? (untaxedGoods ? 'untaxed' : null)
}

function distance(a: bigint, b: bigint): bigint {
  return a < b ? b - a : a - b
}

/** The same proportions in numbers that are exact: twelve digits are more than an amount has. */
function asWeights(values: readonly bigint[]): number[] {
  const longest = Math.max(...values.map((value) => String(distance(value, 0n)).length))
  const scale = 10n ** BigInt(Math.max(0, longest - 12))
  return values.map((value) => Number(distance(value, 0n) / scale))
}
