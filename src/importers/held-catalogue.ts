import { existsSync } from 'node:fs'
import { UsageError } from '../model/errors.ts'
import { findInbound, heldTogether } from '../store/files.ts'
import type { InboundFileRow } from '../store/schema.ts'
import { headOf, kindNamed } from '../webshops/kinds.ts'
import { type FlowContext, sideOf, withScratch } from '../workspace/context.ts'
import { emptyOutcome, type Outcome } from '../workspace/outcome.ts'
import type { Release } from './held-stock.ts'
import { stagedBefore, takeCatalogue } from './shop-catalogue.ts'
import { shopContext } from './shop-context.ts'
import type { ShopFile } from './shop-files.ts'

/**
 * Lets a held catalogue pass: the archived bytes of its whole set are read anew, compared with what the store holds today,
 * and applied whatever guards trip.
 */
export async function releaseCatalogue(context: FlowContext, release: Release): Promise<Outcome> {
  const row = await findInbound(context.store, release.file)
  if (row?.state !== 'held' || row.flow !== 'shop-catalogue' || row.side !== sideOf(context))
    throw new UsageError(`${release.file} is not a held product file of ${sideOf(context)}. See \`files list\`.`)
  const files: ShopFile[] = []
  for (const each of await heldTogether(context.store, row)) files.push(await archived(context, each))
  const settings = await shopContext(context)
  return withScratch(context, () => takeCatalogue(context, files, settings, emptyOutcome('ok'), release))
}

async function archived(context: FlowContext, row: InboundFileRow): Promise<ShopFile> {
  const file = stagedBefore(context, row)
  if (!existsSync(file.path))
    throw new UsageError(`The bytes of ${row.name} are not in the archive any more (${row.path}).`)
  const kind = kindNamed(row.kind)
  if (!kind) throw new UsageError(`${row.name} is of a kind that is not read any more: ${row.kind}.`)
  return { ...file, kind, head: await headOf(file.path) }
}
