import type { InFormat } from '../config/format.ts'
import type { Dialect, FileFacts, RowBatch } from '../csv/dialect.ts'
import { FileRefused, UsageError } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'
import { formatQuantity, type Thousandths } from '../model/quantity.ts'
import { type CellParser, cellParser } from './cells.ts'
import {
  bindCode,
  bindColumns,
  type CodeReader,
  type ColumnPlan,
  type FormatOptions,
  type RowDecoder,
} from './columns.ts'
import { dateParser } from './dates.ts'
import type { CellValue } from './fault.ts'
import { readCount } from './footer.ts'
import { isBlankRow, isRuleLine } from './header.ts'
import { bindPositions } from './places.ts'
import type { FormatBatch, LayoutReader } from './read-format.ts'
import { damageOf, type RowDamage } from './row-damage.ts'
import { codesOfUncut, isRagged, listedCode, ragged, usualWidth } from './table-layout.ts'

type Records = NonNullable<InFormat['records']>
type RecordKind = 'line' | 'header' | 'trailer' | 'ignore'

/** Rows that begin with a record type: H;20261120;0600;AARHUS / L;40012;4 / T;1;4. */
export function recordsLayout(
  plan: ColumnPlan,
  format: InFormat,
  dialect: Dialect,
  options: FormatOptions,
): LayoutReader {
  return new RecordsLayout(plan, format, dialect, options)
}

class RecordsLayout implements LayoutReader {
  readonly header: string[] = []
  /** The earliest of the header records' as-ofs. */
  asOf: string | null = null
  asOfLine: number | null = null
  /** Of the latest header record. */
  location: string | null = null
  footerSeen = false
  trailerSeen = false
  readonly #plan: ColumnPlan
  readonly #records: Records
  readonly #ruleLines: boolean
  readonly #delimiter: string
  readonly #quote: string
  readonly #kinds: Map<string, RecordKind>
  readonly #asOfParser: ReturnType<typeof dateParser> | null
  readonly #sumParser: CellParser | null
  readonly #quantitySlot: number
  readonly #knowsLocation: (word: string) => boolean
  #decode: RowDecoder | null = null
  #codeOf: CodeReader = () => null
  #width = 0
  #headerSeen = false
  /** What the trailer must agree with; `sum` is null once a quantity could not be read. */
  #rows = 0
  #sum: Thousandths | null = 0
  #open = false

  constructor(plan: ColumnPlan, format: InFormat, dialect: Dialect, options: FormatOptions) {
    this.#plan = plan
    this.#records = format.records!
    this.#ruleLines = format.ruleLines
    this.#delimiter = dialect.delimiter
    this.#quote = dialect.quote
    this.#kinds = recordKinds(this.#records)
    this.#asOfParser = asOfParser(this.#records, options.timeZone)
    this.#sumParser = sumParser(format, options)
    this.#knowsLocation = options.knowsLocation ?? (() => true)
    this.#quantitySlot = plan.fields.indexOf('quantity')
  }

