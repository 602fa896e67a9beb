import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

/*
 * The README's demo and docs/first-partner.md, typed in by a reader who does what they say: every output on the pages is
 * what comes out. `[...]` on a page stands for any lines; times, ids, folders and what depends on the machine do not
 * count.
 */

const root = path.join(import.meta.dirname, '..')
const page = readFileSync(path.join(root, 'docs/first-partner.md'), 'utf8')
const folder = mkdtempSync(path.join(tmpdir(), 'tillbridge-first-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What the reader does before a command, by hand. */
const BEFORE: readonly [command: string, deed: () => void][] = [
  ['init', () => cpSync(path.join(root, 'docs/first-partner/LAGER_20261119.csv'), inFolder('LAGER_20261119.csv'))],
  ['check', () => undefined],
  ['check', answer],
  ['doctor', putFilesInPlace],
]

describe('the first till, step by step', () => {
  const before = [...BEFORE]
  test.each(sessionsOf(page))('$ $call', ({ call, said }) => {
    if (before[0]?.[0] === call.split(' ')[2]) before.shift()![1]()
    expect(missingFrom(tillbridge(call.split(' ').slice(2)), said)).toEqual([])
  })

  test('every deed had its command', () => {
    expect(before).toEqual([])
  })

  test('the till took the answers of the page, and the shop gets the numbers on it', () => {
    for (const line of yamlOf(page))
      expect(`${readYaml('tillbridge.yaml')}${readYaml('partners/my-till.yaml')}`).toContain(line)
    const stock = readFileSync(inFolder('shop/import', stockFile()), 'utf8')
    for (const line of ['ID,SKU,Stock,In stock?', '102,TOG-R-LI,6,1', '125,KR-4002,1200,1']) {
      expect(page).toContain(`\n${line}\n`)
      expect(stock).toContain(line)
    }
  })
})

test('the README shows what the demo prints', () => {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8')
  const shown = /^```\n(demo-till \/ stock [\s\S]*?)\n```$/m.exec(readme)![1]!.split('\n')
  expect(missingFrom(tillbridge(['demo']), ['[...]', ...shown, '[...]'])).toEqual([])
})

function inFolder(...names: string[]): string {
  return path.join(folder, ...names)
}

function tillbridge(args: string[]): string {
  const env = { ...process.env, npm_command: 'exec', npm_lifecycle_event: '', NO_COLOR: '1', TILLBRIDGE_CONFIG: '' }
  const { TILLBRIDGE_CONFIG: _, ...clean } = env
  const { stdout, stderr } = spawnSync(process.execPath, [path.join(root, 'bin/tillbridge.js'), ...args], {
    cwd: folder,
    env: clean,
    encoding: 'utf8',
  })
  return stdout + stderr
}

/** The answers that the page gives, written where `init` left a question. */
function answer(): void {
  const edit = (file: string, answers: Record<string, string>) => {
    let text = readFileSync(inFolder(file), 'utf8')
    for (const [question, line] of Object.entries(answers)) {
      expect(text).toMatch(new RegExp(question, 'm'))
      text = text.replace(new RegExp(`${question}.*$`, 'm'), line)
    }
    writeFileSync(inFolder(file), text)
  }
  edit('tillbridge.yaml', {
    '^ *# timeZone: \\?': '    timeZone: Europe/Copenhagen',
    '^ *# currency: \\?': '    currency: DKK',
    '^ *# prices: \\?': '    prices: gross\n    decimal: ","',
    '^ *# stock:': '    stock:',
    '^ *# +from: \\[NAME\\]': '      from: [my-till]',
  })
  edit('partners/my-till.yaml', {
    '^ *"01": "01"': '  "01": shop',
    '^ *"02": "02"': '  "02": storeroom',
    '^ *# quantityMeans: \\?': '  quantityMeans: onHand',
    '^ *# bookedWhen: \\?': '  bookedWhen: imported',
    '^ *# listsZeros: \\?': '  listsZeros: yes',
  })
}

function putFilesInPlace(): void {
  mkdirSync(inFolder('drop/my-till'), { recursive: true })
  mkdirSync(inFolder('shop'))
  cpSync(inFolder('LAGER_20261119.csv'), inFolder('drop/my-till/LAGER_20261119.csv'))
  cpSync(path.join(root, 'examples/demo/shop/wc-product-export.csv'), inFolder('shop/wc-product-export.csv'))
}

/** Commands of the page with what they say there. */
function sessionsOf(markdown: string): { call: string; said: string[] }[] {
  return [...markdown.matchAll(/^```\n\$ (npx tillbridge [^\n]*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    call: match[1]!,
    said: match[2]!.trimEnd().split('\n'),
  }))
}

/** Lines of the page's YAML that are whole settings, comments apart. */
function yamlOf(markdown: string): string[] {
  return [...markdown.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].flatMap((match) =>
    match[1]!
      .split('\n')
      .map((line) => line.replace(/ +#.*$/, ''))
      .filter((line) => line.includes(':')),
  )
}

function readYaml(file: string): string {
  return readFileSync(inFolder(file), 'utf8')
}

function stockFile(): string {
  const said = /stock-\d{8}-0001\.csv/.exec(tillbridge(['files', 'list', '--side', 'main']))
  return said?.[0] ?? 'none'
}

/** Lines of the page that do not come, in this order, in the output; without `[...]` between them nothing may come either. */
function missingFrom(output: string, said: readonly string[]): string[] {
  const lines = output.trimEnd().split('\n').filter(isSteady).map(plain)
  let at = 0
  let skipping = false
  for (const line of said.filter(isSteady)) {
    if (line.trim() === '[...]') {
      skipping = true
      continue
    }
    const next = lines.indexOf(plain(line), at)
    if (next < 0 || (!skipping && next !== at)) return [`expected: ${line}`, `found: ${lines[at] ?? 'nothing'}`]
    at = next + 1
    skipping = false
  }
  return skipping || at === lines.length ? [] : [`expected: nothing more`, `found: ${lines[at]}`]
}

/** Figures for those who look after the machine; they come in no fixed order. */
function isSteady(line: string): boolean {
  return !/^ +(levels|kind|documents|peak memory) /.test(line)
}

function plain(line: string): string {
  return line
    .replaceAll(folder, '...')
    .replace(/\d{8}-\d{6}-/g, 'TIME-')
    .replace(/TIME-[0-9a-f]{6}/g, 'ID')
    .replace(/\d{4}\/\d\d\/\d\d\//g, 'DAY/')
    .replace(/(stock-|STOCK_|ORD_|KAT_)\d{8}/g, '$1DAY')
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d\.\d{3}Z)?/g, 'TIME')
    .replace(/\d+ ms/g, 'N ms')
    .replace(/(\d+)\.\d+ %/g, '$1 %')
    .replace(/( to zero \d+) +largest .*/, '$1')
    .replace(/peak memory \d+ MiB/g, 'peak memory N MiB')
    .replace(/[\d.]+ GiB free/g, 'N GiB free')
    .replace(/^(ok +node +)[\d.]+$/, '$1N')
    .replace(/SQLite [\d.]+/, 'SQLite N')
    .replace(/ +/g, ' ')
}
