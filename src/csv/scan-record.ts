/** What separates and protects cells; `quote` is '' when quotes are plain characters. */
export interface CellRules {
  delimiter: string
  quote: string
}

/**
 * The record that begins at an offset. `end` is the offset of its line end, or of the end of the text.
 * `more`: the text ends before the record does, in cell `cell`; `open` is the quote still open, -1 when none is.
 * `stray`: at offset `at`, in cell `cell` (from 0, beginning at `start`), a quote stands where none may.
 */
export type Scan =
  | { kind: 'record'; end: number; cells: number }
  | { kind: 'more'; open: number; cell: number }
  | { kind: 'stray'; at: number; cell: number; start: number; open: number }

const LF = 10
const CR = 13

/**
 * Finds where a record with quotes ends, without cutting its cells (csv-parse does that). `final` says that no more text
 * follows. `lenient` takes stray quotes as letters: what somebody who does not double quotes must have meant.
 */
export function scanRecord(
  text: string,
  start: number,
  rules: CellRules,
  { final = false, lenient = false, stop = text.length } = {},
): Scan {
  const { delimiter, quote } = rules
  let at = start
  for (let cell = 0; ; cell++) {
    if (quote !== '' && text.startsWith(quote, at)) {
      const close = closingQuote(text, at, rules, { final, lenient, stop })
      if (close < 0) return { kind: 'more', open: at, cell }
      const behind = close + quote.length
      if (behind === text.length)
        return final ? { kind: 'record', end: behind, cells: cell + 1 } : { kind: 'more', open: -1, cell }
      if (isLineEnd(text, behind)) return { kind: 'record', end: behind, cells: cell + 1 }
      if (!text.startsWith(delimiter, behind)) {
        if (!final && delimiter.startsWith(text.slice(behind))) return { kind: 'more', open: -1, cell }
        return { kind: 'stray', at: close, cell, start: at, open: at }
      }
      at = behind + delimiter.length
      continue
    }
    const end = plainCellEnd(text, at, delimiter)
    if (quote !== '' && !lenient) {
      const stray = text.slice(at, end).indexOf(quote)
      if (stray !== -1) return { kind: 'stray', at: at + stray, cell, start: at, open: -1 }
    }
    if (end === text.length && !final) return { kind: 'more', open: -1, cell }
    if (end === text.length || isLineEnd(text, end)) return { kind: 'record', end, cells: cell + 1 }
    at = end + delimiter.length
  }
}

/** Offset of the quote that closes the cell opened at `open`; -1 when the text ends (or `stop` comes) before it. */
function closingQuote(
  text: string,
  open: number,
  rules: CellRules,
  { final, lenient, stop }: { final: boolean; lenient: boolean; stop: number },
): number {
  const { quote, delimiter } = rules
  let at = open
  for (;;) {
    at = text.indexOf(quote, at + quote.length)
    if (at === -1 || at >= stop) return -1
    const behind = at + quote.length
    if (behind === text.length) return final ? at : -1
    if (text.startsWith(quote, behind)) at = behind
    else if (!lenient || isLineEnd(text, behind) || text.startsWith(delimiter, behind)) return at
  }
}

/** Offset of the delimiter or line end behind `start`, whatever quotes are between. */
export function plainCellEnd(text: string, start: number, delimiter: string): number {
  const first = delimiter.charCodeAt(0)
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === LF || code === CR) return at
    if (code === first && text.startsWith(delimiter, at)) return at
  }
  return text.length
}

export function isLineEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code === LF || code === CR
}

/** Line ends as an editor counts them: CR LF is one, a lone CR or LF is one. */
export function countLineEnds(text: string, from = 0, to = text.length): number {
  let count = 0
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at)
    if (code === LF || (code === CR && !(at + 1 < to && text.charCodeAt(at + 1) === LF))) count += 1
  }
  return count
}
