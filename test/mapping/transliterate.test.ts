import { describe, expect, test } from 'vitest'
import { foldText, transliterate } from '../../src/mapping/transliterate.ts'
import { rulesOf } from './a-matrix.ts'

test.each([
  ['Rød grød', 'da', 'Roed groed'],
  ['BLÅBÆR', 'da', 'BLAABAER'],
  ['Øl', 'da', 'Oel'],
  ['ØL', 'da', 'OEL'],
  ['Ø', 'da', 'OE'],
  ['Ærø', 'nb', 'Aeroe'],
  ['Grön', 'da', 'Groen'],
  ['Grön Åker', 'sv', 'Gron Aker'],
  ['Väri', 'fi', 'Vari'],
  ['Größe ÜBER', 'de', 'Groesse UEBER'],
  ['grün', 'latin', 'grun'],
  ['STRAẞE', 'de', 'STRASSE'],
  ['crème brûlée, œuf', 'fr', 'creme brulee, oeuf'],
  ['żółty łabędź', 'pl', 'zolty labedz'],
  ['niño', 'es', 'nino'],
  ['reëel ĳs', 'nl', 'reeel ijs'],
  ['Rød', 'latin', 'Rod'],
  ['e\u0301te\u0301', 'fr', 'ete'],
  ['½ “x” – 3×4', 'latin', '1/2 "x" - 3x4'],
  ['ﬁn', 'latin', 'fin'],
  ['赤', 'da', '赤'],
  ['A-1', 'da', 'A-1'],
  ['', 'da', ''],
] as const)('%j in %s is %j', (text, language, plain) => {
  expect(transliterate(text, language)).toBe(plain)
})

test.each([
  [' Navy  BLUE', 'navy blue'],
  ['Blå', 'bla'],
  ['Größe', 'grosse'],
  ['30 cm', '30 cm'],
])('%j is compared as %j', (text, folded) => {
  expect(foldText(text)).toBe(folded)
})

describe('codes are spelled', () => {
  test.each([
    [{ upperCase: true }, 'straße', 'STRASSE'],
    [{ transliterate: 'da', replace: { ø: 'o', Ø: 'O' } }, 'Rød Ål', 'Rod Aal'],
    [{ replace: { ' ': '', '/': '-' }, upperCase: true }, 'navy blue/s', 'NAVYBLUE-S'],
    [{ replace: { s: 'z', ss: 'x' } }, 'glass s', 'glax z'],
    [{ replace: { '.': ',' } }, 'a.b$', 'a,b$'],
    [{ replace: { $: '$&$1' } }, 'a$', 'a$&$1'],
    [{ transliterate: 'no' }, 'Rød', 'Rød'],
  ] as const)('%j makes of %j %j', (declared, text, spelled) => {
    expect(rulesOf(declared).respell(text)).toBe(spelled)
  })
})
