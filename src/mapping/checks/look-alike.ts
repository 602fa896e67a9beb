/** Cyrillic and Greek letters that look like Latin ones, in upper case. */
const HOMOGLYPHS: Record<string, string> = Object.fromEntries(
  [...'АВЕЅІЈКМНОРСТУХԚԜҮΑΒΕΖΗΙΚΜΝΟΡΤΥΧ'].map((letter, i) => [letter, 'ABESIJKMHOPCTYXQWYABEZHIKMNOPTYX'[i]!]),
)
const FOREIGN = new RegExp(`[${Object.keys(HOMOGLYPHS).join('')}]`, 'gu')
const BLANKS = /[\s\u00a0\u00ad\u200b-\u200d\u2060\ufeff]+/g
const DASHES = /[\u2010-\u2015\u2212]/g

/**
 * Forms of a code without what eyes, keyboards and spreadsheets mix up; two codes that share one are near misses. A capital
 * L is no 1, a small one is, so case and look-alikes are taken away apart from each other.
 */
export function looksOf(code: string): readonly string[] {
  const latin = latinOf(code)
  const folded = withoutZeros(latin.toUpperCase())
  const digits = withoutZeros(latin.replace(/[Oo]/g, '0').replace(/[Il]/g, '1').toUpperCase())
  return folded === digits ? [folded] : [folded, digits]
}

/** A lost zero stands in front of a number only: are two codes. */
function withoutZeros(code: string): string {
  return /^\d+$/.test(code) ? code.replace(/^0+(?=\d)/, '') : code
}

/** In what way two codes that look alike differ, for people; the strongest first. */
export function differenceOf(a: string, b: string): string {
  if (a.trim() === b.trim() || a.replace(BLANKS, '') === b.replace(BLANKS, '')) return 'blanks'
  const [plainA, plainB] = [withoutBlanks(a), withoutBlanks(b)]
  if (plainA.toUpperCase() === plainB.toUpperCase()) return 'upper and lower case'
  if (/^\d+$/.test(plainA) && /^\d+$/.test(plainB)) return 'leading zeros'
  if (latinOf(a).toUpperCase() === latinOf(b).toUpperCase()) return 'letters of another alphabet'
  return 'letters and digits that look alike'
}

function withoutBlanks(code: string): string {
  return code.normalize('NFKC').replace(BLANKS, '').replace(DASHES, '-')
}

function latinOf(code: string): string {
  const plain = withoutBlanks(code)
  // Upper case first: small Cyrillic letters look like small Latin ones as far as their capitals do.
  return /^[\x20-\x7e]*$/.test(plain) ? plain : plain.toUpperCase().replace(FOREIGN, (letter) => HOMOGLYPHS[letter]!)
}
