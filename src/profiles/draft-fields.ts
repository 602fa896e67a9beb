import type { ColumnFacts } from './draft-column.ts'
import { type DraftField, fieldsOfName, isOtherNumber, locationOfName, ownLocation } from './draft-words.ts'
import { normaliseName } from './header.ts'

/** A column with what it was taken for. */
export interface DraftColumn {
  /** From 1. */
  position: number
  /** Null without a header, and where the header cell is blank. */
  name: string | null
  facts: ColumnFacts
  field: DraftField | null
  /** Taken by what stands in it, not by its name. */
  guessed: boolean
  /** Our location, for one column per location; when guessed, somebody must say whether it is one. */
  location: string | null
}

/** Decides what every column is: by name where there is one, by content where not. */
export function draftFields(names: readonly (string | null)[], facts: readonly ColumnFacts[]): DraftColumn[] {
  const columns = facts.map((f, i): DraftColumn => {
    const name = names[i]?.trim() ? names[i]!.trim() : null
    return { position: i + 1, name, facts: f, field: null, guessed: false, location: null }
  })
  takeLocationColumns(columns)
  for (const field of FIELDS) takeNamed(columns, field, 'strong')
  for (const field of FIELDS) takeNamed(columns, field, 'weak')
  if (columns.every((column) => column.name === null)) takeByContent(columns)
  else takeMissing(columns)
  return columns
}

const FIELDS: DraftField[] = [
  'order',
  'quantity',
  'code',
  'barcode',
  'location',
  'bin',
  'price',
  'size',
  'colour',
  'item',
  'name',
  'date',
]

function free(columns: readonly DraftColumn[]): DraftColumn[] {
  return columns.filter((column) => column.field === null && column.location === null)
}

function has(columns: readonly DraftColumn[], field: DraftField): boolean {
  return columns.some((column) => column.field === field)
}

/** "Lager Aarhus" and "Lager Odense", or one such column when no other holds the quantity. */
function takeLocationColumns(columns: DraftColumn[]): void {
  const levels = columns.filter(({ name, facts }) => {
    const isLevel = name !== null && fieldsOfName(name).length === 0 && locationOfName(name) !== null
    return isLevel && (facts.looksLikeQuantity || facts.filled === 0)
  })
  const candidates = distinct(levels)
  const other = columns.some(({ name, facts }) =>
    fieldsOfName(name ?? '').some(
      ({ field, strength }) => field === 'quantity' && strength === 'strong' && facts.isNumeric,
    ),
  )
  if (candidates.length === 0 || (candidates.length === 1 && other)) return
  nameLocations(candidates, (name) => locationOfName(name)!)
}

function nameLocations(columns: readonly DraftColumn[], wordOf: (name: string) => string): void {
  const taken = new Set<string>()
  for (const column of columns) {
    let own = ownLocation(wordOf(column.name!))
    while (taken.has(own)) own += '-2'
    taken.add(own)
    column.location = own
  }
}

/** The first column of each name: two of one name cannot be told from one another. */
function distinct(columns: readonly DraftColumn[]): DraftColumn[] {
  const names = columns.map(({ name }) => normaliseName(name!))
  return columns.filter((_, i) => names.indexOf(names[i]!) === i)
}

/** "Aarhus", "Odense" above whole numbers, where nothing is called a quantity: several such columns may be locations. */
function guessLocationColumns(columns: DraftColumn[]): void {
  if (has(columns, 'quantity') || columns.some((column) => column.location !== null)) return
  const levels = free(columns).filter(
    ({ name, facts }) =>
      name !== null && fieldsOfName(name).length === 0 && !isOtherNumber(name) && looksLikeLevels(facts),
  )
  const candidates = distinct(levels)
  if (candidates.length < 2) return
  nameLocations(candidates, (name) => name)
  for (const column of candidates) column.guessed = true
}

/** Small whole numbers, not the same one everywhere as a rate of tax is. */
function looksLikeLevels(facts: ColumnFacts): boolean {
  const whole = facts.looksLikeQuantity && facts.habits().decimals === 0
  const constant = facts.filled > 1 && facts.values.size === 1 && facts.zeros === 0
  return whole && !constant && !facts.leadingZero && facts.mostDigits <= 9
}

function takeNamed(columns: DraftColumn[], field: DraftField, strength: 'strong' | 'weak'): void {
  if (has(columns, field)) return
  if ((field === 'quantity' || field === 'location') && columns.some((column) => column.location !== null)) return
  const found = free(columns).find(
    ({ name, facts }) =>
      fieldsOfName(name ?? '').some((meant) => meant.field === field && meant.strength === strength) &&
      fits(field, facts, strength),
  )
  if (found) found.field = field
}

