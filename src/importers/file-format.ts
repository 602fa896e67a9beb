import type { StockConfig } from '../config/partner.ts'
import type { GuardFormat } from '../mapping/guards.ts'
import { findColumn, normaliseName } from '../profiles/header.ts'
import type { StockFacts } from '../profiles/stock.ts'

/** How a file was written, as the ledger keeps it: all its column names, and how its numbers look. */
export function formatOf({ header, numberStyle }: StockFacts): string {
  return JSON.stringify({ columns: header.map((name) => name.trim()), numbers: numberStyle })
}

/**
 * What the `format` guard compares of it: the columns that are read, wherever they stand and however they are cased or
 * punctuated. Columns that nobody reads come and go. A file without a header has no names to compare.
 */
export function guardFormat(format: string | null, stock: StockConfig): GuardFormat | null {
  if (format === null) return null
  const { columns: header, numbers } = JSON.parse(format) as { columns: string[]; numbers: string }
  const names = header.length === 0 ? [] : placesOf(stock).map((place) => nameAt(header, place))
  return { columns: names.map((name) => ({ name, folded: normaliseName(name) })), numbers }
}

interface Place {
  header?: string[] | undefined
  position?: number | undefined
}

function placesOf({ columns, locationColumns, filter }: StockConfig): Place[] {
  const perLocation = Object.values(locationColumns ?? {}).map((header) => ({ header }))
  const all: Place[] = [...Object.values(columns), ...perLocation, ...(filter ?? [])]
  return all.filter(({ header, position }) => header !== undefined || position !== undefined)
}

function nameAt(header: readonly string[], place: Place): string {
  const at = place.header ? findColumn(header, place.header)?.index : place.position! - 1
  return at === undefined ? '' : (header[at] ?? '')
}
