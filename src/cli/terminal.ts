import { basename, relative } from 'node:path'
import { displayWidth, padTo } from '../reports/display-width.ts'
import { printable, safeJson } from '../reports/printable.ts'
import { type Paint, PLAIN } from '../reports/terminal-text.ts'

/** The part of a stream that we need; process.stdout is one, a test can be one. */
export interface OutputStream {
  write(text: string): unknown
  isTTY?: boolean | undefined
  columns?: number | undefined
}

export interface TerminalOptions {
  stdout: OutputStream
  stderr: OutputStream
  env: Record<string, string | undefined>
  /** --json: stdout holds one JSON document and nothing else. */
  json?: boolean
  /** --quiet: no progress, no remarks; results and errors stay. */
  quiet?: boolean
  /** --no-color */
  noColor?: boolean
}

export interface Column {
  title: string
  align?: 'left' | 'right'
}

/** Results go to stdout, everything said about them to stderr, and with --json stdout is for the document alone. */
export interface Terminal {
  readonly json: boolean
  readonly quiet: boolean
  /** Colours of stdout. */
  readonly paint: Paint
  readonly stderr: OutputStream
  /** Lines of the result; not said with --json. The text must be printable already. */
  say(text: string): void
  /** A remark on stderr; not said with --quiet or --json. */
  remark(text: string): void
  /** An error on stderr; always said. One line, without control characters. */
  error(text: string): void
  /** The result as one JSON document on stdout. Call it once. */
  printJson(value: unknown): void
  /** An aligned table on stdout; not said with --json. Cells are cleaned. */
  table(columns: readonly Column[], rows: readonly (readonly string[])[]): void
}

export function createTerminal(options: TerminalOptions): Terminal {
  const json = options.json ?? false
  const quiet = options.quiet ?? false
  const paint = wantsColour(options.stdout, options.env, options.noColor ?? false) ? COLOURS : PLAIN
  const say = (text: string) => {
    if (!json) options.stdout.write(`${text}\n`)
  }
  return {
    json,
    quiet,
    paint,
    stderr: options.stderr,
    say,
    remark(text) {
      if (!quiet && !json) options.stderr.write(`${text}\n`)
    },
    error(text) {
      options.stderr.write(`${printable(text)}\n`)
    },
    printJson(value) {
      options.stdout.write(`${safeJson(value)}\n`)
    },
    table(columns, rows) {
      say(tableText(columns, rows, paint))
    },
  }
}

/** Colours only where a person looks: a TTY, and nobody asked for none (NO_COLOR, TERM=dumb, --no-color). */
export function wantsColour(stream: OutputStream, env: Record<string, string | undefined>, noColor: boolean): boolean {
  return stream.isTTY === true && !noColor && !env.NO_COLOR && env.TERM !== 'dumb'
}

/** Columns below each other, two blanks between them, no blanks at line ends. Wide letters count as two. */
export function tableText(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  paint: Paint = PLAIN,
): string {
  const cells = rows.map((row) => columns.map((_, i) => printable(row[i] ?? '')))
  const widths = columns.map((column, i) =>
    cells.reduce((max, row) => Math.max(max, displayWidth(row[i]!)), displayWidth(column.title)),
  )
  const line = (texts: readonly string[]) =>
    texts
      .map((text, i) => padTo(text, widths[i]!, columns[i]!.align ?? 'left'))
      .join('  ')
      .trimEnd()
  return [paint.bold(line(columns.map((column) => column.title))), ...cells.map(line)].join('\n')
}

/** How the user starts us here, for commands to copy: through npm in a checkout, through npx, by file, or by name. */
export function commandWords(env: Record<string, string | undefined>, started = ''): string {
  const script = env.npm_lifecycle_event
  const ours = env.npm_package_name === 'tillbridge' && script === 'demo'
  if (script === 'tillbridge' || ours) return 'npm run -s tillbridge --'
  if (env.npm_command === 'exec') return 'npx tillbridge'
  if (basename(started) === 'tillbridge.js') return `node ${relative('.', started)}`
  return 'tillbridge'
}

const COLOURS: Paint = {
  bold: (text) => `\x1b[1m${text}\x1b[22m`,
  dim: (text) => `\x1b[2m${text}\x1b[22m`,
  red: (text) => `\x1b[31m${text}\x1b[39m`,
  yellow: (text) => `\x1b[33m${text}\x1b[39m`,
  green: (text) => `\x1b[32m${text}\x1b[39m`,
}
