import type { MatrixItem } from '../model/matrix.ts'
import { optionKey } from '../model/option-words.ts'
import type { PartnerItem } from '../model/records.ts'
import { foldText } from './transliterate.ts'

/*
 * How tills hold a matrix item: a row per variant; an item row with its variant rows below it; or rows that name a
 * variant by item, colour and size. Size grids are a fourth way, for a till that has them.
 */
export type MatrixShape = 'variants' | 'item-and-variants' | 'columns'

/** What names a variant at a till without codes of variants. Empty where the item has no such option, or any value. */
export interface TillPlace {
  item: string
  colour: string
  size: string
}

type Options = readonly { name: string; value: string | null }[]

/** Where a variant stands at such a till; null when it takes more than colour and size to tell it from the others. */
export function tillPlace(item: { sku: string | null; key: string }, options: Options): TillPlace | null {
  const place: TillPlace = { item: item.sku?.trim() || item.key, colour: '', size: '' }
  for (const { name, value } of options) {
    const axis = optionKey(name)
    if (axis !== 'colour' && axis !== 'size') return null
    place[axis] = value?.trim() ?? ''
  }
  return place
}

/** By which places are compared: case, accents and blanks do not count. */
export function placeKey({ item, colour, size }: TillPlace): string {
  return `${foldText(item)}\u001f${foldText(colour)}\u001f${foldText(size)}`
}

/** A place for people: "7711 Red / M". */
export function placeText({ item, colour, size }: TillPlace): string {
  const options = [colour, size].filter((value) => value !== '').join(' / ')
  return options === '' ? item : `${item} ${options}`
}

/** Whether an item has a row of its own above those of its variants: one without options is a plain article. */
export function hasItemRow(shape: MatrixShape, options: readonly unknown[]): boolean {
  return shape === 'item-and-variants' && options.length > 0
}

/** One row of a matrix item as a till holds it; `place` is null where it takes more than colour and size. */
export type ShapedRow = { kind: 'item'; item: string } | { kind: 'variant'; variantId: number; place: TillPlace | null }

/** The rows of an item that is on sale, in the order in which a till wants them. */
export function shapeItem(item: MatrixItem, shape: MatrixShape): ShapedRow[] {
  const variants = item.variants.filter((variant) => !variant.removed)
  if (variants.length === 0) return []
  const rows: ShapedRow[] = variants.map(({ id, options }) => ({
    kind: 'variant',
    variantId: id,
    place: tillPlace(item, options),
  }))
  return hasItemRow(shape, item.options) ? [{ kind: 'item', item: item.sku?.trim() || item.key }, ...rows] : rows
}

/**
 * Articles of a till's list, whatever its shape. An item row names no article that can be sold: it has neither colour nor
 * size, and rows that have one belong to it, by its number or because they follow it without one. Its name goes to them.
 */
export function readShape(
  rows: readonly PartnerItem[],
  shape: MatrixShape,
): { articles: PartnerItem[]; itemRows: PartnerItem[] } {
  if (shape !== 'item-and-variants') return { articles: [...rows], itemRows: [] }
  const parents = new Map<string, PartnerItem>()
  let above: PartnerItem | null = null
  const owned = rows.map((row) => {
    const plain = row.colour === null && row.size === null
    if (plain) above = row
    if (plain || row.item !== null || above === null) return row
    return { ...row, item: numberOf(above) }
  })
  const wanted = new Set(owned.filter((row) => row.colour !== null || row.size !== null).map((row) => row.item))
  for (const row of owned)
    if (row.colour === null && row.size === null && wanted.has(numberOf(row))) parents.set(numberOf(row), row)
  const isItemRow = (row: PartnerItem) => parents.get(numberOf(row)) === row
  const itemRows = owned.filter(isItemRow)
  const articles = owned
    .filter((row) => !isItemRow(row))
    .map((row) => ({ ...row, name: row.name ?? parents.get(row.item ?? '')?.name ?? null }))
  return { articles, itemRows }
}

/** An item row may write its number as its code, or as the item of which it is the row. */
function numberOf({ item, code }: PartnerItem): string {
  return item ?? code
}

/** Finds variants by place; with more than one, nobody knows which one is meant. */
export interface PlaceIndex {
  find(place: TillPlace): readonly number[]
}

export function placeIndex(items: Iterable<MatrixItem>): PlaceIndex {
  const found = new Map<string, number[]>()
  for (const item of items) {
    for (const { id, options, removed } of item.variants) {
      const place = removed ? null : tillPlace(item, options)
      if (!place) continue
      const key = placeKey(place)
      const others = found.get(key)
      if (others) others.push(id)
      else found.set(key, [id])
    }
  }
  return { find: (place) => found.get(placeKey(place)) ?? [] }
}
