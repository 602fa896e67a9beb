import type { ShopItem } from '../model/records.ts'
import type { CsvTable, TableRow } from './csv-table.ts'
import type { MagentoRow } from './magento-row.ts'
import { hashCells, noteRepeat, type Repeat } from './repeats.ts'

/** A configurable product: which simple products are its variants, and by which attributes they differ. */
export interface MagentoParent {
  sku: string
  /** Why no variant can belong to it; null when one can. */
  unfit: string | null
  /** Attribute codes, in the order of `axes`. */
  codes: string[]
  axes: ShopItem['options']
  /** Values by child SKU and attribute code, as the parent lists them. */
  values: Map<string, Map<string, string>>
}

/** What must be known of the whole file before the first row can be taken. */
export interface MagentoSurvey {
  parents: ReadonlyMap<string, MagentoParent>
  /** Child SKU to its configurable product; the first one that lists it. */
  parentOf: ReadonlyMap<string, MagentoParent>
  skus: ReadonlySet<string>
  repeats: ReadonlyMap<string, Repeat>
}

/** First pass: children may come before their parent, as Magento itself wants them. */
export async function surveyMagentoRows(
  table: CsvTable,
  readRow: (row: TableRow) => MagentoRow,
): Promise<MagentoSurvey> {
  const seen = new Map<string, number>()
  const repeats = new Map<string, Repeat>()
  const configurable: MagentoRow[] = []
  for await (const batch of table.batches()) {
    for (const raw of batch.rows) {
      const row = readRow(raw)
      if (row.skip !== null) continue
      noteRepeat(row.sku, hashCells(raw.cells), seen, repeats)
      if (row.type === 'configurable') configurable.push(row)
    }
  }
  const parents = new Map<string, MagentoParent>()
  const parentOf = new Map<string, MagentoParent>()
  for (const row of configurable) {
    const parent = parentFrom(row, repeats)
    parents.set(row.sku, parent)
    for (const child of row.children) if (!parentOf.has(child.sku)) parentOf.set(child.sku, parent)
  }
  return { parents, parentOf, skus: new Set(seen.keys()), repeats }
}

function parentFrom(row: MagentoRow, repeats: ReadonlyMap<string, Repeat>): MagentoParent {
  const codes = [...new Set(row.children.flatMap((child) => [...child.values.keys()]))]
  const axes = codes.map((code) => ({
    name: row.labels.get(code) || code,
    values: [...new Set(row.children.flatMap((child) => child.values.get(code) ?? []))],
  }))
  const contradicted = repeats.get(row.sku) === 'different'
  return {
    sku: row.sku,
    unfit: row.check.failed
      ? `its row ${row.line} was rejected`
      : contradicted
        ? 'several rows contradict each other'
        : null,
    codes,
    axes,
    values: new Map(row.children.map((child) => [child.sku, child.values])),
  }
}
