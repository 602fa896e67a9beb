import { UsageError } from '../model/errors.ts'
import type { ZonedParts } from '../model/zoned-time.ts'
import { patternSource, printDate, readPart } from './dates.ts'

/** What a file name told. Date and time are the till's local ones, as parts; a part the name lacks is not there. */
export interface NameFacts {
  date: Partial<ZonedParts> | null
  time: Partial<ZonedParts> | null
  seq: number | null
  order: string | null
  partner: string | null
}

/** What goes into a file name. `at` is the partner's local time. */
export interface NameValues {
  at: ZonedParts
  seq?: number
  order?: string
  partner?: string
}

/**
 * Holds a name against a pattern such as LAGER_{date:yyyyMMdd}_{seq:4}.CSV; `*` is any text, `?` one character. Null when
 * it does not fit. Windows shares are blind to case: `ignoreCase`. A pattern with an unknown {word} is a UsageError.
 */
export function matchFileName(pattern: string, name: string, { ignoreCase = false } = {}): NameFacts | null {
  const { expression, groups } = compileName(pattern, ignoreCase)
  const match = expression.exec(name.normalize('NFC'))
  if (!match) return null
  const facts: NameFacts = { date: null, time: null, seq: null, order: null, partner: null }
  groups.forEach((group, i) => {
    group(facts, match[i + 1]!)
  })
  return facts
}

/** Prints the name a file gets. Characters that no file system takes in an order number become dashes. */
export function buildFileName(pattern: string, values: NameValues): string {
  if (/[*?]/.test(pattern)) throw new UsageError(`"${pattern}" is a pattern to look for files, not a name to write`)
  return pattern.replace(PLACEHOLDER, (_, word: string, form?: string) => {
    if (word === 'date' || word === 'time') return printDate(values.at, form ?? FORMS[word])
    if (word === 'seq') return printSeq(pattern, form, values.seq)
    if (word === 'order') return safe(required(pattern, word, values.order))
    if (word === 'partner') return safe(required(pattern, word, values.partner))
    throw unknownWord(pattern, word)
  })
}

const TEMPORARY = /^\.|^~|~$|\.(?:part|tmp|temp|filepart|writing|crdownload|download|partial|swp|lock|bak)$/i

/** Names that programs give to files they have not finished; never read, whatever the pattern says. */
export function isTemporaryName(name: string): boolean {
  return TEMPORARY.test(name)
}

const PLACEHOLDER = /\{(\w+)(?::([^{}]*))?\}/g
const FORMS = { date: 'yyyyMMdd', time: 'HHmmss' }

type Group = (facts: NameFacts, text: string) => void

const compiled = new Map<string, { expression: RegExp; groups: Group[] }>()
const COMPILED_MAX = 1000

function compileName(pattern: string, ignoreCase: boolean) {
  const key = `${ignoreCase ? 'i' : 'c'}${pattern}`
  let known = compiled.get(key)
  if (!known) {
    const groups: Group[] = []
    const source = pattern
      .normalize('NFC')
      .split(/(\{\w+(?::[^{}]*)?\})/)
      .map((piece, i) => (i % 2 === 1 ? placeholderSource(pattern, piece, groups) : literalSource(piece)))
      .join('')
    known = { expression: new RegExp(`^${source}$`, ignoreCase ? 'is' : 's'), groups }
    if (compiled.size >= COMPILED_MAX) compiled.clear()
    compiled.set(key, known)
  }
  return known
}

function literalSource(text: string): string {
  return text
    .replace(/[\\^$.+()[\]{}|/]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.')
}

function placeholderSource(pattern: string, placeholder: string, groups: Group[]): string {
  const [, word = '', form] = /^\{(\w+)(?::(.*))?\}$/.exec(placeholder)!
  if (word === 'date' || word === 'time') return dateSource(word, form ?? FORMS[word], groups)
  if (word === 'seq') {
    groups.push((facts, text) => {
      facts.seq = Number(text)
    })
    return form === undefined ? '(\\d{1,15})' : `(\\d{${digitsOf(pattern, form)}})`
  }
  if (word !== 'order' && word !== 'partner') throw unknownWord(pattern, word)
  groups.push((facts, text) => {
    facts[word] = text
  })
  return '(.+?)'
}

function dateSource(word: 'date' | 'time', form: string, groups: Group[]): string {
  const { source, parts } = patternSource(form)
  for (const part of parts) {
    groups.push((facts, text) => {
      facts[word] = { ...facts[word], [part]: readPart(part, text) }
    })
  }
  return source
}

function printSeq(pattern: string, form: string | undefined, seq: number | undefined): string {
  const digits = String(required(pattern, 'seq', seq))
  const length = form === undefined ? digits.length : digitsOf(pattern, form)
  if (digits.length > length) throw new UsageError(`number ${digits} does not fit into {seq:${length}} of "${pattern}"`)
  return digits.padStart(length, '0')
}

function digitsOf(pattern: string, form: string): number {
  if (!/^(?:[1-9]|1[0-2])$/.test(form)) throw new UsageError(`{seq:${form}} in "${pattern}": say 1 to 12 digits`)
  return Number(form)
}

function required<T>(pattern: string, word: string, value: T | undefined): T {
  if (value === undefined) throw new UsageError(`"${pattern}" asks for {${word}}, and there is none here`)
  return value
}

function safe(text: string): string {
  return text.replace(/[\\/:*?"<>|\x00-\x1f]/g, '-')
}

function unknownWord(pattern: string, word: string): UsageError {
  return new UsageError(
    `{${word}} in "${pattern}" is unknown; there are {date:...} {time:...} {seq:4} {order} {partner}`,
  )
}
