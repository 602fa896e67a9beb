import type { ColumnFacts } from './draft-column.ts'
import { type DraftField, fieldsOfName, locationOfName, ownLocation } from './draft-words.ts'

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
  /** Our location, for one column per location. */
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
  const candidates = columns.filter(({ name, facts }) => {
    const isLevel = name !== null && fieldsOfName(name).length === 0 && locationOfName(name) !== null
    return isLevel && (facts.looksLikeQuantity || facts.filled === 0)
  })
  const other = columns.some(({ name, facts }) =>
    fieldsOfName(name ?? '').some(
      ({ field, strength }) => field === 'quantity' && strength === 'strong' && facts.isNumeric,
    ),
  )
  if (candidates.length === 0 || (candidates.length === 1 && other)) return
  const taken = new Set<string>()
  for (const column of candidates) {
    let own = ownLocation(locationOfName(column.name!)!)
    while (taken.has(own)) own += '-2'
    taken.add(own)
    column.location = own
  }
}

function takeNamed(columns: DraftColumn[], field: DraftField, strength: 'strong' | 'weak'): void {
  if (has(columns, field)) return
  if ((field === 'quantity' || field === 'location') && columns.some((column) => column.location !== null)) return
  const found = free(columns).find(
    ({ name, facts }) =>
      fieldsOfName(name ?? '').some((meant) => meant.field === field && meant.strength === strength) &&
      fits(field, facts),
  )
  if (found) found.field = field
}

/** A name counts only when what stands below can be that. */
function fits(field: DraftField, facts: ColumnFacts): boolean {
  if (facts.filled === 0) return field !== 'location'
  switch (field) {
    case 'quantity':
      return facts.looksLikeQuantity
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
    const other = free(columns).find(({ facts }) => looksLikeCode(facts))
    const code = other ?? barcode
    if (code) {
      code.field = 'code'
      code.guessed = true
    }
  }
  if (has(columns, 'quantity') || columns.some((column) => column.location !== null) || has(columns, 'price')) return
  const quantity = free(columns).findLast(({ facts }) => facts.looksLikeQuantity && facts.filled > 0)
  if (quantity) {
    quantity.field = 'quantity'
    quantity.guessed = true
  }
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
  const code = columns.find((column) => column !== gtins && looksLikeCode(column.facts) && !isAmount(column.facts))
  take('code', code ?? gtins)
  if (gtins && gtins !== code && code) take('barcode', gtins)
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
