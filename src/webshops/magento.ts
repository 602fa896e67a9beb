import { magentoProducts } from './magento-products.ts'
import { magentoStockSources } from './magento-stock-sources.ts'
import type { ShopFileKind } from './webshop.ts'

export { writeMagentoStock } from './magento-stock-sources.ts'

/** Files that Magento 2 writes. */
export const magentoKinds: ShopFileKind[] = [magentoProducts, magentoStockSources]
