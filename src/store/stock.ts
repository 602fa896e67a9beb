import { sql } from 'kysely'
import type { Store, Trx } from './open.ts'
import { applyAges, keepMendedAges, undoAges } from './stock-as-of.ts'

export interface ApplyStock {
  partner: string
  fileId: string
  asOf: string
  locations: string[]
  /** Levels that the file does not list become zero (R10, `listsZeros: no`). */
  zeroMissing: boolean
  /** A mended part of the photograph of this as-of: a photograph is added only where a location has none of it. */
  part?: boolean
}

/** Takes the plan and its ages over into the levels, inside the caller's short transaction. The change log comes first. */
export async function applyStock(trx: Trx, apply: ApplyStock): Promise<void> {
  const { partner, fileId } = apply
  await sql`insert into stock_change (file_id, partner, code, location, before, after, line, before_file_id, before_line, cause)
    select ${fileId}, ${partner}, d.code, d.location, d.before, d.quantity, d.line, l.file_id, l.line, 'row'
    from scratch.diff d left join main.stock_level l on l.partner = ${partner} and l.code = d.code and l.location = d.location
    order by d.code, d.location`.execute(trx)
  await sql`insert into main.stock_level (partner, code, location, on_hand, file_id, line)
    select ${partner}, code, location, quantity, ${fileId}, line from scratch.diff where true order by code, location
    on conflict (partner, code, location) do update set on_hand = excluded.on_hand, file_id = excluded.file_id, line = excluded.line`.execute(
    trx,
  )
  if (apply.zeroMissing) await zeroMissing(trx, apply)
  await applyAges(trx, partner, fileId)
  await sql`insert into stock_photo (partner, location, as_of, file_id)
    select ${partner}, value, ${apply.asOf}, ${fileId} from json_each(${JSON.stringify(apply.locations)})
    where ${apply.part ? 0 : 1} or not exists (select 1 from stock_photo p where p.partner = ${partner} and p.location = value and p.as_of >= ${apply.asOf})`.execute(
    trx,
  )
}

async function zeroMissing(trx: Trx, apply: ApplyStock): Promise<void> {
  const { partner, fileId } = apply
  await sql`insert into stock_change (file_id, partner, code, location, before, after, line, before_file_id, before_line, cause)
    select ${fileId}, ${partner}, g.code, g.location, g.before, 0, null, l.file_id, l.line, 'absent'
    from scratch.gone g join main.stock_level l on l.partner = ${partner} and l.code = g.code and l.location = g.location
    where g.before <> 0`.execute(trx)
  await sql`update main.stock_level set on_hand = 0, file_id = ${fileId}, line = null from scratch.gone g
    where stock_level.partner = ${partner} and stock_level.code = g.code and stock_level.location = g.location and g.before <> 0`.execute(
    trx,
  )
}

/** Same bytes, newer as-of (R07): no number changes, and what they show is as new as they are. */
export async function advancePhoto(
  trx: Trx,
  partner: string,
  former: { id: string; as_of: string },
  fileId: string,
  asOf: string,
): Promise<void> {
  await keepMendedAges(trx, partner, former, fileId)
  await sql`insert into stock_photo (partner, location, as_of, file_id)
    select ${partner}, location, ${asOf}, ${fileId} from stock_photo where partner = ${partner} and file_id = ${former.id}`.execute(
    trx,
  )
}

export interface StockRow {
  code: string
  location: string
  on_hand: number
  as_of: string
  file: string
  line: number | null
}

/** Levels of a partner with the as-of of the photograph that showed them last, a page at a time by (code, location). */
export async function listStock(
  store: Store,
  partner: string,
  after: { code: string; location: string },
  limit: number,
): Promise<StockRow[]> {
  const { rows } = await sql<StockRow>`
    select l.code, l.location, l.on_hand, l.line, f.name as file,
      coalesce(l.as_of, (select max(p.as_of) from stock_photo p where p.partner = l.partner and p.location = l.location)) as as_of
    from stock_level l join inbound_file f on f.id = l.file_id
    where l.partner = ${partner} and (l.code, l.location) > (${after.code}, ${after.location})
    order by l.code, l.location limit ${limit}`.execute(store)
  return rows
}

