import { sql } from 'kysely'
import { sharedCode } from './codes.ts'
import type { Store, Trx } from './open.ts'

/** Takes a planned catalogue over. With `removes`, what the files do not list counts as removed from the shop. */
export async function applyCatalogue(trx: Trx, shop: string, now: string, removes: boolean): Promise<void> {
  await sql`insert into main.item (shop, key, sku, name, kind, status, tax_class, vendor, category, options, hash, removed_at)
    select ${shop}, key, sku, name, kind, status, tax_class, vendor, category, options, hash, null from scratch.item where true
    on conflict (shop, key) do update set sku = excluded.sku, name = excluded.name, kind = excluded.kind, status = excluded.status,
      tax_class = excluded.tax_class, vendor = excluded.vendor, category = excluded.category, options = excluded.options,
      hash = excluded.hash, removed_at = null where item.hash <> excluded.hash or item.removed_at is not null`.execute(
    trx,
  )
  await sql`insert into main.variant (shop, key, item_key, sku, barcode, options, kind, requires_shipping, price, sale_price, stock_managed, hash, removed_at)
    select ${shop}, key, item_key, sku, barcode, options, kind, requires_shipping, price, sale_price, stock_managed, hash, null from scratch.variant where true
    on conflict (shop, key) do update set item_key = excluded.item_key, sku = excluded.sku, barcode = excluded.barcode, options = excluded.options,
      kind = excluded.kind, requires_shipping = excluded.requires_shipping, price = excluded.price, sale_price = excluded.sale_price,
      stock_managed = excluded.stock_managed, hash = excluded.hash, removed_at = null
      where variant.hash <> excluded.hash or variant.removed_at is not null`.execute(trx)
  if (removes) {
    await sql`update main.variant set removed_at = ${now} where shop = ${shop} and removed_at is null
      and key not in (select key from scratch.variant) and key not in (select key from scratch.listed_key)`.execute(trx)
    // An item is there while a variant of it is, also when no row of its own could be taken.
    await sql`update main.item as i set removed_at = ${now} where shop = ${shop} and removed_at is null
      and key not in (select key from scratch.item) and key not in (select key from scratch.listed_key)
      and not exists (select 1 from main.variant v where v.shop = i.shop and v.item_key = i.key and v.removed_at is null)`.execute(
      trx,
    )
  }
  await applyShopsOwnStock(trx, shop)
}

/** The shop's own numbers are its last word on what it shows: `confirmed` follows them. */
async function applyShopsOwnStock(trx: Trx, shop: string): Promise<void> {
  await sql`insert into main.shop_level (shop, variant_key, location, stocked, on_hand, committed, unavailable, available)
    select ${shop}, variant_key, location, stocked, on_hand, committed, unavailable, available from scratch.shop_level where true
    on conflict (shop, variant_key, location) do update set stocked = excluded.stocked, on_hand = excluded.on_hand,
      committed = excluded.committed, unavailable = excluded.unavailable, available = excluded.available`.execute(trx)
  await sql`insert into main.shop_stock (shop, variant_key, location, wanted, confirmed)
    select ${shop}, variant_key, location, null, coalesce(available, on_hand) from scratch.shop_level where stocked = 1
    on conflict (shop, variant_key, location) do update set confirmed = excluded.confirmed where confirmed is not excluded.confirmed`.execute(
    trx,
  )
  // Where locations count, the product export's one number means nothing (Shopify, Magento with sources).
  await sql`insert into main.shop_stock (shop, variant_key, location, wanted, confirmed)
    select ${shop}, key, '', null, stock from scratch.variant
    where stock_managed = 'own' and not exists (select 1 from main.shop_level l where l.shop = ${shop})
    on conflict (shop, variant_key, location) do update set confirmed = excluded.confirmed where confirmed is not excluded.confirmed`.execute(
    trx,
  )
  await sql`insert into main.shop_stock (shop, variant_key, location, wanted, confirmed)
    select ${shop}, item_key, '', null, max(stock) from scratch.variant
    where stock_managed = 'parent' and not exists (select 1 from main.shop_level l where l.shop = ${shop}) group by item_key
    on conflict (shop, variant_key, location) do update set confirmed = excluded.confirmed where confirmed is not excluded.confirmed`.execute(
    trx,
  )
}

