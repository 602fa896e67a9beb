import type { InFormat } from '../config/format.ts'
import type { Dialect, RowBatch, UncutRow } from '../csv/dialect.ts'
import { scanRecord } from '../csv/scan-record.ts'
import { FileRefused, UsageError } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'
import type { ColumnPlan, Places, Wanted } from './columns.ts'
import {
  DELIMITERS,
  delimiterName,
  filledWidth,
  findColumn,
  isNearMiss,
  looksLikeData,
  nameAt,
  normaliseName,
  otherDelimiter,
} from './header.ts'
import type { FormatBatch } from './read-format.ts'
import { isMojibake } from './texts.ts'

interface HeaderPlace {
  format: InFormat
  delimiter: string
  batch: RowBatch
  /** Index of the header in the batch. */
  at: number
}

/** Rows below a wrong header that are searched for the right one. */
const ROWS_SEARCHED = 40

/**
 * Finds the columns by their names. Everything that is wrong with the header is told at once, as FileRefused; columns
 * nobody asked for are one notice.
 */
export function bindHeader(plan: ColumnPlan, place: HeaderPlace, out: FormatBatch): Places {
  const header = place.batch.rows[place.at]!
  const row = place.batch.lines[place.at]!
  const places: Places = new Map()
  const problems: Finding[] = []
  const missing: Wanted[] = []
  for (const cell of header) {
    if (isMojibake(cell))
      problems.push(finding('TB1003', { row, column: cell, found: cell, expected: 'readable column names' }))
  }
  for (const wanted of plan.wanted) {
    const found = locate(wanted, header)
    if (found === null && !wanted.optional) missing.push(wanted)
    else if (found?.twice) problems.push(twice(row, header[found.index]!, 'error'))
    else if (found) places.set(wanted, { index: found.index, name: nameAt(header, found.index) })
  }
  problems.push(...missingProblems(plan, place, missing), ...nearMisses(plan, place, places))
  if (problems.length > 0) throw new FileRefused(problems)
  tellUnused(place, places, out)
  return places
}

/** Places of columns given by position, for rows without a header. `width`: cells the rows have. */
export function bindPositions(plan: ColumnPlan, batch: RowBatch, width: number, delimiter: string): Places {
  const row = batch.lines[0]!
  const places: Places = new Map()
  const problems: Finding[] = []
  for (const wanted of plan.wanted) {
    if (wanted.position === null) {
      throw new UsageError(`columns.${wanted.label}: a file without column names needs \`position\``)
    }
    const index = wanted.position - 1
    if (index < width) places.set(wanted, { index, name: `column ${wanted.position}` })
    else if (!wanted.optional) problems.push(tooNarrow(wanted, row, width))
  }
  if (problems.length === 0) return places
  const other = width === 1 ? otherDelimiter(batch.rows[0]![0]!, delimiter) : null
  throw new FileRefused(other ? [wrongDelimiter(row, batch.rows[0]![0]!, delimiter, other)] : problems)
}

/** A column with a default may be absent; one whose name is damaged is there, and the default would hide its cells. */
function nearMisses(plan: ColumnPlan, { format, batch, at }: HeaderPlace, places: Places): Finding[] {
  const used = new Set([...places.values()].map((place) => place.index))
  const ignored = new Set((format.ignore ?? []).map(normaliseName))
  return plan.wanted.flatMap((wanted) => {
    if (!wanted.optional || !wanted.names || places.has(wanted)) return []
    const near = batch.rows[at]!.find(
      (cell, i) =>
        !used.has(i) && !ignored.has(normaliseName(cell)) && wanted.names!.some((name) => isNearMiss(cell, name)),
    )
    if (near === undefined) return []
    const fix = `Correct the name, or list "${near.trim()}" under \`ignore\` if it is another column.`
    return [
      finding('TB1004', {
        row: batch.lines[at]!,
        column: spelling(wanted),
        found: near,
        expected: spellings(wanted),
        fix,
      }),
    ]
  })
}

function locate(wanted: Wanted, header: readonly string[]) {
  if (wanted.names) return findColumn(header, wanted.names)
  const index = wanted.position! - 1
  return index < header.length ? { index, twice: false } : null
}

