import type { InFormat } from '../config/format.ts'
import type { Dialect, FileFacts, RowBatch, UncutRow } from '../csv/dialect.ts'
import { FileRefused } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'
import { bindCode, bindColumns, type CodeReader, type ColumnPlan, type RowDecoder, type Wanted } from './columns.ts'
import { compileFooter, type Footer } from './footer.ts'
import { filledWidth, isBlankRow, isRuleLine, nameAt } from './header.ts'
import { bindHeader, bindPositions, hasColumns, quotedWithOther } from './places.ts'
import type { FormatBatch, LayoutReader } from './read-format.ts'
import { damageOf, type RowDamage } from './row-damage.ts'

/** Rows below a header, or all of one form without one. */
export function tableLayout(plan: ColumnPlan, format: InFormat, dialect: Dialect): LayoutReader {
  return new TableLayout(plan, format, dialect)
}

class TableLayout implements LayoutReader {
  header: string[] = []
  asOf = null
  asOfLine = null
  location = null
  footerSeen = false
  trailerSeen = false
  readonly #plan: ColumnPlan
  readonly #needed: Wanted[]
  readonly #format: InFormat
  readonly #dialect: Dialect
  readonly #delimiter: string
  readonly #footer: Footer | null
  /** Title lines by their first cell. */
  readonly #titles = new Map<string, string>()
  /** Cells of the header that are names. */
  #names = new Set<string>()
  #decode: RowDecoder | null = null
  #codeOf: CodeReader = () => null
  /** Cells a row must have, and may have when the rest is blank. */
  #width = 0
  /** Rows since the last footer. */
  #segment = 0
  #behindFooter = false

  constructor(plan: ColumnPlan, format: InFormat, dialect: Dialect) {
    this.#plan = plan
    this.#needed = plan.wanted.filter((wanted) => !wanted.optional)
    this.#format = format
    this.#dialect = dialect
    this.#delimiter = dialect.delimiter
    this.#footer = format.footer ? compileFooter(format.footer) : null
  }

  batch(batch: RowBatch, out: FormatBatch): void {
    const first = this.#decode === null ? this.#start(batch, out) : 0
    this.#takeUncut(batch, out)
    for (let i = first; i < batch.rows.length; i++) this.#take(batch.rows[i]!, batch.lines[i]!, batch, out)
  }

  end(facts: FileFacts): Finding[] {
    const { headerRow } = this.#format
    if (this.#decode === null && typeof headerRow === 'number') {
      return [finding('TB1001', { expected: `column names in row ${headerRow} and rows below` })]
    }
    if (this.#format.footer?.required && !this.#behindFooter) {
      return [finding('TB1016', { row: facts.lastLine, expected: `a line like ${this.#format.footer.match}` })]
    }
    return []
  }

  get whole(): boolean {
    return this.#behindFooter
  }

