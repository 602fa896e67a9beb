import { type Finding, finding } from '../model/findings.ts'
import {
  divideRound,
  formatMoney,
  type MinorUnits,
  minorDigits,
  type RateE3,
  splitAmount,
  taxInGross,
} from '../model/money.ts'
import { parseScaled } from '../model/quantity.ts'
import type {
  Address,
  FulfilmentState,
  ItemKind,
  OrderLife,
  OrderLine,
  PaymentState,
  ShopOrder,
} from '../model/records.ts'
import type { CellValue } from '../profiles/fault.ts'
import type { ShopContext } from './webshop.ts'

/** A row by fields, decoded by the declared columns. */
export interface GenericRow {
  line: number
  value(field: string): CellValue
}

interface StateWord {
  payment: PaymentState
  fulfilment: FulfilmentState
  life: OrderLife
  holds: boolean
}

function word(
  payment: PaymentState,
  holds: boolean,
  life: OrderLife = 'open',
  fulfilment: FulfilmentState = 'none',
): StateWord {
  return { payment, holds, life, fulfilment }
}

/** The words of `state`; a plug-in's own words are mapped to them under the column's `map`. */
export const GENERIC_STATES: Record<string, StateWord> = {
  pending: word('pending', true),
  authorised: word('authorised', true),
  'part-paid': word('part-paid', true),
  paid: word('paid', true),
  completed: word('paid', true, 'open', 'done'),
  refunded: word('refunded', false),
  failed: word('voided', false),
  cancelled: word('voided', false, 'cancelled'),
  draft: word('pending', false, 'draft'),
}

/**
 * Makes an order of its rows. Line totals are gross or net as the shop's `prices` says; tax is the file's, else that of
 * the rate (the file's, the tax class's, the catalogue's), else unknown. A discount of the order that the line totals do not
 * contain yet is spread over the lines within each rate. `torn`: a row that may have belonged to it could not be read.
 */
export function buildGenericOrder(
  rows: readonly GenericRow[],
  context: ShopContext,
  torn: boolean,
): { order: ShopOrder; findings: Finding[] } | { faults: Finding[] } {
  const faults: Finding[] = []
  const order = orderCells(rows, faults)
  const currency = order.text('currency') || context.currency
  const raw = rows.flatMap((row) => linesOf(row, currency, context, faults))
  if (order.text('date') === '') faults.push(missing(rows[0]!.line, 'date', 'when the order was placed'))
  if (faults.length > 0) return { faults }

  const money = settle(raw, order, context)
  const state = GENERIC_STATES[order.text('state') || (order.value('paid') === false ? 'pending' : 'paid')]
  const payment: PaymentState =
    state?.payment === 'pending' && order.value('paid') === true ? 'paid' : (state?.payment ?? 'pending')
  const number = order.text('number')
  const total = order.amount('total') ?? money.total
  const isPaid = payment === 'paid' || payment === 'authorised' || payment === 'refunded'
  const method = order.text('payment')
  const findings = state ? [] : [unknownState(rows[0]!.line, order.text('state'), number)]
  const refunded = payment === 'refunded' ? total : 0
  if (refunded > 0) for (const line of money.lines) refundLine(line)
  return {
    findings,
    order: {
      key: order.text('key') || number,
      number,
      placedAt: order.text('date'),
      modifiedAt: null,
      cancelledAt: null,
      fulfilledAt: null,
      stateText: order.text('state') || payment,
      payment,
      fulfilment: state?.fulfilment ?? 'none',
      life: state?.life ?? 'open',
      holdsStock: state?.holds ?? true,
      fraudHold: false,
      onAccount: false,
      currency,
      customer: {
        key: null,
        email: order.text('email'),
        phone: order.text('phone'),
        vatNumber: order.text('vatNumber'),
        guest: true,
      },
      billing: billingOf(order),
      shipping: shippingOf(order),
      note: order.text('note'),
      lines: money.lines,
      payments:
        isPaid && total > 0
          ? [{ method, title: method, amount: total, reference: order.text('paymentReference') }]
          : [],
      outstanding: isPaid ? 0 : total,
      total,
      totalTax: order.amount('tax') ?? money.tax,
      refunded,
      blockers: [
        ...blockersOf(order, money, total, torn, raw.length),
        ...(state
          ? []
          : [
              {
                code: 'TB7022',
                found: `state "${order.text('state')}"`,
                expected: Object.keys(GENERIC_STATES).join(', '),
              },
            ]),
      ],
      line: rows[0]!.line,
      rows: rows.length,
    },
  }
}

