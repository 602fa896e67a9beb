import type { z } from 'zod'

/** Way to a place in a configuration: keys and list indexes from the root. */
export type Path = readonly (string | number)[]

type Def = z.core.$ZodTypes['_zod']['def']

/** The schema itself, without `optional`, `default`, `prefault` and the transform behind it. */
export function bareSchema(schema: z.core.$ZodType): z.core.$ZodType {
  const def = schema._zod.def as Def
  if (def.type === 'optional' || def.type === 'default' || def.type === 'prefault' || def.type === 'nullable')
    return bareSchema(def.innerType)
  if (def.type === 'pipe') return bareSchema(def.in)
  return schema
}

/** All schemas a value may have: the options of a union, else the one. */
export function alternatives(schema: z.core.$ZodType): z.core.$ZodType[] {
  const bare = bareSchema(schema)
  const def = bare._zod.def as Def
  return def.type === 'union' ? def.options.flatMap(alternatives) : [bare]
}

/** The schemas that stand at a path; empty when the path leads nowhere. */
export function schemasAt(root: z.core.$ZodType, path: Path): z.core.$ZodType[] {
  let here = alternatives(root)
  for (const step of path) here = here.flatMap((schema) => child(schema, step))
  return here
}

function child(schema: z.core.$ZodType, step: string | number): z.core.$ZodType[] {
  const def = schema._zod.def as Def
  if (def.type === 'object') {
    const next = (def.shape as Record<string, z.core.$ZodType>)[step]
    return next ? alternatives(next) : []
  }
  if (def.type === 'record') return alternatives(def.valueType)
  if (def.type === 'array') return alternatives(def.element)
  return []
}

/** The keys that are known at a path; empty where any key may stand. */
export function knownKeys(root: z.core.$ZodType, path: Path): string[] {
  return schemasAt(root, path).flatMap((schema) => {
    const def = schema._zod.def as Def
    return def.type === 'object' ? Object.keys(def.shape) : []
  })
}

/** Whether the keys at a path are words of the user (a map of tenders, say) and not ours. */
export function hasFreeKeys(root: z.core.$ZodType, path: Path): boolean {
  return schemasAt(root, path).some((schema) => (schema._zod.def as Def).type === 'record')
}

/** Every place in the schema where a key is known, as paths without the key; `*` stands for a word of the user. */
export function placesOfKey(root: z.core.$ZodType, key: string): Path[] {
  const found: Path[] = []
  const walk = (schema: z.core.$ZodType, path: Path): void => {
    for (const here of alternatives(schema)) {
      const def = here._zod.def as Def
      if (def.type === 'object') {
        if (Object.hasOwn(def.shape, key)) found.push(path)
        for (const [name, next] of Object.entries(def.shape)) walk(next, [...path, name])
      } else if (def.type === 'record') walk(def.valueType, [...path, '*'])
      else if (def.type === 'array') walk(def.element, path)
    }
  }
  walk(root, [])
  return found
}

/** True when one path is the other or lies above it. */
export function touches(a: Path, b: Path): boolean {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i += 1) if (String(a[i]) !== String(b[i])) return false
  return true
}
