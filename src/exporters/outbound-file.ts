import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Dialect } from '../csv/dialect.ts'
import { createCsvWriter } from '../csv/write.ts'
import { TransportError } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'
import type { RunFile } from '../model/run-report.ts'
import { keepSequence, nextInSequence, outboundIn, recordOutbound, setOutbound } from '../store/files.ts'
import type { Trx } from '../store/open.ts'
import type { OutboundFileRow } from '../store/schema.ts'
import { dropFolder } from '../transports/drop-folder.ts'
import type { RemoteFile } from '../transports/transport.ts'
import { exchangeFolder, type FlowContext, fileFolder, sideOf, storedPath } from '../workspace/context.ts'
import { newFileId } from '../workspace/file-id.ts'
import type { Outcome } from '../workspace/outcome.ts'

/** A file to be: its name is fixed and its rows are frozen before anything leaves. */
export interface DraftFile {
  name: string
  folder: string
  dialect: Dialect
  rows: AsyncIterable<string[][]> | Iterable<string[][]>
}

/** Rendered bytes in the archive, not yet with the partner. */
export interface RenderedFile {
  id: string
  name: string
  path: string
  archiveFolder: string
  target: string
  bytes: number
  sha256: string
  rows: number
}

/** Writes the bytes once, into the archive; a retry sends the same bytes under the same name. */
export async function render(context: FlowContext, draft: DraftFile): Promise<RenderedFile> {
  const id = newFileId(context.now())
  const archiveFolder = await fileFolder(context, id)
  const path = join(archiveFolder, draft.name)
  const writer = createCsvWriter(path, draft.dialect)
  for await (const batch of draft.rows) await writer.rows(batch)
  const written = await writer.close()
  return {
    id,
    name: draft.name,
    path,
    archiveFolder,
    target: resolve(exchangeFolder(context), draft.folder, draft.name),
    ...written,
  }
}

export interface Sequence {
  name: string
  number: number
}

/**
 * The running number for the next file of a flow; kept by `freeze` together with the file. A plan keeps nothing: its
 * next file comes after the `planned` one. @throws TransportError when the numbers are used up
 */
export async function nextSequence(
  context: FlowContext,
  rule: { digits: number; wraps: boolean; start: number },
  planned: Sequence | null = null,
): Promise<Sequence> {
  const name = `${sideOf(context)}/${context.flow}`
  const number = planned ? following(planned.number, rule) : await nextInSequence(context.store, name, rule)
  if (Number.isNaN(number))
    throw new TransportError(
      `The running number of ${name} is used up (${rule.digits} digits). Set seq.wraps or more digits.`,
      { retryable: false },
    )
  return { name, number }
}

function following(last: number, rule: { digits: number; wraps: boolean; start: number }): number {
  const next = last + 1
  return next >= 10 ** rule.digits ? (rule.wraps ? rule.start : Number.NaN) : next
}

/** Freezes files with their effects in one transaction: from here on they leave, whatever happens. */
export async function freeze(
  context: FlowContext,
  files: readonly RenderedFile[],
  sequence: Sequence | null,
  effects: (trx: Trx) => Promise<void>,
): Promise<void> {
  const createdAt = context.now().toISOString()
  await context.store.transaction().execute(async (trx) => {
    for (const file of files) {
      await recordOutbound(trx, {
        id: file.id,
        flow: context.flow,
        side: sideOf(context),
        name: file.name,
        path: storedPath(context, file.path),
        target: file.target,
        bytes: file.bytes,
        sha256: file.sha256,
        rows: file.rows,
        state: 'rendered',
        run: context.run ?? '',
        created_at: createdAt,
        delivered_at: null,
        collected_at: null,
      })
    }
    if (sequence) await keepSequence(trx, sequence.name, sequence.number)
    await effects(trx)
  })
}

/**
 * Delivers what is frozen and not delivered yet, oldest first: temporary name, length proven, one rename, ledger. Also
 * what a dead run left behind. A name taken by a foreign file stops the flow; nothing is overwritten. One that is to
 * have the name of a file waited for waits too.
 */
export async function deliver(
  context: FlowContext,
  waitedFor: readonly OutboundFileRow[] = [],
): Promise<{ files: RunFile[]; findings: Finding[] }> {
  const files: RunFile[] = []
  const findings: Finding[] = []
  const taken = new Set(waitedFor.map(({ target }) => target))
  for (const row of await outboundIn(context.store, context.flow, sideOf(context), ['rendered', 'publishing'])) {
    if (taken.has(row.target)) break
    const delivery = await deliverOne(context, row)
    files.push(runFile(context, row, delivery.state))
    if (delivery.finding) findings.push(delivery.finding)
    if (delivery.state !== 'delivered' && delivery.state !== 'delivered_unverified') break
  }
  return { files, findings }
}

interface Delivery {
  state: string
  finding?: Finding
}

/**
 * The ledger says `publishing` before the file gets its name. A row found so has left a temporary file, or one under its
 * name; with neither it was published, and whoever took it from there has not said who he was.
 */
