import type { RowBatch } from '../csv/dialect.ts'
import { FileRefused } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'
import { nameAt } from './header.ts'
import { CONTROL_FAULT } from './texts.ts'

/*
 * Damage of a row as a whole, whether its columns are used or not: bytes that no text has, and quotes that took other
 * rows into a cell. Both make one row of several, with the code of the first and the quantity of the last.
 */

/** Cells with control characters, one finding each. */
export interface RowDamage {
  findings: Finding[]
  /** From 0. */
  cells: ReadonlySet<number>
}

/** A row and what is known of its file. */
export interface RowPlace {
  row: readonly string[]
  line: number
  /** Column names; empty without a header. */
  header: readonly string[]
  /** Cells that rows of the file have, the most likely first. */
  widths: readonly number[]
  delimiter: string
}

/** Tab and line ends are text. */
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f]/

/**
 * Looks at a row as far as its batch gives a reason to.
 * @throws FileRefused when other rows may be lost in it: a long run of NULs (TB1002), a swallowing quote (TB1008)
 */
export function damageOf(place: RowPlace, { controls, multiline }: RowBatch): RowDamage | null {
  if (multiline) refuseSwallowed(place)
  return controls ? controlDamage(place) : null
}

function controlDamage(place: RowPlace): RowDamage | null {
  const { row, line, header } = place
  const cells = new Set<number>()
  for (let i = 0; i < row.length; i++) if (CONTROLS.test(row[i]!)) cells.add(i)
  if (cells.size === 0) return null
  const findings = [...cells].map((i) => {
    refuseNulRun(place, i)
    return finding(CONTROL_FAULT.code, {
      ...{ row: line, column: nameAt(header, i) },
      ...{ found: row[i]!, expected: CONTROL_FAULT.expected },
    })
  })
  return { findings, cells }
}

/** In as many bytes as a row has cells, the end of one row and the beginning of another may be lost. */
function refuseNulRun({ row, line, header, widths }: RowPlace, cell: number): void {
  const longest = (row[cell]!.match(/\0+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0)
  if (longest < Math.max(2, widths[0] ?? row.length)) return
  throw new FileRefused([
    finding('TB1002', {
      row: line,
      column: nameAt(header, cell),
      found: `${longest} NUL bytes one after the other; rows may be lost in them`,
      expected: 'text',
      fix: 'Ask for the file again: a part of it was not written, or its disk is defective.',
    }),
  ])
}

/** A cell over several lines of which one looks like a row, or that has all the delimiters of rows between its quotes. */
function refuseSwallowed({ row, line, header, widths, delimiter }: RowPlace): void {
  let lineEnds = 0
  let delimiters = row.length - 1
  let first: { cell: number; line: number } | null = null
  let looksLikeRow = false
  for (let i = 0; i < row.length; i++) {
    const lines = row[i]!.split(/\r\n|\r|\n/)
    if (lines.length === 1) continue
    const counts = lines.map((text) => text.split(delimiter).length - 1)
    const sum = counts.reduce((all, count) => all + count, 0)
    if (sum > 0 && first === null) first = { cell: i, line: line + lineEnds }
    looksLikeRow ||= counts.some((count) => count > 0 && widths.some((w) => count === w - 1 || count === w - 2))
    lineEnds += lines.length - 1
    delimiters += sum
  }
  if (first === null) return
  if (!looksLikeRow && !widths.some((width) => delimiters === (width - 1) * (lineEnds + 1))) return
  throw new FileRefused([
    finding('TB1008', {
      row: first.line,
      column: nameAt(header, first.cell),
      found: `"${row[first.cell]!.split(/[\r\n]/)[0]!}`,
      expected: 'a closing quote in the same line: the lines down to the next quote look like rows',
      fix: 'Close the quote at the row shown, or double it if it belongs to the text; declare `quoting: never` when the till does not quote.',
    }),
  ])
}
