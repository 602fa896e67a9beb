import { FileRefused } from '../model/errors.ts'
import { finding } from '../model/findings.ts'
import { type MinorUnits, parseMoney } from '../model/money.ts'
import { parseScaled } from '../model/quantity.ts'
import type { TableRow } from './csv-table.ts'
import { checkRow, emptyShopBatch, type RowCheck, settleRow, startBatch } from './shop-batch.ts'
import { flagOf, isExponent, skuOf, unprotect } from './shopify-cells.ts'
import { headerHas, openShopify, type ShopifyTable, shopifyDialect } from './shopify-columns.ts'
import {
  isDefaultTitle,
  type OptionCells,
  type ProductRow,
  type ProductRows,
  productOf,
  type VariantRow,
  variantKeyOf,
} from './shopify-product.ts'
import type { ShopBatch, ShopContext, ShopFileKind } from './webshop.ts'

/** Our names for the columns of both header generations; the newer spelling second. */
export const PRODUCT_COLUMNS = {
  handle: ['Handle', 'URL handle'],
  title: ['Title'],
  vendor: ['Vendor'],
  type: ['Type'],
  category: ['Product Category'],
  published: ['Published', 'Published on online store'],
  status: ['Status'],
  option1Name: ['Option1 Name'],
  option1Value: ['Option1 Value'],
  option2Name: ['Option2 Name'],
  option2Value: ['Option2 Value'],
  option3Name: ['Option3 Name'],
  option3Value: ['Option3 Value'],
  sku: ['Variant SKU', 'SKU'],
  barcode: ['Variant Barcode', 'Barcode'],
  price: ['Variant Price', 'Price'],
  tracker: ['Variant Inventory Tracker', 'Inventory tracker'],
  quantity: ['Variant Inventory Qty', 'Inventory quantity'],
  ships: ['Variant Requires Shipping', 'Requires shipping'],
  taxable: ['Variant Taxable', 'Charge tax'],
  taxCode: ['Variant Tax Code', 'Tax code'],
  giftCard: ['Gift Card'],
  image: ['Image Src', 'Product image URL'],
} as const
type ProductColumn = keyof typeof PRODUCT_COLUMNS
type Table = ShopifyTable<ProductColumn>

/** Shopify's product export, old and new header. A row is a variant; rows with a picture only are passed over. */
export const shopifyProducts: ShopFileKind = {
  kind: 'shopify-products',
  holds: 'catalogue',
  recognise: (head, context) =>
    headerHas(head, context, PRODUCT_COLUMNS, ['handle', 'title', 'option1Name', 'option1Value', 'sku', 'price']),
  dialect: shopifyDialect,
  read: readProducts,
}

/** Rows of one product that are kept until its next product begins; the shop itself allows 2,048 variants. */
const ROWS_PER_PRODUCT_MAX = 20_000

async function* readProducts(path: string, context: ShopContext): AsyncGenerator<ShopBatch> {
  const table = await openShopify(path, PRODUCT_COLUMNS, ['handle', 'title', 'option1Value', 'sku', 'price'], context)
  const gatherer = new ProductGatherer(table, context)
  for await (const batch of table.batches()) {
    const out = startBatch(batch)
    for (const row of batch.rows) gatherer.take(row, out)
    yield out
  }
  const last = emptyShopBatch()
  gatherer.end(last)
  yield last
}

/**
 * Gathers the rows of one product, which follow each other; product cells and option names stand on the first. Rows of a
 * product met again further down become variants of the same item. A product whose first row never came is kept until the
 * end, in case it stands further down.
 */
class ProductGatherer {
  readonly #table: Table
  readonly #context: ShopContext
  /** Option names of the products that are through, so that later rows join them. */
  readonly #known = new Map<string, { names: string[]; product: ProductRow | null; told?: boolean }>()
  readonly #axes = new Map<string, string[]>()
  readonly #headless = new Map<string, VariantRow[]>()
  /** First line of every SKU, below zero once it is told that others have it too. */
  readonly #skus = new Map<string, number>()
  #handle = ''
  #product: ProductRow | null = null
  #names: string[] = []
  #variants: VariantRow[] = []
  constructor(table: Table, context: ShopContext) {
    this.#table = table
    this.#context = context
  }

