import { describe, expect, test } from 'vitest'
import { learnPatterns } from '../../src/mapping/code-pattern.ts'
import { itemMatcher } from '../../src/mapping/match-items.ts'
import { type CodeInput, planCodes } from '../../src/mapping/plan-codes.ts'
import type { PartnerItem } from '../../src/model/records.ts'
import { articleOf, gridOf, issuedOf, itemOf, rulesOf } from './a-matrix.ts'

const scheme = 'NEW-{item}[-{colour}][-{size}]'
const tee = itemOf(
  '7711',
  ['Farve', 'Størrelse'],
  [[['Navy Blå', 'M'], { id: 1, sku: 'TEE-1', barcode: '036000291452' }]],
)

function plan(partnerItems: PartnerItem[], input: Partial<CodeInput> = {}) {
  const made = planCodes({ items: [tee], issued: [], rules: rulesOf({ scheme }), partnerItems, ...input })
  return {
    codes: Object.fromEntries(made.assigned.map((each) => [each.variantId, `${each.origin} ${each.code}`])),
    reasons: made.assigned.map((each) => each.reason),
    suggestions: made.suggestions.map((each) => `${each.variantId} ${each.code} ${each.score}: ${each.reason}`),
    findings: made.unassigned.map(({ code, key }) => `${code} ${key}`),
  }
}

describe('one article certainly is the variant', () => {
  test.each([
    ['its SKU', articleOf('TEE-1'), "the till's list has the very SKU"],
    ['its barcode', articleOf('036000291452'), "the till's list has the very barcode"],
    ['its GTIN in 13 digits', articleOf('4001', { barcode: '0036000291452' }), 'the same GTIN, 036000291452'],
    ['its GTIN in 14 digits as the code', articleOf('00036000291452'), 'the same GTIN, 036000291452'],
    [
      'item and options',
      articleOf('4001', { item: '7711', colour: ' NAVY  BLA', size: 'm' }),
      'the item 7711 with the same options',
    ],
  ])('by %s', (_, article, reason) => {
    const { codes, reasons, findings, suggestions } = plan([article, articleOf('9999')])
    expect(codes).toEqual({ 1: `matched ${article.code}` })
    expect(reasons[0]).toContain(reason)
    expect([findings, suggestions]).toEqual([[], []])
  })

  test('before a scheme makes a code, and after the shop says one', () => {
    const rules = rulesOf({ from: ['sku'], scheme })
    expect(plan([articleOf('4001', { barcode: '0036000291452' })], { rules }).codes).toEqual({ 1: 'shop TEE-1' })
    expect(plan([articleOf('4001')]).codes).toEqual({ 1: 'generated NEW-7711-Navy Blå-M' })
  })

  test('an article without colour and size is an item without options', () => {
    const items = [itemOf('55', [], [[[], { id: 4 }]])]
    expect(plan([articleOf('4001', { item: '55' })], { items }).codes).toEqual({ 4: 'matched 4001' })
  })
})

