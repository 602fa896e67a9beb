import type { Finding } from '../../model/findings.ts'
import type { Survey } from './survey.ts'
import type { Check, CheckedVariant } from './world.ts'

/**
 * Variants without a code. Why the plan gave them none is passed on, unless another check has said it; those for which
 * nobody has a reason have no code, plainly. Stands last in the table.
 */
export function noCode(survey: Survey): Check {
  const { plan } = survey.world
  const without = new Map<number, CheckedVariant>()
  return {
    item({ variants }) {
      for (const one of variants) if (one.needsCode && one.code === null) without.set(one.variant.id, one)
    },
    end() {
      for (const { blocks } of survey.findings) for (const id of blocks) without.delete(id)
      if (plan) passOn(survey, without)
      const suggested = new Map([...(plan?.suggestions ?? [])].reverse().map((one) => [one.variantId, one]))
      for (const [id, { item, variant, carried }] of without) {
        const likely = suggested.get(id)
        survey.report('TB3003', {
          key: variant.key,
          item,
          variant,
          found: carried ?? '(none)',
          ...(likely ? { expected: `perhaps ${likely.code}: ${likely.reason}` } : {}),
          ...(carried !== null && !plan ? { fix: 'The shop carries a code: issue it with `codes apply`.' } : {}),
        })
      }
    },
  }
}

/** The plan's own findings, with the place in the shop; takes the variants they explain out of `without`. */
function passOn({ world, covers, report }: Survey, without: Map<number, CheckedVariant>): void {
  const byKey = new Map([...without.values()].map((one) => [one.variant.key, one]))
  const byCause = new Map<string, CheckedVariant[]>()
  const causes = new Set<string>()
  for (const { variantId, cause } of world.plan?.without ?? []) {
    causes.add(cause)
    const one = without.get(variantId)
    if (!one) continue
    const same = byCause.get(cause)
    if (same) same.push(one)
    else byCause.set(cause, [one])
  }
  for (const reason of world.plan?.unassigned ?? []) {
    const { key = '', code, row: _, ...place } = reason
    const one = byKey.get(key)
    const explained = one ? [one] : (byCause.get(code) ?? [])
    if (covers(code, key)) continue
    if (!causes.has(code)) {
      // Of a file the plan was made with, such as the value table: no variant is meant.
      report(code, { ...reason, key, names: [] })
      continue
    }
    if (explained.length === 0) continue
    const concerned = one || code === 'TB3003' ? explained : named(reason, explained)
    report(code, {
      ...place,
      key,
      ...(one ? { item: one.item, variant: one.variant } : {}),
      names: concerned.map(({ variant }) => variant.key),
      blocks: concerned.map(({ variant }) => variant.id),
    })
    for (const { variant } of concerned) without.delete(variant.id)
  }
}

/** Those the sentence names; all that have the cause, when it names none of them. */
function named({ found }: Finding, all: readonly CheckedVariant[]): readonly CheckedVariant[] {
  const some = all.filter(({ variant }) => found?.includes(variant.sku || variant.key))
  return some.length > 0 ? some : all
}
