import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = mkdtempSync(join(tmpdir(), 'tillbridge-cli-codes-'))
const run = promisify(execFile)

/** The real command, in a process of its own. */
async function tillbridge(...args: string[]): Promise<{ exit: number; out: string; err: string }> {
  const call = [resolve('bin/tillbridge.js'), ...args]
  return run(process.execPath, call, { cwd: root, env: { ...process.env, NO_COLOR: '1' } }).then(
    ({ stdout, stderr }) => ({ exit: 0, out: stdout, err: stderr }),
    ({ code, stdout, stderr }) => ({ exit: code, out: stdout, err: stderr }),
  )
}

async function json(...args: string[]) {
  const { exit, out } = await tillbridge(...args, '--json')
  return { exit, document: JSON.parse(out) }
}

beforeAll(async () => {
  cpSync('examples/demo', root, { recursive: true })
  const { err } = await tillbridge('run', 'shop-catalogue')
  expect(err).toBe('')
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

test.each([
  ['codes match', ['codes', 'match']],
  ['codes import', ['codes', 'import']],
  ['maps import', ['maps', 'import', 'taxes']],
])('%s of a file that is not there, or of a folder, says so', async (_, args) => {
  const [missing, folder] = [await tillbridge(...args, 'nope.csv'), await tillbridge(...args, 'shop')]
  expect([missing.exit, missing.err]).toEqual([2, expect.stringContaining('nope.csv is not there.')])
  expect([folder.exit, folder.err]).toEqual([2, expect.stringContaining('is a folder; name a file in it.')])
})

/** One after the other: each begins with what the last one left. */
describe('from nothing to codes', () => {
  test('plan shows what would be issued, draws the items, writes nothing, and says what is wrong', async () => {
    const { exit, out } = await tillbridge('codes', 'plan', '--grid', '--limit', '3', '--report', 'report')
    expect(exit).toBe(3)
    expect(out).toContain('TOG-R-LI  TOG-R-LI (Trætog "Regnbuen", Rød / Lille)  shop    SKU of the shop')
    expect(out).toContain('and 42 more (--limit 45)')
    expect(out).toContain('  Grå                (hole)     HT-GRA-M')
    expect(out).toContain('codes apply --partner demo-till')
    for (const name of ['codes.html', 'codes.csv', 'codes.json'])
      expect(existsSync(join(root, 'report', name))).toBe(true)
    expect((await json('codes', 'list')).document.codes.filter((c: { code: unknown }) => c.code !== null)).toEqual([])
  })

  test('apply wants a yes, then issues them once', async () => {
    const asked = await tillbridge('codes', 'apply')
    expect([asked.exit, asked.err]).toEqual([
      2,
      expect.stringContaining('Issue 45 codes? Nobody is here to answer; add --yes'),
    ])
    const first = await json('codes', 'apply', '--yes', '--by', 'Anna')
    expect([first.exit, first.document.issued]).toEqual([3, 45])
    expect(first.document.totals).toMatchObject({ variants: 49, coded: 45, rejected: 3, notNeeded: 1 })
    expect((await json('codes', 'apply', '--yes')).document).toMatchObject({ issued: 0, assigned: [] })
  })

  test('list tells code, origin, time and name of every variant', async () => {
    const { exit, out } = await tillbridge('codes', 'list', '--item', 'TOG')
    expect(exit).toBe(0)
    expect(out.split('\n')[0]).toMatch(/^code +variant +item +options +origin +since +by +aliases$/)
    expect(out).toMatch(/^TOG-B-ST +TOG-B-ST +TOG +Blå \/ Stor +shop +\d{4}-\d{2}-\d{2} \d{2}:\d{2} +Anna$/m)
    const { document } = await json('codes', 'list', '--missing')
    expect(document.codes).toHaveLength(3)
    expect(document.codes[0]).toMatchObject({ code: null, origin: null, factor: '1', aliases: [] })
  })

  test('set gives one by hand; what is not allowed is exit 2 and says why', async () => {
    const { exit, out } = await tillbridge('codes', 'set', '--code', 'BAG-1', '--variant', '146', '--by', 'Bo')
    expect([exit, out]).toEqual([0, '146 (Bærepose i papir) has BAG-1 at demo-till.\n'])
    const taken = await tillbridge('codes', 'set', '--code', 'BAG-1', '--variant', 'TOG-R-LI')
    expect([taken.exit, taken.err]).toEqual([2, expect.stringContaining('BAG-1 belongs to 146')])
    const { document } = await json('codes', 'set', '--code', '6PACK', '--variant', '146', '--alias', '--factor', '6')
    expect(document).toMatchObject({ code: '6PACK', what: 'alias' })
  })

  test('export and import go round; a filled-in cell is taken after a yes', async () => {
    const { exit, out } = await tillbridge('codes', 'export', 'codes.csv')
    expect([exit, out]).toEqual([0, expect.stringContaining('49 rows; 2 cells under `code` to fill in')])
    expect((await json('codes', 'import', 'codes.csv')).document).toMatchObject({
      read: 49,
      same: 47,
      skipped: 2,
      applied: false,
    })
    const text = readFileSync(join(root, 'codes.csv'), 'utf8')
    expect(text).toContain("\r\n'0004711;")
    writeFileSync(join(root, 'codes.csv'), text.replace(/\r\n;(.*DUB-9001)/, "\r\n'0099;$1"))
    const asked = await tillbridge('codes', 'import', 'codes.csv')
    expect([asked.exit, asked.err]).toEqual([2, expect.stringContaining('Take 1 row? Nobody is here to answer')])
    const taken = await json('codes', 'import', 'codes.csv', '--yes')
    expect([taken.exit, taken.document]).toEqual([0, expect.objectContaining({ new: 1, applied: true })])
    writeFileSync(join(root, 'bad.csv'), 'code;sku\n5,7E+12;TOG-R-LI\n')
    const bad = await tillbridge('codes', 'import', 'bad.csv', '--yes')
    expect([bad.exit, bad.out]).toEqual([3, expect.stringContaining('TB2301')])
  })

  test('match links what is certain and only shows the rest', async () => {
    writeFileSync(join(root, 'items.csv'), 'code;name;ean\nDUB-9001;Dublet;\nOTHER;Andet;\n')
    const { exit, document } = await json('codes', 'match', 'items.csv')
    expect([exit, document.read, document.issued]).toEqual([0, 2, 0])
  })

  test('check is exit 3 while something is wrong', async () => {
    const { exit, document } = await json('codes', 'check')
    expect(exit).toBe(document.totals.findings.error > 0 ? 3 : 0)
    expect(document.totals.variants).toBe(49)
  })

  test.each([
    [['codes', 'list', '--origin', 'heaven'], /no such origin/],
    [['codes', 'export', 'x.csv', '--delimiter', '|'], /write ; or , or tab/],
    [['codes', 'set', '--code', ' ', '--variant', '1'], /blank/],
    [['codes', 'set', '--code', '1', '--variant', '1', '--factor', 'six'], /write how many pieces/],
    [['codes', 'list', '-p', 'demo-tll'], /Did you mean demo-till/],
    [['maps', 'list', 'tender'], /Did you mean tenders/],
  ])('%j is a wrong call', async (args, message) => {
    const { exit, err } = await tillbridge(...(args as string[]))
    expect([exit, err]).toEqual([2, expect.stringMatching(message as RegExp)])
  })

  test('maps are listed, exported, imported and checked', async () => {
    const { out } = await tillbridge('maps', 'list')
    expect(out).toMatch(/^tenders +4 {2}payment method of the shop to tender of the till$/m)
    await tillbridge('maps', 'export', 'tenders', 'tenders.csv')
    const text = readFileSync(join(root, 'tenders.csv'), 'utf8')
    writeFileSync(join(root, 'tenders.csv'), `${text}klarna;KLARNA\r\n`)
    const { exit, document } = await json('maps', 'import', 'tenders', 'tenders.csv', '--yes')
    expect([exit, document]).toEqual([0, expect.objectContaining({ read: 5, new: 1, same: 4, written: true })])
    const yaml = readFileSync(join(root, 'partners/demo-till.yaml'), 'utf8')
    expect(yaml).toContain('    klarna: KLARNA\n')
    expect(yaml).toContain('# paid at the door')
    await tillbridge('run', 'shop-orders')
    const check = await json('maps', 'check')
    expect(check.exit).toBe(check.document.findings.length > 0 ? 3 : 0)
  })
})
