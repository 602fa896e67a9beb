import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { FileRefused, UsageError } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'
import type { ShopOrder } from '../model/records.ts'
import { isTemporaryName, matchFileName } from '../profiles/file-name.ts'
import { recordInbound, setInbound } from '../store/files.ts'
import {
  addLineVerdicts,
  addListedKeys,
  addShopItems,
  addShopLevels,
  addShopOrders,
  addShopVariants,
  type Hashed,
} from '../store/shop-plan.ts'
import { dropFolder } from '../transports/drop-folder.ts'
import { headOf, kindNamed, recogniseKind } from '../webshops/kinds.ts'
import type { FileHead, ShopBatch, ShopContext, ShopFileKind } from '../webshops/webshop.ts'
import { exchangeFolder, type FlowContext, fileFolder, storedPath } from '../workspace/context.ts'
import { newFileId } from '../workspace/file-id.ts'
import type { Outcome } from '../workspace/outcome.ts'
import { readingSettings } from '../workspace/settings.ts'
import type { StagedFile } from './inbound-file.ts'
import { sentence } from './sentence.ts'
import type { ReadingContext } from './shop-context.ts'
import { stagedName } from './staged-name.ts'

/** A shop's file with what it is. */
export interface ShopFile extends StagedFile {
  kind: ShopFileKind
  head: FileHead
}

/**
 * Files of a shop, pattern by pattern: every page of saved JSON answers, in the order of their names, and of the tables
 * the `newest`, where each says everything anew (a catalogue), or `all`, oldest first, where each holds only a part.
 */
export async function findShopFiles(
  context: FlowContext,
  patterns: readonly string[],
  tablesWanted: 'newest' | 'all' = 'newest',
): Promise<string[]> {
  const folder = exchangeFolder(context)
  const listing = (await dropFolder(folder).list('.')).filter((f) => f.plain && !isTemporaryName(f.name))
  const found: string[] = []
  for (const pattern of patterns) {
    const matching = listing.filter((f) => matchFileName(pattern, f.name, { ignoreCase: true }))
    const pages = matching
      .filter((f) => /\.json$/i.test(f.name))
      .map((f) => f.name)
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    const tables = matching
      .filter((f) => !/\.json$/i.test(f.name))
      .sort((a, b) => a.mtimeMs - b.mtimeMs || (a.name < b.name ? -1 : 1))
    found.push(...pages, ...(tablesWanted === 'all' ? tables : tables.slice(-1)).map((f) => f.name))
  }
  return [...new Set(found)].map((name) => join(folder, name))
}

/** The kind of file a person says it is. @throws UsageError when there is no such kind */
function kindSaid(as: string): ShopFileKind {
  const kind = kindNamed(as)
  if (!kind) throw new UsageError(`--as ${as} is no kind of shop file.`)
  return kind
}

/**
 * Brings the files of a set to where they are read and says what each is; `as` overrules the look. All of them are in the
 * ledger, and in `staged`, before the first is looked at, so that a set that is refused is known as it is.
 * @throws FileRefused with what is wrong with any of them
 */
export async function stageShopFiles(
  context: FlowContext,
  paths: readonly string[],
  shop: ShopContext,
  staged: StagedFile[],
  as?: string,
): Promise<ShopFile[]> {
  const said = as === undefined ? undefined : kindSaid(as)
  for (const path of paths) staged.push(await stageShopFile(context, path))
  const files: ShopFile[] = []
  const findings: Finding[] = []
  for (const file of staged) {
    try {
      const { kind, head } = await identify(file, shop, said)
      if (context.mode === 'run') await setInbound(context.store, file.id, { kind: kind.kind })
      files.push({ ...file, kind, head })
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error
      findings.push(...error.findings)
    }
  }
  if (findings.length > 0) throw new FileRefused(findings)
  return files
}

async function identify(
  file: StagedFile,
  shop: ShopContext,
  said: ShopFileKind | undefined,
): Promise<{ kind: ShopFileKind; head: FileHead }> {
  const head = await headOf(file.path)
  if (said) return { kind: said, head }
  const recognised = recogniseKind(head, shop)
  if ('kind' in recognised) return { kind: recognised.kind, head }
  throw new FileRefused([finding('TB1020', { found: file.name, expected: recognised.hint, key: file.name })])
}

