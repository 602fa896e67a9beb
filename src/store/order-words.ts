import { sql } from 'kysely'
import type { ItemKind } from '../model/records.ts'
import type { Store } from './open.ts'

/** Words of a shop's orders that a partner's maps must know, each with the number of orders that have it. */
export interface OrderWords {
  methods: { method: string; title: string; orders: number }[]
  /** `rate` in thousandths of a per cent. */
  rates: { country: string; taxClass: string | null; rate: number; orders: number }[]
  /** Lines that are no variant of the catalogue. */
  withoutArticle: { name: string; kind: ItemKind; orders: number }[]
}

/** What the orders placed since `from` say; cancelled and drafted ones do not count. */
export async function orderWords(store: Store, shop: string, from: string): Promise<OrderWords> {
  const orders = sql`customer_order o where o.shop = ${shop} and o.placed_at >= ${from}
    and o.record ->> '$.life' not in ('cancelled', 'draft')`
  const methods = await sql<OrderWords['methods'][number]>`
    select p.value ->> '$.method' as method, p.value ->> '$.title' as title, count(distinct o.id) as orders
    from (select * from ${orders}) o, json_each(o.record, '$.payments') p group by 1, 2 order by 1, 2`.execute(store)
  const rates = await sql<OrderWords['rates'][number]>`
    select coalesce(nullif(o.record ->> '$.shipping.country', ''), o.record ->> '$.billing.country', '') as country,
      l.value ->> '$.taxClass' as taxClass, l.value ->> '$.taxRate' as rate, count(distinct o.id) as orders
    from (select * from ${orders}) o, json_each(o.record, '$.lines') l
    where l.value ->> '$.taxRate' is not null and l.value ->> '$.gross' <> 0 group by 1, 2, 3 order by 1, 2, 3`.execute(
    store,
  )
  const lines = await sql<OrderWords['withoutArticle'][number]>`
    select l.value ->> '$.name' as name, l.value ->> '$.kind' as kind, count(distinct o.id) as orders
    from (select * from ${orders}) o, json_each(o.record, '$.lines') l
    left join order_line r on r.order_id = o.id and r.position = l.key
    where r.variant_id is null and (l.value ->> '$.kind' <> 'goods' or coalesce(l.value ->> '$.sku', '') = '')
    group by 1, 2 order by 1, 2`.execute(store)
  return { methods: methods.rows, rates: rates.rows, withoutArticle: lines.rows }
}
