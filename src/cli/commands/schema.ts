import { jsonSchema } from '../../config/json-schema.ts'
import { unknownName } from '../../runs/workspace.ts'
import type { Session } from '../session.ts'

const NAMES = { config: 'workspace', workspace: 'workspace', partner: 'partner', report: 'report' } as const

/** JSON Schema for editors and scripts; `config` is tillbridge.yaml. */
export async function schema(_session: Session, name: string | undefined): Promise<number> {
  const asked = name ?? 'config'
  if (!Object.hasOwn(NAMES, asked)) throw unknownName('schema', asked, ['config', 'partner', 'report'])
  process.stdout.write(`${JSON.stringify(jsonSchema(NAMES[asked as keyof typeof NAMES]), null, 2)}\n`)
  return 0
}
