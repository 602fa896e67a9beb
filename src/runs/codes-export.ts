import { mkdir, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { protectedCell, SHEET_DIALECT } from '../csv/sheet.ts'
import { createCsvWriter } from '../csv/write.ts'
import { optionKey } from '../model/option-words.ts'
import { formatQuantity } from '../model/quantity.ts'
import { inertCell } from '../reports/inert-cell.ts'
import { ANY, isFieldWord } from './code-table.ts'
import type { CodeRow } from './codes-list.ts'

/** A code somebody may want to take over, beside the variant that has none. */
export interface Suggested {
  code: string
  reason: string
}

export interface CodesExport {
  path: string
  /** Rows without the header: one per code, alias, and variant without a code. */
  rows: number
  /** Variants without a code, whose cell waits to be filled in. */
  missing: number
}

/** More option names than this are a shop without order; the others' rows are named by their key all the same. */
const OPTION_COLUMNS_MAX = 12

/**
 * Writes codes as a table for a spreadsheet: cells that it would damage or run are protected, and `codes import` reads
 * the table back, unchanged or filled in. The file has its name only when it is whole.
 */
export async function exportCodes(
  path: string,
  rows: readonly CodeRow[],
  suggestions: ReadonlyMap<string, Suggested> = new Map(),
  delimiter = SHEET_DIALECT.delimiter,
): Promise<CodesExport> {
  const options = optionColumns(rows)
  const told = suggestions.size > 0 ? ['suggestion', 'reason'] : []
  const header = [
    ...['code', 'alias', 'factor', 'share', 'item', 'name'],
    ...options.map(({ title }) => title),
    ...['sku', 'barcode', 'variant', 'origin', 'since', 'by', ...told],
  ]
  await mkdir(dirname(path), { recursive: true })
  const writer = createCsvWriter(`${path}.part`, { ...SHEET_DIALECT, delimiter })
  let written = 0
  try {
    await writer.row(header)
    for (const row of rows) {
      for (const cells of linesOf(row, options, suggestions.get(row.variant), told.length > 0)) {
        await writer.row(cells)
        written += 1
      }
    }
    await writer.close()
  } catch (error) {
    await writer.abort()
    throw error
  }
  await rename(`${path}.part`, path)
  return { path, rows: written, missing: rows.filter(({ code }) => code === null).length }
}

interface OptionColumn {
  key: string
  title: string
}

/** Options that most variants have come first, under the name the shop spells most often. */
function optionColumns(rows: readonly CodeRow[]): OptionColumn[] {
  const counts = new Map<string, Map<string, number>>()
  for (const { options } of rows)
    for (const { name } of options) {
      const names = counts.get(optionKey(name)) ?? new Map<string, number>()
      counts.set(optionKey(name), names.set(name, (names.get(name) ?? 0) + 1))
    }
  const total = (names: ReadonlyMap<string, number>) => [...names.values()].reduce((a, b) => a + b, 0)
  const most = (names: ReadonlyMap<string, number>) => [...names].sort((a, b) => b[1] - a[1])[0]![0]
  return [...counts]
    .sort((a, b) => total(b[1]) - total(a[1]))
    .slice(0, OPTION_COLUMNS_MAX)
    .map(([key, names]) => {
      const name = most(names)
      return { key, title: isFieldWord(name) || protectedCell(name) !== name ? `option: ${name}` : name }
    })
}

function linesOf(
  row: CodeRow,
  options: readonly OptionColumn[],
  told: Suggested | undefined,
  tell: boolean,
): string[][] {
  const values = new Map(row.options.map(({ name, value }) => [optionKey(name), value ?? ANY]))
  const line = (
    code: string,
    alias: string,
    factor: number,
    since: string | null,
    by: string | null,
    origin: string,
  ) => [
    ...[protectedCell(code), alias, factor === 1000 ? '' : protectedCell(formatQuantity(factor))],
    ...[protectedCell(alias ? '' : (row.share ?? '')), protectedCell(row.item), inertCell(row.name)],
    ...options.map(({ key }) => protectedCell(values.get(key) ?? '')),
    ...[row.sku ?? '', row.barcode ?? '', row.variant].map(protectedCell),
    ...[origin, protectedCell(since ?? ''), inertCell(by ?? '')],
    ...(tell ? [protectedCell(alias ? '' : (told?.code ?? '')), inertCell(alias ? '' : (told?.reason ?? ''))] : []),
  ]
  const aliases = row.aliases.filter(({ until }) => until === null)
  return [
    line(row.code ?? '', '', row.factor, row.since, row.by, row.origin ?? ''),
    ...aliases.map(({ code, factor, since, by }) => line(code, 'yes', factor, since, by, '')),
  ]
}
