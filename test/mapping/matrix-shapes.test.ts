import { describe, expect, test } from 'vitest'
import { placeIndex, placeKey, placeText, readShape, shapeItem, tillPlace } from '../../src/mapping/matrix-shapes.ts'
import { articleOf, gridOf, itemOf } from './a-matrix.ts'

const tee = gridOf('TEE', ['Red', 'Blue'], ['S'], 1, ['Farve', 'Str.'])
const mug = itemOf('MUG', [], [[[], { id: 7 }]])

describe('an item as a till holds it', () => {
  const red = { item: 'TEE', colour: 'Red', size: 'S' }
  const blue = { item: 'TEE', colour: 'Blue', size: 'S' }
  test.each([
    ['variants', []],
    ['columns', []],
    ['item-and-variants', [{ kind: 'item', item: 'TEE' }]],
  ] as const)('in the shape %s', (shape, above) => {
    expect(shapeItem(tee, shape)).toEqual([
      ...above,
      { kind: 'variant', variantId: 1, place: red },
      { kind: 'variant', variantId: 2, place: blue },
    ])
    expect(shapeItem(mug, shape)).toEqual([
      { kind: 'variant', variantId: 7, place: { item: 'MUG', colour: '', size: '' } },
    ])
  })

  test('nothing of what is gone', () => {
    const gone = { ...tee, variants: tee.variants.map((variant) => ({ ...variant, removed: true })) }
    expect(shapeItem(gone, 'item-and-variants')).toEqual([])
  })
})

test.each([
  [
    [
      ['Colour', 'Red'],
      ['Length', '30'],
    ],
    null,
  ],
  [[['Size', null]], { item: 'TEE', colour: '', size: '' }],
  [[], { item: 'TEE', colour: '', size: '' }],
  [[['pa_farve', ' Red ']], { item: 'TEE', colour: 'Red', size: '' }],
] as const)('options %j have the place %j', (options, place) => {
  const named = options.map(([name, value]) => ({ name, value }))
  expect(tillPlace({ sku: 'TEE', key: 'k' }, named)).toEqual(place)
})

test('places are compared without case, accents and blanks, and shown as they are', () => {
  expect(placeKey({ item: 'tee', colour: 'BLA', size: 's' })).toBe(placeKey({ item: 'TEE ', colour: 'Blå', size: 'S' }))
  expect(placeKey({ item: 'A', colour: 'B', size: '' })).not.toBe(placeKey({ item: 'A', colour: '', size: 'B' }))
  expect(placeText({ item: 'A', colour: 'B', size: '' })).toBe('A B')
  expect(placeText({ item: 'A', colour: 'B', size: 'C' })).toBe('A B / C')
})

test('variants are found by place; two at one place are nobody', () => {
  const twins = gridOf('CAP', ['Navy', 'navy'], ['One'], 11)
  const gone = itemOf('OLD', [], [[[], { id: 20, removed: true }]])
  const index = placeIndex([tee, mug, twins, gone])
  const find = (item: string, colour = '', size = '') => index.find({ item, colour, size })
  expect([find('tee', 'BLUE', 's'), find('MUG'), find('CAP', 'Navy', 'One')]).toEqual([[2], [7], [11, 12]])
  expect([find('TEE', 'Blue'), find('OLD'), find('')]).toEqual([[], [], []])
})

describe("a till's list is read back", () => {
  const read = (rows: Parameters<typeof readShape>[0]) => {
    const { articles, itemRows } = readShape(rows, 'item-and-variants')
    return [articles.map(({ code, item, name }) => [code, item, name]), itemRows.map(({ code }) => code)]
  }

  test('item rows are no articles; their name and number go to their variants', () => {
    const rows = [
      articleOf('TEE', { name: 'Shirt' }),
      articleOf('1', { item: 'TEE', colour: 'Red', size: 'S' }),
      articleOf('2', { colour: 'Red', size: 'M', name: 'Shirt M' }),
      articleOf('MUG', { name: 'Mug' }),
      articleOf('3', { item: 'TEE', size: 'L' }),
    ]
    const articles = [
      ['1', 'TEE', 'Shirt'],
      ['2', 'TEE', 'Shirt M'],
      ['MUG', null, 'Mug'],
      ['3', 'TEE', 'Shirt'],
    ]
    expect(read(rows)).toEqual([articles, ['TEE']])
  })

  test('in other shapes every row is an article', () => {
    const rows = [articleOf('TEE'), articleOf('1', { item: 'TEE', colour: 'Red' })]
    expect(readShape(rows, 'variants').articles).toEqual(rows)
    expect(readShape(rows, 'columns').itemRows).toEqual([])
  })

  test.each(['item-and-variants', 'variants', 'columns'] as const)('what was written as %s is found again', (shape) => {
    const rows = shapeItem(tee, shape).map((row) =>
      row.kind === 'item'
        ? articleOf(row.item, { name: tee.name })
        : articleOf(String(row.variantId), { item: 'TEE', colour: row.place!.colour, size: row.place!.size }),
    )
    const { articles } = readShape(rows, shape)
    const index = placeIndex([tee])
    for (const { code, item, colour, size } of articles)
      expect(index.find({ item: item!, colour: colour!, size: size! })).toEqual([Number(code)])
    expect(articles).toHaveLength(2)
  })
})
