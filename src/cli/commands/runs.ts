import type { RunReport } from '../../model/run-report.ts'
import { terminalText } from '../../reports/terminal-text.ts'
import { runNamed } from '../../runs/named-run.ts'
import { isWorking, listRuns } from '../../store/runs.ts'
import type { RunRow } from '../../store/schema.ts'
import { numberOption } from '../number-option.ts'
import type { Session } from '../session.ts'
import { shortTime } from '../times.ts'
import { flowNamed } from './run.ts'

export async function list(
  session: Session,
  options: { flow?: string; side?: string; limit: string },
): Promise<number> {
  if (options.flow !== undefined) flowNamed(options.flow)
  return session.workspace(async (workspace) => {
    const rows = await listRuns(workspace.store, {
      limit: numberOption('--limit', options.limit),
      ...(options.flow ? { flow: options.flow } : {}),
      ...(options.side ? { side: options.side } : {}),
    })
    if (session.terminal.json) session.terminal.printJson({ runs: rows.map(runJson) })
    if (rows.length === 0) session.terminal.say('Nothing ran yet.')
    else
      session.terminal.table(
        [{ title: 'run' }, { title: 'started' }, { title: 'result' }, { title: 'what happened' }],
        rows.map((r) => [r.id, shortTime(r.started_at), resultOf(r), r.summary]),
      )
    return 0
  }, true)
}

/** The word scripts know as well; a run whose process is gone is no longer running. */
function resultOf(run: RunRow): string {
  return run.result === 'running' && !isWorking(run.pid, run.id) ? 'interrupted' : run.result
}

function runJson(run: RunRow) {
  const { report, pid: _pid, ...row } = run
  const { read, new: fresh, changed, same, skipped, rejected } = JSON.parse(report) as Partial<RunReport>
  return {
    run: row.id,
    flow: row.flow,
    partner: row.partner,
    shop: row.shop,
    result: resultOf(run),
    summary: row.summary,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    undoes: row.undoes,
    read,
    new: fresh,
    changed,
    same,
    skipped,
    rejected,
  }
}

export async function show(session: Session, id: string): Promise<number> {
  return session.workspace(async (workspace) => {
    const run = await runNamed(workspace.store, id)
    const report = JSON.parse(run.report) as RunReport
    if (session.terminal.json) session.terminal.printJson(report.run ? report : runJson(run))
    if (report.run)
      session.terminal.say(terminalText(report, { command: session.command, paint: session.terminal.paint }))
    else session.terminal.say(`${run.id}  ${resultOf(run)}  ${run.summary}`)
    return 0
  }, true)
}

export async function files(session: Session, id: string): Promise<number> {
  return session.workspace(async (workspace) => {
    const run = await runNamed(workspace.store, id)
    const found = (JSON.parse(run.report) as Partial<RunReport>).files ?? []
    if (session.terminal.json) session.terminal.printJson({ run: run.id, files: found })
    if (found.length === 0) session.terminal.say('This run took in no file and wrote none.')
    else
      session.terminal.table(
        [{ title: 'way' }, { title: 'state' }, { title: 'rows', align: 'right' }, { title: 'path' }],
        found.map((f) => [f.direction, f.state, f.rows === null ? '' : String(f.rows), f.path ?? f.name]),
      )
    return 0
  }, true)
}
