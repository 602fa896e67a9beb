import { shopifyInventory } from './shopify-inventory.ts'
import { shopifyOrders } from './shopify-orders.ts'
import { shopifyProducts } from './shopify-products.ts'
import type { ShopFileKind } from './webshop.ts'

export { writeShopifyStock } from './shopify-stock.ts'

/** What Shopify exports and this program reads. */
export const shopifyKinds: readonly ShopFileKind[] = [shopifyProducts, shopifyOrders, shopifyInventory]
