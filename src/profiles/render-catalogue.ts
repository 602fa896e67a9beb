import type { CatalogueFormat } from '../config/format.ts'
import type { CatalogueRow } from '../model/documents.ts'
import { UsageError } from '../model/errors.ts'
import type { Finding } from '../model/findings.ts'
import { CATALOGUE_FIELDS } from './fields.ts'
import { cellContext, type RenderContext, rowWriter } from './render-row.ts'

export interface CatalogueContext extends RenderContext {
  /** Rows of the whole file, for formats that print `file.rows`; otherwise not needed. */
  rows?: number
}

export interface RenderedCatalogue {
  /** One row per record that could be written, in order. */
  rows: string[][]
  /** Records that could not, by reference code and variant. */
  rejected: { code: string; variantKey: string; findings: Finding[] }[]
}

/**
 * A writer of catalogue rows, a batch at a time. `header` is the header line, null when the format has none. Throws
 * UsageError for columns that cannot be.
 */
export function catalogueWriter(
  format: CatalogueFormat,
  context: CatalogueContext,
): {
  header: string[] | null
  render(batch: readonly CatalogueRow[]): RenderedCatalogue
  itemRow(row: CatalogueRow): ItemRow
} {
  const columns = [...format.columns, ...(format.itemColumns ?? [])]
  if (context.rows === undefined && columns.some(({ from }) => from === 'file.rows')) {
    throw new UsageError('file.rows is printed, so the number of rows must be known before the first')
  }
  const writer = rowWriter(format.columns, CATALOGUE_FIELDS, cellContext(format, context))
  const itemWriter = rowWriter(format.itemColumns ?? [], CATALOGUE_FIELDS, cellContext(format, context))
  const file = { rows: context.rows ?? 0, seq: context.seq }
  return {
    header: format.headerLine ? writer.header : null,
    render(batch) {
      const rendered: RenderedCatalogue = { rows: [], rejected: [] }
      for (const row of batch) {
        const name = { title: `code ${row.code}`, key: row.code }
        const { cells, findings } = writer.write({ row, file }, row.currency, name)
        if (findings.length === 0) rendered.rows.push(cells)
        else rendered.rejected.push({ code: row.code, variantKey: row.variant.key, findings })
      }
      return rendered
    },
    itemRow(row) {
      const name = { title: `item ${row.item.sku || row.item.key}`, key: row.item.key }
      return itemWriter.write({ row: { ...row, code: '', variant: NO_VARIANT }, file }, row.currency, name)
    },
  }
}

/** A row of a matrix item above those of its variants; not to be written when there are findings. */
export interface ItemRow {
  cells: string[]
  findings: Finding[]
}

/** In the row of an item all fields of a variant are empty. */
const NO_VARIANT: CatalogueRow['variant'] = {
  ...{ key: '', sku: '', barcode: '', name: '', options: [], colour: '', size: '', kind: 'goods' },
  ...{ requiresShipping: false, price: null, salePrice: null, active: true },
}

/** One batch at once; the header line is `catalogueWriter(...).header`. */
export function renderCatalogue(
  batch: readonly CatalogueRow[],
  format: CatalogueFormat,
  context: CatalogueContext,
): RenderedCatalogue {
  return catalogueWriter(format, context).render(batch)
}
