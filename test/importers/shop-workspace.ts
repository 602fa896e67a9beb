import type { RunReport } from '../../src/model/run-report.ts'
import { workspaceOf } from '../end-to-end/a-workspace.ts'

/** Minutes from the morning the tests of a shop's files play on. */
export function at(minute: number): string {
  return new Date(Date.parse('2026-11-20T08:00:00.000Z') + minute * 60_000).toISOString()
}

export const SKUS = Array.from({ length: 40 }, (_, i) => `S${i}`)

/** A shop that is read by declared columns, and a till that gives stock, takes articles and keeps order files away. */
export function shopWorkspace(shop: object = {}, stock: object = {}): string {
  return workspaceOf({
    'tillbridge.yaml': JSON.stringify({
      shops: {
        main: {
          kind: 'generic',
          folder: 'shop',
          timeZone: 'Europe/Copenhagen',
          currency: 'DKK',
          country: 'DK',
          prices: 'gross',
          dialect: { delimiter: ';' },
          products: 'products.csv',
          orders: 'orders*.csv',
          stock: { from: ['till'] },
          formats: {
            products: { columns: columns('sku', 'name', 'price', 'stock') },
            orders: {
              columns: {
                ...columns('number', 'state', 'sku', 'total', 'payment'),
                date: { header: 'date', pattern: 'yyyy-MM-dd HH:mm' },
                quantity: { header: 'pieces' },
                lineTotal: { header: 'amount' },
                taxRate: { header: 'rate' },
              },
            },
          },
          ...shop,
        },
      },
    }),
    'partners/till.yaml': JSON.stringify({
      partner: 'till',
      folder: 'till',
      timeZone: 'Europe/Copenhagen',
      currency: 'DKK',
      prices: 'gross',
      dialect: { newline: 'lf' },
      stock: {
        file: 'LAGER*.CSV',
        folder: 'out',
        quantityMeans: 'onHand',
        bookedWhen: 'imported',
        bookedAfter: '30m',
        listsZeros: 'yes',
        columns: { code: { header: 'CODE' }, quantity: { header: 'QTY' } },
        ...stock,
      },
      catalogue: {
        file: 'K_{seq:3}.csv',
        columns: [
          { header: 'Code', from: 'code' },
          { header: 'Change', from: 'change' },
        ],
      },
    }),
    'shop/products.csv': products(SKUS),
    'shop/import/.keep': '',
    'till/out/.keep': '',
  })
}

function columns(...names: string[]) {
  return Object.fromEntries(names.map((name) => [name, { header: name }]))
}

/** The shop's products, at 10.00 unless said otherwise. */
export function products(skus: readonly string[], prices: Record<string, string> = {}): string {
  const rows = skus.map((sku) => `${sku};Article ${sku};${prices[sku] ?? '10.00'};10`)
  return ['sku;name;price;stock', ...rows, ''].join('\r\n')
}

/** Orders, each as its number, its state and what it is of: `1001 paid S0 2`. */
export function orders(...texts: string[]): string {
  const rows = texts.map((text) => {
    const [number, state, sku = 'S0', pieces = '2'] = text.split(' ')
    return `${number};2026-11-20 08:40;${state};${sku};${pieces};20.00;25;20.00;card`
  })
  return ['number;date;state;sku;pieces;amount;rate;total;payment', ...rows, ''].join('\r\n')
}

export function stockFile(levels: Record<string, string> = {}): string {
  return ['CODE;QTY', ...SKUS.map((sku) => `${sku};${levels[sku] ?? 10}`), ''].join('\n')
}

/** Names of the files a report tells of, with what became of each; reports are left out. */
export function taken(report: RunReport): string[] {
  return report.files.filter((file) => file.state !== 'report').map((file) => `${file.name} ${file.state}`)
}
