import { type RawBuilder, sql } from 'kysely'
import type { ShopItem, ShopLevel, ShopOrder, ShopVariant } from '../model/records.ts'
import type { Store } from './open.ts'

/*
 * The plan of reading a shop's files, in the scratch file: records go in with a hash of what they say, set queries tell
 * new from changed from same. `file` is the position of the file in the set, because several pages make one catalogue.
 * scratch.line ends up with one entry per record that stands for rows of the file, and what became of it.
 */

export interface Hashed<T> {
  record: T
  hash: string
}

const RANK = { same: 0, changed: 1, new: 2, skipped: 3, rejected: 4 } as const
export type LineResult = keyof typeof RANK

export async function createShopScratch(store: Store): Promise<void> {
  const statements = [
    sql`create table scratch.item (file integer, line integer, rows integer, key text, hash text, sku text, name text, kind text, status text, tax_class text, vendor text, category text, options text)`,
    sql`create table scratch.variant (file integer, line integer, rows integer, key text, hash text, item_key text, sku text, barcode text, options text, kind text, requires_shipping integer, price integer, sale_price integer, stock_managed text, stock integer)`,
    sql`create table scratch.shop_level (file integer, line integer, rows integer, variant_key text, location text, stocked integer, on_hand integer, committed integer, unavailable integer, available integer)`,
    sql`create table scratch.shop_order (file integer, line integer, rows integer, key text, hash text, as_of text, record text)`,
    sql`create table scratch.line (file integer, line integer, rows integer, rank integer, code text, message text)`,
    sql`create table scratch.listed_key (key text primary key) without rowid`,
  ]
  for (const statement of statements) await statement.execute(store)
}

async function insert(
  store: Store,
  table: 'item' | 'variant' | 'shop_level' | 'shop_order',
  rows: unknown[][],
): Promise<void> {
  if (rows.length === 0) return
  const columns = sql.join(rows[0]!.map((_, i) => sql`value ->> ${sql.lit(i)}`))
  await sql`insert into scratch.${sql.id(table)} select ${columns} from json_each(${JSON.stringify(rows)})`.execute(
    store,
  )
}

export async function addShopItems(store: Store, file: number, items: readonly Hashed<ShopItem>[]): Promise<void> {
  await insert(
    store,
    'item',
    items.map(({ record: r, hash }) => [
      file,
      r.line,
      r.rows,
      r.key,
      hash,
      r.sku,
      r.name,
      r.kind,
      r.status,
      r.taxClass,
      r.vendor,
      r.category,
      JSON.stringify(r.options),
    ]),
  )
}

export async function addShopVariants(
  store: Store,
  file: number,
  variants: readonly Hashed<ShopVariant>[],
): Promise<void> {
  await insert(
    store,
    'variant',
    variants.map(({ record: r, hash }) => [
      file,
      r.line,
      r.rows,
      r.key,
      hash,
      r.itemKey,
      r.sku,
      r.barcode,
      JSON.stringify(r.options),
      r.kind,
      r.requiresShipping ? 1 : 0,
      r.price,
      r.salePrice,
      r.stockManaged,
      r.stock,
    ]),
  )
}

export async function addShopLevels(store: Store, file: number, levels: readonly ShopLevel[]): Promise<void> {
  await insert(
    store,
    'shop_level',
    levels.map((r) => [
      file,
      r.line,
      r.rows,
      r.variantKey,
      r.location,
      r.stocked ? 1 : 0,
      r.onHand,
      r.committed,
      r.unavailable,
      r.available,
    ]),
  )
}

export async function addShopOrders(
  store: Store,
  file: number,
  orders: readonly (Hashed<ShopOrder> & { asOf: string })[],
): Promise<void> {
  await insert(
    store,
    'shop_order',
    orders.map(({ record: r, hash, asOf }) => [file, r.line, r.rows, r.key, hash, asOf, JSON.stringify(r)]),
  )
}

export interface LineVerdict {
  line: number
  rows: number
  result: 'skipped' | 'rejected'
  code: string
  message: string
}

