import { PARTNER_QUESTIONS } from '../config/questions.ts'
import { offerAsOfColumn, writeAsOf } from './draft-as-of.ts'
import { decimalOf, writeColumns } from './draft-columns.ts'
import type { DraftColumn } from './draft-fields.ts'
import { type DraftFile, duplicateRows } from './draft-file.ts'
import { writeFolder } from './draft-folder.ts'
import { type DraftName, draftName } from './draft-name.ts'
import { writeOrderColumns } from './draft-orders.ts'
import { asOfHeader, writeRecords } from './draft-records.ts'
import { fieldsOfName, meansFree, ownLocation } from './draft-words.ts'
import { plural, shown, type YamlLines, yamlList, yamlText } from './draft-yaml.ts'
import { normaliseName } from './header.ts'

/** Writes `dialect:` as the bytes show it; what they leave open is said. */
export function writeDialect(yaml: YamlLines, indent: number, draft: DraftFile): void {
  const { sniffed, dialect } = draft
  yaml.add(indent, 'dialect', null)
  const at = indent + 2
  yaml.add(at, 'encoding', dialect.encoding, encodingComment(draft))
  if (!sniffed.encodingCertain) {
    for (const { encoding, sample } of sniffed.candidates)
      yaml.say(at, `  ${encoding.padEnd(13)}${sample.slice(0, 1).map(shown).join(' ')}`)
    yaml.question(`In which code page does the till write? "${dialect.encoding}" looks right for ${draft.name}.`)
  } else if (sniffed.ascii)
    yaml.question(
      'In which code page does the till write letters such as æ, ø, å, ä, ö, ü, é? The file has none of them.',
    )
  yaml.add(at, 'delimiter', dialect.delimiter === '\t' ? 'tab' : JSON.stringify(dialect.delimiter))
  if (draft.strayQuotes) yaml.add(at, 'quoting', 'never', 'quotes stand in the middle of cells')
  else if (draft.allQuoted) yaml.add(at, 'quoting', 'always', 'every cell is quoted')
  else if (!sniffed.quoted && !draft.wrapped)
    yaml.say(at, 'quoting: minimal   no quotes seen; `never` when the till splits blindly at the delimiter')
  yaml.add(at, 'newline', dialect.newline, sniffed.newline === undefined ? 'no line end seen' : null)
  if (dialect.bom) yaml.add(at, 'bom', 'yes')
}

function encodingComment({ sniffed }: DraftFile): string | null {
  if (sniffed.bom) return 'told by the byte order mark'
  if (!sniffed.encodingCertain) return 'a guess; the file in each code page:'
  return sniffed.ascii
    ? 'no letter beyond a-z seen, so this is open; a wrong one refuses the file, it is never misread'
    : null
}

function sameDialect(a: DraftFile, b: DraftFile): boolean {
  return JSON.stringify([a.dialect, a.allQuoted]) === JSON.stringify([b.dialect, b.allQuoted])
}

const STOCK_FIELDS = ['code', 'quantity', 'location', 'barcode']

/** Writes `stock:` (and `locations:` above it) from one or several stock files; the one with the most rows counts. */
export async function writeStock(
  yaml: YamlLines,
  drafts: readonly DraftFile[],
  first: DraftFile,
  notes: string[],
): Promise<void> {
  const draft = largest(drafts)
  writeLocations(yaml, draft)
  askCodes(yaml, draft)
  yaml.say(0, '')
  yaml.add(0, 'stock', null)
  const name = writeFileName(yaml, drafts)
  askMandatory(yaml, draft)
  if (draft !== first && !sameDialect(draft, first)) writeDialect(yaml, 2, draft)
  writeAsOf(yaml, draft, name)
  writeLayout(yaml, draft)
  const used = writeColumns(yaml, draft, STOCK_FIELDS, () => offerAsOfColumn(yaml, draft))
  writeIgnored(yaml, draft, used)
  askFilter(yaml, draft)
  await writeDuplicates(yaml, draft, notes)
}

/** Writes `items:` from the till's own item list. */
export function writeItems(yaml: YamlLines, drafts: readonly DraftFile[], first: DraftFile): void {
  const draft = largest(drafts)
  yaml.say(0, '')
  yaml.add(0, 'items', null)
  writeFileName(yaml, drafts)
  if (draft !== first && !sameDialect(draft, first)) writeDialect(yaml, 2, draft)
  writeLayout(yaml, draft)
  const used = writeColumns(yaml, draft, ['code', 'item', 'name', 'barcode', 'colour', 'size', 'price'])
  writeIgnored(yaml, draft, used)
}

