import { basename, dirname } from 'node:path'
import type { ShopItem, ShopVariant } from '../model/records.ts'
import { utcToZoned } from '../model/zoned-time.ts'
import { decodeEntities } from './html-entities.ts'
import { isObject, type JsonElement } from './json-page.ts'
import { idOf, type JsonObject, metaOf, objectOf, objectsOf, quantityOf, textOf } from './json-values.ts'
import { parsePlainPrice } from './shop-amounts.ts'
import { checkRow, type RowCheck } from './shop-batch.ts'
import type { ShopContext } from './webshop.ts'
import { isPlaceholder, saleHolds, TYPE_WORDS, type WooType, wooType } from './woocommerce-types.ts'

/** What one object of a page of products or variations came to. */
export interface RestProduct {
  check: RowCheck
  key: string
  sku: string | null
  /** Set: the object is passed over, with the reason. */
  skip: string | null
  item: ShopItem | null
  variant: ShopVariant | null
}

/** What must be known of the whole page: option names per parent, and the parent that only the file's name tells. */
export interface RestPage {
  axes: ReadonlyMap<string, string[]>
  items: ReadonlySet<string>
  parentInName: string | null
}

export function surveyRestPage(elements: readonly JsonElement[], path: string): RestPage {
  const parentInName = parentInPath(path)
  const axes = new Map<string, string[]>()
  const items = new Set<string>()
  const objects = elements.flatMap(({ value }) => (isObject(value) ? [value] : []))
  for (const value of objects.filter((object) => !isVariation(object))) {
    const key = idOf(value.id)
    if (key === null) continue
    items.add(key)
    axes.set(
      key,
      axesOf(value).map((axis) => axis.name),
    )
  }
  for (const value of objects.filter(isVariation)) {
    const parent = parentOf(value, parentInName)
    if (parent === null || items.has(parent)) continue
    const names = objectsOf(value.attributes).map((attribute) => decodeEntities(textOf(attribute.name)))
    axes.set(parent, [...new Set([...(axes.get(parent) ?? []), ...names])])
  }
  return { axes, items, parentInName }
}

/** Answers of `/products/<id>/variations` carry no type; in newer releases they say `variation`. */
export function isVariation(value: JsonObject): boolean {
  const type = textOf(value.type)
  return type === '' ? 'regular_price' in value || 'attributes' in value : type.endsWith('variation')
}

/** Decodes one object by itself, with its options in the order of the page. */
export function readRestProduct(element: JsonElement, page: RestPage, context: ShopContext): RestProduct {
  const check = checkRow(element.line)
  const value = objectOf(element.value)
  const input: Input = { value, check, path: element.path, context }
  const result: RestProduct = { check, key: idOf(value.id) ?? '', sku: null, skip: null, item: null, variant: null }
  if (refusedByShop(input) || !hasId(input)) return result
  const name = decodeEntities(textOf(value.name))
  if (textOf(value.status) === 'importing' || isPlaceholder(name)) {
    return { ...result, skip: 'placeholder of an unfinished import' }
  }
  const variation = isVariation(value)
  const type = typeOf(input, variation)
  const sku = textOf(value.sku).trim()
  result.sku = sku === '' ? null : sku
  if (variation) result.variant = variationOf(input, result, type, page)
  else result.item = itemOf(input, result, type, name)
  if (type.form === 'single' && result.item) result.variant = variantOf(input, result, type, result.key)
  if (type.form === 'parent' && value.manage_stock === true) check.remark('TB3012', { found: name, key: result.key })
  return result
}

interface Input {
  value: JsonObject
  check: RowCheck
  path: string
  context: ShopContext
}

/** An entry of a batch answer that failed: the object is not in it. */
function refusedByShop({ value, check, path }: Input): boolean {
  if (!isObject(value.error)) return false
  check.fault('TB6001', { column: `${path}.error`, found: textOf(value.error.message) || textOf(value.error.code) })
  return true
}

function hasId({ value, check, path }: Input): boolean {
  if (idOf(value.id) !== null) return true
  const found = textOf(value.id) || 'none'
  check.fault('TB2604', { column: `${path}.id`, found, expected: 'the number of the product' })
  return false
}

const NO_TYPE: WooType = { form: 'single', kind: 'goods', requiresShipping: true }

function typeOf({ value, check, path }: Input, variation: boolean): WooType {
  const word = textOf(value.type) || (variation ? 'variation' : '')
  const giftCard = textOf(metaOf(value, '_gift_card')) === 'yes'
  const type = wooType(word, value.virtual === true, value.downloadable === true, giftCard)
  if (type) return type
  const place = { column: `${path}.type`, found: word || 'none', expected: TYPE_WORDS }
  check.fault(word === '' ? 'TB2604' : 'TB2603', place)
  return NO_TYPE
}

const STATUS: Record<string, ShopItem['status']> = { publish: 'active', '': 'active', trash: 'archived' }

function itemOf({ value, check }: Input, { key, sku }: RestProduct, type: WooType, name: string): ShopItem {
  return {
    key,
    sku,
    name,
    kind: type.kind,
    options: type.form === 'parent' ? axesOf(value) : [],
    status: STATUS[textOf(value.status)] ?? 'draft',
    taxClass:
      textOf(value.tax_status) === 'none' ? 'none' : typeof value.tax_class === 'string' ? value.tax_class : null,
    vendor: firstName(value.brands),
    category: firstName(value.categories),
    line: check.line,
    rows: type.form === 'parent' ? 1 : 0,
  }
}

