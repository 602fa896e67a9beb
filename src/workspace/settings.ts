import { createHash } from 'node:crypto'
import { codesGeneration } from '../store/codes.ts'
import type { FlowContext } from './context.ts'

/**
 * What a file is read by, as one short text: the settings of both sides and, for a partner, the codes that are known. The
 * same bytes read by other settings, or against new codes, are news.
 */
export async function readingSettings(context: FlowContext): Promise<string> {
  const { partner, shop } = context
  const codes = partner ? await codesGeneration(context.store, partner.partner) : ''
  return createHash('sha1')
    .update(JSON.stringify([partner, shop, codes]))
    .digest('base64')
}
