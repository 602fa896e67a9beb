import { type RawBuilder, sql } from 'kysely'
import { inboundCodes } from './code-aliases.ts'
import type { Store } from './open.ts'

/**
 * Levels at the locations of the file that it does not list. A row that could not be taken lists its code all the same;
 * where that code is not one of ours (damaged, almost right), the ones it may stand for are not absent either: those
 * that are the same in their `bare` form.
 */
export async function findGone(
  store: Store,
  partner: string,
  bare: (code: RawBuilder<unknown>) => RawBuilder<string>,
): Promise<void> {
  await sql`insert into scratch.gone
    select l.code, l.location, l.on_hand from main.stock_level l
    where l.partner = ${partner} and l.location in (select location from scratch.place)
      and not exists (select 1 from scratch.row r where r.code = l.code and r.location = l.location)
      and not exists (select 1 from scratch.listed c where c.code = l.code and c.location in ('', l.location))`.execute(
    store,
  )
  await sql`delete from scratch.gone where ${bare(sql`code`)} in (
    select ${bare(sql`c.code`)} from scratch.listed c where ${bare(sql`c.code`)} <> '' and not exists (
      select 1 from main.reference_code k where k.partner = ${partner} and k.code = c.code and k.retired_at is null))`.execute(
    store,
  )
}

export interface GoneCodes {
  /** The first ones, in their order. */
  codes: string[]
  total: number
}

/** Codes in use of which the file does not list some level; `aboveZero`: of those only what goes to zero by that. */
export async function goneCodes(
  store: Store,
  { partner, at, aboveZero }: { partner: string; at: string; aboveZero: boolean },
  limit: number,
): Promise<GoneCodes> {
  const { rows } = await sql<{ code: string; total: number }>`
    select code, count(*) over () as total from scratch.gone
    where (before > 0 or ${aboveZero ? 0 : 1}) and code in (${inboundCodes(partner, at)})
    group by code order by code limit ${limit}`.execute(store)
  return { codes: rows.map((row) => row.code), total: rows[0]?.total ?? 0 }
}
