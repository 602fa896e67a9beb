/*
 * npm run bench:memory: a stock file of 100,000 rows and one of 1,000,000 through the real command line. Fails when the
 * large one takes too much memory, too much more than the small one, or keeps others from the database for too long.
 *
 *   node bench/memory.ts [--rows 1000000] [--seed 1]
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { machine, numberOption, printTable } from './measure.ts'
import { setAge } from './stock-data.ts'
import { changedRows, copyWorkspace, expectCounts, expectLevels, importFile, prepare } from './stock-workspace.ts'

const PEAK_MIB_MAX = 300
const GROWTH_MAX = 1.3
const LOCK_MS_MAX = 2000

interface Taken {
  what: string
  rows: number
  seconds: number
  /** By the operating system, and by the run itself. */
  peakMiB: number
  reportedMiB: number
  lockMs: number
}

const large = numberOption('rows', 1_000_000)
const seed = numberOption('seed', 1)
console.log(machine())
const taken: Taken[] = []
for (const rows of [large / 10, large]) taken.push(...(await importBoth(rows)))
printTable(
  ['', 'rows', 'wall s', 'peak MiB', 'peak MiB (run)', 'main lock ms (run)'],
  taken.map((t) =>
    [t.what, t.rows, t.seconds.toFixed(1), t.peakMiB.toFixed(0), t.reportedMiB, t.lockMs].map((cell) => String(cell)),
  ),
)
process.exitCode = judge() ? 0 : 1

async function importBoth(rows: number): Promise<Taken[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tillbridge-bench-'))
  try {
    const data = { rows, seed }
    const prepared = await prepare(folder, data)
    const root = copyWorkspace(prepared, join(folder, 'run'))
    const changed = changedRows(data)
    setAge(prepared.first, 60)
    setAge(prepared.next, 40)
    const first = await take('first load', root, prepared.first, rows)
    expectCounts(first.report, rows, { new: rows })
    expectLevels(root, data, false)
    const next = await take('1 % changed', root, prepared.next, rows)
    expectCounts(next.report, rows, { changed, same: rows - changed })
    expectLevels(root, data, true)
    return [first.taken, next.taken]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function take(what: string, root: string, file: string, rows: number) {
  const { report, wallSeconds, peakMiB } = await importFile(root, file)
  const reportedMiB = Number(report.figures.peakMemoryMiB)
  const lockMs = Number(report.figures.mainLockMs)
  const measured = { seconds: wallSeconds, peakMiB: peakMiB ?? reportedMiB, reportedMiB, lockMs }
  return { report, taken: { what, rows, ...measured } }
}

function judge(): boolean {
  const peakOf = (rows: number) => Math.max(...taken.filter((t) => t.rows === rows).map((t) => t.peakMiB))
  const [small, peak] = [peakOf(large / 10), peakOf(large)]
  const lock = Math.max(...taken.map((t) => t.lockMs))
  const verdicts = [
    tell(`peak memory ${peak.toFixed(0)} MiB`, `under ${PEAK_MIB_MAX} MiB`, peak < PEAK_MIB_MAX),
    tell(`${(peak / small).toFixed(2)} x that of a tenth`, `under ${GROWTH_MAX} x`, peak < GROWTH_MAX * small),
    tell(`main lock ${lock} ms`, `under ${LOCK_MS_MAX} ms`, lock < LOCK_MS_MAX),
  ]
  return verdicts.every((good) => good)
}

function tell(measured: string, limit: string, good: boolean): boolean {
  console.log(`${good ? 'ok  ' : 'FAIL'} ${measured} (${limit})`)
  return good
}
