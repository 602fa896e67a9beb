import { describe, expect, test } from 'vitest'
import { CHECKS } from '../../src/mapping/checks/index.ts'
import { FINDING_CODES, type FindingCode } from '../../src/model/finding-codes.ts'
import type { CodeOrigin, IssuedCode, MatrixItem } from '../../src/model/matrix.ts'
import { check, gist, matrix, type Scene, single, tillRow } from './catalogue-files.ts'

type Gist = [code: string, key: string, names: string[]]
type Row = [title: string, scene: () => Scene, expected: Gist[]]

const COLOURS = ['Red', 'Blue', 'Green']
const SIZES = ['S', 'M']

function issued(variantId: number, code: string, change: Partial<IssuedCode> = {}): IssuedCode {
  const origin: CodeOrigin = 'shop'
  const at = '2026-01-02T03:04:05Z'
  return { variantId, code, origin, issuedAt: at, issuedBy: 'run 1', factor: 1000, retiredAt: null, ...change }
}

/** Exactly these findings and no others: a false alarm fails as a fault overlooked does. */
function table(rows: readonly Row[]): void {
  test.each(rows)('%s', (_title, scene, expected) => {
    const result = check(scene())
    const sorted = expected.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
    expect(gist(result)).toEqual(sorted)
    const { variants, coded, rejected, notNeeded } = result.totals
    expect(coded + rejected + notNeeded).toBe(variants)
  })
}

const full = () => matrix('TS', { Colour: COLOURS, Size: SIZES })
/** An item with one variant changed. */
const withOne = (index: number, change: Parameters<typeof matrix>[2] extends infer F ? F : never): MatrixItem =>
  matrix('TS', { Colour: COLOURS, Size: SIZES }, (v, i) => (i === index ? change!(v, i) : {}))
/** Issued codes for every variant of an item, as its SKUs say. */
const all = (item: MatrixItem, change: Partial<IssuedCode> = {}) =>
  item.variants.map((v) => issued(v.id, v.sku!, change))

describe('a clean catalogue', () => {
  table([
    ['nothing at all', () => ({ items: [] }), []],
    ['a full matrix', () => ({ items: [full()] }), []],
    ['an item without options, whose SKU is the item’s', () => ({ items: [single('CUP')] }), []],
    ['one option with one value', () => ({ items: [matrix('CAP', { Colour: ['Red'] })] }), []],
    ['dioptres: +1.5 is not -1.5', () => ({ items: [matrix('L', { Power: ['+1.5', '-1.5', '1.5'] })] }), []],
    ['sizes 3-4 and 34', () => ({ items: [matrix('K', { Size: ['3-4', '34'] })] }), []],
    ['colours of two words', () => ({ items: [matrix('K', { Colour: ['Light Blue', 'Light Green', 'Blue'] })] }), []],
    ['two-tone next to its first tone', () => ({ items: [matrix('K', { Colour: ['Navy', 'Navy White'] })] }), []],
    ['S here and Small there', () => ({ items: [matrix('A', { Size: ['S'] }), matrix('B', { Size: ['Small'] })] }), []],
    ['grouped items need no code', () => ({ items: [single(null, { kind: 'grouped', sku: null })] }), []],
    ['a UPC-A is a GTIN', () => ({ items: [single('A', { barcode: '036000291452' })] }), []],
    ['eight digits that are no GTIN', () => ({ items: [single('A', { barcode: '20261120' })] }), []],
    ['letters in the barcode', () => ({ items: [single('A', { barcode: 'X-12-Y' })] }), []],
    [
      'A-12 and A-012 are two codes',
      () => ({ items: [single('A-12'), single('A-012')], partnerItems: [tillRow('A-12'), tillRow('A-012')] }),
      [],
    ],
    ['5E3 is an article number', () => ({ items: [single('5E3')] }), []],
    [
      'a till that knows more',
      () => ({ items: [single('A')], partnerItems: [tillRow('A'), tillRow('B'), tillRow('C')] }),
      [],
    ],
    [
      'a removed variant',
      () => ({ items: [matrix('TS', { Size: SIZES }, (_, i) => ({ removed: i === 1 }))] }),
      [['TB3032', 'TS', ['Size: M']]],
    ],
    [
      'an item that was removed',
      () => ({ items: [matrix('TS', { Size: SIZES }, () => ({ removed: true, sku: null }))] }),
      [],
    ],
  ])
})

