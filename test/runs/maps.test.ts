import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { codeScope } from '../../src/runs/code-scope.ts'
import { MAP_TABLES } from '../../src/runs/map-tables.ts'
import { applyMapImport, exportMap, listMaps, mapNamed, planMapImport } from '../../src/runs/maps.ts'
import { checkMaps } from '../../src/runs/maps-check.ts'
import { openWorkspace } from '../../src/runs/workspace.ts'
import { type CodesWorkspace, codesWorkspace, ORDERS, type Row } from './codes-workspace.ts'
import { order } from './orders.ts'

const SOLD: Row[] = [
  ['CUP', '', '', 'CUP-1'],
  ['CLOTH', '', '', 'CLOTH-1'],
]
const MAPS = `codes: { from: [sku] }
locations: { BUTIK: shop, "0012": store }
${ORDERS.replace(
  '  tenders: { stripe: CARD }\n',
  `  tenders: # methods to tenders
    stripe: CARD
    "=cmd": ODD # a strange one
  taxes: { DK reduced-rate 12.5: S12, DK 25: S25, "25": X, "0": S0 }
  units: { "0042": 3 }
  lineKinds: { Carrier bag: fee }
`,
)}`

const counts = (plan: Awaited<ReturnType<typeof planMapImport>>) => [
  ...[plan.read, plan.new, plan.changed, plan.same, plan.skipped, plan.rejected, plan.remove.length],
]

async function take(world: CodesWorkspace, name: string, text: string) {
  const plan = await planMapImport(world.scope, mapNamed(name), world.write('map.csv', text))
  if (plan.rejected === 0) await applyMapImport(world.scope, plan)
  return plan
}

const yaml = ({ root }: CodesWorkspace) => readFileSync(join(root, 'partners/till.yaml'), 'utf8')

describe('maps as tables', () => {
  test('every map is a table; out and in again changes nothing', async () => {
    const world = await codesWorkspace(SOLD, MAPS)
    const rows = Object.fromEntries(listMaps(world.scope).map(({ table, rows: list }) => [table.name, list]))
    expect(rows).toEqual({
      taxes: [
        ['', '', '25', 'X'],
        ['', '', '0', 'S0'],
        ['DK', 'reduced-rate', '12.5', 'S12'],
        ['DK', '', '25', 'S25'],
      ].sort((a, b) => (a[2] === '0' ? -1 : 0) - (b[2] === '0' ? -1 : 0)),
      tenders: [
        ['stripe', 'CARD'],
        ['=cmd', 'ODD'],
      ],
      locations: [
        ['BUTIK', 'shop'],
        ['0012', 'store'],
      ],
      groups: null,
      states: null,
      units: [['0042', '3']],
      kinds: [
        ['shipping', 'SHIP'],
        ['fee', 'FEE'],
        ['rounding', 'ROUND'],
      ],
      lines: [['Carrier bag', 'fee']],
    })
    const before = yaml(world)
    for (const table of MAP_TABLES.filter(({ name }) => rows[name] !== null)) {
      const path = join(world.root, 'map.csv')
      const n = await exportMap(world.scope, table, path)
      expect(readFileSync(path, 'utf8')).not.toMatch(/(^|;)=/m)
      const plan = await planMapImport(world.scope, table, path)
      expect([table.name, counts(plan)]).toEqual([table.name, [n, 0, 0, n, 0, 0, 0]])
    }
    expect(yaml(world)).toBe(before)
  })

  test('a table goes into the YAML: new, changed and removed entries; comments and the rest stay', async () => {
    const world = await codesWorkspace(SOLD, MAPS)
    const before = yaml(world)
    const plan = await take(world, 'tenders', 'method,tender\nstripe,KORT\nvipps,0012\nvipps,0012\n')
    expect(counts(plan)).toEqual([3, 1, 1, 0, 1, 0, 1])
    expect(yaml(world)).toBe(
      before
        .replace('stripe: CARD\n    "=cmd": ODD # a strange one', 'stripe: KORT\n    vipps: "0012"')
        .replace('tenders: # methods to tenders\n', 'tenders:\n    # methods to tenders\n'),
    )
    const again = await openWorkspace(world.root)
    expect(again.partners.get('till')!.orders!.tenders).toEqual({ stripe: 'KORT', vipps: '0012' })
    await again.close()
  })

  test.each([
    ['taxes', 'country;class;rate;code\nDKK;;25;A\n', 2, 'country'],
    ['taxes', 'country;class;rate;code\nDK;;many;A\n', 2, 'rate'],
    ['taxes', 'country;class;rate;code\nDK;;25;\n', 2, 'code'],
    ['tenders', 'method;tender\nstripe;\n', 2, 'tender'],
    ['tenders', 'method;tender\nstripe;A\nstripe;B\n', 3, 'method'],
    ['units', 'sku;decimals\nA;4\n', 2, 'decimals'],
    ['kinds', 'kind;code\nhat;A\n', 2, 'kind'],
    ['lines', 'line;kind\nBag;goods\n', 2, 'kind'],
    ['locations', 'theirs;ours\n;shop\n', 2, 'theirs'],
  ])('%s: %j is rejected at line %i, column %s, and nothing is written', async (name, text, row, column) => {
    const world = await codesWorkspace(SOLD, MAPS)
    const before = yaml(world)
    const plan = await take(world, name, text)
    expect(plan.findings.map((f) => [f.code, f.row, f.column])).toEqual([['TB3056', row, column]])
    expect(yaml(world)).toBe(before)
  })

  test('a change with which the configuration would not hold together is taken back', async () => {
    const world = await codesWorkspace(SOLD, MAPS)
    const before = yaml(world)
    await expect(take(world, 'tenders', 'method;tender\n')).rejects.toThrow(/tenders/)
    expect(yaml(world)).toBe(before)
  })

  test.each([['a map nobody has', () => mapNamed('tender'), /Did you mean tenders/]])(
    '%s is told',
    (_, call, message) => {
      expect(call).toThrow(message)
    },
  )

  test('columns that are not there, and sections that are not, are told', async () => {
    const world = await codesWorkspace(SOLD, MAPS)
    await expect(take(world, 'tenders', 'a;b\n1;2\n')).rejects.toMatchObject({
      findings: [expect.objectContaining({ code: 'TB1004', expected: 'method, tender' })],
    })
    await expect(take(world, 'states', 'state;means\nPaid;paid\n')).rejects.toThrow(/not configured/)
  })
})

