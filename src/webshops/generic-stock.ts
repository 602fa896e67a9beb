import { createCsvWriter } from '../csv/write.ts'
import { finding } from '../model/findings.ts'
import { formatQuantity } from '../model/quantity.ts'
import { SHOP_DIALECT } from './csv-table.ts'
import type { StockFile, WriteStock } from './webshop.ts'

/** Stock for a shop without an import shape of its own: one row per SKU, columns SKU and Stock, in the shop's dialect. */
export const writeGenericStock: WriteStock = async (path, changes, context) => {
  const result: StockFile = { rows: 0, written: [], findings: [] }
  const writer = createCsvWriter(path, context.dialect ?? SHOP_DIALECT)
  await writer.row(['SKU', 'Stock'])
  for await (const batch of changes) {
    for (const change of batch) {
      const sku = change.managed === 'parent' ? change.itemSku : change.sku
      if (!sku) {
        result.findings.push(finding('TB3009', { found: change.variantKey, key: change.variantKey, severity: 'error' }))
        continue
      }
      await writer.row([sku, formatQuantity(change.available)])
      result.rows += 1
      result.written.push({ variantKey: change.variantKey, location: change.location })
    }
  }
  await writer.close()
  return result
}
