import { jsonSchema } from '../../config/json-schema.ts'
import { UsageError } from '../../model/errors.ts'
import type { Session } from '../session.ts'

const NAMES = { config: 'workspace', workspace: 'workspace', partner: 'partner', report: 'report' } as const

/** JSON Schema for editors and scripts; `config` is tillbridge.yaml. */
export async function schema(_session: Session, name: string | undefined): Promise<number> {
  const asked = name ?? 'config'
  if (!(asked in NAMES)) throw new UsageError(`There is no schema "${asked}". Schemas: config, partner, report.`)
  process.stdout.write(`${JSON.stringify(jsonSchema(NAMES[asked as keyof typeof NAMES]), null, 2)}\n`)
  return 0
}
