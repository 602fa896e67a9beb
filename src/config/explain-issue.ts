import type { z } from 'zod'
import type { FindingCode } from '../model/finding-codes.ts'
import { answerHint, type Question, questionAt } from './questions.ts'
import { knownKeys, type Path, placesOfKey, schemasAt } from './schema-tree.ts'
import { typeWords, wordsOf } from './schema-words.ts'
import { nearest, orList } from './suggest.ts'
import type { Trouble } from './trouble.ts'
import { currencies, timeZones } from './words.ts'
import type { YamlFile } from './yaml-file.ts'

type Issue = z.core.$ZodIssue
type Def = z.core.$ZodTypes['_zod']['def']

export interface ExplainContext {
  schema: z.core.$ZodType
  questions: Record<string, Question>
  file: YamlFile
  data: unknown
}

/** Turns what the schema says into sentences at places. One issue can be several troubles (two unknown keys). */
export function explainIssue(issue: Issue, context: ExplainContext): Trouble[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol')
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key], context))
  if (issue.code === 'invalid_key') return [badKey(path, issue)]
  const value = valueAt(context.data, path)
  if (value === undefined || value === null) return missing(path, value, context)
  if (issue.code === 'invalid_union') {
    const deeper = issue.errors.find((branch) => branch.length > 0 && branch.every((inner) => inner.path.length > 0))
    if (deeper)
      return deeper.flatMap((inner) => explainIssue({ ...inner, path: [...path, ...inner.path] } as Issue, context))
  }
  return [badValue(path, issue, value, context)]
}

function unknownKey(path: Path, context: ExplainContext): Trouble {
  const key = String(path.at(-1))
  const known = knownKeys(context.schema, path.slice(0, -1))
  const near = nearest(key, known)
  const elsewhere = placesOfKey(context.schema, key)
    .map((place) => place.join('.'))
    .filter((place) => !place.includes('*'))
  const suggestion = near
    ? `did you mean "${near}"?`
    : elsewhere.length > 0
      ? `"${key}" belongs ${elsewhere[0] === '' ? 'to the top of the file' : `under "${elsewhere[0]}"`}`
      : known.length > 0 && known.length <= 30
        ? `known here: ${known.join(', ')}`
        : undefined
  return { path, at: 'key', code: 'TB0102', message: `unknown key "${key}"`, suggestion, found: key, expected: near }
}

function badKey(path: Path, issue: Issue & { code: 'invalid_key' }): Trouble {
  const key = String(path.at(-1))
  const expected = issue.issues.map((inner) => inner.message).join(', ')
  return {
    path,
    at: 'key',
    code: 'TB0103',
    message: `"${key}" cannot be a name here; expected ${expected}`,
    found: key,
    expected,
  }
}

/** A key that must be there. Silent when an unknown key beside it was probably meant to be this one. */
function missing(path: Path, value: unknown, context: ExplainContext): Trouble[] {
  const key = String(path.at(-1) ?? '')
  const above = valueAt(context.data, path.slice(0, -1))
  const known = knownKeys(context.schema, path.slice(0, -1))
  const beside = above !== null && typeof above === 'object' ? Object.keys(above).filter((k) => !known.includes(k)) : []
  if (value === undefined && beside.some((other) => nearest(other, known) === key)) return []
  const question = questionAt(context.questions, path)
  const at = value === null ? 'key' : 'above'
  if (question)
    return [
      {
        path,
        at,
        code: 'TB0104',
        message: `"${key}" is not said. ${question.ask}`,
        suggestion: answerHint(question),
        expected: question.answers.join(' | '),
      },
    ]
  const expected = describe(path, context)
  if (value === null && isOptional(path, context))
    return [
      {
        path,
        at,
        code: 'TB0103',
        message: `"${key}" has nothing behind it; expected ${expected}`,
        suggestion: 'write a value, or remove the key',
        expected,
      },
    ]
  return [{ path, at, code: 'TB0104', message: `"${key}" is missing; expected ${expected}`, expected }]
}

