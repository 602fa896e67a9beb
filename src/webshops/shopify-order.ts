import type { MinorUnits, RateE3 } from '../model/money.ts'
import { parseScaled } from '../model/quantity.ts'
import type { Address, ItemKind, OrderLine, OrderPayment, PaymentState, ShopOrder } from '../model/records.ts'
import { type OrderState, orderState, rateInName, skuOf, unprotect } from './shopify-cells.ts'
import { type SettledOrder, settleOrder } from './shopify-money.ts'
import { type CellFault, OrderCells, type OrderColumn, type OrderRow } from './shopify-order-cells.ts'
import type { MoneyLine, OrderMoney } from './shopify-rates.ts'
import type { ShopContext } from './webshop.ts'

/**
 * Makes one order of the rows of the export that belong to it, the first with the order's own cells. Prices are taken
 * apart by R24 (see settleOrder). The key is the shop's `Id`, or the order's name where an older export has none. `torn`: a
 * row that may have belonged to it could not be read; a free article would not be missed in the sums.
 */
export function buildOrder(
  rows: readonly OrderRow[],
  context: ShopContext,
  torn: boolean,
): { order: ShopOrder; unknown: OrderState['unknown'] } | { faults: CellFault[] } {
  const cells = new OrderCells(rows[0]!, context)
  const money = orderMoney(cells, context)
  const goods = rows.flatMap((row) => lineOf(row, cells, context) ?? [])
  const placedAt = cells.moment('createdAt')
  const cancelledAt = cells.moment('cancelledAt')
  const fulfilledAt = cells.moment('fulfilledAt')
  const refunded = cells.money('refunded')
  const outstandingCell = cells.text('outstanding') === '' ? null : cells.signedMoney('outstanding')
  if (placedAt === null && !cells.faulty('createdAt')) cells.missing('createdAt', 'when the order was placed')
  if (cells.text('id') !== '' && /[.,E]/i.test(cells.text('id')))
    cells.fault('TB2301', 'id', "the shop's order id, digits")
  if (cells.faults.length > 0) return { faults: cells.faults }

  const state = orderState(cells.text('financial'), cells.text('fulfilment'), cancelledAt !== null)
  const settled = settleOrder(goods, money)
  const paid = paymentsOf(cells, state.payment, money.total, outstandingCell)
  const lines = orderLines(goods, settled, cells)
  const wholeRefund = refunded > 0 && refunded === money.total
  if (wholeRefund) for (const line of lines) refundLine(line)
  const order: ShopOrder = {
    key: cells.text('id') || cells.text('name'),
    number: cells.text('name'),
    placedAt: placedAt!,
    modifiedAt: null,
    cancelledAt,
    fulfilledAt,
    stateText: [cells.text('financial'), cells.text('fulfilment'), cancelledAt ? 'cancelled' : '']
      .filter(Boolean)
      .join(', '),
    payment: state.payment,
    fulfilment: state.fulfilment,
    life: state.life,
    holdsStock: state.holdsStock,
    fraudHold: cells.text('risk').toLowerCase() === 'high',
    onAccount: cells.text('paymentTerms') !== '' || isCashOnDelivery(cells.text('paymentMethod')),
    currency: money.currency,
    customer: customerOf(cells),
    billing: addressOf(cells, 'billing'),
    shipping: addressOf(cells, 'shipping'),
    note: cells.text('notes'),
    lines,
    payments: paid.payments,
    outstanding: paid.outstanding,
    total: money.total,
    totalTax: money.taxes,
    refunded,
    blockers: [
      ...state.unknown.map((u) => ({ code: 'TB7022', found: `${u.column} "${u.word}"`, expected: u.known })),
      ...(goods.length === 0
        ? [{ code: 'TB7022', found: 'an order without lines', expected: 'at least one line' }]
        : []),
      ...(torn ? [TORN] : []),
      ...(settled.problem ? [settled.problem] : []),
      ...paid.blockers,
      ...(refunded > 0 && !wholeRefund ? [refundWithoutLines(cells.text('refunded'))] : []),
    ],
    line: rows[0]!.line,
    rows: rows.length,
  }
  return { order, unknown: state.unknown }
}

