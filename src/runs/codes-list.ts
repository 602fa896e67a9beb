import { needsCode } from '../mapping/plan-codes.ts'
import type { CodeAlias, CodeOrigin, MatrixItem, MatrixVariant } from '../model/matrix.ts'
import { sharedCodes } from '../workspace/code-world.ts'
import { type CodeBook, type CodeScope, readCodeBook } from './code-scope.ts'

/** A variant and the code a partner knows it by. */
export interface CodeRow {
  /** null: it has none yet. */
  code: string | null
  /** The variant's key in the shop. */
  variant: string
  sku: string | null
  barcode: string | null
  /** SKU of the item, else its key. */
  item: string
  name: string
  options: { name: string; value: string | null }[]
  origin: CodeOrigin | null
  /** UTC, ISO 8601. */
  since: string | null
  by: string | null
  /** Pieces behind one of the code, in thousandths. */
  factor: number
  aliases: CodeAlias[]
  /** Name of its share group, and whether another variant of it holds the code. */
  share: string | null
  shared: boolean
  removed: boolean
}

export interface CodeFilter {
  /** SKU, key or part of the name of an item. */
  item?: string | undefined
  origin?: string | undefined
  /** Only variants without a code. */
  missing?: boolean | undefined
}

/** Variants that need or have a code, item by item in the order of the shop. */
export async function listCodes(scope: CodeScope, filter: CodeFilter = {}): Promise<CodeRow[]> {
  return codeRows(await readCodeBook(scope)).filter((row) => fits(row, filter))
}

export function codeRows(book: CodeBook): CodeRow[] {
  const shared = new Map(sharedCodes(book).map((code) => [code.variantId, code]))
  const aliases = Map.groupBy(book.aliases, (alias) => alias.variantId)
  const shares = new Map(book.shares.map(({ variantId, name }) => [variantId, name]))
  const rows: CodeRow[] = []
  for (const item of book.items) {
    for (const variant of item.variants) {
      const own = book.current.get(variant.id)
      const code = own ?? shared.get(variant.id)
      const further = aliases.get(variant.id) ?? []
      if (!code && further.length === 0 && !needsCode(variant)) continue
      rows.push({
        ...placeOf(variant, item),
        code: code?.code ?? null,
        origin: code?.origin ?? null,
        since: code?.issuedAt ?? null,
        by: code?.issuedBy ?? null,
        factor: code?.factor ?? 1000,
        aliases: further,
        share: shares.get(variant.id) ?? null,
        shared: own === undefined && code !== undefined,
      })
    }
  }
  return rows
}

function placeOf(variant: MatrixVariant, item: MatrixItem) {
  const { key, sku, barcode, options, removed } = variant
  return { variant: key, sku, barcode, item: item.sku || item.key, name: item.name, options, removed }
}

function fits(row: CodeRow, { item, origin, missing }: CodeFilter): boolean {
  if (missing && row.code !== null) return false
  if (origin !== undefined && row.origin !== origin) return false
  if (item === undefined) return true
  const wanted = item.toLowerCase()
  return row.item.toLowerCase() === wanted || row.name.toLowerCase().includes(wanted)
}