/** Writes `orders:` from a sample of what the till reads; columns nobody recognised are left blank and said. */
export function writeOrders(yaml: YamlLines, drafts: readonly DraftFile[], first: DraftFile): void {
  const draft = largest(drafts)
  yaml.say(0, '')
  yaml.add(0, 'orders', null)
  writeFileName(yaml, drafts)
  yaml.ask(2, 'document', PARTNER_QUESTIONS['orders.document']!.ask, 'sale or stock')
  yaml.ask(2, 'ordersFrom', PARTNER_QUESTIONS['orders.ordersFrom']!.ask, 'YYYY-MM-DD')
  yaml.ask(2, 'tenders', PARTNER_QUESTIONS['orders.tenders']!.ask, 'only for sale: { stripe: CARD }')
  if (draft !== first && !sameDialect(draft, first)) writeDialect(yaml, 2, draft)
  const decimal = decimalOf(draft.columns)
  if (decimal) yaml.add(2, 'decimal', JSON.stringify(decimal))
  if (draft.layout.headerRow === null) yaml.add(2, 'headerLine', 'no', 'the sample has no column names')
  writeOrderColumns(yaml, draft)
}

/** The file that shows most. */
export function largest(drafts: readonly DraftFile[]): DraftFile {
  return drafts.reduce((best, draft) => (draft.rows > best.rows ? draft : best))
}

/** The pattern of the names; names that have nothing in common would take in every file of the folder. */
function writeFileName(yaml: YamlLines, drafts: readonly DraftFile[]): DraftName {
  const common = draftName(drafts.map((draft) => draft.name))
  const alien = common.pattern.startsWith('*')
  const name = alien ? draftName([largest(drafts).name]) : common
  if (alien) {
    const others = drafts.map((draft) => draft.name).filter((other) => other !== largest(drafts).name)
    yaml.say(2, `these have other names: ${others.join(', ')}`)
  }
  yaml.add(
    2,
    'file',
    yamlText(name.pattern),
    name.about.length > 0 ? `${name.about.join(', ')}; * would fit anything` : null,
  )
  writeFolder(yaml, largest(drafts).folder)
  return name
}

function askMandatory(yaml: YamlLines, draft: DraftFile): void {
  const quantity = draft.columns.find((column) => column.field === 'quantity')
  if (quantity?.name && meansFree(quantity.name))
    yaml.say(2, `the column is called ${shown(quantity.name)}, which sounds like free`)
  yaml.ask(2, 'quantityMeans', PARTNER_QUESTIONS['stock.quantityMeans']!.ask, 'onHand or free')
  yaml.ask(2, 'bookedWhen', PARTNER_QUESTIONS['stock.bookedWhen']!.ask, 'imported, billed or delivered')
  const levels = draft.columns.filter((column) => column.field === 'quantity' || column.location !== null)
  yaml.say(2, `${draft.name} ${zerosOf(levels)}`)
  yaml.ask(2, 'listsZeros', PARTNER_QUESTIONS['stock.listsZeros']!.ask, 'yes or no')
}

function zerosOf(levels: readonly DraftColumn[]): string {
  if (levels.some(({ facts }) => facts.zeros > 0)) return 'has rows with 0, so it seems to list them'
  const words = [...new Set(levels.flatMap(({ facts }) => facts.zeroWords))].slice(0, 3).map(shown)
  return words.length === 0 ? 'has no row with 0' : `has no row with 0, but ${words.join(', ')}, which may mean it`
}

