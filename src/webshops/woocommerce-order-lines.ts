import { divideRound, type RateE3 } from '../model/money.ts'
import { parseScaled } from '../model/quantity.ts'
import type { ItemKind, OrderLine } from '../model/records.ts'
import { decodeEntities } from './html-entities.ts'
import { idOf, type JsonObject, metaOf, moneyOf, objectsOf, quantityOf, textOf } from './json-values.ts'
import type { RowCheck } from './shop-batch.ts'

export interface LineInput {
  order: JsonObject
  currency: string
  check: RowCheck
  /** Place of the order in the file. */
  path: string
  /** Tax class to rate, thousandths of a percent. */
  rates: Record<string, number>
}

/** Products, then shipping, then fees; coupons are already in the totals. Amounts are the line's own (R23). */
export function linesOf(input: LineInput): OrderLine[] {
  const { order } = input
  const taxRates = ratesOf(order)
  const read = (field: string, make: LineMaker) =>
    objectsOf(order[field]).map((line, index) =>
      make({ ...input, line, at: `${input.path}.${field}[${index}]`, taxRates }),
    )
  return [
    ...read('line_items', productLine),
    ...read('shipping_lines', (one) => costLine(one, 'shipping', textOf(one.line.method_title))),
    ...read('fee_lines', (one) => costLine(one, 'fee', textOf(one.line.name))),
  ]
}

/** Keys of lines are those of the shop; shipping and fees have a word before theirs. */
export function lineKey(kind: 'product' | 'shipping' | 'fee', id: string): string {
  return kind === 'product' ? id : `${kind}-${id}`
}

/** A money field; a fault when it is there and is no amount. `missing` when it is absent or blank. */
export function readMoney(
  input: LineInput,
  owner: JsonObject,
  at: string,
  field: string,
  missing: number | null,
): number {
  const value = owner[field]
  if ((value === undefined || value === null || value === '') && missing !== null) return missing
  const amount = moneyOf(value, input.currency)
  if (amount !== undefined) return amount
  const fix = 'Correct the order in the shop, or save the page again with `dp=2`.'
  const expected = `an amount with the decimals of ${input.currency}`
  input.check.fault('TB2601', { column: `${at}.${field}`, found: textOf(value) || 'none', expected, fix })
  return 0
}

interface OneLine extends LineInput {
  line: JsonObject
  at: string
  taxRates: ReadonlyMap<string, RateE3>
}
type LineMaker = (one: OneLine) => OrderLine

function productLine(one: OneLine): OrderLine {
  const { line, at, check } = one
  const quantity = quantityOf(line.quantity)
  if (quantity === undefined || quantity < 0) {
    check.fault('TB2101', { column: `${at}.quantity`, found: textOf(line.quantity) || 'none', expected: 'a quantity' })
  }
  const sku = textOf(line.sku).trim()
  const kind = productKind(line)
  return {
    ...amountsOf(one),
    key: lineKey('product', keyOf(one)),
    kind,
    variantKey: idOf(line.variation_id) ?? idOf(line.product_id),
    sku: sku === '' ? null : sku,
    name: decodeEntities(textOf(line.name) || textOf(line.parent_name)),
    quantity: quantity ?? 0,
    requiresShipping: kind !== 'gift-card',
  }
}

function costLine(one: OneLine, kind: 'shipping' | 'fee', name: string): OrderLine {
  return {
    ...amountsOf(one),
    key: lineKey(kind, keyOf(one)),
    kind,
    variantKey: null,
    sku: null,
    name: decodeEntities(name),
    quantity: 1000,
    requiresShipping: false,
  }
}

/** Gift cards and bundles by the notes their plug-ins leave on the line; what is virtual the catalogue knows. */
function productKind(line: JsonObject): ItemKind {
  const has = (...keys: string[]) => keys.some((key) => metaOf(line, key) !== undefined)
  if (has('wc_gc_giftcard_amount', 'pw_gift_card_amount', '_ywgc_amount')) return 'gift-card'
  const parts = Array.isArray(line.bundled_items) && line.bundled_items.length > 0
  return parts || has('_bundled_items', '_composite_children', '_woosb_ids') ? 'bundle' : 'goods'
}

function keyOf({ line, at, check }: OneLine): string {
  const id = idOf(line.id)
  if (id === null)
    check.fault('TB2604', { column: `${at}.id`, found: textOf(line.id) || 'none', expected: 'the number of the line' })
  return id ?? ''
}

type Amounts = Omit<OrderLine, 'key' | 'kind' | 'variantKey' | 'sku' | 'name' | 'quantity' | 'requiresShipping'>

function amountsOf(one: OneLine): Amounts {
  const money = (field: string, missing: number | null) => readMoney(one, one.line, one.at, field, missing)
  const net = money('total', null)
  const tax = money('total_tax', 0)
  const before = money('subtotal', net) + money('subtotal_tax', tax)
  return {
    net,
    tax,
    gross: net + tax,
    refundedQuantity: 0,
    refundedGross: 0,
    refundedTax: 0,
    discount: before - net - tax,
    taxRate: rateOf(one, net, tax),
    taxClass: typeof one.line.tax_class === 'string' ? one.line.tax_class : null,
  }
}

/** Rates of the order by their id. */
function ratesOf(order: JsonObject): Map<string, RateE3> {
  const rates = new Map<string, RateE3>()
  for (const line of objectsOf(order.tax_lines)) {
    const id = idOf(line.rate_id)
    const rate = parseScaled(textOf(line.rate_percent), 3)
    if (id !== null && rate !== undefined) rates.set(id, rate)
  }
  return rates
}

/**
 * The rate of a line: that of the one tax it carries; 0 when it carries none and no tax. Several taxes on one line have
 * no single rate. Where the order does not list its rates, the shop's rate of the class counts if it explains the tax.
 */
function rateOf({ line, taxRates, rates }: OneLine, net: number, tax: number): RateE3 | null {
  const taxes = objectsOf(line.taxes)
  const charged = taxes.filter((entry) => isAmount(entry.total))
  const ids = new Set((charged.length > 0 ? charged : taxes).flatMap((entry) => idOf(entry.id) ?? []))
  const rate = ids.size === 1 ? taxRates.get([...ids][0]!) : undefined
  if (rate !== undefined && (tax !== 0 || net === 0 || charged.length > 0)) return rate
  if (ids.size > 1 && tax !== 0) return null
  if (tax === 0) return 0
  const classRate = rates[textOf(line.tax_class) || 'standard']
  const explains = classRate !== undefined && Math.abs(divideRound(net * classRate, 100_000) - tax) <= 1
  return explains ? classRate : null
}

function isAmount(value: unknown): boolean {
  return /[1-9]/.test(textOf(value))
}
