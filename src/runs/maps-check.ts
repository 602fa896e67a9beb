import { goLive } from '../exporters/due-orders.ts'
import { type Finding, finding } from '../model/findings.ts'
import { formatScaled } from '../model/quantity.ts'
import type { ItemKind } from '../model/records.ts'
import { orderWords } from '../store/order-words.ts'
import type { CodeScope } from './code-scope.ts'

/**
 * What the shop's orders say and no map knows, before an order is rejected for it: payment methods, tax rates, kinds of
 * lines, and lines that are no article. Orders from before go-live are not looked at.
 */
export async function checkMaps({ workspace, partner, shopName }: CodeScope): Promise<Finding[]> {
  const { orders } = partner
  if (!orders) return []
  const words = await orderWords(workspace.store, shopName, goLive(orders, partner.timeZone))
  const sale = orders.document === 'sale'
  const findings: Finding[] = []
  if (sale) {
    for (const { method, title, orders: n } of words.methods)
      if (![method, title].some((word) => Object.hasOwn(orders.tenders, word)))
        findings.push(
          finding('TB7005', {
            ...at('orders.tenders', `"${method}"`, n),
            key: method,
            expected: 'a tender of the till',
          }),
        )
    for (const { country, taxClass, rate, orders: n } of closed(orders.taxes) ? words.rates : []) {
      const text = formatScaled(rate, 3)
      const named = taxClass ? `${taxClass} ${text}` : text
      const keys = [`${country} ${named}`, `${country} ${text}`, named, text]
      if (!keys.some((key) => Object.hasOwn(orders.taxes, key)))
        findings.push(
          finding('TB7006', { ...at('orders.taxes', keys[0]!, n), key: keys[0]!, expected: 'a tax code of the till' }),
        )
    }
  }
  const named = new Map(Object.entries(orders.lineKinds).map(([name, kind]) => [plainName(name), kind as ItemKind]))
  for (const { name, kind, orders: n } of words.withoutArticle) {
    const meant = kind === 'goods' ? named.get(plainName(name)) : kind
    if (meant === undefined)
      findings.push(
        finding('TB7008', {
          ...at('orders.lineKinds', `"${name}"`, n),
          key: name,
          expected: 'a SKU in the shop, or what the line is',
          fix: 'Give the article a SKU, or say under `orders.lineKinds` what such a line is.',
        }),
      )
    else if (sale && meant !== 'discount' && !Object.hasOwn(orders.kinds, meant))
      findings.push(
        finding('TB7007', {
          ...at(`orders.kinds.${meant}`, `"${name}"`, n),
          key: meant,
          expected: `a code for ${meant}`,
        }),
      )
  }
  return findings
}

function closed(taxes: Readonly<Record<string, string>>): boolean {
  return Object.keys(taxes).length > 0
}

function at(column: string, found: string, orders: number) {
  return { column, found: `${found} in ${orders} ${orders === 1 ? 'order' : 'orders'}` }
}

function plainName(name: string): string {
  return name.trim().replace(/\s+/g, ' ').toLowerCase()
}
