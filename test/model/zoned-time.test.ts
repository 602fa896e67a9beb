import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { utcToZoned, type ZonedParts, zonedToUtc } from '../../src/model/zoned-time.ts'

const at = (text: string): ZonedParts => {
  const [year, month, day, hour, minute, second] = text.split(/\D/).map(Number)
  return { year: year!, month: month!, day: day!, hour: hour!, minute: minute!, second: second! }
}

describe('zonedToUtc', () => {
  test.each([
    ['2026-11-20 06:00:00', 'Europe/Copenhagen', '2026-11-20T05:00:00.000Z'],
    ['2026-07-01 06:00:00', 'Europe/Copenhagen', '2026-07-01T04:00:00.000Z'],
    // 25 October 2026: 02:00-03:00 comes twice; the earlier reading is still summer time.
    ['2026-10-25 02:30:00', 'Europe/Copenhagen', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25 02:00:00', 'Europe/Copenhagen', '2026-10-25T00:00:00.000Z'],
    ['2026-10-25 03:00:00', 'Europe/Copenhagen', '2026-10-25T02:00:00.000Z'],
    ['2026-10-25 01:59:59', 'Europe/Copenhagen', '2026-10-24T23:59:59.000Z'],
    // 29 March 2026: 02:00-03:00 does not exist.
    ['2026-03-29 02:00:00', 'Europe/Copenhagen', null],
    ['2026-03-29 02:59:59', 'Europe/Copenhagen', null],
    ['2026-03-29 01:59:59', 'Europe/Copenhagen', '2026-03-29T00:59:59.000Z'],
    ['2026-03-29 03:00:00', 'Europe/Copenhagen', '2026-03-29T01:00:00.000Z'],
    // West of Greenwich, and zones with half hours and half-hour summer time.
    ['2026-11-01 01:30:00', 'America/New_York', '2026-11-01T05:30:00.000Z'],
    ['2026-03-08 02:30:00', 'America/New_York', null],
    ['2026-01-15 12:00:00', 'Asia/Kolkata', '2026-01-15T06:30:00.000Z'],
    ['2026-04-05 01:45:00', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z'],
    // Samoa went over the date line: 30 December 2011 never was.
    ['2011-12-30 12:00:00', 'Pacific/Apia', null],
    ['2026-02-29 00:00:00', 'UTC', null],
    ['2028-02-29 00:00:00', 'UTC', '2028-02-29T00:00:00.000Z'],
    ['2026-04-31 00:00:00', 'UTC', null],
    ['2026-13-01 00:00:00', 'UTC', null],
    ['2026-00-01 00:00:00', 'UTC', null],
    ['2026-01-01 24:00:00', 'UTC', null],
    ['2026-01-01 23:60:00', 'UTC', null],
    ['2026-01-01 23:59:60', 'UTC', null],
  ])('%s in %s is %s', (text, zone, expected) => {
    expect(zonedToUtc(at(text), zone)).toBe(expected)
  })
})

test('a moment comes back from its wall clock, or the earlier one of the repeated hour', () => {
  const zones = ['Europe/Copenhagen', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC']
  const seconds = fc.integer({ min: Date.UTC(1990, 0, 1) / 1000, max: Date.UTC(2040, 0, 1) / 1000 })
  fc.assert(
    fc.property(seconds, fc.constantFrom(...zones), (second, zone) => {
      const iso = new Date(second * 1000).toISOString()
      const shown = utcToZoned(iso, zone)
      const back = zonedToUtc(shown, zone)
      expect(back).not.toBeNull()
      expect(back! <= iso).toBe(true)
      expect(utcToZoned(back!, zone)).toEqual(shown)
    }),
    { numRuns: 500 },
  )
})

test('text that is no moment is an error, not a date', () => {
  expect(() => utcToZoned('yesterday', 'UTC')).toThrow(RangeError)
})
