import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { printOutcome, readAll, stockFixtures } from './stock-fixtures.ts'

const fixtures = stockFixtures()

test('there are at least 25 dialects', () => {
  expect(fixtures.length).toBeGreaterThanOrEqual(25)
})

describe('a till that writes', () => {
  test.each(fixtures)('$name', async ({ path, partner, expectedPath }) => {
    const outcome = await readAll(path, partner)
    expect(outcome.facts).not.toBeNull()
    const printed = printOutcome(outcome)
    if (process.env.UPDATE_GOLDEN) writeFileSync(expectedPath, printed)
    expect(printed).toBe(readFileSync(expectedPath, 'utf8'))
  })
})
