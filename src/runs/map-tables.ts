import { LINE_KINDS, type PartnerConfig } from '../config/partner.ts'
import type { ShopConfig } from '../config/workspace.ts'
import { GENERIC_STATES } from '../webshops/generic-state.ts'

/** A row of a map that cannot be: the column and what should stand there. */
export interface RowProblem {
  column: string
  expected: string
}

/** A map as a plain table. Rows and entries are two ways to write the same; entries are those of the YAML. */
export interface MapTable {
  name: string
  title: string
  columns: readonly string[]
  /** Whose YAML holds it: the partner's, or tillbridge.yaml for what belongs to the shop. */
  of: 'partner' | 'shop'
  /** Keys that lead to the table. */
  path: readonly string[]
  /** Entries as configured; none where the section that holds them is not there. */
  entries(partner: PartnerConfig, shop: ShopConfig): [key: string, value: unknown][] | null | undefined
  toRow(key: string, value: unknown): string[]
  fromRow(cells: readonly string[]): { key: string; value: unknown } | RowProblem
}

const KINDS_WITH_CODE = ['goods', 'bundle', ...LINE_KINDS]

/** Every map beside the reference codes, in the order of `maps list`. */
export const MAP_TABLES: readonly MapTable[] = [
  {
    ...{ name: 'taxes', title: 'tax rate to the tax code of the till', of: 'partner', path: ['orders', 'taxes'] },
    columns: ['country', 'class', 'rate', 'code'],
    entries: ({ orders }) => orders && Object.entries(orders.taxes),
    toRow(key, value) {
      const [, country = '', name = '', rate = ''] = /^(?:([A-Z]{2}) )?(?:(.*) )?(\S+)$/.exec(key) ?? []
      return [country, name, rate, String(value)]
    },
    fromRow([country = '', name = '', rate = '', code = '']) {
      if (!/^(?:[A-Z]{2})?$/.test(country)) return { column: 'country', expected: 'two capital letters, or nothing' }
      const plain = rate.replace(',', '.').replace(/\s*%$/, '')
      if (!/^\d{1,2}(?:\.\d{1,3})?$/.test(plain)) return { column: 'rate', expected: 'a rate in per cent, such as 25' }
      if (code === '') return { column: 'code', expected: 'a tax code of the till' }
      const shortest = plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain
      return { key: [country, name, shortest].filter(Boolean).join(' '), value: code }
    },
  },
  {
    ...{ name: 'tenders', title: 'payment method of the shop to tender of the till' },
    ...{ of: 'partner', path: ['orders', 'tenders'], columns: ['method', 'tender'] },
    entries: ({ orders }) => orders && Object.entries(orders.tenders),
    ...plainTable('method', 'tender'),
  },
  {
    ...{ name: 'locations', title: "the till's word for a location to ours", of: 'partner', path: ['locations'] },
    columns: ['theirs', 'ours'],
    entries: ({ locations }) => (typeof locations === 'object' ? Object.entries(locations) : []),
    ...plainTable('theirs', 'ours'),
  },
  {
    ...{ name: 'groups', title: "the shop's location to those of ours that feed it", of: 'shop' },
    ...{ path: ['stock', 'locations'], columns: ['shop', 'ours'] },
    entries: (_, { stock }) => (stock ? Object.entries(stock.locations ?? {}) : null),
    toRow: (key, value) => [key, (value as string[]).join(', ')],
    fromRow([key = '', ours = '']) {
      const list = ours.split(',').flatMap((word) => word.trim() || [])
      if (key === '') return { column: 'shop', expected: "the shop's word for a location" }
      return list.length === 0 ? { column: 'ours', expected: 'locations of ours' } : { key, value: list }
    },
  },
  {
    ...{ name: 'states', title: "a plug-in's word for the state of an order to ours", of: 'shop' },
    ...{ path: ['formats', 'orders', 'columns', 'state', 'map'], columns: ['state', 'means'] },
    entries: (_, { formats }) => {
      const state = formats?.orders?.columns.state
      return state ? Object.entries(state.map ?? {}) : null
    },
    ...plainTable('state', 'means', Object.keys(GENERIC_STATES)),
  },
  {
    ...{ name: 'units', title: 'decimals of single articles: 0 for whole pieces', of: 'partner' },
    ...{ path: ['orders', 'units'], columns: ['sku', 'decimals'] },
    entries: ({ orders }) => orders && Object.entries(orders.units),
    toRow: (key, value) => [key, String(value)],
    fromRow([key = '', decimals = '']) {
      if (key === '') return { column: 'sku', expected: 'the SKU of a variant or item' }
      const count = decimals === 'whole' ? '0' : decimals
      return /^[0-3]$/.test(count) ? { key, value: Number(count) } : { column: 'decimals', expected: '0, 1, 2 or 3' }
    },
  },
  {
    ...{ name: 'kinds', title: 'code at the till of lines that have none, by kind', of: 'partner' },
    ...{ path: ['orders', 'kinds'], columns: ['kind', 'code'] },
    entries: ({ orders }) => orders && Object.entries(orders.kinds),
    toRow: (key, value) => [key, (value as { code: string }).code],
    fromRow([key = '', code = '']) {
      if (!KINDS_WITH_CODE.includes(key)) return { column: 'kind', expected: LINE_KINDS.join(', ') }
      return code === '' ? { column: 'code', expected: 'a code' } : { key, value: { code } }
    },
  },
  {
    ...{ name: 'lines', title: 'what a line without a SKU is, by its name', of: 'partner' },
    ...{ path: ['orders', 'lineKinds'], columns: ['line', 'kind'] },
    entries: ({ orders }) => orders && Object.entries(orders.lineKinds),
    ...plainTable('line', 'kind', LINE_KINDS),
  },
]

/** A word to a word; with `allowed` the second is one of a closed list. */
function plainTable(from: string, to: string, allowed?: readonly string[]): Pick<MapTable, 'toRow' | 'fromRow'> {
  return {
    toRow: (key, value) => [key, String(value)],
    fromRow([key = '', value = '']) {
      if (key === '') return { column: from, expected: `a ${from}` }
      if (value === '') return { column: to, expected: `a ${to}` }
      return allowed && !allowed.includes(value) ? { column: to, expected: allowed.join(', ') } : { key, value }
    },
  }
}
