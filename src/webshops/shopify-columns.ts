import type { Dialect } from '../csv/dialect.ts'
import { FileRefused } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'
import {
  type CsvTable,
  dialectOf,
  type NameColumn,
  openTable,
  requireColumns,
  SHOP_DIALECT,
  type TableBatch,
  type TableRow,
} from './csv-table.ts'
import type { FileHead, ShopContext } from './webshop.ts'

/** Our name for a column to the spellings Shopify has used; the first is the one said to people. */
export type ColumnTable<C extends string> = Readonly<Record<C, readonly string[]>>

/** Cells of a row by our names; a file without the column has ''. */
export interface ShopifyTable<C extends string> {
  readonly table: CsvTable
  has(column: C): boolean
  cell(row: TableRow, column: C): string
  /** The column as the file spells it. */
  title(column: C): string
  /** @throws FileRefused TB1001 when there is a header and nothing below it */
  batches(): AsyncIterable<TableBatch>
}

/**
 * Opens a Shopify export. Columns are found by name, never by position: case, spaces and punctuation do not count, since
 * the header's generations differ in them; metafield, market and unknown columns are passed over.
 * @throws FileRefused TB1001, TB1004 (every missing column), TB1005, TB1009
 */
export async function openShopify<C extends string>(
  path: string,
  columns: ColumnTable<C>,
  required: readonly NoInfer<C>[],
  context: ShopContext,
): Promise<ShopifyTable<C>> {
  const naming = nameColumns(columns, context)
  const table = await openTable(path, await dialectOf(path, context.dialect, naming), naming)
  requireColumns(
    table,
    required.map((column) => [columns[column][0]!]),
  )
  const used = table.names()
  return {
    table,
    has: (column) => table.has(columns[column][0]!),
    cell: (row, column) => table.cell(row, columns[column][0]!),
    title: (column) => table.title(columns[column][0]!),
    batches: () => withoutControls(table, used),
  }
}

/** Which column a header is. `context.headers` wins over Shopify's own names, an earlier spelling over a later one. */
export function nameColumns<C extends string>(columns: ColumnTable<C>, context: ShopContext): NameColumn {
  const known = new Map<string, { name: string; rank: number }>()
  for (const spellings of Object.values<readonly string[]>(columns)) {
    for (const [i, spelling] of spellings.entries())
      known.set(plain(spelling), { name: spellings[0]!, rank: 2 - i / 10 })
  }
  for (const [theirs, english] of Object.entries(context.headers)) {
    const column = known.get(plain(english))
    if (column) known.set(plain(theirs), { name: column.name, rank: 3 })
  }
  return (header) => known.get(plain(header)) ?? null
}

/** Whether a file's header has all of these columns and none of those. */
export function headerHas<C extends string>(
  head: FileHead,
  context: ShopContext,
  columns: ColumnTable<C>,
  all: readonly NoInfer<C>[],
  none: readonly NoInfer<C>[] = [],
): boolean {
  if (head.form !== 'csv') return false
  const naming = nameColumns(columns, context)
  const names = new Set(head.header.map((cell) => naming(cell)?.name))
  return all.every((column) => names.has(columns[column][0])) && none.every((column) => !names.has(columns[column][0]))
}

/** Comma and UTF-8, or what the shop says, or the delimiter a spreadsheet left. */
export function shopifyDialect(head: FileHead, context: ShopContext): Dialect {
  return context.dialect ?? { ...SHOP_DIALECT, delimiter: head.delimiter || SHOP_DIALECT.delimiter }
}

function plain(header: string): string {
  return header
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

/** Rows whose used cells are text; a file that ends behind its header is refused, an empty catalogue would empty the shop. */
async function* withoutControls(table: CsvTable, used: readonly string[]): AsyncGenerator<TableBatch> {
  let read = 0
  for await (const batch of table.batches()) {
    const rows = batch.rows.filter((row) => {
      const fault = controlFault(table, used, row)
      if (!fault) return true
      batch.findings.push(fault)
      batch.rejected.push({ line: row.line, rows: 1 })
      return false
    })
    read += batch.read
    yield { ...batch, rows }
  }
  if (read === 0) throw new FileRefused([finding('TB1001', { found: 'a header and no rows', expected: 'rows' })])
}

function controlFault(table: CsvTable, used: readonly string[], row: TableRow): Finding | undefined {
  for (const column of used) {
    const bad = /[\x00-\x08\x0E-\x1F\x7F]/.exec(table.cell(row, column))
    if (!bad) continue
    const hex = bad[0].charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')
    return finding('TB1010', {
      row: row.line,
      column: table.title(column),
      found: `character 0x${hex}`,
      expected: 'text',
    })
  }
  return undefined
}
