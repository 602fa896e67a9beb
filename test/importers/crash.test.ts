import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { put, query } from '../end-to-end/a-workspace.ts'
import { csv, later, left, OUT, stockWorkspace } from './stock-workspace.ts'

const KILLS = 30
const FILES = 200
const CODES = ['A', 'B', 'C']
const BIN = resolve(import.meta.dirname, '../../bin/tillbridge.js')

/** Each file of the drop has numbers of its own, so that a lost, doubled or late one shows. */
const pieces = (file: number, code: number) => file * 10 + code

test(`${KILLS} times killed somewhere in a drop of ${FILES} files, nothing is lost and nothing is done twice`, async () => {
  const root = await stockWorkspace({
    skus: CODES,
    stock: { file: 'LAGER_*.CSV', settle: '0s', guards: { changed: 'off', age: 'off' } },
  })
  const start = Date.now() - FILES * 120_000
  for (let i = 0; i < FILES; i++) {
    const text = csv('CODE;QTY', ...CODES.map((code, c) => `${code};${pieces(i, c)}`))
    put(root, `${OUT}/${nameOf(i)}`, text, later(new Date(start).toISOString(), i))
  }
  let kills = 0
  for (let attempt = 0; kills < KILLS && attempt < KILLS * 2; attempt++) {
    const waiting = left(root).length
    if (waiting < 10) break
    const run = runStock(root)
    const ended = exitOf(run)
    // Into the work and not into the start: once the first file is claimed, a little later each time.
    while (left(root).length === waiting && run.exitCode === null) await sleep(1)
    await sleep(attempt % 40)
    if (run.exitCode === null && run.kill('SIGKILL')) kills++
    await ended
  }
  expect(kills).toBe(KILLS)
  expect(await exitOf(runStock(root))).toBe(0)

  expect(left(root)).toEqual([])
  expect(readdirSync(join(root, OUT, '.tb-claim'))).toEqual([])
  const applied = query<{ name: string; n: number }>(
    root,
    "select name, count(*) as n from inbound_file where flow = 'stock' and state = 'applied' group by name",
  )
  expect(applied).toEqual(Array.from({ length: FILES }, (_, i) => ({ name: nameOf(i), n: 1 })))
  const open = query(
    root,
    "select name, state from inbound_file where flow = 'stock' and state not in ('applied', 'gone')",
  )
  expect(open).toEqual([])
  for (const [c, code] of CODES.entries()) {
    const changes = query<{ before: number | null; after: number }>(
      root,
      'select before, after from stock_change where code = ? order by id',
      code,
    )
    const expected = Array.from({ length: FILES }, (_, i) => ({
      before: i === 0 ? null : pieces(i - 1, c) * 1000,
      after: pieces(i, c) * 1000,
    }))
    expect(changes).toEqual(expected)
  }
  const archived = query<{ path: string }>(
    root,
    "select path from inbound_file where flow = 'stock' and state = 'applied'",
  )
  for (const { path } of archived) {
    const folder = resolve(root, path, '..')
    expect(existsSync(resolve(root, path)), path).toBe(true)
    expect(
      readdirSync(folder).filter((name) => /^(result\.csv|report\.(html|json))$/.test(name)),
      path,
    ).toHaveLength(3)
  }
  const unfinished = query<{ result: string }>(
    root,
    "select result from run where flow = 'stock' and result = 'running'",
  )
  expect(unfinished).toEqual([])
}, 180_000)

function nameOf(i: number): string {
  return `LAGER_${String(i).padStart(3, '0')}.CSV`
}

function runStock(root: string): ChildProcess {
  return spawn(process.execPath, [BIN, 'run', 'stock', '-p', 'till', '-c', root, '--quiet'], { stdio: 'ignore' })
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((done) => child.on('close', done))
}
