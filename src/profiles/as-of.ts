import type { PartnerConfig } from '../config/partner.ts'
import { FileRefused, UsageError } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'
import { type ZonedParts, zonedToUtc } from '../model/zoned-time.ts'
import { matchFileName } from './file-name.ts'

/** Where a stock file can say when it was made. Times are UTC ISO. */
export interface AsOfSources {
  name: string
  /** Time stamp of the file where it was found, not of a copy. */
  modifiedAt: string
  /** From the header record, and the earliest of the rows: `facts` of the file once it is read. */
  facts: { asOf: string | null; rowAsOf: string | null }
}

/**
 * When a stock file says it was made, as `asOf.from` declares it; null for `arrival`. A file that does not say what it
 * should say is FileRefused TB2501: taken as just made, it would release orders it cannot have seen.
 */
export function claimedAsOf(partner: PartnerConfig, sources: AsOfSources): string | null {
  const from = partner.stock!.asOf.from
  if (from === 'arrival') return null
  if (from === 'fileTime') return sources.modifiedAt
  if (from === 'fileName') return nameAsOf(partner, sources.name)
  const told = from === 'header' ? sources.facts.asOf : sources.facts.rowAsOf
  if (told !== null) return told
  const expected = from === 'header' ? 'a header record with the as-of' : 'a column with the as-of'
  throw new FileRefused([finding('TB2501', { found: 'no as-of in the file', expected })])
}

/**
 * The as-of that counts (R06): the earlier of what the file claims and when it was first seen, less the declared query
 * time and clock tolerance. A claim from the future is a finding, and the arrival counts.
 */
export function honestAsOf(
  partner: PartnerConfig,
  claimed: string | null,
  firstSeenAt: string,
): { asOf: string; findings: Finding[] } {
  const { queryTime, clockTolerance } = partner.stock!.asOf
  const seen = Date.parse(firstSeenAt)
  const told = claimed === null ? seen : Date.parse(claimed)
  const earliest = Math.min(told, seen) - Math.round((queryTime + clockTolerance) * 1000)
  const future = told > seen + clockTolerance * 1000
  return {
    asOf: new Date(earliest).toISOString(),
    findings: future ? [finding('TB2502', { found: claimed, expected: `not after ${firstSeenAt}` })] : [],
  }
}

function nameAsOf(partner: PartnerConfig, name: string): string {
  const pattern = partner.stock!.file
  if (!pattern.includes('{date')) {
    throw new UsageError(
      `partner ${partner.partner}: asOf.from is fileName, but stock.file "${pattern}" has no {date:...}`,
    )
  }
  const facts = matchFileName(pattern, name, { ignoreCase: true })
  const parts: ZonedParts = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0, ...facts?.date, ...facts?.time }
  const asOf = facts && zonedToUtc(parts, partner.timeZone)
  if (asOf) return asOf
  throw new FileRefused([finding('TB2501', { found: name, expected: `a name like ${pattern}` })])
}