describe('holes and options', () => {
  const hole = (...out: number[]) =>
    matrix('TS', { Colour: COLOURS, Size: SIZES }, (_, i) => (out.includes(i) ? null : {}))
  table([
    ['one hole', () => ({ items: [hole(1)] }), [['TB3030', 'TS', ['Red / M']]]],
    ['two holes are one finding', () => ({ items: [hole(1, 2)] }), [['TB3030', 'TS', ['Red / M', 'Blue / S']]]],
    ['a value nobody has is no row of holes', () => ({ items: [hole(4, 5)] }), [['TB3032', 'TS', ['Colour: Green']]]],
    [
      'an option nobody has',
      () => ({ items: [{ ...full(), options: [...full().options, { name: 'Logo', values: ['Yes', 'No'] }] }] }),
      [['TB3032', 'TS', ['Logo']]],
    ],
    ['no variant at all', () => ({ items: [{ ...full(), variants: [] }] }), [['TB3032', 'TS', []]]],
    [
      'the till lists the missing one by item, colour and size',
      () => ({ items: [hole(1, 2)], partnerItems: [tillRow('4711', { item: 'ts', colour: 'RED', size: ' m' })] }),
      [
        ['TB3030', 'TS', ['Blue / S']],
        ['TB3031', 'TS', ['Red / M']],
      ],
    ],
    [
      'the till lists the code the missing one would have',
      () => ({ items: [hole(1)], partnerItems: [tillRow('TS-Red-M')] }),
      [['TB3031', 'TS', ['Red / M']]],
    ],
    [
      'the shop has it as an item of its own',
      () => ({ items: [hole(1), single('TS-Red-M')] }),
      [['TB3031', 'TS', ['Red / M']]],
    ],
    [
      'the same colour and size of another item fill nothing',
      () => ({ items: [hole(1)], partnerItems: [tillRow('4711', { item: 'XX', colour: 'Red', size: 'M' })] }),
      [['TB3030', 'TS', ['Red / M']]],
    ],
    [
      'any size fills its whole row',
      () => ({
        items: [
          matrix('TS', { Colour: COLOURS, Size: SIZES }, (v, i) =>
            i % 2 ? null : { options: [v.options[0]!, { name: 'Size', value: null }] },
          ),
        ],
      }),
      [['TB3010', 'TS', ['TS-Red-S', 'TS-Blue-S', 'TS-Green-S']]],
    ],
    [
      'stock of the parent',
      () => ({ items: [matrix('TS', { Size: SIZES }, () => ({ stockManaged: 'parent' }))] }),
      [['TB3012', 'TS', ['TS-S', 'TS-M']]],
    ],
    [
      'the same options twice',
      () => ({ items: [matrix('TS', { Size: ['S', 'M', 'S'] }, (_, i) => ({ key: `K${i}`, sku: `K${i}` }))] }),
      [['TB3041', 'TS / S', ['K0', 'K2']]],
    ],
    [
      'a blank value',
      () => ({
        items: [matrix('TS', { Size: ['S', 'M', ' '] }, (_, i) => ({ key: `K${i}`, sku: `K${i}` }))].map((item) => ({
          ...item,
          options: [{ name: 'Size', values: SIZES }],
        })),
      }),
      [['TB3042', 'K2', ['K2', 'Size']]],
    ],
    [
      'an option only some variants have',
      () => ({ items: [withOne(0, (v) => ({ options: v.options.slice(0, 1) }))] }),
      [['TB3042', 'TS-Red-S', ['TS-Red-S', 'Size']]],
    ],
    [
      'too many options',
      () => ({ items: [full()], limits: { optionsMax: 1 } }),
      [['TB3039', 'TS', ['Colour', 'Size']]],
    ],
    ['too many variants', () => ({ items: [full()], limits: { variantsMax: 5 } }), [['TB3040', 'TS', ['6']]]],
    ['just as many as it takes', () => ({ items: [full()], limits: { optionsMax: 2, variantsMax: 6 } }), []],
  ])

  test('a million promised combinations are counted, not gone through', () => {
    const values = (letter: string) => Array.from({ length: 100 }, (_, i) => `${letter}${i}`)
    const options = { Colour: values('c'), Size: values('s'), Width: values('w') }
    const item = matrix('TS', { Colour: ['c0'], Size: ['s0'], Width: ['w0'] })
    item.variants = options.Colour.map((value, i) => ({
      ...item.variants[0]!,
      id: item.variants[0]!.id + 1_000_000 + i,
      key: `k${i}`,
      sku: `k${i}`,
      options: [
        { name: 'Colour', value },
        { name: 'Size', value: `s${i}` },
        { name: 'Width', value: `w${i}` },
      ],
    }))
    item.options = Object.entries(options).map(([name, list]) => ({ name, values: list }))
    const started = process.cpuUsage()
    const result = check({ items: [item] })
    expect(process.cpuUsage(started).user).toBeLessThan(1_000_000)
    expect(result.totals.holes).toBe(999_900)
    expect(gist(result)).toEqual([['TB3030', 'TS', []]])
  })
})

