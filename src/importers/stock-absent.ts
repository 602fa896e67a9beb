import { type Finding, finding } from '../model/findings.ts'
import { counted } from '../reports/printable.ts'
import { type GoneCodes, goneCodes } from '../store/stock-gone.ts'
import { photographedLocations } from '../store/stock-plan.ts'
import type { StockPlan } from './stock-judge.ts'

/** A person looks at a few codes and knows what happened; the others are in the levels. */
const CODES_NAMED = 20

/** Where absent means unchanged, codes that are in use and not in the file are told as one finding (R10). */
export async function absentCodes({ context, partner }: StockPlan): Promise<Finding[]> {
  const { store } = context
  const at = context.now().toISOString()
  const gone = await goneCodes(store, { partner: partner.partner, at, aboveZero: false }, CODES_NAMED)
  if (gone.total === 0) return []
  // Files that take turns with locations have an issue each.
  const key = (await photographedLocations(store)).join(', ')
  return [{ ...finding('TB2608', { expected: 'every known code, also those at zero', key }), found: named(gone) }]
}

function named({ codes, total }: GoneCodes): string {
  const more = total > codes.length ? ` and ${total - codes.length} more` : ''
  return `${counted(total, 'known code')} not listed: ${codes.join(', ')}${more}`
}