export async function addLineVerdicts(store: Store, file: number, verdicts: readonly LineVerdict[]): Promise<void> {
  if (verdicts.length === 0) return
  const rows = JSON.stringify(verdicts.map((v) => [v.line, v.rows, RANK[v.result], v.code, v.message]))
  await sql`insert into scratch.line select ${file}, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from json_each(${rows})`.execute(
    store,
  )
}

/** Keys of items and variants that the files list in rows of which nothing was taken: the shop has them still. */
export async function addListedKeys(store: Store, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  await sql`insert or ignore into scratch.listed_key select value from json_each(${JSON.stringify(keys)})`.execute(
    store,
  )
}

/** Judges records that stand twice, then compares with the store. Call once, after the last file. */
export async function compareShop(store: Store, shop: string): Promise<void> {
  await judgeTwice(store, 'item', sql`key`, sql`hash`)
  await judgeTwice(store, 'variant', sql`key`, sql`hash`)
  await judgeTwice(
    store,
    'shop_level',
    sql`variant_key || char(31) || location`,
    sql`coalesce(on_hand, '') || '/' || coalesce(available, '') || '/' || stocked`,
  )
  await sql`create unique index scratch.item_key on item (key)`.execute(store)
  await sql`create unique index scratch.variant_key on variant (key)`.execute(store)
  // Where an item has no row of its own, the row of its first variant speaks for it too.
  const itemChanged = sql`exists (select 1 from scratch.item i join main.item n on n.shop = ${shop} and n.key = i.key
    where i.key = s.item_key and i.rows = 0 and i.file = s.file and i.line = s.line and n.hash <> i.hash)`
  await rankRecords(
    store,
    sql`scratch.item s left join main.item m on m.shop = ${shop} and m.key = s.key`,
    sql`m.id is null or m.removed_at is not null`,
    sql`m.hash <> s.hash`,
  )
  await rankRecords(
    store,
    sql`scratch.variant s left join main.variant m on m.shop = ${shop} and m.key = s.key`,
    sql`m.id is null or m.removed_at is not null`,
    sql`m.hash <> s.hash or ${itemChanged}`,
  )
  await rankRecords(
    store,
    sql`scratch.shop_level s left join main.shop_level m on m.shop = ${shop} and m.variant_key = s.variant_key and m.location = s.location`,
    sql`m.shop is null`,
    sql`m.stocked <> s.stocked or m.on_hand is not s.on_hand or m.available is not s.available or m.committed is not s.committed or m.unavailable is not s.unavailable`,
  )
}

/** The same order in several files: the newest as-of counts; a file older than what is stored changes nothing. */
export async function compareShopOrders(store: Store, shop: string): Promise<void> {
  await sql`create table scratch.former as select s.rowid as id from scratch.shop_order s
    where exists (select 1 from scratch.shop_order o where o.key = s.key and (o.as_of, o.rowid) > (s.as_of, s.rowid))`.execute(
    store,
  )
  await skipOrders(
    store,
    sql`s.rowid in (select id from scratch.former)`,
    'the same order stands again in a later place',
  )
  await skipOrders(
    store,
    sql`exists (select 1 from main.customer_order m where m.shop = ${shop} and m.key = s.key and m.hash <> s.hash and
    (m.as_of > s.as_of or m.modified_at > s.record ->> '$.modifiedAt'))`,
    'a newer state of this order is known',
  )
  await sql`create unique index scratch.shop_order_key on shop_order (key)`.execute(store)
  await rankRecords(
    store,
    sql`scratch.shop_order s left join main.customer_order m on m.shop = ${shop} and m.key = s.key`,
    sql`m.id is null`,
    sql`m.hash <> s.hash`,
  )
}

async function skipOrders(store: Store, which: RawBuilder<unknown>, message: string): Promise<void> {
  await sql`insert into scratch.line select s.file, s.line, s.rows, ${RANK.skipped}, '', ${message} from scratch.shop_order s where ${which}`.execute(
    store,
  )
  await sql`delete from scratch.shop_order as s where ${which}`.execute(store)
}

