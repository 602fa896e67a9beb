import { type AssignedCode, assignCodes } from '../mapping/assign-codes.ts'
import { type Finding, finding } from '../model/findings.ts'
import { changedAtShop, issueCodes, ownersOfCodes, variantsWithoutCode } from '../store/codes.ts'
import { type FlowContext, partnerOf } from './context.ts'

export interface CodesState {
  /** Codes a plan would issue and a run has just issued. */
  fresh: AssignedCode[]
  findings: Finding[]
}

/** Gives every variant that lacks one its code for this partner. A plan only tells which. */
export async function ensureCodes(context: FlowContext): Promise<CodesState> {
  const { store, shopName } = context
  const { partner, codes: rules } = partnerOf(context)
  const variants = await variantsWithoutCode(store, shopName, partner)
  const first = assignCodes(variants, rules, () => undefined)
  const owners = await ownersOfCodes(
    store,
    partner,
    first.assigned.map((a) => a.code),
  )
  const { assigned, findings } = owners.size === 0 ? first : assignCodes(variants, rules, (code) => owners.get(code))
  if (context.mode === 'run' && assigned.length > 0) {
    await store.transaction().execute((trx) => issueCodes(trx, partner, assigned, context.now().toISOString()))
  }
  for (const { key, code, carried } of await changedAtShop(store, shopName, partner)) {
    findings.push(finding('TB3007', { key, found: carried || '(none)', expected: code }))
  }
  return { fresh: assigned, findings }
}
