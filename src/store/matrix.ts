import { sql } from 'kysely'
import type { MatrixItem, MatrixVariant } from '../model/matrix.ts'
import type { ItemKind } from '../model/records.ts'
import type { Store } from './open.ts'

/** The plus before `shop` below keeps SQLite from sorting the whole shop for every page. */
const PAGE = 5000

/** The whole catalogue of a shop as matrix items, in the order in which it became known. Removed variants are there too. */
export async function matrixItems(store: Store, shop: string): Promise<MatrixItem[]> {
  const items = new Map<string, MatrixItem>()
  const states = new Map<string, MatrixVariant['status']>()
  for await (const { id: _, status, options, ...item } of itemRows(store, shop)) {
    items.set(item.key, { ...item, options: JSON.parse(options), variants: [] })
    states.set(item.key, status)
  }
  for await (const { options, removed, ...row } of variantRows(store, shop)) {
    const { itemKey, kind } = row
    const item = items.get(itemKey) ?? { key: itemKey, sku: null, name: '', kind, options: [], variants: [] }
    items.set(itemKey, item)
    const status = states.get(itemKey) ?? 'active'
    item.variants.push({ ...row, options: JSON.parse(options), status, removed: removed === 1 })
  }
  return [...items.values()]
}

interface ItemRow {
  id: number
  key: string
  sku: string | null
  name: string
  kind: ItemKind
  options: string
  status: MatrixVariant['status']
}

async function* itemRows(store: Store, shop: string): AsyncGenerator<ItemRow> {
  let after = 0
  for (;;) {
    const { rows } = await sql<ItemRow>`select id, key, sku, name, kind, options, status from item
      where +shop = ${shop} and id > ${after} order by id limit ${PAGE}`.execute(store)
    yield* rows
    if (rows.length < PAGE) return
    after = rows.at(-1)!.id
  }
}

type VariantRow = Omit<MatrixVariant, 'options' | 'removed' | 'status'> & { options: string; removed: 0 | 1 }

async function* variantRows(store: Store, shop: string): AsyncGenerator<VariantRow> {
  let after = 0
  for (;;) {
    const { rows } = await sql<VariantRow>`
      select id, key, item_key as itemKey, sku, barcode, options, kind, stock_managed as stockManaged, removed_at is not null as removed
      from variant where +shop = ${shop} and id > ${after} order by id limit ${PAGE}`.execute(store)
    yield* rows
    if (rows.length < PAGE) return
    after = rows.at(-1)!.id
  }
}
