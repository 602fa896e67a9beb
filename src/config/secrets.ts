import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseEnv } from 'node:util'
import type { z } from 'zod'
import { hasFreeKeys, type Path } from './schema-tree.ts'
import { isSecretKey, VARIABLE } from './secret-words.ts'
import type { Trouble } from './trouble.ts'

export type Env = Record<string, string | undefined>

/** Gives the value of a variable, or says why there is none. The value is never part of a message. */
export type FindSecret = (name: string) => { value: string } | { problem: string }

/**
 * Where ${NAME} gets its value: the environment variable NAME, else the file named by NAME_FILE, else the same two in
 * `.env` of the workspace. A blank value counts as none. Files lose one line end at their end.
 */
export function secretSource(root: string, env: Env): FindSecret {
  let dotEnv: Env | undefined
  return (name) => {
    const own = fromEnv(name, env, root)
    if (own) return own
    dotEnv ??= readDotEnv(root)
    return (
      fromEnv(name, dotEnv, root) ?? {
        problem: `${name} is set neither in the environment nor in .env of the workspace`,
      }
    )
  }
}

function fromEnv(name: string, env: Env, root: string): ReturnType<FindSecret> | undefined {
  if (env[name]) return { value: env[name] }
  const file = env[`${name}_FILE`]
  if (!file) return undefined
  try {
    return { value: readFileSync(path.resolve(root, file), 'utf8').replace(/\r?\n$/, '') }
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'error'
    return { problem: `the file named by ${name}_FILE cannot be read (${reason})` }
  }
}

function readDotEnv(root: string): Env {
  try {
    return parseEnv(readFileSync(path.join(root, '.env'), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

/** Texts of one file that came from variables: dotted path to the text as written. */
export type Substituted = Map<string, { path: Path; written: string }>

/** Puts values into a text; what is wrong is added to `troubles`, and the text then stays as it is. */
export function substitute(
  text: string,
  at: Path,
  find: FindSecret,
  troubles: Trouble[],
  substituted: Substituted,
): string {
  if (!text.includes('${')) return text
  let failed = false
  let taken = false
  const result = text.replace(VARIABLE, (whole, name: string | undefined) => {
    if (name === undefined) return '${'
    const named = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)
    const found = named ? find(name) : { problem: `"${name}" cannot be the name of a variable` }
    if ('value' in found) {
      taken = true
      return found.value
    }
    failed = true
    const suggestion = named
      ? `set ${name}, write it into .env, or let ${name}_FILE name a file that holds it`
      : 'a name has letters, digits and _; for a plain ${ write $${'
    troubles.push({ path: at, at: 'value', code: 'TB0106', message: found.problem, suggestion, found: whole })
    return whole
  })
  if (taken) substituted.set(JSON.stringify(at), { path: at, written: text })
  return failed ? text : result
}

/** A secret that stands in the YAML itself. Keys that are words of the user (a map of tenders) are not looked at. */
export function literalSecret(text: string, at: Path, schema: z.core.$ZodType): Trouble | undefined {
  const key = at.at(-1)
  if (typeof key !== 'string' || !isSecretKey(key) || text === '' || /\$\{[^}]+\}/.test(text)) return undefined
  if (hasFreeKeys(schema, at.slice(0, -1))) return undefined
  const name = at
    .filter((step) => typeof step === 'string')
    .slice(-2)
    .join('_')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase()
  return {
    path: at,
    at: 'key',
    code: 'TB0105',
    message: `"${key}" is a secret and stands in the file itself`,
    suggestion: `write ${key}: \${${name}} and put the value into the environment or .env`,
    expected: 'a variable',
  }
}

/** Objects that hold values from variables: the object, its key, and the text as written. */
const fromVariables = new WeakMap<object, Map<string, string>>()

/** Remembers which values of a loaded configuration came from variables, so that `redact` can put the names back. */
export function rememberSubstituted(config: unknown, substituted: Substituted): void {
  for (const { path: at, written } of substituted.values()) {
    let here = config
    for (const step of at.slice(0, -1)) here = (here as Record<string | number, unknown> | undefined)?.[step]
    const key = at.at(-1)
    if (here === null || typeof here !== 'object' || key === undefined) continue
    const value = (here as Record<string | number, unknown>)[key]
    // One text where a list may stand becomes a list of one.
    if (Array.isArray(value)) remember(value, '0', written)
    else remember(here, String(key), written)
  }
}

function remember(holder: object, key: string, written: string): void {
  const known = fromVariables.get(holder) ?? new Map<string, string>()
  known.set(key, written)
  fromVariables.set(holder, known)
}

/**
 * A copy of a loaded configuration (or a part of it) that may be printed: values that came from ${NAME} are shown as
 * ${NAME}, anything under a key that names a secret as ***.
 */
export function redact<T>(config: T): T {
  return redactValue(config) as T
}

function redactValue(value: unknown): unknown {
  if (value instanceof Map) return new Map([...value].map(([k, v]) => [k, redactValue(v)]))
  if (value === null || typeof value !== 'object') return value
  const written = fromVariables.get(value)
  const shown = ([key, inner]: [string, unknown]): [string, unknown] => {
    const text = written?.get(key)
    if (text !== undefined) return [key, text]
    return [key, isSecretKey(key) && typeof inner === 'string' ? '***' : redactValue(inner)]
  }
  if (Array.isArray(value)) return value.map((item, i) => shown([String(i), item])[1])
  return Object.fromEntries(Object.entries(value).map(shown))
}
