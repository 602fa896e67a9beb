import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Numbered, never edited once released; the newest schema is what they add up to. */
export const MIGRATIONS: Record<string, Migration> = {
  '0001_first': {
    async up(db: Kysely<unknown>) {
      for (const statement of [...FIRST.split(';'), ...APPEND_ONLY]) {
        if (statement.trim()) await sql.raw(statement).execute(db)
      }
    },
  },
  '0002_codes': {
    async up(db: Kysely<unknown>) {
      for (const statement of CODES.split(';')) {
        if (statement.trim()) await sql.raw(statement).execute(db)
      }
    },
  },
  '0003_levels': {
    async up(db: Kysely<unknown>) {
      for (const statement of LEVELS.split(';')) {
        if (statement.trim()) await sql.raw(statement).execute(db)
      }
    },
  },
  '0003_outbound': {
    async up(db: Kysely<unknown>) {
      for (const statement of OUTBOUND.split(';')) {
        if (statement.trim()) await sql.raw(statement).execute(db)
      }
    },
  },
}

const FIRST = `
create table item (
  id integer primary key, shop text not null, key text not null, sku text, name text not null, kind text not null,
  status text not null, tax_class text, vendor text, category text, options text not null, hash text not null,
  removed_at text, unique (shop, key)
) strict;
create table variant (
  id integer primary key, shop text not null, key text not null, item_key text not null, sku text, barcode text,
  options text not null, kind text not null, requires_shipping integer not null, price integer, sale_price integer,
  stock_managed text not null, hash text not null, removed_at text, unique (shop, key)
) strict;
create index variant_item on variant (shop, item_key);
create index variant_sku on variant (shop, sku);
create table shop_level (
  shop text not null, variant_key text not null, location text not null, stocked integer not null, on_hand integer,
  committed integer, unavailable integer, available integer, primary key (shop, variant_key, location)
) strict, without rowid;
create table reference_code (
  id integer primary key, partner text not null, variant_id integer not null references variant (id), code text not null,
  origin text not null, issued_at text not null, retired_at text, unique (partner, code)
) strict;
create unique index reference_code_current on reference_code (partner, variant_id) where retired_at is null;
create table partner_item (
  partner text not null, code text not null, item text, name text, barcode text, colour text, size text, price integer,
  primary key (partner, code)
) strict, without rowid;
create table customer_order (
  id integer primary key, shop text not null, key text not null, number text not null, placed_at text not null,
  modified_at text, fulfilled_at text, holds_stock integer not null, record text not null, hash text not null,
  as_of text not null, unique (shop, key)
) strict;
create index customer_order_placed on customer_order (shop, placed_at);
create table order_line (
  order_id integer not null references customer_order (id), position integer not null, variant_id integer, sku text,
  kind text not null, quantity integer not null, primary key (order_id, position)
) strict, without rowid;
create table stock_photo (
  id integer primary key, partner text not null, location text not null, as_of text not null, file_id text not null
) strict;
create index stock_photo_feed on stock_photo (partner, location, as_of);
create table stock_level (
  partner text not null, code text not null, location text not null, on_hand integer not null, file_id text not null,
  line integer, primary key (partner, code, location)
) strict, without rowid;
create table stock_change (
  id integer primary key, file_id text not null, partner text not null, code text not null, location text not null,
  before integer, after integer, line integer, before_file_id text, before_line integer, cause text not null
) strict;
create index stock_change_file on stock_change (file_id);
create index stock_change_code on stock_change (partner, code, location);
create table shop_stock (
  shop text not null, variant_key text not null, location text not null, wanted integer, confirmed integer,
  primary key (shop, variant_key, location)
) strict, without rowid;
create table inbound_file (
  id text primary key, flow text not null, kind text not null, side text not null, name text not null, path text not null,
  source text not null, claim text, bytes integer not null, sha256 text not null, as_of text not null,
  as_of_from text not null, seen_at text not null, state text not null, run text not null, read_rows integer not null,
  rejected_rows integer not null, unknown_rows integer not null, settings text not null, file_time text not null, format text, mends text
) strict;
create index inbound_file_feed on inbound_file (flow, side, as_of);
create index inbound_file_sha on inbound_file (sha256);
create table outbound_file (
  id text primary key, flow text not null, side text not null, name text not null, path text not null,
  target text not null, bytes integer not null, sha256 text not null, rows integer not null, state text not null,
  run text not null, created_at text not null, delivered_at text, collected_at text
) strict;
create index outbound_file_flow on outbound_file (flow, side, state);
create table outbound_document (
  id integer primary key, partner text not null, order_id integer not null references customer_order (id),
  order_number text not null, number text not null, revision integer not null, kind text not null,
  attempt integer not null, file_id text not null references outbound_file (id), fingerprint text not null,
  order_hash text not null, state text not null, unique (partner, order_id, revision, kind, attempt)
) strict;
create unique index outbound_document_effective on outbound_document (partner, order_id, revision, kind)
  where state = 'effective';
create index outbound_document_number on outbound_document (partner, number);
create table catalogue_sent (
  partner text not null, variant_id integer not null, code text not null, hash text not null, state text not null,
  file_id text not null, primary key (partner, variant_id)
) strict, without rowid;
create table sequence (name text primary key, last integer not null) strict, without rowid;
create table run (
  id text primary key, flow text not null, partner text, shop text, result text not null, summary text not null,
  started_at text not null, ended_at text, pid integer not null, undoes text, report text not null
) strict;
create index run_started on run (started_at);
create table lease (name text primary key, run text not null, pid integer not null, until text not null) strict;
create table issue (
  id integer primary key, side text not null, flow text not null, code text not null, key text not null,
  state text not null, owner text not null, text text not null, fix text not null, occurrences integer not null,
  evidence text not null, opened_at text not null, last_seen_at text not null, resolved_at text,
  came_back integer not null, unique (side, flow, code, key)
) strict;
create table audit (
  id integer primary key, at text not null, actor text not null, action text not null, subject text not null, run text,
  note text not null, detail text not null
) strict;
create index audit_subject on audit (subject)
`

