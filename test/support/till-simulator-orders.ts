/*
 * Orders as WooCommerce keeps them, from a seed, and beside each what was really sold: the side the bills of a till are
 * held against. Nothing here comes from src/. Amounts are BigInt: `fine` ones count 10^-8 of the currency, as the shop
 * computes, the others minor units, as it prints.
 */

import { print, spread } from './independent-cells.ts'
import { type Json, orderJson } from './till-simulator-json.ts'

export interface SoldLine {
  kind: 'goods' | 'shipping' | 'fee' | 'discount'
  code: string
  /** Whole percent. */
  rate: number
  quantity: number
  net: bigint
  tax: bigint
  /** Gross, already taken off. */
  discount: bigint
  refunded: boolean
}

/** An order less its refunds. */
export interface Sold {
  number: string
  digits: number
  lines: SoldLine[]
  /** What the total has beside the lines: the shop rounds VAT per receipt. */
  receipt: { gross: bigint; tax: bigint }
  /** Lines of the shop that hide several rates: their net amounts per rate are known to some hundredths only. */
  splits: number
  total: bigint
  refunded: bigint
  tenders: Record<string, bigint>
}

/** A line before anybody rounds. */
export interface ShopLine extends SoldLine {
  id: number
  netFine: bigint
  taxFine: bigint
  subtotal: bigint
  subtotalTax: bigint
  /** The line of the order it is printed on; parts of one line share it. */
  printed: number
  back: { quantity: number; net: bigint; tax: bigint }[]
}

export interface ShopOrderDraft {
  number: number
  currency: string
  digits: number
  includesTax: boolean
  perReceipt: boolean
  lines: ShopLine[]
  total: bigint
  totalTax: bigint
  giftCard: bigint
  paid: boolean
  method: string
  coupon: string | null
}

const FINE = 8
const RATES = [25, 19, 7, 12, 6, 0]
export const PRODUCTS = 60

