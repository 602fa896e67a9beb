import { describe, expect, test } from 'vitest'
import { query } from '../end-to-end/a-workspace.ts'
import { csv, later, START, stockWorkspace, take } from './stock-workspace.ts'

const SKUS = Array.from({ length: 40 }, (_, i) => `S${i}`)
const file = (...rows: string[]) => csv('CODE;QTY', ...rows, ...SKUS.slice(rows.length).map((sku) => `${sku};5`))
const SOUND = file('S0;5')

interface Issue {
  code: string
  key: string
  state: string
  occurrences: number
  text: string
}

const issues = (root: string) =>
  query<Issue>(root, "select code, key, state, occurrences, text from issue where flow = 'stock' order by id")
const short = (root: string) => issues(root).map(({ code, key, state }) => `${code} ${key} ${state}`)

describe('issues of stock files', () => {
  test('are not lost behind a thousand findings, nor is what the guards say', async () => {
    const root = await stockWorkspace({ skus: SKUS })
    await take(root, SOUND, START)
    const bad = Array.from({ length: 1200 }, (_, i) => `Z${i};x`)
    const report = await take(root, csv('CODE;QTY', ...bad, 'S1;1.5'), later(START, 10))
    const guards = report.guards.filter((guard) => guard.tripped).length
    expect(report.findings.filter(({ code }) => code.startsWith('TB50'))).toHaveLength(guards)
    expect([report.findingsTotal, report.findingsByCode.TB2101]).toEqual([1201 + guards, 1200])
    const open = issues(root)
    expect(open.filter(({ code }) => code === 'TB2101')).toHaveLength(101)
    expect(open.map(({ code }) => code)).toEqual(expect.arrayContaining(['TB2103', 'TB5002', 'TB5006']))
  })

  test('of codes beyond the thousandth row that contradicts another are there as well', async () => {
    const root = await stockWorkspace({ skus: SKUS, stock: { guards: { rejected: 'off' } } })
    const twice = Array.from({ length: 1100 }, (_, i) => `S0;${i}`)
    await take(root, csv('CODE;QTY', ...twice, 'S1;1', 'S1;2'), START)
    expect(short(root)).toEqual(['TB2202 S0 open', 'TB2202 S1 open'])
  })

  test('about rows are not ended by a file that was refused or is held', async () => {
    const root = await stockWorkspace({ skus: SKUS })
    await take(root, file('S0;x'), START)
    expect(short(root)).toEqual(['TB2101 S0 open'])
    await take(root, 'GARBAGE\n', later(START, 10))
    const [, refusal] = short(root)
    expect(short(root)).toEqual(['TB2101 S0 open', refusal])
    await take(root, csv('CODE;QTY', 'S1;5'), later(START, 20))
    expect(short(root).slice(0, 2)).toEqual(['TB2101 S0 open', refusal!.replace('open', 'resolved')])
    await take(root, 'GARBAGE\n', later(START, 30))
    expect(short(root).filter((issue) => issue.endsWith('open'))).toEqual(
      expect.arrayContaining(['TB2101 S0 open', refusal, 'TB5002 coverage open']),
    )
    await take(root, SOUND, later(START, 40))
    expect(short(root).filter((issue) => issue.endsWith('open'))).toEqual([])
  })

  test('about files as a whole end with the same bytes as before, those about their rows stay', async () => {
    const root = await stockWorkspace({ skus: SKUS })
    const known = file('S0;x')
    await take(root, known, START)
    await take(root, csv('CODE;QTY', 'S1;5'), later(START, 10))
    await take(root, 'GARBAGE\n', later(START, 20))
    expect(short(root).filter((issue) => issue.endsWith('open')).length).toBeGreaterThan(3)
    expect((await take(root, known, later(START, 30))).notes.join(' ')).toContain('has the same numbers')
    expect(short(root).filter((issue) => issue.endsWith('open'))).toEqual(['TB2101 S0 open'])
  })

  test('about files of one location are not ended by those of another', async () => {
    const columns = { code: { header: 'CODE' }, quantity: { header: 'QTY' }, location: { header: 'AT' } }
    const partner = { locations: { A: 'aarhus', O: 'odense' } }
    const root = await stockWorkspace({ skus: SKUS, partner, stock: { file: 'L_*.CSV', columns } })
    const at = (place: string, row = 'S0;5') =>
      csv('CODE;QTY;AT', `${row};${place}`, ...SKUS.slice(1).map((sku) => `${sku};5;${place}`))
    await take(root, at('A', 'S0;x'), START, 'L_A.CSV')
    await take(root, at('O'), later(START, 10), 'L_O.CSV')
    expect(short(root)).toEqual(['TB2101 S0 open'])
    await take(root, at('A'), later(START, 20), 'L_A.CSV')
    expect(short(root)).toEqual(['TB2101 S0 resolved'])
  })
})
