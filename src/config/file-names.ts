/*
 * File names as the configuration writes them: literals, `*` and `?` for incoming files, and places in braces such as
 * {date:yyyyMMdd}. What the braces become is the business of those who read and write files; here they are only judged.
 */

export interface NamePlace {
  /** The whole place with its braces. */
  text: string
  name: string
  /** Behind the colon. */
  form: string | null
}

/** The places in braces of a name, and whether braces are left over. */
export function namePlaces(name: string): { places: NamePlace[]; unbalanced: boolean } {
  const places = [...name.matchAll(/\{([^{}:]*)(?::([^{}]*))?\}/g)].map((m) => ({
    text: m[0],
    name: m[1]!,
    form: m[2] ?? null,
  }))
  const rest = name.replace(/\{[^{}]*\}/g, '')
  return { places, unbalanced: /[{}]/.test(rest) }
}

const DATE_PARTS = /yyyy|yy|MM|dd|HH|mm|ss/g

/** Whether a form of a date or time is made of yyyy yy MM dd HH mm ss, each once, and signs (also T and Z). */
export function isDateForm(form: string): boolean {
  const parts = form.match(DATE_PARTS) ?? []
  const kinds = parts.map((part) => part.replace('yyyy', 'yy'))
  return parts.length > 0 && new Set(kinds).size === kinds.length && !/[A-SU-Ya-z]/.test(form.replace(DATE_PARTS, ''))
}

/** Whether a form says the whole day: year, month and day. */
export function isDayForm(form: string): boolean {
  const parts: string[] = form.match(DATE_PARTS) ?? []
  return (
    isDateForm(form) && parts.includes('MM') && parts.includes('dd') && (parts.includes('yyyy') || parts.includes('yy'))
  )
}

type Token = { kind: 'char'; char: string } | { kind: 'one' } | { kind: 'digits' } | { kind: 'any' }

/** Whether one file name could fit both patterns. Case does not count, as on Windows shares. */
export function patternsOverlap(a: string, b: string): boolean {
  const left = tokens(a)
  const right = tokens(b)
  const seen = new Set<number>()
  const walk = (i: number, j: number): boolean => {
    const key = i * (right.length + 1) + j
    if (seen.has(key)) return false
    seen.add(key)
    const x = left[i]
    const y = right[j]
    if (!x && !y) return true
    if (x && repeats(x) && walk(i + 1, j)) return true
    if (y && repeats(y) && walk(i, j + 1)) return true
    if (!x || !y || !shareCharacter(x, y)) return false
    return walk(repeats(x) ? i : i + 1, repeats(y) ? j : j + 1)
  }
  return walk(0, 0)
}

function tokens(pattern: string): Token[] {
  const found: Token[] = []
  for (const part of pattern.toLowerCase().match(/\{[^{}]*\}|[\s\S]/g) ?? []) {
    if (part === '*') found.push({ kind: 'any' })
    else if (part === '?') found.push({ kind: 'one' })
    else if (/^\{(?:date|time|seq)\b/.test(part)) found.push({ kind: 'digits' })
    else if (part.length > 1) found.push({ kind: 'any' })
    else found.push({ kind: 'char', char: part })
  }
  return found
}

function repeats(token: Token): boolean {
  return token.kind === 'any' || token.kind === 'digits'
}

/** Dates and sequences are digits, with the signs a date's form may have. */
const IN_DIGITS = /[\d\-_. ]/

function shareCharacter(a: Token, b: Token): boolean {
  if (a.kind === 'char' && b.kind === 'char') return a.char === b.char
  if (a.kind === 'char') return b.kind !== 'digits' || IN_DIGITS.test(a.char)
  if (b.kind === 'char') return a.kind !== 'digits' || IN_DIGITS.test(b.char)
  return true
}
