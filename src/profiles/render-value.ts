import type { OutColumn } from '../config/format.ts'
import { divideRound, formatMoney, minorDigits } from '../model/money.ts'
import { fixedScaled, formatQuantity, formatScaled } from '../model/quantity.ts'
import { utcToZoned } from '../model/zoned-time.ts'
import { DATE_PATTERN_DEFAULT, printDate } from './dates.ts'
import type { FieldType, FieldValue } from './fields.ts'
import type { Cell, CellProblem } from './render-cell.ts'

interface Style {
  column: OutColumn
  currency: string
  decimal: '.' | ','
  timeZone: string
}

/** Decimals of the integer behind a value: quantities count thousandths, prices ten-thousandths. */
const QUANTITY_DIGITS = 3
const RATE_DIGITS = 3
const PRICE_DIGITS = 4

/**
 * The value in the partner's form. Prices are rounded to their decimals, for they are derived; quantities, amounts and
 * rates that have more decimals than the column are a problem, never rounded.
 */
export function formatValue(value: FieldValue, from: FieldType, type: FieldType, style: Style): Cell {
  const { column } = style
  if (type === 'flag') return { text: value ? column.yes : column.no }
  if (type === 'date') return { text: formatDate(String(value), column.pattern, style.timeZone) }
  if (type === 'text' || typeof value !== 'number') return { text: canonicalText(value, from, style.currency) }
  const written = formatNumber(value, from, type, style)
  if ('problem' in written) return written
  return { text: signed(written.text, column.decimal ?? style.decimal) }
}

function signed(text: string, decimal: '.' | ','): string {
  return decimal === ',' ? text.replace('.', ',') : text
}

function formatNumber(value: number, from: FieldType, type: FieldType, { column, currency }: Style): Cell {
  const { decimals } = column
  const digits = minorDigits(currency)
  switch (type) {
    case 'quantity':
      return exactly(value, QUANTITY_DIGITS, decimals ?? 0, 'TB7018')
    case 'rate':
      return decimals === undefined ? { text: formatScaled(value, RATE_DIGITS) } : exactly(value, RATE_DIGITS, decimals)
    case 'price':
      return {
        text: rounded(from === 'money' ? value * 10 ** (PRICE_DIGITS - digits) : value, decimals ?? PRICE_DIGITS),
      }
    case 'money': {
      const amount = from === 'price' ? divideRound(value, 10 ** (PRICE_DIGITS - digits)) : value
      return exactly(amount, digits, decimals ?? digits)
    }
    default:
      return from === 'quantity' ? exactly(value, QUANTITY_DIGITS, 0, 'TB7018') : { text: String(value) }
  }
}

/** All decimals the value has, and zeros up to those asked for. */
function exactly(value: number, digits: number, decimals: number, code: CellProblem['code'] = 'TB2603'): Cell {
  if (decimals >= digits) return { text: fixedScaled(value, digits) + filler(digits, decimals) }
  const step = 10 ** (digits - decimals)
  if (value % step === 0) return { text: fixedScaled(value / step, decimals) }
  const expected = decimals === 0 ? 'a whole number' : `at most ${decimals} decimals`
  const fix = 'Give the column as many `decimals` as the value has, if the till takes them.'
  return { problem: { code, found: formatScaled(value, digits), expected, fix } }
}

function filler(digits: number, decimals: number): string {
  if (decimals === digits) return ''
  return (digits === 0 ? '.' : '') + '0'.repeat(decimals - digits)
}

function rounded(price: number, decimals: number): string {
  if (decimals >= PRICE_DIGITS) return fixedScaled(price, PRICE_DIGITS) + filler(PRICE_DIGITS, decimals)
  return fixedScaled(divideRound(price, 10 ** (PRICE_DIGITS - decimals)), decimals)
}

/** The plain form a value has in `map` and as text: shortest decimals with a point, yes and no, UTC times. */
export function canonicalText(value: FieldValue, type: FieldType, currency: string): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value !== 'number') return value ?? ''
  if (type === 'quantity') return formatQuantity(value)
  if (type === 'money') return formatMoney(value, currency)
  if (type === 'price') return formatScaled(value, PRICE_DIGITS)
  return type === 'rate' ? formatScaled(value, RATE_DIGITS) : String(value)
}

/** A moment (UTC ISO) on the partner's wall clock; a pattern that ends in Z stays in UTC. */
export function formatDate(iso: string, pattern: string | undefined, timeZone: string): string {
  const form = pattern ?? DATE_PATTERN_DEFAULT
  return printDate(utcToZoned(iso, form.endsWith('Z') ? 'UTC' : timeZone), form)
}
