import { describe, expect, test } from 'vitest'
import { finding } from '../../src/model/findings.ts'
import type { RunReport } from '../../src/model/run-report.ts'
import { summarise } from '../../src/reports/summary.ts'
import { nextStep, terminalText } from '../../src/reports/terminal-text.ts'
import { sampleReport } from './report-sample.ts'

test('a plan in the terminal', () => {
  const report = sampleReport({ run: null, summary: '' })
  expect(
    terminalText(report, { command: 'npx tillbridge' }),
  ).toBe(`ajour-aarhus / stock   STOCK_<b>20261120</b>.csv   1 204 rows   windows-1252 ';'   sha256 9f2c9f2c...
  new 3   changed 88   same 1 109   skipped 0   rejected 4      (= 1 204)   missing 2
  units 18 442 -> 18 391.5  (-50.5)    to zero 6    largest TSHIRT-RED-M 40 -> 4
  levels 1 204   main lock 340 ms   peak memory 213 MiB
  guards  coverage 99 %  ok | zeroed 30 %  STOP (limit 20 %)
  ! zeroed: 361 codes would go to zero.
  TB1007  1 error  A row has more or fewer cells than the header.
          row 961 "5 cells" (expected 4 cells)
          Fix: Mend the row: often an unquoted delimiter or a cut line.
  TB2101  3 errors  A quantity cannot be understood, or is not of the declared form.
          row 802 Antal "4,5 stk" (expected a whole number), row 960 Antal "<script>alert(1)</script>" (expected a whole number), ...
          Fix: Correct the cell; if the till writes numbers this way, declare the habit in the column.
  TB3002  1 warning  A code from the POS is almost a code of the shop: case, spaces, lost zeros or the same GTIN.
          row 17 Varenr "0040012[31m" (expected 40012)
          Fix: Write "40012" & nothing else.
  TB1011  1 notice  The file uses more than one kind of line end.
  to mend  var/files/2026/11/20/f1/rejected.csv   4 rows
  note  3 codes are not in this shop.
  note  Not tested: whether the shop accepts <the> writes.
Plan: Done with issues   1 204 rows read: 3 new, 88 changed, 1 109 same, 4 rejected. Nothing was written.
Next:  npx tillbridge run stock --partner ajour-aarhus      (applies 91 rows, 4 rejected, exit code 3)`)
})

test('no control character of a file reaches the terminal', () => {
  const hostile = '\u001b]0;owned\u0007\u009b31m\r\n\u202e'
  const report = sampleReport({
    partner: hostile,
    notes: [hostile],
    summary: hostile,
    figures: { encoding: hostile, largest: hostile, other: hostile },
    findings: [finding('TB2101', { row: 1, column: hostile, found: hostile, expected: hostile, fix: hostile })],
    guards: [{ name: 'rows', tripped: true, measured: hostile, limit: hostile, sentence: hostile }],
  })
  report.files[0]!.name = hostile
  const text = terminalText(report)
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
  expect(text.split('\n')).toHaveLength(
    terminalText(sampleReport({ ...report, partner: 'x', summary: 'x' })).split('\n').length,
  )
})

test('counts that do not add up shout', () => {
  expect(terminalText(sampleReport({ same: 1 }))).toContain('DOES NOT ADD UP')
})

describe('one sentence', () => {
  test.each<[name: string, changes: Partial<RunReport>, sentence: string]>([
    ['done', { result: 'ok' }, '1 204 rows read: 3 new, 88 changed, 1 109 same, 4 rejected.'],
    ['plan', { run: null }, '1 204 rows read: 3 new, 88 changed, 1 109 same, 4 rejected. Nothing was written.'],
    ['nothing new', { result: 'nothing-to-do', read: 0, same: 0 }, 'Nothing to do: there was nothing new.'],
    [
      'all the same',
      { result: 'nothing-to-do', read: 1, new: 0, changed: 0, same: 1, rejected: 0 },
      'Nothing to do: 1 row read, nothing changed.',
    ],
    [
      'held',
      { result: 'held' },
      'Held: 361 codes would go to zero (guard zeroed: 30 %, limit 20 %). Nothing was written.',
    ],
    [
      'failed',
      { result: 'failed', findings: [finding('TB1008', { row: 1200 })], findingsByCode: { TB1008: 1 } },
      'Failed: A quoted cell is opened and never closed; everything behind it would be swallowed (TB1008, row 1 200). Nothing was written.',
    ],
    [
      'failed, nobody knows',
      { result: 'failed', findings: [], findingsByCode: {}, notes: [] },
      'Failed: the reason stands in the log. Nothing was written.',
    ],
    [
      'failed for a reason that is no finding',
      { result: 'failed', findings: [], findingsByCode: {}, notes: ['database or disk is full'] },
      'Failed: database or disk is full. Nothing was written.',
    ],
    ['busy', { result: 'busy' }, 'Not started: another run is busy with the same flow.'],
    ['interrupted', { result: 'interrupted' }, 'Interrupted before the end; it is safe to run again.'],
    [
      'orders out',
      {
        result: 'ok',
        flow: 'orders',
        read: 1,
        new: 1,
        changed: 0,
        same: 0,
        rejected: 0,
        files: [
          {
            direction: 'out',
            name: 'O.csv',
            id: 'x',
            path: 'O.csv',
            state: 'published',
            bytes: 1,
            sha256: null,
            rows: 1,
          },
        ],
      },
      '1 order read: 1 new, 1 file written.',
    ],
  ])('%s', (_, changes, sentence) => expect(summarise(sampleReport(changes))).toBe(sentence))
})

test.each<[Partial<RunReport>, string | null]>([
  [{ result: 'ok', rejected: 0 }, null],
  [{ result: 'busy' }, 't run stock --partner ajour-aarhus'],
  [{ result: 'failed', findings: [], findingsByCode: { TB1008: 1 } }, 't explain TB1008'],
  [{ run: null, new: 0, changed: 0, rejected: 0 }, null],
  [
    { run: null, partner: null, shop: 'web', flow: 'shop-stock' },
    't run shop-stock --shop web      (applies 91 variants, 4 rejected, exit code 3)',
  ],
])('after %j comes %j', (changes, next) => expect(nextStep(sampleReport(changes), 't')).toBe(next))

test.each([
  ['held', 'Held: 361 codes would go to zero. Nothing was written.'],
  ['nothing-to-do', 'Nothing to do: there was nothing new.'],
] as const)('a result is said once (%s)', (result, summary) => {
  const text = terminalText(sampleReport({ result, summary, run: '20261120-060412-acme-stock' }), { next: null })
  expect(text.split('\n').at(-1)).toBe(`${summary}   (run 20261120-060412-acme-stock)`)
})

test('where nothing was read there is nothing to count', () => {
  const none = { read: 0, new: 0, changed: 0, same: 0, skipped: 0, rejected: 0, missing: 0 }
  expect(terminalText(sampleReport({ ...none, result: 'nothing-to-do' }))).not.toContain('rejected 0')
  expect(terminalText(sampleReport({ ...none, result: 'ok' }))).toContain('rejected 0')
})
