import { type RawBuilder, sql } from 'kysely'
import type { StockRecord } from '../model/records.ts'
import { type Beside, besideRow } from './beside.ts'
import { inboundCodes } from './code-aliases.ts'
import type { Store } from './open.ts'
import { findGone } from './stock-gone.ts'
import { judgeSiblings } from './stock-part.ts'

/*
 * The plan of a stock import, in the scratch file. Rows go in as they are decoded; a few set queries compare them
 * with the levels; nothing is held in memory and nothing outside the scratch file is written.
 *
 * scratch.row      a record of the file that may still be applied
 * scratch.place    locations that the file has rows of, taken or not
 * scratch.verdict  a line that will not be applied: skipped or rejected, with its code and sentence; `beside` is JSON
 *                  (Beside) of what of ours or of the file it was compared with
 * scratch.listed   codes of rows that were not taken: present in the file (at a location, '' for any), so never "absent"
 * scratch.diff     a record that makes a difference, with the former level; in the order of the levels, so that applying
 *                  them writes page after page and is over soon
 * scratch.gone     a level of the feed that the file does not list
 */

export type Verdict = { line: number; result: 'skipped' | 'rejected'; code: string; message: string }

/** @param plannedCodes codes that a run would issue before it reads the file; a plan must know them without writing them */
export async function createStockScratch(store: Store, plannedCodes: readonly string[]): Promise<void> {
  const statements = [
    sql`create table scratch.row (line integer, location text, code text, quantity integer, barcode text, primary key (line, location)) without rowid`,
    sql`create table scratch.place (location text primary key) without rowid`,
    sql`create table scratch.verdict (line integer primary key, result text, code text, message text, about text, beside text)`,
    sql`create table scratch.listed (code text, location text, primary key (code, location)) without rowid`,
    sql`create table scratch.new_code (code text primary key) without rowid`,
    sql`create table scratch.diff (line integer, location text, code text, quantity integer, before integer, primary key (code, location, line)) without rowid`,
    sql`create table scratch.gone (code text, location text, before integer, primary key (code, location)) without rowid`,
  ]
  for (const statement of statements) await statement.execute(store)
  await sql`insert or ignore into scratch.new_code select value from json_each(${JSON.stringify(plannedCodes)})`.execute(
    store,
  )
}

export async function addStockRows(store: Store, records: readonly StockRecord[]): Promise<void> {
  if (records.length === 0) return
  const rows = JSON.stringify(records.map((r) => [r.line, r.location, r.code, r.quantity, r.barcode]))
  await sql`insert into scratch.row select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4
    from json_each(${rows}) where true on conflict do update set line = line`.execute(store)
  const locations = JSON.stringify([...new Set(records.map((r) => r.location))])
  await sql`insert or ignore into scratch.place select value from json_each(${locations})`.execute(store)
}

/** The first verdict on a line stands, except that a rejection outweighs a skip. */
export async function addVerdicts(store: Store, verdicts: readonly Verdict[]): Promise<void> {
  if (verdicts.length === 0) return
  const rows = JSON.stringify(verdicts.map((v) => [v.line, v.result, v.code, v.message]))
  await sql`insert into scratch.verdict select value ->> 0, value ->> 1, value ->> 2, value ->> 3, null, null from json_each(${rows})
    where true on conflict (line) do update set result = excluded.result, code = excluded.code, message = excluded.message
    where verdict.result = 'skipped' and excluded.result = 'rejected'`.execute(store)
}

/** `location` null: the code stands in the file, and nobody knows for which location. */
export async function addListedCodes(
  store: Store,
  listed: readonly { code: string; location: string | null }[],
): Promise<void> {
  if (listed.length === 0) return
  const rows = JSON.stringify(listed.map(({ code, location }) => [code, location ?? '']))
  await sql`insert or ignore into scratch.listed select value ->> 0, value ->> 1 from json_each(${rows})`.execute(store)
}

export interface CompareOptions {
  partner: string
  shop: string
  duplicates: 'reject' | 'sum' | 'last'
  /** Moment at which aliases must be in use, UTC ISO. */
  at: string
  /** Id of the earlier file whose rows these mend: what is not listed is unchanged, and its other rows count as well. */
  partOf?: string
}

