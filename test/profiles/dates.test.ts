import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/model/errors.ts'
import { dateParser, dateReader, printDate } from '../../src/profiles/dates.ts'

describe('dates in Copenhagen, as UTC', () => {
  test.each([
    ['dd-MM-yyyy HH:mm', '20-11-2026 06:00', '2026-11-20T05:00:00.000Z'],
    ['dd-MM-yyyy', '20-11-2026', '2026-11-19T23:00:00.000Z'],
    ['yyyyMMddHHmm', '202611200600', '2026-11-20T05:00:00.000Z'],
    ['dd.MM.yy HH.mm.ss', '01.07.26 06.00.59', '2026-07-01T04:00:59.000Z'],
    ['yyyy-MM-ddTHH:mm:ssZ', '2026-11-20T06:00:00Z', '2026-11-20T06:00:00.000Z'],
    ['dd-MM-yyyy HH:mm', '25-10-2026 02:30', '2026-10-25T00:30:00.000Z'], // comes twice: the earlier one
    ['dd-MM-yyyy HH:mm', '29-03-2026 02:30', 'TB2501'], // never comes
    ['dd-MM-yyyy', '29-02-2026', 'TB2501'],
    ['dd-MM-yyyy', '31-04-2026', 'TB2501'],
    ['dd-MM-yyyy', '00-01-2026', 'TB2501'],
    ['dd-MM-yyyy', '11-20-2026', 'TB2501'],
    ['dd-MM-yyyy', '1-1-2026', 'TB2501'],
    ['dd-MM-yyyy', '2026-11-20', 'TB2501'],
    ['dd-MM-yyyy', '20-11-2026 06:00', 'TB2501'],
    ['dd-MM-yyyy HH:mm', '20-11-2026 24:00', 'TB2501'],
    ['dd.MM.yyyy', '20x11x2026', 'TB2501'], // the point is a point
    ['dd-MM-yyyy', 'i går', 'TB2501'],
  ])('%s %j is %s', (pattern, text, expected) => {
    const outcome = dateParser(pattern, 'Europe/Copenhagen')(text)
    expect(typeof outcome === 'string' ? outcome : outcome.code).toBe(expected)
  })
})

test.each(['HH:mm', 'yyyy-MM', 'dd-MM-yyyy dd', 'yyyy-MM-dd yy'])('the pattern %s cannot be a date', (pattern) => {
  expect(() => dateReader(pattern)).toThrow(UsageError)
})

test.each(['yyyyMMdd', 'dd-MM-yyyy HH:mm:ss', 'yy.MM.dd'])('a day printed as %s reads back', (pattern) => {
  const parts = { year: 2026, month: 3, day: 9, hour: 0, minute: 0, second: 0 }
  expect(dateReader(pattern)(printDate(parts, pattern))).toEqual(parts)
})
