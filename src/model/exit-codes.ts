import type { Finding } from './findings.ts'
import type { RunReport, RunResult } from './run-report.ts'

interface ExitCodeEntry {
  code: number
  sentence: string
  /** Whether a scheduler may simply try again. */
  retry: boolean
}

/** Frozen: scripts rely on these. Any number that is not listed counts as failure. */
export const EXIT_CODES = [
  { code: 0, sentence: 'Done; nothing needs a person.', retry: false },
  { code: 1, sentence: 'Failed; the message says why.', retry: false },
  { code: 2, sentence: 'Wrong use or wrong configuration; nothing was touched.', retry: false },
  { code: 3, sentence: 'Done with issues: the good rows were applied, the rejected ones are in a file.', retry: false },
  { code: 4, sentence: 'Held by a guard; nothing was written and a person must look.', retry: false },
  { code: 5, sentence: 'The other side could not be reached; trying again later can help.', retry: true },
  { code: 6, sentence: 'Another run is busy with the same flow.', retry: true },
  { code: 7, sentence: 'An expected file is missing or late.', retry: true },
  { code: 10, sentence: 'Only with `plan --exit-code`: there are changes to apply.', retry: false },
  { code: 130, sentence: 'Interrupted; it is safe to run again.', retry: true },
] as const satisfies readonly ExitCodeEntry[]

export type ExitCode = (typeof EXIT_CODES)[number]['code']

interface Outcome {
  /** Rows or orders that were rejected. */
  rejected?: number
  /** Findings of severity error; warnings and notices alone never change the exit code. */
  errors?: number
  /** A failure that trying again can mend (an unreachable folder or server). */
  retryable?: boolean
}

/** The exit code of one run. `plan` and `check` return what `run` would. */
export function exitCodeOf(result: RunResult, outcome: Outcome = {}): ExitCode {
  switch (result) {
    case 'ok':
    case 'nothing-to-do':
    case 'done-with-issues':
      return (outcome.rejected ?? 0) > 0 || (outcome.errors ?? 0) > 0 ? 3 : 0
    case 'held':
      return 4
    case 'failed':
      return outcome.retryable ? 5 : 1
    case 'interrupted':
      return 130
    case 'busy':
      return 6
  }
}

/** The exit code that a report stands for. */
export function exitCodeOfReport(report: RunReport, retryable = false): ExitCode {
  return exitCodeOf(report.result, { rejected: report.rejected, errors: countErrors(report.findings), retryable })
}

/** An interruption ends everything, so it comes first; `10` is a success with news, so it beats only 0. */
const WORST_FIRST: readonly number[] = [130, 2, 1, 5, 6, 7, 4, 3, 10, 0]

/** The worst of several exit codes in the order 2, 1, 5, 6, 7, 4, 3, 0. No codes at all is 0; an unknown code is 1. */
export function worstExit(codes: readonly number[]): ExitCode {
  const ranks = codes.map((code) => (WORST_FIRST.includes(code) ? WORST_FIRST.indexOf(code) : WORST_FIRST.indexOf(1)))
  return (WORST_FIRST[Math.min(...ranks)] ?? 0) as ExitCode
}

/** What an exit code means, in one sentence. */
export function exitSentence(code: number): string {
  const entry = EXIT_CODES.find((known) => known.code === code)
  return entry?.sentence ?? `Failed; exit code ${code} is not one of ours.`
}

function countErrors(findings: readonly Finding[]): number {
  return findings.filter((one) => one.severity === 'error').length
}