function badValue(path: Path, issue: Issue, value: unknown, context: ExplainContext): Trouble {
  const key = path.filter((step) => typeof step === 'string').at(-1) ?? 'the file'
  const params =
    issue.code === 'custom' ? (issue.params as { code?: FindingCode; instead?: string } | undefined) : undefined
  if (params?.code) {
    return { path, at: 'key', code: params.code, message: `"${key}": ${issue.message}`, expected: issue.message }
  }
  const found = context.file.written(path) ?? 'nothing'
  const shown = typeof value === 'object' ? found : `"${found}"`
  const expected = describe(path, context, issue)
  const base = { path, at: 'value', code: 'TB0103', found, expected } as const
  const message = `${shown} is not possible for "${key}"; expected ${expected}`
  return { ...base, message, suggestion: suggestValue(found, value, path, context) }
}

function suggestValue(found: string, value: unknown, path: Path, context: ExplainContext): string | undefined {
  const words = schemasAt(context.schema, path).flatMap(wordsOf)
  const pool =
    words.length > 0 ? words : path.at(-1) === 'timeZone' ? timeZones() : path.at(-1) === 'currency' ? currencies() : []
  const near = typeof value === 'object' ? undefined : nearest(found, pool)
  if (near) return `did you mean "${near}"?`
  const amount = amountHint(found, describe(path, context))
  if (amount) return amount
  if (Array.isArray(value) && value.length === 0) {
    const question = questionAt(context.questions, path)
    return question && answerHint(question)
  }
  const takesText = schemasAt(context.schema, path).some((s) => (s._zod.def as Def).type === 'string')
  if (takesText && (typeof value === 'number' || typeof value === 'boolean') && words.length === 0)
    return `write it in quotes: "${found}"`
  if (takesText && value === '') return 'put signs such as | or # in quotes: "|"'
  return undefined
}

/** A number without its unit. */
function amountHint(found: string, expected: string): string | undefined {
  const share = expected.includes('percentage') && /^(?:\d{1,2}|100|0?\.\d+)$/.test(found) ? Number(found) : null
  if (share !== null) return `write ${share < 1 && share > 0 ? Math.round(share * 1000) / 10 : share}%`
  const [, amount, unit] = /^(\d+)\s*([a-z]*)$/i.exec(found) ?? []
  if (amount === undefined || !expected.includes('duration')) return undefined
  if (unit === '') return `write ${amount}m for minutes or ${amount}s for seconds`
  const known = ['seconds', 'minutes', 'hours', 'days'].find((word) => word.startsWith(unit!.toLowerCase()))
  return known && `write ${amount}${known[0]}`
}

/** What may stand at a path, in words: "a whole number or none". */
function describe(path: Path, context: ExplainContext, issue?: Issue): string {
  const here = schemasAt(context.schema, path)
  const limit = issue && limitOf(issue)
  if (limit) return limit
  return orList(typeWords(here))
}

function limitOf(issue: Issue): string | undefined {
  if (issue.code === 'too_small' && issue.origin === 'string') return 'a text that is not empty'
  if (issue.code === 'too_small' && issue.origin === 'array') return 'a list with at least one entry'
  if (issue.code === 'too_small') return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`
  if (issue.code === 'too_big' && issue.origin === 'string')
    return issue.exact ? `exactly ${issue.maximum} character` : `at most ${issue.maximum} characters`
  if (issue.code === 'too_big') return `at most ${issue.maximum}`
  if (issue.code === 'custom') return issue.message
  return undefined
}

function isOptional(path: Path, context: ExplainContext): boolean {
  const key = path.at(-1)
  return schemasAt(context.schema, path.slice(0, -1)).some((schema) => {
    const def = schema._zod.def as Def
    if (def.type !== 'object') return true
    const child = (def.shape as Record<string, z.core.$ZodType>)[String(key)]
    return child !== undefined && child._zod.optin !== undefined
  })
}

export function valueAt(data: unknown, path: Path): unknown {
  let here = data
  for (const step of path) {
    if (here === null || typeof here !== 'object') return undefined
    here = (here as Record<string | number, unknown>)[step]
  }
  return here
}
