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
}

export async function createCatalogueScratch(store: Store): Promise<void> {
  await sql`create table scratch.leaving (variant_id integer primary key, code text, hash text, change text, cells text)`.execute(
    store,
  )
}

export async function addLeaving(store: Store, rows: readonly LeavingRow[]): Promise<void> {
  if (rows.length === 0) return
  const json = JSON.stringify(rows.map((r) => [r.variantId, r.code, r.hash, r.change, JSON.stringify(r.cells)]))
  await sql`insert into scratch.leaving select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from json_each(${json})`.execute(
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

/** Remembers per variant what the partner got. */
export async function keepSent(trx: Trx, partner: string, fileId: string): Promise<void> {
  await sql`insert into catalogue_sent (partner, variant_id, code, hash, state, file_id)
    select ${partner}, variant_id, code, hash, case change when 'discontinued' then 'discontinued' else 'sent' end, ${fileId} from scratch.leaving where change <> 'same'
    on conflict (partner, variant_id) do update set code = excluded.code, hash = excluded.hash, state = excluded.state, file_id = excluded.file_id`.execute(
    trx,
  )
}