/** Judges duplicates and unknown codes, then compares what is left with the levels. Call once, after the last row. */
export async function compareStock(store: Store, options: CompareOptions): Promise<void> {
  await sql`create index scratch.row_code on row (code, location, quantity)`.execute(store)
  if (options.partOf) await judgeSiblings(store, options)
  await judgeDuplicates(store, options.duplicates)
  await judgeUnknown(store, options)
  await sql`insert or ignore into scratch.listed select r.code, r.location from scratch.row r join scratch.verdict v on v.line = r.line where v.result = 'rejected'`.execute(
    store,
  )
  await sql`delete from scratch.row where line in (select line from scratch.verdict)`.execute(store)
  await sql`insert into scratch.diff
    select r.line, r.location, r.code, r.quantity, l.on_hand from scratch.row r
    left join main.stock_level l on l.partner = ${options.partner} and l.code = r.code and l.location = r.location
    where l.on_hand is null or l.on_hand <> r.quantity order by r.code, r.location`.execute(store)
  await sql`create index scratch.diff_line on diff (line, before)`.execute(store)
  if (!options.partOf) await findGone(store, options.partner, bare)
}

async function judgeDuplicates(store: Store, rule: CompareOptions['duplicates']): Promise<void> {
  await sql`create table scratch.twice as select code, location, min(line) as first, max(line) as last, min(quantity) as low, max(quantity) as high, sum(quantity) as total
    from scratch.row group by code, location having count(*) > 1`.execute(store)
  const twice = sql`scratch.twice t join scratch.row r on r.code = t.code and r.location = t.location`
  if (rule === 'sum') {
    await sql`update scratch.row set quantity = t.total from scratch.twice t
      where row.code = t.code and row.location = t.location and row.line = t.first`.execute(store)
    await skip(
      store,
      sql`select r.line, 'skipped', '', 'added to the row of the same code at line ' || t.first, r.code, null from ${twice} where r.line <> t.first`,
    )
    return
  }
  if (rule === 'last') {
    await skip(
      store,
      sql`select r.line, 'skipped', '', 'the later row of the same code counts: line ' || t.last, r.code, null from ${twice} where r.line <> t.last`,
    )
    return
  }
  const other = sql`case when r.quantity = t.low then t.high else t.low end`
  const otherLine = sql`(select min(o.line) from scratch.row o where o.code = r.code and o.location = r.location and o.quantity = ${other})`
  await sql`insert into scratch.verdict select r.line, 'rejected', 'TB2202', 'lines ' || t.first || ' and ' || t.last || ' say different quantities', r.code,
    ${besideRow(otherLine, other)}
    from ${twice} where t.low <> t.high group by r.line
    on conflict (line) do update set result = excluded.result, code = excluded.code, message = excluded.message, about = excluded.about, beside = excluded.beside`.execute(
    store,
  )
  await skip(
    store,
    sql`select r.line, 'skipped', 'TB2201', 'the same as line ' || t.first, r.code, ${besideRow(sql`t.first`, sql`t.low`)}
      from ${twice} where t.low = t.high and r.line <> t.first`,
  )
}

async function skip(store: Store, rows: RawBuilder<unknown>): Promise<void> {
  await sql`insert or ignore into scratch.verdict ${rows} group by r.line`.execute(store)
}

/**
 * R01: a code the shop never carried is skipped; one that was linked before, or is almost a code of the shop, is an
 * issue. Two codes are almost equal when they agree without case, blanks, dashes and leading zeros, which also makes
 * GTIN-12, -13 and -14 one number (R41).
 */