describe('spellings', () => {
  const values = (...list: string[]) => matrix('TS', { Colour: list }, (_, i) => ({ key: `K${i}`, sku: `K${i}` }))
  const across = (...names: string[]) =>
    names.map((name, i) => matrix(`I${i}`, { [name]: ['Red'] }, () => ({ key: `K${i}`, sku: `K${i}` })))
  const each = (...list: string[]) =>
    list.map((value, i) => matrix(`I${i}`, { Colour: [value] }, () => ({ key: `K${i}`, sku: `K${i}` })))
  table([
    ['case', () => ({ items: [values('Navy', 'NAVY')] }), [['TB3037', 'TS / colour', ['Navy', 'NAVY']]]],
    [
      'a blank at the end',
      () => ({ items: [values('Navy', 'Navy ')] }),
      [['TB3037', 'TS / colour', ['Navy', 'Navy ']]],
    ],
    [
      'navy and navy blue',
      () => ({ items: [values('Navy', 'navy blue')] }),
      [['TB3037', 'TS / colour', ['Navy', 'navy blue']]],
    ],
    ['grey and gray', () => ({ items: [values('Grey', 'Gray')] }), [['TB3037', 'TS / colour', ['Grey', 'Gray']]]],
    ['Blå and Bla', () => ({ items: [values('Blå', 'Bla')] }), [['TB3037', 'TS / colour', ['Blå', 'Bla']]]],
    [
      'a dash for a blank',
      () => ({ items: [values('Dusty-Rose', 'Dusty Rose')] }),
      [['TB3037', 'TS / colour', ['Dusty-Rose', 'Dusty Rose']]],
    ],
    [
      'a no-break space',
      () => ({ items: [values('Dusty\u00a0Rose', 'Dusty Rose')] }),
      [['TB3037', 'TS / colour', ['Dusty\u00a0Rose', 'Dusty Rose']]],
    ],
    [
      'from item to item',
      () => ({ items: each('Navy', 'Navy', 'navy blue') }),
      [['TB3037', 'colour: navy', ['Navy', 'navy blue']]],
    ],
    [
      'XXL and 2XL',
      () => ({ items: [matrix('TS', { Size: ['XXL', '2XL'] })] }),
      [['TB3037', 'TS / size', ['XXL', '2XL']]],
    ],
    [
      'one word in two options is no double',
      () => ({ items: [matrix('TS', { Colour: ['Rose'], Scent: ['rose'] })] }),
      [],
    ],
    [
      'names from item to item',
      () => ({ items: across('Color', 'Colour', 'Color', 'Farve') }),
      [['TB3038', 'colour', ['Color', 'Colour', 'Farve']]],
    ],
    ['case of a name', () => ({ items: across('Scent', 'scent') }), [['TB3038', 'scent', ['Scent', 'scent']]]],
    [
      'two names within one item',
      () => ({ items: [matrix('TS', { Color: ['Red'], Farve: ['Blue'] })] }),
      [['TB3038', 'TS / colour', ['Color', 'Farve']]],
    ],
    [
      'an item told by itself is not told again',
      () => ({ items: [values('Navy', 'navy'), matrix('A', { Colour: ['Navy'] })] }),
      [['TB3037', 'TS / colour', ['Navy', 'navy']]],
    ],
  ])
})