function axesOf(value: JsonObject): ShopItem['options'] {
  return objectsOf(value.attributes)
    .filter((attribute) => attribute.variation === true)
    .map(({ name, options }) => ({
      name: decodeEntities(textOf(name)),
      values: (Array.isArray(options) ? options : []).map((option) => decodeEntities(textOf(option))),
    }))
}

function firstName(list: unknown): string | null {
  const name = textOf(objectsOf(list)[0]?.name)
  return name === '' ? null : decodeEntities(name)
}

function variationOf(input: Input, result: RestProduct, type: WooType, page: RestPage): ShopVariant | null {
  const { value, check, path, context } = input
  const parent = parentOf(value, page.parentInName)
  const known = parent !== null && (page.items.has(parent) || (context.knownItem?.(parent) ?? true))
  if (parent === null || !known) {
    const expected = 'a product of this page or of the store'
    check.fault('TB2605', { column: `${path}.parent_id`, found: parent ?? 'none', expected, key: result.key })
    return null
  }
  const options = optionsOf(value, page.axes.get(parent) ?? [])
  const any = options.filter((option) => option.value === null).map((option) => `any ${option.name}`)
  if (any.length > 0) check.remark('TB3010', { found: any.join(', '), key: result.key })
  return { ...variantOf(input, result, type, parent), options }
}

function optionsOf(value: JsonObject, axes: readonly string[]): ShopVariant['options'] {
  const own = new Map(
    objectsOf(value.attributes).map((a) => [decodeEntities(textOf(a.name)).toLowerCase(), textOf(a.option)]),
  )
  return axes.map((name) => ({ name, value: decodeEntities(own.get(name.toLowerCase()) ?? '') || null }))
}

function variantOf(input: Input, { key, sku }: RestProduct, type: WooType, itemKey: string): ShopVariant {
  const { value, check, context } = input
  const price = priceOf(input, 'regular_price')
  const sale = priceOf(input, 'sale_price')
  const barcode = textOf(value.global_unique_id).replace(/[ -]/g, '')
  const sold = type.kind !== 'grouped' && type.kind !== 'external'
  if (sku === null && sold) check.remark('TB3009', { found: `product ${key}`, key })
  return {
    key,
    itemKey,
    sku,
    barcode: barcode === '' ? null : barcode,
    options: [],
    kind: type.kind,
    requiresShipping: type.requiresShipping,
    price,
    salePrice: onSale(value, context) ? sale : null,
    ...stockOf(input),
    line: check.line,
    rows: 1,
  }
}

function priceOf({ value, check, path, context }: Input, field: string): number | null {
  const text = textOf(value[field])
  if (text === '') return null
  const price = parsePlainPrice(text, context.currency)
  const place = { column: `${path}.${field}`, found: text }
  if (!price || price.amount < 0) {
    check.fault('TB2601', { ...place, expected: 'a price such as 12.50' })
    return null
  }
  if (price.rounded) {
    const fix = 'Nothing to do, if a rounded price is good enough for the till.'
    const expected = `the decimals ${context.currency} has; it is rounded`
    check.remark('TB2601', { ...place, severity: 'warning', expected, fix })
  }
  return price.amount
}

/** The shop says itself whether the sale is on; pages cut by `_fields` may leave only the dates. */
function onSale(value: JsonObject, { now, timeZone }: ShopContext): boolean {
  if (typeof value.on_sale === 'boolean') return value.on_sale
  return saleHolds(textOf(value.date_on_sale_from), textOf(value.date_on_sale_to), now ? dayIn(now, timeZone) : null)
}

function dayIn(now: string, timeZone: string): string {
  const { year, month, day } = utcToZoned(now, timeZone)
  return [String(year), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-')
}

function stockOf({ value, check, path }: Input): Pick<ShopVariant, 'stockManaged' | 'stock'> {
  const manage = value.manage_stock
  if (manage === false || manage === null || manage === undefined) return { stockManaged: 'none', stock: null }
  if (manage !== true && manage !== 'parent') {
    check.fault('TB2602', {
      column: `${path}.manage_stock`,
      found: JSON.stringify(manage),
      expected: 'true, false or "parent"',
    })
  }
  const stock = value.stock_quantity == null ? null : quantityOf(value.stock_quantity)
  if (stock === undefined) {
    const found = JSON.stringify(value.stock_quantity)
    check.fault('TB2101', { column: `${path}.stock_quantity`, found, expected: 'a number or null' })
  }
  return { stockManaged: manage === 'parent' ? 'parent' : 'own', stock: stock ?? null }
}

/** Older releases leave `parent_id` out; the links name the product, and so may the name the page was saved under. */
function parentOf(value: JsonObject, inName: string | null): string | null {
  const links = objectOf(value._links)
  const hrefs = [links.up, links.collection, links.self].map((list) => textOf(objectsOf(list)[0]?.href))
  const linked = hrefs.flatMap((href) => /\/products\/(\d+)(?:\/variations|$)/.exec(href)?.[1] ?? [])[0]
  return idOf(value.parent_id) ?? linked ?? inName
}

/** `products/846/variations.json`, `product-846-variations-2.json`, `variations-846.json`; never part of a date. */
function parentInPath(path: string): string | null {
  const name = `${basename(dirname(dirname(path)))}/${basename(dirname(path))}/${basename(path)}`
  const before = /products?[-_/](\d+)[-_/]variations?\b/i.exec(name)?.[1]
  return before ?? /variations?(?:[-_]of)?[-_](\d+)(?![\d]|-\d\d-\d\d)/i.exec(name)?.[1] ?? null
}
