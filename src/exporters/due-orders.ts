import { createHash } from 'node:crypto'
import type { OrdersConfig } from '../config/partner.ts'
import type { CodeOf, DocumentRules } from '../mapping/document-rules.ts'
import { exportState } from '../mapping/export-state.ts'
import { toDocument } from '../mapping/order-document.ts'
import { orderFingerprint } from '../mapping/order-fingerprint.ts'
import type { OrderDocument } from '../model/documents.ts'
import { FINDING_CODES } from '../model/finding-codes.ts'
import { type Finding, finding } from '../model/findings.ts'
import type { ItemKind, OrderLine, ShopOrder } from '../model/records.ts'
import { zonedToUtc } from '../model/zoned-time.ts'
import { counted } from '../reports/printable.ts'
import { codesOf, type VariantCode, variantNames } from '../store/codes.ts'
import {
  type ChangedOrder,
  type DueOrder,
  keepOrderHashes,
  ordersChangedSince,
  ordersWithoutDocument,
  takenNumbers,
} from '../store/documents.ts'
import { type CodesState, ensureCodes } from '../workspace/codes.ts'
import { type FlowContext, partnerOf } from '../workspace/context.ts'
import type { Outcome } from '../workspace/outcome.ts'

/** An order that can leave, as the document that will. */
export interface ReadyOrder {
  due: DueOrder
  document: OrderDocument
}

const PAGE = 500

/** Moment from which orders are sent: the go-live day begins at midnight of the till. */
export function goLive(orders: OrdersConfig, timeZone: string): string {
  const [year, month, day] = orders.ordersFrom.split('-').map(Number) as [number, number, number]
  return (
    zonedToUtc({ year, month, day, hour: 0, minute: 0, second: 0 }, timeZone) ?? `${orders.ordersFrom}T00:00:00.000Z`
  )
}

/** Goes through the orders that were not sent yet, sorts them into ready, not due and rejected, and counts them. */
export async function readyOrders(context: FlowContext, outcome: Outcome): Promise<ReadyOrder[]> {
  const partner = partnerOf(context)
  const orders = partner.orders!
  const codes = await ensureCodes(context, 'gate')
  const ready: ReadyOrder[] = []
  const waiting: Record<string, number> = {}
  let after = { placedAt: '', id: 0 }
  for (;;) {
    const page = await ordersWithoutDocument(
      context.store,
      context.shopName,
      partner.partner,
      goLive(orders, partner.timeZone),
      after,
      PAGE,
    )
    if (page.length === 0) break
    after = { placedAt: page.at(-1)!.order.placedAt, id: page.at(-1)!.id }
    const lookUp = await codeLookUp(context, page, codes)
    for (const due of page) {
      outcome.counts.read += 1
      const state = exportState(due.order, orders.when)
      if (state === 'fraud-hold') outcome.findings.add([about(due.order, 'TB7017', `order ${due.order.number}`)])
      if (state === 'not-ready')
        outcome.findings.add([about(due.order, 'TB7016', `order ${due.order.number}: ${due.order.stateText}`)])
      if (state !== 'due') {
        outcome.counts.skipped += 1
        waiting[state] = (waiting[state] ?? 0) + 1
        continue
      }
      const result = toDocument(asCatalogued(due, lookUp, orders), rules(context, due, lookUp))
      if ('rejected' in result) reject(outcome, due.order, result.rejected)
      else {
        outcome.findings.add(result.notices)
        ready.push({ due, document: result.document })
      }
    }
  }
  for (const [state, n] of Object.entries(waiting).filter(([word]) => word in WAITING))
    outcome.notes.push(`${counted(n, 'order')} ${WAITING[state]}`)
  return withoutSharedNumbers(context, outcome, ready)
}

const WAITING: Record<string, string> = {
  cancelled: 'skipped: cancelled before being sent.',
  'fraud-hold': 'skipped: on hold, the shop marks them as risky.',
  draft: 'skipped: only drafts.',
}

