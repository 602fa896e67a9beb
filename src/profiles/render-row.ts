import type { OutColumn } from '../config/format.ts'
import type { Dialect } from '../csv/dialect.ts'
import { encodeCell } from '../csv/encode-cell.ts'
import { UsageError } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'
import type { Field, FieldValue } from './fields.ts'
import { type CellContext, type CellWriter, cellWriter, columnName } from './render-cell.ts'

/** What rendering must know beside the format. `format.dialect` wins over `dialect`. */
export interface RenderContext {
  dialect: Dialect
  timeZone: string
  /** Running number of the file; null when it has none. */
  seq: number | null
}

/** How a record is named in findings: "order 1001", and its key over time. */
export interface RecordName {
  title: string
  key: string
}

/** Columns made ready: one row of cells per record, and all problems of the row at once. */
export interface RowWriter<Row> {
  header: string[]
  write(row: Row, currency: string, name: RecordName): { cells: string[]; findings: Finding[] }
}

interface ReadyColumn<Row> {
  column: OutColumn
  value: (row: Row) => FieldValue
  cell: CellWriter
}

type FieldTable<Row> = Record<string, Field & { value: (row: Row) => FieldValue }>

/** Prepares columns against a table of fields. Throws UsageError for an unknown field or a header that cannot be written. */
export function rowWriter<Row>(
  columns: readonly OutColumn[],
  fields: FieldTable<Row>,
  context: CellContext,
): RowWriter<Row> {
  const ready = columns.map((column) => readyColumn(column, fields, context))
  return {
    header: columns.map((column) => headerText(column, context.dialect)),
    write(row, currency, name) {
      const findings: Finding[] = []
      const cells = ready.map(({ column, value, cell }) => {
        const written = cell(value(row), currency)
        if ('text' in written) return written.text
        const { code, ...problem } = written.problem
        const found = `${name.title}: ${problem.found}`
        findings.push(finding(code, { ...problem, found, column: columnName(column), key: name.key }))
        return ''
      })
      return { cells, findings }
    },
  }
}

/** The context of cells for a format: its own dialect, or the partner's. */
export function cellContext(
  format: { dialect?: Dialect | undefined; decimal: '.' | ',' },
  context: RenderContext,
): CellContext {
  return { dialect: format.dialect ?? context.dialect, decimal: format.decimal, timeZone: context.timeZone }
}

function readyColumn<Row>(column: OutColumn, fields: FieldTable<Row>, context: CellContext): ReadyColumn<Row> {
  if (column.from === undefined) {
    const text = column.text ?? ''
    return { column, value: () => text, cell: cellWriter(column, null, context) }
  }
  const field = Object.hasOwn(fields, column.from) ? fields[column.from] : undefined
  if (!field) throw new UsageError(`the column "${columnName(column)}": there is no field ${column.from} in such rows`)
  return { column, value: field.value, cell: cellWriter(column, field, context) }
}

function headerText(column: OutColumn, dialect: Dialect): string {
  const encoded = encodeCell(column.header, dialect)
  if ('text' in encoded) return encoded.text
  throw new UsageError(
    `the column name "${column.header}" cannot be written in ${dialect.encoding}: ${JSON.stringify(encoded.found)}`,
  )
}
