import type { Generated } from 'kysely'

/* The tables of what leaves: files, the documents in them, and the pieces those told of. */

export interface OutboundFileTable {
  id: string
  flow: string
  side: string
  name: string
  path: string
  target: string
  bytes: number
  sha256: string
  rows: number
  /** rendered, publishing, delivered, collected; or delivered_unverified, when nobody can know whether it was taken. */
  state: string
  run: string
  created_at: string
  delivered_at: string | null
  collected_at: string | null
}

export interface OutboundDocumentTable {
  id: Generated<number>
  partner: string
  order_id: number
  order_number: string
  number: string
  revision: number
  kind: string
  attempt: number
  file_id: string
  /** Fingerprint of what the till saw of the order. */
  fingerprint: string
  /** The stored order as it was then; only when it differs is the fingerprint looked at. */
  order_hash: string
  state: string
}

/** Pieces a document told the till of, in thousandths; they stay when the order is refunded or edited later. */
export interface OutboundLineTable {
  document_id: number
  variant_id: number
  quantity: number
}
