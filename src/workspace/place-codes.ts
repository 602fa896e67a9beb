import { placeIndex, type TillPlace } from '../mapping/matrix-shapes.ts'
import { shareMembers } from '../store/code-aliases.ts'
import { issuedCodes } from '../store/codes.ts'
import { matrixItems } from '../store/matrix.ts'
import { sharedCodes } from './code-world.ts'
import { type FlowContext, partnerOf } from './context.ts'

/** Codes of the variants at a place, '' for one without a code; several where the place does not tell them apart. */
export type PlaceCodes = (place: TillPlace) => readonly string[]

/**
 * For a till that names variants by item, colour and size instead of a code: the code this partner has for whatever
 * stands there. `fresh` are codes that a plan would issue.
 */
export async function placeCodes(
  context: FlowContext,
  fresh: readonly { variantId: number; code: string }[],
): Promise<PlaceCodes> {
  const { store, shopName } = context
  const { partner } = partnerOf(context)
  const issued = await issuedCodes(store, partner)
  const shares = await shareMembers(store, partner)
  const codes = new Map(fresh.map(({ variantId, code }) => [variantId, code]))
  for (const { variantId, code, retiredAt } of [...issued, ...sharedCodes({ issued, shares })])
    if (retiredAt === null) codes.set(variantId, code)
  const index = placeIndex(await matrixItems(store, shopName))
  // Variants that share a code are one thing at the till, so one code may stand for several of them.
  return (place) => [...new Set(index.find(place).map((id) => codes.get(id) ?? ''))]
}
