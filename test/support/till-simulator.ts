/*
 * A till that takes order files and bills them by its own arithmetic: price times quantity, VAT on each line or on the
 * sums of the receipt. It shares no code with src/ on purpose. Amounts are BigInt in minor units, prices in 10^-4.
 */

import { comma, known, plainRate, point, print, splitCsv, spread } from './independent-cells.ts'
import { divide, type Sold, type SoldLine } from './till-simulator-orders.ts'

export interface Till {
  name: string
  prices: 'gross' | 'net'
  priceDecimals: 2 | 3 | 4
  vat: 'line' | 'receipt'
  /** How a discount is rung up: as an amount, or as a share of the price before it. */
  discounts: 'amount' | 'percent'
  /** Of the currency. */
  digits: number
  roundingMax: number
  decimal: '.' | ','
  layout: 'lines' | 'header-and-lines' | 'two-files'
}

export interface PosLine {
  code: string
  kind: string
  quantity: bigint
  unitPrice: bigint
  total: bigint
  discount: bigint
  net: bigint
  tax: bigint
  rate: number
}

export interface PosOrder {
  number: string
  gross: bigint
  tax: bigint
  lines: PosLine[]
  tenders: Record<string, bigint>
}

/** Cells of the columns below, in this order; the test's profiles are printed from them. */
export const ORDER_CELLS = ['order.number', 'order.gross', 'order.tax']
export const LINE_CELLS = ['order.number', 'line.code', 'line.kind', 'line.quantity', 'line.unitPrice']
  .concat(['line.total', 'line.discount', 'line.net', 'line.tax', 'line.taxRate']) // biome-ignore format: two halves
export const PAYMENT_CELLS = ['order.number', 'payment.tender', 'payment.amount']
export const PAYMENT_SLOTS = [1, 2].flatMap((slot) => [`payment${slot}.tender`, `payment${slot}.amount`])

/** Orders of a file, or of an orders file and its lines file. */
export function readPosOrders(files: string[], till: Till): PosOrder[] {
  const orders = new Map<string, PosOrder>()
  const number = (text: string, digits: number) => (till.decimal === ',' ? comma : point)(text, digits)
  const order = (cells: string[]) => {
    const [id, gross, tax] = cells as [string, string, string]
    const found = orders.get(id) ?? { number: id, gross: 0n, tax: 0n, lines: [], tenders: {} }
    orders.set(id, Object.assign(found, { gross: number(gross, till.digits), tax: number(tax, till.digits) }))
    return found
  }
  const pay = (to: PosOrder, tender: string, amount: string) => {
    if (tender !== '') to.tenders[tender] = (to.tenders[tender] ?? 0n) + number(amount, till.digits)
  }
  const paySlots = (to: PosOrder, cells: string[]) => {
    for (let at = 0; at < cells.length; at += 2) pay(to, cells[at]!, cells[at + 1]!)
  }
  const line = (cells: string[]) => {
    const [id, code, kind, ...rest] = cells as [string, string, string]
    const [quantity, unitPrice, total, discount, net, tax, rate] = rest as unknown as [string, ...string[]]
    const money = (text: string | undefined) => number(known(text, `an amount of ${id}`), till.digits)
    const amounts = { total: money(total), discount: money(discount), net: money(net), tax: money(tax) }
    const price = known(unitPrice, `a price of ${id}`)
    if ((price.split(till.decimal)[1]?.length ?? 0) > till.priceDecimals) throw new Error(`price ${price} in ${id}`)
    const unit = { quantity: number(quantity, 0), unitPrice: number(price, 4) }
    const found = orders.get(id) ?? { number: id, gross: 0n, tax: 0n, lines: [], tenders: {} }
    orders.set(id, found)
    found.lines.push({ code, kind, ...unit, ...amounts, rate: Number(plainRate(rate!.replace(',', '.'))) })
  }
  for (const rows of files.map((file) => splitCsv(file, ';'))) {
    for (const cells of rows) {
      const [type, ...rest] = cells as [string, ...string[]]
      if (type === 'H') paySlots(order(rest), rest.slice(ORDER_CELLS.length))
      else if (type === 'L') line(rest)
      else if (type === 'P') pay(known(orders.get(rest[0]!), `order ${rest[0]}`), rest[1]!, rest[2]!)
      else if (type === 'R') readRow(rest)
      else throw new Error(`unknown row: ${cells.join(';')}`)
    }
  }
  /** Layout `lines`: the order's values stand in every row. */
  function readRow(cells: string[]): void {
    const of = ORDER_CELLS.length
    const first = !orders.has(cells[0]!)
    const found = order(cells.slice(0, of))
    if (first) paySlots(found, cells.slice(of, of + PAYMENT_SLOTS.length))
    line(cells.slice(of + PAYMENT_SLOTS.length))
  }
  return [...orders.values()]
}

