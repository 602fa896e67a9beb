import { describe, expect, test } from 'vitest'
import { EXIT_CODES, exitCodeOf, exitCodeOfReport, exitSentence, worstExit } from '../../src/model/exit-codes.ts'
import { finding } from '../../src/model/findings.ts'
import { sampleReport } from '../reports/report-sample.ts'

test('the codes are frozen', () => {
  expect(EXIT_CODES.map((one) => one.code)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 10, 130])
})

test.each([
  ['ok', {}, 0],
  ['nothing-to-do', {}, 0],
  ['done-with-issues', {}, 0], // Warnings and notices alone need nobody tonight.
  ['done-with-issues', { rejected: 1 }, 3],
  ['done-with-issues', { errors: 1 }, 3],
  ['ok', { rejected: 1 }, 3],
  ['nothing-to-do', { rejected: 1 }, 3],
  ['held', { rejected: 9 }, 4],
  ['failed', {}, 1],
  ['failed', { retryable: true }, 5],
  ['failed', { rejected: 4, errors: 4 }, 1],
  ['busy', {}, 6],
  ['interrupted', { rejected: 1 }, 130],
] as const)('%s with %j ends with %i', (result, outcome, code) => expect(exitCodeOf(result, outcome)).toBe(code))

describe('a report', () => {
  const clean = { rejected: 0, same: 1113 }
  test.each([
    ['rejected rows', {}, 3],
    ['warnings only', { ...clean, findings: [finding('TB3002'), finding('TB1011')] }, 0],
    ['an error that rejected no row', { ...clean, findings: [finding('TB3003')] }, 3],
    ['a warning made of an error', { ...clean, findings: [finding('TB3003', { severity: 'warning' })] }, 0],
  ])('with %s', (_, changes, code) => expect(exitCodeOfReport(sampleReport(changes))).toBe(code))
})

test.each([
  [[], 0],
  [[0, 0], 0],
  [[0, 3], 3],
  [[3, 4], 4],
  [[4, 7], 7],
  [[7, 6], 6],
  [[6, 5], 5],
  [[5, 1], 1],
  [[1, 2], 2],
  [[2, 130], 130],
  [[0, 10], 10],
  [[10, 3], 3],
  [[0, 3, 4, 7, 6, 5, 1, 2], 2],
  [[0, 99], 1], // What nobody knows is a failure.
  [[2, 99], 2],
])('of %j the worst is %i', (codes, worst) => expect(worstExit(codes)).toBe(worst))

test('every code has a sentence, and an unknown one says so', () => {
  for (const { code, sentence } of EXIT_CODES) expect(exitSentence(code)).toBe(sentence)
  expect(exitSentence(42)).toContain('42')
})
