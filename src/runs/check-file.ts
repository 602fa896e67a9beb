import { basename } from 'node:path'
import { nearest } from '../config/suggest.ts'
import { contextOfConfig } from '../importers/shop-context.ts'
import { FileRefused, UsageError } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'
import type { Flow } from '../model/run-report.ts'
import { headOf, kindNamed, recogniseKind } from '../webshops/kinds.ts'
import { type FileHead, SHOP_FILE_KINDS, type ShopFileKind } from '../webshops/webshop.ts'
import { checkPartners, partnersReading, readersOf, sayWhich } from './check-partner-file.ts'
import { type CheckOptions, checkOf, type FileCheck, refusedCheck } from './file-check.ts'
import { mustBeReadable, runFlow } from './run-flow.ts'
import { standAlone, standInShop } from './stand-alone.ts'
import { type OpenWorkspace, shopNamed } from './workspace.ts'

/** Checks one data file as a plan would take it; nothing is written. Without a workspace a shop's file is judged alone. */
export async function checkFile(
  path: string,
  options: CheckOptions,
  workspace: OpenWorkspace | null,
): Promise<FileCheck> {
  await mustBeReadable(path)
  const partnerKind = options.as === 'stock' || options.as === 'items' ? options.as : undefined
  if (options.as !== undefined && !partnerKind && !kindNamed(options.as)) throw unknownKind(options.as)
  if (partnerKind || options.partner) return checkPartners(path, partnerKind, options, workspace)
  const head = await headOrRefusal(path)
  if ('findings' in head) return refusedCheck(path, options.as ?? null, head.findings)
  const kind = options.as ? kindNamed(options.as)! : undefined
  const shopName = workspace ? shopFor(workspace, options.shop, kind) : undefined
  const context = contextOfConfig(
    (workspace && shopName && workspace.shops.get(shopName)) || standInShop('generic', '.'),
  )
  const recognised = kind ? { kind } : recogniseKind(head, context)
  if ('kind' in recognised) {
    const shop = workspace ? shopFor(workspace, options.shop, recognised.kind) : undefined
    return checkShopFile(path, recognised.kind, head, options, workspace, shop)
  }
  if (workspace) {
    const fitting = await partnersReading(path, readersOf(workspace), options, workspace)
    if (fitting.length === 1) return fitting[0]!.check
    if (fitting.length > 1) throw new UsageError(sayWhich(fitting))
  }
  return refusedCheck(path, null, [unrecognised(path, recognised.hint, workspace)], head)
}

/** `--as` with a word that is no kind; the nearest one is named. */
export function unknownKind(asked: string): UsageError {
  const kinds = ['stock', 'items', ...SHOP_FILE_KINDS]
  const meant = nearest(asked, kinds)
  return new UsageError(
    `--as ${asked}: there is no such kind.${meant ? ` Did you mean ${meant}?` : ''} Kinds: ${kinds.join(', ')}.`,
  )
}

async function headOrRefusal(path: string): Promise<FileHead | FileRefused> {
  return headOf(path).catch((error) => {
    if (error instanceof FileRefused) return error
    throw error
  })
}

/** The shop a file is from: the one named, else the first of the system whose kind of file it is. */
function shopFor(workspace: OpenWorkspace, name: string | undefined, kind: ShopFileKind | undefined): string {
  if (name !== undefined) {
    shopNamed(workspace, name)
    return name
  }
  const names = [...workspace.shops.keys()]
  return names.find((each) => kind?.kind.startsWith(workspace.shops.get(each)!.kind)) ?? names[0]!
}

function unrecognised(path: string, hint: string, workspace: OpenWorkspace | null): Finding {
  const [reader] = workspace ? readersOf(workspace) : []
  const fix = reader && `If a till wrote it, say so: --as ${reader.kind} --partner ${reader.partner.partner}.`
  return finding('TB1020', { found: basename(path), expected: hint, ...(fix ? { fix } : {}) })
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
  const job = { flow, mode: 'plan' as const, file: { path, as: kind.kind }, look: true }
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
