import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { configReference } from '../../src/config/docs.ts'
import { jsonSchema, modeline, printJsonSchema, SCHEMA_NAMES, schemaFiles } from '../../src/config/json-schema.ts'
import { partnerSchema } from '../../src/config/partner.ts'
import { answerHint, PARTNER_QUESTIONS, questionAt, WORKSPACE_QUESTIONS } from '../../src/config/questions.ts'
import { knownKeys, placesOfKey, schemasAt } from '../../src/config/schema-tree.ts'
import { workspaceSchema } from '../../src/config/workspace.ts'

interface JsonSchema {
  $schema?: string
  properties?: Record<string, JsonSchema>
  required?: string[]
  description?: string
  default?: unknown
  additionalProperties?: unknown
  enum?: string[]
  items?: JsonSchema
}

describe('the JSON Schema', () => {
  const partner = jsonSchema('partner') as JsonSchema
  const property = (...keys: string[]) => keys.reduce((at, key) => at.properties![key]!, partner)

  test.each(SCHEMA_NAMES)('%s is draft-07, and the same each time', (name) => {
    expect((jsonSchema(name) as JsonSchema).$schema).toBe('http://json-schema.org/draft-07/schema#')
    expect(printJsonSchema(name)).toBe(printJsonSchema(name))
    expect(JSON.parse(printJsonSchema(name))).toEqual(jsonSchema(name))
  })

  test('what must be said is required, and no key too many is allowed', () => {
    expect(partner.required).toEqual(['partner', 'folder', 'timeZone', 'currency'])
    expect(property('stock').required).toEqual(['columns', 'file', 'quantityMeans', 'bookedWhen', 'listsZeros'])
    expect(property('stock').additionalProperties).toBe(false)
  })

  test('values are those a person writes, not those the code gets', () => {
    expect(property('stock', 'guards', 'rows').default).toBe('50%')
    expect(property('stock', 'settle').default).toBe('2s')
    expect(property('dialect', 'bom').default).toBe('no')
    expect(property('dialect', 'encoding').enum).toContain('cp865')
    expect(property('stock', 'quantityMeans').description).toContain('what lies in the store')
  })

  test('every key says what it is for', () => {
    const silent: string[] = []
    const walk = (schema: JsonSchema, at: string) => {
      for (const [key, child] of Object.entries(schema.properties ?? {})) {
        const inside = child.properties !== undefined
        if (!child.description && !inside) silent.push(`${at}${key}`)
        walk(child, `${at}${key}.`)
        if (child.items) walk(child.items, `${at}${key}.`)
      }
      if (typeof schema.additionalProperties === 'object') walk(schema.additionalProperties as JsonSchema, `${at}*.`)
    }
    walk(partner, '')
    walk(jsonSchema('workspace') as JsonSchema, '')
    expect(silent).toEqual([])
  })

  test('nothing is explained by the number of a rule that a reader does not have', () => {
    expect(SCHEMA_NAMES.flatMap((name) => printJsonSchema(name).match(/.*\bR\d\d\b.*/g) ?? [])).toEqual([])
  })

  test('a workspace carries the schema files its modelines name', () => {
    expect(schemaFiles().map((file) => file.name)).toEqual([
      '.tillbridge/workspace.schema.json',
      '.tillbridge/partner.schema.json',
    ])
    expect(modeline('workspace', '')).toBe('# yaml-language-server: $schema=.tillbridge/workspace.schema.json')
    expect(modeline('partner', 'partners')).toBe('# yaml-language-server: $schema=../.tillbridge/partner.schema.json')
  })
})

describe('the reference', () => {
  test('docs/config.md is what the schemas say', () => {
    const page = readFileSync(path.join(import.meta.dirname, '../../docs/config.md'), 'utf8')
    expect(page).toBe(configReference())
  })

  test('it holds every key of both files', () => {
    const page = configReference()
    for (const schema of [partnerSchema, workspaceSchema])
      for (const key of knownKeys(schema, [])) expect(page).toContain(`| \`${key}\` |`)
    expect(page).toContain('`zeroedCodes`')
    expect(page).toContain('`unconfirmed`')
  })

  test('its links lead to headings, and no heading stands twice in one half', () => {
    const anchors = [...configReference().matchAll(/^#+ (.*)$/gm)].map((m) =>
      m[1]!.toLowerCase().replace(/[^a-z0-9-]/g, ''),
    )
    for (const [, target] of configReference().matchAll(/\]\(#([^)]*)\)/g)) expect(anchors).toContain(target)
    expect(new Set(anchors).size).toBe(anchors.length)
  })
})

describe('the questions', () => {
  test.each(Object.keys(PARTNER_QUESTIONS))('%s is a place in a partner file', (pattern) => {
    // Columns are named by fields, so any key may stand below `columns`.
    expect(schemasAt(partnerSchema, pattern.split('.'))).not.toEqual([])
  })

  test.each(Object.keys(WORKSPACE_QUESTIONS))('%s is a place in tillbridge.yaml', (pattern) => {
    expect(schemasAt(workspaceSchema, pattern.split('.'))).not.toEqual([])
  })

  test('each is one question with an answer to write', () => {
    for (const question of [...Object.values(PARTNER_QUESTIONS), ...Object.values(WORKSPACE_QUESTIONS)]) {
      expect(question.ask).toMatch(/\?( |$)/)
      expect(answerHint(question)).toMatch(/^write `\w+: /)
    }
  })

  test('a star stands for any key', () => {
    expect(questionAt(WORKSPACE_QUESTIONS, ['shops', 'toys', 'prices'])?.ask).toMatch(/gross/)
    expect(questionAt(WORKSPACE_QUESTIONS, ['shops', 'toys', 'title'])).toBeUndefined()
  })

  test('places of a key are found at every depth', () => {
    expect(placesOfKey(partnerSchema, 'encoding')).toContainEqual(['dialect'])
    expect(placesOfKey(partnerSchema, 'blank')).toContainEqual(['stock', 'columns', '*'])
  })
})
