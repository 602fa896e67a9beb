import { CATALOGUE_FIELDS, type Field, ORDER_FIELDS } from './fields.ts'

/** docs/fields.md: what a column of a written file can hold, printed from the table of fields. */
export function fieldsReference(): string {
  return `# Fields of written files

<!-- Printed from src/profiles/fields.ts by \`npm run docs\`; do not edit by hand. -->

A column of an order or catalogue file says what it holds: \`{ header: CODE, from: line.code }\`, or a fixed text:
\`{ header: TYPE, text: "01" }\`. How a value is written (decimal sign, decimals, date pattern, length, what stands for
yes and no) is said at the column, else at the flow, else it follows from the type below; every key stands in
[config.md](config.md).

| type | how it is written when nothing is said |
| --- | --- |
${Object.entries(TYPES)
  .map(([type, text]) => `| ${type} | ${text} |`)
  .join('\n')}

Fields marked *exact* identify something. They are never cut: one that is longer than \`maxLength\` rejects its row's order
or article, whatever \`overLength\` says.

## Order files

\`order\` and \`customer\` fields can stand in every row, \`line\` fields in rows of order lines, \`payment\` fields in rows of
payments. In the \`lines\` layout the payments of an order are reached as \`payment1\` to \`payment4\`.

${fieldTable(ORDER_FIELDS)}

## Catalogue files

One row per variant.

${fieldTable(CATALOGUE_FIELDS)}
`
}

const TYPES: Record<Field['type'], string> = {
  text: 'as it is, without blanks around it',
  quantity: 'whole pieces, or with `decimals`; a fraction that does not fit rejects the order',
  money: "with the currency's own decimals; never rounded",
  price: 'price per piece with 4 decimals, or rounded to `decimals`',
  rate: 'percent with as few decimals as it needs: `25`, `5.5`',
  date: '`yyyy-MM-dd HH:mm:ss` in the time zone of the partner, or `pattern`',
  number: 'a whole number',
  flag: '`1` and `0`',
}

function fieldTable(fields: Record<string, Field>): string {
  const rows = Object.entries(fields).map(
    ([name, field]) =>
      `| \`${name}\` | ${field.type}${field.exact ? ', *exact*' : ''} | ${field.scope} | ${field.about.replaceAll('|', '\\|')} |`,
  )
  return ['| field | type | rows of | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n')
}
