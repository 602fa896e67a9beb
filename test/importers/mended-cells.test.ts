import { describe, expect, test } from 'vitest'
import { OWN_COLUMNS_BARE, ownCellsOf, restoredCode } from '../../src/importers/mended-cells.ts'

describe('restoredCode', () => {
  test.each([
    ['12', '0012', '0012'],
    ['0', '000', '000'],
    ['5.70123E+12', '5701234567890', '5701234567890'],
    ['5,7E+12', '5701234567890', '5701234567890'],
    ['6E+12', '5701234567890', '5701234567890'],
    ['5.7E12', '5701234567890', '5701234567890'],
    ['4.00638E+11', '0400638133393', '0400638133393'],
    ['9.99E+12', '9985000000000', '9985000000000'],
    ['1E+13', '9985000000000', null], // Rounded up past its own length: no spreadsheet shows that with so few digits.
    ['="0012"', '0012', '0012'],
    ["'0012", '0012', '0012'],
    ['="12"', '0012', '0012'],
    [' 0012 ', '0012', null],
    ['0012', '0012', null],
    ['12', 'A12', null],
    ['13', '0012', null],
    ['112', '0012', null],
    ['0012', '12', null], // Zeros were added, which no spreadsheet does.
    ['5701234567890', '5,7E+12', null],
    ['0012', '="0012"', null],
    ['', '0012', null],
    ['5.8E+12', '5701234567890', null],
    ['5.7E+11', '5701234567890', null],
    ['AB-1', 'ab-1', null],
  ])('%j in the place of %j is %j', (now, before, expected) => {
    expect(restoredCode(now, before) ?? null).toBe(expected)
  })
})

describe('ownCellsOf', () => {
  const ID = '20261120-060412-a1b2c3'
  test.each([
    [['1', '2', '7', 'TB2101', 'text', ID], { row: 2, file: 5 }, { first: 2, row: '7', file: ID }],
    [['1', '2', '3', '7', 'TB2101', 'text', ID], { row: 2, file: 5 }, { first: 3, row: '7', file: ID }],
    [['1', '2', ' 7 ', '', '', ` ${ID}`, '', ''], OWN_COLUMNS_BARE, { first: 2, row: '7', file: ID }],
    [['1', '2', '7', 'TB2101', 'text', ''], { row: 2, file: 5 }, null],
    [['1', ID], OWN_COLUMNS_BARE, null],
  ])('%j', (cells, columns, expected) => {
    expect(ownCellsOf(cells, columns)).toEqual(expected)
  })
})
