import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exportState } from '../../src/mapping/export-state.ts'
import { type DocumentRules, toDocument } from '../../src/mapping/order-document.ts'
import type { DocumentLine, OrderDocument } from '../../src/model/documents.ts'
import { finding } from '../../src/model/findings.ts'
import { formatMoney } from '../../src/model/money.ts'
import { formatQuantity, formatScaled } from '../../src/model/quantity.ts'
import type { OrderLine, ShopOrder } from '../../src/model/records.ts'
import type { ShopContext } from '../../src/webshops/webshop.ts'
import { woocommerceRestOrders } from '../../src/webshops/woocommerce-rest.ts'

/*
 * The corpus of awkward orders through the real reader and the real mapping. The catalogue and its codes are modelled
 * as the exporter knows them: a line's code and kind are those of the variant it names.
 */

interface PartnerRules {
  document: 'sale' | 'stock'
  prices: 'gross' | 'net'
  currency: string
  country: string
  when: 'paid' | 'paid-or-authorised'
  tenders: Record<string, string>
  outstandingTender: string
  taxes: Record<string, string>
  kinds: Record<string, string>
  decimals: number
  priceDecimals: number
  roundingMax: number
}

interface ExpectedLine {
  code: string
  kind: string
  units: string
  gross: string
}

interface Expected {
  why: string
  outcome: 'document' | 'rejected' | 'not-sent'
  code?: string | string[] | null
  gross: string
  net?: string
  tax: string
  grossPerRate: Record<string, string> | null
  lines: ExpectedLine[]
  lineNames?: string[]
  tenders: Record<string, string>
  partner?: Partial<PartnerRules>
  notices?: string[]
  customer?: Partial<OrderDocument['customer']>
  note?: string
}

interface Corpus {
  partner: PartnerRules
  shop: {
    variations: Record<string, { product: string; sku: string; parentSku: string }>
    giftCards: string[]
    withoutSku: string[]
  }
  orders: Record<string, Expected>
}

const FOLDER = join(import.meta.dirname, '../../fixtures/corpus')
const corpus = JSON.parse(readFileSync(join(FOLDER, 'awkward-orders.expected.json'), 'utf8')) as Corpus
const read = await readOrders()

test('every order is read, none is turned away', () => {
  expect(read.findings).toEqual([])
  expect([...read.orders.keys()].sort()).toEqual(Object.keys(corpus.orders).sort())
})

describe.each(Object.entries(corpus.orders))('order %s', (number, expected) => {
  const partner = { ...corpus.partner, ...expected.partner }
  const order = read.orders.get(number)!

  test(expected.why, () => {
    expect(outcomeOf(order, partner)).toEqual(wanted(expected))
  })

  if (expected.outcome === 'document') {
    test('a document that only moves stock has the same units and no money', () => {
      const document = stockDocument(order, { ...partner, document: 'stock' })
      const goods = expected.lines.filter((line) => line.kind === 'goods')
      expect(document.lines.map(({ code, quantity }) => [code, formatQuantity(quantity)])).toEqual(
        goods.map(({ code, units }) => [code, units]),
      )
      expect([document.gross, document.net, document.tax, document.payments]).toEqual([0, 0, 0, []])
    })
  }
})

async function readOrders() {
  const context: ShopContext = {
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    prices: 'gross',
    country: 'DE',
    headers: {},
    decimal: '.',
    dialect: null,
    rates: {},
  }
  const orders = new Map<string, ShopOrder>()
  const findings = []
  for await (const batch of woocommerceRestOrders.read(join(FOLDER, 'awkward-orders.json'), context)) {
    for (const order of batch.orders) orders.set(order.number, order)
    findings.push(...batch.findings)
  }
  return { orders, findings }
}

/** What becomes of an order, in the words of the expectations. */
function outcomeOf(order: ShopOrder, partner: PartnerRules): object {
  const state = exportState(order, partner.when)
  if (state !== 'due') return { outcome: 'not-sent', code: state === 'not-ready' ? 'TB7016' : null }
  const result = toDocument(asCatalogued(order), rulesOf(partner))
  if ('document' in result) return { outcome: 'document', ...shown(result.document, result.notices) }
  const codes = [...new Set(result.rejected.map(({ code }) => code))]
  if (result.rejected.every(({ severity }) => severity === 'info')) return { outcome: 'not-sent', code: codes.join() }
  return { outcome: 'rejected', codes }
}

