import type { CodeFinding, CodeTotals } from '../mapping/checks/index.ts'
import type { Grid } from './codes-grid.ts'
import { type FindingGroup, groupFindings } from './finding-groups.ts'
import { counted, grouped } from './printable.ts'

/** What a check of codes found, for one partner. All forms of the report are printed from this. */
export interface CodesReport {
  partner: string
  shop: string
  /** Name for people. */
  title?: string
  /** UTC, ISO 8601. */
  at: string
  totals: CodeTotals
  /** Codes that are issued only when the plan is applied; 0 without a plan. */
  planned: number
  findings: readonly CodeFinding[]
  /** Matrix items drawn as grids; those with findings first. */
  grids: readonly Grid[]
  /** Matrix items there are, drawn or not. */
  gridsTotal: number
  /** Role to person, as in the workspace's `owners`. */
  owners?: Readonly<Record<string, string>>
}

export type CodeGroup = FindingGroup<CodeFinding>

/** Findings by code, errors first, with the first few places of each. */
export function codeGroups({ findings }: CodesReport, examplesMax: number): CodeGroup[] {
  return groupFindings({ findings, findingsByCode: {} }, examplesMax)
}

/** "180 variants = 176 coded + 4 rejected + 0 not needing a code" */
export function totalsSentence({ totals }: CodesReport): string {
  const { variants, coded, rejected, notNeeded } = totals
  const parts = `${grouped(coded)} coded + ${grouped(rejected)} rejected + ${grouped(notNeeded)} not needing a code`
  const sum = totalsAddUp(totals) ? '' : ': DOES NOT ADD UP, please report this'
  return `${counted(variants, 'variant')} = ${parts}${sum}`
}

export function totalsAddUp({ variants, coded, rejected, notNeeded }: CodeTotals): boolean {
  return variants === coded + rejected + notNeeded
}

/** Every other number, each with its name. */
export function otherTotals({ totals, planned }: CodesReport): { label: string; value: string }[] {
  const { items, holes, tillOnly, shopOnly } = totals
  return [
    { label: 'items', value: grouped(items) },
    { label: 'holes', value: grouped(holes) },
    { label: 'codes to be issued', value: grouped(planned) },
    ...(tillOnly === null ? [] : [{ label: 'only at the till', value: grouped(tillOnly) }]),
    ...(shopOnly === null ? [] : [{ label: 'only in the shop', value: grouped(shopOnly) }]),
  ]
}

/** One sentence that says how it stands. */
export function verdict({ totals }: CodesReport): { word: string; look: 'good' | 'mixed' | 'bad'; sentence: string } {
  const { error, warning, info } = totals.findings
  const rest = [warning > 0 && counted(warning, 'warning'), info > 0 && counted(info, 'notice')]
    .filter(Boolean)
    .join(', ')
  if (error > 0) {
    const kept =
      totals.rejected > 0 ? ` ${counted(totals.rejected, 'variant')} will not leave until they are mended.` : ''
    return { word: 'To mend', look: 'bad', sentence: `${counted(error, 'error')}${rest ? `, ${rest}` : ''}.${kept}` }
  }
  if (warning > 0)
    return {
      word: 'Look at the warnings',
      look: 'mixed',
      sentence: `No errors. ${rest}. Every variant that needs a code can leave.`,
    }
  return {
    word: 'OK',
    look: 'good',
    sentence: `No errors, no warnings${rest ? `; ${rest}` : ''}. Every variant that needs a code can leave.`,
  }
}

/** Where a finding is: item, variant, options and line, as far as they are known. */
export function placeOf({ item, variant, sku, options, row }: CodeFinding): string {
  const name = item ? [item.sku || item.key, item.name].filter(Boolean).join(' ') : ''
  const own = variant === null || (item && variant === item.key) ? '' : sku || variant
  const parts = [name, own !== name && own, options, row !== null && `line ${row}`]
  return parts.filter(Boolean).join(', ')
}
