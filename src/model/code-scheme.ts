import { optionKey } from './option-words.ts'

/*
 * The language of `codes.scheme`: literals, {places}, and [parts] that are left out where an item lacks the option.
 *
 *   {item} {item.name} {sku} {barcode} {gtin} {key}   of the item or the variant
 *   {colour} {size} {Material}                        value of an option, by the shop's name of it
 *   {colour.code}                                     its code in the value table
 *   {seq:4}                                           running number, at least 4 digits
 *   {check}                                           GS1 check digit of all digits before it; last
 *   {x:3}                                             at most 3 characters; {x:03}: filled with zeros to 3
 */

export type SchemeSource = 'item' | 'item.name' | 'sku' | 'barcode' | 'gtin' | 'key' | 'seq' | 'check' | 'option'

export interface SchemePlace {
  kind: 'place'
  /** As written, with its braces. */
  text: string
  source: SchemeSource
  /** Key of the option (optionKey), and its name as written; '' for other sources. */
  option: string
  name: string
  /** The option's code in the value table is meant, not its value. */
  code: boolean
  /** Longest text, or with `fill` the length up to which zeros are put before it; null when none is said. */
  width: number | null
  fill: boolean
  /** Number of the [part] it stands in, from 1; 0 outside. */
  group: number
}
export interface SchemeLiteral {
  kind: 'literal'
  text: string
  group: number
}
export type SchemePart = SchemePlace | SchemeLiteral

export interface CodeScheme {
  text: string
  parts: SchemePart[]
}

/** Something wrong with a scheme, as a sentence, and how to mend it. */
export interface SchemeProblem {
  message: string
  suggestion?: string
}

/** Words of ours that may stand in braces; anything else is the name of an option. */
export const SCHEME_WORDS: readonly SchemeSource[] = [
  'item',
  'item.name',
  'sku',
  'barcode',
  'gtin',
  'key',
  'seq',
  'check',
]

/** Parses a scheme. With problems the parts are as far as they could be understood and must not be used. */
export function parseScheme(text: string): { scheme: CodeScheme; problems: SchemeProblem[] } {
  const problems: SchemeProblem[] = []
  const parts = cut(text, problems)
  judge(parts, text, problems)
  return { scheme: { text, parts }, problems }
}

/** The name by which `shorten: cut:NAME` finds a place. */
export function placeName(place: SchemePlace): string {
  if (place.source !== 'option') return place.source
  return place.code ? `${place.name.toLowerCase()}.code` : place.name.toLowerCase()
}

const TOKEN = /\{([^{}[\]]*)\}|([[\]])|([^{}[\]]+)|([{}])/g

function cut(text: string, problems: SchemeProblem[]): SchemePart[] {
  const parts: SchemePart[] = []
  let groups = 0
  let group = 0
  const whole = 'write {item}-{colour}-{size}'
  for (const [token, inside, bracket, literal] of text.matchAll(TOKEN)) {
    if (inside !== undefined) parts.push(place(token, inside, group, problems))
    else if (literal !== undefined) parts.push({ kind: 'literal', text: literal, group })
    else if (bracket === '[' && group === 0) group = ++groups
    else if (bracket === ']' && group > 0) {
      if (!parts.some((part) => part.kind === 'place' && part.group === group))
        problems.push({
          message: 'a part in square brackets in "scheme" holds no place',
          suggestion: 'write [-{size}]',
        })
      group = 0
    } else if (bracket) problems.push({ message: 'a square bracket in "scheme" has no partner', suggestion: whole })
    else problems.push({ message: 'a brace in "scheme" is not closed or not opened', suggestion: whole })
  }
  if (group > 0) problems.push({ message: 'a square bracket in "scheme" has no partner', suggestion: whole })
  return parts
}

