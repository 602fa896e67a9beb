import type { Dialect } from '../csv/dialect.ts'
import { type CsvFile, openCsv } from '../csv/read.ts'
import { FileRefused } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'

/** The column a header stands for, in the shop system's own English; null for a column nobody reads. */
export type NameColumn = (header: string) => ColumnName | null
export interface ColumnName {
  name: string
  /** Where two headers stand for one column, the higher one counts: configured 3, English 2, known translation 1. */
  rank: number
}

export interface TableRow {
  /** Line where an editor shows the row's beginning. */
  line: number
  cells: readonly string[]
}

/** About a thousand rows. `read` = rows + rejected; blank lines and repeated headers are in neither. */
export interface TableBatch {
  read: number
  rows: TableRow[]
  findings: Finding[]
  rejected: { line: number; rows: number }[]
}

/** A CSV file whose first row names its columns. Rows can be walked more than once; the file is streamed each time. */
export interface CsvTable {
  readonly header: readonly string[]
  readonly headerLine: number
  has(name: string): boolean
  /** English names of the columns that are there. */
  names(): string[]
  /** The name as the file spells it, for findings. */
  title(name: string): string
  /** The cell without white space around it; '' where the file lacks the column. */
  cell(row: TableRow, name: string): string
  /** The last batch carries the notices about the file as a whole. @throws FileRefused, see `openCsv`; TB1001 a header without rows, TB1023 a broken header */
  batches(): AsyncIterable<TableBatch>
}

/** Comma, UTF-8, as the shop systems themselves write. */
export const SHOP_DIALECT: Dialect = {
  encoding: 'utf-8',
  delimiter: ',',
  quoting: 'minimal',
  quote: '"',
  newline: 'lf',
  bom: false,
  unencodable: 'hold',
}

/** Words a header's cells may be, as `plainHeader` makes them, with the column each stands for. */
export type KnownWords = (header: readonly string[]) => Iterable<readonly [word: string, name: string]>

/**
 * Opens a shop's CSV export by its header. With `words`, a header that is one letter off a column that is then missing
 * refuses the file: an optional column with a damaged name would empty a field of every row without a word.
 * @throws FileRefused TB1001 nothing in it, TB1004 a damaged name, TB1005 a column twice, TB1009 a header of one cell,
 * and those of `openCsv`
 */
export async function openTable(
  path: string,
  dialect: Dialect,
  nameColumn: NameColumn,
  words: KnownWords = () => [],
): Promise<CsvTable> {
  const file = openCsv(path, dialect)
  const head = await firstRow(file)
  if (!head) throw noRows(0)
  const header = head.cells.map((cell) => cell.trim())
  refuseOneCell(header, head.line, dialect.delimiter)
  const columns = mapColumns(header, head.line, nameColumn)
  refuseNearMisses(header, head.line, nameColumn, columns, words)
  return {
    header,
    headerLine: head.line,
    has: (name) => columns.has(name),
    names: () => [...columns.keys()],
    title: (name) => header[columns.get(name) ?? -1] ?? name,
    cell: (row, name) => row.cells[columns.get(name) ?? -1]?.trim() ?? '',
    batches: () => readRows(file, header),
  }
}

/**
 * The dialect of a shop's export: the configured one, or comma, semicolon or tab, whichever cuts the first row into
 * most column names the reader knows. The known header decides, never the data.
 */
export async function dialectOf(path: string, configured: Dialect | null, nameColumn: NameColumn): Promise<Dialect> {
  if (configured) return configured
  let best = { dialect: SHOP_DIALECT, known: 0 }
  for (const delimiter of DELIMITERS) {
    const dialect = { ...SHOP_DIALECT, delimiter }
    const known = countKnown(await headerIn(path, dialect), nameColumn)
    if (known > best.known) best = { dialect, known }
  }
  return best.dialect
}

