import type { FindingCode } from '../model/finding-codes.ts'

/** Why a cell cannot be taken. Made once per column, never per cell: a broken file has a million of them. */
export interface Fault {
  code: FindingCode
  expected: string
  /** What the cell probably was, where that can be told; takes the place of `expected`. */
  probably?: (cell: string) => string
}

/** The row is passed over by a rule of the profile; not a fault. */
export interface Skip {
  skip: string
}

/** What a cell holds: an identifier, text or UTC time; a scaled integer; a flag; null for nothing. */
export type CellValue = string | number | boolean | null

/** Values are never objects, so one look tells a value from a fault or skip. */
export function isTrouble(outcome: CellValue | Fault | Skip): outcome is Fault | Skip {
  return typeof outcome === 'object' && outcome !== null
}
