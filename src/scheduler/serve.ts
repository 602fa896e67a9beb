import { resolve } from 'node:path'
import { UsageError } from '../model/errors.ts'
import type { RunReport } from '../model/run-report.ts'
import { runFlow } from '../runs/run-flow.ts'
import type { OpenWorkspace } from '../runs/workspace.ts'
import { dropLease, latestRuns, takeLease } from '../store/runs.ts'
import { startClock } from './clock.ts'
import { dueFlows, type ScheduledFlow } from './due-flows.ts'
import { watchFolders } from './folder-watch.ts'

export interface ServeOptions {
  /** Aborted to stop; the run at hand is finished first. */
  signal: AbortSignal
  /** Told after every run that did something or went wrong. */
  told: (report: RunReport) => void
  failed: (error: Error) => void
}

/** What runs by itself: every configured flow that is not `off`, in the order in which one feeds the next. */
export function scheduledFlows(workspace: OpenWorkspace): ScheduledFlow[] {
  const shops = [...workspace.shops]
  const partners = [...workspace.partners.values()]
  const flows: ScheduledFlow[] = [
    ...shops
      .filter(([, s]) => s.products || s.variations || s.inventory)
      .map(([shop, s]) => ({ flow: 'shop-catalogue' as const, shop, everySeconds: s.every })),
    ...shops
      .filter(([, s]) => s.orders)
      .map(([shop, s]) => ({ flow: 'shop-orders' as const, shop, everySeconds: s.every })),
    ...(['items', 'stock', 'catalogue', 'orders'] as const).flatMap((flow) =>
      partners.flatMap((p) => (p[flow] ? [{ flow, partner: p.partner, everySeconds: p[flow].every }] : [])),
    ),
    ...shops
      .filter(([, s]) => s.stock)
      .map(([shop, s]) => ({ flow: 'shop-stock' as const, shop, everySeconds: s.every })),
  ]
  return flows.filter((flow) => flow.everySeconds > 0)
}

/**
 * Runs what is due until told to stop. The clock and the watched folders only wake it; what is due follows from the runs
 * in the database, so nothing is missed by a crash and nothing runs twice. One `serve` per workspace.
 */
export async function serve(workspace: OpenWorkspace, options: ServeOptions): Promise<void> {
  const me = `serve-${process.pid}`
  if (!(await takeLease(workspace.store, 'serve', me, workspace.now()))) {
    throw new UsageError('Another `serve` runs on this workspace already.')
  }
  const flows = scheduledFlows(workspace)
  const nudged = new Set<string>()
  const folders = inboundFolders(workspace)
  let busy: Promise<void> = Promise.resolve()
  const wake = () => {
    // One query that fails must not be the end of all that come after it; the next wake-up finds the same runs due.
    busy = busy
      .then(() => runDue(workspace, flows, nudged, options))
      .catch((error: unknown) => {
        if (!options.signal.aborted) options.failed(error as Error)
      })
    return busy
  }
  const stopWatching = watchFolders([...folders.keys()], (folder) => {
    for (const partner of folders.get(folder) ?? []) nudged.add(partner)
    void wake()
  })
  const stopClock = startClock(wake)
  try {
    await wake()
    await stopped(options.signal)
  } finally {
    stopClock()
    await stopWatching()
    await busy
    await dropLease(workspace.store, 'serve', me)
  }
}

async function runDue(
  workspace: OpenWorkspace,
  flows: readonly ScheduledFlow[],
  nudged: Set<string>,
  options: ServeOptions,
): Promise<void> {
  const last = (await latestRuns(workspace.store)).map((r) => ({
    flow: r.flow,
    partner: r.partner,
    shop: r.shop,
    startedAt: r.started_at,
  }))
  const due = new Set(dueFlows(flows, last, workspace.now()))
  for (const flow of flows) if (isInbound(flow) && nudged.has(flow.partner ?? '')) due.add(flow)
  nudged.clear()
  for (const { flow, partner, shop } of flows.filter((each) => due.has(each))) {
    if (options.signal.aborted) return
    try {
      const report = await runFlow({ flow, partner, shop, mode: 'run' }, workspace)
      if (report.result !== 'nothing-to-do' && report.result !== 'interrupted') options.told(report)
    } catch (error) {
      if (!options.signal.aborted) options.failed(error as Error)
    }
  }
}

function isInbound(flow: ScheduledFlow): boolean {
  return flow.flow === 'stock' || flow.flow === 'items'
}

/** Folders where partners drop files, each with the partners it belongs to. */
function inboundFolders(workspace: OpenWorkspace): Map<string, string[]> {
  const folders = new Map<string, string[]>()
  for (const partner of workspace.partners.values()) {
    for (const flow of ['stock', 'items'] as const) {
      const section = partner[flow]
      if (!section || section.every === 0) continue
      const folder = resolve(workspace.root, partner.folder, section.folder)
      folders.set(folder, [...new Set([...(folders.get(folder) ?? []), partner.partner])])
    }
  }
  return folders
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done()
    else signal.addEventListener('abort', () => done(), { once: true })
  })
}
