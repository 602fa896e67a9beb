import type { RunReport } from '../model/run-report.ts'
import { safeJson } from './printable.ts'

/**
 * The text of report.json: the run report as `plan`, `run` and `import` print it with --json, keys always in the same
 * order, so that two reports can be compared line by line. Later versions may add keys.
 */
export function reportJson(report: RunReport): string {
  return `${safeJson(orderedReport(report))}\n`
}

/** The same value with its keys in the order of the contract; further keys follow. */
export function orderedReport(report: RunReport): RunReport {
  const { run, flow, partner, shop, result, summary, read, changed, same, skipped, rejected, missing, files, ...rest } =
    report
  const {
    new: added,
    findings,
    findingsTotal,
    findingsByCode,
    guards,
    notes,
    figures,
    startedAt,
    endedAt,
    ...more
  } = rest
  return {
    run,
    flow,
    partner,
    shop,
    result,
    summary,
    read,
    new: added,
    changed,
    same,
    skipped,
    rejected,
    missing,
    files,
    findings,
    findingsTotal,
    findingsByCode,
    guards,
    notes,
    figures,
    startedAt,
    endedAt,
    ...more,
  }
}
