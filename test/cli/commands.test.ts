import { spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { emptyFolder, freshDemo, onTerminal, ranDemo, tillbridge, tillbridgeJson } from './spawned.ts'

vi.setConfig({ testTimeout: 60_000 })

const COUNTS = ['read', 'new', 'changed', 'same', 'skipped', 'rejected'] as const
const STOCK = resolve(import.meta.dirname, '../../examples/demo/till/out/STOCK_20261120.csv')
const WEBSHOPS = resolve(import.meta.dirname, '../../fixtures/webshops')

type Counted = Record<(typeof COUNTS)[number], number>

function addsUp(counts: Counted): void {
  for (const name of COUNTS) expect(counts[name], name).toBeTypeOf('number')
  expect(counts.read).toBe(counts.new + counts.changed + counts.same + counts.skipped + counts.rejected)
}

const FINDING_KEYS = ['code', 'severity', 'row', 'column', 'found', 'expected', 'fix']

function wholeFindings(findings: Record<string, unknown>[]): void {
  for (const one of findings) expect(Object.keys(one)).toEqual(expect.arrayContaining(FINDING_KEYS))
}

describe('check FILE', () => {
  test.each([
    ['woocommerce-products.csv', 'woocommerce-products', ['items', 'variants']],
    ['woocommerce-products-da.csv', 'woocommerce-products', ['items', 'variants']],
    ['shopify-products-new.csv', 'shopify-products', ['items', 'variants']],
    ['shopify-orders.csv', 'shopify-orders', ['orders', 'lines']],
    ['shopify-inventory-2024.csv', 'shopify-inventory', []],
    ['magento-products.csv', 'magento-products', ['items', 'variants']],
    ['magento-stock-sources.csv', 'magento-stock-sources', []],
    ['woocommerce-rest-products.json', 'woocommerce-rest-products', ['items', 'variants']],
    ['woocommerce-rest-variations.json', 'woocommerce-rest-variations', ['variants']],
    ['woocommerce-rest-orders.json', 'woocommerce-rest-orders', ['orders', 'lines']],
  ])('%s is %s by its header, without a workspace', (name, kind, figures) => {
    const { json, code } = tillbridgeJson(emptyFolder(), ['check', join(WEBSHOPS, name)])
    expect(json).toMatchObject({ file: join(WEBSHOPS, name), kind, kindGuessed: true, encoding: 'utf-8' })
    expect(json.read).toBeGreaterThan(0)
    expect([0, 3]).toContain(code)
    for (const figure of figures) expect(json[figure], figure).toBeGreaterThan(0)
    addsUp(json)
    wholeFindings(json.findings)
  })

  test('the kind that is said is not guessed', () => {
    const file = join(WEBSHOPS, 'shopify-orders.csv')
    expect(tillbridgeJson(emptyFolder(), ['check', file, '--as', 'shopify-orders']).json.kindGuessed).toBe(false)
  })

  test("a till's stock file is read as its profile says", () => {
    const { json, code } = tillbridgeJson(freshDemo(), ['check', STOCK, '--as', 'stock', '--partner', 'demo-till'])
    expect(json).toMatchObject({ kind: 'stock', kindGuessed: false, encoding: 'cp850', delimiter: ';', read: 84 })
    expect(json.findings.map((one: { code: string }) => one.code)).toContain('TB2103')
    expect(code).toBe(3)
    addsUp(json)
    wholeFindings(json.findings)
  })

  test('a file that was taken in already is judged like any other', () => {
    const demo = ranDemo()
    const stock = tillbridgeJson(demo, ['check', STOCK])
    expect(stock.json).toMatchObject({ kind: 'stock', kindGuessed: true, read: 84, new: 0, changed: 0 })
    expect(stock.json.findings.map((one: { code: string }) => one.code)).toContain('TB2103')
    expect(stock.code).toBe(3)
    const products = tillbridgeJson(demo, ['check', 'shop/wc-product-export.csv'])
    expect(products.json).toMatchObject({
      read: 52,
      same: 52,
      items: 40,
      variants: 49,
      encoding: 'utf-8',
      delimiter: ',',
    })
  })

  test('a file of no known kind says so and fails', () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'guests.csv'), 'Name;Table\r\nAnna;4\r\n')
    const { json, code } = tillbridgeJson(folder, ['check', 'guests.csv'])
    expect(json).toMatchObject({ kind: null, read: 0, findings: [{ code: 'TB1020' }] })
    expect(code).toBe(1)
  })

  test('a file that is no text is refused whole', () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'products.csv'), Buffer.from('504b0304140006000800', 'hex'))
    const { json, code } = tillbridgeJson(folder, ['check', 'products.csv'])
    expect(json.findings).toMatchObject([{ code: 'TB1002', severity: 'error' }])
    expect(code).toBe(1)
  })

  test.each([
    ['absent.csv', [], 'is not there'],
    ['till', [], 'is a folder'],
    ['loop', [], 'leads back to itself'],
    ['shop/wc-product-export.csv', ['--as', 'woocommerce-product'], 'Did you mean woocommerce-products?'],
    ['shop/wc-product-export.csv', ['--partner', 'demo-til'], 'Did you mean demo-till?'],
    ['shop/wc-product-export.csv', ['--shop', 'mani'], 'Did you mean main?'],
    ['shop/wc-product-export.csv', ['--config', 'nowhere'], 'nowhere'],
    ['shop/wc-product-export.csv', ['--as', 'items'], 'No partner has a `items` section'],
  ])('check %s %j is a wrong call: %s', (file, options, words) => {
    const demo = freshDemo()
    symlinkSync('loop', join(demo, 'loop'))
    const { json, code, stderr } = tillbridgeJson(demo, ['check', file, ...options])
    expect(json.error).toContain(words)
    expect(json.exitCode).toBe(2)
    expect(code).toBe(2)
    expect(stderr.trim()).toBe(json.error)
  })
})

