import { describe, expect, test } from 'vitest'
import { FileRefused, UsageError } from '../../src/model/errors.ts'
import { claimedAsOf, honestAsOf } from '../../src/profiles/as-of.ts'
import { stockPartner } from './partner.ts'

const NOON = '2026-11-20T12:00:00.000Z'
const SOURCES = {
  name: 'LAGER_20261120_0600.CSV',
  modifiedAt: '2026-11-20T05:30:00.000Z',
  facts: { asOf: '2026-11-20T05:01:00.000Z', rowAsOf: '2026-11-20T05:02:00.000Z' },
}
const FILE = 'lager_{date:yyyyMMdd}_{time:HHmm}.csv'

describe('claimedAsOf', () => {
  test.each([
    ['arrival', null],
    ['fileTime', '2026-11-20T05:30:00.000Z'],
    ['fileName', '2026-11-20T05:00:00.000Z'],
    ['header', '2026-11-20T05:01:00.000Z'],
    ['column', '2026-11-20T05:02:00.000Z'],
  ])('from %s: %s', (from, expected) => {
    expect(claimedAsOf(stockPartner({ file: FILE, asOf: { from } }), SOURCES)).toBe(expected)
  })

  test('a day without a time is its first moment', () => {
    const partner = stockPartner({ file: 'L{date:yyyyMMdd}.csv', asOf: { from: 'fileName' } })
    expect(claimedAsOf(partner, { ...SOURCES, name: 'L20261120.csv' })).toBe('2026-11-19T23:00:00.000Z')
  })

  test.each(['LAGER_20261320_0600.CSV', 'LAGER_20260329_0230.CSV', 'LAGER.CSV'])('%s names no moment', (name) => {
    const partner = stockPartner({ file: FILE, asOf: { from: 'fileName' } })
    expect(() => claimedAsOf(partner, { ...SOURCES, name })).toThrow(FileRefused)
  })

  test('a file that does not say when it was made is not taken as new', () => {
    for (const from of ['header', 'column']) {
      const sources = { ...SOURCES, facts: { asOf: null, rowAsOf: null } }
      expect(() => claimedAsOf(stockPartner({ asOf: { from } }), sources)).toThrow(FileRefused)
    }
  })

  test('a name without a date cannot say it', () => {
    expect(() => claimedAsOf(stockPartner({ asOf: { from: 'fileName' } }), SOURCES)).toThrow(UsageError)
  })
})

describe('honestAsOf', () => {
  test.each([
    [null, {}, NOON, 0],
    ['2026-11-20T06:00:00.000Z', {}, '2026-11-20T06:00:00.000Z', 0],
    ['2026-11-20T06:00:00.000Z', { queryTime: '5m', clockTolerance: '30s' }, '2026-11-20T05:54:30.000Z', 0],
    // From the future: the arrival counts, and somebody is told.
    ['2026-11-20T12:00:01.000Z', {}, NOON, 1],
    ['2026-11-20T12:00:01.000Z', { clockTolerance: '2s' }, '2026-11-20T11:59:58.000Z', 0],
  ])('%s with %j is %s', (claimed, asOf, expected, findings) => {
    const result = honestAsOf(stockPartner({ asOf }), claimed, NOON)
    expect(result.asOf).toBe(expected)
    expect(result.findings.map((found) => found.code)).toEqual(findings === 1 ? ['TB2502'] : [])
  })
})
