/*
 * npm run bench: the import of a stock file through the real command line, start-up and reports included, next to
 * `sqlite3 .import` of the same file into an indexed table in the same minutes. Only the ratios mean something.
 *
 *   node bench/stock-import.ts [--rows 100000] [--rounds 5] [--seed 1]
 */

import { createHash } from 'node:crypto'
import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse'
import { expectSame, machine, measure, median, numberOption, printTable, versionOf } from './measure.ts'
import { type StockData, setAge } from './stock-data.ts'
import {
  changedRows,
  copyWorkspace,
  expectCounts,
  expectLevels,
  importFile,
  type Prepared,
  prepare,
} from './stock-workspace.ts'

interface Sample {
  wall: number
  cpu: number
  peak: number | null
}
type Workload = (round: number) => Promise<Sample>

if (process.argv[2] === 'baseline') await baseline(process.argv[3]!, process.argv[4]!)
else await bench()

async function bench(): Promise<void> {
  const data = { rows: numberOption('rows', 100_000), seed: numberOption('seed', 1) }
  const rounds = numberOption('rounds', 5)
  const folder = mkdtempSync(join(tmpdir(), 'tillbridge-bench-'))
  try {
    console.log(`${machine()}; ${data.rows} rows, seed ${data.seed}, ${rounds} rounds, medians`)
    const prepared = await prepare(folder, data)
    const workloads = { ...baselines(folder, prepared, data), ...imports(folder, prepared, data) }
    await report(workloads, rounds, data)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Round 0 is not counted: it warms the disk cache and proves every result before a time is printed. */
async function report(workloads: Record<string, Workload>, rounds: number, data: StockData): Promise<void> {
  const samples = new Map(Object.keys(workloads).map((name) => [name, [] as Sample[]]))
  for (let round = 0; round <= rounds; round++) {
    for (const [name, run] of Object.entries(workloads)) {
      const sample = await run(round)
      if (round > 0) samples.get(name)!.push(sample)
    }
    if (round === 0) console.log(`correct: ${data.rows} levels each with its number, after each import\n`)
  }
  const of = (name: string, what: 'wall' | 'cpu') => median(samples.get(name)!.map((sample) => sample[what]))
  const base = Object.keys(workloads)[0]!
  const rows = [...samples].map(([name, all]) => {
    const peak = Math.max(...all.map((sample) => sample.peak ?? Number.NaN))
    const [wall, cpu] = [of(name, 'wall'), of(name, 'cpu')]
    const ratios = [(wall / of(base, 'wall')).toFixed(2), (cpu / of(base, 'cpu')).toFixed(2)]
    return [name, wall.toFixed(3), cpu.toFixed(3), ...ratios, Number.isNaN(peak) ? '-' : peak.toFixed(0)]
  })
  printTable(['', 'wall s', 'cpu s', 'wall ratio', 'cpu ratio', 'peak MiB'], rows)
  console.log(`\nRatios are to "${base}".`)
}

/** First load, then a file with 1 % other numbers, then the same bytes once more; each round in a workspace of its own. */
function imports(folder: string, prepared: Prepared, data: StockData): Record<string, Workload> {
  const changed = changedRows(data)
  const root = join(folder, 'round')
  const take = async (round: number, file: string, age: number, counts: Record<string, number>, next: boolean) => {
    setAge(file, age)
    const { report, ...measured } = await importFile(root, file)
    expectCounts(report, data.rows, counts)
    if (round === 0) expectLevels(root, data, next)
    return sampleOf(measured)
  }
  const same = { same: data.rows }
  return {
    'tillbridge, first load': (round) => {
      rmSync(root, { recursive: true, force: true })
      copyWorkspace(prepared, root)
      return take(round, prepared.first, 60, { new: data.rows }, false)
    },
    'tillbridge, 1 % changed': (round) => take(round, prepared.next, 40, { changed, same: data.rows - changed }, true),
    'tillbridge, identical file': (round) => take(round, prepared.next, 20, same, true),
  }
}

/** What the ratios are to: `sqlite3 .import`; on a machine without it, hashing and nothing but parsing. */
function baselines(folder: string, { next }: Prepared, data: StockData): Record<string, Workload> {
  const version = versionOf('sqlite3')
  if (version !== undefined) return { [`sqlite3 ${version} .import`]: () => sqliteImport(folder, next, data) }
  console.log('sqlite3 is not installed (Debian: apt-get install sqlite3); the ratios are to csv-parse alone.')
  const own = (what: string) => async () =>
    sampleOf(await measure([process.execPath, import.meta.filename, 'baseline', what, next]))
  return { 'csv-parse, nothing else': own('parse'), 'sha256, nothing else': own('hash') }
}

async function sqliteImport(folder: string, file: string, data: StockData): Promise<Sample> {
  const database = join(folder, 'baseline.db')
  rmSync(database, { force: true })
  const table =
    'create table stock (code text, name text, location text, quantity integer, primary key (code, location));'
  const input = `${table}\n.mode csv\n.separator ;\n.import --skip 1 "${file}" stock\nselect count(*) from stock;\n`
  const measured = await measure(['sqlite3', database], input)
  expectSame('rows of sqlite3', Number(measured.stdout), data.rows)
  return sampleOf(measured)
}

function sampleOf(measured: { wallSeconds: number; cpuSeconds: number; peakMiB: number | null }): Sample {
  return { wall: measured.wallSeconds, cpu: measured.cpuSeconds, peak: measured.peakMiB }
}

async function baseline(what: string, file: string): Promise<void> {
  let rows = 0
  const hash = createHash('sha256')
  if (what === 'hash') for await (const part of createReadStream(file)) hash.update(part as Buffer)
  else for await (const _ of createReadStream(file).pipe(parse({ delimiter: ';' }))) rows += 1
  console.log(what === 'hash' ? hash.digest('hex') : rows)
}