  take(row: TableRow, out: ShopBatch): void {
    const cell = (column: ProductColumn) => this.#table.cell(row, column)
    const handle = cell('handle')
    if (handle === '') {
      this.#withoutHandle(row, out)
      return
    }
    if (handle !== this.#handle) this.#flush(out)
    this.#handle = handle
    if (isPictureRow(cell)) {
      const reason = cell('image') === '' ? 'a row without a variant' : 'image row'
      out.skipped.push({ line: row.line, rows: 1, reason })
      return
    }
    const check = checkRow(row.line)
    // Title and option names serve the whole product, whatever is wrong with this row as a variant.
    if (cell('title') !== '') this.#product ??= this.#productRow(row, check)
    for (const [i, { name }] of optionsOf(cell).entries()) if (name !== '') this.#names[i] ??= name
    const variant = this.#variantRow(row, check)
    if (!check.failed) this.#tellSku(variant, check, out)
    if (!settleRow(out, check, [handle, variantKeyOf(handle, variant)])) return
    this.#variants.push(variant)
    if (this.#variants.length > ROWS_PER_PRODUCT_MAX) {
      const expected = `at most ${ROWS_PER_PRODUCT_MAX} rows of one product`
      throw new FileRefused([
        finding('TB1018', { row: row.line, column: this.#table.title('handle'), found: handle, expected }),
      ])
    }
  }

  end(out: ShopBatch): void {
    this.#flush(out)
    for (const [handle, variants] of this.#headless) {
      if (!this.#known.has(handle)) {
        const place = { row: variants[0]!.line, column: this.#table.title('title'), found: '', key: handle }
        const fix = 'Export the whole product: its first row, with title and option names, is not in the file.'
        out.findings.push(finding('TB2604', { ...place, severity: 'warning', expected: "the product's title", fix }))
      }
      this.#emit(handle, { product: null, names: [], variants }, out)
    }
  }

  #withoutHandle(row: TableRow, out: ShopBatch): void {
    const check = checkRow(row.line)
    const expected = "the product's handle, by which its rows belong together"
    check.fault('TB2604', { column: this.#table.title('handle'), found: '', expected })
    settleRow(out, check)
  }

  #flush(out: ShopBatch): void {
    const group: ProductRows = { product: this.#product, names: this.#names, variants: this.#variants }
    this.#product = null
    this.#names = []
    this.#variants = []
    if (group.variants.length === 0 && !group.product) return
    if (group.product || this.#known.has(this.#handle)) this.#emit(this.#handle, group, out)
    else this.#headless.set(this.#handle, [...(this.#headless.get(this.#handle) ?? []), ...group.variants])
  }

  #emit(handle: string, group: ProductRows, out: ShopBatch): void {
    const known = this.#known.get(handle)
    const names = known?.names ?? group.names
    const complete = group.variants.filter((row) => this.#hasAllOptions(row, names, out))
    const product = known?.product ?? group.product
    if (complete.length === 0) {
      if (!known) this.#known.set(handle, { names, product })
      return
    }
    const made = productOf(handle, product, complete, names)
    if (!known?.told) out.items.push(made.item)
    // A million products are remembered by little more than their handles.
    this.#known.set(handle, {
      names: this.#sameNames(made.names),
      product: product?.giftCard ? product : null,
      told: true,
    })
    out.variants.push(...made.variants)
  }

  /** Most products share their option names; one list of them is kept. */
  #sameNames(names: string[]): string[] {
    const key = JSON.stringify(names)
    const held = this.#axes.get(key) ?? names
    this.#axes.set(key, held)
    return held
  }

  #hasAllOptions(row: VariantRow, names: readonly string[], out: ShopBatch): boolean {
    const missing = Array.from(names).findIndex((name, i) => name && (row.options[i]?.value ?? '') === '')
    if (missing < 0) return true
    const check = checkRow(row.line)
    check.fault('TB2604', {
      column: this.#table.title(`option${missing + 1}Value` as ProductColumn),
      found: '',
      expected: `a value of "${names[missing]}"`,
      fix: 'Fill in the option value; it tells the variants apart.',
    })
    return settleRow(out, check)
  }

  #productRow(row: TableRow, check: RowCheck): ProductRow {
    const cell = (column: ProductColumn) => this.#table.cell(row, column)
    const giftCard = this.#flag(row, 'giftCard', false, check)
    const taxable = this.#flag(row, 'taxable', true, check)
    return {
      line: row.line,
      title: cell('title'),
      vendor: cell('vendor') || null,
      category: cell('type') || cell('category') || null,
      taxClass: cell('taxCode') || (taxable ? null : 'not-taxed'),
      status: this.#status(row, check),
      giftCard,
    }
  }

  #variantRow(row: TableRow, check: RowCheck): VariantRow {
    const cell = (column: ProductColumn) => this.#table.cell(row, column)
    const sku = skuOf(cell('sku'))
    if (sku !== null && isExponent(sku)) {
      check.fault('TB2301', {
        column: this.#table.title('sku'),
        found: cell('sku'),
        expected: 'the SKU with all its characters',
      })
    }
    const tracked = this.#table.has('tracker') ? cell('tracker') !== '' : cell('quantity') !== ''
    const quantity = this.#quantity(row, check)
    return {
      line: row.line,
      options: optionsOf(cell),
      sku,
      barcode: this.#barcode(row, check),
      price: this.#price(row, check),
      requiresShipping: this.#flag(row, 'ships', true, check),
      stockManaged: tracked ? 'own' : 'none',
      stock: tracked ? quantity : null,
    }
  }

