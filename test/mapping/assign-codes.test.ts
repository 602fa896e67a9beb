import { describe, expect, test } from 'vitest'
import { assignCodes, type CodelessVariant, type CodeRules, optionValue } from '../../src/mapping/assign-codes.ts'

const RULES: CodeRules = { from: ['sku', 'barcode'], maxLength: 20, upperCase: false }

function variant(values: Partial<CodelessVariant> = {}): CodelessVariant {
  return { id: 1, sku: null, barcode: null, key: '7', item: 'TEE', options: [], ...values }
}

const red = [
  { name: 'Farve', value: 'Rød' },
  { name: 'Størrelse', value: 'M' },
]

describe('where a code comes from', () => {
  test.each([
    ['the SKU', variant({ sku: 'TEE-R' }), RULES, 'TEE-R', 'shop'],
    ['the SKU without blanks around it', variant({ sku: ' TEE-R ' }), RULES, 'TEE-R', 'shop'],
    ['leading zeros stay', variant({ sku: '0004711' }), RULES, '0004711', 'shop'],
    [
      'the barcode where there is no SKU',
      variant({ sku: ' ', barcode: '5712340001023' }),
      RULES,
      '5712340001023',
      'shop',
    ],
    [
      'in the order that is said',
      variant({ sku: 'A', barcode: 'B' }),
      { ...RULES, from: ['barcode', 'sku'] },
      'B',
      'shop',
    ],
    ['spelled large when asked', variant({ sku: 'tee-r' }), { ...RULES, upperCase: true }, 'TEE-R', 'shop'],
    [
      'the scheme, with the shop’s words',
      variant({ options: red }),
      { ...RULES, scheme: '{item}-{colour}-{size}' },
      'TEE-Rød-M',
      'generated',
    ],
    ['the SKU before the scheme', variant({ sku: 'X', options: red }), { ...RULES, scheme: '{key}' }, 'X', 'shop'],
  ] as const)('%s', (_, one, rules, code, origin) => {
    expect(assignCodes([one], rules, () => undefined)).toEqual({
      assigned: [{ variantId: 1, code, origin }],
      findings: [],
    })
  })
})

describe('what gets no code, and why', () => {
  test.each([
    ['nothing to make one of', [variant()], RULES, [['TB3003', '7', 'TEE']]],
    [
      'the scheme asks for an option it has not',
      [variant()],
      { ...RULES, scheme: '{item}-{size}' },
      [['TB3003', '7', 'TEE']],
    ],
    [
      'any value is no value',
      [variant({ options: [{ name: 'size', value: null }] })],
      { ...RULES, scheme: '{size}' },
      [['TB3003', '7', 'TEE (any)']],
    ],
    ['too long, never cut', [variant({ sku: 'ABCDEF' })], { ...RULES, maxLength: 5 }, [['TB3005', '7', 'ABCDEF']]],
    ['just fits', [variant({ sku: 'ABCDE' })], { ...RULES, maxLength: 5 }, []],
    [
      'a character the till forbids',
      [variant({ sku: 'TEE-RØD' })],
      { ...RULES, allowed: '[A-Z0-9-]+' },
      [['TB3006', '7', 'TEE-RØD']],
    ],
    [
      'allowed means the whole code',
      [variant({ sku: 'a1' })],
      { ...RULES, allowed: '[0-9]+' },
      [['TB3006', '7', 'a1']],
    ],
    [
      'two variants with one code: neither gets it',
      [variant({ sku: 'DUB' }), variant({ id: 2, key: '8', sku: 'DUB' })],
      RULES,
      [['TB3004', 'DUB', 'DUB: TEE, TEE']],
    ],
  ] as const)('%s', (_, variants, rules, expected) => {
    const { findings } = assignCodes(variants, rules, () => undefined)
    expect(findings.map(({ code, key, found }) => [code, key, found])).toEqual(expected)
  })

  test('a code that was issued to another variant stays there', () => {
    const { assigned, findings } = assignCodes([variant({ sku: 'OLD' })], RULES, () => 99)
    expect(assigned).toEqual([])
    expect(findings.map(({ code, found }) => [code, found])).toEqual([
      ['TB3004', 'OLD: already issued to another variant; also wanted by TEE'],
    ])
  })

  test('a code that was issued to this variant comes back to it', () => {
    expect(assignCodes([variant({ sku: 'OLD' })], RULES, () => 1).assigned).toHaveLength(1)
  })

  test('a clash takes no code from the others', () => {
    const three = [variant({ sku: 'A' }), variant({ id: 2, sku: 'A' }), variant({ id: 3, sku: 'B' })]
    expect(assignCodes(three, RULES, () => undefined).assigned.map(({ variantId }) => variantId)).toEqual([3])
  })
})

test.each([
  ['colour', 'Rød'],
  ['size', 'M'],
  ['farve', 'Rød'],
  ['material', undefined],
])('the option {%s} is %j', (name, value) => {
  expect(optionValue(red, name)).toBe(value)
})
