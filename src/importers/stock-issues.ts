import type { IssueScope } from '../store/issues.ts'
import type { Store, Trx } from '../store/open.ts'
import { issueFiles } from '../store/stock-files.ts'

type Settles = NonNullable<IssueScope['settles']>

/** What a stock file has to say about issues that earlier ones opened. */
export interface Speaking {
  side: string
  /** Locations that the file has rows of. Issues of files of other locations are none of its business (R08). */
  locations: readonly string[]
  /**
   * `rows`: it was applied, so whatever it does not show is over. `files`: its rows had no effect of their own, so only
   * what files without effect have shown is over, that they were held or refused included. `refusals`: it was refused
   * itself, and a held one still waits.
   */
  about: 'rows' | 'files' | 'refusals'
}

/** Which open issues a stock file ends when it does not show them. */
export async function stockSettles(store: Store | Trx, { side, locations, about }: Speaking): Promise<Settles> {
  const files = await issueFiles(store, side)
  return ({ code, evidence, occurrences }) => {
    const file = files.get(evidence)
    const apart = file && file.locations.length > 0 && locations.length > 0
    if (apart && !file.locations.some((location) => locations.includes(location))) return false
    if (about === 'rows') return true
    if (file?.state === 'refused') return true
    const onlyThere = file !== undefined && file.state !== 'applied' && occurrences === 1
    return about === 'files' && (GUARD.test(code) || onlyThere)
  }
}

const GUARD = /^TB500[1-8]$/