export interface ShopStockRow {
  code: string
  location: string
  wanted: number
  confirmed: number | null
  /** Of the oldest level of a till behind it; file and line where it is one level. Null where no till told any. */
  as_of: string | null
  file: string | null
  line: number | null
}

/** What a shop should show and shows, of the variants for which it was computed. */
export async function listShopStock(store: Store, shop: string): Promise<ShopStockRow[]> {
  const { rows } = await sql<ShopStockRow>`
    with told as (
      select c.variant_id, count(*) as levels, min(f.name) as file, min(l.line) as line,
        min(coalesce(l.as_of, (select max(p.as_of) from stock_photo p where p.partner = l.partner and p.location = l.location))) as as_of
      from stock_level l join reference_code c on c.partner = l.partner and c.code = l.code and c.retired_at is null
      join inbound_file f on f.id = l.file_id group by c.variant_id
    )
    select coalesce(v.sku, s.variant_key) as code, s.location, s.wanted, s.confirmed,
      t.as_of, iif(t.levels = 1, t.file, null) as file, iif(t.levels = 1, t.line, null) as line
    from shop_stock s left join variant v on v.shop = s.shop and v.key = s.variant_key left join told t on t.variant_id = v.id
    where s.shop = ${shop} and s.wanted is not null order by 1, 2`.execute(store)
  return rows
}

export interface UndoFigures {
  restored: number
  superseded: number
}

/** How an undo of this file would end: levels that still hold what it set, and those changed since. */
export async function undoFigures(store: Store | Trx, fileId: string): Promise<UndoFigures> {
  const { rows } = await sql<{ restored: number | null; superseded: number | null }>`
    select sum(l.file_id = c.file_id) as restored, sum(l.file_id is null or l.file_id <> c.file_id) as superseded
    from stock_change c left join stock_level l on l.partner = c.partner and l.code = c.code and l.location = c.location
    where c.file_id = ${fileId} and c.cause <> 'undo'`.execute(store)
  return { restored: rows[0]?.restored ?? 0, superseded: rows[0]?.superseded ?? 0 }
}

/** Puts the levels back that still hold what the file set, and takes back its photographs with the ages they changed. */
export async function undoStock(trx: Trx, fileId: string): Promise<void> {
  await sql`create temp table if not exists undo_now (partner text, code text, location text, before integer, after integer, before_file_id text, before_line integer)`.execute(
    trx,
  )
  await sql`delete from temp.undo_now`.execute(trx)
  await sql`insert into temp.undo_now select c.partner, c.code, c.location, c.before, c.after, c.before_file_id, c.before_line
    from stock_change c join stock_level l on l.partner = c.partner and l.code = c.code and l.location = c.location and l.file_id = c.file_id
    where c.file_id = ${fileId} and c.cause <> 'undo'`.execute(trx)
  await sql`insert into stock_change (file_id, partner, code, location, before, after, line, before_file_id, before_line, cause)
    select ${fileId}, partner, code, location, after, before, null, ${fileId}, null, 'undo' from temp.undo_now`.execute(
    trx,
  )
  await sql`delete from stock_level where (partner, code, location) in (select partner, code, location from temp.undo_now where before is null)`.execute(
    trx,
  )
  await sql`update stock_level set on_hand = u.before, file_id = u.before_file_id, line = u.before_line from temp.undo_now u
    where stock_level.partner = u.partner and stock_level.code = u.code and stock_level.location = u.location and u.before is not null`.execute(
    trx,
  )
  await undoAges(trx, fileId)
  await sql`delete from stock_photo where file_id = ${fileId}`.execute(trx)
}
