import { type Finding, finding } from '../model/findings.ts'
import type { ShopOrder } from '../model/records.ts'

export interface NumberRules {
  /** Literals with {number}, {digits}, {key} and {shop} (R29). */
  numberPattern: string
  numberMaxLength: number
  shop: string
}

/**
 * The number an order has at the till. A placeholder without a value is a finding like an empty or too long number
 * (TB7020): the literals left over would be the same number for every order.
 */
export function documentNumber(order: ShopOrder, rules: NumberRules): { number: string } | { problem: Finding } {
  const values: Record<string, string> = {
    number: order.number.trim(),
    digits: order.number.replace(/\D/g, ''),
    key: order.key,
    shop: rules.shop,
  }
  const missing: string[] = []
  const number = rules.numberPattern.replace(/\{([^{}]*)\}/g, (_whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name]! : ''
    if (value === '') missing.push(`{${name}}`)
    return value
  })
  if (missing.length > 0) return { problem: unfit(order, `no value for ${missing.join(', ')}`, rules) }
  if (number === '') return { problem: unfit(order, 'an empty number', rules) }
  if (number.length > rules.numberMaxLength) {
    return { problem: unfit(order, `"${number}", ${number.length} characters`, rules) }
  }
  return { number }
}

function unfit(order: ShopOrder, found: string, rules: NumberRules): Finding {
  return finding('TB7020', {
    row: order.line,
    column: 'orders.number',
    found: `order ${order.number}: ${found}`,
    expected: `${rules.numberPattern} with 1 to ${rules.numberMaxLength} characters`,
    key: order.number,
  })
}
