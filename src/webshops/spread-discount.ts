import { type MinorUnits, type RateE3, splitAmount } from '../model/money.ts'

/**
 * A discount of the whole order by largest remainder: over the tax rates first, then over the lines of each rate (R23), so
 * that every rate's share is exact. `weights` are the lines' amounts, 0 for a line that takes no part.
 */
export function spreadByRate(
  discount: MinorUnits,
  weights: readonly MinorUnits[],
  rates: readonly (RateE3 | null)[],
): MinorUnits[] {
  const distinct = [...new Set(rates)]
  const linesOf = distinct.map((rate) => rates.flatMap((other, i) => (other === rate ? [i] : [])))
  const perRate = splitAmount(
    discount,
    linesOf.map((lines) => lines.reduce((sum, i) => sum + weights[i]!, 0)),
  )
  const shares = weights.map(() => 0)
  for (const [r, lines] of linesOf.entries()) {
    const parts = splitAmount(
      perRate[r]!,
      lines.map((i) => weights[i]!),
    )
    for (const [n, i] of lines.entries()) shares[i] = parts[n]!
  }
  return shares
}
