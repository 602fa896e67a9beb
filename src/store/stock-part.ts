import { sql } from 'kysely'
import type { StockRecord } from '../model/records.ts'
import { besideRow } from './beside.ts'
import type { Store } from './open.ts'
import type { CompareOptions } from './stock-plan.ts'

/*
 * What the plan of a mended part (R46) knows of the file it is a part of, in the scratch file.
 *
 * scratch.wanted    lines of the source that the part names, and the lines of the part that name them
 * scratch.source    those rows of the source as they were cut
 * scratch.sibling   rows of the source, as mended so far, that stand beside the part's: the same codes, other lines
 */

export async function createPartScratch(store: Store): Promise<void> {
  const statements = [
    sql`create table scratch.wanted (line integer primary key, source_line integer)`,
    sql`create index scratch.wanted_source on wanted (source_line)`,
    sql`create table scratch.source (line integer primary key, cells text)`,
    sql`create table scratch.sibling (line integer, location text, code text, quantity integer, primary key (line, location)) without rowid`,
  ]
  for (const statement of statements) await statement.execute(store)
}

/** Lines of the part with the source's line each one names. */
export async function wantSourceRows(
  store: Store,
  pairs: readonly { line: number; sourceLine: number }[],
): Promise<void> {
  if (pairs.length === 0) return
  const rows = JSON.stringify(pairs.map(({ line, sourceLine }) => [line, sourceLine]))
  await sql`insert or replace into scratch.wanted select value ->> 0, value ->> 1 from json_each(${rows})`.execute(
    store,
  )
}

/** Keeps the rows of the source that are wanted; the others pass by. */
export async function keepSourceRows(store: Store, batch: { lines: number[]; rows: string[][] }): Promise<void> {
  if (batch.lines.length === 0) return
  const rows = JSON.stringify(batch.rows.map((cells, i) => [batch.lines[i], JSON.stringify(cells)]))
  await sql`insert or replace into scratch.source select value ->> 0, value ->> 1 from json_each(${rows})
    where (value ->> 0) in (select source_line from scratch.wanted)`.execute(store)
}

/** Rows of the source by their lines. */
export async function sourceRowsAt(store: Store, lines: readonly number[]): Promise<Map<number, string[]>> {
  const { rows } = await sql<{ line: number; cells: string }>`
    select line, cells from scratch.source where line in (select value from json_each(${JSON.stringify(lines)}))`.execute(
    store,
  )
  return new Map(rows.map((row) => [row.line, JSON.parse(row.cells)]))
}

/** Which of these codes the partner has now, planned ones included. */
export async function codesInUse(store: Store, partner: string, codes: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ code: string }>`
    select value as code from json_each(${JSON.stringify(codes)})
    where exists (select 1 from main.reference_code c where c.partner = ${partner} and c.code = value and c.retired_at is null)
      or exists (select 1 from scratch.new_code n where n.code = value)`.execute(store)
  return new Set(rows.map((row) => row.code))
}

/** Records of the source whose code the part has too. Lines are the source's. */
export async function addSiblings(store: Store, records: readonly StockRecord[]): Promise<void> {
  if (records.length === 0) return
  const rows = JSON.stringify(records.map((r) => [r.line, r.location, r.code, r.quantity]))
  await sql`insert or replace into scratch.sibling select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each(${rows})
    where exists (select 1 from scratch.row r where r.code = value ->> 2)`.execute(store)
}

/** Codes that rows of the part now speak for, in the part's words and in the source's; after compareStock. */
export async function mendedCodes(store: Store, codeAt: number): Promise<Set<string>> {
  const { rows } = await sql<{ code: string | null }>`
    select r.code from scratch.row r
    union select trim(json_extract(s.cells, ${`$[${codeAt}]`})) from scratch.row r
      join scratch.wanted w on w.line = r.line join scratch.source s on s.line = w.source_line`.execute(store)
  return new Set(rows.map((row) => row.code).filter((code) => code !== null))
}

/** Lines of the source whose row in the part is not rejected any more; after compareStock. */
export async function takenSourceLines(store: Store): Promise<number[]> {
  const { rows } = await sql<{ line: number }>`
    select w.source_line as line from scratch.wanted w
    where not exists (select 1 from scratch.verdict v where v.line = w.line and v.result = 'rejected')`.execute(store)
  return rows.map((row) => row.line)
}

/**
 * Leaves the rows that stand beside the part's: not those that it takes the place of, and where contradicting rows are
 * rejected not those either, for they were rejected then and are no word against a mended one.
 */
export async function settleSiblings(store: Store, rule: CompareOptions['duplicates']): Promise<void> {
  if (rule === 'reject')
    await sql`delete from scratch.sibling where (code, location) in (
      select code, location from scratch.sibling group by code, location having min(quantity) <> max(quantity))`.execute(
      store,
    )
  await sql`delete from scratch.sibling where line in (select source_line from scratch.wanted)`.execute(store)
}

/** A mended row beside the source's other rows of the same code and location, by the rule that holds for all of them. */
export async function judgeSiblings(store: Store, options: CompareOptions): Promise<void> {
  const { duplicates: rule, partner, partOf } = options
  const beside = sql`scratch.row r join scratch.sibling s on s.code = r.code and s.location = r.location`
  if (rule === 'sum') {
    await sql`update scratch.row set quantity = quantity + t.total
      from (select code, location, sum(quantity) as total from scratch.sibling group by code, location) t
      where row.code = t.code and row.location = t.location
        and row.line = (select min(o.line) from scratch.row o where o.code = t.code and o.location = t.location)`.execute(
      store,
    )
  } else if (rule === 'last') {
    await sql`insert into scratch.verdict
      select r.line, 'skipped', '', 'a later row of the same code counts: line ' || max(s.line) || ' of the file it is from', r.code, null
      from ${beside} join scratch.wanted w on w.line = r.line where s.line > w.source_line group by r.line
      on conflict (line) do nothing`.execute(store)
  } else {
    await sql`insert into scratch.verdict
      select r.line, 'rejected', 'TB2202', 'the same code and location stand at line ' || min(s.line) || ' of the file it is from, with another quantity', r.code, ${besideRow(sql`min(s.line)`, sql`s.quantity`, sql`json('true')`)}
      from ${beside} where s.quantity <> r.quantity group by r.line
      on conflict (line) do nothing`.execute(store)
    return
  }
  const together =
    rule === 'sum'
      ? sql`select sum(o.quantity) from scratch.row o where o.code = r.code and o.location = r.location`
      : sql`select o.quantity from scratch.row o where o.code = r.code and o.location = r.location order by o.line desc limit 1`
  // What an earlier part added is not among the source's rows: joined to them alone, this one would take it back.
  await sql`insert into scratch.verdict
    select r.line, 'rejected', 'TB2202', 'a row of this code was mended in ' || f.name || ' already: undo that run, and mend all rows of the code in one file', r.code, json_object('mendedIn', f.name)
    from scratch.row r join main.stock_level l on l.partner = ${partner} and l.code = r.code and l.location = r.location
    join main.inbound_file f on f.id = l.file_id and f.mends = ${partOf ?? ''} and f.state = 'applied'
    where l.on_hand <> (${together}) group by r.line on conflict (line) do nothing`.execute(store)
}
