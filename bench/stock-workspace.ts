import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import type { RunReport } from '../src/model/run-report.ts'
import { expectSame, type Measured, measure, TILLBRIDGE } from './measure.ts'
import { LOCATIONS, type StockData, setAge, stockRows, writeStockFile, writeWorkspace } from './stock-data.ts'

/** A workspace that knows the shop's articles and has given them their codes, and the files to come. */
export interface Prepared {
  root: string
  first: string
  next: string
}

/** Takes in the catalogue through the CLI; not part of what is measured. */
export async function prepare(folder: string, data: StockData): Promise<Prepared> {
  const root = join(folder, 'fresh')
  mkdirSync(root, { recursive: true })
  writeWorkspace(root, data)
  const first = join(folder, 'first.csv')
  const next = join(folder, 'next.csv')
  writeStockFile(first, data, false)
  writeStockFile(next, data, true)
  await measure([process.execPath, TILLBRIDGE, 'run', 'shop-catalogue', '--json', '-c', root])
  // Reference codes are issued by the first run of a partner, here one with a row the shop does not know.
  const nothing = join(folder, 'nothing.csv')
  writeFileSync(nothing, 'Varenr;Tekst;Lager;Antal\r\nSTRANGER;;BUTIK;1\r\n')
  setAge(nothing, 300)
  await importFile(root, nothing)
  return { root, first, next }
}

export function copyWorkspace({ root }: Prepared, to: string): string {
  cpSync(root, to, { recursive: true })
  return to
}

/** `tillbridge import FILE --as stock`, as a person would start it. */
export async function importFile(root: string, file: string): Promise<Measured & { report: RunReport }> {
  const command = ['import', file, '--as', 'stock', '--partner', 'till', '--yes', '--json', '-c', root]
  const measured = await measure([process.execPath, TILLBRIDGE, ...command])
  return { ...measured, report: JSON.parse(measured.stdout) as RunReport }
}

/** The counts that a report must show. */
export function expectCounts(report: RunReport, read: number, counts: Partial<RunReport>): void {
  const none = { new: 0, changed: 0, same: 0, skipped: 0, rejected: 0 }
  const found = Object.fromEntries(Object.keys(none).map((key) => [key, report[key as keyof typeof none]]))
  expectSame(`counts of ${report.run}`, { read: report.read, ...found }, { read, ...none, ...counts })
}

/** The levels in the database must be those of the file, each of them; read without our own code. */
export function expectLevels(root: string, data: StockData, changed: boolean): void {
  const expected = new Map<string, number>()
  let units = 0
  for (const { code, location, quantity } of stockRows(data, changed)) {
    expected.set(`${code} ${LOCATIONS[location]}`, quantity)
    units += quantity
  }
  const database = new SqliteDatabase(join(root, 'var', 'tillbridge.db'), { readonly: true })
  try {
    const total = database.prepare('select count(*) as rows, sum(on_hand) / 1000 as units from stock_level').get()
    expectSame(`levels of ${root}`, total, { rows: data.rows, units })
    const levels = database.prepare(
      "select code || ' ' || location as key, on_hand / 1000 as quantity from stock_level",
    )
    for (const level of levels.iterate() as Iterable<{ key: string; quantity: number }>)
      if (expected.get(level.key) !== level.quantity) expectSame(level.key, level.quantity, expected.get(level.key))
  } finally {
    database.close()
  }
}

export function changedRows(data: StockData): number {
  const before = stockRows(data, false)
  let changed = 0
  for (const { quantity } of stockRows(data, true)) if (before.next().value!.quantity !== quantity) changed += 1
  return changed
}