/** A name counts only when what stands below can be that. */
function fits(field: DraftField, facts: ColumnFacts, strength: 'strong' | 'weak'): boolean {
  if (facts.filled === 0) return field !== 'location'
  switch (field) {
    case 'quantity':
      return strength === 'strong' ? facts.looksLikeQuantity || facts.couldBeQuantity : facts.looksLikeQuantity
    case 'price':
      return facts.isNumeric
    case 'location':
      return facts.values.size <= 200 && facts.habits().decimal === null
    case 'code':
      return facts.spaced * 2 < facts.filled
    case 'order':
      return facts.spaced === 0
    case 'date':
      return facts.dates > 0 || facts.longest >= 6
    default:
      return true
  }
}

/** A header that names the code or the quantity in words nobody knows. */
function takeMissing(columns: DraftColumn[]): void {
  if (!has(columns, 'code')) {
    const barcode = columns.find((column) => column.field === 'barcode')
    const code = barcode ? codeBeside(barcode, columns) : free(columns).find(({ facts }) => looksLikeCode(facts))
    if (code) {
      code.field = 'code'
      code.guessed = true
    }
  }
  guessLocationColumns(columns)
  if (has(columns, 'quantity') || columns.some((column) => column.location !== null) || has(columns, 'price')) return
  const quantity = free(columns).findLast(({ facts }) => facts.looksLikeQuantity && facts.filled > 0)
  if (quantity) {
    quantity.field = 'quantity'
    quantity.guessed = true
  }
}

/**
 * The column of the code in a file that has barcodes: another one, or the barcode itself. Numbers are the code only when
 * a column is left for the quantity and they stand before the barcode, or look like no counts.
 */
function codeBeside(barcode: DraftColumn, columns: readonly DraftColumn[]): DraftColumn {
  const others = free(columns).filter((column) => column !== barcode)
  const counts = others.filter(({ facts }) => facts.looksLikeQuantity || isAmount(facts))
  const isCode = (column: DraftColumn) => {
    const { facts } = column
    if (!looksLikeCode(facts) || isAmount(facts)) return false
    if (!facts.looksLikeQuantity) return true
    const before = column.position < barcode.position
    const left = counts.filter((other) => other !== column && (before || !isAmount(other.facts)))
    const unlike = facts.leadingZero || (facts.values.size === Math.min(facts.filled, 2000) && facts.fewestDigits >= 4)
    return left.length > 0 && (before || unlike)
  }
  return others.find(isCode) ?? barcode
}

function looksLikeCode(facts: ColumnFacts): boolean {
  const many = facts.values.size >= Math.min(facts.filled, 2000) * 0.5
  return facts.filled > 0 && many && facts.spaced === 0 && facts.longest <= 40 && facts.habits().decimal === null
}

/** Without names: GTINs, codes, whole numbers, amounts, texts. */
function takeByContent(columns: DraftColumn[]): void {
  const take = (field: DraftField, column: DraftColumn | undefined) => {
    if (!column) return
    column.field = field
    column.guessed = true
  }
  const gtins = columns.find(({ facts }) => facts.filled > 0 && facts.gtins * 10 >= facts.filled * 8)
  const code = gtins
    ? codeBeside(gtins, columns)
    : columns.find(({ facts }) => looksLikeCode(facts) && !isAmount(facts))
  take('code', code)
  if (gtins !== code) take('barcode', gtins)
  take(
    'price',
    free(columns).find(({ facts }) => isAmount(facts)),
  )
  take(
    'quantity',
    free(columns).findLast(({ facts }) => facts.looksLikeQuantity),
  )
  if (!has(columns, 'quantity')) {
    const amount = columns.find((column) => column.field === 'price')
    if (amount && amount.facts.habits().decimals === 0) amount.field = 'quantity'
  }
  take(
    'name',
    free(columns).find(({ facts }) => facts.spaced > 0 && !facts.isNumeric),
  )
  const rows = Math.max(...columns.map(({ facts }) => facts.filled), 0)
  take(
    'location',
    free(columns).find(
      ({ facts }) => facts.filled === rows && rows > 3 && facts.values.size * 3 <= rows && facts.longest <= 20,
    ),
  )
}

function isAmount(facts: ColumnFacts): boolean {
  const { decimal } = facts.habits()
  return facts.isNumeric && decimal !== null && facts.gtins === 0
}
