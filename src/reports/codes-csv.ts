import { FINDING_CODES } from '../model/finding-codes.ts'
import { type CodesReport, totalsSentence } from './codes-report.ts'
import { ownerWord, severityWord } from './finding-groups.ts'
import { inertCell } from './inert-cell.ts'

const COLUMNS = [
  ...['severity', 'code', 'what', 'item', 'item name', 'variant', 'sku', 'options', 'line', 'column'],
  ...['found', 'expected', 'why', 'fix', 'owner', 'named'],
]

/**
 * One row per finding for people and their spreadsheets: UTF-8 with a byte order mark, always quoted, nothing in it
 * calculates, and codes keep their zeros. The last row holds the totals.
 */
export function* codesCsv(report: CodesReport, delimiter = ';'): Generator<string> {
  const line = (cells: readonly string[]) => `${cells.map(quoted).join(delimiter)}\r\n`
  yield `\uFEFF${line(COLUMNS)}`
  for (const one of report.findings) {
    const { slug, explanation, owner } = FINDING_CODES[one.code]
    yield line([
      ...[severityWord(one.severity), one.code, slug.replaceAll('-', ' ')],
      ...[
        one.item?.sku || one.item?.key || '',
        one.item?.name ?? '',
        one.variant ?? '',
        one.sku ?? '',
        one.options ?? '',
      ],
      ...[one.row === null ? '' : String(one.row), one.column ?? '', one.found ?? '', one.expected ?? ''],
      ...[explanation, one.fix, ownerWord(owner), one.names.join(' | ')],
    ])
  }
  yield line(['Total', '', totalsSentence(report), ...COLUMNS.slice(3).map(() => '')])
}

/** What a spreadsheet would take for a number or a date and change: 0012, 5712340001023, 1/2, 3-4, 12E3. */
const CHANGED_WHEN_OPENED = /^(?:0\d+|\d{12,}|\d+[/.-]\d+(?:[/.-]\d+)?|\d+(?:[.,]\d+)?E[+-]?\d+)$/i

function quoted(cell: string): string {
  if (CHANGED_WHEN_OPENED.test(cell)) return `"=""${cell}"""`
  const inert = inertCell(cell)
  return `"${inert.includes('"') ? inert.replaceAll('"', '""') : inert}"`
}
