import { describe, expect, test } from 'vitest'
import { type CodeInput, carriedCode, planCodes } from '../../src/mapping/plan-codes.ts'
import { articleOf, gridOf, issuedOf, itemOf, rulesOf, tableOf } from './a-matrix.ts'

function plan(input: Partial<CodeInput> & Pick<CodeInput, 'items' | 'rules'>) {
  const made = planCodes({ issued: [], ...input })
  return {
    codes: Object.fromEntries(made.assigned.map(({ variantId, code, origin }) => [variantId, `${origin} ${code}`])),
    findings: made.unassigned.map(({ code, key, found }) => `${code} ${key}: ${found}`),
    without: Object.fromEntries(made.without.map(({ variantId, cause }) => [variantId, cause])),
    made,
  }
}

const scheme = '{item}-{colour}-{size}'

test('a toy with 3 colours and 2 sizes gets six codes', () => {
  const toy = gridOf('TOY', ['Red', 'Blue', 'Green'], ['S', 'L'], 1, ['Farve', 'Str.'])
  const { codes, findings } = plan({ items: [toy], rules: rulesOf({ scheme, upperCase: true }) })
  expect(codes).toEqual({
    ...{ 1: 'generated TOY-RED-S', 2: 'generated TOY-RED-L', 3: 'generated TOY-BLUE-S' },
    ...{ 4: 'generated TOY-BLUE-L', 5: 'generated TOY-GREEN-S', 6: 'generated TOY-GREEN-L' },
  })
  expect(findings).toEqual([])
})

describe('what the shop carries', () => {
  const both = itemOf('A', [], [[[], { id: 1, sku: ' a-1 ', barcode: '4006381333931' }]])
  test.each([
    [['sku'], 'shop A-1'],
    [['barcode', 'sku'], 'shop 4006381333931'],
    [['gtin'], 'shop 4006381333931'],
    [[], 'generated A-4006381333931'],
  ] as const)('from %j is %s', (from, code) => {
    const rules = rulesOf({ from, upperCase: true, scheme: '{item}-{gtin}' })
    expect(plan({ items: [both], rules }).codes).toEqual({ 1: code })
  })

  test('the next source counts where one is blank', () => {
    const blank = itemOf('A', [], [[[], { id: 1, sku: '  ', barcode: null }]])
    const { codes } = plan({ items: [blank], rules: rulesOf({ from: ['sku', 'barcode'], scheme: '{item}' }) })
    expect(codes).toEqual({ 1: 'generated A' })
  })

  test('a barcode that should be a GTIN and is none gives no code, nor does the scheme', () => {
    const wrong = itemOf('A', [], [[[], { id: 1, barcode: '4006381333930' }]])
    const { codes, findings } = plan({ items: [wrong], rules: rulesOf({ from: ['gtin'], scheme: '{item}' }) })
    expect(codes).toEqual({})
    expect(findings).toEqual(['TB3022 key-A-1: 4006381333930 (A)'])
  })

  test('it can be asked for by itself, to compare it with what was issued', () => {
    const [variant] = both.variants
    expect(carriedCode(variant!, rulesOf({ from: ['sku'], upperCase: true }))).toBe('A-1')
    expect(carriedCode({ ...variant!, sku: null }, rulesOf({ from: ['sku'] }))).toBeNull()
  })
})

