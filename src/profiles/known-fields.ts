import type { FieldNames } from '../config/check-between.ts'
import { FIELDS, type FieldScope } from './fields.ts'
import { ITEM_FIELDS } from './items.ts'
import { STOCK_FIELDS } from './stock.ts'

/** The fields a partner's columns may name, for the check of a configuration. */
export function knownFields(): FieldNames {
  const of = (...scopes: FieldScope[]) =>
    Object.entries(FIELDS)
      .filter(([, field]) => scopes.includes(field.scope))
      .map(([name]) => name)
  return {
    stock: Object.keys(STOCK_FIELDS),
    items: Object.keys(ITEM_FIELDS),
    order: of('order', 'file'),
    line: of('line'),
    payment: of('payment'),
    catalogue: of('catalogue', 'file'),
  }
}
