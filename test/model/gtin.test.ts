import { describe, expect, test } from 'vitest'
import { gtin14, hasCheckDigit, isGtin, isScaleCode } from '../../src/model/gtin.ts'

describe('isGtin', () => {
  test.each([
    ['4006381333931', true],
    ['4006381333932', false],
    ['036000291452', true], // GTIN-12
    ['0036000291452', true], // the same as GTIN-13
    ['36000291452', false], // lost its zero
    ['96385074', true],
    ['10614141000415', true],
    ['', false],
    ['0', false],
    ['400638133393A', false],
    [' 4006381333931', false],
    ['４００６３８１３３３９３１', false], // full-width digits are not digits of a code
  ])('%j: %s', (text, expected) => {
    expect(isGtin(text)).toBe(expected)
  })
})

test('a lost leading zero leaves the check digit right', () => {
  expect(hasCheckDigit('36000291452')).toBe(true)
  expect(hasCheckDigit('36000291453')).toBe(false)
})

test('GTIN-12 and its GTIN-13 are one number', () => {
  expect(gtin14('036000291452')).toBe(gtin14('0036000291452'))
  expect(gtin14('36000291452')).toBeNull()
})

describe('isScaleCode', () => {
  test.each([
    ['2012345678903', true],
    ['2912345678906', true],
    ['0212345678909', true],
    ['212345678909', true], // GTIN-12 that begins with 2 is the same number as 02...
    ['0412345678903', false], // company-internal
    ['4006381333931', false],
    ['20123451', false], // GTIN-8
    ['2012345678901', false], // no GTIN at all
  ])('%j: %s', (text, expected) => {
    expect(isScaleCode(text)).toBe(expected)
  })
})
