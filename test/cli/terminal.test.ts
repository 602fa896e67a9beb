import { describe, expect, test } from 'vitest'
import { commandWords, createTerminal, tableText, wantsColour } from '../../src/cli/terminal.ts'
import { cutTo, displayWidth } from '../../src/reports/display-width.ts'
import { memoryStream } from './memory-stream.ts'

test.each([
  ['a screen', true, {}, false, true],
  ['a pipe', false, {}, false, false],
  ['NO_COLOR', true, { NO_COLOR: '1' }, false, false],
  ['an empty NO_COLOR, which asks for nothing', true, { NO_COLOR: '' }, false, true],
  ['a dumb terminal', true, { TERM: 'dumb' }, false, false],
  ['--no-color', true, {}, true, false],
])('colours on %s', (_, isTTY, env, noColor, expected) => {
  expect(wantsColour(memoryStream(isTTY), env, noColor)).toBe(expected)
  const terminal = createTerminal({ stdout: memoryStream(isTTY), stderr: memoryStream(isTTY), env, noColor })
  expect(terminal.paint.red('x').includes('\u001b')).toBe(expected)
})

describe('what goes where', () => {
  test.each([
    ['normal', {}, 'result\nA\n1\n{\n  "a": 1\n}\n', 'remark\nerror\n'],
    ['--quiet', { quiet: true }, 'result\nA\n1\n{\n  "a": 1\n}\n', 'error\n'],
    ['--json', { json: true }, '{\n  "a": 1\n}\n', 'error\n'],
  ])('%s', (_, options, out, err) => {
    const stdout = memoryStream()
    const stderr = memoryStream()
    const terminal = createTerminal({ stdout, stderr, env: {}, ...options })
    terminal.say('result')
    terminal.remark('remark')
    terminal.error('error')
    terminal.table([{ title: 'A' }], [['1']])
    terminal.printJson({ a: 1 })
    expect(stdout.text).toBe(out)
    expect(stderr.text).toBe(err)
  })

  test('control characters never come through', () => {
    const stdout = memoryStream()
    const stderr = memoryStream()
    const terminal = createTerminal({ stdout, stderr, env: {} })
    terminal.table([{ title: 'A' }], [['\u001b[2Jgone\u009b1m\r\nx']])
    terminal.error('\u001b]0;owned\u0007 bad\nworse')
    terminal.printJson({ a: '\u001b[31m\u009b\u202e\u007f' })
    expect(stdout.text + stderr.text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    expect(stdout.text.startsWith('A\n[2Jgone1m x\n')).toBe(true)
  })
})

test('a table is aligned, numbers to the right, wide letters counted as two', () => {
  const rows = [
    ['Å-1', '5'],
    ['東京', '1 204'],
    ['e\u0301t', '-2'],
  ]
  expect(tableText([{ title: 'code' }, { title: 'qty', align: 'right' }], rows)).toBe(
    'code    qty\nÅ-1       5\n東京  1 204\ne\u0301t       -2',
  )
})

test.each([
  ['', 0],
  ['abc', 3],
  ['æøå', 3],
  ['e\u0301', 1],
  ['東京', 4],
  ['ﾊﾝｶｸ', 4],
  ['한글', 4],
  ['＝', 2],
  ['😀', 2],
  ['👨‍👩‍👧', 2],
  ['\u200b', 0],
])('%j is %i columns wide', (text, width) => expect(displayWidth(text)).toBe(width))

test.each([
  ['abcdef', 6, 'abcdef'],
  ['abcdef', 4, 'abc…'],
  ['東京駅', 4, '東…'],
  ['abc', 0, ''],
])('%j cut to %i is %j', (text, width, expected) => expect(cutTo(text, width)).toBe(expected))

test.each([
  [{}, 'tillbridge'],
  [{ npm_command: 'exec' }, 'npx tillbridge'],
  [{ npm_command: 'run-script', npm_lifecycle_event: 'tillbridge' }, 'npm run -s tillbridge --'],
  [{ npm_command: 'run-script', npm_lifecycle_event: 'demo' }, 'tillbridge'],
  [{ npm_lifecycle_event: 'demo', npm_package_name: 'tillbridge' }, 'npm run -s tillbridge --'],
])('started with %j the command is %j', (env, words) => expect(commandWords(env)).toBe(words))