describe('several partners', () => {
  const other = (demo: string, name: string, change: (yaml: string) => string) => {
    const yaml = readFileSync(join(demo, 'partners/demo-till.yaml'), 'utf8')
    const mine = yaml.replace('partner: demo-till', `partner: ${name}`).replace('folder: till', `folder: ${name}`)
    writeFileSync(join(demo, `partners/${name}.yaml`), change(mine))
  }

  test('the name of the file tells whose it is', () => {
    const demo = freshDemo()
    other(demo, 'second', (yaml) => yaml.replace('STOCK_{date:yyyyMMdd}.csv', 'LAGER_{date:yyyyMMdd}.csv'))
    const { json } = tillbridgeJson(demo, ['check', STOCK, '--as', 'stock'])
    expect(json).toMatchObject({ kind: 'stock', read: 84 })
  })

  test('else the profile that can read it does', () => {
    const demo = freshDemo()
    other(demo, 'second', (yaml) => yaml.replace('header: Varenr', 'header: Artikel'))
    writeFileSync(join(demo, 'from-a-mail.csv'), readFileSync(STOCK))
    const { json } = tillbridgeJson(demo, ['check', 'from-a-mail.csv'])
    expect(json).toMatchObject({ kind: 'stock', kindGuessed: true, read: 84 })
  })

  test('else a person must say', () => {
    const demo = freshDemo()
    other(demo, 'second', (yaml) => yaml)
    const { json, code } = tillbridgeJson(demo, ['check', STOCK, '--as', 'stock'])
    expect(json.error).toContain('--as stock --partner demo-till')
    expect(json.error).toContain('--as stock --partner second')
    expect(code).toBe(2)
    expect(tillbridgeJson(demo, ['check', STOCK, '--partner', 'second']).json.read).toBe(84)
  })
})

