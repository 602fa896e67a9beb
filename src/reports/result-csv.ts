import type { RunFile } from '../model/run-report.ts'
import { inertCell } from './inert-cell.ts'
import { RESULT_COLUMNS } from './own-columns.ts'
import { createReportFile } from './report-file.ts'
import type { RowResult } from './row-files.ts'

/** result.csv: every row with what became of it, for people and their spreadsheets. */
export interface ResultCsv {
  /** `names` are the partner's columns; further cells of longer rows go behind ours. */
  header(names: readonly string[]): Promise<void>
  row(cells: readonly string[], outcome: RowResult): Promise<void>
  finish(): Promise<RunFile>
  abandon(): Promise<void>
}

/** UTF-8 with a byte order mark, which spreadsheets ask for; always quoted, and nothing in it calculates. */
export async function createResultCsv(dir: string, delimiter: string): Promise<ResultCsv> {
  const file = await createReportFile(dir, 'result.csv')
  let width = 0
  let rows = 0
  let text = '\uFEFF'
  const line = (cells: readonly string[]) => {
    text += `${cells.map(quotedCell).join(delimiter)}\r\n`
    if (text.length < 65_536) return
    const full = text
    text = ''
    return file.write(full)
  }
  return {
    async header(names) {
      width = names.length
      await line([...names, ...RESULT_COLUMNS])
    },
    async row(cells, outcome) {
      rows += 1
      const own = [outcome.result, outcome.code, outcome.message]
      await line(cells.length === width ? [...cells, ...own] : fitted(cells, width, own))
    },
    async finish() {
      await file.write(text)
      text = ''
      return file.finish(rows)
    },
    abandon: file.abandon,
  }
}

/** A short row is filled up, so that our columns stand below their names; what a long row has too much goes behind. */
function fitted(cells: readonly string[], width: number, own: readonly string[]): string[] {
  const inside = cells.slice(0, width)
  const blanks = Array<string>(width - inside.length).fill('')
  const extra = cells.slice(width)
  return [...inside, ...blanks, ...own, ...(extra.every((cell) => cell === '') ? [] : extra)]
}

function quotedCell(cell: string): string {
  const inert = inertCell(cell)
  return `"${inert.includes('"') ? inert.replaceAll('"', '""') : inert}"`
}
