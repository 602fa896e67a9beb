import type { FindingCode } from '../../model/finding-codes.ts'
import type { Severity } from '../../model/findings.ts'
import { any } from './any.ts'
import { blankOption } from './blank-option.ts'
import { changed } from './changed.ts'
import { characters } from './characters.ts'
import { damaged } from './damaged.ts'
import { gtinCheckDigit } from './gtin-check-digit.ts'
import { gtinTwice } from './gtin-twice.ts'
import { holes } from './holes.ts'
import { length } from './length.ts'
import { optionsMax, variantsMax } from './limits.ts'
import { noCode } from './no-code.ts'
import { optionSpellings } from './option-spellings.ts'
import { otherPartners } from './other-partners.ts'
import { parentCode } from './parent-code.ts'
import { parentStock } from './parent-stock.ts'
import { sameCode } from './same-code.ts'
import { sameOptions } from './same-options.ts'
import { scaleGtin } from './scale-gtin.ts'
import { type CurrentCode, type Survey, surveyOf } from './survey.ts'
import { tillList } from './till-list.ts'
import { unused } from './unused.ts'
import { valueSpellings } from './value-spellings.ts'
import type { Check, CodeFinding, CodeWorld } from './world.ts'

/** Numbers of one check of a catalogue. Every variant is counted once: variants = coded + rejected + notNeeded. */
export interface CodeTotals {
  items: number
  variants: number
  /** Have a code, issued or planned, with which they leave. */
  coded: number
  /** Do not leave: without a code, or kept back by an error. */
  rejected: number
  /** Of a kind that never leaves by itself. */
  notNeeded: number
  /** Combinations that options promise and no variant fills; those of values nobody uses are not counted. */
  holes: number
  /** Codes of the till's list that are none of the shop's, and the other way round; null without a list. */
  tillOnly: number | null
  shopOnly: number | null
  findings: Record<Severity, number>
}

export interface CodeCheck {
  findings: CodeFinding[]
  totals: CodeTotals
  /** Variants that must not leave, with the first reason; those that need no code are never among them. */
  blocked: Map<number, FindingCode>
  /** The code a variant has, or would have by the plan. */
  codeOf(variantId: number): CurrentCode | undefined
}

type Count = (figures: Partial<Pick<CodeTotals, 'holes' | 'tillOnly' | 'shopOnly'>>) => void

/** All checks with the codes they may report. One that keeps variants back stands before `no-code`, which comes last. */
export const CHECKS: readonly {
  name: string
  codes: readonly FindingCode[]
  make: (survey: Survey, count: Count) => Check
}[] = [
  { name: 'code-length', codes: ['TB3005'], make: length },
  { name: 'code-characters', codes: ['TB3006'], make: characters },
  { name: 'damaged-code', codes: ['TB2301'], make: damaged },
  { name: 'parent-code', codes: ['TB3036'], make: parentCode },
  { name: 'same-code', codes: ['TB3004', 'TB3015', 'TB3017'], make: sameCode },
  { name: 'other-partners', codes: ['TB3033'], make: otherPartners },
  { name: 'issued-code-changed', codes: ['TB3007'], make: changed },
  { name: 'gtin-check-digit', codes: ['TB3022'], make: gtinCheckDigit },
  { name: 'gtin-twice', codes: ['TB3034'], make: gtinTwice },
  { name: 'scale-gtin', codes: ['TB3021'], make: scaleGtin },
  { name: 'options-max', codes: ['TB3039'], make: optionsMax },
  { name: 'variants-max', codes: ['TB3040'], make: variantsMax },
  {
    name: 'till-list',
    codes: ['TB3001', 'TB3002', 'TB3035'],
    make: (survey, count) => tillList(survey, (sides) => count(sides)),
  },
  {
    name: 'holes',
    codes: ['TB3030', 'TB3031'],
    make: (survey, count) => holes(survey, (sum) => count({ holes: sum })),
  },
  { name: 'unused-options', codes: ['TB3032'], make: unused },
  { name: 'any', codes: ['TB3010'], make: any },
  { name: 'parent-stock', codes: ['TB3012'], make: parentStock },
  { name: 'value-spellings', codes: ['TB3037'], make: valueSpellings },
  { name: 'option-spellings', codes: ['TB3038'], make: optionSpellings },
  { name: 'same-options', codes: ['TB3041'], make: sameOptions },
  { name: 'blank-options', codes: ['TB3042'], make: blankOption },
  // What the plan could not give, and why, is passed on here as well.
  { name: 'no-code', codes: ['TB3003'], make: noCode },
]

const SEVERITY_ORDER: Record<Severity, number> = { error: 0, warning: 1, info: 2 }

/** Goes through a catalogue once and tells everything that is wrong with its codes for one partner. */
export function checkCodes(world: CodeWorld): CodeCheck {
  const survey = surveyOf(world)
  const listed = world.partnerItems.length > 0
  const totals: CodeTotals = {
    items: 0,
    variants: 0,
    coded: 0,
    rejected: 0,
    notNeeded: 0,
    holes: 0,
    tillOnly: listed ? 0 : null,
    shopOnly: listed ? 0 : null,
    findings: { error: 0, warning: 0, info: 0 },
  }
  const count: Count = ({ holes: more = 0, ...sides }) => {
    totals.holes += more
    Object.assign(totals, sides)
  }
  const checks = CHECKS.map(({ make }) => make(survey, count))
  const inItems = checks.filter((check) => check.item !== undefined)
  let needing = 0
  for (const item of world.items) {
    const checked = survey.checked(item)
    // An item all of whose variants were removed is gone; one that never had any is a fault to be told.
    if (checked.variants.length === 0 && item.variants.length > 0) continue
    totals.items += 1
    totals.variants += checked.variants.length
    for (const one of checked.variants) if (one.needsCode) needing += 1
    for (const check of inItems) check.item!(checked)
  }
  for (const check of checks) check.end?.()
  const blocked = blockedBy(survey.findings)
  totals.notNeeded = totals.variants - needing
  totals.rejected = blocked.size
  totals.coded = needing - blocked.size
  for (const { severity } of survey.findings) totals.findings[severity] += 1
  return { findings: survey.findings.sort(byWeight), totals, blocked, codeOf: survey.codeOf }
}

/** Checks name only variants that need a code. */
function blockedBy(findings: readonly CodeFinding[]): Map<number, FindingCode> {
  const blocked = new Map<number, FindingCode>()
  for (const { code, blocks } of findings) {
    for (const id of blocks) if (!blocked.has(id)) blocked.set(id, code)
  }
  return blocked
}

/** Errors first; within one code by what it is about, so that two reports can be compared. */
function byWeight(a: CodeFinding, b: CodeFinding): number {
  return (
    SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity] ||
    (a.code < b.code ? -1 : a.code > b.code ? 1 : a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
  )
}

export type { CurrentCode } from './survey.ts'
export type { CheckedItem, CheckedVariant, CodeFinding, CodeWorld, PlannedCodes } from './world.ts'
