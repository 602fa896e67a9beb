import { lastUndoneOf, lastWhole } from '../store/stock-files.ts'
import { type FlowContext, partnerOf, sideOf } from '../workspace/context.ts'
import { readingSettings } from '../workspace/settings.ts'
import type { Feed, Latest } from './inbound-file.ts'

/** The feed of a partner's stock files. Ask for it when codes have been issued: new codes read a file anew. */
export async function stockFeed(context: FlowContext): Promise<Feed> {
  const { stock } = partnerOf(context)
  if (!stock) throw new Error('the partner has no stock flow')
  return {
    flow: 'stock',
    kind: 'stock',
    folder: stock.folder,
    pattern: stock.file,
    settleSeconds: stock.settle,
    take: stock.take,
    settings: await readingSettings(context),
  }
}

/** What a file with rows of these locations comes after; files of other locations do not concern it (R08). */
export async function latestOf(context: FlowContext, locations: readonly string[]): Promise<Latest> {
  const side = sideOf(context)
  return {
    last: await lastWhole(context.store, 'stock', side, 'stock', locations),
    undone: await lastUndoneOf(context.store, side, locations),
  }
}
