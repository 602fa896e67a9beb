import { sql } from 'kysely'
import type { Store, Trx } from './open.ts'
import type { InboundFileRow, OutboundFileRow } from './schema.ts'

/*
 * The file ledger. Inbound states: claimed -> staged -> applied | held | refused | duplicate | superseded | undone |
 * discarded. Outbound states: rendered -> delivered -> collected.
 */

export async function recordInbound(store: Store | Trx, file: InboundFileRow): Promise<void> {
  await store.insertInto('inbound_file').values(file).execute()
}

export async function setInbound(store: Store | Trx, id: string, values: Partial<InboundFileRow>): Promise<void> {
  await store.updateTable('inbound_file').set(values).where('id', '=', id).execute()
}

/** The file of a feed that was applied last, by as-of. */
export async function lastApplied(
  store: Store | Trx,
  flow: string,
  side: string,
  kind?: string,
): Promise<InboundFileRow | undefined> {
  let query = store
    .selectFrom('inbound_file')
    .selectAll()
    .where('flow', '=', flow)
    .where('side', '=', side)
    .where('state', '=', 'applied')
  if (kind) query = query.where('kind', '=', kind)
  return (await query.orderBy('as_of', 'desc').orderBy(sql`rowid`, 'desc').limit(1).executeTakeFirst()) as
    | InboundFileRow
    | undefined
}

/** Files of this feed with the same bytes that had an effect, newest first. */
export async function sameBytes(store: Store, flow: string, side: string, sha256: string): Promise<InboundFileRow[]> {
  return (await store
    .selectFrom('inbound_file')
    .selectAll()
    .where('sha256', '=', sha256)
    .where('flow', '=', flow)
    .where('side', '=', side)
    .where('state', 'in', ['applied', 'undone', 'held', 'discarded', 'refused'])
    .orderBy('as_of', 'desc')
    .orderBy(sql`rowid`, 'desc')
    .execute()) as InboundFileRow[]
}

/** Files whose run died between claim and end. */
export async function unfinishedInbound(store: Store, flow: string, side: string): Promise<InboundFileRow[]> {
  return (await store
    .selectFrom('inbound_file')
    .selectAll()
    .where('flow', '=', flow)
    .where('side', '=', side)
    .where('state', 'in', ['claimed', 'staged'])
    .execute()) as InboundFileRow[]
}

/** The newest undone file of a feed: until something newer comes, the feed pauses (R16). */
export async function lastUndone(store: Store, flow: string, side: string): Promise<InboundFileRow | undefined> {
  return (await store
    .selectFrom('inbound_file')
    .selectAll()
    .where('flow', '=', flow)
    .where('side', '=', side)
    .where('state', '=', 'undone')
    .orderBy('as_of', 'desc')
    .limit(1)
    .executeTakeFirst()) as InboundFileRow | undefined
}

export async function findInbound(store: Store, id: string): Promise<InboundFileRow | undefined> {
  return (await store.selectFrom('inbound_file').selectAll().where('id', '=', id).executeTakeFirst()) as
    | InboundFileRow
    | undefined
}

export async function findOutbound(store: Store, id: string): Promise<OutboundFileRow | undefined> {
  return (await store.selectFrom('outbound_file').selectAll().where('id', '=', id).executeTakeFirst()) as
    | OutboundFileRow
    | undefined
}

/**
 * Where files of a feed lay that came to an end, each as "path bytes time", but for the few that other settings than
 * `settings` read and that count: the newest of all, the newest that was applied, and those that still are the photograph
 * of a location. Older ones are history, whatever they are read by.
 */
export async function settledPlaces(store: Store, flow: string, side: string, settings: string): Promise<Set<string>> {
  const newest = (states: readonly string[]) =>
    sql`select * from (select id from settled where state in (${sql.join(states)}) order by as_of desc, nth desc limit 1)`
  const { rows } = await sql<{ place: string }>`
    with settled as materialized (
        select id, rowid as nth, state, as_of, settings, source || ' ' || bytes || ' ' || file_time as place
        from inbound_file where flow = ${flow} and side = ${side} and state not in ('claimed', 'staged', 'gone')),
      photo as (
        select file_id, row_number() over (partition by location order by as_of desc, id desc) as back
        from stock_photo where partner = ${side}),
      counts as (
        ${newest(['applied'])} union ${newest(['applied', 'refused', 'held'])}
        union select id from settled where state = 'applied' and id in (select file_id from photo where back = 1))
    select place from settled group by place
    having max(settings = ${settings}) = 1 or max(id in (select id from counts)) = 0`.execute(store)
  return new Set(rows.map((row) => row.place))
}

/** What was settled last of the files that lay in one place: taken, or refused as they were. */
export async function lastSettledFrom(
  store: Store,
  flow: string,
  side: string,
  source: string,
): Promise<InboundFileRow | undefined> {
  return (await store
    .selectFrom('inbound_file')
    .selectAll()
    .where('flow', '=', flow)
    .where('side', '=', side)
    .where('source', '=', source)
    .where('state', 'in', ['applied', 'refused'])
    .orderBy('seen_at', 'desc')
    .orderBy(sql`rowid`, 'desc')
    .limit(1)
    .executeTakeFirst()) as InboundFileRow | undefined
}

