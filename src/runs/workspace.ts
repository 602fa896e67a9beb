import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadWorkspace, type Workspace } from '../config/load.ts'
import type { PartnerConfig } from '../config/partner.ts'
import type { ShopConfig } from '../config/workspace.ts'
import { UsageError } from '../model/errors.ts'
import { FIELD_NAMES } from './field-names.ts'
import { openStore, type Store } from '../store/open.ts'
import { dataFolder, type Progress } from '../workspace/context.ts'

/** A workspace with its open database. `close` it. */
export interface OpenWorkspace extends Workspace {
  store: Store
  /** There is no workspace: one file is looked at alone. */
  standAlone?: boolean
  now: () => Date
  sleep: (milliseconds: number) => Promise<void>
  progress: Progress
  close(): Promise<void>
}

export interface OpenOptions {
  /** Only looked at: without a database yet, an empty one in memory serves. */
  readOnly?: boolean
  now?: () => Date
  sleep?: (milliseconds: number) => Promise<void>
  progress?: Progress
}

const QUIET: Progress = { step() {}, end() {} }

export async function openWorkspace(where: string, options: OpenOptions = {}): Promise<OpenWorkspace> {
  const loaded = loadWorkspace(where, process.env, { fields: FIELD_NAMES })
  const path = join(dataFolder({ root: loaded.root, config: loaded.workspace }), 'tillbridge.db')
  const store = await openStore(options.readOnly && !existsSync(path) ? ':memory:' : path)
  return {
    ...loaded,
    store,
    now: options.now ?? (() => new Date()),
    sleep: options.sleep ?? ((milliseconds) => sleep(milliseconds)),
    progress: options.progress ?? QUIET,
    close: () => store.destroy(),
  }
}

export function partnerNamed(workspace: Workspace, name: string): PartnerConfig {
  const partner = workspace.partners.get(name)
  if (!partner)
    throw new UsageError(
      `There is no partner "${name}". Known: ${[...workspace.partners.keys()].join(', ') || 'none'}.`,
    )
  return partner
}

export function shopNamed(workspace: Workspace, name: string): ShopConfig {
  const shop = workspace.shops.get(name)
  if (!shop)
    throw new UsageError(`There is no shop "${name}". Known: ${[...workspace.shops.keys()].join(', ') || 'none'}.`)
  return shop
}

/** Name of the shop a partner belongs to; the only one when it does not say. */
export function shopOf(workspace: Workspace, partner: PartnerConfig): string {
  return partner.shop ?? [...workspace.shops.keys()][0]!
}
