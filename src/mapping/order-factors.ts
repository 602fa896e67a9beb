import type { Finding } from '../model/findings.ts'
import { formatQuantity } from '../model/quantity.ts'
import type { ShopOrder } from '../model/records.ts'
import { unitsOfCode } from './code-factor.ts'
import type { DocumentRules } from './document-rules.ts'
import { orderFinding } from './order-finding.ts'
import { type LineDraft, nameOf } from './order-lines.ts'

/**
 * Quantities as the till counts them: where one of the code is a pack, pieces become packs, exactly or not at all
 * (TB3050). Amounts stay, so the price derived from them is that of a pack.
 */
export function inUnitsOfCode(
  order: ShopOrder,
  drafts: readonly LineDraft[],
  rules: Pick<DocumentRules, 'factorOf'>,
): { lines: LineDraft[]; findings: Finding[] } {
  const findings: Finding[] = []
  const lines = drafts.map((draft) => {
    const factor = rules.factorOf?.(draft.source) ?? 1000
    if (factor === 1000) return draft
    const quantity = unitsOfCode(draft.quantity, factor)
    if (quantity !== null) return { ...draft, quantity }
    const found = `${nameOf(draft.source)}: ${formatQuantity(draft.quantity)}`
    findings.push(orderFinding(order, 'TB3050', { found, expected: `a multiple of ${formatQuantity(factor)}` }))
    return draft
  })
  return { lines, findings }
}
