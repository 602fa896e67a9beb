import { totalsThatDiffer } from '../mapping/order-document.ts'
import { FileRefused } from '../model/errors.ts'
import { FINDING_CODES, type FindingCode } from '../model/finding-codes.ts'
import { type Finding, finding } from '../model/findings.ts'
import type { ShopOrder } from '../model/records.ts'
import { lastSettledFrom, setInbound } from '../store/files.ts'
import type { IssueScope } from '../store/issues.ts'
import type { InboundFileRow } from '../store/schema.ts'
import { applyOrders } from '../store/shop.ts'
import {
  compareShopOrders,
  createShopScratch,
  shopLineResults,
  shopPlanCounts,
  shopPlanFigures,
} from '../store/shop-plan.ts'
import { type FlowContext, withScratch } from '../workspace/context.ts'
import { keepIssues } from '../workspace/issues.ts'
import { emptyOutcome, mergeOutcomes, type Outcome } from '../workspace/outcome.ts'
import { readingSettings } from '../workspace/settings.ts'
import type { StagedFile } from './inbound-file.ts'
import { nothing, refused } from './shop-catalogue.ts'
import { shopContext } from './shop-context.ts'
import { findShopFiles, hashOf, looks, readIntoScratch, type ShopFile, stageShopFiles } from './shop-files.ts'
import { endFile, fileRow } from './take-files.ts'

/** Orders of a shop: every file that does not lie there as it was read last; an order that is absent is unchanged. */
export async function importShopOrders(
  context: FlowContext,
  named?: { path: string; as?: string | undefined },
): Promise<Outcome> {
  const paths = named ? [named.path] : await freshFiles(context)
  if (paths.length === 0) return nothing('No order file that was not read before.')
  const settings = await shopContext(context)
  const outcomes: Outcome[] = []
  const speaking = new Set((await refusedOrderFiles(context)).map(({ id }) => id))
  for (const [index, path] of paths.entries()) {
    const staged: StagedFile[] = []
    try {
      const [file] = await stageShopFiles(context, [path], settings, staged, named?.as)
      speaking.add(file!.id)
      const settles: Settles = ({ evidence }) => index === paths.length - 1 && !speaking.has(evidence)
      outcomes.push(await withScratch(context, () => takeOrders(context, file!, settings, settles)))
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error
      for (const { id } of staged) speaking.add(id)
      outcomes.push(await refused(context, staged, error))
    }
  }
  return mergeOutcomes(outcomes)
}

/**
 * Issues that a file may close: the last of a run those of earlier runs, but for what a file says that still lies there
 * as it was refused. No part of the orders takes back what another part said.
 */
type Settles = NonNullable<IssueScope['settles']>

/** Order files that lie in the shop's folder as they were refused: what was sold by them nobody knows. */
export async function refusedOrderFiles(context: FlowContext): Promise<InboundFileRow[]> {
  const refused: InboundFileRow[] = []
  for (const path of await orderFiles(context)) {
    const row = await settledAs(context, path)
    if (row?.state === 'refused') refused.push(row)
  }
  return refused
}

async function freshFiles(context: FlowContext): Promise<string[]> {
  const fresh: string[] = []
  for (const path of await orderFiles(context)) if ((await settledAs(context, path)) === null) fresh.push(path)
  return fresh
}

function orderFiles(context: FlowContext): Promise<string[]> {
  return findShopFiles(context, context.shop.orders ?? [], 'all')
}

/**
 * How a file was settled that lies there as it was read last from this place; null for any other. An older file put back
 * in a newer one's place is news.
 */
async function settledAs(context: FlowContext, path: string): Promise<InboundFileRow | null> {
  const last = await lastSettledFrom(context.store, 'shop-orders', context.shopName, path)
  if (!last || last.settings !== (await readingSettings(context))) return null
  return last.sha256 === (await hashOf(path)) ? last : null
}

async function takeOrders(
  context: FlowContext,
  file: ShopFile,
  settings: Awaited<ReturnType<typeof shopContext>>,
  settles: Settles,
): Promise<Outcome> {
  const { store, shopName } = context
  const outcome = emptyOutcome('ok')
  await createShopScratch(store)
  const { read, rejected } = await readIntoScratch(context, file, 0, settings, outcome, tellBlockers)
  await compareShopOrders(store, shopName)
  Object.assign(outcome.figures, looks([file]))
  const counts = await shopPlanCounts(store)
  outcome.counts = { read, ...counts }
  const figures = await shopPlanFigures(store, shopName)
  Object.assign(outcome.figures, { orders: figures.orders, lines: figures.orderLines })
  outcome.result =
    rejected > 0 || outcome.findings.errors > 0
      ? 'done-with-issues'
      : counts.new + counts.changed === 0
        ? 'nothing-to-do'
        : 'ok'
  outcome.files = [fileRow(context, file, context.mode === 'plan' ? 'planned' : 'applied', read)]
  if (context.mode === 'run') {
    await store.transaction().execute(async (trx) => {
      await applyOrders(trx, shopName)
      await setInbound(trx, file.id, { state: 'applied', read_rows: read, rejected_rows: rejected })
      await keepIssues(trx, context, file.id, outcome.findings, { settles, only: (f) => !f.code.startsWith('TB7') })
    })
  }
  const dialect = file.kind.dialect(file.head, settings)
  await endFile(
    context,
    file,
    outcome,
    dialect ? { dialect, headerLine: 1, rowResult: (lines) => shopLineResults(store, 0, lines) } : undefined,
  )
  return outcome
}

/**
 * What will keep an order from leaving is told as soon as it is read, as a warning; the issue opens where it is held, at
 * the partner. Amounts may differ by what shops round per receipt.
 */
function tellBlockers(order: ShopOrder): Finding[] {
  if (order.life === 'draft') return []
  const place = { row: order.line, key: order.number, severity: 'warning' as const }
  const told = order.blockers.filter(({ code }) => Object.hasOwn(FINDING_CODES, code))
  const blockers = told.map(({ code, found, expected }) =>
    finding(code as FindingCode, { ...place, found: `order ${order.number}: ${found}`, expected }),
  )
  const sums = totalsThatDiffer(order, { roundingMax: 1 }).filter((f) => !told.some(({ code }) => code === f.code))
  return [...blockers, ...sums.map((f) => ({ ...f, ...place }))]
}
