import type { SchemePlace } from '../model/code-scheme.ts'
import type { FindingCode } from '../model/finding-codes.ts'
import type { Finding } from '../model/findings.ts'
import { isGtin, isScaleCode } from '../model/gtin.ts'
import type { CodeAlias, CodeOrigin, IssuedCode, MatrixItem, MatrixVariant } from '../model/matrix.ts'
import { optionKey } from '../model/option-words.ts'
import type { ItemKind, PartnerItem } from '../model/records.ts'
import { type Claim, claimBook, type Subject } from './code-claims.ts'
import { codeFindings, type Misfit } from './code-findings.ts'
import { axesOf, type KnownPair, learnPatterns } from './code-pattern.ts'
import type { CodeRules, CodeSource } from './code-rules.ts'
import { type ItemMatcher, itemMatcher, type Likely } from './match-items.ts'
import { codeOf, type FilledScheme, fillScheme, lengthOf, numberFinder, type SchemeCode } from './scheme.ts'

export interface CodeInput {
  items: Iterable<MatrixItem>
  /** Every code this partner was ever issued, retired ones included. */
  issued: readonly IssuedCode[]
  aliases?: readonly CodeAlias[]
  rules: CodeRules
  /** The till's own item list; empty when it sends none. */
  partnerItems?: readonly PartnerItem[]
  /** Lowest running number that may be given; a higher one follows from codes issued earlier. */
  seqStart?: number
  /** Variants that are one thing at the till (R40): one of each group has the code, the others share it. */
  shareGroups?: readonly { name: string; variantIds: readonly number[] }[]
}

export interface CodePlan {
  /** New codes, by variant id; what is issued already is not among them. */
  assigned: { variantId: number; code: string; origin: CodeOrigin; reason: string }[]
  /** What a person may confirm, best first per variant; never used without one. */
  suggestions: ({ variantId: number } & Likely)[]
  /** Why variants got none, one finding per cause. `key` is the variant's key, the code they wanted, or the option. */
  unassigned: Finding[]
  /** The same per variant, by id, so that counts add up. */
  without: { variantId: number; cause: FindingCode }[]
  /** Values the value table lacks, as the shop spells them. */
  missingValues: { option: string; value: string; variants: number }[]
  /** Highest running number ever given; one less than the next. */
  seqLast: number
}

/** Kinds that are not sold by themselves, or not by the shop: they need no code. */
const CODELESS: ReadonlySet<ItemKind> = new Set<ItemKind>(['grouped', 'external', 'bundle'])

/** Whether a variant needs a code at all. */
export function needsCode(variant: Pick<MatrixVariant, 'removed' | 'kind'>): boolean {
  return !variant.removed && !CODELESS.has(variant.kind)
}

/** The code the shop carries for a variant, spelled as this partner's codes are; null when it carries none. */
export function carriedCode(variant: MatrixVariant, rules: Pick<CodeRules, 'from' | 'respell'>): string | null {
  const carried = firstCarried(variant, rules.from)
  return carried && rules.respell(carried.text)
}

/**
 * Codes for variants that have none (R40): carried by the shop, else matched to the till's list, else made by the scheme.
 * An issued code stays with its variant for ever, a retired one is not used again. What is not certain is a suggestion
 * or a finding, never a code. The plan does not depend on the order of the items.
 */
export function planCodes(input: CodeInput): CodePlan {
  const planner = codePlanner(input)
  for (const item of input.items) planner.add(item)
  return planner.finish()
}

