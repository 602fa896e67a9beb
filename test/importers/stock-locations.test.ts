import { describe, expect, test } from 'vitest'
import type { RunReport } from '../../src/model/run-report.ts'
import { heldFile, releaseFile } from '../../src/runs/held-file.ts'
import { planUndo, undoRun } from '../../src/runs/undo-run.ts'
import { inWorkspace } from '../end-to-end/a-workspace.ts'
import { beside, csv, importBoth, later, ledger, START, stock, stockWorkspace, take } from './stock-workspace.ts'

const SKUS = Array.from({ length: 30 }, (_, i) => `S${String(i).padStart(2, '0')}`)
const SETTINGS = {
  file: 'LAGER_*.CSV',
  columns: { code: { header: 'CODE' }, quantity: { header: 'QTY' }, location: { header: 'STORE' } },
}
const workspace = (settings: object = {}) =>
  stockWorkspace({
    skus: SKUS,
    partner: { locations: { A: 'aarhus', O: 'odense', V: 'vejle' } },
    stock: { ...SETTINGS, ...settings },
  })

/** Rows of these stores, `pieces` of each code. */
const file = (stores: string, pieces = 5, skus: readonly string[] = SKUS) =>
  csv('CODE;QTY;STORE', ...[...stores].flatMap((store) => skus.map((sku) => `${sku};${pieces};${store}`)))

const coverage = ({ guards }: RunReport) => guards.find(({ name }) => name === 'coverage')?.sentence
const tripped = ({ guards }: RunReport) => guards.filter((guard) => guard.tripped).map(({ name }) => name)
const first = (root: string) => stock(root).filter((level) => level.startsWith('S00'))

describe('the guard for coverage', () => {
  test.each<[string, object, string, string]>([
    ['a location of the last file is missing', {}, file('A'), '30 of 60 known levels'],
    ['the same where zeros are left out', { listsZeros: 'no' }, file('A'), '30 of 60 levels above zero'],
    ['a location of the last file is another one now', {}, file('AV'), '30 of 60 known levels'],
    [
      'no code is known',
      {},
      file(
        'AO',
        5,
        SKUS.map((sku) => `X${sku}`),
      ),
      '0 of 60 known levels',
    ],
    [
      'no code is known where zeros are left out',
      { listsZeros: 'no' },
      file(
        'AO',
        5,
        SKUS.map((sku) => `X${sku}`),
      ),
      '0 of 60 levels above zero',
    ],
    [
      'no code is known at one location',
      {},
      file('A') +
        file(
          'O',
          5,
          SKUS.map((sku) => `X${sku}`),
        ).replace(/^.*\n/, ''),
      '30 of 60 known levels',
    ],
  ])('trips when %s', async (_, settings, text, lists) => {
    const root = await workspace(settings)
    await take(root, file('AO'), START, 'LAGER_1.CSV')
    const report = await take(root, text, later(START, 10), 'LAGER_2.CSV')
    expect([report.result, coverage(report)]).toEqual(['held', `the file lists ${lists}`])
    expect(tripped(report)).toContain('coverage')
    expect(stock(root)).toHaveLength(60)
  })

  test('counts a location that was photographed alone since with the file that did it', async () => {
    const root = await workspace()
    await take(root, file('AO'), START, 'LAGER_1.CSV')
    await take(root, file('A', 6), later(START, 10), 'LAGER_2.CSV')
    await release(root, 'LAGER_2.CSV', later(START, 20))
    const report = await take(root, file('O', 5), later(START, 30), 'LAGER_3.CSV')
    expect(coverage(report)).toBe('the file lists 30 of 30 known levels')
    expect([report.result, tripped(report)]).toEqual(['ok', []])
  })
})

