import type { Finding } from './findings.ts'

/** The flows, named by their data and the side they speak with. */
export const FLOWS = ['shop-catalogue', 'shop-orders', 'items', 'stock', 'catalogue', 'orders', 'shop-stock'] as const
export type Flow = (typeof FLOWS)[number]

export type RunResult = 'ok' | 'nothing-to-do' | 'done-with-issues' | 'held' | 'failed' | 'interrupted' | 'busy'

/** read = new + changed + same + skipped + rejected, everywhere (R50). */
export interface Counts {
  read: number
  new: number
  changed: number
  same: number
  skipped: number
  rejected: number
}

export function noCounts(): Counts {
  return { read: 0, new: 0, changed: 0, same: 0, skipped: 0, rejected: 0 }
}

export function addCounts(a: Counts, b: Counts): Counts {
  return {
    read: a.read + b.read,
    new: a.new + b.new,
    changed: a.changed + b.changed,
    same: a.same + b.same,
    skipped: a.skipped + b.skipped,
    rejected: a.rejected + b.rejected,
  }
}

/** A guard and what it saw (R53). Shares are 0..1. */
export interface GuardResult {
  name: 'rows' | 'coverage' | 'zeroed' | 'changed' | 'unknown' | 'rejected' | 'format' | 'age'
  tripped: boolean
  /** Measured value and limit as text for people: "34 %", "80 %". */
  measured: string
  limit: string
  sentence: string
}

/** One file a run took in or wrote. */
export interface RunFile {
  direction: 'in' | 'out'
  name: string
  /** Id in the file ledger; null in a plan. */
  id: string | null
  /** Where it lies now (workspace-relative when inside the workspace). */
  path: string | null
  state: string
  bytes: number | null
  sha256: string | null
  rows: number | null
}

/** What `plan`, `run` and `import` print with --json, and report.json holds. */
export interface RunReport extends Counts {
  /** Run id; null in a plan. */
  run: string | null
  flow: Flow
  partner: string | null
  shop: string | null
  result: RunResult
  /** One plain sentence for lists and screens. */
  summary: string
  missing: number
  files: RunFile[]
  /** Some of each code, FINDINGS_MAX at most; findingsTotal tells how many there were. */
  findings: Finding[]
  findingsTotal: number
  /** Count per code over all findings, capped or not. */
  findingsByCode: Record<string, number>
  guards: GuardResult[]
  /** Notes for people: skipped counts with their reasons, what was not tested. */
  notes: string[]
  /** Flow-specific figures: units before and after, orders, documents, durations in ms, peak memory in MiB. */
  figures: Record<string, number | string>
  startedAt: string
  endedAt: string
}

export const FINDINGS_MAX = 1000
