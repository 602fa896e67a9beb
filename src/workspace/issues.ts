import type { Finding } from '../model/findings.ts'
import { type IssueScope, RUN_EVIDENCE, syncIssues } from '../store/issues.ts'
import type { Trx } from '../store/open.ts'
import { type FlowContext, ownerOf, sideOf } from './context.ts'
import type { Findings } from './findings.ts'

export interface KeepIssues {
  /** Which open issues the evidence has a word about; all of the flow without it. */
  settles?: IssueScope['settles']
  /** Which findings become issues of this flow; all without it. */
  only?: (finding: Finding) => boolean
}

/** Issues of a flow follow what was found: in the file or the state named by `evidence`. */
export async function keepIssues(
  trx: Trx,
  context: FlowContext,
  evidence: string,
  findings: Findings,
  { settles, only = () => true }: KeepIssues = {},
): Promise<void> {
  await syncIssues(trx, scopeOf(context, evidence, settles), findings.causes.filter(only))
  findings.markSynced()
}

/**
 * What a run met that no part of it made issues of: folders that are not there, files that still lie there. They end when
 * a run meets them no more; one that did not look (`looked` false) ends none.
 */
export async function keepRunIssues(
  trx: Trx,
  context: FlowContext,
  findings: Findings,
  looked: boolean,
): Promise<void> {
  await syncIssues(
    trx,
    scopeOf(context, RUN_EVIDENCE, () => looked),
    findings.unsynced,
  )
  findings.markSynced()
}

function scopeOf(context: FlowContext, evidence: string, settles: IssueScope['settles']): IssueScope {
  return {
    flow: context.flow,
    side: sideOf(context),
    evidence,
    now: context.now().toISOString(),
    ownerOf: ownerOf(context),
    ...(settles ? { settles } : {}),
  }
}