function place(text: string, inside: string, group: number, problems: SchemeProblem[]): SchemePlace {
  const [, named, form] = /^(.*?)(?::([^:]*))?$/s.exec(inside)! as unknown as [string, string, string | undefined]
  const name = named.trim()
  const made: SchemePlace = {
    ...{ kind: 'place', text, source: 'option', option: '', name, code: false, width: null, fill: false, group },
  }
  if (form !== undefined) {
    if (/^0?[1-9]\d?$/.test(form)) Object.assign(made, { width: Number(form), fill: form.startsWith('0') })
    else
      problems.push({
        message: `${text} needs a number of characters behind the colon`,
        suggestion: 'write {colour:3}',
      })
  }
  if (name === '') problems.push({ message: 'empty braces in "scheme"' })
  const word = name.toLowerCase() as SchemeSource
  if (SCHEME_WORDS.includes(word)) return { ...made, source: word }
  const code = /^(.*\S)\s*\.\s*code$/is.exec(name)
  const option = code ? code[1]! : name
  if (code && SCHEME_WORDS.includes(option.toLowerCase() as SchemeSource))
    problems.push({ message: `${text}: only options have codes in the value table`, suggestion: `write {${option}}` })
  return { ...made, name: option, option: optionKey(option), code: code !== null }
}

function judge(parts: readonly SchemePart[], text: string, problems: SchemeProblem[]): void {
  const places = parts.filter((part) => part.kind === 'place')
  if (problems.length === 0 && !places.some((p) => p.source !== 'check'))
    problems.push({
      message: `every variant would get the same code "${text}"`,
      suggestion: 'write {item}-{colour}-{size}',
    })
  judgeSeq(parts, problems)
  judgeCheck(parts, problems)
}

/** The number must be found again in codes issued earlier, so nothing that may hold digits stands beside it. */
function judgeSeq(parts: readonly SchemePart[], problems: SchemeProblem[]): void {
  const at = parts.findIndex((part) => part.kind === 'place' && part.source === 'seq')
  if (at === -1) return
  const seq = parts[at] as SchemePlace
  if (parts.filter((part) => part.kind === 'place' && part.source === 'seq').length > 1)
    problems.push({ message: 'there are two running numbers in "scheme"', suggestion: 'keep one {seq}' })
  if (seq.group > 0)
    problems.push({ message: '{seq} cannot stand in square brackets', suggestion: 'write it outside of them' })
  const before = parts[at - 1]
  const after = parts[at + 1]
  const fixed = parts.slice(0, at).every((part) => part.kind === 'literal' && part.group === 0)
  const clearBefore = fixed || (before?.kind === 'literal' && before.group === 0 && /\D$/.test(before.text))
  const clearAfter =
    after === undefined ||
    (after.kind === 'place' && after.source === 'check') ||
    (after.kind === 'literal' && after.group === 0 && /^\D/.test(after.text))
  if (!clearBefore || !clearAfter)
    problems.push({
      message: `${seq.text} stands beside something that may end or begin with digits, so nobody could tell the number`,
      suggestion: 'put a sign between them: {item}-{seq:4}',
    })
}

function judgeCheck(parts: readonly SchemePart[], problems: SchemeProblem[]): void {
  const at = parts.findIndex((part) => part.kind === 'place' && part.source === 'check')
  if (at === -1) return
  if (at !== parts.length - 1 || parts[at]!.group > 0)
    problems.push({ message: '{check} must be the last place of "scheme"', suggestion: 'write 20{seq:10}{check}' })
  const first = parts[0]!
  if (first.kind !== 'literal' || !/^(?:2\d?|02|04)\d*$/.test(first.text) || first.group > 0)
    problems.push({
      message: 'a scheme with {check} begins with an in-store prefix of GS1: 20 to 29, 02 or 04',
      suggestion: 'write 20{seq:10}{check}',
    })
  const [, seq] = parts
  if (parts.length !== 3 || first.kind !== 'literal' || seq?.kind !== 'place' || seq.source !== 'seq') return
  const digits = first.text.length + (seq.width ?? 1) + 1
  if (![8, 12, 13].includes(digits))
    problems.push({
      message: `"scheme" makes ${digits} digits; a GTIN has 8, 12 or 13`,
      suggestion: `write ${first.text}{seq:${Math.max(1, 12 - first.text.length)}}{check}`,
    })
}
