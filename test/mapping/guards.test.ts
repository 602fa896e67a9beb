import { describe, expect, test } from 'vitest'
import { type GuardFacts, type GuardFormat, type GuardLimits, runGuards } from '../../src/mapping/guards.ts'

const LIMITS: GuardLimits = {
  rows: 0.5,
  coverage: 0.8,
  zeroed: 0.2,
  zeroedCodes: 20,
  changed: 0.6,
  unknown: 0.3,
  rejected: 0.05,
  format: 'on',
  age: 86_400,
}

const FORMAT = written('whole')

/** A file like the last one. */
const FACTS: GuardFacts = {
  read: 1000,
  rejected: 0,
  unknown: 100,
  levelsBefore: 900,
  levelsAboveZero: 800,
  levelsCovered: 900,
  levelsAre: 'known levels',
  zeroed: 0,
  changed: 0,
  compared: 900,
  format: FORMAT,
  asOf: '2026-11-20T06:00:00.000Z',
  now: '2026-11-20T08:00:00.000Z',
  last: { read: 1000, unknown: 100, format: FORMAT },
}

function tripped(facts: Partial<GuardFacts>, limits: Partial<GuardLimits> = {}): string[] {
  return runGuards({ ...FACTS, ...facts }, { ...LIMITS, ...limits })
    .filter((guard) => guard.tripped)
    .map((guard) => guard.name)
}

function written(numbers: string, columns = ['CODE', 'QTY']): GuardFormat {
  return { columns: columns.map((name) => ({ name, folded: name.toLowerCase() })), numbers }
}

describe('each guard at its border', () => {
  test.each<[name: string, at: Partial<GuardFacts>, beyond: Partial<GuardFacts>]>([
    ['rows', { read: 500 }, { read: 499 }],
    ['coverage', { levelsCovered: 720 }, { levelsCovered: 719 }],
    ['zeroed', { zeroed: 160 }, { zeroed: 161 }],
    ['changed', { changed: 540 }, { changed: 541 }],
    ['unknown', { unknown: 400 }, { unknown: 401 }],
    ['rejected', { rejected: 50 }, { rejected: 51 }],
    ['age', { asOf: '2026-11-19T08:00:00.000Z' }, { asOf: '2026-11-19T07:59:59.999Z' }],
    ['format', { format: written('varying decimals') }, { format: written('3 decimals') }],
  ])('%s', (name, at, beyond) => {
    expect(tripped(at)).toEqual([])
    expect(tripped(beyond)).toEqual([name])
    expect(tripped(beyond, { [name]: 'off' })).toEqual([])
  })

  test.each([
    [0.15, 3, 20],
    [0.07, 7, 100],
    [0.1, 1, 10],
    [0.35, 7, 20],
    [0.29, 29, 100],
    [0.58, 58, 100],
  ])('%d is not beyond itself: %d of %d', (limit, part, whole) => {
    expect(tripped({ rejected: part, read: whole, unknown: 0, last: null }, { rejected: limit })).toEqual([])
    expect(tripped({ changed: part, compared: whole }, { changed: limit })).toEqual([])
    expect(tripped({ levelsCovered: part, levelsBefore: whole }, { coverage: limit })).toEqual([])
  })

  test('few codes may all go to zero: it takes more than `zeroedCodes` of them', () => {
    expect(tripped({ levelsAboveZero: 20, zeroed: 20 })).toEqual([])
    expect(tripped({ levelsAboveZero: 21, zeroed: 21 })).toEqual(['zeroed'])
    expect(tripped({ levelsAboveZero: 3, zeroed: 3 }, { zeroedCodes: 0 })).toEqual(['zeroed'])
  })

  test('codes that were unknown before are not news', () => {
    expect(tripped({ unknown: 700, last: { read: 1000, unknown: 700, format: FORMAT } })).toEqual([])
    expect(tripped({ unknown: 50 })).toEqual([])
  })
})

describe('the first file', () => {
  test('of a normal till passes, whatever it holds', () => {
    const first = { levelsBefore: 0, levelsAboveZero: 0, levelsCovered: 0, compared: 0, last: null }
    expect(tripped({ ...first, unknown: 900 })).toEqual([])
  })

  test('is held when too much of it was rejected, or when it is old', () => {
    expect(tripped({ last: null, rejected: 51 })).toEqual(['rejected'])
    expect(tripped({ last: null, asOf: '2026-11-01T00:00:00.000Z' })).toEqual(['age'])
  })
})

describe('the format', () => {
  test.each([
    ['whole', 'whole', false],
    ['whole', 'none', false],
    ['none', 'whole', false],
    ['whole', 'varying decimals', false],
    ['varying decimals', 'whole', false],
    ['varying decimals', '1 decimals', false],
    ['1 decimals', 'varying decimals', false],
    ['none', '3 decimals', false],
    ['whole', '3 decimals', true], // 1.204 may be one thousand two hundred and four.
    ['3 decimals', 'whole', true],
    ['2 decimals', '3 decimals', true],
  ])('numbers %s, then %s: tripped %s', (before, now, expected) => {
    const last = { read: 1000, unknown: 100, format: written(before) }
    expect(tripped({ last, format: written(now) }).includes('format')).toBe(expected)
  })

  test.each([
    [['CODE', 'QTY', 'TEXT'], true],
    [['QTY', 'CODE'], true],
    [['CODE', 'QUANTITY'], true],
    [['CODE', ''], true],
    [['CODE', 'QTY'], false],
    [['Code', 'qty'], false],
  ])('columns %j: tripped %s', (columns, expected) => {
    expect(tripped({ format: written('whole', columns) }).includes('format')).toBe(expected)
  })

  test('a file before it was known is no reason', () => {
    expect(tripped({ last: { read: 1000, unknown: 100, format: null } })).toEqual([])
  })
})

