import { type CodeScheme, parseScheme } from '../model/code-scheme.ts'
import type { Language } from '../model/languages.ts'
import { parseShorten, type Shorten } from './shorten.ts'
import { transliterate } from './transliterate.ts'
import { NO_VALUES, type ValueTable } from './value-tables.ts'

export type CodeSource = 'sku' | 'barcode' | 'gtin'

/** The `codes` section of a partner as it is declared. */
export interface DeclaredCodes {
  from: readonly CodeSource[]
  scheme?: string | undefined
  any?: string | undefined
  maxLength: number
  allowed?: string | undefined
  upperCase: boolean
  transliterate?: Language | 'no' | undefined
  replace?: Readonly<Record<string, string>> | undefined
  shorten?: string | undefined
  inStore?: boolean | undefined
}

/** How one partner's codes are made and what they may look like, ready for use. */
export interface CodeRules {
  from: readonly CodeSource[]
  scheme: CodeScheme | null
  values: ValueTable
  /** Written where an option stands for any value; null when that is not declared. */
  any: string | null
  maxLength: number
  /** The whole code must match. */
  allowed: RegExp | null
  /** The same as it was declared, for messages. */
  allowedText: string | null
  upperCase: boolean
  shorten: Shorten
  /** GTINs of the ranges 02 and 20-29 may be references (R41). */
  inStore: boolean
  /** Spells a text as codes of this partner are spelled: characters replaced, accents dropped, upper case. */
  respell(text: string): string
}

/** Makes the rules of a checked declaration; a scheme that does not parse is the error of whoever skipped the check. */
export function codeRules(declared: DeclaredCodes, values: ValueTable = NO_VALUES): CodeRules {
  const scheme = declared.scheme === undefined ? null : schemeOf(declared.scheme)
  return {
    from: declared.from,
    scheme,
    values,
    any: declared.any ?? null,
    maxLength: declared.maxLength,
    allowed: declared.allowed === undefined ? null : new RegExp(`^(?:${declared.allowed})$`, 'u'),
    allowedText: declared.allowed ?? null,
    upperCase: declared.upperCase,
    shorten: parseShorten(declared.shorten ?? 'no') ?? { way: 'no' },
    inStore: declared.inStore ?? false,
    respell: speller(declared),
  }
}

function schemeOf(text: string): CodeScheme {
  const { scheme, problems } = parseScheme(text)
  if (problems[0]) throw new Error(problems[0].message)
  return scheme
}

function speller({ replace = {}, transliterate: language, upperCase }: DeclaredCodes): (text: string) => string {
  const pairs = Object.entries(replace).filter(([from]) => from !== '')
  // Longest first, so that "sz" is not cut in two by a rule for "s".
  pairs.sort(([a], [b]) => b.length - a.length || (a < b ? -1 : 1))
  const found =
    pairs.length === 0
      ? null
      : new RegExp(pairs.map(([from]) => from.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'gu')
  return (text) => {
    let spelled = text
    if (found) spelled = spelled.normalize('NFC').replace(found, (each) => replace[each]!)
    if (language && language !== 'no') spelled = transliterate(spelled, language)
    return upperCase ? spelled.toUpperCase() : spelled
  }
}
