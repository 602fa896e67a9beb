import { readSheet } from '../csv/sheet.ts'
import { FileRefused } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'
import type { PartnerItem } from '../model/records.ts'
import { readItems } from '../profiles/items.ts'
import type { CodeScope } from './code-scope.ts'
import { applyCodes, type PlannedCodes, planWithItems } from './codes-plan.ts'

/** What the till's own list of articles says of our variants. */
export interface CodesMatch extends PlannedCodes {
  /** Rows of the list, and those that could be read. */
  read: number
  items: PartnerItem[]
  /** What is wrong with the list. */
  listFindings: Finding[]
  /** Certain: the very code, the same GTIN, item and options, or the proven way the till forms its codes. */
  links: PlannedCodes['plan']['assigned']
}

/** Reads a till's item list (as its `items` section says, else by the names of its columns) and looks our variants up. */
export async function matchCodes(scope: CodeScope, path: string): Promise<CodesMatch> {
  const list = scope.partner.items ? await declaredList(scope, path) : await namedList(path)
  const planned = await planWithItems(scope, list.items)
  const codes = new Set(list.items.map(({ code }) => code))
  const links = planned.plan.assigned.filter(({ origin, code }) => origin === 'matched' || codes.has(code))
  return { ...planned, read: list.read, items: list.items, listFindings: list.findings, links }
}

/** Issues what is certain; suggestions wait for a person. Returns how many. */
export async function applyMatch(scope: CodeScope, match: CodesMatch, by: string): Promise<number> {
  const links = new Set(match.links)
  return applyCodes(scope, match, by, (code) => links.has(code))
}

interface ItemList {
  read: number
  items: PartnerItem[]
  findings: Finding[]
}

async function declaredList({ partner }: CodeScope, path: string): Promise<ItemList> {
  const list: ItemList = { read: 0, items: [], findings: [] }
  for await (const batch of readItems(path, partner).batches()) {
    list.read += batch.read
    list.items.push(...batch.items)
    list.findings.push(...batch.findings)
  }
  return { ...list, items: onceEach(list.items) }
}

const WORDS: Record<Exclude<keyof PartnerItem, 'price' | 'line'>, string[]> = {
  code: ['code', 'articleno', 'articlenumber', 'itemno', 'itemcode', 'plu', 'varenr', 'varenummer', 'artikelnr', 'sku'],
  item: ['item', 'style', 'model', 'parent', 'hovedvare', 'modelnr', 'stylenr'],
  name: ['name', 'title', 'text', 'description', 'varetekst', 'navn', 'bezeichnung', 'benämning', 'tekst'],
  barcode: ['barcode', 'ean', 'gtin', 'upc', 'ean13', 'stregkode', 'strekkode', 'strichcode'],
  colour: ['colour', 'color', 'farve', 'farge', 'färg', 'farbe', 'couleur', 'kleur'],
  size: ['size', 'størrelse', 'str', 'storlek', 'größe', 'taille', 'maat'],
}

/** A list nobody has declared: columns by their usual names. @throws FileRefused without a column of codes */
async function namedList(path: string): Promise<ItemList> {
  const sheet = await readSheet(path)
  const header = sheet.header.map((name) => name.toLowerCase().replace(/[\s_.-]+/g, ''))
  const places = Object.entries(WORDS).map(([field, words]) => [field, firstOf(header, words)] as const)
  const code = new Map(places).get('code')!
  if (code === -1)
    throw new FileRefused([
      finding('TB1004', {
        ...{ row: sheet.headerLine, found: sheet.header.join(' | '), expected: 'a column `code`' },
        fix: "Name the column of the till's codes `code`, or declare the list in an `items` section of the partner.",
      }),
    ])
  const items = sheet.rows
    .filter(({ cells }) => (cells[code] ?? '') !== '')
    .map(({ line, cells }) => {
      const texts = places.map(([field, place]) => [field, cells[place] || null])
      return { ...Object.fromEntries(texts), price: null, line } as PartnerItem
    })
  return { read: sheet.rows.length + sheet.rejected.length, items: onceEach(items), findings: sheet.findings }
}

function firstOf(header: readonly string[], words: readonly string[]): number {
  for (const word of words) if (header.includes(word)) return header.indexOf(word)
  return -1
}

/** Several rows of one code are several barcodes of one article: the first counts. */
function onceEach(items: readonly PartnerItem[]): PartnerItem[] {
  const first = new Map<string, PartnerItem>()
  for (const item of items) if (!first.has(item.code)) first.set(item.code, item)
  return [...first.values()]
}
