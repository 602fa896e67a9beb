import type { FindingCode } from '../../model/finding-codes.ts'
import { finding, type Place } from '../../model/findings.ts'
import type { CodeOrigin, MatrixItem, MatrixVariant } from '../../model/matrix.ts'
import type { CodeRules } from '../code-rules.ts'
import { needsCode } from '../plan-codes.ts'
import type { CheckedItem, CheckedVariant, CodeFinding, CodeWorld } from './world.ts'

/** A code in use: issued, or about to be. */
export interface CurrentCode {
  code: string
  origin: CodeOrigin
  issued: boolean
}

/** What all checks share: who has which code, and where findings go. */
export interface Survey {
  readonly world: CodeWorld
  codeOf(variantId: number): CurrentCode | undefined
  /** Variants a code was ever issued to or is planned for; retired codes as well. */
  ownersOf(code: string): readonly number[]
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
  const owners = new Map<string, number | number[]>()
  for (const { variantId, code, origin, retiredAt } of world.issued) {
    if (retiredAt === null) current.set(variantId, { code, origin, issued: true })
    addOwner(owners, code, variantId)
  }
  for (const { variantId, code, origin } of world.plan?.assigned ?? []) {
    if (!current.has(variantId)) current.set(variantId, { code, origin, issued: false })
    addOwner(owners, code, variantId)
  }
  for (const { code, variantId, until } of world.aliases) if (until === null) addOwner(owners, code, variantId)
  const groups = groupsOf(world)
  const findings: CodeFinding[] = []
  const covered = new Set<string>()
  return {
    world,
    findings,
    codeOf: (variantId) => current.get(variantId),
    ownersOf(code) {
      const owner = owners.get(code)
      return owner === undefined ? [] : typeof owner === 'number' ? [owner] : owner
    },
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
      return { item, variants: present.map((variant) => checkedVariant(item, variant, world, current.get(variant.id))) }
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

/** The first few of a list, and how many more there are. */
export function listed(names: readonly string[], separator = ', '): string {
  if (names.length <= LISTED_MAX) return names.join(separator)
  return `${names.slice(0, LISTED_MAX).join(separator)} and ${names.length - LISTED_MAX} more`
}

function checkedVariant(
  item: MatrixItem,
  variant: MatrixVariant,
  { rules }: CodeWorld,
  current: CurrentCode | undefined,
): CheckedVariant {
  const source = rules.from.find((one) => carriedBy(variant, one) !== null)
  const carriedAs = source === undefined ? null : carriedBy(variant, source)
  const code = current?.code ?? null
  return {
    variant,
    item,
    code,
    origin: current?.origin ?? null,
    issued: current?.issued ?? false,
    carried: carriedAs === null ? null : rules.respell(carriedAs),
    carriedAs,
    declaredGtin: rules.from.includes('gtin') && (code === null ? source === 'gtin' : code === variant.barcode?.trim()),
    needsCode: needsCode(variant),
  }
}

function carriedBy(variant: MatrixVariant, source: CodeRules['from'][number]): string | null {
  const text = (source === 'sku' ? variant.sku : variant.barcode)?.trim()
  return text ? text : null
}

/** Nearly every code has one owner: a list is made only for those that have several. */
function addOwner(owners: Map<string, number | number[]>, code: string, variantId: number): void {
  const known = owners.get(code)
  if (known === undefined) owners.set(code, variantId)
  else if (typeof known === 'number') {
    if (known !== variantId) owners.set(code, [known, variantId])
  } else if (!known.includes(variantId)) known.push(variantId)
}

function groupsOf({ shareGroups }: CodeWorld): Map<number, string[]> {
  const groups = new Map<number, string[]>()
  for (const { name, variantIds } of shareGroups ?? []) {
    for (const id of variantIds) groups.set(id, [...(groups.get(id) ?? []), name])
  }
  return groups
}
