import type { Generated, Selectable } from 'kysely'
import type { OutboundDocumentTable, OutboundFileTable, OutboundLineTable } from './schema-outbound.ts'

/*
 * The tables, one interface each. Times are UTC ISO strings, quantities thousandths, money minor units, codes text.
 * `side` is who a row belongs to: a partner's or a shop's short name.
 */

export interface ItemTable {
  id: Generated<number>
  shop: string
  key: string
  sku: string | null
  name: string
  kind: string
  status: string
  tax_class: string | null
  vendor: string | null
  category: string | null
  /** JSON: [{ name, values }] */
  options: string
  hash: string
  removed_at: string | null
}

export interface VariantTable {
  id: Generated<number>
  shop: string
  key: string
  item_key: string
  sku: string | null
  barcode: string | null
  /** JSON: [{ name, value }] */
  options: string
  kind: string
  requires_shipping: number
  price: number | null
  sale_price: number | null
  stock_managed: string
  hash: string
  removed_at: string | null
}

/** What the shop itself last said of its stock; location '' where the shop has none. */
export interface ShopLevelTable {
  shop: string
  variant_key: string
  location: string
  stocked: number
  on_hand: number | null
  committed: number | null
  unavailable: number | null
  available: number | null
}

export interface ReferenceCodeTable {
  id: Generated<number>
  partner: string
  variant_id: number
  code: string
  origin: string
  issued_at: string
  issued_by: Generated<string>
  /** Pieces of the variant behind one of the code, in thousandths. */
  factor: Generated<number>
  retired_at: string | null
}

/** A further code by which a till may name a variant; it never belongs to another one, also after `until`. */
export interface CodeAliasTable {
  id: Generated<number>
  partner: string
  code: string
  variant_id: number
  factor: number
  since: string
  until: string | null
  by: string
}

/** Variants that are one thing at the till: one of them holds the code, all have its stock. */
export interface ShareGroupTable {
  partner: string
  name: string
  variant_id: number
  since: string
  by: string
}

export interface PartnerItemTable {
  partner: string
  code: string
  item: string | null
  name: string | null
  barcode: string | null
  colour: string | null
  size: string | null
  price: number | null
}

export interface CustomerOrderTable {
  id: Generated<number>
  shop: string
  key: string
  number: string
  placed_at: string
  modified_at: string | null
  fulfilled_at: string | null
  holds_stock: number
  /** JSON of the whole ShopOrder. */
  record: string
  hash: string
  /** As-of of the file that said so; an older file does not overwrite it. */
  as_of: string
}

export interface OrderLineTable {
  order_id: number
  position: number
  variant_id: number | null
  sku: string | null
  kind: string
  /** Ordered less refunded, thousandths. */
  quantity: number
}

/** A stock file is a photograph: one row per feed, location and file. */
export interface StockPhotoTable {
  id: Generated<number>
  partner: string
  location: string
  as_of: string
  file_id: string
}

export interface StockLevelTable {
  partner: string
  code: string
  location: string
  on_hand: number
  /** File and line that last set the number. */
  file_id: string
  line: number | null
  /** Of the photograph that showed it last, where its location's latest one did not; null: that of the latest. */
  as_of: string | null
}

/** Levels whose own as-of a file changed, and what it was before. */
export interface StockAsOfTable {
  file_id: string
  partner: string
  code: string
  location: string
  before: string | null
}

/** Locations that a stock file has rows of, whether it was applied or is held. */
export interface StockFileLocationTable {
  file_id: string
  location: string
}

/** Append only. */
export interface StockChangeTable {
  id: Generated<number>
  file_id: string
  partner: string
  code: string
  location: string
  before: number | null
  after: number | null
  line: number | null
  before_file_id: string | null
  before_line: number | null
  cause: string
}

export interface ShopStockTable {
  shop: string
  variant_key: string
  location: string
  wanted: number | null
  /** What the shop has as far as we know: its own last word, or what we wrote since. */
  confirmed: number | null
}

export interface InboundFileTable {
  id: string
  flow: string
  kind: string
  side: string
  name: string
  /** Staged bytes, relative to the workspace. */
  path: string
  /** Where it came from and where it was claimed to; absolute. */
  source: string
  claim: string | null
  bytes: number
  sha256: string
  as_of: string
  as_of_from: string
  seen_at: string
  state: string
  run: string
  read_rows: number
  rejected_rows: number
  unknown_rows: number
  /** JSON: column names and number style, for the `format` guard. */
  /** What it was read by; the same bytes read by other settings are news. */
  settings: string
  /** Time stamp of the file where it was found. */
  file_time: string
  format: string | null
  /** Id of the earlier file of which this one is a mended part (R46). */
  mends: string | null
}

export interface CatalogueSentTable {
  partner: string
  variant_id: number
  code: string
  hash: string
  state: string
  file_id: string
}

export interface SequenceTable {
  name: string
  last: number
}

export interface RunTable {
  id: string
  flow: string
  partner: string | null
  shop: string | null
  result: string
  summary: string
  started_at: string
  ended_at: string | null
  pid: number
  undoes: string | null
  report: string
}

export interface LeaseTable {
  name: string
  run: string
  pid: number
  until: string
}

export interface IssueTable {
  id: Generated<number>
  side: string
  flow: string
  code: string
  key: string
  state: string
  owner: string
  text: string
  fix: string
  occurrences: number
  /** What it was last seen in: a file id or an order's fingerprint. */
  evidence: string
  opened_at: string
  last_seen_at: string
  resolved_at: string | null
  came_back: number
}

/** Who decided what, and why. Append only. */
export interface AuditTable {
  id: Generated<number>
  at: string
  actor: string
  action: string
  /** What it was about: the id of a file. */
  subject: string
  run: string | null
  note: string
  /** JSON: what the decision passed over. */
  detail: string
}

/** What the codes of a partner were last planned from; while it stays, nothing new can be given. */
export interface CodesPlannedTable {
  partner: string
  state: string
}

export interface Database {
  codes_planned: CodesPlannedTable
  item: ItemTable
  variant: VariantTable
  shop_level: ShopLevelTable
  reference_code: ReferenceCodeTable
  code_alias: CodeAliasTable
  share_group: ShareGroupTable
  partner_item: PartnerItemTable
  customer_order: CustomerOrderTable
  order_line: OrderLineTable
  stock_photo: StockPhotoTable
  stock_level: StockLevelTable
  stock_as_of: StockAsOfTable
  stock_file_location: StockFileLocationTable
  stock_change: StockChangeTable
  shop_stock: ShopStockTable
  inbound_file: InboundFileTable
  outbound_file: OutboundFileTable
  outbound_document: OutboundDocumentTable
  outbound_line: OutboundLineTable
  catalogue_sent: CatalogueSentTable
  sequence: SequenceTable
  run: RunTable
  lease: LeaseTable
  issue: IssueTable
  audit: AuditTable
}

export type RunRow = Selectable<RunTable>
export type IssueRow = Selectable<IssueTable>
export type AuditRow = Selectable<AuditTable>
export type InboundFileRow = Selectable<InboundFileTable>
export type OutboundFileRow = Selectable<OutboundFileTable>
