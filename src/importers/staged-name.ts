import { basename } from 'node:path'

/**
 * The name a file's bytes have in the archive, where its reports lie beside them: a file called like one of those goes
 * by another name there. The ledger keeps its own.
 */
export function stagedName(name: string): string {
  const safe = safeName(name)
  return REPORT_NAMES.has(safe.toLowerCase().replace(/\.part$/, '')) ? `original-${safe}` : safe
}

/** Names from outside are data: what could leave the folder or upset a shell is replaced. */
export function safeName(name: string): string {
  return basename(name)
    .replace(/[^\p{L}\p{N}._() -]/gu, '_')
    .slice(0, 150)
}

/** As they are written beside a file (reports/write-reports.ts, reports/row-files.ts). */
const REPORT_NAMES: ReadonlySet<string> = new Set([
  'report.json',
  'report.html',
  'run.log.ndjson',
  'result.csv',
  'rejected.csv',
])
