import { FINDING_CODES } from '../model/finding-codes.ts'
import type { Finding, Severity } from '../model/findings.ts'
import type { RunReport } from '../model/run-report.ts'

/** All findings of one code: what it means, whose job it is, and the first few places. */
export interface FindingGroup<F extends Finding = Finding> {
  code: string
  slug: string
  severity: Severity
  owner: string
  /** Over the whole file, also when the findings themselves were capped. */
  count: number
  why: string
  fix: string
  examples: F[]
}

const SEVERITY_ORDER: Record<Severity, number> = { error: 0, warning: 1, info: 2 }

/** Groups findings by code: errors first, then warnings, then notices; within them by code. */
export function groupFindings<F extends Finding = Finding>(
  report: { findings: readonly F[]; findingsByCode: RunReport['findingsByCode'] },
  examplesMax: number,
): FindingGroup<F>[] {
  const byCode = Map.groupBy(report.findings, (one) => one.code as string)
  const codes = new Set([...byCode.keys(), ...Object.keys(report.findingsByCode)])
  return [...codes]
    .map((code) => group(code, byCode.get(code) ?? [], report.findingsByCode[code], examplesMax))
    .sort(order)
}

/** The word for people: what the table calls `info` is a notice. */
export function severityWord(severity: Severity): string {
  return { error: 'Error', warning: 'Warning', info: 'Notice' }[severity]
}

/** Who should act, in words. */
export function ownerWord(owner: string): string {
  return OWNER_WORDS[owner] ?? owner
}

const OWNER_WORDS: Record<string, string> = {
  integrator: 'whoever set up tillbridge',
  vendor: 'the vendor of the till or shop system',
  catalogue: 'whoever keeps the catalogue',
  store: 'the store',
  finance: 'bookkeeping',
  operations: 'whoever looks after the daily runs',
}

interface TableEntry {
  slug: string
  severity: Severity
  owner: string
  explanation: string
  fix: string
}

function group<F extends Finding>(
  code: string,
  findings: F[],
  total: number | undefined,
  examplesMax: number,
): FindingGroup<F> {
  const entry = (FINDING_CODES as Record<string, TableEntry | undefined>)[code]
  const severities = findings.map((one) => one.severity).sort((a, b) => SEVERITY_ORDER[a] - SEVERITY_ORDER[b])
  return {
    code,
    slug: entry?.slug ?? '',
    severity: severities[0] ?? entry?.severity ?? 'error',
    owner: entry?.owner ?? 'operations',
    count: Math.max(total ?? 0, findings.length),
    why: entry?.explanation ?? 'This version does not know the code.',
    fix: commonFix(findings) ?? entry?.fix ?? '',
    examples: findings.slice(0, examplesMax),
  }
}

/** A better sentence than the table's counts only when all places share it; else each example carries its own. */
function commonFix(findings: Finding[]): string | undefined {
  const fixes = new Set(findings.map((one) => one.fix))
  return fixes.size === 1 ? [...fixes][0] : undefined
}

function order(a: FindingGroup, b: FindingGroup): number {
  return SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity] || (a.code < b.code ? -1 : 1)
}
