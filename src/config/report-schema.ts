import { z } from 'zod'
import { FLOWS, type RunReport } from '../model/run-report.ts'

const count = z.number().int().min(0)
const textOrNull = z.string().nullable()

const findingSchema = z.object({
  code: z
    .string()
    .regex(/^TB\d{4}$/)
    .describe('Code of the finding; `tillbridge explain CODE` tells about it.'),
  severity: z.enum(['error', 'warning', 'info']),
  row: z.number().int().nullable().describe('Line of the file as a text editor counts; null for the whole file.'),
  column: textOrNull.describe('Column name as the file spells it, or its position.'),
  found: textOrNull,
  expected: textOrNull,
  fix: z.string().describe('What to do.'),
  key: z.string().optional().describe('What the finding is about: a reference code, an order number, a file.'),
})

const guardSchema = z.object({
  name: z.enum(['rows', 'coverage', 'zeroed', 'changed', 'unknown', 'rejected', 'format', 'age']),
  tripped: z.boolean(),
  measured: z.string(),
  limit: z.string(),
  sentence: z.string(),
})

const fileSchema = z.object({
  direction: z.enum(['in', 'out']),
  name: z.string(),
  id: textOrNull.describe('Id in the file ledger; null in a plan.'),
  path: textOrNull,
  state: z.string(),
  bytes: count.nullable(),
  sha256: textOrNull,
  rows: count.nullable(),
})

/** What `plan`, `run` and `import` print with --json, and what report.json holds. Objects may gain keys. */
export const reportSchema = z.object({
  run: textOrNull.describe('Run id; null in a plan.'),
  flow: z.enum(FLOWS),
  partner: textOrNull,
  shop: textOrNull,
  result: z.enum(['ok', 'nothing-to-do', 'done-with-issues', 'held', 'failed', 'interrupted', 'busy']),
  summary: z.string().describe('One plain sentence.'),
  read: count.describe('read = new + changed + same + skipped + rejected'),
  new: count,
  changed: count,
  same: count,
  skipped: count,
  rejected: count,
  missing: count.describe('Codes known before and absent from the file.'),
  files: z.array(fileSchema),
  findings: z
    .array(findingSchema)
    .describe('At most 1000, and 200 of one code; `findingsTotal` tells how many there were.'),
  findingsTotal: count,
  findingsByCode: z.record(z.string(), count),
  guards: z.array(guardSchema),
  notes: z.array(z.string()),
  figures: z.record(z.string(), z.union([z.number(), z.string()])),
  startedAt: z.string(),
  endedAt: z.string(),
})

type Report = z.output<typeof reportSchema>
type Same<A, B> = [A] extends [B] ? true : false
/** Fails to compile when the report gains or loses something the schema does not know. */
export const reportSchemaIsTrue: Same<RunReport, Report> & Same<keyof Report, keyof RunReport> = true
