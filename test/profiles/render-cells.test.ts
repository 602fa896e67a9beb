import { describe, expect, test } from 'vitest'
import {
  catalogueFormatSchema,
  dialectSchema,
  type OutColumnConfig,
  orderFormatSchema,
  outColumnSchema,
} from '../../src/config/format.ts'
import { UsageError } from '../../src/model/errors.ts'
import {
  CATALOGUE_FIELDS,
  FIELDS,
  type FieldType,
  type FieldValue,
  isField,
  ORDER_FIELDS,
} from '../../src/profiles/fields.ts'
import { renderCatalogue, renderOrders } from '../../src/profiles/render.ts'
import { cellWriter } from '../../src/profiles/render-cell.ts'
import { someDocuments, toyRows } from './render-samples.ts'

const CONTEXT = { dialect: dialectSchema.parse({}), decimal: '.' as const, timeZone: 'Europe/Copenhagen' }

function cell(
  type: FieldType,
  value: FieldValue,
  column: OutColumnConfig,
  dialect: object = {},
  exact = false,
  currency = 'DKK',
) {
  const field = { type, scope: 'line' as const, about: '', exact }
  const context = { ...CONTEXT, dialect: dialectSchema.parse(dialect) }
  const written = cellWriter(outColumnSchema.parse({ from: 'line.code', ...column }), field, context)(value, currency)
  return 'text' in written ? written.text : written.problem.code
}

describe('cells', () => {
  test.each<[FieldType, FieldValue, OutColumnConfig, string]>([
    ['quantity', 4000, {}, '4'],
    ['quantity', -2000, {}, '-2'],
    ['quantity', 1500, {}, 'TB7018'],
    ['quantity', 1500, { decimals: 1 }, '1.5'],
    ['quantity', 4000, { decimals: 3, decimal: ',' }, '4,000'],
    ['quantity', 4000, { decimals: 5 }, '4.00000'],
    ['quantity', 4000, { type: 'number' }, '4'],
    ['quantity', 4500, { type: 'number' }, 'TB7018'],
    ['quantity', 4500, { type: 'text' }, '4.5'],
    ['money', 1250, {}, '12.50'],
    ['money', -5, { decimal: ',' }, '-0,05'],
    ['money', 1250, { decimals: 1 }, '12.5'],
    ['money', 1255, { decimals: 1 }, 'TB2603'],
    ['money', 1250, { decimals: 4 }, '12.5000'],
    ['money', 1250, { type: 'price' }, '12.5000'],
    ['money', 0, {}, '0.00'],
    ['money', null, {}, ''],
    ['money', null, { default: '0' }, '0'],
    ['money', null, { required: true }, 'TB2604'],
    ['price', 333_350, {}, '33.3350'],
    ['price', 333_350, { decimals: 2 }, '33.34'],
    ['price', -333_350, { decimals: 2 }, '-33.34'],
    ['price', 333_350, { decimals: 6 }, '33.335000'],
    ['price', 333_350, { type: 'money' }, '33.34'],
    ['rate', 25_000, {}, '25'],
    ['rate', 8875, {}, '8.875'],
    ['rate', 25_000, { decimals: 2 }, '25.00'],
    ['rate', 8875, { decimals: 2 }, 'TB2603'],
    ['rate', 25_000, { map: { '25': 'A' } }, 'A'],
    ['rate', 25_000, { decimals: 2, map: { '25.00': 'A' } }, 'A'],
    ['rate', 0, { map: { '25': 'A' } }, '0'],
    ['date', '2026-11-20T23:30:00.000Z', {}, '2026-11-21 00:30:00'],
    ['date', '2026-11-20T23:30:00.000Z', { pattern: 'dd.MM.yy HH:mm' }, '21.11.26 00:30'],
    ['date', '2026-11-20T23:30:00.000Z', { pattern: 'yyyy-MM-ddTHH:mm:ssZ' }, '2026-11-20T23:30:00Z'],
    ['date', '2026-03-29T00:59:59.000Z', { pattern: 'HHmmss' }, '015959'],
    ['date', '2026-03-29T01:00:00.000Z', { pattern: 'HHmmss' }, '030000'],
    ['date', '', {}, ''],
    ['number', 7, { pad: { length: 4 } }, '0007'],
    ['number', -7, { pad: { length: 4 } }, '-007'],
    ['number', 12_345, { pad: { length: 4 } }, '12345'],
    ['flag', true, {}, '1'],
    ['flag', false, { yes: 'J', no: 'N' }, 'N'],
    ['flag', true, { map: { yes: 'SAND' } }, 'SAND'],
    ['flag', false, { no: '', default: 'x' }, 'x'],
    ['text', 'goods', { map: { goods: '' }, default: 'V' }, 'V'],
    ['text', 'constructor', { map: { goods: 'V' } }, 'constructor'],
    ['text', '-7', { pad: { length: 4 } }, '00-7'],
    ['text', 'abc', { pad: { length: 5, with: '.', side: 'right' } }, 'abc..'],
    ['text', 'abcdef', { maxLength: 3 }, 'TB7013'],
    ['text', 'abcdef', { maxLength: 3, overLength: 'cut' }, 'abc'],
    ['text', '🌸🌸🌸', { maxLength: 3 }, '🌸🌸🌸'],
    ['text', '🌸🌸🌸', { maxLength: 2, overLength: 'cut' }, '🌸🌸'],
    ['money', 123_456, { maxLength: 5, overLength: 'cut' }, 'TB7013'],
    ['text', '', { required: true, default: 'x' }, 'x'],
    ['text', '0', { required: true }, '0'],
  ])('%s %j with %j is %j', (type, value, column, expected) => {
    expect(cell(type, value, column)).toBe(expected)
  })

  test.each<[string, object, string]>([
    ['Søren', { encoding: 'cp865' }, 'Søren'],
    ['Søren', { encoding: 'cp437' }, 'TB7014'],
    ['Søren', { encoding: 'cp437', unencodable: 'transliterate' }, 'Soren'],
    ['Kær 🌸', { encoding: 'windows-1252' }, 'TB7014'],
    ['Kær 🌸', { encoding: 'windows-1252', unencodable: 'transliterate' }, 'TB7014'],
    ['a;b', { quoting: 'never' }, 'TB7019'],
    ['a\nb', { quoting: 'never' }, 'TB7019'],
    ['a;b', { quoting: 'never', replace: {} }, 'a b'],
    ['a;b', {}, 'a;b'],
  ])('%j in %j is %j', (text, dialect, expected) => {
    expect(cell('text', text, {}, dialect)).toBe(expected)
  })

  test('what lengthens when transliterated is measured afterwards', () => {
    expect(cell('text', 'ÆÆ', { maxLength: 3 }, { encoding: 'us-ascii', unencodable: 'transliterate' })).toBe('TB7013')
  })

  test('identifiers are never cut', () => {
    expect(cell('text', 'ABC-123', { maxLength: 3, overLength: 'cut' }, {}, true)).toBe('TB7013')
  })

  test('yen have no decimals and dinars three', () => {
    expect(cell('money', 1250, {}, {}, false, 'JPY')).toBe('1250')
    expect(cell('money', 1250, { decimals: 2 }, {}, false, 'JPY')).toBe('1250.00')
    expect(cell('money', 1255, {}, {}, false, 'KWD')).toBe('1.255')
    expect(cell('money', 1255, { decimals: 2 }, {}, false, 'KWD')).toBe('TB2603')
    expect(cell('money', 1250, { type: 'price', decimals: 2 }, {}, false, 'JPY')).toBe('1250.00')
  })

  test.each<[FieldType, FieldType]>([
    ['text', 'number'],
    ['money', 'quantity'],
    ['date', 'number'],
    ['flag', 'money'],
  ])('%s cannot be written as %s', (type, as) => {
    expect(() => cell(type, null, { type: as })).toThrow(UsageError)
  })
})