test('every guard that trips is told, with what was measured, the limit and a sentence', () => {
  const facts = { read: 100, levelsCovered: 90, zeroed: 700, changed: 800, rejected: 10, unknown: 50 }
  expect(tripped(facts)).toEqual(['rows', 'coverage', 'zeroed', 'changed', 'rejected'])
  const [rows] = runGuards({ ...FACTS, ...facts }, LIMITS)
  expect(rows).toEqual({
    name: 'rows',
    tripped: true,
    measured: '10 %',
    limit: 'at least 50 %',
    sentence: 'the file has 100 rows, the last accepted one had 1000',
  })
  const [, coverage] = runGuards({ ...FACTS, levelsAre: 'known variants', levelsCovered: 90 }, LIMITS)
  expect(coverage!.sentence).toBe('the file lists 90 of 900 known variants')
})

test('all off is off', () => {
  const off = Object.fromEntries(Object.keys(LIMITS).map((name) => [name, name === 'zeroedCodes' ? 20 : 'off']))
  const wild = {
    read: 1,
    rejected: 1,
    unknown: 1,
    levelsCovered: 0,
    zeroed: 900,
    changed: 900,
    format: written('none', []),
  }
  expect(runGuards({ ...FACTS, ...wild }, off as unknown as GuardLimits)).toEqual([])
})

/** A till's stock day by day, counted as the importer counts it. Levels are pieces by code; absent is not listed. */
describe('days of a till of 1,000 articles', () => {
  const random = generator(20_261_120)

  function factsBetween(
    before: Map<string, number>,
    file: Map<string, number>,
    listsZeros: boolean,
  ): Partial<GuardFacts> {
    const aboveZero = [...before].filter(([, pieces]) => pieces > 0)
    const missing = (listsZeros ? [...before] : aboveZero).filter(([code]) => !file.has(code)).length
    const known = [...file].filter(([code]) => before.has(code))
    const changed = known.filter(([code, pieces]) => before.get(code) !== pieces).length
    const absent = listsZeros ? 0 : missing
    return {
      read: file.size,
      unknown: 0,
      levelsBefore: listsZeros ? before.size : aboveZero.length,
      levelsAboveZero: aboveZero.length,
      levelsCovered: (listsZeros ? before.size : aboveZero.length) - missing,
      zeroed: known.filter(([code, pieces]) => pieces <= 0 && before.get(code)! > 0).length + absent,
      changed: changed + absent,
      compared: known.length + absent,
    }
  }

  const listed = (levels: Map<string, number>, listsZeros: boolean) =>
    listsZeros ? new Map(levels) : new Map([...levels].filter(([, pieces]) => pieces !== 0))

  function nextDay(levels: Map<string, number>): Map<string, number> {
    return new Map(
      [...levels].map(([code, pieces]) =>
        random() < 0.03 ? [code, Math.max(0, pieces + Math.round(random() * 6 - 3))] : [code, pieces],
      ),
    )
  }

  const start = () => new Map(Array.from({ length: 1000 }, (_, i) => [`code-${i}`, Math.floor(random() * 12)]))

  test.each([true, false])('200 normal days give no false alarm (zeros listed: %s)', (listsZeros) => {
    let levels = start()
    for (let day = 0; day < 200; day++) {
      const file = listed(nextDay(levels), listsZeros)
      const last = { read: listed(levels, listsZeros).size, unknown: 0, format: FORMAT }
      expect([day, tripped({ ...factsBetween(levels, file, listsZeros), last })]).toEqual([day, []])
      levels = new Map([...levels].map(([code, pieces]) => [code, file.get(code) ?? (listsZeros ? pieces : 0)]))
    }
  })

  test.each([true, false])(
    'of files cut at each 2 %% none that breaks a limit passes (zeros listed: %s)',
    (listsZeros) => {
      const levels = start()
      const whole = listed(levels, listsZeros)
      const last = { read: whole.size, unknown: 0, format: FORMAT }
      for (let kept = 0; kept <= 100; kept += 2) {
        const file = new Map([...whole].slice(0, Math.floor((whole.size * kept) / 100)))
        const alarms = tripped({ ...factsBetween(levels, file, listsZeros), last })
        expect([kept, alarms.includes('rows')]).toEqual([kept, file.size < whole.size * 0.5])
        const lost = whole.size - file.size
        expect([kept, alarms.includes('coverage')]).toEqual([kept, (whole.size - lost) / whole.size < 0.8])
        if (!listsZeros) expect([kept, alarms.includes('zeroed')]).toEqual([kept, lost > whole.size * 0.2])
      }
    },
  )
})

/** Numbers from 0 to 1, the same ones every time. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}