describe('check', () => {
  test('a configuration without a problem', () => {
    const { json, code } = tillbridgeJson(freshDemo(), ['check'])
    expect(json).toMatchObject({ shops: ['main'], partners: ['demo-till'], problems: [] })
    expect(code).toBe(0)
  })

  test('a broken one: every problem with its place, exit 2', () => {
    const demo = freshDemo()
    appendFileSync(join(demo, 'partners/demo-till.yaml'), '\nlistZeros: yes\n')
    const { json, code, stderr } = tillbridgeJson(demo, ['check'])
    expect(json.problems).toMatchObject([{ file: 'partners/demo-till.yaml', code: 'TB0102', severity: 'error' }])
    expect(json.problems[0].line).toBeGreaterThan(100)
    expect(stderr).toContain('1 error. Nothing was run.')
    expect(code).toBe(2)
  })

  test.each([[[]], [['--config', 'nowhere']]])('none at all %j: exit 2', (options) => {
    const { json, code } = tillbridgeJson(emptyFolder(), ['check', ...options])
    expect(json).toMatchObject({ exitCode: 2 })
    expect(code).toBe(2)
  })
})

const REPORT_KEYS = ['run', 'result', ...COUNTS, 'files', 'findings']

describe('plan and run', () => {
  test('plan', () => {
    const demo = freshDemo()
    const { json, code } = tillbridgeJson(demo, ['plan', 'shop-catalogue', '--shop', 'main'])
    expect(Object.keys(json)).toEqual(expect.arrayContaining(REPORT_KEYS))
    expect(json).toMatchObject({ run: null, result: 'ok', read: 52, new: 52 })
    expect(code).toBe(0)
    addsUp(json)
  })

  test('run', () => {
    const demo = freshDemo()
    tillbridge(demo, ['run', 'shop-catalogue'])
    const { json, code } = tillbridgeJson(demo, ['run', 'stock', '--partner', 'demo-till'])
    expect(Object.keys(json)).toEqual(expect.arrayContaining(REPORT_KEYS))
    expect(json).toMatchObject({ result: 'done-with-issues', read: 84, partner: 'demo-till' })
    expect(json.run).toMatch(/^\d{8}-\d{6}-demo-till-stock$/)
    expect(code).toBe(3)
    addsUp(json)
    wholeFindings(json.findings)
    for (const file of json.files) expect(existsSync(resolve(demo, file.path)), file.path).toBe(true)
  })

  test('run all is one document; the second time nothing is new', () => {
    const demo = freshDemo()
    const first = tillbridgeJson(demo, ['run', 'all'])
    expect(first.json.runs.map((one: { flow: string }) => one.flow)).toEqual([
      'shop-catalogue',
      'shop-orders',
      'stock',
      'catalogue',
      'orders',
      'shop-stock',
    ])
    for (const report of first.json.runs) addsUp(report)
    expect(first.code).toBe(3)
    const second = tillbridgeJson(demo, ['run', 'all'])
    for (const report of second.json.runs) expect(report.new + report.changed, report.flow).toBe(0)
  })

  test.each([
    [['run', 'stok'], 'Did you mean stock?'],
    [['run', 'stock', '-p', 'demo-tll'], 'Did you mean demo-till?'],
    [['run', 'all', '-p', 'nobody'], 'There is no partner "nobody"'],
    [['run', 'items', '-p', 'demo-till'], 'has no `items` section'],
    [['plan', 'shop-stock', '--shop', 'mian'], 'Did you mean main?'],
    [['rnu'], 'Did you mean run?'],
    [['run', 'stock', '--partnr', 'x'], 'Did you mean --partner?'],
    [['runs', 'list', '--flow', 'order'], 'Did you mean orders?'],
    [['runs', 'list', '--limit', 'many'], 'write a whole number'],
    [['schema', 'confg'], 'Did you mean config?'],
    [['import', 'x.csv'], "required option '--as <kind>'"],
  ])('%j is a wrong call: %s', (args, words) => {
    const { json, code } = tillbridgeJson(freshDemo(), args)
    expect(json.error).toContain(words)
    expect(code).toBe(2)
  })
})

