import { divideRound, type MinorUnits, type RateE3, taxInGross } from '../model/money.ts'
import type { OrderLine } from '../model/records.ts'
import type { RawLine } from './generic-lines.ts'
import { spreadByRate } from './spread-discount.ts'

/** The order's own fields. */
export interface OrderCells {
  value(field: string): string | number | boolean | null
  text(field: string): string
  amount(field: string): MinorUnits | null
}

export interface Settled {
  lines: OrderLine[]
  total: MinorUnits
  tax: MinorUnits
}

/** Lines with net, tax and gross, shipping and fees behind them; sums of both. */
export function settle(raw: readonly RawLine[], order: OrderCells, prices: 'gross' | 'net'): Settled {
  const shipping = order.amount('shipping') ?? 0
  const total = order.amount('total')
  const plain = raw.map((line) => withTax(line.amount, line.tax, line.rate, prices))
  const shippingRate = onlyRate(raw)
  const shippingPart = withTax(shipping, order.amount('shippingTax'), shippingRate, prices)
  const fee = order.amount('fee') ?? 0
  const feePart = withTax(fee, order.amount('feeTax'), shippingRate, prices)
  const gross = plain.reduce((a, part) => a + part.gross, 0) + shippingPart.gross + feePart.gross
  const discount = Math.abs(order.amount('discount') ?? 0)
  // Line totals mostly contain the discount already; when they do not, the total says so.
  const open = total !== null && discount > 0 && gross - discount === total ? discount : 0
  const shares = spreadByRate(
    open,
    raw.map((line) => (line.kind === 'gift-card' ? 0 : line.amount)),
    raw.map((line) => line.rate),
  )
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
  if (shipping !== 0) lines.push(costLine('shipping', order.text('shippingMethod') || 'Shipping', shippingPart))
  if (fee !== 0) lines.push({ ...costLine('fee', 'Fee', feePart), kind: fee < 0 ? 'discount' : 'fee' })
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

function onlyRate(raw: readonly RawLine[]): RateE3 | null {
  const rates = new Set(raw.filter((line) => line.kind !== 'gift-card').map((line) => line.rate))
  return rates.size === 1 ? [...rates][0]! : null
}

function costLine(kind: 'shipping' | 'fee', name: string, part: Part): OrderLine {
  const none = {
    variantKey: null,
    sku: null,
    refundedQuantity: 0,
    refundedGross: 0,
    refundedTax: 0,
    discount: 0,
    taxClass: null,
  }
  return { key: kind, kind, name, quantity: 1000, requiresShipping: false, ...none, ...part }
}
