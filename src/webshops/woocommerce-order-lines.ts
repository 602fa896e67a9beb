import { divideRound, minorDigits } from '../model/money.ts'
import { parseScaled } from '../model/quantity.ts'
import type { ItemKind, OrderLine } from '../model/records.ts'
import { decodeEntities } from './html-entities.ts'
import { idOf, type JsonObject, metaOf, moneyOf, objectsOf, quantityOf, textOf } from './json-values.ts'
import type { RowCheck } from './shop-batch.ts'
import { rateBeforeCoupon, type TaxPart, type TaxRates, taxParts, taxRatesOf } from './woocommerce-order-taxes.ts'

export interface LineInput {
  order: JsonObject
  currency: string
  check: RowCheck
  /** Place of the order in the file. */
  path: string
  /** Tax class to rate, thousandths of a percent. */
  rates: Record<string, number>
  rateOfSku?: ((sku: string) => number | null) | undefined
}

/** Products, then shipping, then fees; coupons are already in the totals. Amounts are the line's own (R23). */
export function linesOf(input: LineInput): OrderLine[] {
  const { order } = input
  const taxRates = taxRatesOf(order, input.rates, input.currency)
  const all = [...objectsOf(order.line_items), ...objectsOf(order.shipping_lines), ...objectsOf(order.fee_lines)]
  const untaxed = [order, ...all].every((taxed) => !/[1-9]/.test(textOf(taxed.total_tax)))
  const read = (field: string, make: (one: OneLine) => OrderLine[]) =>
    objectsOf(order[field]).flatMap((line, index) =>
      make({ ...input, line, at: `${input.path}.${field}[${index}]`, taxRates, untaxed }),
    )
  const lines = [
    ...read('line_items', productLine),
    ...read('shipping_lines', (one) => costLines(one, 'shipping', textOf(one.line.method_title))),
    ...read('fee_lines', (one) => costLines(one, 'fee', textOf(one.line.name))),
  ]
  rateWhatIsFree(input, taxRates, lines)
  return lines
}

/** Lines that cost nothing bear no tax, which does not make their rate 0: a coupon of 100 %, a gift, free shipping. */
function rateWhatIsFree(input: LineInput, taxRates: TaxRates, lines: readonly OrderLine[]): void {
  const values = new Map<string, JsonObject>()
  for (const [field, kind] of [
    ['line_items', 'product'],
    ['shipping_lines', 'shipping'],
    ['fee_lines', 'fee'],
  ] as const)
    for (const value of objectsOf(input.order[field])) values.set(lineKey(kind, idOf(value.id) ?? ''), value)
  const free = lines.filter(({ net, tax, taxRate, key }) => net === 0 && tax === 0 && taxRate === 0 && values.has(key))
  for (const line of free) line.taxRate = rateBeforeCoupon(values.get(line.key)!, taxRates)
  const sure = new Set(
    lines.filter((line) => !free.includes(line) || line.taxRate !== null).map((line) => line.taxRate),
  )
  const only = sure.size === 1 ? [...sure][0]! : null
  for (const line of free) {
    const known = only ?? (line.sku === null ? null : (input.rateOfSku?.(line.sku) ?? null))
    line.taxRate ??= known ?? input.rates[line.taxClass || 'standard'] ?? 0
  }
}

/** Keys of lines are those of the shop; shipping and fees have a word before theirs, and their rate behind when split. */
export function lineKey(kind: 'product' | 'shipping' | 'fee', id: string, rateId: string | null = null): string {
  const key = kind === 'product' ? id : `${kind}-${id}`
  return rateId === null ? key : `${key}/${rateId}`
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
  const column = `${at}.${field}`
  input.check.fault('TB2601', { column, found: textOf(value) || 'none', ...decimalsOf(input.currency) })
  return 0
}

interface OneLine extends LineInput {
  line: JsonObject
  at: string
  taxRates: TaxRates
  /** The order has no tax at all. */
  untaxed: boolean
}