/** Who gave a code and how many pieces stand behind it; further codes of a till; variants that are one thing there. */
const CODES = `
alter table reference_code add column issued_by text not null default 'tillbridge';
alter table reference_code add column factor integer not null default 1000 check (factor > 0);
create table code_alias (
  id integer primary key, partner text not null, code text not null, variant_id integer not null references variant (id),
  factor integer not null default 1000 check (factor > 0), since text not null, until text, "by" text not null,
  unique (partner, code)
) strict;
create index code_alias_variant on code_alias (partner, variant_id);
create table share_group (
  partner text not null, name text not null, variant_id integer not null references variant (id),
  since text not null, "by" text not null, primary key (partner, variant_id)
) strict, without rowid;
create index share_group_name on share_group (partner, name);
create index order_line_variant on order_line (variant_id);
create table codes_planned (partner text primary key, state text not null) strict, without rowid
`

/**
 * Levels that their location's latest photograph does not show keep an as-of of their own; files are compared with those
 * that speak of the same locations.
 */
const LEVELS = `
alter table stock_level add column as_of text;
create table stock_as_of (
  file_id text not null, partner text not null, code text not null, location text not null, before text,
  primary key (file_id, code, location)
) strict, without rowid;
create table stock_file_location (
  file_id text not null, location text not null, primary key (file_id, location)
) strict, without rowid;
insert into stock_file_location select distinct file_id, location from stock_photo
`

/**
 * The pieces a document told the till of; of documents sent before, what their orders say now is the best there is. And
 * the newest run of a flow and side at one end of an index.
 */
const OUTBOUND = `
create table outbound_line (
  document_id integer not null references outbound_document (id), variant_id integer not null references variant (id),
  quantity integer not null, primary key (document_id, variant_id)
) strict, without rowid;
create index outbound_line_variant on outbound_line (variant_id);
insert into outbound_line (document_id, variant_id, quantity)
  select d.id, l.variant_id, sum(l.quantity) from outbound_document d
  join order_line l on l.order_id = d.order_id join variant v on v.id = l.variant_id
  where l.kind = 'goods' and l.quantity > 0 group by d.id, l.variant_id;
create index run_latest on run (flow, partner, shop, started_at, id)
`

/** What was decided stays as it was written. */
const APPEND_ONLY = ['update', 'delete'].map(
  (verb) =>
    `create trigger audit_no_${verb} before ${verb} on audit begin select raise(abort, 'audit is append only'); end`,
)