  /** Finds the columns. Returns the index of the first row behind title lines and header. */
  #start(batch: RowBatch, out: FormatBatch): number {
    const { headerRow } = this.#format
    if (headerRow === 'none') {
      const width = usualWidth(batch.rows.filter((row) => !this.#isNoRow(row) && !this.#isFooter(row)))
      if (width === null) return batch.rows.length
      this.#bind(bindPositions(this.#plan, batch, width, this.#delimiter), width)
      return 0
    }
    const at = batch.lines.findIndex((line) => line >= headerRow)
    const titles = at === -1 ? batch.rows : batch.rows.slice(0, at)
    for (const row of titles) this.#titles.set(row[0]!, row.join(this.#delimiter))
    const uncut = batch.findings.filter((found) => found.row === headerRow)
    if (uncut.length > 0) throw new FileRefused(this.#uncutHeader(uncut, batch))
    if (at === -1) return batch.rows.length
    if (batch.lines[at] !== headerRow) throw new FileRefused([this.#blankHeader(headerRow, batch, at)])
    this.header = batch.rows[at]!
    this.#refuseDamaged(batch, at)
    this.#names = new Set(this.header.filter((cell) => cell.trim() !== ''))
    const places = bindHeader(this.#plan, { format: this.#format, delimiter: this.#delimiter, batch, at }, out)
    this.#bind(places, filledWidth(this.header))
    this.#refuseMisfits(batch, at)
    return at + 1
  }

  #uncutHeader(findings: Finding[], { uncut }: RowBatch): Finding[] {
    const row = uncut.find(({ line }) => line === this.#format.headerRow)
    const other = row && quotedWithOther(row, this.#dialect)
    return other ? [other] : findings
  }

  /** A damaged name may be another one, and a line lost in the header is one nobody misses. */
  #refuseDamaged(batch: RowBatch, at: number): void {
    if (!batch.controls && !batch.multiline) return
    const row = this.header.map((name) => name.trim())
    const header = row.map((name) => name.split(/[\r\n]/)[0]!)
    const widths = [filledWidth(row), row.length]
    const damage = damageOf({ row, line: batch.lines[at]!, header, widths, delimiter: this.#delimiter }, batch)
    if (damage) throw new FileRefused(damage.findings)
  }

  #damage(row: readonly string[], line: number, batch: RowBatch): RowDamage | null {
    if (!batch.controls && !batch.multiline) return null
    const { header } = this
    const widths = [this.#width, header.length]
    if (!isRagged(row, this.#width, header.length)) widths.push(row.length)
    return damageOf({ row, line, header, widths, delimiter: this.#delimiter }, batch)
  }

  #blankHeader(headerRow: number, batch: RowBatch, at: number): Finding {
    const place = { row: headerRow, found: 'a blank line', expected: 'column names' }
    const line = batch.lines[at]!
    if (!hasColumns(batch.rows[at]!, this.#needed)) return finding('TB1023', place)
    return finding('TB1023', { ...place, fix: `Set \`headerRow: ${line}\`: row ${line} holds the column names.` })
  }

  /** A header of another width than the rows names the wrong columns; one finding says so instead of one per row. */
  #refuseMisfits(batch: RowBatch, at: number): void {
    const below = batch.rows.slice(at + 1)
    const other = below.findIndex((row) => this.#isOtherHeader(row))
    const rows = below
      .slice(0, other === -1 ? below.length : other)
      .filter((row) => !this.#isNoRow(row) && !this.#isFooter(row))
    const misfits = rows.filter((row) => isRagged(row, this.#width, this.header.length))
    const none = rows.every((row) => row.length !== this.header.length && row.length !== this.#width)
    const alike = new Set(misfits.map((row) => row.length)).size === 1
    if (misfits.length < 2 || !alike || !(none || misfits.length * 2 > rows.length)) return
    const found = `${this.#width} names, but rows of ${misfits[0]!.length} cells`
    throw new FileRefused([finding('TB1007', { row: batch.lines[at]!, found, expected: 'one name per cell' })])
  }

  #bind(places: Parameters<typeof bindColumns>[1], width: number): void {
    this.#decode = bindColumns(this.#plan, places)
    this.#codeOf = bindCode(this.#plan, places)
    this.#width = width
  }

  /** Rows with stray quotes, unless they are title lines. */
  #takeUncut(batch: RowBatch, out: FormatBatch): void {
    const { headerRow } = this.#format
    const first = headerRow === 'none' ? 0 : headerRow
    for (const line of batch.rejected) {
      if (line < first) continue
      out.read++
      this.#segment++
      out.rejected.push(line)
      for (const found of batch.findings) if (found.row === line) out.findings.push(this.#named(found))
      out.listed.push(...codesOfUncut(batch, line, this.#dialect.quote, this.#codeOf))
    }
  }

  /** A row that could not be cut names the column by its position; the header knows more. */
  #named(found: Finding): Finding {
    const position = /^column (\d+)$/.exec(found.column ?? '')?.[1]
    return position ? { ...found, column: nameAt(this.header, Number(position) - 1) } : found
  }

  #take(row: string[], line: number, batch: RowBatch, out: FormatBatch): void {
    if (this.#isNoRow(row)) return
    const damage = this.#damage(row, line, batch)
    if (this.#isHeaderAgain(row, line, out)) return
    if (this.#footer && this.#takeFooter(this.#footer, row, line)) return
    out.read++
    this.#segment++
    this.#behindFooter = false
    const rejected = out.rejected.length
    if (isRagged(row, this.#width, this.header.length)) {
      out.rejected.push(line)
      if (damage) out.findings.push(...damage.findings)
      out.findings.push(ragged(row, line, this.#width, this.#delimiter))
      out.listed.push(...listedCode(this.#codeOf(row)))
    } else this.#decode!(row, line, null, out, damage)
    if (out.rejected.length > rejected || this.#names.has(row[0]!)) this.#refuseOtherHeader(row, line)
  }

  #isNoRow(row: string[]): boolean {
    const first = row[0]!
    if (!startsPlain(first) && (isBlankRow(row) || (this.#format.ruleLines && isRuleLine(row)))) return true
    // A title line that comes again: two files were joined.
    return this.#titles.has(first) && this.#titles.get(first) === row.join(this.#delimiter)
  }

  #isHeaderAgain(row: string[], line: number, out: FormatBatch): boolean {
    if (row[0] !== this.header[0] || row.length !== this.header.length) return false
    if (!row.every((cell, i) => cell === this.header[i])) return false
    out.findings.push(finding('TB1013', { row: line, found: row.join(this.#delimiter) }))
    return true
  }

  /** A second header with other columns: what follows would be read by the wrong names. */
  #refuseOtherHeader(row: string[], line: number): void {
    if (!this.#isOtherHeader(row)) return
    const found = row.join(this.#delimiter)
    const expected = this.header.join(this.#delimiter)
    const fix = 'Two files with different columns were joined; ask for them one by one.'
    throw new FileRefused([finding('TB1013', { row: line, found, expected, fix, severity: 'error' })])
  }

  #isOtherHeader(row: string[]): boolean {
    return row.some((cell) => this.#names.has(cell)) && hasColumns(row, this.#needed)
  }

  #isFooter(row: string[]): boolean {
    return this.#footer?.match(row.join(this.#delimiter)) != null
  }

  #takeFooter(footer: Footer, row: string[], line: number): boolean {
    const match = footer.match(row.join(this.#delimiter))
    if (!match) return false
    this.footerSeen = true
    this.#behindFooter = true
    const mismatch = footer.mismatch(match, this.#segment, line)
    if (mismatch) throw new FileRefused([mismatch])
    this.#segment = 0
    return true
  }
}

/** Letters and digits begin most rows; nothing else needs a closer look. */
function startsPlain(cell: string): boolean {
  const code = cell.charCodeAt(0)
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
}

/** The width most rows have; of the first such row when several are as frequent. Null without rows. */
export function usualWidth(rows: readonly string[][]): number | null {
  const counts = new Map<number, number>()
  for (const row of rows) counts.set(row.length, (counts.get(row.length) ?? 0) + 1)
  let usual: number | null = null
  for (const [width, count] of counts) if (usual === null || count > counts.get(usual)!) usual = width
  return usual
}

/** Rows may end with blank cells more than needed: many tills end every line with a delimiter. */
export function isRagged(row: readonly string[], width: number, headerWidth: number): boolean {
  if (row.length === width || row.length === headerWidth) return false
  return row.length < width || filledWidth(row) > width
}

export function ragged(row: readonly string[], line: number, width: number, delimiter: string): Finding {
  const found = `${row.length} ${row.length === 1 ? 'cell' : 'cells'}: ${row.join(delimiter)}`
  const place = { row: line, found, expected: `${width} cells` }
  if (filledWidth(row) > 1 || !FOOTER_WORDS.test(row[0] ?? '')) return finding('TB1007', place)
  return finding('TB1007', { ...place, fix: 'If the till ends its files with such a line, declare it as `footer`.' })
}

/** What lines below the rows of a query speak of. */
const FOOTER_WORDS = /(?<!\p{L})(?:rows?|rækker|rader|zeilen|completion)(?!\p{L})/iu

/** The code of a row that stray quotes kept from being cut, as far as it can be made out. */
export function codesOfUncut({ uncut }: RowBatch, line: number, quote: string, codeOf: CodeReader): string[] {
  const row = uncut.find((one: UncutRow) => one.line === line)
  return row ? listedCode(codeOf(row.cells.map((cell) => withoutQuotes(cell, quote)))) : []
}

/** ="..." keeps its quotes: it is told from the rest when the code is read. */
function withoutQuotes(cell: string, quote: string): string {
  return cell.trimStart().startsWith('="') ? cell : cell.replaceAll(quote, '')
}

export function listedCode(code: string | null): string[] {
  return code === null ? [] : [code]
}
