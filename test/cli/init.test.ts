import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { emptyFolder, tillbridgeJson } from './spawned.ts'

vi.setConfig({ testTimeout: 60_000 })

/** A workspace made by `init` in a folder that holds these files; what was written into it. */
function made(files: Record<string, string>, args: readonly string[]) {
  const root = emptyFolder()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  const said = tillbridgeJson(root, ['init', ...args])
  const read = (name: string) => readFileSync(join(root, name), 'utf8')
  return { ...said, read }
}

const STOCK = 'Varenr;Antal\r\nA1;4\r\nA2;0\r\n'
const ORDERS = 'Ordrenr;Varenr;Antal;Pris\r\n1001;A1;2;12,50\r\n'

const FROM = ['--from', 'kasse/ud/LAGER.CSV', '--time-zone', 'Europe/Copenhagen']

test.each(['kasse-1', 'till2', 'stock', '7', 'no'])('a partner can be called %s', (name) => {
  const { json, read, code } = made({ 'kasse/ud/LAGER.CSV': STOCK }, [...FROM, '--name', name])
  expect(code).toBe(0)
  expect(json.written).toContain(`partners/${name}.yaml`)
  expect(read(`partners/${name}.yaml`)).toMatch(new RegExp(`^partner: "?${name}"?$`, 'm'))
})

test.each([
  ['Kasse 1', ['--preset', 'generic']],
  ['../kasse', ['--preset', 'generic']],
  ['Kasse 1', FROM],
])('nobody is called %s, and nothing is written', (name, how) => {
  const { json, code, read } = made({ 'kasse/ud/LAGER.CSV': STOCK }, [...how, '--name', name])
  expect(code).toBe(2)
  expect(json.error).toContain('lower-case letters, digits and dashes')
  expect(() => read('tillbridge.yaml')).toThrow()
})

test.each([
  ['a draft', FROM],
  ['a preset', ['--preset', 'lightspeed-x']],
])('%s names its schema once, on the first line', (_, how) => {
  const { read } = made({ 'kasse/ud/LAGER.CSV': STOCK }, [...how, '--name', 'till'])
  const yaml = read('partners/till.yaml')
  expect(yaml.split('\n')[0]).toBe('# yaml-language-server: $schema=../.tillbridge/partner.schema.json')
  expect(yaml.split('yaml-language-server')).toHaveLength(2)
})

test.each<[string, Record<string, string>, string[]]>([
  ['the folder of the file', { 'kasse/ud/LAGER.CSV': STOCK }, ['folder: kasse/ud']],
  [
    'the folder around several',
    { 'kasse/ud/LAGER.CSV': STOCK, 'kasse/ind/ORD0001.CSV': ORDERS },
    ['folder: kasse', '  folder: ud', '  folder: ind'],
  ],
  ['drop/NAME for a file that lies beside the workspace file', { 'LAGER.CSV': STOCK }, ['folder: drop/till']],
  [
    'drop/NAME where files have no folder in common',
    { 'a/LAGER.CSV': STOCK, 'b/ORD0001.CSV': ORDERS },
    ['folder: drop/till'],
  ],
])('the exchange folder is %s', (_, files, folders) => {
  const { read } = made(files, ['--from', ...Object.keys(files), '--name', 'till'])
  const lines = read('partners/till.yaml').split('\n')
  const told = lines.filter((line) => /^ *folder:/.test(line)).map((line) => line.replace(/\s+#.*$/, ''))
  expect(told).toEqual(folders)
})

test("the workspace asks for the shop's decimal sign and its rates", () => {
  const { read } = made({}, [])
  expect(read('tillbridge.yaml')).toMatch(/^ {4}# decimal: \?.*","/m)
  expect(read('tillbridge.yaml')).toMatch(/^ {4}# rates: \?.*\{ standard: 25 \}/m)
})
