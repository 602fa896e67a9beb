import { expect, test } from 'vitest'
import { allCodes, explain, findCode } from '../../src/cli/explain.ts'
import { createTerminal } from '../../src/cli/terminal.ts'
import { FINDING_CODES } from '../../src/model/finding-codes.ts'
import { memoryStream } from './memory-stream.ts'

function run(asked: string | undefined, json = false): { code: number; out: string; err: string } {
  const stdout = memoryStream()
  const stderr = memoryStream()
  const code = explain(asked, createTerminal({ stdout, stderr, env: {}, json }), 'npx tillbridge')
  return { code, out: stdout.text, err: stderr.text }
}

test.each(['TB2101', 'tb2101', ' 2101 ', 'bad-quantity', 'Bad quantity', 'bad_quantity'])('%j is TB2101', (asked) => {
  expect(findCode(asked)?.code).toBe('TB2101')
})

test('every code can be explained, with all its parts', () => {
  expect(allCodes()).toHaveLength(Object.keys(FINDING_CODES).length)
  for (const one of allCodes()) {
    const { code, out } = run(one.slug)
    expect(code).toBe(0)
    for (const part of [one.code, one.explanation, one.fix]) expect(out).toContain(part)
    expect(JSON.parse(run(one.code, true).out)).toEqual(one)
  }
})

test('slugs are unique, and codes belong to a group', () => {
  expect(new Set(allCodes().map((one) => one.slug)).size).toBe(allCodes().length)
  expect(allCodes().every((one) => /^TB[0-7]\d{3}$/.test(one.code))).toBe(true)
})

test('an explanation in words', () => {
  expect(run('TB1008')).toEqual({
    code: 0,
    err: '',
    out: `TB1008  unclosed quote
  Severity  Error: the row, order or file is not taken until it is mended.
  For       the vendor of the till or shop system
  Why       A quoted cell is opened and never closed; everything behind it would be swallowed.
  Fix       Close the quote at the row shown, or declare \`quoting: never\` when the till does not quote.
`,
  })
})

test.each([
  ['TB2110', 'TB2101'],
  ['TB21O1', undefined],
  ['bad-quantiti', 'bad-quantity'],
  ['quantity', 'bad-quantity'],
  ['xyzzy', undefined],
  ['', undefined],
])('%j does not exist; perhaps %j is meant', (asked, suggestion) => {
  const { code, out, err } = run(asked)
  expect([code, out]).toEqual([2, ''])
  if (suggestion) expect(err).toContain(suggestion)
  else expect(err).toContain('npx tillbridge explain lists all of them')
  const asJson = run(asked, true)
  const json = JSON.parse(asJson.out)
  expect(json).toMatchObject({ error: expect.stringContaining('There is no code'), exitCode: 2 })
  expect(asJson.err).toBe(err)
  if (suggestion) expect(json.suggestions).toContain(suggestion)
})

test('without a code all are listed', () => {
  const { code, out, err } = run(undefined)
  expect(code).toBe(0)
  for (const one of allCodes()) expect(out).toContain(one.code)
  expect(err).toContain('npx tillbridge explain CODE')
  expect(JSON.parse(run(undefined, true).out)).toEqual({ codes: allCodes() })
})
