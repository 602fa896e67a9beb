import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { PRINTED_PAGES } from '../scripts/docs.ts'
import { allCommands, type CommandEntry } from '../src/cli/cli-reference.ts'
import { FINDING_CODES } from '../src/model/finding-codes.ts'
import { FLOWS } from '../src/model/run-report.ts'
import { SHOP_KINDS } from '../src/webshops/kinds.ts'

const root = path.join(import.meta.dirname, '..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')
const below = (folder: string) =>
  readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...below('docs').filter((file) => file.endsWith('.md'))]
const commands = allCommands()

describe('printed pages', () => {
  test.each(Object.keys(PRINTED_PAGES))('%s is what the program says (npm run docs prints it again)', (page) => {
    expect(read(page)).toBe(PRINTED_PAGES[page]!())
  })

  test.each(commands.map(({ path: words }) => words))('the command "%s" has an entry', (words) => {
    expect(read('docs/cli.md')).toContain(`\n## ${words}\n`)
  })

  test('every command and option says what it does', () => {
    const silent = commands.flatMap(({ path: words, command }) => [
      ...(command.description() ? [] : [words]),
      ...command.options.filter(({ description }) => !description).map(({ flags }) => `${words} ${flags}`),
    ])
    expect(silent).toEqual([])
  })
})

describe('links', () => {
  test.each(pages)('%s leads nowhere dead', (page) => {
    expect(linksOf(read(page)).filter((link) => !isAlive(page, link))).toEqual([])
  })

  test('every page of docs/ can be reached from the README', () => {
    const reached = new Set(['README.md'])
    for (const page of reached)
      for (const link of linksOf(read(page))) {
        const target = path.join(path.dirname(page), link.split('#')[0]!)
        if (target.endsWith('.md') && existsSync(path.join(root, target))) reached.add(target)
      }
    expect(pages.filter((page) => !reached.has(page))).toEqual([])
  })

  test.each([
    ['[a](docs/cli.md)', true],
    ['[a](docs/cli.md#check)', true],
    ['[a](docs/cli.md#no-such-heading)', false],
    ['[a](docs/no-such-page.md)', false],
    ['[a](src/cli/main.ts)', true],
    ['[a](https://example.com/)', true],
  ])('%s is alive: %j', (text, alive) => {
    expect(linksOf(text).every((link) => isAlive('README.md', link))).toBe(alive)
  })
})

describe('commands in the pages', () => {
  test.each(pages)('%s names only what there is', (page) => {
    expect(callsIn(read(page)).flatMap(problemsOf)).toEqual([])
  })

  test('the README holds the two lines of the set-up', () => {
    for (const line of ['npm ci && npm run demo', 'npm ci && npm test'])
      expect(read('README.md')).toContain(`\n\`\`\`sh\n${line}\n\`\`\`\n`)
  })

  test.each([
    ['```\ntillbridge run all\n```', []],
    ['```\n$ npx tillbridge runs list --limit 3 | head\n```', []],
    ['```\nnpm run -s tillbridge -- plan stock -p my-till --exit-code\n```', []],
    ['```\n5 2 * * * cd shop && npx tillbridge run all --quiet\n```', []],
    ['```\ntillbridge -c shop status\n```', []],
    ['```\ntillbridge walk all\n```', ['tillbridge walk all: no command "walk"']],
    ['```\ntillbridge runs walk\n```', ['tillbridge runs walk: no command "runs walk"']],
    ['```\ntillbridge run stok\n```', ['tillbridge run stok: no flow "stok"']],
    ['```\ntillbridge run all --fast\n```', ['tillbridge run all --fast: no option --fast']],
    ['see `tillbridge check --az stock`', ['tillbridge check --az stock: no option --az']],
    ['```\ntillbridge check a.csv --as stok\n```', ['tillbridge check a.csv --as stok: no kind "stok"']],
    ['`tillbridge explain TB9999`', ['tillbridge explain TB9999: no code "TB9999"']],
    ['```\nnpm run walk\n```', ['npm run walk: no script "walk"']],
  ])('%j is wrong in %j', (page, expected) => {
    expect(callsIn(page).flatMap(problemsOf)).toEqual(expected)
  })

  test.each(pages)('%s speaks of no code that there is not', (page) => {
    const named = read(page).match(/\bTB\d{4}\b/g) ?? []
    expect(named.filter((code) => !(code in FINDING_CODES))).toEqual([])
  })
})

