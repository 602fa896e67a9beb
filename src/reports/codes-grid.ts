import { axesOf } from '../mapping/checks/axes.ts'
import type { CodeCheck } from '../mapping/checks/index.ts'
import { needsCode } from '../mapping/plan-codes.ts'
import type { MatrixItem, MatrixVariant } from '../model/matrix.ts'
import { optionKey } from '../model/option-words.ts'

/** One combination. Its meaning is in its words: nothing rests on colour. */
export interface GridCell {
  state: 'coded' | 'blocked' | 'without' | 'hole' | 'covered'
  /** Codes of the variants here: one, unless two have the same options. */
  codes: string[]
}

/** Colours down, sizes across. Further options make further tables. */
export interface GridTable {
  /** Values of the further options: "Logo: Yes". null for items with one or two options. */
  title: string | null
  rows: { name: string; cells: GridCell[] }[]
}

/** A matrix item drawn. */
export interface Grid {
  item: { key: string; sku: string | null; name: string }
  /** Names of the options that run down and across; null where the item has one option only. */
  down: string | null
  across: string
  columns: string[]
  tables: GridTable[]
  /** Said below: options nobody uses, tables left out. */
  notes: string[]
}

/** An item with more tables, rows or columns is no grid anybody reads. */
const TABLES_MAX = 12
const ROWS_MAX = 60
const COLUMNS_MAX = 60
const ANY = 'any'
const BLANK = '(blank)'

/** Draws an item; null for items without options or variants. */
export function gridOf(item: MatrixItem, { codeOf, blocked }: Pick<CodeCheck, 'codeOf' | 'blocked'>): Grid | null {
  const variants = item.variants.filter(({ removed }) => !removed)
  const axes = orderedAxes(item, variants)
  if (axes.length === 0 || variants.length === 0) return null
  const [across, down, ...further] = axes
  const cells = new Map<string, GridCell>()
  for (const variant of variants) {
    const key = JSON.stringify(axes.map(({ name }) => valueAt(variant, name)))
    const cell = cells.get(key)
    const one = cellOf(variant, codeOf(variant.id)?.code ?? null, blocked.has(variant.id))
    if (cell) cells.set(key, { state: worse(cell.state, one.state), codes: [...cell.codes, ...one.codes] })
    else cells.set(key, one)
  }
  const open = variants
    .map((variant) => axes.map(({ name }) => valueAt(variant, name)))
    .filter((values) => values.some(isOpen))
  const columns = across!.values.slice(0, COLUMNS_MAX)
  const rowNames = (down?.values ?? ['']).slice(0, ROWS_MAX)
  const combinations = product(
    further.map(({ values }) => values),
    TABLES_MAX,
  )
  const filled = (column: string, row: string, rest: readonly string[]): GridCell => {
    const values = [column, ...(down ? [row] : []), ...rest]
    return cells.get(JSON.stringify(values)) ?? { state: isCovered(values, open) ? 'covered' : 'hole', codes: [] }
  }
  const tables = combinations.map(
    (rest): GridTable => ({
      title: rest.length === 0 ? null : rest.map((value, i) => `${further[i]!.name}: ${value}`).join(', '),
      rows: rowNames.map((name) => ({ name, cells: columns.map((column) => filled(column, name, rest)) })),
    }),
  )
  return {
    item: { key: item.key, sku: item.sku, name: item.name },
    down: down?.name ?? null,
    across: across!.name,
    columns,
    tables,
    notes: notesOf(item, variants, axes),
  }
}

/** Grids of the items that matter most: those with findings, then the others, up to `max`. */
export function gridsOf(items: Iterable<MatrixItem>, check: CodeCheck, max: number): { grids: Grid[]; total: number } {
  const named = new Set(check.findings.flatMap(({ item }) => (item ? [item.key] : [])))
  const first: Grid[] = []
  const rest: Grid[] = []
  let total = 0
  for (const item of items) {
    if (item.options.length === 0 || !item.variants.some(({ removed }) => !removed)) continue
    total += 1
    const list = named.has(item.key) ? first : rest
    if (list.length >= max) continue
    const grid = gridOf(item, check)
    if (grid) list.push(grid)
  }
  return { grids: [...first, ...rest].slice(0, max), total }
}

