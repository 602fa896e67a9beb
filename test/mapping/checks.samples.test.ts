import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { check, gist, itemsOfFile, ROOT, SAMPLES } from './catalogue-files.ts'

const FIXTURES = join(ROOT, 'fixtures/catalogues')

/*
 * The expected findings were worked out from the files themselves before there were checks. Nothing else may be found,
 * and the totals must add up.
 */
describe('sample catalogues', () => {
  for (const name of readdirSync(FIXTURES).filter((file) => file.endsWith('.expected.json'))) {
    const { file, rules, totals, findings } = JSON.parse(readFileSync(join(FIXTURES, name), 'utf8'))
    const path = file.startsWith('examples/') ? join(ROOT, file) : join(SAMPLES, file)
    const there = existsSync(path)
    if (!there && !process.env.CI) {
      test.skip(`${file} (no ../shared/samples here)`, () => {})
      continue
    }
    test(`${file}: each fault found, nothing else`, async () => {
      expect(there, `${file} is missing`).toBe(true)
      const items = await itemsOfFile(path, file.startsWith('examples/') ? ',' : '.')
      const result = check({ items, declared: rules })
      expect(gist(result).map(([code, key, names]) => [code, key, [...names].sort()])).toEqual(
        findings.map(([code, key, names]: [string, string, string[]]) => [code, key, [...names].sort()]),
      )
      expect(result.totals).toMatchObject(totals)
      expect(result.totals.variants).toBe(totals.coded + totals.rejected + totals.notNeeded)
    })
  }
})
