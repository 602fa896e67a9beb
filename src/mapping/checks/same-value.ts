import { foldText } from '../transliterate.ts'

/** Shades whose plain name is often written with it: "navy" and "navy blue" are one colour. */
const SHADES: Record<string, readonly string[]> = {
  blue: ['navy', 'royal', 'sky', 'cobalt', 'denim', 'indigo', 'petrol'],
  green: ['olive', 'forest', 'lime', 'emerald', 'khaki'],
  red: ['burgundy', 'wine', 'crimson', 'scarlet', 'cherry', 'ruby'],
  grey: ['charcoal', 'graphite', 'anthracite'],
  yellow: ['mustard', 'lemon'],
  brown: ['chocolate', 'coffee', 'cognac'],
  purple: ['violet', 'lavender', 'aubergine'],
  pink: ['fuchsia', 'magenta'],
}
const ONE_COLOUR = new Map<string, string>([
  ...Object.entries(SHADES).flatMap(([base, shades]) =>
    shades.flatMap((shade): [string, string][] => [
      [`${shade} ${base}`, shade],
      [`${shade}${base}`, shade],
    ]),
  ),
  ['gray', 'grey'],
  ['charcoal gray', 'charcoal'],
  ['graphite gray', 'graphite'],
  ['anthracite gray', 'anthracite'],
  ['multicolour', 'multicolor'],
  ['multi colour', 'multicolor'],
  ['multi color', 'multicolor'],
  ['navyblå', 'navy'],
  ['marinebla', 'marine'],
  ['marineblau', 'marine'],
  ['marinblatt', 'marine'],
  ['bleu marine', 'marine'],
  ['marinblå', 'marine'],
])
const ONE_SIZE = new Map<string, string>([
  ['xxl', '2xl'],
  ['xxxl', '3xl'],
  ['xxxxl', '4xl'],
  ['xxs', '2xs'],
  ['x large', 'xl'],
  ['extra large', 'xl'],
  ['x small', 'xs'],
  ['extra small', 'xs'],
  ['onesize', 'one size'],
  ['one-size', 'one size'],
])

const known = new Map<string, string>()
const KNOWN_MAX = 50_000

/**
 * The value behind its spelling: case, accents, blanks, dashes between words and a few double names of colours and sizes
 * do not count. A dash that is a sign stays: -1.5 is not 1.5.
 */
export function sameValue(value: string, option: string): string {
  const cacheKey = `${option}\u0000${value}`
  const seen = known.get(cacheKey)
  if (seen !== undefined) return seen
  const plain = foldText(value.normalize('NFKC'))
    .replace(/(?<=\p{L})[-_](?=\p{L})/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const table = option === 'colour' ? ONE_COLOUR : option === 'size' ? ONE_SIZE : null
  const same = table?.get(plain) ?? plain
  if (known.size >= KNOWN_MAX) known.clear()
  known.set(cacheKey, same)
  return same
}