/** The same for items that come one after the other, for shops too large to hold. `finish` once, after the last. */
export function codePlanner(input: Omit<CodeInput, 'items'>): { add(item: MatrixItem): void; finish(): CodePlan } {
  const { rules, partnerItems = [] } = input
  const book = claimBook(input.issued, input.aliases ?? [])
  const reports = codeFindings(rules)
  const matcher = partnerItems.length > 0 ? itemMatcher(partnerItems) : null
  const generator = generatorOf(rules, book, reports, matcher)
  const seenOptions = new Map<string, string>()
  const pairs: KnownPair[] = []
  const held: { item: MatrixItem; variant: MatrixVariant; subject: Subject }[] = []
  const suggestions: CodePlan['suggestions'] = []
  const groups = sharing(input.shareGroups ?? [], (variantId) => book.issuedTo(variantId) !== undefined)

  function add(item: MatrixItem): void {
    for (const { name } of item.options) if (!seenOptions.has(optionKey(name))) seenOptions.set(optionKey(name), name)
    for (const variant of item.variants) {
      const issued = book.issuedTo(variant.id)
      if (issued) {
        book.name(variant.id, variant.sku ?? variant.key)
        if (issued.origin !== 'generated') learnFrom(item, variant, issued.code)
      } else if (needsCode(variant) && !groups.keeps(item, variant)) addCodeless(item, variant)
    }
  }

  function addCodeless(item: MatrixItem, variant: MatrixVariant): void {
    const subject = { variantId: variant.id, key: variant.key, label: labelOf(item, variant) }
    const carried = firstCarried(variant, rules.from)
    if (carried) {
      const { source, text } = carried
      const code = rules.respell(text)
      if (source === 'gtin' && !isGtin(text)) reports.notAGtin(subject, text)
      else generator.take({ ...subject, code, origin: 'shop', reason: CARRIED[source], raw: text, full: code })
      learnFrom(item, variant, code)
    } else if (!matcher) generator.make(item, variant, subject)
    else matchCertain(matcher, item, variant, subject)
  }

  function matchCertain(list: ItemMatcher, item: MatrixItem, variant: MatrixVariant, subject: Subject): void {
    const [only, ...others] = list.certain(item, variant)
    if (!only || others.length > 0 || book.takenFrom(variant.id, only.code)) held.push({ item, variant, subject })
    else {
      takeMatch(subject, only.code, only.reason)
      learnFrom(item, variant, only.code)
    }
  }

  function takeMatch(subject: Subject, code: string, reason: string): void {
    generator.take({ ...subject, code, origin: 'matched', reason, raw: code, full: code })
  }

  function learnFrom(item: MatrixItem, variant: MatrixVariant, code: string): void {
    if (!matcher?.has(code) || !item.sku) return
    const options = plainOptions(variant)
    if (options) pairs.push({ item: item.sku, options, code })
  }

  /** Those that no rule matched: by the way the till forms its codes, else as suggestions, else by the scheme. */
  function settleHeld(list: ItemMatcher): void {
    const patterns = learnPatterns(pairs)
    const open = held.filter(({ item, variant, subject }) => {
      const options = plainOptions(variant)
      const pattern = options && item.sku ? patterns.get(axesOf(options)) : undefined
      const predicted = pattern?.predict(item.sku!, options!)
      if (!pattern || !predicted || !list.has(predicted.code) || book.takenFrom(variant.id, predicted.code)) return true
      const { code, proven } = predicted
      const reason = `the till forms its codes as ${pattern.text}: ${pattern.reproduced} of ${pattern.pairs} known ones agree`
      const doubtful = list.contradicts(code, item, variant) || list.certain(item, variant).length > 0
      if (!proven || doubtful) suggestions.push({ variantId: variant.id, code, reason, score: doubtful ? 0.4 : 0.7 })
      else takeMatch(subject, code, reason)
      return !proven || doubtful
    })
    const known = new Map(suggestions.map((each) => [each.variantId, each]))
    for (const { item, variant, subject } of open) {
      const first = known.get(variant.id)
      const likely = list
        .likely(item, variant)
        .filter(({ code }) => code !== first?.code && !book.takenFrom(variant.id, code) && !book.isWanted(code))
      suggestions.push(...likely.map((each) => ({ variantId: variant.id, ...each })))
      if (first || likely.length > 0) reports.notCertain(subject, first ? [first, ...likely] : likely)
      else generator.make(item, variant, subject)
    }
  }

  function finish(): CodePlan {
    for (const { item, variant } of groups.holders()) addCodeless(item, variant)
    if (matcher) settleHeld(matcher)
    const seqLast = generator.giveNumbers(input.issued, input.seqStart ?? 1)
    const unknown = unknownOption(rules, seenOptions)
    const made = unknown ? book.withdraw('generated') : []
    if (unknown && made.length > 0) reports.unknownOption(unknown.text, made, seenOptions)
    const { granted, refused } = book.settle()
    for (const each of refused) reports.refused(each)
    const { findings, without, missingValues } = reports.finish(seenOptions)
    suggestions.push(...generator.suggestions)
    suggestions.sort((a, b) => a.variantId - b.variantId || b.score - a.score || (a.code < b.code ? -1 : 1))
    const assigned = granted.map(({ variantId, code, origin, reason }) => ({ variantId, code, origin, reason }))
    return { assigned, suggestions, unassigned: findings, without, missingValues, seqLast }
  }
  return { add, finish }
}

const CARRIED: Record<CodeSource, string> = {
  sku: 'SKU of the shop',
  barcode: 'barcode of the shop',
  gtin: 'GTIN of the shop',
}

type Reports = ReturnType<typeof codeFindings>

