import fc from 'fast-check'
import { expect, test } from 'vitest'
import { levels, put, runOne, workspaceOf } from './a-workspace.ts'
import { applyFile, type StockRow, type StockRules, type World } from './stock-model.ts'

/*
 * Random small worlds: what an earlier file left, rows with codes of the shop, strangers and damage, every duplicate rule,
 * both meanings of an absent row. The planned and applied result must be that of the model in memory, a few lines long.
 */

const CODES = ['A-1', 'B-2', 'C-3', 'D-4', 'E-5']
const LOCATIONS = ['shop', 'back']

const row = fc.record({
  code: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...CODES) },
    { weight: 1, arbitrary: fc.constantFrom('X-9', 'CAFE', 'Y 1') },
    { weight: 1, arbitrary: fc.constantFrom('a-1', 'B2', '0C-3') },
  ),
  location: fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...LOCATIONS) }, fc.constant('moon')),
  cell: fc.oneof(
    { weight: 10, arbitrary: fc.integer({ min: -3, max: 6 }).map(String) },
    { weight: 1, arbitrary: fc.constantFrom('', '1.5', 'x', '1e3') },
  ),
}) satisfies fc.Arbitrary<StockRow>

const rules = fc.record({
  duplicates: fc.constantFrom('reject', 'sum', 'last'),
  listsZeros: fc.boolean(),
}) satisfies fc.Arbitrary<StockRules>

const file = fc.array(row, { minLength: 1, maxLength: 12 })

test('plan and run of random files equal the model, and counts add up', async () => {
  const root = workspaceOf({
    'tillbridge.yaml': WORKSPACE,
    'shop/products.csv': ['sku;name', ...CODES.map((code) => `${code};${code}`), ''].join('\n'),
    'partners/till.yaml': partner('till', { duplicates: 'reject', listsZeros: true }),
  })
  await runOne(root, 'shop-catalogue')
  let worlds = 0
  const property = fc.asyncProperty(rules, fc.array(file, { minLength: 1, maxLength: 3 }), async (settings, files) => {
    // A partner of its own for every world: it begins without levels.
    const name = `till-${worlds++}`
    put(root, `partners/${name}.yaml`, partner(name, settings))
    let world: World = new Map()
    for (const [i, rows] of files.entries()) {
      const at = new Date(Date.parse('2026-11-20T07:00:00Z') + i * 60_000).toISOString()
      put(
        root,
        'STOCK.csv',
        ['code;location;pieces', ...rows.map((r) => `${r.code};${r.location};${r.cell}`), ''].join('\n'),
        at,
      )
      const job = { flow: 'stock' as const, partner: name, file: { path: `${root}/STOCK.csv` } }
      const before = levelsOf(root, name)
      const planned = await runOne(root, { ...job, mode: 'plan' })
      expect(levelsOf(root, name), 'a plan writes nothing').toEqual(before)
      const report = await runOne(root, { ...job, mode: 'run' })
      const seenBefore = i > 0 && JSON.stringify(files[i - 1]) === JSON.stringify(rows)
      const expected = applyFile(world, rows, CODES, LOCATIONS, settings)
      const counts = ({ read, new: fresh, changed, same, skipped, rejected }: typeof report) => ({
        read,
        fresh,
        changed,
        same,
        skipped,
        rejected,
      })
      expect(counts(planned)).toEqual(counts(report))
      if (!seenBefore) expect(counts(report)).toEqual(expected.counts)
      expect(levelsOf(root, name)).toEqual(Object.fromEntries([...expected.world].sort()))
      world = expected.world
    }
  })
  await fc.assert(property, { numRuns: 25, interruptAfterTimeLimit: 90_000 })
}, 120_000)

function levelsOf(root: string, name: string): Record<string, number> {
  const found = levels(root, name).map((l): [string, number] => [`${l.code} ${l.location}`, Number(l.quantity)])
  return Object.fromEntries(found.sort())
}

const WORKSPACE = `shops:
  main:
    kind: generic
    folder: shop
    timeZone: UTC
    currency: DKK
    prices: gross
    dialect: { delimiter: ";" }
    products: products.csv
    formats: { products: { columns: { sku: { header: sku }, name: { header: name } } } }
`

function partner(name: string, { duplicates, listsZeros }: StockRules): string {
  return `partner: ${name}
folder: ${name}
timeZone: UTC
currency: DKK
locations: { shop: shop, back: back }
stock:
  file: STOCK.csv
  quantityMeans: onHand
  bookedWhen: imported
  listsZeros: ${listsZeros ? 'yes' : 'no'}
  duplicates: ${duplicates}
  columns: { code: { header: code }, location: { header: location }, quantity: { header: pieces } }
  guards: { rows: off, coverage: off, zeroed: off, changed: off, unknown: off, rejected: off, format: off }
`
}