interface GridAxis {
  name: string
  values: string[]
}

/** Sizes across, colours down, others behind them in the shop's order. */
function orderedAxes(item: MatrixItem, variants: readonly MatrixVariant[]): GridAxis[] {
  const axes = axesOf(item, variants)
    .filter(({ idle }) => !idle)
    .map(({ name, used }) => ({ name, values: shownValues(variants, name, used) }))
  const rank = ({ name }: GridAxis) => ({ size: 0, colour: 1 })[optionKey(name)] ?? 2
  const known = axes.toSorted((a, b) => rank(a) - rank(b))
  // Without a size the second option runs across: the first is what people call the thing by.
  return known.length > 1 && rank(known[0]!) > 0 ? [known[1]!, known[0]!, ...known.slice(2)] : known
}

/** Values that variants have; those only `any` stands for need no column of their own. */
function shownValues(variants: readonly MatrixVariant[], name: string, used: readonly string[]): string[] {
  const values = new Set(variants.map((variant) => valueAt(variant, name)))
  const own = [...values].every(isOpen) ? [] : used
  return [...own, ...[ANY, BLANK].filter((value) => values.has(value))]
}

function isOpen(value: string): boolean {
  return value === ANY || value === BLANK
}

/** No hole: a variant for any value is there for it, or nobody says which one it is. */
function isCovered(values: readonly string[], open: readonly (readonly string[])[]): boolean {
  return values.some(isOpen) || open.some((one) => one.every((value, i) => isOpen(value) || value === values[i]))
}

function valueAt(variant: MatrixVariant, name: string): string {
  const value = variant.options.find((option) => option.name === name)?.value
  return value === null ? ANY : value === undefined || value.trim() === '' ? BLANK : value
}

function cellOf(variant: MatrixVariant, code: string | null, blocked: boolean): GridCell {
  if (code === null) return { state: needsCode(variant) ? 'without' : 'coded', codes: [] }
  return { state: blocked ? 'blocked' : 'coded', codes: [code] }
}

const ORDER: readonly GridCell['state'][] = ['coded', 'covered', 'hole', 'blocked', 'without']

function worse(a: GridCell['state'], b: GridCell['state']): GridCell['state'] {
  return ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b
}

/** The first combinations, in order. */
function product(lists: readonly (readonly string[])[], max: number): string[][] {
  let made: string[][] = [[]]
  for (const list of lists) made = made.flatMap((head) => list.map((value) => [...head, value])).slice(0, max)
  return made
}

function notesOf(item: MatrixItem, variants: readonly MatrixVariant[], axes: readonly GridAxis[]): string[] {
  const [across, down, ...further] = axes
  const left = (count: number, max: number, what: string) =>
    count > max ? [`${count - max} more ${what} are not shown`] : []
  const unused = axesOf(item, variants).flatMap(({ name, idle, unused: values }) =>
    idle
      ? [`no variant has ${name}`]
      : values.length > 0
        ? [`no variant has ${name} ${values.slice(0, 20).join(', ')}`]
        : [],
  )
  return [
    ...left(across?.values.length ?? 0, COLUMNS_MAX, 'columns'),
    ...left(down?.values.length ?? 0, ROWS_MAX, 'rows'),
    ...left(
      further.reduce((count, { values }) => count * values.length, 1),
      TABLES_MAX,
      'tables',
    ),
    ...unused,
  ]
}

/** What stands in a cell, for people. */
export function cellText({ state, codes }: GridCell): string {
  if (state === 'hole') return '(hole)'
  if (state === 'covered') return '-'
  if (state === 'without') return codes.length > 0 ? `${codes.join(' + ')} + NO CODE` : 'NO CODE'
  if (codes.length === 0) return '(needs none)'
  return state === 'blocked' ? `! ${codes.join(' + ')}` : codes.join(' + ')
}

/** What the words in the cells mean. */
export const GRID_LEGEND = [
  '(hole): no such variant.  NO CODE: the variant has none.  any: stands for any value.',
  '-: no variant of its own is needed.  ! before a code: the variant is kept back by an error.',
]
