import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { demoWorkspace, inWorkspace, type Level, levels, NOW, put, runIn, runOne } from './a-workspace.ts'

/*
 * The demo's stock file with one byte changed, 200 times. Each
 * mutant goes through the whole import of a partner that already has the levels of the sound file, guards off: whatever
 * the byte did, the level of a row that was not touched stays what it was.
 */

const MUTATIONS = 200

test('one byte changed never changes the level of another row', async () => {
  const root = demoWorkspace()
  const sound = readFileSync(path.join(root, 'till/out/STOCK_20261120.csv'))
  const config = readFileSync(path.join(root, 'partners/demo-till.yaml'), 'utf8')
  put(root, 'partners/demo-till.yaml', config.replace(/ {2}guards:\n.*\n/, `  guards: ${NO_GUARDS}\n`))
  await runOne(root, 'shop-catalogue')
  const starts = lineStarts(sound)
  const random = randomNumbers(20261120)
  const outcomes: Record<string, number> = {}
  let day = Date.parse(NOW)
  const clock = () => new Date(day).toISOString()
  await inWorkspace(root, clock, async (workspace) => {
    // Each file is a day younger than the one before, so that none is passed over.
    const take = async (bytes: Uint8Array) => {
      day += 86_400_000
      const name = `mutants/STOCK_${clock().slice(0, 10).replaceAll('-', '')}.csv`
      put(root, name, bytes, clock())
      const file = { path: path.join(root, name) }
      return runIn(workspace, { flow: 'stock', partner: 'demo-till', mode: 'run', file })
    }
    await take(sound)
    const before = levels(root, 'demo-till')
    for (let i = 0; i < MUTATIONS; i++) {
      const at = random(sound.length)
      const mutant = Buffer.from(sound)
      mutant[at] = changedByte(sound[at]!, random)
      const { result } = await take(mutant)
      outcomes[result] = (outcomes[result] ?? 0) + 1
      const what = `byte ${at}: ${sound[at]} became ${mutant[at]} (${result})`
      const after = levels(root, 'demo-till')
      expect(changes(before, after, linesTouched(sound, starts, at)), what).toEqual([])
      if (changes(before, after, new Set()).length === 0) continue
      await take(sound)
      expect(changes(before, levels(root, 'demo-till'), new Set())).toEqual([])
    }
  })
  // Mutants that are refused as a whole prove little; most must get through to the levels.
  expect(outcomes['done-with-issues']).toBeGreaterThan(MUTATIONS / 2)
  expect(outcomes.failed).toBeGreaterThan(0)
  expect(outcomes.held).toBeUndefined()
}, 120_000)

const NO_GUARDS = '{ rows: off, coverage: off, zeroed: off, changed: off, unknown: off, rejected: off, format: off }'

/** Levels of untouched rows that are another number now. New levels can only come from the touched row. */
function changes(before: readonly Level[], after: readonly Level[], touched: ReadonlySet<number>): string[] {
  const now = new Map(after.map((level) => [`${level.code} ${level.location}`, level.quantity]))
  return before
    .filter((level) => !touched.has(level.line!) && now.get(`${level.code} ${level.location}`) !== level.quantity)
    .map((level) => `line ${level.line}, ${level.code} at ${level.location}: ${level.quantity}`)
}

/** The line of the byte, and its neighbour when the byte is part of a line end. */
function linesTouched(bytes: Buffer, starts: readonly number[], at: number): Set<number> {
  const line = starts.filter((start) => start <= at).length
  return new Set(bytes[at] === 0x0d || bytes[at] === 0x0a ? [line, line + 1] : [line])
}

function lineStarts(bytes: Buffer): number[] {
  const starts = [0]
  for (let at = 0; at < bytes.length - 1; at++) if (bytes[at] === 0x0a) starts.push(at + 1)
  return starts
}

/** Another byte; half of the time one that means something to a reader of CSV. */
function changedByte(byte: number, random: (below: number) => number): number {
  const special = [0x0a, 0x0d, 0x22, 0x3b, 0x2c, 0x2d, 0x30, 0x39, 0x20, 0x00]
  const next = random(2) === 0 ? special[random(special.length)]! : random(256)
  return next === byte ? (byte + 1) % 256 : next
}

/** Repeatable numbers (mulberry32). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}
