import { expect, test } from 'vitest'
import { CHECKS } from '../../src/mapping/checks/index.ts'
import { check } from './catalogue-files.ts'
import { cleanWorld, FAULTS, type Planted, sceneOf } from './planted-faults.ts'

const CATALOGUES = 500
const FAULTS_MAX = 6

const asText = ([code, key, names]: readonly [string, string, readonly string[]]) =>
  JSON.stringify([code, key, names.toSorted()])

test(`${CATALOGUES} catalogues with planted faults: each found, nothing else reported`, () => {
  const names = Object.keys(FAULTS)
  const planted = new Map<string, number>()
  const wrong: string[] = []
  let hits = 0
  let missed = 0
  let invented = 0
  let variants = 0
  for (let seed = 1; seed <= CATALOGUES; seed += 1) {
    const world = cleanWorld(seed)
    const count = 1 + world.pick.below(FAULTS_MAX)
    // The first is taken in turn, so that every fault is there often enough.
    const chosen = new Set([names[seed % names.length]!, ...world.pick.some(names, count - 1)])
    const parts: Planted[] = [...chosen].map((name) => FAULTS[name]!(world))
    const expected = new Set(parts.flatMap((part) => part.findings.map(asText)))
    for (const part of parts) for (const [code] of part.findings) planted.set(code, (planted.get(code) ?? 0) + 1)
    const result = check(sceneOf(world))
    const found = result.findings.map(({ code, key, names: all }) => asText([code, key, all]))
    for (const one of found) {
      if (expected.delete(one)) hits += 1
      else {
        invented += 1
        wrong.push(`seed ${seed} (${[...chosen].join(', ')}): invented ${one}`)
      }
    }
    missed += expected.size
    wrong.push(...[...expected].map((one) => `seed ${seed} (${[...chosen].join(', ')}): missed ${one}`))
    const blocked = new Set(parts.flatMap((part) => part.blocked))
    const { totals } = result
    if ([...result.blocked.keys()].sort().join() !== [...blocked].sort().join()) {
      wrong.push(`seed ${seed} (${[...chosen].join(', ')}): keeps back ${[...result.blocked]}, not ${[...blocked]}`)
    }
    expect(totals.variants).toBe(totals.coded + totals.rejected + totals.notNeeded)
    expect(totals.rejected).toBe(result.blocked.size)
    variants += totals.variants
  }
  const precision = (100 * hits) / (hits + invented)
  const recall = (100 * hits) / (hits + missed)
  console.info(
    `${CATALOGUES} catalogues, ${variants} variants, ${hits + missed} faults planted of ${names.length} kinds: precision ${precision} %, recall ${recall} %`,
  )
  expect(wrong.slice(0, 20)).toEqual([])
  expect({ precision, recall }).toEqual({ precision: 100, recall: 100 })
  const silent = CHECKS.flatMap(({ codes }) => codes).filter((code) => (planted.get(code) ?? 0) < 5)
  expect(silent).toEqual([])
})

test('200 clean catalogues: nothing is reported', () => {
  for (let seed = 10_001; seed <= 10_200; seed += 1) {
    expect(check(sceneOf(cleanWorld(seed))).findings, `seed ${seed}`).toEqual([])
  }
})
