import path from 'node:path'
import { expect, test } from 'vitest'
import { DOCS_EXAMPLE_PARTNER, DOCS_EXAMPLE_WORKSPACE } from '../../src/config/docs-examples.ts'
import { loadWorkspace, parsePartner } from '../../src/config/load.ts'
import { configFinding } from '../../src/config/problems.ts'
import { UsageError } from '../../src/model/errors.ts'
import { configErrorOf, SHOP_YAML, TILL_YAML, workspaceFolder } from './workspace-folder.ts'

const STOCK = `stock:
  file: "STK*.csv"
  quantityMeans: onHand
  bookedWhen: imported
  listsZeros: no
  columns: { code: { header: CODE }, quantity: { header: QTY } }
`

function problemsOf(files: Record<string, string>, options = {}): string[] {
  const root = workspaceFolder({ 'tillbridge.yaml': SHOP_YAML, ...files })
  return configErrorOf(() => loadWorkspace(root, {}, options)).problems.map(
    (p) => `${p.file}:${p.line}:${p.column} ${p.code} ${p.message}`,
  )
}

test('the examples of the reference load as one workspace', () => {
  const root = workspaceFolder({
    'tillbridge.yaml': DOCS_EXAMPLE_WORKSPACE,
    'partners/my-till.yaml': DOCS_EXAMPLE_PARTNER,
  })
  const loaded = loadWorkspace(root, {})
  expect(loaded.root).toBe(root)
  expect(loaded.file).toBe(path.join(root, 'tillbridge.yaml'))
  expect([...loaded.shops.keys()]).toEqual(['toys'])
  const till = loaded.partners.get('my-till')!
  expect(till.stock).toMatchObject({ listsZeros: false, settle: 2, guards: { coverage: 0.9, rows: 0.5, age: 93_600 } })
  expect(till.orders).toMatchObject({ ordersPerFile: 1, ordersFrom: '2026-11-20' })
  expect(till.locations).toEqual({ '01': 'aarhus', '02': 'odense' })
})

test.each([
  ['the folder', '.'],
  ['the file', 'tillbridge.yml'],
])('a workspace is named by %s, and .yml is as good as .yaml', (_, where) => {
  const root = workspaceFolder({
    'tillbridge.yml': SHOP_YAML,
    'partners/till.yml': `\ufeff${TILL_YAML.replaceAll('\n', '\r\n')}`,
  })
  const loaded = loadWorkspace(path.join(root, where), {})
  expect([...loaded.partners.keys()]).toEqual(['till'])
  expect(loaded.file).toBe(path.join(root, 'tillbridge.yml'))
})

test('what is no partner file is left alone', () => {
  const root = workspaceFolder({
    'tillbridge.yaml': SHOP_YAML,
    'partners/till.yaml': TILL_YAML,
    'partners/till.yaml~': 'not: [yaml',
    'partners/.till.yaml.swp': 'x',
    'partners/notes.txt': 'x',
    'partners/old/x.yaml': 'x',
  })
  expect([...loadWorkspace(root, {}).partners.keys()]).toEqual(['till'])
})

test.each([
  ['no-such-folder', /there is no .*no-such-folder.*tillbridge init/],
  ['.', /there is no tillbridge\.yaml in .*--config/],
])('without a workspace in %s the message says how to get one', (where, message) => {
  const root = workspaceFolder({ 'readme.txt': '' })
  expect(() => loadWorkspace(path.join(root, where), {})).toThrow(UsageError)
  expect(() => loadWorkspace(path.join(root, where), {})).toThrow(message)
})

test('a dialect that a file does not have is not made up: the partner has one', () => {
  const partner = parsePartner(`${TILL_YAML}dialect: { encoding: cp865 }\n${STOCK}`)
  expect(partner.dialect.encoding).toBe('cp865')
  expect(partner.stock!.dialect).toBeUndefined()
  const own = parsePartner(`${TILL_YAML}${STOCK}  dialect: { delimiter: tab }\n`)
  expect(own.stock!.dialect).toMatchObject({ delimiter: '\t', encoding: 'utf-8', newline: 'crlf' })
})

test('keys that look like numbers stay as they are written', () => {
  const { locations } = parsePartner(`${TILL_YAML}locations: { 01: aarhus, 1: odense, 1e3: vejle }\n`)
  expect(locations).toEqual({ '01': 'aarhus', '1': 'odense', '1e3': 'vejle' })
})