async function judgeUnknown(store: Store, options: CompareOptions): Promise<void> {
  const { partner, shop, at } = options
  await sql`create table scratch.stranger as select r.line, r.code, ${bare(sql`r.code`)} as bare, r.barcode, ${bare(sql`coalesce(r.barcode, '')`)} as bare_barcode
    from scratch.row r where r.code not in (${inboundCodes(partner, at)})
      and not exists (select 1 from scratch.new_code n where n.code = r.code)`.execute(store)
  // Most files have none; then the codes of the whole shop need not be gone through.
  const { rows: strangers } = await sql`select 1 from scratch.stranger limit 1`.execute(store)
  if (strangers.length === 0) return
  await sql`create table scratch.known (bare text primary key, code text) without rowid`.execute(store)
  await sql`insert or ignore into scratch.known
    select ${bare(sql`code`)}, code from (${inboundCodes(partner, at)})
    union all select ${bare(sql`code`)}, code from scratch.new_code
    union all select ${bare(sql`barcode`)}, barcode from main.variant where shop = ${shop} and removed_at is null and barcode is not null and barcode <> ''`.execute(
    store,
  )
  await sql`delete from scratch.known where bare = ''`.execute(store)
  await sql`insert into scratch.verdict
    select s.line, 'rejected', 'TB3001', 'was linked to a variant before and is not any more', s.code, null
    from scratch.stranger s where exists (select 1 from main.reference_code c where c.partner = ${partner} and c.code = s.code)
      or exists (select 1 from main.code_alias a where a.partner = ${partner} and a.code = s.code)
    group by s.line on conflict (line) do nothing`.execute(store)
  await sql`insert into scratch.verdict
    select s.line, 'rejected', 'TB3002', 'the shop has "' || k.code || '"', s.code, json_object('ours', k.code)
    from scratch.stranger s join scratch.known k on k.bare = s.bare where s.bare <> ''
    group by s.line on conflict (line) do nothing`.execute(store)
  await sql`insert into scratch.verdict
    select s.line, 'rejected', 'TB3002', 'the shop has the barcode "' || k.code || '"', s.code, json_object('ours', k.code)
    from scratch.stranger s join scratch.known k on k.bare = s.bare_barcode where s.bare_barcode <> ''
    group by s.line on conflict (line) do nothing`.execute(store)
  await sql`insert or ignore into scratch.verdict
    select s.line, 'skipped', 'R01', 'not in this shop', s.code, null from scratch.stranger s group by s.line`.execute(
    store,
  )
}

function bare(code: RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`ltrim(upper(replace(replace(replace(${code}, ' ', ''), '-', ''), char(160), '')), '0')`
}

export interface StockPlanFigures {
  new: number
  changed: number
  same: number
  skipped: number
  rejected: number
  notInShop: number
  /** Levels at the locations of the file that are not in it, and how many of them stand above zero. */
  missing: number
  missingAboveZero: number
  /** Levels at the locations that the file should have, those above zero, and how many of both it lists. */
  levelsBefore: number
  levelsAboveZero: number
  levelsListed: number
  aboveZeroListed: number
  /** Levels that go from above zero to zero by rows of the file. */
  zeroedByRows: number
  changedLevels: number
  sameLevels: number
  unitsBefore: number
  unitsDifference: number
  unitsGone: number
  levels: number
}

