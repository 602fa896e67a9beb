import { readSheet, type SheetRow } from '../csv/sheet.ts'
import { parseFactor } from '../mapping/code-factor.ts'
import { FileRefused } from '../model/errors.ts'
import type { Finding } from '../model/findings.ts'
import { finding } from '../model/findings.ts'
import { gtin14 } from '../model/gtin.ts'
import type { MatrixItem, MatrixVariant } from '../model/matrix.ts'
import { optionKey } from '../model/option-words.ts'
import { referenceParser } from '../profiles/references.ts'

/** A row of a table of codes, as far as it can be told without the catalogue. */
export interface CodeTableRow {
  line: number
  code: string
  variant: string
  sku: string
  barcode: string
  item: string
  /** By option key; only cells that say something. */
  options: Map<string, string>
  factor: number
  alias: boolean
  share: string
}

export interface CodeTable {
  /** Rows of the file: those below, `skipped` and `rejected`. */
  read: number
  rows: CodeTableRow[]
  /** Lines without a code, which is how a table looks before it is filled in. */
  skipped: number[]
  rejected: number[]
  findings: Finding[]
  /** Headers nobody understands; their cells are not looked at. */
  ignored: string[]
}

type Field = 'code' | 'variant' | 'sku' | 'barcode' | 'item' | 'factor' | 'alias' | 'share'

/** Headers by what they mean; without case, blanks and signs. */
const WORDS: Record<Field, string[]> = {
  code: ['code', 'referencecode', 'reference', 'tillcode', 'poscode', 'varenr', 'varenummer', 'artikelnr', 'itemno'],
  variant: ['variant', 'variantkey', 'key', 'variantid'],
  sku: ['sku', 'variantsku', 'shopsku'],
  barcode: ['barcode', 'ean', 'gtin', 'upc', 'ean13', 'stregkode', 'strichcode'],
  item: ['item', 'itemsku', 'itemkey', 'handle', 'parent', 'parentsku', 'product'],
  factor: ['factor', 'pack', 'packsize', 'pieces'],
  alias: ['alias'],
  share: ['share', 'sharegroup'],
}
/** Columns of our own export that tell and are not asked. */
const TOLD = ['name', 'itemname', 'origin', 'since', 'by', 'suggestion', 'reason', 'status']

/** Whether a header of this name would be read as something else than an option. */
export function isFieldWord(name: string): boolean {
  const plain = plainHeader(name)
  return TOLD.includes(plain) || Object.values(WORDS).some((words) => words.includes(plain))
}

function plainHeader(name: string): string {
  return name.toLowerCase().replace(/[\s_.-]+/g, '')
}

const YES = /^(?:yes|y|true|1|x|ja|j|alias)$/i
const NO = /^(?:|no|n|false|0|nein|nej)$/i

/**
 * Reads a table of codes as a partner or a colleague fills it in: columns in any order, recognised by their names.
 * `optionKeys` are the options of the catalogue, whose names may be columns.
 * @throws FileRefused when no column says the code, or none the variant
 */
export async function readCodeTable(path: string, optionKeys: ReadonlySet<string>): Promise<CodeTable> {
  const sheet = await readSheet(path)
  const columns = columnsOf(sheet.header, sheet.headerLine, optionKeys)
  const table: CodeTable = {
    ...{ read: sheet.rows.length + sheet.rejected.length, rows: [], skipped: [] },
    ...{ rejected: [...sheet.rejected], findings: [...sheet.findings], ignored: columns.ignored },
  }
  for (const row of sheet.rows) {
    const made = rowOf(row, columns)
    if (made === 'blank') table.skipped.push(row.line)
    else if ('code' in made) table.rows.push(made)
    else {
      table.rejected.push(row.line)
      table.findings.push(...made.findings)
    }
  }
  return table
}

interface Columns {
  header: string[]
  fields: Map<Field, number>
  options: Map<string, number>
  ignored: string[]
}

