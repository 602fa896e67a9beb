import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RunReport } from '../../src/model/run-report.ts'
import { discardFile, heldFile, releaseFile } from '../../src/runs/held-file.ts'
import { planUndo, undoRun } from '../../src/runs/undo-run.ts'
import { type OpenWorkspace, openWorkspace } from '../../src/runs/workspace.ts'
import { query } from '../end-to-end/a-workspace.ts'
import { csv, importBoth, later, ledger, START, stock, stockWorkspace, take } from './stock-workspace.ts'

const WHO = { by: 'Ann', note: 'the summer stock is sold out' }
const CODES = Array.from({ length: 60 }, (_, i) => `K${i + 1}`)
const FULL = csv('CODE;QTY', ...CODES.map((code, i) => `${code};${i + 1}`))
const CUT = csv('CODE;QTY', ...CODES.slice(0, 20).map((code) => `${code};9`))

async function held(stockSettings: object = {}): Promise<{ root: string; report: RunReport; id: string }> {
  const root = await stockWorkspace({ skus: CODES, stock: { listsZeros: 'no', ...stockSettings } })
  await take(root, FULL, START)
  const report = await take(root, CUT, later(START, 10))
  return { root, report, id: report.files[0]!.id! }
}

async function inWorkspace<T>(root: string, at: string, work: (workspace: OpenWorkspace) => Promise<T>): Promise<T> {
  const workspace = await openWorkspace(root, { now: () => new Date(at), sleep: async () => {} })
  try {
    return await work(workspace)
  } finally {
    await workspace.close()
  }
}

/** A column with two spellings, of which the till has written the first. */
const EITHER = { columns: { code: { header: 'CODE' }, quantity: { header: ['QTY', 'LEFT'] } } }

const release = (root: string, word: string, at: string, who = WHO) =>
  inWorkspace(root, at, async (workspace) => releaseFile(workspace, await heldFile(workspace, word), who))

const openIssues = (root: string) =>
  query<{ code: string }>(root, "select code from issue where state = 'open' and flow = 'stock' order by code").map(
    ({ code }) => code,
  )

