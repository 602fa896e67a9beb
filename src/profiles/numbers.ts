import { UsageError } from '../model/errors.ts'
import { type MinorUnits, minorDigits } from '../model/money.ts'
import type { Thousandths } from '../model/quantity.ts'
import type { Fault } from './fault.ts'

/** How a column writes its numbers; what is not declared is not understood (config/format.ts says what each means). */
export interface NumberHabits {
  decimal: '.' | ','
  thousands?: '.' | ',' | ' ' | "'" | undefined
  sign: 'leading' | 'trailing' | 'both'
  plus: boolean
  bareDecimal: boolean
  unit?: string[] | undefined
  atLeast: boolean
}

export interface QuantityLimits {
  decimals: number
  negative: boolean
  max: number
}

/** A column's parser; cells come trimmed and not blank. */
export interface NumberParser {
  parse(text: string): number | Fault
  /** How the numbers parsed so far were written: "whole", "3 decimals", "varying decimals", "none". */
  style(): string
}

/** Reads quantities into thousandths. Digits are read as digits; no float is ever involved. */
export function quantityParser(habits: NumberHabits, limits: QuantityLimits): NumberParser {
  const read = scaledReader(habits, 3, limits.decimals)
  const most = Math.round(limits.max * 1000)
  const form: Fault = { code: 'TB2101', expected: describe(habits, limits.decimals) }
  const fraction: Fault = {
    code: 'TB2103',
    expected: limits.decimals === 0 ? 'whole pieces' : `at most ${limits.decimals} decimals`,
  }
  const range: Fault = { code: 'TB2104', expected: `at most ${limits.max}` }
  const negative: Fault = { code: 'TB2105', expected: 'zero or more' }
  const parse = (text: string): Thousandths | Fault => {
    const value = read.scaled(text)
    if (value === 'form') return form
    if (value === 'fraction') return fraction
    if (value === 'large' || value > most || value < -most) return range
    return value < 0 && !limits.negative ? negative : value
  }
  return { parse, style: read.style }
}

/** Reads amounts into minor units of the currency. */
export function moneyParser(habits: NumberHabits, currency: string): NumberParser {
  const digits = minorDigits(currency)
  const read = scaledReader(habits, digits, digits)
  const form: Fault = { code: 'TB2601', expected: describe(habits, digits) }
  const fraction: Fault = { code: 'TB2601', expected: `at most ${digits} decimals (${currency})` }
  const range: Fault = { code: 'TB2601', expected: `at most ${INTEGER_DIGITS_MAX} digits` }
  const parse = (text: string): MinorUnits | Fault => {
    const value = read.scaled(text)
    if (typeof value === 'number') return value
    return value === 'form' ? form : value === 'fraction' ? fraction : range
  }
  return { parse, style: read.style }
}

/** More digits before the decimal sign are no quantity and no amount: a barcode in the wrong column. */
export const INTEGER_DIGITS_MAX = 12

type Unread = 'form' | 'fraction' | 'large'

/** Reads a number into an integer scaled by 10^digits; decimals beyond `decimals` must be zeros. */
function scaledReader(habits: NumberHabits, digits: number, decimals: number) {
  const pattern = numberPattern(habits)
  const scale = 10 ** digits
  let wholes = 0
  let fewest = Number.POSITIVE_INFINITY
  let most = 0

  const scaled = (text: string): number | Unread => {
    const plain = plainDigits(text)
    if (plain >= 0) {
      wholes++
      return plain * scale
    }
    const match = pattern.exec(text)
    if (!match) return 'form'
    const [, before, whole, fraction = '', after] = match
    if (before !== undefined && after !== undefined) return 'form'
    if (fraction === '') wholes++
    else {
      fewest = Math.min(fewest, fraction.length)
      most = Math.max(most, fraction.length)
    }
    if (/[^0]/.test(fraction.slice(decimals))) return 'fraction'
    const integer = (whole ?? '').replace(/\D/g, '').replace(/^0+/, '')
    if (integer.length > INTEGER_DIGITS_MAX) return 'large'
    const value = Number(integer + fraction.slice(0, digits).padEnd(digits, '0'))
    return value !== 0 && (before === '-' || after === '-') ? -value : value
  }

  const style = () => {
    if (most === 0) return wholes === 0 ? 'none' : 'whole'
    return wholes === 0 && fewest === most ? `${most} decimals` : 'varying decimals'
  }
  return { scaled, style }
}

/** Up to nine plain digits, the usual cell by far, without a regular expression; -1 for everything else. */
function plainDigits(text: string): number {
  if (text.length > 9 || text.length === 0) return -1
  let value = 0
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}

/** A declared blank also stands for the no-break, narrow and thin ones; a cell uses one kind throughout. */
const THOUSANDS_SIGNS = {
  '.': ['\\.'],
  ',': [','],
  ' ': [' ', '\\u00a0', '\\u202f', '\\u2009'],
  "'": ["'", '\\u2019'],
}
const BLANKS = '[ \\u00a0\\u202f\\u2009]*'

/** Groups: leading sign, whole part, fraction, trailing sign. */
function numberPattern(habits: NumberHabits): RegExp {
  if (habits.thousands === habits.decimal) {
    throw new UsageError(`decimal and thousands sign are both "${habits.decimal}"; one of them must be another`)
  }
  const plus = habits.plus ? '+' : ''
  const leading = signGroup(plus + (habits.sign === 'trailing' ? '' : '-'))
  const trailing = signGroup(habits.sign === 'leading' ? '' : `${plus}-`)
  // A first group of 0 would make 1204 of "1.204" and 123 of "0.123", which is another till's fraction.
  const groups = habits.thousands
    ? THOUSANDS_SIGNS[habits.thousands].map((sign) => `[1-9]\\d{0,2}(?:${sign}\\d{3})+`)
    : []
  const whole = `(${[...groups, '\\d+'].join('|')})`
  const point = habits.decimal === '.' ? '\\.' : ','
  const number = `${habits.bareDecimal ? `(?=\\d|${point})${whole}?` : whole}(?:${point}(\\d+))?`
  const units = [...(habits.unit ?? [])].sort((a, b) => b.length - a.length).map(escapeRegExp)
  const unit = units.length > 0 ? `(?:${BLANKS}(?:${units.join('|')}))?` : ''
  const atLeast = habits.atLeast ? `(?:>${BLANKS})?` : ''
  return new RegExp(`^${atLeast}${leading}${number}${trailing}${unit}$`, 'iu')
}

/** The group stays in place, and unmatched, when no sign may stand there. */
function signGroup(signs: string): string {
  return signs === '' ? '()??' : `([${signs}])?`
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

/** The declared form in words with an example, for the report. */
function describe(habits: NumberHabits, decimals: number): string {
  const whole = habits.thousands ? `1${habits.thousands}204` : '12'
  const example = decimals > 0 ? `${whole}${habits.decimal}${'50'.padEnd(decimals, '0').slice(0, decimals)}` : whole
  const minus = habits.sign === 'trailing' ? `${example}-` : `-${example}`
  return `a number such as ${example} or ${minus}`
}
