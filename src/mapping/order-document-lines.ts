import type { DocumentLine } from '../model/documents.ts'
import type { Finding } from '../model/findings.ts'
import { type RateE3, taxInGross } from '../model/money.ts'
import { formatQuantity, formatScaled } from '../model/quantity.ts'
import type { ItemKind, ShopOrder } from '../model/records.ts'
import type { DocumentRules } from './document-rules.ts'
import { amountText, orderFinding } from './order-finding.ts'
import { type LineDraft, nameOf } from './order-lines.ts'
import { type PricedLine, type Rounding, unitPriceOf } from './order-rounding.ts'

/** A line of a document, or the reasons why it cannot be one. Lines are numbered later. */
export interface BuiltLine {
  line: DocumentLine | null
  notices: Finding[]
  findings: Finding[]
}

/** A line with money. `mainRate` serves lines without an amount, whose own rate has no code at the till. */
export function saleLine(
  order: ShopOrder,
  priced: PricedLine,
  mainRate: RateE3 | null,
  rules: DocumentRules,
): BuiltLine {
  const { draft, gross, tax, unitPrice } = priced
  const coded = codeFor(order, draft, rules)
  const taxed = taxFor(order, draft, mainRate, rules)
  const findings = [...coded.findings, ...taxed.findings, ...fraction(order, draft, rules)]
  if (findings.length > 0) return { line: null, notices: [], findings }
  const money = { unitPrice, gross, net: gross - tax, tax, taxRate: taxed.rate, taxCode: taxed.code }
  const basis =
    rules.prices === 'gross'
      ? { total: gross, discount: draft.discount }
      : { total: gross - tax, discount: draft.discount - taxInGross(draft.discount, taxed.rate) }
  return { line: { ...goodsPart(draft, coded.code), ...money, ...basis }, notices: coded.notices, findings }
}

const NO_MONEY = { unitPrice: 0, total: 0, gross: 0, net: 0, tax: 0, discount: 0, taxRate: 0, taxCode: '' }

/** A line that moves stock and carries no money. */
export function stockLine(order: ShopOrder, draft: LineDraft, rules: DocumentRules): BuiltLine {
  const coded = codeFor(order, draft, rules)
  const findings = [...coded.findings, ...fraction(order, draft, rules)]
  if (findings.length > 0) return { line: null, notices: [], findings }
  return { line: { ...goodsPart(draft, coded.code), ...NO_MONEY }, notices: coded.notices, findings }
}

/** The explicit line that makes the till's arithmetic come to the order's total (R23). */
export function roundingLine(order: ShopOrder, rounding: Rounding, rules: DocumentRules): BuiltLine {
  const amount = amountText(rounding.gross, order)
  const code = kindCode('rounding', rules)
  if (code === undefined) return fault(unmappedKind(order, 'rounding', `${amount} of rounding`))
  const taxCode = taxCodeOf(order, rounding.rate, null, rules)
  if (taxCode === undefined) return fault(unmappedTax(order, rounding.rate))
  const net = rounding.gross - rounding.tax
  const total = rules.prices === 'gross' ? rounding.gross : net
  const line: DocumentLine = {
    number: 0,
    kind: 'rounding',
    code,
    sku: '',
    name: 'Rounding',
    quantity: 1000,
    unitPrice: unitPriceOf(total, 1000, order.currency),
    total,
    gross: rounding.gross,
    net,
    tax: rounding.tax,
    discount: 0,
    taxRate: rounding.rate,
    taxCode,
    requiresShipping: false,
  }
  const notice = orderFinding(order, 'TB7002', { found: `${amount} on a rounding line`, expected: null })
  return { line, notices: [notice], findings: [] }
}

function fault(finding: Finding): BuiltLine {
  return { line: null, notices: [], findings: [finding] }
}

function goodsPart({ source, kind, quantity }: LineDraft, code: string) {
  const { name, requiresShipping } = source
  return { number: 0, kind, code, sku: source.sku ?? '', name, quantity, requiresShipping }
}

interface Coded {
  code: string
  notices: Finding[]
  findings: Finding[]
}

/** Goods have a code of their own or cannot leave; other kinds may, and else take the code of their kind. */
function codeFor(order: ShopOrder, draft: LineDraft, rules: DocumentRules): Coded {
  const { source, kind } = draft
  const own = kind === 'goods' || source.sku !== null || source.variantKey !== null ? rules.codeOf(source) : null
  if (own && 'code' in own) return { code: own.code, notices: own.notices ?? [], findings: [] }
  if (kind === 'goods' && own) return { code: '', notices: [], findings: [own.problem] }
  const code = kindCode(kind, rules)
  if (code !== undefined) return { code, notices: [], findings: [] }
  const found = `${nameOf(source)}, ${amountText(draft.gross, order)}`
  return { code: '', notices: [], findings: [unmappedKind(order, kind, found)] }
}

function kindCode(kind: ItemKind, rules: DocumentRules): string | undefined {
  return Object.hasOwn(rules.kinds, kind) ? rules.kinds[kind]?.code : undefined
}

function unmappedKind(order: ShopOrder, kind: ItemKind, found: string): Finding {
  const column = `orders.kinds.${kind}`
  return orderFinding(order, 'TB7007', { column, found, expected: `a code for lines of kind ${kind}` })
}

function fraction(order: ShopOrder, draft: LineDraft, rules: DocumentRules): Finding[] {
  const decimals = rules.decimalsOf?.(draft.source) ?? rules.decimals
  if (draft.quantity % 10 ** (3 - decimals) === 0) return []
  const found = `${nameOf(draft.source)}: ${formatQuantity(draft.quantity)}`
  const expected = decimals === 0 ? 'whole pieces' : `at most ${decimals} decimals`
  return [orderFinding(order, 'TB7018', { found, expected })]
}

/** A line without an amount may take the main rate: no tax depends on it, and the till may not know "0". */
function taxFor(order: ShopOrder, draft: LineDraft, mainRate: RateE3 | null, rules: DocumentRules) {
  const rates = draft.gross === 0 && draft.tax === 0 ? [draft.rate ?? 0, mainRate ?? 0] : [draft.rate ?? 0]
  for (const rate of rates) {
    const code = taxCodeOf(order, rate, draft.source.taxClass, rules)
    if (code !== undefined) return { rate, code, findings: [] }
  }
  return { rate: rates[0]!, code: '', findings: [unmappedTax(order, rates[0]!)] }
}

function taxCodeOf(order: ShopOrder, rate: RateE3, taxClass: string | null, rules: DocumentRules): string | undefined {
  const text = formatScaled(rate, 3)
  if (Object.keys(rules.taxes).length === 0) return text
  const country = order.shipping.country || order.billing.country || rules.country
  const withClass = taxClass ? `${taxClass} ${text}` : text
  const keys = [`${country} ${withClass}`, `${country} ${text}`, withClass, text]
  const key = keys.find((candidate) => Object.hasOwn(rules.taxes, candidate))
  return key === undefined ? undefined : rules.taxes[key]
}

function unmappedTax(order: ShopOrder, rate: RateE3): Finding {
  const found = `tax rate ${formatScaled(rate, 3)} %`
  return orderFinding(order, 'TB7006', { column: 'orders.taxes', found, expected: 'a tax code of the till' })
}
