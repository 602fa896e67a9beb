import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dump, put, query, runOne } from '../end-to-end/a-workspace.ts'
import { at, orders, shopWorkspace, taken } from './shop-workspace.ts'

function known(root: string): string[] {
  return query<{ number: string; life: string }>(
    root,
    "select number, record ->> '$.life' as life from customer_order order by number",
  ).map(({ number, life }) => `${number} ${life}`)
}

test('every order file is read once, oldest first: each holds only what its export was asked for', async () => {
  const root = shopWorkspace()
  put(root, 'shop/orders_b.csv', orders('1001 paid', '1002 paid'), at(-30))
  put(root, 'shop/orders_a.csv', orders('1003 paid', '1001 cancelled'), at(-20))
  put(root, 'shop/orders_c.csv', orders('1004 paid'), at(-30))
  expect(taken(await runOne(root, 'shop-orders', at(0)))).toEqual([
    'orders_b.csv applied',
    'orders_c.csv applied',
    'orders_a.csv applied',
  ])
  expect(known(root)).toEqual(['1001 cancelled', '1002 open', '1003 open', '1004 open'])
  const before = dump(root)
  expect((await runOne(root, 'shop-orders', at(5))).result).toBe('nothing-to-do')
  expect(dump(root)).toEqual(before)
  put(root, 'shop/orders_d.csv', orders('1005 paid'), at(6))
  put(root, 'shop/orders_e.csv', orders('1006 paid'), at(7))
  expect(taken(await runOne(root, 'shop-orders', at(10)))).toEqual(['orders_d.csv applied', 'orders_e.csv applied'])
})

test('an order seen again as it is counts as seen then: a file exported in between is old', async () => {
  const root = shopWorkspace()
  put(root, 'shop/orders.csv', orders('1001 paid'), at(-100))
  await runOne(root, 'shop-orders', at(0))
  put(root, 'shop/orders.csv', orders('1001 paid', '1002 paid'), at(-10))
  await runOne(root, 'shop-orders', at(1))
  expect(query(root, 'select number, as_of from customer_order')).toEqual([
    { number: '1001', as_of: at(-10) },
    { number: '1002', as_of: at(-10) },
  ])
  put(root, 'upload/old.csv', orders('1001 cancelled'), at(-50))
  const job = { flow: 'shop-orders' as const, mode: 'run' as const, file: { path: join(root, 'upload/old.csv') } }
  expect((await runOne(root, job, at(5))).skipped).toBe(1)
  expect(known(root)).toEqual(['1001 open', '1002 open'])
  const before = dump(root)
  await runOne(root, 'shop-orders', at(6))
  expect(dump(root)).toEqual(before)
})

test('a state that comes back is news, though its bytes were read before', async () => {
  const root = shopWorkspace()
  for (const [i, state] of ['pending', 'cancelled', 'pending'].entries()) {
    put(root, 'shop/orders.csv', orders(`1001 ${state}`), at(2 * i))
    expect((await runOne(root, 'shop-orders', at(2 * i + 1))).result).toBe('ok')
  }
  const [, life] = known(root)[0]!.split(' ')
  expect(life).not.toBe('cancelled')
})

test('what is wrong with one order file is not closed by another', async () => {
  const root = shopWorkspace()
  const open = () =>
    query<{ code: string }>(root, "select code from issue where state = 'open' order by code").map(({ code }) => code)
  put(root, 'shop/orders_1.csv', 'nothing\r\nof the kind\r\n', at(-30))
  put(root, 'shop/orders_2.csv', orders('1001 paid S0 x', '1002 paid'), at(-20))
  put(root, 'shop/orders_3.csv', orders('1003 paid'), at(-10))
  await runOne(root, 'shop-orders', at(0))
  expect(open()).toEqual(['TB1020', 'TB2101'])
  put(root, 'shop/orders_2.csv', orders('1001 paid', '1002 paid'), at(5))
  await runOne(root, 'shop-orders', at(6))
  expect(open()).toEqual(['TB1020'])
  put(root, 'shop/orders_1.csv', orders('1004 paid'), at(7))
  await runOne(root, 'shop-orders', at(8))
  expect(open()).toEqual([])
})
