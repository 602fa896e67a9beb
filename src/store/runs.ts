import { sql } from 'kysely'
import type { RunReport, RunResult } from '../model/run-report.ts'
import type { Store } from './open.ts'
import type { RunRow } from './schema.ts'

export interface NewRun {
  flow: string
  partner: string | null
  shop: string | null
  startedAt: string
  undoes?: string | null
}

/** Runs this very process has open. A pid alone does not tell: in a container every process may have the same. */
const openHere = new Set<string>()

/** Opens a run under a readable id: 20261120-060412-demo-till-stock, with -2, -3 ... when taken. */
export async function startRun(store: Store, run: NewRun): Promise<string> {
  const stamp = run.startedAt.slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
  const base = `${stamp}-${run.partner ?? run.shop}-${run.flow}`
  const opened = await store.transaction().execute(async (trx) => {
    const taken = await trx.selectFrom('run').select('id').where('id', 'like', `${base}%`).execute()
    const ids = new Set(taken.map((r) => r.id))
    let id = base
    for (let n = 2; ids.has(id); n += 1) id = `${base}-${n}`
    await trx
      .insertInto('run')
      .values({
        id,
        flow: run.flow,
        partner: run.partner,
        shop: run.shop,
        result: 'running',
        summary: '',
        started_at: run.startedAt,
        ended_at: null,
        pid: process.pid,
        undoes: run.undoes ?? null,
        report: '{}',
      })
      .execute()
    return id
  })
  openHere.add(opened)
  return opened
}

export async function endRun(store: Store, id: string, report: RunReport): Promise<void> {
  await store
    .updateTable('run')
    .set({ result: report.result, summary: report.summary, ended_at: report.endedAt, report: JSON.stringify(report) })
    .where('id', '=', id)
    .execute()
  openHere.delete(id)
}

/** Runs that a dead process left open become `interrupted`; the next run starts from the ledger. */
export async function closeInterruptedRuns(store: Store, now: string): Promise<string[]> {
  const open = await store.selectFrom('run').select(['id', 'pid']).where('result', '=', 'running').execute()
  const dead = open.filter((r) => !isWorking(r.pid, r.id)).map((r) => r.id)
  if (dead.length > 0) {
    await store
      .updateTable('run')
      .set({
        result: 'interrupted' satisfies RunResult,
        summary: 'the process ended before the run did',
        ended_at: now,
      })
      .where('id', 'in', dead)
      .execute()
    await store.deleteFrom('lease').where('run', 'in', dead).execute()
  }
  return dead
}

/** One run of a flow at a time. False when another living process has it. */
export async function takeLease(store: Store, name: string, run: string, now: Date): Promise<boolean> {
  return store.transaction().execute(async (trx) => {
    const held = await trx.selectFrom('lease').selectAll().where('name', '=', name).executeTakeFirst()
    if (held && held.run !== run && isWorking(held.pid, held.run)) return false
    await trx.replaceInto('lease').values({ name, run, pid: process.pid, until: now.toISOString() }).execute()
    return true
  })
}

export async function dropLease(store: Store, name: string, run: string): Promise<void> {
  openHere.delete(run)
  await store.deleteFrom('lease').where('name', '=', name).where('run', '=', run).execute()
}

/** Ends a lease that a run took beside that of its own flow; the run itself goes on. */
export async function dropInnerLease(store: Store, name: string, run: string): Promise<void> {
  await store.deleteFrom('lease').where('name', '=', name).where('run', '=', run).execute()
}

/** Whether the process that opened a run still is. A run under our own pid that we did not open is of one before us. */
export function isWorking(pid: number, run: string): boolean {
  return pid === process.pid ? openHere.has(run) : isAlive(pid)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

export interface RunFilter {
  flow?: string
  side?: string
  limit: number
}

export async function listRuns(store: Store, filter: RunFilter): Promise<RunRow[]> {
  let query = store
    .selectFrom('run')
    .selectAll()
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit)
  if (filter.flow) query = query.where('flow', '=', filter.flow)
  const { side } = filter
  if (side) query = query.where((eb) => eb.or([eb('partner', '=', side), eb('shop', '=', side)]))
  return query.execute() as Promise<RunRow[]>
}

/** The run of this id, else the newest ones whose ids end like it: one that is alone is meant. */
export async function runsEnding(store: Store, ending: string, limit = 5): Promise<RunRow[]> {
  const exact = await store.selectFrom('run').selectAll().where('id', '=', ending).executeTakeFirst()
  if (exact || ending === '') return exact ? [exact as RunRow] : []
  return (await store
    .selectFrom('run')
    .selectAll()
    .where(sql<string>`substr(id, ${-ending.length})`, '=', ending)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()) as RunRow[]
}

/** The newest run of each flow and side, for `status`; each found at its end of the index, however many there are. */
export async function latestRuns(store: Store): Promise<RunRow[]> {
  const { rows } = await sql<RunRow>`
    with side as (select distinct flow, partner, shop from run)
    select run.* from side join run on run.id = (
      select newer.id from run newer where newer.flow = side.flow and newer.partner is side.partner and newer.shop is side.shop
      order by newer.started_at desc, newer.id desc limit 1)
    order by run.flow, run.partner, run.shop`.execute(store)
  return rows
}
