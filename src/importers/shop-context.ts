import type { ShopConfig } from '../config/workspace.ts'
import type { ShopContext } from '../webshops/webshop.ts'
import type { FlowContext } from '../workspace/context.ts'

/** What the shop's readers must know, from the configuration and from what the store knows of the catalogue. */
export async function shopContext(context: FlowContext): Promise<ShopContext> {
  const known = await context.store.selectFrom('item').select('key').where('shop', '=', context.shopName).execute()
  const items = new Set(known.map((row) => row.key))
  return { ...contextOfConfig(context.shop), knownItem: (key) => items.has(key), rateOfSku: await ratesBySku(context) }
}

/** The part that needs no store; `check` uses it alone. */
export function contextOfConfig(shop: ShopConfig): ShopContext {
  const rates = Object.fromEntries(
    Object.entries(shop.rates).map(([name, percent]) => [name, Math.round(percent * 1000)]),
  )
  return {
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
  const rows = await context.store
    .selectFrom('variant')
    .innerJoin('item', (join) =>
      join.onRef('item.key', '=', 'variant.item_key').onRef('item.shop', '=', 'variant.shop'),
    )
    .select(['variant.sku', 'item.tax_class'])
    .where('variant.shop', '=', context.shopName)
    .where('variant.sku', 'is not', null)
    .execute()
  const classes = new Map(rows.map((row) => [row.sku, row.tax_class || 'standard']))
  return (sku) => rates[classes.get(sku) ?? ''] ?? null
}