function about(
  order: ShopOrder,
  code: 'TB7016' | 'TB7017' | 'TB7010' | 'TB7011' | 'TB7020',
  found: string,
  expected?: string,
): Finding {
  return finding(code, { found, key: order.number, ...(expected === undefined ? {} : { expected }) })
}

/** Nothing left of an order is no fault: it is told and not sent. */
function reject(outcome: Outcome, order: ShopOrder, findings: readonly Finding[]): void {
  const nothingLeft = findings.length > 0 && findings.every((f) => f.severity === 'info')
  if (nothingLeft) outcome.counts.skipped += 1
  else outcome.counts.rejected += 1
  outcome.findings.add(findings.map((f) => ({ ...f, key: f.key ?? order.number })))
}

export function rejectRendered(outcome: Outcome, order: ShopOrder, findings: readonly Finding[]): void {
  reject(outcome, order, findings)
}

/**
 * What a line is, the catalogue knows better than the order: a gift card bought as an article is no goods. A line that
 * is no article at all is what `lineKinds` says of its name.
 */
function asCatalogued(due: DueOrder, { names }: CodeLookUp, orders: OrdersConfig): ShopOrder {
  const kinds = new Map(Object.entries(orders.lineKinds).map(([name, kind]) => [plainName(name), kind]))
  const lines = due.order.lines.map((line, i) => {
    const variant = due.variants[i] ?? null
    const named = line.sku ? undefined : kinds.get(plainName(line.name))
    const kind = variant === null ? named : names.get(variant)?.kind
    return line.kind === 'goods' && kind !== undefined && kind !== 'goods' ? { ...line, kind: kind as ItemKind } : line
  })
  return { ...due.order, lines }
}

function plainName(name: string): string {
  return name.trim().replace(/\s+/g, ' ').toLowerCase()
}

interface CodeLookUp {
  codes: Map<number, VariantCode>
  /** Why the code of a variant must not leave. */
  heldBack: (variantId: number) => Finding | undefined
  names: Awaited<ReturnType<typeof variantNames>>
}

async function codeLookUp(context: FlowContext, page: readonly DueOrder[], state: CodesState): Promise<CodeLookUp> {
  const ids = [...new Set(page.flatMap((due) => due.variants.filter((id) => id !== null)))]
  const codes = await codesOf(context.store, partnerOf(context).partner, ids)
  for (const { variantId, code } of state.fresh) codes.set(variantId, { code, factor: 1000 })
  return { codes, heldBack: state.heldBack, names: await variantNames(context.store, ids) }
}

function rules(context: FlowContext, due: DueOrder, lookUp: CodeLookUp): DocumentRules {
  const partner = partnerOf(context)
  const orders = partner.orders!
  return {
    kind: orders.document,
    prices: partner.prices ?? 'gross',
    currency: partner.currency,
    tenders: orders.tenders,
    outstandingTender: orders.outstandingTender,
    taxes: orders.taxes,
    kinds: orders.kinds,
    decimals: orders.decimals,
    priceDecimals: orders.priceDecimals,
    vat: orders.vat,
    roundingMax: orders.roundingMax,
    numberPattern: orders.number,
    numberMaxLength: orders.numberMaxLength,
    shop: context.shopName,
    country: context.shop.country ?? '',
    codeOf: codeOfLine(due, lookUp),
    factorOf: factorOfLine(due, lookUp),
    decimalsOf: decimalsOfLine(due, lookUp, orders),
    bookedAt: context.now().toISOString(),
    revision: 1,
    attempt: 1,
  }
}

