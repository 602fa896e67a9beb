import { describe, expect, test } from 'vitest'
import { query } from '../end-to-end/a-workspace.ts'
import { csv, later, START, stockWorkspace, take } from './stock-workspace.ts'

const SKUS = Array.from({ length: 60 }, (_, i) => `S${String(i).padStart(2, '0')}`)
const file = (skus: readonly string[]) => csv('CODE;QTY', ...skus.map((sku) => `${sku};5`))

function issues(root: string, code: string): string[] {
  return query<{ state: string; text: string }>(root, 'select state, text from issue where code = ?', code).map(
    ({ state, text }) => `${state} ${/Found: (.*)\./.exec(text)?.[1]}`,
  )
}

describe('codes that are not in a file of a till that lists codes at zero', () => {
  test('are one issue that names them, until they are listed again', async () => {
    const root = await stockWorkspace({ skus: SKUS })
    await take(root, file(SKUS), START)
    const report = await take(root, file(SKUS.slice(6)), later(START, 10))
    expect([report.result, report.missing, report.findingsByCode]).toEqual(['ok', 6, { TB2608: 1 }])
    expect(report.findings[0]).toMatchObject({ severity: 'warning', row: null, key: 'main' })
    expect(issues(root, 'TB2608')).toEqual(['open 6 known codes not listed: S00, S01, S02, S03, S04, S05'])
    await take(root, file([...SKUS.slice(6), 'S00']), later(START, 20))
    expect(issues(root, 'TB2608')).toEqual(['open 5 known codes not listed: S01, S02, S03, S04, S05'])
    await take(root, file(SKUS), later(START, 30))
    expect(issues(root, 'TB2608')).toEqual(['resolved 5 known codes not listed: S01, S02, S03, S04, S05'])
  })

  test('are named up to the twentieth', async () => {
    const root = await stockWorkspace({ skus: SKUS, stock: { guards: { rows: 'off', coverage: 'off' } } })
    await take(root, file(SKUS), START)
    const report = await take(root, file(SKUS.slice(25)), later(START, 10))
    expect(report.findings.map(({ found }) => found)).toEqual([
      `25 known codes not listed: ${SKUS.slice(0, 20).join(', ')} and 5 more`,
    ])
  })

  test.each([
    ['where absent means zero', { listsZeros: 'no' }, csv('CODE;QTY', 'A;1')],
    ['in a row that could not be taken', {}, csv('CODE;QTY', 'A;1', 'B;x', 'C;1')],
    [
      'of a blank that is skipped',
      { columns: { code: { header: 'CODE' }, quantity: { header: 'QTY', blank: 'skip' } } },
      csv('CODE;QTY', 'A;1', 'B;', 'C;1'),
    ],
  ])('are not those %s', async (_, stock, second) => {
    const guards = { rows: 'off', coverage: 'off', rejected: 'off', zeroed: 'off', changed: 'off' }
    const root = await stockWorkspace({ stock: { guards, ...stock } })
    await take(root, csv('CODE;QTY', 'A;1', 'B;1', 'C;1'), START)
    const report = await take(root, second, later(START, 10))
    expect(report.findingsByCode).not.toHaveProperty('TB2608')
  })

  test('nor those that the shop does not carry any more', async () => {
    const root = await stockWorkspace({ stock: { guards: { rows: 'off', coverage: 'off' } } })
    await take(root, csv('CODE;QTY', 'A;1', 'B;1', 'C;1'), START)
    const { openWorkspace } = await import('../../src/runs/workspace.ts')
    const workspace = await openWorkspace(root)
    await workspace.store.updateTable('reference_code').set({ retired_at: START }).where('code', '=', 'B').execute()
    await workspace.close()
    const report = await take(root, csv('CODE;QTY', 'A;1'), later(START, 10))
    expect(report.findings.map(({ found }) => found)).toEqual(['1 known code not listed: C'])
  })
})
