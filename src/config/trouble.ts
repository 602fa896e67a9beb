import type { FindingCode } from '../model/finding-codes.ts'
import type { PartnerConfig, StockConfig } from './partner.ts'
import { answerHint, PARTNER_QUESTIONS, WORKSPACE_QUESTIONS } from './questions.ts'
import type { Path } from './schema-tree.ts'
import { nearest } from './suggest.ts'

/** What is wrong at a path of a file; the file turns it into a problem with line, column and frame. */
export interface Trouble {
  path: Path
  /** `key` and `value` point at the last key of the path; `above` points at the key above it, for what is missing. */
  at: 'key' | 'value' | 'above'
  code: FindingCode
  message: string
  suggestion?: string | undefined
  found?: string | undefined
  expected?: string | undefined
  /** Other places this depends on; when one of them is already reported, this is not. */
  about?: readonly Path[]
}

/** Makes the trouble of a question that the schema cannot ask, because it depends on other keys. */
export function ask(questions: 'partner' | 'workspace', pattern: string, path: Path, why?: string): Trouble {
  const question = (questions === 'partner' ? PARTNER_QUESTIONS : WORKSPACE_QUESTIONS)[pattern]!
  return {
    path,
    at: 'above',
    code: 'TB0104',
    message: `"${String(path.at(-1))}" is not said. ${why ? `${why} ` : ''}${question.ask}`,
    suggestion: answerHint(question),
    expected: question.answers.join(' | '),
  }
}

export function conflict(path: Path, message: string, suggestion?: string, about: Path[] = []): Trouble {
  return { path, at: 'key', code: 'TB0107', message, suggestion, about }
}

/** A name of something that is not configured. */
export function unknownName(what: string, name: string, path: Path, known: readonly string[]): Trouble {
  const near = nearest(name, known)
  return {
    path,
    at: 'value',
    code: 'TB0108',
    message: `there is no ${what} "${name}"`,
    suggestion: near ? `did you mean "${near}"?` : known.length > 0 ? `known: ${known.join(', ')}` : undefined,
    found: name,
    expected: known.join(', ') || undefined,
  }
}

/** A regular expression must compile, with the flags of the place where it is used. */
export function checkPattern(pattern: string | undefined, path: Path, flags: '' | 'u'): Trouble[] {
  if (pattern === undefined) return []
  try {
    new RegExp(pattern, flags)
    return []
  } catch (error) {
    const reason = (error as Error).message.replace(/^Invalid regular expression: \/[\s\S]*\/\w*: /, '')
    return [
      {
        path,
        at: 'value',
        code: 'TB0103',
        message: `"${String(path.at(-1))}" is no regular expression: ${reason}`,
        found: pattern,
        expected: 'a regular expression',
      },
    ]
  }
}

/** Our location where a partner's files name none. */
const MAIN_LOCATION = 'main'

/** Whether the rows or the header record of a stock file say where the stock lies. */
export function namesLocations(stock: StockConfig): boolean {
  const { location } = stock.columns
  return (
    location?.header !== undefined || location?.position !== undefined || stock.records?.header?.location !== undefined
  )
}

/** The closed list of our locations a partner can have; null when any word may come (R54). */
export function ourLocations(partner: PartnerConfig): string[] | null {
  const { stock, locations } = partner
  if (stock?.locationColumns) return Object.keys(stock.locationColumns)
  const preset = stock?.columns.location?.default
  const closed = locations === 'open' ? null : Object.values(locations ?? {})
  if (stock && !namesLocations(stock)) return [preset ?? MAIN_LOCATION]
  return closed && [...new Set(preset === undefined ? closed : [...closed, preset])]
}
