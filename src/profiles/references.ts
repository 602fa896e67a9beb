import { SPREADSHEET_EXPECTED } from '../csv/spreadsheet-text.ts'
import { hasCheckDigit, isGtin } from '../model/gtin.ts'
import type { Fault } from './fault.ts'
import { CONTROL_FAULT, isMojibake, MOJIBAKE_FAULT } from './texts.ts'

/** No till and no shop has longer codes; a longer cell is a text in the wrong column. */
export const CODE_LENGTH_MAX = 100

/** Reads a reference code as text. What a spreadsheet does to codes is a fault with its own name, never a new code. */
export function referenceParser(options: { pad?: number | undefined }): (text: string) => string | Fault {
  const { pad } = options
  return (text) => {
    if (!PLAIN_CODE.test(text)) {
      const fault = damageOf(text)
      if (fault) return fault
    }
    if (text.length > CODE_LENGTH_MAX) return TOO_LONG
    return pad !== undefined && text.length < pad && DIGITS.test(text) ? text.padStart(pad, '0') : text
  }
}

/**
 * Reads a code of a column declared GTIN. A cell that would be right with zeros in front has lost them (R58): it is
 * damaged here, although GTIN-12 and GTIN-13 are the same number when codes are matched.
 */
export function gtinParser(options: { pad?: number | undefined }): (text: string) => string | Fault {
  const reference = referenceParser(options)
  return (text) => {
    const code = reference(text)
    if (typeof code !== 'string') return code
    if (code.length !== 12 && isGtin(code)) return code
    return code.length < 13 && hasCheckDigit(code) ? LOST_ZEROS : BAD_GTIN
  }
}

/** A code as a person makes it out in a cell that cannot be taken: without invisible characters and without ="...". */
export function legibleCode(cell: string): string {
  const text = cell.replace(INVISIBLE_ALL, '').trim()
  return (/^="(.*)"$/.exec(text)?.[1] ?? text).trim()
}

/** Letters and digits only: neither number, date nor formula can be written so. */
const PLAIN_CODE = /^[A-Za-z0-9_]+$/
const DIGITS = /^\d+$/

const TOO_LONG: Fault = { code: 'TB2306', expected: `at most ${CODE_LENGTH_MAX} characters` }
const LOST_ZEROS: Fault = {
  code: 'TB2302',
  expected: 'a GTIN with its leading zeros',
  probably: (cell) =>
    `a GTIN with its leading zeros, probably ${cell.trim().padStart(cell.trim().length < 8 ? 8 : 13, '0')}`,
}
const BAD_GTIN: Fault = { code: 'TB2305', expected: 'a GTIN of 8, 13 or 14 digits with a right check digit' }
const EXPONENT: Fault = { code: 'TB2301', expected: 'the code with all its digits' }
const DATE: Fault = { code: 'TB2303', expected: 'the code as it was before a spreadsheet made it a date' }
const SPREADSHEET_TEXT: Fault = { code: 'TB2304', expected: SPREADSHEET_EXPECTED }

function damageOf(text: string): Fault | null {
  if (INVISIBLE.test(text)) return CONTROL_FAULT
  if (isMojibake(text)) return MOJIBAKE_FAULT
  if (text.startsWith('="')) return SPREADSHEET_TEXT
  if (EXPONENT_FORMS.test(text)) return EXPONENT
  return isDateForm(text) ? DATE : null
}

/** Control characters, and marks nobody sees: zero-width spaces and joiners, soft hyphens, byte order marks. */
const INVISIBLE = /[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2060\ufeff]/
const INVISIBLE_ALL = new RegExp(INVISIBLE.source, 'g')

/** 5.7E+12 and 4,00638E+12; without the plus only with decimals, for 5E12 may be a code. */
const EXPONENT_FORMS = /^\d(?:[.,]\d+)?E\+\d{1,3}$|^\d[.,]\d+E\d{1,2}$/i

const MONTHS = 'jan|feb|mar|mär|mrz|apr|may|maj|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez'
const MONTH_FORMS = new RegExp(
  `^(?:\\d{1,2}(?:[-/]|\\. ?)(?:${MONTHS})\\.?(?:[-/. ]\\d{2,4})?|(?:${MONTHS})\\.?-(?:\\d{2}|(?:19|20)\\d{2}))$`,
  'i',
)
const DAY_FIRST = /^(\d{1,2})([-/.])(\d{1,2})\2((?:19|20)\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?$/
const YEAR_FIRST = /^((?:19|20)\d{2})([-/.])(\d{1,2})\2(\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?$/

/** Only whole dates with a believable year, or a month by its name: 12-34-5678 and 1-2 stay codes. */
function isDateForm(text: string): boolean {
  if (MONTH_FORMS.test(text)) return true
  const dayFirst = DAY_FIRST.exec(text)
  if (dayFirst) return isDayAndMonth(Number(dayFirst[1]), Number(dayFirst[3]))
  const yearFirst = YEAR_FIRST.exec(text)
  return yearFirst !== null && isDayAndMonth(Number(yearFirst[4]), Number(yearFirst[3]))
}

/** American files have the month first. */
function isDayAndMonth(a: number, b: number): boolean {
  const both = Math.max(a, b)
  const either = Math.min(a, b)
  return either >= 1 && either <= 12 && both >= 1 && both <= 31
}
