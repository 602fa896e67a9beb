import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { logLine } from '../../src/reports/log-line.ts'
import { reportJson } from '../../src/reports/report-json.ts'
import { writeReports } from '../../src/reports/write-reports.ts'
import { sampleReport } from './report-sample.ts'

test('report.json is the run report, keys in the order of the contract', () => {
  const { new: added, ...rest } = sampleReport()
  const text = reportJson({ ...rest, new: added })
  expect(JSON.parse(text)).toEqual(sampleReport())
  expect(Object.keys(JSON.parse(text))).toEqual([
    'run',
    'flow',
    'partner',
    'shop',
    'result',
    'summary',
    'read',
    'new',
    'changed',
    'same',
    'skipped',
    'rejected',
    'missing',
    'files',
    'findings',
    'findingsTotal',
    'findingsByCode',
    'guards',
    'notes',
    'figures',
    'startedAt',
    'endedAt',
  ])
  expect(text.endsWith('}\n')).toBe(true)
})

test('report.json holds nothing that a terminal would obey, and still says the same', () => {
  const report = sampleReport({ notes: ['\u001b[31m \u009b31m \u202e \u2028 \u007f \ud800'] })
  expect(reportJson(report)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]/)
  expect(JSON.parse(reportJson(report)).notes).toEqual(report.notes)
})

test('the log line is one line and holds no cell', () => {
  const line = logLine(sampleReport())
  expect(line.split('\n')).toHaveLength(2)
  expect(line).not.toMatch(/4,5 stk|script|TSHIRT/)
  expect(JSON.parse(line)).toMatchObject({
    level: 'warn',
    event: 'run-ended',
    result: 'done-with-issues',
    read: 1204,
    rejected: 4,
    findings: { TB2101: 3 },
    guards: ['zeroed'],
  })
})

test('writes the three reports whole and tells their size and hash', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'reports-'))
  const made = await writeReports(sampleReport(), join(dir, 'a', 'b'))
  expect(made.map((file) => [file.name, file.state])).toEqual([
    ['report.json', 'report'],
    ['report.html', 'report'],
    ['run.log.ndjson', 'report'],
  ])
  expect((await readdir(join(dir, 'a', 'b'))).sort()).toEqual(['report.html', 'report.json', 'run.log.ndjson'])
  for (const file of made) expect((await readFile(file.path!)).length).toBe(file.bytes)
  expect(made.every((file) => /^[0-9a-f]{64}$/.test(file.sha256 ?? ''))).toBe(true)
  await rm(dir, { recursive: true })
})
