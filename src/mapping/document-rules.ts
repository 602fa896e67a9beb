import type { Finding } from '../model/findings.ts'
import type { Thousandths } from '../model/quantity.ts'
import type { OrderLine } from '../model/records.ts'
import type { NumberRules } from './order-number.ts'
import type { PaymentRules } from './order-payments.ts'
import type { RoundingRules } from './order-rounding.ts'

/** The code a partner knows a line by. `notices` travel with the document (TB3011: resolved by the variation's id). */
export type CodeOf = (line: OrderLine) => { code: string; notices?: Finding[] } | { problem: Finding }

/** How orders become documents of one partner; most of it is `orders` of its configuration. */
export interface DocumentRules extends PaymentRules, NumberRules, RoundingRules {
  kind: 'sale' | 'stock'
  /** Of the till. */
  currency: string
  /**
   * Tax rate to the till's code; the first of "DK reduced-rate 25", "DK 25", "reduced-rate 25", "25" counts. An empty
   * table writes the rate itself; a table with entries is closed.
   */
  taxes: Record<string, string>
  /** Code of lines that have none of their own, by kind. */
  kinds: Record<string, { code: string }>
  /** Decimals of quantities the till takes. */
  decimals: number
  /** Decimals of a line's own article, where they differ. */
  decimalsOf?: (line: OrderLine) => number | undefined
  codeOf: CodeOf
  /** Pieces behind one of the line's code, in thousandths; 1000 where it is not said. */
  factorOf?: (line: OrderLine) => Thousandths
  /** When the document is written, UTC ISO. */
  bookedAt: string
  revision: number
  attempt: number
  /** The shop's home country, for orders without one. */
  country: string
}