/** The files of the last run of this flow that came to an end with any. */
export async function lastSet(store: Store, flow: string, side: string): Promise<InboundFileRow[]> {
  const newest = await store
    .selectFrom('inbound_file')
    .select('run')
    .where('flow', '=', flow)
    .where('side', '=', side)
    .where('state', 'in', ['applied', 'refused', 'held', 'discarded'])
    .orderBy('seen_at', 'desc')
    .orderBy(sql`rowid`, 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!newest) return []
  return (await store
    .selectFrom('inbound_file')
    .selectAll()
    .where('run', '=', newest.run)
    .where('flow', '=', flow)
    .orderBy(sql`rowid`)
    .execute()) as InboundFileRow[]
}

/** The held files that were read together with this one, and wait together: a catalogue is a set. */
export async function heldTogether(store: Store | Trx, file: InboundFileRow): Promise<InboundFileRow[]> {
  if (file.flow !== 'shop-catalogue') return [file]
  return (await store
    .selectFrom('inbound_file')
    .selectAll()
    .where('run', '=', file.run)
    .where('flow', '=', file.flow)
    .where('side', '=', file.side)
    .where('state', '=', 'held')
    .orderBy(sql`rowid`)
    .execute()) as InboundFileRow[]
}

/** A newer set was judged: those held before it wait for nobody any more. */
export async function supersedeHeldSets(trx: Trx, flow: string, side: string, by: readonly string[]): Promise<void> {
  await trx
    .updateTable('inbound_file')
    .set({ state: 'superseded' })
    .where('flow', '=', flow)
    .where('side', '=', side)
    .where('state', '=', 'held')
    .where('id', 'not in', by)
    .execute()
}

export async function inboundOfRun(store: Store, run: string): Promise<InboundFileRow[]> {
  return (await store
    .selectFrom('inbound_file')
    .selectAll()
    .where('run', '=', run)
    .orderBy(sql`rowid`)
    .execute()) as InboundFileRow[]
}

/**
 * Files of runs that ended before their time and were never claimed still lie where they came from, and are found (or
 * named) again; the ledger lets them go. Claimed ones stay open, so that the next run takes up their bytes.
 */
export async function letGoUnclaimed(store: Store, runs: readonly string[]): Promise<void> {
  if (runs.length === 0) return
  await store
    .updateTable('inbound_file')
    .set({ state: 'gone' })
    .where('run', 'in', runs)
    .where('state', 'in', ['claimed', 'staged'])
    .where('claim', 'is', null)
    .execute()
}

export async function recordOutbound(trx: Trx, file: OutboundFileRow): Promise<void> {
  await trx.insertInto('outbound_file').values(file).execute()
}

export async function setOutbound(store: Store | Trx, id: string, values: Partial<OutboundFileRow>): Promise<void> {
  await store.updateTable('outbound_file').set(values).where('id', '=', id).execute()
}

export async function outboundIn(
  store: Store,
  flow: string,
  side: string,
  states: string[],
): Promise<OutboundFileRow[]> {
  return (await store
    .selectFrom('outbound_file')
    .selectAll()
    .where('flow', '=', flow)
    .where('side', '=', side)
    .where('state', 'in', states)
    .orderBy('created_at')
    .orderBy(sql`rowid`)
    .execute()) as OutboundFileRow[]
}

/** The next running number of a file name; committed together with the file it is for, so that none is lost. */
export async function nextInSequence(
  store: Store | Trx,
  name: string,
  rule: { digits: number; wraps: boolean; start: number },
): Promise<number> {
  const row = await store.selectFrom('sequence').select('last').where('name', '=', name).executeTakeFirst()
  const next = row ? row.last + 1 : rule.start
  return next >= 10 ** rule.digits ? (rule.wraps ? rule.start : Number.NaN) : next
}

export async function keepSequence(trx: Trx, name: string, last: number): Promise<void> {
  await trx.replaceInto('sequence').values({ name, last }).execute()
}

export interface FileRow {
  id: string
  direction: 'in' | 'out'
  flow: string
  side: string
  name: string
  state: string
  bytes: number
  sha256: string
  rows: number
  at: string
  asOf: string | null
  path: string
  run: string
}

/** Ids of both ledgers: the exact one, else those that end like it, newest first; one that is alone is meant. */
export async function fileIdsEnding(store: Store, ending: string, limit = 5): Promise<string[]> {
  if (ending === '') return []
  const { rows } = await sql<{ id: string }>`
    select id from (select id, seen_at as at from inbound_file union all select id, created_at from outbound_file)
    where substr(id, ${-ending.length}) = ${ending} order by id = ${ending} desc, at desc limit ${limit}`.execute(store)
  const ids = rows.map((row) => row.id)
  return ids[0] === ending ? [ending] : ids
}

/** Both ledgers as one list, newest first. */
export async function listFiles(store: Store, filter: { side?: string; limit: number }): Promise<FileRow[]> {
  const { rows } = await sql<FileRow>`
    select * from (
      select id, 'in' as direction, flow, side, name, state, bytes, sha256, read_rows as rows, seen_at as at, as_of as asOf, path, run from inbound_file
      union all
      select id, 'out', flow, side, name, state, bytes, sha256, rows, created_at, null, path, run from outbound_file
    ) where ${filter.side ? sql`side = ${filter.side}` : sql`true`} order by at desc, id desc limit ${filter.limit}`.execute(
    store,
  )
  return rows
}
