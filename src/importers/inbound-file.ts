import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { UsageError } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'
import type { Flow } from '../model/run-report.ts'
import { isTemporaryName, matchFileName } from '../profiles/file-name.ts'
import {
  findInbound,
  lastUndone,
  recordInbound,
  sameBytes,
  setInbound,
  settledPlaces,
  unfinishedInbound,
} from '../store/files.ts'
import type { InboundFileRow } from '../store/schema.ts'
import { lastWhole } from '../store/stock-files.ts'
import { dropFolder } from '../transports/drop-folder.ts'
import type { RemoteFile, Transport } from '../transports/transport.ts'
import { exchangeFolder, type FlowContext, fileFolder, sideOf, storedPath } from '../workspace/context.ts'
import { newFileId } from '../workspace/file-id.ts'
import { safeName, stagedName } from './staged-name.ts'

/** A file on its way in: its bytes lie staged, nobody else writes them any more. */
export interface StagedFile {
  id: string
  name: string
  /** Staged bytes, and the folder that also takes the reports. */
  path: string
  folder: string
  bytes: number
  sha256: string
  /** Time stamp of the file where it was found, and when we first saw it. UTC ISO. */
  fileTime: string
  seenAt: string
  /** A person named it, instead of its being found in the folder. */
  named: boolean
}

export interface Feed {
  flow: Flow
  kind: string
  /** Folder below the exchange folder, and the name or pattern of the files. */
  folder: string
  pattern: string
  settleSeconds: number
  take: 'move' | 'leave'
  /** What its files are read by (workspace/settings.ts). */
  settings: string
}

const CLAIM_FOLDER = '.tb-claim'

/** Files of a feed that are complete, oldest first, and findings about those that are not taken. */
export async function waitingFiles(
  context: FlowContext,
  feed: Feed,
): Promise<{ files: RemoteFile[]; findings: Finding[] }> {
  const transport = dropFolder(exchangeFolder(context))
  const findings: Finding[] = []
  const matching = (await transport.list(feed.folder)).filter(
    (f) => !isTemporaryName(f.name) && matchFileName(feed.pattern, f.name, { ignoreCase: true }),
  )
  const plain = await notTaken(
    context,
    feed,
    matching.filter((f) => f.plain),
  )
  for (const other of matching.filter((f) => !f.plain))
    findings.push(finding('TB4005', { found: other.name, key: other.name }))
  const files: RemoteFile[] = []
  for (const file of plain) {
    const settled = await settle(context, transport, feed, file)
    if (settled) files.push(settled)
    else findings.push(finding('TB4006', { found: file.name, key: file.name }))
  }
  return { files: files.sort((a, b) => a.mtimeMs - b.mtimeMs || (a.name < b.name ? -1 : 1)), findings }
}

/**
 * Files that stay where they are (`take: leave`) are looked at again only when they changed; the newest also when it would
 * be read differently.
 */
async function notTaken(context: FlowContext, feed: Feed, files: RemoteFile[]): Promise<RemoteFile[]> {
  if (feed.take === 'move') return files
  const folder = resolve(exchangeFolder(context), feed.folder)
  const known = await settledPlaces(context.store, feed.flow, sideOf(context), feed.settings)
  return files.filter((f) => !known.has(`${join(folder, f.name)} ${f.bytes} ${new Date(f.mtimeMs).toISOString()}`))
}

/** A file is settled when it has kept its size and time for the quiet time; a young one is waited for, once. */
async function settle(
  context: FlowContext,
  transport: Transport,
  feed: Feed,
  file: RemoteFile,
): Promise<RemoteFile | undefined> {
  const quiet = feed.settleSeconds * 1000
  const age = context.now().getTime() - file.mtimeMs
  if (age >= quiet) return file
  await context.sleep(Math.min(quiet, age < 0 ? quiet : quiet - age))
  const again = await transport.stat(join(feed.folder, file.name))
  return again && again.bytes === file.bytes && again.mtimeMs === file.mtimeMs ? again : undefined
}

/**
 * Takes a file in: intent in the ledger, claim by one rename, copy with hash. In a plan the bytes are only copied to the
 * scratch folder. Undefined when somebody else took the file first.
 */
