import { exportShopStock, staleFinding, staleInventory } from '../exporters/shop-stock.ts'
import { importShopCatalogue } from '../importers/shop-catalogue.ts'
import { shopContext } from '../importers/shop-context.ts'
import { findShopFiles } from '../importers/shop-files.ts'
import { importShopOrders } from '../importers/shop-orders.ts'
import { openOrderPieces } from '../store/shop-stock.ts'
import type { FlowContext } from '../workspace/context.ts'
import { emptyOutcome, type Outcome } from '../workspace/outcome.ts'
import type { OpenWorkspace } from './workspace.ts'

/**
 * Publishing stock is one step (R15): what the shop has sold is read first, then the numbers are computed and written.
 * A plan reads nothing, and says so.
 */
export async function publishShopStock(context: FlowContext, workspace: OpenWorkspace): Promise<Outcome> {
  const notes: string[] = []
  if (context.mode === 'run') {
    await importShopOrders({ ...context, flow: 'shop-orders' })
    await importShopCatalogue({ ...context, flow: 'shop-catalogue' })
  } else notes.push('A plan does not read new order exports; a run does, before it computes.')
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
  const outcome = await exportShopStock(context, { partners, settings })
  outcome.notes.unshift(...notes)
  return outcome
}
