/*
 * A second pair of eyes: totals units per code, gross per VAT rate and per tender, once from the order files a till got
 * and once from the shop's own export. It shares no code with src/ on purpose, so that a mistake there is not made twice.
 * All arithmetic is on BigInt; results are decimal strings, so that two sides can be compared with toEqual.
 */

import { comma, known, plainRate, point, print, splitCsv, spread } from './independent-cells.ts'

export interface Totals {
  /** Order numbers, sorted. */
  orders: string[]
  /** Pieces of articles per code. Shipping, fees and rounding are money, not pieces. */
  units: Record<string, string>
  /** "25" -> "5911.52". Rates and tenders with nothing on them are left out. */
  grossPerRate: Record<string, string>
  grossPerTender: Record<string, string>
  gross: string
}

/** Kinds of lines that are no articles. */
const NOT_PIECES = new Set(['shipping', 'fee', 'deposit', 'discount', 'rounding'])

/**
 * Order files in the demo's layout, bytes as the till would read them: H rows (order), L rows (line), P rows (payment),
 * `;`, decimal comma, quotes doubled. Codes and tenders are taken as ASCII. Throws on a row it does not understand, on
 * an order number that comes twice, on H totals or line counts that differ from the rows below.
 */
export function readPosOrders(files: Uint8Array[]): Totals {
  const totals = new Tally()
  for (const bytes of files) {
    let open: PosOrder | null = null
    for (const cells of splitCsv(Buffer.from(bytes).toString('latin1'), ';')) {
      if (cells[0] === 'H') {
        closeOrder(open)
        open = openOrder(cells)
        totals.addOrder(open.number)
      } else if (cells[0] === 'L' || cells[0] === 'P') {
        if (!open || cells[1] !== open.number) throw new Error(`row outside its order: ${cells.join(';')}`)
        if (cells[0] === 'L') addPosLine(totals, open, cells)
        else totals.addTender(text(cells, 2), comma(text(cells, 3), 2))
      } else {
        throw new Error(`unknown row: ${cells.join(';')}`)
      }
    }
    closeOrder(open)
  }
  return totals.result(2)
}

interface PosOrder {
  number: string
  gross: bigint
  lineCount: number
  lines: number
  sum: bigint
}

function openOrder(cells: string[]): PosOrder {
  expectWidth(cells, 18)
  return {
    number: text(cells, 1),
    gross: comma(text(cells, 16), 2),
    lineCount: Number(text(cells, 15)),
    lines: 0,
    sum: 0n,
  }
}

function addPosLine(totals: Tally, order: PosOrder, cells: string[]): void {
  expectWidth(cells, 11)
  const gross = comma(text(cells, 8), 2)
  order.lines += 1
  order.sum += gross
  if (!NOT_PIECES.has(text(cells, 4))) totals.addUnits(text(cells, 3), comma(text(cells, 6), 3))
  totals.addRate(plainRate(text(cells, 9).replace(',', '.')), gross)
}

function closeOrder(order: PosOrder | null): void {
  if (!order) return
  if (order.lines !== order.lineCount)
    throw new Error(`order ${order.number}: ${order.lines} of ${order.lineCount} lines`)
  if (order.sum !== order.gross) throw new Error(`order ${order.number}: lines ${order.sum}, header ${order.gross}`)
}

export interface ShopSide {
  /** The orders to count, by number; those that left. */
  only: readonly string[]
  /** Payment method of the shop to tender of the till. */
  tenders: Record<string, string>
  outstandingTender: string
  /** SKU by variation id, for lines that carry their parent's SKU or none. */
  skuOfVariation?: Record<string, string>
  /** Rate by SKU, for Shopify orders with several rates. */
  rateOfSku?: Record<string, string>
  /** Decimals of the currency. */
  digits?: number
}

