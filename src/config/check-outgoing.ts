import { badDateForm, checkPlaces } from './check-incoming.ts'
import { isDateForm, namePlaces } from './file-names.ts'
import type { DialectConfig, OutColumn } from './format.ts'
import type { PartnerConfig } from './partner.ts'
import type { Path } from './schema-tree.ts'
import { nearest } from './suggest.ts'
import { ask, conflict, type Trouble } from './trouble.ts'

const OUT_PLACES = ['date', 'time', 'seq', 'order', 'partner']
const NUMBER_PLACES = ['number', 'digits', 'key', 'shop']

/** Checks the order flow of a partner: names, layouts, money. */
export function checkOrders(partner: PartnerConfig): Trouble[] {
  const orders = partner.orders!
  const troubles = checkPlaces(orders.file, ['orders', 'file'], OUT_PLACES)
  if (orders.linesFile !== undefined)
    troubles.push(...checkPlaces(orders.linesFile, ['orders', 'linesFile'], OUT_PLACES))
  troubles.push(...checkNumber(orders.number), ...checkOrdersPerFile(orders), ...checkLayout(orders))
  if (orders.document === 'sale') {
    if (partner.prices === undefined) troubles.push(ask('partner', 'prices', ['prices'], 'A sale carries amounts.'))
    if (Object.keys(orders.tenders).length === 0) troubles.push(ask('partner', 'orders.tenders', ['orders', 'tenders']))
  }
  const dialect = orders.dialect ?? partner.dialect
  for (const key of ['columns', 'lineColumns', 'paymentColumns'] as const)
    troubles.push(...checkColumns(orders[key], ['orders', key], dialect, orders.decimal))
  return troubles
}

function checkNumber(number: string): Trouble[] {
  const path = ['orders', 'number']
  const { places, unbalanced } = namePlaces(number)
  const bad = (message: string, suggestion?: string): Trouble => ({
    path,
    at: 'value',
    code: 'TB0103',
    message,
    suggestion,
    found: number,
    expected: NUMBER_PLACES.map((p) => `{${p}}`).join(' '),
  })
  const troubles: Trouble[] = []
  if (unbalanced) troubles.push(bad('a brace in "number" is not closed or not opened'))
  for (const place of places) {
    if (NUMBER_PLACES.includes(place.name)) continue
    const near = nearest(place.name, NUMBER_PLACES)
    troubles.push(
      bad(
        `unknown place ${place.text} in "number"`,
        near ? `did you mean {${near}}?` : `known: ${NUMBER_PLACES.map((p) => `{${p}}`).join(' ')}`,
      ),
    )
  }
  if (troubles.length === 0 && !places.some((place) => place.name !== 'shop'))
    troubles.push(bad('every order would get the same document number', 'write {number} or {digits}'))
  return troubles
}

function checkOrdersPerFile(orders: NonNullable<PartnerConfig['orders']>): Trouble[] {
  const path = ['orders', 'ordersPerFile']
  const names = orders.layout === 'two-files' && orders.linesFile ? ['file', 'linesFile'] : ['file']
  return names.flatMap((key) => {
    const { places } = namePlaces(key === 'file' ? orders.file : orders.linesFile!)
    const has = new Set(places.map((place) => place.name))
    const daysAndTimes = places.some(({ name, form }) => name === 'date' && /HH/.test(form ?? ''))
    const at = ['orders', key]
    if (orders.ordersPerFile === 'n' && has.has('order'))
      return [
        conflict(
          at,
          `{order} in "${key}" names one order, and a file holds several`,
          'write {seq:4}, or `ordersPerFile: 1`',
          [path],
        ),
      ]
    const distinct = has.has('seq') || has.has('order') || daysAndTimes || (has.has('date') && has.has('time'))
    if (orders.ordersPerFile === 1 && !distinct && !orders.waitUntilCollected)
      return [
        conflict(at, 'with `ordersPerFile: 1` two orders would get the same file name', 'add {seq:4} or {order}', [
          path,
        ]),
      ]
    return []
  })
}

