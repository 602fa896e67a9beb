import { type Finding, finding } from '../model/findings.ts'
import { type MinorUnits, minorDigits, type RateE3 } from '../model/money.ts'
import { parseScaled } from '../model/quantity.ts'
import type { ItemKind } from '../model/records.ts'
import type { CellValue } from '../profiles/fault.ts'
import type { ShopContext } from './webshop.ts'

/** A row by fields, decoded by the declared columns. */
export interface GenericRow {
  line: number
  value(field: string): CellValue
}

/** A line as the file has it: `amount` is gross or net, `tax` and `rate` null where nobody says. */
export interface RawLine {
  sku: string | null
  variantKey: string | null
  name: string
  kind: ItemKind
  quantity: number
  amount: MinorUnits
  tax: MinorUnits | null
  rate: RateE3 | null
  taxClass: string | null
  requiresShipping: boolean
}

const LINE_KINDS: readonly string[] = [
  'goods',
  'service',
  'gift-card',
  'download',
  'bundle',
  'shipping',
  'fee',
  'deposit',
  'discount',
]

/** The line of a row, or the lines of its JSON cell; none for a row that only continues the order's own fields. */
export function linesOf(row: GenericRow, currency: string, context: ShopContext, faults: Finding[]): RawLine[] {
  const json = row.value('linesJson')
  if (json !== null && json !== '') return jsonLines(String(json), row, currency, context, faults)
  const quantity = row.value('quantity') as number | null
  if (quantity === null && row.value('lineTotal') === null && row.value('sku') === null) return []
  if (quantity === null) faults.push(missing(row.line, 'quantity', 'a number'))
  const cell = (field: string) => {
    const found = row.value(field)
    return found === null ? null : String(found)
  }
  const unitPrice = row.value('unitPrice') as number | null
  const lineTotal =
    (row.value('lineTotal') as number | null) ?? (unitPrice === null ? null : product(unitPrice, quantity ?? 0))
  if (lineTotal === null) faults.push(missing(row.line, 'lineTotal', 'an amount that quantity x price gives exactly'))
  const line = { quantity, amount: lineTotal, tax: row.value('lineTax') as number | null, rate: cell('taxRate') }
  return [lineOf({ ...line, cell, ships: row.value('requiresShipping') as boolean | null }, row.line, context, faults)]
}

interface LineCells {
  cell(field: string): string | null
  quantity: number | null
  amount: MinorUnits | null
  tax: MinorUnits | null
  rate: string | null
  ships: boolean | null
}

function lineOf(cells: LineCells, row: number, context: ShopContext, faults: Finding[]): RawLine {
  const kind = cells.cell('kind') ?? 'goods'
  if (!LINE_KINDS.includes(kind)) {
    const fix = "Map the shop's words under formats.orders.columns.kind.map."
    faults.push(finding('TB2603', { row, column: 'kind', found: kind, expected: LINE_KINDS.join(', '), fix }))
  }
  const rate = cells.rate === null || cells.rate === '' ? null : parseRate(cells.rate)
  if (rate === undefined) {
    faults.push(
      finding('TB2603', { row, column: 'taxRate', found: cells.rate, expected: 'a rate in percent, such as 25' }),
    )
  }
  const sku = cells.cell('sku')
  const taxClass = cells.cell('taxClass')
  const ofClass = taxClass === null ? null : (context.rates[taxClass] ?? null)
  const ofArticle = sku === null ? null : (context.rateOfSku?.(sku) ?? null)
  return {
    sku,
    variantKey: cells.cell('variantKey'),
    name: cells.cell('lineName') ?? sku ?? '',
    kind: kind as ItemKind,
    quantity: cells.quantity ?? 0,
    amount: cells.amount ?? 0,
    tax: cells.tax,
    rate: rate ?? ofClass ?? ofArticle,
    taxClass,
    requiresShipping: cells.ships ?? kind === 'goods',
  }
}

