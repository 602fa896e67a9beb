import { dateReader } from './dates.ts'

const DATES: [pattern: string, form: RegExp][] = [
  ['yyyyMMddHHmmss', /^20\d{12}$/],
  ['yyyyMMddHHmm', /^20\d{10}$/],
  ...['yyyy-MM-dd', 'dd-MM-yyyy', 'dd.MM.yyyy', 'dd/MM/yyyy'].flatMap((day): [string, RegExp][] => {
    const digits = day.replaceAll('.', '\\.').replace(/[a-zA-Z]/g, '\\d')
    return [
      [`${day} HH:mm:ss`, new RegExp(`^${digits} \\d\\d:\\d\\d:\\d\\d$`)],
      [`${day} HH:mm`, new RegExp(`^${digits} \\d\\d:\\d\\d$`)],
      [day, new RegExp(`^${digits}$`)],
    ]
  }),
  ['yyyy-MM-ddTHH:mm:ssZ', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/],
  ['yyyy-MM-ddTHH:mm:ss', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/],
  ['yyyyMMdd', /^20\d{6}$/],
  ['ddMMyyyy', /^\d{4}20\d\d$/],
  ['yyMMdd', /^2\d{5}$/],
  ['ddMMyy', /^\d{4}2\d$/],
]

const TIMES: [pattern: string, form: RegExp][] = [
  ['HHmmss', /^(?:[01]\d|2[0-3])[0-5]\d[0-5]\d$/],
  ['HHmm', /^(?:[01]\d|2[0-3])[0-5]\d$/],
  ['HH:mm:ss', /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/],
  ['HH:mm', /^(?:[01]\d|2[0-3]):[0-5]\d$/],
]

/** The form of a day, or of a day with its time; null for any other text. */
export function datePattern(cell: string): string | null {
  return DATES.find(([pattern, form]) => form.test(cell) && isDay(cell, pattern))?.[0] ?? null
}

function isDay(cell: string, pattern: string): boolean {
  const parts = dateReader(pattern)(cell)
  return parts !== null && parts.month >= 1 && parts.month <= 12 && parts.day >= 1 && parts.day <= 31
}

/** The form of a time of the day alone. */
export function timePattern(cell: string): string | null {
  return TIMES.find(([, form]) => form.test(cell))?.[0] ?? null
}
