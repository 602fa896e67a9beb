import { countOpenIssues } from '../../store/issues.ts'
import { latestRuns } from '../../store/runs.ts'
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
        result: last?.result ?? 'never-ran',
        run: last?.id ?? null,
        lastRunAt: last?.started_at ?? null,
        summary: last?.summary ?? 'never ran',
        openIssues: issues.find((i) => i.side === side && i.flow === flow)?.n ?? 0,
      }
    })
    const needsYou = flows.filter((f) => f.result === 'held' || f.result === 'failed' || f.openIssues > 0).length
    if (session.terminal.json) session.terminal.printJson({ workspace: workspace.root, needsYou, status: flows })
    session.terminal.say(
      needsYou === 0 ? `Nothing needs you. ${flows.length} flows.` : `${needsYou} of ${flows.length} flows need you.`,
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
        f.result,
        f.lastRunAt ? shortTime(f.lastRunAt) : '-',
        String(f.openIssues),
        f.summary,
      ]),
    )
    if (needsYou > 0) session.terminal.say(`Next:  ${session.command} issues list`)
    return 0
  }, true)
}
