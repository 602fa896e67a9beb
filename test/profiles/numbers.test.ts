import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/model/errors.ts'
import { formatQuantity } from '../../src/model/quantity.ts'
import { moneyParser, type NumberHabits, type QuantityLimits, quantityParser } from '../../src/profiles/numbers.ts'

const PLAIN: NumberHabits = { decimal: '.', sign: 'leading', plus: false, bareDecimal: false, atLeast: false }
const PIECES: QuantityLimits = { decimals: 0, negative: true, max: 1_000_000 }
const KILOS: QuantityLimits = { ...PIECES, decimals: 3 }

function quantity(text: string, habits: Partial<NumberHabits>, limits = PIECES): number | string {
  const outcome = quantityParser({ ...PLAIN, ...habits }, limits).parse(text)
  return typeof outcome === 'number' ? outcome : outcome.code
}

describe('quantities, as thousandths', () => {
  const danish = { decimal: ',' } as const
  const grouped = { decimal: ',', thousands: '.' } as const
  test.each<[string, Partial<NumberHabits>, QuantityLimits, number | string]>([
    ['12', {}, PIECES, 12_000],
    ['0', {}, PIECES, 0],
    ['007', {}, PIECES, 7000],
    ['-3', {}, PIECES, -3000],
    ['-0', {}, PIECES, 0],
    ['12.000', {}, PIECES, 12_000],
    ['12,000', danish, PIECES, 12_000],
    ['1,5', danish, PIECES, 'TB2103'],
    ['1,5', danish, KILOS, 1500],
    ['1,0005', danish, KILOS, 'TB2103'],
    ['1,500000', danish, KILOS, 1500],
    // Never 1, never 15, never 1000.
    ['1,5', {}, KILOS, 'TB2101'],
    ['1.5', danish, KILOS, 'TB2101'],
    ['1.000', danish, PIECES, 'TB2101'],
    // Thousands, only when declared and only in groups of three.
    ['1.204,000', grouped, PIECES, 1_204_000],
    ['1.204', grouped, PIECES, 1_204_000],
    ['1204', grouped, PIECES, 1_204_000],
    ['123.204', grouped, PIECES, 123_204_000],
    ['1.20,5', grouped, KILOS, 'TB2101'],
    ['1.2', grouped, KILOS, 'TB2101'],
    ['1.2040', grouped, KILOS, 'TB2101'],
    ['1204.204', grouped, KILOS, 'TB2101'],
    ['0.123', grouped, KILOS, 'TB2101'],
    ['.204', grouped, KILOS, 'TB2101'],
    ['1..204', grouped, KILOS, 'TB2101'],
    ['1,204.5', { thousands: ',' }, KILOS, 1_204_500],
    ["1'204.5", { thousands: "'" }, KILOS, 1_204_500],
    ['1’204.5', { thousands: "'" }, KILOS, 1_204_500],
    ['1 204', { thousands: ' ' }, PIECES, 1_204_000],
    ['1\u00a0204', { thousands: ' ' }, PIECES, 1_204_000],
    ['1\u202f204\u202f000', { thousands: ' ' }, { ...PIECES, max: 10_000_000 }, 1_204_000_000],
    ['1\u2009204', { thousands: ' ' }, PIECES, 1_204_000],
    ['1 204\u00a0000', { thousands: ' ' }, PIECES, 'TB2101'],
    ['1\u00a0204', {}, PIECES, 'TB2101'],
    ['1 204', {}, PIECES, 'TB2101'],
    // Signs.
    ['12-', {}, PIECES, 'TB2101'],
    ['12-', { sign: 'trailing' }, PIECES, -12_000],
    ['-12', { sign: 'trailing' }, PIECES, 'TB2101'],
    ['-12', { sign: 'both' }, PIECES, -12_000],
    ['12-', { sign: 'both' }, PIECES, -12_000],
    ['-12-', { sign: 'both' }, PIECES, 'TB2101'],
    ['- 12', {}, PIECES, 'TB2101'],
    ['--12', {}, PIECES, 'TB2101'],
    ['(12)', {}, PIECES, 'TB2101'],
    ['−12', {}, PIECES, 'TB2101'],
    ['+4', {}, PIECES, 'TB2101'],
    ['+4', { plus: true }, PIECES, 4000],
    ['+4', { plus: true, sign: 'trailing' }, PIECES, 4000],
    ['4+', { plus: true, sign: 'trailing' }, PIECES, 4000],
    ['4+', { plus: true }, PIECES, 'TB2101'],
    ['+4-', { plus: true, sign: 'both' }, PIECES, 'TB2101'],
    // A missing zero.
    [',5', danish, KILOS, 'TB2101'],
    [',5', { ...danish, bareDecimal: true }, KILOS, 500],
    ['-,5', { ...danish, bareDecimal: true }, KILOS, -500],
    [',', { ...danish, bareDecimal: true }, KILOS, 'TB2101'],
    ['5,', { ...danish, bareDecimal: true }, KILOS, 'TB2101'],
    // Units and "at least".
    ['4 stk', {}, PIECES, 'TB2101'],
    ['4 stk', { unit: ['stk'] }, PIECES, 4000],
    ['4STK', { unit: ['stk'] }, PIECES, 4000],
    ['4\u00a0stk.', { unit: ['stk', 'stk.'] }, PIECES, 4000],
    ['4', { unit: ['stk'] }, PIECES, 4000],
    ['4 kg', { unit: ['stk'] }, PIECES, 'TB2101'],
    ['stk', { unit: ['stk'] }, PIECES, 'TB2101'],
    ['4 a+b', { unit: ['a+b'] }, PIECES, 4000],
    ['4 aab', { unit: ['a+b'] }, PIECES, 'TB2101'],
    ['12- stk', { unit: ['stk'], sign: 'trailing' }, PIECES, -12_000],
    ['>10', {}, PIECES, 'TB2101'],
    ['>10', { atLeast: true }, PIECES, 10_000],
    ['> 10', { atLeast: true }, PIECES, 10_000],
    ['<10', { atLeast: true }, PIECES, 'TB2101'],
    // What is never a number.
    ['1e3', {}, PIECES, 'TB2101'],
    ['0x10', {}, PIECES, 'TB2101'],
    ['NaN', {}, PIECES, 'TB2101'],
    ['٣', {}, PIECES, 'TB2101'],
    ['１２', {}, PIECES, 'TB2101'],
    ['12\u0000', {}, PIECES, 'TB2101'],
    ['1\n2', {}, PIECES, 'TB2101'],
    // Limits.
    ['4006381333931', {}, PIECES, 'TB2104'],
    ['1000000', {}, PIECES, 1_000_000_000],
    ['1000001', {}, PIECES, 'TB2104'],
    ['-1000001', {}, PIECES, 'TB2104'],
    ['1000000,001', danish, KILOS, 'TB2104'],
    ['000000000000000012', {}, PIECES, 12_000],
    ['-1', {}, { ...PIECES, negative: false }, 'TB2105'],
    ['-0', {}, { ...PIECES, negative: false }, 0],
  ])('%j %j %j is %j', (text, habits, limits, expected) => {
    expect(quantity(text, habits, limits)).toBe(expected)
  })

  test('decimal and thousands sign cannot be the same', () => {
    expect(() => quantityParser({ ...PLAIN, thousands: '.' }, PIECES)).toThrow(UsageError)
  })
})

