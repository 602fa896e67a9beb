import { z } from 'zod'
import { partnerSchema } from './partner.ts'
import { reportSchema } from './report-schema.ts'
import { workspaceSchema } from './workspace.ts'

export const SCHEMA_NAMES = ['workspace', 'partner', 'report'] as const
export type SchemaName = (typeof SCHEMA_NAMES)[number]

const SCHEMAS = {
  workspace: { schema: workspaceSchema, title: 'tillbridge.yaml', description: 'A tillbridge workspace.' },
  partner: {
    schema: partnerSchema,
    title: 'partners/NAME.yaml',
    description: 'One partner of a tillbridge workspace.',
  },
  report: { schema: reportSchema, title: 'report.json', description: 'What a tillbridge run did.' },
} as const

/** The JSON Schema (draft-07) of a file as an object: what an editor completes and checks YAML by. */
export function jsonSchema(name: SchemaName): Record<string, unknown> {
  const { schema, title, description } = SCHEMAS[name]
  const made = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }) as Record<string, unknown>
  const { $schema, ...rest } = made
  return { $schema, title, description, ...rest }
}

/** The JSON Schema as text, indented, with a last line end. */
export function printJsonSchema(name: SchemaName): string {
  return `${JSON.stringify(jsonSchema(name), null, 2)}\n`
}

/** Folder of the workspace that holds the schema files for editors. */
export const SCHEMA_FOLDER = '.tillbridge'

/** The schema files a workspace carries, so that editors complete keys without a network. */
export function schemaFiles(): { name: string; text: string }[] {
  return (['workspace', 'partner'] as const).map((name) => ({
    name: `${SCHEMA_FOLDER}/${name}.schema.json`,
    text: printJsonSchema(name),
  }))
}

/**
 * The first line of a YAML file by which editors find its schema. `folder` is where the file lies, relative to the
 * workspace: '' for tillbridge.yaml, 'partners' for a partner.
 */
export function modeline(name: 'workspace' | 'partner', folder: string): string {
  const up = folder
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .map(() => '../')
    .join('')
  return `# yaml-language-server: $schema=${up}${SCHEMA_FOLDER}/${name}.schema.json`
}