const context = { dialect: dialectSchema.parse({ encoding: 'cp850', quoting: 'never' }), timeZone: 'UTC', seq: null }
const orders = (format: object) => orderFormatSchema.parse({ file: 'O.csv', ...format })

describe('order files', () => {
  test('a document with a problem is rejected alone, with order, column and text', () => {
    const [plain, awkward] = someDocuments()
    const format = orders({
      columns: [
        { header: 'NR', from: 'order.number' },
        { header: 'NOTE', from: 'order.note' },
        { header: 'N', from: 'file.rows' },
      ],
    })
    const { files, written, rejected } = renderOrders([plain!, awkward!], format, context)
    expect(written.map((d) => d.orderKey)).toEqual(['4711'])
    expect(files).toEqual([
      {
        role: 'orders',
        rows: [
          ['NR', 'NOTE', 'N'],
          ['1001', '', '2'],
          ['1001', '', '2'],
        ],
      },
    ])
    expect(rejected).toHaveLength(1)
    expect(rejected[0]).toMatchObject({
      orderKey: '4712',
      findings: [
        { code: 'TB7019', column: 'NOTE', key: '1002', found: 'order 1002: ";" in "Ring først;\\nsig \\"hej\\""' },
      ],
    })
  })

  test('a problem in the lines file keeps the order out of both files', () => {
    const format = orders({
      layout: 'two-files',
      columns: [{ header: 'NR', from: 'order.number' }],
      lineColumns: [{ header: 'TEXT', from: 'line.name', maxLength: 8 }],
    })
    const { files, rejected } = renderOrders(someDocuments(), format, context)
    expect(rejected.map((r) => [r.orderKey, r.findings.map((f) => f.code)])).toEqual([
      ['4711', ['TB7013']],
      ['4712', ['TB7019']],
    ])
    expect(files.map((f) => [f.role, f.rows])).toEqual([
      ['lines', [['TEXT']]],
      ['orders', [['NR']]],
    ])
  })

  test('more payments than columns is a finding, not a loss', () => {
    const format = orders({ columns: [{ from: 'payment1.tender' }, { from: 'payment1.amount' }] })
    expect(renderOrders(someDocuments(), format, context).rejected).toMatchObject([
      { orderKey: '4712', findings: [{ code: 'TB7024', found: 'order 1002: 2 payments', expected: 'at most 1' }] },
    ])
  })

  test('header line: shared names once, rows without names have none', () => {
    const head = [
      { header: 'A', from: 'order.number' },
      { header: 'B', text: '' },
    ]
    const first = (format: object) =>
      renderOrders([], orders({ layout: 'header-and-lines', ...format }), context).files[0]!.rows
    expect(
      first({
        columns: head,
        lineColumns: [
          { header: 'A', text: '' },
          { header: 'B', from: 'line.code' },
        ],
      }),
    ).toEqual([['A', 'B']])
    expect(first({ columns: head, lineColumns: [{ header: 'C', from: 'line.code' }] })).toEqual([['A', 'B'], ['C']])
    expect(first({ columns: head, lineColumns: [{ from: 'line.code' }] })).toEqual([['A', 'B']])
    expect(first({ columns: head, lineColumns: [{ from: 'line.code' }], headerLine: 'no' })).toEqual([])
  })

  test.each<[string, object]>([
    ['an unknown field', { columns: [{ from: 'order.colour' }] }],
    ['a word of the language', { columns: [{ from: 'constructor' }] }],
    ['a catalogue field', { columns: [{ from: 'variant.size' }] }],
    ['a line field in the header row', { layout: 'header-and-lines', columns: [{ from: 'line.code' }] }],
    ['a payment field in a line row', { columns: [{ from: 'payment.tender' }] }],
    ['a column name the code page lacks', { columns: [{ header: '商品', text: '' }] }],
  ])('%s is an error of the configuration', (_what, format) => {
    expect(() => renderOrders([], orders(format), context)).toThrow(UsageError)
  })
})

