import type { Flow, RunResult } from '../../model/run-report.ts'
import { counted } from '../../reports/printable.ts'
import { resultWord } from '../../reports/summary.ts'
import { countOpenIssues } from '../../store/issues.ts'
import { isWorking, latestRuns } from '../../store/runs.ts'
import type { RunRow } from '../../store/schema.ts'
import type { Session } from '../session.ts'
import { shortTime } from '../times.ts'
import { allJobs } from './run.ts'

/** Every configured flow with its last run, and what waits for a person. */
export async function status(session: Session): Promise<number> {
  return session.workspace(async (workspace) => {
    const runs = await latestRuns(workspace.store)
    const issues = await countOpenIssues(workspace.store)
    const flows = allJobs(workspace).map(({ flow, partner, shop }) => {
      const last = runs.find((r) => r.flow === flow && r.partner === (partner ?? null) && r.shop === (shop ?? null))
      const side = partner ?? shop ?? ''
      return {
        flow,
        partner: partner ?? null,
        shop: shop ?? null,
        result: stateOf(last),
        run: last?.id ?? null,
        lastRunAt: last?.started_at ?? null,
        summary: last ? last.summary : 'never ran',
        openIssues: issues.find((i) => i.side === side && i.flow === flow)?.n ?? 0,
      }
    })
    const needsYou = flows.filter(needsAPerson).length
    const next = nextStep(flows, session.command)
    if (session.terminal.json) session.terminal.printJson({ workspace: workspace.root, needsYou, next, status: flows })
    session.terminal.say(
      needsYou === 0
        ? `Nothing needs you. ${counted(flows.length, 'flow')}.`
        : `${needsYou} of ${counted(flows.length, 'flow')} ${needsYou === 1 ? 'needs' : 'need'} you.`,
    )
    session.terminal.table(
      [
        { title: 'side' },
        { title: 'flow' },
        { title: 'result' },
        { title: 'last run' },
        { title: 'issues', align: 'right' },
        { title: 'what happened' },
      ],
      flows.map((f) => [
        f.partner ?? f.shop ?? '',
        f.flow,
        stateWord(f.result),
        f.lastRunAt ? shortTime(f.lastRunAt) : '-',
        String(f.openIssues),
        plain(f.summary),
      ]),
    )
    if (next !== null) session.terminal.say(`Next:  ${next}`)
    return 0
  }, true)
}

type State = RunResult | 'running' | 'never-ran'

/** A run that is open although its process is gone was interrupted; the next run will note it. */
function stateOf(last: RunRow | undefined): State {
  if (!last) return 'never-ran'
  if (last.result !== 'running') return last.result as RunResult
  return isWorking(last.pid, last.id) ? 'running' : 'interrupted'
}

function stateWord(state: State): string {
  return state === 'running' ? 'Running' : state === 'never-ran' ? 'Never ran' : resultWord(state)
}

interface FlowState {
  flow: Flow
  partner: string | null
  shop: string | null
  result: State
  run: string | null
  openIssues: number
}

function needsAPerson({ result, openIssues }: FlowState): boolean {
  return result === 'held' || result === 'failed' || openIssues > 0
}

/** What to do first: what stopped, then what was rejected, then what was never tried. */
function nextStep(flows: readonly FlowState[], command: string): string | null {
  const stopped = flows.find((f) => f.result === 'failed') ?? flows.find((f) => f.result === 'held')
  if (stopped)
    return `${command} runs show ${stopped.run}      (why it ${stopped.result === 'held' ? 'is held' : 'failed'})`
  if (flows.some((f) => f.openIssues > 0))
    return `${command} issues list      (what is wrong, whose job it is, how to mend it)`
  if (flows.every((f) => f.result === 'never-ran')) return `${command} plan all      (what a first run would do)`
  const again = flows.find((f) => f.result === 'interrupted' || f.result === 'never-ran')
  return again ? `${command} run ${again.flow} ${again.partner ? `-p ${again.partner}` : `-s ${again.shop}`}` : null
}

/** The result stands in a column of its own. */
function plain(summary: string): string {
  const text = summary.replace(/^(Nothing to do|Held|Failed): /, '')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
