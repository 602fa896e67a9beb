import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadWorkspace, type Workspace } from '../config/load.ts'
import type { PartnerConfig } from '../config/partner.ts'
import { nearest } from '../config/suggest.ts'
import type { ShopConfig } from '../config/workspace.ts'
import { Interrupted, UsageError } from '../model/errors.ts'
import { openStore, type Store } from '../store/open.ts'
import { dataFolder, type Progress } from '../workspace/context.ts'
import { FIELD_NAMES } from './field-names.ts'

/** A workspace with its open database. `close` it. */
export interface OpenWorkspace extends Workspace {
  store: Store
  /** There is no workspace: one file is looked at alone. */
  standAlone?: boolean
  now: () => Date
  sleep: (milliseconds: number) => Promise<void>
  progress: Progress
  /** Aborted when somebody asked to stop; sleeping and progress then throw Interrupted. */
  stop?: AbortSignal | undefined
  close(): Promise<void>
}

export interface OpenOptions {
  /** Only looked at: without a database yet, an empty one in memory serves. */
  readOnly?: boolean
  now?: () => Date
  sleep?: (milliseconds: number) => Promise<void>
  progress?: Progress
  stop?: AbortSignal | undefined
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
    sleep: options.sleep ?? ((milliseconds) => sleepUnlessStopped(milliseconds, options.stop)),
    progress: stoppable(options.progress ?? QUIET, options.stop),
    stop: options.stop,
    close: () => store.destroy(),
  }
}

async function sleepUnlessStopped(milliseconds: number, stop: AbortSignal | undefined): Promise<void> {
  await sleep(milliseconds, undefined, { ...(stop ? { signal: stop } : {}) }).catch((cause) => {
    throw stop?.aborted ? new Interrupted() : cause
  })
}

/** Every batch of long work tells its progress, never in a transaction: a safe place to stop. */
function stoppable(progress: Progress, stop: AbortSignal | undefined): Progress {
  if (!stop) return progress
  return {
    step(name, done, total) {
      if (stop.aborted) throw new Interrupted()
      progress.step(name, done, total)
    },
    end: () => progress.end(),
  }
}

export function partnerNamed(workspace: Workspace, name: string): PartnerConfig {
  const partner = workspace.partners.get(name)
  if (!partner) throw unknownName('partner', name, [...workspace.partners.keys()])
  return partner
}

export function shopNamed(workspace: Workspace, name: string): ShopConfig {
  const shop = workspace.shops.get(name)
  if (!shop) throw unknownName('shop', name, [...workspace.shops.keys()])
  return shop
}

/** "There is no partner "demo-tll". Did you mean demo-till? Known: demo-till, other." */
export function unknownName(noun: string, name: string, known: readonly string[]): UsageError {
  const meant = nearest(name, known)
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`
  return new UsageError(`There is no ${noun} "${name}".${hint} Known: ${known.join(', ') || 'none'}.`)
}

/** Name of the shop a partner belongs to; the only one when it does not say. */
export function shopOf(workspace: Workspace, partner: PartnerConfig): string {
  return partner.shop ?? [...workspace.shops.keys()][0]!
}
