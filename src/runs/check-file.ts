import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PartnerConfig } from '../config/partner.ts'
import { shopSchema, workspaceSchema } from '../config/workspace.ts'
import { contextOfConfig } from '../importers/shop-context.ts'
import { FileRefused, UsageError } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'
import type { Counts, Flow, RunReport } from '../model/run-report.ts'
import { matchFileName } from '../profiles/file-name.ts'
import { openStore } from '../store/open.ts'
import { headOf, kindNamed, recogniseKind } from '../webshops/kinds.ts'
import type { FileHead, ShopFileKind } from '../webshops/webshop.ts'
import { runFlow } from './run-flow.ts'
import type { OpenWorkspace } from './workspace.ts'

/** What `check FILE` says; frozen for scripts, additions are fine. */
export interface FileCheck extends Counts {
  file: string
  kind: string | null
  /** The kind was not said and was read off the header. */
  kindGuessed: boolean
  encoding: string | null
  delimiter: string | null
  findings: Finding[]
  findingsTotal: number
  items?: number
  variants?: number
  orders?: number
  lines?: number
  levels?: number
  report: RunReport
}

export interface CheckOptions {
  as?: string | undefined
  partner?: string | undefined
  shop?: string | undefined
}

/** Checks one data file as a plan would take it; nothing is written. Without a workspace a shop's file is judged alone. */
export async function checkFile(
  path: string,
  options: CheckOptions,
  workspace: OpenWorkspace | null,
): Promise<FileCheck> {
  if (!existsSync(path)) throw new UsageError(`${path} is not there.`)
  const partnerKind = options.as === 'stock' || options.as === 'items' ? options.as : undefined
  if (options.as !== undefined && !partnerKind && !kindNamed(options.as))
    throw new UsageError(`--as ${options.as}: no such kind. See \`tillbridge check --help\`.`)
  const partner = partnerKind || options.partner ? namedPartner(workspace, options.partner) : undefined
  if (partner) return checkPartnerFile(path, partner, partnerKind ?? kindOfName(partner, path), options, workspace!)
  const head = await headOrRefusal(path)
  if ('findings' in head) return refusedCheck(path, options.as ?? null, head.findings)
  const shopName = options.shop ?? (workspace ? [...workspace.shops.keys()][0] : undefined)
  const context = contextOfConfig(
    (workspace && shopName && workspace.shops.get(shopName)) || standInShop('generic', '.'),
  )
  const recognised = options.as ? { kind: kindNamed(options.as)! } : recogniseKind(head, context)
  if ('kind' in recognised) return checkShopFile(path, recognised.kind, head, options, workspace, shopName)
  const guessed = workspace && partnerByName(workspace, path)
  if (guessed) return checkPartnerFile(path, guessed.partner, guessed.kind, options, workspace)
  return refusedCheck(path, null, [finding('TB1020', { found: basename(path), expected: recognised.hint })], head)
}

async function headOrRefusal(path: string): Promise<FileHead | FileRefused> {
  return headOf(path).catch((error) => {
    if (error instanceof FileRefused) return error
    throw error
  })
}

function namedPartner(workspace: OpenWorkspace | null, name: string | undefined): PartnerConfig {
  if (!workspace)
    throw new UsageError(
      "A partner's file can be checked only in a workspace: the profile says how to read it. Use --config, or `tillbridge init --from FILE`.",
    )
  const names = [...workspace.partners.keys()]
  const partner = workspace.partners.get(name ?? (names.length === 1 ? names[0]! : ''))
  if (!partner)
    throw new UsageError(
      name
        ? `There is no partner "${name}". Known: ${names.join(', ') || 'none'}.`
        : `Say which partner: --partner ${names.join(' | ') || 'NAME'}.`,
    )
  return partner
}

function kindOfName(partner: PartnerConfig, path: string): 'stock' | 'items' {
  const { items, stock } = partner
  if (
    items &&
    (!stock ||
      (matchFileName(items.file, basename(path), { ignoreCase: true }) &&
        !matchFileName(stock.file, basename(path), { ignoreCase: true })))
  )
    return 'items'
  return 'stock'
}