describe('what is not certain is a suggestion, and no new code is made', () => {
  test.each([
    [
      'two ways disagree',
      [articleOf('TEE-1'), articleOf('4001', { barcode: '0036000291452' })],
      ['4001 0.9', 'TEE-1 0.9'],
    ],
    [
      'two articles with one GTIN',
      [articleOf('1', { barcode: '036000291452' }), articleOf('2', { barcode: '0036000291452' })],
      ['1 0.6', '2 0.6'],
    ],
    [
      'two articles with the same options',
      [
        articleOf('1', { item: '7711', colour: 'Navy Blå', size: 'M' }),
        articleOf('2', { item: '7711', colour: 'navy blå', size: 'm' }),
      ],
      ['1 0.6', '2 0.6'],
    ],
    ['the SKU in another case', [articleOf('tee-1')], ['tee-1 0.9']],
    ['the SKU without its dash', [articleOf('TEE1')], ['TEE1 0.9']],
    ['lost zeros', [articleOf('36000291452')], ['36000291452 0.9']],
    ['name and options', [articleOf('4001', { name: 'name of 7711', colour: 'Navy blå', size: 'M' })], ['4001 0.8']],
    ['a name with the options in it', [articleOf('4001', { name: 'Name of 7711 Navy Blå M' })], ['4001 0.7']],
  ] as const)('%s', (_, list, wanted) => {
    const { codes, suggestions, findings } = plan([...list])
    expect(codes).toEqual({})
    expect(suggestions.map((each) => each.slice(2, each.indexOf(':')))).toEqual(wanted)
    expect(findings).toEqual(['TB3019 key-7711-1'])
  })

  test.each([
    ['the item with other options', articleOf('4001', { item: '7711', colour: 'Navy Blå', size: 'L' })],
    ['a number that is the shop key', articleOf('key-7711-1')],
    ['a GTIN with a wrong check digit', articleOf('4001', { barcode: '036000291453' })],
  ])('%s is nothing', (_, article) => {
    expect(plan([article])).toMatchObject({ codes: { 1: 'generated NEW-7711-Navy Blå-M' }, suggestions: [] })
  })

  test('"any" and options the till has no columns for', () => {
    const items = [
      itemOf('7711', ['Colour', 'Size'], [[['Red', null], { id: 1 }]]),
      itemOf('7712', ['Colour', 'Length'], [[['Red', '30'], { id: 2 }]]),
    ]
    const list = [articleOf('1', { item: '7711', colour: 'Red' }), articleOf('2', { item: '7712', colour: 'Red' })]
    const { codes } = plan(list, { items, rules: rulesOf({ scheme: '{key}' }) })
    expect(codes).toEqual({ 1: 'generated key-7711-1', 2: 'generated key-7712-2' })
  })

  test('a code the scheme makes that the till has already', () => {
    const article = articleOf('NEW-7711-Navy Blå-M', { item: '8000' })
    const { codes, findings, suggestions } = plan([article])
    expect([codes, findings]).toEqual([{}, ['TB3018 key-7711-1']])
    expect(suggestions).toEqual(['1 NEW-7711-Navy Blå-M 0.3: the scheme makes this code, and the till has it already'])
  })

  test('an article that is somebody else already is not suggested', () => {
    const issued = [issuedOf('TEE-1', 99, 'hand')]
    expect(plan([articleOf('TEE-1')], { issued })).toMatchObject({
      codes: { 1: 'generated NEW-7711-Navy Blå-M' },
      suggestions: [],
    })
  })

  test('two variants with one barcode: neither gets the article', () => {
    const twin = itemOf('B', [], [[[], { id: 2, barcode: '0036000291452' }]])
    const { codes, findings } = plan([articleOf('4001', { barcode: '0036000291452' })], { items: [tee, twin] })
    expect([codes, findings]).toEqual([{}, ['TB3004 4001']])
  })
})

test('a matcher can be asked whether something speaks against an article', () => {
  const list = [
    articleOf('1', { item: '8000' }),
    articleOf('2', { colour: 'Red' }),
    articleOf('3', { barcode: '4006381333931' }),
    articleOf('4', { item: '7711', size: 'm' }),
  ]
  const matcher = itemMatcher(list)
  const [variant] = tee.variants
  expect(list.map(({ code }) => matcher.contradicts(code, tee, variant!))).toEqual([true, true, true, false])
  expect([matcher.has('4'), matcher.has('5')]).toEqual([true, false])
})

const options = (colour: string, size: string) => new Map(Object.entries({ colour, size }))
const grid = (code: (item: string, colour: string, size: string) => string, items = ['7711', '8-2', 'X']) =>
  items.flatMap((item) =>
    ['Red', 'Navy Blue', 'Green'].flatMap((colour) =>
      ['S', 'M'].map((size) => ({ item, options: options(colour, size), code: code(item, colour, size) })),
    ),
  )
const TILL: Record<string, string> = { Red: '01', 'Navy Blue': '17', Green: 'G', S: '36', M: '38' }

