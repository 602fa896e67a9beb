import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { expect, onTestFinished, vi } from 'vitest'
import { allJobs } from '../../src/cli/commands/run.ts'
import type { Flow, RunReport } from '../../src/model/run-report.ts'
import { type Job, runFlow } from '../../src/runs/run-flow.ts'
import { type OpenWorkspace, openWorkspace } from '../../src/runs/workspace.ts'

// Real databases and real files, flushed to the disk: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 60_000 })

/** The clock of these tests; files are as old as FILES_AT unless a test says otherwise. */
export const NOW = '2026-11-20T08:00:00.000Z'
export const FILES_AT = '2026-11-20T07:30:00.000Z'

/** A temp folder with these files, gone when the test is over. */
export function workspaceOf(files: Record<string, string | Uint8Array>): string {
  const root = tempFolder()
  for (const [name, content] of Object.entries(files)) put(root, name, content)
  return root
}

/** The demo workspace as `tillbridge demo` makes it, before anything ran. */
export function demoWorkspace(): string {
  const root = tempFolder()
  cpSync(path.join(import.meta.dirname, '../../examples/demo'), root, { recursive: true })
  for (const name of filesBelow(root)) age(root, name, FILES_AT)
  return root
}

function tempFolder(): string {
  const root = mkdtempSync(path.join(tmpdir(), 'tillbridge-end-to-end-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return root
}

export function put(root: string, name: string, content: string | Uint8Array, at = FILES_AT): void {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
  writeFileSync(path.join(root, name), content)
  age(root, name, at)
}

export function edit(root: string, name: string, change: (text: string) => string, at = FILES_AT): void {
  const before = readFileSync(path.join(root, name), 'utf8')
  const after = change(before)
  expect(after, `${name} was to change`).not.toBe(before)
  put(root, name, after, at)
}

export function age(root: string, name: string, at: string): void {
  utimesSync(path.join(root, name), new Date(at), new Date(at))
}

/** Paths of all files below a folder, relative and sorted. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(path.join(folder, name)).isFile())
    .sort()
}

/** One flow, or all that are configured in their order, at this time. */
export async function run(root: string, jobs: 'all' | Flow | Job, at = NOW): Promise<RunReport[]> {
  return inWorkspace(
    root,
    () => at,
    async (workspace) => {
      const reports: RunReport[] = []
      for (const job of jobs === 'all' ? allJobs(workspace) : [typeof jobs === 'string' ? { flow: jobs } : jobs])
        reports.push(await runIn(workspace, { mode: 'run', ...job }))
      return reports
    },
  )
}

export async function runOne(root: string, flow: Flow | Job, at = NOW): Promise<RunReport> {
  return (await run(root, flow, at))[0]!
}

/** Runs in a workspace that stays open. The counts of every report must add up. */
export async function runIn(workspace: OpenWorkspace, job: Job): Promise<RunReport> {
  const report = await runFlow(job, workspace)
  expect(report.new + report.changed + report.same + report.skipped + report.rejected, job.flow).toBe(report.read)
  return report
}

/** Opens a workspace with a clock that never sleeps. */
export async function inWorkspace<T>(
  root: string,
  clock: () => string,
  work: (workspace: OpenWorkspace) => Promise<T>,
): Promise<T> {
  const workspace = await openWorkspace(root, { now: () => new Date(clock()), sleep: async () => {} })
  try {
    return await work(workspace)
  } finally {
    await workspace.close()
  }
}

/** Rows of a query, read without our own store. */
export function query<T>(root: string, sql: string, ...values: (string | number)[]): T[] {
  const database = new SqliteDatabase(path.join(root, 'var/tillbridge.db'), { readonly: true })
  try {
    return database.prepare(sql).all(...values) as T[]
  } finally {
    database.close()
  }
}

/** Everything the database holds, but for what was run when. */
export function dump(root: string): Record<string, unknown[]> {
  const tables = query<{ name: string }>(
    root,
    "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name <> 'run' order by name",
  )
  return Object.fromEntries(tables.map(({ name }) => [name, query(root, `select * from "${name}" order by 1, 2`)]))
}

export interface Level {
  code: string
  location: string
  quantity: string
  line: number | null
}

export function levels(root: string, partner: string): Level[] {
  const rows = query<{ code: string; location: string; on_hand: number; line: number | null }>(
    root,
    'select code, location, on_hand, line from stock_level where partner = ? order by code, location',
    partner,
  )
  return rows.map(({ code, location, on_hand, line }) => ({ code, location, quantity: String(on_hand / 1000), line }))
}

/** `[row, column, code]` of a report's findings, in the order of the file. */
export function places(report: RunReport): [number | null, string | null, string][] {
  return report.findings
    .map(({ row, column, code }): [number | null, string | null, string] => [row, column, code])
    .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[2] < b[2] ? -1 : 1))
}

/** Compares bytes with a file in fixtures/; UPDATE_GOLDEN=1 writes it, and a person reads the difference. */
export function expectGolden(bytes: Uint8Array, name: string): void {
  const golden = path.join(import.meta.dirname, '../../fixtures', name)
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(path.dirname(golden), { recursive: true })
    writeFileSync(golden, bytes)
  }
  expect(Buffer.from(bytes).equals(readFileSync(golden)), `bytes of fixtures/${name}`).toBe(true)
}
