import { finding } from '../model/findings.ts'
import { isObject, type JsonElement, readJsonPage } from './json-page.ts'
import { firstObject } from './json-scan.ts'
import { idOf, type JsonObject, textOf } from './json-values.ts'
import { checkRow, emptyShopBatch, settleRow } from './shop-batch.ts'
import type { FileHead, ShopBatch, ShopContext, ShopFileKind } from './webshop.ts'
import { readWooOrder } from './woocommerce-order.ts'
import { isRefund, orderOfRefund } from './woocommerce-refunds.ts'
import { isVariation, type RestProduct, readRestProduct, surveyRestPage } from './woocommerce-rest-products.ts'

/** A saved page of `/products`; variations that came by `?sku=` may be among them. */
export const woocommerceRestProducts: ShopFileKind = {
  kind: 'woocommerce-rest-products',
  holds: 'catalogue',
  recognise: (head) => isProduct(first(head)) && !isVariation(first(head)!),
  dialect: () => null,
  read: readProducts,
}

/** A saved page of `/products/<id>/variations`, or the answer of its batch. */
export const woocommerceRestVariations: ShopFileKind = {
  kind: 'woocommerce-rest-variations',
  holds: 'catalogue',
  recognise: (head) => isProduct(first(head)) && isVariation(first(head)!),
  dialect: () => null,
  read: readProducts,
}

/** A saved page of `/orders`, with refunds of the same orders among them if wanted, or one order. */
export const woocommerceRestOrders: ShopFileKind = {
  kind: 'woocommerce-rest-orders',
  holds: 'orders',
  recognise: (head) => isOrder(first(head)),
  dialect: () => null,
  read: readOrders,
}

function first(head: FileHead): JsonObject | undefined {
  return head.form === 'json' ? firstObject(head.text) : undefined
}

/** Stock reports and the like have an id and a SKU as well, but no price. */
function isProduct(value: JsonObject | undefined): boolean {
  if (!value || !('id' in value) || isOrder(value)) return false
  const typed = typeof value.type === 'string' && ('catalog_visibility' in value || 'manage_stock' in value)
  return typed || ('regular_price' in value && 'manage_stock' in value)
}

function isOrder(value: JsonObject | undefined): boolean {
  if (!value || !('id' in value)) return false
  const order = typeof value.status === 'string' && typeof value.currency === 'string' && !('regular_price' in value)
  return order || isRefund(value)
}

/** Elements per batch. */
const BATCH_ELEMENTS = 500

async function* readProducts(path: string, context: ShopContext): AsyncGenerator<ShopBatch> {
  const elements = await readJsonPage(path)
  const page = surveyRestPage(elements, path)
  const repeats = repeatsOf(elements)
  const skus = countSkus(elements, repeats)
  for (const part of inParts(elements)) {
    const batch = emptyShopBatch()
    batch.read = part.length
    for (const element of part) {
      if (takeRepeat(batch, element, repeats)) continue
      takeProduct(batch, readRestProduct(element, page, context), skus)
    }
    yield batch
  }
}

function takeProduct(batch: ShopBatch, product: RestProduct, skus: ReadonlyMap<string, number>): void {
  const { check, skip, item, variant, sku, key } = product
  if (skip !== null) {
    batch.skipped.push({ line: check.line, rows: 1, reason: skip })
    return
  }
  const count = sku === null ? 1 : (skus.get(sku) ?? 1)
  if (count > 1)
    check.remark('TB3008', { found: `${sku}, on ${count} products`, expected: 'a SKU of its own', key: sku! })
  if (!settleRow(batch, check, key === '' ? [] : [key])) return
  if (key === '' || (!item && !variant)) throw new Error(`nothing was made of the object in line ${check.line}`)
  if (item) batch.items.push(item)
  if (variant) batch.variants.push(variant)
}

