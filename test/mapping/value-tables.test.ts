import { expect, test } from 'vitest'
import { readValueTable } from '../../src/mapping/value-tables.ts'

const read = (...lines: string[]) => {
  const rows = lines.map((line) => line.split(';'))
  return readValueTable(
    rows,
    rows.map((_, i) => i + 3),
  )
}

test('a table made in a spreadsheet', () => {
  const { table, findings } = read(
    'Code;Note; VALUE ;Option',
    'NVY;;Navy  Blue;Color',
    '="05";;="05";Str.',
    ' R ;x;Rød;farve',
    ';;;',
    'NVY;;navy blue ;Colour',
  )
  expect(findings).toEqual([])
  expect(table.size).toBe(3)
  expect(table.codeOf('colour', ' NAVY blue')).toBe('NVY')
  expect(table.codeOf('size', '05')).toBe('05')
  expect(table.codeOf('colour', 'RØD')).toBe('R')
  expect(table.codeOf('colour', 'Rod')).toBeUndefined()
  expect(table.codeOf('size', 'Navy Blue')).toBeUndefined()
})

test('rows that cannot be used are all told, with line and column', () => {
  const { table, findings } = read(
    'option;value;code',
    'Colour;Red;',
    'Colour;;R',
    'Colour;Blue;B',
    'colour;blue;BL',
    ';Pink',
  )
  expect(findings.map((f) => [f.code, f.row, f.column, f.found, f.expected])).toEqual([
    ['TB3023', 4, 'code', 'Colour | Red | ', 'code'],
    ['TB3023', 5, 'value', 'Colour |  | R', 'value'],
    ['TB3023', 7, 'code', 'blue = BL', 'B, as at line 6'],
    ['TB3023', 8, 'option', ' | Pink | ', 'option and code'],
  ])
  expect(table.size).toBe(1)
  expect(table.codeOf('colour', 'Blue')).toBe('B')
})

test.each([[['option;value']], [['Colour;Red;R']], [[]]])('%j is no value table', (lines) => {
  const { table, findings } = read(...lines)
  expect(findings.map((f) => f.code)).toEqual(['TB3023'])
  expect(table.size).toBe(0)
})
