import { exportShopStock, staleFinding, staleInventory } from '../exporters/shop-stock.ts'
import { importShopCatalogue } from '../importers/shop-catalogue.ts'
import { shopContext } from '../importers/shop-context.ts'
import { findShopFiles } from '../importers/shop-files.ts'
import { importShopOrders, refusedOrderFiles } from '../importers/shop-orders.ts'
import { dropInnerLease, takeLease } from '../store/runs.ts'
import { openOrderPieces } from '../store/shop-stock.ts'
import type { FlowContext } from '../workspace/context.ts'
import { emptyOutcome, mergeOutcomes, type Outcome } from '../workspace/outcome.ts'
import type { OpenWorkspace } from './workspace.ts'

/**
 * Publishing stock is one step (R15): what the shop has sold is read first, then the numbers are computed and written.
 * While an order file cannot be read nothing is written: what was sold by it would be sold again. A plan reads nothing,
 * and says so.
 */
export async function publishShopStock(context: FlowContext, workspace: OpenWorkspace): Promise<Outcome> {
  const before = context.mode === 'run' ? await readShop(context) : planned()
  const unread = await refusedOrderFiles(context)
  const outcome = unread.length > 0 ? nothingWritten(unread) : await publish(context, workspace)
  outcome.notes.unshift(...before.notes)
  before.notes = []
  return before.findings.total > 0 || before.result === 'done-with-issues' ? mergeOutcomes([before, outcome]) : outcome
}

/** Reads what the shop exported since, and gathers what there was to tell. */
async function readShop(context: FlowContext): Promise<Outcome> {
  const told = emptyOutcome()
  for (const [flow, read] of [
    ['shop-orders', importShopOrders],
    ['shop-catalogue', importShopCatalogue],
  ] as const) {
    const { result, findings, notes } = await underLease({ ...context, flow }, read)
    // The counts and files are those of the imports; the report here is that of the stock.
    const part = { ...emptyOutcome(ENDED_WELL.includes(result) ? 'nothing-to-do' : 'done-with-issues'), findings }
    if (result !== 'nothing-to-do') part.notes.push(...notes.map((note) => `${flow}: ${note}`))
    Object.assign(told, mergeOutcomes([told, part]))
  }
  return told
}

const ENDED_WELL: readonly string[] = ['ok', 'nothing-to-do', 'busy']

/** Each import holds its own lease, so that the same file is not read by two runs at once. */
async function underLease(context: FlowContext, read: (context: FlowContext) => Promise<Outcome>): Promise<Outcome> {
  const { store, shopName, flow, run } = context
  const lease = `${shopName}/${flow}`
  if (!(await takeLease(store, lease, run!, context.now()))) {
    const busy = emptyOutcome('busy')
    busy.notes.push('another run is reading; the numbers come from what was stored before.')
    return busy
  }
  try {
    return await read(context)
  } finally {
    await dropInnerLease(store, lease, run!)
  }
}

function planned(): Outcome {
  const outcome = emptyOutcome()
  outcome.notes.push('A plan does not read new order exports; a run does, before it computes.')
  return outcome
}

function nothingWritten(unread: readonly { name: string }[]): Outcome {
  const outcome = emptyOutcome('done-with-issues')
  const names = unread.map(({ name }) => name).join(', ')
  outcome.notes.push(
    `No stock was written: ${names} cannot be read, so what the shop has sold is not known. Correct or remove it.`,
  )
  return outcome
}

async function publish(context: FlowContext, workspace: OpenWorkspace): Promise<Outcome> {
  const inventory = (await findShopFiles(context, context.shop.inventory ?? [])).at(-1) ?? null
  if (inventory !== null && context.shop.kind === 'shopify' && (await staleInventory(context, inventory))) {
    const outcome = emptyOutcome('done-with-issues')
    outcome.findings.add([staleFinding(inventory)])
    return outcome
  }
  const pieces =
    context.shop.kind === 'magento' ? await openOrderPieces(context.store, context.shopName) : new Map<string, number>()
  const [firstLocation] = Object.keys(context.shop.stock?.locations ?? {})
  const settings = {
    ...(await shopContext(context)),
    inventoryExport: context.shop.kind === 'shopify' ? inventory : null,
    addBack: (sku: string, location: string) => (location === firstLocation ? (pieces.get(sku) ?? 0) : 0),
  }
  const partners = context.shop.stock!.from.map((name) => workspace.partners.get(name)!)
  return exportShopStock(context, { partners, settings })
}
