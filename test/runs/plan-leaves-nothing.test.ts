import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { expect, test } from 'vitest'
import { FLOWS, type Flow } from '../../src/model/run-report.ts'
import { checkFile } from '../../src/runs/check-file.ts'
import { runFlow } from '../../src/runs/run-flow.ts'
import { openWorkspace } from '../../src/runs/workspace.ts'
import { demoFolder, NOON } from './demo-workspace.ts'

const CONFIGURED = FLOWS.filter((flow) => flow !== 'items')

/** Every file and folder with its bytes; of the database what is in it, since readers may touch the files beside it. */
function pictureOf(folder: string): Record<string, string> {
  const picture: Record<string, string> = {}
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const whole = join(folder, path)
    if (/-(wal|shm)$/.test(path)) continue
    if (statSync(whole).isDirectory()) picture[path] = 'folder'
    else if (path.endsWith('.db')) picture[path] = dumpOf(whole)
    else picture[path] = `${statSync(whole).mtimeMs} ${createHash('sha256').update(readFileSync(whole)).digest('hex')}`
  }
  return picture
}

function dumpOf(path: string): string {
  const database = new SqliteDatabase(path, { readonly: true })
  const names = database.prepare("select name from sqlite_master where type = 'table' order by name").pluck().all()
  const tables = names.map((name) => [name, database.prepare(`select * from "${name}"`).all()])
  database.close()
  return JSON.stringify(tables)
}

async function flows(folder: string, mode: 'plan' | 'run', which: readonly Flow[] = CONFIGURED): Promise<string[]> {
  const workspace = await openWorkspace(folder, { now: () => NOON, sleep: async () => {}, readOnly: mode === 'plan' })
  try {
    const results: string[] = []
    for (const flow of which) results.push((await runFlow({ flow, mode }, workspace)).result)
    return results
  } finally {
    await workspace.close()
  }
}

test('in a workspace that never ran: no database, no folder', async () => {
  const folder = demoFolder()
  const before = pictureOf(folder)
  expect(await flows(folder, 'plan')).toContain('done-with-issues')
  expect(pictureOf(folder)).toEqual(before)
  expect(existsSync(join(folder, 'var'))).toBe(false)
})

test('in one that ran, with something new in every feed', async () => {
  const folder = demoFolder()
  await flows(folder, 'run')
  const stock = readFileSync(join(import.meta.dirname, '../../examples/demo/till/out/STOCK_20261120.csv'), 'latin1')
  writeFileSync(join(folder, 'till/out/STOCK_20261121.csv'), stock.replace('BUTIK;6', 'BUTIK;5'), 'latin1')
  appendFileSync(join(folder, 'shop/wc-product-export.csv'), '\n')
  const page = JSON.parse(readFileSync(join(folder, 'shop/orders-page1.json'), 'utf8'))
  const order = { ...page[0], id: 99_001, number: '99001' }
  writeFileSync(join(folder, 'shop/orders-page2.json'), JSON.stringify([order]))
  const before = pictureOf(folder)
  await flows(folder, 'plan')
  expect(pictureOf(folder)).toEqual(before)
})

test('a refused file, a folder that is not there and an interruption leave nothing either', async () => {
  const folder = demoFolder()
  writeFileSync(join(folder, 'till/out/STOCK_20261120.csv'), 'Varenr;Lager\r\nA;BUTIK\r\n')
  renameSync(join(folder, 'till/in'), join(folder, 'till/elsewhere'))
  const before = pictureOf(folder)
  expect(await flows(folder, 'plan', ['stock', 'orders', 'catalogue'])).toEqual(['failed', 'failed', 'failed'])
  const stop = AbortSignal.abort()
  const workspace = await openWorkspace(folder, { readOnly: true, stop })
  expect((await runFlow({ flow: 'shop-catalogue', mode: 'plan' }, workspace)).result).toBe('interrupted')
  await workspace.close()
  expect(pictureOf(folder)).toEqual(before)
})

test('check FILE', async () => {
  const folder = demoFolder()
  await flows(folder, 'run')
  const before = pictureOf(folder)
  const workspace = await openWorkspace(folder, { readOnly: true })
  await checkFile(join(folder, 'shop/wc-product-export.csv'), {}, workspace)
  await checkFile(join(folder, 'shop/orders-page1.json'), {}, workspace)
  await workspace.close()
  expect(pictureOf(folder)).toEqual(before)
})
