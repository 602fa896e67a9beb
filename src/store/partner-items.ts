import { sql } from 'kysely'
import type { PartnerItem } from '../model/records.ts'
import type { Store, Trx } from './open.ts'
import type { Verdict } from './stock-plan.ts'

/* The plan of reading a till's own item list: scratch.partner_item holds the rows, scratch.item_line what became of them. */

export async function createItemsScratch(store: Store): Promise<void> {
  await sql`create table scratch.partner_item (line integer primary key, code text, item text, name text, barcode text, colour text, size text, price integer)`.execute(
    store,
  )
  await sql`create table scratch.item_line (line integer primary key, result text, code text, message text)`.execute(
    store,
  )
}

export async function addPartnerItems(store: Store, items: readonly PartnerItem[]): Promise<void> {
  if (items.length === 0) return
  const rows = JSON.stringify(items.map((i) => [i.line, i.code, i.item, i.name, i.barcode, i.colour, i.size, i.price]))
  await sql`insert into scratch.partner_item select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7 from json_each(${rows})`.execute(
    store,
  )
}

export async function addItemVerdicts(store: Store, verdicts: readonly Verdict[]): Promise<void> {
  const rows = JSON.stringify(verdicts.map((v) => [v.line, v.result, v.code, v.message]))
  await sql`insert or ignore into scratch.item_line select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each(${rows})`.execute(
    store,
  )
}

/** Several rows of one code are several barcodes or spellings of one article: the first counts, the others are skipped. */
export async function comparePartnerItems(store: Store, partner: string): Promise<void> {
  await sql`insert into scratch.item_line select s.line, 'skipped', '', 'the code stands already at line ' || f.first
    from scratch.partner_item s join (select code, min(line) as first from scratch.partner_item group by code having count(*) > 1) f on f.code = s.code where s.line <> f.first`.execute(
    store,
  )
  await sql`delete from scratch.partner_item where line in (select line from scratch.item_line)`.execute(store)
  await sql`insert into scratch.item_line select s.line, case when m.code is null then 'new'
      when m.item is not s.item or m.name is not s.name or m.barcode is not s.barcode or m.colour is not s.colour or m.size is not s.size or m.price is not s.price then 'changed'
      else 'same' end, '', '' from scratch.partner_item s left join main.partner_item m on m.partner = ${partner} and m.code = s.code`.execute(
    store,
  )
}

export async function itemCounts(
  store: Store,
): Promise<{ new: number; changed: number; same: number; skipped: number; rejected: number }> {
  const { rows } = await sql<{
    result: string
    n: number
  }>`select result, count(*) as n from scratch.item_line group by result`.execute(store)
  const of = (result: string) => rows.find((r) => r.result === result)?.n ?? 0
  return { new: of('new'), changed: of('changed'), same: of('same'), skipped: of('skipped'), rejected: of('rejected') }
}

export async function itemLineResults(
  store: Store,
  lines: readonly number[],
): Promise<({ result: 'new' | 'changed' | 'same' | 'skipped' | 'rejected'; code: string; message: string } | null)[]> {
  const { rows } = await sql<{
    result: 'new' | 'changed' | 'same' | 'skipped' | 'rejected' | null
    code: string
    message: string
  }>`
    select l.result, l.code, l.message from json_each(${JSON.stringify(lines)}) j left join scratch.item_line l on l.line = j.value order by j.key`.execute(
    store,
  )
  return rows.map((r) => (r.result === null ? null : { result: r.result, code: r.code, message: r.message }))
}

/** The list replaces the former one. */
export async function applyPartnerItems(trx: Trx, partner: string): Promise<void> {
  await sql`delete from main.partner_item where partner = ${partner} and code not in (select code from scratch.partner_item)`.execute(
    trx,
  )
  await sql`insert into main.partner_item (partner, code, item, name, barcode, colour, size, price)
    select ${partner}, code, item, name, barcode, colour, size, price from scratch.partner_item where true
    on conflict (partner, code) do update set item = excluded.item, name = excluded.name, barcode = excluded.barcode, colour = excluded.colour, size = excluded.size, price = excluded.price`.execute(
    trx,
  )
}

/** The till's own item list as it was last read, by code. Lines are those of no file any more: 0. */
export async function listPartnerItems(store: Store, partner: string): Promise<PartnerItem[]> {
  const rows = await store
    .selectFrom('partner_item')
    .select(['code', 'item', 'name', 'barcode', 'colour', 'size', 'price'])
    .where('partner', '=', partner)
    .orderBy('code')
    .execute()
  return rows.map((row) => ({ ...row, line: 0 }))
}