describe('an issued code stays', () => {
  const rules = rulesOf({ from: ['sku'], scheme })
  test.each(['hand', 'imported', 'shop', 'matched', 'generated'] as const)('of origin %s', (origin) => {
    const item = itemOf('A', [], [[[], { id: 1, sku: 'NEW' }]])
    const { codes, findings } = plan({ items: [item], rules, issued: [issuedOf('OLD', 1, origin)] })
    expect([codes, findings]).toEqual([{}, []])
  })

  test('with its variant: another that wants it gets none, and both are named', () => {
    const items = [itemOf('A', [], [[[], { id: 2, sku: 'X' }]]), itemOf('B', [], [[[], { id: 1, sku: 'Y' }]])]
    const { codes, findings } = plan({ items, rules, issued: [issuedOf('X', 1)] })
    expect(codes).toEqual({})
    expect(findings).toEqual(['TB3004 X: X: issued to Y; also wanted by A'])
  })

  test('also when nobody knows the variant any more', () => {
    const { findings } = plan({
      items: [itemOf('A', [], [[[], { id: 2, sku: 'X' }]])],
      rules,
      issued: [issuedOf('X', 1)],
    })
    expect(findings).toEqual(['TB3004 X: X: issued to another variant; also wanted by A'])
  })

  test.each([
    [1, 'A, which wants it again'],
    [2, 'another variant; also wanted by A'],
  ])('a retired code is not used again, here by variant %i', (id, whose) => {
    const issued = [issuedOf('X', 1, 'shop', '2026-11-20T09:00:00Z')]
    const { codes, findings } = plan({ items: [itemOf('A', [], [[[], { id, sku: 'X' }]])], rules, issued })
    expect(codes).toEqual({})
    expect(findings).toEqual([`TB3017 X: X: was given to ${whose}`])
  })

  test("an alias is its variant's alone, which may have it as its code", () => {
    const aliases = [{ code: 'X', variantId: 1, factor: 1000, since: '2026-11-20T09:00:00Z', until: null, by: 'mette' }]
    const want = (id: number) => plan({ items: [itemOf('A', [], [[[], { id, sku: 'X' }]])], rules, aliases })
    expect(want(1).codes).toEqual({ 1: 'shop X' })
    expect(want(2).findings).toEqual(['TB3004 X: X: stands for another variant; also wanted by A'])
  })
})

test('variants that are not sold by themselves, or are gone, are not asked', () => {
  const item = itemOf(
    'A',
    [],
    [
      [[], { id: 1, kind: 'grouped' }],
      [[], { id: 2, kind: 'external' }],
      [[], { id: 3, kind: 'bundle' }],
      [[], { id: 4, removed: true }],
      [[], { id: 5, kind: 'service', sku: 'S' }],
    ],
  )
  const { codes, findings } = plan({ items: [item], rules: rulesOf({ from: ['sku'] }) })
  expect([codes, findings]).toEqual([{ 5: 'shop S' }, []])
})

describe('two variants want one code: neither gets it', () => {
  const pair = (a: string, b: string, axis = 'Colour') => [
    itemOf(
      'A',
      [axis],
      [
        [[a], { id: 1 }],
        [[b], { id: 2 }],
      ],
    ),
  ]
  test.each([
    ['the shop has one SKU twice', { from: ['sku'] }, [['S', 'S']], 'TB3004 S: S: A (one), B (two)'],
    ['they differ in case', { from: ['sku'], upperCase: true }, [['s', 'S']], 'TB3015 S: S: A (one), B (two)'],
    [
      'they differ in an accent',
      { from: ['sku'], transliterate: 'da' },
      [['Rød', 'Roed']],
      'TB3015 Roed: Roed: A (one), B (two)',
    ],
  ] as const)('%s', (_, declared, [[first, second]], finding) => {
    const items = [
      itemOf('A', ['Colour'], [[['one'], { id: 1, sku: first }]]),
      itemOf('B', ['Colour'], [[['two'], { id: 2, sku: second }]]),
    ]
    const { codes, findings, without } = plan({ items, rules: rulesOf(declared) })
    expect(codes).toEqual({})
    expect(findings).toEqual([finding])
    expect(Object.keys(without)).toEqual(['1', '2'])
  })

  test.each([
    [
      'shortened',
      { scheme: '{item}-{colour}', shorten: 'cut:colour', maxLength: 5 },
      ['Red', 'Reddish'],
      'TB3016 A-Red: A-Red: A (Red), A (Reddish)',
    ],
    [
      'shortened in the scheme',
      { scheme: '{item}-{colour:3}' },
      ['Navy', 'Navarra'],
      'TB3015 A-Nav: A-Nav: A (Navy), A (Navarra)',
    ],
    [
      'respelled',
      { scheme: '{item}-{colour}', transliterate: 'sv' },
      ['Grön', 'Gron'],
      'TB3015 A-Gron: A-Gron: A (Grön), A (Gron)',
    ],
    [
      'respelled and cut',
      { scheme: '{item}-{colour}', upperCase: true, shorten: 'cut:colour', maxLength: 4 },
      ['red', 'RED'],
      'TB3015 A-RE: A-RE: A (red), A (RED)',
    ],
  ] as const)('%s', (_, declared, [a, b], finding) => {
    const { codes, findings } = plan({ items: pair(a, b), rules: rulesOf(declared) })
    expect([codes, findings]).toEqual([{}, [finding]])
  })

  test('the value table gives one code to two values of an item', () => {
    const values = tableOf('Colour;Navy;NVY', 'Colour;Navy Blue;NVY')
    const rules = rulesOf({ scheme: '{item}-{colour.code}' }, values)
    expect(plan({ items: pair('Navy', 'navy blue'), rules }).findings).toEqual([
      'TB3004 A-NVY: A-NVY: A (Navy), A (navy blue)',
    ])
  })

  test('one carried, one generated, across items; many are counted', () => {
    const items = [
      itemOf('A', [], [[[], { id: 1 }]]),
      ...[2, 3, 4, 5, 6].map((id) => itemOf(`B${id}`, [], [[[], { id, sku: 'A' }]])),
    ]
    const { findings } = plan({ items, rules: rulesOf({ from: ['sku'], scheme: '{item}' }) })
    expect(findings).toEqual(['TB3004 A: A: A, B2, B3, B4 and 2 more'])
  })

  test('unless they are declared to be one thing: then one gets it for all', () => {
    const items = [itemOf('A', [], [[[], { id: 9, sku: 'S' }]]), itemOf('B', [], [[[], { id: 3, sku: 'S' }]])]
    const shareGroups = [{ name: 'one', variantIds: [3, 9] }]
    const rules = rulesOf({ from: ['sku'] })
    expect(plan({ items, rules, shareGroups })).toMatchObject({ codes: { 3: 'shop S' }, findings: [], without: {} })
    expect(plan({ items, rules, shareGroups, issued: [issuedOf('S', 9)] })).toMatchObject({ codes: {}, findings: [] })
  })
})

