import { encodeText } from '../csv/code-page.ts'
import type { Dialect } from '../csv/dialect.ts'
import { encodeCell } from '../csv/encode-cell.ts'
import type { Finding } from '../model/findings.ts'
import { printable } from './printable.ts'

/** What result.csv has at the right of every row. */
export const RESULT_COLUMNS = ['tb_result', 'tb_code', 'tb_message'] as const
/** What rejected.csv has at the right of every row. */
export const REJECTED_COLUMNS = ['tb_row', 'tb_code', 'tb_message'] as const
/** Behind them where the rows can come back: the id of the file they are from, with tb_row the key of a row. */
export const FILE_COLUMN = 'tb_file'

const OWN = new Set<string>([...RESULT_COLUMNS, ...REJECTED_COLUMNS, FILE_COLUMN])

/**
 * Number of columns that are the partner's: a rejected.csv that comes back has ours at the right (and perhaps empty ones
 * behind them, which spreadsheets add), and they must not pile up.
 */
export function partnersColumns(header: readonly string[]): number {
  const first = header.findIndex((name) => OWN.has(name.trim().toLowerCase()))
  if (first === -1) return header.length
  const rest = header.slice(first).every((name) => name.trim() === '' || OWN.has(name.trim().toLowerCase()))
  return rest ? first : header.length
}

/** The sentence of tb_message: which cell, what stands there, what should, what to do. */
export function findingMessage(finding: Finding): string {
  const column = finding.column === null ? '' : `${finding.column}: `
  const found = finding.found === null ? '' : `found "${finding.found}"`
  const expected = finding.expected === null ? '' : `expected ${finding.expected}`
  const facts = [found, expected].filter(Boolean).join(', ')
  return printable(`${column}${facts}${facts ? '. ' : ''}${finding.fix}`)
}

/**
 * Our cells as bytes to put behind a row of the partner's, delimiter first. They must never be what makes the file
 * unreadable: letters that the code page lacks become near ones, and where the partner does not quote nothing needs it.
 */
export function ownCells(cells: readonly string[], dialect: Dialect): Buffer {
  const texts = cells.map((cell) => quoted(fitting(printable(cell).toWellFormed(), dialect), dialect))
  return encodeText(dialect.delimiter + texts.join(dialect.delimiter), dialect.encoding)
}

function fitting(text: string, dialect: Dialect): string {
  const blank = dialect.delimiter.includes(' ') ? '_' : ' '
  const replace = { delimiter: blank, quote: dialect.quote, newline: blank }
  let fitted = text
  for (;;) {
    const cell = encodeCell(fitted, { ...dialect, unencodable: 'transliterate', replace })
    if ('text' in cell) return cell.text
    fitted = fitted.replaceAll(cell.found, cell.problem === 'unsafe' ? '' : '?')
  }
}

function quoted(text: string, { quoting, quote, delimiter }: Dialect): string {
  if (quoting === 'never') return text
  const needed = quoting === 'always' || text.includes(delimiter) || text.includes(quote) || text !== text.trim()
  return needed ? quote + text.replaceAll(quote, quote + quote) + quote : text
}
