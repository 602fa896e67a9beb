import type { FieldNames } from '../config/check-between.ts'
import { knownFields } from '../profiles/known-fields.ts'
import { GENERIC_ORDER_FIELDS } from '../webshops/generic-orders.ts'
import { GENERIC_PRODUCT_FIELDS } from '../webshops/generic-products.ts'

/** Every field a configuration may name, so that a misspelt one is told with its line. */
export const FIELD_NAMES: FieldNames = {
  ...knownFields(),
  shopProducts: [...Object.keys(GENERIC_PRODUCT_FIELDS), 'option:*'],
  shopOrders: Object.keys(GENERIC_ORDER_FIELDS),
}
