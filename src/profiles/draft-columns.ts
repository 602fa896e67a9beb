import { PARTNER_QUESTIONS } from '../config/questions.ts'
import type { DraftHabits } from './draft-column.ts'
import type { DraftColumn } from './draft-fields.ts'
import type { DraftFile } from './draft-file.ts'
import { fieldsOfName } from './draft-words.ts'
import { shown, type YamlLines, yamlList, yamlText } from './draft-yaml.ts'
import { normaliseName } from './header.ts'

/** The decimal sign of a whole file: that of the quantity, else of the price. Null when no number shows it. */
export function decimalOf(columns: readonly DraftColumn[]): '.' | ',' | null {
  const numbers = columns.filter((column) => column.field === 'quantity' || column.location !== null)
  const prices = columns.filter((column) => column.field === 'price')
  for (const column of [...numbers, ...prices]) {
    const { decimal } = column.facts.habits()
    if (decimal) return decimal
  }
  return null
}

/**
 * Writes `columns:` (and `locationColumns:`) for the fields that are wanted, and behind them what `more` writes. Returns
 * the columns that were used.
 */
export function writeColumns(
  yaml: YamlLines,
  draft: DraftFile,
  fields: readonly string[],
  more?: () => void,
): DraftColumn[] {
  const used: DraftColumn[] = []
  const levels = draft.columns.filter((column) => column.location !== null)
  const decimal = decimalOf(draft.columns) ?? '.'
  yaml.add(2, 'columns', null)
  for (const field of fields) {
    const column = draft.columns.find((c) => c.field === field)
    if (!column) {
      if (field === 'code') yaml.ask(4, 'code', PARTNER_QUESTIONS['stock.columns.code']!.ask, 'header: NAME')
      if (field === 'quantity' && levels.length === 0)
        yaml.ask(4, 'quantity', PARTNER_QUESTIONS['stock.columns.quantity']!.ask, 'header: NAME')
      continue
    }
    used.push(column)
    writeColumn(yaml, draft, column, field, decimal)
  }
  more?.()
  if (levels.length > 0 && fields.includes('quantity')) {
    if (levels.some((column) => column.guessed)) offerLevels(yaml, levels, decimal)
    else {
      yaml.question(`Is each of these columns the stock of one location: ${namesOf(levels)}?`)
      writeLevelHabits(yaml, levels, decimal)
      writeLevels(yaml, levels)
    }
    used.push(...levels)
  }
  return used
}

function writeColumn(yaml: YamlLines, draft: DraftFile, column: DraftColumn, field: string, decimal: '.' | ','): void {
  const guess = column.guessed ? 'a guess from what stands in it' : null
  yaml.add(4, field, null, guess)
  if (column.guessed) {
    const where = column.name === null ? `column ${column.position}` : `the column ${shown(column.name)}`
    yaml.question(`Is ${where} the ${field}?`)
  }
  const twice = column.name !== null && isTwice(draft, column.name)
  if (column.name === null || twice)
    yaml.add(
      6,
      'position',
      String(column.position),
      twice ? `two columns are called ${shown(column.name!)}` : exampleOf(column),
    )
  else yaml.add(6, 'header', yamlText(column.name), exampleOf(column))
  if (column.facts.spreadsheetText)
    yaml.add(6, 'spreadsheetText', 'yes', `cells such as ${shown(column.facts.spreadsheetText.cell)}`)
  if (field === 'quantity') {
    const others = otherQuantities(draft).map(shown)
    if (others.length > 0 && column.name !== null)
      yaml.question(`Which column is the stock: ${[shown(column.name), ...others].join(' or ')}? The first was taken.`)
    writeQuantity(yaml, column, decimal)
  }
  if (field === 'price') writeNumber(yaml, column, decimal)
}

function isTwice(draft: DraftFile, name: string): boolean {
  const wanted = normaliseName(name)
  return draft.columns.filter((column) => column.name !== null && normaliseName(column.name) === wanted).length > 1
}

function exampleOf(column: DraftColumn): string | null {
  const examples = [...column.facts.values].slice(0, 3)
  return examples.length === 0 ? 'no cell of it is filled' : examples.map(shown).join(' ')
}

function namesOf(columns: readonly DraftColumn[]): string {
  return columns.map((column) => shown(column.name!)).join(', ')
}

/** Only their names say nothing about stock, so nobody's stock is added up before somebody says yes. */
function offerLevels(yaml: YamlLines, levels: readonly DraftColumn[], decimal: '.' | ','): void {
  const names = namesOf(levels)
  yaml.ask(
    4,
    'quantity',
    `Is each of these columns the stock of one location: ${names}? If not, which column is the quantity?`,
    'if so, take the # away from `quantity` and `locationColumns` below; else header: NAME',
  )
  yaml.offer(4, () => writeLevelHabits(yaml, levels, decimal))
  yaml.offer(2, () => writeLevels(yaml, levels))
}

