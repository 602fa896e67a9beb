import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/model/errors.ts'
import { buildFileName, isTemporaryName, matchFileName } from '../../src/profiles/file-name.ts'

const AT = { year: 2026, month: 3, day: 9, hour: 6, minute: 5, second: 4 }

describe('matchFileName', () => {
  test.each<[string, string, object | null]>([
    ['LAGER.CSV', 'LAGER.CSV', {}],
    ['LAGER.CSV', 'lager.csv', null],
    ['LAGER.CSV', 'LAGERxCSV', null],
    ['STOCK_*.csv', 'STOCK_aarhus.csv', {}],
    ['STOCK_*.csv', 'STOCK_.csv', {}],
    ['STOCK_*.csv', 'STOCK_a.csv.part', null],
    ['STOCK_?.csv', 'STOCK_1.csv', {}],
    ['STOCK_?.csv', 'STOCK_12.csv', null],
    ['LAGER_{date:yyyyMMdd}.csv', 'LAGER_20260309.csv', { date: { year: 2026, month: 3, day: 9 } }],
    ['LAGER_{date}.csv', 'LAGER_20260309.csv', { date: { year: 2026, month: 3, day: 9 } }],
    ['LAGER_{date:dd-MM-yy}.csv', 'LAGER_09-03-26.csv', { date: { year: 2026, month: 3, day: 9 } }],
    ['LAGER_{date:yyyyMMdd}.csv', 'LAGER_2026039.csv', null],
    [
      'S{date:yyyyMMdd}{time:HHmm}_{seq:4}.txt',
      'S202603090605_0042.txt',
      { date: { year: 2026, month: 3, day: 9 }, time: { hour: 6, minute: 5 }, seq: 42 },
    ],
    ['{seq:4}.txt', '42.txt', null],
    ['{seq}.txt', '42.txt', { seq: 42 }],
    ['{partner}_{order}.xml', 'acme_1001.xml', { partner: 'acme', order: '1001' }],
    ['L+[a](b).csv', 'L+[a](b).csv', {}],
    ['blå.csv', 'bla\u030a.csv', {}], // a Mac writes the ring as a letter of its own
  ])('%s takes %s: %j', (pattern, name, expected) => {
    const nothing = { date: null, time: null, seq: null, order: null, partner: null }
    expect(matchFileName(pattern, name)).toEqual(expected && { ...nothing, ...expected })
  })

  test('a Windows share is blind to case', () => {
    expect(matchFileName('LAGER_{date}.CSV', 'lager_20260309.csv', { ignoreCase: true })).not.toBeNull()
  })

  test.each(['{datum}.csv', '{seq:0}.csv', '{seq:x}.csv', '{date:yyyyyyyy}.csv'])('%s is a mistake', (pattern) => {
    expect(() => matchFileName(pattern, 'x.csv')).toThrow(UsageError)
  })
})

describe('buildFileName', () => {
  test.each([
    ['ORDRE.CSV', {}, 'ORDRE.CSV'],
    ['BL{date:yyyyMMdd}{time:HHmmss}.csv', {}, 'BL20260309060504.csv'],
    ['{date:yy}-{seq:4}.txt', { seq: 7 }, '26-0007.txt'],
    ['{seq}.txt', { seq: 7 }, '7.txt'],
    ['{partner}_{order}.xml', { partner: 'acme', order: '#A/1:2' }, 'acme_#A-1-2.xml'],
  ])('%s with %j is %s', (pattern, values, expected) => {
    expect(buildFileName(pattern, { at: AT, ...values })).toBe(expected)
  })

  test.each([
    ['*.csv', {}],
    ['{seq:4}.csv', {}],
    ['{seq:4}.csv', { seq: 10_000 }],
    ['{order}.csv', {}],
    ['{nummer}.csv', {}],
  ])('%s with %j cannot be written', (pattern, values) => {
    expect(() => buildFileName(pattern, { at: AT, ...values })).toThrow(UsageError)
  })

  test('a built name tells what it was built from', () => {
    const pattern = 'X_{date:yyyyMMdd}_{time:HHmmss}_{seq:4}.csv'
    const { year, month, day, hour, minute, second } = AT
    expect(matchFileName(pattern, buildFileName(pattern, { at: AT, seq: 12 }))).toMatchObject({
      date: { year, month, day },
      time: { hour, minute, second },
      seq: 12,
    })
  })
})

test.each([
  ['LAGER.CSV.part', true],
  ['LAGER.CSV.filepart', true],
  ['LAGER.tmp', true],
  ['LAGER.CSV.writing', true],
  ['LAGER.csv.crdownload', true],
  ['~$LAGER.csv', true],
  ['.LAGER.csv.swp', true],
  ['.~lock.LAGER.csv#', true],
  ['LAGER.csv~', true],
  ['LAGER.CSV', false],
  ['PART.CSV', false],
  ['tmp_LAGER.csv', false],
])('%s is temporary: %s', (name, expected) => {
  expect(isTemporaryName(name)).toBe(expected)
})