describe('maps check', () => {
  const unmapped = ORDERS.replace('fee: { code: FEE }, ', '').replace('stripe: CARD', 'vipps: MP')

  test('words of the orders that no map knows are told before an order stays for them', async () => {
    const world = await codesWorkspace(SOLD, `codes: { from: [sku] }\n${unmapped}  taxes: { "12": S12 }\n`)
    world.write(
      'shop/orders1.json',
      order(1, [{ name: 'Carrier bag', quantity: 1, total: '4.00' }], [{ name: 'Wrapping', total: '4.00' }]),
    )
    await world.run('shop-orders')
    expect((await checkMaps(world.scope)).map(({ code, column, found }) => [code, column, found])).toEqual([
      ['TB7005', 'orders.tenders', '"stripe" in 1 order'],
      ['TB7006', 'orders.taxes', 'DK 25 in 1 order'],
      ['TB7008', 'orders.lineKinds', '"Carrier bag" in 1 order'],
      ['TB7007', 'orders.kinds.fee', '"Wrapping" in 1 order'],
    ])
    expect(await world.run('orders')).toMatchObject({ new: 0, rejected: 1 })
  })

  test('with maps that know them all the order leaves, lines without a SKU as what they are', async () => {
    const decimals = ORDERS.replace('from: line.quantity', 'from: line.quantity, decimals: 2')
    const sections = `codes: { from: [sku] }\n${decimals}  lineKinds: { CARRIER  bag: fee }\n  units: { CLOTH-1: 2 }\n`
    const world = await codesWorkspace(SOLD, sections)
    world.write(
      'shop/orders1.json',
      order(1, [
        { name: 'Carrier bag', quantity: 1, total: '4.00' },
        { item: 'CLOTH', sku: 'CLOTH-1', quantity: 1.25, total: '8.00' },
      ]),
    )
    world.write('shop/orders2.json', order(2, [{ item: 'CUP', sku: 'CUP-1', quantity: 1.5, total: '8.00' }]))
    await world.run('shop-orders')
    expect(await checkMaps(codeScope(world.workspace))).toEqual([])
    const report = await world.run('orders')
    expect(report.findings.map(({ code, key }) => [code, key])).toEqual([['TB7018', '2']])
    const text = readFileSync(join(world.root, 'till/in/ORD_0001.csv'), 'utf8').split('\n').slice(1, 3)
    expect(text).toEqual(['1;1-1;FEE;fee;1.00;5.0000;5.00', '1;1-2;CLOTH-1;goods;1.25;8.0000;10.00'])
  })
})
