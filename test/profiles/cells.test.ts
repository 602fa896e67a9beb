import { describe, expect, test } from 'vitest'
import { inColumnSchema } from '../../src/config/format.ts'
import { UsageError } from '../../src/model/errors.ts'
import { type CellContext, type CellType, cellParser } from '../../src/profiles/cells.ts'
import { isTrouble } from '../../src/profiles/fault.ts'

const CONTEXT: Omit<CellContext, 'type'> = {
  field: 'code',
  required: true,
  decimal: ',',
  timeZone: 'Europe/Copenhagen',
  currency: 'DKK',
}

/** The value, the fault's code, or the reason to skip. */
function read(cell: string, type: CellType, column: object = {}, context: Partial<CellContext> = {}) {
  const parser = cellParser(inColumnSchema.parse({ header: 'X', ...column }), { ...CONTEXT, type, ...context })
  const outcome = parser.parse(cell)
  if (!isTrouble(outcome)) return outcome
  return 'skip' in outcome ? outcome.skip : outcome.code
}

describe('reference codes', () => {
  test.each<[string, object, string]>([
    ['0123', {}, '0123'],
    [' 0123\t', {}, '0123'],
    ['\u00a00123 ', {}, '0123'],
    [' 0123', { trim: 'no' }, ' 0123'],
    ['7711-BLÅ/32 "A"', {}, '7711-BLÅ/32 "A"'],
    ['', {}, 'TB2001'],
    ['   ', {}, 'TB2001'],
    ['NULL', {}, 'NULL'],
    ['null', { blankWords: 'NULL' }, 'TB2001'],
    // Spreadsheet text.
    ['="0123"', {}, 'TB2304'],
    ['="0123"', { spreadsheetText: 'yes' }, '0123'],
    ['=" 0123 "', { spreadsheetText: 'yes' }, '0123'],
    ['=""', { spreadsheetText: 'yes' }, 'TB2001'],
    ['="', { spreadsheetText: 'yes' }, 'TB2304'],
    // Exponents.
    ['5.7E+12', {}, 'TB2301'],
    ['4,00638E+12', {}, 'TB2301'],
    ['4e+12', {}, 'TB2301'],
    ['5.7E12', {}, 'TB2301'],
    ['5E12', {}, '5E12'],
    ['12E+12', {}, '12E+12'], // a mantissa has one digit before the sign
    ['E+12', {}, 'E+12'],
    // Dates, only when clearly dates.
    ['12-MAR', {}, 'TB2303'],
    ['Mar-12', {}, 'TB2303'],
    ['01-okt', {}, 'TB2303'],
    ['1. maj', {}, 'TB2303'],
    ['12-mar-26', {}, 'TB2303'],
    ['01-02-2026', {}, 'TB2303'],
    ['01/02/2026', {}, 'TB2303'],
    ['1.2.2026', {}, 'TB2303'],
    ['2026-01-02 00:00:00', {}, 'TB2303'],
    ['2026-01-02', {}, 'TB2303'],
    ['12/31/2026', {}, 'TB2303'],
    ['31-31-2026', {}, '31-31-2026'],
    ['00-02-2026', {}, '00-02-2026'],
    ['01-02.2026', {}, '01-02.2026'],
    ['01-02-3026', {}, '01-02-3026'],
    ['1-2', {}, '1-2'],
    ['10/12', {}, '10/12'],
    ['MARS-12', {}, 'MARS-12'],
    ['MAR12', {}, 'MAR12'],
    ['MAR-120', {}, 'MAR-120'],
    ['112-MAR', {}, '112-MAR'],
    ['7711-01-02', {}, '7711-01-02'],
    // Letters nobody typed.
    ['01\u000023', {}, 'TB1010'],
    ['01\u001f23', {}, 'TB1010'],
    ['01\t23', {}, 'TB1010'],
    ['01\n23', {}, 'TB1010'],
    ['01\u200b23', {}, 'TB1010'],
    ['0123\u0085x', {}, 'TB1010'],
    ['BL\u00c3\u00a5', {}, 'TB1003'],
    ['GR\u00c3\u00b8N', {}, 'TB1003'],
    ['GR\ufffdN', {}, 'TB1003'],
    ['GR├©N', {}, 'TB1003'],
    ['BL\u253c', {}, 'TB1003'], // windows-1252 read as cp850
    ['R›D', {}, 'TB1003'], // cp850 read as windows-1252
    ['Bl†', {}, 'TB1003'],
    ['SÃO', {}, 'SÃO'],
    ['A › B', {}, 'A › B'],
    ['A'.repeat(100), {}, 'A'.repeat(100)],
    ['A'.repeat(101), {}, 'TB2306'],
    ['-'.repeat(101), {}, 'TB2306'],
    // Lost zeros that the profile gives back.
    ['123', { pad: 6 }, '000123'],
    ['1234567', { pad: 6 }, '1234567'],
    ['A12', { pad: 6 }, 'A12'],
  ])('%j %j is %j', (cell, column, expected) => {
    expect(read(cell, 'reference', column)).toBe(expected)
  })
})