/** Codes made by the scheme, and the one place where a code is judged before it is wanted. */
function generatorOf(
  rules: CodeRules,
  book: ReturnType<typeof claimBook>,
  reports: Reports,
  matcher: ItemMatcher | null,
) {
  const { scheme } = rules
  const holds = (source: string) =>
    scheme?.parts.some((part) => part.kind === 'place' && part.source === source) ?? false
  const hasSeq = holds('seq')
  /** A scheme with a check digit declares its own range of numbers. */
  const hasCheck = holds('check')
  const reason = `scheme ${scheme?.text}`
  const numbered: { open: Claim; filled: FilledScheme }[] = []
  const suggestions: CodePlan['suggestions'] = []

  function misfitOf({ code, origin }: Claim): Misfit | null {
    if (lengthOf(code) > rules.maxLength) return 'TB3005'
    if (rules.allowed && !rules.allowed.test(code)) return 'TB3006'
    const declared = rules.inStore || (origin === 'generated' && hasCheck)
    return !declared && isScaleCode(code) ? 'TB3021' : null
  }

  function take(claim: Claim): boolean {
    const why = misfitOf(claim)
    if (why) reports.misfit(claim, why)
    else book.claim(claim)
    return why === null
  }

  function make(item: MatrixItem, variant: MatrixVariant, subject: Subject): void {
    const filled = scheme && fillScheme(scheme, item, variant, rules)
    if (!filled) reports.noCode(subject)
    else if (filled.gaps.length > 0) reports.gaps(subject, filled.gaps)
    else {
      const open: Claim = { ...subject, code: '', origin: 'generated', reason, raw: filled.raw, full: '' }
      if (hasSeq) numbered.push({ open, filled })
      else takeMade(open, codeOf(scheme, filled.texts, 0, rules), item, variant)
    }
  }

  function takeMade(open: Claim, made: SchemeCode, item: MatrixItem, variant: MatrixVariant): void {
    if ('problem' in made) reports.unmade(open, made)
    else if (!matcher?.has(made.code)) take({ ...open, ...made })
    else {
      const score = matcher.contradicts(made.code, item, variant) ? 0.3 : 0.6
      const why = 'the scheme makes this code, and the till has it already'
      suggestions.push({ variantId: variant.id, code: made.code, score, reason: why })
      reports.takenAtTill(open, made.code)
    }
  }

  /** In the order of the variants' ids, so that no order of a file changes a number. */
  function giveNumbers(issued: readonly IssuedCode[], seqStart: number): number {
    let last = seqStart - 1
    if (!scheme || !hasSeq) return last
    const find = numberFinder(scheme, rules)
    for (const { code } of issued) last = Math.max(last, find(code) ?? 0)
    numbered.sort((a, b) => a.open.variantId - b.open.variantId)
    for (const { open, filled } of numbered) {
      let seq = last
      let made: SchemeCode
      do made = codeOf(scheme, filled.texts, ++seq, rules)
      while ('code' in made && (book.isKnown(made.code) || matcher?.has(made.code)))
      if ('problem' in made) reports.unmade(open, made)
      else if (take({ ...open, ...made })) last = seq
    }
    return last
  }

  return { take, make, giveNumbers, suggestions }
}

/** A [part] with an option nobody has is left out everywhere, perhaps for a slip of the pen: then nothing is made. */
function unknownOption({ scheme }: CodeRules, seen: ReadonlyMap<string, string>): SchemePlace | undefined {
  for (const part of scheme?.parts ?? []) {
    if (part.kind !== 'place' || part.source !== 'option' || part.group === 0) continue
    if (isUnknown(part.option, seen)) return part
  }
  return undefined
}

/** A shop without any colours or sizes is nothing odd; one without the option its scheme names by hand is. */
function isUnknown(option: string, seen: ReadonlyMap<string, string>): boolean {
  return option !== 'colour' && option !== 'size' && !seen.has(option)
}

function firstCarried(
  variant: MatrixVariant,
  from: readonly CodeSource[],
): { source: CodeSource; text: string } | null {
  for (const source of from) {
    const text = (source === 'sku' ? variant.sku : variant.barcode)?.trim()
    if (text) return { source, text }
  }
  return null
}

/** Of each group that has no code yet, the oldest variant gets one; the others need none. */
function sharing(groups: readonly { variantIds: readonly number[] }[], isIssued: (variantId: number) => boolean) {
  const groupOf = new Map(groups.flatMap(({ variantIds }, group) => variantIds.map((id) => [id, group])))
  const settled = groups.map(({ variantIds }) => variantIds.some(isIssued))
  const oldest = new Map<number, { item: MatrixItem; variant: MatrixVariant }>()
  return {
    /** Whether the variant is one of a group and so not asked by itself. */
    keeps(item: MatrixItem, variant: MatrixVariant): boolean {
      const group = groupOf.get(variant.id)
      if (group === undefined) return false
      const former = oldest.get(group)
      if (!settled[group] && (!former || variant.id < former.variant.id)) oldest.set(group, { item, variant })
      return true
    },
    holders: () => [...oldest.values()],
  }
}

/** Key of the option to its value; null where one stands for any. */
function plainOptions({ options }: MatrixVariant): Map<string, string> | null {
  const plain = new Map<string, string>()
  for (const { name, value } of options) {
    if (value === null) return null
    plain.set(optionKey(name), value)
  }
  return plain
}

function labelOf(item: MatrixItem, variant: MatrixVariant): string {
  const options = variant.options.map((option) => option.value ?? 'any').join(' / ')
  return `${item.sku || item.key}${options ? ` (${options})` : ''}`
}
