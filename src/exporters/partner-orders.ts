import type { OrdersConfig } from '../config/partner.ts'
import { finding } from '../model/findings.ts'
import { utcToZoned } from '../model/zoned-time.ts'
import { buildFileName } from '../profiles/file-name.ts'
import { type RenderedOrders, renderOrders } from '../profiles/render.ts'
import { counted } from '../reports/printable.ts'
import { summarise } from '../reports/summary.ts'
import { writeReports } from '../reports/write-reports.ts'
import { countOrdersBefore, recordDocuments } from '../store/documents.ts'
import { dropFolder } from '../transports/drop-folder.ts'
import { exchangeFolder, type FlowContext, partnerOf, storedPath } from '../workspace/context.ts'
import { keepIssues } from '../workspace/issues.ts'
import { emptyOutcome, type Outcome, toReport } from '../workspace/outcome.ts'
import {
  changedAfterExport,
  fingerprintOf,
  goLive,
  type ReadyOrder,
  readyOrders,
  rejectRendered,
} from './due-orders.ts'
import { deliver, freeze, heldBack, nextSequence, type RenderedFile, render, type Sequence } from './outbound-file.ts'

/** Orders out: due orders become documents, documents become files, each frozen before it leaves. */
export async function exportPartnerOrders(context: FlowContext): Promise<Outcome> {
  const partner = partnerOf(context)
  const orders = partner.orders
  if (!orders) throw new Error('the partner has no orders flow')
  const outcome = emptyOutcome('ok')
  await dropFolder(exchangeFolder(context)).list(orders.folder)
  if (await heldBack(context, orders.waitUntilCollected, outcome)) return outcome
  outcome.findings.add(await changedAfterExport(context))
  const ready = await readyOrders(context, outcome)
  outcome.counts.new = 0
  const batches = orders.ordersPerFile === 1 ? ready.map((r) => [r]) : ready.length > 0 ? [ready] : []
  const archives = await sendBatches(context, orders, batches, outcome)
  const before = await countOrdersBefore(context.store, context.shopName, goLive(orders, partner.timeZone))
  if (before > 0) {
    const found = `${counted(before, 'order')} from before ${orders.ordersFrom}`
    outcome.findings.add([finding('TB7015', { found, key: 'go-live' })])
  }
  outcome.figures.documents = outcome.counts.new
  finish(outcome)
  if (context.mode === 'run') await settleRun(context, outcome, archives)
  return outcome
}

function later(outcome: Outcome, batches: readonly (readonly ReadyOrder[])[]): void {
  const waiting = batches.flat().length
  outcome.counts.skipped += waiting
  if (waiting > 0) outcome.notes.push(`${counted(waiting, 'order waits', 'orders wait')} until the file is collected.`)
}

/**
 * Freezes the files of all batches, or of one where the next must wait until it is collected, and then delivers them.
 * Returns the archive folders of what was frozen.
 */
async function sendBatches(
  context: FlowContext,
  orders: OrdersConfig,
  batches: readonly (readonly ReadyOrder[])[],
  outcome: Outcome,
): Promise<string[]> {
  const archives: string[] = []
  let planned: Sequence | null = null
  for (const [i, batch] of batches.entries()) {
    const made = await makeBatch(context, orders, batch, outcome, planned)
    if (!made) continue
    archives.push(...made.archives)
    if (context.mode === 'plan') planned = made.sequence
    if (orders.waitUntilCollected) {
      later(outcome, batches.slice(i + 1))
      break
    }
  }
  if (archives.length === 0) return archives
  const sent = await deliver(context)
  outcome.files.push(...sent.files)
  outcome.findings.add(sent.findings)
  return archives
}

