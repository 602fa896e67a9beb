import { UsageError } from '../model/errors.ts'
import type { Flow, RunReport } from '../model/run-report.ts'
import { recordDecision } from '../store/audit.ts'
import { heldTogether } from '../store/files.ts'
import { resolveGuardIssues } from '../store/issues.ts'
import type { InboundFileRow } from '../store/schema.ts'
import { discardHeld, heldFiles } from '../store/stock-files.ts'
import { runFlow } from './run-flow.ts'
import type { OpenWorkspace } from './workspace.ts'

/** Who decides about a held file, and why; both are kept for good. */
export interface Decider {
  by: string
  note: string
}

/** The held file that a word means: its id, the end of it, or its name. */
export async function heldFile(workspace: OpenWorkspace, word: string): Promise<InboundFileRow> {
  const found = await heldFiles(workspace.store, word)
  if (found.length === 1) return found[0]!
  const ids = found.map((file) => `  ${file.id}  ${file.name}  as of ${file.as_of}`).join('\n')
  throw new UsageError(
    found.length === 0
      ? `No held file is called "${word}". See \`files list\`.`
      : `Several held files fit "${word}":\n${ids}`,
  )
}

/** Applies a held file, or the set it belongs to, although guards tripped, in a run of its own. */
export async function releaseFile(
  workspace: OpenWorkspace,
  file: InboundFileRow,
  decider: Decider,
): Promise<RunReport> {
  const { by, note } = said(decider)
  const side = file.flow === 'shop-catalogue' ? { shop: file.side } : { partner: file.side }
  return runFlow({ flow: file.flow as Flow, ...side, mode: 'run', release: { file: file.id, by, note } }, workspace)
}

/** Puts a held file, or the set it belongs to, aside for good; nothing of it is applied. */
export async function discardFile(workspace: OpenWorkspace, file: InboundFileRow, decider: Decider): Promise<void> {
  const { by, note } = said(decider)
  const at = workspace.now().toISOString()
  await workspace.store.transaction().execute(async (trx) => {
    const files = (await heldTogether(trx, file)).map(({ id }) => id)
    if (!(await discardHeld(trx, file.id))) throw new UsageError(`${file.name} is not held any more.`)
    const others = files.filter((id) => id !== file.id)
    for (const id of others) await discardHeld(trx, id)
    const detail = others.length > 0 ? { files } : {}
    await recordDecision(trx, { at, actor: by, action: 'discard', subject: file.id, run: null, note, detail })
    for (const id of files) await resolveGuardIssues(trx, id, at)
  })
}

function said({ by, note }: Decider): Decider {
  if (by.trim() === '' || note.trim() === '') throw new UsageError('Say who decides (--by) and why (--note).')
  return { by: by.trim(), note: note.trim() }
}
