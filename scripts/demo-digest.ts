import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { RunReport } from '../src/model/run-report.ts'

/*
 * tillbridge demo --json | node scripts/demo-digest.ts
 * What two demos must have in common: results, counts and findings of every run, and the bytes of every file that left,
 * apart from the minute it was written.
 */

const { workspace, runs } = JSON.parse(readFileSync(0, 'utf8')) as { workspace: string; runs: RunReport[] }
for (const run of runs) {
  const { read, new: fresh, changed, same, skipped, rejected } = run
  const codes = Object.entries(run.findingsByCode).map(([code, n]) => `${code}:${n}`)
  print(run.partner ?? run.shop, run.flow, run.result, read, fresh, changed, same, skipped, rejected, ...codes.sort())
  for (const file of run.files.filter(({ direction, state }) => direction === 'out' && state === 'delivered')) {
    const text = readFileSync(resolve(workspace, file.path ?? file.name), 'latin1')
    const timeless = text.replace(/\b(\d{2}-\d{2}-\d{4}) \d{2}:\d{2}\b/g, '$1')
    print('file', file.name.replace(/\d{8}/, 'DATE'), file.rows, createHash('sha256').update(timeless).digest('hex'))
  }
}

function print(...words: unknown[]): void {
  process.stdout.write(`${words.join(' ')}\n`)
}
