import type { StockConfig } from '../config/partner.ts'
import { finding } from '../model/findings.ts'
import { claimedAsOf, type StockFacts } from '../profiles/stock.ts'
import type { Outcome } from '../workspace/outcome.ts'
import type { StagedFile } from './inbound-file.ts'

/**
 * The as-of of a stock file is the earliest honest time (R06): what the file claims, never later than when we first saw
 * it, less the time the till takes to gather the numbers and the tolerance for its clock. `facts` is null when the file
 * was not read because its bytes are known. UTC ISO.
 */
export function asOfOf(stock: StockConfig, facts: StockFacts | null, file: StagedFile, outcome: Outcome): string {
  const claimed = claimedAsOf(stock, { facts, fileName: file.name, fileTime: file.fileTime })
  if (
    claimed !== null &&
    claimed > file.seenAt &&
    Date.parse(claimed) - Date.parse(file.seenAt) > stock.asOf.clockTolerance * 1000 + 1000
  ) {
    outcome.findings.add([finding('TB2502', { found: claimed, expected: `not after ${file.seenAt}`, key: 'as-of' })])
  }
  const earliest = claimed !== null && claimed < file.seenAt ? claimed : file.seenAt
  const slack = (stock.asOf.queryTime + stock.asOf.clockTolerance) * 1000
  return new Date(Date.parse(earliest) - slack).toISOString()
}
