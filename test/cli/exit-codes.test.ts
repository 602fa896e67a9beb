import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { EXIT_CODES } from '../../src/model/exit-codes.ts'
import { openStore, type Store } from '../../src/store/open.ts'
import { dropLease, startRun, takeLease } from '../../src/store/runs.ts'
import { freshDemo, ranDemo, started, tillbridge, tillbridgeJson } from './spawned.ts'

vi.setConfig({ testTimeout: 60_000 })

/** Every exit code, and the call that reaches it. */
const REACHED: Record<number, () => number | null | Promise<number | null>> = {
  0: () => tillbridge(freshDemo(), ['run', 'shop-catalogue']).code,
  1: () => {
    const demo = freshDemo()
    writeFileSync(join(demo, 'till/out/STOCK_20261121.csv'), 'Varenr;Lager\r\nTOG-R-LI;BUTIK\r\n')
    rmSync(join(demo, 'till/out/STOCK_20261120.csv'))
    const { json, code } = tillbridgeJson(demo, ['run', 'stock'])
    expect(json).toMatchObject({
      result: 'failed',
      files: expect.arrayContaining([expect.objectContaining({ state: 'refused' })]),
    })
    expect(json.findings[0].code).toBe('TB1004')
    return code
  },
  2: () => tillbridge(freshDemo(), ['run', 'nothing']).code,
  3: () => {
    const demo = freshDemo()
    tillbridge(demo, ['run', 'shop-catalogue'])
    return tillbridge(demo, ['run', 'stock']).code
  },
  4: () => {
    const demo = ranDemo()
    const [header, ...rows] = readFileSync(
      join(import.meta.dirname, '../../examples/demo/till/out/STOCK_20261120.csv'),
      'latin1',
    ).split('\r\n')
    writeFileSync(join(demo, 'till/out/STOCK_20261121.csv'), [header, ...rows.slice(0, 10), ''].join('\r\n'), 'latin1')
    const before = tillbridgeJson(demo, ['stock', 'list']).json
    const { json, code } = tillbridgeJson(demo, ['run', 'stock'])
    expect(json.guards.filter((g: { tripped: boolean }) => g.tripped).map((g: { name: string }) => g.name)).toContain(
      'rows',
    )
    expect(tillbridgeJson(demo, ['stock', 'list']).json).toEqual(before)
    return code
  },
  5: () => {
    const demo = freshDemo()
    renameSync(join(demo, 'till/out'), join(demo, 'till/elsewhere'))
    const { json, code } = tillbridgeJson(demo, ['run', 'stock'])
    expect(json).toMatchObject({ result: 'failed', findings: [{ code: 'TB4001' }] })
    return code
  },
  6: async () => {
    const demo = ranDemo()
    const store = await storeOf(demo)
    const now = new Date()
    const run = await startRun(store, { flow: 'stock', partner: 'demo-till', shop: null, startedAt: now.toISOString() })
    expect(await takeLease(store, 'demo-till/stock', run, now)).toBe(true)
    const busy = tillbridgeJson(demo, ['run', 'stock'])
    expect(busy.json).toMatchObject({ result: 'busy', read: 0 })
    await dropLease(store, 'demo-till/stock', run)
    return busy.code
  },
  10: () => {
    const demo = freshDemo()
    expect(tillbridge(demo, ['plan', 'shop-catalogue']).code).toBe(0)
    const code = tillbridge(demo, ['plan', 'shop-catalogue', '--exit-code']).code
    tillbridge(demo, ['run', 'shop-catalogue'])
    expect(tillbridge(demo, ['plan', 'shop-catalogue', '--exit-code']).code).toBe(0)
    return code
  },
  130: async () => {
    const demo = waitingDemo()
    const child = started(demo, ['run', 'stock'])
    await runIsOpen(demo)
    child.kill('SIGINT')
    return child.ended
  },
}

/** Codes that nothing returns yet, and why. */
const NOT_YET: Record<number, string> = { 7: 'says that an expected file is late; files have no expected times yet' }

test.each(EXIT_CODES.map(({ code, sentence }) => [code, sentence] as const))('exit code %i: %s', async (code) => {
  if (NOT_YET[code]) return expect(REACHED[code]).toBeUndefined()
  expect(await REACHED[code]!()).toBe(code)
})

/** Said by the run itself, not found out afterwards. */
const ITSELF = 'Interrupted before the end; it is safe to run again.'