/** Numbers between 0 and 1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export function randomOrder(
  number: number,
  currency: string,
  digits: number,
  random: () => number,
): { json: Json; sold: Sold } {
  const draft = new Draft(number, currency, digits, random)
  return { json: orderJson(draft.order), sold: soldOf(draft.order) }
}

class Draft {
  readonly order: ShopOrderDraft
  #random: () => number
  #id: number

  constructor(number: number, currency: string, digits: number, random: () => number) {
    this.#random = random
    this.#id = number * 100
    const perReceipt = this.#chance(0.25)
    const includesTax = this.#chance(0.6)
    const base = { number, currency, digits, includesTax, perReceipt, giftCard: 0n, coupon: null }
    this.order = { ...base, lines: [], total: 0n, totalTax: 0n, paid: true, method: 'stripe' }
    this.#goods()
    if (this.#chance(0.6)) this.#shipping()
    if (this.#chance(0.12)) this.#cost('fee', this.#pick([500n, 1250n, 295n, 1999n]), this.#mainRate())
    if (this.#chance(0.06)) this.#rebate()
    this.#totals()
    this.#pay()
    if (this.#chance(0.15)) this.#refund()
  }

  #goods(): void {
    const { digits } = this.order
    const rates = Array.from({ length: this.#whole(1, 3) }, () => this.#pick(RATES))
    const decimals = digits === 2 ? this.#pick([2, 2, 2, 3, 4]) : digits
    const count = this.#chance(0.7) ? this.#whole(1, 4) : this.#whole(5, 12)
    const raw = Array.from({ length: count }, () => {
      const price = this.#chance(0.04) ? 0n : BigInt(this.#whole(1, this.#chance(0.2) ? 90_000 : 9000))
      const unit = 10n ** BigInt(FINE - decimals)
      const common = digits === 0 ? price * unit : price * 10n ** BigInt(FINE - 2)
      // Some prices are plain, others use all the decimals the shop has.
      const exact = this.#chance(0.5) ? common : common + BigInt(this.#whole(0, 99)) * unit
      return { price: exact, quantity: this.#chance(0.75) ? this.#whole(1, 3) : this.#whole(4, 20) }
    })
    const before = raw.map(({ price, quantity }) => price * BigInt(quantity))
    const off = this.#coupon(before)
    for (const [i, { quantity }] of raw.entries()) {
      const rate = this.#pick(rates)
      const was = this.#taxed(before[i]!, rate)
      const is = this.#taxed(before[i]! - off[i]!, rate)
      const discount = was.net + was.tax - is.net - is.tax
      const subtotals = { subtotal: was.net, subtotalTax: was.tax }
      this.#add({ kind: 'goods', code: `P-${this.#whole(1, PRODUCTS)}`, rate, quantity, ...is, discount, ...subtotals })
    }
  }

  /** Per line, in fine units: nothing, a share of each, or an amount over all; now and then one line is free. */
  #coupon(before: bigint[]): bigint[] {
    const cent = 10n ** BigInt(FINE - this.order.digits)
    const kind = this.#random()
    const off = before.map(() => 0n)
    if (kind < 0.15) {
      const perMille = BigInt(this.#pick([50, 100, 150, 200, 333, 500]))
      this.order.coupon = 'percent'
      for (const [i, amount] of before.entries()) off[i] = divide(amount * perMille, 1000n * cent) * cent
    } else if (kind < 0.28) {
      this.order.coupon = 'fixed_cart'
      const all = before.reduce((a, b) => a + b, 0n) / cent
      const wanted = 10n ** BigInt(this.order.digits) * BigInt(this.#whole(1, 25))
      const shares = spread(wanted < all ? wanted : all, before)
      for (const [i, share] of shares.entries()) off[i] = share * cent < before[i]! ? share * cent : before[i]!
    }
    if (this.#chance(0.04)) off[0] = before[0]!
    return off
  }

  /** Tax in a price or on it; the shop rounds a half down where it is in the price. */
  #taxed(amount: bigint, rate: number) {
    const { includesTax, digits } = this.order
    const percent = BigInt(rate)
    const taxFine = includesTax ? divide(amount * percent, 100n + percent) : divide(amount * percent, 100n)
    const netFine = includesTax ? amount - taxFine : amount
    const cent = 10n ** BigInt(FINE - digits)
    const tax = includesTax && !this.order.perReceipt ? halfDown(taxFine, cent) : divide(taxFine, cent)
    return { netFine, taxFine, net: divide(netFine, cent), tax }
  }

  #shipping(): void {
    const rates = [...new Set(this.order.lines.filter((l) => l.net > 0n).map((l) => l.rate))]
    const cost = this.#pick([0n, 495n, 590n, 3120n, 419n, 999n])
    if (cost > 0n && rates.length > 1 && !rates.includes(0) && this.#chance(0.3)) {
      const weights = rates.map((rate) => this.#sum('goods', rate))
      this.#beside('shipping', cost, rates, weights)
    } else this.#cost('shipping', cost, this.#mainRate())
  }

  #cost(kind: 'shipping' | 'fee', net: bigint, rate: number, printed = this.#nextId()): void {
    const cent = 10n ** BigInt(FINE - this.order.digits)
    const taxFine = divide(net * cent * BigInt(rate), 100n)
    const amounts = { net, netFine: net * cent, tax: divide(taxFine, cent), taxFine }
    const code = kind === 'shipping' ? 'SHIP' : 'FEE'
    this.#add({ kind, code, rate, quantity: 1, discount: 0n, subtotal: 0n, subtotalTax: 0n, printed, ...amounts })
  }

  /** A fee below zero: the shop takes it off each rate in proportion to what was bought at it. */
  #rebate(): void {
    const rates = [...new Set(this.order.lines.filter((l) => l.kind === 'goods' && l.net > 0n).map((l) => l.rate))]
    const weights = rates.map((rate) => this.#sum('goods', rate))
    const all = weights.reduce((a, b) => a + b, 0n)
    const off = BigInt(this.#pick([100, 250, 333, 1000]))
    if (all < off * 3n || rates.every((rate) => rate === 0)) return
    const from = this.order.lines.length
    this.#beside('fee', -off, rates, weights)
    for (const line of this.order.lines.slice(from)) Object.assign(line, { kind: 'discount', code: 'REBATE' })
  }

  #beside(kind: 'shipping' | 'fee', net: bigint, rates: number[], weights: bigint[]): void {
    const printed = this.#nextId()
    for (const [i, part] of spread(net, weights).entries()) if (part !== 0n) this.#cost(kind, part, rates[i]!, printed)
  }

  #totals(): void {
    const { order } = this
    const cent = 10n ** BigInt(FINE - order.digits)
    const sum = (pick: (line: ShopLine) => bigint, of = order.lines) => of.reduce((all, line) => all + pick(line), 0n)
    if (!order.perReceipt) {
      order.totalTax = sum(({ tax }) => tax)
      order.total = sum(({ net }) => net) + order.totalTax
      return
    }
    const rates = [...new Set(order.lines.map(({ rate }) => rate))]
    order.totalTax = rates.reduce((all, rate) => {
      const own = order.lines.filter((line) => line.rate === rate)
      return all + divide(sum(({ taxFine }) => taxFine, own), cent) // biome-ignore format: one sum
    }, 0n)
    order.total = divide(sum(({ netFine }) => netFine), cent) + order.totalTax // biome-ignore format: one sum
  }

  #pay(): void {
    const { order } = this
    if (this.#chance(0.15)) Object.assign(order, { method: 'cod', paid: false })
    else if (this.#chance(0.3)) order.method = 'vipps'
    if (order.paid && order.total > 2000n && this.#chance(0.06)) order.giftCard = BigInt(this.#whole(100, 1900))
  }

  /** Pieces of one or two lines, or the shipping; something is always left. */
  #refund(): void {
    const goods = this.order.lines.filter((line) => line.kind === 'goods' && line.quantity > 1)
    for (const line of goods.slice(0, this.#whole(1, 2))) {
      for (let times = this.#whole(1, 2); times > 0; times -= 1) this.#giveBack(line)
    }
    const shipping = this.order.lines.filter((line) => line.kind === 'shipping')
    // An order all of whose money went back counts as returned, free goods as well.
    const paid = this.order.lines.some(({ kind, net }) => kind === 'goods' && net > 0n)
    if (shipping.length === 1 && this.#chance(0.3) && paid) {
      const { net, tax } = shipping[0]!
      if (net > 0n) shipping[0]!.back.push({ quantity: 1, net, tax })
    }
  }

  #giveBack(line: ShopLine): void {
    const had = line.back.reduce((all, { quantity }) => all + quantity, 0)
    if (line.quantity - had < 2) return
    const quantity = this.#whole(1, line.quantity - had - 1)
    const part = (amount: bigint) => divide(amount * BigInt(quantity), BigInt(line.quantity))
    line.back.push({ quantity, net: part(line.net), tax: part(line.tax) })
  }

  #add(line: Omit<ShopLine, 'id' | 'printed' | 'back' | 'refunded'> & { printed?: number }): void {
    const id = this.#nextId()
    this.order.lines.push({ id, printed: line.printed ?? id, back: [], refunded: false, ...line })
  }

  #sum(kind: SoldLine['kind'], rate: number): bigint {
    const own = this.order.lines.filter((line) => line.kind === kind && line.rate === rate)
    return own.reduce((all, { net }) => all + net, 0n)
  }

  #mainRate(): number {
    return [...this.order.lines].sort((a, b) => Number(b.net - a.net))[0]!.rate
  }

  #nextId(): number {
    this.#id += 1
    return this.#id
  }

  #chance(share: number): boolean {
    return this.#random() < share
  }

  #whole(from: number, to: number): number {
    return from + Math.floor(this.#random() * (to - from + 1))
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)]!
  }
}

