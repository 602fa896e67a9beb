import type { DocumentLine, OrderDocument } from '../model/documents.ts'
import { FINDING_CODES, type FindingCode } from '../model/finding-codes.ts'
import type { Finding } from '../model/findings.ts'
import type { Address, ShopOrder } from '../model/records.ts'
import type { DocumentRules } from './document-rules.ts'
import { roundingLine, saleLine, stockLine } from './order-document-lines.ts'
import { inUnitsOfCode } from './order-factors.ts'
import { amountText, orderFinding } from './order-finding.ts'
import { type LineDraft, mainRate, nameOf, netOfRefunds, settleRates, spreadDiscounts } from './order-lines.ts'
import { documentNumber } from './order-number.ts'
import { documentPayments } from './order-payments.ts'
import { asTheTillComputes, receiptRounding, taxesThatDiffer } from './order-rounding.ts'
import { toE164 } from './phone.ts'

export type { CodeOf, DocumentRules } from './document-rules.ts'

export type DocumentResult = { document: OrderDocument; notices: Finding[] } | { rejected: Finding[] }

/**
 * One order as one document for one till (R20-R30, R56). Refunds are netted; amounts equal the order's to the cent per
 * VAT rate and per tender. `stock` documents carry the same units of goods and no money, so payments, tax rates and the
 * currency do not matter to them. What cannot be sent rightly is rejected with every reason found, never sent wrong;
 * an order of which nothing is left is rejected with the info TB7021 alone.
 */
export function toDocument(order: ShopOrder, rules: DocumentRules): DocumentResult {
  if (order.total > 0 && order.refunded >= order.total) return { rejected: [nothingLeft(order, 'all was refunded')] }
  const left = netOfRefunds(order)
  const number = documentNumber(order, rules)
  const counted = inUnitsOfCode(
    order,
    left.lines.filter((line) => !isCombined(line)),
    rules,
  )
  const { lines } = counted
  const body = rules.kind === 'sale' ? saleBody(order, lines, rules) : stockBody(order, lines, rules)
  const told = blockers(order, rules)
  const own = [
    ...totalsThatDiffer(order, rules),
    ...left.findings,
    ...counted.findings,
    ...left.lines.filter(isCombined).map((line) => combined(order, line)),
    ...('problem' in number ? [number.problem] : []),
    ...body.findings,
  ]
  // What the reader of the shop's file already gave as a reason is not said again in other words.
  const findings = [...told, ...own.filter(({ code }) => !told.some((blocker) => blocker.code === code))]
  if (findings.length > 0 || 'problem' in number) return { rejected: findings }
  if (body.lines.length === 0) return { rejected: [nothingLeft(order, emptyBecause(rules))] }
  return { document: { ...head(order, rules, number.number), ...amounts(body) }, notices: body.notices }
}

interface Body {
  lines: DocumentLine[]
  payments: OrderDocument['payments']
  notices: Finding[]
  findings: Finding[]
}

function saleBody(order: ShopOrder, drafts: LineDraft[], rules: DocumentRules): Body {
  const findings = [...foreignCurrency(order, rules), ...settleRates(order, drafts)]
  findings.push(...taxTotalThatDiffers(order, rules), ...taxesThatDiffer(order, drafts, rules.roundingMax))
  const spread = spreadDiscounts(order, drafts)
  const receipt = receiptRounding(order, rules.roundingMax) ?? { gross: 0, tax: 0 }
  const priced = asTheTillComputes(order, spread.lines, rules, receipt)
  const gross = order.lines.reduce((left, line) => left - line.refundedGross, order.total)
  const paid = documentPayments(order, rules, gross)
  findings.push(...spread.findings, ...priced.findings, ...paid.findings)
  const main = mainRate(spread.lines)
  const built = [
    ...priced.lines.map((line) => saleLine(order, line, main, rules)),
    ...priced.roundings.map((rounding) => roundingLine(order, rounding, rules)),
  ]
  return {
    lines: built.flatMap(({ line }) => line ?? []),
    payments: paid.payments,
    notices: built.flatMap(({ notices }) => notices),
    findings: [...findings, ...built.flatMap((line) => line.findings)],
  }
}

/** Only goods have stock; what else was sold is money and does not concern this till. */
function stockBody(order: ShopOrder, drafts: LineDraft[], rules: DocumentRules): Body {
  const built = drafts.filter(({ kind }) => kind === 'goods').map((draft) => stockLine(order, draft, rules))
  return {
    lines: built.flatMap(({ line }) => line ?? []),
    payments: [],
    notices: built.flatMap(({ notices }) => notices),
    findings: built.flatMap(({ findings }) => findings),
  }
}