function shown(document: OrderDocument, notices: readonly { code: string }[]): object {
  const money = (amount: number) => formatMoney(amount, document.currency)
  const lines = document.lines.filter(({ kind, gross }) => kind !== 'shipping' || gross !== 0)
  return {
    gross: money(document.gross),
    net: money(document.net),
    tax: money(document.tax),
    grossPerRate: sums(lines, (line) => formatScaled(line.taxRate, 3), money),
    lines: lines.map(({ code, kind, quantity, gross }) => ({
      code,
      kind,
      units: formatQuantity(quantity),
      gross: money(gross),
    })),
    lineNames: lines.map(({ name }) => name),
    tenders: Object.fromEntries(document.payments.map(({ tender, amount }) => [tender, money(amount)])),
    notices: notices.map(({ code }) => code),
    customer: document.customer,
    note: document.note,
  }
}

function sums(lines: readonly DocumentLine[], of: (line: DocumentLine) => string, money: (n: number) => string) {
  const all = new Map<string, number>()
  for (const line of lines) all.set(of(line), (all.get(of(line)) ?? 0) + line.gross)
  const used = [...all].filter(([, gross]) => gross !== 0)
  return Object.fromEntries(used.map(([rate, gross]) => [rate, money(gross)]))
}

/** The expectation in the shape of `outcomeOf`; what it does not speak of may be anything. */
function wanted(expected: Expected): object {
  const { outcome, code } = expected
  if (outcome === 'not-sent') return { outcome, code: code ?? null }
  if (outcome === 'rejected') return { outcome, codes: expect.toSatisfy((codes: string[]) => rightly(codes, code!)) }
  const { gross, tax, lines, tenders } = expected
  return {
    outcome,
    gross,
    tax,
    lines,
    tenders,
    net: expected.net ?? expect.any(String),
    grossPerRate: expected.grossPerRate ?? expect.any(Object),
    lineNames: expected.lineNames ?? expect.any(Array),
    notices: expected.notices ?? [],
    customer: expected.customer ? expect.objectContaining(expected.customer) : expect.any(Object),
    note: expected.note ?? '',
  }
}

/** Nothing but the expected reason, or at least one of several that would do. */
function rightly(codes: readonly string[], code: string | string[]): boolean {
  return Array.isArray(code) ? codes.some((one) => code.includes(one)) : codes.join() === code
}

function stockDocument(order: ShopOrder, partner: PartnerRules): OrderDocument {
  const result = toDocument(asCatalogued(order), rulesOf(partner))
  if ('rejected' in result) throw new Error(result.rejected.map(({ code, found }) => `${code} ${found}`).join())
  return result.document
}

/** As the exporter does: a line that is goods to the order is what the catalogue says of its variant. */
function asCatalogued(order: ShopOrder): ShopOrder {
  const isGiftCard = ({ kind, sku }: OrderLine) => kind === 'goods' && corpus.shop.giftCards.includes(sku ?? '')
  return { ...order, lines: order.lines.map((line) => (isGiftCard(line) ? { ...line, kind: 'gift-card' } : line)) }
}

function rulesOf(partner: PartnerRules): DocumentRules {
  return {
    kind: partner.document,
    prices: partner.prices,
    currency: partner.currency,
    country: partner.country,
    tenders: partner.tenders,
    outstandingTender: partner.outstandingTender,
    taxes: partner.taxes,
    kinds: Object.fromEntries(Object.entries(partner.kinds).map(([kind, code]) => [kind, { code }])),
    decimals: partner.decimals,
    priceDecimals: partner.priceDecimals,
    roundingMax: partner.roundingMax,
    numberPattern: '{number}',
    numberMaxLength: 40,
    shop: 'main',
    codeOf,
    bookedAt: '2026-11-20T06:00:00.000Z',
    revision: 1,
    attempt: 1,
  }
}

/** SKU is the code; a line that names a variation has the variation's, whatever SKU stands on it. */
function codeOf(line: OrderLine): ReturnType<DocumentRules['codeOf']> {
  const variation = corpus.shop.variations[line.variantKey ?? '']
  const code = variation?.sku ?? line.sku
  if (code === null || corpus.shop.withoutSku.includes(line.variantKey ?? '')) {
    return { problem: finding('TB7008', { found: line.name }) }
  }
  return variation && line.sku === variation.parentSku
    ? { code, notices: [finding('TB3011', { found: line.sku, expected: code })] }
    : { code }
}