describe('files of one location each', () => {
  test('do not make one another old, and are compared each with its own', async () => {
    const root = await workspace()
    await take(root, file('A'), later(START, 5), 'LAGER_AARHUS.CSV')
    const other = await take(root, file('O', 7, SKUS.slice(0, 10)), START, 'LAGER_ODENSE.CSV')
    expect([other.result, other.new, tripped(other)]).toEqual(['ok', 10, []])
    expect(first(root)).toEqual(['S00 aarhus 5', 'S00 odense 7'])
    const older = await take(root, file('O', 9), later(START, -5), 'LAGER_ODENSE.CSV')
    expect(older.findingsByCode).toEqual({ TB5009: 1 })
    const cut = await take(root, file('A', 5, SKUS.slice(0, 10)), later(START, 20), 'LAGER_AARHUS.CSV')
    expect([tripped(cut), coverage(cut)]).toEqual([['rows', 'coverage'], 'the file lists 10 of 30 known levels'])
  })

  test('the same bytes again are news of their own location', async () => {
    const root = await workspace()
    await take(root, file('A'), START, 'LAGER_AARHUS.CSV')
    await take(root, file('O', 7), later(START, 5), 'LAGER_ODENSE.CSV')
    const again = await take(root, file('A'), later(START, 10), 'LAGER_AARHUS.CSV')
    expect(again.notes.join(' ')).toContain('has the same numbers as LAGER_AARHUS.CSV')
    const copied = await take(root, file('O', 7), later(START, 5), 'LAGER_ODENSE.CSV')
    expect(copied.findingsByCode).toEqual({ TB5010: 1 })
    expect(ledger(root).map((row) => row.split(' ')[1])).toEqual(['applied', 'applied', 'applied', 'duplicate'])
  })

  test('one that is held or undone holds up its own location', async () => {
    const root = await workspace()
    await take(root, file('A'), START, 'LAGER_AARHUS.CSV')
    await take(root, file('O'), START, 'LAGER_ODENSE.CSV')
    await take(root, file('A', 6, SKUS.slice(0, 5)), later(START, 10), 'LAGER_AARHUS.CSV')
    const odense = await take(root, file('O', 5, SKUS.slice(1)), later(START, 20), 'LAGER_ODENSE.CSV')
    expect(ledger(root).slice(2)).toEqual(['LAGER_AARHUS.CSV held', 'LAGER_ODENSE.CSV applied'])
    expect((await release(root, 'LAGER_AARHUS.CSV', later(START, 25))).result).toBe('ok')
    expect(first(root)).toEqual(['S00 aarhus 6', 'S00 odense 5'])
    await undo(root, odense.run!, later(START, 30))
    const older = await take(root, file('O', 4), later(START, 15), 'LAGER_ODENSE.CSV')
    expect(older.notes.join(' ')).toContain('was undone')
    const aarhus = await take(root, file('A'), later(START, 15), 'LAGER_AARHUS.CSV')
    expect(aarhus.result).toBe('ok')
  })

  test('a mended part joins the photograph of its location', async () => {
    const root = await workspace({ guards: { rejected: 'off' } })
    const report = await take(root, file('A').replace('S00;5', 'S00;x'), START, 'LAGER_AARHUS.CSV')
    await take(root, file('O'), later(START, 10), 'LAGER_ODENSE.CSV')
    const mended = beside(root, report, 'rejected.csv').toString().replace('S00;x', 'S00;3')
    const part = await importBoth(root, mended, later(START, 20))
    expect([part.result, part.new, part.figures.asOf]).toEqual(['ok', 1, START])
    expect(first(root)).toEqual(['S00 aarhus 3', 'S00 odense 5'])
  })
})

async function release(root: string, name: string, at: string): Promise<RunReport> {
  return inWorkspace(
    root,
    () => at,
    async (open) => releaseFile(open, await heldFile(open, name), { by: 'Ann', note: 'It is right.' }),
  )
}

async function undo(root: string, run: string, at: string): Promise<RunReport> {
  return inWorkspace(
    root,
    () => at,
    async (open) => undoRun(open, await planUndo(open, run)),
  )
}
