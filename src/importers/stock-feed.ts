import { type FlowContext, partnerOf } from '../workspace/context.ts'
import { readingSettings } from '../workspace/settings.ts'
import type { Feed } from './inbound-file.ts'

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