/** The code of the variation an order line names; the parent's SKU on a variation's line does not count (R56). */
function codeOfLine(due: DueOrder, { codes, heldBack, names }: CodeLookUp): CodeOf {
  const variantOf = variantOfLine(due)
  return (line) => {
    const variant = variantOf(line)
    const code = variant === null ? undefined : codes.get(variant)?.code
    const found = line.sku ? `${line.name} (SKU ${line.sku})` : line.name
    const why = variant === null ? undefined : heldBack(variant)
    if (why) {
      const expected = `${why.code}: ${FINDING_CODES[why.code].explanation}`
      return {
        problem: finding('TB7008', {
          found: `order ${due.order.number}: ${found}${why.found ? `, ${why.found}` : ''}`,
          expected,
          fix: why.fix,
          key: due.order.number,
        }),
      }
    }
    if (code === undefined) {
      const expected = variant === null ? 'a variant of the catalogue' : 'a reference code for this partner'
      return {
        problem: finding('TB7008', { found: `order ${due.order.number}: ${found}`, expected, key: due.order.number }),
      }
    }
    const name = variant === null ? undefined : names.get(variant)
    const parents = line.sku && name && name.sku !== line.sku && name.itemSku === line.sku
    return parents
      ? {
          code,
          notices: [
            finding('TB3011', {
              found: `order ${due.order.number}: ${line.sku}`,
              expected: code,
              key: due.order.number,
            }),
          ],
        }
      : { code }
  }
}

function variantOfLine(due: DueOrder): (line: OrderLine) => number | null {
  const positions = new Map(due.order.lines.map((line, i) => [line.key, i]))
  return (line) => due.variants[positions.get(line.key) ?? -1] ?? null
}

function factorOfLine(due: DueOrder, { codes }: CodeLookUp): (line: OrderLine) => number {
  const variantOf = variantOfLine(due)
  return (line) => codes.get(variantOf(line) ?? -1)?.factor ?? 1000
}

function decimalsOfLine(
  due: DueOrder,
  { names }: CodeLookUp,
  { units }: OrdersConfig,
): (line: OrderLine) => number | undefined {
  const variantOf = variantOfLine(due)
  return (line) => {
    const article = names.get(variantOf(line) ?? -1)
    const known = [line.sku, article?.sku, article?.itemSku].find((sku) => sku && Object.hasOwn(units, sku))
    return known ? units[known] : undefined
  }
}

/** Two orders under one number would be one order at the till. */
async function withoutSharedNumbers(
  context: FlowContext,
  outcome: Outcome,
  ready: readonly ReadyOrder[],
): Promise<ReadyOrder[]> {
  const numbers = ready.map((r) => r.document.number)
  const taken = await takenNumbers(context.store, partnerOf(context).partner, numbers)
  const uses = new Map<string, number>()
  for (const number of numbers) uses.set(number, (uses.get(number) ?? 0) + 1)
  return ready.filter(({ due, document }) => {
    if (!taken.has(document.number) && uses.get(document.number) === 1) return true
    reject(outcome, due.order, [
      about(due.order, 'TB7020', `number ${document.number}`, 'a number no other order has at this till'),
    ])
    return false
  })
}

/**
 * Orders that changed or were cancelled in the shop after they were sent: told until a person has seen to it. Those that
 * read differently and are the same to a till are noted, so that the next run passes them over.
 */
export async function changedAfterExport(context: FlowContext): Promise<Finding[]> {
  const findings: Finding[] = []
  let after = 0
  for (;;) {
    const page = await ordersChangedSince(context.store, partnerOf(context).partner, after, PAGE)
    if (page.length === 0) return findings
    after = page.at(-1)!.documentId
    const unchanged: ChangedOrder[] = []
    for (const changed of page) {
      const { order, number, fingerprint } = changed
      const found = `order ${order.number}, at the till ${number}`
      if (order.life === 'cancelled' || order.payment === 'voided' || order.payment === 'refunded')
        findings.push(about(order, 'TB7011', found))
      else if (fingerprintOf(order) !== fingerprint) findings.push(about(order, 'TB7010', found))
      else unchanged.push(changed)
    }
    if (context.mode === 'run') await keepOrderHashes(context.store, unchanged)
  }
}

export function fingerprintOf(order: ShopOrder): string {
  return createHash('sha256').update(orderFingerprint(order)).digest('hex')
}
