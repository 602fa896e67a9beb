import type { InFormat } from '../config/format.ts'
import { findColumn } from './header.ts'

/** What a field's column is called in a file with this header: the name there, "column 3", or null where it has none. */
export function columnName(format: Pick<InFormat, 'columns'>, header: readonly string[], field: string): string | null {
  const column = format.columns[field]
  if (column?.header) {
    const found = findColumn(header, column.header)
    return found && (header[found.index]!.trim() || `column ${found.index + 1}`)
  }
  return column?.position === undefined ? null : header[column.position - 1]?.trim() || `column ${column.position}`
}
