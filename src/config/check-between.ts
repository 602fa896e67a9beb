import path from 'node:path'
import { patternsOverlap } from './file-names.ts'
import type { PartnerConfig } from './partner.ts'
import type { Path } from './schema-tree.ts'
import { nearest } from './suggest.ts'
import { ask, conflict, type Trouble, unknownName } from './trouble.ts'
import type { WorkspaceConfig } from './workspace.ts'

/**
 * Fields that columns may name, told by those who know them; a list that is left out is not judged. A name that ends in
 * `*` stands for any ending.
 */
export interface FieldNames {
  /** `columns` keys of the stock file and of the item list. */
  stock?: readonly string[]
  items?: readonly string[]
  /** `from` of columns: of every row of an order file, of its line rows, of its payment rows. */
  order?: readonly string[]
  line?: readonly string[]
  payment?: readonly string[]
  catalogue?: readonly string[]
  /** `columns` keys of a shop's generic formats. */
  shopProducts?: readonly string[]
  shopOrders?: readonly string[]
}

/** Whether a partner names its shop, and one that exists. */
export function checkShopOf(partner: PartnerConfig, shops: readonly string[]): Trouble[] {
  if (partner.shop === undefined)
    return shops.length > 1
      ? [ask('partner', 'shop', ['shop'], `There are ${shops.length} shops (${shops.join(', ')}).`)]
      : []
  return shops.includes(partner.shop) ? [] : [unknownName('shop', partner.shop, ['shop'], shops)]
}

interface ExchangedFile {
  partner: string
  flow: 'stock' | 'items' | 'orders' | 'catalogue'
  key: 'file' | 'linesFile'
  direction: 'in' | 'out'
  folder: string
  pattern: string
}

/**
 * Files that would be taken for one another: two incoming patterns that fit the same name in one folder, an outgoing
 * name that an incoming pattern would take in, two outgoing files of one name. Told at the later one of the two.
 */
export function checkFolders(
  root: string,
  partners: ReadonlyMap<string, PartnerConfig | null>,
): Map<string, Trouble[]> {
  const files = [...partners].flatMap(([name, partner]) => (partner ? exchangedFiles(root, name, partner) : []))
  const troubles = new Map<string, Trouble[]>()
  files.forEach((file, i) => {
    const other = files.slice(0, i).find((earlier) => meets(earlier, file))
    if (!other) return
    const whose = other.partner === file.partner ? '' : ` of partner "${other.partner}"`
    const trouble = conflict(
      [file.flow, file.key],
      `in the same folder "${other.pattern}" (${other.flow}${whose}) fits the same names as "${file.pattern}"`,
      'use another folder, or names that differ',
      [['folder'], [file.flow, 'folder']],
    )
    troubles.set(file.partner, [...(troubles.get(file.partner) ?? []), trouble])
  })
  return troubles
}

function meets(a: ExchangedFile, b: ExchangedFile): boolean {
  if (a.folder !== b.folder) return false
  if (a.direction === 'out' && b.direction === 'out') return a.pattern.toLowerCase() === b.pattern.toLowerCase()
  return patternsOverlap(a.pattern, b.pattern)
}

function exchangedFiles(root: string, name: string, partner: PartnerConfig): ExchangedFile[] {
  const base = path.resolve(root, partner.folder)
  const made: ExchangedFile[] = []
  const add = (flow: ExchangedFile['flow'], key: ExchangedFile['key'], pattern: string, folder: string) =>
    made.push({
      partner: name,
      flow,
      key,
      direction: flow === 'stock' || flow === 'items' ? 'in' : 'out',
      folder: path.resolve(base, folder),
      pattern: pattern.replaceAll('{partner}', name),
    })
  if (partner.stock) add('stock', 'file', partner.stock.file, partner.stock.folder)
  if (partner.items) add('items', 'file', partner.items.file, partner.items.folder)
  if (partner.orders) add('orders', 'file', partner.orders.file, partner.orders.folder)
  if (partner.orders?.linesFile) add('orders', 'linesFile', partner.orders.linesFile, partner.orders.folder)
  if (partner.catalogue) add('catalogue', 'file', partner.catalogue.file, partner.catalogue.folder)
  return made
}

/** Whether the columns of a partner name fields that exist. */
export function checkPartnerFields(partner: PartnerConfig, names: FieldNames): Trouble[] {
  const { stock, items, orders, catalogue } = partner
  const inLines = names.order && names.line && [...names.order, ...names.line]
  const inPayments = names.order && names.payment && [...names.order, ...names.payment]
  return [
    ...keysOf(stock?.columns, ['stock', 'columns'], names.stock),
    ...keysOf(items?.columns, ['items', 'columns'], names.items),
    ...fromsOf(orders?.columns, ['orders', 'columns'], orders?.layout === 'lines' ? inLines : names.order),
    ...fromsOf(orders?.lineColumns, ['orders', 'lineColumns'], inLines),
    ...fromsOf(orders?.paymentColumns, ['orders', 'paymentColumns'], inPayments),
    ...fromsOf(catalogue?.columns, ['catalogue', 'columns'], names.catalogue),
    ...fromsOf(catalogue?.itemColumns, ['catalogue', 'itemColumns'], names.catalogue),
  ]
}

/** Whether the columns of the shops' generic formats name fields that exist. */
export function checkShopFields(workspace: WorkspaceConfig, names: FieldNames): Trouble[] {
  return Object.entries(workspace.shops).flatMap(([name, shop]) => [
    ...keysOf(shop.formats?.products?.columns, ['shops', name, 'formats', 'products', 'columns'], names.shopProducts),
    ...keysOf(shop.formats?.orders?.columns, ['shops', name, 'formats', 'orders', 'columns'], names.shopOrders),
  ])
}

type Names = readonly string[] | undefined

function keysOf(columns: Record<string, unknown> | undefined, at: Path, known: Names): Trouble[] {
  if (!known) return []
  const unknown = Object.keys(columns ?? {}).filter((key) => !isKnown(key, known))
  return unknown.map((key) => unknownField(key, [...at, key], 'key', known))
}

function fromsOf(columns: readonly { from?: string | undefined }[] | undefined, at: Path, known: Names): Trouble[] {
  if (!known) return []
  return (columns ?? []).flatMap(({ from }, i) =>
    from === undefined || isKnown(from, known) ? [] : [unknownField(from, [...at, i, 'from'], 'value', known)],
  )
}

function isKnown(name: string, known: readonly string[]): boolean {
  return known.some((k) => (k.endsWith('*') ? name.startsWith(k.slice(0, -1)) && name.length >= k.length : k === name))
}

function unknownField(name: string, at: Path, where: 'key' | 'value', known: readonly string[]): Trouble {
  const near = nearest(name, known)
  return {
    path: at,
    at: where,
    code: where === 'key' ? 'TB0102' : 'TB0103',
    message: `unknown field "${name}"`,
    suggestion: near ? `did you mean "${near}"?` : `known here: ${known.slice(0, 40).join(', ')}`,
    found: name,
    expected: known.join(', '),
  }
}
