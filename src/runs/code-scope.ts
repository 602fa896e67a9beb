import type { PartnerConfig } from '../config/partner.ts'
import { UsageError } from '../model/errors.ts'
import type { CodeAlias, IssuedCode, MatrixItem, MatrixVariant } from '../model/matrix.ts'
import { codeAliases, type ShareMember, shareMembers } from '../store/code-aliases.ts'
import { issuedCodes } from '../store/codes.ts'
import { matrixItems } from '../store/matrix.ts'
import type { CodeSource } from '../workspace/code-world.ts'
import { type OpenWorkspace, partnerNamed, shopNamed, shopOf } from './workspace.ts'

/** Whose codes of which shop a command is about. */
export interface CodeScope {
  workspace: OpenWorkspace
  partner: PartnerConfig
  shopName: string
}

/** The partner named, or the only one. @throws UsageError when it is not clear */
export function codeScope(workspace: OpenWorkspace, name?: string): CodeScope {
  const names = [...workspace.partners.keys()]
  const chosen = name ?? (names.length === 1 ? names[0] : undefined)
  if (chosen === undefined) throw new UsageError(`Say which partner: --partner ${names.join(' | ') || 'NAME'}.`)
  const partner = partnerNamed(workspace, chosen)
  const shopName = shopOf(workspace, partner)
  shopNamed(workspace, shopName)
  return { workspace, partner, shopName }
}

export function sourceOf({ workspace: { root, store }, partner, shopName }: CodeScope): CodeSource {
  return { root, store, partner, shopName }
}

/** All that is known of the codes of a partner, for looking things up. */
export interface CodeBook {
  items: MatrixItem[]
  variants: Map<number, { variant: MatrixVariant; item: MatrixItem }>
  issued: IssuedCode[]
  /** Code in use by variant; not those that are shared. */
  current: Map<number, IssuedCode>
  aliases: CodeAlias[]
  shares: ShareMember[]
}

export async function readCodeBook({ workspace: { store }, partner, shopName }: CodeScope): Promise<CodeBook> {
  const items = await matrixItems(store, shopName)
  const issued = await issuedCodes(store, partner.partner)
  return {
    items,
    variants: new Map(items.flatMap((item) => item.variants.map((variant) => [variant.id, { variant, item }]))),
    issued,
    current: new Map(issued.filter((c) => c.retiredAt === null).map((c) => [c.variantId, c])),
    aliases: await codeAliases(store, partner.partner),
    shares: await shareMembers(store, partner.partner),
  }
}

/** How messages call a variant: "TEE-RED-M (Tee, Red / M)". */
export function nameOfVariant(variant: MatrixVariant, item: MatrixItem): string {
  const options = variant.options.map(({ value }) => value ?? 'any').join(' / ')
  return `${variant.sku || variant.key} (${[item.name, options].filter(Boolean).join(', ')})`
}
