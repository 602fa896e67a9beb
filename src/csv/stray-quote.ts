import { type Finding, finding } from '../model/findings.ts'
import type { UncutRow } from './dialect.ts'
import { parseQuoted } from './parse-quoted.ts'
import { type CellRules, isLineEnd, plainCellEnd, type Scan, scanRecord } from './scan-record.ts'

/** A row that was given up for a stray quote, and the first of its cells that is not sound. */
export interface StrayQuote {
  /** Line and text of the row; all offsets are from its beginning. */
  line: number
  text: string
  /** From 0. */
  cell: number
  /** Where that cell begins. */
  start: number
  /** Where its stray quote stands; `start` when it opens the cell and the row ends before it is closed. */
  at: number
  unclosed: boolean
}

const TEXT_MAX = 4096

/** Where a row is not sound. `text`: the row alone; the stray quote, at an offset in it, may lie in a line behind it. */
export function placeStray(
  text: string,
  line: number,
  { cell, start, at, open }: Omit<Extract<Scan, { kind: 'stray' }>, 'kind'>,
  rules: CellRules,
): StrayQuote {
  if (start >= text.length) {
    // Cells up to there are in good form, one of them over the end of the row.
    const alone = scanRecord(text, 0, rules, { final: true })
    if (alone.kind === 'more')
      return { line, text, cell: alone.cell, start: alone.open, at: alone.open, unclosed: true }
  }
  const unclosed = open >= 0 && holdsLineEnd(text, start, at)
  return { line, text, cell, start, at: unclosed ? start : at, unclosed }
}

function holdsLineEnd(text: string, from: number, to: number): boolean {
  if (to >= text.length) return true
  for (let at = from; at < to; at++) if (isLineEnd(text, at)) return true
  return false
}

/** The finding: the cell as it stands there. */
export function strayQuote({ line, text, cell, start, at }: StrayQuote, { delimiter }: CellRules): Finding {
  return finding('TB1017', {
    row: line,
    column: `column ${cell + 1}`,
    found: text.slice(start, plainCellEnd(text, at, delimiter)),
    expected: 'quotes around a whole cell, and doubled inside it',
  })
}

/** What can still be made out of the row. */
export function uncutRow({ line, text, cell, start }: StrayQuote, rules: CellRules): UncutRow {
  const rest = text.slice(start, start + TEXT_MAX).split(rules.delimiter)
  return { line, text: text.slice(0, TEXT_MAX), cells: [...soundCells(text.slice(0, start), cell, rules), ...rest] }
}

/** The cells before the stray quote, which a delimiter ends. */
function soundCells(head: string, cells: number, rules: CellRules): string[] {
  if (cells === 0) return []
  const text = head.slice(0, -rules.delimiter.length)
  if (!text.includes(rules.quote)) return text.split(rules.delimiter)
  const rows: string[][] = []
  parseQuoted([{ row: 0, text, cells }], rows, rules)
  return rows[0]!
}
