import { cellText, type Grid, type GridTable } from './codes-grid.ts'
import { cutTo, displayWidth, padTo } from './display-width.ts'
import { printable } from './printable.ts'

const WIDTH = 100
const GAP = '  '
const CELL_MAX = 28

/** A grid for a terminal, never wider than 100 columns: wide ones go on below, long cells are cut and said to be. */
export function gridText(grid: Grid): string {
  const name = [grid.item.sku || grid.item.key, grid.item.name].filter(Boolean).join('  ')
  let cuts = 0
  const fit = (text: string) => {
    const plain = printable(text)
    if (displayWidth(plain) > CELL_MAX) cuts += 1
    return cutTo(plain, CELL_MAX)
  }
  const tables = grid.tables.flatMap((table) => tableLines(grid, table, fit))
  const notes = [
    ...grid.notes,
    ...(cuts > 0 ? [`${cuts} long cells are cut; the whole codes are in the other reports`] : []),
  ]
  const lines = [name, ...tables, ...notes.map((note) => `  note  ${note}`)]
  return lines.map((line) => cutTo(printable(line), WIDTH).trimEnd()).join('\n')
}

function tableLines(grid: Grid, table: GridTable, fit: (text: string) => string): string[] {
  const corner = grid.down === null ? grid.across : `${grid.down} / ${grid.across}`
  const names = [corner, ...table.rows.map((row) => row.name)].map(fit)
  const nameWidth = Math.max(...names.map(displayWidth))
  const columns = grid.columns.map((title, i) => [title, ...table.rows.map((row) => cellText(row.cells[i]!))].map(fit))
  const title = table.title === null ? [] : [`  ${table.title}`]
  const blocks = blocksOf(
    columns.map((cells) => Math.max(...cells.map(displayWidth))),
    WIDTH - 2 - nameWidth,
  )
  return [
    ...title,
    ...blocks.flatMap((block, at) => [
      ...(at === 0 ? [] : ['  ... going on:']),
      ...names.map((name, line) => {
        const cells = block.map(({ index, width }) => padTo(columns[index]![line]!, width))
        return `  ${[padTo(name, nameWidth), ...cells].join(GAP)}`
      }),
    ]),
  ]
}

/** Columns that fit beside each other, in as many blocks as it takes. */
function blocksOf(widths: readonly number[], room: number): { index: number; width: number }[][] {
  const blocks: { index: number; width: number }[][] = [[]]
  let used = 0
  widths.forEach((width, index) => {
    const needed = GAP.length + width
    if (used + needed > room && blocks.at(-1)!.length > 0) {
      blocks.push([])
      used = 0
    }
    blocks.at(-1)!.push({ index, width })
    used += needed
  })
  return blocks
}
