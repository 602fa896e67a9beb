/* The order of the simulator in the shape of WooCommerce's REST answers. */

import { print } from './independent-cells.ts'
import { fineText, type ShopLine, type ShopOrderDraft } from './till-simulator-orders.ts'

export type Json = Record<string, unknown>

export function orderJson(order: ShopOrderDraft): Json {
  const money = (amount: bigint) => print(amount, order.digits)
  const printed = [...new Set(order.lines.map((line) => line.printed))]
  const groups = printed.map((id) => order.lines.filter((line) => line.printed === id))
  const of = (kinds: string[]) => groups.filter(([first]) => kinds.includes(first!.kind))
  const person = { first_name: 'Anna', last_name: 'Testesen', address_1: 'Brogade 1', postcode: '9999', city: 'By' }
  const day = `2026-11-${String(3 + (order.number % 15)).padStart(2, '0')}T10:00:00`
  return {
    id: order.number,
    parent_id: 0,
    status: 'processing',
    currency: order.currency,
    prices_include_tax: order.includesTax,
    date_created: day,
    date_created_gmt: day,
    date_modified: day,
    date_modified_gmt: day,
    total: money(order.total - order.giftCard),
    total_tax: money(order.totalTax),
    customer_id: 11,
    billing: { ...person, country: 'DE', email: 'anna@example.com', phone: '' },
    shipping: { ...person, country: 'DE' },
    payment_method: order.method,
    payment_method_title: order.method,
    transaction_id: `t-${order.number}`,
    customer_note: '',
    date_paid: order.paid ? day : null,
    date_paid_gmt: order.paid ? day : null,
    number: String(order.number),
    meta_data: [],
    line_items: of(['goods']).map(([line]) => goodsJson(line!, order)),
    tax_lines: [...new Set(order.lines.map(({ rate }) => rate))].map((rate) => taxLine(rate, order)),
    shipping_lines: of(['shipping']).map((lines) => ({ ...costJson(lines, order), method_title: 'Parcel' })),
    fee_lines: of(['fee', 'discount']).map((lines) => ({
      ...costJson(lines, order),
      name: 'Fee',
      tax_status: 'taxable',
    })),
    coupon_lines:
      order.coupon === null ? [] : [{ id: order.number * 100 + 99, code: 'x', discount_type: order.coupon }],
    ...(order.giftCard > 0n ? { gift_cards: [{ code: 'GC', amount: money(order.giftCard) }] } : {}),
    refunds: refundsOf(order),
  }
}

function goodsJson(line: ShopLine, order: ShopOrderDraft): Json {
  const money = (amount: bigint) => print(amount, order.digits)
  return {
    id: line.printed,
    name: line.code,
    product_id: Number(line.code.slice(2)),
    variation_id: 0,
    quantity: line.quantity,
    tax_class: `r${line.rate}`,
    subtotal: money(line.subtotal),
    subtotal_tax: money(line.subtotalTax),
    total: money(line.net),
    total_tax: money(line.tax),
    taxes: taxesOf([line], order),
    meta_data: [],
    sku: line.code,
    price: Number(fineText(line.netFine)) / line.quantity,
  }
}

function costJson(lines: ShopLine[], order: ShopOrderDraft): Json {
  const sum = (pick: (line: ShopLine) => bigint) =>
    print(
      lines.reduce((all, line) => all + pick(line), 0n),
      order.digits,
    )
  return {
    id: lines[0]!.printed,
    total: sum(({ net }) => net),
    total_tax: sum(({ tax }) => tax),
    taxes: taxesOf(lines, order),
    meta_data: [],
  }
}

/** Shops that round per receipt keep all the digits of a tax here. A line without tax may name its rate or none. */
function taxesOf(lines: ShopLine[], order: ShopOrderDraft): Json[] {
  const text = (line: ShopLine) => (order.perReceipt ? fineText(line.taxFine) : print(line.tax, order.digits))
  return lines
    .filter((line) => line.rate > 0 || line.id % 2 === 0)
    .map((line) => ({ id: line.rate + 1, total: text(line), subtotal: text(line) }))
}

function taxLine(rate: number, order: ShopOrderDraft): Json {
  return {
    id: order.number * 100 + 50 + rate,
    rate_id: rate + 1,
    rate_code: `VAT-${rate}`,
    compound: false,
    rate_percent: rate,
  }
}

/** One refund for each time something was given back: its lines name those of the order. */
function refundsOf(order: ShopOrderDraft): Json[] {
  const all = order.lines.flatMap((line) => line.back.map((back) => ({ line, back })))
  return all.map(({ line, back }, i) => {
    const money = (amount: bigint) => print(-amount, order.digits)
    const id = order.number * 1000 + i
    const amounts = { total: money(back.net), total_tax: money(back.tax) }
    const entry = {
      id: id * 10,
      quantity: -back.quantity,
      ...amounts,
      taxes: [{ id: line.rate + 1, total: money(back.tax) }],
      meta_data: [{ key: '_refunded_item_id', value: String(line.printed) }],
    }
    const lines = {
      line_items: line.kind === 'goods' ? [entry] : [],
      shipping_lines: line.kind === 'goods' ? [] : [entry],
    }
    return { id, reason: '', total: money(back.net + back.tax), ...lines }
  })
}
