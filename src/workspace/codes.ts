import { checkCodes } from '../mapping/checks/index.ts'
import type { Finding } from '../model/findings.ts'
import { anyWithoutCode, codesPlannedFrom, issueCodes, keepCodesPlanned } from '../store/codes.ts'
import { knownCodes, planOf, worldOf } from './code-world.ts'
import { type FlowContext, partnerOf } from './context.ts'
import { planningGround } from './settings.ts'

export interface CodesState {
  /** Codes a plan would issue and a run has just issued; `shared`: another variant holds it for this one too. */
  fresh: { variantId: number; code: string; shared: boolean }[]
  /** What keeps variants back. */
  findings: Finding[]
  /** Why a variant must not leave as it stands (R57): without a code, or with one that is in doubt. */
  heldBack: (variantId: number) => Finding | undefined
}

/**
 * Gives every variant that lacks one its code for this partner, as far as that can be done safely. A plan only tells
 * which. What leaves for the till asks for the gate as well: all checks, and which variants they keep back.
 */
export async function ensureCodes(context: FlowContext, gate: 'gate' | 'codes'): Promise<CodesState> {
  const { root, store, shopName } = context
  const partner = partnerOf(context)
  const source = { root, store, partner, shopName }
  if (gate === 'codes' && !(await mayBeGiven(context))) return NOTHING
  const known = await knownCodes(source)
  const plan = planOf(known)
  const world = await worldOf(source, known, plan)
  if (context.mode === 'run') {
    const given = { now: context.now().toISOString(), by: 'tillbridge' }
    await store.transaction().execute((trx) => issueCodes(trx, partner.partner, plan.assigned, given))
    await rememberGround(context)
  }
  const holders = new Set(plan.assigned.map(({ variantId }) => variantId))
  const fresh = world.plan!.assigned.map(({ variantId, code }) => ({
    variantId,
    code,
    shared: !holders.has(variantId),
  }))
  if (gate === 'codes') return { fresh, findings: plan.unassigned, heldBack: () => undefined }
  const checked = checkCodes(world)
  const findings = checked.findings.filter(({ blocks }) => blocks.length > 0)
  const reasons = new Map<number, Finding>()
  for (const one of findings) for (const id of one.blocks) if (!reasons.has(id)) reasons.set(id, one)
  return { fresh, findings: [...known.findings, ...findings], heldBack: (id) => reasons.get(id) }
}

/** The whole catalogue is gone through only when a variant has no code and something changed since that was tried. */
async function mayBeGiven(context: FlowContext): Promise<boolean> {
  const { store, shopName } = context
  const { partner } = partnerOf(context)
  if (!(await anyWithoutCode(store, shopName, partner))) return false
  return (await codesPlannedFrom(store, partner)) !== (await planningGround(context))
}

async function rememberGround(context: FlowContext): Promise<void> {
  const { partner } = partnerOf(context)
  const ground = await planningGround(context)
  if ((await codesPlannedFrom(context.store, partner)) === ground) return
  await context.store.transaction().execute((trx) => keepCodesPlanned(trx, partner, ground))
}

const NOTHING: CodesState = { fresh: [], findings: [], heldBack: () => undefined }
