import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { UsageError } from '../model/errors.ts'
import { findInbound } from '../store/files.ts'
import { locationsOfFile } from '../store/stock-files.ts'
import { type FlowContext, sideOf } from '../workspace/context.ts'
import type { Outcome } from '../workspace/outcome.ts'
import type { StagedFile } from './inbound-file.ts'
import { takeReleased } from './partner-stock.ts'
import { latestOf } from './stock-feed.ts'
import { passOver } from './stock-without-effect.ts'

/** A person's word that a held file is right after all. */
export interface Release {
  /** Id of the file in the ledger. */
  file: string
  by: string
  note: string
}

/**
 * Lets a held stock file pass: its archived bytes are planned anew against today's levels and applied with its own as-of,
 * whatever guards trip. One that is older than what was applied since is superseded instead.
 */
export async function releaseStock(context: FlowContext, release: Release): Promise<Outcome> {
  const row = await findInbound(context.store, release.file)
  if (row?.state !== 'held' || row.flow !== 'stock' || row.side !== sideOf(context))
    throw new UsageError(`${release.file} is not a held stock file of ${sideOf(context)}. See \`files list\`.`)
  const path = resolve(context.root, row.path)
  if (!existsSync(path)) throw new UsageError(`The bytes of ${row.name} are not in the archive any more (${row.path}).`)
  const file: StagedFile = {
    id: row.id,
    name: row.name,
    path,
    folder: dirname(path),
    bytes: row.bytes,
    sha256: row.sha256,
    fileTime: row.as_of,
    seenAt: row.seen_at,
    named: true,
  }
  const { last, undone } = await latestOf(context, await locationsOfFile(context.store, row.id))
  const by = last && row.as_of < last.as_of ? last : undone && row.as_of <= undone.as_of ? undone : undefined
  if (by) return passOver(context, file, row.as_of, { kind: 'superseded', by })
  return takeReleased(context, file, row.as_of, row.as_of_from, release)
}
