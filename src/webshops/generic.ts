import type { InFormat } from '../config/format.ts'
import type { Dialect } from '../csv/dialect.ts'
import { UsageError } from '../model/errors.ts'
import type { CellValue } from '../profiles/fault.ts'
import { findColumn } from '../profiles/header.ts'
import type { FormatFile, FormatRow } from '../profiles/read-format.ts'
import { SHOP_DIALECT } from './csv-table.ts'
import type { FileHead, ShopContext } from './webshop.ts'

/** `formats` of a shop: how a plug-in writes its exports. */
export interface ShopFormats {
  products?: InFormat | undefined
  orders?: (InFormat & { prices?: 'gross' | 'net' | undefined }) | undefined
}

/** The declared format. @throws UsageError when the shop has none */
export function shopFormat(context: ShopContext, which: keyof ShopFormats): InFormat {
  const format = declared(context, which)
  if (format) return format
  throw new UsageError(
    `The shop does not say how its ${which} are written; describe the columns under formats.${which}.`,
  )
}

/** Whether a header has every declared column. A format without column names fits nothing by its header: say --as. */
export function fitsFormat(head: FileHead, context: ShopContext, which: keyof ShopFormats): boolean {
  const format = declared(context, which)
  if (!format || head.form !== 'csv') return false
  const wanted = Object.values(format.columns).filter((column) => column.default === undefined)
  const names = wanted.flatMap((column) => (column.header ? [column.header] : []))
  if (names.length < 2 || names.length < wanted.length) return false
  const header = headerOf(head, format, formatDialect(format, context))
  return names.every((spellings) => findColumn(header, spellings) !== null)
}

export function formatDialect(format: InFormat, context: ShopContext): Dialect {
  return format.dialect ?? context.dialect ?? SHOP_DIALECT
}

/** Whether amounts of the order export include tax: catalogue and orders of one shop may differ. */
export function orderPrices(context: ShopContext): 'gross' | 'net' {
  return (context.formats as ShopFormats | undefined)?.orders?.prices ?? context.prices
}

/** Values of a row by field; null for a blank cell or a field that is not declared. */
export function valuesOf(file: FormatFile): (row: FormatRow, field: string) => CellValue {
  const slots = new Map(file.fields.map((field, slot) => [field, slot]))
  return (row, field) => {
    const slot = slots.get(field)
    return slot === undefined ? null : (row.values[slot] ?? null)
  }
}

function declared(context: ShopContext, which: keyof ShopFormats): InFormat | undefined {
  return (context.formats as ShopFormats | undefined)?.[which]
}

/** The header may stand below title lines, of which the head knows only the text. */
function headerOf(head: FileHead, format: InFormat, dialect: Dialect): readonly string[] {
  if (format.headerRow === 1) return head.header
  if (format.headerRow === 'none') return []
  const line = head.text.split(/\r\n|\n|\r/)[format.headerRow - 1] ?? ''
  return line.split(dialect.delimiter).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
}
