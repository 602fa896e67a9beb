import { dirname, resolve } from 'node:path'
import { guardsSchema } from '../config/partner.ts'
import { runGuards } from '../mapping/guards.ts'
import { FileRefused } from '../model/errors.ts'
import { finding } from '../model/findings.ts'
import { counted } from '../reports/printable.ts'
import { recordDecision } from '../store/audit.ts'
import { inboundOfRun, lastApplied, lastSet, setInbound, supersedeHeldSets } from '../store/files.ts'
import type { InboundFileRow } from '../store/schema.ts'
import { applyCatalogue, resolveOpenLines } from '../store/shop.ts'
import { compareShop, createShopScratch, shopLineResults, shopPlanCounts, shopPlanFigures } from '../store/shop-plan.ts'
import { type FlowContext, withScratch } from '../workspace/context.ts'
import { keepIssues } from '../workspace/issues.ts'
import { emptyOutcome, type Outcome } from '../workspace/outcome.ts'
import { readingSettings } from '../workspace/settings.ts'
import type { Release } from './held-stock.ts'
import type { StagedFile } from './inbound-file.ts'
import { shopContext } from './shop-context.ts'
import {
  type FileCounts,
  findShopFiles,
  hashOf,
  looks,
  readIntoScratch,
  type ShopFile,
  stageShopFiles,
} from './shop-files.ts'
import { releaseNote } from './stock-judge.ts'
import { endFile, fileRow } from './take-files.ts'

/**
 * The catalogue of a shop: products, saved variations and inventory exports make one set, read together and taken
 * whole. A set that was read before in the same bytes is nothing new.
 */
export async function importShopCatalogue(
  context: FlowContext,
  named?: { path: string; as?: string | undefined },
): Promise<Outcome> {
  const { shop } = context
  const paths = named
    ? [named.path]
    : await findShopFiles(context, [...(shop.products ?? []), ...(shop.variations ?? []), ...(shop.inventory ?? [])])
  if (paths.length === 0) return nothing(`No product file in ${shop.folder}.`)
  const known = context.look ? null : await sameSet(context, paths)
  if (known) return lookedAtBefore(context, known)
  const settings = await shopContext(context)
  const outcome = emptyOutcome('ok')
  const staged: StagedFile[] = []
  try {
    const files = await stageShopFiles(context, paths, settings, staged, named?.as)
    return await withScratch(context, () => takeCatalogue(context, files, settings, outcome))
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error
    return refused(context, staged, error)
  }
}

/** A set that a person must decide about stays held, however often it is found. */
function lookedAtBefore(context: FlowContext, rows: readonly InboundFileRow[]): Outcome {
  const [first] = rows
  if (first?.state !== 'held') return nothing('The files are those that were looked at last; nothing to do.')
  const outcome = nothing(
    `${rows.map((row) => row.name).join(', ')} is held already as ${first.id}: release it (\`release ${first.id}\`), or discard it.`,
  )
  outcome.result = 'held'
  outcome.files = rows.map((row) => fileRow(context, stagedBefore(context, row), 'held', row.read_rows))
  return outcome
}

/** A file of the ledger, as it lies in the archive. */
export function stagedBefore(context: FlowContext, row: InboundFileRow): StagedFile {
  const path = resolve(context.root, row.path)
  return {
    id: row.id,
    name: row.name,
    path,
    folder: dirname(path),
    bytes: row.bytes,
    sha256: row.sha256,
    fileTime: row.file_time,
    seenAt: row.seen_at,
    named: true,
  }
}

/** Reads a set, compares it with the store, and applies it unless a guard trips; `release`: a person lets it pass. */
export async function takeCatalogue(
  context: FlowContext,
  files: ShopFile[],
  settings: Awaited<ReturnType<typeof shopContext>>,
  outcome: Outcome,
  release?: Release,
): Promise<Outcome> {
  const { store, shopName } = context
  await createShopScratch(store)
  const perFile: FileCounts[] = []
  for (const [index, file] of files.entries())
    perFile.push(await readIntoScratch(context, file, index, settings, outcome))
  await compareShop(store, shopName)
  Object.assign(outcome.figures, looks(files))
  const counts = await shopPlanCounts(store)
  outcome.counts = { read: outcome.counts.read, ...counts }
  const figures = await shopPlanFigures(store, shopName)
  const complete = files.some((f) => f.kind.holds === 'catalogue' && f.head.form === 'csv')
  // A rejected row may be any product that seems to be gone.
  const unnamed = perFile.reduce(
    (sum, counts, i) => sum + (files[i]!.kind.holds === 'catalogue' ? counts.unnamed : 0),
    0,
  )
  const removes = complete && unnamed === 0
  outcome.missing = removes ? figures.removed : 0
  Object.assign(outcome.figures, { items: figures.items, variants: figures.variants, levels: figures.levels })
  if (complete && figures.removed > 0) outcome.notes.push(removedNote(figures.removed, unnamed))
  const { kind } = files[0]!.kind
  outcome.guards = runGuards(
    {
      read: perFile.reduce((sum, { read }, i) => sum + (files[i]!.kind.kind === kind ? read : 0), 0),
      rejected: counts.rejected,
      unknown: 0,
      levelsBefore: complete ? figures.variantsBefore : 0,
      levelsAboveZero: 0,
      levelsCovered: figures.variantsCovered,
      levelsAre: 'known variants',
      zeroed: 0,
      changed: 0,
      compared: 0,
      format: null,
      asOf: files[0]!.fileTime,
      now: context.now().toISOString(),
      last: await lastRows(context, kind),
    },
    { ...guardsSchema.parse({}), rejected: 'off', rows: complete ? 0.5 : 'off' },
  )
  const tripped = outcome.guards.filter((g) => g.tripped)
  const held = tripped.length > 0 && !release
  if (held)
    outcome.findings.add(
      tripped.map((g) =>
        finding(g.name === 'rows' ? 'TB5001' : 'TB5002', { found: g.sentence, expected: g.limit, key: g.name }),
      ),
    )
  if (release) outcome.notes.push(releaseNote(release, tripped))
  outcome.result = held
    ? 'held'
    : counts.rejected > 0 || outcome.findings.errors > 0
      ? 'done-with-issues'
      : counts.new + counts.changed + outcome.missing === 0
        ? 'nothing-to-do'
        : 'ok'
  const state = context.mode === 'plan' ? 'planned' : held ? 'held' : 'applied'
  outcome.files = files.map((file, i) => fileRow(context, file, state, perFile[i]!.read))
  if (context.mode === 'run') await commit(context, files, perFile, outcome, { state, removes, release })
  for (const [index, file] of files.entries()) await reports(context, file, index, outcome, settings)
  return outcome
}