async function judgeTwice(
  store: Store,
  table: 'item' | 'variant' | 'shop_level',
  key: RawBuilder<unknown>,
  content: RawBuilder<unknown>,
): Promise<void> {
  const name = sql.id(`twice_${table}`)
  await sql`create table scratch.${name} as select ${key} as k, min(rowid) as first, count(distinct ${content}) as kinds
    from scratch.${sql.id(table)} group by 1 having count(*) > 1`.execute(store)
  const of = sql`from scratch.${sql.id(table)} s join scratch.${name} t on t.k = ${key}`
  await sql`insert into scratch.line select s.file, s.line, s.rows, case when t.kinds = 1 then ${RANK.skipped} else ${RANK.rejected} end,
    case when t.kinds = 1 then 'TB2201' else 'TB2202' end, 'the same record stands twice' ${of} where s.rowid <> t.first or t.kinds > 1`.execute(
    store,
  )
  if (table !== 'shop_level')
    await sql`insert or ignore into scratch.listed_key select k from scratch.${name}`.execute(store)
  await sql`delete from scratch.${sql.id(table)} where rowid in (select s.rowid ${of} where s.rowid <> t.first or t.kinds > 1)`.execute(
    store,
  )
}

async function rankRecords(
  store: Store,
  join: RawBuilder<unknown>,
  fresh: RawBuilder<unknown>,
  changed: RawBuilder<unknown>,
): Promise<void> {
  await sql`insert into scratch.line
    select s.file, s.line, s.rows, case when ${fresh} then ${RANK.new} when ${changed} then ${RANK.changed} else ${RANK.same} end, '', ''
    from ${join} where s.rows > 0`.execute(store)
}

/** Rows by what became of them, for one file of the set or all. */
export async function shopPlanCounts(store: Store, file?: number): Promise<Record<LineResult, number>> {
  const { rows } = await sql<{ rank: number; n: number }>`select rank, sum(rows) as n from scratch.line
    where ${file === undefined ? sql`true` : sql`file = ${file}`} group by rank`.execute(store)
  const of = (rank: number) => Number(rows.find((r) => r.rank === rank)?.n ?? 0)
  return { same: of(0), changed: of(1), new: of(2), skipped: of(3), rejected: of(4) }
}

const RESULTS: LineResult[] = ['same', 'changed', 'new', 'skipped', 'rejected']

export async function shopLineResults(
  store: Store,
  file: number,
  lines: readonly number[],
): Promise<({ result: LineResult; code: string; message: string } | null)[]> {
  await sql`create index if not exists scratch.line_place on line (file, line, rank)`.execute(store)
  const { rows } = await sql<{ rank: number | null; code: string | null; message: string | null }>`
    select max(l.rank) as rank, l.code, l.message from json_each(${JSON.stringify(lines)}) j
    left join scratch.line l on l.file = ${file} and l.line = j.value group by j.key order by j.key`.execute(store)
  return rows.map((r) =>
    r.rank === null ? null : { result: RESULTS[r.rank]!, code: r.code ?? '', message: r.message ?? '' },
  )
}

export interface ShopPlanFigures {
  items: number
  variants: number
  levels: number
  orders: number
  orderLines: number
  variantsBefore: number
  variantsCovered: number
  removed: number
}

export async function shopPlanFigures(store: Store, shop: string): Promise<ShopPlanFigures> {
  const one = async (query: RawBuilder<unknown>) =>
    Number((await sql<{ n: number | null }>`select (${query}) as n`.execute(store)).rows[0]?.n ?? 0)
  const variantsBefore = await one(sql`select count(*) from main.variant where shop = ${shop} and removed_at is null`)
  const variantsCovered = await one(
    sql`select count(*) from main.variant m where m.shop = ${shop} and m.removed_at is null and (exists (select 1 from scratch.variant s where s.key = m.key) or exists (select 1 from scratch.listed_key l where l.key = m.key))`,
  )
  return {
    items: await one(sql`select count(*) from scratch.item`),
    variants: await one(sql`select count(*) from scratch.variant`),
    levels: await one(sql`select count(*) from scratch.shop_level`),
    orders: await one(sql`select count(*) from scratch.shop_order`),
    orderLines: await one(sql`select sum(json_array_length(record, '$.lines')) from scratch.shop_order`),
    variantsBefore,
    variantsCovered,
    removed: variantsBefore - variantsCovered,
  }
}
