import { parse } from 'csv-parse/sync'
import type { CellRules } from './scan-record.ts'

/** Cuts whole, well-formed records with quotes into cells, many in one call, and puts them into their rows. */
export function parseQuoted(
  records: { row: number; text: string; cells: number }[],
  rows: string[][],
  rules: CellRules,
): void {
  const parsed: string[][] = parse(records.map((record) => record.text).join('\n'), {
    delimiter: rules.delimiter,
    quote: rules.quote,
    escape: rules.quote,
    record_delimiter: '\n',
    relax_column_count: true,
  })
  if (parsed.length !== records.length) {
    throw new Error(`csv-parse made ${parsed.length} rows of ${records.length} records; the record scanner is wrong`)
  }
  for (const [index, record] of records.entries()) {
    const row = parsed[index]!
    if (row.length !== record.cells) {
      throw new Error(`csv-parse made ${row.length} cells of a record of ${record.cells}; the record scanner is wrong`)
    }
    rows[record.row] = row
  }
}