describe('codes', () => {
  const damaged = '5.71235E+12'
  table([
    ['no SKU', () => ({ items: [single(null, { key: 'K', sku: null })] }), [['TB3003', 'K', ['K']]]],
    ['a blank SKU', () => ({ items: [single('A', { key: 'K', sku: '  ' })] }), [['TB3003', 'K', ['K']]]],
    ['nothing issued and no plan', () => ({ items: [single('A')], planned: false }), [['TB3003', 'A', ['A']]]],
    [
      'one code within an item',
      () => ({ items: [withOne(0, () => ({ sku: 'TS-Red-M' }))] }),
      [['TB3004', 'TS-Red-M', ['TS-Red-S', 'TS-Red-M']]],
    ],
    [
      'one code across items',
      () => ({ items: [single('A', { key: 'K1' }), single('A', { key: 'K2' })] }),
      [['TB3004', 'A', ['K1', 'K2']]],
    ],
    [
      'blanks around do not make two',
      () => ({ items: [single('A', { key: 'K1' }), single(' A', { key: 'K2', sku: ' A' })] }),
      [['TB3004', 'A', ['K1', 'K2']]],
    ],
    [
      'one code issued to a variant and wanted by another',
      () => {
        const items = [single('A', { key: 'K1' }), single('A', { key: 'K2' })]
        return { items, issued: [issued(items[0]!.variants[0]!.id, 'A')] }
      },
      [['TB3004', 'A', ['K1', 'K2']]],
    ],
    [
      'declared one thing at the till',
      () => {
        const items = [single('A', { key: 'K1' }), single('A', { key: 'K2' })]
        const variantIds = items.map((item) => item.variants[0]!.id)
        return { items, shareGroups: [{ name: 'cups', variantIds }], issued: variantIds.map((id) => issued(id, 'A')) }
      },
      [],
    ],
    [
      'a code that was retired',
      () => ({
        items: [single('A', { key: 'K' })],
        issued: [issued(9_000_001, 'A', { retiredAt: '2026-02-01T00:00:00Z' })],
      }),
      [['TB3017', 'A', ['K']]],
    ],
    [
      'a code of a variant no longer there',
      () => ({ items: [single('A', { key: 'K' })], issued: [issued(9_000_001, 'A')] }),
      [['TB3004', 'A', ['K']]],
    ],
    [
      'an alias of another variant',
      () => ({
        items: [single('A', { key: 'K' })],
        aliases: [
          { code: 'A', variantId: 9_000_001, factor: 1000, since: '2026-01-01T00:00:00Z', until: null, by: 'Mette' },
        ],
      }),
      [['TB3004', 'A', ['K']]],
    ],
    [
      'one only in upper case',
      () => ({ items: [single('ab', { key: 'K1' }), single('AB', { key: 'K2' })], declared: { upperCase: true } }),
      [['TB3015', 'AB', ['K1', 'K2']]],
    ],
    [
      'one only in plain letters',
      () => ({
        items: [single('Blå', { key: 'K1' }), single('Blaa', { key: 'K2' })],
        declared: { transliterate: 'da' },
      }),
      [['TB3015', 'Blaa', ['K1', 'K2']]],
    ],
    [
      'one only when shortened',
      () => ({
        items: [matrix('LONGITEM', { Colour: ['Red', 'Redwood'] }, (v) => ({ sku: null, key: v.key }))],
        declared: { scheme: '{item}{colour}', maxLength: 8, shorten: 'cut:colour' },
      }),
      [
        ['TB3005', 'LONGITEM-Red', ['LONGITEM-Red']],
        ['TB3005', 'LONGITEM-Redwood', ['LONGITEM-Redwood']],
      ],
    ],
    [
      'cut so far that two are one',
      () => ({
        items: [matrix('ITEM', { Colour: ['Reda', 'Redb'] }, (v) => ({ sku: null, key: v.key }))],
        declared: { scheme: '{item}{colour}', maxLength: 7, shorten: 'cut:colour' },
      }),
      [['TB3016', 'ITEMRed', ['ITEM-Reda', 'ITEM-Redb']]],
    ],
    [
      'too long',
      () => ({ items: [single('ABCDE', { key: 'K' })], declared: { maxLength: 4 } }),
      [['TB3005', 'K', ['K']]],
    ],
    ['as long as it may be', () => ({ items: [single('ABCD')], declared: { maxLength: 4 } }), []],
    [
      'issued and too long by now',
      () => {
        const item = single('ABCDE', { key: 'K' })
        return { items: [item], issued: all(item), declared: { maxLength: 4 } }
      },
      [['TB3005', 'K', ['K']]],
    ],
    [
      'forbidden characters',
      () => ({ items: [single('A/B', { key: 'K' })], declared: { allowed: '[A-Z0-9-]+' } }),
      [['TB3006', 'K', ['K']]],
    ],
    ['a character nobody sees', () => ({ items: [single('A\u200bB', { key: 'K' })] }), [['TB3006', 'K', ['K']]]],
    ['digits lost in a spreadsheet', () => ({ items: [single(damaged, { key: 'K' })] }), [['TB2301', 'K', ['K']]]],
    [
      'the code of the item on one variant',
      () => ({ items: [withOne(0, () => ({ sku: 'TS' }))] }),
      [['TB3036', 'TS', ['TS-Red-S']]],
    ],
    [
      'the code of the item on all variants',
      () => ({ items: [matrix('TS', { Size: SIZES }, () => ({ sku: 'TS' }))] }),
      [['TB3036', 'TS', ['TS-S', 'TS-M']]],
    ],
    [
      'another partner, where that is forbidden',
      () => ({
        items: [single('A', { key: 'K' })],
        uniqueAcross: ['flex'],
        otherPartners: [{ partner: 'flex', codes: [{ code: 'A', variantId: 9_000_001 }] }],
      }),
      [['TB3033', 'K', ['K', 'flex']]],
    ],
    [
      'another partner, where it does not matter',
      () => ({
        items: [single('A')],
        otherPartners: [{ partner: 'flex', codes: [{ code: 'A', variantId: 9_000_001 }] }],
      }),
      [],
    ],
    [
      'the same variant at the other partner',
      () => {
        const item = single('A')
        return {
          items: [item],
          uniqueAcross: ['flex'],
          otherPartners: [{ partner: 'flex', codes: [{ code: 'A', variantId: item.variants[0]!.id }] }],
        }
      },
      [],
    ],
    [
      'issued earlier and now different',
      () => {
        const item = single('B', { key: 'K' })
        return { items: [item], issued: [issued(item.variants[0]!.id, 'A')] }
      },
      [['TB3007', 'K', ['K']]],
    ],
    [
      'issued earlier and now none',
      () => {
        const item = single('B', { key: 'K', sku: null })
        return { items: [item], issued: [issued(item.variants[0]!.id, 'A')] }
      },
      [['TB3007', 'K', ['K']]],
    ],
    [
      'given by hand: the shop may carry what it likes',
      () => {
        const item = single('B')
        return { items: [item], issued: [issued(item.variants[0]!.id, 'A', { origin: 'hand' })] }
      },
      [],
    ],
    [
      'issued in upper case',
      () => {
        const item = single('ab')
        return { items: [item], issued: [issued(item.variants[0]!.id, 'AB')] }
      },
      [],
    ],
    [
      'a value without a code',
      () => ({
        items: [matrix('TS', { Colour: ['Red', 'Blue'] }, () => ({ sku: null }))],
        declared: { scheme: '{item}-{colour.code}' },
      }),
      [['TB3013', 'colour', ['TS-Red', 'TS-Blue']]],
    ],
  ])
})