/** Takes planned orders over; a line finds its variant by the shop's key, else by SKU when only one variant has it. */
export async function applyOrders(trx: Trx, shop: string): Promise<void> {
  const fresh = sql`from scratch.shop_order s left join main.customer_order m on m.shop = ${shop} and m.key = s.key where m.id is null or m.hash <> s.hash`
  await sql`create temp table if not exists order_now (key text primary key)`.execute(trx)
  await sql`delete from temp.order_now`.execute(trx)
  await sql`insert into temp.order_now select s.key ${fresh}`.execute(trx)
  await sql`insert into main.customer_order (shop, key, number, placed_at, modified_at, fulfilled_at, holds_stock, record, hash, as_of)
    select ${shop}, s.key, s.record ->> '$.number', s.record ->> '$.placedAt', s.record ->> '$.modifiedAt', s.record ->> '$.fulfilledAt',
      s.record ->> '$.holdsStock', s.record, s.hash, s.as_of from scratch.shop_order s where s.key in (select key from temp.order_now)
    on conflict (shop, key) do update set number = excluded.number, placed_at = excluded.placed_at, modified_at = excluded.modified_at,
      fulfilled_at = excluded.fulfilled_at, holds_stock = excluded.holds_stock, record = excluded.record, hash = excluded.hash, as_of = excluded.as_of`.execute(
    trx,
  )
  await resolveLines(trx, shop, sql`o.key in (select key from temp.order_now)`)
  // A newer file that says the same has seen it later: what was exported in between is old from now on.
  await sql`update main.customer_order as m set as_of = s.as_of from scratch.shop_order s
    where m.shop = ${shop} and m.key = s.key and m.hash = s.hash and s.as_of > m.as_of`.execute(trx)
}

/** Orders may arrive before the catalogue: their lines are resolved again when the catalogue changes. */
export async function resolveOpenLines(trx: Trx, shop: string): Promise<void> {
  await resolveLines(
    trx,
    shop,
    sql`exists (select 1 from order_line l where l.order_id = o.id and l.variant_id is null and l.kind = 'goods')`,
  )
}

async function resolveLines(trx: Trx, shop: string, which: ReturnType<typeof sql>): Promise<void> {
  await sql`with line as (
      select o.id as order_id, j.key as position, j.value ->> '$.sku' as sku, j.value ->> '$.kind' as kind,
        (j.value ->> '$.quantity') - (j.value ->> '$.refundedQuantity') as quantity,
        coalesce(
          (select v.id from variant v where v.shop = ${shop} and v.key = j.value ->> '$.variantKey'),
          (select min(v.id) from variant v where v.shop = ${shop} and v.removed_at is null and v.sku = j.value ->> '$.sku' having count(*) = 1)) as variant_id
      from customer_order o, json_each(o.record, '$.lines') j where o.shop = ${shop} and ${which})
    insert into order_line (order_id, position, variant_id, sku, kind, quantity)
    select l.order_id, l.position, l.variant_id, l.sku, case when l.kind = 'goods' then coalesce(v.kind, l.kind) else l.kind end, l.quantity
    from line l left join variant v on v.id = l.variant_id where true
    on conflict (order_id, position) do update set variant_id = excluded.variant_id, sku = excluded.sku, kind = excluded.kind, quantity = excluded.quantity
      where variant_id is not excluded.variant_id or sku is not excluded.sku or kind <> excluded.kind or quantity <> excluded.quantity`.execute(
    trx,
  )
  await sql`delete from order_line as l where l.order_id in (select o.id from customer_order o where o.shop = ${shop} and ${which})
    and l.position >= (select json_array_length(o.record, '$.lines') from customer_order o where o.id = l.order_id)`.execute(
    trx,
  )
}

