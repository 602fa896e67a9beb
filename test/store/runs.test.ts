import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { openStore, type Store } from '../../src/store/open.ts'
import { latestRuns } from '../../src/store/runs.ts'

async function emptyStore(): Promise<Store> {
  const store = await openStore(':memory:')
  onTestFinished(() => store.destroy())
  return store
}

async function add(store: Store, id: string, flow: string, partner: string | null, shop: string | null, at: string) {
  await sql`insert into run values (${id}, ${flow}, ${partner}, ${shop}, 'ok', '', ${at}, null, 1, null, '{}')`.execute(
    store,
  )
}

test('the newest run of each flow and side, the last of those that began at once', async () => {
  const store = await emptyStore()
  expect(await latestRuns(store)).toEqual([])
  const rows: [string, string, string | null, string | null, string][] = [
    ['a1', 'stock', 'a', null, '1'],
    ['a2', 'stock', 'a', null, '3'],
    ['a3', 'stock', 'a', null, '2'],
    ['b1', 'stock', 'b', null, '1'],
    ['b3', 'stock', 'b', null, '1'],
    ['b2', 'stock', 'b', null, '1'],
    ['m1', 'shop-orders', null, 'main', '1'],
    ['o1', 'shop-orders', null, 'other', '0'],
    ['a9', 'orders', 'a', null, '0'],
  ]
  for (const row of rows) await add(store, ...row)
  expect((await latestRuns(store)).map((run) => run.id)).toEqual(['a9', 'm1', 'o1', 'a2', 'b3'])
})

test('is found without going through the runs that came after it', async () => {
  const store = await emptyStore()
  const many = (flow: string, from: number, count: number) =>
    sql`with recursive n (i) as (select ${from} union all select i + 1 from n where i < ${from + count - 1})
      insert into run select ${flow} || cast(i as integer), ${flow}, 'till', null, 'ok', '', printf('%09d', i), null, 1, null, '{}' from n`.execute(
      store,
    )
  await many('items', 0, 8_000)
  await many('stock', 10_000, 8_000)
  const started = performance.now()
  expect((await latestRuns(store)).map((run) => run.id)).toEqual(['items7999', 'stock17999'])
  // Going through them takes 64 million steps, many seconds on any machine.
  expect(performance.now() - started).toBeLessThan(1_000)
})
