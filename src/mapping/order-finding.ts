import type { FindingCode } from '../model/finding-codes.ts'
import { type Finding, finding, type Place } from '../model/findings.ts'
import { formatMoney, type MinorUnits } from '../model/money.ts'
import type { ShopOrder } from '../model/records.ts'

/** A finding about one order: it names the order, which is also the key. */
export function orderFinding(order: ShopOrder, code: FindingCode, place: Place): Finding {
  return finding(code, {
    row: order.line,
    key: order.number,
    ...place,
    found: `order ${order.number}: ${place.found ?? ''}`,
  })
}

/** "12.50 EUR", for messages. */
export function amountText(amount: MinorUnits, order: ShopOrder): string {
  return `${formatMoney(amount, order.currency)} ${order.currency}`
}
