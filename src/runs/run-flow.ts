import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { exportPartnerCatalogue } from '../exporters/partner-catalogue.ts'
import { exportPartnerOrders } from '../exporters/partner-orders.ts'
import { releaseCatalogue } from '../importers/held-catalogue.ts'
import { type Release, releaseStock } from '../importers/held-stock.ts'
import { importPartnerItems } from '../importers/partner-items.ts'
import { importPartnerStock } from '../importers/partner-stock.ts'
import { importShopCatalogue } from '../importers/shop-catalogue.ts'
import { importShopOrders } from '../importers/shop-orders.ts'
import { UsageError } from '../model/errors.ts'
import type { Flow, RunReport } from '../model/run-report.ts'
import { dataFolder, type FlowContext } from '../workspace/context.ts'
import type { Outcome } from '../workspace/outcome.ts'
import { inPlan, inRun } from './in-run.ts'
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
  /** Judge the file as if it had never been taken in. */
  look?: boolean
  /** A held file that a person lets pass, instead of those waiting. */
  release?: Release
}

type FlowHandler = (context: FlowContext, job: Job, workspace: OpenWorkspace) => Promise<Outcome>

const FLOW_HANDLERS: Record<Flow, FlowHandler> = {
  'shop-catalogue': (context, job) =>
    job.release ? releaseCatalogue(context, job.release) : importShopCatalogue(context, job.file),
  'shop-orders': (context, job) => importShopOrders(context, job.file),
  'shop-stock': (context, _job, workspace) => publishShopStock(context, workspace),
  items: (context, job) => importPartnerItems(context, job.file?.path),
  stock: (context, job) =>
    job.release ? releaseStock(context, job.release) : importPartnerStock(context, job.file?.path),
  catalogue: (context) => exportPartnerCatalogue(context),
  orders: (context) => exportPartnerOrders(context),
}

/** Runs or plans one flow and tells how it went. Only a wrong call throws; a failed flow is a report. */
export async function runFlow(job: Job, workspace: OpenWorkspace): Promise<RunReport> {
  const context = { ...contextFor(job, workspace), look: job.look ?? false }
  if (job.file) await mustBeReadable(job.file.path)
  const work = (inner: FlowContext) => FLOW_HANDLERS[job.flow](inner, job, workspace)
  return job.mode === 'plan'
    ? inPlan(context, workspace, work)
    : inRun(context, workspace, work, { looksAround: !job.file && !job.release })
}

/** A file that a person names is judged before anything is written. @throws UsageError when it cannot be read */
export async function mustBeReadable(path: string): Promise<void> {
  const info = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(cause.code === 'ENOENT' ? `${path} is not there.` : cannotRead(path, cause), { cause })
  })
  if (info.isDirectory()) throw new UsageError(`${path} is a folder; name a file in it.`)
  if (!info.isFile()) throw new UsageError(`${path} is not a file.`)
  await access(path, constants.R_OK).catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(cannotRead(path, cause), { cause })
  })
}

function cannotRead(path: string, cause: NodeJS.ErrnoException): string {
  const why = { EACCES: 'you have no right to read it', ELOOP: 'its link leads back to itself' }[cause.code ?? '']
  return `${path} cannot be read: ${why ?? cause.message}.`
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
    scratch: join(dataFolder({ root: workspace.root, config: workspace.workspace }), 'scratch'),
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
