/*
 * One order as WooCommerce's REST API v3 answers it. Amounts go in as øre including tax, as the shop's prices are
 * entered, and come out as WooCommerce keeps them: net and tax, each a string with two decimals.
 */

export interface DemoLine {
  productId: number
  variationId?: number
  sku: string
  name: string
  quantity: number
  /** øre incl. tax for the whole line, before and after discounts. */
  before: number
  after?: number
  taxable?: boolean
  options?: [name: string, value: string][]
  parentName?: string
}

export interface DemoOrder {
  id: number
  status: string
  /** Local time in Copenhagen (winter: one hour ahead of UTC), yyyy-MM-ddTHH:mm. */
  placed: string
  paid: boolean
  completed?: boolean
  method: [id: string, title: string]
  customerId: number
  billing: DemoAddress
  note?: string
  vatId?: string
  currency?: string
  lines: DemoLine[]
  shipping?: { method: string; title: string; gross: number }
  fees?: { name: string; gross: number }[]
  coupon?: { code: string; type: 'percent' | 'fixed_cart'; amount: number }
  /** One piece of a line given back before anybody exported the order: index of the line. */
  refund?: { id: number; line: number; reason: string }
  /** øre added to the total, so that it does not add up. */
  wrongBy?: number
}

export interface DemoAddress {
  first: string
  last: string
  company?: string
  street: string
  postcode: string
  city: string
  country?: string
  email: string
  phone: string
}

interface Amount {
  net: number
  tax: number
}

const SHOP = 'https://bro-og-till.example/wp-json/wc/v3'

/** The order as an object, keys in WooCommerce's order. */
export function orderJson(order: DemoOrder): Record<string, unknown> {
  const nextId = counter(order.id * 10)
  const lines = order.lines.map((line) => ({ line, id: nextId(), ...lineAmounts(line) }))
  const shipping = order.shipping ? { ...order.shipping, id: nextId(), ...split(order.shipping.gross, true) } : null
  const fees = (order.fees ?? []).map((fee) => ({ ...fee, id: nextId(), ...split(fee.gross, true) }))
  const cartTax = sum([...lines.map((l) => l.total.tax), ...fees.map((f) => f.tax)])
  const shippingTax = shipping?.tax ?? 0
  const net = sum([...lines.map((l) => l.total.net), ...fees.map((f) => f.net), shipping?.net ?? 0])
  const discount = {
    net: sum(lines.map((l) => l.subtotal.net - l.total.net)),
    tax: sum(lines.map((l) => l.subtotal.tax - l.total.tax)),
  }
  const total = net + cartTax + shippingTax + (order.wrongBy ?? 0)
  const paidAt = order.paid ? `${order.placed}:41` : null
  const completedAt = order.completed ? `${order.placed.slice(0, 10)}T16:30:00` : null
  return {
    id: order.id,
    parent_id: 0,
    status: order.status,
    currency: order.currency ?? 'DKK',
    version: '10.0.2',
    prices_include_tax: true,
    date_created: `${order.placed}:07`,
    date_modified: completedAt ?? paidAt ?? `${order.placed}:07`,
    discount_total: money(discount.net),
    discount_tax: money(discount.tax),
    shipping_total: money(shipping?.net ?? 0),
    shipping_tax: money(shippingTax),
    cart_tax: money(cartTax),
    total: money(total),
    total_tax: money(cartTax + shippingTax),
    customer_id: order.customerId,
    order_key: `wc_order_demo${order.id}`,
    billing: { ...address(order.billing), email: order.billing.email, phone: order.billing.phone },
    shipping: { ...address(order.billing), phone: '' },
    payment_method: order.method[0],
    payment_method_title: order.method[1],
    transaction_id: order.paid && order.method[0] !== 'bacs' ? `demo-${order.method[0]}-${order.id}` : '',
    customer_ip_address: '',
    customer_user_agent: '',
    created_via: 'checkout',
    customer_note: order.note ?? '',
    date_completed: completedAt,
    date_paid: paidAt,
    cart_hash: '',
    number: String(order.id),
    meta_data: order.vatId ? [{ id: order.id * 10 + 9, key: 'vat_id', value: order.vatId }] : [],
    line_items: lines.map((l) => lineItem(l.id, l.line, l.subtotal, l.total)),
    tax_lines: cartTax + shippingTax > 0 ? [taxLine(nextId(), cartTax, shippingTax)] : [],
    shipping_lines: shipping ? [shippingLine(shipping)] : [],
    fee_lines: fees.map(feeLine),
    coupon_lines: order.coupon ? [couponLine(nextId(), order.coupon, discount)] : [],
    refunds: order.refund ? [refund(order, lines)] : [],
    payment_url: '',
    is_editable: ['pending', 'on-hold', 'checkout-draft'].includes(order.status),
    needs_payment: ['pending', 'failed'].includes(order.status),
    needs_processing: true,
    date_created_gmt: toUtc(`${order.placed}:07`),
    date_modified_gmt: toUtc(completedAt ?? paidAt ?? `${order.placed}:07`),
    date_completed_gmt: completedAt && toUtc(completedAt),
    date_paid_gmt: paidAt && toUtc(paidAt),
    currency_symbol: order.currency === 'EUR' ? '€' : 'kr.',
    _links: { self: [{ href: `${SHOP}/orders/${order.id}` }], collection: [{ href: `${SHOP}/orders` }] },
  }
}