describe('a file that guards stop', () => {
  test('changes nothing, and names every guard that tripped', async () => {
    const { root, report } = await held()
    expect(report.result).toBe('held')
    expect(report.guards.filter((guard) => guard.tripped).map((guard) => guard.name)).toEqual([
      'rows',
      'coverage',
      'zeroed',
      'changed',
    ])
    expect(report.findings.map((found) => found.code)).toEqual(['TB5001', 'TB5002', 'TB5003', 'TB5004'])
    expect(report.summary).toMatch(/^Held: the file has 20 rows.*\)\. The file lists 20 of 60 levels above zero /)
    expect(openIssues(root)).toEqual(['TB5001', 'TB5002', 'TB5003', 'TB5004'])
    expect(stock(root)).toHaveLength(60)
    expect(stock(root)).toContain('K1 main 1')
    expect(query(root, 'select count(*) as n from stock_photo')).toEqual([{ n: 1 }])
  })

  test.each([
    [
      'unknown',
      {},
      csv('CODE;QTY', ...CODES.map((code) => `${code};1`), ...CODES.map((code) => `X${code};1`)),
      'TB5005',
    ],
    ['rejected', {}, csv('CODE;QTY', ...CODES.map((code, i) => `${code};${i < 4 ? 'x' : i + 1}`)), 'TB5006'],
    ['format', EITHER, csv('CODE;LEFT', ...CODES.map((code, i) => `${code};${i + 1}`)), 'TB5007'],
    ['age', { guards: { age: '1h' }, asOf: { from: 'fileTime', queryTime: '2h' } }, FULL, 'TB5008'],
  ])('%s alone is enough', async (name, settings, text, code) => {
    const root = await stockWorkspace({ skus: CODES, stock: settings })
    if (name !== 'age') await take(root, FULL, START)
    const report = await take(root, text, later(START, 10))
    expect(report.result).toBe('held')
    expect(report.findings.map((found) => found.code)).toContain(code)
    expect(report.guards.filter((guard) => guard.tripped).map((guard) => guard.name)).toContain(name)
  })

  test.each([
    ['codes of another shop', {}, CODES.map((code, i) => `X${code};${i + 1}`), '0 %', '0 of 60 known levels'],
    [
      'code and quantity changed places',
      {},
      CODES.map((code, i) => `${i + 900};${code}`),
      '0 %',
      '0 of 60 known levels',
    ],
    ['all quantities are bad', {}, CODES.map((code) => `${code};x`), '100 %', '60 of 60 known levels'],
    ['a quarter', {}, CODES.slice(0, 15).map((code) => `${code};1`), '25 %', '15 of 60 known levels'],
    [
      'no zeros',
      { listsZeros: 'no' },
      CODES.slice(30).map((code) => `${code};1`),
      '50 %',
      '30 of 60 levels above zero',
    ],
  ])('coverage says what the file lists: %s', async (_, settings, rows, measured, sentence) => {
    const root = await stockWorkspace({ skus: CODES, stock: settings })
    await take(root, FULL, START)
    const report = await take(root, csv('CODE;QTY', ...rows), later(START, 10))
    expect(report.guards.find(({ name }) => name === 'coverage')).toMatchObject({
      measured,
      sentence: `the file lists ${sentence}`,
    })
  })

  test('coverage is of the locations of the last file, one that is missing now included', async () => {
    const partner = { locations: { A: 'aarhus', O: 'odense' } }
    const columns = { code: { header: 'CODE' }, quantity: { header: 'QTY' }, location: { header: 'AT' } }
    const root = await stockWorkspace({ skus: CODES, partner, stock: { columns } })
    const at = (place: string) => CODES.map((code, i) => `${code};${i + 1};${place}`)
    await take(root, csv('CODE;QTY;AT', ...at('A'), ...at('O')), START)
    const report = await take(root, csv('CODE;QTY;AT', ...at('A').slice(0, 30)), later(START, 10))
    expect(report.guards.find(({ name }) => name === 'coverage')?.sentence).toBe(
      'the file lists 30 of 120 known levels',
    )
  })

  test.each([
    ['Code;Qty', ''],
    ['code.;Qty.', ''],
    ['" Code ";QTY', ''],
    ['CODE;QTY;', ';'],
    ['CODE;QTY;;', ';;'],
    ['CODE;QTY;TEXT', ';t'],
  ])('a header %s is the same format as CODE;QTY', async (header, end) => {
    const root = await stockWorkspace({ skus: CODES })
    await take(root, FULL, START)
    const report = await take(root, csv(header, ...CODES.map((code, i) => `${code};${i + 2}${end}`)), later(START, 10))
    expect(report.guards.filter((guard) => guard.tripped).map((guard) => guard.name)).toEqual(['changed'])
  })

  test.each([
    ['by name', { code: { header: 'CODE' }, quantity: { header: 'QTY' } }, false],
    ['by number', { code: { position: 1 }, quantity: { position: 3 } }, true],
  ])('a column that is not read comes in between: columns %s', async (_, columns, expected) => {
    const root = await stockWorkspace({ skus: CODES, stock: { columns } })
    await take(root, csv('CODE;TEXT;QTY', ...CODES.map((code, i) => `${code};t;${i + 1}`)), START)
    const now = csv('CODE;TEXT;MIN;QTY', ...CODES.map((code, i) => `${code};t;${i + 2};${i + 1}`))
    const report = await take(root, now, later(START, 10))
    expect(report.guards.find((guard) => guard.name === 'format')?.tripped).toBe(expected)
  })

  test('stays held when it comes again', async () => {
    const { root, id } = await held()
    const again = await importBoth(root, CUT, later(START, 10), 'again.csv')
    expect([again.result, again.read]).toEqual(['held', 20])
    expect(again.notes.join(' ')).toContain(`release ${id}`)
    expect(ledger(root)).toEqual(['LAGER.CSV applied', 'LAGER.CSV held', 'again.csv duplicate'])
  })

  test('with a newer time it is held anew, and only the newest of its kind waits', async () => {
    const { root } = await held()
    await take(root, CUT, later(START, 20))
    expect(ledger(root)).toEqual(['LAGER.CSV applied', 'LAGER.CSV superseded', 'LAGER.CSV held'])
  })

  test('waits for nobody once a newer file was applied', async () => {
    const { root, id } = await held()
    await take(root, FULL.replace('K1;1', 'K1;7'), later(START, 20))
    expect(ledger(root)).toEqual(['LAGER.CSV applied', 'LAGER.CSV superseded', 'LAGER.CSV applied'])
    expect(openIssues(root)).toEqual([])
    await expect(release(root, id, later(START, 30))).rejects.toThrow('No held file is called')
  })
})

