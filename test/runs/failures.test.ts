import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runFlow } from '../../src/runs/run-flow.ts'
import { planUndo, undoRun } from '../../src/runs/undo-run.ts'
import type { OpenWorkspace } from '../../src/runs/workspace.ts'
import { listRuns } from '../../src/store/runs.ts'
import { demoFolder, NOON, open } from './demo-workspace.ts'

const STOCK = { flow: 'stock', partner: 'demo-till', mode: 'run' } as const

async function leases(workspace: OpenWorkspace): Promise<unknown[]> {
  return workspace.store.selectFrom('lease').selectAll().execute()
}

async function results(workspace: OpenWorkspace): Promise<string[]> {
  return (await listRuns(workspace.store, { limit: 20 })).map((run) => run.result)
}

/** The run ended as failed, holds nothing, and the next one takes the file as if nothing had been. */
async function nextRunTakesIt(folder: string, workspace: OpenWorkspace): Promise<void> {
  expect(await leases(workspace)).toEqual([])
  expect(await workspace.store.selectFrom('stock_level').selectAll().execute()).toEqual([])
  const next = await runFlow(STOCK, await open(folder))
  expect(next).toMatchObject({ read: 84, result: 'done-with-issues' })
  expect(readdirSync(join(folder, 'till/out')).filter((name) => !name.startsWith('.'))).toEqual([])
  expect(readdirSync(join(folder, 'till/out/.tb-claim'))).toEqual([])
}

describe('a run that nobody foresaw ends all the same', () => {
  test('an error before the file is claimed', async () => {
    const folder = demoFolder()
    await runFlow({ flow: 'shop-catalogue', mode: 'run' }, await open(folder))
    const broken = () => Promise.reject(new Error('the clock fell off the wall'))
    const workspace = await open(folder, { now: () => new Date(0), sleep: broken })
    const report = await runFlow(STOCK, workspace)
    expect(report).toMatchObject({ result: 'failed', notes: ['the clock fell off the wall'] })
    expect(report.summary).toBe('Failed: the clock fell off the wall. Nothing was written.')
    expect((await results(workspace))[0]).not.toBe('running')
    await nextRunTakesIt(folder, workspace)
  })

  test('an error while the claimed file is read', async () => {
    const folder = demoFolder()
    await runFlow({ flow: 'shop-catalogue', mode: 'run' }, await open(folder))
    const step = (name: string) => {
      if (name === 'read') throw new TypeError('nobody foresaw this')
    }
    const workspace = await open(folder, { progress: { step, end() {} } })
    const report = await runFlow(STOCK, workspace)
    expect(report).toMatchObject({ result: 'failed', notes: ['nobody foresaw this'] })
    await nextRunTakesIt(folder, workspace)
  })

  test('the place for files is not a folder', async () => {
    const folder = demoFolder()
    await runFlow({ flow: 'shop-catalogue', mode: 'run' }, await open(folder))
    renameSync(join(folder, 'var/files'), join(folder, 'var/files-moved'))
    writeFileSync(join(folder, 'var/files'), 'not a folder')
    const workspace = await open(folder)
    const report = await runFlow(STOCK, workspace)
    expect(report.result).toBe('failed')
    expect(report.notes.join()).toContain('var/files')
    rmSync(join(folder, 'var/files'))
    await nextRunTakesIt(folder, workspace)
  })

  test('the archive disappears while the file is read: the till still has its file', async () => {
    const folder = demoFolder()
    await runFlow({ flow: 'shop-catalogue', mode: 'run' }, await open(folder))
    const step = (name: string) => {
      if (name === 'read') rmSync(join(folder, 'var/files'), { recursive: true, force: true })
    }
    const workspace = await open(folder, { progress: { step, end() {} } })
    await runFlow(STOCK, workspace)
    expect(await leases(workspace)).toEqual([])
    const again = await open(folder)
    for (const flow of ['stock', 'shop-stock', 'orders'] as const) {
      const report = await runFlow({ flow, mode: 'run' }, again)
      expect(['ok', 'nothing-to-do', 'done-with-issues'], report.summary).toContain(report.result)
    }
    expect(await again.store.selectFrom('stock_level').selectAll().execute()).not.toEqual([])
  })

  test('everything of ours disappears while the file is read: the next run finds the file again', async () => {
    const folder = demoFolder()
    await runFlow({ flow: 'shop-catalogue', mode: 'run' }, await open(folder))
    const step = (name: string) => {
      if (name === 'read') rmSync(join(folder, 'var'), { recursive: true, force: true })
    }
    const workspace = await open(folder, { progress: { step, end() {} } })
    await runFlow(STOCK, workspace)
    const again = await open(folder)
    await runFlow({ flow: 'shop-catalogue', mode: 'run' }, again)
    expect(await runFlow(STOCK, again)).toMatchObject({ read: 84, result: 'done-with-issues' })
  })

  test('a file that a person named is not taken up by a later run', async () => {
    const folder = demoFolder()
    await runFlow({ flow: 'shop-catalogue', mode: 'run' }, await open(folder))
    const mail = join(folder, 'from-a-mail.csv')
    renameSync(join(folder, 'till/out/STOCK_20261120.csv'), mail)
    const step = (name: string) => {
      if (name === 'read') throw new Error('nobody foresaw this')
    }
    const workspace = await open(folder, { progress: { step, end() {} } })
    expect((await runFlow({ ...STOCK, file: { path: mail, as: 'stock' } }, workspace)).result).toBe('failed')
    expect((await runFlow(STOCK, await open(folder))).result).toBe('nothing-to-do')
    expect(existsSync(mail)).toBe(true)
    const taken = await runFlow({ ...STOCK, file: { path: mail, as: 'stock' } }, await open(folder))
    expect(taken.read).toBe(84)
  })
})