/** How many of the names a reader knows. */
export function countKnown(header: readonly string[], nameColumn: NameColumn): number {
  return new Set(header.map((cell) => nameColumn(cell)?.name).filter((name) => name !== undefined)).size
}

/**
 * Each entry of `needed` is a column, or several of which one is enough.
 * @throws FileRefused TB1004, a finding per missing column
 */
export function requireColumns(table: CsvTable, needed: readonly (readonly string[])[]): void {
  const missing = needed.filter((names) => !names.some((name) => table.has(name)))
  if (missing.length === 0) return
  throw new FileRefused(
    missing.map((names) =>
      finding('TB1004', {
        row: table.headerLine,
        column: names.join(' or '),
        found: table.header.join(', '),
        expected: `a column ${names.map((name) => `"${name}"`).join(' or ')}`,
        fix: `Export the file with the column ${names.join(' or ')}; where it has another name, say so under \`headers\` of the shop.`,
      }),
    ),
  )
}

/** A header as it is compared: case, no-break spaces and runs of blanks do not count. */
export function plainHeader(header: string): string {
  return header
    .normalize('NFC')
    .replace(/[\s\u00A0\u202F\uFEFF]+/g, ' ')
    .trim()
    .toLowerCase()
}

const DELIMITERS = [',', ';', '\t'] as const

/** A dialect that is only tried may fail; the one chosen in the end says why. */
async function headerIn(path: string, dialect: Dialect): Promise<readonly string[]> {
  try {
    return (await firstRow(openCsv(path, dialect)))?.cells ?? []
  } catch (error) {
    if (error instanceof FileRefused) return []
    throw error
  }
}

/** A damaged header cannot be passed over: the next row would be taken for it. */
async function firstRow(file: CsvFile): Promise<TableRow | undefined> {
  for await (const { rows, lines, findings, rejected } of file.batches()) {
    if (rejected.length > 0 && (lines[0] === undefined || rejected[0]! < lines[0])) throw new FileRefused(findings)
    if (rows.length > 0) return { line: lines[0]!, cells: rows[0]! }
  }
  return undefined
}

function noRows(headers: 0 | 1): FileRefused {
  const found = headers === 0 ? 'no rows' : 'a header without rows'
  return new FileRefused([finding('TB1001', { found, expected: 'a header and rows' })])
}

function refuseOneCell(header: readonly string[], row: number, delimiter: string): void {
  const other = [';', ',', '\t', '|'].find((sign) => sign !== delimiter && header[0]?.includes(sign))
  if (header.length > 1 || other === undefined) return
  const show = (sign: string) => (sign === '\t' ? 'tab' : sign)
  throw new FileRefused([
    finding('TB1009', {
      row,
      found: `one cell with "${show(other)}" in it`,
      expected: `cells between "${show(delimiter)}"`,
    }),
  ])
}

function mapColumns(header: readonly string[], row: number, nameColumn: NameColumn): Map<string, number> {
  const best = new Map<string, { rank: number; at: number[] }>()
  for (const [index, cell] of header.entries()) {
    const column = nameColumn(cell)
    if (!column) continue
    const held = best.get(column.name)
    if (!held || column.rank > held.rank) best.set(column.name, { rank: column.rank, at: [index] })
    else if (column.rank === held.rank) held.at.push(index)
  }
  const twice = [...best.values()].filter((held) => held.at.length > 1)
  if (twice.length > 0) throw new FileRefused(twice.map((held) => duplicate(held.at, header, row)))
  return new Map([...best].map(([name, held]) => [name, held.at[0]!]))
}

