import { sql } from 'kysely'
import type { Store, Trx } from './open.ts'
import { latestPhotos } from './stock-as-of.ts'

export interface VariantPage {
  id: number
  key: string
  itemKey: string
  sku: string | null
  itemSku: string | null
  stockManaged: 'own' | 'parent' | 'none'
}

/** Goods a shop sells, by id, a page at a time; the plus keeps SQLite from sorting the whole shop for every page. */
export async function goodsPage(store: Store, shop: string, after: number, limit: number): Promise<VariantPage[]> {
  const { rows } = await sql<VariantPage>`
    select v.id, v.key, v.item_key as itemKey, v.sku, i.sku as itemSku, v.stock_managed as stockManaged from variant v
    left join item i on i.shop = v.shop and i.key = v.item_key
    where +v.shop = ${shop} and v.removed_at is null and v.kind = 'goods' and v.id > ${after} order by v.id limit ${limit}`.execute(
    store,
  )
  return rows
}

export interface VariantLevel {
  variantId: number
  location: string
  onHand: number
  /** Of the photograph that showed it last. */
  asOf: string
}

/**
 * On hand per variant and location at one partner, in pieces of the variant, for these variants; variants without a
 * level are absent. What the till counts under several codes of a variant adds up, each times its factor. Variants of a
 * share group have the same level each: it is one thing on one shelf (R40). What adds up is as old as the oldest of it.
 * `at` is the moment aliases must be in use.
 */
export async function levelsOf(
  store: Store,
  partner: string,
  variantIds: readonly number[],
  at: string,
): Promise<VariantLevel[]> {
  const { rows } = await sql<VariantLevel>`
    with ${pool(partner, variantIds)},
    inbound as (
      select p.variant_id, c.code, c.factor from pool p
        join reference_code c on c.partner = ${partner} and c.variant_id = p.member and c.retired_at is null
      union
      select p.variant_id, a.code, a.factor from pool p
        join code_alias a on a.partner = ${partner} and a.variant_id = p.member and (a.until is null or a.until > ${at})
        where not exists (select 1 from reference_code c where c.partner = ${partner} and c.code = a.code and c.retired_at is null)
    ),
    level as (
      select i.variant_id, l.location, sum(l.on_hand * i.factor) as parts, min(coalesce(l.as_of, p.as_of, '')) as as_of from inbound i
      join stock_level l on l.partner = ${partner} and l.code = i.code
      left join (${latestPhotos(partner)}) p on p.location = l.location group by i.variant_id, l.location
    )
    select variant_id as variantId, location, as_of as asOf, (parts - ((parts % 1000) + 1000) % 1000) / 1000 as onHand from level
    where not exists (${countedElsewhere(partner)})`.execute(store)
  return rows
}

/** (variant_id, member): each variant with all that are one thing with it at the till, itself included. */
function pool(partner: string, variantIds: readonly number[]) {
  const ids = JSON.stringify(variantIds)
  return sql`pool (variant_id, member) as (
      select value, value from json_each(${ids})
      union
      select g.variant_id, h.variant_id from share_group g
        join share_group h on h.partner = g.partner and h.name = g.name
        where g.partner = ${partner} and g.variant_id in (select value from json_each(${ids}))
    )`
}

/** Two variants whose stock the shop counts at their item, and which are one thing at the till: it counts once. */
function countedElsewhere(partner: string) {
  return sql`select 1 from variant v
    join share_group g on g.partner = ${partner} and g.variant_id = v.id
    join share_group h on h.partner = g.partner and h.name = g.name and h.variant_id < g.variant_id
    join variant w on w.id = h.variant_id and w.shop = v.shop and w.item_key = v.item_key and w.removed_at is null
    where v.id = level.variant_id and v.stock_managed = 'parent'`
}

/** As-of of each location's latest photograph at a partner (R08). */
export async function latestAsOf(store: Store, partner: string): Promise<Map<string, string>> {
  const { rows } = await sql<{ location: string; asOf: string }>`
    select location, max(as_of) as asOf from stock_photo where partner = ${partner} group by location order by location`.execute(
    store,
  )
  return new Map(rows.map((row) => [row.location, row.asOf]))
}

export interface BookingRule {
  partner: string
  shop: string
  asOf: string
  /** Orders before this moment were booked before go-live; null when this partner is sent no orders. */
  ordersFrom: string | null
  bookedWhen: 'imported' | 'billed' | 'delivered'
  bookedAfterSeconds: number
  /** A till that takes one file at a time leaves it lying when it does not run: only what is gone was imported. */
  waitUntilCollected: boolean
}

/**
 * Pieces that orders of the shop have taken and the till had not booked at the as-of, per variant (R02-R05, R11, R13);
 * what was ordered of one variant of a share group is gone for all of them. A till that was sent an order knows the
 * pieces it had then: refunded, edited or cancelled since, they stay subtracted until its booking shows in the photograph.
 */
export async function unbooked(
  store: Store,
  rule: BookingRule,
  variantIds: readonly number[],
): Promise<Map<number, number>> {
  const open =
    rule.ordersFrom === null
      ? sql`o.holds_stock = 1 and o.placed_at > ${rule.asOf}`
      : sql`
    o.placed_at >= ${rule.ordersFrom} and (o.holds_stock = 1 or d.id is not null) and not ${booked(rule)}`
  const { rows } = await sql<{ variantId: number; quantity: number }>`
    with ${pool(rule.partner, variantIds)}, ${takenPieces(rule.partner)}
    select p.variant_id as variantId, sum(t.quantity) as quantity from pool p join taken t on t.variant_id = p.member join customer_order o on o.id = t.order_id
    left join outbound_document d on d.partner = ${rule.partner} and d.order_id = o.id and d.state = 'effective'
    left join outbound_file f on f.id = d.file_id
    where o.shop = ${rule.shop} and ${open}
    group by p.variant_id`.execute(store)
  return new Map(rows.map((r) => [r.variantId, r.quantity]))
}