/** Saved answers of WooCommerce's /orders, each a list. Refunds count when they bring their lines. */
export function readWooOrders(pages: unknown[], side: ShopSide): Totals {
  const digits = side.digits ?? 2
  const totals = new Tally()
  const only = new Set(side.only)
  for (const order of pages.flatMap(list)) {
    const number = String(order.number)
    if (!only.has(number)) continue
    totals.addOrder(number)
    const rates = new Map(list(order.tax_lines).map((t) => [String(t.rate_id), plainRate(String(t.rate_percent))]))
    const refunds = list(order.refunds)
    for (const part of [order, ...refunds]) addWooPart(totals, part, rates, side, digits)
    // What is left after refunds is what the customer paid; refund totals are negative.
    const left = [order, ...refunds].reduce((sum, part) => sum + point(String(part.total), digits), 0n)
    totals.addTender(order.date_paid ? tenderOf(String(order.payment_method), side) : side.outstandingTender, left)
  }
  return totals.result(digits)
}

function addWooPart(totals: Tally, part: Json, rates: Map<string, string>, side: ShopSide, digits: number): void {
  for (const line of list(part.line_items)) {
    const byId = side.skuOfVariation?.[String(line.variation_id)]
    totals.addUnits(byId ?? String(line.sku), point(String(line.quantity), 3))
  }
  for (const line of [...list(part.line_items), ...list(part.shipping_lines), ...list(part.fee_lines)]) {
    addWooAmounts(totals, line, rates, digits)
  }
}

/** A line with several rates is split: the net behind each tax is tax / rate, the last hundredths by largest remainder. */
function addWooAmounts(totals: Tally, line: Json, rates: Map<string, string>, digits: number): void {
  const net = point(String(line.total), digits)
  const tax = point(String(line.total_tax), digits)
  const taxes = list(line.taxes)
    .filter((t) => t.total !== '' && point(String(t.total), digits) !== 0n)
    .map((t) => ({ rate: known(rates.get(String(t.id)), `rate ${t.id}`), tax: point(String(t.total), digits) }))
  if (taxes.length === 0) {
    if (tax !== 0n) throw new Error(`line ${line.id}: tax without a rate`)
    totals.addRate('0', net)
  } else if (taxes.length === 1) {
    totals.addRate(taxes[0]!.rate, net + tax)
  } else {
    const weights = taxes.map((t) => (t.tax * 1_000_000n) / point(t.rate, 3))
    const nets = spread(net, weights)
    for (const [index, t] of taxes.entries()) totals.addRate(t.rate, nets[index]! + t.tax)
  }
}

/**
 * A Shopify orders export. Whether prices include tax is told by the sums: Subtotal + Shipping = Total says yes. With
 * one rate all taxable lines and the shipping have it; with several `rateOfSku` must know, and prices must include tax.
 */
export function readShopifyOrders(csv: string, side: ShopSide): Totals {
  const [header, ...rows] = splitCsv(csv.replace(/^\uFEFF/, ''), ',')
  if (!header) throw new Error('no header')
  const totals = new Tally()
  const groups = new Map<string, Record<string, string>[]>()
  for (const cells of rows) {
    const row = Object.fromEntries(header.map((name, index) => [name, cells[index] ?? '']))
    const name = known(row.Name, 'Name')
    groups.set(name, [...(groups.get(name) ?? []), row])
  }
  for (const name of side.only) addShopifyOrder(totals, name, known(groups.get(name), name), side)
  return totals.result(2)
}

