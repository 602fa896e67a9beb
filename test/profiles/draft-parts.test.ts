import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { ColumnFacts } from '../../src/profiles/draft-column.ts'
import { draftName } from '../../src/profiles/draft-name.ts'
import { fieldsOfName, locationOfName, ownLocation } from '../../src/profiles/draft-words.ts'
import { yamlText } from '../../src/profiles/draft-yaml.ts'

test.each([
  [['LAGER.CSV'], 'LAGER.CSV'],
  [['STK20261120.csv'], 'STK{date:yyyyMMdd}.csv'],
  [['STK_20261120_0600.csv'], 'STK_{date:yyyyMMdd}_{time:HHmm}.csv'],
  [['STK_20261120_060059.csv'], 'STK_{date:yyyyMMdd}_{time:HHmmss}.csv'],
  [['STK_20261120_9999.csv'], 'STK_{date:yyyyMMdd}_{seq:4}.csv'],
  [['STK20261120060059.csv'], 'STK{date:yyyyMMddHHmmss}.csv'],
  [['20-11-2026 lager.txt'], '{date:dd-MM-yyyy} lager.txt'],
  [['lager 2026-11-20.txt'], 'lager {date:yyyy-MM-dd}.txt'],
  [['L20112026.csv'], 'L{date:ddMMyyyy}.csv'],
  [['L261120.csv'], 'L{date:yyMMdd}.csv'],
  [['L261399.csv'], 'L{seq:6}.csv'], // no such month
  [['LG0001.DAT'], 'LG{seq:4}.DAT'],
  [['B1.csv'], 'B1.csv'],
  [['STK20261119.csv', 'STK20261120.csv'], 'STK{date:yyyyMMdd}.csv'],
  [['STK_A.csv', 'STK_B.csv'], 'STK_*.csv'],
  [['a20261119x.csv', 'a20261119y.csv'], 'a{date:yyyyMMdd}*.csv'],
])('%j is named %s', (names, pattern) => {
  expect(draftName(names).pattern).toBe(pattern)
})

test.each([
  ['Varenr.', 'code'],
  ['Vare nummer', 'code'],
  ['ARTCODE', 'code'],
  ['Artikel-Nr', 'code'],
  ['SKU', 'code'],
  ['Antal (stk.)', 'quantity'],
  ['Lagerbestand', 'quantity'],
  ['Saldo', 'quantity'],
  ['Voorraad', 'quantity'],
  ['Quantité', 'quantity'],
  ['Butik', 'location'],
  ['Filiale', undefined],
  ['EAN-kode', 'barcode'],
  ['Streckkod', 'barcode'],
  ['Strichcode', 'barcode'],
  ['Benævnelse', 'name'],
  ['Libellé', 'name'],
  ['Pris', 'price'],
  ['Größe', 'size'],
  ['Färg', 'colour'],
  ['Hylde', 'bin'],
  ['Ordrenr', 'order'],
])('a column %s is the %s', (name, field) => {
  expect(fieldsOfName(name)[0]?.field).toBe(field)
})

test.each([
  ['Lager Aarhus', 'Aarhus', 'aarhus'],
  ['inventory_Main_Outlet', 'Main_Outlet', 'main-outlet'],
  ['In stock [Århus C]', 'Århus C', 'århus-c'],
  ['Qty (Odense)', 'Odense', 'odense'],
  ['Lager 01', '01', '01'],
  ['Lager', null, null],
  ['Lager min', null, null],
  ['Stock value', null, null],
  ['Stock on hand', null, null],
  ['Lagerbeholdning', null, null],
])('a column %s is of the location %s', (name, word, own) => {
  expect(locationOfName(name)).toBe(word)
  if (word !== null) expect(ownLocation(word)).toBe(own)
})

function habitsOf(...cells: string[]) {
  const facts = new ColumnFacts()
  cells.forEach((cell, i) => {
    facts.add(cell, i + 1)
  })
  return facts
}

test.each([
  [['4', '12'], { decimal: null, thousands: null, doubtful: null }],
  [['4,5'], { decimal: ',', decimals: 1 }],
  [['4.00'], { decimal: '.', decimals: 0 }],
  [['1.204,000', '3,000'], { decimal: ',', thousands: '.', decimals: 0 }],
  [["1'204.50"], { decimal: '.', thousands: "'" }],
  [['1 204', '7'], { decimal: null, thousands: ' ' }],
  [['1\u00a0204,5'], { decimal: ',', thousands: ' ' }],
  [['1.204.000'], { decimal: ',', thousands: '.' }],
  [['0,500', '1,204'], { decimal: ',', thousands: null, doubtful: null }],
  [['1.204', '4'], { decimal: ',', thousands: '.', doubtful: '1.204' }],
  [['1.204', '12.000'], { decimal: '.', thousands: null, doubtful: '1.204' }],
  [['1.204', '12045'], { decimal: '.', thousands: null, doubtful: '1.204' }],
  [['12-', '4'], { sign: 'trailing' }],
  [['12-', '-4'], { sign: 'both' }],
  [['+4'], { plus: true }],
  [[',5'], { decimal: ',', bareDecimal: true }],
  [['>10', '> 5'], { atLeast: true }],
  [['4 stk', '5 Stk.', '6kg'], { units: ['stk', 'Stk.', 'kg'] }],
  [['NULL', '-', '4'], { blankWords: ['NULL', '-'] }],
])('%j is written %j', (cells, habits) => {
  expect(habitsOf(...cells).habits()).toMatchObject(habits)
})

test.each([
  [['4', '5'], true],
  [['4', 'x'], false],
  [['NULL', '4'], true],
  [['4006381333931', '3453464564569'], false],
  [['AARHUS'], false],
  [['5.7E+12'], false],
  [['- 4'], false],
])('%j could be quantities: %s', (cells, expected) => {
  expect(habitsOf(...cells).looksLikeQuantity).toBe(expected)
})

test.each([
  'plain',
  'a b',
  'yes',
  'No',
  'null',
  '01',
  '1e3',
  '',
  ' x',
  'x ',
  'a: b',
  'a #b',
  '#',
  '- x',
  '*a',
  '&a',
  '"q"',
  "it's",
  '\\',
  '\u2028',
  '\ufeff',
  'Ø/æ',
  '~',
  'NaN',
  '{a}',
])('the text %j comes back from YAML', (text) => {
  expect(parse(`k: ${yamlText(text)}\nl: [${yamlText(text)}]\n`)).toEqual({ k: text, l: [text] })
})
