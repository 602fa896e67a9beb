import type { ItemKind } from '../model/records.ts'
import { utcToZoned } from '../model/zoned-time.ts'
import type { CsvTable, TableRow } from './csv-table.ts'
import { decodeEntities } from './html-entities.ts'
import { parsePrice, parseStock } from './shop-amounts.ts'
import { checkRow, type RowCheck } from './shop-batch.ts'
import type { ShopContext } from './webshop.ts'
import { ATTRIBUTES_MAX } from './woocommerce-headers.ts'
import { isPlaceholder, saleHolds, TYPE_WORDS, type WooType, wooType } from './woocommerce-types.ts'

/** One row of the product CSV, decoded by itself: nothing here comes from another row. */
export interface WooRow {
  check: RowCheck
  line: number
  /** Product or variation id; `sku:...` where the export has no id. '' only on a row with a fault. */
  key: string
  sku: string | null
  form: WooType['form']
  kind: ItemKind
  requiresShipping: boolean
  name: string
  placeholder: boolean
  status: 'active' | 'draft'
  taxClass: string | null
  category: string | null
  vendor: string | null
  barcode: string | null
  /** `id:123` or a SKU, as the file has it; '' for none. */
  parent: string
  /** Cells of the attributes as they are: a parent's is a list, a variation's one value, '' for any. */
  attributes: { name: string; cell: string }[]
  price: number | null
  salePrice: number | null
  stockManaged: 'own' | 'parent' | 'none'
  stock: number | null
}

/** Reads rows of an opened table. The columns are looked up once. */
export function wooRowReader(table: CsvTable, context: ShopContext): (row: TableRow) => WooRow {
  const numbers = attributeNumbers(table)
  const today = context.now === undefined ? null : localDay(context.now, context.timeZone)
  return (row) => {
    const check = checkRow(row.line)
    const cell = (name: string) => unescapeCell(table.cell(row, name))
    const input: Input = { cell, title: table.title, has: table.has, check, context }
    const sku = codeOf(input, 'SKU')
    const type = typeOf(input)
    const name = decodeEntities(cell('Name'))
    const sale = priceOf(input, 'Sale price')
    const holds = saleHolds(cell('Date sale price starts'), cell('Date sale price ends'), today)
    return {
      check,
      line: row.line,
      key: keyOf(input, sku),
      sku,
      ...type,
      name,
      placeholder: isPlaceholder(name),
      status: statusOf(input, type.form),
      taxClass: taxClassOf(input),
      category: firstOf(cell('Categories')),
      vendor: firstOf(cell('Brands')),
      barcode: codeOf(input, 'GTIN, UPC, EAN, or ISBN')?.replace(/[ -]/g, '') ?? null,
      parent: cell('Parent'),
      attributes: numbers.flatMap((number) => attributeOf(cell, number)),
      price: priceOf(input, 'Regular price'),
      salePrice: holds ? sale : null,
      ...stockOf(input),
    }
  }
}

/** Values of a comma list; `\,` is a comma inside a value. */
export function splitList(cell: string): string[] {
  const values = cell.replaceAll('\\,', ESCAPED).split(',')
  return values.map((value) => decodeEntities(value.replaceAll(ESCAPED, ',').trim())).filter((value) => value !== '')
}

const ESCAPED = '\u0000'

interface Input {
  cell: (name: string) => string
  title: (name: string) => string
  has: (name: string) => boolean
  check: RowCheck
  context: ShopContext
}

/**
 * The exporter puts an apostrophe before what a spreadsheet would take for a formula, older releases another one behind:
 * '-5 and '-5' are -5.
 */
