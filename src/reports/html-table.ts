import { type Html, html } from './html.ts'

/** A column of a table of examples. */
export interface ExampleColumn<T> {
  title: string
  /** Numbers stand at the right. */
  number?: boolean
  cell: (one: T) => Html | string | number | null
}

/** A table without the columns that would be blank from top to bottom; nothing where all would. */
export function exampleTable<T>(columns: readonly ExampleColumn<T>[], rows: readonly T[]): Html | string {
  const filled = columns.filter((column) => rows.some((row) => !isBlank(column.cell(row))))
  if (filled.length === 0) return ''
  return html`<div class="wide"><table>
<thead><tr>${filled.map(({ title, number }) => (number ? html`<th class="n" scope="col">${title}</th>` : html`<th scope="col">${title}</th>`))}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${filled.map(({ number, cell }) => (number ? html`<td class="n">${cell(row)}</td>` : html`<td>${cell(row)}</td>`))}</tr>\n`)}</tbody>
</table></div>`
}

function isBlank(cell: Html | string | number | null): boolean {
  return cell === null || cell === ''
}
