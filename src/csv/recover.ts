import { type CellRules, isLineEnd, type Scan, scanRecord } from './scan-record.ts'

/** How reading goes on after a stray quote: `damaged` ends at a line end, what follows is sound. */
export type Recovery = { kind: 'damaged'; end: number } | { kind: 'wait' } | { kind: 'hopeless' }

type Stray = Extract<Scan, { kind: 'stray' }>

interface Surroundings {
  final: boolean
  /** Characters looked at from the record's start before deciding. */
  lookaheadMax: number
  /** Cell counts of the sound rows so far. */
  widths: ReadonlySet<number>
}

/**
 * Finds how far the damage of a stray quote goes. Two readings are weighed: only the first line is damaged (a quote was
 * lost or added there), or one record over several lines holds quotes that were not doubled. The first is believed when
 * every further line is a sound row of a known width; the second when the record then has a known width. Where neither
 * holds, rows could be swallowed or invented, so there is no going on.
 */
export function recover(text: string, start: number, stray: Stray, rules: CellRules, around: Surroundings): Recovery {
  const waiting = !around.final && text.length - start < around.lookaheadMax
  const lineEnd = nextLineEnd(text, start)
  const whole = scanLenient(text, start, rules, around)
  if (whole === undefined && waiting) return { kind: 'wait' }
  if (lineEnd >= text.length - 1 && waiting) return { kind: 'wait' }
  const wholeEnd = whole !== undefined && around.widths.has(whole.cells) ? whole.end : -1
  const until = Math.max(stray.at, wholeEnd)
  if (until <= lineEnd) return { kind: 'damaged', end: lineEnd }
  const sound = linesSound(text, behindLineEnd(text, lineEnd), until, rules, around)
  if (sound === undefined && waiting) return { kind: 'wait' }
  if (sound) return { kind: 'damaged', end: lineEnd }
  return wholeEnd === -1 ? { kind: 'hopeless' } : { kind: 'damaged', end: wholeEnd }
}

/** The record with stray quotes taken as letters; undefined when it does not end within reach. */
function scanLenient(text: string, start: number, rules: CellRules, around: Surroundings) {
  const stop = Math.min(text.length, start + around.lookaheadMax)
  const scan = scanRecord(text, start, rules, { final: around.final, lenient: true, stop })
  if (scan.kind !== 'record') return undefined
  if (!around.final && scan.end >= text.length - 1) return undefined
  return scan
}

/** Whether rows of known widths fill the text from `at` to behind `until`; undefined when the text ends too early. */
function linesSound(
  text: string,
  start: number,
  until: number,
  rules: CellRules,
  around: Surroundings,
): boolean | undefined {
  let at = start
  while (at <= until && at < text.length) {
    if (!isLineEnd(text, at)) {
      const scan = scanRecord(text, at, rules, { final: around.final })
      if (scan.kind === 'more') return around.final ? false : undefined
      if (scan.kind === 'stray' || scan.cells < 2 || !around.widths.has(scan.cells)) return false
      at = scan.end
    }
    at = behindLineEnd(text, at)
  }
  return true
}

function nextLineEnd(text: string, start: number): number {
  let at = start
  while (at < text.length && !isLineEnd(text, at)) at += 1
  return at
}

function behindLineEnd(text: string, at: number): number {
  return text.startsWith('\r\n', at) ? at + 2 : at + 1
}
