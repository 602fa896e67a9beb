import { basename } from 'node:path'
import type { Finding } from '../model/findings.ts'
import type { Counts, RunReport } from '../model/run-report.ts'
import type { FileHead } from '../webshops/webshop.ts'

/** What `check FILE` says; frozen for scripts, additions are fine. */
export interface FileCheck extends Counts {
  file: string
  kind: string | null
  /** The kind was not said and was read off the header. */
  kindGuessed: boolean
  encoding: string | null
  delimiter: string | null
  findings: Finding[]
  findingsTotal: number
  items?: number
  variants?: number
  orders?: number
  lines?: number
  levels?: number
  report: RunReport
}

export interface CheckOptions {
  as?: string | undefined
  partner?: string | undefined
  shop?: string | undefined
}

/** What a plan of the file said, as a check. */
export function checkOf(
  path: string,
  kind: string,
  kindGuessed: boolean,
  report: RunReport,
  look: { encoding: string | null; delimiter: string | null },
): FileCheck {
  const { read, new: fresh, changed, same, skipped, rejected, findings, findingsTotal, figures } = report
  const check: FileCheck = {
    file: path,
    kind,
    kindGuessed,
    encoding: figures.encoding === undefined ? look.encoding : String(figures.encoding),
    delimiter: look.delimiter,
    read,
    new: fresh,
    changed,
    same,
    skipped,
    rejected,
    findings,
    findingsTotal,
    report,
  }
  for (const name of ['items', 'variants', 'orders', 'lines', 'levels'] as const)
    if (typeof figures[name] === 'number') check[name] = figures[name]
  return check
}

/** A file that nobody could plan. */
export function refusedCheck(path: string, kind: string | null, findings: Finding[], head?: FileHead): FileCheck {
  const now = new Date().toISOString()
  const counts = { read: 0, new: 0, changed: 0, same: 0, skipped: 0, rejected: 0 }
  const byCode = Object.fromEntries(findings.map((f) => [f.code, 1]))
  const report: RunReport = {
    run: null,
    flow: 'shop-catalogue',
    partner: null,
    shop: null,
    result: 'failed',
    summary: '',
    ...counts,
    missing: 0,
    files: [
      {
        direction: 'in',
        name: basename(path),
        id: null,
        path: null,
        state: 'refused',
        bytes: null,
        sha256: null,
        rows: null,
      },
    ],
    findings,
    findingsTotal: findings.length,
    findingsByCode: byCode,
    guards: [],
    notes: [],
    figures: {},
    startedAt: now,
    endedAt: now,
  }
  return {
    file: path,
    kind,
    kindGuessed: kind === null,
    encoding: head?.encoding ?? null,
    delimiter: head?.form === 'csv' ? head.delimiter : null,
    ...counts,
    findings,
    findingsTotal: findings.length,
    report,
  }
}
