import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { shopSchema, workspaceSchema } from '../config/workspace.ts'
import type { RunReport } from '../model/run-report.ts'
import { openStore } from '../store/open.ts'
import type { ShopFileKind } from '../webshops/webshop.ts'
import type { OpenWorkspace } from './workspace.ts'

/** Settings of a shop nobody has configured, as mild as they can be. */
export function standInShop(kind: 'woocommerce' | 'shopify' | 'magento' | 'generic', decimal: '.' | ',') {
  return shopSchema.parse({ kind, folder: '.', timeZone: 'UTC', currency: 'EUR', prices: 'gross', decimal })
}

/** A workspace for one look: nothing is known, nothing is kept. */
export async function standAlone(
  kind: ShopFileKind,
  decimal: '.' | ',',
  look: (workspace: OpenWorkspace) => Promise<RunReport>,
): Promise<RunReport> {
  const root = await mkdtemp(join(tmpdir(), 'tillbridge-check-'))
  const system = (['woocommerce', 'shopify', 'magento'] as const).find((s) => kind.kind.startsWith(s)) ?? 'generic'
  const shop = standInShop(system, decimal)
  const store = await openStore(':memory:')
  try {
    return await look({
      root,
      standAlone: true,
      file: join(root, 'tillbridge.yaml'),
      workspace: workspaceSchema.parse({
        shops: { shop: { kind: system, folder: '.', timeZone: 'UTC', currency: 'EUR', prices: 'gross' } },
      }),
      partners: new Map(),
      shops: new Map([['shop', shop]]),
      store,
      now: () => new Date(),
      sleep: (ms) => sleep(ms),
      progress: { step() {}, end() {} },
      close: async () => {},
    })
  } finally {
    await store.destroy()
    await rm(root, { recursive: true, force: true })
  }
}