test('anchors and aliases work, and a problem behind an alias has a place', () => {
  const text = `${TILL_YAML}dialect: &d { encoding: cp850 }\n${STOCK}  dialect: *d\n`
  expect(parsePartner(text).stock!.dialect!.encoding).toBe('cp850')
  const error = configErrorOf(() => parsePartner(text.replace('cp850', 'cp999')))
  expect(error.problems.map((p) => `${p.line}:${p.column}`)).toEqual(['5:25'])
})

test('an alias that holds itself ends in a message, not in a hang', () => {
  expect(() => parsePartner(`${TILL_YAML}locations: &a { x: *a }\n`)).toThrow(/TB010/)
})

test('problems of all files come at once, tillbridge.yaml first, by line', () => {
  expect(
    problemsOf({
      'tillbridge.yaml': SHOP_YAML.replace('gross', 'brutto'),
      'partners/b.yaml': `${TILL_YAML.replace('till', 'b')}titel: B\n`,
      'partners/a.yaml': `${TILL_YAML.replace('till', 'a').replace('DKK', 'KR')}titel: A\n`,
    }),
  ).toEqual([
    'tillbridge.yaml:2:96 TB0103 "brutto" is not possible for "prices"; expected gross or net',
    'partners/a.yaml:4:11 TB0103 "KR" is not possible for "currency"; expected an ISO 4217 currency such as EUR or DKK',
    'partners/a.yaml:5:1 TB0102 unknown key "titel"',
    'partners/b.yaml:5:1 TB0102 unknown key "titel"',
  ])
})

const TWO_SHOPS = `${SHOP_YAML}  books: { kind: shopify, folder: b, timeZone: Europe/Copenhagen, currency: DKK, prices: gross }\n`

test.each([
  [
    'with two shops a partner must say its shop',
    { 'tillbridge.yaml': TWO_SHOPS, 'partners/till.yaml': TILL_YAML },
    [
      'partners/till.yaml:1:1 TB0104 "shop" is not said. There are 2 shops (toys, books). To which of the shops does this partner belong?',
    ],
  ],
  [
    'stock from a partner without stock',
    {
      'tillbridge.yaml': `${SHOP_YAML.replace('gross }', 'gross, stock: { from: [till] } }')}`,
      'partners/till.yaml': TILL_YAML,
    },
    ['tillbridge.yaml:2:119 TB0107 partner "till" has no `stock`, so its stock cannot count'],
  ],
  [
    'a broken partner still counts as there',
    {
      'tillbridge.yaml': `${SHOP_YAML.replace('gross }', 'gross, stock: { from: [till] } }')}`,
      'partners/till.yaml': `${TILL_YAML}stock: [\n`,
    },
    ['partners/till.yaml:5:8 TB0101 a [ is opened and never closed'],
  ],
  [
    'a shop location that stands for a location nobody has',
    {
      'tillbridge.yaml': SHOP_YAML.replace(
        'gross }',
        'gross, stock: { from: [till], locations: { Shop: [main, aarhus] } } }',
      ),
      'partners/till.yaml': `${TILL_YAML}locations: { "1": aarhus }\n${STOCK.replace('quantity: {', 'location: { header: STORE }, quantity: {')}`,
    },
    ['tillbridge.yaml:2:146 TB0108 there is no location "main"'],
  ],
  [
    'a location column without a list of locations',
    { 'partners/till.yaml': `${TILL_YAML}${STOCK.replace('quantity: {', 'location: { header: STORE }, quantity: {')}` },
    [
      'partners/till.yaml:1:1 TB0104 "locations" is not said. The stock file names locations. Which of your locations stands behind each word the till writes?',
    ],
  ],
  [
    'two partners that would take the same file',
    {
      'partners/a.yaml': `${TILL_YAML.replace('till', 'a')}${STOCK}`,
      'partners/b.yaml': `${TILL_YAML.replace('till', 'b')}${STOCK.replace('STK*', 'stk_{date:yyyyMMdd}')}`,
    },
    [
      'partners/b.yaml:6:3 TB0107 in the same folder "STK*.csv" (stock of partner "a") fits the same names as "stk_{date:yyyyMMdd}.csv"',
    ],
  ],
  [
    'an order file that would be read as stock',
    {
      'partners/till.yaml': `${TILL_YAML}${STOCK.replace('STK*', '*')}orders: { file: "ORD{seq:4}.csv", document: stock, ordersFrom: 2026-11-20, columns: [{ from: line.code }] }\n`,
    },
    ['partners/till.yaml:11:11 TB0107 in the same folder "*.csv" (stock) fits the same names as "ORD{seq:4}.csv"'],
  ],
  [
    'two files for one partner',
    { 'partners/till.yaml': TILL_YAML, 'partners/till.yml': TILL_YAML },
    ['partners/till.yml:1:1 TB0107 there are two files for the partner "till": till.yaml and till.yml'],
  ],
  [
    'a generic shop without columns',
    { 'tillbridge.yaml': SHOP_YAML.replace('woocommerce', 'generic') },
    ['tillbridge.yaml:2:3 TB0104 "formats" is not said. Which columns do the exported files of this shop have?'],
  ],
])('%s', (_, files, expected) => {
  expect(problemsOf(files as unknown as Record<string, string>)).toEqual(expected)
})

