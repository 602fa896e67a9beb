import { z } from 'zod'

/** `yes` and `no` are plain words in YAML 1.2; both spellings of a truth are taken. */
export const yesNo = z
  .union([z.boolean(), z.enum(['yes', 'no'])])
  .transform((value) => value === true || value === 'yes')

/** A length of time: 30s, 5m, 26h, 2d. Parsed to seconds. */
export const duration = z
  .string()
  .regex(/^\d+(\.\d+)?\s*(s|m|h|d)$/, 'a duration such as 30s, 5m, 26h or 2d')
  .transform(
    (text) => Number.parseFloat(text) * { s: 1, m: 60, h: 3600, d: 86_400 }[text.at(-1) as 's' | 'm' | 'h' | 'd'],
  )

/** A share: 80%, never more than the whole. Parsed to 0..1. */
export const share = z
  .string()
  .regex(/^(?:100(\.0+)?|\d{1,2}(\.\d+)?)\s*%$/, 'a percentage from 0% to 100%')
  .transform((text) => Number.parseFloat(text) / 100)

/** A calendar day that exists, YYYY-MM-DD. */
export const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'a day written YYYY-MM-DD')
  .refine(isCalendarDay, 'a day that is in the calendar, written YYYY-MM-DD')

function isCalendarDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** An IANA time zone that this Node knows. */
export const timeZone = z.string().refine(isTimeZone, 'an IANA time zone such as Europe/Copenhagen')

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** An ISO 4217 currency. */
export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'an ISO 4217 currency such as EUR or DKK')
  .refine((code) => currencies().includes(code), 'an ISO 4217 currency such as EUR or DKK')

/** The zones and currencies this Node knows, for checks and suggestions. */
export function timeZones(): string[] {
  return Intl.supportedValuesOf('timeZone')
}
export function currencies(): string[] {
  return Intl.supportedValuesOf('currency')
}

/** One name or several. Always an array afterwards. */
export const oneOrMore = z
  .union([z.string(), z.array(z.string()).min(1)])
  .transform((v) => (Array.isArray(v) ? v : [v]))

/** How often `serve` runs a flow. Parsed to seconds; `off` is 0. */
export const every = z.union([
  z.literal('off').transform(() => 0),
  duration.refine((seconds) => seconds >= 10, 'at least 10s'),
])
