import { sql } from 'kysely'
import type { Store, Trx } from './open.ts'

/*
 * The plan of a catalogue export, in the scratch file: one row per variant with its rendered cells, so that the file is
 * written from what was checked. scratch.leaving: change is new | changed | discontinued | same.
 */

export interface LeavingRow {
  variantId: number
  code: string
  hash: string
  change: 'new' | 'changed' | 'discontinued' | 'same'
  cells: string[]
  itemKey: string
  /** By which the till tells variants apart where it has no codes of them; null where codes do. */
  place: string | null
}

export async function createCatalogueScratch(store: Store): Promise<void> {
  await sql`create table scratch.leaving (variant_id integer primary key, code text, hash text, change text, cells text, item_key text, place text)`.execute(
    store,
  )
  await sql`create table scratch.leaving_item (item_key text primary key, cells text) without rowid`.execute(store)
}

export async function addLeaving(store: Store, rows: readonly LeavingRow[]): Promise<void> {
  if (rows.length === 0) return
  const json = JSON.stringify(
    rows.map((r) => [r.variantId, r.code, r.hash, r.change, JSON.stringify(r.cells), r.itemKey, r.place]),
  )
  await sql`insert into scratch.leaving select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6 from json_each(${json})`.execute(
    store,
  )
}

/** What this partner was sent last of these variants (R44). */
export async function lastSent(
  store: Store,
  partner: string,
  variantIds: readonly number[],
): Promise<Map<number, { code: string; hash: string; state: string }>> {
  const { rows } = await sql<{ variant_id: number; code: string; hash: string; state: string }>`
    select variant_id, code, hash, state from catalogue_sent where partner = ${partner} and variant_id in (select value from json_each(${JSON.stringify(variantIds)}))`.execute(
    store,
  )
  return new Map(rows.map((r) => [r.variant_id, r]))
}

/** Cells of the rows that leave, a page at a time, in the order of the shop's catalogue. */
export async function* leavingCells(store: Store, all: boolean): AsyncGenerator<string[][]> {
  let after = 0
  for (;;) {
    const { rows } = await sql<{ variant_id: number; cells: string }>`select variant_id, cells from scratch.leaving
      where variant_id > ${after} and ${all ? sql`true` : sql`change <> 'same'`} order by variant_id limit 1000`.execute(
      store,
    )
    if (rows.length === 0) return
    after = rows.at(-1)!.variant_id
    yield rows.map((r) => JSON.parse(r.cells) as string[])
  }
}

/** Rows of items that stand above those of their variants. */
export async function addLeavingItems(store: Store, items: ReadonlyMap<string, string[]>): Promise<void> {
  const json = JSON.stringify([...items].map(([key, cells]) => [key, JSON.stringify(cells)]))
  await sql`insert or ignore into scratch.leaving_item select value ->> 0, value ->> 1 from json_each(${json})`.execute(
    store,
  )
}

/**
 * The same rows with those of their items above them: items in the order of their first variant, each with all its
 * variants that leave.
 */
export async function* leavingCellsByItem(store: Store, all: boolean): AsyncGenerator<string[][]> {
  const leaving = all ? sql`true` : sql`change <> 'same'`
  await sql`create table scratch.leaving_order (place integer primary key, variant_id integer, item_key text)`.execute(
    store,
  )
  await sql`insert into scratch.leaving_order (variant_id, item_key)
    select l.variant_id, l.item_key from scratch.leaving l
    join (select item_key, min(variant_id) as first from scratch.leaving where ${leaving} group by item_key) i on i.item_key = l.item_key
    where ${leaving} order by i.first, l.variant_id`.execute(store)
  let after = 0
  let above: string | null = null
  for (;;) {
    const { rows } = await sql<{ place: number; item_key: string; cells: string; item: string | null }>`
      select o.place, o.item_key, l.cells, i.cells as item from scratch.leaving_order o
      join scratch.leaving l on l.variant_id = o.variant_id left join scratch.leaving_item i on i.item_key = o.item_key
      where o.place > ${after} order by o.place limit 1000`.execute(store)
    if (rows.length === 0) return
    after = rows.at(-1)!.place
    const cells: string[][] = []
    for (const row of rows) {
      if (row.item !== null && row.item_key !== above) cells.push(JSON.parse(row.item))
      above = row.item_key
      cells.push(JSON.parse(row.cells))
    }
    yield cells
  }
}

/** Takes out the rows that the till could not tell apart, and tells which. */
export async function takeOutTwins(
  store: Store,
): Promise<{ variantId: number; code: string; change: LeavingRow['change']; first: string }[]> {
  await sql`create index scratch.leaving_place on leaving (place)`.execute(store)
  const { rows } = await sql<{ variantId: number; code: string; change: LeavingRow['change']; first: string }>`
    select l.variant_id as variantId, l.code, l.change, t.first from scratch.leaving l
    join (select place, min(code) as first from scratch.leaving where place is not null and change <> 'discontinued' group by place having count(*) > 1) t
      on t.place = l.place where l.change <> 'discontinued' order by l.variant_id`.execute(store)
  const ids = JSON.stringify(rows.map((row) => row.variantId))
  await sql`delete from scratch.leaving where variant_id in (select value from json_each(${ids}))`.execute(store)
  return rows
}

/** Rows of items that the file will have. */
export async function countLeavingItems(store: Store, all: boolean): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from scratch.leaving_item i where exists
    (select 1 from scratch.leaving l where l.item_key = i.item_key and ${all ? sql`true` : sql`l.change <> 'same'`})`.execute(
    store,
  )
  return rows[0]!.n
}

/** Remembers per variant what the partner got. */
export async function keepSent(trx: Trx, partner: string, fileId: string): Promise<void> {
  await sql`insert into catalogue_sent (partner, variant_id, code, hash, state, file_id)
    select ${partner}, variant_id, code, hash, case change when 'discontinued' then 'discontinued' else 'sent' end, ${fileId} from scratch.leaving where change <> 'same'
    on conflict (partner, variant_id) do update set code = excluded.code, hash = excluded.hash, state = excluded.state, file_id = excluded.file_id`.execute(
    trx,
  )
}
