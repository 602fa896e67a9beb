import { UsageError } from '../model/errors.ts'
import type { Store } from '../store/open.ts'
import { runsEnding } from '../store/runs.ts'
import type { RunRow } from '../store/schema.ts'

/** The run of this id, or the only one whose id ends like it. @throws UsageError that names those that fit */
export async function runNamed(store: Store, id: string): Promise<RunRow> {
  const runs = await runsEnding(store, id)
  if (runs.length === 1) return runs[0]!
  if (runs.length === 0) throw new UsageError(`There is no run "${id}". See \`runs list\`.`)
  throw new UsageError(`Several runs end in "${id}"; say more of the id:\n${runs.map((r) => `  ${r.id}`).join('\n')}`)
}
