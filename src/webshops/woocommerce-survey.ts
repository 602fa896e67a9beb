import type { CsvTable, TableRow } from './csv-table.ts'
import { decodeEntities } from './html-entities.ts'
import { hashCells, noteRepeat, type Repeat } from './repeats.ts'
import { splitList, type WooRow } from './woocommerce-row.ts'

/** An option of a matrix item: its name and values as the parent lists them. */
export interface WooAxis {
  name: string
  values: string[]
}

export interface WooParent {
  key: string
  line: number
  /** Why no variation can belong to it; null when one can. */
  unfit: string | null
  axes: WooAxis[]
  /** The pool of variations whose stock is the parent's. */
  stock: number | null
  /** A variation's stock is counted here. */
  pooled: boolean
}

/** What must be known of the whole file before the first row can be taken; it holds no texts and no prices. */
export interface WooSurvey {
  /** By `id:123` or SKU, as variations name it. */
  parents: ReadonlyMap<string, WooParent>
  /** Keys that occur more than once: the rows are the same, or contradict each other. */
  repeats: ReadonlyMap<string, Repeat>
  /** SKUs on several rows, with their number. */
  sharedSkus: ReadonlyMap<string, number>
  /** A variation was seen, so the column that names its parent is needed. */
  variations: boolean
}

/** First pass over a product CSV: variations may come before their parent, and a repeated key counts against both rows. */
export async function surveyWooRows(table: CsvTable, readRow: (row: TableRow) => WooRow): Promise<WooSurvey> {
  const keys = new Map<string, number>()
  const repeats = new Map<string, Repeat>()
  const skus = new Set<string>()
  const sharedSkus = new Map<string, number>()
  const parents: ParentRow[] = []
  const uses = new Map<string, Use>()
  let variations = false
  for await (const batch of table.batches()) {
    for (const raw of batch.rows) {
      const row = readRow(raw)
      if (row.key !== '') noteRepeat(row.key, hashCells(raw.cells), keys, repeats)
      if (row.sku !== null && repeats.get(row.key) !== 'same') noteSku(row.sku, skus, sharedSkus)
      if (row.form === 'parent') parents.push(keepOf(row))
      if (row.form === 'variation') {
        variations = true
        noteUse(row, uses)
      }
    }
  }
  return { parents: indexParents(parents, uses, repeats), repeats, sharedSkus, variations }
}

/** What is kept of a parent's row until the end of the file: a shop may have a hundred thousand of them. */
type ParentRow = Pick<WooRow, 'key' | 'line' | 'sku' | 'attributes' | 'stock' | 'placeholder'> & { failed: boolean }

function keepOf({ key, line, sku, attributes, stock, placeholder, check }: WooRow): ParentRow {
  return { key, line, sku, attributes, stock, placeholder, failed: check.failed }
}

/** What the variations that name one parent use of it. */
interface Use {
  /** By the name in lower case. */
  attributes: Map<string, { name: string; values: Set<string> }>
  pooled: boolean
}

/** A variation's attribute cell is one value, whole: "1,5 m" is not two. */
export function oneValue(cell: string): string {
  return decodeEntities(cell.replaceAll('\\,', ',').trim())
}

function noteSku(sku: string, skus: Set<string>, shared: Map<string, number>): void {
  if (skus.has(sku)) shared.set(sku, (shared.get(sku) ?? 1) + 1)
  else skus.add(sku)
}

function noteUse(row: WooRow, uses: Map<string, Use>): void {
  const use = uses.get(row.parent) ?? { attributes: new Map(), pooled: false }
  uses.set(row.parent, use)
  if (row.stockManaged === 'parent') use.pooled = true
  for (const { name, cell } of row.attributes) {
    const attribute = use.attributes.get(name.toLowerCase()) ?? { name, values: new Set() }
    use.attributes.set(name.toLowerCase(), attribute)
    if (cell !== '') attribute.values.add(oneValue(cell))
  }
}

function indexParents(rows: ParentRow[], uses: Map<string, Use>, repeats: Map<string, Repeat>): Map<string, WooParent> {
  const index = new Map<string, WooParent>()
  for (const row of rows) {
    const references = [`id:${row.key}`, ...(row.sku === null ? [] : [row.sku])]
    const used = references.flatMap((reference) => uses.get(reference) ?? [])
    const parent: WooParent = {
      key: row.key,
      line: row.line,
      unfit: unfitness(row, repeats),
      axes: axesOf(row, used),
      stock: row.stock,
      pooled: used.some((use) => use.pooled),
    }
    for (const reference of references) {
      const other = index.get(reference)
      if (other && other.key !== row.key) index.set(reference, { ...other, unfit: 'several products have that SKU' })
      else index.set(reference, parent)
    }
  }
  return index
}

function unfitness(row: ParentRow, repeats: Map<string, Repeat>): string | null {
  if (row.placeholder) return `its row ${row.line} is only a placeholder of an unfinished import`
  if (row.failed) return `its row ${row.line} was rejected`
  if (repeats.get(row.key) === 'different') return 'several rows contradict each other about it'
  return null
}

/**
 * The CSV does not say which attributes make variations: those that a variation names do. The parent's order comes
 * first, then what only variations name.
 */
function axesOf(parent: ParentRow, uses: Use[]): WooAxis[] {
  const used = new Map<string, { name: string; values: Set<string> }>()
  for (const use of uses) {
    for (const [key, { name, values }] of use.attributes) {
      const held = used.get(key)
      used.set(key, { name: held?.name ?? name, values: new Set([...(held?.values ?? []), ...values]) })
    }
  }
  const axes = new Map<string, WooAxis>()
  for (const { name, cell } of parent.attributes) {
    const use = used.get(name.toLowerCase())
    if (use || uses.length === 0)
      axes.set(name.toLowerCase(), { name, values: valuesOf(cell, use?.values ?? new Set()) })
  }
  for (const [key, { name, values }] of used) {
    if (!axes.has(key)) axes.set(key, { name, values: [...values] })
  }
  return [...axes.values()]
}

/** Values a parent lists. Older releases did not escape a comma inside a value; the variations tell which are one. */
function valuesOf(cell: string, used: ReadonlySet<string>): string[] {
  const whole = [...used].filter((value) => value.includes(',') && cell.includes(value))
  const escaped = whole.reduce((text, value) => text.replaceAll(value, value.replaceAll(',', '\\,')), cell)
  const listed = splitList(escaped)
  return [...new Set([...listed, ...used])]
}
