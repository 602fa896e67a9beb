import { parseMoney } from '../model/money.ts'
import { parseScaled } from '../model/quantity.ts'
import { isObject } from './json-page.ts'

/*
 * Values of REST answers. The same field comes as text, as a number or not at all, depending on the shop's release and
 * plug-ins; numbers are read by their shortest text, never by their bits.
 */

export type JsonObject = Record<string, unknown>

/** Text of a text or a number; '' for anything else. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : ''
}

/** An id as text; null when there is none (0 is WooCommerce's none) or its digits were lost. */
export function idOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? String(value) : null
  return typeof value === 'string' && /^[1-9]\d{0,17}$/.test(value) ? value : null
}

export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

/** The objects of a list; an absent list has none. */
export function objectsOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

/** Minor units; undefined when it is no amount with the currency's decimals. */
export function moneyOf(value: unknown, currency: string): number | undefined {
  return parseMoney(textOf(value), currency)
}

/** Thousandths; undefined when it is no quantity. */
export function quantityOf(value: unknown): number | undefined {
  return parseScaled(textOf(value).trim(), 3)
}

/** Value of an entry in a `meta_data` list; undefined when there is none. */
export function metaOf(owner: JsonObject, key: string): unknown {
  return objectsOf(owner.meta_data).find((meta) => meta.key === key)?.value
}