function checkLayout(orders: NonNullable<PartnerConfig['orders']>): Trouble[] {
  const troubles: Trouble[] = []
  const unused = (key: 'linesFile' | 'lineColumns' | 'paymentColumns', layouts: string) =>
    troubles.push(
      conflict(['orders', key], `"${key}" is used only with \`layout: ${layouts}\``, undefined, [['orders', 'layout']]),
    )
  if (orders.columns.length === 0) troubles.push(ask('partner', 'orders.columns', ['orders', 'columns']))
  if (orders.layout !== 'lines' && orders.lineColumns.length === 0)
    troubles.push(ask('partner', 'orders.lineColumns', ['orders', 'lineColumns']))
  if (orders.layout === 'two-files' && orders.linesFile === undefined)
    troubles.push(ask('partner', 'orders.linesFile', ['orders', 'linesFile']))
  if (orders.layout === 'two-files' && orders.linesFile === orders.file)
    troubles.push(
      conflict(['orders', 'linesFile'], 'both files would have the same name', undefined, [['orders', 'file']]),
    )
  if (orders.layout !== 'two-files' && orders.linesFile !== undefined) unused('linesFile', 'two-files')
  if (orders.layout === 'lines' && orders.lineColumns.length > 0) unused('lineColumns', 'header-and-lines')
  if (orders.layout !== 'header-and-lines' && orders.paymentColumns.length > 0)
    unused('paymentColumns', 'header-and-lines')
  return troubles
}

/** Checks the catalogue flow of a partner. */
export function checkCatalogue(partner: PartnerConfig): Trouble[] {
  const catalogue = partner.catalogue!
  const troubles = checkPlaces(catalogue.file, ['catalogue', 'file'], ['date', 'time', 'seq', 'partner'])
  const priced = catalogue.columns.some((column) => /price/i.test(column.from ?? ''))
  if (priced && partner.prices === undefined)
    troubles.push(ask('partner', 'prices', ['prices'], 'The catalogue carries prices.'))
  const dialect = catalogue.dialect ?? partner.dialect
  for (const key of ['columns', 'itemColumns'] as const)
    troubles.push(...checkColumns(catalogue[key], ['catalogue', key], dialect, catalogue.decimal))
  return [...troubles, ...checkShape(catalogue)]
}

function checkShape({ shape, columns, itemColumns, headerLine }: NonNullable<PartnerConfig['catalogue']>): Trouble[] {
  const at = ['catalogue', 'itemColumns']
  if (shape === 'item-and-variants') {
    if (itemColumns.length === 0) return [ask('partner', 'catalogue.itemColumns', at)]
    if (!headerLine || itemColumns.length === columns.length) return []
    const message = `the rows of items have ${itemColumns.length} columns, and the header line ${columns.length}`
    return [conflict(at, message, "fill up with `text: ''`, or write `headerLine: no`", [['catalogue', 'columns']])]
  }
  if (itemColumns.length > 0)
    return [
      conflict(at, '"itemColumns" is used only with `shape: item-and-variants`', 'remove it', [['catalogue', 'shape']]),
    ]
  if (shape !== 'columns') return []
  const has = (...fields: string[]) => columns.some(({ from }) => fields.includes(from ?? ''))
  const missing = [
    ...(has('item.sku', 'item.key') ? [] : ['item.sku']),
    ...['variant.colour', 'variant.size'].filter((field) => !has(field)),
  ]
  if (missing.length === 0) return []
  const message = `with \`shape: columns\` the till knows a variant by item, colour and size; ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} in no column`
  return [
    conflict(['catalogue', 'shape'], message, `add { header: NAME, from: ${missing[0]} }`, [['catalogue', 'columns']]),
  ]
}

function checkColumns(columns: readonly OutColumn[], path: Path, dialect: DialectConfig, decimal: string): Trouble[] {
  return columns.flatMap((column, i) => {
    const troubles: Trouble[] = []
    const at = [...path, i]
    if (column.pattern !== undefined && !isDateForm(column.pattern))
      troubles.push(badDateForm(column.pattern, [...at, 'pattern']))
    const sign = column.decimal ?? decimal
    const numeric = column.type === 'money' || column.type === 'price' || column.type === 'rate'
    if (numeric && dialect.quoting === 'never' && dialect.delimiter === sign && column.decimals !== 0)
      troubles.push(
        conflict(at, `the decimal sign "${sign}" is also the delimiter, and \`quoting: never\` cannot keep them apart`),
      )
    if (column.maxLength !== undefined && column.pad && column.pad.length > column.maxLength)
      troubles.push(
        conflict([...at, 'pad'], `filled to ${column.pad.length}, but at most ${column.maxLength} are taken`),
      )
    return troubles
  })
}
