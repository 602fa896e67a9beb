import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { GENERIC_ORDER_FIELDS } from '../../src/webshops/generic-orders.ts'
import { GENERIC_PRODUCT_FIELDS } from '../../src/webshops/generic-products.ts'
import { GENERIC_STATES } from '../../src/webshops/generic-state.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/shops.md'), 'utf8')

/** First and second cells of the table below a heading; a row may name several words. */
function rowsBelow(heading: string): [string, string][] {
  const section = page.split(`\n### ${heading}\n`)[1]!.split(/\n###? /)[0]!
  return [...section.matchAll(/^\| (`.*?) \| (.*?) \|/gm)].flatMap(([, words, second]) =>
    [...words!.matchAll(/`([^`]+)`/g)].map(([, word]): [string, string] => [word!, second!]),
  )
}

test.each([
  ['Products by columns', GENERIC_PRODUCT_FIELDS],
  ['Orders by columns', GENERIC_ORDER_FIELDS],
])('docs/shops.md, %s: every field once, with its type', (heading, fields) => {
  expect(rowsBelow(heading).sort()).toEqual(Object.entries(fields).sort())
})

test('docs/shops.md: every state word, and whether it holds stock', () => {
  const told = rowsBelow('State words').map(([word]) => word)
  expect(told).toEqual(Object.keys(GENERIC_STATES))
  const holds = new Map([...page.matchAll(/^\| `([a-z-]+)` \| [^|]+ \| (yes|no)\b/gm)].map(([, w, h]) => [w, h]))
  for (const [word, { holds: held }] of Object.entries(GENERIC_STATES))
    expect(holds.get(word), word).toBe(held ? 'yes' : 'no')
})
