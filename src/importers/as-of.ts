import type { PartnerConfig } from '../config/partner.ts'
import { FileRefused } from '../model/errors.ts'
import { finding } from '../model/findings.ts'
import { claimedAsOf } from '../profiles/as-of.ts'
import type { StockFacts } from '../profiles/stock.ts'
import type { Outcome } from '../workspace/outcome.ts'
import type { StagedFile } from './inbound-file.ts'

type AsOfFacts = Pick<StockFacts, 'asOf' | 'asOfLine' | 'rowAsOf' | 'rowAsOfLine'>

/**
 * The as-of of a stock file is the earliest honest time (R06), UTC ISO: what the file claims, never later than when it
 * was first seen, less the time the till takes to gather the numbers and the tolerance for its clock.
 */
export function asOfOf(partner: PartnerConfig, facts: AsOfFacts | null, file: StagedFile, outcome: Outcome): string {
  const { queryTime, clockTolerance } = partner.stock!.asOf
  const claimed = claimOf(partner, facts, file, outcome)
  const seen = Date.parse(file.seenAt)
  const told = claimed === null ? seen : Date.parse(claimed)
  if (told > seen + clockTolerance * 1000 + 1000) {
    const expected = `not after ${file.seenAt}`
    outcome.findings.add([
      finding('TB2502', { row: rowOfClaim(partner, facts), found: claimed, expected, key: 'as-of' }),
    ])
  }
  return new Date(Math.min(told, seen) - Math.round((queryTime + clockTolerance) * 1000)).toISOString()
}

/** The line that says so, where it is one of the file. */
function rowOfClaim(partner: PartnerConfig, facts: AsOfFacts | null): number | null {
  const { from } = partner.stock!.asOf
  if (from === 'header') return facts?.asOfLine ?? null
  return from === 'column' ? (facts?.rowAsOfLine ?? null) : null
}

/** A file that a person names may have a name that says nothing (a vendor's mail attachment): its time stamp counts then. */
function claimOf(partner: PartnerConfig, facts: AsOfFacts | null, file: StagedFile, outcome: Outcome): string | null {
  const { fileTime } = file
  try {
    return claimedAsOf(partner.stock!, { fileName: file.name, fileTime, facts, timeZone: partner.timeZone })
  } catch (error) {
    if (!(error instanceof FileRefused && file.named)) throw error
    const expected = error.findings[0]?.expected ?? 'an as-of'
    outcome.findings.add([
      finding('TB2501', {
        found: file.name,
        expected,
        severity: 'warning',
        fix: 'The time stamp of the file was used instead.',
        key: 'as-of',
      }),
    ])
    return fileTime
  }
}
