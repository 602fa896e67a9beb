import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { setCode } from '../../src/runs/codes-set.ts'
import { listIssues } from '../../src/store/issues.ts'
import { listShopStock } from '../../src/store/stock.ts'
import { CATALOGUE, type CodesWorkspace, codesWorkspace, keyOf, ORDERS, type Row, STOCK } from './codes-workspace.ts'
import { order } from './orders.ts'

const by = 'Anna'

/** Rows of the newest file the till was given, by a prefix of its name, without the header. */
function sent({ root }: CodesWorkspace, prefix: string): string[] {
  const names = readdirSync(join(root, 'till/in')).filter((name) => name.startsWith(prefix))
  const name = names.sort().at(-1)
  return name === undefined
    ? []
    : readFileSync(join(root, 'till/in', name), 'utf8')
        .trimEnd()
        .split('\n')
        .slice(1)
}

async function issues({ workspace }: CodesWorkspace): Promise<string[]> {
  const all = await listIssues(workspace.store, { limit: 50 })
  return all.map(({ code, key, state }) => `${code} ${key} ${state}`).sort()
}

/** A stock file of the till, of now; returns what the shop should show. */
async function told(world: CodesWorkspace, rows: string): Promise<Record<string, number | null>> {
  world.later(10)
  world.write(`till/out/STOCK${world.workspace.now().getTime()}.csv`, `code;qty\n${rows}`)
  const report = await world.run('stock')
  expect(report.findings.filter(({ severity }) => severity === 'error')).toEqual([])
  await world.run('shop-stock')
  const shown = await listShopStock(world.workspace.store, 'main')
  return Object.fromEntries(shown.map(({ code, wanted }) => [code, wanted / 1000]))
}

describe('the gate', () => {
  const good: Row[] = [
    ['CUP', '', '', 'CUP-1'],
    ['MUG', '', '', 'MUG-1'],
  ]
  const carried = 'codes: { from: [sku] }\n'

  test('what has no code stays, the rest leaves; it leaves by itself when it has one, and its issue closes', async () => {
    const world = await codesWorkspace([...good, ['BAG', '', '', '']], carried + CATALOGUE)
    expect(await world.run('catalogue')).toMatchObject({ result: 'done-with-issues', new: 2, rejected: 1 })
    expect(sent(world, 'CAT')).toEqual(['CUP-1;new;CUP;10.00', 'MUG-1;new;MUG;10.00'])
    expect(await issues(world)).toEqual([`TB3003 ${keyOf('BAG')} open`])

    await setCode(world.scope, { code: 'BAG-1', variant: keyOf('BAG'), by })
    world.later()
    expect(await world.run('catalogue')).toMatchObject({ result: 'ok', new: 1, rejected: 0 })
    expect(sent(world, 'CAT')).toEqual(['BAG-1;new;BAG;10.00'])
    expect(await issues(world)).toEqual([`TB3003 ${keyOf('BAG')} resolved`])
  })

  test('two variants with one code stay both, until the shop tells them apart', async () => {
    const world = await codesWorkspace([...good, ['BAG', '', '', 'X'], ['BOX', '', '', 'X']], carried + CATALOGUE)
    expect(await world.run('catalogue')).toMatchObject({ new: 2, rejected: 2 })
    expect(await issues(world)).toContain('TB3004 X open')
    await world.sells([...good, ['BAG', '', '', 'X'], ['BOX', '', '', 'Y']])
    expect(await world.run('catalogue')).toMatchObject({ new: 2, rejected: 0 })
    expect(sent(world, 'CAT')).toEqual(['X;new;BAG;10.00', 'Y;new;BOX;10.00'])
    expect(await issues(world)).toContain('TB3004 X resolved')
  })

  test('a code that the shop changed after it was issued stays until somebody has decided', async () => {
    const world = await codesWorkspace(good, carried + CATALOGUE)
    await world.run('catalogue')
    await world.sells([
      ['CUP', '', '', 'CUP-2', '', '12'],
      ['MUG', '', '', 'MUG-1', '', '12'],
    ])
    expect(await world.run('catalogue')).toMatchObject({ changed: 1, rejected: 1 })
    expect(sent(world, 'CAT')).toEqual(['MUG-1;changed;MUG;12.00'])
    expect(await issues(world)).toEqual([`TB3007 ${keyOf('CUP')} open`])
    await setCode(world.scope, { code: 'CUP-2', variant: keyOf('CUP'), by })
    world.later()
    expect(await world.run('catalogue')).toMatchObject({ changed: 1, rejected: 0 })
    expect(sent(world, 'CAT')).toEqual(['CUP-2;changed;CUP;12.00'])
    expect(await issues(world)).toEqual([`TB3007 ${keyOf('CUP')} resolved`])
  })

  test('an order with a line in doubt stays, the others leave; it follows when the cause is gone', async () => {
    const world = await codesWorkspace([...good, ['BAG', '', '', '']], carried + ORDERS)
    world.write('shop/orders1.json', order(1, [{ item: 'CUP', sku: 'CUP-1', quantity: 1, total: '8.00' }]))
    world.write('shop/orders2.json', order(2, [{ item: 'BAG', quantity: 1, total: '8.00' }]))
    await world.run('shop-orders')
    expect(await world.run('orders')).toMatchObject({ new: 1, rejected: 1 })
    expect(sent(world, 'ORD')).toEqual(['1;1-1;CUP-1;goods;1;10.0000;10.00'])
    expect((await issues(world)).filter((issue) => issue.startsWith('TB7'))).toEqual(['TB7008 2 open'])
    await setCode(world.scope, { code: 'BAG-1', variant: keyOf('BAG'), by })
    world.later()
    expect(await world.run('orders')).toMatchObject({ new: 1, rejected: 0 })
    expect(sent(world, 'ORD')).toEqual(['2;2-1;BAG-1;goods;1;10.0000;10.00'])
    expect((await issues(world)).filter((issue) => issue.startsWith('TB7'))).toEqual(['TB7008 2 resolved'])
  })
})

