import { finding } from '../../src/model/findings.ts'
import type { RunReport } from '../../src/model/run-report.ts'

/** A stock run with something of everything, hostile text included. */
export function sampleReport(changes: Partial<RunReport> = {}): RunReport {
  const findings = [
    finding('TB2101', { row: 802, column: 'Antal', found: '4,5 stk', expected: 'a whole number', key: '40012' }),
    finding('TB2101', { row: 960, column: 'Antal', found: '<script>alert(1)</script>', expected: 'a whole number' }),
    finding('TB1007', { row: 961, found: '5 cells', expected: '4 cells' }),
    finding('TB3002', {
      row: 17,
      column: 'Varenr',
      found: '0040012\u001b[31m',
      expected: '40012',
      fix: 'Write "40012" & nothing else.',
    }),
    finding('TB1011', {}),
  ]
  return {
    run: '2026-11-20-0604-ajour-aarhus-stock',
    flow: 'stock',
    partner: 'ajour-aarhus',
    shop: null,
    result: 'done-with-issues',
    summary: '1 204 rows read: 3 new, 88 changed, 1 109 same, 4 rejected.',
    read: 1204,
    new: 3,
    changed: 88,
    same: 1109,
    skipped: 0,
    rejected: 4,
    missing: 2,
    files: [
      {
        direction: 'in',
        name: 'STOCK_<b>20261120</b>.csv',
        id: 'f1',
        path: 'var/files/2026/11/20/f1/source.csv',
        state: 'applied',
        bytes: 31_000,
        sha256: '9f2c'.repeat(16),
        rows: 1204,
      },
      {
        direction: 'out',
        name: 'rejected.csv',
        id: null,
        path: 'var/files/2026/11/20/f1/rejected.csv',
        state: 'report',
        bytes: 310,
        sha256: 'ab12'.repeat(16),
        rows: 4,
      },
    ],
    findings,
    findingsTotal: 6,
    findingsByCode: { TB2101: 3, TB1007: 1, TB3002: 1, TB1011: 1 },
    guards: [
      {
        name: 'coverage',
        tripped: false,
        measured: '99 %',
        limit: '80 %',
        sentence: 'The file has 1 190 of 1 204 codes.',
      },
      { name: 'zeroed', tripped: true, measured: '30 %', limit: '20 %', sentence: '361 codes would go to zero.' },
    ],
    notes: ['3 codes are not in this shop.', 'Not tested: whether the shop accepts <the> writes.'],
    figures: {
      encoding: 'windows-1252',
      delimiter: ';',
      asOf: '2026-11-20T05:00:00.000Z',
      unitsBefore: 18442,
      unitsAfter: '18391.5',
      toZero: 6,
      largest: 'TSHIRT-RED-M 40 -> 4',
      levels: 1204,
      mainLockMs: 340,
      peakMemoryMiB: 213.4,
    },
    startedAt: '2026-11-20T05:04:00.000Z',
    endedAt: '2026-11-20T05:04:04.250Z',
    ...changes,
  }
}
