import { sql } from 'kysely'
import type { Store } from './open.ts'

/** Settings of the database as it says them itself, and whether its pages are sound. */
export async function databaseHealth(
  store: Store,
): Promise<{ journal: string; synchronous: number; foreignKeys: number; version: string; integrity: string }> {
  const one = async <T>(query: ReturnType<typeof sql<Record<string, T>>>) =>
    Object.values((await query.execute(store)).rows[0] ?? {})[0] as T
  return {
    journal: await one(sql<Record<string, string>>`pragma journal_mode`),
    synchronous: await one(sql<Record<string, number>>`pragma synchronous`),
    foreignKeys: await one(sql<Record<string, number>>`pragma foreign_keys`),
    version: await one(sql<Record<string, string>>`select sqlite_version() as v`),
    integrity: await one(sql<Record<string, string>>`pragma quick_check(1)`),
  }
}

export interface Broken {
  rule: string
  count: number
}

/** What must hold at all times between the tables; each rule with how often it is broken. */
export async function brokenInvariants(store: Store): Promise<Broken[]> {
  const rules: [string, ReturnType<typeof sql<{ n: number }>>][] = [
    [
      'every stock level names a file of the ledger',
      sql`select count(*) as n from stock_level l where not exists (select 1 from inbound_file f where f.id = l.file_id)`,
    ],
    [
      'every document lies in one file of the ledger',
      sql`select count(*) as n from outbound_document d where not exists (select 1 from outbound_file f where f.id = d.file_id)`,
    ],
    [
      'one code is one variant per partner',
      sql`select count(*) as n from (select 1 from reference_code where retired_at is null group by partner, code having count(*) > 1)`,
    ],
    [
      'one order is one effective document per partner',
      sql`select count(*) as n from (select 1 from outbound_document where state = 'effective' group by partner, order_id, revision, kind having count(*) > 1)`,
    ],
    [
      'the change log adds up to the levels',
      sql`select count(*) as n from stock_level l where l.on_hand <> coalesce((select c.after from stock_change c
      where c.partner = l.partner and c.code = l.code and c.location = l.location order by c.id desc limit 1), l.on_hand)`,
    ],
  ]
  const broken: Broken[] = []
  for (const [rule, query] of rules) {
    const count = (await query.execute(store)).rows[0]?.n ?? 0
    if (count > 0) broken.push({ rule, count })
  }
  return broken
}
