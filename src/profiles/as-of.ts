import type { StockConfig } from '../config/partner.ts'
import { FileRefused, UsageError } from '../model/errors.ts'
import { finding } from '../model/findings.ts'
import { type ZonedParts, zonedToUtc } from '../model/zoned-time.ts'
import { matchFileName } from './file-name.ts'

/** Where a stock file can say when it was made. Times are UTC ISO. */
export interface AsOfSources {
  fileName: string
  /** Time stamp of the file where it was found, not of a copy; null when the transport has none. */
  fileTime: string | null
  /** As-of of the header record and of the earliest row: the facts of the file once it is read. */
  facts: { asOf: string | null; rowAsOf: string | null } | null
  /** Of the partner, for times in names. */
  timeZone: string
}

/**
 * When a stock file says it was made, as `asOf.from` declares it; null for `arrival`. A file that does not say what it
 * should say is FileRefused TB2501: taken as just made, it would release orders it cannot have seen.
 */
export function claimedAsOf(stock: StockConfig, sources: AsOfSources): string | null {
  const { from } = stock.asOf
  if (from === 'arrival') return null
  if (from === 'fileTime') return sources.fileTime
  if (from === 'fileName') return nameAsOf(stock.file, sources)
  const told = from === 'header' ? sources.facts?.asOf : sources.facts?.rowAsOf
  if (told) return told
  const expected = from === 'header' ? 'a header record with the as-of' : 'a column with the as-of'
  throw new FileRefused([finding('TB2501', { found: 'no as-of in the file', expected })])
}

function nameAsOf(pattern: string, { fileName, timeZone }: AsOfSources): string {
  if (!pattern.includes('{date')) {
    throw new UsageError(`stock.asOf.from is fileName, but stock.file "${pattern}" has no {date:...}`)
  }
  const facts = matchFileName(pattern, fileName, { ignoreCase: true })
  const parts: ZonedParts = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0, ...facts?.date, ...facts?.time }
  const asOf = facts && zonedToUtc(parts, timeZone)
  if (asOf) return asOf
  throw new FileRefused([finding('TB2501', { found: fileName, expected: `a name like ${pattern}` })])
}