function addShopifyOrder(totals: Tally, name: string, rows: Record<string, string>[], side: ShopSide): void {
  const head = rows[0]!
  const amount = (column: string): bigint => point(head[column] || '0', 2)
  totals.addOrder(name)
  const names = ['1', '2', '3', '4', '5'].map((n) => head[`Tax ${n} Name`] ?? '').filter((n) => n !== '')
  const rates = [...new Set(names.map((n) => plainRate(known(/([\d.]+)\s*%/.exec(n)?.[1], `rate in ${n}`))))]
  const included = amount('Subtotal') + amount('Shipping') === amount('Total')
  if (!included && rates.length > 1) throw new Error(`${name}: several rates on net prices`)
  const lines = rows.map((row) => ({ rate: shopifyRate(row, rates, side), value: shopifyValue(row) }))
  // What the lines have above the subtotal was taken off the whole order.
  const cut = lines.reduce((sum, line) => sum + line.value, 0n) - amount('Subtotal')
  const cuts = spread(
    cut,
    lines.map((line) => line.value),
  )
  const perRate = new Map<string, bigint>()
  for (const [index, line] of lines.entries()) {
    perRate.set(line.rate, (perRate.get(line.rate) ?? 0n) + line.value - cuts[index]!)
  }
  const shippingRate = rates.length === 1 ? rates[0]! : (lines[0]?.rate ?? '0')
  if (rates.length > 1 && amount('Shipping') !== 0n) throw new Error(`${name}: shipping with several rates`)
  perRate.set(shippingRate, (perRate.get(shippingRate) ?? 0n) + amount('Shipping'))
  if (!included && rates.length === 1) perRate.set(rates[0]!, (perRate.get(rates[0]!) ?? 0n) + amount('Taxes'))
  for (const [rate, gross] of perRate) totals.addRate(rate, gross)
  for (const row of rows) totals.addUnits(known(row['Lineitem sku'], 'sku'), point(row['Lineitem quantity'] ?? '', 3))
  const outstanding = amount('Outstanding Balance')
  totals.addTender(side.outstandingTender, outstanding)
  if (outstanding !== amount('Total')) {
    totals.addTender(tenderOf(head['Payment Method'] ?? '', side), amount('Total') - outstanding)
  }
}

function shopifyValue(row: Record<string, string>): bigint {
  const gross = point(row['Lineitem price'] ?? '', 2) * point(row['Lineitem quantity'] ?? '', 0)
  return gross - point(row['Lineitem discount'] || '0', 2)
}

function shopifyRate(row: Record<string, string>, rates: string[], side: ShopSide): string {
  if (row['Lineitem taxable'] === 'false' || rates.length === 0) return '0'
  if (rates.length === 1) return rates[0]!
  return known(side.rateOfSku?.[row['Lineitem sku'] ?? ''], `rate of ${row['Lineitem sku']}`)
}

class Tally {
  #orders = new Set<string>()
  #units = new Map<string, bigint>()
  #rates = new Map<string, bigint>()
  #tenders = new Map<string, bigint>()

  addOrder(number: string): void {
    if (this.#orders.has(number)) throw new Error(`order ${number} comes twice`)
    this.#orders.add(number)
  }
  addUnits(code: string, thousandths: bigint): void {
    this.#units.set(code, (this.#units.get(code) ?? 0n) + thousandths)
  }
  addRate(rate: string, amount: bigint): void {
    this.#rates.set(rate, (this.#rates.get(rate) ?? 0n) + amount)
  }
  addTender(tender: string, amount: bigint): void {
    this.#tenders.set(tender, (this.#tenders.get(tender) ?? 0n) + amount)
  }
  result(digits: number): Totals {
    const gross = [...this.#rates.values()].reduce((a, b) => a + b, 0n)
    return {
      orders: [...this.#orders].sort(),
      units: sorted(this.#units, (q) => print(q, 3).replace(/\.?0+$/, '')),
      grossPerRate: sorted(this.#rates, (a) => print(a, digits)),
      grossPerTender: sorted(this.#tenders, (a) => print(a, digits)),
      gross: print(gross, digits),
    }
  }
}

type Json = Record<string, unknown>

/** An absent list is an empty one; the API leaves none out, saved refunds do. */
function list(value: unknown): Json[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new Error(`not a list: ${JSON.stringify(value).slice(0, 60)}`)
  return value as Json[]
}

function sorted(map: Map<string, bigint>, show: (value: bigint) => string): Record<string, string> {
  const used = [...map].filter(([, value]) => value !== 0n).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return Object.fromEntries(used.map(([key, value]) => [key, show(value)]))
}

function tenderOf(method: string, side: ShopSide): string {
  return known(side.tenders[method], `tender of "${method}"`)
}

function text(cells: string[], index: number): string {
  return known(cells[index], `cell ${index + 1} of ${cells.join(';')}`)
}

function expectWidth(cells: string[], width: number): void {
  if (cells.length !== width) throw new Error(`${cells.length} cells instead of ${width}: ${cells.join(';')}`)
}
