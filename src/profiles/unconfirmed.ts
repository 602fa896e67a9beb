import type { OutColumn } from '../config/format.ts'
import type { PartnerConfig } from '../config/partner.ts'
import { columnName } from './render-cell.ts'

export interface UnconfirmedColumn {
  flow: 'orders' | 'catalogue'
  /** Name as the partner sees it; a column of several kinds of rows is told once. */
  column: string
}

/** Columns of written files that no source of the partner confirms, in their order; `doctor` counts and names them. */
export function unconfirmedColumns({
  orders,
  catalogue,
}: Pick<PartnerConfig, 'orders' | 'catalogue'>): UnconfirmedColumn[] {
  const ordered = orders ? [...orders.columns, ...orders.lineColumns, ...orders.paymentColumns] : []
  return [...named('orders', ordered), ...named('catalogue', catalogue?.columns ?? [])]
}

function named(flow: UnconfirmedColumn['flow'], columns: readonly OutColumn[]): UnconfirmedColumn[] {
  const names = new Set(columns.filter(({ unconfirmed }) => unconfirmed).map(columnName))
  return [...names].map((column) => ({ flow, column }))
}
