import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { PartnerConfig } from '../../src/config/partner.ts'
import { FileRefused } from '../../src/model/errors.ts'
import type { Finding } from '../../src/model/findings.ts'
import { formatQuantity } from '../../src/model/quantity.ts'
import type { StockRecord } from '../../src/model/records.ts'
import { readStock, type StockFacts } from '../../src/profiles/stock.ts'
import { stockPartner } from './partner.ts'

const ROOT = join(import.meta.dirname, '../../fixtures/stock')

export interface StockFixture {
  name: string
  /** The file as the till wrote it. */
  path: string
  expectedPath: string
  partner: PartnerConfig
}

/** fixtures/stock/NAME: profile.yaml, the file, expected.json. */
export function stockFixtures(): StockFixture[] {
  return readdirSync(ROOT)
    .filter((name) => !name.startsWith('.'))
    .sort()
    .map((name) => {
      const folder = join(ROOT, name)
      const file = readdirSync(folder).find((entry) => entry !== 'profile.yaml' && entry !== 'expected.json')!
      const { stock, ...partner } = parse(readFileSync(join(folder, 'profile.yaml'), 'utf8'))
      return {
        name,
        path: join(folder, file),
        expectedPath: join(folder, 'expected.json'),
        partner: stockPartner({ file, ...stock }, partner),
      }
    })
}

export interface Outcome {
  read: number
  rows: number
  records: StockRecord[]
  findings: Finding[]
  skipped: { line: number; reason: string }[]
  rejected: number[]
  /** Codes of rows that were not taken. */
  listed: string[]
  /** Null when the file was refused; `findings` then says why. */
  facts: StockFacts | null
}

/** The whole file. Checks on the way that every row is accounted for. */
export async function readAll(path: string, partner: PartnerConfig): Promise<Outcome> {
  const file = readStock(path, partner)
  const all: Outcome = {
    read: 0,
    rows: 0,
    records: [],
    findings: [],
    skipped: [],
    rejected: [],
    listed: [],
    facts: null,
  }
  try {
    for await (const batch of file.batches()) {
      if (batch.read !== batch.rows + batch.skipped.length + batch.rejected.length) throw new Error('a row is lost')
      for (const line of batch.rejected) {
        if (!batch.findings.some((found) => found.row === line && found.severity === 'error')) {
          throw new Error(`row ${line} was rejected without a word`)
        }
      }
      all.read += batch.read
      all.rows += batch.rows
      all.records.push(...batch.records)
      all.findings.push(...batch.findings)
      all.skipped.push(...batch.skipped)
      all.rejected.push(...batch.rejected)
      all.listed.push(...batch.listed.map(({ code }) => code))
    }
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error
    return { ...all, findings: error.findings }
  }
  return { ...all, facts: file.facts }
}

/** The outcome as expected.json holds it. */
export function printOutcome({ read, records, findings, skipped, rejected, facts }: Outcome): string {
  const shown = {
    read,
    records: records.map((r) => {
      const rest = [r.barcode && `barcode ${r.barcode}`, r.asOf && `as of ${r.asOf}`, r.order && `order ${r.order}`]
      return [r.line, r.code, r.location, formatQuantity(r.quantity), ...rest.filter(Boolean)].join(' | ')
    }),
    skipped: skipped.map(({ line, reason }) => `${line} | ${reason}`),
    rejected,
    findings: findings.map((found) => [found.row, found.column, found.code]),
    facts: facts && {
      encoding: facts.encoding,
      header: facts.header,
      asOf: facts.asOf ?? facts.rowAsOf,
      footerSeen: facts.footerSeen,
      trailerSeen: facts.trailerSeen,
      numberStyle: facts.numberStyle,
      levels: facts.levels,
    },
  }
  return `${JSON.stringify(shown, null, 2)}\n`
}
