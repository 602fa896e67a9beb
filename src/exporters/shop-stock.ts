import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { PartnerConfig } from '../config/partner.ts'
import { finding } from '../model/findings.ts'
import { utcToZoned } from '../model/zoned-time.ts'
import { buildFileName } from '../profiles/file-name.ts'
import { summarise } from '../reports/summary.ts'
import { writeReports } from '../reports/write-reports.ts'
import { lastApplied } from '../store/files.ts'
import { createShopStockScratch, dueStock, keepWanted, wantedCounts } from '../store/shop-stock.ts'
import { writeStockFor } from '../webshops/stock-writers.ts'
import type { StockFile, WriteStockContext } from '../webshops/webshop.ts'
import { exchangeFolder, type FlowContext, fileFolder, storedPath, withScratch } from '../workspace/context.ts'
import { newFileId } from '../workspace/file-id.ts'
import { keepIssues } from '../workspace/issues.ts'
import { emptyOutcome, type Outcome, toReport } from '../workspace/outcome.ts'
import { computeAvailable } from './available-stock.ts'
import { deliver, freeze, heldBack, isStopped, nextSequence, type RenderedFile } from './outbound-file.ts'

/** What a shop-stock flow must know beside its own shop: the partners whose stock counts, and the shop's readers' settings. */
export interface ShopStockSources {
  partners: readonly PartnerConfig[]
  settings: WriteStockContext
}

/**
 * Stock for a shop: what may be sold of each variant by the partners' latest photographs, less what the shop has sold
 * and the till had not booked by then; written in the shop's own import shape, only where it differs from what the shop
 * shows.
 */
export async function exportShopStock(context: FlowContext, sources: ShopStockSources): Promise<Outcome> {
  const outcome = emptyOutcome('ok')
  const { shop } = context
  if (!shop.stock) throw new Error('the shop has no stock flow')
  if (await heldBack(context, false, outcome)) return outcome
  return withScratch(context, async () => {
    await createShopStockScratch(context.store)
    await computeAvailable(context, sources.partners, outcome)
    const counts = await wantedCounts(context.store, context.shopName)
    Object.assign(outcome.counts, { new: counts.fresh, changed: counts.changed, same: counts.same })
    outcome.counts.read = counts.fresh + counts.changed + counts.same + outcome.counts.skipped
    outcome.result = counts.fresh + counts.changed > 0 ? 'ok' : 'nothing-to-do'
    if (context.mode === 'plan') planned(context, outcome)
    else await write(context, sources.settings, outcome)
    return withIssues(outcome)
  })
}

function withIssues(outcome: Outcome): Outcome {
  if (outcome.findings.errors > 0 && outcome.result !== 'failed') outcome.result = 'done-with-issues'
  return outcome
}

function fileName(context: FlowContext, seq: number | undefined): string {
  const { stock, timeZone } = context.shop
  return buildFileName(stock!.file, {
    at: utcToZoned(context.now().toISOString(), timeZone),
    ...(seq === undefined ? {} : { seq }),
  })
}

function planned(context: FlowContext, outcome: Outcome): void {
  if (outcome.result === 'nothing-to-do') return
  outcome.files.push({
    direction: 'out',
    name: context.shop.stock!.file,
    id: null,
    path: null,
    state: 'planned',
    bytes: null,
    sha256: null,
    rows: outcome.counts.new + outcome.counts.changed,
  })
}

async function write(context: FlowContext, settings: WriteStockContext, outcome: Outcome): Promise<void> {
  const { store, shopName, shop } = context
  const now = context.now().toISOString()
  const evidence = outcome.result === 'ok' ? now : 'same'
  let written: StockFile = { rows: 0, written: [], findings: [] }
  let file: RenderedFile | undefined
  if (outcome.result === 'ok') {
    const sequence = shop.stock!.file.includes('{seq')
      ? await nextSequence(context, { digits: digitsOf(shop.stock!.file), wraps: true, start: 1 })
      : null
    const draft = await draftFile(context, fileName(context, sequence?.number))
    written = await writeStockFor(shop.kind)(draft.path, changes(context), settings)
    outcome.findings.add(written.findings)
    if (written.rows > 0) {
      file = { ...draft, ...(await hashed(draft.path)), rows: written.rows }
      await freeze(context, [file], sequence, (trx) => keepWanted(trx, shopName, written.written))
      const sent = await deliver(context)
      outcome.files.push(...sent.files)
      outcome.findings.add(sent.findings)
      if (isStopped(sent.findings)) outcome.result = 'failed'
    } else await rm(draft.archiveFolder, { recursive: true, force: true })
  }
  const left = outcome.counts.new + outcome.counts.changed - written.written.length
  if (left > 0 && outcome.result === 'ok') notWritten(outcome, left, written)
  await store.transaction().execute((trx) => keepIssues(trx, context, evidence, outcome.findings))
  if (file) {
    const reports = await writeReports(toReport(context, outcome, now, summarise), file.archiveFolder)
    outcome.files.push(...reports.map((f) => ({ ...f, path: f.path && storedPath(context, f.path) })))
  }
}

/** What the shop's import shape could not carry was told as findings; it is not counted as written. */
function notWritten(outcome: Outcome, left: number, written: StockFile): void {
  const rejected = Math.min(left, written.findings.filter((f) => f.severity === 'error').length)
  const fromNew = Math.min(left, outcome.counts.new)
  outcome.counts.new -= fromNew
  outcome.counts.changed -= left - fromNew
  outcome.counts.rejected += rejected
  outcome.counts.skipped += left - rejected
}

async function* changes(context: FlowContext) {
  for await (const page of dueStock(context.store, context.shopName)) {
    yield page.map(({ wanted, ...row }) => ({ ...row, available: wanted }))
  }
}

async function draftFile(context: FlowContext, name: string) {
  const id = newFileId(context.now())
  const archiveFolder = await fileFolder(context, id)
  const folder = resolve(exchangeFolder(context), context.shop.stock!.folder)
  await mkdir(folder, { recursive: true })
  return { id, name, path: join(archiveFolder, name), archiveFolder, target: join(folder, name) }
}

async function hashed(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  for await (const part of createReadStream(path)) hash.update(part as Buffer)
  return { bytes: (await stat(path)).size, sha256: hash.digest('hex') }
}

function digitsOf(pattern: string): number {
  return Number(/\{seq:(\d+)\}/.exec(pattern)?.[1] ?? 9)
}

/** The inventory export whose committed numbers are added back must be no older than the orders that are subtracted (R04). */
export async function staleInventory(context: FlowContext, inventory: string | null): Promise<boolean> {
  if (inventory === null) return false
  const orders = await lastApplied(context.store, 'shop-orders', context.shopName)
  return orders !== undefined && (await stat(inventory)).mtime.toISOString() < orders.as_of
}

export function staleFinding(inventory: string) {
  return finding('TB6004', {
    found: inventory,
    expected: 'an inventory export made after the last order export',
    key: 'inventory',
  })
}
