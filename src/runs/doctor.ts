import { constants } from 'node:fs'
import { access, mkdir, open, rename, rm, statfs } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { PartnerConfig } from '../config/partner.ts'
import type { ShopConfig } from '../config/workspace.ts'
import { unconfirmedColumns } from '../profiles/unconfirmed.ts'
import { brokenInvariants, databaseHealth } from '../store/health.ts'
import { dataFolder } from '../workspace/context.ts'
import { type OpenWorkspace, partnerNamed } from './workspace.ts'

export interface Check {
  name: string
  /** `warn` is for people to know; only `fail` is in the way. */
  state: 'ok' | 'warn' | 'fail'
  detail: string
  fix?: string
}

/** Looks at everything that must be right before a night can pass quietly. A probe file is written and removed again. */
export async function examine(workspace: OpenWorkspace, partner?: string): Promise<Check[]> {
  const partners = partner === undefined ? [...workspace.partners.values()] : [partnerNamed(workspace, partner)]
  const checks: Check[] = [node(), ...(await database(workspace)), await space(workspace)]
  if (partner === undefined)
    for (const [name, shop] of workspace.shops) checks.push(...(await shopChecks(workspace, name, shop)))
  for (const each of partners) checks.push(...(await partnerChecks(workspace, each)))
  return checks
}

function node(): Check {
  return { name: 'node', state: 'ok', detail: process.versions.node }
}

async function database(workspace: OpenWorkspace): Promise<Check[]> {
  const health = await databaseHealth(workspace.store)
  const safe = health.journal === 'wal' && health.synchronous === 2 && health.foreignKeys === 1
  const broken = await brokenInvariants(workspace.store)
  return [
    safe
      ? { name: 'database', state: 'ok', detail: `SQLite ${health.version}, journal wal, synchronous full` }
      : {
          name: 'database',
          state: 'fail',
          detail: `journal ${health.journal}, synchronous ${health.synchronous}`,
          fix: 'Put the workspace on a local disk.',
        },
    health.integrity === 'ok'
      ? { name: 'database pages', state: 'ok', detail: 'sound' }
      : {
          name: 'database pages',
          state: 'fail',
          detail: health.integrity,
          fix: 'Restore the last backup of var/tillbridge.db; then look at the disk.',
        },
    broken.length === 0
      ? { name: 'ledger', state: 'ok', detail: 'what must hold between the tables holds' }
      : {
          name: 'ledger',
          state: 'fail',
          detail: broken.map((b) => `${b.rule}: broken ${b.count}x`).join('; '),
          fix: 'Report this with the database; it must never happen.',
        },
  ]
}

const SPACE_MIN = 512 * 1024 * 1024

async function space(workspace: OpenWorkspace): Promise<Check> {
  const folder = dataFolder({ root: workspace.root, config: workspace.workspace })
  await mkdir(folder, { recursive: true })
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const detail = `${(free / 1024 ** 3).toFixed(1)} GiB free in ${folder}`
  return free >= SPACE_MIN
    ? { name: 'disk', state: 'ok', detail }
    : { name: 'disk', state: 'fail', detail, fix: 'Make room: at least 0.5 GiB.' }
}

async function shopChecks(workspace: OpenWorkspace, name: string, shop: ShopConfig): Promise<Check[]> {
  const folder = resolve(workspace.root, shop.folder)
  const checks = [await readable(`shop ${name}`, folder)]
  if (shop.stock) checks.push(await writable(`shop ${name}, stock out`, join(folder, shop.stock.folder), true))
  return checks
}

async function partnerChecks(workspace: OpenWorkspace, partner: PartnerConfig): Promise<Check[]> {
  const base = resolve(workspace.root, partner.folder)
  const checks: Check[] = []
  for (const flow of ['stock', 'items'] as const) {
    const section = partner[flow]
    if (!section) continue
    const folder = resolve(base, section.folder)
    checks.push(
      section.take === 'move'
        ? await writable(`${partner.partner} ${flow} in`, folder)
        : await readable(`${partner.partner} ${flow} in`, folder),
    )
  }
  for (const flow of ['orders', 'catalogue'] as const) {
    const section = partner[flow]
    if (section) checks.push(await writable(`${partner.partner} ${flow} out`, resolve(base, section.folder)))
  }
  const unconfirmed = unconfirmedColumns(partner)
  if (unconfirmed.length > 0) {
    const names = [...new Set(unconfirmed.map((c) => c.column))].join(', ')
    checks.push({
      name: `${partner.partner} columns (TB0109)`,
      state: 'warn',
      detail: `${unconfirmed.length} columns are not confirmed by any source: ${names}`,
      fix: 'Have the partner confirm them, then remove `unconfirmed`.',
    })
  }
  return checks
}

async function readable(name: string, folder: string): Promise<Check> {
  try {
    await access(folder, constants.R_OK)
    return { name, state: 'ok', detail: `${folder} can be read` }
  } catch (error) {
    return {
      name,
      state: 'fail',
      detail: `${folder}: ${(error as Error).message}`,
      fix: 'Create the folder, mount the share, or correct the path.',
    }
  }
}

/** Create, flush, rename and delete, as every exchange does it. `create` makes a folder of ours when it is missing. */
async function writable(name: string, folder: string, create = false): Promise<Check> {
  const probe = join(folder, `.tb-probe-${process.pid}`)
  try {
    if (create) await mkdir(folder, { recursive: true })
    const handle = await open(probe, 'wx')
    try {
      await handle.write('probe')
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(probe, `${probe}-renamed`)
    await rm(`${probe}-renamed`)
    return { name, state: 'ok', detail: `${folder}: create, rename and delete work` }
  } catch (error) {
    await rm(probe, { force: true }).catch(() => undefined)
    return {
      name,
      state: 'fail',
      detail: `${folder}: ${(error as Error).message}`,
      fix: 'Create the folder, or give the user that runs tillbridge the right to write there.',
    }
  }
}
