import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { RunReport } from '../../src/model/run-report.ts'
import { type OpenWorkspace, openWorkspace } from '../../src/runs/workspace.ts'
import { serve } from '../../src/scheduler/serve.ts'

let root: string
let workspace: OpenWorkspace

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'tillbridge-serve-'))
  cpSync('examples/demo', root, { recursive: true })
  mkdirSync(join(root, 'till/in'), { recursive: true })
  workspace = await openWorkspace(root)
})

afterEach(async () => {
  await workspace.close()
  rmSync(root, { recursive: true, force: true })
})

/** Runs `serve` and hands out its reports as they come. */
function serving() {
  const stop = new AbortController()
  const reports: RunReport[] = []
  let arrived: () => void = () => undefined
  const errors: Error[] = []
  const done = serve(workspace, {
    signal: stop.signal,
    told: (report) => {
      reports.push(report)
      arrived()
    },
    failed: (error) => errors.push(error),
  })
  const until = async (wanted: (report: RunReport) => boolean) => {
    for (;;) {
      const found = reports.find(wanted)
      if (found) return found
      await new Promise<void>((resolve) => {
        arrived = resolve
      })
    }
  }
  return { stop, done, reports, errors, until }
}

test('everything runs once by itself, then a dropped file wakes the stock flow', async () => {
  const { stop, done, errors, until } = serving()
  expect((await until((r) => r.flow === 'stock')).new).toBe(59)
  expect(
    (await until((r) => r.flow === 'orders')).files.filter((f) => f.direction === 'out' && f.state === 'delivered'),
  ).toHaveLength(1)
  await until((r) => r.flow === 'shop-stock')

  const written = join(root, 'STOCK_20261121.csv')
  writeFileSync(written, 'Varenr;Tekst;Lager;Antal\r\nTOG-R-LI;Tog;BUTIK;1\r\n')
  utimesSync(written, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000))
  renameSync(written, join(root, 'till/out/STOCK_20261121.csv'))
  const second = await until((r) => r.flow === 'stock' && r.files[0]?.name === 'STOCK_20261121.csv')
  expect(second.result).toBe('held') // One row of 84 is no whole file.
  stop.abort()
  await done
  expect(errors).toEqual([])
  expect(readdirSync(join(root, 'till/in')).filter((name) => name.startsWith('.'))).toEqual(['.gitkeep'])
})

test('a database that cannot be asked for once is told, and the next wake-up goes on', async () => {
  const { stop, done, errors, until } = serving()
  await until((r) => r.flow === 'shop-stock')
  await sql`alter table run rename to run_elsewhere`.execute(workspace.store)
  const drop = (name: string) => writeFileSync(join(root, 'till/out', name), 'Varenr;Tekst;Lager;Antal\r\n')
  drop('STOCK_20261121.csv')
  await vi.waitFor(() => expect(errors[0]?.message).toContain('no such table: run'), 15_000)
  await sql`alter table run_elsewhere rename to run`.execute(workspace.store)
  const told = until((r) => r.flow === 'stock' && r.files.some(({ name }) => name === 'STOCK_20261122.csv'))
  drop('STOCK_20261122.csv')
  expect((await told).result).toBe('failed') // It has no rows.
  stop.abort()
  await done
}, 30_000)

test.each([
  ['a living process', process.ppid, true],
  ['a process that died', 2 ** 22 + 1, false],
])('a place held by %s', async (_, pid, refused) => {
  await workspace.store
    .insertInto('lease')
    .values({ name: 'serve', run: 'serve-other', pid, until: '2026-11-20T08:00:00.000Z' })
    .execute()
  const second = serve(workspace, { signal: AbortSignal.abort(), told: () => undefined, failed: () => undefined })
  if (refused) await expect(second).rejects.toThrow(/Another `serve`/)
  else await second
  const left = await workspace.store.selectFrom('lease').select('run').where('name', '=', 'serve').execute()
  expect(left).toEqual(refused ? [{ run: 'serve-other' }] : [])
})
