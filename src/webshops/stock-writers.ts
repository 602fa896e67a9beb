import { writeGenericStock } from './generic-stock.ts'
import { writeMagentoStock } from './magento-stock-sources.ts'
import { writeShopifyStock } from './shopify-stock.ts'
import type { WriteStock } from './webshop.ts'
import { writeWooCommerceStock } from './woocommerce-stock.ts'

/** Each shop system's own import shape for stock. */
const STOCK_WRITERS: Record<'woocommerce' | 'shopify' | 'magento' | 'generic', WriteStock> = {
  woocommerce: writeWooCommerceStock,
  shopify: writeShopifyStock,
  magento: writeMagentoStock,
  generic: writeGenericStock,
}

export function writeStockFor(kind: keyof typeof STOCK_WRITERS): WriteStock {
  return STOCK_WRITERS[kind]
}