describe('finding codes', () => {
  const table = 'src/model/finding-codes.ts'
  // Tests of the table itself and of how findings are shown name codes that they do not cause.
  const shown = /^(test\/(docs\.test\.ts|cli\/|reports\/|model\/)|fixtures\/reports\/)/
  const sources = below('src').filter((file) => file.endsWith('.ts') && file !== table)
  const proofs = [...below('test'), ...below('fixtures')].filter((file) => !shown.test(file))

  test('each is told by some part of the program', () => {
    expect(missing(sources)).toEqual([])
  })

  test('each is caused by a test or a fixture', () => {
    expect(missing(proofs)).toEqual([])
  })

  function missing(files: readonly string[]): string[] {
    const text = files.map((file) => read(file)).join('\n')
    return Object.entries(FINDING_CODES)
      .filter(([code]) => !text.includes(code))
      .map(([code, { slug }]) => `${code} ${slug}`)
  }
})

/** Targets of the links of a page, pictures included; what stands in code is no link. */
function linksOf(markdown: string): string[] {
  const prose = markdown.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '`code`')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!)
}

function isAlive(page: string, link: string): boolean {
  if (/^https:\/\//.test(link)) return true
  const [file, heading] = link.split('#')
  const target = file ? path.join(path.dirname(page), file) : page
  if (!existsSync(path.join(root, target))) return false
  return heading === undefined || anchorsOf(read(target)).includes(heading)
}

function anchorsOf(markdown: string): string[] {
  return [...markdown.replace(/```[\s\S]*?```/g, '').matchAll(/^#+ (.*)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** What the page tells its reader to type: lines of code blocks and code in sentences. */
function callsIn(markdown: string): string[] {
  const lines: string[] = []
  const prose = markdown.replace(/```[^\n]*\n([\s\S]*?)```/g, (_, block) => {
    lines.push(...block.split('\n'))
    return ''
  })
  lines.push(...[...prose.matchAll(/`([^`\n]+)`/g)].map((match) => match[1]!))
  return lines
    .flatMap((line) => line.replace(/^\s*\$ /, '').split(/&&|\||;| # |>| {2,}/))
    .map((call) => call.trim())
    .filter((call) => /^(npx tillbridge|tillbridge|npm)( |$)/.test(call))
}

function problemsOf(call: string): string[] {
  const words = call.split(/\s+/)
  if (words[0] === 'npm' && !call.startsWith('npm run -s tillbridge --')) return npmProblems(call, words)
  const typed = call
    .replace(/^(npm run -s tillbridge --|npx tillbridge|tillbridge)\s*((-c|--config) \S+ )?/, '')
    .split(/\s+/)
  return commandProblems(typed).map((problem) => `${call}: ${problem}`)
}

function npmProblems(call: string, words: string[]): string[] {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const script = words[1] === 'run' ? words.slice(2).find((word) => !word.startsWith('-')) : undefined
  const isWrong = script !== undefined && !(script in scripts) && !/^[A-Z]+$/.test(script)
  return isWrong ? [`${call}: no script "${script}"`] : []
}

function commandProblems(typed: string[]): string[] {
  const [first = '', second = ''] = typed
  if (/^(|COMMAND|ARGS|--version|-V|--help|-h)$/.test(first)) return []
  const entry = commands.find((one) => one.path === `${first} ${second}`) ?? commands.find((one) => one.path === first)
  if (!entry) {
    const isGroup = commands.some((one) => one.path.startsWith(`${first} `))
    return isGroup && second === '' ? [] : [`no command "${isGroup ? `${first} ${second}` : first}"`]
  }
  return optionProblems(entry, typed.slice(entry.path.split(' ').length))
}

const KINDS = ['stock', 'items', ...SHOP_KINDS.map(({ kind }) => kind)]
const NAMES_OF_CODES = new Set(Object.entries(FINDING_CODES).flatMap(([code, { slug }]) => [code, slug as string]))
const isPlaceholder = (word: string) => /^[A-Z]+$/.test(word) || /^[<[]/.test(word)

function optionProblems({ path: words, command }: CommandEntry, rest: string[]): string[] {
  const known = command.options.flatMap(({ short, long }) => [short, long])
  const unknown = rest.filter(
    (word) => /^--?[a-z]/i.test(word) && !known.includes(word.split('=')[0]) && word !== '--help',
  )
  const problems = unknown.map((word) => `no option ${word}`)
  const kind = rest[rest.indexOf('--as') + 1]
  if (rest.includes('--as') && kind && !isPlaceholder(kind) && !KINDS.includes(kind)) problems.push(`no kind "${kind}"`)
  const flow = rest[0]
  if (['run', 'plan'].includes(words) && flow && !isPlaceholder(flow) && ![...FLOWS, 'all'].includes(flow))
    problems.push(`no flow "${flow}"`)
  if (words === 'explain' && flow && !isPlaceholder(flow) && !NAMES_OF_CODES.has(flow))
    problems.push(`no code "${flow}"`)
  return problems
}