/** (order_id, variant_id, quantity): what an order has now or what the till was told of it, whichever is more. */
function takenPieces(partner: string) {
  return sql`taken (order_id, variant_id, quantity) as (
      select order_id, variant_id, max(quantity) from (
        select l.order_id, l.variant_id, sum(l.quantity) as quantity from order_line l
          where l.variant_id in (select member from pool) and l.kind = 'goods' and l.quantity > 0
          group by l.order_id, l.variant_id
        union all
        select d.order_id, s.variant_id, s.quantity from outbound_line s
          join outbound_document d on d.id = s.document_id and d.partner = ${partner} and d.state = 'effective'
          where s.variant_id in (select member from pool)
      ) group by order_id, variant_id
    )`
}

function booked(rule: BookingRule) {
  if (rule.bookedWhen !== 'imported')
    return sql`(o.fulfilled_at is not null and julianday(o.fulfilled_at) <= julianday(${rule.asOf}))`
  const imported = rule.waitUntilCollected ? sql`f.collected_at` : sql`f.delivered_at`
  return sql`(${imported} is not null and julianday(${imported}) + ${rule.bookedAfterSeconds} / 86400.0 <= julianday(${rule.asOf}))`
}

export interface WantedRow {
  variantKey: string
  itemKey: string
  sku: string | null
  itemSku: string | null
  managed: 'own' | 'parent'
  location: string
  wanted: number
}

export async function createShopStockScratch(store: Store): Promise<void> {
  await sql`create table scratch.wanted (variant_key text, item_key text, sku text, item_sku text, managed text, location text, wanted integer, primary key (variant_key, location)) without rowid`.execute(
    store,
  )
}

/** Variants that share a pool (stock counted at the parent) add up under the item's key. */
export async function addWanted(store: Store, rows: readonly WantedRow[]): Promise<void> {
  if (rows.length === 0) return
  const json = JSON.stringify(
    rows.map((r) => [r.variantKey, r.itemKey, r.sku, r.itemSku, r.managed, r.location, r.wanted]),
  )
  await sql`insert into scratch.wanted select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6 from json_each(${json}) where true
    on conflict (variant_key, location) do update set wanted = wanted + excluded.wanted`.execute(store)
}

export async function wantedCounts(
  store: Store,
  shop: string,
): Promise<{ fresh: number; changed: number; same: number }> {
  const { rows } = await sql<{ fresh: number | null; changed: number | null; same: number | null }>`
    select sum(s.shop is null) as fresh, sum(s.shop is not null and s.confirmed is not w.wanted) as changed, sum(s.shop is not null and s.confirmed is w.wanted) as same
    from scratch.wanted w left join main.shop_stock s on s.shop = ${shop} and s.variant_key = w.variant_key and s.location = w.location`.execute(
    store,
  )
  const row = rows[0]
  return { fresh: row?.fresh ?? 0, changed: row?.changed ?? 0, same: row?.same ?? 0 }
}

/** What the shop shows and should not, a page at a time. */
export async function* dueStock(store: Store, shop: string): AsyncGenerator<WantedRow[]> {
  let after = { key: '', location: '' }
  for (;;) {
    const { rows } = await sql<WantedRow>`
      select w.variant_key as variantKey, w.item_key as itemKey, w.sku, w.item_sku as itemSku, w.managed, w.location, w.wanted from scratch.wanted w
      left join main.shop_stock s on s.shop = ${shop} and s.variant_key = w.variant_key and s.location = w.location
      where (w.variant_key, w.location) > (${after.key}, ${after.location}) and (s.shop is null or s.confirmed is not w.wanted)
      order by w.variant_key, w.location limit 1000`.execute(store)
    if (rows.length === 0) return
    const last = rows.at(-1)!
    after = { key: last.variantKey, location: last.location }
    yield rows
  }
}

/** What was computed is kept as `wanted`; what was written counts as shown until the shop says otherwise. */
export async function keepWanted(
  trx: Trx,
  shop: string,
  written: readonly { variantKey: string; location: string }[],
): Promise<void> {
  await sql`insert into main.shop_stock (shop, variant_key, location, wanted, confirmed) select ${shop}, variant_key, location, wanted, null from scratch.wanted where true
    on conflict (shop, variant_key, location) do update set wanted = excluded.wanted where wanted is not excluded.wanted`.execute(
    trx,
  )
  await sql`update main.shop_stock set confirmed = wanted where shop = ${shop}
    and (variant_key, location) in (select value ->> 0, value ->> 1 from json_each(${JSON.stringify(written.map((w) => [w.variantKey, w.location]))}))`.execute(
    trx,
  )
}

/** Pieces of orders not shipped yet, per SKU: what a shop with reservations of its own subtracts by itself (R04). */
export async function openOrderPieces(store: Store, shop: string): Promise<Map<string, number>> {
  const { rows } = await sql<{ sku: string; quantity: number }>`
    select v.sku, sum(l.quantity) as quantity from order_line l join customer_order o on o.id = l.order_id join variant v on v.id = l.variant_id
    where o.shop = ${shop} and o.holds_stock = 1 and o.fulfilled_at is null and l.kind = 'goods' and v.sku is not null group by v.sku`.execute(
    store,
  )
  return new Map(rows.map((r) => [r.sku, r.quantity]))
}