test.each([
  ['STK*.csv', 'STK_{date:yyyyMMdd}.csv', true],
  ['STOCK.csv', 'stock.CSV', true],
  ['A*.csv', 'B*.csv', false],
  ['*.csv', '*.txt', false],
  ['ORD{seq:4}.csv', 'ORDX.csv', false],
  ['ORD{seq:4}.csv', 'ORD0001.csv', true],
  ['{partner}.csv', 'x.csv', false],
  ['?B.csv', 'AB.csv', true],
])('names %s and %s in one folder: taken for one another is %s', (a, b, overlap) => {
  const files = {
    'tillbridge.yaml': SHOP_YAML,
    'partners/a.yaml': `${TILL_YAML.replace('till', 'a')}${STOCK.replace('STK*.csv', a)}`,
    'partners/b.yaml': `${TILL_YAML.replace('till', 'b')}${STOCK.replace('STK*.csv', b)}`,
  }
  const load = () => loadWorkspace(workspaceFolder(files), {})
  if (overlap) expect(configErrorOf(load).problems.map((p) => p.code)).toEqual(['TB0107'])
  else expect(load().partners.size).toBe(2)
})

const FIELDS = {
  stock: ['code', 'quantity', 'barcode'],
  items: ['code', 'name'],
  order: ['order.number'],
  line: ['line.code', 'line.quantity'],
  payment: ['payment.tender'],
  catalogue: ['code', 'option:*'],
  shopProducts: ['sku', 'option:*'],
  shopOrders: ['number'],
}

test('columns that name no field are told when the fields are known', () => {
  const text = `${TILL_YAML}${STOCK.replace('code: {', 'barcod: { header: EAN }, code: {')}orders:
  file: "ORD{seq:4}.csv"
  document: stock
  ordersFrom: 2026-11-20
  columns: [{ from: order.nummer }, { from: line.code }]
  paymentColumns: []
catalogue:
  file: "CAT{seq:4}.csv"
  columns: [{ from: code }, { from: "option:Colour" }, { from: sku }]
`
  expect(problemsOf({ 'partners/till.yaml': text }, { fields: FIELDS })).toEqual([
    'partners/till.yaml:10:14 TB0102 unknown field "barcod"',
    'partners/till.yaml:15:21 TB0103 unknown field "order.nummer"',
    'partners/till.yaml:19:64 TB0103 unknown field "sku"',
  ])
  expect(configErrorOf(() => parsePartner(text, 'partner.yaml', { fields: FIELDS })).problems[0]!.suggestion).toBe(
    'did you mean "barcode"?',
  )
})

test('a problem becomes a finding with line, key, found and expected', () => {
  const { problems } = configErrorOf(() => parsePartner(`${TILL_YAML}dialect: { encoding: cp85 }\n`))
  expect(problems.map(configFinding)).toEqual([
    {
      code: 'TB0103',
      severity: 'error',
      row: 5,
      column: 'dialect.encoding',
      found: 'cp85',
      expected: expect.stringMatching(/^utf-8, .* or us-ascii$/),
      fix: expect.stringMatching(/did you mean "cp8\d\d"\?/),
      key: 'partner.yaml:dialect.encoding',
    },
  ])
})

test.each([
  ['ORD_{seq:4}.csv', true],
  ['ORD_{order}.csv', true],
  ['ORD_{date:yyyyMMdd}_{time:HHmmss}.csv', true],
  ['ORD_{date:yyyyMMddHHmmss}.csv', true],
  ['ORD_{date:yyyyMMdd}.csv', false],
  ['ORD_{time:HHmmss}.csv', false],
  ['ORD.csv', false],
])('with one order per file the name %s keeps orders apart: %s', (file, apart) => {
  const text = `${TILL_YAML}orders:
  file: "${file}"
  document: stock
  ordersFrom: 2026-11-20
  ordersPerFile: 1
  columns: [{ from: line.code }]
`
  if (apart) expect(parsePartner(text).orders!.file).toBe(file)
  else expect(configErrorOf(() => parsePartner(text)).problems.map((p) => p.code)).toEqual(['TB0107'])
})
