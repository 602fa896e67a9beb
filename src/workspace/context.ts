import { mkdir, rm } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import type { PartnerConfig } from '../config/partner.ts'
import type { ShopConfig, WorkspaceConfig } from '../config/workspace.ts'
import type { FindingCode } from '../model/finding-codes.ts'
import { FINDING_CODES } from '../model/finding-codes.ts'
import type { Flow } from '../model/run-report.ts'
import { attachScratch, detachScratch, type Store } from '../store/open.ts'

/** Tells people how far a long step is; counts are rows or files. */
export interface Progress {
  step(name: string, done: number, total?: number): void
  end(): void
}

/** What every flow is given: the workspace, its store, the clock, and whether anything may be written. */
export interface FlowContext {
  root: string
  config: WorkspaceConfig
  store: Store
  flow: Flow
  /** Without it the flow is the shop's own. */
  partner: PartnerConfig | null
  shopName: string
  shop: ShopConfig
  mode: 'plan' | 'run'
  /** One file is looked at without a workspace: what other files would tell is not known. */
  standAlone?: boolean
  /** Id of the run; null in a plan. */
  run: string | null
  now: () => Date
  sleep: (milliseconds: number) => Promise<void>
  progress: Progress
  /** Folder for what a run needs only while it works; removed with everything in it when the run ends. */
  scratch: string
  /** A person looks at a file: it is read and judged whole, also when it was taken in before. Only in a plan. */
  look?: boolean
}

/** The partner of a partner flow. */
export function partnerOf(context: FlowContext): PartnerConfig {
  if (!context.partner) throw new Error('this flow needs a partner')
  return context.partner
}

/** Who the flow speaks with, the name its ledger rows carry. */
export function sideOf(context: FlowContext): string {
  return context.partner?.partner ?? context.shopName
}

export function exchangeFolder(context: FlowContext): string {
  return resolve(context.root, context.partner ? context.partner.folder : context.shop.folder)
}

/** Folder of one file: its bytes and its reports. */
export async function fileFolder(context: FlowContext, id: string): Promise<string> {
  const day = context.now().toISOString().slice(0, 10).split('-')
  const folder = join(dataFolder(context), 'files', ...day, id)
  await mkdir(folder, { recursive: true })
  return folder
}

export function dataFolder(context: { root: string; config: WorkspaceConfig }): string {
  return resolve(context.root, context.config.data)
}

/** Paths are kept relative to the workspace when they lie in it, so that it can be moved. */
export function storedPath(context: { root: string }, path: string): string {
  const inside = relative(context.root, path)
  return inside.startsWith('..') ? path : inside.split(sep).join('/')
}

/** Runs work with a scratch file attached, and removes it afterwards whatever happens. */
export async function withScratch<T>(context: FlowContext, work: () => Promise<T>): Promise<T> {
  const path = join(context.scratch, `plan-${scratchCount++}.db`)
  await mkdir(context.scratch, { recursive: true })
  await attachScratch(context.store, path)
  try {
    return await work()
  } finally {
    await detachScratch(context.store)
    await rm(path, { force: true })
    await rm(`${path}-journal`, { force: true })
  }
}
let scratchCount = 0

/** Owner of an issue: the person named for the role, else the partner's owner, else the role itself. */
export function ownerOf(context: FlowContext): (code: FindingCode) => string {
  return (code) => {
    const role = FINDING_CODES[code].owner
    return context.config.owners[role] ?? context.partner?.owner ?? role
  }
}