/** Rows of one kind in the set that was applied last. */
async function lastRows(context: FlowContext, kind: string) {
  const last = await lastApplied(context.store, context.flow, context.shopName, kind)
  if (!last) return null
  const rows = (await inboundOfRun(context.store, last.run)).filter((r) => r.flow === last.flow && r.kind === kind)
  return { read: rows.reduce((sum, row) => sum + row.read_rows, 0), unknown: 0, format: null }
}

function removedNote(removed: number, unnamed: number): string {
  if (unnamed === 0) return `${removed} variants are not in the shop's export any more and count as removed.`
  const rows = counted(unnamed, 'rejected row does', 'rejected rows do')
  return `${rows} not say for certain which product stands there, so none of ${removed} variants that seem to be gone counts as removed.`
}

async function commit(
  context: FlowContext,
  files: ShopFile[],
  perFile: FileCounts[],
  outcome: Outcome,
  { state, removes, release }: { state: string; removes: boolean; release: Release | undefined },
): Promise<void> {
  const now = context.now().toISOString()
  const started = performance.now()
  await context.store.transaction().execute(async (trx) => {
    if (state === 'applied') {
      await applyCatalogue(trx, context.shopName, now, removes)
      await resolveOpenLines(trx, context.shopName)
    }
    for (const [i, file] of files.entries())
      await setInbound(trx, file.id, {
        state,
        read_rows: perFile[i]!.read,
        rejected_rows: perFile[i]!.rejected,
        run: context.run ?? '',
      })
    const ids = files.map((file) => file.id)
    await supersedeHeldSets(trx, context.flow, context.shopName, ids)
    if (release)
      await recordDecision(trx, {
        at: now,
        actor: release.by,
        action: 'release',
        subject: release.file,
        run: context.run,
        note: release.note,
        detail: { files: ids, guards: outcome.guards.filter((g) => g.tripped) },
      })
    await keepIssues(trx, context, files[0]!.id, outcome.findings)
  })
  outcome.figures.mainLockMs = Math.round(performance.now() - started)
}

async function reports(
  context: FlowContext,
  file: ShopFile,
  index: number,
  outcome: Outcome,
  settings: Awaited<ReturnType<typeof shopContext>>,
): Promise<void> {
  const dialect = file.kind.dialect(file.head, settings)
  const rows = dialect && {
    dialect,
    headerLine: 1,
    rowResult: (lines: number[]) => shopLineResults(context.store, index, lines),
  }
  await endFile(context, file, outcome, rows ?? undefined)
}

/** The files of the last run that ended with any, when they were exactly these, read by the same settings. */
async function sameSet(context: FlowContext, paths: readonly string[]): Promise<InboundFileRow[] | null> {
  const { store, flow, shopName } = context
  const rows = await lastSet(store, flow, shopName)
  if (rows.length === 0 || rows.length !== paths.length) return null
  const settings = await readingSettings(context)
  const known = new Map(rows.map((r) => [r.source, r]))
  for (const path of paths) {
    const row = known.get(path)
    if (row?.settings !== settings || row.sha256 !== (await hashOf(path))) return null
  }
  return rows
}

export async function refused(
  context: FlowContext,
  files: readonly StagedFile[],
  error: FileRefused,
): Promise<Outcome> {
  const outcome = emptyOutcome('failed')
  outcome.findings.add(error.findings)
  outcome.notes.push('Refused as a whole; nothing was changed.')
  outcome.files = files.map((file) => fileRow(context, file, 'refused', null))
  if (context.mode === 'run') {
    const now = context.now().toISOString()
    await context.store.transaction().execute(async (trx) => {
      for (const file of files) await setInbound(trx, file.id, { state: 'refused' })
      // What rows said before, a file that was not read takes nothing back of.
      await keepIssues(trx, context, files.at(-1)?.id ?? now, outcome.findings, { settles: () => false })
    })
    const last = files.at(-1)
    if (last) await endFile(context, last, outcome)
  }
  return outcome
}

export function nothing(note: string): Outcome {
  const outcome = emptyOutcome()
  outcome.notes.push(note)
  return outcome
}