/** The partner one of whose patterns fits the name; only when it is one alone. */
function partnerByName(
  workspace: OpenWorkspace,
  path: string,
): { partner: PartnerConfig; kind: 'stock' | 'items' } | undefined {
  const name = basename(path)
  const fitting = [...workspace.partners.values()].flatMap((partner) =>
    (['stock', 'items'] as const)
      .filter((kind) => partner[kind] && matchFileName(partner[kind].file, name, { ignoreCase: true }))
      .map((kind) => ({ partner, kind })),
  )
  return fitting.length === 1 ? fitting[0] : undefined
}

async function checkPartnerFile(
  path: string,
  partner: PartnerConfig,
  kind: 'stock' | 'items',
  options: CheckOptions,
  workspace: OpenWorkspace,
): Promise<FileCheck> {
  const report = await runFlow(
    { flow: kind, partner: partner.partner, mode: 'plan', file: { path, as: kind } },
    workspace,
  )
  const dialect = partner[kind]?.dialect ?? partner.dialect
  return checkOf(path, kind, options.as === undefined, report, {
    encoding: dialect.encoding,
    delimiter: dialect.delimiter,
  })
}

async function checkShopFile(
  path: string,
  kind: ShopFileKind,
  head: FileHead,
  options: CheckOptions,
  workspace: OpenWorkspace | null,
  shopName: string | undefined,
): Promise<FileCheck> {
  const flow: Flow = kind.holds === 'orders' ? 'shop-orders' : 'shop-catalogue'
  const look = { encoding: head.encoding, delimiter: head.form === 'json' ? null : head.delimiter }
  const job = { flow, mode: 'plan' as const, file: { path, as: kind.kind } }
  if (workspace)
    return checkOf(
      path,
      kind.kind,
      options.as === undefined,
      await runFlow({ ...job, shop: shopName }, workspace),
      look,
    )
  const points = await standAlone(kind, '.', (stand) => runFlow(job, stand))
  const commas =
    kind.kind === 'woocommerce-products' && points.rejected > 0
      ? await standAlone(kind, ',', (stand) => runFlow(job, stand))
      : points
  const report = commas.rejected < points.rejected ? commas : points
  if (report !== points)
    report.notes.push(
      'Read with a decimal comma, because more rows make sense that way; set `decimal: ","` on the shop.',
    )
  return checkOf(path, kind.kind, options.as === undefined, report, look)
}

function standInShop(kind: 'woocommerce' | 'shopify' | 'magento' | 'generic', decimal: '.' | ',') {
  return shopSchema.parse({ kind, folder: '.', timeZone: 'UTC', currency: 'EUR', prices: 'gross', decimal })
}

/** A workspace for one look: nothing is known, nothing is kept. */
async function standAlone(
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

function checkOf(
  path: string,
  kind: string,
  kindGuessed: boolean,
  report: RunReport,
  look: { encoding: string | null; delimiter: string | null },
): FileCheck {
  const { read, new: fresh, changed, same, skipped, rejected, findings, findingsTotal, figures } = report
  const check: FileCheck = {
    file: path,
    kind,
    kindGuessed,
    encoding: String(figures.encoding ?? look.encoding ?? ''),
    delimiter: look.delimiter,
    read,
    new: fresh,
    changed,
    same,
    skipped,
    rejected,
    findings,
    findingsTotal,
    report,
  }
  for (const name of ['items', 'variants', 'orders', 'lines', 'levels'] as const)
    if (typeof figures[name] === 'number') check[name] = figures[name]
  return check
}

function refusedCheck(path: string, kind: string | null, findings: Finding[], head?: FileHead): FileCheck {
  const now = new Date().toISOString()
  const counts = { read: 0, new: 0, changed: 0, same: 0, skipped: 0, rejected: 0 }
  const byCode = Object.fromEntries(findings.map((f) => [f.code, 1]))
  const report: RunReport = {
    run: null,
    flow: 'shop-catalogue',
    partner: null,
    shop: null,
    result: 'failed',
    summary: '',
    ...counts,
    missing: 0,
    files: [
      {
        direction: 'in',
        name: basename(path),
        id: null,
        path: null,
        state: 'refused',
        bytes: null,
        sha256: null,
        rows: null,
      },
    ],
    findings,
    findingsTotal: findings.length,
    findingsByCode: byCode,
    guards: [],
    notes: [],
    figures: {},
    startedAt: now,
    endedAt: now,
  }
  return {
    file: path,
    kind,
    kindGuessed: kind === null,
    encoding: head?.encoding ?? null,
    delimiter: head?.form === 'csv' ? head.delimiter : null,
    ...counts,
    findings,
    findingsTotal: findings.length,
    report,
  }
}