interface OrderCells {
  value(field: string): CellValue
  text(field: string): string
  amount(field: string): MinorUnits | null
}

const ORDER_AMOUNTS = ['total', 'shipping', 'shippingTax', 'discount', 'tax']

/** The order's own fields: the first row that has one counts; amounts that contradict each other spoil the order. */
function orderCells(rows: readonly GenericRow[], faults: Finding[]): OrderCells {
  const value = (field: string): CellValue => {
    for (const row of rows) {
      const found = row.value(field)
      if (found !== null && found !== '') return found
    }
    return null
  }
  for (const field of ORDER_AMOUNTS) {
    const first = value(field)
    const other = rows.find((row) => row.value(field) !== null && row.value(field) !== first)
    if (!other) continue
    const expected = 'the same amount in every row of the order'
    faults.push(finding('TB7001', { row: other.line, column: field, found: String(other.value(field)), expected }))
  }
  return {
    value,
    text: (field) => String(value(field) ?? '').trim(),
    amount: (field) => value(field) as MinorUnits | null,
  }
}

interface RawLine {
  sku: string | null
  variantKey: string | null
  name: string
  kind: ItemKind
  quantity: number
  amount: MinorUnits
  tax: MinorUnits | null
  rate: RateE3 | null
  taxClass: string | null
  requiresShipping: boolean
}

const LINE_KINDS: readonly string[] = [
  'goods',
  'service',
  'gift-card',
  'download',
  'bundle',
  'shipping',
  'fee',
  'deposit',
  'discount',
]

function linesOf(row: GenericRow, currency: string, context: ShopContext, faults: Finding[]): RawLine[] {
  const json = row.value('linesJson')
  if (json !== null && json !== '') return jsonLines(String(json), row.line, currency, context, faults)
  const quantity = row.value('quantity') as number | null
  if (quantity === null && row.value('lineTotal') === null && row.value('sku') === null) return []
  if (quantity === null) faults.push(missing(row.line, 'quantity', 'a number'))
  const cell = (field: string) => {
    const found = row.value(field)
    return found === null ? null : String(found)
  }
  const unitPrice = row.value('unitPrice') as number | null
  const lineTotal =
    (row.value('lineTotal') as number | null) ?? (unitPrice === null ? null : product(unitPrice, quantity ?? 0))
  if (lineTotal === null) faults.push(missing(row.line, 'lineTotal', 'an amount that quantity x price gives exactly'))
  const line = { quantity, amount: lineTotal, tax: row.value('lineTax') as number | null, rate: cell('taxRate') }
  return [lineOf({ ...line, cell, ships: row.value('requiresShipping') as boolean | null }, row.line, context, faults)]
}

interface LineCells {
  cell(field: string): string | null
  quantity: number | null
  amount: MinorUnits | null
  tax: MinorUnits | null
  rate: string | null
  ships: boolean | null
}

function lineOf(cells: LineCells, row: number, context: ShopContext, faults: Finding[]): RawLine {
  const kind = cells.cell('kind') ?? 'goods'
  if (!LINE_KINDS.includes(kind)) {
    const fix = "Map the shop's words under formats.orders.columns.kind.map."
    faults.push(finding('TB2603', { row, column: 'kind', found: kind, expected: LINE_KINDS.join(', '), fix }))
  }
  const rate = cells.rate === null || cells.rate === '' ? null : parseRate(cells.rate)
  if (rate === undefined) {
    faults.push(
      finding('TB2603', { row, column: 'taxRate', found: cells.rate, expected: 'a rate in percent, such as 25' }),
    )
  }
  const sku = cells.cell('sku')
  const taxClass = cells.cell('taxClass')
  const ofClass = taxClass === null ? null : (context.rates[taxClass] ?? null)
  const ofArticle = sku === null ? null : (context.rateOfSku?.(sku) ?? null)
  return {
    sku,
    variantKey: cells.cell('variantKey'),
    name: cells.cell('lineName') ?? sku ?? '',
    kind: kind as ItemKind,
    quantity: cells.quantity ?? 0,
    amount: cells.amount ?? 0,
    tax: cells.tax,
    rate: rate ?? ofClass ?? ofArticle,
    taxClass,
    requiresShipping: cells.ships ?? kind === 'goods',
  }
}

/** "25", "25 %", "8,875" as thousandths of a percent; undefined for anything else. */
function parseRate(text: string): RateE3 | undefined {
  const rate = parseScaled(text.replace('%', '').replace(',', '.').trim(), 3)
  return rate === undefined || rate < 0 || rate >= 100_000 ? undefined : rate
}