function columnsOf(header: string[], row: number, optionKeys: ReadonlySet<string>): Columns {
  const columns: Columns = { header, fields: new Map(), options: new Map(), ignored: [] }
  const twice: string[] = []
  for (const [i, name] of header.entries()) {
    const plain = plainHeader(name)
    const field = (Object.keys(WORDS) as Field[]).find((key) => WORDS[key].includes(plain))
    const option = optionKey(name.replace(/^option\s*:\s*/i, ''))
    if (field) {
      if (columns.fields.has(field)) twice.push(name)
      else columns.fields.set(field, i)
    } else if (optionKeys.has(option)) {
      if (columns.options.has(option)) twice.push(name)
      else columns.options.set(option, i)
    } else if (name !== '' && !TOLD.includes(plain)) columns.ignored.push(name)
  }
  const missing = missingColumn(columns)
  const findings = [
    ...twice.map((column) => finding('TB1005', { row, column, found: column, expected: 'one column of a kind' })),
    ...(missing ? [finding('TB1004', { row, found: header.join(' | '), expected: missing, fix: HEADER_FIX })] : []),
  ]
  if (findings.length > 0) throw new FileRefused(findings)
  return columns
}

const HEADER_FIX = 'Write the names of the columns into the first row; `codes export` makes a table that has them.'

function missingColumn({ fields }: Columns): string | undefined {
  if (!fields.has('code')) return 'a column `code`'
  if (['variant', 'sku', 'barcode', 'item'].some((field) => fields.has(field as Field))) return undefined
  return 'a column that names the variant: `variant`, `sku`, `barcode`, or `item` and its options'
}

const reference = referenceParser({})

/** What a spreadsheet did to a code, when it did something: asked only where the code is not known as it stands. */
export function damageOf(text: string, place: { row: number; column: string; key?: string }): Finding | undefined {
  const parsed = reference(text)
  if (typeof parsed === 'string') return undefined
  return finding(parsed.code, { ...place, found: text, expected: parsed.probably?.(text) ?? parsed.expected })
}

function rowOf({ line, cells }: SheetRow, columns: Columns): CodeTableRow | 'blank' | { findings: Finding[] } {
  const cell = (field: Field) => cells[columns.fields.get(field) ?? -1] ?? ''
  const column = (field: Field) => columns.header[columns.fields.get(field) ?? -1] ?? null
  if (cell('code') === '') return 'blank'
  const findings: Finding[] = []
  const factor = parseFactor(cell('factor'))
  if (factor === null)
    findings.push(finding('TB3055', { row: line, column: column('factor'), found: cell('factor'), expected: '6' }))
  if (!YES.test(cell('alias')) && !NO.test(cell('alias')))
    findings.push(
      finding('TB2603', { row: line, column: column('alias'), found: cell('alias'), expected: 'yes or no' }),
    )
  const options = new Map([...columns.options].map(([key, i]) => [key, cells[i] ?? '']))
  for (const [key, value] of options) if (value === '') options.delete(key)
  const row: CodeTableRow = {
    ...{ line, code: cell('code'), variant: cell('variant'), sku: cell('sku'), barcode: cell('barcode') },
    ...{ item: cell('item'), options, factor: factor ?? 1000 },
    ...{ alias: YES.test(cell('alias')), share: cell('share') },
  }
  return findings.length > 0 ? { findings } : row
}

/** Finds the variant a row names. Every column that says something must agree. */
export type VariantFinder = (row: CodeTableRow) => { variant: MatrixVariant; item: MatrixItem } | { problem: Finding }

type Place = { variant: MatrixVariant; item: MatrixItem }

