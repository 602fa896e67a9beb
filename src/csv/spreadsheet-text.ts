import { type Finding, finding } from '../model/findings.ts'
import type { Dialect } from './dialect.ts'

/*
 * ="0123" is how people keep a spreadsheet from eating zeros. Its quotes stand in the middle of a cell, where no CSV has
 * any, so a file whose profile declares it is cut blindly at the delimiter first, and quoted cells are put together here.
 */

export const SPREADSHEET_EXPECTED = 'the code alone, or `spreadsheetText: yes`'

/** The dialect to cut such a file with. */
export function spreadsheetDialect(dialect: Dialect): Dialect {
  return { ...dialect, quoting: 'never' }
}

/** Joins and unquotes the cells of a blindly cut row; ="..." stays as it is. Cells over several lines do not work. */
export function spreadsheetCells(row: string[], { quote, delimiter }: Dialect): string[] {
  if (!row.some((cell) => cell.startsWith(quote))) return row
  const cells: string[] = []
  for (let i = 0; i < row.length; i++) {
    let cell = row[i]!
    if (!cell.startsWith(quote)) {
      cells.push(cell)
      continue
    }
    let last = i
    while (!isClosed(cell, quote) && last < row.length - 1) cell += delimiter + row[++last]!
    const closed = isClosed(cell, quote)
    cells.push(closed ? cell.slice(1, -1).replaceAll(quote + quote, quote) : row[i]!)
    if (closed) i = last
  }
  return cells
}

function isClosed(cell: string, quote: string): boolean {
  const body = cell.slice(1)
  let quotes = 0
  while (quotes < body.length && body[body.length - 1 - quotes] === quote) quotes++
  return quotes % 2 === 1
}

/** A stray quote in ="..." has a name of its own, and another fix. */
export function spreadsheetFinding(found: Finding): Finding {
  if (found.code !== 'TB1017' || !/(?:^|[^"\w])="/.test(found.found ?? '')) return found
  const { row, column, found: cell } = found
  return finding('TB2304', { row, column, found: cell, expected: SPREADSHEET_EXPECTED })
}