describe('amounts, as minor units', () => {
  test.each([
    ['12,50', 'DKK', 1250],
    ['12,5', 'DKK', 1250],
    ['12', 'DKK', 1200],
    ['12,500', 'DKK', 1250],
    ['12,505', 'DKK', 'TB2601'],
    ['1.234,56', 'DKK', 123_456],
    ['-0,01', 'DKK', -1],
    ['500', 'JPY', 500],
    ['500,5', 'JPY', 'TB2601'],
    ['1,234', 'KWD', 1234],
    ['999999999999,99', 'DKK', 99_999_999_999_999],
    ['1000000000000', 'DKK', 'TB2601'],
    ['gratis', 'DKK', 'TB2601'],
  ] as const)('%j %s is %j', (text, currency, expected) => {
    const outcome = moneyParser({ ...PLAIN, decimal: ',', thousands: '.' }, currency).parse(text)
    expect(typeof outcome === 'number' ? outcome : outcome.code).toBe(expected)
  })
})

test.each([
  [['1', '2'], 'whole'],
  [['1.000', '-2.000'], '3 decimals'],
  [['1.5', '2'], 'varying decimals'],
  [['1.5', '2.25'], 'varying decimals'],
  [['x'], 'none'],
])('numbers like %j are written in the style %s', (cells, style) => {
  const parser = quantityParser(PLAIN, KILOS)
  for (const cell of cells) parser.parse(cell)
  expect(parser.style()).toBe(style)
})