function orderMoney(cells: OrderCells, context: ShopContext): OrderMoney {
  return {
    currency: cells.currency,
    subtotal: cells.money('subtotal', { required: true }),
    shipping: cells.money('shipping', { required: true }),
    duties: cells.money('duties'),
    taxes: cells.money('taxes', { required: true }),
    total: cells.money('total', { required: true }),
    discount: cells.money('discount'),
    named: ([1, 2, 3, 4, 5] as const).flatMap((n) => {
      const name = cells.text(`tax${n}Name`)
      const value = cells.money(`tax${n}Value`)
      return name === '' && value === 0 ? [] : [{ name, value, rate: rateInName(name) }]
    }),
    shopRates: [...new Set(Object.values(context.rates))],
  }
}

const TORN = { code: 'TB7022', found: 'a row next to this order could not be read', expected: 'all rows of the order' }

interface Goods extends MoneyLine {
  kind: ItemKind
  sku: string | null
  name: string
  quantity: number
  requiresShipping: boolean
}

/** A line of the order; null for a row without one (an order's first row may be all there is) and for edited-away lines. */
function lineOf(row: OrderRow, cells: OrderCells, context: ShopContext): Goods | null {
  const quantityText = cells.text('quantity', row)
  const name = row.cell('lineName').trim()
  if (quantityText === '' && name === '') return null
  const quantity = parseScaled(quantityText, 3)
  if (quantityText === '') cells.missing('quantity', 'a number of pieces', row)
  else if (quantity === undefined || quantity < 0) cells.fault('TB2101', 'quantity', 'a number of pieces', row)
  else if (quantity % 1000 !== 0) cells.fault('TB2103', 'quantity', 'whole pieces', row)
  const price = cells.money('linePrice', { required: true, row })
  const discount = cells.money('lineDiscount', { row })
  const taxable = cells.flag('lineTaxable', row)
  const requiresShipping = cells.flag('lineShips', row)
  if (quantity === undefined || quantity === 0) return null
  const sku = skuOf(row.cell('lineSku'))
  const kind = kindOf(name, sku, requiresShipping, taxable)
  const catalogueRate = sku === null ? null : (context.rateOfSku?.(sku) ?? null)
  const amount = price * Math.trunc(quantity / 1000) - discount
  const tip = kind === 'fee'
  return {
    kind,
    sku,
    name,
    quantity,
    requiresShipping,
    amount,
    discount,
    taxable,
    tip,
    catalogueRate,
    discountable: kind !== 'gift-card' && !tip,
  }
}

const GIFT_CARD =
  /^(?:e-?)?(?:gift ?card|gavekort|presentkort|geschenk(?:karte|gutschein)|cadeau(?:bon|kaart)|carte[- ]cadeau|tarjeta (?:de )?regalo|buono regalo|lahjakortti)/i

/** The export has no item kind: a tip and a gift card are known by what Shopify prints for them, the rest by shipping. */
function kindOf(name: string, sku: string | null, requiresShipping: boolean, taxable: boolean): ItemKind {
  if (requiresShipping) return 'goods'
  if (sku === null && /^tip$/i.test(name)) return 'fee'
  if (!taxable && GIFT_CARD.test(name)) return 'gift-card'
  return 'service'
}

function orderLines(goods: Goods[], settled: SettledOrder, cells: OrderCells): OrderLine[] {
  const lines = goods.map((line, i): OrderLine => {
    const { gross, net, tax, rate, discount } = settled.lines[i]!
    const { kind, sku, name, quantity, requiresShipping } = line
    return {
      ...NEW_LINE,
      key: String(i + 1),
      kind,
      sku,
      name,
      quantity,
      net,
      tax,
      gross,
      discount,
      taxRate: rate,
      requiresShipping,
    }
  })
  for (const part of settled.shipping) {
    const key = settled.shipping.length === 1 ? 'shipping' : `shipping-${part.rate ?? 'unknown'}`
    lines.push(extraLine(key, 'shipping', cells.text('shippingMethod') || 'Shipping', part))
  }
  if (settled.duties) lines.push(extraLine('duties', 'fee', 'Duties', settled.duties))
  return lines
}

