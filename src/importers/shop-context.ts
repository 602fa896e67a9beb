import type { ShopConfig } from '../config/workspace.ts'
import { itemKeys, taxClassesBySku } from '../store/shop.ts'
import type { ShopContext } from '../webshops/webshop.ts'
import type { FlowContext } from '../workspace/context.ts'

/** A shop's settings while its files are read: items of earlier files of the set count as known. */
export interface ReadingContext extends ShopContext {
  itemsSeen: Set<string>
}

/** What the shop's readers must know, from the configuration and from what the store knows of the catalogue. */
export async function shopContext(context: FlowContext): Promise<ReadingContext> {
  const itemsSeen = new Set(await itemKeys(context.store, context.shopName))
  // A file looked at alone has no catalogue to be held against.
  const knownItem = (key: string) => context.standAlone === true || itemsSeen.has(key)
  return { ...contextOfConfig(context.shop), itemsSeen, knownItem, rateOfSku: await ratesBySku(context) }
}

/** The part that needs no store; `check` uses it alone. */
export function contextOfConfig(shop: ShopConfig): ShopContext {
  const rates = Object.fromEntries(
    Object.entries(shop.rates).map(([name, percent]) => [name, Math.round(percent * 1000)]),
  )
  return {
    system: shop.kind,
    timeZone: shop.timeZone,
    currency: shop.currency,
    prices: shop.prices,
    country: shop.country ?? '',
    headers: shop.headers ?? {},
    decimal: shop.decimal,
    dialect: shop.dialect ?? null,
    rates,
    formats: shop.formats,
  }
}

/** The catalogue's tax class gives the rate of a SKU, for order files that have no tax per line (R24). */
async function ratesBySku(context: FlowContext): Promise<(sku: string) => number | null> {
  const { rates } = contextOfConfig(context.shop)
  if (Object.keys(rates).length === 0) return () => null
  const rows = await taxClassesBySku(context.store, context.shopName)
  const classes = new Map(rows.map((row) => [row.sku, row.taxClass || 'standard']))
  return (sku) => rates[classes.get(sku) ?? ''] ?? null
}
