import { type RawBuilder, sql } from 'kysely'
import type { Store, Trx } from './open.ts'

/*
 * A level is as old as the latest photograph of its location, unless that photograph did not show it: its row was
 * rejected, or it was not listed where absent means unchanged. Then it keeps the as-of of the photograph that showed it
 * last, in stock_level.as_of, until one shows it again. Every such change is kept in stock_as_of, for undo.
 *
 * scratch.aged  levels whose own as-of changes with the file at hand; null: that of the location's latest photograph
 */

export interface LevelAges {
  partner: string
  /** Locations that the file photographs; none for a mended part, which only adds to a photograph. */
  locations: readonly string[]
  /** What the file does not list is zero by that: it was shown. */
  zeroMissing: boolean
}

/** Which levels the file at hand shows, and which not. After compareStock; nothing outside the scratch file is written. */
export async function compareAges(store: Store, { partner, locations, zeroMissing }: LevelAges): Promise<void> {
  const shown = sql`(exists (select 1 from scratch.row r where r.code = l.code and r.location = l.location)
    or (${zeroMissing ? 1 : 0} and exists (select 1 from scratch.gone g where g.code = l.code and g.location = l.location)))`
  await sql`create table scratch.aged (code text, location text, before text, after text, primary key (code, location)) without rowid`.execute(
    store,
  )
  await sql`insert into scratch.aged select l.code, l.location, l.as_of, null from main.stock_level l
    where l.partner = ${partner} and l.as_of is not null and ${shown}`.execute(store)
  await sql`insert into scratch.aged select l.code, l.location, null, p.as_of from main.stock_level l
    join (${latestPhotos(partner)}) p on p.location = l.location
    where l.partner = ${partner} and l.as_of is null and not ${shown}
      and l.location in (select value from json_each(${JSON.stringify(locations)}))`.execute(store)
}

/** Takes the ages over into the levels, before the file's photograph is added. */
export async function applyAges(trx: Trx, partner: string, fileId: string): Promise<void> {
  await sql`insert into stock_as_of (file_id, partner, code, location, before)
    select ${fileId}, ${partner}, code, location, before from scratch.aged`.execute(trx)
  await sql`update main.stock_level set as_of = a.after from scratch.aged a
    where stock_level.partner = ${partner} and stock_level.code = a.code and stock_level.location = a.location`.execute(
    trx,
  )
}

/**
 * The same bytes again show what they showed before. What was mended since in a part of them they show as badly as
 * then, so it stays as old as it is. Before the new photograph is added.
 */
export async function keepMendedAges(
  trx: Trx,
  partner: string,
  former: { id: string; as_of: string },
  fileId: string,
): Promise<void> {
  const parts = sql`select f.id from inbound_file f where f.side = ${partner} and f.flow = 'stock'
    and f.mends is not null and f.state = 'applied' and f.as_of = ${former.as_of}`
  await sql`insert into stock_as_of (file_id, partner, code, location, before)
    select ${fileId}, l.partner, l.code, l.location, null from stock_level l
    where l.partner = ${partner} and l.as_of is null
      and l.location in (select location from stock_photo where partner = ${partner} and file_id = ${former.id})
      and (l.code, l.location) in (
        select code, location from stock_change where cause = 'row' and file_id in (${parts})
        union select code, location from stock_as_of where file_id in (${parts}))`.execute(trx)
  await sql`update stock_level set as_of = ${former.as_of} from stock_as_of a
    where a.file_id = ${fileId} and stock_level.partner = a.partner and stock_level.code = a.code and stock_level.location = a.location`.execute(
    trx,
  )
}

/** Puts back what a file changed of the levels' ages. */
export async function undoAges(trx: Trx, fileId: string): Promise<void> {
  await sql`update stock_level set as_of = a.before from stock_as_of a
    where a.file_id = ${fileId} and stock_level.partner = a.partner and stock_level.code = a.code and stock_level.location = a.location`.execute(
    trx,
  )
  await sql`delete from stock_as_of where file_id = ${fileId}`.execute(trx)
}

/** (location, as_of): the latest photograph of each location of a partner (R08). */
export function latestPhotos(partner: string): RawBuilder<{ location: string; as_of: string }> {
  return sql`select location, max(as_of) as as_of from stock_photo where partner = ${partner} group by location`
}