/** Price x quantity when that is whole minor units; null when a person must say what the line cost. */
function product(price: MinorUnits, quantity: number): MinorUnits | null {
  const scaled = price * quantity
  return Number.isSafeInteger(scaled) && scaled % 1000 === 0 ? scaled / 1000 : null
}

/** `[{"sku": "A", "quantity": 2, "total": "25.00", "tax": "5.00", "rate": "25", "name": "..."}]`; numbers by their shortest text. */
function jsonLines(json: string, row: number, currency: string, context: ShopContext, faults: Finding[]): RawLine[] {
  const lines = parseArray(json)
  if (lines === null) {
    const expected = '[{"sku": ..., "quantity": ..., "total": ...}, ...]'
    faults.push(
      finding('TB2603', {
        row,
        column: 'linesJson',
        found: json,
        expected,
        fix: 'Export the order again; the list of its lines is no valid JSON.',
      }),
    )
    return []
  }
  return lines.map((entry, i) => {
    const cell = (field: string) => {
      const found = entry[JSON_NAMES[field] ?? field]
      return found === undefined || found === null || found === '' ? null : String(found)
    }
    const number = (field: string, digits: number, required: boolean) => {
      const text = cell(field)
      const value = text === null ? undefined : parseScaled(text, digits)
      if (value !== undefined || (text === null && !required)) return value ?? null
      const code = field === 'quantity' ? 'TB2101' : 'TB2601'
      faults.push(
        finding(code, { row, column: `linesJson, line ${i + 1}, ${field}`, found: text ?? '', expected: 'a number' }),
      )
      return null
    }
    const digits = minorDigits(currency)
    const [quantity, amount, tax] = [
      number('quantity', 3, true),
      number('total', digits, true),
      number('tax', digits, false),
    ]
    return lineOf({ cell, quantity, amount, tax, rate: cell('rate'), ships: null }, row, context, faults)
  })
}

const JSON_NAMES: Record<string, string> = { lineName: 'name' }