const NEW_LINE = { variantKey: null, refundedQuantity: 0, refundedGross: 0, refundedTax: 0, taxClass: null }

function extraLine(
  key: string,
  kind: ItemKind,
  name: string,
  part: { gross: MinorUnits; net: MinorUnits; tax: MinorUnits; rate: RateE3 | null },
): OrderLine {
  const { gross, net, tax, rate } = part
  return {
    ...NEW_LINE,
    key,
    kind,
    sku: null,
    name,
    quantity: 1000,
    net,
    tax,
    gross,
    discount: 0,
    taxRate: rate,
    requiresShipping: false,
  }
}

function refundLine(line: OrderLine): void {
  line.refundedQuantity = line.quantity
  line.refundedGross = line.gross
  line.refundedTax = line.tax
}

function refundWithoutLines(amount: string) {
  return {
    code: 'TB7023',
    found: `${amount} was refunded`,
    expected: 'which lines were refunded; the export does not say',
  }
}

const PAID: readonly PaymentState[] = ['paid', 'part-refunded', 'refunded']

/** The export names the methods, never their amounts: one method paid what is not outstanding, several cannot be told apart. */
function paymentsOf(cells: OrderCells, state: PaymentState, total: MinorUnits, outstandingCell: MinorUnits | null) {
  const blockers: ShopOrder['blockers'] = []
  const methods = [
    ...new Set(
      cells
        .text('paymentMethod')
        .split(' + ')
        .map((m) => m.trim()),
    ),
  ]
  let outstanding = total
  if (state === 'authorised') outstanding = 0
  else if (PAID.includes(state)) outstanding = state === 'paid' ? (outstandingCell ?? 0) : 0
  else if (state === 'part-paid') outstanding = outstandingCell ?? total
  if (state === 'part-paid' && outstandingCell === null) {
    blockers.push({
      code: 'TB7022',
      found: 'partly paid, without an Outstanding Balance',
      expected: 'how much is paid',
    })
  }
  if (outstanding < 0 || outstanding > total) {
    const found = `Outstanding Balance ${cells.text('outstanding')}`
    blockers.push({ code: 'TB7001', found, expected: `between 0 and the Total ${cells.text('total')}` })
    outstanding = total
  }
  const amount = total - outstanding
  const reference = cells.text('paymentReference')
  const payments: OrderPayment[] =
    amount === 0 ? [] : methods.map((method, i) => ({ method, title: method, amount: i === 0 ? amount : 0, reference }))
  if (payments.length > 1) {
    blockers.push({
      code: 'TB7003',
      found: cells.text('paymentMethod'),
      expected: 'one payment method, or the amount of each',
    })
  }
  return { payments, outstanding, blockers }
}

function isCashOnDelivery(method: string): boolean {
  return /cash on delivery|\bCOD\b/i.test(method)
}

function customerOf(cells: OrderCells): ShopOrder['customer'] {
  const phone = ['phone', 'billingPhone', 'shippingPhone'].map((column) => unprotect(cells.text(column as OrderColumn)))
  return {
    key: null,
    email: cells.text('email'),
    phone: phone.find((text) => text !== '') ?? '',
    vatNumber: vatNumberIn(cells.text('noteAttributes')),
    guest: true,
  }
}

/** Shops ask for the VAT number in a cart attribute; Shopify prints attributes one per line, "name: value". */
function vatNumberIn(attributes: string): string {
  const line = attributes.split(/\r\n|\r|\n/).find((text) => /^(?:vat|cvr|ust-?id|btw|tva)\b[^:]*:/i.test(text.trim()))
  return line === undefined ? '' : line.slice(line.indexOf(':') + 1).trim()
}

function addressOf(cells: OrderCells, side: 'billing' | 'shipping'): Address {
  const text = (column: string) => unprotect(cells.text(`${side}${column}` as OrderColumn))
  return {
    name: text('Name'),
    company: text('Company'),
    street1: text('Address1') || text('Street'),
    street2: text('Address2'),
    postcode: text('Zip'),
    city: text('City'),
    region: text('Province'),
    country: text('Country'),
    phone: text('Phone'),
  }
}