/** One file (or a pair) of orders, frozen; in a plan its name alone. Null when none of its orders can be written. */
async function makeBatch(
  context: FlowContext,
  orders: OrdersConfig,
  batch: readonly ReadyOrder[],
  outcome: Outcome,
  planned: Sequence | null,
): Promise<{ archives: string[]; sequence: Sequence | null } | null> {
  const partner = partnerOf(context)
  const numbered = [orders.file, orders.linesFile ?? ''].some((pattern) => pattern.includes('{seq'))
  const sequence = numbered ? await nextSequence(context, orders.seq, planned) : null
  const rendered = renderOrders(
    batch.map((r) => r.document),
    orders,
    { dialect: orders.dialect ?? partner.dialect, timeZone: partner.timeZone, seq: sequence?.number ?? null },
  )
  const byKey = new Map(batch.map((r) => [r.document.orderKey, r]))
  for (const { orderKey, findings } of rendered.rejected)
    rejectRendered(outcome, byKey.get(orderKey)!.due.order, findings)
  const written = rendered.written.map((document) => byKey.get(document.orderKey)!)
  if (written.length === 0) return null
  outcome.counts.new += written.length
  const names = fileNames(context, orders, batch, sequence)
  if (context.mode === 'plan') {
    for (const file of rendered.files) {
      outcome.files.push({
        direction: 'out',
        name: names[file.role],
        id: null,
        path: null,
        state: 'planned',
        bytes: null,
        sha256: null,
        rows: file.rows.length,
      })
    }
    return { archives: [], sequence }
  }
  const files = await renderFiles(context, orders, rendered, names)
  await freeze(context, files, sequence, (trx) =>
    recordDocuments(
      trx,
      partner.partner,
      files.at(-1)!.id,
      written.map(({ due, document }) => ({
        orderId: due.id,
        orderNumber: due.order.number,
        number: document.number,
        kind: document.kind,
        fingerprint: fingerprintOf(due.order),
        orderHash: due.hash,
        pieces: due.pieces,
      })),
    ),
  )
  return { archives: files.map((file) => file.archiveFolder), sequence }
}

function fileNames(
  context: FlowContext,
  orders: OrdersConfig,
  batch: readonly ReadyOrder[],
  sequence: Sequence | null,
): { orders: string; lines: string } {
  const partner = partnerOf(context)
  const values = {
    at: utcToZoned(context.now().toISOString(), partner.timeZone),
    partner: partner.partner,
    ...(sequence ? { seq: sequence.number } : {}),
    ...(batch.length === 1 ? { order: batch[0]!.document.number } : {}),
  }
  return {
    orders: buildFileName(orders.file, values),
    lines: orders.linesFile ? buildFileName(orders.linesFile, values) : '',
  }
}

async function renderFiles(
  context: FlowContext,
  orders: OrdersConfig,
  rendered: RenderedOrders,
  names: { orders: string; lines: string },
): Promise<RenderedFile[]> {
  const dialect = orders.dialect ?? partnerOf(context).dialect
  const files: RenderedFile[] = []
  for (const { role, rows } of rendered.files)
    files.push(await render(context, { name: names[role], folder: orders.folder, dialect, rows: [rows] }))
  return files
}

function finish(outcome: Outcome): void {
  if (outcome.findings.byCode.TB4003) outcome.result = 'failed'
  else if (outcome.counts.rejected > 0 || outcome.findings.errors > 0) outcome.result = 'done-with-issues'
  else outcome.result = outcome.files.length > 0 ? 'ok' : 'nothing-to-do'
}

/** Issues follow what was seen; the same reasons on unchanged orders are no new evidence. */
async function settleRun(context: FlowContext, outcome: Outcome, archives: readonly string[]): Promise<void> {
  const now = context.now().toISOString()
  await context.store.transaction().execute((trx) => keepIssues(trx, context, 'orders', outcome.findings))
  outcome.figures.peakMemoryMiB = Math.round(process.resourceUsage().maxRSS / 1024)
  const [folder] = archives
  if (folder === undefined) return
  const reports = await writeReports(toReport(context, outcome, now, summarise), folder)
  outcome.files.push(...reports.map((f) => ({ ...f, path: f.path && storedPath(context, f.path) })))
}
