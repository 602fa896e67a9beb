import { withParentCode } from './parent-code.ts'
import { listed, nameOf, type Survey } from './survey.ts'
import type { Check, CheckedVariant } from './world.ts'

/** One code on two variants, within an item or across items: as it stands, or only as it is written for this partner. */
export function sameCode(survey: Survey): Check {
  const seen = new Map<string, CheckedVariant | CheckedVariant[]>()
  const parents = new Set<CheckedVariant>()
  const retired = new Set(survey.world.issued.filter(({ retiredAt }) => retiredAt !== null).map(({ code }) => code))
  return {
    item(checked) {
      const withParent = withParentCode(survey, checked)
      if (withParent.length > 1) for (const one of withParent) parents.add(one)
      for (const one of checked.variants) {
        const code = one.code ?? one.carried
        if (!one.needsCode || code === null) continue
        const before = seen.get(code)
        if (before === undefined) seen.set(code, one)
        else if (Array.isArray(before)) before.push(one)
        else seen.set(code, [before, one])
      }
    },
    end() {
      for (const [code, claims] of seen) {
        if (Array.isArray(claims)) reportClaims(survey, code, claims, parents)
        else reportFormer(survey, code, claims, retired)
      }
    },
  }
}

function reportClaims(
  survey: Survey,
  code: string,
  claims: readonly CheckedVariant[],
  parents: ReadonlySet<CheckedVariant>,
): void {
  const [first] = claims
  // Then it is the code of the item, which is said there.
  if (claims.every((one) => parents.has(one) && one.item === first!.item)) return
  if (claims.every(({ variant }) => variant === first!.variant || survey.shared(variant.id, first!.variant.id))) return
  const written = new Set(claims.map((one) => one.carriedAs ?? one.code))
  const respelled = claims.every(({ issued }) => !issued) && written.size > 1
  const found = respelled
    ? `${code}: ${listed(claims.map((one) => `${one.carriedAs ?? one.code} of ${nameOf(one.variant)}`))}`
    : `${code}: ${listed(claims.map(({ variant }) => nameOf(variant)))}`
  survey.cover(respelled ? 'TB3004' : 'TB3015', code)
  survey.report(respelled ? 'TB3015' : 'TB3004', {
    key: code,
    found,
    names: claims.map(({ variant }) => variant.key),
    // Whoever has it keeps it: an issued code never moves.
    blocks: claims.filter(({ issued }) => !issued).map(({ variant }) => variant.id),
    ...(claims.every(({ item }) => item === first!.item) ? { item: first!.item } : {}),
  })
}

/** A code the shop carries that was issued to another variant before: it is not given away. */
function reportFormer(survey: Survey, code: string, one: CheckedVariant, retired: ReadonlySet<string>): void {
  if (one.code !== null) return
  const others = survey.ownersOf(code).filter((id) => id !== one.variant.id && !survey.shared(id, one.variant.id))
  if (others.length === 0) return
  const { item, variant } = one
  const why = retired.has(code) ? 'was retired' : 'belongs to another variant'
  survey.report(retired.has(code) ? 'TB3017' : 'TB3004', { key: code, item, variant, found: `${code} ${why}` })
}