/** Missing columns may be a wrong delimiter, or a header in another row. */
function missingProblems(plan: ColumnPlan, place: HeaderPlace, missing: Wanted[]): Finding[] {
  if (missing.length === 0) return []
  const header = place.batch.rows[place.at]!
  const row = place.batch.lines[place.at]!
  const found = header.join(place.delimiter)
  const other = header.length === 1 ? otherDelimiter(header[0]!, place.delimiter) : null
  const needed = plan.wanted.filter((wanted) => !wanted.optional)
  if (other && hasColumns(header[0]!.split(other), needed)) return [wrongDelimiter(row, found, place.delimiter, other)]
  const right = headerBelow(place, needed)
  if (right !== null) {
    const fix = `Set \`headerRow: ${right}\`: row ${right} holds the column names.`
    return [finding('TB1023', { row, found, expected: 'column names', fix })]
  }
  if (other) return [wrongDelimiter(row, found, place.delimiter, other)]
  if (missing.length === needed.length && looksLikeData(header, needed.length)) {
    return [finding('TB1023', { row, found, expected: `column names such as ${missing.map(spelling).join(', ')}` })]
  }
  return missing.map((wanted) =>
    finding('TB1004', { row, column: spelling(wanted), found, expected: spellings(wanted) }),
  )
}

function headerBelow({ batch, at }: HeaderPlace, needed: Wanted[]): number | null {
  for (let i = at + 1; i < Math.min(batch.rows.length, at + ROWS_SEARCHED); i++) {
    if (hasColumns(batch.rows[i]!, needed)) return batch.lines[i]!
  }
  return null
}

/** Whether a row holds the names of all columns that must be there. */
export function hasColumns(row: readonly string[], needed: readonly Wanted[]): boolean {
  const named = needed.filter((wanted) => wanted.names !== null)
  return named.length > 0 && named.every((wanted) => findColumn(row, wanted.names!) !== null)
}

/** Unknown columns as one notice, and names that stand twice but are not used. */
function tellUnused({ format, batch, at }: HeaderPlace, places: Places, out: FormatBatch): void {
  const header = batch.rows[at]!
  const row = batch.lines[at]!
  const used = new Set([...places.values()].map((place) => place.index))
  const ignored = new Set((format.ignore ?? []).map(normaliseName))
  const unknown: string[] = []
  const seen = new Set<string>()
  for (let i = 0; i < filledWidth(header); i++) {
    const name = header[i]!.trim()
    if (name !== '' && seen.has(name)) out.findings.push(twice(row, name, 'info'))
    seen.add(name)
    if (!used.has(i) && name !== '' && !ignored.has(normaliseName(name))) unknown.push(name)
  }
  if (unknown.length > 0) out.findings.push(finding('TB1006', { row, found: unknown.join(', ') }))
}

function twice(row: number, column: string, severity: 'error' | 'info'): Finding {
  return finding('TB1005', { row, column, found: `"${column}" twice`, expected: 'each name once', severity })
}

function tooNarrow(wanted: Wanted, row: number, width: number): Finding {
  const found = `rows of ${width} ${width === 1 ? 'cell' : 'cells'}`
  return finding('TB1004', {
    row,
    column: `column ${wanted.position}`,
    found,
    expected: `${wanted.label} in column ${wanted.position}`,
  })
}

/** The finding for a row with a stray quote that is sound when it is cut at another delimiter. */
export function quotedWithOther(
  { line, text }: UncutRow,
  { delimiter, quote }: Pick<Dialect, 'delimiter' | 'quote'>,
): Finding | null {
  const other = DELIMITERS.find((sign) => {
    if (sign === delimiter) return false
    const scan = scanRecord(text, 0, { delimiter: sign, quote }, { final: true })
    return scan.kind === 'record' && scan.end === text.length && scan.cells > 1
  })
  return other === undefined ? null : wrongDelimiter(line, text, delimiter, other)
}

function wrongDelimiter(row: number, found: string, declared: string, other: string): Finding {
  return finding('TB1009', {
    row,
    found,
    expected: `cells between ${delimiterName(declared)}`,
    fix: `Set \`dialect.delimiter\` to ${delimiterName(other)}.`,
  })
}

function spelling(wanted: Wanted): string {
  return wanted.names?.[0] ?? `column ${wanted.position}`
}

function spellings(wanted: Wanted): string {
  return wanted.names ? `${wanted.names.join(' or ')} (for ${wanted.label})` : `column ${wanted.position}`
}
