import type { ShopFileKind } from './webshop.ts'
import { woocommerceProducts } from './woocommerce-products.ts'
import { woocommerceRestOrders, woocommerceRestProducts, woocommerceRestVariations } from './woocommerce-rest.ts'

export { writeWooCommerceStock } from './woocommerce-stock.ts'

/** Files that WooCommerce writes or answers. */
export const woocommerceKinds: ShopFileKind[] = [
  woocommerceProducts,
  woocommerceRestProducts,
  woocommerceRestVariations,
  woocommerceRestOrders,
]