export interface StoredVariant {
  id: number
  key: string
  itemKey: string
  itemSku: string | null
  sku: string | null
  barcode: string | null
  name: string
  itemKind: string
  kind: string
  status: string
  category: string | null
  vendor: string | null
  options: { name: string; value: string | null }[]
  itemOptions: { name: string; values: string[] }[]
  requiresShipping: boolean
  price: number | null
  salePrice: number | null
  stockManaged: string
  removed: boolean
  code: string | null
  /** Pieces of the variant behind one of the code, in thousandths. */
  factor: number
  /** The code is held by another variant of its share group, which leaves for both. */
  sharesCode: boolean
}

/**
 * Variants of a shop with the code a partner knows them by, by id, a page at a time. The holder of a shared code counts
 * as on sale while any variant of its group is. The plus keeps SQLite from sorting the whole shop for every page.
 */
export async function variantsPage(
  store: Store,
  shop: string,
  partner: string,
  afterId: number,
  limit: number,
): Promise<StoredVariant[]> {
  const { rows } = await sql<Record<string, string | number | null>>`
    select v.id, v.key, v.item_key, v.sku, v.barcode, v.options, v.kind, v.requires_shipping, v.price, v.sale_price, v.stock_managed, v.removed_at,
      i.sku as item_sku, i.name, i.kind as item_kind, i.status, i.category, i.vendor, i.options as item_options, c.code, c.factor,
      case when c.code is null then (select s.code || char(31) || s.factor from (${sharedCode(partner, sql`v.id`)}) s) end as shared,
      case when c.code is not null then (${activeSibling(partner)}) end as sibling
    from variant v left join item i on i.shop = v.shop and i.key = v.item_key
    left join reference_code c on c.partner = ${partner} and c.variant_id = v.id and c.retired_at is null
    where +v.shop = ${shop} and v.id > ${afterId} order by v.id limit ${limit}`.execute(store)
  return rows.map(toStoredVariant)
}

/** Whether another variant of the share group of `v` is on sale. */
function activeSibling(partner: string) {
  return sql`select 1 from share_group g join share_group h on h.partner = g.partner and h.name = g.name and h.variant_id <> g.variant_id
    join variant w on w.id = h.variant_id and w.removed_at is null left join item j on j.shop = w.shop and j.key = w.item_key
    where g.partner = ${partner} and g.variant_id = v.id and coalesce(j.status, 'active') = 'active' limit 1`
}

function toStoredVariant(r: Record<string, string | number | null>): StoredVariant {
  const text = (name: string) => r[name] as string | null
  const [shared, sharedFactor] = text('shared')?.split('\u001f') ?? []
  const alive = r.sibling === 1
  return {
    id: r.id as number,
    key: text('key')!,
    itemKey: text('item_key')!,
    itemSku: text('item_sku'),
    sku: text('sku'),
    barcode: text('barcode'),
    name: text('name') ?? '',
    itemKind: text('item_kind') ?? 'goods',
    kind: text('kind')!,
    status: alive ? 'active' : (text('status') ?? 'active'),
    category: text('category'),
    vendor: text('vendor'),
    options: JSON.parse(text('options')!),
    itemOptions: JSON.parse(text('item_options') ?? '[]'),
    requiresShipping: r.requires_shipping === 1,
    price: r.price as number | null,
    salePrice: r.sale_price as number | null,
    stockManaged: text('stock_managed')!,
    removed: r.removed_at !== null && !alive,
    code: text('code') ?? shared ?? null,
    factor: Number(r.factor ?? sharedFactor ?? 1000),
    sharesCode: shared !== undefined,
  }
}

/** Keys of the items of a shop, those it has removed as well. */
export async function itemKeys(store: Store, shop: string): Promise<string[]> {
  const rows = await store.selectFrom('item').select('key').where('shop', '=', shop).execute()
  return rows.map((row) => row.key)
}

/** Tax class of each SKU as the catalogue has it; empty where the shop names none. */
export async function taxClassesBySku(
  store: Store,
  shop: string,
): Promise<{ sku: string | null; taxClass: string | null }[]> {
  return store
    .selectFrom('variant')
    .innerJoin('item', (join) =>
      join.onRef('item.key', '=', 'variant.item_key').onRef('item.shop', '=', 'variant.shop'),
    )
    .select(['variant.sku', 'item.tax_class as taxClass'])
    .where('variant.shop', '=', shop)
    .where('variant.sku', 'is not', null)
    .execute()
}
