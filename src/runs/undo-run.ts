import { UsageError } from '../model/errors.ts'
import { noCounts, type RunReport } from '../model/run-report.ts'
import { counted } from '../reports/printable.ts'
import { summarise } from '../reports/summary.ts'
import { inboundOfRun, lastApplied, setInbound } from '../store/files.ts'
import type { InboundFileRow, RunRow } from '../store/schema.ts'
import { type UndoFigures, undoFigures, undoStock } from '../store/stock.ts'
import { emptyOutcome, type Outcome } from '../workspace/outcome.ts'
import { inRun } from './in-run.ts'
import { runNamed } from './named-run.ts'
import { contextFor } from './run-flow.ts'
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
  const run = await runNamed(workspace.store, id)
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

/**
 * Undoes: a new run that points at the old one. Until a file with a newer as-of comes, the feed stays as it is. What came
 * in since the plan was shown counts: it is planned once more under the flow's lease.
 */
export async function undoRun(workspace: OpenWorkspace, { run }: UndoPlan): Promise<RunReport> {
  const context = contextFor({ flow: 'stock', partner: run.partner ?? undefined, mode: 'run' }, workspace)
  return inRun(context, workspace, async () => takeBack(workspace, await planUndo(workspace, run.id)), {
    undoes: run.id,
    looksAround: false,
    summarise: (report) => (report.result === 'ok' ? `Undid ${run.id}. ${summarise(report)}` : summarise(report)),
  })
}

async function takeBack(workspace: OpenWorkspace, { file, figures }: UndoPlan): Promise<Outcome> {
  await workspace.store.transaction().execute(async (trx) => {
    await undoStock(trx, file.id)
    await setInbound(trx, file.id, { state: 'undone' })
  })
  const { restored, superseded } = figures
  const outcome = emptyOutcome('ok')
  outcome.counts = { ...noCounts(), read: restored + superseded, changed: restored, skipped: superseded }
  outcome.files.push({
    direction: 'in',
    name: file.name,
    id: file.id,
    path: file.path,
    state: 'undone',
    bytes: file.bytes,
    sha256: file.sha256,
    rows: file.read_rows,
  })
  outcome.notes.push(
    `${counted(restored, 'level is', 'levels are')} as before ${file.name}; ${superseded} had changed since and stay.`,
    'The feed waits for a file with a newer as-of.',
  )
  return outcome
}