describe('import and undo', () => {
  test('with --yes it is applied, and undone again', () => {
    const demo = freshDemo()
    tillbridge(demo, ['run', 'shop-catalogue'])
    const before = tillbridgeJson(demo, ['stock', 'list', '-p', 'demo-till']).json
    expect(before).toEqual({ stock: [] })
    const taken = tillbridgeJson(demo, ['import', STOCK, '--as', 'stock', '-p', 'demo-till', '--yes'])
    expect(taken.json).toMatchObject({ result: 'done-with-issues', read: 84 })
    expect(taken.code).toBe(3)
    addsUp(taken.json)
    expect(existsSync(STOCK)).toBe(true)
    const undone = tillbridgeJson(demo, ['undo', taken.json.run, '--yes'])
    expect(undone.json).toMatchObject({ result: 'ok', changed: taken.json.figures.levels })
    expect(undone.code).toBe(0)
    addsUp(undone.json)
    expect(tillbridgeJson(demo, ['runs', 'show', undone.json.run]).json).toEqual(undone.json)
  })

  test('without --yes and nobody to answer nothing is written, and the flag is named', () => {
    const demo = freshDemo()
    const args = ['import', STOCK, '--as', 'stock', '-p', 'demo-till']
    const { json, code } = tillbridgeJson(demo, args)
    expect(json.error).toContain('--yes')
    expect(code).toBe(2)
    const told = tillbridge(demo, args)
    expect(told.stdout).toContain('Nothing was written')
    expect(told.stderr).toContain('--yes')
    expect(tillbridgeJson(demo, ['runs', 'list']).json).toEqual({ runs: [] })
  })

  // `script` gives the program a terminal; it comes with every Linux.
  test.skipIf(!process.env.CI && spawnSync('script', ['--version']).error !== undefined).each([
    ['y\n', 3, 1],
    ['n\n', 0, 0],
    ['\n', 0, 0],
    ['\x03', 130, 0],
    ['\x04', 0, 0],
  ])('on a terminal it is shown and asked; %j is exit code %i', async (typed, code, runs) => {
    const demo = freshDemo()
    expect(await onTerminal(demo, ['import', STOCK, '--as', 'stock', '-p', 'demo-till'], '[y/N]', typed)).toBe(code)
    expect(tillbridgeJson(demo, ['runs', 'list']).json.runs).toHaveLength(runs)
  })

  test('undo without --yes asks as well; only stock imports can be undone', () => {
    const demo = ranDemo()
    const { runs } = tillbridgeJson(demo, ['runs', 'list']).json as { runs: { run: string; flow: string }[] }
    const of = (flow: string) => runs.find((one) => one.flow === flow)!.run
    expect(tillbridgeJson(demo, ['undo', of('stock')])).toMatchObject({ code: 2 })
    expect(tillbridgeJson(demo, ['undo', of('orders'), '--yes']).json.error).toContain('Only stock imports')
    expect(tillbridgeJson(demo, ['undo', 'nothing', '--yes']).json.error).toContain('There is no run')
  })

  test.each([
    [['import', 'absent.csv', '--as', 'stock', '--yes'], 'is not there'],
    [['import', 'till', '--as', 'stock', '--yes'], 'is a folder'],
    [['import', 'shop/wc-product-export.csv', '--as', 'stok', '--yes'], 'Did you mean stock?'],
  ])('%j is told before anything is written', (args, words) => {
    const demo = freshDemo()
    const { json, code } = tillbridgeJson(demo, args)
    expect(json.error).toContain(words)
    expect(code).toBe(2)
    expect(tillbridgeJson(demo, ['runs', 'list']).json).toEqual({ runs: [] })
  })
})