function soldOf(order: ShopOrderDraft): Sold {
  const lines = order.lines.map((line): SoldLine => {
    const quantity = line.quantity - line.back.reduce((all, back) => all + back.quantity, 0)
    const net = line.back.reduce((all, back) => all - back.net, line.net)
    const tax = line.back.reduce((all, back) => all - back.tax, line.tax)
    const discount = line.quantity === 0 ? 0n : divide(line.discount * BigInt(quantity), BigInt(line.quantity))
    const { kind, code, rate } = line
    return { kind, code, rate, quantity, net, tax, discount, refunded: line.back.length > 0 }
  })
  const receipt = {
    gross: order.lines.reduce((left, { net, tax }) => left - net - tax, order.total),
    tax: order.lines.reduce((left, { tax }) => left - tax, order.totalTax),
  }
  const total = lines.reduce((all, { net, tax }) => all + net + tax, receipt.gross)
  const printed = order.lines.map((line) => line.printed)
  const splits = new Set(printed.filter((id, i) => printed.indexOf(id) !== i)).size
  const own = { stripe: 'CARD', vipps: 'MOBILE', cod: 'COD' }[order.method]!
  const tenders = Object.entries({ [own]: total - order.giftCard, GIFT: order.giftCard })
  return {
    number: String(order.number),
    digits: order.digits,
    lines: lines.filter(({ quantity }) => quantity > 0),
    receipt,
    splits,
    total,
    refunded: order.total - total,
    tenders: Object.fromEntries(tenders.filter(([, amount]) => amount !== 0n)),
  }
}

/** Rounds a half away from zero. */
export function divide(amount: bigint, by: bigint): bigint {
  const half = amount < 0n ? -by : by
  return (2n * amount + half) / (2n * by)
}

function halfDown(amount: bigint, by: bigint): bigint {
  return amount < 0n ? -halfDown(-amount, by) : (2n * amount + by - 1n) / (2n * by)
}

/** With all the digits the shop keeps. */
export function fineText(amount: bigint): string {
  return print(amount, FINE).slice(0, -2)
}
