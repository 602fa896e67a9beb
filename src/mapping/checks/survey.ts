import type { FindingCode } from '../../model/finding-codes.ts'
import { finding, type Place } from '../../model/findings.ts'
import type { CodeOrigin, MatrixItem, MatrixVariant } from '../../model/matrix.ts'
import type { CodeRules } from '../code-rules.ts'
import { needsCode } from '../plan-codes.ts'
import type { CheckedItem, CheckedVariant, CodeFinding, CodeWorld } from './world.ts'

/** A code in use. Without a date it is only planned. */
export interface CurrentCode {
  code: string
  origin: CodeOrigin
  issuedAt?: string
}

/** What all checks share: who has which code, and where findings go. */
export interface Survey {
  readonly world: CodeWorld
  codeOf(variantId: number): CurrentCode | undefined
  /** Variants in the shop that have a code or would carry it: a list only where there are several. */
  readonly holders: ReadonlyMap<string, MatrixVariant | MatrixVariant[]>
  /** Variants these codes were ever issued to or stand for, in the shop or not, retired codes as well. */
  ownersAmong(codes: ReadonlySet<string>): Map<string, Set<number>>
  /** Whether two variants may share a code. */
  shared(a: number, b: number): boolean
  report(code: FindingCode, about: About): void
  /** Says that a finding of the plan would only repeat one of ours. */
  cover(code: FindingCode, key: string): void
  covers(code: FindingCode, key: string): boolean
  readonly findings: CodeFinding[]
}

export interface About extends Place {
  key: string
  item?: MatrixItem
  variant?: MatrixVariant
  names?: readonly string[]
  blocks?: readonly number[]
}

/** Words of a finding's `found` are for reading; the whole list is in `names`. */
const LISTED_MAX = 8

export function surveyOf(world: CodeWorld): Survey & { checked(item: MatrixItem): CheckedItem } {
  const current = new Map<number, CurrentCode>()
  for (const issued of world.issued) if (issued.retiredAt === null) current.set(issued.variantId, issued)
  for (const planned of world.plan?.assigned ?? []) {
    if (!current.has(planned.variantId)) current.set(planned.variantId, planned)
  }
  const holders = new Map<string, MatrixVariant | MatrixVariant[]>()
  const groups = groupsOf(world)
  const findings: CodeFinding[] = []
  const covered = new Set<string>()
  return {
    world,
    findings,
    codeOf: (variantId) => current.get(variantId),
    holders,
    ownersAmong: (codes) => ownersAmong(world, codes),
    shared: (a, b) => groups.get(a)?.some((name) => groups.get(b)?.includes(name)) ?? false,
    cover: (code, key) => covered.add(`${code} ${key}`),
    covers: (code, key) => covered.has(`${code} ${key}`),
    report(code, { item, variant, names, blocks, key, ...place }) {
      const made = finding(code, place)
      covered.add(`${code} ${key}`)
      findings.push({
        ...made,
        key,
        item: item ? { key: item.key, sku: item.sku, name: item.name } : null,
        variant: variant?.key ?? null,
        sku: variant?.sku ?? null,
        options: variant && variant.options.length > 0 ? combination(variant) : null,
        names: [...(names ?? (variant ? [variant.key] : []))],
        blocks: made.severity === 'error' ? [...(blocks ?? (variant ? [variant.id] : []))] : [],
      })
    },
    checked(item) {
      const present = item.variants.some((v) => v.removed) ? item.variants.filter((v) => !v.removed) : item.variants
      const variants = present.map((variant) => checkedVariant(item, variant, world.rules, current.get(variant.id)))
      for (const one of variants) if (one.needsCode) hold(holders, one)
      return { item, variants }
    },
  }
}

/** "Navy / M"; `any` where a variation stands for any value. */
export function combination(variant: MatrixVariant): string {
  return variant.options.map(({ value }) => value ?? 'any').join(' / ')
}

/** "TS-1 (Navy / M)": what people call a variant. */
export function nameOf(variant: MatrixVariant): string {
  const name = variant.sku || variant.key
  return variant.options.length > 0 ? `${name} (${combination(variant)})` : name
}

/** "147 (Navy / M)": by its key, where the code is just what several have in common. */
export function keyNameOf(variant: MatrixVariant): string {
  return variant.options.length > 0 ? `${variant.key} (${combination(variant)})` : variant.key
}

/** The first few of a list, and how many more there are. */
export function listed(names: readonly string[], separator = ', '): string {
  if (names.length <= LISTED_MAX) return names.join(separator)
  return `${names.slice(0, LISTED_MAX).join(separator)} and ${names.length - LISTED_MAX} more`
}

function checkedVariant(
  item: MatrixItem,
  variant: MatrixVariant,
  rules: CodeRules,
  current: CurrentCode | undefined,
): CheckedVariant {
  const carriedAs = carriedFor(variant, rules)
  const code = current?.code ?? null
  return {
    variant,
    item,
    code,
    origin: current?.origin ?? null,
    issued: current?.issuedAt !== undefined,
    carried: carriedAs === null ? null : rules.respell(carriedAs),
    carriedAs,
    declaredGtin: rules.from.includes('gtin') && isGtinCode(variant, code, rules),
    needsCode: needsCode(variant),
  }
}

/** What the shop carries as the variant's code, as it writes it; null when it carries nothing. */
export function carriedFor(variant: MatrixVariant, { from }: CodeRules): string | null {
  for (const source of from) {
    const text = carriedBy(variant, source)
    if (text !== null) return text
  }
  return null
}

function isGtinCode(variant: MatrixVariant, code: string | null, { from }: CodeRules): boolean {
  if (code !== null) return code === variant.barcode?.trim()
  return from.find((one) => carriedBy(variant, one) !== null) === 'gtin'
}

function hold(holders: Map<string, MatrixVariant | MatrixVariant[]>, { variant, code, carried }: CheckedVariant): void {
  const text = code ?? carried
  if (text === null) return
  const before = holders.get(text)
  if (before === undefined) holders.set(text, variant)
  else if (Array.isArray(before)) before.push(variant)
  else holders.set(text, [before, variant])
}

/** One pass over all that was ever issued, for a few codes: no index of the rest is kept. */
function ownersAmong(world: CodeWorld, codes: ReadonlySet<string>): Map<string, Set<number>> {
  const owners = new Map<string, Set<number>>()
  const note = (code: string, variantId: number) => {
    if (!codes.has(code)) return
    const known = owners.get(code)
    if (known) known.add(variantId)
    else owners.set(code, new Set([variantId]))
  }
  if (codes.size === 0) return owners
  for (const { code, variantId } of world.issued) note(code, variantId)
  for (const { code, variantId, until } of world.aliases) if (until === null) note(code, variantId)
  return owners
}

function carriedBy(variant: MatrixVariant, source: CodeRules['from'][number]): string | null {
  const text = (source === 'sku' ? variant.sku : variant.barcode)?.trim()
  return text ? text : null
}

function groupsOf({ shareGroups }: CodeWorld): Map<number, string[]> {
  const groups = new Map<number, string[]>()
  for (const { name, variantIds } of shareGroups ?? []) {
    for (const id of variantIds) groups.set(id, [...(groups.get(id) ?? []), name])
  }
  return groups
}
