import { describe, expect, test } from 'vitest'
import { codeOf, fillScheme, numberFinder } from '../../src/mapping/scheme.ts'
import { parseScheme } from '../../src/model/code-scheme.ts'
import { optionKey } from '../../src/model/option-words.ts'
import { itemOf, rulesOf, tableOf } from './a-matrix.ts'

const values = tableOf('Farve;Navy Blue;NVY', 'farve;rød;R', 'Størrelse;XL;05')
const shirt = itemOf(
  'TEE',
  ['Farve', 'Størrelse', 'Material'],
  [[['Navy  blue ', 'XL', 'Uld'], { id: 1, key: 'v1', sku: 'TEE-1', barcode: '5712345678909' }]],
)
const declared = { upperCase: true, transliterate: 'da', any: '00' } as const

function coded(scheme: string, parts: Parameters<typeof rulesOf>[0] = {}, item = shirt): string {
  const rules = rulesOf({ ...declared, scheme, ...parts }, values)
  const { texts, gaps } = fillScheme(rules.scheme!, item, item.variants[0]!, rules)
  if (gaps.length > 0) return gaps.map((gap) => `${gap.why} ${gap.place.text}`).join(', ')
  const made = codeOf(rules.scheme!, texts, 7, rules)
  return 'problem' in made ? made.problem : made.code
}

describe('a scheme is filled', () => {
  test.each([
    ['{item}', 'TEE'],
    ['{item.name}', 'NAME OF TEE'],
    ['{sku}/{key}', 'TEE-1/V1'],
    ['{gtin}', '5712345678909'],
    ['{barcode:4}', '5712'],
    ['{colour.code}', 'NVY'],
    ['{COLOR.code}', 'NVY'],
    ['{farve.code}', 'NVY'],
    ['{ size }', 'XL'],
    ['{size.code}', '05'],
    ['{material}', 'ULD'],
    ['{Material:2}', 'UL'],
    ['{size:04}', '00XL'],
    ['{size:01}', 'XL'],
    ['{item:02}-x', 'TEE-X'],
    ['{seq:4}', '0007'],
    ['{seq}', '7'],
    ['A-{item}-{seq:3}-B', 'A-TEE-007-B'],
    ['{item}[-{colour.code}][-{length}]', 'TEE-NVY'],
    ['{item}[-{length}-{colour.code}]', 'TEE'],
    ['20{seq:10}{check}', '2000000000077'],
    ['2{seq:6}{check}', '20000073'],
  ])('%s is %s', (scheme, code) => {
    expect(coded(scheme)).toBe(code)
  })

  test.each([
    ['{item}-{length}', 'no-value {length}'],
    ['{material.code}', 'no-code {material.code}'],
    ['{material.code}{length}', 'no-code {material.code}, no-value {length}'],
  ])('%s cannot be: %s', (scheme, gaps) => {
    expect(coded(scheme)).toBe(gaps)
  })

  test('any value is the declared text, in a code as well', () => {
    const any = itemOf('TEE', ['Color'], [[[null], { id: 1 }]])
    expect(coded('{item}-{colour.code}', {}, any)).toBe('TEE-00')
    expect(coded('{item}[-{colour}]', {}, any)).toBe('TEE-00')
    expect(coded('{item}-{colour}', { any: undefined }, any)).toBe('any {colour}')
  })

  test('an item without SKU is known by its key; a wrong GTIN is told', () => {
    const bare = itemOf('', [], [[[], { id: 1, barcode: '5712345678905' }]], { sku: '  ', key: 'p-9' })
    expect(coded('{item}', {}, bare)).toBe('P-9')
    expect(coded('{gtin}', {}, bare)).toBe('not-a-gtin {gtin}')
  })

  test('a value of which nothing is left is no value', () => {
    const dash = itemOf('TEE', ['Colour'], [[['-'], { id: 1 }]])
    expect(coded('{item}{colour}', { replace: { '-': '' } }, dash)).toBe('no-value {colour}')
  })
})

