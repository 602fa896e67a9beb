import { sql } from 'kysely'
import { FINDING_CODES, type FindingCode } from '../model/finding-codes.ts'
import type { Finding } from '../model/findings.ts'
import type { Store, Trx } from './open.ts'
import type { IssueRow } from './schema.ts'

export interface IssueScope {
  flow: string
  side: string
  /** What showed it: a file id, or the state of the orders looked at. Seen in the same evidence again, it is the same. */
  evidence: string
  now: string
  ownerOf: (code: FindingCode) => string
  /** The evidence speaks of these alone (a part of a file); other issues stay as they are. */
  settles?: (issue: Pick<IssueRow, 'code' | 'key' | 'evidence' | 'occurrences'>) => boolean
}

/** More causes of one code than this become one issue, so that a wrong file does not open ten thousand. */
export const CAUSES_PER_CODE_MAX = 100

/** Evidence of issues that a run as such has met. No file speaks of them: only the next run does. */
export const RUN_EVIDENCE = 'run'

/** What a finding is about over time: findings of one cause are one issue. */
export function causeOf({ code, key }: Finding): string {
  return `${code} ${key ?? ''}`
}

/**
 * One issue per cause over time. Findings of this flow and side open or touch their issues; open issues of the same
 * scope that are not among them are resolved, because what showed them is gone.
 */
export async function syncIssues(trx: Trx, scope: IssueScope, findings: readonly Finding[]): Promise<void> {
  const seen = groupByCause(findings)
  const known = await trx
    .selectFrom('issue')
    .selectAll()
    .where('side', '=', scope.side)
    .where('flow', '=', scope.flow)
    .execute()
  const byCause = new Map(known.map((issue) => [`${issue.code} ${issue.key}`, issue]))
  for (const [cause, finding] of seen) {
    const issue = byCause.get(cause)
    const text = sentence(finding)
    if (!issue) await open(trx, scope, cause, finding)
    else if (issue.evidence === scope.evidence && issue.state === 'open') {
      if (issue.text !== text || issue.fix !== finding.fix)
        await trx
          .updateTable('issue')
          .set({ last_seen_at: scope.now, text, fix: finding.fix })
          .where('id', '=', issue.id)
          .execute()
    } else {
      const back = issue.state === 'resolved'
      await trx
        .updateTable('issue')
        .set({
          state: 'open',
          occurrences: issue.occurrences + 1,
          evidence: scope.evidence,
          last_seen_at: scope.now,
          resolved_at: null,
          came_back: issue.came_back + (back ? 1 : 0),
          text,
          fix: finding.fix,
        })
        .where('id', '=', issue.id)
        .execute()
    }
  }
  for (const issue of known) {
    const ofRun = issue.evidence === RUN_EVIDENCE
    const told = ofRun === (scope.evidence === RUN_EVIDENCE) && (!scope.settles || scope.settles(issue))
    if (told && issue.state === 'open' && !seen.has(`${issue.code} ${issue.key}`)) {
      await trx
        .updateTable('issue')
        .set({ state: 'resolved', resolved_at: scope.now })
        .where('id', '=', issue.id)
        .execute()
    }
  }
}

/** Guards that tripped for a file have nothing more to say once a person has put it aside. */
export async function resolveGuardIssues(trx: Trx, evidence: string, now: string): Promise<void> {
  await trx
    .updateTable('issue')
    .set({ state: 'resolved', resolved_at: now })
    .where('evidence', '=', evidence)
    .where('code', 'like', 'TB50%')
    .where('state', '=', 'open')
    .execute()
}

function groupByCause(findings: readonly Finding[]): Map<string, Finding> {
  const perCode = new Map<string, number>()
  const causes = new Map<string, Finding>()
  for (const finding of findings) {
    if (finding.severity === 'info') continue
    const cause = causeOf(finding)
    if (causes.has(cause)) continue
    const count = (perCode.get(finding.code) ?? 0) + 1
    perCode.set(finding.code, count)
    if (count <= CAUSES_PER_CODE_MAX) causes.set(cause, finding)
    else if (!causes.has(`${finding.code} …`)) causes.set(`${finding.code} …`, finding)
  }
  return causes
}

async function open(trx: Trx, scope: IssueScope, cause: string, finding: Finding): Promise<void> {
  await trx
    .insertInto('issue')
    .values({
      side: scope.side,
      flow: scope.flow,
      code: finding.code,
      key: cause.slice(finding.code.length + 1),
      state: 'open',
      owner: scope.ownerOf(finding.code),
      text: sentence(finding),
      fix: finding.fix,
      occurrences: 1,
      evidence: scope.evidence,
      opened_at: scope.now,
      last_seen_at: scope.now,
      resolved_at: null,
      came_back: 0,
    })
    .execute()
}

function sentence(finding: Finding): string {
  const { explanation } = FINDING_CODES[finding.code]
  const place = [
    finding.row === null ? '' : `row ${finding.row}`,
    finding.column === null ? '' : `column ${finding.column}`,
  ]
    .filter(Boolean)
    .join(', ')
  const found = finding.found === null || finding.found === '' ? '' : ` Found: ${finding.found}.`
  return `${explanation}${found}${place ? ` (${place})` : ''}`
}

export async function listIssues(
  store: Store,
  filter: { state?: string; side?: string; limit: number },
): Promise<IssueRow[]> {
  let query = store
    .selectFrom('issue')
    .selectAll()
    .orderBy(sql`state = 'resolved'`)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id')
    .limit(filter.limit)
  if (filter.state) query = query.where('state', '=', filter.state)
  if (filter.side) query = query.where('side', '=', filter.side)
  return query.execute() as Promise<IssueRow[]>
}

export async function findIssue(store: Store, id: number): Promise<IssueRow | undefined> {
  return store.selectFrom('issue').selectAll().where('id', '=', id).executeTakeFirst() as Promise<IssueRow | undefined>
}

export async function countOpenIssues(store: Store): Promise<{ side: string; flow: string; n: number }[]> {
  return store
    .selectFrom('issue')
    .select(({ fn }) => ['side', 'flow', fn.countAll<number>().as('n')])
    .where('state', '=', 'open')
    .groupBy(['side', 'flow'])
    .execute()
}