describe('lines without a SKU', () => {
  const sold: Row[] = [['CUP', '', '', 'CUP-1']]
  const carried = 'codes: { from: [sku] }\n'

  test('leave under the code of their kind, each with an id of its own, and move no stock', async () => {
    const world = await codesWorkspace(sold, carried + STOCK + ORDERS)
    const cup = { item: 'CUP', sku: 'CUP-1', quantity: 2, total: '16.00' }
    const fees = [
      { name: 'Wrapping', total: '4.00' },
      { name: 'Wrapping', total: '4.00' },
    ]
    world.write('shop/orders1.json', order(1, [cup], fees))
    await world.run('shop-orders')
    expect(await told(world, 'CUP-1;9\n')).toEqual({ 'CUP-1': 7 })
    expect(await world.run('orders')).toMatchObject({ new: 1, rejected: 0 })
    expect(sent(world, 'ORD')).toEqual([
      ...['1;1-1;CUP-1;goods;2;10.0000;20.00', '1;1-2;FEE;fee;1;5.0000;5.00', '1;1-3;FEE;fee;1;5.0000;5.00'],
    ])
  })

  test('keep their order back where no code is mapped for them', async () => {
    const world = await codesWorkspace(sold, carried + ORDERS.replace('fee: { code: FEE }, ', ''))
    world.write(
      'shop/orders1.json',
      order(1, [{ item: 'CUP', sku: 'CUP-1', quantity: 1, total: '8.00' }], [{ name: 'Bag', total: '4.00' }]),
    )
    await world.run('shop-orders')
    expect(await world.run('orders')).toMatchObject({ new: 0, rejected: 1 })
    expect((await issues(world)).filter((issue) => issue.startsWith('TB7'))).toEqual(['TB7007 1 open'])
  })
})

