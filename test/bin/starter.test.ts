import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
// @ts-expect-error plain JavaScript that an old Node must read; it has no types
import { compareVersions, MINIMUM, tooOldSentence } from '../../bin/node-version.js'

const NODE = process.execPath
const OLD_NODE = '/usr/bin/node'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'starter-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** A checkout (or, below node_modules, an installation) whose main program is `main`. */
function install(folder: string, program: string, main: string): string {
  const root = join(dir, folder)
  cpSync('bin', join(root, 'bin'), { recursive: true })
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }')
  mkdirSync(join(root, program, '..'), { recursive: true })
  writeFileSync(join(root, program), main)
  return join(root, 'bin', 'tillbridge.js')
}

function start(bin: string, args: string[] = [], env: Record<string, string> = {}, node = NODE) {
  const { TILLBRIDGE_DEBUG: _, npm_lifecycle_event: __, INIT_CWD: ___, ...rest } = process.env
  const { status, stdout, stderr } = spawnSync(node, [bin, ...args], {
    env: { ...rest, ...env },
    encoding: 'utf8',
    cwd: dir,
  })
  return { status, stdout, stderr }
}

const ECHO =
  'export async function main(args) { process.stdout.write(JSON.stringify([args, process.cwd()])); return 3 }'

describe('Node version', () => {
  test('the minimum is that of package.json', () => {
    expect(`>=${MINIMUM.replace(/\.0$/, '')}`).toBe(JSON.parse(readFileSync('package.json', 'utf8')).engines.node)
  })

  test.each([
    ['12.22.12', true],
    ['18.20.4', true],
    ['20.20.2', true],
    ['22.9.0', true],
    ['22.21.9', true],
    ['22.22.0', false],
    ['v22.22.1', false],
    ['24.21.0', false],
    ['26.0.0-nightly2026', false],
    ['100.0.0', false],
  ])('%s is too old: %s', (version, tooOld) => expect(tooOldSentence(version) !== '').toBe(tooOld))

  test('versions are compared as numbers', () => {
    expect(compareVersions('9.10.0', '10.2.0')).toBeLessThan(0)
    expect(compareVersions('22.22.10', '22.22.9')).toBeGreaterThan(0)
    expect(compareVersions('22.22', '22.22.0')).toBe(0)
  })

  test('one sentence says what to do', () => {
    expect(tooOldSentence('20.20.2')).toBe(
      'tillbridge needs Node 22.22 or newer; this is 20.20.2. Install a current Node from nodejs.org, then run the same command again.',
    )
  })

  test('an old Node says so in one line and ends with 2', ({ skip }) => {
    const version = existsSync(OLD_NODE)
      ? spawnSync(OLD_NODE, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout.trim()
      : ''
    if (version === '' || tooOldSentence(version) === '') skip('no old Node on this machine')
    const made = start(resolve('bin/tillbridge.js'), ['--help'], {}, OLD_NODE)
    expect(made).toEqual({ status: 2, stdout: '', stderr: `${tooOldSentence(version)}\n` })
  })

  test('the starter is written in words that Node 12 understands', () => {
    for (const name of ['bin/tillbridge.js', 'bin/node-version.js']) {
      const code = readFileSync(name, 'utf8').replace(/\/\/.*|\/\*[\s\S]*?\*\//g, '')
      expect(code).not.toMatch(/\?\.|\?\?|\|\|=|&&=|^await |#\w+\s*[=(;]|'node:|replaceAll|\.at\(/m)
    }
  })
})

describe('starting', () => {
  test('in a checkout the sources run, and the exit code is that of main', () => {
    const bin = install(
      'checkout',
      'src/cli/main.ts',
      `const typed: number = 1; ${ECHO.replace('args)', 'args: string[])')}`,
    )
    const { status, stdout } = start(bin, ['plan', 'stock', '--json'])
    expect(JSON.parse(stdout)[0]).toEqual(['plan', 'stock', '--json'])
    expect(status).toBe(3)
  })

  test('an installation runs dist, also when sources lie beside it', () => {
    const bin = install('node_modules/tillbridge', 'dist/cli/main.js', ECHO)
    install('node_modules/tillbridge', 'src/cli/main.ts', 'throw new Error("sources must not run here")')
    expect(start(bin).status).toBe(3)
  })

  test('an incomplete installation says so', () => {
    const bin = install('checkout', 'README.md', '')
    const { status, stderr } = start(bin)
    expect(status).toBe(1)
    expect(stderr).toMatch(/^tillbridge stopped: this installation is incomplete/)
  })

  test('through npm, file names are meant from where the user stands', () => {
    const bin = install('checkout', 'src/cli/main.ts', ECHO)
    mkdirSync(join(dir, 'mine'))
    const folder = (env: Record<string, string>) => JSON.parse(start(bin, [], env).stdout)[1]
    expect(folder({ npm_lifecycle_event: 'tillbridge', INIT_CWD: join(dir, 'mine') })).toMatch(/mine$/)
    expect(folder({ npm_lifecycle_event: 'demo', INIT_CWD: join(dir, 'mine') })).not.toMatch(/mine$/)
    expect(folder({ INIT_CWD: join(dir, 'mine') })).not.toMatch(/mine$/)
  })
})

describe('errors', () => {
  const throwing = (thrown: string) =>
    install('checkout', 'src/cli/main.ts', `export async function main() { ${thrown} }`)

  test('an unexpected one is a sentence, with its stack only on request', () => {
    const bin = throwing('throw new TypeError("cannot\\nread \\u001b[31mx")')
    const { status, stderr } = start(bin)
    expect(status).toBe(1)
    expect(stderr).toBe('tillbridge stopped: cannot read [31mx\nRun it again with TILLBRIDGE_DEBUG=1 to see where.\n')
    expect(start(bin, [], { TILLBRIDGE_DEBUG: '1' }).stderr).toMatch(/TypeError.*\n\s+at .*main\.ts/s)
  })

  test('one of ours is its message and its exit code', () => {
    const { status, stderr } = start(
      throwing('throw Object.assign(new Error("a.yaml:3:1  no\\n  3 | x"), { exitCode: 2 })'),
    )
    expect([status, stderr]).toEqual([2, 'a.yaml:3:1  no\n  3 | x\n'])
  })

  test.each([
    'setTimeout(() => { throw new Error("late") }); await new Promise((done) => setTimeout(done, 5000))',
    'throw "late"',
    'Promise.reject(new Error("late")); await new Promise((done) => setTimeout(done, 5000))',
  ])('also %j', (thrown) => {
    const { status, stderr } = start(throwing(thrown))
    expect(status).toBe(1)
    expect(stderr).toMatch(/^tillbridge stopped: late\n/)
  })

  test('a reader that goes away is no error, and the work goes on to its end', () => {
    const done = join(dir, 'done')
    const bin = install(
      'checkout',
      'src/cli/main.ts',
      `import { writeFileSync } from 'node:fs'
      export async function main() {
        for (let i = 0; i < 2000; i++) {
          process.stdout.write('x'.repeat(1000) + '\\n')
          if (i % 100 === 0) await new Promise((next) => setImmediate(next))
        }
        writeFileSync(${JSON.stringify(done)}, 'done')
        return 0
      }`,
    )
    const { stderr } = spawnSync('sh', ['-c', `"${NODE}" "${bin}" | head -1 >/dev/null`], { encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(existsSync(done)).toBe(true)
  })
})
