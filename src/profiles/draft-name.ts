/** The name pattern of files, from one or several of their names. */
export interface DraftName {
  pattern: string
  /** What the digits were taken for, in words; empty for a fixed name. */
  about: string[]
  hasDay: boolean
  hasTime: boolean
}

const DAY_FORMS: [form: string, expression: RegExp][] = [
  ['yyyyMMddHHmmss', /(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])([0-5]\d)([0-5]\d)/],
  ['yyyyMMddHHmm', /(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])([0-5]\d)/],
  ['yyyy-MM-dd', /20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])/],
  ['dd-MM-yyyy', /(0[1-9]|[12]\d|3[01])-(0[1-9]|1[0-2])-20\d\d/],
  ['yyyyMMdd', /20\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])/],
  ['ddMMyyyy', /(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])20\d\d/],
  ['yyMMdd', /2\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])/],
]

const TIME_FORMS: [form: string, expression: RegExp][] = [
  ['HHmmss', /^([01]\d|2[0-3])[0-5]\d[0-5]\d$/],
  ['HHmm', /^([01]\d|2[0-3])[0-5]\d$/],
]

/** Finds date, time and running number in file names: STK20261120_0600.csv is STK{date:yyyyMMdd}_{time:HHmm}.csv. */
export function draftName(names: readonly string[]): DraftName {
  const drafts = names.map(draftOne)
  const first = drafts[0]!
  const same = drafts.every((draft) => draft.pattern.toLowerCase() === first.pattern.toLowerCase())
  if (same) return first
  const pattern = commonPattern(drafts.map((draft) => draft.pattern))
  return { pattern, about: ['the names differ; * stands for what differs'], hasDay: false, hasTime: false }
}

function draftOne(name: string): DraftName {
  const about: string[] = []
  let hasDay = false
  let hasTime = false
  const pieces = name.split(/(\d[\d-]*\d)/).map((piece) => {
    if (!/^\d[\d-]*\d$/.test(piece)) return piece
    const day = hasDay ? undefined : DAY_FORMS.find(([, expression]) => isWhole(expression, piece))
    if (day) {
      hasDay = true
      hasTime = day[0].includes('HH')
      about.push(`"${piece}" was taken for a date`)
      return `{date:${day[0]}}`
    }
    const time = hasDay && !hasTime ? TIME_FORMS.find(([, expression]) => expression.test(piece)) : undefined
    if (time) {
      hasTime = true
      about.push(`"${piece}" was taken for a time`)
      return `{time:${time[0]}}`
    }
    if (/^\d{3,12}$/.test(piece)) {
      about.push(`"${piece}" was taken for a running number`)
      return `{seq:${piece.length}}`
    }
    return piece
  })
  return { pattern: pieces.join(''), about, hasDay, hasTime }
}

function isWhole(expression: RegExp, text: string): boolean {
  return new RegExp(`^(?:${expression.source})$`).test(text)
}

/** What all begin and end with, and `*` between. */
function commonPattern(patterns: readonly string[]): string {
  const first = patterns[0]!
  let start = 0
  while (patterns.every((p) => start < p.length && p[start] === first[start])) start += 1
  let end = 0
  while (patterns.every((p) => end < p.length - start && p.at(-1 - end) === first.at(-1 - end))) end += 1
  const head = first.slice(0, start)
  const tail = end === 0 ? '' : first.slice(-end)
  // A place in braces must not be cut in two.
  return `${head.replace(/\{[^}]*$/, '')}*${tail.replace(/^[^{]*\}/, '')}`
}
