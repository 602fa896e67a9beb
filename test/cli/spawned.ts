import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'

const BIN = resolve(import.meta.dirname, '../../bin/tillbridge.js')
/** Half of a short run is reading the sources. */
const CACHE = { NODE_COMPILE_CACHE: join(tmpdir(), 'tillbridge-compile-cache') }
const PLAIN_ENV = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(npm_|TILLBRIDGE_|INIT_CWD$|VITEST|NO_COLOR$|FORCE_COLOR$)/.test(name),
  ),
)

export interface Said {
  code: number | null
  stdout: string
  stderr: string
}

/** Starts the real program in a folder, with nobody at the keyboard. */
export function tillbridge(cwd: string, args: readonly string[], env: Record<string, string> = {}): Said {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [BIN, ...args], {
    cwd,
    env: { ...PLAIN_ENV, ...CACHE, ...env },
    encoding: 'utf8',
    input: '',
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  })
  if (error) throw error
  return { code: status, stdout, stderr }
}

/** The same with --json: stdout must be one document and nothing else. */
// biome-ignore lint/suspicious/noExplicitAny: the shape of a document is what the tests are about.
export function tillbridgeJson(cwd: string, args: readonly string[]): Said & { json: any } {
  const said = tillbridge(cwd, [...args, '--json'])
  if (said.stdout.includes('\x1b') || said.stderr.includes('\x1b')) throw new Error('escape codes in a pipe')
  try {
    return { ...said, json: JSON.parse(said.stdout) }
  } catch (cause) {
    throw new Error(`stdout of ${args.join(' ')} is no JSON document:\n${said.stdout}\n${said.stderr}`, { cause })
  }
}

/** A process that goes on; the test ends it. */
export function started(cwd: string, args: readonly string[]): ChildProcess & { ended: Promise<number | null> } {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd,
    env: { ...PLAIN_ENV, ...CACHE },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout?.resume()
  child.stderr?.resume()
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
  return Object.assign(child, { ended })
}

/** The program on a terminal of its own; types when it has asked. Returns the exit code. */
export function onTerminal(cwd: string, args: readonly string[], asked: string, typed: string): Promise<number | null> {
  const words = [process.execPath, BIN, ...args].map((word) => `'${word}'`).join(' ')
  const child = spawn('script', ['-qec', words, '/dev/null'], { cwd, env: { ...PLAIN_ENV, ...CACHE, TERM: 'xterm' } })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let seen = ''
  child.stdout.on('data', (part) => {
    const before = seen.includes(asked)
    seen += String(part)
    if (!before && seen.includes(asked)) child.stdin.write(typed)
  })
  return new Promise((done) => child.once('exit', (code) => done(code)))
}

/** An empty folder, gone when the test is over. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tillbridge-cli-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

let fresh: string | undefined
let ran: string | undefined

/** A demo workspace nobody has run yet. Made once, then copied. */
export function freshDemo(): string {
  fresh ??= made(['init', '--demo'], 0)
  return copyOf(fresh)
}

/** A demo workspace in which every flow has run once. */
export function ranDemo(): string {
  ran ??= made(['demo'], 0)
  return copyOf(ran)
}

function made([command, ...rest]: readonly string[], code: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'tillbridge-cli-demo-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const workspace = join(folder, 'w')
  const said = tillbridge(folder, [command!, ...rest, workspace])
  if (said.code !== code) throw new Error(`the demo could not be made:\n${said.stdout}\n${said.stderr}`)
  return workspace
}

function copyOf(workspace: string): string {
  const folder = join(emptyFolder(), 'w')
  cpSync(workspace, folder, { recursive: true, preserveTimestamps: true })
  return folder
}