describe('catalogue files', () => {
  test('a row with a problem is rejected alone', () => {
    const format = catalogueFormatSchema.parse({
      file: 'K.csv',
      columns: [
        { from: 'code' },
        { header: 'NAME', from: 'variant.name', maxLength: 16 },
        { from: 'file.seq', default: '-' },
      ],
    })
    const { rows, rejected } = renderCatalogue(toyRows(), format, context)
    expect(rows).toEqual([
      ['TOY-RØ-S', 'Trælegetøj Rød S', '-'],
      ['TOY-RØ-L', 'Trælegetøj Rød L', '-'],
      ['TOY-BL-S', 'Trælegetøj Blå S', '-'],
      ['TOY-BL-L', 'Trælegetøj Blå L', '-'],
    ])
    expect(rejected.map((r) => [r.code, r.variantKey, r.findings[0]!.code, r.findings[0]!.column])).toEqual([
      ['TOY-GR-S', '40-Grøn-S', 'TB7013', 'NAME'],
      ['TOY-GR-L', '40-Grøn-L', 'TB7013', 'NAME'],
    ])
  })

  test('file.rows needs the number of rows beforehand', () => {
    const format = catalogueFormatSchema.parse({ file: 'K.csv', columns: [{ from: 'file.rows' }] })
    expect(() => renderCatalogue([], format, context)).toThrow(UsageError)
    expect(renderCatalogue(toyRows().slice(0, 1), format, { ...context, rows: 6 }).rows).toEqual([['6']])
  })
})

describe('the table of fields', () => {
  test('every field gives a value of its type', () => {
    const [, document] = someDocuments()
    const file = { rows: 3, seq: 7 }
    const row = { document: document!, line: document!.lines[0]!, payment: document!.payments[0]!, file }
    for (const [name, field] of Object.entries(ORDER_FIELDS)) expectType(name, field.type, field.value(row))
    for (const [name, field] of Object.entries(CATALOGUE_FIELDS)) {
      expectType(name, field.type, field.value({ row: toyRows()[0]!, file }))
    }
  })

  test('every field has one sentence', () => {
    for (const [name, { about }] of Object.entries(FIELDS)) expect(about, name).toMatch(/^\S.*\.$/)
  })

  test('fields are known by kind of file', () => {
    expect(isField('line.code')).toBe(true)
    expect(isField('line.code', 'orders')).toBe(true)
    expect(isField('line.code', 'catalogue')).toBe(false)
    expect(isField('code', 'catalogue')).toBe(true)
    expect(isField('payment4.amount', 'orders')).toBe(true)
    expect(isField('payment5.amount')).toBe(false)
    expect(isField('toString')).toBe(false)
  })
})

function expectType(name: string, type: FieldType, value: FieldValue): void {
  if (value === null) {
    expect(name).toMatch(/^payment[234]\./)
    return
  }
  const expected = type === 'flag' ? 'boolean' : type === 'text' || type === 'date' ? 'string' : 'number'
  expect(typeof value, name).toBe(expected)
}
