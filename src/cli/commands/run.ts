import { exitCodeOfReport, worstExit } from '../../model/exit-codes.ts'
import { FLOWS, type Flow, type RunReport } from '../../model/run-report.ts'
import { terminalText } from '../../reports/terminal-text.ts'
import { runFlow } from '../../runs/run-flow.ts'
import { type OpenWorkspace, partnerNamed, shopNamed, unknownName } from '../../runs/workspace.ts'
import type { Session } from '../session.ts'

interface FlowOptions {
  partner?: string
  shop?: string
  dryRun?: boolean
  exitCode?: boolean
}

export async function plan(session: Session, flow: string, options: FlowOptions): Promise<number> {
  return execute(session, flow, options, 'plan')
}

export async function run(session: Session, flow: string, options: FlowOptions): Promise<number> {
  return execute(session, flow, options, options.dryRun ? 'plan' : 'run')
}

async function execute(session: Session, flow: string, options: FlowOptions, mode: 'plan' | 'run'): Promise<number> {
  return session.workspace(async (workspace) => {
    const jobs =
      flow === 'all'
        ? allJobs(workspace, options)
        : [{ flow: flowNamed(flow), partner: options.partner, shop: options.shop }]
    const reports: RunReport[] = []
    if (jobs.length === 0) session.terminal.say('No flow is configured for that.')
    for (const job of jobs) {
      const report = await runFlow({ ...job, mode }, workspace)
      reports.push(report)
      session.terminal.say(terminalText(report, { command: session.command, paint: session.terminal.paint }))
      if (jobs.length > 1) session.terminal.say('')
      if (report.result === 'interrupted') break
    }
    if (session.terminal.json) session.terminal.printJson(flow === 'all' ? { runs: reports } : reports[0])
    const code = worstExit(reports.map(exitOf))
    const changes = reports.some(hasChanges)
    return mode === 'plan' && options.exitCode && code === 0 && changes ? 10 : code
  }, mode === 'plan')
}

/** Rows that are absent are changes where they mean zero, or a product that the shop has no more. */
function hasChanges(report: RunReport): boolean {
  const gone = report.flow === 'shop-catalogue' ? report.missing : Number(report.figures.toZero ?? 0)
  return report.new + report.changed + gone > 0
}

export function exitOf(report: RunReport): number {
  return exitCodeOfReport(report, report.figures.retryable === 1)
}

export function flowNamed(name: string): Flow {
  const flow = FLOWS.find((known) => known === name)
  if (!flow) throw unknownName('flow', name, [...FLOWS, 'all'])
  return flow
}

/** Everything that is configured, in the order in which one feeds the next. */
export function allJobs(
  workspace: OpenWorkspace,
  only: { partner?: string; shop?: string } = {},
): { flow: Flow; partner?: string; shop?: string }[] {
  if (only.partner !== undefined) partnerNamed(workspace, only.partner)
  if (only.shop !== undefined) shopNamed(workspace, only.shop)
  const shops = [...workspace.shops].filter(([name]) => !only.partner && (!only.shop || name === only.shop))
  const partners = [...workspace.partners.values()].filter(
    (p) => !only.shop && (!only.partner || p.partner === only.partner),
  )
  return [
    ...shops
      .filter(([, shop]) => shop.products || shop.inventory || shop.variations)
      .map(([shop]) => ({ flow: 'shop-catalogue' as const, shop })),
    ...shops.filter(([, shop]) => shop.orders).map(([shop]) => ({ flow: 'shop-orders' as const, shop })),
    ...(['items', 'stock', 'catalogue', 'orders'] as const).flatMap((flow) =>
      partners.filter((p) => p[flow]).map((p) => ({ flow, partner: p.partner })),
    ),
    ...shops.filter(([, shop]) => shop.stock).map(([shop]) => ({ flow: 'shop-stock' as const, shop })),
  ]
}
