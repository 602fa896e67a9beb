import { FileRefused } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'
import type { Dialect } from './dialect.ts'
import { openCsv } from './read.ts'
import { sniff } from './sniff.ts'
import { spreadsheetCells, spreadsheetDialect } from './spreadsheet-text.ts'

/*
 * Tables that people edit in a spreadsheet: reference codes, maps. Unlike a till's files nothing of them is declared, so
 * delimiter and encoding are read off the file, and cells come back as they were meant: 0012 for '0012 and ="0012".
 *
 * What a spreadsheet would change (leading zeros, long numbers, dates, formulas) is written with an apostrophe in front.
 * Every spreadsheet shows such a cell as text and saves it with the apostrophe or without, never as a number, however
 * often the file is opened and saved; ="0012" would survive the first time only.
 */

export interface SheetRow {
  /** Line an editor shows. */
  line: number
  cells: string[]
}

export interface Sheet {
  /** Line of the header. */
  headerLine: number
  header: string[]
  rows: SheetRow[]
  delimiter: string
  /** Rows that could not be cut into cells, and the lines where they begin. */
  findings: Finding[]
  rejected: number[]
}

/**
 * Reads a table of a spreadsheet whole: comma, semicolon or tab, with or without byte order mark and `sep=` line.
 * @throws FileRefused when it is no text (a workbook) or has no header
 */
export async function readSheet(path: string): Promise<Sheet> {
  const { encoding, delimiter, rows } = await sniff(path)
  const declared = /^sep=(.)$/i.exec(rows[0]?.join('') ?? '')?.[1] ?? sepOf(rows[0], delimiter)
  const dialect: Dialect = {
    ...{ encoding, delimiter: declared ?? delimiter, quoting: 'minimal', quote: '"', newline: 'crlf' },
    ...{ bom: true, unencodable: 'hold' },
  }
  const plain = await readAll(path, dialect, (row) => row)
  const strayQuotes = plain.findings.some((f) => f.code === 'TB1017')
  // ="0012" as some programs write it has its quotes in mid-cell, where CSV has none.
  return strayQuotes ? readAll(path, spreadsheetDialect(dialect), (row) => spreadsheetCells(row, dialect)) : plain
}

/** "sep=;" cut at its own delimiter is "sep=" and a blank. */
function sepOf(row: readonly string[] | undefined, delimiter: string): string | undefined {
  return row && /^sep=$/i.test(row[0] ?? '') && row.slice(1).every((cell) => cell === '') ? delimiter : undefined
}

async function readAll(path: string, dialect: Dialect, cut: (row: string[]) => string[]): Promise<Sheet> {
  const sheet: Sheet = {
    ...{ headerLine: 0, header: [], rows: [], delimiter: dialect.delimiter },
    ...{ findings: [], rejected: [] },
  }
  for await (const batch of openCsv(path, dialect).batches()) {
    sheet.findings.push(...batch.findings)
    sheet.rejected.push(...batch.rejected)
    for (const [i, row] of batch.rows.entries()) {
      const cells = cut(row).map(meantCell)
      if (/^sep=/i.test(cells[0] ?? '') && sheet.headerLine === 0) continue
      if (cells.every((cell) => cell === '')) continue
      if (sheet.headerLine === 0) Object.assign(sheet, { headerLine: batch.lines[i]!, header: cells })
      else sheet.rows.push({ line: batch.lines[i]!, cells })
    }
  }
  if (sheet.headerLine === 0) throw new FileRefused([finding('TB1001', { found: 'no header and no rows' })])
  return sheet
}

/** The cell as it was meant: without outer blanks and without what protected it from the spreadsheet. */
export function meantCell(cell: string): string {
  const trimmed = cell.trim()
  const formula = /^="((?:[^"]|"")*)"$/.exec(trimmed)
  if (formula) return formula[1]!.replaceAll('""', '"').trim()
  return trimmed.startsWith("'") ? trimmed.slice(1) : trimmed
}

/** The cell so that a spreadsheet shows and saves what it says; `meantCell` gives it back. */
export function protectedCell(text: string): string {
  return text === '' || isUntouched(text) ? text : `'${text}`
}

/** "MAR1", "Sep 12": a month's name with a number behind it. */
const MONTH =
  /^(?:jan|feb|mar|mär|mrz|apr|avr|maj|mai|may|jun|jul|aug|aoû|sep|oct|okt|out|nov|dec|dez|déc|des)\p{L}*[\s.,'/-]*\d/iu
const TRUTH = /^(?:true|false|wahr|falsch|sand|falsk|sant|usant|vrai|faux|verdadero|falso|prawda|fałsz|waar|onwaar)$/i
const SMALL_NUMBER = /^(?:0|[1-9]\d{0,9})$/

/** Small whole numbers, and texts that begin with a letter and are neither months nor truth values. */
function isUntouched(text: string): boolean {
  if (SMALL_NUMBER.test(text)) return true
  return /^\p{L}/u.test(text) && !MONTH.test(text) && !TRUTH.test(text) && text === text.trim()
}

/** The dialect in which tables for people are written: what spreadsheets of most of Europe open with a double click. */
export const SHEET_DIALECT: Dialect = {
  ...{ encoding: 'utf-8', delimiter: ';', quoting: 'minimal', quote: '"', newline: 'crlf' },
  ...{ bom: true, unencodable: 'hold' },
}
