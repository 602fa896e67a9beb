import { type RawBuilder, sql } from 'kysely'
import { TillbridgeError } from '../model/errors.ts'
import type { CodeOrigin, IssuedCode } from '../model/matrix.ts'
import type { Store, Trx } from './open.ts'

/** A code about to be given to a variant. */
export interface NewCode {
  variantId: number
  code: string
  origin: CodeOrigin
  factor?: number
}

/** Every code this partner was ever given, retired ones included, oldest first. */
export async function issuedCodes(store: Store | Trx, partner: string): Promise<IssuedCode[]> {
  const rows = await store
    .selectFrom('reference_code')
    .select([
      'variant_id as variantId',
      'code',
      'origin',
      'issued_at as issuedAt',
      'issued_by as issuedBy',
      'factor',
      'retired_at as retiredAt',
    ])
    .where('partner', '=', partner)
    .orderBy('id')
    .execute()
  return rows as IssuedCode[]
}

/** Codes in use at a partner, with whose they are. */
export async function currentCodes(store: Store, partner: string): Promise<{ code: string; variantId: number }[]> {
  return store
    .selectFrom('reference_code')
    .select(['code', 'variant_id as variantId'])
    .where('partner', '=', partner)
    .where('retired_at', 'is', null)
    .execute()
}

/** Kinds that never leave alone and so need no code. */
const UNCODED = sql`('grouped', 'external', 'bundle')`

/** Whether any variant on sale lacks a code for this partner; those that share another's code do not. */
export async function anyWithoutCode(store: Store, shop: string, partner: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from variant v where v.shop = ${shop} and v.removed_at is null and v.kind not in ${UNCODED}
      and not exists (select 1 from reference_code c where c.partner = ${partner} and c.variant_id = v.id and c.retired_at is null)
      and not exists (select 1 from (${sharedCode(partner, sql`v.id`)})) limit 1`.execute(store)
  return rows.length > 0
}

/** The code that a variant of a share group has from the member that holds one: (code, factor, holder). */
export function sharedCode(partner: string, variantId: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select c.code as code, c.factor as factor, c.variant_id as holder from share_group g
    join share_group h on h.partner = g.partner and h.name = g.name and h.variant_id <> g.variant_id
    join reference_code c on c.partner = h.partner and c.variant_id = h.variant_id and c.retired_at is null
    where g.partner = ${partner} and g.variant_id = ${variantId} order by c.id limit 1`
}

/**
 * Gives codes to variants that have none. A code that a variant had before comes back to it.
 * @throws when a code belongs to another variant by now, or a variant has another code: nothing is written then
 */
export async function issueCodes(
  trx: Trx,
  partner: string,
  codes: readonly NewCode[],
  given: { now: string; by: string },
): Promise<void> {
  if (codes.length === 0) return
  const rows = JSON.stringify(codes.map((c) => [c.variantId, c.code, c.origin, c.factor ?? 1000]))
  const { rows: issued } = await sql<{ variant_id: number }>`
    insert into reference_code (partner, variant_id, code, origin, factor, issued_at, issued_by)
    select ${partner}, value ->> 0, value ->> 1, value ->> 2, value ->> 3, ${given.now}, ${given.by} from json_each(${rows})
      where not exists (select 1 from reference_code c where c.partner = ${partner} and c.variant_id = value ->> 0 and c.retired_at is null)
        and not exists (select 1 from code_alias a where a.partner = ${partner} and a.code = value ->> 1 and a.variant_id <> value ->> 0)
    on conflict (partner, code) do update set retired_at = null, origin = excluded.origin, factor = excluded.factor,
      issued_at = excluded.issued_at, issued_by = excluded.issued_by where variant_id = excluded.variant_id
    returning variant_id`.execute(trx)
  if (issued.length !== codes.length)
    throw new TillbridgeError(
      `${codes.length - issued.length} codes or variants were used otherwise meanwhile; plan again`,
    )
}

/** Takes the current code from these variants; it stays theirs for ever. */
export async function retireCodes(
  trx: Trx,
  partner: string,
  variantIds: readonly number[],
  now: string,
): Promise<void> {
  await sql`update reference_code set retired_at = ${now} where partner = ${partner} and retired_at is null
    and variant_id in (select value from json_each(${JSON.stringify(variantIds)}))`.execute(trx)
}

/** To whom a code belongs at this partner: as code or alias, in use or not. It never belongs to anybody else. */
export interface CodeClaim {
  code: string
  variantId: number
  as: 'code' | 'alias'
  /** UTC; null while in use. */
  until: string | null
  factor: number
}

