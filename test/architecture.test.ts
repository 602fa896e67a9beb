import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

/*
 * Keeps the promises of docs/architecture.md, so that nobody has to remember them. A new folder needs a place in
 * LAYERS, a new outside package a place in HOMES.
 */

/** From the ground up: a folder imports from lower layers only, never from its own layer's other folders. */
const LAYERS: readonly (readonly string[])[] = [
  ['model'],
  ['config', 'csv', 'mapping', 'transports', 'store'],
  ['profiles', 'webshops', 'reports', 'workspace'],
  ['importers', 'exporters'],
  ['runs'],
  ['scheduler', 'notify'],
  ['cli', 'web'],
]

/** The generic shop is read by declared columns, exactly as a till's files are. */
const ALLOWED = [['src/webshops/generic', 'profiles']] as const

/** Each outside package has one home; who wants to replace one looks into one folder. */
const HOMES: Record<string, string> = {
  'csv-parse': 'csv',
  'csv-stringify': 'csv',
  'iconv-lite': 'csv',
  zod: 'config',
  yaml: 'config',
  kysely: 'store',
  'better-sqlite3': 'store',
  'ssh2-sftp-client': 'transports',
  'node-cron': 'scheduler',
  chokidar: 'scheduler',
  commander: 'cli',
}

/** Tables may be long: they are read by looking up, not from top to bottom. */
const TABLES = ['src/model/finding-codes.ts']
const LINES_MAX = 350

const root = path.join(import.meta.dirname, '..')
const STRINGS = String.raw`'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|${'`'}(?:\\.|[^${'`'}\\])*${'`'}`

interface Source {
  file: string
  folder: string
  text: string
  /** The text without comments; strings stay. */
  code: string
}

const sources: Source[] = filesBelow('src').map((file) => {
  const text = readFileSync(path.join(root, file), 'utf8')
  return { file, folder: file.split('/')[1]!, text, code: withoutComments(text) }
})

const imports = sources.flatMap(({ file, folder, code }) =>
  importsOf(code).map((specifier) => ({ file, folder, specifier })),
)
const own = imports
  .filter(({ specifier }) => specifier.startsWith('.'))
  .map((one) => ({ ...one, target: path.posix.join(path.posix.dirname(one.file), one.specifier) }))