describe('what is known', () => {
  test('status names every flow and what to do next', () => {
    const never = tillbridgeJson(freshDemo(), ['status'])
    expect(never.json.status.map((one: { result: string }) => one.result)).toEqual(Array(6).fill('never-ran'))
    expect(never.json.next).toContain('plan all')
    const { json, code } = tillbridgeJson(ranDemo(), ['status'])
    expect(json.status).toHaveLength(6)
    expect(json.status[2]).toMatchObject({ flow: 'stock', partner: 'demo-till', result: 'done-with-issues' })
    expect(json.needsYou).toBeGreaterThan(0)
    expect(json.next).toContain('issues list')
    expect(code).toBe(0)
  })

  test('runs, by their ids or unique ends of them', () => {
    const demo = ranDemo()
    const { runs } = tillbridgeJson(demo, ['runs', 'list']).json
    expect(runs).toHaveLength(6)
    for (const one of runs) addsUp(one)
    const one = runs.find((each: { flow: string }) => each.flow === 'orders')
    const shown = tillbridgeJson(demo, ['runs', 'show', 'demo-till-orders'])
    expect(shown.json).toMatchObject({ run: one.run, read: one.read })
    const { json } = tillbridgeJson(demo, ['runs', 'files', 'demo-till-orders'])
    expect(json.run).toBe(one.run)
    expect(json.files.some((file: { name: string }) => file.name === 'report.html')).toBe(true)
    tillbridge(demo, ['run', 'orders'])
    const twice = tillbridgeJson(demo, ['runs', 'show', 'demo-till-orders'])
    expect(twice.code).toBe(2)
    expect(twice.json.error).toContain(one.run)
    expect(tillbridgeJson(demo, ['runs', 'list', '--flow', 'orders', '--limit', '1']).json.runs).toHaveLength(1)
  })

  test('files, by their ids or unique ends of them', () => {
    const demo = ranDemo()
    const { files } = tillbridgeJson(demo, ['files', 'list']).json
    const stock = files.find((one: { flow: string }) => one.flow === 'stock')
    expect(stock).toMatchObject({ direction: 'in', side: 'demo-till', state: 'applied', rows: 84 })
    const { json } = tillbridgeJson(demo, ['files', 'show', stock.id.slice(-6)])
    expect(json.file).toMatchObject({ id: stock.id, sha256: stock.sha256 })
    expect(json.file.lying.map((path: string) => path.split('/').at(-1))).toEqual(
      expect.arrayContaining(['STOCK_20261120.csv', 'rejected.csv', 'report.html', 'report.json', 'result.csv']),
    )
    const orders = files.find(
      (one: { flow: string; direction: string }) => one.flow === 'orders' && one.direction === 'out',
    )
    expect(tillbridgeJson(demo, ['files', 'show', orders.id]).json.file.documents.length).toBeGreaterThan(0)
    expect(tillbridgeJson(demo, ['files', 'show', 'zzz'])).toMatchObject({ code: 2 })
    expect(tillbridgeJson(demo, ['files', 'list', '--side', 'nobody']).json).toEqual({ files: [] })
  })

  test('issues', () => {
    const demo = ranDemo()
    const { issues } = tillbridgeJson(demo, ['issues', 'list']).json
    expect(issues.length).toBeGreaterThan(5)
    for (const one of issues) expect(one).toMatchObject({ state: 'open', code: expect.stringMatching(/^TB\d{4}$/) })
    const shown = tillbridgeJson(demo, ['issues', 'show', String(issues[0].id)]).json
    expect(shown.issue).toEqual(issues[0])
    expect(tillbridgeJson(demo, ['issues', 'show', '999'])).toMatchObject({ code: 2 })
  })

  test('files show says who decided about a held file, why, and what was overruled', () => {
    const demo = ranDemo()
    const till = join(demo, 'till/out')
    const rows = Array.from({ length: 8 }, (_, i) => `TOG-${i};;BUTIK;x`)
    writeFileSync(join(till, 'STOCK_20261121.csv'), `${['Varenr;Tekst;Lager;Antal', ...rows].join('\r\n')}\r\n`)
    const held = tillbridgeJson(demo, ['run', 'stock'])
    expect(held.code).toBe(4)
    const note = 'stock-taking, all of it comes again'
    tillbridge(demo, ['release', 'STOCK_20261121.csv', '--by', 'Mette', '--note', note, '--no-input'])
    const { id } = tillbridgeJson(demo, ['files', 'list']).json.files.find(
      (one: { name: string }) => one.name === 'STOCK_20261121.csv',
    )
    expect(tillbridgeJson(demo, ['files', 'show', id]).json.file.decisions).toMatchObject([
      {
        actor: 'Mette',
        action: 'release',
        note,
        guards: expect.arrayContaining([expect.objectContaining({ name: 'rejected' })]),
      },
    ])
    const { stdout } = tillbridge(demo, ['files', 'show', id])
    expect(stdout).toMatch(/Released by Mette at .+: stock-taking, all of it comes again\n {2}overruled rows: /)
    expect(stdout).toContain('overruled rejected: 8 of 8 rows were rejected (limit at most 15 %)')
  })

  test('stock of a till and of the shop; quantities are decimal strings', () => {
    const demo = ranDemo()
    const till = tillbridgeJson(demo, ['stock', 'list', '--partner', 'demo-till']).json.stock
    expect(till.length).toBeGreaterThan(50)
    for (const row of till) {
      expect(Object.keys(row).slice(0, 6)).toEqual(['code', 'location', 'quantity', 'asOf', 'file', 'line'])
      expect(row.quantity).toMatch(/^-?\d+(\.\d+)?$/)
      expect(row).toMatchObject({ file: 'STOCK_20261120.csv', line: expect.any(Number) })
    }
    const shop = tillbridgeJson(demo, ['stock', 'list', '--shop', 'main']).json.stock
    expect(shop.length).toBeGreaterThan(30)
    for (const row of shop) expect(row.quantity).toMatch(/^-?\d+(\.\d+)?$/)
    const byCode = Map.groupBy<string, { code: string; line: number }>(till, ({ code }) => code)
    for (const { code, asOf, file, line } of shop) {
      const told = byCode.get(code) ?? []
      const one = told.length === 1 ? { file: 'STOCK_20261120.csv', line: told[0]!.line } : { file: null, line: null }
      expect({ file, line }, code).toEqual(one)
      expect(asOf !== null, code).toBe(told.length > 0)
    }
    expect(tillbridgeJson(demo, ['stock', 'list', '--code', till[0].code]).json.stock).toHaveLength(1)
  })

  test('stock of a shop for which nothing was computed yet', () => {
    const demo = freshDemo()
    tillbridge(demo, ['run', 'shop-catalogue'])
    expect(tillbridgeJson(demo, ['stock', 'list', '--shop', 'main']).json.stock).toEqual([])
    expect(tillbridge(demo, ['stock', 'list', '--shop', 'main']).stdout).toContain('`run shop-stock` does it')
  })

  test('doctor', () => {
    const { json, code } = tillbridgeJson(freshDemo(), ['doctor'])
    expect(json.checks.map((one: { name: string }) => one.name)).toEqual(
      expect.arrayContaining(['node', 'database', 'disk', 'shop main', 'demo-till stock in']),
    )
    expect(code).toBe(0)
    expect(tillbridgeJson(freshDemo(), ['doctor', 'demo-til'])).toMatchObject({ code: 2 })
  })

  test('explain', () => {
    const folder = emptyFolder()
    expect(tillbridgeJson(folder, ['explain', 'TB2103']).json).toMatchObject({
      code: 'TB2103',
      owner: expect.any(String),
    })
    expect(tillbridgeJson(folder, ['explain']).json.codes.length).toBeGreaterThan(60)
    expect(tillbridgeJson(folder, ['explain', 'missing-colum'])).toMatchObject({
      code: 2,
      json: { suggestions: expect.arrayContaining(['missing-column']) },
    })
  })

  test.each(['config', 'partner', 'report'])('schema %s', (name) => {
    const { json, code } = tillbridgeJson(emptyFolder(), ['schema', name])
    expect(json.$schema).toContain('json-schema.org')
    expect(code).toBe(0)
  })
})

