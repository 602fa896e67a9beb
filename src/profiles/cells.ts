import type { InColumn } from '../config/format.ts'
import { UsageError } from '../model/errors.ts'
import { DATE_PATTERN_DEFAULT, dateParser } from './dates.ts'
import { type CellValue, type Fault, isTrouble, type Skip } from './fault.ts'
import { moneyParser, quantityParser } from './numbers.ts'
import { gtinParser, referenceParser } from './references.ts'
import { CONTROL_FAULT, flagParser, hasControls, textParser } from './texts.ts'

export type CellType = NonNullable<InColumn['type']>

/** What a column cannot say of itself. */
export interface CellContext {
  field: string
  /** Type of the field when the column names none. */
  type: CellType
  /** A blank cell is a fault. */
  required: boolean
  /** Decimal sign of the format. */
  decimal: '.' | ','
  timeZone: string
  currency: string
}

/** One column's way from text to value. `style` tells how its numbers were written; null for other types. */
export interface CellParser {
  parse(cell: string): CellValue | Fault | Skip
  style: (() => string) | null
}

/** Builds the parser of a column once; per cell it only runs. Wrong options are a UsageError that names the field. */
export function cellParser(column: InColumn, context: CellContext): CellParser {
  try {
    const { value, style } = valueParser(column, context)
    return { parse: withBlanks(column, context, value), style }
  } catch (error) {
    if (error instanceof UsageError)
      throw new UsageError(`columns.${context.field}: ${error.message}`, { cause: error })
    throw error
  }
}

type ValueParser = (text: string) => CellValue | Fault

function valueParser(column: InColumn, context: CellContext): { value: ValueParser; style: (() => string) | null } {
  const habits = { ...column, decimal: column.decimal ?? context.decimal }
  const type = column.type ?? context.type
  if (type === 'quantity' || type === 'money') {
    const parser = type === 'quantity' ? quantityParser(habits, column) : moneyParser(habits, context.currency)
    return { value: controlled(parser.parse), style: parser.style }
  }
  const value = wordParser(type, column, context)
  return { value: type === 'date' || type === 'flag' ? controlled(value) : value, style: null }
}

/** A cell that cannot be read may hold something worse than a wrong form. */
function controlled(value: ValueParser): ValueParser {
  return (text) => {
    const outcome = value(text)
    return isTrouble(outcome) && hasControls(text) ? CONTROL_FAULT : outcome
  }
}

function wordParser(type: Exclude<CellType, 'quantity' | 'money'>, column: InColumn, context: CellContext) {
  if (type === 'reference') return referenceParser(column)
  if (type === 'gtin') return gtinParser(column)
  if (type === 'date') return dateParser(column.pattern ?? DATE_PATTERN_DEFAULT, context.timeZone)
  return type === 'flag' ? flagParser() : textParser()
}

/** Around every type: white space, ="...", words for blank and zero, default, map. */
function withBlanks(column: InColumn, context: CellContext, value: ValueParser): CellParser['parse'] {
  const clean = column.trim ? (cell: string) => cell.trim() : (cell: string) => cell
  const blank = blankOutcome(column, context, value)
  const words = wordOutcomes(column, value, blank)
  const unwrap = column.spreadsheetText
  if (!unwrap && words.size === 0) {
    return (cell) => {
      const text = clean(cell)
      return text === '' ? blank : value(text)
    }
  }
  return (cell) => {
    let text = clean(cell)
    if (unwrap && text.startsWith('="') && text.endsWith('"') && text.length > 2) text = clean(text.slice(2, -1))
    if (text === '') return blank
    const known = words.get(text) ?? words.get(text.toLowerCase())
    return known === undefined ? value(text) : known.outcome
  }
}

type Outcome = CellValue | Fault | Skip

function blankOutcome(column: InColumn, context: CellContext, value: ValueParser): Outcome {
  if (column.default !== undefined) return defaultOutcome(column, column.default, value)
  const type = column.type ?? context.type
  if (type === 'quantity') {
    if (column.blank === 'zero') return 0
    if (column.blank === 'skip') return { skip: `blank ${context.field}` }
    return context.required ? { code: 'TB2102', expected: 'a number' } : null
  }
  if (!context.required) return null
  if (context.field === 'code') return { code: 'TB2001', expected: 'a code' }
  if (context.field === 'location') return { code: 'TB2402', expected: 'a location' }
  return { code: 'TB2604', expected: `a value for ${context.field}` }
}

function defaultOutcome(column: InColumn, text: string, value: ValueParser): Outcome {
  const mapped = column.map?.[text] ?? text
  const outcome = mapped === '' ? null : value(mapped)
  if (isTrouble(outcome)) throw new UsageError(`the default "${text}" is not ${outcome.expected}`)
  return outcome
}

/** Outcomes of declared words, in their own spelling and in lower case. */
function wordOutcomes(column: InColumn, value: ValueParser, blank: Outcome): Map<string, { outcome: Outcome }> {
  const words = new Map<string, { outcome: Outcome }>()
  const add = (word: string, outcome: Outcome) => {
    if (!words.has(word.toLowerCase())) words.set(word.toLowerCase(), { outcome })
    words.set(word, { outcome })
  }
  for (const word of column.blankWords ?? []) add(word, blank)
  for (const word of column.zeroWords ?? []) add(word, 0)
  for (const [word, ours] of Object.entries(column.map ?? {})) add(word, ours === '' ? blank : value(ours))
  return words
}