/** "25", "25 %", "8,875" as thousandths of a percent; undefined for anything else. */
function parseRate(text: string): RateE3 | undefined {
  const rate = parseScaled(text.replace('%', '').replace(',', '.').trim(), 3)
  return rate === undefined || rate < 0 || rate >= 100_000 ? undefined : rate
}

/** Price x quantity when that is whole minor units; null when a person must say what the line cost. */
function product(price: MinorUnits, quantity: number): MinorUnits | null {
  const scaled = price * quantity
  return Number.isSafeInteger(scaled) && scaled % 1000 === 0 ? scaled / 1000 : null
}

/**
 * `[{"sku": "A", "quantity": 2, "total": "25.00", "tax": "5.00", "rate": "25", "name": "..."}]`; numbers by their shortest
 * text. What a line does not say is said by the order's columns, whose defaults count for every line.
 */
function jsonLines(
  json: string,
  from: GenericRow,
  currency: string,
  context: ShopContext,
  faults: Finding[],
): RawLine[] {
  const row = from.line
  const lines = parseArray(json)
  if (lines === null) {
    const expected = '[{"sku": ..., "quantity": ..., "total": ...}, ...]'
    faults.push(
      finding('TB2603', {
        row,
        column: 'linesJson',
        found: json,
        expected,
        fix: 'Export the order again; the list of its lines is no valid JSON.',
      }),
    )
    return []
  }
  return lines.map((entry, i) => {
    const said = (field: string) => {
      const names = [field, ...(JSON_NAMES[field] ?? [])]
      const found = names.map((name) => entry[name]).find((value) => !isBlank(value))
      return found === undefined ? null : String(found)
    }
    const cell = (field: string) => {
      const own = said(field) ?? (field === 'variantKey' ? wooKey(entry) : null)
      if (own !== null || !OF_COLUMN.includes(field)) return own
      const ofColumn = from.value(field)
      // WooCommerce's name for the standard class is nothing.
      const standard = field === 'taxClass' && entry.tax_class === '' ? 'standard' : null
      return isBlank(ofColumn) ? standard : String(ofColumn)
    }
    const number = (field: string, digits: number, required: boolean) => {
      const text = said(field)
      const value = text === null ? undefined : parseScaled(text, digits)
      if (value !== undefined || (text === null && !required)) return value ?? null
      const code = field === 'quantity' ? 'TB2101' : 'TB2601'
      faults.push(
        finding(code, { row, column: `linesJson, line ${i + 1}, ${field}`, found: text ?? '', expected: 'a number' }),
      )
      return null
    }
    const digits = minorDigits(currency)
    const [quantity, amount, tax] = [
      number('quantity', 3, true),
      number('total', digits, true),
      number('tax', digits, false),
    ]
    return lineOf(
      { cell, quantity, amount, tax, rate: cell('taxRate'), ships: from.value('requiresShipping') as boolean | null },
      row,
      context,
      faults,
    )
  })
}

/** Further names of a line's values in JSON, WooCommerce's own among them. */
const JSON_NAMES: Record<string, readonly string[]> = {
  lineName: ['name'],
  taxRate: ['rate'],
  total: ['lineTotal'],
  tax: ['lineTax', 'total_tax'],
  taxClass: ['tax_class'],
}

/** Values of a line that the order's own columns may say for all of its lines. */
const OF_COLUMN: readonly string[] = ['kind', 'taxRate', 'taxClass']

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

/** WooCommerce writes 0 for "no variation". */
function wooKey(entry: Record<string, unknown>): string | null {
  const id = [entry.variation_id, entry.product_id].map(String).find((text) => /^[1-9]\d*$/.test(text))
  return id ?? null
}

function parseArray(json: string): Record<string, unknown>[] | null {
  try {
    const parsed: unknown = JSON.parse(json)
    const whole = Array.isArray(parsed) && parsed.every((entry) => typeof entry === 'object' && entry !== null)
    return whole ? (parsed as Record<string, unknown>[]) : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

export function missing(row: number, column: string, expected: string): Finding {
  return finding('TB2604', { row, column, found: '', expected })
}
