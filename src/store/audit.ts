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

/** Decisions about one thing, oldest first. */
export async function decisionsAbout(store: Store, subject: string): Promise<AuditRow[]> {
  return store.selectFrom('audit').selectAll().where('subject', '=', subject).orderBy('id').execute() as Promise<
    AuditRow[]
  >
}
