import type { z } from 'zod'
import { explainIssue, valueAt } from './explain-issue.ts'
import type { ConfigProblem } from './problems.ts'
import { type Question, questionAt } from './questions.ts'
import { type Path, touches } from './schema-tree.ts'
import { type FindSecret, literalSecret, rememberSubstituted, type Substituted, substitute } from './secrets.ts'
import type { Trouble } from './trouble.ts'
import type { YamlFile } from './yaml-file.ts'

/** A file read against its schema. */
export interface Parsed<T> {
  file: YamlFile
  /**
   * The configuration, or with problems the best that can be made of it: enough for the checks that take several
   * keys to judge, so that everything wrong is told at once. Null when nothing can be made of it.
   */
  value: T | null
  problems: ConfigProblem[]
  /** Turns what a later check found into a problem; nothing when it hangs on something already reported. */
  report(troubles: readonly Trouble[]): ConfigProblem[]
}

const ROUNDS_MAX = 4

/** Reads a YAML file against a schema. Never throws for what the file says. */
export function parseConfig<S extends z.ZodType>(
  file: YamlFile,
  schema: S,
  questions: Record<string, Question>,
  find: FindSecret,
): Parsed<z.output<S>> {
  if (file.fatal) return { file, value: null, problems: file.problems, report: () => [] }
  const troubles: Trouble[] = []
  const substituted: Substituted = new Map()
  const data = file.toValue((text, path) => {
    const literal = literalSecret(text, path, schema)
    if (literal) troubles.push(literal)
    return substitute(text, path, find, troubles, substituted)
  })
  const repaired: Path[] = troubles.map((trouble) => trouble.path)
  const isNews = (trouble: Trouble) =>
    ![trouble.path, ...(trouble.about ?? [])].some((path) => repaired.some((known) => touches(known, path)))
  let value: z.output<S> | null = null
  for (let round = 0; round < ROUNDS_MAX && value === null; round += 1) {
    const result = schema.safeParse(data)
    if (result.success) {
      value = result.data
      break
    }
    const news = result.error.issues
      .flatMap((issue) => explainIssue(issue, { schema, questions, file, data }))
      .filter((trouble) => round === 0 || isNews(trouble))
    troubles.push(...news)
    for (const issue of result.error.issues) repaired.push(...repair(data, issue, questions))
  }
  if (value !== null) rememberSubstituted(value, substituted)
  return {
    file,
    value,
    problems: [...file.problems, ...troubles.map((trouble) => file.problem(trouble))],
    report: (found) => found.filter(isNews).map((trouble) => file.problem(trouble)),
  }
}

/** Takes what is wrong out of the data, or puts a stand-in where something must be, and tells which paths those were. */
function repair(data: unknown, issue: z.core.$ZodIssue, questions: Record<string, Question>): Path[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol')
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) removeAt(data, [...path, key])
    return issue.keys.map((key) => [...path, key])
  }
  const value = valueAt(data, path)
  if (value !== undefined && value !== null) return [removeAt(data, path)]
  const question = questionAt(questions, path)
  if (question?.standIn !== undefined) setAt(data, path, structuredClone(question.standIn))
  else removeAt(data, value === null ? path : path.slice(0, -1))
  return [path]
}

/** Removes a key; a list goes as a whole, because its other places would move. Returns what was removed. */
function removeAt(data: unknown, path: Path): Path {
  const list = path.findIndex((step) => typeof step === 'number')
  const cut = list === -1 ? path : path.slice(0, list)
  const holder = valueAt(data, cut.slice(0, -1))
  const key = cut.at(-1)
  if (holder !== null && typeof holder === 'object' && key !== undefined)
    delete (holder as Record<string | number, unknown>)[key]
  return cut
}

function setAt(data: unknown, path: Path, value: unknown): void {
  const holder = valueAt(data, path.slice(0, -1))
  const key = path.at(-1)
  if (holder !== null && typeof holder === 'object' && key !== undefined)
    (holder as Record<string | number, unknown>)[key] = value
}
