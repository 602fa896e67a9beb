import type { ItemKind } from './records.ts'

/** One combination of a matrix item, as the mapping layer sees it. An item without options has exactly one. */
export interface MatrixVariant {
  /** Of the store; stable for ever. */
  id: number
  /** The shop's key, unique within the shop. */
  key: string
  itemKey: string
  sku: string | null
  barcode: string | null
  /** Values in the order of the item's options; null means "any" (R42). */
  options: { name: string; value: string | null }[]
  kind: ItemKind
  /** `parent`: one pool at the item (R42). */
  stockManaged: 'own' | 'parent' | 'none'
  status: 'active' | 'draft' | 'archived'
  /** No longer in the shop's catalogue. */
  removed: boolean
}

/** One article of the shop with all its combinations. */
export interface MatrixItem {
  key: string
  sku: string | null
  name: string
  kind: ItemKind
  /** Axes in the shop's order and spelling; `values` as the item declares them, used or not. */
  options: { name: string; values: string[] }[]
  variants: MatrixVariant[]
}

/** Where a reference code came from; in this order one wins over the next (R40). */
export type CodeOrigin = 'hand' | 'imported' | 'shop' | 'matched' | 'generated'

/** A code that was ever given to a variant for one partner. It never moves to another variant. */
export interface IssuedCode {
  variantId: number
  code: string
  origin: CodeOrigin
  /** UTC, ISO 8601. */
  issuedAt: string
  /** Who or what: a name, or the run. */
  issuedBy: string
  /** Pieces of the variant behind one of the code, in thousandths: 1000 = one, 6000 = a 6-pack. */
  factor: number
  /** UTC; null while the code is in use. */
  retiredAt: string | null
}

/** Another code by which the partner may name a variant in its files; never written by us (R40). */
export interface CodeAlias {
  code: string
  variantId: number
  /** As in IssuedCode. */
  factor: number
  since: string
  until: string | null
  by: string
}