  #tellSku(variant: VariantRow, check: RowCheck, out: ShopBatch): void {
    const column = this.#table.title('sku')
    if (variant.sku === null) {
      check.remark('TB3009', { column, found: '', expected: 'a SKU', key: this.#handle })
      return
    }
    const first = this.#skus.get(variant.sku)
    if (first === undefined) {
      this.#skus.set(variant.sku, variant.line)
      return
    }
    const place = { column, found: variant.sku, expected: 'a SKU of its own', key: variant.sku }
    if (first > 0) out.findings.push(finding('TB3008', { row: first, ...place }))
    this.#skus.set(variant.sku, -Math.abs(first))
    check.remark('TB3008', place)
  }

  #price(row: TableRow, check: RowCheck): MinorUnits | null {
    const text = this.#table.cell(row, 'price')
    if (text === '') return null
    const price = parseMoney(text, this.#context.currency)
    if (price === undefined || price < 0) {
      const expected = `a price in ${this.#context.currency} such as 12.50`
      check.fault('TB2601', { column: this.#table.title('price'), found: text, expected })
    }
    return price ?? null
  }

  #quantity(row: TableRow, check: RowCheck): number | null {
    const text = this.#table.cell(row, 'quantity')
    if (text === '') return null
    const quantity = parseScaled(text, 3)
    const place = { column: this.#table.title('quantity'), found: text, expected: 'whole pieces' }
    if (quantity === undefined) check.fault('TB2101', place)
    else if (quantity % 1000 !== 0) check.fault('TB2103', place)
    return quantity ?? null
  }

  /** A damaged barcode is left out rather than the variant: a shop sells by SKU, and the till says what it misses. */
  #barcode(row: TableRow, check: RowCheck): string | null {
    const code = unprotect(this.#table.cell(row, 'barcode'))
    if (!isExponent(code)) return code === '' || code === '-' ? null : code
    const fix = 'Export again without a spreadsheet; the variant is read without a barcode.'
    check.remark('TB2301', {
      severity: 'warning',
      column: this.#table.title('barcode'),
      found: code,
      expected: 'digits',
      fix,
    })
    return null
  }

  #flag(row: TableRow, column: ProductColumn, blank: boolean, check: RowCheck): boolean {
    const text = this.#table.cell(row, column)
    const flag = text === '' ? blank : flagOf(text)
    if (flag === undefined)
      check.fault('TB2602', { column: this.#table.title(column), found: text, expected: 'true or false' })
    return flag ?? blank
  }

  #status(row: TableRow, check: RowCheck): ProductRow['status'] {
    const word = this.#table.cell(row, 'status').toLowerCase()
    const published = this.#flag(row, 'published', true, check)
    if (word === '') return published ? 'active' : 'draft'
    const status = STATUS_WORDS[word]
    if (!status) {
      const place = { column: this.#table.title('status'), found: word, expected: Object.keys(STATUS_WORDS).join(', ') }
      check.remark('TB2603', {
        severity: 'warning',
        ...place,
        fix: 'The product is read as a draft until its status is a known one.',
      })
    }
    return status ?? 'draft'
  }
}

/** `unlisted` products are sold to whoever has the link. */
const STATUS_WORDS: Record<string, ProductRow['status']> = {
  active: 'active',
  unlisted: 'active',
  draft: 'draft',
  archived: 'archived',
}

const VARIANT_CELLS = [
  'title',
  'option1Value',
  'option2Value',
  'option3Value',
  'sku',
  'barcode',
  'price',
  'quantity',
] as const

function isPictureRow(cell: (column: ProductColumn) => string): boolean {
  return VARIANT_CELLS.every((column) => cell(column) === '')
}

function optionsOf(cell: (column: ProductColumn) => string): OptionCells[] {
  const options = [1, 2, 3].map((n) => ({
    name: cell(`option${n}Name` as ProductColumn),
    value: cell(`option${n}Value` as ProductColumn),
  }))
  return isDefaultTitle(options) ? [] : options
}
