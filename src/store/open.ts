import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import SqliteDatabase from 'better-sqlite3'
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
  sql,
  type Transaction,
} from 'kysely'
import { Migrator } from 'kysely/migration'
import { TillbridgeError } from '../model/errors.ts'
import { MIGRATIONS } from './migrations.ts'
import type { Database } from './schema.ts'

export type Store = Kysely<Database>
/** What functions inside a transaction take: the root must not be used there, it would wait for itself. */
export type Trx = Transaction<Database>

const MEMORY = ':memory:'

/**
 * Opens (and migrates) the database of a workspace; ':memory:' for plans in a workspace that has none yet.
 * Durability is set on every open, because SQLite forgets `synchronous` (F18).
 */
export async function openStore(path: string): Promise<Store> {
  if (path !== MEMORY) mkdirSync(dirname(path), { recursive: true })
  const database = new SqliteDatabase(path)
  await enterWal(database)
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  database.pragma('busy_timeout = 5000')
  database.pragma('journal_size_limit = 67108864')
  checkPragmas(database, path)
  const store = new Kysely<Database>({ dialect: new ImmediateDialect({ database }) })
  await migrate(store)
  return store
}

const WAL_WAIT_MS = 5_000

/** A new database is brought into WAL mode once, and whoever comes at the same moment is told BUSY without any waiting. */
async function enterWal(database: SqliteDatabase.Database): Promise<void> {
  const end = Date.now() + WAL_WAIT_MS
  for (;;) {
    try {
      if (database.pragma('journal_mode', { simple: true }) !== 'wal') database.pragma('journal_mode = WAL')
      return
    } catch (error) {
      if (!String((error as { code?: string }).code).startsWith('SQLITE_BUSY') || Date.now() > end) throw error
      await sleep(20)
    }
  }
}

function checkPragmas(database: SqliteDatabase.Database, path: string): void {
  const synchronous = database.pragma('synchronous', { simple: true })
  const journal = database.pragma('journal_mode', { simple: true })
  if (synchronous !== 2 || (path !== MEMORY && journal !== 'wal')) {
    throw new TillbridgeError(
      `The database ${path} cannot be made crash-safe (journal ${journal}, synchronous ${synchronous}). Put the workspace on a local disk.`,
    )
  }
}

/** Two processes may find the same new database; the one that comes second finds the work of the first. */
const MIGRATIONS_TRIED_MAX = 5

async function migrate(store: Store, tried = 1): Promise<void> {
  const migrator = new Migrator({ db: store, provider: { getMigrations: async () => MIGRATIONS } })
  const { error } = await migrator.migrateToLatest()
  if (!error) return
  const why = error instanceof Error ? error.message : String(error)
  if (tried < MIGRATIONS_TRIED_MAX && /already exists|duplicate column|locked|UNIQUE/.test(why)) {
    await sleep(100 * tried)
    return migrate(store, tried + 1)
  }
  throw new TillbridgeError(`The database could not be brought to this version of tillbridge: ${why}`, { cause: error })
}

/** Attaches a scratch file under the name `scratch`; the plan of a run lives there. */
export async function attachScratch(store: Store, path: string): Promise<void> {
  await sql`attach database ${path} as scratch`.execute(store)
  await sql`pragma scratch.journal_mode = off`.execute(store)
  await sql`pragma scratch.synchronous = off`.execute(store)
}

export async function detachScratch(store: Store): Promise<void> {
  await sql`detach database scratch`.execute(store)
}

/** SQLite's plain BEGIN fails at once when another writer came between the first read and the first write (F19). */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}

class ImmediateDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig
  constructor(config: SqliteDialectConfig) {
    super(config)
    this.#config = config
  }
  override createDriver(): SqliteDriver {
    return new ImmediateDriver(this.#config)
  }
}
