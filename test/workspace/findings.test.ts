import { expect, test } from 'vitest'
import type { FindingCode } from '../../src/model/finding-codes.ts'
import { type Finding, finding } from '../../src/model/findings.ts'
import { FINDINGS_MAX } from '../../src/model/run-report.ts'
import { CAUSES_PER_CODE_MAX } from '../../src/store/issues.ts'
import { Findings } from '../../src/workspace/findings.ts'

const many = (code: FindingCode, n: number, from = 0): Finding[] =>
  Array.from({ length: n }, (_, i) => finding(code, { row: from + i, key: `${from + i}` }))

function countOf(findings: readonly Finding[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { code } of findings) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

const ERRORS = ['TB2001', 'TB2101', 'TB2102', 'TB2103', 'TB2104', 'TB2105', 'TB2202', 'TB2401', 'TB2402'] as const

test.each<[string, [FindingCode, number][], Record<string, number>]>([
  [
    'few of everything',
    [
      ['TB2101', 3],
      ['TB2201', 2],
    ],
    { TB2101: 3, TB2201: 2 },
  ],
  [
    'no more than 200 of one code',
    [
      ['TB2101', 1500],
      ['TB2103', 1],
    ],
    { TB2101: 200, TB2103: 1 },
  ],
  [
    'an infinity of infos leaves room',
    [
      ['TB2201', 5000],
      ['TB2101', 2],
    ],
    { TB2201: 200, TB2101: 2 },
  ],
  [
    'errors before infos, a hundred of each before any has more',
    [['TB2201', 500], ...ERRORS.map((code): [FindingCode, number] => [code, 150])],
    {
      TB2001: 150,
      TB2101: 150,
      TB2102: 100,
      TB2103: 100,
      TB2104: 100,
      TB2105: 100,
      TB2202: 100,
      TB2401: 100,
      TB2402: 100,
    },
  ],
  [
    'guards whatever else there is',
    [...ERRORS.map((code): [FindingCode, number] => [code, 150]), ['TB3001', 150], ['TB5002', 1], ['TB5006', 1]],
    { ...Object.fromEntries([...ERRORS, 'TB3001'].map((code) => [code, 100])), TB3001: 98, TB5002: 1, TB5006: 1 },
  ],
])('%s', (_, told, expected) => {
  const findings = new Findings()
  for (const [code, n] of told) findings.add(many(code, n))
  expect(countOf(findings.kept)).toEqual(expected)
  expect(findings.kept.length).toBeLessThanOrEqual(FINDINGS_MAX)
  expect(findings.byCode).toEqual(Object.fromEntries(told))
  expect(findings.total).toBe(told.reduce((sum, [, n]) => sum + n, 0))
})

test('those kept stay in the order in which they came, or come in that of their rows', () => {
  const findings = new Findings()
  findings.add([...many('TB2101', 2, 5), finding('TB2502', { key: 'as-of' }), ...many('TB2201', 2, 1)])
  expect(findings.kept.map(({ row }) => row)).toEqual([5, 6, null, 1, 2])
  findings.inRowOrder()
  findings.add([finding('TB5001', { key: 'rows' }), ...many('TB2101', 1, 0)])
  expect(findings.kept.map(({ row }) => row)).toEqual([1, 2, 5, 6, null, null, 0])
})

test('every cause may become an issue, however many findings come before; infos are none', () => {
  const findings = new Findings()
  findings.add(Array.from({ length: 3000 }, (_, i) => finding('TB2101', { row: i, key: 'A' })))
  findings.add([...many('TB2201', 3), ...many('TB2101', 500), finding('TB2103', { key: 'B' })])
  expect(countOf(findings.causes)).toEqual({ TB2101: CAUSES_PER_CODE_MAX + 1, TB2103: 1 })
  expect(findings.causes.map(({ key }) => key)).toEqual(expect.arrayContaining(['A', 'B']))
})

test('parts of a run add up, also in what has become issues already', () => {
  const [first, second] = [new Findings(), new Findings()]
  first.add(many('TB2101', 150))
  first.count('TB2201', 7)
  first.markSynced()
  second.add([...many('TB2101', 150, 100), finding('TB4005', { key: 'x' })])
  const merged = new Findings()
  merged.merge(first)
  merged.merge(second)
  expect([merged.total, merged.errors, merged.byCode]).toEqual([308, 300, { TB2101: 300, TB2201: 7, TB4005: 1 }])
  expect(merged.kept.map(({ row }) => row).slice(0, 150)).toEqual(Array.from({ length: 150 }, (_, i) => i))
  expect(countOf(merged.kept)).toEqual({ TB2101: 200, TB4005: 1 })
  expect(merged.unsynced.map(({ code }) => code)).toEqual(['TB4005'])
})