describe('how a till forms its codes is learned from what is known', () => {
  test.each([
    ['{item}-{colour.code}-{size.code}', grid((i, c, s) => `${i}-${TILL[c]}-${TILL[s]}`), '9-17-36'],
    ['{size.code}/{colour.code}:{item}', grid((i, c, s) => `${TILL[s]}/${TILL[c]}:${i}`), '36/17:9'],
    [
      'ART {item}.{size.code}.{colour.code}!',
      grid((i, c, s) => `ART ${i}.${s}.${c.replace(' ', '')}!`),
      'ART 9.S.NavyBlue!',
    ],
    ['{item}{colour.code}{size.code}', grid((i, c, s) => `${i}${c[0]}${c.length > 8 ? 1 : 2}${TILL[s]}`), '9N136'],
  ])('%s', (text, pairs, predicted) => {
    const pattern = learnPatterns(pairs).get('colour\nsize')
    expect(pattern?.text).toBe(text)
    expect(pattern?.predict('9', options('Navy Blue', 'S'))).toEqual({ code: predicted, proven: true })
  })

  test.each([
    ['too few', grid((i, c, s) => `${i}-${c}-${s}`, ['1']).slice(0, 4)],
    ['codes without the item', grid((_, c, s) => `${c}-${s}`)],
    ['no rule at all', grid((i, c, s) => `${i}-${(c.length * 7 + s.length * 3 + i.length) % 5}-${i.length}`)],
    ['two colours with one code', grid((i, _, s) => `${i}-X-${s}`)],
  ])('%s: nothing is learned', (_, pairs) => {
    expect(learnPatterns(pairs).size).toBe(0)
  })

  test('what was seen once, or with one pair that disagrees, is not proven; what was never seen is not told', () => {
    const pairs = grid((i, c, s) => `${i}-${TILL[c]}-${TILL[s]}`)
    const once = { item: '9', options: options('Red', 'XL'), code: '9-01-44' }
    const pattern = learnPatterns([...pairs, once]).get('colour\nsize')!
    expect(pattern.predict('10', options('Red', 'XL'))).toEqual({ code: '10-01-44', proven: false })
    expect(pattern.predict('10', options('Red', 'S'))).toEqual({ code: '10-01-36', proven: true })
    expect(pattern.predict('10', options('Pink', 'S'))).toBeNull()
    const odd = { item: '9', options: options('Red', 'M'), code: '9-99-38' }
    const doubtful = learnPatterns([...pairs, odd]).get('colour\nsize')!
    expect([doubtful.reproduced, doubtful.pairs]).toEqual([18, 19])
    expect(doubtful.predict('10', options('Red', 'S'))).toEqual({ code: '10-01-36', proven: false })
  })

  test('colour and size that always come together could be either way round', () => {
    const pairs = ['1', '2', '3', '4', '5', '6'].map((item, i) => ({
      item,
      options: i % 2 === 0 ? options('Red', 'S') : options('Blue', 'M'),
      code: i % 2 === 0 ? `${item}-A-B` : `${item}-C-D`,
    }))
    const pattern = learnPatterns(pairs).get('colour\nsize')
    expect(pattern?.predict('9', options('Red', 'M')) ?? null).toBeNull()
    expect(pattern?.predict('9', options('Red', 'S'))).toEqual({ code: '9-A-B', proven: true })
  })
})

describe('a learned pattern finds articles', () => {
  const items = [gridOf('A', ['Red', 'Blue'], ['S', 'M'], 1), gridOf('B', ['Red', 'Blue'], ['S', 'M'], 11)]
  const known = ['A-1-S', 'A-1-M', 'A-2-S', 'A-2-M'].map((code, i) => issuedOf(code, i + 1, 'hand'))
  const first = issuedOf('B-1-S', 11, 'imported')
  const list = [...known, first].map(({ code }) => articleOf(code))

  test('that the list has; those it lacks are made by the scheme', () => {
    const { codes, reasons } = plan([...list, articleOf('B-2-M'), articleOf('B-1-M')], {
      items,
      issued: [...known, first],
    })
    expect(codes).toEqual({ 12: 'matched B-1-M', 13: 'generated NEW-B-Blue-S', 14: 'matched B-2-M' })
    expect(reasons[0]).toBe('the till forms its codes as {item}-{colour.code}-{size.code}: 5 of 5 known ones agree')
  })

  test('unless what the list says of the article speaks against it', () => {
    const { codes, suggestions } = plan([...list, articleOf('B-2-M', { colour: 'Pink' })], {
      items,
      issued: [...known, first],
    })
    expect(codes).toEqual({ 12: 'generated NEW-B-Red-M', 13: 'generated NEW-B-Blue-S' })
    expect(suggestions.map((each) => each.slice(0, 12))).toEqual(['14 B-2-M 0.4'])
  })

  test('codes we made ourselves teach nothing about the till', () => {
    const issued = [...known, first].map((code) => ({ ...code, origin: 'generated' as const }))
    expect(plan([...list, articleOf('B-2-M')], { items, issued }).codes[14]).toBe('generated NEW-B-Blue-M')
  })
})
