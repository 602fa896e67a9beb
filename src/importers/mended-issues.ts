import { dirname, join, resolve } from 'node:path'
import type { StockConfig } from '../config/partner.ts'
import type { Dialect } from '../csv/dialect.ts'
import type { Finding } from '../model/findings.ts'
import { cutFormat } from '../profiles/read-format.ts'
import type { StockBatch } from '../profiles/stock.ts'
import type { IssueScope } from '../store/issues.ts'
import type { InboundFileRow } from '../store/schema.ts'
import { mendedCodes, takenSourceLines } from '../store/stock-part.ts'
import { type FlowContext, partnerOf } from '../workspace/context.ts'
import { ownCellsOf } from './mended-cells.ts'
import { namedLines, rowTest } from './mended-rows.ts'
import { mendedShape } from './mended-shape.ts'

/**
 * Rows of the source whose trouble has no code to name it by (TB1007 where no code can be read), by finding code: one
 * issue stands for all of them, and it ends when the last of them is mended.
 */
export type UnnamedRows = Map<string, Set<number>>

/** Adds the rows of a batch of the source. */
export function addUnnamed(unnamed: UnnamedRows, { findings, rejected }: StockBatch): void {
  const lines = new Set(rejected)
  for (const { code, row } of findings.filter((found) => isUnnamed(found, lines)))
    unnamed.set(code, (unnamed.get(code) ?? new Set()).add(row!))
}

function isUnnamed({ key, row, severity }: Finding, rejected: ReadonlySet<number>): boolean {
  return (key ?? '') === '' && severity !== 'info' && row !== null && rejected.has(row)
}

/** Takes away the rows that earlier parts have mended. */
export async function withoutMended(
  context: FlowContext,
  unnamed: UnnamedRows,
  parts: readonly InboundFileRow[],
): Promise<void> {
  if (unnamed.size === 0) return
  const { stock, dialect } = partnerOf(context)
  for (const part of parts) {
    const path = resolve(context.root, part.path)
    const named = await linesIn(path, stock!, stock!.dialect ?? dialect)
    const left = await linesIn(join(dirname(path), 'rejected.csv'), stock!, stock!.dialect ?? dialect)
    for (const lines of unnamed.values()) for (const line of named) if (!left.has(line)) lines.delete(line)
  }
}

/** Lines of the source that a part names; none where its bytes are not kept any more. */
async function linesIn(path: string, stock: StockConfig, dialect: Dialect): Promise<Set<number>> {
  const lines = new Set<number>()
  try {
    const shape = await mendedShape(path, stock, dialect)
    if (!shape) return lines
    const isRow = rowTest(stock)
    for await (const { rows, lines: at } of cutFormat(path, stock, shape.dialect).batches()) {
      const owns = rows.map((row, i) => (isRow(row, at[i]!) ? ownCellsOf(row, shape.columns) : null))
      for (const line of namedLines(owns)) lines.add(line)
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
  }
  return lines
}

/** Which open issues a part has a word about, after compareStock. */
export async function settledBy(
  { store }: FlowContext,
  codeAt: number,
  unnamed: UnnamedRows,
): Promise<NonNullable<IssueScope['settles']>> {
  const codes = await mendedCodes(store, codeAt)
  const taken = new Set(await takenSourceLines(store))
  return ({ code, key }) =>
    key === '' ? [...(unnamed.get(code) ?? [-1])].every((line) => taken.has(line)) : codes.has(key)
}
