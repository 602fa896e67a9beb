import { FINDING_CODES, type FindingCode } from './finding-codes.ts'

export type Severity = 'error' | 'warning' | 'info'
/** Whose job it is to mend it. */
export type OwnerRole = 'integrator' | 'vendor' | 'catalogue' | 'store' | 'finance' | 'operations'

/** One place in one file: what stands there, what should, and what to do. */
export interface Finding {
  code: FindingCode
  severity: Severity
  /** Line of the file as a text editor counts, 1-based; null when the whole file is meant. */
  row: number | null
  /** Column name as the file spells it, or its position ("column 3"); null when the whole row is meant. */
  column: string | null
  found: string | null
  expected: string | null
  fix: string
  /** What the finding is about over time: a reference code, an order number, a file. Part of the identity. */
  key?: string
}

export interface Place {
  row?: number | null
  column?: string | null
  found?: string | null
  expected?: string | null
  /** Overrides the table's fix where a better sentence is known. */
  fix?: string
  severity?: Severity
  key?: string
}

/** Long cells are cut in findings; the whole text is in result.csv. */
const FOUND_LENGTH_MAX = 120

/** Makes a finding from the code table; the place fills in what is known. */
export function finding(code: FindingCode, place: Place = {}): Finding {
  const entry = FINDING_CODES[code]
  const made: Finding = {
    code,
    severity: place.severity ?? entry.severity,
    row: place.row ?? null,
    column: place.column ?? null,
    found: place.found == null ? null : shorten(place.found),
    expected: place.expected ?? null,
    fix: place.fix ?? entry.fix,
  }
  if (place.key !== undefined) made.key = place.key
  return made
}

function shorten(text: string): string {
  return text.length <= FOUND_LENGTH_MAX ? text : `${text.slice(0, FOUND_LENGTH_MAX)}…`
}
