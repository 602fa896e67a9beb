import { UsageError } from '../model/errors.ts'
import { FINDING_CODES, type FindingCode } from '../model/finding-codes.ts'
import { type Finding, finding, type Severity } from '../model/findings.ts'

/** One thing that is wrong in a configuration file, at the place where a person mends it. */
export interface ConfigProblem {
  /** Path of the file relative to the workspace, with `/`. */
  file: string
  /** 1-based, as an editor counts. */
  line: number
  column: number
  code: FindingCode
  severity: Severity
  message: string
  /** The line before, the line, and the caret with the suggestion; empty when the file has no such line. */
  frame: string
  suggestion: string | null
  /** The key the problem is about, dotted from the root of its file: stock.columns.code. */
  key: string
  found: string | null
  expected: string | null
}

/** A configuration that cannot be used; carries every problem of every file, sorted by file and line. Exit code 2. */
export class ConfigError extends UsageError {
  override name = 'ConfigError'
  readonly problems: ConfigProblem[]
  constructor(problems: readonly ConfigProblem[]) {
    const sorted = sortProblems(problems)
    super(formatProblems(sorted))
    this.problems = sorted
  }
}

/** By file (tillbridge.yaml first), line, column and code; the same problem at the same place is kept once. */
export function sortProblems(problems: readonly ConfigProblem[]): ConfigProblem[] {
  const seen = new Set<string>()
  const depth = (file: string) => file.split('/').length
  return [...problems]
    .sort(
      (a, b) =>
        depth(a.file) - depth(b.file) ||
        compareText(a.file, b.file) ||
        a.line - b.line ||
        a.column - b.column ||
        compareText(a.code, b.code),
    )
    .filter((p) => {
      const key = `${p.file}:${p.line}:${p.column}:${p.code}:${p.message}`
      if (seen.has(key)) return false
      seen.add(key)
      return true
    })
}

/** The problem as it is printed: place, severity, code, sentence and the code frame. */
export function formatProblem(problem: ConfigProblem): string {
  const head = `${problem.file}:${problem.line}:${problem.column}  ${problem.severity}  ${problem.code}  ${problem.message}`
  return problem.frame === '' ? head : `${head}\n${problem.frame}`
}

/** All problems and the closing line "2 errors. Nothing was run." */
export function formatProblems(problems: readonly ConfigProblem[]): string {
  const count = problems.length === 1 ? '1 error' : `${problems.length} errors`
  return [...problems.map(formatProblem), `${count}. Nothing was run.`].join('\n')
}

/** The problem as a finding, for --json and reports: row is the line, column the dotted key. */
export function configFinding(problem: ConfigProblem): Finding {
  return finding(problem.code, {
    row: problem.line,
    column: problem.key === '' ? null : problem.key,
    found: problem.found ?? problem.message,
    expected: problem.expected,
    fix: problem.suggestion ?? FINDING_CODES[problem.code].fix,
    key: `${problem.file}:${problem.key}`,
  })
}

/** Longest part of a line that is shown around the caret. */
const FRAME_WIDTH = 120

/**
 * The code frame: the line before, the line itself, and carets under `width` characters from `column` on, with a
 * hint behind them. A tab is shown as an arrow, so that columns stay where they are.
 */
export function codeFrame(
  lines: readonly string[],
  place: { line: number; column: number; width: number },
  hint: string | null,
): string {
  const text = lines[place.line - 1]
  if (text === undefined) return ''
  const cutAt = place.column > FRAME_WIDTH - 20 ? place.column - 20 : 0
  const show = (line: string) => line.slice(cutAt, cutAt + FRAME_WIDTH).replace(/\t/g, '→')
  const gutter = String(place.line).length + 3
  const rows: string[] = []
  const before = lines[place.line - 2]
  if (before !== undefined) rows.push(`${String(place.line - 1).padStart(gutter)} | ${show(before)}`.trimEnd())
  rows.push(`${String(place.line).padStart(gutter)} | ${show(text)}`.trimEnd())
  const width = Math.max(1, Math.min(place.width, text.length - place.column + 1, FRAME_WIDTH))
  const caret = ' '.repeat(place.column - 1 - cutAt) + '^'.repeat(width)
  rows.push(`${' '.repeat(gutter)} | ${caret}${hint ? `  ${hint}` : ''}`)
  return rows.join('\n')
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
