import { UsageError } from '../model/errors.ts'
import type { MatrixItem, MatrixVariant } from '../model/matrix.ts'
import { formatQuantity } from '../model/quantity.ts'
import { addAliases, endAliases, joinShareGroups } from '../store/code-aliases.ts'
import { type CodeClaim, claimsOf, codesOf, issueCodes, retireCodes, variantNames } from '../store/codes.ts'
import type { Trx } from '../store/open.ts'
import { type CodeBook, type CodeScope, nameOfVariant, readCodeBook } from './code-scope.ts'

export interface SetCode {
  code: string
  /** Key, SKU or barcode of the variant; not needed to end a code. */
  variant?: string | undefined
  alias?: boolean | undefined
  /** Thousandths. */
  factor?: number | undefined
  /** Name of the share group of this variant and the one that has the code. */
  share?: string | undefined
  /** The alias, or the code, is not used any more. */
  end?: boolean | undefined
  by: string
}

export interface SetResult {
  code: string
  variant: string
  /** The code the variant had before; retired now. */
  former: string | null
  what: 'set' | 'same' | 'alias' | 'shared' | 'ended'
  sentence: string
}

/**
 * Gives a variant a code by hand, in one transaction. The former code is retired and stays the variant's; a code that
 * belongs to another variant, or ever did, is refused and the other one named.
 */
export async function setCode(scope: CodeScope, wish: SetCode): Promise<SetResult> {
  const { workspace, partner } = scope
  const book = await readCodeBook(scope)
  return workspace.store.transaction().execute(async (trx) => {
    const claims = (await claimsOf(trx, partner.partner, [wish.code])).get(wish.code) ?? []
    if (wish.end) return endCode(trx, scope, wish, claims)
    if (wish.variant === undefined) throw new UsageError('Say which variant: --variant KEY or SKU.')
    const found = variantNamed(book, wish.variant)
    const others = claims.filter((claim) => claim.variantId !== found.variant.id)
    if (wish.share !== undefined) return shareCode(trx, scope, wish, found, others)
    if (others[0]) throw await belongsTo(trx, wish.code, others[0])
    return wish.alias ? setAlias(trx, scope, wish, found) : setMain(trx, scope, book, wish, found)
  })
}

type Found = { variant: MatrixVariant; item: MatrixItem }

function given({ workspace }: CodeScope, { by }: SetCode) {
  return { now: workspace.now().toISOString(), by }
}

async function setMain(
  trx: Trx,
  scope: CodeScope,
  book: CodeBook,
  wish: SetCode,
  { variant, item }: Found,
): Promise<SetResult> {
  const { partner } = scope.partner
  const { code } = wish
  const former = book.current.get(variant.id)
  const name = nameOfVariant(variant, item)
  const factor = wish.factor ?? (former?.code === code ? former.factor : 1000)
  if (former?.code === code && former.factor === factor)
    return { code, variant: variant.key, former: null, what: 'same', sentence: `${name} has ${code} already.` }
  const { now, by } = given(scope, wish)
  await retireCodes(trx, partner, [variant.id], now)
  await endAliases(trx, partner, [code], now)
  await issueCodes(trx, partner, [{ variantId: variant.id, code, origin: 'hand', factor }], { now, by })
  const retired = former && former.code !== code ? former.code : null
  const sentence = `${name} has ${code}${packs(factor)} at ${partner}${retired ? `; ${retired} is retired and stays its own` : ''}.`
  return { code, variant: variant.key, former: retired, what: 'set', sentence }
}

async function setAlias(trx: Trx, scope: CodeScope, wish: SetCode, { variant, item }: Found): Promise<SetResult> {
  const { code, factor = 1000 } = wish
  const current = (await codesOf(trx, scope.partner.partner, [variant.id])).get(variant.id)
  if (current?.code === code)
    throw new UsageError(`${code} is the code of ${nameOfVariant(variant, item)} already; it needs no alias.`)
  await addAliases(trx, scope.partner.partner, [{ variantId: variant.id, code, factor }], given(scope, wish))
  const sentence = `${scope.partner.partner} may also call ${nameOfVariant(variant, item)} ${code}${packs(factor)}.`
  return { code, variant: variant.key, former: null, what: 'alias', sentence }
}