/** The figures of the plan, after compareStock; `locations` are those that the file should have. */
export async function stockPlanFigures(
  store: Store,
  partner: string,
  locations: readonly string[],
): Promise<StockPlanFigures> {
  const one = async (query: RawBuilder<unknown>) =>
    Number((await sql<{ n: number | null }>`select (${query}) as n`.execute(store)).rows[0]?.n ?? 0)
  const diffLines = sql`select line, max(before is null) as fresh from scratch.diff group by line`
  const rowLines = await one(sql`select count(distinct line) from scratch.row`)
  const fresh = await one(sql`select count(*) from (${diffLines}) where fresh = 1`)
  const changed = await one(sql`select count(*) from (${diffLines}) where fresh = 0`)
  const levels = await one(sql`select count(*) from scratch.row`)
  const diffs = await one(sql`select count(*) from scratch.diff`)
  const missing = await one(sql`select count(*) from scratch.gone`)
  const missingAboveZero = await one(sql`select count(*) from scratch.gone where before > 0`)
  const before = sql`select count(*) from main.stock_level l where l.partner = ${partner}
    and l.location in (select value from json_each(${JSON.stringify(locations)}))`
  const levelsBefore = await one(before)
  const levelsAboveZero = await one(sql`${before} and l.on_hand > 0`)
  const elsewhere = sql`${before} and l.location not in (select location from scratch.place)
    and not exists (select 1 from scratch.listed c where c.code = l.code and c.location in ('', l.location))`
  return {
    levelsBefore,
    levelsAboveZero,
    levelsListed: levelsBefore - missing - (await one(elsewhere)),
    aboveZeroListed: levelsAboveZero - missingAboveZero - (await one(sql`${elsewhere} and l.on_hand > 0`)),
    new: fresh,
    changed,
    same: rowLines - fresh - changed,
    skipped: await one(sql`select count(*) from scratch.verdict where result = 'skipped'`),
    rejected: await one(sql`select count(*) from scratch.verdict where result = 'rejected'`),
    notInShop: await one(sql`select count(*) from scratch.verdict where code = 'R01'`),
    missing,
    missingAboveZero,
    zeroedByRows: await one(sql`select count(*) from scratch.diff where before > 0 and quantity <= 0`),
    changedLevels: await one(sql`select count(*) from scratch.diff where before is not null`),
    sameLevels: levels - diffs,
    unitsBefore: await one(sql`select coalesce(sum(on_hand), 0) from main.stock_level where partner = ${partner}`),
    unitsDifference: await one(sql`select coalesce(sum(quantity - coalesce(before, 0)), 0) from scratch.diff`),
    unitsGone: await one(sql`select coalesce(sum(before), 0) from scratch.gone where before > 0`),
    levels,
  }
}

/** Verdicts of one finding code, first line first; where there are more than `limit`, of as many codes as can be. */
export async function verdictsOf(
  store: Store,
  code: string,
  limit: number,
): Promise<{ line: number; message: string; about: string | null; beside: Beside }[]> {
  const { rows } = await sql<{ line: number; message: string; about: string | null; beside: string | null }>`
    select line, message, about, beside from (
      select *, row_number() over (partition by coalesce(about, line) order by line) > 1 as again from scratch.verdict where code = ${code}
      order by again, line limit ${limit}) order by line`.execute(store)
  return rows.map((row) => ({ ...row, beside: JSON.parse(row.beside ?? '{}') as Beside }))
}

export async function countVerdicts(store: Store): Promise<Map<string, number>> {
  const { rows } = await sql<{
    code: string
    n: number
  }>`select code, count(*) as n from scratch.verdict group by code`.execute(store)
  return new Map(rows.map((r) => [r.code, r.n]))
}

/** What became of each of these lines; null for lines that are no rows (titles, rules, footers). */
export async function rowResults(
  store: Store,
  lines: readonly number[],
): Promise<({ result: 'new' | 'changed' | 'same' | 'skipped' | 'rejected'; code: string; message: string } | null)[]> {
  const { rows } = await sql<{
    result: 'new' | 'changed' | 'same' | 'skipped' | 'rejected' | null
    code: string | null
    message: string | null
  }>`
    select coalesce(v.result,
        (select case when max(d.before is null) then 'new' else 'changed' end from scratch.diff d where d.line = j.value having count(*) > 0),
        case when exists (select 1 from scratch.row r where r.line = j.value) then 'same' end) as result,
      v.code as code, v.message as message
    from json_each(${JSON.stringify(lines)}) j left join scratch.verdict v on v.line = j.value order by j.key`.execute(
    store,
  )
  return rows.map((r) =>
    r.result === null
      ? null
      : { result: r.result, code: r.code === 'R01' ? '' : (r.code ?? ''), message: r.message ?? '' },
  )
}

/** The largest changes of the plan, for previews. */
export async function largestChanges(
  store: Store,
  limit: number,
): Promise<{ code: string; location: string; before: number | null; quantity: number }[]> {
  const { rows } = await sql<{ code: string; location: string; before: number | null; quantity: number }>`
    select code, location, before, quantity from scratch.diff order by abs(quantity - coalesce(before, 0)) desc, code limit ${limit}`.execute(
    store,
  )
  return rows
}

/** Locations that the file photographs: also those where none of its rows can be taken. */
export async function photographedLocations(store: Store): Promise<string[]> {
  const { rows } = await sql<{ location: string }>`select location from scratch.place order by location`.execute(store)
  return rows.map((r) => r.location)
}