describe('GTINs', () => {
  const good = '5712340001023'
  const bad = '5712340001024'
  table([
    [
      'a wrong check digit beside the code',
      () => ({ items: [single('A', { key: 'K', barcode: bad })] }),
      [['TB3022', 'K', ['K']]],
    ],
    [
      'a wrong check digit in a code declared a GTIN',
      () => ({ items: [single('A', { key: 'K', barcode: bad })], declared: { from: ['gtin'] } }),
      [['TB3022', 'K', ['K']]],
    ],
    [
      'the wrong length in a code declared a GTIN',
      () => ({ items: [single('A', { key: 'K', barcode: '12345' })], declared: { from: ['gtin'] } }),
      [['TB3022', 'K', ['K']]],
    ],
    ['scanned twice', () => ({ items: [single('A', { key: 'K', barcode: good + good })] }), [['TB3022', 'K', ['K']]]],
    [
      'on two variants',
      () => ({ items: [single('A', { key: 'K1', barcode: good }), single('B', { key: 'K2', barcode: good })] }),
      [['TB3034', `0${good}`, ['K1', 'K2']]],
    ],
    [
      '12 and 13 digits are one',
      () => ({
        items: [
          single('A', { key: 'K1', barcode: '036000291452' }),
          single('B', { key: 'K2', barcode: '0036000291452' }),
        ],
      }),
      [['TB3034', '00036000291452', ['K1', 'K2']]],
    ],
    [
      'one code, said once',
      () => ({
        items: [single('A', { key: 'K1', barcode: good }), single('B', { key: 'K2', barcode: good })],
        declared: { from: ['barcode'] },
      }),
      [['TB3004', good, ['K1', 'K2']]],
    ],
    ['a scale code as the code', () => ({ items: [single('2012345678903', { key: 'K' })] }), [['TB3021', 'K', ['K']]]],
    ['a scale code, declared', () => ({ items: [single('2012345678903')], declared: { inStore: true } }), []],
    [
      'a scale code as a mere barcode',
      () => ({ items: [single('A', { key: 'K', barcode: '2012345678903' })] }),
      [['TB3021', 'K', ['K']]],
    ],
    ['04 is a proper reference', () => ({ items: [single('0412345678903')] }), []],
  ])

  test.each([
    ['declared', ['gtin'] as const, 'error'],
    ['not declared', ['sku'] as const, 'warning'],
  ])('a wrong check digit where the code is %s a GTIN', (_, from, severity) => {
    const { findings } = check({ items: [single('A', { barcode: bad })], declared: { from } })
    expect(findings.map((f) => f.severity)).toEqual([severity])
    expect(findings[0]?.expected).toContain(good)
  })
})