function writeLayout(yaml: YamlLines, draft: DraftFile): void {
  const { layout, footer, sniffed, trailer } = draft
  const decimal = decimalOf(draft.columns)
  if (decimal) yaml.add(2, 'decimal', JSON.stringify(decimal))
  else {
    yaml.say(2, 'decimal: ?  no number shows the decimal sign; "." is taken')
    yaml.question('Which decimal sign does the till write, point or comma? The file shows only whole numbers.')
  }
  if (layout.records) writeRecords(yaml, draft)
  else if (layout.headerRow === null) yaml.add(2, 'headerRow', 'none', 'no column names seen')
  else if (layout.headerRow > 1)
    yaml.add(
      2,
      'headerRow',
      String(layout.headerRow),
      `above it: ${layout.titles.map((row) => shown(row.join(draft.dialect.delimiter))).join(', ') || 'blank lines'}`,
    )
  if (layout.ruleLine) yaml.say(2, 'lines made of dashes are passed over')
  if (footer) {
    yaml.add(2, 'footer', null, footer.shown.map(shown).join(', '))
    yaml.add(4, 'match', yamlText(footer.match))
    if (footer.counts) yaml.add(4, 'counts', 'yes', 'the number in it is that of the rows')
    yaml.say(4, 'required: yes   when the till always writes it: a file without it is then half a file')
  }
  const proven = footer !== null || trailer !== null
  if (!sniffed.lastNewline && !proven) {
    yaml.add(2, 'lastNewline', 'optional', 'the last line has no line end')
    yaml.question('Does the till never end the last line of the file, or was this file cut?')
  }
  if (sniffed.dosEndOfFile) yaml.say(2, 'the file ends with 0x1A, as DOS programs end text; it is passed over')
}

/** Columns that are known and not used, so that they are no news every time. */
function writeIgnored(yaml: YamlLines, draft: DraftFile, used: readonly DraftColumn[]): void {
  const rest = draft.columns.filter((column) => column.name !== null && !used.includes(column))
  if (rest.length === 0) return
  const meant = rest.flatMap(({ name }) =>
    fieldsOfName(name!)
      .slice(0, 1)
      .map(({ field }) => `${shown(name!)} a ${field}`),
  )
  yaml.add(
    2,
    'ignore',
    yamlList(rest.map((column) => column.name!)),
    meant.length > 0 ? `could be: ${meant.join(', ')}` : 'not used',
  )
}

/** A GTIN is the shop's barcode more often than its SKU, and has several spellings only there. */
function askCodes(yaml: YamlLines, draft: DraftFile): void {
  const code = draft.columns.find((column) => column.field === 'code')
  if (!code || code.facts.filled === 0 || code.facts.gtins < code.facts.filled) return
  yaml.ask(
    0,
    'codes',
    `Every code of ${draft.name} is a GTIN: does the shop carry it as its barcode or as its SKU?`,
    '{ from: [barcode] } or { from: [sku] }; until answered it is the SKU',
  )
}

/** A column that says whether stock is counted at all: a 0 of an article nobody counts is no stock. */
function askFilter(yaml: YamlLines, draft: DraftFile): void {
  const column = draft.columns.find((c) =>
    /^(?:trackinventory|managestock|lagerf.+|lagervare)$/.test(normaliseName(c.name ?? '')),
  )
  if (!column || column.facts.values.size < 2) return
  const words = [...column.facts.values].slice(0, 5)
  yaml.ask(
    2,
    'filter',
    `Which value of ${shown(column.name!)} says that stock is counted (${words.map(shown).join(', ')})? The 0 of other rows is no stock.`,
    `[{ header: ${yamlText(column.name!)}, is: ${yamlText(words[0]!)} }]`,
  )
}

const LOCATIONS_MAX = 200

function writeLocations(yaml: YamlLines, draft: DraftFile): void {
  const column = draft.columns.find((c) => c.field === 'location')
  const words = column ? [...column.facts.values] : (asOfHeader(draft)?.locationWords ?? [])
  if (words.length === 0) return
  if (words.length > LOCATIONS_MAX) {
    yaml.add(0, 'locations', 'open', `${words.length} different words; a closed list is safer`)
    return
  }
  yaml.add(0, 'locations', null, "the till's word to ours; the names on the right are yours to choose")
  for (const word of words.sort()) yaml.add(2, yamlText(word), yamlText(ownLocation(word)))
  yaml.question(
    `Are these all locations of the till: ${words.slice(0, 20).join(', ')}${words.length > 20 ? ', ...' : ''}?`,
  )
}

async function writeDuplicates(yaml: YamlLines, draft: DraftFile, notes: string[]): Promise<void> {
  if (draft.columns.some((column) => column.location !== null)) return
  const { same, different } = await duplicateRows(draft)
  if (same > 0) notes.push(`${draft.name}: ${plural(same, 'row')} exactly like another one; such rows are skipped.`)
  if (different === 0) return
  notes.push(
    `${draft.name}: ${plural(different, 'row')} with the code and location of another row, and another quantity.`,
  )
  yaml.ask(
    2,
    'duplicates',
    `The same code and location come more than once with different quantities (${plural(different, 'row')}): are they shelves to be added up, or is the last one right?`,
    'sum or last; until answered such rows are rejected',
  )
}