describe('codes this partner does not take', () => {
  test.each([
    [{ from: ['sku'], maxLength: 3 }, 'ABCD', 'TB3005 key-A-1: ABCD (A)'],
    [{ from: ['sku'], maxLength: 3 }, '\u{1F600}AB', null],
    [{ from: ['sku'], allowed: '[A-Z]+' }, 'AB1', 'TB3006 key-A-1: AB1 (A)'],
    [{ from: ['sku'], allowed: 'A|B' }, 'AB', 'TB3006 key-A-1: AB (A)'],
    [{ from: ['sku'] }, '2012345678903', 'TB3021 key-A-1: 2012345678903 (A)'],
    [{ from: ['sku'], inStore: true }, '2012345678903', null],
    [{ from: ['sku'] }, '0412345678903', null],
  ] as const)('%j: %s', (declared, sku, finding) => {
    const { findings, codes } = plan({ items: [itemOf('A', [], [[[], { id: 1, sku }]])], rules: rulesOf(declared) })
    expect(findings).toEqual(finding ? [finding] : [])
    expect(Object.keys(codes)).toEqual(finding ? [] : ['1'])
  })

  test('a place that would be cut to nothing', () => {
    const rules = rulesOf({ scheme: '{item}-{colour}', shorten: 'cut:colour', maxLength: 3 })
    const { findings } = plan({ items: [itemOf('LONG', ['Colour'], [[['Red'], { id: 1 }]])], rules })
    expect(findings).toEqual(['TB3005 key-LONG-1: LONG-Red (LONG (Red))'])
  })

  test('digits that make no in-store number', () => {
    const rules = rulesOf({ scheme: '20{item:010}{check}' })
    const items = [itemOf('77', [], [[[], { id: 1 }]]), itemOf('7X', [], [[[], { id: 2 }]])]
    const { codes, findings } = plan({ items, rules })
    expect(codes).toEqual({ 1: 'generated 2000000000770' })
    expect(findings).toEqual(['TB3022 key-7X-2: 20000000007X (7X)'])
  })
})