async function* readOrders(path: string, context: ShopContext): AsyncGenerator<ShopBatch> {
  const elements = await readJsonPage(path)
  const repeats = repeatsOf(elements)
  const orders = new Set(
    elements.flatMap(({ value }) => (isObject(value) && !isRefund(value) ? (idOf(value.id) ?? []) : [])),
  )
  const refunds = refundsByOrder(elements)
  for (const part of inParts(elements)) {
    const batch = emptyShopBatch()
    batch.read = part.length
    for (const element of part) {
      if (takeRepeat(batch, element, repeats)) continue
      if (isObject(element.value) && isRefund(element.value)) takeRefund(batch, element, element.value, orders)
      else takeOrder(batch, element, refunds, context)
    }
    yield batch
  }
}

function takeOrder(
  batch: ShopBatch,
  element: JsonElement,
  refunds: ReadonlyMap<string, JsonObject[]>,
  context: ShopContext,
): void {
  const id = isObject(element.value) ? idOf(element.value.id) : null
  const { check, order } = readWooOrder(element, (id !== null && refunds.get(id)) || [], context)
  if (settleRow(batch, check) && order) batch.orders.push(order)
}

/** A refund is part of its order; alone it says nothing about what the order was. */
function takeRefund(batch: ShopBatch, element: JsonElement, refund: JsonObject, orders: ReadonlySet<string>): void {
  const order = orderOfRefund(refund)
  if (order !== null && orders.has(order)) {
    batch.skipped.push({ line: element.line, rows: 1, reason: `refund, taken with its order ${order}` })
    return
  }
  batch.rejected.push({ line: element.line, rows: 1 })
  batch.findings.push(
    finding('TB7022', {
      row: element.line,
      column: element.path || null,
      found: `refund ${textOf(refund.id)} of ${order === null ? 'an unknown order' : `order ${order}`}, without the order`,
      expected: 'the order in the same file',
      fix: 'Save the order and its refunds in one list.',
    }),
  )
}

function refundsByOrder(elements: readonly JsonElement[]): Map<string, JsonObject[]> {
  const byOrder = new Map<string, JsonObject[]>()
  for (const { value } of elements) {
    if (!isObject(value) || !isRefund(value)) continue
    const order = orderOfRefund(value)
    if (order !== null) byOrder.set(order, [...(byOrder.get(order) ?? []), value])
  }
  return byOrder
}

/** Pages of the shop overlap when something changed in between, so an object may be there twice. */
function repeatsOf(elements: readonly JsonElement[]): Map<JsonElement, 'same' | 'different'> {
  const groups = new Map<string, JsonElement[]>()
  for (const element of elements) {
    const id = isObject(element.value) ? idOf(element.value.id) : null
    if (id !== null) groups.set(id, [...(groups.get(id) ?? []), element])
  }
  const repeats = new Map<JsonElement, 'same' | 'different'>()
  for (const group of groups.values()) {
    if (group.length === 1) continue
    const same = new Set(group.map(({ value }) => JSON.stringify(value))).size === 1
    for (const element of same ? group.slice(1) : group) repeats.set(element, same ? 'same' : 'different')
  }
  return repeats
}

function takeRepeat(
  batch: ShopBatch,
  element: JsonElement,
  repeats: ReadonlyMap<JsonElement, 'same' | 'different'>,
): boolean {
  const repeat = repeats.get(element)
  if (repeat === undefined) return false
  const key = isObject(element.value) ? textOf(element.value.id) : ''
  if (repeat === 'same') {
    batch.skipped.push({ line: element.line, rows: 1, reason: 'the same object again' })
    return true
  }
  const check = checkRow(element.line)
  check.fault('TB2202', { column: `${element.path}.id`, found: key, expected: 'one object per id', key })
  return !settleRow(batch, check, [key])
}

function countSkus(elements: readonly JsonElement[], repeats: ReadonlyMap<JsonElement, unknown>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const element of elements) {
    const sku = isObject(element.value) && !repeats.has(element) ? textOf(element.value.sku).trim() : ''
    if (sku !== '') counts.set(sku, (counts.get(sku) ?? 0) + 1)
  }
  return counts
}

function* inParts(elements: readonly JsonElement[]): Generator<readonly JsonElement[]> {
  for (let at = 0; at < elements.length; at += BATCH_ELEMENTS) yield elements.slice(at, at + BATCH_ELEMENTS)
}