export async function stage(context: FlowContext, feed: Feed, file: RemoteFile): Promise<StagedFile | undefined> {
  const exchange = exchangeFolder(context)
  const transport = dropFolder(exchange)
  const source = join(feed.folder, file.name)
  const seenAt = context.now().toISOString()
  const fileTime = new Date(file.mtimeMs).toISOString()
  if (context.mode === 'plan') return stageForPlan(context, transport, source, file.name, fileTime, seenAt)
  const id = newFileId(context.now())
  const folder = await fileFolder(context, id)
  const path = join(folder, stagedName(file.name))
  const claim = feed.take === 'move' ? join(feed.folder, CLAIM_FOLDER, `${id}__${safeName(file.name)}`) : null
  await recordInbound(context.store, {
    ...newLedgerRow(context, feed, id, file.name, fileTime, seenAt),
    path: storedPath(context, path),
    source: resolve(exchange, source),
    claim: claim && resolve(exchange, claim),
    bytes: file.bytes,
  })
  if (claim && !(await transport.claim(source, claim))) {
    await setInbound(context.store, id, { state: 'gone' })
    return undefined
  }
  const copied = await transport.fetch(claim ?? source, path)
  await setInbound(context.store, id, { state: 'staged', ...copied })
  return { id, name: file.name, path, folder, fileTime, seenAt, named: false, ...copied }
}

async function stageForPlan(
  context: FlowContext,
  transport: Transport,
  source: string,
  name: string,
  fileTime: string,
  seenAt: string,
): Promise<StagedFile> {
  const folder = join(context.scratch, newFileId(context.now()))
  await mkdir(folder, { recursive: true })
  const path = join(folder, stagedName(name))
  const copied = await transport.fetch(source, path)
  return { id: '', name, path, folder, fileTime, seenAt, named: false, ...copied }
}

/** A file named by a person: copied, never moved, whatever the feed says. */
export async function stageNamed(context: FlowContext, feed: Feed, path: string): Promise<StagedFile> {
  const info = await stat(path).catch((cause) => {
    throw new UsageError(`${path} cannot be read: ${(cause as Error).message}`, { cause })
  })
  if (!info.isFile()) throw new UsageError(`${path} is not a file.`)
  const transport = dropFolder(resolve(path, '..'))
  const name = basename(path)
  const seenAt = context.now().toISOString()
  const fileTime = info.mtime.toISOString()
  if (context.mode === 'plan')
    return { ...(await stageForPlan(context, transport, name, name, fileTime, seenAt)), named: true }
  const id = newFileId(context.now())
  const folder = await fileFolder(context, id)
  const staged = join(folder, stagedName(name))
  await recordInbound(context.store, {
    ...newLedgerRow(context, feed, id, name, fileTime, seenAt),
    path: storedPath(context, staged),
    source: resolve(path),
    bytes: info.size,
  })
  const copied = await transport.fetch(name, staged)
  await setInbound(context.store, id, { state: 'staged', ...copied })
  return { id, name, path: staged, folder, fileTime, seenAt, named: true, ...copied }
}

function newLedgerRow(
  context: FlowContext,
  feed: Feed,
  id: string,
  name: string,
  fileTime: string,
  seenAt: string,
): InboundFileRow {
  return {
    id,
    flow: feed.flow,
    kind: feed.kind,
    side: sideOf(context),
    name,
    path: '',
    source: '',
    claim: null,
    bytes: 0,
    sha256: '',
    as_of: fileTime,
    as_of_from: 'fileTime',
    seen_at: seenAt,
    state: 'claimed',
    run: context.run ?? '',
    read_rows: 0,
    rejected_rows: 0,
    unknown_rows: 0,
    settings: feed.settings,
    file_time: fileTime,
    format: null,
    mends: null,
  }
}

/** When everything of a file is settled: the claimed original is removed, its bytes stay in the archive. */
export async function release(context: FlowContext, file: StagedFile): Promise<void> {
  if (context.mode === 'plan') {
    await rm(file.folder, { recursive: true, force: true })
    return
  }
  const row = await findInbound(context.store, file.id)
  if (row?.claim) await rm(row.claim, { force: true })
}

/** Files whose run died in between, staged again from wherever their bytes lie; none is lost, none is taken twice. */
export async function recoverStaged(context: FlowContext, feed: Feed): Promise<StagedFile[]> {
  if (context.mode === 'plan') return []
  await sweepClaims(context, feed)
  const recovered: StagedFile[] = []
  for (const row of await unfinishedInbound(context.store, feed.flow, sideOf(context))) {
    const path = resolve(context.root, row.path)
    const origin = await firstThere([row.claim, row.state === 'staged' ? path : null])
    if (!origin) {
      // Never claimed: the file still lies in the folder and is found like any other.
      await setInbound(context.store, row.id, { state: 'gone' })
      continue
    }
    const folder = resolve(path, '..')
    await mkdir(folder, { recursive: true })
    const copied = await copiedAgain(origin, path)
    await setInbound(context.store, row.id, { state: 'staged', run: context.run ?? '', ...copied })
    recovered.push({
      id: row.id,
      name: row.name,
      path,
      folder,
      fileTime: row.file_time,
      seenAt: row.seen_at,
      named: false,
      ...copied,
    })
  }
  return recovered
}

