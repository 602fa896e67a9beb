import { type RawBuilder, sql } from 'kysely'

/** What a row of a stock file was compared with when it was rejected or skipped; quantities in thousandths. */
export interface Beside {
  /** Our location and the quantity of the row, where another row is the trouble. */
  location?: string
  quantity?: number
  /** Line and quantity of the other row. */
  line?: number
  other?: number
  /** The other row stands in the file that this one mends. */
  inSource?: boolean
  /** File in which a row of the code was mended already. */
  mendedIn?: string
  /** Our spelling of an almost equal code. */
  ours?: string
}

/** The Beside of a row `r` with another one of its code and location, as JSON. */
export function besideRow(
  line: RawBuilder<unknown>,
  quantity: RawBuilder<unknown>,
  inSource: RawBuilder<unknown> = sql`json('false')`,
): RawBuilder<string> {
  return sql`json_object('location', r.location, 'quantity', r.quantity, 'line', ${line}, 'other', ${quantity}, 'inSource', ${inSource})`
}
