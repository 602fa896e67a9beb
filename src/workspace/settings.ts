import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { codesGeneration, codesGround } from '../store/codes.ts'
import { type FlowContext, partnerOf } from './context.ts'

/**
 * What a file is read by, as one short text: the settings of both sides and, for a partner, the codes that are known. The
 * same bytes read by other settings, or against new codes, are news.
 */
export async function readingSettings(context: FlowContext): Promise<string> {
  const { partner, shop } = context
  const codes = partner ? await codesGeneration(context.store, partner.partner) : ''
  return digest([partner, shop, codes])
}

/** What codes are planned from; while it is the same, planning again can give no other codes. */
export async function planningGround(context: FlowContext): Promise<string> {
  const { store, shopName, root } = context
  const { partner, codes } = partnerOf(context)
  const values = codes.values === undefined ? undefined : resolve(root, codes.values)
  const table = values !== undefined && existsSync(values) ? readFileSync(values, 'utf8') : ''
  return digest([codes, table, await codesGround(store, shopName, partner), await codesGeneration(store, partner)])
}

function digest(parts: unknown): string {
  return createHash('sha1').update(JSON.stringify(parts)).digest('base64')
}
