import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { Kysely, SqliteDialect, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { expect, onTestFinished, test } from 'vitest'
import { keepOrderHashes, ordersChangedSince } from '../../src/store/documents.ts'
import { MIGRATIONS } from '../../src/store/migrations.ts'
import { openStore } from '../../src/store/open.ts'

function tempFolder(): string {
  const root = mkdtempSync(join(tmpdir(), 'tillbridge-documents-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return root
}

/** A database as the version before documents kept their pieces left it. */
async function databaseBefore(path: string, content: string): Promise<void> {
  const database = new SqliteDatabase(path)
  const store = new Kysely({ dialect: new SqliteDialect({ database }) })
  const { '0001_first': first, '0002_codes': codes } = MIGRATIONS
  const provider = { getMigrations: async () => ({ '0001_first': first!, '0002_codes': codes! }) }
  expect((await new Migrator({ db: store, provider }).migrateToLatest()).error).toBeUndefined()
  database.pragma('foreign_keys = OFF')
  database.exec(content)
  await store.destroy()
}

test('documents sent before they kept their pieces have those of their orders', async () => {
  const path = join(tempFolder(), 'tillbridge.db')
  await databaseBefore(
    path,
    `insert into variant (id, shop, key, item_key, options, kind, requires_shipping, stock_managed, hash)
       values (1, 'main', 'a', 'i', '[]', 'goods', 1, 'own', ''), (2, 'main', 'b', 'i', '[]', 'goods', 1, 'own', '');
     insert into customer_order (id, shop, key, number, placed_at, holds_stock, record, hash, as_of)
       values (1, 'main', 'o', '1001', '', 1, '{}', '', ''), (2, 'main', 'p', '1002', '', 1, '{}', '', '');
     insert into order_line values (1, 0, 1, 'a', 'goods', 2000), (1, 1, 1, 'a', 'goods', 1000), (1, 2, 2, 'b', 'goods', 0),
       (1, 3, null, null, 'shipping', 1000), (2, 0, 2, 'b', 'goods', 5000);
     insert into outbound_file values ('x', 'orders', 'till', 'o', '', '', 0, '', 1, 'delivered', '', '', null, null);
     insert into outbound_document values (7, 'till', 1, '1001', '1001', 1, 'sale', 1, 'x', '', '', 'effective');`,
  )
  const store = await openStore(path)
  const lines = await store.selectFrom('outbound_line').selectAll().execute()
  await store.destroy()
  expect(lines).toEqual([{ document_id: 7, variant_id: 1, quantity: 3000 }])
})

test('orders that moved on since they were sent come in pages, and are let go as they were read', async () => {
  const store = await openStore(':memory:')
  onTestFinished(() => store.destroy())
  const ids = [1, 2, 3, 4, 5]
  await sql`insert into outbound_file values ('x', 'orders', 'till', 'o', '', '', 0, '', 1, 'delivered', '', '', null, null)`.execute(
    store,
  )
  for (const id of ids) {
    await sql`insert into customer_order (id, shop, key, number, placed_at, holds_stock, record, hash, as_of)
      values (${id}, 'main', 'k' || ${id}, 'n', '', 1, '{}', ${id === 3 ? 'sent' : 'now'}, '')`.execute(store)
    await sql`insert into outbound_document values (${id}, 'till', ${id}, 'n', 'n', 1, 'sale', 1, 'x', 'f', 'sent', ${id === 4 ? 'void' : 'effective'})`.execute(
      store,
    )
  }
  const page = (after: number) => ordersChangedSince(store, 'till', after, 2)
  const first = await page(0)
  expect(first.map((c) => c.documentId)).toEqual([1, 2])
  expect((await page(2)).map((c) => c.documentId)).toEqual([5])
  // One of them changes once more between the look and the note of it.
  await sql`update customer_order set hash = 'newer' where id = 2`.execute(store)
  await keepOrderHashes(store, first)
  expect((await page(0)).map((c) => c.documentId)).toEqual([2, 5])
})