async function deliverOne(context: FlowContext, row: OutboundFileRow): Promise<Delivery> {
  const transport = dropFolder(resolve(row.target, '..'))
  const temporary = `.${row.name}.tb-part`
  await transport.list('.')
  const left = row.state === 'publishing' ? await transport.stat(temporary) : undefined
  const there = await transport.stat(row.name)
  if (there && (await isOurs(row, row.target, there))) {
    await transport.remove(temporary)
    return delivered(context, row)
  }
  // Linked, the temporary file had its final name beside its own when the run died; whoever has that now took it.
  if (row.state === 'publishing' && (!left || left.linked)) {
    await transport.remove(temporary)
    await setOutbound(context.store, row.id, { state: 'delivered_unverified' })
    return { state: 'delivered_unverified', finding: unverified(row) }
  }
  if (there) return { state: row.state, finding: finding('TB4003', { found: row.target, key: row.name }) }
  if (!left || !(await isOurs(row, resolve(row.target, '..', temporary), left))) {
    // Without its temporary file a row must not say `publishing`, or it would be taken for one that had left.
    if (left) await setOutbound(context.store, row.id, { state: 'rendered' })
    await transport.putTemp(resolve(context.root, row.path), temporary)
    await setOutbound(context.store, row.id, { state: 'publishing' })
  }
  await transport.publish(temporary, row.name)
  return delivered(context, row)
}

async function delivered(context: FlowContext, row: OutboundFileRow): Promise<Delivery> {
  await setOutbound(context.store, row.id, { state: 'delivered', delivered_at: context.now().toISOString() })
  return { state: 'delivered' }
}

async function isOurs(row: OutboundFileRow, path: string, lying: RemoteFile): Promise<boolean> {
  return lying.plain && lying.bytes === row.bytes && (await sha256Of(path)) === row.sha256
}

function unverified(row: OutboundFileRow): Finding {
  return finding('TB4007', { found: `${row.name}, ${row.id}`, key: row.id })
}

/** Files nobody knows the fate of, told in each run. One that a person put back under its name is there again. */
async function tellUnverified(context: FlowContext): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const row of await outboundIn(context.store, context.flow, sideOf(context), ['delivered_unverified'])) {
    const there = await dropFolder(resolve(row.target, '..')).stat(row.name)
    if (!there || !(await isOurs(row, row.target, there))) findings.push(unverified(row))
    else if (context.mode === 'run') await delivered(context, row)
  }
  return findings
}

/** Whether a file could not leave; one of which only the fate is unknown stops nothing. */
export function isStopped(findings: readonly Finding[]): boolean {
  return findings.some((f) => f.code === 'TB4003')
}

export function runFile(context: { root: string }, row: OutboundFileRow, state: string): RunFile {
  return {
    direction: 'out',
    name: row.name,
    id: row.id,
    path: storedPath(context, row.target),
    state,
    bytes: row.bytes,
    sha256: row.sha256,
    rows: row.rows,
  }
}

/** Files of this flow that the partner has taken since: gone from the folder. Tells which still lie there. */
export async function noteCollected(context: FlowContext): Promise<OutboundFileRow[]> {
  const lying: OutboundFileRow[] = []
  for (const row of await outboundIn(context.store, context.flow, sideOf(context), ['delivered'])) {
    const there = await dropFolder(resolve(row.target, '..')).stat(row.name)
    if (there) lying.push(row)
    else if (context.mode === 'run')
      await setOutbound(context.store, row.id, { state: 'collected', collected_at: context.now().toISOString() })
  }
  return lying
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of createReadStream(path)) hash.update(part as Buffer)
  return hash.digest('hex')
}

/**
 * What was frozen earlier leaves before anything new, and a partner that wants one file at a time must have taken the
 * last one. True when nothing new may leave now; the outcome says why.
 */
export async function heldBack(context: FlowContext, waitUntilCollected: boolean, outcome: Outcome): Promise<boolean> {
  outcome.findings.add(await tellUnverified(context))
  const lying = await noteCollected(context)
  const waitedFor = waitUntilCollected ? lying : []
  // Also while a file lies there: of a pair that a run left half delivered, the till may be waiting for the other half.
  const earlier = context.mode === 'run' ? await deliver(context, waitedFor) : { files: [], findings: [] }
  outcome.files.push(...earlier.files)
  outcome.findings.add(earlier.findings)
  if (isStopped(earlier.findings)) {
    outcome.result = 'failed'
    return true
  }
  const arrived = earlier.files.find((file) => waitUntilCollected && file.state === 'delivered')
  const name = arrived?.name ?? waitedFor[0]?.name
  if (name === undefined) return false
  outcome.result = outcome.findings.errors > 0 ? 'done-with-issues' : arrived ? 'ok' : 'nothing-to-do'
  if (!arrived) outcome.findings.add([finding('TB4004', { found: name, key: name })])
  const lies = arrived ? `${name} of an earlier run is there now` : `${name} still lies there`
  outcome.notes.push(`${lies}; the next file is written when it is gone.`)
  return true
}
