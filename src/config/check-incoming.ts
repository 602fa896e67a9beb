import { isDateForm, isDayForm, namePlaces } from './file-names.ts'
import type { InFormat } from './format.ts'
import type { PartnerConfig } from './partner.ts'
import type { Path } from './schema-tree.ts'
import { nearest } from './suggest.ts'
import { ask, checkPattern, conflict, namesLocations, ourLocations, type Trouble, unknownName } from './trouble.ts'

/** Checks one incoming format (stock, items, a shop's generic file): header or positions, numbers, footer. */
export function checkIncoming(format: InFormat & { file?: string | undefined }, path: Path): Trouble[] {
  const troubles = format.footer ? checkFooter(format.footer, [...path, 'footer']) : []
  const headless = format.records ? '`records`' : format.headerRow === 'none' ? '`headerRow: none`' : null
  for (const [field, column] of Object.entries(format.columns)) {
    const at = [...path, 'columns', field]
    if (headless && column.header)
      troubles.push(
        conflict([...at, 'header'], `with ${headless} there are no column names`, 'write `position:` with its number', [
          [...path, headless === '`records`' ? 'records' : 'headerRow'],
        ]),
      )
    const decimal = column.decimal ?? format.decimal
    if (column.thousands !== undefined && column.thousands === decimal)
      troubles.push(
        conflict(
          [...at, 'thousands'],
          `the thousands sign and the decimal sign of "${field}" are both "${decimal}"`,
          'change one of the two; the decimal sign is `.` unless said otherwise',
          [
            [...path, 'decimal'],
            [...at, 'decimal'],
          ],
        ),
      )
    if (column.pattern !== undefined && !isDayForm(column.pattern))
      troubles.push(badDateForm(column.pattern, [...at, 'pattern']))
  }
  if (format.records?.header && !isDayForm(format.records.header.pattern))
    troubles.push(badDateForm(format.records.header.pattern, [...path, 'records', 'header', 'pattern']))
  if (headless && format.locationColumns)
    troubles.push(
      conflict([...path, 'locationColumns'], `with ${headless} there are no column names to tell locations by`),
    )
  troubles.push(...checkSameColumn(format, path))
  if (format.file !== undefined) troubles.push(...checkIncomingName(format.file, [...path, 'file']))
  return troubles
}

/** Fields that are told from all others: a column cannot be the quantity and something else as well. */
const ALONE = ['quantity', 'location', 'asOf']

/** Two fields, or two locations, that are read from one column. A code may be the barcode as well. */
function checkSameColumn(format: InFormat, path: Path): Trouble[] {
  const fields = Object.entries(format.columns).map(([name, column]) => ({
    name,
    at: [...path, 'columns', name],
    alone: ALONE.includes(name),
    ...column,
  }))
  const levels = Object.entries(format.locationColumns ?? {}).map(([name, header]) => ({
    name,
    at: [...path, 'locationColumns', name],
    alone: true,
    header,
    position: undefined,
  }))
  const all = [...fields, ...levels]
  return all.flatMap((column, i) => {
    const other = all.slice(0, i).find((one) => (one.alone || column.alone) && isSameColumn(one, column))
    if (!other) return []
    const message = `"${other.name}" and "${column.name}" are read from the same column`
    return [conflict(column.at, message, 'name another column for one of the two', [other.at])]
  })
}

type Source = Pick<InFormat['columns'][string], 'header' | 'position'>

/** The spelling that counts first in one is known to the other. */
function isSameColumn(a: Source, b: Source): boolean {
  if (a.position !== undefined || b.position !== undefined) return a.position === b.position
  const [first, second] = [a, b].map(({ header }) => (header ?? []).map(foldName))
  if (!first?.length || !second?.length) return false
  return first.every((name) => second.includes(name)) || second.every((name) => first.includes(name))
}

/** As columns are found: without case, spaces and punctuation. */
function foldName(name: string): string {
  const letters = name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
  return letters === '' ? name.trim() : letters
}

function checkFooter(footer: NonNullable<InFormat['footer']>, path: Path): Trouble[] {
  const troubles = checkPattern(footer.match, [...path, 'match'], '')
  if (troubles.length === 0 && footer.counts && new RegExp(`${footer.match}|`).exec('')!.length < 2)
    troubles.push(
      conflict(
        [...path, 'counts'],
        'the expression has no group that could be the number of rows',
        'put (\\d+) in `match`',
        [[...path, 'match']],
      ),
    )
  return troubles
}

export function badDateForm(form: string, path: Path): Trouble {
  return {
    path,
    at: 'value',
    code: 'TB0103',
    message: `"${form}" is no form of a date or time`,
    suggestion: 'use yyyy or yy, MM, dd, HH, mm, ss, each once, and signs: dd-MM-yyyy HH:mm',
    found: form,
    expected: 'yyyy yy MM dd HH mm ss',
  }
}