interface Sum {
  net: bigint
  tax: bigint
  gross: bigint
}

export interface Bill {
  gross: bigint
  perRate: Map<number, Sum>
  roundings: PosLine[]
}

/** Rings an order up. What the file says of totals is not looked at, prices and discounts are. */
export function bill(lines: readonly PosLine[], till: Till): Bill {
  const perRate = new Map<number, Sum>()
  for (const line of lines) {
    const sum = perRate.get(line.rate) ?? { net: 0n, tax: 0n, gross: 0n }
    const amount = amountOf(line, till)
    if (till.prices === 'gross') addTo(sum, amount - taxIn(amount, line.rate), taxIn(amount, line.rate))
    else addTo(sum, amount, taxOn(amount, line.rate))
    perRate.set(line.rate, sum)
  }
  if (till.vat === 'receipt') for (const [rate, sum] of perRate) perRate.set(rate, onReceipt(sum, rate, till))
  const gross = [...perRate.values()].reduce((all, sum) => all + sum.gross, 0n)
  return { gross, perRate, roundings: lines.filter(({ kind }) => kind === 'rounding') }
}

function addTo(sum: Sum, net: bigint, tax: bigint): void {
  sum.net += net
  sum.tax += tax
  sum.gross += net + tax
}

function onReceipt({ net, gross }: Sum, rate: number, { prices }: Till): Sum {
  const tax = prices === 'gross' ? taxIn(gross, rate) : taxOn(net, rate)
  return prices === 'gross' ? { net: gross - tax, tax, gross } : { net, tax, gross: net + tax }
}

function amountOf(line: PosLine, till: Till): bigint {
  const amount = times(line.unitPrice, line.quantity, till.digits)
  if (till.discounts === 'amount' || line.discount === 0n) return amount
  // The share has six decimals of a per cent.
  const before = amount + line.discount
  const share = before === 0n ? 0n : divide(line.discount * 100_000_000n, before)
  return divide(before * (100_000_000n - share), 100_000_000n)
}

function times(price: bigint, quantity: bigint, digits: number): bigint {
  return divide(price * quantity, 10n ** BigInt(4 - digits))
}

function taxIn(gross: bigint, rate: number): bigint {
  return divide(gross * BigInt(rate), 100n + BigInt(rate))
}

function taxOn(net: bigint, rate: number): bigint {
  return divide(net * BigInt(rate), 100n)
}

/** What is wrong with a bill, in words; nothing when it is the shop's order to the cent. */
export function differences(order: PosOrder, sold: Sold, till: Till): string[] {
  const rung = bill(order.lines, till)
  const wrong: string[] = []
  const same = (what: string, found: bigint, expected: bigint) => {
    if (found !== expected) wrong.push(`${what}: ${print(found, till.digits)}, not ${print(expected, till.digits)}`)
  }
  same('billed', rung.gross, sold.total)
  same('total in the file', order.gross, sold.total)
  const paid = Object.values(order.tenders).reduce((a, b) => a + b, 0n)
  same('paid', paid, sold.total)
  for (const tender of new Set([...Object.keys(order.tenders), ...Object.keys(sold.tenders)]))
    same(`tender ${tender}`, order.tenders[tender] ?? 0n, sold.tenders[tender] ?? 0n)
  if (unitsOf(order.lines) !== unitsOf(sold.lines)) wrong.push(`units: ${unitsOf(order.lines)}`)
  for (const line of order.lines) {
    const amount = till.prices === 'gross' ? line.net + line.tax : line.net
    same(`price of ${line.code}`, amountOf(line, till), line.total)
    same(`amounts of ${line.code}`, amount, line.total)
  }
  return [...wrong, ...ratesThatDiffer(rung, order, sold, till), ...discountsThatDiffer(order, sold, till)]
}

function unitsOf(lines: readonly { kind: string; code: string; quantity: number | bigint }[]): string {
  const units = new Map<string, number>()
  for (const { kind, code, quantity } of lines)
    if (kind === 'goods') units.set(code, (units.get(code) ?? 0) + Number(quantity))
  return [...units]
    .map((entry) => entry.join(' x '))
    .sort()
    .join()
}

/**
 * Gross per VAT rate is the shop's. One rate at most may have more, by what the shop's own receipt was rounded. A till
 * that puts VAT on the receipt has one rounding line for all rates instead, and none where they make up for each other.
 */
