import { expect, test } from 'vitest'
import { findColumn, isNearMiss, isRuleLine, normaliseName, otherDelimiter } from '../../src/profiles/header.ts'

test.each([
  [['Vare nr.', 'ANTAL'], ['Varenr'], 0],
  [['Vare', 'På lager'], ['paalager', 'PÅ-LAGER'], 1],
  [['Qty', 'Stock'], ['Stock', 'Qty'], 1], // the first spelling wins, not the first column
  [['Pris -', 'Pris +'], ['Pris +'], 1],
  [['#', 'Antal'], ['#'], 0],
  [['A\u030alder'], ['ålder'], 0],
  [['Antal'], ['Anta'], null],
])('in %j %j is column %s', (header, names, expected) => {
  expect(findColumn(header, names)?.index ?? null).toBe(expected)
})

test('a name that stands twice is told', () => {
  expect(findColumn(['a', 'A '], ['A'])).toEqual({ index: 1, twice: false }) // one is spelled exactly so
  expect(findColumn(['a.', 'a '], ['A'])).toEqual({ index: 0, twice: true })
})

test('names keep the letters of all alphabets', () => {
  expect(normaliseName('  Rød-Grød, med FLØDE (2) ')).toBe('rødgrødmedfløde2')
})

test.each([
  ['ST0RE', 'STORE', true],
  ['STOR', 'STORE', true],
  ['STOREX', 'STORE', true],
  ['XSTORE', 'STORE', true],
  ['STORE', 'store ', false], // the same name is no near miss
  ['Lager1', 'Lager2', false],
  ['STAIR', 'STORE', false],
  ['EROTS', 'STORE', false],
  ['A', 'B', false],
])('%s is a near miss of %s: %s', (name, wanted, expected) => {
  expect(isNearMiss(name, wanted)).toBe(expected)
})

test.each([
  [['------', '-----'], true],
  [['-----+-----'], true],
  [['======', ''], true],
  [['-', '-'], false], // a till's words for nothing
  [['--', '4'], false],
  [['A---', '---'], false],
  [['---', '-5'], false],
])('%j is a rule line: %s', (row, expected) => {
  expect(isRuleLine(row)).toBe(expected)
})

test('the delimiter that cuts most is suggested', () => {
  expect(otherDelimiter('a,b;c,d', '|')).toBe(',')
  expect(otherDelimiter('abc', ';')).toBeNull()
})
