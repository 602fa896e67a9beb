import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { join } from 'node:path'

export const TILLBRIDGE = join(import.meta.dirname, '..', 'bin', 'tillbridge.js')

export interface Measured {
  wallSeconds: number
  /** User and system time of the process and its children. */
  cpuSeconds: number
  /** Highest resident memory; null where the system does not tell. */
  peakMiB: number | null
  stdout: string
}

/** Runs a command from start to end, start-up included. Throws when it fails. */
export async function measure(command: readonly string[], input = ''): Promise<Measured> {
  // The shell's own `times` tells the CPU time of its children; Node has no way to ask for it.
  const script = '"$@"; status=$?; times >&2; exit $status'
  const started = performance.now()
  const child = spawn('sh', ['-c', script, 'sh', ...command], { stdio: ['pipe', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  let peakMiB: number | null = null
  child.stdout.on('data', (part) => (stdout += part))
  child.stderr.on('data', (part) => (stderr += part))
  child.stdin.end(input)
  const timer = setInterval(() => (peakMiB = Math.max(peakMiB ?? 0, peakOfChild(child.pid!) ?? 0) || null), 10)
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve))
  clearInterval(timer)
  const wallSeconds = (performance.now() - started) / 1000
  if (status !== 0 && status !== 3) throw new Error(`${command.join(' ')} ended with ${status}: ${stderr || stdout}`)
  return { wallSeconds, cpuSeconds: cpuOf(stderr), peakMiB, stdout }
}

/** The second line of `times` is about the children: "0m1.230s 0m0.120s". */
function cpuOf(stderr: string): number {
  const line = stderr.trim().split('\n').at(-1) ?? ''
  const spent = [...line.matchAll(/(\d+)m([\d.]+)s/g)].map(([, m, s]) => Number(m) * 60 + Number(s))
  if (spent.length !== 2) throw new Error(`no CPU times in: ${stderr}`)
  return spent[0]! + spent[1]!
}

/** High-water mark of the command below the shell; Linux keeps it, so that looking now and then misses little. */
function peakOfChild(shell: number): number | null {
  try {
    const [child] = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim().split(' ')
    const status = readFileSync(`/proc/${child}/status`, 'utf8')
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
  } catch {
    return null
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Version of a program, or undefined when it is not installed. */
export function versionOf(program: string): string | undefined {
  const told = spawnSync(program, ['--version'], { encoding: 'utf8' })
  return told.status === 0 ? told.stdout.trim().split(' ')[0] : undefined
}

export function machine(): string {
  const memory = Math.round(totalmem() / 1024 ** 3)
  return `Node ${process.versions.node}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${memory} GiB`
}

/** A plain table; the first column is text, the others numbers. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]!.length)))
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')
  for (const row of [head, widths.map((width) => '-'.repeat(width)), ...rows]) console.log(line(row).trimEnd())
}

export function expectSame(what: string, found: unknown, expected: unknown): void {
  if (JSON.stringify(found) === JSON.stringify(expected)) return
  throw new Error(`${what}: ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`)
}

/** The value behind `--name`, as a whole number. */
export function numberOption(name: string, fallback: number): number {
  const at = process.argv.indexOf(`--${name}`)
  const value = at === -1 ? fallback : Number(process.argv[at + 1])
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} wants a whole number`)
  return value
}