describe('init and demo', () => {
  test.each(['generic', 'etron', 'lightspeed-x'])('preset %s is written and asks its questions', (preset) => {
    const folder = emptyFolder()
    const { json, code } = tillbridgeJson(folder, ['init', '--preset', preset, '--name', 'till'])
    expect(json.written).toEqual(expect.arrayContaining(['tillbridge.yaml', 'partners/till.yaml']))
    expect(code).toBe(0)
    const asked = tillbridgeJson(folder, ['check'])
    expect(asked.code).toBe(2)
    expect(asked.json.problems.map((one: { code: string }) => one.code)).toContain('TB0104')
    expect(tillbridgeJson(folder, ['init', '--preset', preset, '--name', 'till']).json.error).toContain(
      'is there already',
    )
  })

  test('a preset nobody knows', () => {
    expect(tillbridgeJson(emptyFolder(), ['init', '--preset', 'acme'])).toMatchObject({ code: 2 })
  })

  test('from a real stock file; with the answers given check passes and the file is read', () => {
    const folder = emptyFolder()
    const { json } = tillbridgeJson(folder, [
      'init',
      '--from',
      STOCK,
      '--name',
      'till',
      '--time-zone',
      'Europe/Copenhagen',
    ])
    expect(json.questions.length).toBeGreaterThan(0)
    answer(folder)
    const checked = tillbridgeJson(folder, ['check'])
    expect(checked.json).toMatchObject({ problems: [], partners: ['till'] })
    expect(checked.code).toBe(0)
    const file = tillbridgeJson(folder, ['check', STOCK, '--as', 'stock'])
    expect(file.json).toMatchObject({ encoding: 'cp850', delimiter: ';', read: 84 })
  })

  test('init makes a demo; in a folder with other things it does not', () => {
    const folder = emptyFolder()
    expect(tillbridgeJson(folder, ['init', '--demo', 'd']).json).toEqual({ workspace: join(folder, 'd') })
    expect(tillbridgeJson(folder, ['init', '--demo', 'd']).json.error).toContain('holds a workspace already')
    mkdirSync(join(folder, 'mine'))
    writeFileSync(join(folder, 'mine/photo.jpg'), '')
    expect(tillbridgeJson(folder, ['demo', 'mine'])).toMatchObject({ code: 2 })
    expect(readdirSync(join(folder, 'mine'))).toEqual(['photo.jpg'])
  })

  test('the demo twice: the second time nothing leaves and nothing changes', () => {
    const folder = emptyFolder()
    const first = tillbridgeJson(folder, ['demo'])
    expect(first.code).toBe(0)
    const left = readdirSync(join(folder, 'demo/till/in')).sort()
    expect(left.length).toBe(2)
    const second = tillbridgeJson(folder, ['demo'])
    expect(second.code).toBe(0)
    for (const report of second.json.runs) {
      expect(report.new + report.changed, report.flow).toBe(0)
      expect(
        report.files.filter((f: { direction: string; state: string }) => f.direction === 'out' && f.state !== 'report'),
      ).toEqual([])
    }
    expect(readdirSync(join(folder, 'demo/till/in')).sort()).toEqual(left)
  })
})

/** What a person would write after a call to the vendor. */
function answer(folder: string): void {
  const shop = readFileSync(join(folder, 'tillbridge.yaml'), 'utf8')
    .replace(/# timeZone: .*/, 'timeZone: Europe/Copenhagen')
    .replace(/# currency: .*/, 'currency: DKK')
    .replace(/# prices: .*/, 'prices: gross')
  writeFileSync(join(folder, 'tillbridge.yaml'), shop)
  const path = join(folder, 'partners/till.yaml')
  const till = readFileSync(path, 'utf8')
    .replace(/# quantityMeans: .*/, 'quantityMeans: onHand')
    .replace(/# bookedWhen: .*/, 'bookedWhen: imported')
    .replace(/# bookedAfter: .*/, 'bookedAfter: 30m')
    .replace(/# listsZeros: .*/, 'listsZeros: yes')
  writeFileSync(path, till)
}
