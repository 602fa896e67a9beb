import { existsSync, readFileSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { loadWorkspace } from '../config/load.ts'
import { nearest } from '../config/suggest.ts'
import { editMap } from '../config/write-map.ts'
import { protectedCell, readSheet, SHEET_DIALECT } from '../csv/sheet.ts'
import { formatRows } from '../csv/write.ts'
import { FileRefused, UsageError } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'
import type { CodeScope } from './code-scope.ts'
import { FIELD_NAMES } from './field-names.ts'
import { MAP_TABLES, type MapTable } from './map-tables.ts'
import { shopNamed } from './workspace.ts'

/** A map with what is configured in it. */
export interface MapState {
  table: MapTable
  /** null: the section of the YAML that would hold it is not there. */
  rows: string[][] | null
}

export function listMaps(scope: CodeScope): MapState[] {
  return MAP_TABLES.map((table) => ({
    table,
    rows: entriesOf(scope, table)?.map((entry) => table.toRow(...entry)) ?? null,
  }))
}

/** @throws UsageError when there is no such map */
export function mapNamed(name: string): MapTable {
  const table = MAP_TABLES.find((one) => one.name === name)
  if (table) return table
  const names = MAP_TABLES.map((one) => one.name)
  const meant = nearest(name, names)
  throw new UsageError(`There is no map "${name}".${meant ? ` Did you mean ${meant}?` : ''} Maps: ${names.join(', ')}.`)
}

function entriesOf({ workspace, partner, shopName }: CodeScope, table: MapTable): [string, unknown][] | null {
  return table.entries(partner, shopNamed(workspace, shopName)) ?? null
}

/** Writes a map as a table for a spreadsheet. Returns its rows. */
export async function exportMap(scope: CodeScope, table: MapTable, path: string): Promise<number> {
  const rows = (entriesOf(scope, table) ?? []).map((entry) => table.toRow(...entry))
  const text = formatRows([[...table.columns], ...rows.map((row) => row.map(protectedCell))], SHEET_DIALECT)
  await writeFile(`${path}.part`, `\uFEFF${text}`)
  await rename(`${path}.part`, path)
  return rows.length
}

/** What taking a table would change. The table is whole: what it does not list is removed. */
export interface MapImport {
  table: MapTable
  read: number
  new: number
  changed: number
  same: number
  skipped: number
  rejected: number
  removed: string[][]
  set: [key: string, value: unknown][]
  remove: string[]
  findings: Finding[]
}

/** Reads a table and compares it with what is configured. Writes nothing. @throws FileRefused without its columns */
export async function planMapImport(scope: CodeScope, table: MapTable, path: string): Promise<MapImport> {
  const former = entriesOf(scope, table)
  if (former === null)
    throw new UsageError(
      `The map "${table.name}" belongs to \`${table.path.slice(0, -1).join('.')}\`, which is not configured.`,
    )
  const sheet = await readSheet(path)
  const header = sheet.header.map((name) => name.toLowerCase())
  const places = table.columns.map((column) => header.indexOf(column))
  if (places.includes(-1))
    throw new FileRefused([
      finding('TB1004', {
        ...{ row: sheet.headerLine, found: sheet.header.join(' | '), expected: table.columns.join(', ') },
        fix: `Write the names of the columns into the first row, as \`maps export ${table.name}\` does.`,
      }),
    ])
  const known = new Map(former)
  const seen = new Map<string, { line: number; value: unknown }>()
  const plan: MapImport = {
    ...{ table, read: sheet.rows.length + sheet.rejected.length, new: 0, changed: 0, same: 0, skipped: 0 },
    ...{ rejected: sheet.rejected.length, removed: [], set: [], remove: [], findings: [...sheet.findings] },
  }
  for (const { line, cells } of sheet.rows) {
    const row = places.map((place) => cells[place] ?? '')
    const entry = table.fromRow(row)
    const twice = 'key' in entry ? seen.get(entry.key) : undefined
    if ('column' in entry || (twice && 'key' in entry && !isDeepStrictEqual(twice.value, entry.value))) {
      plan.rejected += 1
      plan.findings.push(mapFinding(table, row, line, 'column' in entry ? entry : twiceAt(table, twice!.line)))
    } else if (twice) plan.skipped += 1
    else {
      seen.set(entry.key, { line, value: entry.value })
      if (!known.has(entry.key)) plan.new += 1
      else if (isDeepStrictEqual(known.get(entry.key), entry.value)) plan.same += 1
      else plan.changed += 1
      if (!isDeepStrictEqual(known.get(entry.key), entry.value)) plan.set.push([entry.key, entry.value])
    }
  }
  const gone = former.filter(([key]) => !seen.has(key))
  return { ...plan, remove: gone.map(([key]) => key), removed: gone.map((entry) => table.toRow(...entry)) }
}

function twiceAt(table: MapTable, line: number) {
  return { column: table.columns[0]!, expected: `one row for it; line ${line} says otherwise` }
}

function mapFinding(
  { columns }: MapTable,
  row: readonly string[],
  line: number,
  at: { column: string; expected: string },
) {
  const found = row[columns.indexOf(at.column)] || row.join(' | ')
  return finding('TB3056', { row: line, column: at.column, found, expected: at.expected })
}

/**
 * Writes the changes into the YAML that holds the map, comments kept. The file is read back and put back as it was when
 * the whole configuration does not hold together any more.
 * @throws ConfigError with what would be wrong then
 */
export async function applyMapImport(scope: CodeScope, plan: MapImport): Promise<string> {
  const { table, set, remove } = plan
  const { workspace, partner, shopName } = scope
  const file = table.of === 'shop' ? workspace.file : partnerFile(scope)
  const path = table.of === 'shop' ? ['shops', shopName, ...table.path] : table.path
  const former = readFileSync(file, 'utf8')
  await replace(file, editMap(former, path, { set, remove }))
  try {
    const { partners } = loadWorkspace(workspace.root, process.env, { fields: FIELD_NAMES })
    if (!partners.has(partner.partner)) throw new UsageError(`${partner.partner} cannot be read any more`)
  } catch (error) {
    await replace(file, former)
    throw error
  }
  return file
}

function partnerFile({ workspace, partner }: CodeScope): string {
  const folder = resolve(workspace.root, workspace.workspace.partners)
  const names = [`${partner.partner}.yaml`, `${partner.partner}.yml`].map((name) => join(folder, name))
  return names.find((name) => existsSync(name)) ?? names[0]!
}

async function replace(file: string, text: string): Promise<void> {
  await writeFile(`${file}.part`, text)
  await rename(`${file}.part`, file)
}