const IN_PLACES = ['date', 'time', 'seq', 'partner']

function checkIncomingName(name: string, path: Path): Trouble[] {
  return checkPlaces(name, path, IN_PLACES)
}

/** Judges the braces of a file name. */
export function checkPlaces(name: string, path: Path, known: readonly string[]): Trouble[] {
  const key = String(path.at(-1))
  const bad = (message: string, suggestion?: string): Trouble => ({
    path,
    at: 'value',
    code: 'TB0103',
    message,
    suggestion,
    found: name,
    expected: known.map((k) => `{${k}}`).join(' '),
  })
  const { places, unbalanced } = namePlaces(name)
  const troubles: Trouble[] = []
  if (unbalanced) troubles.push(bad(`a brace in "${key}" is not closed or not opened`))
  if (/[\\/]/.test(name.replace(/\{[^{}]*\}/g, '')))
    troubles.push(bad(`"${key}" is a name without a path`, 'put the path into `folder`'))
  for (const place of places) {
    if (!known.includes(place.name)) {
      const near = nearest(place.name, known)
      troubles.push(
        bad(
          `unknown place ${place.text} in "${key}"`,
          near ? `did you mean {${near}}?` : `known: ${known.map((k) => `{${k}}`).join(' ')}`,
        ),
      )
    } else if ((place.name === 'date' || place.name === 'time') && place.form !== null && !isDateForm(place.form))
      troubles.push(badDateForm(place.form, path))
    else if (place.name === 'seq' && place.form !== null && !/^\d{1,2}$/.test(place.form))
      troubles.push(bad(`${place.text} needs a number of digits`, 'write {seq:4}'))
  }
  return troubles
}

/** Checks what only stock files have: quantities, locations, the as-of. */
export function checkStock(partner: PartnerConfig): Trouble[] {
  const stock = partner.stock!
  const troubles: Trouble[] = []
  const at = (...rest: (string | number)[]) => ['stock', ...rest]
  const { code, item, quantity, location } = stock.columns
  if (!code && !item) troubles.push(ask('partner', 'stock.columns.code', at('columns', 'code')))
  if (!quantity && !stock.locationColumns)
    troubles.push(ask('partner', 'stock.columns.quantity', at('columns', 'quantity')))
  for (const [field, column] of [
    ['quantity', quantity],
    ['location', location],
  ] as const) {
    if (stock.locationColumns && column && (column.header || column.position))
      troubles.push(
        conflict(
          at('columns', field),
          `with \`locationColumns\` there is one quantity column per location, and no column "${field}"`,
          field === 'quantity' ? 'keep only its number habits, with `default: ""`' : 'remove it',
          [at('locationColumns')],
        ),
      )
  }
  if (namesLocations(stock) && !stock.locationColumns && partner.locations === undefined)
    troubles.push(ask('partner', 'locations', ['locations'], 'The stock file names locations.'))
  if (partner.locations !== undefined && !location && !namesLocations(stock))
    troubles.push(
      conflict(
        ['locations'],
        stock.locationColumns
          ? 'with `locationColumns` the stock file says no words for locations, so this list is never looked at'
          : 'nothing in the stock file says where its stock lies, so this list is never looked at',
        stock.locationColumns ? 'remove the list' : 'add a column `location` to `stock.columns`, or remove the list',
        [['stock', 'columns']],
      ),
    )
  troubles.push(...checkAsOf(stock))
  const known = ourLocations(partner)
  if (known)
    for (const name of Object.keys(stock.buffer))
      if (!known.includes(name))
        troubles.push({ ...unknownName('location', name, at('buffer', name), known), at: 'key' })
  return troubles
}

function checkAsOf(stock: NonNullable<PartnerConfig['stock']>): Trouble[] {
  const path = ['stock', 'asOf', 'from']
  const from = stock.asOf.from
  const inName = namePlaces(stock.file).places.some((place) => place.name === 'date')
  if (from === 'fileName' && !inName)
    return [
      conflict(path, 'the name of the stock file says no date', 'write {date:yyyyMMdd} into `file`', [
        ['stock', 'file'],
      ]),
    ]
  if (from === 'header' && stock.records?.header?.date === undefined)
    return [
      conflict(path, 'no header record says a date', 'write `records: { header: { is: H, date: 2 } }`', [
        ['stock', 'records'],
      ]),
    ]
  if (from === 'column' && !stock.columns.asOf)
    return [conflict(path, 'there is no column `asOf`', 'add it to `columns`', [['stock', 'columns']])]
  return []
}
