import { type Finding, finding } from '../model/findings.ts'
import { formatMoney, type MinorUnits } from '../model/money.ts'
import type { Address, OrderLine, ShopOrder } from '../model/records.ts'
import type { CellValue } from '../profiles/fault.ts'
import { orderPrices } from './generic.ts'
import { type GenericRow, linesOf, missing } from './generic-lines.ts'
import { type OrderCells, type Settled, settle } from './generic-money.ts'
import { genericState } from './generic-state.ts'
import type { ShopContext } from './webshop.ts'

/**
 * Makes an order of its rows. Line totals are gross or net as `formats.orders.prices` or the shop's says; tax is the file's, else that of
 * the rate (the file's, the tax class's, the catalogue's), else unknown. A discount of the order that the line totals do not
 * contain yet is spread over the lines within each rate. `torn`: a row that may have belonged to it could not be read.
 */
export function buildGenericOrder(
  rows: readonly GenericRow[],
  context: ShopContext,
  torn: boolean,
): { order: ShopOrder } | { faults: Finding[] } {
  const faults: Finding[] = []
  const order = orderCells(rows, faults)
  const currency = order.text('currency') || context.currency
  const raw = rows.flatMap((row) => linesOf(row, currency, context, faults))
  if (order.text('date') === '') faults.push(missing(rows[0]!.line, 'date', 'when the order was placed'))
  if (faults.length > 0) return { faults }

  const money = settle(raw, order, orderPrices(context))
  const state = genericState(order, context)
  const { payment } = state
  const number = order.text('number')
  const total = order.amount('total') ?? money.total
  const isPaid = payment === 'paid' || payment === 'authorised' || payment === 'refunded'
  const method = order.text('payment')
  const refunded = payment === 'refunded' ? total : 0
  if (refunded > 0) for (const line of money.lines) refundLine(line)
  return {
    order: {
      key: order.text('key') || number,
      number,
      placedAt: order.text('date'),
      modifiedAt: null,
      cancelledAt: null,
      fulfilledAt: null,
      stateText: order.text('state') || payment,
      payment,
      fulfilment: state.fulfilment,
      life: state.life,
      holdsStock: state.holds,
      fraudHold: false,
      onAccount: state.onAccount,
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
      blockers: [...state.blockers, ...blockersOf(order, money, total, torn, raw.length)],
      line: rows[0]!.line,
      rows: rows.length,
    },
  }
}

const ORDER_AMOUNTS = ['total', 'shipping', 'shippingTax', 'fee', 'feeTax', 'discount', 'tax']

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
  const fee = order.amount('fee') ?? 0
  const tax = order.amount('tax')
  if (fee < 0 && tax === null && order.amount('feeTax') === null) {
    // A rebate takes tax with it, a gift card does not: only the taxes of the file tell.
    const expected = 'its tax, or the tax of the order: a rebate takes tax with it, a gift card does not'
    blockers.push({ code: 'TB7003', found: `a fee of ${say(fee)}`, expected })
  }
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

function billingOf(order: OrderCells): Address {
  return {
    name: order.text('name') || fullName(order, 'firstName', 'lastName'),
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

function fullName(order: OrderCells, first: string, last: string): string {
  return `${order.text(first)} ${order.text(last)}`.trim()
}

/** Exports with one address mean both. */
function shippingOf(order: OrderCells): Address {
  const own = (field: string) => order.text(`shipping${field}`)
  const name = own('Name') || fullName(order, 'shippingFirstName', 'shippingLastName')
  if (name === '' && own('Street') === '' && own('City') === '') return billingOf(order)
  return {
    name,
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
