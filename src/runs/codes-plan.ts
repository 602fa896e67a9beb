import { type CodeCheck, type CodeWorld, checkCodes } from '../mapping/checks/index.ts'
import type { CodePlan } from '../mapping/plan-codes.ts'
import { UsageError } from '../model/errors.ts'
import type { MatrixItem, MatrixVariant } from '../model/matrix.ts'
import type { PartnerItem } from '../model/records.ts'
import { issueCodes } from '../store/codes.ts'
import { type KnownCodes, knownCodes, planOf, worldOf } from '../workspace/code-world.ts'
import { type CodeScope, nameOfVariant, sourceOf } from './code-scope.ts'

/** What `codes apply` would issue, and what the checks say of it. */
export interface PlannedCodes {
  known: KnownCodes
  plan: CodePlan
  world: CodeWorld
  check: CodeCheck
  /** Variants of the plan as people know them. */
  name(variantId: number): string
  place(variantId: number): { variant: MatrixVariant; item: MatrixItem } | undefined
}

/** Plans codes for all variants without one. Writes nothing; the same plan comes out until something changes. */
export async function planPartnerCodes(scope: CodeScope): Promise<PlannedCodes> {
  const known = await knownCodes(sourceOf(scope))
  const plan = planOf(known)
  return withChecks(scope, known, plan)
}

/** The same with another item list of the till than the one that was read last. */
export async function planWithItems(scope: CodeScope, partnerItems: PartnerItem[]): Promise<PlannedCodes> {
  const known = { ...(await knownCodes(sourceOf(scope))), partnerItems }
  return withChecks(scope, known, planOf(known))
}

async function withChecks(scope: CodeScope, known: KnownCodes, plan: CodePlan): Promise<PlannedCodes> {
  const world = await worldOf(sourceOf(scope), known, plan)
  const places = new Map(known.items.flatMap((item) => item.variants.map((variant) => [variant.id, { variant, item }])))
  return {
    ...{ known, plan, world, check: checkCodes(world) },
    place: (id) => places.get(id),
    name(id) {
      const found = places.get(id)
      return found ? nameOfVariant(found.variant, found.item) : `variant ${id}`
    },
  }
}

/** Issues the codes of a plan in one transaction; those of `only`, where it is given. Returns how many. */
export async function applyCodes(
  scope: CodeScope,
  { plan, known }: Pick<PlannedCodes, 'plan' | 'known'>,
  by: string,
  only: (code: CodePlan['assigned'][number]) => boolean = () => true,
): Promise<number> {
  if (known.findings.some(({ severity }) => severity === 'error'))
    throw new UsageError('The value table has errors; mend them first, so that no code is made of half a table.')
  const codes = plan.assigned.filter(only)
  const given = { now: scope.workspace.now().toISOString(), by }
  await scope.workspace.store.transaction().execute((trx) => issueCodes(trx, scope.partner.partner, codes, given))
  return codes.length
}
