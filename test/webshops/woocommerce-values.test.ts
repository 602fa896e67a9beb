import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeEntities } from '../../src/webshops/html-entities.ts'
import { elementStarts, firstObject, lineAt } from '../../src/webshops/json-scan.ts'
import { parsePrice, parseStock } from '../../src/webshops/shop-amounts.ts'

test.each([
  ['12.50', '.', 1250],
  ['12,50', ',', 1250],
  ['.5', '.', 50],
  ['1.234,56', ',', 123456],
  ['1,234,567.5', '.', 123456750],
  ['12,50', '.', null],
  ['12.50', ',', null],
  ['1.234', '.', null],
  ['1,234', ',', null],
  ['1.234', ',', null],
  ['1.2340', '.', 123],
  ['16.8067', '.', 1681],
  ['16.80675', '.', 1681],
  ['1e3', '.', null],
  ['kr 12', '.', null],
  ['12.50-', '.', null],
  ['', '.', null],
] as const)('price %j with sign %j is %j', (text, decimal, expected) => {
  expect(parsePrice(text, decimal, 'EUR')?.amount ?? null).toBe(expected)
})

test.each([
  ['1500', 'JPY', 1500],
  ['1.500', 'JPY', null],
  ['1.500', 'KWD', 1500],
] as const)('%s %s has its own decimals', (text, currency, expected) => {
  expect(parsePrice(text, '.', currency)?.amount ?? null).toBe(expected)
})

test.each([
  ['12', '.', 12000],
  ['-2', '.', -2000],
  ['16.5', '.', 16500],
  ['16,5', ',', 16500],
  ['16.5', ',', 16500],
  ['1.000', ',', undefined],
  ['1,000', '.', undefined],
  ['5.5555', '.', undefined],
  ['5.5550', '.', 5555],
] as const)('stock %j with sign %j is %j', (text, decimal, expected) => {
  expect(parseStock(text, decimal)).toBe(expected)
})

test('every amount of a currency survives both signs', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999_999 }), fc.constantFrom('.', ',' as const), (amount, sign) => {
      const text = `${Math.floor(amount / 100)}${sign}${String(amount % 100).padStart(2, '0')}`
      expect(parsePrice(text, sign, 'EUR')).toEqual({ amount, rounded: false })
    }),
  )
})

test.each([
  ['Schuhe &amp; Stiefel', 'Schuhe & Stiefel'],
  ['Gro&szlig;e &Aring;', 'Große Å'],
  ['&#8211;&#x2013;', '––'],
  ['&amp;lt;', '&lt;'],
  ['AT&T; R&D', 'AT&T; R&D'],
  ['&#0;&#xD800;&#99999999;', '&#0;&#xD800;&#99999999;'],
  ['&frac12; &yuml;', '½ ÿ'],
])('%j is read as %j', (text, expected) => {
  expect(decodeEntities(text)).toBe(expected)
})

describe('looking at JSON that is not whole', () => {
  test.each([
    ['a list', '[{"id":1},{"id":2}]', [1, 10]],
    ['under data', '{"data": [{"a":[{}]}, {"b":"}{"}]}', [10, 22]],
    ['one object', ' {"id":1}', [1]],
    ['one object under data', '{"data":{"id":1}}', [8]],
    ['a batch', '{"create":[{"id":1}],"update":[{"id":2}]}', [11, 31]],
    ['quotes in strings', '[{"a":"\\"}"},{"b":1}]', [1, 13]],
    ['nothing', '', []],
  ])('%s', (_name, text, expected) => {
    expect(elementStarts(text)).toEqual(expected)
  })

  test.each([
    ['[{"id":1,"name":"A"},{"id":2}]', { id: 1, name: 'A' }],
    ['[{"id":1,"list":[1,2],"text":"cut of', { id: 1, list: [1, 2] }],
    ['{"data":{"id":1,"x":{"y":2},"bad":}}', { id: 1, x: { y: 2 } }],
    ['[{', {}],
    ['[]', undefined],
  ])('the first object of %s', (text, expected) => {
    expect(firstObject(text)).toEqual(expected)
  })

  test('starts are where the objects of any list begin', () => {
    fc.assert(
      fc.property(
        fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 8 }),
        fc.boolean(),
        (list, wrapped) => {
          const text = JSON.stringify(wrapped ? { data: list } : list, null, 1)
          const starts = elementStarts(text)
          expect(starts).toHaveLength(list.length)
          for (const start of starts) expect(text[start]).toBe('{')
        },
      ),
    )
  })

  test('lines are counted from 1', () => {
    expect([0, 1, 2, 3].map((offset) => lineAt('a\nb\n', offset))).toEqual([1, 1, 2, 2])
  })
})
