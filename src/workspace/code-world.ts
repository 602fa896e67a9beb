import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import type { CodesConfig, PartnerConfig } from '../config/partner.ts'
import { readSheet } from '../csv/sheet.ts'
import type { CodeWorld } from '../mapping/checks/world.ts'
import { type CodeRules, codeRules } from '../mapping/code-rules.ts'
import { type CodePlan, planCodes } from '../mapping/plan-codes.ts'
import { NO_VALUES, readValueTable, type ValueTable } from '../mapping/value-tables.ts'
import { UsageError } from '../model/errors.ts'
import type { Finding } from '../model/findings.ts'
import type { CodeAlias, IssuedCode, MatrixItem } from '../model/matrix.ts'
import type { PartnerItem } from '../model/records.ts'
import { codeAliases, type ShareMember, shareMembers } from '../store/code-aliases.ts'
import { currentCodes, issuedCodes } from '../store/codes.ts'
import { matrixItems } from '../store/matrix.ts'
import type { Store } from '../store/open.ts'
import { listPartnerItems } from '../store/partner-items.ts'

/** Where the codes of a partner are kept: in the database, and in the value table of its configuration. */
export interface CodeSource {
  root: string
  store: Store
  partner: PartnerConfig
  shopName: string
}

/** All that is known of the codes of a partner at one moment. */
export interface KnownCodes {
  partner: string
  items: MatrixItem[]
  /** Every code ever given, retired ones included. */
  issued: IssuedCode[]
  aliases: CodeAlias[]
  shares: ShareMember[]
  /** The till's own item list; empty when it sends none. */
  partnerItems: PartnerItem[]
  rules: CodeRules
  /** What is wrong with the value table. */
  findings: Finding[]
}

export async function knownCodes({ root, store, partner, shopName }: CodeSource): Promise<KnownCodes> {
  const { values } = partner.codes
  const { table, findings } = await valueTable(root, values)
  return {
    partner: partner.partner,
    items: await matrixItems(store, shopName),
    issued: await issuedCodes(store, partner.partner),
    aliases: await codeAliases(store, partner.partner),
    shares: await shareMembers(store, partner.partner),
    partnerItems: await listPartnerItems(store, partner.partner),
    rules: codeRules(partner.codes, table),
    findings,
  }
}

async function valueTable(
  root: string,
  values: string | undefined,
): Promise<{ table: ValueTable; findings: Finding[] }> {
  if (values === undefined) return { table: NO_VALUES, findings: [] }
  const path = resolve(root, values)
  if (!existsSync(path))
    throw new UsageError(
      `codes.values: there is no ${relative(root, path)}. Make it with the columns option;value;code.`,
    )
  const sheet = await readSheet(path)
  const code = sheet.header.findIndex((name) => name.toLowerCase() === 'code')
  // A value whose code is still to be filled in is one that the table lacks, and told so.
  const rows = sheet.rows.filter(({ cells }) => code === -1 || (cells[code] ?? '') !== '')
  const lines = [sheet.headerLine, ...rows.map(({ line }) => line)]
  const read = readValueTable([sheet.header, ...rows.map(({ cells }) => cells)], lines)
  return { table: read.table, findings: [...sheet.findings, ...read.findings] }
}

/** Variants of a share group whose code another one holds, as if it had been given to them by whoever declared that. */
export function sharedCodes({ issued, shares }: Pick<KnownCodes, 'issued' | 'shares'>): IssuedCode[] {
  const current = new Map(issued.filter((c) => c.retiredAt === null).map((c) => [c.variantId, c]))
  const held = new Map<string, IssuedCode>()
  for (const { name, variantId } of shares) {
    const code = current.get(variantId)
    if (code && !held.has(name)) held.set(name, code)
  }
  return shares
    .filter(({ name, variantId }) => held.has(name) && !current.has(variantId))
    .map(({ name, variantId, since, by }) => ({
      ...held.get(name)!,
      ...{ variantId, origin: 'hand', issuedAt: since, issuedBy: by },
    }))
}

/** What would be issued now. Of a share group one variant gets a code, for all of them. */
export function planOf(known: KnownCodes): CodePlan {
  const { items, aliases, partnerItems, rules } = known
  const issued = [...known.issued, ...sharedCodes(known)]
  const plan = planCodes({ items, issued, aliases, partnerItems, rules, shareGroups: groupsOf(known) })
  const groupOf = new Map(known.shares.map(({ variantId, name }) => [variantId, name]))
  const served = new Set<string>()
  const assigned = plan.assigned.filter(({ variantId }) => {
    const group = groupOf.get(variantId)
    if (group === undefined) return true
    return served.has(group) ? false : Boolean(served.add(group))
  })
  return { ...plan, assigned, unassigned: [...known.findings, ...plan.unassigned] }
}

/** The same as the checks see it; with a plan, as it would be when that were issued. */
export async function worldOf(source: CodeSource, known: KnownCodes, plan: CodePlan | null): Promise<CodeWorld> {
  const { uniqueAcross = [], optionsMax, variantsMax }: CodesConfig = source.partner.codes
  const otherPartners = []
  for (const partner of uniqueAcross) otherPartners.push({ partner, codes: await currentCodes(source.store, partner) })
  return {
    partner: known.partner,
    items: known.items,
    issued: [...known.issued, ...sharedCodes(known)],
    aliases: known.aliases,
    plan: plan && { ...plan, assigned: [...plan.assigned, ...sharedPlan(known, plan)] },
    partnerItems: known.partnerItems,
    rules: known.rules,
    uniqueAcross,
    otherPartners,
    limits: { optionsMax, variantsMax },
    shareGroups: groupsOf(known),
  }
}

/** Codes that variants of a share group would have from the one that gets it. */
function sharedPlan({ shares }: KnownCodes, { assigned }: CodePlan): CodePlan['assigned'] {
  const planned = new Map(assigned.map((one) => [one.variantId, one]))
  const held = new Map(
    shares.flatMap(({ name, variantId }) => [[name, planned.get(variantId)] as const]).filter(([, one]) => one),
  )
  return shares
    .filter(({ name, variantId }) => held.get(name) && !planned.has(variantId))
    .map(({ name, variantId }) => ({ ...held.get(name)!, variantId }))
}

function groupsOf({ shares }: Pick<KnownCodes, 'shares'>): { name: string; variantIds: number[] }[] {
  return [...Map.groupBy(shares, ({ name }) => name)].map(([name, members]) => ({
    name,
    variantIds: members.map(({ variantId }) => variantId),
  }))
}
