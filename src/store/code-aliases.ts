import { type RawBuilder, sql } from 'kysely'
import { TillbridgeError } from '../model/errors.ts'
import type { CodeAlias } from '../model/matrix.ts'
import type { Store, Trx } from './open.ts'

/** Every alias of this partner, ended ones included, oldest first. */
export async function codeAliases(store: Store | Trx, partner: string): Promise<CodeAlias[]> {
  return store
    .selectFrom('code_alias')
    .select(['code', 'variant_id as variantId', 'factor', 'since', 'until', 'by'])
    .where('partner', '=', partner)
    .orderBy('id')
    .execute()
}

/** Further codes of variants; an ended one begins again. @throws when a code is another variant's by now */
export async function addAliases(
  trx: Trx,
  partner: string,
  aliases: readonly { variantId: number; code: string; factor: number }[],
  given: { now: string; by: string },
): Promise<void> {
  if (aliases.length === 0) return
  const rows = JSON.stringify(aliases.map((a) => [a.variantId, a.code, a.factor]))
  const { rows: added } = await sql`
    insert into code_alias (partner, variant_id, code, factor, since, "by")
    select ${partner}, value ->> 0, value ->> 1, value ->> 2, ${given.now}, ${given.by} from json_each(${rows})
      where not exists (select 1 from reference_code c where c.partner = ${partner} and c.code = value ->> 1 and c.variant_id <> value ->> 0)
    on conflict (partner, code) do update set factor = excluded.factor, until = null, since = excluded.since, "by" = excluded."by"
      where variant_id = excluded.variant_id
    returning id`.execute(trx)
  if (added.length !== aliases.length)
    throw new TillbridgeError(`${aliases.length - added.length} of the aliases are codes of other variants; look again`)
}

/** From now on the till's files may not use these codes; they stay with their variants. */
export async function endAliases(trx: Trx, partner: string, codes: readonly string[], now: string): Promise<void> {
  await sql`update code_alias set until = ${now} where partner = ${partner} and (until is null or until > ${now})
    and code in (select value from json_each(${JSON.stringify(codes)}))`.execute(trx)
}

export interface ShareMember {
  variantId: number
  name: string
  since: string
  by: string
}

/** Variants that are one thing at this till, with the name of their group. */
export async function shareMembers(store: Store | Trx, partner: string): Promise<ShareMember[]> {
  return store
    .selectFrom('share_group')
    .select(['variant_id as variantId', 'name', 'since', 'by'])
    .where('partner', '=', partner)
    .orderBy('name')
    .orderBy('variant_id')
    .execute()
}

/** Puts variants into a group; a variant is in one group at most, so it leaves its former one. */
export async function joinShareGroups(
  trx: Trx,
  partner: string,
  members: readonly { variantId: number; name: string }[],
  given: { now: string; by: string },
): Promise<void> {
  const rows = JSON.stringify(members.map((m) => [m.variantId, m.name]))
  await sql`insert into share_group (partner, name, variant_id, since, "by")
    select ${partner}, value ->> 1, value ->> 0, ${given.now}, ${given.by} from json_each(${rows}) where true
    on conflict (partner, variant_id) do update set name = excluded.name, since = excluded.since, "by" = excluded."by"
      where name <> excluded.name`.execute(trx)
}

/** These variants are things of their own again. */
export async function leaveShareGroups(trx: Trx, partner: string, variantIds: readonly number[]): Promise<void> {
  await sql`delete from share_group where partner = ${partner}
    and variant_id in (select value from json_each(${JSON.stringify(variantIds)}))`.execute(trx)
}

/** (code) by which the till's files may name a variant of ours at this moment: codes in use and aliases not ended. */
export function inboundCodes(partner: string, at: string): RawBuilder<unknown> {
  return sql`select code from main.reference_code where partner = ${partner} and retired_at is null
    union all select code from main.code_alias where partner = ${partner} and (until is null or until > ${at})`
}
