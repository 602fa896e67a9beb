import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sniff } from '../../src/csv/sniff.ts'
import type { Finding } from '../../src/model/findings.ts'
import { magentoKinds } from '../../src/webshops/magento.ts'
import { emptyShopBatch } from '../../src/webshops/shop-batch.ts'
import type { FileHead, ShopBatch, ShopContext, ShopFileKind } from '../../src/webshops/webshop.ts'
import { woocommerceKinds } from '../../src/webshops/woocommerce.ts'

export const CONTEXT: ShopContext = {
  timeZone: 'Europe/Copenhagen',
  currency: 'EUR',
  prices: 'gross',
  country: 'DK',
  headers: {},
  decimal: '.',
  dialect: null,
  rates: {},
}

const ROOT = join(import.meta.dirname, '../..')
export const fixture = (name: string) => join(ROOT, 'fixtures/webshops', name)
export const sample = (name: string) => join(ROOT, '../shared/samples', name)

/** Genuine files lie beside the repository where there are any; a build machine must have them. */
export function testWithSamples(name: string, run: () => Promise<void>): void {
  const there = existsSync(sample('.'))
  if (there) test(name, run)
  else if (process.env.CI) test(name, () => expect.fail('../shared/samples is missing'))
  else test.skip(`${name} (no ../shared/samples here)`, () => {})
}

/** A file's records in one piece; every row must be accounted for (R50). */
export async function readAll(
  kind: ShopFileKind,
  path: string,
  context: Partial<ShopContext> = {},
): Promise<ShopBatch> {
  const all = emptyShopBatch()
  for await (const batch of kind.read(path, { ...CONTEXT, ...context })) {
    all.read += batch.read
    for (const list of ['items', 'variants', 'levels', 'orders', 'findings', 'skipped', 'rejected'] as const) {
      all[list].push(...(batch[list] as never[]))
    }
  }
  const taken = [...all.items, ...all.variants, ...all.levels, ...all.orders]
  expect(sumRows(taken) + sumRows(all.skipped) + sumRows(all.rejected)).toBe(all.read)
  const errors = new Set(all.findings.filter((found) => found.severity === 'error').map((found) => found.row))
  for (const { line } of all.rejected) expect(errors, `row ${line} is rejected and says why`).toContain(line)
  return all
}

function sumRows(list: readonly { rows: number }[]): number {
  return list.reduce((sum, entry) => sum + entry.rows, 0)
}

export function kindOf(name: string): ShopFileKind {
  return [...woocommerceKinds, ...magentoKinds].find(({ kind }) => kind === name)!
}

export async function headOf(path: string): Promise<FileHead> {
  const { form, encoding, delimiter, rows, text } = await sniff(path)
  return { form, encoding, delimiter, header: rows[0] ?? [], text }
}

/** Kinds that take a file for theirs. */
export async function recognised(path: string, context: Partial<ShopContext> = {}): Promise<string[]> {
  const head = await headOf(path)
  const all = [...woocommerceKinds, ...magentoKinds]
  return all.filter((kind) => kind.recognise(head, { ...CONTEXT, ...context })).map(({ kind }) => kind)
}

export async function inFile<T>(
  content: string | Buffer,
  run: (path: string) => Promise<T>,
  name = 'file',
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tillbridge-'))
  try {
    await writeFile(join(folder, name), content)
    return await run(join(folder, name))
  } finally {
    await rm(folder, { recursive: true })
  }
}

export function countCodes(findings: readonly Finding[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { code } of findings) counts[code] = (counts[code] ?? 0) + 1
  return counts
}

/** Code, row and column of what is wrong, for tables. */
export function places(findings: readonly Finding[]): string[] {
  return findings.map(({ code, row, column }) => [code, row ?? '-', column ?? '-'].join(' '))
}
