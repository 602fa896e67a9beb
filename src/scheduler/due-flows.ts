import type { Flow } from '../model/run-report.ts'

/** A flow that runs by itself. */
export interface ScheduledFlow {
  flow: Flow
  partner?: string
  shop?: string
  everySeconds: number
}

export interface LastRun {
  flow: string
  partner: string | null
  shop: string | null
  startedAt: string
}

/**
 * Flows whose interval has passed since they last started, in the given order. Pure: what a crash or a stopped machine
 * missed is simply due, once. A clock that went back never makes a flow due twice in a row, it only waits longer.
 */
export function dueFlows(flows: readonly ScheduledFlow[], last: readonly LastRun[], now: Date): ScheduledFlow[] {
  return flows.filter((flow) => {
    const ran = last.find((run) => isRunOf(run, flow))
    return !ran || now.getTime() - Date.parse(ran.startedAt) >= flow.everySeconds * 1000
  })
}

function isRunOf(run: LastRun, flow: ScheduledFlow): boolean {
  return run.flow === flow.flow && run.partner === (flow.partner ?? null) && run.shop === (flow.shop ?? null)
}
