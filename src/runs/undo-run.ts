import { UsageError } from '../model/errors.ts'
import { noCounts, type RunReport } from '../model/run-report.ts'
import { summarise } from '../reports/summary.ts'
import { inboundOfRun, lastApplied, setInbound } from '../store/files.ts'
import { endRun, findRun, startRun } from '../store/runs.ts'
import type { InboundFileRow, RunRow } from '../store/schema.ts'
import { type UndoFigures, undoFigures, undoStock } from '../store/stock.ts'
import type { OpenWorkspace } from './workspace.ts'

export interface UndoPlan {
  run: RunRow
  file: InboundFileRow
  figures: UndoFigures
}

/**
 * What undoing a run would do. Only the newest applied stock file of a feed can be undone: what came later stands on it
 * (R16).
 */
export async function planUndo(workspace: OpenWorkspace, id: string): Promise<UndoPlan> {
  const run = await findRun(workspace.store, id)
  if (!run) throw new UsageError(`There is no run "${id}", or several fit. See \`runs list\`.`)
  if (run.flow !== 'stock') throw new UsageError(`Only stock imports can be undone; ${run.id} is a run of ${run.flow}.`)
  const applied = (await inboundOfRun(workspace.store, run.id)).filter((f) => f.state === 'applied')
  const file = applied.at(-1)
  if (!file) throw new UsageError(`${run.id} applied no file, so there is nothing to undo.`)
  const last = await lastApplied(workspace.store, 'stock', file.side)
  if (last && last.id !== file.id)
    throw new UsageError(
      `${file.name} cannot be undone any more: ${last.name} was applied after it (${last.seen_at}). Import the older file again instead.`,
    )
  return { run, file, figures: await undoFigures(workspace.store, file.id) }
}

/** Undoes: a new run that points at the old one. Until a file with a newer as-of comes, the feed stays as it is. */
export async function undoRun(workspace: OpenWorkspace, plan: UndoPlan): Promise<RunReport> {
  const startedAt = workspace.now().toISOString()
  const id = await startRun(workspace.store, {
    flow: 'stock',
    partner: plan.run.partner,
    shop: null,
    startedAt,
    undoes: plan.run.id,
  })
  await workspace.store.transaction().execute(async (trx) => {
    await undoStock(trx, plan.file.id)
    await setInbound(trx, plan.file.id, { state: 'undone' })
  })
  const { restored, superseded } = plan.figures
  const draft: Omit<RunReport, 'summary'> = {
    run: id,
    flow: 'stock',
    partner: plan.run.partner,
    shop: null,
    result: 'ok',
    ...noCounts(),
    read: restored + superseded,
    changed: restored,
    skipped: superseded,
    missing: 0,
    files: [
      {
        direction: 'in',
        name: plan.file.name,
        id: plan.file.id,
        path: plan.file.path,
        state: 'undone',
        bytes: plan.file.bytes,
        sha256: plan.file.sha256,
        rows: plan.file.read_rows,
      },
    ],
    findings: [],
    findingsTotal: 0,
    findingsByCode: {},
    guards: [],
    notes: [
      `${restored} levels are as they were before ${plan.file.name}; ${superseded} had changed since and were left.`,
      'The feed waits for a file with a newer as-of; the same file is not taken again.',
    ],
    figures: {},
    startedAt,
    endedAt: workspace.now().toISOString(),
  }
  const report = { ...draft, summary: `Undid ${plan.run.id}. ${summarise(draft)}` }
  await endRun(workspace.store, id, report)
  return report
}
