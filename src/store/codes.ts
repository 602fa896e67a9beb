import { sql } from 'kysely'
import type { Store, Trx } from './open.ts'

export interface CodelessRow {
  id: number
  sku: string | null
  barcode: string | null
  key: string
  item: string
  options: { name: string; value: string | null }[]
}

/** Variants on sale without a code for this partner. Kinds that never leave alone (grouped, external, bundle) need none. */
export async function variantsWithoutCode(store: Store, shop: string, partner: string): Promise<CodelessRow[]> {
  const { rows } = await sql<Omit<CodelessRow, 'options'> & { options: string }>`
    select v.id, v.sku, v.barcode, v.key, v.options, coalesce(nullif(i.sku, ''), v.item_key) as item, i.name
    from variant v left join item i on i.shop = v.shop and i.key = v.item_key
    where v.shop = ${shop} and v.removed_at is null and v.kind not in ('grouped', 'external', 'bundle')
      and not exists (select 1 from reference_code c where c.partner = ${partner} and c.variant_id = v.id and c.retired_at is null)
    order by v.id`.execute(store)
  return rows.map((r) => ({ ...r, options: JSON.parse(r.options) }))
}

/** Which variants these codes were ever issued to, retired ones included. */
export async function ownersOfCodes(
  store: Store,
  partner: string,
  codes: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ code: string; variant_id: number }>`
    select code, variant_id from reference_code where partner = ${partner} and code in (select value from json_each(${JSON.stringify(codes)}))`.execute(
    store,
  )
  return new Map(rows.map((r) => [r.code, r.variant_id]))
}

export async function issueCodes(
  trx: Trx,
  partner: string,
  codes: readonly { variantId: number; code: string; origin: string }[],
  now: string,
): Promise<void> {
  const rows = JSON.stringify(codes.map((c) => [c.variantId, c.code, c.origin]))
  await sql`insert into reference_code (partner, variant_id, code, origin, issued_at)
    select ${partner}, value ->> 0, value ->> 1, value ->> 2, ${now} from json_each(${rows}) where true
    on conflict (partner, code) do update set retired_at = null`.execute(trx)
}

/** Codes taken from the shop whose variant now carries another one; the issued code stays (R57). */
export async function changedAtShop(
  store: Store,
  shop: string,
  partner: string,
): Promise<{ key: string; code: string; carried: string }[]> {
  const { rows } = await sql<{ key: string; code: string; carried: string }>`
    select v.key, c.code, coalesce(nullif(v.sku, ''), v.barcode) as carried from reference_code c join variant v on v.id = c.variant_id
    where c.partner = ${partner} and c.retired_at is null and c.origin = 'shop' and v.shop = ${shop} and v.removed_at is null
      and upper(c.code) not in (upper(trim(coalesce(v.sku, ''))), upper(trim(coalesce(v.barcode, '')))) order by v.id`.execute(
    store,
  )
  return rows
}

/** Codes of variants by id. */
export async function codesOf(
  store: Store,
  partner: string,
  variantIds: readonly number[],
): Promise<Map<number, string>> {
  const { rows } = await sql<{ variant_id: number; code: string }>`
    select variant_id, code from reference_code where partner = ${partner} and retired_at is null
      and variant_id in (select value from json_each(${JSON.stringify(variantIds)}))`.execute(store)
  return new Map(rows.map((r) => [r.variant_id, r.code]))
}

/** What a variant's order lines and messages call it. */
export async function variantNames(
  store: Store,
  variantIds: readonly number[],
): Promise<Map<number, { key: string; sku: string | null; itemSku: string | null; kind: string }>> {
  const { rows } = await sql<{ id: number; key: string; sku: string | null; itemSku: string | null; kind: string }>`
    select v.id, v.key, v.sku, v.kind, i.sku as itemSku from variant v left join item i on i.shop = v.shop and i.key = v.item_key
    where v.id in (select value from json_each(${JSON.stringify(variantIds)}))`.execute(store)
  return new Map(rows.map((r) => [r.id, r]))
}

/** Changes whenever a code is issued, retired or given back, or a variant leaves or comes back to the shop. */
export async function codesGeneration(store: Store, partner: string): Promise<string> {
  const { rows } = await sql<{ n: number; last: number | null; live: number | null }>`
    select count(*) as n, max(c.id) as last, sum(c.retired_at is null and v.removed_at is null) as live
    from reference_code c join variant v on v.id = c.variant_id where c.partner = ${partner}`.execute(store)
  const [row] = rows
  return `${row?.n ?? 0}/${row?.last ?? 0}/${row?.live ?? 0}`
}
