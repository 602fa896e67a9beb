import { join } from 'node:path'
import { type CodeCheck, type CodeWorld, checkCodes } from '../../src/mapping/checks/index.ts'
import { codeRules, type DeclaredCodes } from '../../src/mapping/code-rules.ts'
import { planCodes } from '../../src/mapping/plan-codes.ts'
import type { MatrixItem, MatrixVariant } from '../../src/model/matrix.ts'
import type { PartnerItem, ShopItem, ShopVariant } from '../../src/model/records.ts'
import { headOf, recogniseKind } from '../../src/webshops/kinds.ts'
import type { ShopContext } from '../../src/webshops/webshop.ts'

export const ROOT = join(import.meta.dirname, '../..')
export const SAMPLES = join(ROOT, '../shared/samples')

const CONTEXT: ShopContext = {
  timeZone: 'Europe/Copenhagen',
  currency: 'DKK',
  prices: 'gross',
  country: 'DK',
  headers: {},
  decimal: '.',
  dialect: null,
  rates: {},
}

/** A catalogue file as the mapping layer sees it once it is in the store. */
export async function itemsOfFile(path: string, decimal: '.' | ',' = '.'): Promise<MatrixItem[]> {
  const context = { ...CONTEXT, decimal }
  const found = recogniseKind(await headOf(path), context)
  if (!('kind' in found)) throw new Error(found.hint)
  const items = new Map<string, ShopItem>()
  const variants: ShopVariant[] = []
  for await (const batch of found.kind.read(path, context)) {
    for (const item of batch.items) items.set(item.key, item)
    variants.push(...batch.variants)
  }
  return matrixOf([...items.values()], variants)
}

function matrixOf(items: readonly ShopItem[], variants: readonly ShopVariant[]): MatrixItem[] {
  const matrix = new Map<string, MatrixItem & { status: ShopItem['status'] }>()
  for (const { key, sku, name, kind, options, status } of items)
    matrix.set(key, { key, sku, name, kind, options, variants: [], status })
  variants.forEach(({ key, itemKey, sku, barcode, options, kind, stockManaged }, i) => {
    const item = matrix.get(itemKey)!
    const { status } = item
    item.variants.push({ id: i + 1, key, itemKey, sku, barcode, options, kind, stockManaged, status, removed: false })
  })
  return [...matrix.values()]
}

export const PLAIN: DeclaredCodes = { from: ['sku'], maxLength: 60, upperCase: false }

export type Scene = Partial<Omit<CodeWorld, 'rules' | 'items' | 'plan'>> & {
  items: MatrixItem[]
  declared?: Partial<DeclaredCodes>
  /** false: only what is issued counts. */
  planned?: boolean
}

/** Plans codes for a scene and checks the result, as `codes check` does. */
export function check({ declared, planned = true, items, ...rest }: Scene): CodeCheck {
  const rules = codeRules({ ...PLAIN, ...declared })
  const known = {
    partner: 'till',
    items,
    issued: [],
    aliases: [],
    partnerItems: [],
    otherPartners: [],
    limits: {},
    shareGroups: [],
    ...rest,
  }
  const plan = planned ? planCodes({ ...known, rules }) : null
  return checkCodes({ ...known, rules, plan })
}

/** Code, key and what is named: what a finding is about, without its words. */
export function gist({ findings }: CodeCheck): [string, string, string[]][] {
  return findings
    .map(({ code, key, names }): [string, string, string[]] => [code, key, names])
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

let ids = 0

/** An item with a variant per combination, unless told otherwise. SKUs are ITEM-VALUE-VALUE. */
export function matrix(
  sku: string,
  options: Record<string, string[]>,
  change: (variant: MatrixVariant, index: number) => Partial<MatrixVariant> | null = () => ({}),
): MatrixItem {
  const names = Object.keys(options)
  const combinations = names.reduce<string[][]>(
    (heads, name) => heads.flatMap((head) => options[name]!.map((value) => [...head, value])),
    [[]],
  )
  const variants = combinations.flatMap((values, index) => {
    const key = [sku, ...values].join('-')
    const variant: MatrixVariant = {
      id: ++ids,
      key,
      itemKey: sku,
      sku: key,
      barcode: null,
      options: names.map((name, i) => ({ name, value: values[i]! })),
      kind: 'goods',
      stockManaged: 'own',
      status: 'active',
      removed: false,
    }
    const changed = change(variant, index)
    return changed === null ? [] : [{ ...variant, ...changed }]
  })
  return {
    key: sku,
    sku,
    name: `Item ${sku}`,
    kind: 'goods',
    options: names.map((name) => ({ name, values: [...new Set(options[name]!)] })),
    variants,
  }
}

/** An item without options. */
export function single(sku: string | null, change: Partial<MatrixVariant> = {}): MatrixItem {
  const item = matrix(sku ?? `K${ids + 1}`, {}, () => ({ sku, ...change }))
  return { ...item, sku }
}

export function tillRow(code: string, rest: Partial<PartnerItem> = {}): PartnerItem {
  return { code, item: null, name: null, barcode: null, colour: null, size: null, price: null, line: 2, ...rest }
}
