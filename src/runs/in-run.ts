import { FileRefused, Interrupted, TransportError, UsageError } from '../model/errors.ts'
import { finding } from '../model/findings.ts'
import type { RunReport } from '../model/run-report.ts'
import { summarise } from '../reports/summary.ts'
import { letGoUnclaimed } from '../store/files.ts'
import { closeInterruptedRuns, dropLease, endRun, startRun, takeLease } from '../store/runs.ts'
import { dataFolder, type FlowContext, sideOf } from '../workspace/context.ts'
import { keepRunIssues } from '../workspace/issues.ts'
import { emptyOutcome, type Outcome, toReport } from '../workspace/outcome.ts'
import { withScratchFolder } from './scratch.ts'
import type { OpenWorkspace } from './workspace.ts'

export interface InRunOptions {
  /** Run that this one takes back. */
  undoes?: string
  /** False for a run about one file alone: it does not see what lies in the folders, so it ends no issue about that. */
  looksAround?: boolean
  /** Makes the one sentence of the report. */
  summarise?: (report: Omit<RunReport, 'summary'>) => string
}

/**
 * Does work as one run of its flow: under the flow's lease, with a row that says how it ended whatever happens. Only a
 * wrong call throws (UsageError); a failure, an interruption and a busy flow are reports.
 */
export async function inRun(
  context: FlowContext,
  workspace: OpenWorkspace,
  work: (context: FlowContext) => Promise<Outcome>,
  options: InRunOptions = {},
): Promise<RunReport> {
  const { store } = workspace
  const now = workspace.now()
  const startedAt = now.toISOString()
  await letGoUnclaimed(store, await closeInterruptedRuns(store, startedAt))
  const run = await startRun(store, {
    flow: context.flow,
    partner: context.partner?.partner ?? null,
    shop: context.partner ? null : context.shopName,
    startedAt,
    undoes: options.undoes ?? null,
  })
  const running = { ...context, run }
  const end = async (outcome: Outcome, looked = false) => {
    const { findings } = outcome
    if (looked || findings.unsynced.length > 0)
      await store.transaction().execute((trx) => keepRunIssues(trx, running, findings, looked))
    const report = toReport(running, outcome, startedAt, options.summarise ?? summarise)
    await endRun(store, run, report)
    return report
  }
  const lease = `${sideOf(context)}/${context.flow}`
  try {
    if (!(await takeLease(store, lease, run, now))) return await end(emptyOutcome('busy'))
    return await end(await guarded(running, workspace, work), options.looksAround ?? true)
  } catch (error) {
    const report = await end(outcomeOf(error))
    await letGoUnclaimed(store, [run])
    if (isForCaller(error)) throw error
    return report
  } finally {
    await dropLease(store, lease, run).catch(() => undefined) // A lease of a process that is gone holds nobody up.
  }
}

/** The same without a run: nothing is written, and nothing is left behind. */
export async function inPlan(
  context: FlowContext,
  workspace: OpenWorkspace,
  work: (context: FlowContext) => Promise<Outcome>,
): Promise<RunReport> {
  const startedAt = workspace.now().toISOString()
  const outcome = await guarded(context, workspace, work).catch((error) => {
    if (isForCaller(error)) throw error
    return outcomeOf(error)
  })
  return toReport(context, outcome, startedAt, summarise)
}

async function guarded(
  context: FlowContext,
  workspace: OpenWorkspace,
  work: (context: FlowContext) => Promise<Outcome>,
): Promise<Outcome> {
  if (workspace.stop?.aborted) throw new Interrupted()
  try {
    return await withScratchFolder(dataFolder(context), (scratch) => work({ ...context, scratch }))
  } finally {
    workspace.progress.end()
  }
}

/** A wrong call is the caller's to mend; and who debugs wants the stack. */
function isForCaller(error: unknown): boolean {
  return error instanceof UsageError || process.env.TILLBRIDGE_DEBUG === '1'
}

/** A world that would not: the reason is told like any other result. */
function outcomeOf(error: unknown): Outcome {
  if (error instanceof Interrupted) return emptyOutcome('interrupted')
  const outcome = emptyOutcome('failed')
  outcome.notes.push(error instanceof Error ? error.message : String(error))
  if (error instanceof FileRefused) outcome.findings.add(error.findings)
  if (error instanceof TransportError) {
    outcome.figures.retryable = error.retryable ? 1 : 0
    outcome.findings.add([
      finding(mayNotWrite(error) ? 'TB4002' : 'TB4001', { found: error.message, key: 'transport' }),
    ])
  }
  return outcome
}

function mayNotWrite({ cause }: Error): boolean {
  return ['EACCES', 'EPERM', 'EROFS'].includes((cause as NodeJS.ErrnoException | undefined)?.code ?? '')
}
