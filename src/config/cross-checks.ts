import { checkCodes } from './check-codes.ts'
import { checkIncoming, checkStock } from './check-incoming.ts'
import { checkCatalogue, checkOrders } from './check-outgoing.ts'
import type { DialectConfig } from './format.ts'
import type { PartnerConfig } from './partner.ts'
import type { Path } from './schema-tree.ts'
import { ask, conflict, ourLocations, type Trouble, unknownName } from './trouble.ts'
import type { WorkspaceConfig } from './workspace.ts'

/** Checks one partner by itself: everything that takes two keys to judge. */
export function checkPartner(partner: PartnerConfig, fileBase: string): Trouble[] {
  const troubles: Trouble[] = []
  if (partner.partner !== fileBase)
    troubles.push({
      path: ['partner'],
      at: 'value',
      code: 'TB0107',
      message: `the file is called "${fileBase}" and the partner "${partner.partner}"; they must be the same`,
      suggestion: `write \`partner: ${fileBase}\`, or rename the file to ${partner.partner}.yaml`,
      found: partner.partner,
      expected: fileBase,
    })
  troubles.push(...checkDialect(partner.dialect, ['dialect']), ...checkCodes(partner))
  if (partner.stock) troubles.push(...checkIncoming(partner.stock, ['stock']), ...checkStock(partner))
  if (partner.items) troubles.push(...checkIncoming(partner.items, ['items']))
  if (partner.items && !partner.items.columns.code)
    troubles.push(ask('partner', 'items.columns.code', ['items', 'columns', 'code']))
  if (partner.orders) troubles.push(...checkOrders(partner))
  if (partner.catalogue) troubles.push(...checkCatalogue(partner))
  for (const flow of ['stock', 'items', 'orders', 'catalogue'] as const) {
    const dialect = partner[flow]?.dialect
    if (dialect) troubles.push(...checkDialect(dialect, [flow, 'dialect']))
  }
  return troubles
}

function checkDialect(dialect: DialectConfig, path: Path): Trouble[] {
  const troubles: Trouble[] = []
  const at = (key: string) => [...path, key]
  if (dialect.bom && !dialect.encoding.startsWith('utf-'))
    troubles.push(
      conflict(
        at('bom'),
        `a byte order mark exists only in Unicode files, not in ${dialect.encoding}`,
        'write `bom: no`',
        [at('encoding')],
      ),
    )
  if (dialect.replace && dialect.quoting !== 'never')
    troubles.push(
      conflict(at('replace'), '"replace" is used only with `quoting: never`', 'remove it, or write `quoting: never`', [
        at('quoting'),
      ]),
    )
  if (dialect.quoting !== 'never' && dialect.delimiter.includes(dialect.quote))
    troubles.push(conflict(at('delimiter'), '"delimiter" and "quote" are the same sign', undefined, [at('quote')]))
  if (dialect.replace?.delimiter.includes(dialect.delimiter))
    troubles.push(conflict([...path, 'replace', 'delimiter'], 'the delimiter would be replaced by itself'))
  return troubles
}

/** Checks what tillbridge.yaml says about partners, and the shops by themselves. */
export function checkWorkspace(
  workspace: WorkspaceConfig,
  partners: ReadonlyMap<string, PartnerConfig | null>,
): Trouble[] {
  return Object.entries(workspace.shops).flatMap(([name, shop]) => {
    const path: Path = ['shops', name]
    const troubles: Trouble[] = []
    if (shop.kind === 'generic' && !shop.formats)
      troubles.push({ ...ask('workspace', 'shops.*.formats', [...path, 'formats']), about: [[...path, 'kind']] })
    for (const kind of ['products', 'orders'] as const) {
      const format = shop.formats?.[kind]
      if (format) troubles.push(...checkIncoming(format, [...path, 'formats', kind]))
    }
    if (shop.dialect) troubles.push(...checkDialect(shop.dialect, [...path, 'dialect']))
    if (!shop.stock) return troubles
    if ((shop.kind === 'shopify' || shop.kind === 'magento') && !shop.stock.locations)
      troubles.push({
        ...ask('workspace', 'shops.*.stock.locations', [...path, 'stock', 'locations']),
        about: [[...path, 'kind']],
      })
    shop.stock.from.forEach((partner, i) => {
      troubles.push(...checkStockSource(partner, [...path, 'stock', 'from', i], partners))
    })
    troubles.push(...checkShopLocations(shop.stock, [...path, 'stock'], partners))
    return troubles
  })
}

function checkStockSource(name: string, path: Path, partners: ReadonlyMap<string, PartnerConfig | null>): Trouble[] {
  const partner = partners.get(name)
  if (partner === undefined) return [unknownName('partner', name, path, [...partners.keys()])]
  if (partner === null || partner.stock) return []
  return [
    {
      path,
      at: 'value',
      code: 'TB0107',
      message: `partner "${name}" has no \`stock\`, so its stock cannot count`,
      suggestion: `add \`stock:\` to ${name}.yaml, or remove it here`,
      found: name,
    },
  ]
}

function checkShopLocations(
  stock: NonNullable<WorkspaceConfig['shops'][string]['stock']>,
  path: Path,
  partners: ReadonlyMap<string, PartnerConfig | null>,
): Trouble[] {
  if (!stock.locations) return []
  const known = new Set<string>()
  for (const name of stock.from) {
    const partner = partners.get(name)
    const own = partner ? ourLocations(partner) : null
    if (!own) return []
    for (const location of own) known.add(location)
  }
  return Object.entries(stock.locations).flatMap(([theirs, ours]) =>
    ours.flatMap((location, i) =>
      known.has(location) ? [] : [unknownName('location', location, [...path, 'locations', theirs, i], [...known])],
    ),
  )
}