function ratesThatDiffer(rung: Bill, order: PosOrder, sold: Sold, till: Till): string[] {
  const wrong: string[] = []
  const gross = grossPerRate(sold)
  const rates = [...new Set([...gross.keys(), ...rung.perRate.keys()])]
  const off = rates.map((rate) => (rung.perRate.get(rate)?.gross ?? 0n) - (gross.get(rate) ?? 0n))
  const told = off.filter((amount) => amount !== 0n)
  const rounded = rung.roundings.reduce((all, line) => all + line.net + line.tax, 0n)
  const max = BigInt(till.roundingMax * (sold.lines.length + 1)) + unsure(sold)
  if (abs(rounded) > max * 2n) wrong.push(`rounding of ${print(rounded, till.digits)}`)
  if (till.vat === 'receipt' && till.prices === 'net') {
    if (rung.roundings.length > 1) wrong.push(`${rung.roundings.length} rounding lines`)
    if (off.some((amount) => abs(amount) > max)) wrong.push(`rates differ by ${off.join()}`)
    return wrong
  }
  const explained = told.length === 0 || (told.length === 1 && told[0] === sold.receipt.gross)
  const between = unsure(sold) + abs(sold.receipt.gross)
  if (!explained && !(sold.splits > 0 && off.every((amount) => abs(amount) <= between)))
    wrong.push(`gross per rate ${rates.join()} differs by ${off.join()}`)
  const perRate = new Map<number, PosLine[]>()
  for (const line of rung.roundings) perRate.set(line.rate, [...(perRate.get(line.rate) ?? []), line])
  for (const [rate, lines] of perRate) {
    if (lines.length > 1 && reachable(lines, rate, till)) wrong.push(`${lines.length} rounding lines at ${rate} %`)
  }
  if (till.prices === 'gross') wrong.push(...taxesThatDiffer(order, rung, sold, till))
  return wrong
}

/**
 * Half a hundredth of tax is half a hundredth / rate of a net amount: so far each part of a line that hides several rates
 * is unknown, and a part without tax that is no larger cannot be told from nothing.
 */
function unsure(sold: Sold): bigint {
  const parts = sold.lines.filter(({ kind, rate, net }) => kind !== 'goods' && kind !== 'fee' && rate > 0 && net !== 0n)
  return sold.splits === 0 ? 0n : parts.reduce((all, { rate }) => all + 2n * BigInt(Math.ceil(50 / rate) + 1), 0n)
}

/** Whether one line would have done: at net prices no net amount comes to 0.02 with 25 % on it. */
function reachable(lines: PosLine[], rate: number, till: Till): boolean {
  if (till.prices === 'gross') return true
  const gross = lines.reduce((all, line) => all + line.net + line.tax, 0n)
  const near = divide(gross * 100n, 100n + BigInt(rate))
  return [-2n, -1n, 0n, 1n, 2n].some((step) => near + step + taxOn(near + step, rate) === gross)
}

/** The taxes in the file are the shop's; those the till works out may be a hundredth beside them on each line. */
function taxesThatDiffer(order: PosOrder, rung: Bill, sold: Sold, till: Till): string[] {
  const wrong: string[] = []
  const rates = new Set(sold.lines.map(({ rate }) => rate))
  let beside = 0n
  for (const rate of rates) {
    const own = sold.lines.filter((line) => line.rate === rate)
    const tax = own.reduce((all, line) => all + line.tax, 0n)
    const written = order.lines.filter((line) => line.rate === rate).reduce((all, line) => all + line.tax, 0n)
    beside += written - tax
    if (abs(written - tax) > abs(sold.receipt.tax) + BigInt(sold.splits))
      wrong.push(`tax at ${rate} %: ${written}, not ${tax}`)
    const computed = rung.perRate.get(rate)?.tax ?? 0n
    const allowed = BigInt((till.roundingMax + 1) * own.length) + abs(sold.receipt.gross)
    if (abs(computed - tax) > allowed) wrong.push(`the till's tax at ${rate} %: ${computed}, not ${tax}`)
  }
  const receipt = rung.roundings.length > 0 ? sold.receipt.tax : 0n
  if (beside !== 0n && beside !== receipt) wrong.push(`tax in the file differs by ${beside}`)
  return wrong
}

/** Discounts are for people to read, and rounded with each refund: a hundredth per line. */
function discountsThatDiffer(order: PosOrder, sold: Sold, till: Till): string[] {
  const net = (line: SoldLine) =>
    till.prices === 'gross' ? line.discount : line.discount - taxIn(line.discount, line.rate)
  const rebate = sold.lines.filter(({ kind }) => kind === 'discount')
  const own = order.lines.some(({ kind }) => kind === 'discount')
  if (own) return []
  const spreadOff = rebate.reduce((all, line) => all - line.net - (till.prices === 'gross' ? line.tax : 0n), 0n)
  const expected = sold.lines.reduce((all, line) => all + net(line), spreadOff)
  const found = order.lines.reduce((all, { discount }) => all + discount, 0n)
  const allowed = BigInt(sold.lines.length + 1)
  return abs(found - expected) <= allowed ? [] : [`discounts: ${found}, not ${expected}`]
}