describe("the till's own list", () => {
  const near = (shop: string, till: string, names = ['K']): Row => [
    `${JSON.stringify(shop)} in the shop, ${JSON.stringify(till)} at the till`,
    () => {
      const item = single(shop, { key: 'K', sku: shop })
      return {
        items: [item],
        issued: [issued(item.variants[0]!.id, shop)],
        partnerItems: [tillRow(till), tillRow('OTHER')],
      }
    },
    names.length > 0 ? [['TB3002', till, names]] : [],
  ]
  table([
    near('abc-1', 'ABC-1'),
    near('AB 12', 'AB12'),
    near('AB12', ' AB12'),
    near('AB12', 'AB\u00a012'),
    near('TS-O1', 'TS-01'),
    near('TSI1', 'TSl1'),
    near('TS-\u0410', 'TS-A'),
    near('TS-\u0391', 'TS-A'),
    near('AB\u201312', 'AB-12'),
    near('004711', '4711'),
    near('4711', '0004711'),
    near('0036000291452', '036000291452'),
    near('5712345678901', '5.71235E+12'),
    near('5712345678901', '5,71235E+12'),
    near('5712395678901', '5.71235E+12', []),
    near('abl', 'ABL'),
    near('TS-L', 'TS-1', []),
    near('TS-12', 'TS-21', []),
    near('A-012', 'A-12', []),
    [
      'two variants look like one code of the till',
      () => {
        const items = [single('A0', { key: 'K1' }), single('AO', { key: 'K2' })]
        return { items, issued: items.flatMap((item) => all(item)), partnerItems: [tillRow('a0')] }
      },
      [['TB3002', 'a0', ['K1', 'K2']]],
    ],
    [
      'a code that was linked once',
      () => ({
        items: [single('B')],
        issued: [issued(9_000_001, 'A', { retiredAt: '2026-02-01T00:00:00Z' })],
        partnerItems: [tillRow('A'), tillRow('B')],
      }),
      [['TB3001', 'A', ['A']]],
    ],
    [
      'a code whose variant has gone',
      () => ({ items: [single('B')], issued: [issued(9_000_001, 'A')], partnerItems: [tillRow('A'), tillRow('B')] }),
      [['TB3001', 'A', ['A']]],
    ],
    [
      'a code from the till that the till lists no more',
      () => {
        const item = single('B', { key: 'K' })
        return {
          items: [item],
          issued: [issued(item.variants[0]!.id, 'T1', { origin: 'matched' })],
          partnerItems: [tillRow('X')],
        }
      },
      [['TB3035', 'K', ['K']]],
    ],
    [
      'known by an alias',
      () => {
        const item = single('A')
        const variantId = item.variants[0]!.id
        const alias = { code: 'a', variantId, factor: 1000, since: '2026-01-01T00:00:00Z', until: null, by: 'Mette' }
        return { items: [item], issued: all(item), aliases: [alias], partnerItems: [tillRow('a')] }
      },
      [],
    ],
  ])

  test('both sides are counted', () => {
    const { totals } = check({
      items: [single('A'), single('B'), single('C')],
      partnerItems: [tillRow('C'), tillRow('D')],
    })
    expect(totals).toMatchObject({ tillOnly: 1, shopOnly: 2 })
    expect(check({ items: [single('A')] }).totals).toMatchObject({ tillOnly: null, shopOnly: null })
  })
})