/** The variant has no code of its own any more: it is one thing with the variant that has this one. */
async function shareCode(
  trx: Trx,
  scope: CodeScope,
  wish: SetCode,
  { variant, item }: Found,
  others: readonly CodeClaim[],
): Promise<SetResult> {
  const { partner } = scope.partner
  const holder = others.find((claim) => claim.as === 'code' && claim.until === null)
  if (!holder)
    throw new UsageError(`No other variant has the code ${wish.code} now; give it to one first, then share it.`)
  const former = (await codesOf(trx, partner, [variant.id])).get(variant.id)?.code ?? null
  const { now, by } = given(scope, wish)
  await retireCodes(trx, partner, [variant.id], now)
  const members = [holder.variantId, variant.id].map((variantId) => ({ variantId, name: wish.share! }))
  await joinShareGroups(trx, partner, members, { now, by })
  const other = (await variantNames(trx, [holder.variantId])).get(holder.variantId)
  const sentence = `${nameOfVariant(variant, item)} and ${other?.sku ?? other?.key} are one thing at ${partner}: ${wish.code}, group ${wish.share}.`
  return {
    code: wish.code,
    variant: variant.key,
    former: former === wish.code ? null : former,
    what: 'shared',
    sentence,
  }
}

async function endCode(trx: Trx, scope: CodeScope, wish: SetCode, claims: readonly CodeClaim[]): Promise<SetResult> {
  const { partner } = scope.partner
  const inUse = claims.filter((claim) => claim.until === null)
  const claim = inUse.find(({ as }) => as === (wish.alias ? 'alias' : 'code')) ?? inUse[0]
  if (!claim) throw new UsageError(`${wish.code} is not in use at ${partner}.`)
  const { now } = given(scope, wish)
  if (claim.as === 'alias') await endAliases(trx, partner, [wish.code], now)
  else await retireCodes(trx, partner, [claim.variantId], now)
  const variant = (await variantNames(trx, [claim.variantId])).get(claim.variantId)
  const sentence = `${wish.code} is not used any more; it stays with ${variant?.sku ?? variant?.key} and is never given to another variant.`
  return { code: wish.code, variant: variant?.key ?? '', former: null, what: 'ended', sentence }
}

function packs(factor: number): string {
  return factor === 1000 ? '' : ` (${formatQuantity(factor)} pieces each)`
}

async function belongsTo(trx: Trx, code: string, claim: CodeClaim): Promise<UsageError> {
  const variant = (await variantNames(trx, [claim.variantId])).get(claim.variantId)
  const who = `${variant?.sku || variant?.key || `variant ${claim.variantId}`}${variant?.name ? ` (${variant.name}, key ${variant.key})` : ''}`
  const since = claim.until === null ? 'belongs to' : `belonged to ${who} until ${claim.until.slice(0, 10)}:`
  const whose = claim.until === null ? `${since} ${who}:` : since
  return new UsageError(
    `${code} ${whose} a code never moves to another variant, because old receipts name it. Take another code, or add --share NAME if both are one thing at the till.`,
  )
}

/** The variant with this key, else the only one with this SKU or barcode. @throws UsageError that names those that fit */
export function variantNamed(book: CodeBook, name: string): Found {
  const all = [...book.variants.values()]
  for (const fits of [
    (v: MatrixVariant) => v.key === name,
    (v: MatrixVariant) => v.sku === name && !v.removed,
    (v: MatrixVariant) => v.barcode === name && !v.removed,
  ]) {
    const found = all.filter(({ variant }) => fits(variant))
    if (found.length === 1) return found[0]!
    if (found.length > 1)
      throw new UsageError(
        `Several variants are called ${name}; say the key of one:\n${found.map(({ variant, item }) => `  ${variant.key}   ${nameOfVariant(variant, item)}`).join('\n')}`,
      )
  }
  throw new UsageError(`No variant has the key, SKU or barcode "${name}". See \`codes list\`.`)
}
