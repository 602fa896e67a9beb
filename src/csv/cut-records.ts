import { FileRefused } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'
import { byteOrderMarkIn } from './code-page.ts'
import type { Dialect, FileFacts, ReadLimits, RowBatch } from './dialect.ts'
import { parseQuoted } from './parse-quoted.ts'
import { type Recovery, recover } from './recover.ts'
import { type CellRules, countLineEnds, type Scan, scanRecord } from './scan-record.ts'
import { placeStray, strayQuote, uncutRow } from './stray-quote.ts'

const BATCH_ROWS = 1000
const BOM_LINES_MAX = 1000
const OPEN_QUOTES_MAX = 20
const NONE = Number.POSITIVE_INFINITY
/** Control characters that no table has. */
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f]/g

/**
 * Cuts text that arrives in pieces into rows. Lines without a quote are split at the delimiter; the others are measured
 * here, because only so the line where a record starts is known, and cut into cells by csv-parse.
 */
export class RecordCutter {
  readonly #rules: CellRules
  readonly #limits: ReadLimits
  readonly #facts: FileFacts
  readonly #charBytes: number
  /** A UTF-8 byte order mark as a single-byte page shows it: the seam of joined files. */
  readonly #mark: string
  readonly #markStart: number
  /** Cell counts of the first row and of any two rows: what a row may look like. */
  readonly #widths = new Set<number>()
  readonly #widthsOnce = new Set<number>()
  #text = ''
  #pos = 0
  #line = 1
  /** Offsets of the next line feed, carriage return, quote and control; -1 when not looked up in this piece. */
  #nextLf = -1
  #nextCr = -1
  #nextQuote = -1
  #nextControl = -1
  /** Quotes that opened a cell and were not closed in their line, of rows given up for that. */
  #openQuotes: Finding[] = []
  #batch: RowBatch = emptyBatch()
  #quoted: { row: number; text: string; cells: number }[] = []

  constructor(dialect: Dialect, limits: ReadLimits, facts: FileFacts) {
    this.#rules = { delimiter: dialect.delimiter, quote: dialect.quoting === 'never' ? '' : dialect.quote }
    this.#limits = limits
    this.#facts = facts
    this.#charBytes = facts.encoding.startsWith('utf-16') ? 2 : 1
    this.#mark = byteOrderMarkIn(facts.encoding)
    this.#markStart = this.#mark === '' ? -1 : this.#mark.charCodeAt(0)
  }

  /** Adds the next piece; a byte order mark in it is a seam of joined files and is dropped. */
  push(piece: string): void {
    const text = this.#pos < this.#text.length ? this.#text.slice(this.#pos) + piece : piece
    this.#text = piece.includes('\uFEFF') ? this.#withoutBoms(text) : text
    this.#pos = 0
    this.#nextLf = this.#nextCr = this.#nextQuote = this.#nextControl = -1
  }