/** Bytes that lie staged already are only proven; those of a claim are copied, and on the disk before the ledger says so. */
async function copiedAgain(origin: string, path: string): Promise<{ bytes: number; sha256: string }> {
  const from = dropFolder(resolve(origin, '..'))
  if (origin !== path) return from.fetch(basename(origin), path)
  const again = `${path}.again`
  const copied = await from.fetch(basename(path), again)
  await rm(again, { force: true })
  return copied
}

/**
 * Claimed originals of a run that died behind its last transaction: their effect stands, only they were not removed. One
 * that the ledger does not know (a database from a backup) goes back to be found.
 */
async function sweepClaims(context: FlowContext, feed: Feed): Promise<void> {
  const folder = resolve(exchangeFolder(context), feed.folder)
  for (const name of await readdir(join(folder, CLAIM_FOLDER)).catch(() => [])) {
    const claimed = join(folder, CLAIM_FOLDER, name)
    const [id, ...rest] = name.split('__')
    const row = await findInbound(context.store, id!)
    if (row && row.state !== 'claimed' && row.state !== 'staged') await rm(claimed, { force: true })
    else if (!row && rest.length > 0) await giveBack(context, claimed, join(folder, rest.join('__')))
  }
}

/** A claim this old belongs to no run that is on its way, here or in a workspace beside this one. */
const ORPHAN_MS = 3_600_000

async function giveBack(context: FlowContext, claimed: string, path: string): Promise<void> {
  const { ctimeMs } = await stat(claimed)
  const taken = await stat(path).catch(() => undefined)
  if (!taken && context.now().getTime() - ctimeMs > ORPHAN_MS) await rename(claimed, path)
}

async function firstThere(paths: (string | null)[]): Promise<string | undefined> {
  for (const path of paths) {
    if (path && (await stat(path).catch(() => undefined))) return path
  }
  return undefined
}

export type Standing =
  | { kind: 'fresh' }
  | { kind: 'duplicate'; of: InboundFileRow }
  | { kind: 'advance'; of: InboundFileRow }
  /** The same bytes wait for a person already. */
  | { kind: 'held'; of: InboundFileRow }
  | { kind: 'superseded'; by: InboundFileRow }

/** What a file comes after: the last whole file that was applied, and the last one that was undone. */
export interface Latest {
  last: InboundFileRow | undefined
  undone: InboundFileRow | undefined
}

/**
 * Where a file stands among those of its feed (R06, R07): the bytes applied last with the same as-of are a duplicate,
 * with a newer one they are news, and so they are when other settings read them; an older photograph is superseded. When only the time stamp speaks for a file, the
 * same name with the same bytes as an earlier one is an old file copied again, not a new photograph.
 */
export async function standing(
  context: FlowContext,
  feed: Feed,
  file: StagedFile,
  asOf: string,
  asOfFrom: string,
  latest?: Latest,
): Promise<Standing> {
  const side = sideOf(context)
  const { last, undone } = latest ?? {
    last: await lastWhole(context.store, feed.flow, side, feed.kind),
    undone: await lastUndone(context.store, feed.flow, side),
  }
  const same = await sameBytes(context.store, feed.flow, side, file.sha256)
  if (last && last.sha256 === file.sha256 && last.settings === feed.settings)
    return asOf > last.as_of ? { kind: 'advance', of: last } : { kind: 'duplicate', of: last }
  if (undone && asOf <= undone.as_of) return { kind: 'superseded', by: undone }
  if (last && asOf < last.as_of) return { kind: 'superseded', by: last }
  const onlyTimeSpeaks = asOfFrom === 'fileTime' || asOfFrom === 'arrival'
  const copy = same.find((row) => row.state === 'applied' && row.name === file.name)
  if (last && onlyTimeSpeaks && copy && last.name !== file.name) return { kind: 'superseded', by: last }
  const held = same.find(
    (row) =>
      (row.state === 'discarded' || (row.state === 'held' && row.settings === feed.settings)) && row.as_of >= asOf,
  )
  if (held) return { kind: held.state === 'held' ? 'held' : 'duplicate', of: held }
  return { kind: 'fresh' }
}
