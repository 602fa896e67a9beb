import type { Finding } from '../model/findings.ts'

/** A finding as one short clause, for the message column of row files. */
export function sentence(finding: Finding): string {
  const found = finding.found === null ? '' : `found "${finding.found}"`
  const expected = finding.expected === null ? '' : `expected ${finding.expected}`
  return [finding.column, found, expected].filter(Boolean).join(', ') || finding.fix
}