function writeLevelHabits(yaml: YamlLines, levels: readonly DraftColumn[], decimal: '.' | ','): void {
  const lines = levels.map((column) => column.facts.habits())
  const habits = mergeHabits(lines)
  const blanks = levels.map((column) => column.facts.blank).find((seen) => seen !== null) ?? null
  const strange = [...new Set(levels.flatMap((column) => column.facts.strangeWords))]
  yaml.add(4, 'quantity', null, 'how the numbers below are written')
  yaml.add(6, 'default', '""')
  writeHabits(yaml, habits, decimal)
  writeBlank(yaml, blanks ? `${shown(blanks.cell)} at line ${blanks.line}` : null, habits, strange)
}

function writeLevels(yaml: YamlLines, levels: readonly DraftColumn[]): void {
  yaml.add(
    2,
    'locationColumns',
    null,
    'our name of the location to the column; the names on the left are yours to choose',
  )
  for (const column of levels) yaml.add(4, yamlText(column.location!), yamlText(column.name!), exampleOf(column))
}

/** Columns that could be the quantity as well: what lies there beside what is free, for instance. */
export function otherQuantities(draft: DraftFile): string[] {
  return draft.columns
    .filter((column) => column.field === null && column.location === null && column.name !== null)
    .filter(({ name, facts }) => facts.isNumeric && isQuantityName(name!))
    .map((column) => column.name!)
}

function isQuantityName(name: string): boolean {
  return fieldsOfName(name).some(({ field, strength }) => field === 'quantity' && strength === 'strong')
}

function mergeHabits(all: readonly DraftHabits[]): DraftHabits {
  const merged = { ...all[0]! }
  for (const habits of all.slice(1)) {
    merged.decimal ??= habits.decimal
    merged.thousands ??= habits.thousands
    if (habits.sign !== 'leading') merged.sign = merged.sign === 'leading' ? 'both' : merged.sign
    merged.plus ||= habits.plus
    merged.bareDecimal ||= habits.bareDecimal
    merged.atLeast ||= habits.atLeast
    merged.decimals = Math.max(merged.decimals, habits.decimals)
    merged.units = [...new Set([...merged.units, ...habits.units])]
    merged.blankWords = [...new Set([...merged.blankWords, ...habits.blankWords])]
    merged.doubtful ??= habits.doubtful
  }
  return merged
}

function writeQuantity(yaml: YamlLines, column: DraftColumn, decimal: '.' | ','): void {
  const { facts } = column
  const habits = facts.habits()
  writeHabits(yaml, habits, decimal)
  const { blank } = facts
  const told = blank
    ? `${blank.count} blank ${blank.count === 1 ? 'cell' : 'cells'}, the first at line ${blank.line}`
    : null
  writeBlank(yaml, told, habits, facts.strangeWords)
}

function writeNumber(yaml: YamlLines, column: DraftColumn, decimal: '.' | ','): void {
  writeHabits(yaml, { ...column.facts.habits(), decimals: 0 }, decimal)
}

function writeHabits(yaml: YamlLines, habits: DraftHabits, decimal: '.' | ','): void {
  if (habits.decimal && habits.decimal !== decimal) yaml.add(6, 'decimal', yamlText(habits.decimal))
  if (habits.thousands && habits.thousands !== (habits.decimal ?? decimal))
    yaml.add(6, 'thousands', JSON.stringify(habits.thousands))
  if (habits.doubtful) {
    yaml.say(6, `${shown(habits.doubtful)} can be read in two ways; see the decimal sign above`)
    yaml.question(
      `Is ${shown(habits.doubtful)} in a number a thousand and more, or a small number with three decimals? It was taken for ${habits.thousands ? 'a thousand' : 'decimals'}.`,
    )
  }
  if (habits.sign !== 'leading') yaml.add(6, 'sign', habits.sign, 'the minus stands behind the number')
  if (habits.plus) yaml.add(6, 'plus', 'yes')
  if (habits.bareDecimal) yaml.add(6, 'bareDecimal', 'yes')
  if (habits.units.length > 0) yaml.add(6, 'unit', yamlList(habits.units))
  if (habits.atLeast)
    yaml.ask(
      6,
      'atLeast',
      'The file has numbers such as ">10": shall they be read as 10?',
      'yes; until answered such rows are rejected',
    )
  if (habits.decimals > 0) {
    const places = Math.min(3, habits.decimals)
    yaml.ask(
      6,
      'decimals',
      'The file has parts of pieces: are such goods sold by weight or length?',
      `${places}; until answered such rows are rejected`,
    )
  }
}

function writeBlank(yaml: YamlLines, blank: string | null, habits: DraftHabits, strange: readonly string[]): void {
  if (habits.blankWords.length > 0) yaml.add(6, 'blankWords', yamlList(habits.blankWords), 'stand for nothing')
  if (strange.length > 0) {
    const words = strange.slice(0, 5).map(shown).join(', ')
    yaml.ask(
      6,
      'zeroWords',
      `Which of these words in the quantity mean zero: ${words}?`,
      `[${words}]; those that say nothing are blankWords`,
    )
  }
  if (blank === null && habits.blankWords.length === 0) return
  const what = blank ?? habits.blankWords.map(shown).join(', ')
  yaml.ask(
    6,
    'blank',
    `What does a quantity that is not filled in mean (${what}): zero, or nothing to say?`,
    'zero or skip; until answered such rows are rejected',
  )
}
