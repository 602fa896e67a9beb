import { type MinorUnits, minorDigits } from '../model/money.ts'
import { parseScaled } from '../model/quantity.ts'
import { flagOf, momentOf } from './shopify-cells.ts'
import type { ShopContext } from './webshop.ts'

/** Our names for the columns of the orders export, with the spellings Shopify has used. */
export const ORDER_COLUMNS = {
  name: ['Name'],
  email: ['Email'],
  financial: ['Financial Status'],
  fulfilment: ['Fulfillment Status'],
  fulfilledAt: ['Fulfilled at'],
  currency: ['Currency'],
  subtotal: ['Subtotal'],
  shipping: ['Shipping'],
  taxes: ['Taxes'],
  total: ['Total'],
  discount: ['Discount Amount'],
  shippingMethod: ['Shipping Method'],
  createdAt: ['Created at'],
  quantity: ['Lineitem quantity'],
  lineName: ['Lineitem name'],
  linePrice: ['Lineitem price'],
  lineSku: ['Lineitem sku'],
  lineShips: ['Lineitem requires shipping'],
  lineTaxable: ['Lineitem taxable'],
  lineDiscount: ['Lineitem discount'],
  billingName: ['Billing Name'],
  billingStreet: ['Billing Street'],
  billingAddress1: ['Billing Address1'],
  billingAddress2: ['Billing Address2'],
  billingCompany: ['Billing Company'],
  billingCity: ['Billing City'],
  billingZip: ['Billing Zip'],
  billingProvince: ['Billing Province'],
  billingCountry: ['Billing Country'],
  billingPhone: ['Billing Phone'],
  shippingName: ['Shipping Name'],
  shippingStreet: ['Shipping Street'],
  shippingAddress1: ['Shipping Address1'],
  shippingAddress2: ['Shipping Address2'],
  shippingCompany: ['Shipping Company'],
  shippingCity: ['Shipping City'],
  shippingZip: ['Shipping Zip'],
  shippingProvince: ['Shipping Province'],
  shippingCountry: ['Shipping Country'],
  shippingPhone: ['Shipping Phone'],
  notes: ['Notes'],
  noteAttributes: ['Note Attributes'],
  cancelledAt: ['Cancelled at', 'Canceled at'],
  paymentMethod: ['Payment Method'],
  paymentReference: ['Payment Reference', 'Payment References', 'Payment Reference (deprecated)'],
  refunded: ['Refunded Amount'],
  outstanding: ['Outstanding Balance'],
  id: ['Id'],
  risk: ['Risk Level'],
  source: ['Source'],
  phone: ['Phone'],
  duties: ['Duties'],
  paymentTerms: ['Payment Terms Name', 'Payment terms'],
  tax1Name: ['Tax 1 Name'],
  tax1Value: ['Tax 1 Value'],
  tax2Name: ['Tax 2 Name'],
  tax2Value: ['Tax 2 Value'],
  tax3Name: ['Tax 3 Name'],
  tax3Value: ['Tax 3 Value'],
  tax4Name: ['Tax 4 Name'],
  tax4Value: ['Tax 4 Value'],
  tax5Name: ['Tax 5 Name'],
  tax5Value: ['Tax 5 Value'],
} as const
export type OrderColumn = keyof typeof ORDER_COLUMNS

/** A row as the order builder sees it: text by column, '' where the file has no such column. */
export interface OrderRow {
  line: number
  cell(column: OrderColumn): string
}

/** A cell that cannot be taken, before it becomes a finding. */
export interface CellFault {
  code: 'TB2501' | 'TB2601' | 'TB2602' | 'TB2604' | 'TB2101' | 'TB2103' | 'TB2301'
  line: number
  column: OrderColumn
  found: string
  expected: string
}

/** Reads cells of an order's first row and gathers what cannot be read, so that a user mends a file once. */
export class OrderCells {
  readonly faults: CellFault[] = []
  readonly currency: string
  readonly #first: OrderRow
  readonly #context: ShopContext
  constructor(first: OrderRow, context: ShopContext) {
    this.#first = first
    this.#context = context
    this.currency = this.text('currency')
    if (this.currency === '') this.missing('currency', 'the currency of the order')
  }

  text(column: OrderColumn, row: OrderRow = this.#first): string {
    return row.cell(column).trim()
  }

  fault(code: CellFault['code'], column: OrderColumn, expected: string, row: OrderRow = this.#first): void {
    this.faults.push({ code, line: row.line, column, found: row.cell(column), expected })
  }

  missing(column: OrderColumn, expected: string, row: OrderRow = this.#first): void {
    this.fault('TB2604', column, expected, row)
  }

  faulty(column: OrderColumn): boolean {
    return this.faults.some((f) => f.column === column)
  }

  /** An amount not below zero; a blank optional one is 0. */
  money(column: OrderColumn, options: { required?: boolean; row?: OrderRow } = {}): MinorUnits {
    const amount = this.signedMoney(column, options)
    if (amount < 0) this.fault('TB2601', column, 'an amount not below zero', options.row)
    return amount
  }

  signedMoney(column: OrderColumn, options: { required?: boolean; row?: OrderRow } = {}): MinorUnits {
    const row = options.row ?? this.#first
    const text = this.text(column, row)
    if (text === '') {
      if (options.required) this.missing(column, 'an amount', row)
      return 0
    }
    const amount = parseScaled(text, minorDigits(this.currency))
    if (amount === undefined) this.fault('TB2601', column, 'a plain amount such as 12.50', row)
    return amount ?? 0
  }

  moment(column: OrderColumn): string | null {
    const text = this.text(column)
    if (text === '') return null
    const moment = momentOf(text, this.#context.timeZone)
    if (moment === null) this.fault('TB2501', column, 'a date such as 2026-09-03 10:15:00 +0200')
    return moment
  }

  flag(column: OrderColumn, row: OrderRow): boolean {
    const text = this.text(column, row)
    const flag = text === '' ? true : flagOf(text)
    if (flag === undefined) this.fault('TB2602', column, 'true or false', row)
    return flag ?? true
  }
}
