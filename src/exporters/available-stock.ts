import type { PartnerConfig } from '../config/partner.ts'
import type { ShopConfig } from '../config/workspace.ts'
import { counted } from '../reports/printable.ts'
import {
  addWanted,
  type BookingRule,
  goodsPage,
  latestAsOf,
  levelsOf,
  unbooked,
  type VariantLevel,
  type VariantPage,
  type WantedRow,
} from '../store/shop-stock.ts'
import type { FlowContext } from '../workspace/context.ts'
import type { Outcome } from '../workspace/outcome.ts'
import { goLive } from './due-orders.ts'

const PAGE = 1000

/** A partner that has told stock, with its booking rule. */
interface Source {
  partner: PartnerConfig
  rule: Omit<BookingRule, 'asOf'>
}

/** Works out, a page at a time, what may be sold of every variant, and leaves it in the scratch file. */
export async function computeAvailable(
  context: FlowContext,
  partners: readonly PartnerConfig[],
  outcome: Outcome,
): Promise<void> {
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
  if (unknown > 0) outcome.notes.push(`${counted(unknown, 'variant')} left alone: no till has told a number for them.`)
  if (uncounted > 0)
    outcome.notes.push(`${counted(uncounted, 'variant')} left alone: the shop does not count their stock.`)
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
    const asOf = await latestAsOf(context.store, partner.partner)
    if (asOf.size === 0) {
      outcome.notes.push(`${partner.partner} has not told any stock yet.`)
      continue
    }
    outcome.figures[`asOf ${partner.partner}`] = earliest([...asOf.values()])
    const { orders, stock } = partner
    sources.push({
      partner,
      rule: {
        partner: partner.partner,
        shop: context.shopName,
        ordersFrom: orders ? goLive(orders, partner.timeZone) : null,
        // What the till calls free it has reserved for the order when its file was taken in, whenever it bills it (R05).
        bookedWhen: stock!.quantityMeans === 'free' ? 'imported' : stock!.bookedWhen,
        bookedAfterSeconds: stock!.bookedAfter,
        waitUntilCollected: orders?.waitUntilCollected ?? false,
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
  for (const source of sources) {
    const { partner } = source
    const told = await levelsOf(context.store, partner.partner, ids, context.now().toISOString())
    const levels = Map.groupBy(told, (level) => level.variantId)
    const open = await openPieces(context, source, levels)
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

/**
 * Pieces not yet booked per variant. A variant in several locations is as old as the oldest of its levels; one location
 * that tells nothing any more must not hold up the others, nor a row that could not be read the rest of its file.
 */
async function openPieces(
  context: FlowContext,
  { rule }: Source,
  levels: ReadonlyMap<number, readonly VariantLevel[]>,
): Promise<Map<number, number>> {
  const byAsOf = Map.groupBy(levels.keys(), (id) => earliest(levels.get(id)!.map((level) => level.asOf)))
  const open = new Map<number, number>()
  for (const [moment, ids] of byAsOf) {
    for (const [id, pieces] of await unbooked(context.store, { ...rule, asOf: moment }, ids)) open.set(id, pieces)
  }
  return open
}

function earliest(moments: readonly string[]): string {
  return moments.reduce((a, b) => (b < a ? b : a))
}
