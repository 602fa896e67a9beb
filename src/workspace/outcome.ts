import {
  addCounts,
  type Counts,
  type GuardResult,
  noCounts,
  type RunFile,
  type RunReport,
  type RunResult,
} from '../model/run-report.ts'
import type { FlowContext } from './context.ts'
import { Findings } from './findings.ts'

/** What became of one file or one export; several make the report of a run. */
export interface Outcome {
  result: RunResult
  counts: Counts
  missing: number
  files: RunFile[]
  findings: Findings
  guards: GuardResult[]
  notes: string[]
  figures: Record<string, number | string>
}

export function emptyOutcome(result: RunResult = 'nothing-to-do'): Outcome {
  return {
    result,
    counts: noCounts(),
    missing: 0,
    files: [],
    findings: new Findings(),
    guards: [],
    notes: [],
    figures: {},
  }
}

/** Worst first: a run is as good as its worst file. */
const SEVERITY: RunResult[] = ['failed', 'busy', 'interrupted', 'held', 'done-with-issues', 'ok', 'nothing-to-do']

export function mergeOutcomes(outcomes: readonly Outcome[]): Outcome {
  if (outcomes.length === 1) return outcomes[0]!
  const merged = emptyOutcome()
  for (const outcome of outcomes) {
    if (SEVERITY.indexOf(outcome.result) < SEVERITY.indexOf(merged.result)) merged.result = outcome.result
    merged.counts = addCounts(merged.counts, outcome.counts)
    merged.missing += outcome.missing
    merged.files.push(...outcome.files)
    merged.guards.push(...outcome.guards)
    merged.notes.push(...outcome.notes)
    Object.assign(merged.figures, outcome.figures)
    merged.findings.merge(outcome.findings)
  }
  return merged
}

/** The report of an outcome; `summarise` makes its one sentence. */
export function toReport(
  context: FlowContext,
  outcome: Outcome,
  startedAt: string,
  summarise: (report: Omit<RunReport, 'summary'>) => string,
): RunReport {
  const report: Omit<RunReport, 'summary'> = {
    run: context.run,
    flow: context.flow,
    partner: context.partner?.partner ?? null,
    shop: context.partner ? null : context.shopName,
    result: outcome.result,
    ...outcome.counts,
    missing: outcome.missing,
    files: outcome.files,
    findings: outcome.findings.kept,
    findingsTotal: outcome.findings.total,
    findingsByCode: outcome.findings.byCode,
    guards: outcome.guards,
    notes: outcome.notes,
    figures: outcome.figures,
    startedAt,
    endedAt: context.now().toISOString(),
  }
  return { ...report, summary: summarise(report) }
}
