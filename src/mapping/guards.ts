import type { GuardResult } from '../model/run-report.ts'

/** What a guard is allowed to see: the file at hand and the last accepted file of the feed (R14). */
export interface GuardFacts {
  read: number
  rejected: number
  /** Rows whose code the shop does not carry. */
  unknown: number
  /** What the file may be expected to list, how much of it it lists, and what that is in words. */
  levelsBefore: number
  levelsCovered: number
  levelsAre: string
  levelsAboveZero: number
  /** Levels going from above zero to zero, by row or by absence. */
  zeroed: number
  changed: number
  compared: number
  format: GuardFormat | null
  asOf: string
  now: string
  last: { read: number; unknown: number; format: GuardFormat | null } | null
}

/** What must not differ from file to file: the columns that are read, and how numbers are written. */
export interface GuardFormat {
  /** The name as it stands, and as it is compared; '' for a column that is not there. */
  columns: { name: string; folded: string }[]
  numbers: string
}

export interface GuardLimits {
  rows: number | 'off'
  coverage: number | 'off'
  zeroed: number | 'off'
  zeroedCodes: number
  changed: number | 'off'
  unknown: number | 'off'
  rejected: number | 'off'
  format: 'on' | 'off'
  age: number | 'off'
}

/**
 * The guards that apply to this file, tripped or not. Guards that compare need a last accepted file, so the first file
 * of a normal till passes. `full` is false for flows where an absent code means nothing.
 */
export function runGuards(facts: GuardFacts, limits: GuardLimits): GuardResult[] {
  const results: GuardResult[] = []
  const { last } = facts
  if (last && limits.rows !== 'off') {
    const value = ratio(facts.read, last.read)
    results.push(
      guard(
        'rows',
        value < limits.rows,
        percent(value),
        `at least ${percent(limits.rows)}`,
        `the file has ${facts.read} rows, the last accepted one had ${last.read}`,
      ),
    )
  }
  if (last && limits.coverage !== 'off' && facts.levelsBefore > 0) {
    const value = ratio(facts.levelsCovered, facts.levelsBefore)
    results.push(
      guard(
        'coverage',
        value < limits.coverage,
        percent(value),
        `at least ${percent(limits.coverage)}`,
        `the file lists ${facts.levelsCovered} of ${facts.levelsBefore} ${facts.levelsAre}`,
      ),
    )
  }
  if (last && limits.zeroed !== 'off' && facts.levelsAboveZero > 0) {
    const value = ratio(facts.zeroed, facts.levelsAboveZero)
    results.push(
      guard(
        'zeroed',
        value > limits.zeroed && facts.zeroed > limits.zeroedCodes,
        percent(value),
        `at most ${percent(limits.zeroed)}`,
        `${facts.zeroed} of ${facts.levelsAboveZero} levels above zero would go to zero`,
      ),
    )
  }
  if (last && limits.changed !== 'off' && facts.compared > 0) {
    const value = ratio(facts.changed, facts.compared)
    results.push(
      guard(
        'changed',
        value > limits.changed,
        percent(value),
        `at most ${percent(limits.changed)}`,
        `${facts.changed} of ${facts.compared} known levels would change`,
      ),
    )
  }
  if (last && limits.unknown !== 'off' && facts.read > 0) {
    const fresh = Math.max(0, facts.unknown - last.unknown)
    const value = ratio(fresh, facts.read)
    results.push(
      guard(
        'unknown',
        value > limits.unknown,
        percent(value),
        `at most ${percent(limits.unknown)}`,
        `${fresh} of ${facts.read} rows have codes that are newly unknown to the shop`,
      ),
    )
  }
  if (limits.rejected !== 'off' && facts.read > 0) {
    const value = ratio(facts.rejected, facts.read)
    results.push(
      guard(
        'rejected',
        value > limits.rejected,
        percent(value),
        `at most ${percent(limits.rejected)}`,
        `${facts.rejected} of ${facts.read} rows were rejected`,
      ),
    )
  }
  if (last?.format && facts.format && limits.format === 'on') {
    const difference = formatDifference(last.format, facts.format)
    results.push(
      guard(
        'format',
        difference !== null,
        difference === null ? 'as before' : 'different',
        'as before',
        difference ?? 'columns and number style are those of the last accepted file',
      ),
    )
  }
  if (limits.age !== 'off') {
    const age = (Date.parse(facts.now) - Date.parse(facts.asOf)) / 1000
    results.push(
      guard('age', age > limits.age, hours(age), `at most ${hours(limits.age)}`, `the numbers are ${hours(age)} old`),
    )
  }
  return results
}

function guard(
  name: GuardResult['name'],
  tripped: boolean,
  measured: string,
  limit: string,
  sentence: string,
): GuardResult {
  return { name, tripped, measured, limit, sentence }
}

/** What changed in a way that does not vary by the day; null when nothing did. */
function formatDifference(was: GuardFormat, is: GuardFormat): string | null {
  if (names(was, 'folded') !== names(is, 'folded'))
    return `columns changed: now ${names(is, 'name')}, before ${names(was, 'name')}`
  if (was.numbers === is.numbers || isLoose(was.numbers) || isLoose(is.numbers)) return null
  return `numbers are written differently: now ${is.numbers}, before ${was.numbers}`
}

function names({ columns }: GuardFormat, which: 'name' | 'folded'): string {
  return columns.map((column) => column[which] || '(none)').join(' | ')
}

/** A till that writes 1,5 beside 2 has such files on one day and only whole numbers, or none, on another. */
function isLoose(style: string): boolean {
  return style === 'none' || style === 'varying decimals'
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole
}

/** As many decimals as it takes to see on which side of a limit it lies. */
function percent(value: number): string {
  return `${Number((value * 100).toFixed(2))} %`
}

function hours(seconds: number): string {
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}
