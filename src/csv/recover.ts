import { type CellRules, isLineEnd, type Scan, scanRecord } from './scan-record.ts'

/** How reading goes on after a stray quote: `damaged` ends at a line end, reading goes on behind it. */
export type Recovery = { kind: 'damaged'; end: number } | { kind: 'wait' } | { kind: 'hopeless' }

type Stray = Extract<Scan, { kind: 'stray' }>

/** Quotes a damaged record may hold and still be followed to its end. */
const QUOTES_MAX = 100

export interface Surroundings {
  final: boolean
  /** Characters looked at from the record's start before deciding. */
  lookaheadMax: number
  /** Cell counts that rows of this file are known to have. */
  widths: ReadonlySet<number>
}

/**
 * Finds how far the damage of a stray quote goes. Two readings are weighed: a quote was lost or added in the first line,
 * so the next lines are rows of their own; or one record over several lines holds quotes that nobody doubled. The first
 * is believed as soon as one of the lines in question is a sound row of a known width, for a row that is swallowed is
 * worse than a piece of text that shows up as a ragged row. The second is believed when the record then has a known
 * width, or when a sound row follows. Where neither holds there is no going on.
 */
export function recover(text: string, start: number, stray: Stray, rules: CellRules, around: Surroundings): Recovery {
  const waiting = !around.final && text.length - start < around.lookaheadMax
  const lineEnd = nextLineEnd(text, start)
  if (waiting && lineEnd >= text.length - 1) return { kind: 'wait' }
  const reach = reachOf(text, start, rules.quote, around.lookaheadMax)
  const whole = scanLenient(text, start, rules, reach, around.final)
  if (waiting && whole === undefined && reach === text.length) return { kind: 'wait' }
  const known = whole !== undefined && around.widths.has(whole.cells)
  const until = Math.max(stray.at, known ? whole.end : 0)
  if (until <= lineEnd) return { kind: 'damaged', end: lineEnd }
  const next = behindLineEnd(text, lineEnd)
  const sound = holdsSoundRow(text, next, Math.max(until, whole?.end ?? 0), rules, around)
  if (waiting && sound === undefined) return { kind: 'wait' }
  if (sound) return { kind: 'damaged', end: lineEnd }
  if (whole === undefined) return { kind: 'hopeless' }
  if (known) return { kind: 'damaged', end: whole.end }
  return endOrHopeless(text, whole.end, rules, around, waiting)
}

/** A record of an unknown width is believed to end where the next one is sound again, or the file ends. */
function endOrHopeless(text: string, end: number, rules: CellRules, around: Surroundings, waiting: boolean): Recovery {
  let next = end
  while (next < text.length && isLineEnd(text, next)) next += 1
  if (next === text.length && around.final) return { kind: 'damaged', end }
  const sound = holdsSoundRow(text, next, next, rules, around)
  if (waiting && (sound === undefined || next === text.length)) return { kind: 'wait' }
  return sound ? { kind: 'damaged', end } : { kind: 'hopeless' }
}

/** How far a damaged record is followed: in a file that is wrong in every row this is paid for every row. */
function reachOf(text: string, start: number, quote: string, lookaheadMax: number): number {
  let at = start
  for (let quotes = 0; quotes < QUOTES_MAX; quotes++) {
    at = text.indexOf(quote, at) + 1
    if (at === 0) return Math.min(text.length, start + lookaheadMax)
  }
  return Math.min(at, start + lookaheadMax)
}

/** The record with stray quotes taken as letters; undefined when it does not end within reach. */
function scanLenient(text: string, start: number, rules: CellRules, stop: number, final: boolean) {
  const scan = scanRecord(text, start, rules, { final, lenient: true, stop })
  if (scan.kind !== 'record') return undefined
  return !final && scan.end >= text.length - 1 ? undefined : scan
}

/** Whether a line from `start` to `until` begins a row of a known width; undefined when the text ends too early. */
function holdsSoundRow(
  text: string,
  start: number,
  until: number,
  rules: CellRules,
  around: Surroundings,
): boolean | undefined {
  let cut = false
  for (let at = start; at <= until && at < text.length; at = behindLineEnd(text, nextLineEnd(text, at))) {
    const scan = scanRecord(text, at, rules, { final: around.final, stop: at + around.lookaheadMax })
    if (scan.kind === 'more') cut = true
    else if (scan.kind === 'record' && scan.cells > 1 && around.widths.has(scan.cells)) return true
  }
  return cut && !around.final ? undefined : false
}

function nextLineEnd(text: string, start: number): number {
  let at = start
  while (at < text.length && !isLineEnd(text, at)) at += 1
  return at
}

function behindLineEnd(text: string, at: number): number {
  return text.startsWith('\r\n', at) ? at + 2 : at + 1
}