  /** The next full batch; undefined when more text is needed. With `final` the rest is taken as whole. */
  cut(final: boolean): RowBatch | undefined {
    while (this.#batch.rows.length + this.#batch.rejected.length < BATCH_ROWS) {
      if (!this.#cutRecord(final)) return undefined
    }
    return this.#takeBatch()
  }

  /** What is left when `cut(true)` has no full batch any more. */
  rest(): RowBatch | undefined {
    this.#facts.lastNewline = this.#facts.lastNewline && this.#pos >= this.#text.length
    const { rows, rejected } = this.#batch
    return rows.length + rejected.length > 0 ? this.#takeBatch() : undefined
  }

  /** The line an editor shows at the end of everything pushed so far plus `more`. */
  lineAfter(more: string): number {
    return this.#line + countLineEnds(this.#text.slice(this.#pos) + more)
  }

  #cutRecord(final: boolean): boolean {
    const { delimiter, quote } = this.#rules
    const text = this.#text
    if (text.charCodeAt(this.#pos) === this.#markStart && text.startsWith(this.#mark, this.#pos)) this.#passMark()
    const pos = this.#pos
    if (pos >= text.length) return false
    const end = this.#lineEnd()
    if (quote !== '' && this.#quoteBefore(end)) return this.#cutQuoted(final)
    if (!this.#complete(end, final)) return this.#wait()
    if (end > pos) this.#deliver(text.slice(pos, end).split(delimiter), end)
    this.#pass(end)
    return true
  }

  #cutQuoted(final: boolean): boolean {
    const text = this.#text
    const pos = this.#pos
    const scan = scanRecord(text, pos, this.#rules, { final })
    if (scan.kind === 'record') {
      if (!this.#complete(scan.end, final)) return this.#wait()
      this.#deliverQuoted(scan.end, scan.cells)
      return true
    }
    if (scan.kind === 'more') {
      if (!final) return this.#wait()
      throw this.#refused(scan.open, 'the end of the file')
    }
    const lookaheadMax = Math.min(65_536, this.#limits.recordBytesMax)
    const recovery = recover(text, pos, scan, this.#rules, { final, lookaheadMax, widths: this.#widths })
    return this.#takeRecovery(recovery, scan)
  }

  #takeRecovery(recovery: Recovery, stray: Extract<Scan, { kind: 'stray' }>): boolean {
    if (recovery.kind === 'wait') return this.#wait()
    if (recovery.kind === 'hopeless') throw this.#refused(stray.open, 'text that is not the end of the cell')
    this.#checkRow(recovery.end)
    this.#facts.rejected += 1
    this.#batch.rejected.push(this.#line)
    this.#giveUp(this.#text.slice(this.#pos, recovery.end), stray)
    this.#pass(recovery.end)
    return true
  }

  #giveUp(text: string, { cell, start, at, open }: Extract<Scan, { kind: 'stray' }>): void {
    const pos = this.#pos
    const stray = placeStray(text, this.#line, { cell, start: start - pos, at: at - pos, open }, this.#rules)
    this.#batch.findings.push(strayQuote(stray, this.#rules))
    this.#batch.uncut.push(uncutRow(stray, this.#rules))
    if (stray.unclosed && this.#openQuotes.length < OPEN_QUOTES_MAX) {
      this.#openQuotes.push(this.#unclosed(pos + stray.start, 'the end of its row'))
    }
  }

  #deliver(row: string[], end: number): void {
    this.#checkRow(end, row.length)
    this.#batch.rows.push(row)
    this.#batch.lines.push(this.#line)
  }

  #deliverQuoted(end: number, cells: number): void {
    this.#checkRow(end, cells)
    this.#quoted.push({ row: this.#batch.rows.length, text: this.#text.slice(this.#pos, end), cells })
    this.#batch.rows.push([])
    this.#batch.lines.push(this.#line)
    this.#pass(end)
  }

  /** Limits and accounts of one row, delivered (with its cells) or rejected. */
  #checkRow(end: number, cells = 0): void {
    if (this.#controlBefore(end)) this.#batch.controls = true
    const { rowsMax, columnsMax } = this.#limits
    if (this.#facts.rows + this.#facts.rejected >= rowsMax) {
      throw tooLarge(this.#line, `more than ${rowsMax} rows`, `at most ${rowsMax} rows (rowsMax)`)
    }
    if (cells > columnsMax) {
      throw tooLarge(this.#line, `${cells} columns`, `at most ${columnsMax} columns (columnsMax)`)
    }
    this.#checkSize(end)
    this.#facts.lastLine = this.#line
    if (cells === 0) return
    this.#facts.rows += 1
    if (this.#widths.has(cells)) return
    if (this.#facts.rows === 1 || this.#widthsOnce.has(cells)) this.#widths.add(cells)
    else this.#widthsOnce.add(cells)
  }

  /** Characters are counted as bytes only when there are enough of them to matter. */
  #checkSize(end: number): void {
    const { recordBytesMax } = this.#limits
    if ((end - this.#pos) * 3 <= recordBytesMax) return
    if (this.#bytes(end) <= recordBytesMax) return
    throw tooLarge(this.#line, `a row of ${this.#bytes(end)} bytes`, `at most ${recordBytesMax} bytes (recordBytesMax)`)
  }

  #bytes(end: number): number {
    if (this.#facts.encoding === 'utf-8') return Buffer.byteLength(this.#text.slice(this.#pos, end))
    return (end - this.#pos) * this.#charBytes
  }

  /** More text is needed, as long as the record may still grow. */
  #wait(): false {
    const { recordBytesMax } = this.#limits
    if ((this.#text.length - this.#pos) * 3 <= recordBytesMax) return false
    if (this.#bytes(this.#text.length) <= recordBytesMax) return false
    const scan = scanRecord(this.#text, this.#pos, this.#rules)
    if (scan.kind === 'more' && scan.open >= 0)
      throw this.#refused(scan.open, `${recordBytesMax} bytes (recordBytesMax)`)
    this.#checkSize(this.#text.length)
    return false
  }

  #complete(end: number, final: boolean): boolean {
    if (final) return true
    if (end >= this.#text.length) return false
    // A CR at the very end may be the first half of CR LF.
    return !(end === this.#text.length - 1 && this.#text[end] === '\r')
  }

  #lineEnd(): number {
    if (this.#nextLf < this.#pos) this.#nextLf = indexOrNone(this.#text, '\n', this.#pos)
    if (this.#nextCr < this.#pos) this.#nextCr = indexOrNone(this.#text, '\r', this.#pos)
    return Math.min(this.#nextLf, this.#nextCr, this.#text.length)
  }

  #quoteBefore(end: number): boolean {
    if (this.#nextQuote < this.#pos) this.#nextQuote = indexOrNone(this.#text, this.#rules.quote, this.#pos)
    return this.#nextQuote < end
  }

  #controlBefore(end: number): boolean {
    if (this.#nextControl < this.#pos) {
      CONTROLS.lastIndex = this.#pos
      this.#nextControl = CONTROLS.exec(this.#text)?.index ?? NONE
    }
    return this.#nextControl < end
  }

  #passMark(): void {
    this.#pos += this.#mark.length
    this.#noteBom(this.#line)
  }

  #noteBom(line: number): void {
    const { midFileBoms } = this.#facts
    if (midFileBoms.length < BOM_LINES_MAX && midFileBoms.at(-1) !== line) midFileBoms.push(line)
  }

  /** Moves behind the line end at `end`, counting the lines that a record with quoted cells has inside. */
  #pass(end: number): void {
    const { newlines } = this.#facts
    const text = this.#text
    if ((this.#nextLf < end && this.#nextLf >= this.#pos) || (this.#nextCr < end && this.#nextCr >= this.#pos)) {
      this.#line += countLineEnds(text, this.#pos, end)
      this.#batch.multiline = true
    }
    this.#facts.lastNewline = end < text.length
    if (end >= text.length) {
      this.#pos = text.length
      return
    }
    const crlf = text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10
    if (crlf) newlines.crlf += 1
    else if (text.charCodeAt(end) === 13) newlines.cr += 1
    else newlines.lf += 1
    this.#line += 1
    this.#pos = end + (crlf ? 2 : 1)
  }

  /** A quote nobody closes may have been opened by mistake further up, in a row that was given up. */
  #refused(open: number, until: string): FileRefused {
    return new FileRefused([...this.#openQuotes, this.#unclosed(open, until)])
  }

  #unclosed(open: number, until: string): Finding {
    const row = this.#line + countLineEnds(this.#text, this.#pos, open)
    const found = this.#text.slice(open, open + 60).split(/[\r\n]/)[0]!
    return finding('TB1008', { row, found, expected: `a closing ${this.#rules.quote} before ${until}` })
  }

  #withoutBoms(text: string): string {
    const parts = text.split('\uFEFF')
    let line = this.#line
    for (const part of parts.slice(0, -1)) {
      line += countLineEnds(part)
      this.#noteBom(line)
    }
    return parts.join('')
  }

  #takeBatch(): RowBatch {
    const batch = this.#batch
    if (this.#quoted.length > 0) parseQuoted(this.#quoted, batch.rows, this.#rules)
    this.#batch = emptyBatch()
    this.#quoted = []
    return batch
  }
}

function emptyBatch(): RowBatch {
  return { rows: [], lines: [], findings: [], rejected: [], uncut: [], controls: false, multiline: false }
}

function indexOrNone(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from)
  return at === -1 ? NONE : at
}

function tooLarge(row: number, found: string, expected: string): FileRefused {
  return new FileRefused([finding('TB1018', { row, found, expected })])
}