function lineAmounts(line: DemoLine): { subtotal: Amount; total: Amount } {
  const taxable = line.taxable ?? true
  return { subtotal: split(line.before, taxable), total: split(line.after ?? line.before, taxable) }
}

/** 25 % is a fifth of the gross amount; øre are rounded to the nearest. */
function split(gross: number, taxable: boolean): Amount {
  const tax = taxable ? Math.round(gross / 5) : 0
  return { net: gross - tax, tax }
}

function lineItem(id: number, line: DemoLine, subtotal: Amount, total: Amount): Record<string, unknown> {
  return {
    id,
    name: line.name,
    product_id: line.productId,
    variation_id: line.variationId ?? 0,
    quantity: line.quantity,
    tax_class: '',
    subtotal: money(subtotal.net),
    subtotal_tax: money(subtotal.tax),
    total: money(total.net),
    total_tax: money(total.tax),
    taxes: total.tax === 0 ? [] : [{ id: 1, total: money(total.tax), subtotal: money(subtotal.tax) }],
    meta_data: (line.options ?? []).map(([name, value], index) => ({
      id: id * 10 + index,
      key: name === 'Farve' ? 'pa_farve' : 'pa_stoerrelse',
      value: value.toLowerCase(),
      display_key: name,
      display_value: value,
    })),
    sku: line.sku,
    price: Number((total.net / 100 / line.quantity).toFixed(6)),
    image: { id: '', src: '' },
    parent_name: line.parentName ?? null,
  }
}

function taxLine(id: number, cart: number, shipping: number): Record<string, unknown> {
  return {
    id,
    rate_code: 'DK-MOMS-1',
    rate_id: 1,
    label: 'Moms',
    compound: false,
    tax_total: money(cart),
    shipping_tax_total: money(shipping),
    rate_percent: 25,
    meta_data: [],
  }
}

function shippingLine(line: { id: number; method: string; title: string; net: number; tax: number }): object {
  return {
    id: line.id,
    method_title: line.title,
    method_id: line.method,
    instance_id: '1',
    total: money(line.net),
    total_tax: money(line.tax),
    taxes: line.tax === 0 ? [] : [{ id: 1, total: money(line.tax), subtotal: '' }],
    tax_status: 'taxable',
    meta_data: [],
  }
}

function feeLine(fee: { id: number; name: string; net: number; tax: number }): object {
  return {
    id: fee.id,
    name: fee.name,
    tax_class: '',
    tax_status: 'taxable',
    amount: money(fee.net),
    total: money(fee.net),
    total_tax: money(fee.tax),
    taxes: [{ id: 1, total: money(fee.tax), subtotal: '' }],
    meta_data: [],
  }
}

function couponLine(id: number, coupon: NonNullable<DemoOrder['coupon']>, discount: Amount): object {
  return {
    id,
    code: coupon.code,
    discount: money(discount.net),
    discount_tax: money(discount.tax),
    meta_data: [],
    discount_type: coupon.type,
    nominal_amount: coupon.amount,
    free_shipping: false,
  }
}

/** The refund with its lines: quantities and amounts are negative, `_refunded_item_id` names the order line. */
function refund(order: DemoOrder, lines: { line: DemoLine; id: number; total: Amount }[]): object {
  const { id, line: index, reason } = order.refund!
  const { line, id: lineId, total } = lines[index]!
  const one = { net: total.net / line.quantity, tax: total.tax / line.quantity }
  return {
    id,
    reason,
    total: money(-(one.net + one.tax)),
    line_items: [
      {
        id: id * 10,
        name: line.name,
        product_id: line.productId,
        variation_id: line.variationId ?? 0,
        quantity: -1,
        tax_class: '',
        subtotal: money(-one.net),
        subtotal_tax: money(-one.tax),
        total: money(-one.net),
        total_tax: money(-one.tax),
        taxes: [{ id: 1, total: money(-one.tax), subtotal: money(-one.tax) }],
        meta_data: [{ id: id * 10 + 1, key: '_refunded_item_id', value: String(lineId) }],
        sku: line.sku,
        price: one.net / 100,
      },
    ],
  }
}

function address(of: DemoAddress): Record<string, string> {
  return {
    first_name: of.first,
    last_name: of.last,
    company: of.company ?? '',
    address_1: of.street,
    address_2: '',
    city: of.city,
    state: '',
    postcode: of.postcode,
    country: of.country ?? 'DK',
  }
}

function money(ore: number): string {
  const sign = ore < 0 ? '-' : ''
  const digits = String(Math.abs(ore)).padStart(3, '0')
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** November in Copenhagen: one hour ahead of UTC, no change of clocks. */
function toUtc(local: string): string {
  return new Date(Date.parse(`${local}+01:00`)).toISOString().slice(0, 19)
}

function counter(start: number): () => number {
  let last = start
  return () => ++last
}

function sum(values: number[]): number {
  return values.reduce((a, b) => a + b, 0)
}
