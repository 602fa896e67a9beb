import type { PartnerConfig } from '../config/partner.ts'
import type { Feed } from './inbound-file.ts'

/** The feed of a partner's stock files. */
export function stockFeed({ stock }: PartnerConfig): Feed {
  if (!stock) throw new Error('the partner has no stock flow')
  return {
    flow: 'stock',
    kind: 'stock',
    folder: stock.folder,
    pattern: stock.file,
    settleSeconds: stock.settle,
    take: stock.take,
  }
}