function grossPerRate(sold: Sold): Map<number, bigint> {
  const gross = new Map<number, bigint>()
  for (const { rate, net, tax } of sold.lines) gross.set(rate, (gross.get(rate) ?? 0n) + net + tax)
  return gross
}

export type HeldBy = 'price' | 'tax' | 'tenders' | 'part'

/**
 * Why nobody can bill this order within the rounding that is allowed; null when it can be billed (R22-R24). There are
 * several answers only where a line of the shop hides several rates: they depend on what is taken for the net of each.
 */
export function whyHeld(sold: Sold, till: Till): Set<HeldBy | null> {
  const answers = new Set([whyHeldAs(sold, till)])
  const { lines } = sold
  const parts = lines.flatMap(({ kind, net }, i) => (kind !== 'goods' && kind !== 'fee' && net !== 0n ? [i] : []))
  const most = unsure(sold)
  for (const from of parts) {
    for (const to of parts.filter((other) => other !== from && lines[other]!.kind === lines[from]!.kind)) {
      for (let cents = 1n; cents <= most; cents += 1n) {
        const moved = lines.map((line, i) => ({
          ...line,
          net: line.net + (i === from ? -cents : i === to ? cents : 0n),
        }))
        answers.add(whyHeldAs({ ...sold, lines: moved }, till))
      }
    }
  }
  if (sold.splits > 0 && lines.some(isPartWithoutTax)) answers.add('part')
  return answers
}

function whyHeldAs(sold: Sold, till: Till): HeldBy | null {
  // A fee below zero without tax may be a gift card, which is no discount.
  if (sold.lines.some(({ kind }) => kind === 'discount') && taxOfRebates(sold) === 0n) return 'tenders'
  if (sold.refunded > 0n && Object.keys(sold.tenders).length > 1) return 'tenders'
  const lines = withoutRebates(sold.lines)
  const max = BigInt(till.roundingMax)
  const taxOff = (line: SoldLine) => abs(taxIn(line.net + line.tax, line.rate) - line.tax)
  if (sold.lines.some((line) => taxOff(line) > max + BigInt(line.refunded))) return 'tax'
  if (lines.some((line) => abs(priceOff(line, till)) > max)) return 'price'
  if (abs(sold.receipt.gross) > max * BigInt(lines.length)) return 'tax'
  return null
}

function taxOfRebates({ lines }: Sold): bigint {
  return lines.filter(({ kind }) => kind === 'discount').reduce((all, { tax }) => all + tax, 0n)
}

/** Too small for the tax it bears: nobody sees that it is there (0.07 at 6 %, within a shipping of 9.99). */
function isPartWithoutTax({ kind, rate, net, tax }: SoldLine): boolean {
  return (kind === 'shipping' || kind === 'discount') && rate > 0 && net !== 0n && tax === 0n
}

/** What the nearest price the till can print is beside the line. */
function priceOff(line: SoldLine, till: Till): bigint {
  const step = 10n ** BigInt(4 - Math.max(till.priceDecimals, till.digits))
  const basis = till.prices === 'gross' ? line.net + line.tax : line.net
  const price = divide(basis * 10n ** BigInt(4 - till.digits), BigInt(line.quantity) * step) * step
  const amount = times(price, BigInt(line.quantity), till.digits)
  if (till.prices === 'gross' || till.vat === 'receipt') return basis - amount
  return line.net + line.tax - amount - taxOn(amount, line.rate)
}

/** Rebates are taken off the goods of their rate; where there are not enough, they stay lines of their own. */
function withoutRebates(sold: readonly SoldLine[]): SoldLine[] {
  const lines = sold.filter(({ kind }) => kind !== 'discount').map((line) => ({ ...line }))
  for (const rebate of sold.filter(({ kind }) => kind === 'discount')) {
    const goods = lines.filter((l) => l.kind === 'goods' && l.rate === rebate.rate && l.net + l.tax > 0n)
    const off = rebate.net + rebate.tax
    if (goods.reduce((all, l) => all + l.net + l.tax, 0n) < -off) lines.push({ ...rebate })
    else takeOff(goods, off, rebate.tax)
  }
  return lines
}

function takeOff(goods: SoldLine[], off: bigint, rebateTax: bigint): void {
  const shares = spread(off, goods.map((l) => l.net + l.tax)) // biome-ignore format: one call
  const gross = goods.map((l, i) => l.net + l.tax + shares[i]!)
  const tax = goods.reduce((all, l) => all + l.tax, rebateTax)
  const taxes = spread(tax, gross)
  for (const [i, line] of goods.entries()) Object.assign(line, { tax: taxes[i]!, net: gross[i]! - taxes[i]! })
}

function abs(amount: bigint): bigint {
  return amount < 0n ? -amount : amount
}
