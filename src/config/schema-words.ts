import type { z } from 'zod'

type Def = z.core.$ZodTypes['_zod']['def']

/** What may stand at a place, as parts of a sentence: "a whole number", "none". For messages and the reference. */
export function typeWords(alternatives: readonly z.core.$ZodType[]): string[] {
  const words = alternatives.flatMap(wordsOf)
  const kinds = alternatives.flatMap(kindOf)
  // yes/no also takes true/false; nobody needs to be told.
  const shown = words.includes('yes') ? kinds.filter((kind) => kind !== 'true or false') : kinds
  return [...new Set([...shown, ...words])]
}

/** The fixed words a schema takes. */
export function wordsOf(schema: z.core.$ZodType): string[] {
  const def = schema._zod.def as Def
  if (def.type === 'enum') return Object.values(def.entries).map(String)
  if (def.type === 'literal') return def.values.map(String)
  return []
}

function kindOf(schema: z.core.$ZodType): string[] {
  const def = schema._zod.def as Def
  switch (def.type) {
    case 'string': {
      const said = (def.checks ?? []).map((check) => check._zod.def as { error?: unknown; check: string })
      const error = said.find((c) => typeof c.error === 'function')?.error as
        | ((issue: unknown) => string | { message: string } | undefined)
        | undefined
      const message = error?.({})
      return [typeof message === 'string' ? message : (message?.message ?? 'text')]
    }
    case 'number':
      return [isWhole(def) ? 'a whole number' : 'a number']
    case 'boolean':
      return ['true or false']
    case 'array':
      return ['a list']
    case 'object':
    case 'record':
      return ['keys and values below it']
    default:
      return []
  }
}

function isWhole(def: Extract<Def, { type: 'number' }>): boolean {
  return (def.checks ?? []).some((check) => (check._zod.def as { check: string }).check === 'number_format')
}
