import { sql } from 'kysely'
import type { Store, Trx } from './open.ts'
import type { InboundFileRow } from './schema.ts'

/*
 * The ledger as a feed sees it: whole files are photographs, mended parts (R46) only add to one.
 */

/** The whole file of a feed that was applied last, by as-of. */
export async function lastWhole(
  store: Store | Trx,
  flow: string,
  side: string,
  kind: string,
): Promise<InboundFileRow | undefined> {
  return store
    .selectFrom('inbound_file')
    .selectAll()
    .where('flow', '=', flow)
    .where('side', '=', side)
    .where('kind', '=', kind)
    .where('state', '=', 'applied')
    .where('mends', 'is', null)
    .orderBy('as_of', 'desc')
    .orderBy(sql`rowid`, 'desc')
    .limit(1)
    .executeTakeFirst() as Promise<InboundFileRow | undefined>
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

/** A newer photograph was taken in, or waits with the same bytes: older held ones wait for nobody any more. */
export async function supersedeHeld(
  trx: Trx,
  by: { id: string; flow: string; side: string; asOf: string; sha256?: string },
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
