import { sql } from 'kysely'
import type { Store, Trx } from './open.ts'
import type { AuditRow } from './schema.ts'

export interface Decision {
  at: string
  actor: string
  action: 'release' | 'discard'
  /** Id of the file it is about. */
  subject: string
  run: string | null
  note: string
  /** What the decision passed over, such as the guards that had tripped. */
  detail: Record<string, unknown>
}

/** Writes down who decided what and why; belongs into the transaction of its effect. */
export async function recordDecision(trx: Trx, decision: Decision): Promise<void> {
  await trx
    .insertInto('audit')
    .values({ ...decision, detail: JSON.stringify(decision.detail) })
    .execute()
}

/** Decisions about a file or about the set it belongs to, oldest first. */
export async function decisionsAbout(store: Store, fileId: string): Promise<AuditRow[]> {
  const { rows } = await sql<AuditRow>`
    select * from audit where subject = ${fileId} or ${fileId} in (select value from json_each(detail, '$.files')) order by id`.execute(
    store,
  )
  return rows
}
