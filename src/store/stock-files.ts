import { sql } from 'kysely'
import type { Store, Trx } from './open.ts'
import type { InboundFileRow } from './schema.ts'

/*
 * The ledger as a feed sees it: whole files are photographs of their locations, mended parts (R46) only add to one. Files
 * that have no location in common do not concern each other (R08); one without any, because no row of it could be read,
 * concerns all of them.
 */

/** The whole file of a feed that was applied last, by as-of; with locations, among those that have rows of one of them. */
export async function lastWhole(
  store: Store | Trx,
  flow: string,
  side: string,
  kind: string,
  locations: readonly string[] = [],
): Promise<InboundFileRow | undefined> {
  let query = store
    .selectFrom('inbound_file')
    .selectAll()
    .where('flow', '=', flow)
    .where('side', '=', side)
    .where('kind', '=', kind)
    .where('state', '=', 'applied')
    .where('mends', 'is', null)
  if (locations.length > 0) query = query.where(hasOneOf(locations))
  return query.orderBy('as_of', 'desc').orderBy(sql`rowid`, 'desc').limit(1).executeTakeFirst() as Promise<
    InboundFileRow | undefined
  >
}

/** The whole file with these bytes that was applied last. */
export async function lastWholeWith(store: Store, side: string, sha256: string): Promise<InboundFileRow | undefined> {
  return store
    .selectFrom('inbound_file')
    .selectAll()
    .where('flow', '=', 'stock')
    .where('side', '=', side)
    .where('sha256', '=', sha256)
    .where('state', '=', 'applied')
    .where('mends', 'is', null)
    .orderBy('as_of', 'desc')
    .orderBy(sql`rowid`, 'desc')
    .limit(1)
    .executeTakeFirst() as Promise<InboundFileRow | undefined>
}

/** The newest undone file that has rows of one of these locations: until something newer comes, they pause (R16). */
export async function lastUndoneOf(
  store: Store,
  side: string,
  locations: readonly string[],
): Promise<InboundFileRow | undefined> {
  let query = store
    .selectFrom('inbound_file')
    .selectAll()
    .where('flow', '=', 'stock')
    .where('side', '=', side)
    .where('state', '=', 'undone')
  if (locations.length > 0) query = query.where(hasOneOf(locations))
  return query.orderBy('as_of', 'desc').limit(1).executeTakeFirst() as Promise<InboundFileRow | undefined>
}

/** For a query of the ledger: whether the file has rows of one of these locations. */
function hasOneOf(locations: readonly string[]) {
  return sql<boolean>`exists (select 1 from stock_file_location p where p.file_id = inbound_file.id
    and p.location in (select value from json_each(${JSON.stringify(locations)})))`
}

/** Locations that a file has rows of, as far as they are known. */
export async function locationsOfFile(store: Store | Trx, id: string): Promise<string[]> {
  const rows = await store
    .selectFrom('stock_file_location')
    .select('location')
    .where('file_id', '=', id)
    .orderBy('location')
    .execute()
  return rows.map((row) => row.location)
}

export async function keepFileLocations(trx: Trx, id: string, locations: readonly string[]): Promise<void> {
  await sql`insert or ignore into stock_file_location select ${id}, value from json_each(${JSON.stringify(locations)})`.execute(
    trx,
  )
}

/**
 * Locations whose latest photograph is this file: those that the next file of the same make has to show as well. One
 * that was photographed alone since is no part of it any more.
 */
export async function latestPhotosBy(store: Store, side: string, id: string): Promise<string[]> {
  const { rows } = await sql<{ location: string }>`
    select distinct location from stock_photo p where partner = ${side} and file_id = ${id} and not exists (
      select 1 from stock_photo n where n.partner = p.partner and n.location = p.location and n.as_of > p.as_of)`.execute(
    store,
  )
  return rows.map((row) => row.location)
}

/** The files that open stock issues of this partner were last seen in: how they ended, and their locations. */
export async function issueFiles(
  store: Store | Trx,
  side: string,
): Promise<Map<string, { state: string; locations: string[] }>> {
  const { rows } = await sql<{ id: string; state: string; locations: string }>`
    select f.id, f.state, (select json_group_array(p.location) from stock_file_location p where p.file_id = f.id) as locations
    from inbound_file f
    where f.id in (select evidence from issue where side = ${side} and flow = 'stock' and state = 'open')`.execute(
    store,
  )
  return new Map(rows.map(({ id, state, locations }) => [id, { state, locations: JSON.parse(locations) }]))
}

/** Applied parts of a file, oldest first. */
export async function appliedParts(store: Store, fileId: string): Promise<InboundFileRow[]> {
  return store
    .selectFrom('inbound_file')
    .selectAll()
    .where('mends', '=', fileId)
    .where('state', '=', 'applied')
    .orderBy(sql`rowid`)
    .execute() as Promise<InboundFileRow[]>
}

/** Held files by id, by the end of it, or by name; newest first. */
export async function heldFiles(store: Store, word: string): Promise<InboundFileRow[]> {
  if (word === '') return []
  return store
    .selectFrom('inbound_file')
    .selectAll()
    .where('state', '=', 'held')
    .where((eb) => eb.or([eb('id', '=', word), eb('name', '=', word), eb(sql`substr(id, ${-word.length})`, '=', word)]))
    .orderBy('seen_at', 'desc')
    .execute() as Promise<InboundFileRow[]>
}

/** A newer photograph was taken in, or waits with the same bytes: older held ones of a location of it wait for nobody any more. */
export async function supersedeHeld(
  trx: Trx,
  by: { id: string; flow: string; side: string; asOf: string; locations: readonly string[]; sha256?: string },
): Promise<void> {
  let query = trx
    .updateTable('inbound_file')
    .set({ state: 'superseded' })
    .where('flow', '=', by.flow)
    .where('side', '=', by.side)
    .where('state', '=', 'held')
    .where('id', '<>', by.id)
    .where('as_of', '<', by.asOf)
  if (by.sha256 !== undefined) query = query.where('sha256', '=', by.sha256)
  if (by.locations.length > 0)
    query = query.where((eb) =>
      eb.or([
        hasOneOf(by.locations),
        sql<boolean>`not exists (select 1 from stock_file_location p where p.file_id = inbound_file.id)`,
      ]),
    )
  await query.execute()
}

/** Puts a held file aside; false when it is not held any more. */
export async function discardHeld(trx: Trx, id: string): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('inbound_file')
    .set({ state: 'discarded' })
    .where('id', '=', id)
    .where('state', '=', 'held')
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