const habitsArb: fc.Arbitrary<NumberHabits> = fc
  .record({
    decimal: fc.constantFrom('.' as const, ',' as const),
    thousands: fc.constantFrom(undefined, '.' as const, ',' as const, ' ' as const, "'" as const),
    sign: fc.constantFrom('leading' as const, 'trailing' as const, 'both' as const),
    plus: fc.boolean(),
    bareDecimal: fc.boolean(),
    unit: fc.constantFrom<string[] | undefined>(undefined, ['stk'], ['kg', 'k']),
    atLeast: fc.boolean(),
  })
  .filter((h) => h.thousands !== h.decimal)

/** Near-numbers: mostly well formed parts in odd company. */
const textArb = fc
  .array(
    fc.constantFrom('1', '20', '204', '000', '0', '5', '.', ',', ' ', '\u00a0', "'", '-', '+', '>', 'stk', 'kg', 'k'),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => parts.join(''))

test('what is read is exactly what the grammar says, with its value', () => {
  fc.assert(
    fc.property(habitsArb, textArb, (habits, text) => {
      fc.pre(text.trim() === text && text !== '')
      const expected = byHand(text, habits)
      const outcome = quantityParser(habits, { decimals: 3, negative: true, max: 1_000_000_000_000 }).parse(text)
      expect(typeof outcome === 'number' ? outcome : outcome.code).toBe(expected)
    }),
    { numRuns: 4000 },
  )
})

test('a quantity printed and read again is the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (thousandths) => {
      expect(quantityParser(PLAIN, KILOS).parse(formatQuantity(thousandths))).toBe(thousandths)
    }),
  )
})

/** The same grammar once more, eaten from both ends by hand and counted in BigInt. */
function byHand(text: string, h: NumberHabits): number | string {
  let rest = text
  const blanks = /[ \u00a0\u202f\u2009]/
  if (h.atLeast && rest.startsWith('>')) {
    rest = rest.slice(1)
    while (rest !== '' && blanks.test(rest[0]!)) rest = rest.slice(1)
  }
  const unit = (h.unit ?? []).filter((u) => rest.endsWith(u)).sort((a, b) => b.length - a.length)[0]
  if (unit) {
    rest = rest.slice(0, -unit.length)
    while (rest !== '' && blanks.test(rest.at(-1)!)) rest = rest.slice(0, -1)
  }
  let signs = ''
  if ((h.sign !== 'trailing' && rest[0] === '-') || (h.plus && rest[0] === '+')) {
    signs += rest[0]
    rest = rest.slice(1)
  }
  const end = rest.at(-1)
  if (h.sign !== 'leading' && (end === '-' || (h.plus && end === '+'))) {
    signs += end
    rest = rest.slice(0, -1)
  }
  if (signs.length > 1) return 'TB2101'
  const parts = rest.split(h.decimal)
  if (parts.length > 2) return 'TB2101'
  const [whole, fraction] = parts as [string, string | undefined]
  if (fraction !== undefined && !isDigits(fraction)) return 'TB2101'
  const digits = wholeDigits(whole, h, fraction !== undefined)
  if (digits === null) return 'TB2101'
  const decimals = fraction ?? ''
  for (const digit of decimals.slice(3)) if (digit !== '0') return 'TB2103'
  const value = BigInt(digits || '0') * 1000n + BigInt(decimals.slice(0, 3).padEnd(3, '0'))
  if (value > 1_000_000_000_000_000n) return 'TB2104'
  return value === 0n ? 0 : Number(signs === '-' ? -value : value)
}

function wholeDigits(whole: string, h: NumberHabits, hasFraction: boolean): string | null {
  if (whole === '') return h.bareDecimal && hasFraction ? '' : null
  if (isDigits(whole)) return whole
  if (!h.thousands) return null
  const kinds = h.thousands === ' ' ? [' ', '\u00a0', '\u202f', '\u2009'] : [h.thousands]
  for (const kind of kinds) {
    const [first, ...groups] = whole.split(kind)
    const right = isDigits(first!) && first!.length <= 3 && first![0] !== '0' && groups.length > 0
    if (right && groups.every((g) => g.length === 3 && isDigits(g))) return first + groups.join('')
  }
  return null
}

function isDigits(text: string): boolean {
  return text !== '' && [...text].every((c) => c >= '0' && c <= '9')
}
