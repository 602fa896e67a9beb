import { describe, expect, test } from 'vitest'
import { FileRefused, UsageError } from '../../src/model/errors.ts'
import { type AsOfSources, claimedAsOf } from '../../src/profiles/as-of.ts'
import { stockPartner } from './partner.ts'

const SOURCES: AsOfSources = {
  fileName: 'LAGER_20261120_0600.CSV',
  fileTime: '2026-11-20T05:30:00.000Z',
  timeZone: 'Europe/Copenhagen',
  facts: { asOf: '2026-11-20T05:01:00.000Z', rowAsOf: '2026-11-20T05:02:00.000Z' },
}
const claimed = (stock: object, sources: Partial<AsOfSources> = {}) =>
  claimedAsOf(stockPartner(stock).stock!, { ...SOURCES, ...sources })
const FILE = 'lager_{date:yyyyMMdd}_{time:HHmm}.csv'

describe('claimedAsOf', () => {
  test.each([
    ['arrival', null],
    ['fileTime', '2026-11-20T05:30:00.000Z'],
    ['fileName', '2026-11-20T05:00:00.000Z'],
    ['header', '2026-11-20T05:01:00.000Z'],
    ['column', '2026-11-20T05:02:00.000Z'],
  ])('from %s: %s', (from, expected) => {
    expect(claimed({ file: FILE, asOf: { from } })).toBe(expected)
  })

  test('a day without a time is its first moment', () => {
    const stock = { file: 'L{date:yyyyMMdd}.csv', asOf: { from: 'fileName' } }
    expect(claimed(stock, { fileName: 'L20261120.csv' })).toBe('2026-11-19T23:00:00.000Z')
  })

  test.each(['LAGER_20261320_0600.CSV', 'LAGER_20260329_0230.CSV', 'LAGER.CSV'])('%s names no moment', (fileName) => {
    expect(() => claimed({ file: FILE, asOf: { from: 'fileName' } }, { fileName })).toThrow(FileRefused)
  })

  test.each(['header', 'column'])('a file without its %s as-of is not taken as new', (from) => {
    expect(() => claimed({ asOf: { from } }, { facts: { asOf: null, rowAsOf: null } })).toThrow(FileRefused)
    expect(() => claimed({ asOf: { from } }, { facts: null })).toThrow(FileRefused)
  })

  test('a name without a date cannot say it', () => {
    expect(() => claimed({ asOf: { from: 'fileName' } })).toThrow(UsageError)
  })
})