  batch(batch: RowBatch, out: FormatBatch): void {
    if (this.#decode === null) this.#bind(batch)
    for (const line of batch.rejected) {
      this.#reject(line, batch.findings, out)
      out.listed.push(...codesOfUncut(batch, line, this.#quote, this.#codeOf))
    }
    for (let i = 0; i < batch.rows.length; i++) this.#take(batch.rows[i]!, batch.lines[i]!, batch, out)
  }

  end(facts: FileFacts): Finding[] {
    if (this.#records.trailer && (this.#open || !this.trailerSeen))
      return [noTrailer(facts.lastLine, this.#records.trailer.is)]
    return []
  }

  get whole(): boolean {
    return this.trailerSeen && !this.#open
  }

  #bind(batch: RowBatch): void {
    const rows = batch.rows.filter((row) => this.#kindOf(row) === 'line')
    const width = usualWidth(rows)
    if (width === null) return
    const places = bindPositions(this.#plan, { ...batch, rows }, width, this.#delimiter)
    this.#decode = bindColumns(this.#plan, places)
    this.#codeOf = bindCode(this.#plan, places)
    this.#width = width
  }

  #kindOf(row: readonly string[]): RecordKind | undefined {
    return this.#kinds.get(row[this.#records.type - 1]?.trim() ?? '')
  }

  #take(row: string[], line: number, batch: RowBatch, out: FormatBatch): void {
    const kind = this.#kindOf(row)
    const damage = this.#damage(row, line, batch)
    if (kind === 'line') this.#takeLine(row, line, damage, out)
    else if (damage && (kind === 'header' || kind === 'trailer')) throw new FileRefused(damage.findings)
    else if (kind === 'header') this.#takeHeader(row, line)
    else if (kind === 'trailer') this.#takeTrailer(row, line)
    else if (kind === undefined && !isBlankRow(row) && !(this.#ruleLines && isRuleLine(row))) {
      const expected = [...this.#kinds.keys()].join(', ')
      this.#reject(line, [finding('TB1019', { row: line, found: row.join(this.#delimiter), expected })], out)
    }
  }

  #damage(row: string[], line: number, batch: RowBatch): RowDamage | null {
    if (!batch.controls && !batch.multiline) return null
    const widths = this.#width > 0 ? [this.#width] : [row.length]
    return damageOf({ row, line, header: [], widths, delimiter: this.#delimiter }, batch)
  }

  #takeLine(row: string[], line: number, damage: RowDamage | null, out: FormatBatch): void {
    const { header } = this.#records
    if (header && !this.#headerSeen) throw new FileRefused([noHeader(line, row.join(this.#delimiter), header.is)])
    out.read++
    this.#rows++
    this.#open = true
    if (isRagged(row, this.#width, this.#width)) {
      out.rejected.push(line)
      if (damage) out.findings.push(...damage.findings)
      out.findings.push(ragged(row, line, this.#width, this.#delimiter))
      out.listed.push(...listedCode(this.#codeOf(row)))
      this.#sum = null
    } else this.#add(this.#decode!(row, line, this.location, out, damage))
  }

  #add(values: CellValue[] | null): void {
    const quantity = values?.[this.#quantitySlot]
    this.#sum = this.#sum === null || typeof quantity !== 'number' ? null : this.#sum + quantity
  }

  #takeHeader(row: string[], line: number): void {
    const { header, trailer } = this.#records
    if (trailer?.closes === 'header' && this.#open) throw new FileRefused([noTrailer(line, trailer.is)])
    this.#headerSeen = true
    this.#open = true
    if (header?.location !== undefined) this.#takeLocation(row, header.location, line)
    if (this.#asOfParser === null) return
    const text =
      this.#cell(row, header!.date!, line).trim() + (header!.time ? this.#cell(row, header!.time, line).trim() : '')
    const asOf = this.#asOfParser(text)
    if (typeof asOf !== 'string') {
      throw new FileRefused([
        finding(asOf.code, { row: line, column: `column ${header!.date}`, found: text, expected: asOf.expected }),
      ])
    }
    if (this.asOf !== null && asOf >= this.asOf) return
    this.asOf = asOf
    this.asOfLine = line
  }

  #takeLocation(row: string[], position: number, line: number): void {
    const word = this.#cell(row, position, line).trim()
    const column = `column ${position}`
    if (word === '') throw new FileRefused([finding('TB2402', { row: line, column, expected: 'a location' })])
    if (!this.#knowsLocation(word)) throw new FileRefused([finding('TB2401', { row: line, column, found: word })])
    this.location = word
  }

  #takeTrailer(row: string[], line: number): void {
    const trailer = this.#records.trailer!
    const problems: Finding[] = []
    if (trailer.rows !== undefined && readCount(this.#cell(row, trailer.rows, line)) !== this.#rows) {
      problems.push(this.#mismatch(row, line, trailer.rows, `${this.#rows} rows`))
    }
    if (trailer.quantity !== undefined && this.#sumParser && this.#sum !== null) {
      const told = this.#sumParser.parse(this.#cell(row, trailer.quantity, line))
      if (told !== this.#sum)
        problems.push(this.#mismatch(row, line, trailer.quantity, `a sum of ${formatQuantity(this.#sum)}`))
    }
    if (problems.length > 0) throw new FileRefused(problems)
    this.trailerSeen = true
    this.#open = false
    this.#rows = 0
    this.#sum = 0
  }

  #mismatch(row: string[], line: number, position: number, expected: string): Finding {
    return finding('TB1015', { row: line, column: `column ${position}`, found: row[position - 1] ?? '', expected })
  }

  #cell(row: string[], position: number, line: number): string {
    const cell = row[position - 1]
    if (cell === undefined) throw new FileRefused([ragged(row, line, position, this.#delimiter)])
    return cell
  }

  #reject(line: number, findings: Finding[], out: FormatBatch): void {
    out.read++
    out.rejected.push(line)
    out.findings.push(...findings.filter((found) => found.row === line))
    this.#open = true
    this.#rows++
    this.#sum = null
  }
}

function recordKinds(records: Records): Map<string, RecordKind> {
  const kinds = new Map<string, RecordKind>()
  for (const type of records.ignore ?? []) kinds.set(type, 'ignore')
  for (const type of records.trailer?.is ?? []) kinds.set(type, 'trailer')
  for (const type of records.header?.is ?? []) kinds.set(type, 'header')
  for (const type of records.line) kinds.set(type, 'line')
  return kinds
}

/** Date and time are read as one text; without a time the form is that of a day. */
function asOfParser(records: Records, timeZone: string): ReturnType<typeof dateParser> | null {
  const header = records.header
  if (header?.date === undefined) return null
  const pattern = header.time === undefined && header.pattern === 'yyyyMMddHHmm' ? 'yyyyMMdd' : header.pattern
  return dateParser(pattern, timeZone)
}

/** The sum is written like a quantity, but is larger than any. */
function sumParser(format: InFormat, options: FormatOptions): CellParser | null {
  if (format.records?.trailer?.quantity === undefined) return null
  const habits = format.columns.quantity
  if (!habits) throw new UsageError('records.trailer.quantity: there is no column `quantity` to add up')
  const column = { ...habits, type: 'quantity' as const, decimals: 3, negative: true, max: 1_000_000_000_000 }
  return cellParser(column, {
    field: 'quantity',
    type: 'quantity',
    required: true,
    decimal: format.decimal,
    timeZone: options.timeZone,
    currency: options.currency,
  })
}

function noTrailer(row: number, types: string[]): Finding {
  return finding('TB1016', { row, expected: `a record ${types.join(' or ')} at the end` })
}

function noHeader(row: number, found: string, types: string[]): Finding {
  return finding('TB1024', { row, found, expected: `a record ${types.join(' or ')} before the first row` })
}
