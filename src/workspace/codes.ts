import { type AssignedCode, assignCodes, type CodeRules } from '../mapping/assign-codes.ts'
import { type Finding, finding } from '../model/findings.ts'
import { anyWithoutCode, changedAtShop, claimsOf, issueCodes, issuedCodes } from '../store/codes.ts'
import { matrixItems } from '../store/matrix.ts'
import { type FlowContext, partnerOf } from './context.ts'

export interface CodesState {
  /** Codes a plan would issue and a run has just issued. */
  fresh: AssignedCode[]
  findings: Finding[]
  /** Why the code of a variant must not leave as it stands, although it was issued (R57); nothing when it may. */
  heldBack: (variantId: number, code: string) => Finding | undefined
}

/** Gives every variant that lacks one its code for this partner. A plan only tells which. */
export async function ensureCodes(context: FlowContext): Promise<CodesState> {
  const { store, shopName } = context
  const { partner, codes: rules } = partnerOf(context)
  const { assigned, findings } = (await anyWithoutCode(store, shopName, partner))
    ? await planned(context)
    : { assigned: [], findings: [] }
  if (context.mode === 'run' && assigned.length > 0) {
    const given = { now: context.now().toISOString(), by: 'tillbridge' }
    await store.transaction().execute((trx) => issueCodes(trx, partner, assigned, given))
  }
  const changed = new Map<number, Finding>()
  for (const { variantId, key, code, carried } of await changedAtShop(store, shopName, partner))
    changed.set(variantId, finding('TB3007', { key, found: carried || '(none)', expected: code }))
  findings.push(...changed.values())
  return { fresh: assigned, findings, heldBack: (id, code) => changed.get(id) ?? unfit(code, rules) }
}

async function planned(context: FlowContext): Promise<{ assigned: AssignedCode[]; findings: Finding[] }> {
  const { store, shopName } = context
  const { partner, codes: rules } = partnerOf(context)
  const items = await matrixItems(store, shopName)
  const coded = new Set((await issuedCodes(store, partner)).filter((c) => !c.retiredAt).map((c) => c.variantId))
  const variants = items.flatMap((item) =>
    item.variants
      .filter((v) => !v.removed && !coded.has(v.id) && !['grouped', 'external', 'bundle'].includes(v.kind))
      .map((v) => ({ ...v, item: item.sku || item.key })),
  )
  const first = assignCodes(variants, rules, () => undefined)
  const owners = await claimsOf(
    store,
    partner,
    first.assigned.map((a) => a.code),
  )
  return owners.size === 0 ? first : assignCodes(variants, rules, (code) => owners.get(code)?.[0]?.variantId)
}

/** A code issued before the partner's rules became stricter. */
function unfit(code: string, rules: CodeRules): Finding | undefined {
  if (code.length > rules.maxLength)
    return finding('TB3005', { found: code, expected: `at most ${rules.maxLength} characters` })
  if (rules.allowed !== undefined && !new RegExp(`^(?:${rules.allowed})$`, 'u').test(code))
    return finding('TB3006', { found: code, expected: rules.allowed })
  return undefined
}
