import type { RowBatch } from '../csv/dialect.ts'
import type { Finding } from '../model/findings.ts'

/** A record of the source as it passes by. */
export interface SourceRecord {
  /** Line where it begins, as an editor counts. */
  line: number
  /** Line where the next record begins; null for the last one. */
  next: number | null
  /** null when stray quotes kept it from being cut into cells; then `finding` says so. */
  cells: string[] | null
  finding: Finding | null
}

/**
 * Rows, and records that could not be cut into cells, in the order of the file, about a thousand at a time. The last
 * record of a batch waits for the next batch, since only that tells where it ends.
 */
export async function* sourceRecords(batches: AsyncIterable<RowBatch>): AsyncGenerator<SourceRecord[]> {
  let waiting: SourceRecord | undefined
  for await (const batch of batches) {
    const records = waiting ? [waiting, ...merged(batch)] : merged(batch)
    linkNext(records)
    waiting = records.pop()
    if (records.length > 0) yield records
  }
  if (waiting) yield [waiting]
}

function merged({ rows, lines, findings, rejected }: RowBatch): SourceRecord[] {
  const records = rows.map((cells, i): SourceRecord => ({ line: lines[i]!, next: null, cells, finding: null }))
  if (rejected.length === 0) return records
  const damaged = rejected.map(
    (line, i): SourceRecord => ({ line, next: null, cells: null, finding: findings[i] ?? null }),
  )
  return [...records, ...damaged].sort((a, b) => a.line - b.line)
}

function linkNext(records: SourceRecord[]): void {
  for (let i = 0; i + 1 < records.length; i++) records[i]!.next = records[i + 1]!.line
}
