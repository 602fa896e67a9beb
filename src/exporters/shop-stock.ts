import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { PartnerConfig } from '../config/partner.ts'
import type { ShopConfig } from '../config/workspace.ts'
import { finding } from '../model/findings.ts'
import { utcToZoned } from '../model/zoned-time.ts'
import { buildFileName } from '../profiles/file-name.ts'
import { summarise } from '../reports/summary.ts'
import { writeReports } from '../reports/write-reports.ts'
import { lastApplied } from '../store/files.ts'
import { syncIssues } from '../store/issues.ts'
import {
  addWanted,
  type BookingRule,
  createShopStockScratch,
  dueStock,
  goodsPage,
  keepWanted,
  levelsOf,
  oldestAsOf,
  unbooked,
  type VariantPage,
  type WantedRow,
  wantedCounts,
} from '../store/shop-stock.ts'
import { writeStockFor } from '../webshops/stock-writers.ts'
import type { StockFile, WriteStockContext } from '../webshops/webshop.ts'
import { exchangeFolder, type FlowContext, fileFolder, ownerOf, storedPath, withScratch } from '../workspace/context.ts'
import { newFileId } from '../workspace/file-id.ts'
import { emptyOutcome, type Outcome, toReport } from '../workspace/outcome.ts'
import { goLive } from './due-orders.ts'
import { deliver, freeze, heldBack, nextSequence, type RenderedFile } from './outbound-file.ts'

const PAGE = 1000

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
    await compute(context, sources.partners, outcome)
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

/** Partner with its booking rule, ready for queries; null as-of: it never sent a stock file. */
interface Source {
  partner: PartnerConfig
  rule: BookingRule
}

async function compute(context: FlowContext, partners: readonly PartnerConfig[], outcome: Outcome): Promise<void> {
  const sources = await knownSources(context, partners, outcome)
  const groups = locationGroups(context.shop)
  let after = 0
  let unknown = 0
  let uncounted = 0
  for (;;) {
    const page = await goodsPage(context.store, context.shopName, after, PAGE)
    if (page.length === 0) break
    after = page.at(-1)!.id
    const available = await availablePage(context, sources, groups, page)
    const wanted: WantedRow[] = []
    for (const variant of page) {
      const perGroup = available.get(variant.id)
      if (variant.stockManaged === 'none') uncounted += 1
      else if (!perGroup) unknown += 1
      else for (const [location, quantity] of perGroup) wanted.push(wantedRow(variant, location, quantity))
    }
    await addWanted(context.store, wanted)
    context.progress.step('variants', outcome.counts.read)
  }
  outcome.counts.skipped = unknown + uncounted
  if (unknown > 0) outcome.notes.push(`${unknown} variants left alone: no till has told a number for them.`)
  if (uncounted > 0) outcome.notes.push(`${uncounted} variants left alone: the shop does not count their stock.`)
}

function wantedRow(variant: VariantPage, location: string, wanted: number): WantedRow {
  const pooled = variant.stockManaged === 'parent'
  return {
    variantKey: pooled ? variant.itemKey : variant.key,
    itemKey: variant.itemKey,
    sku: pooled ? null : variant.sku,
    itemSku: variant.itemSku,
    managed: pooled ? 'parent' : 'own',
    location,
    wanted,
  }
}

async function knownSources(
  context: FlowContext,
  partners: readonly PartnerConfig[],
  outcome: Outcome,
): Promise<Source[]> {
  const sources: Source[] = []
  for (const partner of partners) {
    const asOf = await oldestAsOf(context.store, partner.partner)
    if (asOf === null) {
      outcome.notes.push(`${partner.partner} has not told any stock yet.`)
      continue
    }
    outcome.figures[`asOf ${partner.partner}`] = asOf
    const { orders, stock } = partner
    sources.push({
      partner,
      rule: {
        partner: partner.partner,
        shop: context.shopName,
        asOf,
        ordersFrom: orders ? goLive(orders, partner.timeZone) : null,
        bookedWhen: stock!.bookedWhen,
        bookedAfterSeconds: stock!.bookedAfter,
      },
    })
  }
  return sources
}

/** The shop's location words, each with the locations of ours that feed it; '' and null for a shop with one number. */
function locationGroups(shop: ShopConfig): { word: string; ours: ReadonlySet<string> | null }[] {
  const named = Object.entries(shop.stock!.locations ?? {})
  return named.length === 0 ? [{ word: '', ours: null }] : named.map(([word, ours]) => ({ word, ours: new Set(ours) }))
}

/**
 * Available per variant and shop location (R09): each location of the till is floored at zero before the sum. Orders not
 * yet booked come off the till's only location, else off the sum; where the shop has several locations they come off
 * each, because nobody has said which one will deliver.
 */
async function availablePage(
  context: FlowContext,
  sources: readonly Source[],
  groups: ReturnType<typeof locationGroups>,
  page: readonly VariantPage[],
): Promise<Map<number, Map<string, number>>> {
  const ids = page.map((v) => v.id)
  const result = new Map<number, Map<string, number>>()
  for (const { partner, rule } of sources) {
    const open = await unbooked(context.store, rule, ids)
    const told = await levelsOf(context.store, partner.partner, ids, context.now().toISOString())
    const levels = Map.groupBy(told, (level) => level.variantId)
    for (const [variantId, all] of levels) {
      for (const group of groups) {
        const own = all.filter((level) => group.ours === null || group.ours.has(level.location))
        if (own.length === 0) continue
        const reserved = open.get(variantId) ?? 0
        const single = own.length === 1
        const shelves = own.map((level) =>
          Math.max(0, level.onHand - (single ? reserved : 0) - (partner.stock!.buffer[level.location] ?? 0) * 1000),
        )
        const sum = shelves.reduce((a, b) => a + b, 0) - (single ? 0 : reserved)
        const perGroup = result.get(variantId) ?? new Map<string, number>()
        perGroup.set(group.word, (perGroup.get(group.word) ?? 0) + Math.max(0, sum))
        result.set(variantId, perGroup)
      }
    }
  }
  const buffer = context.shop.stock!.buffer * 1000
  for (const perGroup of result.values())
    for (const [word, quantity] of perGroup) perGroup.set(word, Math.max(0, quantity - buffer))
  return result
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
  const scope = {
    flow: 'shop-stock',
    side: shopName,
    evidence: outcome.result === 'ok' ? now : 'same',
    now,
    ownerOf: ownerOf(context),
  }
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
      if (sent.findings.length > 0) outcome.result = 'failed'
    } else await rm(draft.archiveFolder, { recursive: true, force: true })
  }
  const left = outcome.counts.new + outcome.counts.changed - written.written.length
  if (left > 0 && outcome.result === 'ok') notWritten(outcome, left, written)
  await store.transaction().execute((trx) => syncIssues(trx, scope, outcome.findings.kept))
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