function head(order: ShopOrder, rules: DocumentRules, number: string) {
  const country = order.billing.country || order.shipping.country || rules.country
  const { billing, shipping, customer } = order
  return {
    orderKey: order.key,
    orderNumber: order.number,
    number,
    kind: rules.kind,
    revision: rules.revision,
    attempt: rules.attempt,
    placedAt: order.placedAt,
    bookedAt: rules.bookedAt,
    currency: rules.kind === 'sale' ? order.currency : rules.currency,
    customer: {
      number: customer.key ?? '',
      name: billing.name || shipping.name,
      company: billing.company || shipping.company,
      vatNumber: customer.vatNumber,
      email: customer.email.trim().toLowerCase(),
      phone: toE164(customer.phone || billing.phone || shipping.phone, country),
      guest: customer.guest,
    },
    billing: withPhone(billing, country),
    shipping: withPhone(shipping, country),
    note: order.note,
  }
}

function withPhone(address: Address, country: string): Address {
  return { ...address, phone: toE164(address.phone, address.country || country) }
}

function amounts({ lines, payments }: Body) {
  const sum = (pick: (line: DocumentLine) => number) => lines.reduce((total, line) => total + pick(line), 0)
  return {
    lines: lines.map((line, index) => ({ ...line, number: index + 1 })),
    payments,
    gross: sum((line) => line.gross),
    net: sum((line) => line.net),
    tax: sum((line) => line.tax),
  }
}

/** Reasons that are about money alone and so do not stop a document without any. */
const MONEY_ONLY: readonly string[] = ['TB7003', 'TB7004', 'TB7005', 'TB7006', 'TB7012']

function blockers(order: ShopOrder, rules: DocumentRules): Finding[] {
  return order.blockers
    .filter(({ code }) => rules.kind === 'sale' || !MONEY_ONLY.includes(code))
    .map(({ code, found, expected }) => orderFinding(order, knownCode(code), { found, expected }))
}

function knownCode(code: string): FindingCode {
  return Object.hasOwn(FINDING_CODES, code) ? (code as FindingCode) : 'TB7022'
}

/** Lines must add up to the total, rounding apart, also where no money is sent: a line may be missing. */
export function totalsThatDiffer(order: ShopOrder, rules: Pick<DocumentRules, 'roundingMax'>): Finding[] {
  const findings: Finding[] = []
  if (order.lines.length === 0) findings.push(orderFinding(order, 'TB7022', { found: 'no lines', expected: 'lines' }))
  if (receiptRounding(order, rules.roundingMax) === null) {
    const lines = order.lines.reduce((sum, line) => sum + line.gross, 0)
    const found = `lines add up to ${amountText(lines, order)}`
    findings.push(orderFinding(order, 'TB7001', { found, expected: `${amountText(order.total, order)}, the total` }))
  }
  const refunded = order.lines.reduce((sum, line) => sum + line.refundedGross, 0)
  if (refunded !== order.refunded) {
    const found = `${amountText(refunded, order)} refunded by lines`
    const code = refunded < order.refunded ? 'TB7023' : 'TB7001'
    findings.push(orderFinding(order, code, { found, expected: `${amountText(order.refunded, order)} in all` }))
  }
  for (const line of order.lines.filter(({ net, tax, gross }) => net + tax !== gross)) {
    const found = `${nameOf(line)}: net ${amountText(line.net, order)} + tax ${amountText(line.tax, order)}`
    findings.push(orderFinding(order, 'TB7001', { found, expected: amountText(line.gross, order) }))
  }
  return findings
}

/** Shops round tax per line or per receipt; what is beyond that is a tax nobody can place. */
function taxTotalThatDiffers(order: ShopOrder, rules: DocumentRules): Finding[] {
  const tax = order.lines.reduce((sum, line) => sum + line.tax, 0)
  if (Math.abs(tax - order.totalTax) <= rules.roundingMax * order.lines.length) return []
  const found = `tax of the lines adds up to ${amountText(tax, order)}`
  return [orderFinding(order, 'TB7001', { found, expected: `${amountText(order.totalTax, order)}, the order's tax` })]
}

function foreignCurrency(order: ShopOrder, rules: DocumentRules): Finding[] {
  if (order.currency === rules.currency) return []
  return [orderFinding(order, 'TB7004', { found: order.currency, expected: rules.currency })]
}

function isCombined({ kind }: LineDraft): boolean {
  return kind === 'bundle' || kind === 'grouped' || kind === 'external'
}

function combined(order: ShopOrder, line: LineDraft): Finding {
  const found = `${nameOf(line.source)}, ${line.kind}`
  return orderFinding(order, 'TB7009', { found, expected: 'lines that are single variants' })
}

function emptyBecause(rules: DocumentRules): string {
  return rules.kind === 'stock' ? 'no goods are left that move stock' : 'all was refunded'
}

function nothingLeft(order: ShopOrder, found: string): Finding {
  return orderFinding(order, 'TB7021', { found, expected: null })
}