export function variantFinder(items: readonly MatrixItem[]): VariantFinder {
  const places = items.flatMap((item) => item.variants.map((variant): Place => ({ variant, item })))
  const onSale = places.filter(({ variant }) => !variant.removed)
  // A variant that was removed is found by its key alone; it may still hold a code.
  const byKey = Map.groupBy(places, ({ variant }) => variant.key)
  const bySku = Map.groupBy(onSale, ({ variant }) => variant.sku || '\0')
  const byBarcode = Map.groupBy(onSale, ({ variant }) => sameBarcode(variant.barcode ?? '\0'))
  const byItem = Map.groupBy(onSale, ({ item }) => (item.sku || item.key).toLowerCase())
  const byItemKey = Map.groupBy(onSale, ({ item }) => item.key.toLowerCase())
  return (row) => {
    const gone = byKey.get(row.variant)?.find(({ variant }) => variant.removed)
    if (gone) return gone
    const named: [string, string, Place[]][] = []
    if (row.variant !== '') named.push(['variant', row.variant, byKey.get(row.variant) ?? []])
    if (row.sku !== '') named.push(['sku', row.sku, bySku.get(row.sku) ?? []])
    if (row.barcode !== '') named.push(['barcode', row.barcode, byBarcode.get(sameBarcode(row.barcode)) ?? []])
    if (row.item !== '') {
      const item = row.item.toLowerCase()
      named.push(['item', row.item, byItem.get(item) ?? byItemKey.get(item) ?? []])
    }
    const unknown = named.find(([, , found]) => found.length === 0)
    if (unknown) return { problem: unknownIn(row, unknown, bySku) }
    if (named.length === 0) return { problem: finding('TB3051', { row: row.line, key: row.code, found: row.code }) }
    const common = named.map(([, , found]) => found).reduce((a, b) => a.filter((place) => b.includes(place)))
    const fitting = common.filter(({ variant }) => optionsFit(row.options, variant))
    if (fitting.length === 1) return fitting[0]!
    return { problem: notOne(row, named, common, fitting) }
  }
}

function sameBarcode(text: string): string {
  return gtin14(text) ?? text
}

/** Written as one writes: case and blanks do not matter. A blank cell says nothing. */
function optionsFit(options: ReadonlyMap<string, string>, variant: MatrixVariant): boolean {
  const own = new Map(variant.options.map(({ name, value }) => [optionKey(name), value]))
  return [...options].every(([key, value]) => own.has(key) && plainValue(own.get(key) ?? ANY) === plainValue(value))
}

/** How an option that stands for any value is written in a table. */
export const ANY = 'any'

function plainValue(value: string): string {
  return value.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase()
}

function unknownIn(
  { line, code }: CodeTableRow,
  [column, text]: [string, string, unknown],
  bySku: ReadonlyMap<string, Place[]>,
): Finding {
  const near =
    column === 'sku' && /^\d+$/.test(text) ? [...bySku.keys()].find((sku) => lostZeros(sku, text)) : undefined
  if (near !== undefined)
    return finding('TB2302', { row: line, column, key: code, found: text, expected: `probably ${near}` })
  const damage = column === 'item' ? undefined : damageOf(text, { row: line, column, key: code })
  if (damage) return damage
  return finding('TB3051', { row: line, column, key: code, found: text, expected: `a ${column} of this shop` })
}

export function lostZeros(whole: string, cut: string): boolean {
  return whole !== cut && whole.endsWith(cut) && /^0+$/.test(whole.slice(0, whole.length - cut.length))
}

function notOne(
  { line, code, options }: CodeTableRow,
  named: readonly [string, string, readonly Place[]][],
  common: readonly Place[],
  fitting: readonly Place[],
): Finding {
  const said = [...named.map(([column, text]) => `${column} ${text}`), ...[...options].map((pair) => pair.join(' '))]
  const found = said.join(', ')
  if (fitting.length === 0 && common.length > 0)
    return finding('TB3051', { row: line, key: code, found, expected: 'a combination this item has' })
  const expected =
    fitting.length > 1
      ? `one variant, not ${fitting
          .map(({ variant }) => variant.key)
          .slice(0, 5)
          .join(', ')}`
      : 'columns that name the same variant'
  return finding('TB3052', { row: line, key: code, found, expected })
}