function refuseNearMisses(
  header: readonly string[],
  row: number,
  nameColumn: NameColumn,
  columns: ReadonlyMap<string, number>,
  words: KnownWords,
): void {
  const missing = [...words(header)].filter(([, name]) => !columns.has(name))
  const damaged = header.flatMap((cell) => {
    if (cell === '' || nameColumn(cell)) return []
    const near = missing.find(([word]) => isOneOff(plainHeader(cell), word))
    if (!near) return []
    const fix = `Correct the name, or say under \`headers\` of the shop what "${cell}" is.`
    return [finding('TB1004', { row, column: near[1], found: cell, expected: `"${near[1]}"`, fix })]
  })
  if (damaged.length > 0) throw new FileRefused(damaged)
}

/** One letter changed, added or lost; words of two and three letters only changed. */
function isOneOff(word: string, known: string): boolean {
  const [short, long] = word.length < known.length ? [word, known] : [known, word]
  if (word === known || long.length - short.length > 1 || (short.length < long.length && short.length < 4)) return false
  let at = 0
  while (at < short.length && short[at] === long[at]) at += 1
  return short.slice(short.length === long.length ? at + 1 : at) === long.slice(at + 1)
}

function duplicate(at: number[], header: readonly string[], row: number): Finding {
  const places = at.map((index) => `"${header[index]}" in column ${index + 1}`)
  return finding('TB1005', { row, column: header[at[0]!]!, found: places.join(' and '), expected: 'one column' })
}

async function* readRows(file: CsvFile, header: readonly string[]): AsyncGenerator<TableBatch> {
  let seen = 0
  for await (const { rows, lines, findings, rejected } of file.batches()) {
    const batch: TableBatch = { read: 0, rows: [], findings: [...findings], rejected: [] }
    for (const [index, cells] of rows.entries()) {
      const line = lines[index]!
      seen += 1
      if (seen === 2 && cells.length === 1 && header.length > 1) throw brokenHeader(line, cells[0]!)
      if (seen > 1) takeRow(batch, { line, cells }, header)
    }
    for (const line of rejected) batch.rejected.push({ line, rows: 1 })
    batch.read += rejected.length
    yield batch
  }
  if (file.facts.rows <= 1 && file.facts.rejected === 0) throw noRows(1)
  const notices = fileNotices(file)
  if (notices.length > 0) yield { read: 0, rows: [], findings: notices, rejected: [] }
}

/** A line end inside its last name leaves a header of the right width, with one name wrong. */
function brokenHeader(row: number, found: string): FileRefused {
  const fix = 'Join the header to one line, or export the file again.'
  return new FileRefused([finding('TB1023', { row, found, expected: 'a row as wide as the header', fix })])
}

function takeRow(batch: TableBatch, row: TableRow, header: readonly string[]): void {
  const { cells, line } = row
  if (cells.length === header.length) {
    if (cells.every((cell, index) => cell.trim() === header[index])) {
      batch.findings.push(finding('TB1013', { row: line, found: 'the header again' }))
      return
    }
    batch.read += 1
    batch.rows.push(row)
    return
  }
  batch.read += 1
  batch.rejected.push({ line, rows: 1 })
  batch.findings.push(
    finding('TB1007', {
      row: line,
      found: `${cells.length} cells`,
      expected: `${header.length} cells, as in the header`,
    }),
  )
}

/** What a reader of the whole file would want to be told, though every row was read (R51, R55). */
function fileNotices({ facts }: CsvFile): Finding[] {
  const notices = facts.midFileBoms.map((row) => finding('TB1012', { row, found: 'a byte order mark' }))
  const kinds = Object.entries(facts.newlines).filter(([, count]) => count > 0)
  if (kinds.length > 1) {
    const found = kinds.map(([name, count]) => `${count} ${name.toUpperCase()}`).join(', ')
    notices.push(finding('TB1011', { found, expected: 'one kind of line end' }))
  }
  if (!facts.lastNewline && facts.rows > 0) {
    const fix = 'Look at the last row; if it is cut off, export the file again.'
    const expected = 'a line end after the last row'
    notices.push(finding('TB1014', { severity: 'warning', row: facts.lastLine, found: 'no line end', expected, fix }))
  }
  return notices
}
