import { expect, test } from 'vitest'
import { editDistance, nearest, orList } from '../../src/config/suggest.ts'

test.each([
  ['', '', 0],
  ['abc', '', 3],
  ['encodng', 'encoding', 1],
  ['recieve', 'receive', 1],
  ['kitten', 'sitting', 3],
])('from %j to %j it is %i', (a, b, expected) => {
  expect(editDistance(a, b)).toBe(expected)
})

const KEYS = ['encoding', 'delimiter', 'headerRow', 'quantityMeans', 'windows-1252', 'yes', 'no', 'on', 'off']

test.each([
  ['encodng', 'encoding'],
  ['ENCODING', 'encoding'],
  ['header_row', 'headerRow'],
  ['header-row', 'headerRow'],
  ['separator', 'delimiter'],
  ['1252', 'windows-1252'],
  ['ansi', 'windows-1252'],
  ['cp1252', 'windows-1252'],
  ['true', 'yes'],
  ['of', undefined], // on and off are equally near, and two letters tell little
  ['password', undefined],
  ['', undefined],
])('%j was meant to be %j', (word, expected) => {
  expect(nearest(word, KEYS)).toBe(expected)
})

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a or b'],
  [['a', 'b', 'c'], 'a, b or c'],
])('%j is written %j', (words, expected) => {
  expect(orList(words)).toBe(expected)
})