describe('release', () => {
  test('applies the file with its own as-of and keeps who and why', async () => {
    const { root, id } = await held()
    const report = await release(root, id, later(START, 60))
    expect([report.result, report.read, report.changed, report.figures.toZero]).toEqual(['ok', 20, 19, 40])
    expect(report.notes.join(' ')).toContain(
      'Released by Ann: the summer stock is sold out. Overruled: rows, coverage, zeroed, changed.',
    )
    expect(stock(root).slice(0, 3)).toEqual(['K1 main 9', 'K10 main 9', 'K11 main 9'])
    expect(stock(root)).toContain('K60 main 0')
    expect(query(root, 'select max(as_of) as at from stock_photo')).toEqual([{ at: later(START, 10) }])
    expect(query(root, 'select actor, action, subject, run, note, at from audit')).toEqual([
      { actor: 'Ann', action: 'release', subject: id, run: report.run, note: WHO.note, at: later(START, 60) },
    ])
    expect(openIssues(root)).toEqual([])
    expect(ledger(root)).toEqual(['LAGER.CSV applied', 'LAGER.CSV applied'])
  })

  test('is an accepted file from then on: the next one is compared with it', async () => {
    const { root, id } = await held()
    await release(root, id, later(START, 60))
    expect((await take(root, CUT.replace('K1;9', 'K1;8'), later(START, 70))).result).toBe('ok')
  })

  test('can be undone by its run', async () => {
    const { root, id } = await held()
    const before = stock(root)
    const report = await release(root, id, later(START, 60))
    await inWorkspace(root, later(START, 61), async (workspace) =>
      undoRun(workspace, await planUndo(workspace, report.run!)),
    )
    expect(stock(root)).toEqual(before)
  })

  test('knows a file by its id, the end of it, or its name', async () => {
    const { root, id } = await held()
    await inWorkspace(root, START, async (workspace) => {
      for (const word of [id, id.slice(-6), 'LAGER.CSV']) expect((await heldFile(workspace, word)).id).toBe(id)
      for (const word of ['', 'OTHER.CSV', '%']) await expect(heldFile(workspace, word)).rejects.toThrow('No held file')
    })
  })

  test('of one of two with a name says which there are', async () => {
    const { root, id } = await held()
    await take(root, CUT.replace('K1;9', 'K1;8'), later(START, 20))
    await expect(release(root, 'LAGER.CSV', later(START, 30))).rejects.toThrow(/Several held files fit "LAGER.CSV":\n/)
    // The newer one goes first; then the older one is none any more.
    const [newest] = query<{ id: string }>(root, "select id from inbound_file where state = 'held' order by as_of desc")
    await release(root, newest!.id, later(START, 30))
    await expect(release(root, id, later(START, 31))).rejects.toThrow('No held file')
    expect(ledger(root)).toEqual(['LAGER.CSV applied', 'LAGER.CSV superseded', 'LAGER.CSV applied'])
  })

  test('of a file that is older than what was undone since changes nothing', async () => {
    const { root, id } = await held()
    const before = stock(root)
    const newer = await take(root, FULL.replace('K1;1', 'K1;7'), later(START, 5))
    expect(newer.result).toBe('ok')
    const later2 = await take(root, FULL.replace('K1;1', 'K1;8'), later(START, 15))
    await inWorkspace(root, later(START, 17), async (workspace) =>
      undoRun(workspace, await planUndo(workspace, later2.run!)),
    )
    await expect(release(root, id, later(START, 30))).rejects.toThrow('No held file')
    expect(stock(root)).toHaveLength(before.length)
    expect(stock(root)).toContain('K1 main 7')
  })

  test('needs a name, a reason, and the bytes', async () => {
    const { root, id, report } = await held()
    await expect(release(root, id, later(START, 30), { by: ' ', note: 'x' })).rejects.toThrow('Say who decides')
    await expect(release(root, id, later(START, 30), { by: 'Ann', note: '' })).rejects.toThrow('Say who decides')
    rmSync(join(root, report.files[0]!.path!))
    await expect(release(root, id, later(START, 30))).rejects.toThrow('not in the archive any more')
    expect(ledger(root)[1]).toBe('LAGER.CSV held')
  })
})

describe('discard', () => {
  test('puts the file aside, closes its issues, and the same bytes do not come back', async () => {
    const { root, id } = await held()
    await inWorkspace(root, later(START, 30), async (workspace) =>
      discardFile(workspace, await heldFile(workspace, id), { by: 'Bo', note: 'cut' }),
    )
    expect(ledger(root)[1]).toBe('LAGER.CSV discarded')
    expect(openIssues(root)).toEqual([])
    expect(query(root, 'select actor, action, subject, run from audit')).toEqual([
      { actor: 'Bo', action: 'discard', subject: id, run: null },
    ])
    const again = await importBoth(root, CUT, later(START, 10), 'again.csv')
    expect([again.result, again.notes.join(' ')]).toEqual([
      'nothing-to-do',
      `again.csv was discarded as ${id}; nothing to do.`,
    ])
    expect((await take(root, FULL, later(START, 40))).result).toBe('ok')
  })

  test('is done once', async () => {
    const { root, id } = await held()
    await inWorkspace(root, later(START, 30), async (workspace) => {
      const file = await heldFile(workspace, id)
      await discardFile(workspace, file, WHO)
      await expect(discardFile(workspace, file, WHO)).rejects.toThrow('not held any more')
    })
    expect(query(root, 'select count(*) as n from audit')).toEqual([{ n: 1 }])
  })
})