describe('too long', () => {
  const long = itemOf('ABCDEFGH', ['Size'], [[['XL'], { id: 1 }]])
  test.each([
    ['no', 'ABCDEFGH-XL'],
    ['cut:item', 'ABCDEFG-XL'],
    ['cut:size', 'ABCDEFGH-X'],
    ['hash:2', 'ABCDEFGHAR'],
    ['hash:4', 'ABCDEFARA2'],
  ])('%s makes %s of ten characters', (shorten, code) => {
    expect(coded('{item}-{size}', { shorten, maxLength: 10 }, long)).toBe(code)
  })

  test('a place is never cut to nothing', () => {
    expect(coded('{item}-{size}', { shorten: 'cut:size', maxLength: 9 }, long)).toBe('nothing-left')
  })

  test('two long codes with one beginning have two hashes', () => {
    const other = itemOf('ABCDEFGI', ['Size'], [[['XL'], { id: 1 }]])
    const parts = { shorten: 'hash:4', maxLength: 8 }
    expect(coded('{item}-{size}', parts, long)).not.toBe(coded('{item}-{size}', parts, other))
  })
})

test.each([
  ['{item}-{seq:4}', 'A-1-0007', 7],
  ['{item}-{seq:4}', 'A-12345', 12_345],
  ['{item}-{seq:4}', 'A-7', null],
  ['20{seq:10}{check}', '2000000000077', 7],
  ['{item}[-{size}]-{seq:2}', 'A-07', 7],
  ['t{seq:2}', 'T09', 9],
  ['a.{seq:2}', 'AX09', null],
])('the number of %s in %s is %s', (scheme, code, number) => {
  const rules = rulesOf({ scheme, upperCase: true })
  expect(numberFinder(rules.scheme!, rules)(code)).toBe(number)
})

test('a running number that no longer fits its digits is told', () => {
  const rules = rulesOf({ scheme: '2{seq:6}{check}' })
  const { texts } = fillScheme(rules.scheme!, shirt, shirt.variants[0]!, rules)
  expect(codeOf(rules.scheme!, texts, 1_000_000, rules)).toMatchObject({ problem: 'digits-used-up' })
})

describe('what a scheme cannot be', () => {
  test.each([
    ['{item', 'a brace in "scheme" is not closed or not opened'],
    ['item}', 'a brace in "scheme" is not closed or not opened'],
    ['{item}[-{size}', 'a square bracket in "scheme" has no partner'],
    ['{item}]', 'a square bracket in "scheme" has no partner'],
    ['{item}[x]', 'a part in square brackets in "scheme" holds no place'],
    ['{}{item}', 'empty braces in "scheme"'],
    ['{item:x}', '{item:x} needs a number of characters behind the colon'],
    ['{item:0}', '{item:0} needs a number of characters behind the colon'],
    ['{sku.code}', '{sku.code}: only options have codes in the value table'],
    ['ABC', 'every variant would get the same code "ABC"'],
    ['20{check}', 'every variant would get the same code "20{check}"'],
    ['{seq}-{seq}', 'there are two running numbers in "scheme"'],
    ['{item}[-{seq}]', '{seq} cannot stand in square brackets'],
    ['{item}{seq:4}', '{seq:4} stands beside'],
    ['{seq:4}{size}', '{seq:4} stands beside'],
    ['{item}-1{seq:4}', '{seq:4} stands beside'],
    ['{seq:4}1', '{seq:4} stands beside'],
    ['{item}[-]{seq:4}', 'a part in square brackets'],
    ['20{check}{seq:10}', '{check} must be the last place'],
    ['57{seq:10}{check}', 'a scheme with {check} begins with an in-store prefix'],
    ['20{seq:3}{check}', '"scheme" makes 6 digits'],
  ])('%s: %s', (scheme, message) => {
    const { problems } = parseScheme(scheme)
    const all = problems.map((problem) => problem.message)
    expect(
      all.some((each) => each.startsWith(message)),
      all.join('; '),
    ).toBe(true)
  })

  test.each([
    '20{seq:9}{check}',
    '02{seq:10}{check}',
    '2{seq:6}{check}',
    '04{item:010}{check}',
    '{item.name} {Size (EU)}',
    '{item}[-{colour.code}[',
  ])('%s can be, but for brackets within brackets', (scheme) => {
    expect(parseScheme(scheme).problems.length > 0).toBe(scheme.endsWith('['))
  })
})

test.each([
  ['pa_farve', 'colour'],
  ['attribute_pa_size', 'size'],
  [' COULEUR ', 'colour'],
  ['Färg', 'colour'],
  ['Väri', 'colour'],
  ['Größe', 'size'],
  ['Talla', 'size'],
  ['Taglia', 'size'],
  ['Koko', 'size'],
  ['Maat', 'size'],
  ['Materiale', 'materiale'],
])('the option %j is %s', (name, key) => {
  expect(optionKey(name)).toBe(key)
})
