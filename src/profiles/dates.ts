import { UsageError } from '../model/errors.ts'
import { type ZonedParts, zonedToUtc } from '../model/zoned-time.ts'
import type { Fault } from './fault.ts'

/** Form of dates when the profile says none; the same as for written files. */
export const DATE_PATTERN_DEFAULT = 'yyyy-MM-dd HH:mm:ss'

const LETTERS = {
  yyyy: { part: 'year', digits: 4 },
  yy: { part: 'year', digits: 2 },
  MM: { part: 'month', digits: 2 },
  dd: { part: 'day', digits: 2 },
  HH: { part: 'hour', digits: 2 },
  mm: { part: 'minute', digits: 2 },
  ss: { part: 'second', digits: 2 },
} as const
const TOKENS = /yyyy|yy|MM|dd|HH|mm|ss|[\s\S]/g

/**
 * Parser of a date column: local time of the till to UTC ISO. A pattern that ends in Z is UTC already. Cells come
 * trimmed and not blank; impossible days and the hour skipped in spring are faults, the repeated hour is the earlier one.
 */
export function dateParser(pattern: string, timeZone: string): (text: string) => string | Fault {
  const read = dateReader(pattern)
  const zone = pattern.endsWith('Z') ? 'UTC' : timeZone
  const form: Fault = { code: 'TB2501', expected: pattern }
  const noMoment: Fault = { code: 'TB2501', expected: `a time that exists in ${zone}, written ${pattern}` }
  return (text) => {
    const parts = read(text)
    return parts ? (zonedToUtc(parts, zone) ?? noMoment) : form
  }
}

/** Reads text of the pattern into parts; null for any other text. Whether the day exists is the caller's question. */
export function dateReader(pattern: string): (text: string) => ZonedParts | null {
  const { source, parts } = patternSource(pattern)
  for (const part of ['year', 'month', 'day'] as const) {
    if (!parts.includes(part)) throw new UsageError(`the date pattern "${pattern}" has no ${part}`)
  }
  const form = new RegExp(`^${source}$`)
  return (text) => {
    const match = form.exec(text)
    if (!match) return null
    const read: ZonedParts = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 }
    parts.forEach((part, i) => {
      read[part] = readPart(part, match[i + 1]!)
    })
    return read
  }
}

/** The pattern as a regular expression without anchors, one group per part in this order. */
export function patternSource(pattern: string): { source: string; parts: (keyof ZonedParts)[] } {
  const parts: (keyof ZonedParts)[] = []
  const source = (pattern.match(TOKENS) ?? []).map((token) => {
    const letter = LETTERS[token as keyof typeof LETTERS]
    if (!letter) return token.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')
    if (parts.includes(letter.part)) throw new UsageError(`the date pattern "${pattern}" has the ${letter.part} twice`)
    parts.push(letter.part)
    return `(\\d{${letter.digits}})`
  })
  return { source: source.join(''), parts }
}

/** Digits of a part to its number; two digits of a year are of this century. */
export function readPart(part: keyof ZonedParts, digits: string): number {
  return part === 'year' && digits.length === 2 ? 2000 + Number(digits) : Number(digits)
}

/** Prints parts in the form of a pattern. */
export function printDate(parts: ZonedParts, pattern: string): string {
  return pattern.replace(TOKENS, (token) => {
    const letter = LETTERS[token as keyof typeof LETTERS]
    return letter ? String(parts[letter.part]).padStart(letter.digits, '0').slice(-letter.digits) : token
  })
}
