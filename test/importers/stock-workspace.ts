import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunReport } from '../../src/model/run-report.ts'
import { put, query, runOne, workspaceOf } from '../end-to-end/a-workspace.ts'

export interface Options {
  /** SKUs of the shop, each perhaps with a barcode: "TEE-RED" or "TEE-RED=5701234567899". */
  skus?: readonly string[]
  partner?: object
  stock?: object
}

/** Where the till's files lie. */
export const OUT = 'till'
export const START = '2026-11-20T08:00:00.000Z'

/** A workspace with a shop of these SKUs, its catalogue read, and a till that writes CODE;QTY. */
export async function stockWorkspace({ skus = ['A', 'B', 'C'], partner = {}, stock = {} }: Options = {}) {
  const root = workspaceOf({
    'tillbridge.yaml': JSON.stringify({
      shops: {
        main: {
          kind: 'woocommerce',
          folder: 'shop',
          timeZone: 'Europe/Copenhagen',
          currency: 'DKK',
          prices: 'gross',
          products: 'products.csv',
        },
      },
      partners: 'partners',
      data: 'var',
    }),
    'partners/till.yaml': JSON.stringify({
      partner: 'till',
      folder: OUT,
      timeZone: 'Europe/Copenhagen',
      currency: 'DKK',
      codes: { from: ['sku'] },
      dialect: { newline: 'lf' },
      ...partner,
      stock: {
        file: 'LAGER.CSV',
        quantityMeans: 'onHand',
        bookedWhen: 'billed',
        listsZeros: 'yes',
        columns: { code: { header: 'CODE' }, quantity: { header: 'QTY' } },
        ...stock,
      },
    }),
    [`${OUT}/.keep`]: '',
  })
  await catalogue(root, skus)
  return root
}

/** The shop's product file, read. */
export async function catalogue(root: string, skus: readonly string[], at = START): Promise<RunReport> {
  const rows = skus.map((text, i) => {
    const [sku, barcode = ''] = text.split('=')
    return `${i + 1},simple,"${sku!.replaceAll('"', '""')}",${barcode},Article ${i + 1},1,visible,10`
  })
  const header = 'ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,"Visibility in catalog","Regular price"'
  put(root, 'shop/products.csv', `${[header, ...rows].join('\n')}\n`, at)
  return runOne(root, 'shop-catalogue', at)
}

/** Drops a file with this time stamp and runs the stock flow a minute later. */
export async function take(
  root: string,
  text: string | Uint8Array,
  at: string,
  name = 'LAGER.CSV',
): Promise<RunReport> {
  put(root, `${OUT}/${name}`, text, at)
  return runOne(root, 'stock', later(at, 1))
}

/** `import FILE --as stock`, as a plan and then in earnest; both must come to the same. */
export async function importBoth(
  root: string,
  text: string | Uint8Array,
  at: string,
  name = 'mended.csv',
): Promise<RunReport> {
  put(root, `upload/${name}`, text, at)
  const job = { flow: 'stock' as const, partner: 'till', file: { path: join(root, 'upload', name), as: 'stock' } }
  const planned = await runOne(root, { ...job, mode: 'plan' }, at)
  const done = await runOne(root, { ...job, mode: 'run' }, at)
  const counts = ({ read, new: fresh, changed, same, skipped, rejected, result }: RunReport) =>
    [result, read, fresh, changed, same, skipped, rejected].join(' ')
  if (counts(planned) !== counts(done)) throw new Error(`planned ${counts(planned)}, done ${counts(done)}`)
  return done
}

export function later(at: string, minutes: number): string {
  return new Date(Date.parse(at) + minutes * 60_000).toISOString()
}

/** "CODE location quantity" of every level. */
export function stock(root: string): string[] {
  return query<{ code: string; location: string; on_hand: number }>(
    root,
    'select code, location, on_hand from stock_level order by code, location',
  ).map(({ code, location, on_hand }) => `${code} ${location} ${on_hand / 1000}`)
}

/** The file of one name in the folder of a run's file: result.csv, rejected.csv, report.html. */
export function beside(root: string, report: RunReport, name: string): Buffer {
  const path = report.files.find((file) => file.name === name)?.path
  if (!path) throw new Error(`no ${name} among ${report.files.map((file) => file.name).join(', ')}`)
  return readFileSync(join(root, path))
}

export function left(root: string): string[] {
  return readdirSync(join(root, OUT)).filter((name) => !name.startsWith('.'))
}

/** Names and states of the ledger, oldest first. */
export function ledger(root: string): string[] {
  return query<{ name: string; state: string }>(
    root,
    'select name, state from inbound_file where flow = ? order by rowid',
    'stock',
  ).map(({ name, state }) => `${name} ${state}`)
}

export function csv(...rows: string[]): string {
  return `${rows.join('\n')}\n`
}
