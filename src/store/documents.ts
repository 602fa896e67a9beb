import { sql } from 'kysely'
import type { ShopOrder } from '../model/records.ts'
import type { Store, Trx } from './open.ts'

export interface DueOrder {
  id: number
  hash: string
  order: ShopOrder
  /** Variant per line in the order's own sequence; null when the line names none we know. */
  variants: (number | null)[]
  /** Pieces of goods per variant, in thousandths. */
  pieces: Pieces[]
}

export interface Pieces {
  variantId: number
  quantity: number
}

/** Orders placed at or after a moment that this partner has no effective document of, oldest first, a page at a time. */
export async function ordersWithoutDocument(
  store: Store,
  shop: string,
  partner: string,
  from: string,
  after: { placedAt: string; id: number },
  limit: number,
): Promise<DueOrder[]> {
  const { rows } = await sql<{ id: number; hash: string; record: string; variants: string; pieces: string }>`
    select o.id, o.hash, o.record, (select json_group_array(l.variant_id order by l.position) from order_line l where l.order_id = o.id) as variants,
      (select json_group_array(json_object('variantId', p.variant_id, 'quantity', p.quantity)) from (
        select l.variant_id, sum(l.quantity) as quantity from order_line l
        where l.order_id = o.id and l.variant_id is not null and l.kind = 'goods' and l.quantity > 0 group by l.variant_id) p) as pieces
    from customer_order o where o.shop = ${shop} and o.placed_at >= ${from} and (o.placed_at, o.id) > (${after.placedAt}, ${after.id})
      and not exists (select 1 from outbound_document d where d.partner = ${partner} and d.order_id = o.id and d.state = 'effective')
    order by o.placed_at, o.id limit ${limit}`.execute(store)
  return rows.map(({ id, hash, record, variants, pieces }) => ({
    id,
    hash,
    order: JSON.parse(record),
    variants: JSON.parse(variants),
    pieces: JSON.parse(pieces),
  }))
}

export interface ChangedOrder {
  documentId: number
  order: ShopOrder
  hash: string
  number: string
  fingerprint: string
}

/** Orders stored differently now than when they were sent to this partner, a page at a time by document. */
export async function ordersChangedSince(
  store: Store,
  partner: string,
  after: number,
  limit: number,
): Promise<ChangedOrder[]> {
  const { rows } = await sql<Omit<ChangedOrder, 'order'> & { record: string }>`
    select d.id as documentId, o.record, o.hash, d.number, d.fingerprint
    from outbound_document d join customer_order o on o.id = d.order_id
    where d.partner = ${partner} and d.state = 'effective' and d.order_hash <> o.hash and d.id > ${after}
    order by d.id limit ${limit}`.execute(store)
  return rows.map(({ record, ...rest }) => ({ ...rest, order: JSON.parse(record) }))
}

/** These orders, as they were read, are what their documents said: they need not be looked at again. */
export async function keepOrderHashes(
  store: Store,
  unchanged: readonly Pick<ChangedOrder, 'documentId' | 'hash'>[],
): Promise<void> {
  if (unchanged.length === 0) return
  const json = JSON.stringify(unchanged.map(({ documentId, hash }) => [documentId, hash]))
  await sql`update outbound_document set order_hash = j.value ->> 1 from json_each(${json}) j where outbound_document.id = j.value ->> 0`.execute(
    store,
  )
}

export async function countOrdersBefore(store: Store, shop: string, from: string): Promise<number> {
  const row = await store
    .selectFrom('customer_order')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('shop', '=', shop)
    .where('placed_at', '<', from)
    .executeTakeFirstOrThrow()
  return row.n
}

/** Document numbers that other orders already have at this partner; two orders must never share one (R29). */
export async function takenNumbers(store: Store, partner: string, numbers: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{
    number: string
  }>`select number from outbound_document where partner = ${partner} and state = 'effective'
    and number in (select value from json_each(${JSON.stringify(numbers)}))`.execute(store)
  return new Set(rows.map((row) => row.number))
}

export interface NewDocument {
  orderId: number
  orderNumber: string
  number: string
  kind: string
  fingerprint: string
  orderHash: string
  pieces: readonly Pieces[]
}

/** Keeps what was sent: one effective document per partner, order and revision (R20), and the pieces it told of. */
export async function recordDocuments(
  trx: Trx,
  partner: string,
  fileId: string,
  documents: readonly NewDocument[],
): Promise<void> {
  for (const d of documents) {
    const former = await trx
      .selectFrom('outbound_document')
      .select(({ fn }) => fn.max('attempt').as('n'))
      .where('partner', '=', partner)
      .where('order_id', '=', d.orderId)
      .executeTakeFirst()
    const { id } = await trx
      .insertInto('outbound_document')
      .values({
        partner,
        order_id: d.orderId,
        order_number: d.orderNumber,
        number: d.number,
        revision: 1,
        kind: d.kind,
        attempt: (former?.n ?? 0) + 1,
        file_id: fileId,
        fingerprint: d.fingerprint,
        order_hash: d.orderHash,
        state: 'effective',
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const lines = d.pieces.map((p) => ({ document_id: id, variant_id: p.variantId, quantity: p.quantity }))
    if (lines.length > 0) await trx.insertInto('outbound_line').values(lines).execute()
  }
}

export interface FileDocument {
  order_number: string
  number: string
  kind: string
  attempt: number
  state: string
}

/** The documents one file carries, in its own sequence. */
export async function documentsOfFile(store: Store, fileId: string): Promise<FileDocument[]> {
  return store
    .selectFrom('outbound_document')
    .select(['order_number', 'number', 'kind', 'attempt', 'state'])
    .where('file_id', '=', fileId)
    .orderBy('id')
    .execute()
}
