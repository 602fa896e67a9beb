import { cutTo } from '../reports/display-width.ts'
import { duration } from '../reports/figures.ts'
import { grouped } from '../reports/printable.ts'
import type { OutputStream } from './terminal.ts'

/** Told by long work how far it is. Cheap enough to be called for every batch. */
export interface Progress {
  /** `name` is a verb in the past ("read", "compared"); a new name starts a new estimate. */
  step(name: string, done: number, total?: number): void
  /** Takes the bar away. Call it before anything else is printed. */
  end(): void
}

export interface ProgressOptions {
  stream: OutputStream
  /** Milliseconds that only go up. */
  now: () => number
  env: Record<string, string | undefined>
  /** With --quiet or --json nothing is shown. */
  silent?: boolean
  /** What is counted. */
  noun?: string
}

/** Work that is over sooner than this shows nothing. */
const PATIENCE_MS = 1_000
/** Between two drawings of the bar, and between two lines where there is no TTY. */
const REDRAW_MS = 100
const LINE_MS = 10_000
/** A rate measured over less than this is a guess. */
const ESTIMATE_AFTER_MS = 1_000
const CLEAR_LINE = '\r\x1b[K'

/** One bar on a TTY; one line per ten seconds elsewhere (a log file, a dumb terminal); nothing when silent. */
export function createProgress(options: ProgressOptions): Progress {
  if (options.silent) return { step() {}, end() {} }
  const { stream, now, noun = 'rows' } = options
  const bar = stream.isTTY === true && options.env.TERM !== 'dumb'
  const started = now()
  let name = ''
  let nameStarted = started
  let shown = started
  let drawn = false
  return {
    step(nextName, done, total) {
      const at = now()
      if (nextName !== name) {
        name = nextName
        nameStarted = at
      }
      if (at - started < PATIENCE_MS || at - shown < (bar ? (drawn ? REDRAW_MS : 0) : LINE_MS)) return
      shown = at
      const text = progressText(name, done, total, at - nameStarted, noun)
      stream.write(bar ? `${CLEAR_LINE}${cutTo(text, (stream.columns ?? 80) - 1)}` : `${text}\n`)
      drawn = bar
    },
    end() {
      if (drawn) stream.write(CLEAR_LINE)
      drawn = false
    },
  }
}

/** read 41 200/60 000 rows  68 %  9 s left */
export function progressText(
  name: string,
  done: number,
  total: number | undefined,
  elapsedMs: number,
  noun: string,
): string {
  if (total === undefined || total <= 0) return `${name} ${grouped(done)} ${noun}`
  const share = `${Math.min(100, Math.floor((done / total) * 100))} %`
  const left =
    done > 0 && done < total && elapsedMs >= ESTIMATE_AFTER_MS
      ? `  ${timeLeft((elapsedMs / done) * (total - done))}`
      : ''
  return `${name} ${grouped(done)}/${grouped(total)} ${noun}  ${share}${left}`
}

/** Whole seconds: an estimate with decimals would only pretend. */
function timeLeft(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000))
  return `${seconds < 60 ? `${seconds} s` : duration(seconds * 1000)} left`
}