function productLine(one: OneLine): OrderLine[] {
  const { line, at, check } = one
  const quantity = quantityOf(line.quantity)
  if (quantity === undefined || quantity < 0) {
    check.fault('TB2101', { column: `${at}.quantity`, found: textOf(line.quantity) || 'none', expected: 'a quantity' })
  }
  const sku = textOf(line.sku).trim()
  const kind = productKind(line)
  const amounts = readAmounts(one)
  checkDecimals(one, amounts.net, quantity ?? 0)
  const [part] = taxParts(line, amounts.net, amounts.tax, one.taxRates, false)
  return [
    {
      ...amountsOf(one, part!),
      key: lineKey('product', keyOf(one)),
      kind,
      variantKey: idOf(line.variation_id) ?? idOf(line.product_id),
      sku: sku === '' ? null : sku,
      name: decodeEntities(textOf(line.name) || textOf(line.parent_name)),
      quantity: quantity ?? 0,
      discount: amounts.before - amounts.net - amounts.tax,
      requiresShipping: kind !== 'gift-card',
    },
  ]
}

/** One line, or one for each rate where taxes of several rates stand side by side (R24). */
function costLines(one: OneLine, kind: 'shipping' | 'fee', name: string): OrderLine[] {
  const { net, tax } = readAmounts(one)
  const id = keyOf(one)
  const isDiscount = kind === 'fee' && takesOff(one, net, tax)
  return taxParts(one.line, net, tax, one.taxRates, true).map((part) => ({
    ...amountsOf(one, part),
    key: lineKey(kind, id, part.rateId),
    kind: isDiscount ? 'discount' : kind,
    variantKey: null,
    sku: null,
    name: decodeEntities(name),
    quantity: 1000,
    discount: 0,
    requiresShipping: false,
  }))
}

/**
 * A negative fee that takes tax with it is a discount (R23). Without tax it may be a gift card, which is a tender (R22):
 * only where nothing is taxed and the fee is one that would be, it is a discount as well.
 */
function takesOff({ line, untaxed }: OneLine, net: number, tax: number): boolean {
  if (net >= 0) return false
  return tax < 0 || (untaxed && textOf(line.tax_status) === 'taxable' && textOf(line.tax_class) !== '0')
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

function readAmounts(one: OneLine): { net: number; tax: number; before: number } {
  const money = (field: string, missing: number | null) => readMoney(one, one.line, one.at, field, missing)
  const net = money('total', null)
  const tax = money('total_tax', 0)
  return { net, tax, before: money('subtotal', net) + money('subtotal_tax', tax) }
}

function amountsOf({ line }: OneLine, { net, tax, rate }: TaxPart) {
  const taxClass = typeof line.tax_class === 'string' ? line.tax_class : null
  const refunds = { refundedQuantity: 0, refundedGross: 0, refundedTax: 0 }
  return { net, tax, gross: net + tax, ...refunds, taxRate: rate, taxClass }
}

/**
 * A page saved with fewer decimals than the currency has (`dp=0`) is rounded without a word: only the price of a piece
 * still tells what the line was. Other prices are left alone; plug-ins put what they like there.
 */
function checkDecimals({ line, at, check, currency }: OneLine, net: number, quantity: number): void {
  const digits = minorDigits(currency)
  const decimals = /\.(\d+)$/.exec(textOf(line.total))?.[1]?.length ?? 0
  const price = parseScaled(textOf(line.price).replace(/(\.\d{8})\d+$/, '$1'), 8)
  if (decimals >= digits || price === undefined || quantity <= 0) return
  const exact = divideRound(BigInt(price) * BigInt(quantity), 10n ** BigInt(11 - digits))
  const step = 10 ** (digits - decimals)
  const isRounded = Math.abs(exact - net) > 1 && divideRound(exact, step) * step === net
  if (!isRounded) return
  check.fault('TB2601', {
    column: `${at}.total`,
    found: `${textOf(line.total)}, but ${textOf(line.quantity)} at ${textOf(line.price)}`,
    ...decimalsOf(currency),
  })
}

function decimalsOf(currency: string) {
  return {
    expected: `an amount with the decimals of ${currency}`,
    fix: `Correct the order in the shop, or save the page again with \`dp=${minorDigits(currency)}\`.`,
  }
}