describe('aliases, packs and shared codes', () => {
  const sold: Row[] = [
    ['BEER', '', '', 'BEER-33'],
    ['WINE', '', '', 'WINE-75'],
  ]
  const carried = 'codes: { from: [sku] }\n'

  test('what the till counts under an alias counts for the variant, times its factor', async () => {
    const world = await codesWorkspace(sold, carried + STOCK)
    await told(world, 'BEER-33;1\n')
    await setCode(world.scope, { code: 'SIX', variant: 'BEER-33', alias: true, factor: 6000, by })
    await setCode(world.scope, { code: 'HALF', variant: 'WINE-75', alias: true, factor: 500, by })
    expect(await told(world, 'BEER-33;5\nSIX;4\nWINE-75;2\nHALF;3\n')).toEqual({ 'BEER-33': 29, 'WINE-75': 3.5 })
  })

  test('an alias that has ended is no code of the shop any more, and its stock does not count', async () => {
    const world = await codesWorkspace(sold, carried + STOCK)
    await told(world, 'BEER-33;1\n')
    await setCode(world.scope, { code: 'SIX', variant: 'BEER-33', alias: true, factor: 6000, by })
    await told(world, 'BEER-33;5\nSIX;4\n')
    await setCode(world.scope, { code: 'SIX', end: true, by })
    expect(await told(world, 'BEER-33;5\n')).toEqual({ 'BEER-33': 5 })
    world.later(10)
    world.write('till/out/STOCK9.csv', 'code;qty\nBEER-33;5\nSIX;4\n')
    expect((await world.run('stock')).findings.map(({ code, found }) => [code, found])).toEqual([['TB3001', 'SIX']])
  })

  test('a code of a pack: its stock is pieces, orders are packs or stay, its price is that of a pack', async () => {
    const world = await codesWorkspace(sold, carried + STOCK + CATALOGUE + ORDERS)
    await setCode(world.scope, { code: 'BEER-6', variant: 'BEER-33', factor: 6000, by })
    await world.run('catalogue')
    expect(sent(world, 'CAT')).toEqual(['BEER-6;new;BEER;60.00', 'WINE-75;new;WINE;10.00'])
    world.write('shop/orders1.json', order(1, [{ item: 'BEER', sku: 'BEER-33', quantity: 12, total: '96.00' }]))
    world.write('shop/orders2.json', order(2, [{ item: 'BEER', sku: 'BEER-33', quantity: 7, total: '56.00' }]))
    world.write('shop/orders3.json', order(3, [{ item: 'BEER', sku: 'BEER-33', quantity: 3, total: '24.00' }]))
    await world.run('shop-orders')
    expect(await told(world, 'BEER-6;10\n')).toEqual({ 'BEER-33': 60 - 12 - 7 - 3 })
    const report = await world.run('orders')
    expect(report).toMatchObject({ new: 1, rejected: 2 })
    expect(report.findings.map(({ code, key }) => [code, key])).toEqual([
      ['TB3050', '2'],
      ['TB7018', '3'],
    ])
    expect(sent(world, 'ORD')).toEqual(['1;1-1;BEER-6;goods;2;60.0000;120.00'])
  })

  test('variants of a share group have the same stock, less what was ordered of any; one row leaves for them', async () => {
    const world = await codesWorkspace([...sold, ['BEER-GIFT', '', '', 'BEER-G']], carried + STOCK + CATALOGUE + ORDERS)
    await setCode(world.scope, { code: 'BEER-33', variant: 'BEER-33', by })
    await setCode(world.scope, { code: 'BEER-33', variant: 'BEER-G', share: 'beer', by })
    await world.run('catalogue')
    expect(sent(world, 'CAT')).toEqual(['BEER-33;new;BEER;10.00', 'WINE-75;new;WINE;10.00'])
    world.write('shop/orders1.json', order(1, [{ item: 'BEER-GIFT', sku: 'BEER-G', quantity: 2, total: '16.00' }]))
    await world.run('shop-orders')
    expect(await told(world, 'BEER-33;10\nWINE-75;1\n')).toEqual({ 'BEER-33': 8, 'BEER-G': 8, 'WINE-75': 1 })
    await world.run('orders')
    expect(sent(world, 'ORD')).toEqual(['1;1-1;BEER-33;goods;2;10.0000;20.00'])
    // The one that holds the code may leave the shop; the till keeps the article for the other.
    await world.sells([
      ['WINE', '', '', 'WINE-75'],
      ['BEER-GIFT', '', '', 'BEER-G'],
    ])
    expect(await world.run('catalogue')).toMatchObject({ result: 'nothing-to-do' })
  })
})
