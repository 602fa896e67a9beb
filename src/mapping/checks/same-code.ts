import type { MatrixItem, MatrixVariant } from '../../model/matrix.ts'
import { withParentCode } from './parent-code.ts'
import { carriedFor, keyNameOf, listed, type Survey } from './survey.ts'
import type { Check } from './world.ts'

/** One code on two variants, within an item or across items: as it stands, or only as it is written for this partner. */
export function sameCode(survey: Survey): Check {
  const parents = new Set<number>()
  const doubled = new Map<string, MatrixItem>()
  const codeless: { item: MatrixItem; variant: MatrixVariant; carried: string }[] = []
  return {
    item(checked) {
      const withParent = withParentCode(survey, checked)
      if (withParent.length > 1) for (const { variant } of withParent) parents.add(variant.id)
      for (const { item, variant, code, carried, needsCode } of checked.variants) {
        if (!needsCode || (code ?? carried) === null) continue
        if (Array.isArray(survey.holders.get((code ?? carried)!))) doubled.set((code ?? carried)!, item)
        if (code === null) codeless.push({ item, variant, carried: carried! })
      }
    },
    end() {
      for (const [code, item] of doubled)
        reportDouble(survey, code, survey.holders.get(code) as MatrixVariant[], item, parents)
      reportFormer(
        survey,
        codeless.filter(({ carried }) => !doubled.has(carried)),
      )
    },
  }
}

/** `item` is that of the last of them. */
function reportDouble(
  survey: Survey,
  code: string,
  claims: readonly MatrixVariant[],
  item: MatrixItem,
  parents: ReadonlySet<number>,
): void {
  const [first] = claims
  const within = claims.every(({ itemKey }) => itemKey === item.key)
  // Then it is the code of the item, which is said there.
  if (within && claims.every(({ id }) => parents.has(id))) return
  if (claims.every((one) => one === first || survey.shared(one.id, first!.id))) return
  const writtenAs = (one: MatrixVariant) => carriedFor(one, survey.world.rules) ?? code
  const issued = ({ id }: MatrixVariant) => survey.codeOf(id)?.issuedAt !== undefined
  const respelled = !claims.some(issued) && new Set(claims.map(writtenAs)).size > 1
  const names = claims.map((one) => (respelled ? `${writtenAs(one)} of ${keyNameOf(one)}` : keyNameOf(one)))
  survey.cover(respelled ? 'TB3004' : 'TB3015', code)
  survey.report(respelled ? 'TB3015' : 'TB3004', {
    key: code,
    found: `${code}: ${listed(names)}`,
    names: claims.map(({ key }) => key),
    // Whoever has it keeps it: an issued code never moves.
    blocks: claims.filter((one) => !issued(one)).map(({ id }) => id),
    ...(within ? { item } : {}),
  })
}

/** A code the shop carries that was given to another variant before, which has gone or has another one now. */
function reportFormer(
  survey: Survey,
  codeless: readonly { item: MatrixItem; variant: MatrixVariant; carried: string }[],
): void {
  const owners = survey.ownersAmong(new Set(codeless.map(({ carried }) => carried)))
  if (owners.size === 0) return
  const inUse = new Set(survey.world.issued.filter((one) => one.retiredAt === null).map(({ code }) => code))
  const aliased = new Set(survey.world.aliases.filter(({ until }) => until === null).map(({ code }) => code))
  for (const { item, variant, carried } of codeless) {
    const others = [...(owners.get(carried) ?? [])].filter((id) => id !== variant.id && !survey.shared(id, variant.id))
    if (others.length === 0) continue
    const retired = !inUse.has(carried) && !aliased.has(carried)
    const found = `${carried} ${retired ? 'was retired' : 'belongs to another variant'}`
    survey.report(retired ? 'TB3017' : 'TB3004', { key: carried, item, variant, found })
  }
}