function unescapeCell(cell: string): string {
  if (!/^'[=+\-@]/.test(cell)) return cell
  return cell.slice(1).replace(/'$/, '')
}

function attributeNumbers(table: CsvTable): number[] {
  const found = table.names().flatMap((name) => /^Attribute (\d+) name$/.exec(name)?.[1] ?? [])
  return found.map(Number).filter((number) => number <= ATTRIBUTES_MAX)
}

function attributeOf(cell: Input['cell'], number: number): { name: string; cell: string }[] {
  const name = decodeEntities(cell(`Attribute ${number} name`))
  return name === '' ? [] : [{ name, cell: cell(`Attribute ${number} value(s)`) }]
}

function keyOf({ cell, check, title }: Input, sku: string | null): string {
  const id = cell('ID')
  if (/^[1-9]\d{0,17}$/.test(id)) return id
  if (id !== '') check.fault('TB2603', { column: title('ID'), found: id, expected: 'the number of the product' })
  else if (sku === null) {
    check.fault('TB2604', { column: `${title('ID')} or ${title('SKU')}`, found: 'both blank', expected: 'one of them' })
  }
  return sku === null ? '' : `sku:${sku}`
}

/** A code as text; what a spreadsheet made of it is no code any more. */
function codeOf({ cell, check, title }: Input, column: string): string | null {
  const code = cell(column)
  if (/^\d(?:[.,]\d+)?E\+\d{1,2}$/i.test(code)) {
    check.fault('TB2301', { column: title(column), found: code, expected: 'all digits of the code' })
  } else if (/^="/.test(code)) {
    check.fault('TB2304', { column: title(column), found: code, expected: 'the code alone' })
  }
  return code === '' ? null : code
}

const NO_TYPE: WooType = { form: 'single', kind: 'goods', requiresShipping: true }

function typeOf({ cell, check, title }: Input): WooType {
  const words = splitList(cell('Type').toLowerCase())
  const flags = new Set(['virtual', 'downloadable'])
  const types = words.filter((word) => !flags.has(word))
  const giftCard = cell('Meta: _gift_card').toLowerCase() === 'yes'
  const word = words.length > 0 && types.length === 0 ? 'simple' : types[0]
  const type = wooType(word ?? '', words.includes('virtual'), words.includes('downloadable'), giftCard)
  if (type && types.length <= 1) return type
  const place = { column: title('Type'), found: cell('Type'), expected: TYPE_WORDS }
  check.fault(words.length === 0 ? 'TB2604' : 'TB2603', place)
  return NO_TYPE
}

const PUBLISHED: Record<string, 'active' | 'draft'> = {
  '': 'active',
  '1': 'active',
  '0': 'draft',
  '-1': 'draft',
  true: 'active',
  false: 'draft',
}

/** The shop itself publishes a variation whose cell says draft. */
function statusOf({ cell, check, title }: Input, form: WooType['form']): 'active' | 'draft' {
  const word = cell('Published').toLowerCase()
  const status = Object.hasOwn(PUBLISHED, word) ? PUBLISHED[word] : undefined
  if (!status) check.fault('TB2602', { column: title('Published'), found: word, expected: '1, 0 or -1' })
  return form === 'variation' && word === '-1' ? 'active' : (status ?? 'active')
}

/** '' is the standard class; a product that is not taxed has none of the shop's classes. */
function taxClassOf({ cell, has }: Input): string | null {
  if (cell('Tax status').toLowerCase() === 'none') return 'none'
  return has('Tax class') ? cell('Tax class') : null
}

function priceOf({ cell, check, title, context }: Input, column: string): number | null {
  const text = cell(column)
  if (text === '') return null
  const { decimal, currency } = context
  const price = parsePrice(text, decimal, currency)
  const place = { column: title(column), found: text }
  if (!price || price.amount < 0) {
    const fix = `Correct the cell, or set \`decimal\` of the shop: "${decimal}" is its decimal sign now.`
    check.fault('TB2601', { ...place, expected: `a price such as 12${decimal}50`, fix })
    return null
  }
  if (price.rounded) {
    const fix = 'Nothing to do, if a rounded price is good enough for the till.'
    check.remark('TB2601', {
      ...place,
      severity: 'warning',
      expected: `the decimals ${currency} has; it is rounded`,
      fix,
    })
  }
  return price.amount
}

function stockOf({ cell, check, title, context }: Input): Pick<WooRow, 'stockManaged' | 'stock'> {
  const text = cell('Stock')
  if (text === '') return { stockManaged: 'none', stock: null }
  if (text.toLowerCase() === 'parent') return { stockManaged: 'parent', stock: null }
  const stock = parseStock(text, context.decimal)
  if (stock === undefined) {
    const fix = `Correct the cell, or set \`decimal\` of the shop: "${context.decimal}" is its decimal sign now.`
    check.fault('TB2101', { column: title('Stock'), found: text, expected: 'a number, "parent", or nothing', fix })
  }
  return { stockManaged: 'own', stock: stock ?? null }
}

function firstOf(cell: string): string | null {
  return splitList(cell)[0] ?? null
}

function localDay(now: string, timeZone: string): string {
  const { year, month, day } = utcToZoned(now, timeZone)
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