/** Who these codes belong to. One code may be both code and alias of the same variant. */
export async function claimsOf(
  store: Store | Trx,
  partner: string,
  codes: readonly string[],
): Promise<Map<string, CodeClaim[]>> {
  const list = JSON.stringify(codes)
  const { rows } = await sql<CodeClaim>`
    select code, variant_id as variantId, 'code' as "as", retired_at as until, factor from reference_code
      where partner = ${partner} and code in (select value from json_each(${list}))
    union all select code, variant_id, 'alias', until, factor from code_alias
      where partner = ${partner} and code in (select value from json_each(${list}))`.execute(store)
  return Map.groupBy(rows, (row) => row.code)
}

export interface VariantCode {
  code: string
  /** Pieces of the variant behind one of the code, in thousandths. */
  factor: number
}

/** Codes of variants by id, shared ones included. */
export async function codesOf(
  store: Store | Trx,
  partner: string,
  variantIds: readonly number[],
): Promise<Map<number, VariantCode>> {
  const { rows } = await sql<VariantCode & { variantId: number }>`
    select variant_id as variantId, code, factor from reference_code where partner = ${partner} and retired_at is null
      and variant_id in (select value from json_each(${JSON.stringify(variantIds)}))
    union all
    select g.variant_id, c.code, c.factor from share_group g
      join share_group h on h.partner = g.partner and h.name = g.name and h.variant_id <> g.variant_id
      join reference_code c on c.partner = h.partner and c.variant_id = h.variant_id and c.retired_at is null
      where g.partner = ${partner} and g.variant_id in (select value from json_each(${JSON.stringify(variantIds)}))`.execute(
    store,
  )
  const codes = new Map<number, VariantCode>()
  for (const { variantId, code, factor } of rows) if (!codes.has(variantId)) codes.set(variantId, { code, factor })
  return codes
}

/** Codes taken from the shop whose variant now carries another one; the issued code stays (R57). */
export async function changedAtShop(
  store: Store,
  shop: string,
  partner: string,
): Promise<{ variantId: number; key: string; code: string; carried: string }[]> {
  const { rows } = await sql<{ variantId: number; key: string; code: string; carried: string }>`
    select v.id as variantId, v.key, c.code, coalesce(nullif(v.sku, ''), v.barcode) as carried from reference_code c join variant v on v.id = c.variant_id
    where c.partner = ${partner} and c.retired_at is null and c.origin = 'shop' and v.shop = ${shop} and v.removed_at is null
      and upper(c.code) not in (upper(trim(coalesce(v.sku, ''))), upper(trim(coalesce(v.barcode, '')))) order by v.id`.execute(
    store,
  )
  return rows
}

/** What a variant's order lines and messages call it. */
export async function variantNames(
  store: Store | Trx,
  variantIds: readonly number[],
): Promise<
  Map<number, { key: string; itemKey: string; sku: string | null; itemSku: string | null; kind: string; name: string }>
> {
  const { rows } = await sql<{
    id: number
    key: string
    itemKey: string
    sku: string | null
    itemSku: string | null
    kind: string
    name: string
  }>`
    select v.id, v.key, v.item_key as itemKey, v.sku, v.kind, i.sku as itemSku, coalesce(i.name, '') as name from variant v
    left join item i on i.shop = v.shop and i.key = v.item_key
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

/** Changes whenever the shop's variants do, or the till's own item list: what codes are planned from. */
export async function codesGround(store: Store, shop: string, partner: string): Promise<string> {
  const { rows } = await sql<{ ground: string }>`
    select (select count(*) || '/' || coalesce(max(rowid), 0) from inbound_file where side = ${shop} and flow = 'shop-catalogue' and state = 'applied')
      || ' ' || (select count(*) || '/' || coalesce(max(rowid), 0) from inbound_file where side = ${partner} and flow = 'items' and state = 'applied')
      || ' ' || (select count(*) || '/' || coalesce(max(id), 0) || '/' || count(removed_at) from variant where shop = ${shop})
      || ' ' || (select count(*) from share_group where partner = ${partner}) || ' ' || (select count(*) || '/' || coalesce(sum(until is null), 0) from code_alias where partner = ${partner}) as ground`.execute(
    store,
  )
  return rows[0]?.ground ?? ''
}

export async function codesPlannedFrom(store: Store, partner: string): Promise<string | undefined> {
  const row = await store.selectFrom('codes_planned').select('state').where('partner', '=', partner).executeTakeFirst()
  return row?.state
}

export async function keepCodesPlanned(trx: Trx, partner: string, state: string): Promise<void> {
  await trx.replaceInto('codes_planned').values({ partner, state }).execute()
}