describe('GTINs', () => {
  test.each<[string, object, string]>([
    ['4006381333931', {}, '4006381333931'],
    ['4006381333932', {}, 'TB2305'],
    ['0036000291452', {}, '0036000291452'],
    ['036000291452', {}, 'TB2302'], // 12 digits, right with a zero in front
    ['036000291453', {}, 'TB2305'],
    ['36000291452', {}, 'TB2302'],
    ['36000291452', { pad: 13 }, '0036000291452'],
    ['96385074', {}, '96385074'],
    ['10614141000415', {}, '10614141000415'],
    ['40063813339310', {}, 'TB2305'],
    ['4,00638E+12', {}, 'TB2301'],
    ['ABC', {}, 'TB2305'],
    ['', {}, 'TB2001'],
  ])('%j %j is %j', (cell, column, expected) => {
    expect(read(cell, 'gtin', column)).toBe(expected)
  })
})

describe('blank and other words', () => {
  const quantity = { field: 'quantity' }
  test.each<[string, object, unknown]>([
    ['', {}, 'TB2102'],
    ['', { blank: 'zero' }, 0],
    ['', { blank: 'skip' }, 'blank quantity'],
    ['', { default: '5' }, 5000],
    ['NULL', {}, 'TB2101'],
    ['NULL', { blankWords: ['NULL', '-'] }, 'TB2102'],
    ['-', { blankWords: ['NULL', '-'], blank: 'skip' }, 'blank quantity'],
    ['udsolgt', { zeroWords: 'Udsolgt' }, 0],
    ['mange', { map: { Mange: '99' } }, 99_000],
    ['="12"', {}, 'TB2101'],
    ['="12"', { spreadsheetText: 'yes' }, 12_000],
    ['12,000', {}, 12_000],
    ['12.000', {}, 'TB2101'],
    ['12.000', { decimal: '.' }, 12_000],
  ])('quantity %j %j is %j', (cell, column, expected) => {
    expect(read(cell, 'quantity', column, quantity)).toBe(expected)
  })

  test('a blank is nothing where the field is not required', () => {
    for (const type of ['text', 'reference', 'gtin', 'quantity', 'money', 'date', 'flag'] as const) {
      expect(read(' ', type, {}, { field: 'other', required: false })).toBeNull()
    }
  })

  test('a required blank is named by its field', () => {
    expect(read('', 'text', {}, { field: 'location' })).toBe('TB2402')
    expect(read('', 'text', {}, { field: 'number' })).toBe('TB2604')
  })
})

describe('other types', () => {
  test.each<[CellType, string, object, unknown]>([
    ['text', ' Blå stol\nmed kurv ', {}, 'Blå stol\nmed kurv'],
    ['text', 'a\u0007b', {}, 'TB1010'],
    ['text', 'BlÃ¥ stol', {}, 'TB1003'],
    ['text', 'AARHUS', { map: { Aarhus: 'aarhus' } }, 'aarhus'],
    ['flag', 'JA', {}, true],
    ['flag', '0', {}, false],
    ['flag', 'måske', {}, 'TB2602'],
    ['flag', 'S', { map: { S: 'yes' } }, true],
    ['money', '1.234,50', { thousands: '.' }, 123_450],
    ['money', '12.50', {}, 'TB2601'],
    ['date', '20-11-2026', { pattern: 'dd-MM-yyyy' }, '2026-11-19T23:00:00.000Z'],
    ['date', '2026-11-20 06:00:00', {}, '2026-11-20T05:00:00.000Z'],
    ['date', '20-11-2026', {}, 'TB2501'],
  ])('%s %j %j is %j', (type, cell, column, expected) => {
    expect(read(cell, type, column, { field: 'other' })).toBe(expected)
  })
})

test.each<[CellType, object]>([
  ['quantity', { default: 'many' }],
  ['quantity', { thousands: ',' }],
  ['date', { pattern: 'HH:mm' }],
])('a %s column %j is a mistake in the profile, named by its field', (type, column) => {
  expect(() => read('1', type, column, { field: 'quantity' })).toThrow(UsageError)
  expect(() => read('1', type, column, { field: 'quantity' })).toThrow(/^columns\.quantity: /)
})