describe('the table', () => {
  test('every code has its check once, and its words', () => {
    const codes = CHECKS.flatMap((one) => one.codes)
    expect(new Set(codes).size).toBe(codes.length)
    for (const code of codes) expect(FINDING_CODES[code as FindingCode].fix).not.toBe('')
    expect(CHECKS.at(-1)!.name).toBe('no-code')
  })

  test('an error keeps back exactly the variants it is about', () => {
    const items = [single('A', { key: 'K1' }), single('A', { key: 'K2' }), single('B')]
    const owner = items[0]!.variants[0]!.id
    const { blocked, totals } = check({ items, issued: [issued(owner, 'A')] })
    expect([...blocked]).toEqual([[items[1]!.variants[0]!.id, 'TB3004']])
    expect(totals).toMatchObject({ variants: 3, coded: 2, rejected: 1, notNeeded: 0 })
  })

  test('a finding says item, variant, options, why, fix and owner', () => {
    const item = withOne(0, () => ({ sku: 'TS-TOO-LONG' }))
    const { findings } = check({ items: [item], declared: { maxLength: 10 } })
    expect(findings[0]).toMatchObject({
      code: 'TB3005',
      severity: 'error',
      item: { key: 'TS', sku: 'TS', name: 'Item TS' },
      variant: 'TS-Red-S',
      options: 'Red / S',
      found: 'TS-TOO-LONG',
      expected: 'at most 10 characters; this has 11',
    })
  })

  test('items may come as a stream and in any order', () => {
    const items = [
      full(),
      single('A', { key: 'K1' }),
      single('A', { key: 'K2' }),
      matrix('X', { Colour: ['Red', 'red'] }),
    ]
    const straight = gist(check({ items }))
    expect(gist(check({ items: items.toReversed() })).map(([code, key]) => [code, key])).toEqual(
      straight.map(([code, key]) => [code, key]),
    )
  })
})