/** Brings a shop's file to where it is read: a copy in the archive for a run, the file itself for a plan. */
async function stageShopFile(context: FlowContext, path: string): Promise<StagedFile> {
  const info = await stat(path)
  const name = basename(path)
  const fileTime = info.mtime.toISOString()
  const seenAt = context.now().toISOString()
  if (context.mode === 'plan')
    return {
      id: '',
      name,
      path,
      folder: '',
      bytes: info.size,
      sha256: await hashOf(path),
      fileTime,
      seenAt,
      named: false,
    }
  const id = newFileId(context.now())
  const folder = await fileFolder(context, id)
  const staged = join(folder, stagedName(name))
  const copied = await dropFolder(resolve(path, '..')).fetch(name, staged)
  await recordInbound(context.store, {
    id,
    flow: context.flow,
    kind: UNRECOGNISED,
    side: context.shopName,
    name,
    path: storedPath(context, staged),
    source: path,
    claim: null,
    ...copied,
    as_of: fileTime,
    as_of_from: 'fileTime',
    seen_at: seenAt,
    state: 'staged',
    run: context.run ?? '',
    read_rows: 0,
    rejected_rows: 0,
    unknown_rows: 0,
    settings: await readingSettings(context),
    file_time: fileTime,
    format: null,
    mends: null,
  })
  return { id, name, path: staged, folder, ...copied, fileTime, seenAt, named: false }
}

/** The kind of a file until somebody looked at it. */
const UNRECOGNISED = 'unrecognised'

export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of createReadStream(path)) hash.update(part as Buffer)
  return hash.digest('hex')
}

/** Rows of one file; `unnamed` are rejected ones of which nobody can say what product they are. */
export interface FileCounts {
  read: number
  rejected: number
  unnamed: number
}

/** Reads one file of a set into the scratch file, keeping count and findings. */
export async function readIntoScratch(
  context: FlowContext,
  file: ShopFile,
  index: number,
  shop: ReadingContext,
  outcome: Outcome,
  aboutOrder: (order: ShopOrder) => Finding[] = () => [],
): Promise<FileCounts> {
  const { store } = context
  let read = 0
  let rejected = 0
  let unnamed = 0
  for await (const batch of file.kind.read(file.path, shop)) {
    for (const item of batch.items) shop.itemsSeen.add(item.key)
    await addShopItems(store, index, batch.items.map(hashed))
    await addShopVariants(store, index, batch.variants.map(hashed))
    await addShopLevels(store, index, batch.levels)
    await addShopOrders(
      store,
      index,
      batch.orders.map((order) => ({ ...hashed(order), asOf: asOfOrder(order, file) })),
    )
    await addLineVerdicts(store, index, verdicts(batch))
    await addListedKeys(
      store,
      batch.rejected.flatMap((r) => r.keys ?? []),
    )
    outcome.findings.add(batch.findings)
    outcome.findings.add(batch.orders.flatMap(aboutOrder))
    read += batch.read
    rejected += batch.rejected.reduce((sum, r) => sum + r.rows, 0)
    unnamed += batch.rejected.filter((r) => r.keys === undefined).length
    outcome.counts.read += batch.read
    context.progress.step(`read ${file.name}`, outcome.counts.read)
  }
  if (read === 0) throw new FileRefused([finding('TB1001', { found: file.name, expected: 'at least one row' })])
  return { read, rejected, unnamed }
}

function verdicts(batch: ShopBatch) {
  return [
    ...batch.skipped.map((s) => ({
      line: s.line,
      rows: s.rows,
      result: 'skipped' as const,
      code: '',
      message: s.reason,
    })),
    ...batch.rejected.map((r) => ({
      line: r.line,
      rows: r.rows,
      result: 'rejected' as const,
      ...because(r.line, batch.findings),
    })),
  ]
}

function because(line: number, findings: readonly Finding[]): { code: string; message: string } {
  const why = findings.filter((f) => f.row === line && f.severity === 'error')
  return { code: why[0]?.code ?? '', message: why.map(sentence).join('; ') }
}

/** What a record says, without where it stood: the same row moved to another line is the same. */
function hashed<T extends { line: number; rows: number }>(record: T): Hashed<T> {
  const { line: _line, rows: _rows, ...content } = record
  return { record, hash: createHash('sha1').update(JSON.stringify(content)).digest('base64') }
}

function asOfOrder(order: ShopOrder, file: ShopFile): string {
  return order.modifiedAt && order.modifiedAt > file.fileTime ? order.modifiedAt : file.fileTime
}

/** How the first file of a set is written, for reports. */
export function looks(files: readonly ShopFile[]): Record<string, string> {
  const [first] = files
  if (!first) return {}
  return first.head.form === 'json'
    ? { kind: first.kind.kind, encoding: first.head.encoding }
    : { kind: first.kind.kind, encoding: first.head.encoding, delimiter: first.head.delimiter }
}