describe('leases', () => {
  test('a run of a process before us under our own pid holds nobody up', async () => {
    const folder = demoFolder()
    const workspace = await open(folder)
    const run = {
      id: '20981231-235959-demo-till-stock',
      flow: 'stock',
      partner: 'demo-till',
      shop: null,
      result: 'running',
      summary: '',
      started_at: '2098-12-31T23:59:59.000Z',
      ended_at: null,
      pid: process.pid,
      undoes: null,
      report: '{}',
    }
    await workspace.store.insertInto('run').values(run).execute()
    const lease = { name: 'demo-till/stock', run: run.id, pid: process.pid, until: NOON.toISOString() }
    await workspace.store.insertInto('lease').values(lease).execute()
    expect((await runFlow(STOCK, workspace)).read).toBe(84)
    expect(await results(workspace)).toContain('interrupted')
  })

  test('undo waits for nobody and is refused while the flow is busy', async () => {
    const folder = demoFolder()
    await runFlow({ flow: 'shop-catalogue', mode: 'run' }, await open(folder))
    const workspace = await open(folder)
    const { run } = await runFlow(STOCK, workspace)
    const plan = await planUndo(workspace, run!)
    const lease = { name: 'demo-till/stock', run: 'another', pid: process.ppid, until: NOON.toISOString() }
    await workspace.store.insertInto('lease').values(lease).execute()
    expect((await undoRun(workspace, plan)).result).toBe('busy')
    await workspace.store.deleteFrom('lease').execute()
    const undone = await undoRun(workspace, plan)
    expect(undone).toMatchObject({ result: 'ok', rejected: 0 })
    expect(undone.summary).toContain(`Undid ${run}.`)
  })
})

test('scratch folders of processes that are gone are swept', async () => {
  const folder = demoFolder()
  const left = [`${process.pid}-left`, '999999999-left']
  for (const name of left) mkdirSync(join(folder, 'var/scratch', name), { recursive: true })
  const living = `${process.ppid}-busy`
  mkdirSync(join(folder, 'var/scratch', living))
  await runFlow({ flow: 'shop-catalogue', mode: 'run' }, await open(folder))
  expect(readdirSync(join(folder, 'var/scratch'))).toEqual([living])
})