function parseArray(json: string): Record<string, unknown>[] | null {
  try {
    const parsed: unknown = JSON.parse(json)
    const whole = Array.isArray(parsed) && parsed.every((entry) => typeof entry === 'object' && entry !== null)
    return whole ? (parsed as Record<string, unknown>[]) : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

interface Settled {
  lines: OrderLine[]
  total: MinorUnits
  tax: MinorUnits
}

function settle(raw: readonly RawLine[], order: OrderCells, context: ShopContext): Settled {
  const shipping = order.amount('shipping') ?? 0
  const total = order.amount('total')
  const plain = raw.map((line) => withTax(line.amount, line.tax, line.rate, context.prices))
  const shippingRate = onlyRate(raw)
  const shippingPart = withTax(shipping, order.amount('shippingTax'), shippingRate, context.prices)
  const gross = plain.reduce((a, part) => a + part.gross, 0) + shippingPart.gross
  const discount = Math.abs(order.amount('discount') ?? 0)
  // Line totals mostly contain the discount already; when they do not, the total says so.
  const open = total !== null && discount > 0 && gross - discount === total ? discount : 0
  const shares = spread(raw, open)
  const lines = raw.map((line, i): OrderLine => {
    const share = shares[i]!
    const part = share === 0 ? plain[i]! : afterDiscount(plain[i]!, share, line.rate)
    const { sku, variantKey, name, kind, quantity, taxClass, requiresShipping } = line
    const refunds = { refundedQuantity: 0, refundedGross: 0, refundedTax: 0 }
    return {
      key: String(i + 1),
      kind,
      variantKey,
      sku,
      name,
      quantity,
      ...refunds,
      ...part,
      discount: share,
      taxClass,
      requiresShipping,
    }
  })
  if (shipping !== 0) lines.push(shippingLine(order.text('shippingMethod') || 'Shipping', shippingPart))
  const sum = (of: (line: OrderLine) => number) => lines.reduce((a, line) => a + of(line), 0)
  return { lines, total: sum((line) => line.gross), tax: sum((line) => line.tax) }
}

interface Part {
  net: MinorUnits
  tax: MinorUnits
  gross: MinorUnits
  taxRate: RateE3 | null
}

function withTax(amount: MinorUnits, known: MinorUnits | null, rate: RateE3 | null, prices: 'gross' | 'net'): Part {
  const reckoned =
    rate === null
      ? 0
      : prices === 'gross'
        ? taxInGross(amount, rate)
        : divideRound(BigInt(amount) * BigInt(rate), 100_000)
  const tax = known ?? reckoned
  const taxRate = rate ?? (known === 0 ? 0 : null)
  return prices === 'gross'
    ? { gross: amount, net: amount - tax, tax, taxRate }
    : { gross: amount + tax, net: amount, tax, taxRate }
}

/** The order's discount is gross; tax falls with it at the line's own rate. */
function afterDiscount(part: Part, share: MinorUnits, rate: RateE3 | null): Part {
  const gross = part.gross - share
  const tax =
    rate === null
      ? part.gross === 0
        ? 0
        : divideRound(BigInt(part.tax) * BigInt(gross), part.gross)
      : taxInGross(gross, rate)
  return { gross, tax, net: gross - tax, taxRate: part.taxRate }
}

function spread(raw: readonly RawLine[], discount: MinorUnits): MinorUnits[] {
  const weight = (line: RawLine) => (line.kind === 'gift-card' ? 0 : line.amount)
  const rates = [...new Set(raw.map((line) => line.rate))]
  const perRate = splitAmount(
    discount,
    rates.map((rate) => raw.filter((l) => l.rate === rate).reduce((a, l) => a + weight(l), 0)),
  )
  const shares = raw.map(() => 0)
  rates.forEach((rate, r) => {
    const members = raw.flatMap((line, i) => (line.rate === rate ? [i] : []))
    splitAmount(
      perRate[r]!,
      members.map((i) => weight(raw[i]!)),
    ).forEach((part, n) => {
      shares[members[n]!] = part
    })
  })
  return shares
}

function onlyRate(raw: readonly RawLine[]): RateE3 | null {
  const rates = new Set(raw.filter((line) => line.kind !== 'gift-card').map((line) => line.rate))
  return rates.size === 1 ? [...rates][0]! : null
}

function shippingLine(name: string, part: Part): OrderLine {
  const none = {
    variantKey: null,
    sku: null,
    refundedQuantity: 0,
    refundedGross: 0,
    refundedTax: 0,
    discount: 0,
    taxClass: null,
  }
  return { key: 'shipping', kind: 'shipping', name, quantity: 1000, requiresShipping: false, ...none, ...part }
}

function refundLine(line: OrderLine): void {
  line.refundedQuantity = line.quantity
  line.refundedGross = line.gross
  line.refundedTax = line.tax
}

function blockersOf(
  order: OrderCells,
  money: Settled,
  total: MinorUnits,
  torn: boolean,
  lines: number,
): ShopOrder['blockers'] {
  const blockers: ShopOrder['blockers'] = []
  const currency = order.text('currency')
  const say = (amount: MinorUnits) => formatMoney(amount, currency || 'EUR')
  if (lines === 0) blockers.push({ code: 'TB7022', found: 'an order without lines', expected: 'at least one line' })
  if (torn)
    blockers.push({ code: 'TB7022', found: 'a row next to this order could not be read', expected: 'all of its rows' })
  if (money.total !== total)
    blockers.push({ code: 'TB7001', found: `lines come to ${say(money.total)}`, expected: `the total ${say(total)}` })
  const tax = order.amount('tax')
  const known = money.lines.every((line) => line.taxRate !== null)
  if (tax !== null && known && Math.abs(tax - money.tax) > money.lines.length) {
    blockers.push({
      code: 'TB7001',
      found: `taxes of the lines come to ${say(money.tax)}`,
      expected: `the tax ${say(tax)}`,
    })
  }
  return blockers
}

function unknownState(row: number, state: string, number: string): Finding {
  const expected = Object.keys(GENERIC_STATES).join(', ')
  const fix =
    "Map the shop's words under formats.orders.columns.state.map; until then the order holds its stock and stays here."
  return finding('TB2603', { row, column: 'state', found: state, expected, fix, severity: 'warning', key: number })
}

function missing(row: number, column: string, expected: string): Finding {
  return finding('TB2604', { row, column, found: '', expected })
}

function billingOf(order: OrderCells): Address {
  return {
    name: order.text('name'),
    company: order.text('company'),
    street1: order.text('street'),
    street2: order.text('street2'),
    postcode: order.text('postcode'),
    city: order.text('city'),
    region: order.text('region'),
    country: order.text('country'),
    phone: order.text('phone'),
  }
}

/** Exports with one address mean both. */
function shippingOf(order: OrderCells): Address {
  const own = (field: string) => order.text(`shipping${field}`)
  if (own('Name') === '' && own('Street') === '' && own('City') === '') return billingOf(order)
  return {
    name: own('Name'),
    company: own('Company'),
    street1: own('Street'),
    street2: own('Street2'),
    postcode: own('Postcode'),
    city: own('City'),
    region: own('Region'),
    country: own('Country'),
    phone: order.text('phone'),
  }
}