describe('what a scheme lacks', () => {
  test('all values without a code are told at once, as the shop spells them', () => {
    const items = [gridOf('A', ['Navy Blue', 'Rød', 'Red'], ['S', 'M'], 1, ['Farve', 'Størrelse'])]
    const values = tableOf('colour;red;R', 'size;s;S')
    const { codes, findings, without, made } = plan({
      items,
      rules: rulesOf({ scheme: '{item}-{colour.code}-{size.code}' }, values),
    })
    expect(codes).toEqual({ 5: 'generated A-R-S' })
    expect(findings).toEqual([
      'TB3013 colour: 2 values of Farve without a code',
      'TB3013 size: 1 value of Størrelse without a code',
    ])
    expect(made.unassigned.map((f) => f.expected)).toEqual(['a code for Navy Blue, Rød', 'a code for M'])
    expect(made.missingValues).toEqual([
      { option: 'Farve', value: 'Navy Blue', variants: 2 },
      { option: 'Farve', value: 'Rød', variants: 2 },
      { option: 'Størrelse', value: 'M', variants: 3 },
    ])
    expect(without).toEqual({ 1: 'TB3013', 2: 'TB3013', 3: 'TB3013', 4: 'TB3013', 6: 'TB3013' })
  })

  test('"any" without a text for it', () => {
    const items = [
      itemOf(
        'A',
        ['Colour', 'Size'],
        [
          [['Red', null], { id: 1 }],
          [['Blue', null], { id: 2 }],
        ],
      ),
    ]
    expect(plan({ items, rules: rulesOf({ scheme }) }).findings).toEqual([
      'TB3014 {size}: {size}: 2 variants: A (Red / any), A (Blue / any)',
    ])
    expect(plan({ items, rules: rulesOf({ scheme, any: '00' }) }).codes).toEqual({
      1: 'generated A-Red-00',
      2: 'generated A-Blue-00',
    })
  })

  test('an item without the option: told, or left out where the scheme says so', () => {
    const items = [itemOf('A', [], [[[], { id: 1 }]]), gridOf('B', ['Red'], ['S'], 2)]
    const strict = plan({ items, rules: rulesOf({ scheme }) })
    expect(strict.findings).toEqual(['TB3003 key-A-1: A'])
    expect(strict.made.unassigned[0]!.expected).toBe('a value for {colour} of the scheme')
    expect(plan({ items, rules: rulesOf({ scheme: '{item}[-{colour}][-{size}]' }) }).codes).toEqual({
      1: 'generated A',
      2: 'generated B-Red-S',
    })
  })

  test.each(['{item}-{Colur}', '{item}[-{Colur}]'])(
    '%s names an option nobody has: one finding, and no code',
    (text) => {
      const items = [gridOf('B', ['Red', 'Blue'], ['S'], 2)]
      const { codes, findings, without, made } = plan({ items, rules: rulesOf({ scheme: text }) })
      expect([codes, Object.keys(without)]).toEqual([{}, ['2', '3']])
      expect(findings).toEqual(['TB3024 {Colur}: {Colur}'])
      expect(made.unassigned[0]!.expected).toBe('one of Colour, Size')
    },
  )

  test('no scheme at all', () => {
    const { findings } = plan({ items: [itemOf('A', [], [[[], { id: 1 }]])], rules: rulesOf({ from: ['sku'] }) })
    expect(findings).toEqual(['TB3003 key-A-1: A'])
  })
})

describe('running numbers', () => {
  const items = [3, 1, 2].map((id) => itemOf(`I${id}`, [], [[[], { id }]]))
  test('are given in the order of the variants and go on from the highest ever issued', () => {
    const rules = rulesOf({ scheme: 'A{seq:3}' })
    expect(plan({ items, rules })).toMatchObject({
      codes: { 1: 'generated A001', 2: 'generated A002', 3: 'generated A003' },
      made: { seqLast: 3 },
    })
    const issued = [issuedOf('A007', 9, 'imported', '2026-11-20T09:00:00Z'), issuedOf('A002', 2), issuedOf('B999', 8)]
    expect(plan({ items, rules, issued })).toMatchObject({
      codes: { 1: 'generated A008', 3: 'generated A009' },
      made: { seqLast: 9 },
    })
    expect(plan({ items, rules, issued, seqStart: 100 }).codes).toEqual({ 1: 'generated A100', 3: 'generated A101' })
    expect(plan({ items: [], rules, issued }).made.seqLast).toBe(7)
  })

  test('numbers in use elsewhere are passed over: carried, an alias, at the till', () => {
    const carried = itemOf('C', [], [[[], { id: 4, sku: 'A001' }]])
    const aliases = [{ code: 'A002', variantId: 4, factor: 1000, since: '', until: null, by: '' }]
    const rules = rulesOf({ from: ['sku'], scheme: 'A{seq:3}' })
    const partnerItems = [articleOf('A003', { name: 'Something else' })]
    expect(plan({ items: [items[1]!, carried], rules, aliases, partnerItems }).codes).toEqual({
      1: 'generated A004',
      4: 'shop A001',
    })
  })

  test('end with their digits where a check digit needs the length', () => {
    const issued = [issuedOf('29999988', 9)]
    const { codes, findings } = plan({ items, rules: rulesOf({ scheme: '2{seq:6}{check}' }), issued })
    expect(codes).toEqual({ 1: 'generated 29999996' })
    expect(findings.map((f) => f.slice(0, 6))).toEqual(['TB3020', 'TB3020'])
  })
})
