import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StockRecord } from '../../src/model/records.ts'
import { type Outcome, readAll, stockFixtures } from './stock-fixtures.ts'

const MUTATIONS = 200

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mutations-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('one byte changed never changes the row beside it', () => {
  test.each(stockFixtures())('$name', async ({ name, path, partner }) => {
    const bytes = readFileSync(path)
    const sound = await readAll(path, partner)
    const random = randomNumbers(name)
    let refused = 0
    for (let i = 0; i < MUTATIONS; i++) {
      const at = random(bytes.length)
      const mutated = Buffer.from(bytes)
      mutated[at] = newByte(bytes[at]!, random)
      const mutatedPath = join(folder, `${name}.csv`)
      writeFileSync(mutatedPath, mutated)
      const outcome = await readAll(mutatedPath, partner)
      if (outcome.facts === null) refused++
      else {
        const what = `byte ${at}: ${bytes[at]} became ${mutated[at]}`
        expect(changesOf(sound, outcome, touchedLines(bytes, at, partner.dialect.encoding)), what).toEqual([])
      }
    }
    expect(refused).toBeLessThan(MUTATIONS)
  })
})

/** Records of untouched rows that are gone, and records that came from nowhere. */
function changesOf(sound: Outcome, outcome: Outcome, touched: Set<number>): string[] {
  const spans = spansOf(sound)
  const isTouched = (line: number) => [...touched].some((hit) => hit >= line && hit < spans.get(line)!)
  const left = new Map<string, number>()
  for (const record of outcome.records) left.set(print(record), (left.get(print(record)) ?? 0) + 1)
  const changes: string[] = []
  let mayBeNew = 2 * Math.max(1, sound.records.length / sound.rows + 1)
  for (const record of sound.records) {
    const count = left.get(print(record)) ?? 0
    if (count > 0) left.set(print(record), count - 1)
    else if (!isTouched(record.line)) changes.push(`gone: ${print(record)}`)
  }
  for (const [record, count] of left) {
    mayBeNew -= count
    if (mayBeNew < 0) changes.push(`new: ${record}`)
  }
  return changes
}

/** First line of every row to the first line behind it. */
function spansOf(outcome: Outcome): Map<number, number> {
  const lines = [...outcome.records, ...outcome.skipped].map((row) => row.line)
  const starts = [...new Set([...lines, ...outcome.rejected])].sort((a, b) => a - b)
  return new Map(starts.map((line, i) => [line, starts[i + 1] ?? Number.POSITIVE_INFINITY]))
}

/** The line of the byte; a changed line end touches the next one too. */
function touchedLines(bytes: Buffer, at: number, encoding: string): Set<number> {
  const wide = encoding === 'utf-16le'
  const text = wide ? bytes.subarray(0, at - (at % 2)).toString('utf16le') : bytes.subarray(0, at).toString('latin1')
  const byte = wide ? bytes[at - (at % 2)] : bytes[at]
  const line = (text.match(/\r\n|\n|\r/g)?.length ?? 0) + 1
  // Inside CR LF the first half has been counted already.
  const split = byte === 10 && text.endsWith('\r') ? 1 : 0
  return new Set(byte === 10 || byte === 13 ? [line - split, line - split + 1] : [line])
}

function print({ line: _, ...record }: StockRecord): string {
  return JSON.stringify(record)
}

/** Half of the new bytes are those that mean something in a CSV file. */
function newByte(old: number, random: (below: number) => number): number {
  const meaningful = [10, 13, 34, 59, 44, 9, 124, 0, 26, 45, 48, 57, 32, 46, 61, 0xff]
  for (;;) {
    const byte = random(2) === 0 ? meaningful[random(meaningful.length)]! : random(256)
    if (byte !== old) return byte
  }
}

/** The same numbers for the same name, on every machine. */
function randomNumbers(seed: string): (below: number) => number {
  let state = 2_166_136_261
  for (const letter of seed) state = Math.imul(state ^ letter.charCodeAt(0), 16_777_619)
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return (state >>> 8) % below
  }
}