describe('stopped in the middle', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s while a file settles: nothing is taken, the next run takes it',
    async (signal) => {
      const demo = waitingDemo()
      const child = started(demo, ['run', 'stock'])
      await runIsOpen(demo)
      child.kill(signal)
      expect(await child.ended).toBe(130)
      expect(tillbridgeJson(demo, ['runs', 'list']).json.runs).toMatchObject([
        { result: 'interrupted', summary: ITSELF },
      ])
      expect(existsSync(join(demo, 'till/out/STOCK_20261120.csv'))).toBe(true)
      settled(demo)
      const again = tillbridgeJson(demo, ['run', 'stock'])
      expect(again).toMatchObject({ json: { read: 84 } })
    },
  )

  test('SIGINT while a claimed file is read: nothing is applied, its bytes are taken up by the next run', async () => {
    const demo = freshDemo()
    const rows = longFile(demo, 120_000)
    const child = started(demo, ['run', 'stock'])
    await until(() => {
      return ledger(demo, "select id from inbound_file where state = 'staged'").length > 0
    })
    child.kill('SIGINT')
    expect(await child.ended).toBe(130)
    const list = tillbridgeJson(demo, ['runs', 'list']).json.runs
    expect(list).toMatchObject([{ result: 'interrupted', summary: ITSELF, read: 0 }])
    expect(tillbridgeJson(demo, ['stock', 'list']).json.stock).toEqual([])
    expect(existsSync(join(demo, 'var/scratch'))).toBe(false)
    const again = tillbridgeJson(demo, ['run', 'stock'])
    expect(again.json).toMatchObject({ read: rows, skipped: rows })
    expect(readdirSync(join(demo, 'till/out')).filter((name) => !name.startsWith('.'))).toEqual([])
  })

  test('killed: status says so at once, and the next run is not held up', async () => {
    const demo = waitingDemo()
    const child = started(demo, ['run', 'stock'])
    await runIsOpen(demo)
    child.kill('SIGKILL')
    await child.ended
    const stock = tillbridgeJson(demo, ['status']).json.status.find((one: { flow: string }) => one.flow === 'stock')
    expect(stock.result).toBe('interrupted')
    settled(demo)
    expect(tillbridgeJson(demo, ['run', 'stock']).json).toMatchObject({ read: 84, result: 'done-with-issues' })
    const results = tillbridgeJson(demo, ['runs', 'list']).json.runs.map((one: { result: string }) => one.result)
    expect(results).toEqual(['done-with-issues', 'interrupted'])
  })

  test('run all goes no further', async () => {
    const demo = waitingDemo()
    const child = started(demo, ['run', 'all'])
    await runIsOpen(demo)
    child.kill('SIGINT')
    expect(await child.ended).toBe(130)
    const flows = tillbridgeJson(demo, ['runs', 'list']).json.runs.map((one: { flow: string }) => one.flow)
    expect(flows).not.toContain('shop-stock')
  })
})

test('several first runs at the same moment: one works, the others are busy or find it done', async () => {
  const demo = freshDemo()
  const codes = await Promise.all([1, 2, 3, 4].map(() => started(demo, ['run', 'shop-catalogue']).ended))
  expect(codes).toContain(0)
  for (const code of codes) expect([0, 6]).toContain(code)
  const variants = new Set(tillbridgeJson(demo, ['runs', 'list']).json.runs.map((one: { new: number }) => one.new))
  expect([...variants].sort()).toEqual(expect.arrayContaining([52]))
})

/** A demo whose stock file has just been written, by a till that takes its time. */
function waitingDemo(): string {
  const demo = freshDemo()
  const yaml = join(demo, 'partners/demo-till.yaml')
  writeFileSync(yaml, readFileSync(yaml, 'utf8').replace('  folder: out\n', '  folder: out\n  settle: 5m\n'))
  const now = new Date()
  utimesSync(join(demo, 'till/out/STOCK_20261120.csv'), now, now)
  return demo
}

function settled(demo: string): void {
  const yaml = join(demo, 'partners/demo-till.yaml')
  writeFileSync(yaml, readFileSync(yaml, 'utf8').replace('settle: 5m', 'settle: 0s'))
}

function longFile(demo: string, rows: number): number {
  const path = join(demo, 'till/out/STOCK_20261120.csv')
  writeFileSync(path, 'Varenr;Tekst;Lager;Antal\r\n')
  for (let done = 0; done < rows; done += 10_000)
    appendFileSync(path, Array.from({ length: 10_000 }, (_, i) => `LONG-${done + i};A thing;BUTIK;4\r\n`).join(''))
  return rows
}

async function storeOf(demo: string): Promise<Store> {
  const store = await openStore(join(demo, 'var/tillbridge.db'))
  onTestFinished(() => store.destroy())
  return store
}

async function runIsOpen(demo: string): Promise<void> {
  await until(() => {
    return ledger(demo, "select id from run where flow = 'stock' and result = 'running'").length > 0
  })
}

/** What another process has written so far; nothing as long as it has no tables. */
function ledger(demo: string, query: string): Record<string, unknown>[] {
  const path = join(demo, 'var/tillbridge.db')
  if (!existsSync(path)) return []
  const database = new SqliteDatabase(path, { readonly: true })
  try {
    return database.prepare(query).all() as Record<string, unknown>[]
  } catch (error) {
    if (/no such table|locked/.test((error as Error).message)) return []
    throw error
  } finally {
    database.close()
  }
}

async function until(isTrue: () => boolean): Promise<void> {
  const end = Date.now() + 30_000
  while (!isTrue()) {
    if (Date.now() > end) throw new Error('it never came true')
    await new Promise((done) => setTimeout(done, 20))
  }
}
