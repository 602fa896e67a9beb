import type { RunReport } from '../model/run-report.ts'
import { safeJson } from './printable.ts'

/**
 * One line of JSON per run for run.log.ndjson: numbers, codes, names and hashes. Never the content of a cell, so that a
 * log may be kept and mailed without a customer's data in it.
 */
export function logLine(report: RunReport): string {
  const { run, flow, partner, shop, result, read, changed, same, skipped, rejected, missing } = report
  const line = {
    time: report.endedAt,
    level: level(report),
    event: report.run === null ? 'planned' : 'run-ended',
    run,
    flow,
    partner,
    shop,
    result,
    read,
    new: report.new,
    changed,
    same,
    skipped,
    rejected,
    missing,
    findings: report.findingsByCode,
    guards: report.guards.filter((guard) => guard.tripped).map((guard) => guard.name),
    files: report.files.map(({ direction, name, id, state, bytes, sha256 }) => ({
      direction,
      name,
      id,
      state,
      bytes,
      sha256,
    })),
    startedAt: report.startedAt,
  }
  return `${safeJson(line, 0)}\n`
}

function level(report: RunReport): 'info' | 'warn' | 'error' {
  if (report.result === 'failed' || report.result === 'interrupted') return 'error'
  return report.result === 'held' || report.result === 'busy' || report.rejected > 0 ? 'warn' : 'info'
}
