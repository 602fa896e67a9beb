import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { codesReference } from '../../src/cli/docs-pages.ts'
import { allCodes } from '../../src/cli/explain.ts'

test('docs/codes.md is printed from the table (UPDATE_GOLDEN=1 prints it again)', () => {
  const page = codesReference()
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync('docs/codes.md', page)
  expect(page).toBe(readFileSync('docs/codes.md', 'utf8'))
})

test('the page has every code once, under its group', () => {
  const titles = [...codesReference().matchAll(/^### (TB\d{4}) /gm)].map((match) => match[1])
  expect(titles).toEqual(allCodes().map((one) => one.code))
})
