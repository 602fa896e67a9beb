import { resolve } from 'node:path'
import { FileRefused } from '../model/errors.ts'
import { finding } from '../model/findings.ts'
import { readStock } from '../profiles/stock.ts'
import type { InboundFileRow } from '../store/schema.ts'
import { appliedParts, locationsOfFile } from '../store/stock-files.ts'
import { addSiblings, settleSiblings } from '../store/stock-part.ts'
import { compareStock } from '../store/stock-plan.ts'
import { type FlowContext, partnerOf } from '../workspace/context.ts'
import { emptyOutcome, type Outcome } from '../workspace/outcome.ts'
import type { PlaceCodes } from '../workspace/place-codes.ts'
import type { Feed, StagedFile } from './inbound-file.ts'
import { addUnnamed, withoutMended } from './mended-issues.ts'
import type { MendedPart } from './mended-part.ts'
import { latestOf } from './stock-feed.ts'
import { judge } from './stock-judge.ts'
import { readIntoScratch } from './stock-rows.ts'
import { passOver } from './stock-without-effect.ts'

/**
 * Joins a mended part to the photograph it is from: the same as-of, the same rules between its rows and the others of
 * that file, and nothing said of codes it does not list (R46). Guards do not apply, for it is a part by nature.
 */
export async function joinPart(
  context: FlowContext,
  feed: Feed,
  file: StagedFile,
  part: MendedPart,
  codesAt: PlaceCodes | undefined,
): Promise<Outcome> {
  const { partner, stock } = partnerOf(context)
  const { original } = part
  const { last } = await latestOf(context, await locationsOfFile(context.store, original.id))
  if (last && last.id !== original.id && last.sha256 !== original.sha256 && original.as_of <= last.as_of)
    return pastIts(context, file, original, last)
  if (original.state !== 'applied' || !last) throw notApplied(original)
  const parts = await appliedParts(context.store, original.id)
  const again = parts.find((row) => row.sha256 === file.sha256)
  if (again && !context.look) return passOver(context, file, again.as_of, { kind: 'duplicate', of: again })
  const reading = readStock(file.path, part.partner, { reshape: part.reshape, codesAt })
  const outcome = emptyOutcome('ok')
  outcome.notes.push(`A mended part of ${original.name} (${original.id}), as of ${last.as_of}.`, ...part.notes)
  await readIntoScratch(context, reading, outcome)
  outcome.findings.add(part.restored)
  await addRowsBeside(context, part, codesAt)
  await withoutMended(context, part.unnamed, parts)
  await compareStock(context.store, {
    partner,
    shop: context.shopName,
    duplicates: stock!.duplicates,
    partOf: original.id,
    at: context.now().toISOString(),
  })
  return judge({
    context,
    feed,
    file,
    reading,
    partner: part.partner,
    asOf: last.as_of,
    asOfFrom: original.as_of_from,
    outcome,
    part,
  })
}

/** The rows of the source that were taken then, with which a mended row has to agree; and those that nothing names. */
async function addRowsBeside(
  context: FlowContext,
  { original, unnamed }: MendedPart,
  codesAt: PlaceCodes | undefined,
): Promise<void> {
  const path = resolve(context.root, original.path)
  for await (const batch of readStock(path, partnerOf(context), { codesAt }).batches()) {
    await addSiblings(context.store, batch.records)
    addUnnamed(unnamed, batch)
  }
  await settleSiblings(context.store, partnerOf(context).stock!.duplicates)
}

function pastIts(
  context: FlowContext,
  file: StagedFile,
  original: InboundFileRow,
  last: InboundFileRow,
): Promise<Outcome> {
  const note = `Its rows are from ${original.name} of ${original.as_of}; mend those of ${last.name} instead.`
  return passOver(context, file, original.as_of, { kind: 'superseded', by: last }, note)
}

function notApplied({ id, name, state }: InboundFileRow): FileRefused {
  const fix =
    state === 'held'
      ? `${name} is held: release it first (\`release ${id}\`), then import its mended rows.`
      : `${name} had no effect, so its rows have none alone; import a whole file.`
  return new FileRefused([
    finding('TB1026', { found: `${name} is ${state}`, expected: 'a file that was applied', fix }),
  ])
}
