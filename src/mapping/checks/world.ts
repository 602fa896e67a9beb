import type { FindingCode } from '../../model/finding-codes.ts'
import type { Finding } from '../../model/findings.ts'
import type { CodeAlias, IssuedCode, MatrixItem, MatrixVariant } from '../../model/matrix.ts'
import type { PartnerItem } from '../../model/records.ts'
import type { CodeRules } from '../code-rules.ts'

/** The part of a plan the checks look at. */
export interface PlannedCodes {
  assigned: readonly { variantId: number; code: string; origin: IssuedCode['origin'] }[]
  suggestions: readonly { variantId: number; code: string; reason: string }[]
  /** Why variants got none; `key` is a variant's key, or the code several of them wanted. */
  unassigned: readonly Finding[]
  without: readonly { variantId: number; cause: FindingCode }[]
}

/** Everything that is known of the codes of one partner. Items are gone through once, so they may be a stream. */
export interface CodeWorld {
  partner: string
  items: Iterable<MatrixItem>
  issued: readonly IssuedCode[]
  aliases: readonly CodeAlias[]
  /** null: only what is issued counts. */
  plan: PlannedCodes | null
  /** The till's own item list; empty when it sends none. */
  partnerItems: readonly PartnerItem[]
  rules: CodeRules
  /** Partners whose codes must not be ours for another variant. */
  uniqueAcross?: readonly string[]
  otherPartners: readonly { partner: string; codes: Iterable<{ code: string; variantId: number }> }[]
  /** Most options and variants of an item this partner takes; undefined for no limit. */
  limits: { optionsMax?: number | undefined; variantsMax?: number | undefined }
  /** Variants that are one thing at the till and may share a code (R40). */
  shareGroups?: readonly { name: string; variantIds: readonly number[] }[]
}

/** A finding about codes, with all that a person needs to find the place in the shop. */
export interface CodeFinding extends Finding {
  key: string
  item: { key: string; sku: string | null; name: string } | null
  /** Key of the variant in the shop; null when the whole item, or several, are meant. */
  variant: string | null
  sku: string | null
  /** Values of the variant's options: "Navy / M". */
  options: string | null
  /** Everything that is named: keys of variants, combinations, spellings. Never cut, unlike `found`. */
  names: string[]
  /** Variants that do not leave because of it; empty unless it is an error. */
  blocks: number[]
}

/** A variant that may need a code, with the code it has or would carry. */
export interface CheckedVariant {
  variant: MatrixVariant
  item: MatrixItem
  /** Issued and in use, or planned; null when it has none. */
  code: string | null
  origin: IssuedCode['origin'] | null
  /** Issued before this plan. */
  issued: boolean
  /** What the shop carries for it, spelled for this partner; null when it carries nothing. */
  carried: string | null
  /** The same as the shop writes it. */
  carriedAs: string | null
  /** The code is the barcode, and the partner's codes are declared to be GTINs. */
  declaredGtin: boolean
  /** Kinds that never leave alone need none (R27). */
  needsCode: boolean
}

/** An item of the shop without the variants that were removed. */
export interface CheckedItem {
  item: MatrixItem
  variants: readonly CheckedVariant[]
}

/** One check at work. It sees each item once, in any order, and keeps only what it needs until the end. */
export interface Check {
  item?(item: CheckedItem): void
  end?(): void
}