describe('the house', () => {
  test('the sources are found, and what they import as well', () => {
    expect(sources.length).toBeGreaterThan(150)
    expect(own.length).toBeGreaterThan(sources.length)
    expect(own.filter(({ target }) => !sources.some(({ file }) => file === target))).toEqual([])
  })

  test('every folder has its place', () => {
    const places = LAYERS.flat()
    expect([...new Set(sources.map(({ folder }) => folder))].filter((folder) => !places.includes(folder))).toEqual([])
  })

  test('imports run one way', () => {
    const wrong = own.filter(({ file, folder, target }) => {
      const to = target.split('/')[1]!
      if (to === folder || ALLOWED.some(([start, layer]) => file.startsWith(start) && to === layer)) return false
      return layerOf(to) >= layerOf(folder)
    })
    expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([])
  })

  test('the model knows nobody', () => {
    const outside = imports.filter(({ folder, specifier }) => folder === 'model' && !/^\.\/[^/]+$/.test(specifier))
    expect(outside.map(({ file, specifier }) => `${file} -> ${specifier}`)).toEqual([])
  })

  test('no circle of imports', () => {
    expect(circles()).toEqual([])
  })

  test('each outside package has one home', () => {
    const wrong = imports
      .filter(({ specifier }) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
      .filter(({ folder, specifier }) => HOMES[packageOf(specifier)] !== folder)
    expect(wrong.map(({ file, specifier }) => `${file} -> ${specifier}`)).toEqual([])
  })

  test('every dependency of the package has a home', () => {
    const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
    expect(Object.keys(dependencies).filter((name) => !(name in HOMES))).toEqual([])
  })

  test('the database is asked in store/ only', () => {
    const asked = /\.(selectFrom|insertInto|updateTable|deleteFrom|replaceInto|mergeInto)\(|\bsql(<[^`]*>)?`/
    const wrong = sources.filter(({ folder, code }) => folder !== 'store' && asked.test(code))
    expect(wrong.map(({ file }) => file)).toEqual([])
  })
})

describe('the files', () => {
  test(`none is longer than ${LINES_MAX} lines, tables excepted`, () => {
    const long = sources
      .filter(({ file }) => !TABLES.includes(file))
      .map(({ file, text }) => ({ file, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > LINES_MAX)
    expect(long).toEqual([])
  })

  test.each([
    ['the type any', /[:<|&(,]\s*any\b(\[\])?\s*[;,)>=|&\]\n{]|\bas any\b/],
    ['an enum', /\benum\s+\w+\s*\{/],
    ['a namespace', /\bnamespace\s+\w+\s*\{/],
    ['a default export', /\bexport default\b/],
  ])('none has %s', (_, pattern) => {
    expect(sources.filter(({ code }) => pattern.test(withoutStrings(code))).map(({ file }) => file)).toEqual([])
  })

  test('no number in data is read through a float', () => {
    const floats = sources.filter(({ folder, code }) => folder !== 'config' && /\bparseFloat\(/.test(code))
    expect(floats.map(({ file }) => file)).toEqual([])
  })

  test('none tells the compiler to look away', () => {
    expect(
      sources.filter(({ text }) => /@ts-(ignore|expect-error|nocheck)/.test(text)).map(({ file }) => file),
    ).toEqual([])
  })

  test('none has work left for later', () => {
    const left = /\b(TODO|FIXME|XXX|HACK)\b/
    const all = [...sources, ...['test', 'bench', 'scripts', 'examples', 'bin'].flatMap(filesBelow).map(asSource)]
    const self = 'test/architecture.test.ts'
    expect(all.filter(({ file, text }) => file !== self && left.test(text)).map(({ file }) => file)).toEqual([])
  })

  test('names say what is in them', () => {
    expect(sources.filter(({ file }) => /(util|helper|manager|processor)/i.test(file)).map(({ file }) => file)).toEqual(
      [],
    )
  })
})

describe('what ships', () => {
  const shipping = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Unlicense', 'CC0-1.0']

  test('every package that comes along may be shipped', () => {
    const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { dev?: boolean; license?: string; optional?: boolean }>
    }
    const wrong = Object.entries(packages)
      .filter(([folder, { dev }]) => folder !== '' && !dev)
      .map(([folder, locked]) => ({ folder, licence: locked.license ?? licenceIn(folder, locked.optional) }))
      .filter(({ licence }) => !shipping.includes(licence))
    expect(wrong).toEqual([])
  })

  /** Older packages name theirs in a list; an optional one may not be installed, then it does not come along. */
  function licenceIn(folder: string, optional = false): string {
    const file = path.join(root, folder, 'package.json')
    if (optional && !existsSync(file)) return 'MIT'
    const { licenses } = JSON.parse(readFileSync(file, 'utf8')) as { licenses?: { type: string }[] }
    return licenses?.[0]?.type ?? 'none'
  }
})

describe('these rules', () => {
  test.each([
    ["import { a } from './a.ts'", ['./a.ts']],
    ["import type { A } from '../model/a.ts'", ['../model/a.ts']],
    ["export { a, b } from './a.ts'", ['./a.ts']],
    ["import {\n  a,\n  b,\n} from './a.ts'", ['./a.ts']],
    ["const a = await import('./a.ts')", ['./a.ts']],
    ["import './a.ts'", ['./a.ts']],
    ["const text = 'copied from another file'", []],
  ])('%j imports %j', (code, expected) => {
    expect(importsOf(code)).toEqual(expected)
  })

  test.each([
    ['a // TODO\nb', 'a \nb'],
    ['a /* b\nc */ d', 'a  d'],
    ["const a = 'http://example.com' // b", "const a = 'http://example.com' "],
    ['const a = `/* b */`', 'const a = `/* b */`'],
  ])('%j without comments is %j', (text, expected) => {
    expect(withoutComments(text)).toBe(expected)
  })
})

function layerOf(folder: string): number {
  return LAYERS.findIndex((layer) => layer.includes(folder))
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function importsOf(code: string): string[] {
  const statement = /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*'([^']+)'|^\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'/gm
  return [...code.matchAll(statement)].map((match) => match[1] ?? match[2] ?? match[3]!)
}

/** Circles of run-time imports; types may point both ways because they are gone when the program runs. */
function circles(): string[] {
  const edges = new Map<string, string[]>()
  for (const { file, code } of sources) {
    const needed = importsOf(
      code.replace(/^import type [^;]*?from\s*'[^']+'/gm, '').replace(/\bimport\('[^']+'\)/g, ''),
    )
    edges.set(
      file,
      needed.filter((s) => s.startsWith('.')).map((s) => path.posix.join(path.posix.dirname(file), s)),
    )
  }
  const found: string[] = []
  const done = new Set<string>()
  const visit = (file: string, way: string[]) => {
    if (way.includes(file)) found.push([...way.slice(way.indexOf(file)), file].join(' -> '))
    if (done.has(file) || way.includes(file)) return
    for (const next of edges.get(file) ?? []) visit(next, [...way, file])
    done.add(file)
  }
  for (const file of edges.keys()) visit(file, [])
  return found
}

function asSource(file: string): Source {
  const text = readFileSync(path.join(root, file), 'utf8')
  return { file, folder: '', text, code: '' }
}

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|js)$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort()
}

function withoutComments(text: string): string {
  return text.replace(
    new RegExp(`(${STRINGS})|/\\*[\\s\\S]*?\\*/|(?<!\\\\)//[^\\n]*`, 'g'),
    (_, string) => string ?? '',
  )
}

function withoutStrings(code: string): string {
  return code.replace(new RegExp(STRINGS, 'g'), "''")
}
