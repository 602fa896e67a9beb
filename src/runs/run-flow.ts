import { exportPartnerCatalogue } from '../exporters/partner-catalogue.ts'
import { exportPartnerOrders } from '../exporters/partner-orders.ts'
import { importPartnerItems } from '../importers/partner-items.ts'
import { importPartnerStock } from '../importers/partner-stock.ts'
import { importShopCatalogue } from '../importers/shop-catalogue.ts'
import { importShopOrders } from '../importers/shop-orders.ts'
import { TillbridgeError, TransportError, UsageError } from '../model/errors.ts'
import { finding } from '../model/findings.ts'
import type { Flow, RunReport } from '../model/run-report.ts'
import { summarise } from '../reports/summary.ts'
import { closeInterruptedRuns, dropLease, endRun, startRun, takeLease } from '../store/runs.ts'
import type { FlowContext } from '../workspace/context.ts'
import { emptyOutcome, type Outcome, toReport } from '../workspace/outcome.ts'
import { publishShopStock } from './publish-shop-stock.ts'
import { type OpenWorkspace, partnerNamed, shopNamed, shopOf } from './workspace.ts'

/** One execution of a flow: what the command line, the clock, a watched folder and an upload all ask for. */
export interface Job {
  flow: Flow
  partner?: string | undefined
  shop?: string | undefined
  mode: 'plan' | 'run'
  /** A file named by a person instead of those waiting, and what it is. */
  file?: { path: string; as?: string | undefined } | undefined
}

type FlowHandler = (context: FlowContext, job: Job, workspace: OpenWorkspace) => Promise<Outcome>

const FLOW_HANDLERS: Record<Flow, FlowHandler> = {
  'shop-catalogue': (context, job) => importShopCatalogue(context, job.file),
  'shop-orders': (context, job) => importShopOrders(context, job.file),
  'shop-stock': (context, _job, workspace) => publishShopStock(context, workspace),
  items: (context, job) => importPartnerItems(context, job.file?.path),
  stock: (context, job) => importPartnerStock(context, job.file?.path),
  catalogue: (context) => exportPartnerCatalogue(context),
  orders: (context) => exportPartnerOrders(context),
}

/** Runs or plans one flow and tells how it went. Only a wrong call throws; a failed flow is a report. */
export async function runFlow(job: Job, workspace: OpenWorkspace): Promise<RunReport> {
  const context = contextFor(job, workspace)
  if (job.mode === 'plan') return execute(context, job, workspace)
  const now = workspace.now()
  await closeInterruptedRuns(workspace.store, now.toISOString())
  const run = await startRun(workspace.store, {
    flow: job.flow,
    partner: context.partner?.partner ?? null,
    shop: context.partner ? null : context.shopName,
    startedAt: now.toISOString(),
  })
  context.run = run
  const lease = `${context.partner?.partner ?? context.shopName}/${job.flow}`
  if (!(await takeLease(workspace.store, lease, run, now))) return end(context, emptyOutcome('busy'), workspace)
  try {
    return await execute(context, job, workspace)
  } finally {
    await dropLease(workspace.store, lease, run)
  }
}

async function execute(context: FlowContext, job: Job, workspace: OpenWorkspace): Promise<RunReport> {
  const startedAt = workspace.now().toISOString()
  try {
    const outcome = await FLOW_HANDLERS[job.flow](context, job, workspace)
    return await end(context, outcome, workspace, startedAt)
  } catch (error) {
    if (error instanceof UsageError) {
      await end(context, failed(error), workspace, startedAt)
      throw error
    }
    if (!(error instanceof TillbridgeError)) {
      await end(context, failed(error as Error), workspace, startedAt)
      throw error
    }
    return end(context, failed(error), workspace, startedAt)
  } finally {
    workspace.progress.end()
  }
}

/** A world that would not: the reason is a finding like any other, so that it is told everywhere. */
function failed(error: Error): Outcome {
  const outcome = emptyOutcome('failed')
  outcome.notes.push(error.message)
  if (error instanceof TransportError) {
    outcome.figures.retryable = error.retryable ? 1 : 0
    outcome.findings.add([finding('TB4001', { found: error.message, key: 'transport' })])
  }
  return outcome
}

async function end(
  context: FlowContext,
  outcome: Outcome,
  workspace: OpenWorkspace,
  startedAt = workspace.now().toISOString(),
): Promise<RunReport> {
  const report = toReport(context, outcome, startedAt, summarise)
  if (context.run !== null) await endRun(workspace.store, context.run, report)
  return report
}

/** The context of a job; wrong names and flows that nobody configured are told before anything happens. */
export function contextFor(
  job: Pick<Job, 'flow' | 'partner' | 'shop' | 'mode'>,
  workspace: OpenWorkspace,
): FlowContext {
  const isShopFlow = job.flow.startsWith('shop-')
  const side = isShopFlow ? { partner: null, shopName: job.shop ?? onlyShop(workspace) } : partnerSide(job, workspace)
  const shop = shopNamed(workspace, side.shopName)
  if (job.flow === 'shop-stock' && !shop.stock)
    throw new UsageError(`Shop "${side.shopName}" has no \`stock\` section: nothing is written to it.`)
  return {
    root: workspace.root,
    config: workspace.workspace,
    store: workspace.store,
    flow: job.flow,
    ...side,
    shop,
    mode: job.mode,
    ...(workspace.standAlone ? { standAlone: true } : {}),
    run: null,
    now: workspace.now,
    sleep: workspace.sleep,
    progress: workspace.progress,
  }
}

function partnerSide(job: Pick<Job, 'flow' | 'partner'>, workspace: OpenWorkspace) {
  const names = [...workspace.partners.keys()]
  const name = job.partner ?? (names.length === 1 ? names[0] : undefined)
  if (name === undefined) throw new UsageError(`Say which partner: --partner ${names.join(' | ') || 'NAME'}.`)
  const partner = partnerNamed(workspace, name)
  if (!partner[job.flow as 'stock' | 'items' | 'orders' | 'catalogue'])
    throw new UsageError(`Partner "${name}" has no \`${job.flow}\` section.`)
  return { partner, shopName: shopOf(workspace, partner) }
}

function onlyShop(workspace: OpenWorkspace): string {
  const names = [...workspace.shops.keys()]
  if (names.length === 1) return names[0]!
  throw new UsageError(`Say which shop: --shop ${names.join(' | ')}.`)
}
