import { describe, expect, test } from 'vitest'
import { createProgress, progressText } from '../../src/cli/progress.ts'
import { type MemoryStream, memoryStream } from './memory-stream.ts'

/** Reads 60 000 rows at an even pace, one step per 50 ms, and stops after `ms`. */
function read(
  stream: MemoryStream,
  ms: number,
  options: { silent?: boolean; env?: Record<string, string> } = {},
): void {
  let now = 0
  const progress = createProgress({ stream, now: () => now, env: options.env ?? {}, silent: options.silent ?? false })
  for (now = 50; now <= ms; now += 50) progress.step('read', now * 2, 60_000)
  progress.end()
}

describe('on a screen', () => {
  test('short work shows nothing', () => {
    const stream = memoryStream(true)
    read(stream, 950)
    expect(stream.text).toBe('')
  })

  test('long work shows one bar, drawn at most ten times a second, and takes it away', () => {
    const stream = memoryStream(true)
    read(stream, 20_600)
    expect(stream.writes[0]).toBe('\r\u001b[Kread 2 000/60 000 rows  3 %')
    expect(stream.writes.at(-2)).toBe('\r\u001b[Kread 41 200/60 000 rows  68 %  9 s left')
    expect(stream.writes.at(-1)).toBe('\r\u001b[K')
    expect(stream.writes.length).toBe(1 + 196 + 1)
    expect(stream.text).not.toContain('\n')
  })

  test('the bar never wraps', () => {
    const stream = memoryStream(true, 20)
    read(stream, 2_000)
    for (const write of stream.writes) expect(write.replace('\r\u001b[K', '').length).toBeLessThan(20)
  })
})

describe('elsewhere', () => {
  test('one plain line per ten seconds', () => {
    const stream = memoryStream(false)
    read(stream, 29_000)
    expect(stream.text).toBe('read 20 000/60 000 rows  33 %  20 s left\nread 40 000/60 000 rows  66 %  10 s left\n')
  })

  test('a dumb terminal gets lines too', () => {
    const stream = memoryStream(true)
    read(stream, 15_000, { env: { TERM: 'dumb' } })
    expect(stream.text).toBe('read 20 000/60 000 rows  33 %  20 s left\n')
  })
})

test('nothing at all when silent', () => {
  const stream = memoryStream(true)
  read(stream, 60_000, { silent: true })
  expect(stream.text).toBe('')
})

test('a new step starts a new estimate', () => {
  const stream = memoryStream(true)
  let now = 0
  const progress = createProgress({ stream, now: () => now, env: {} })
  now = 100_000
  progress.step('read', 60_000, 60_000)
  now = 100_200
  progress.step('compared', 10, 20)
  now = 102_200
  progress.step('compared', 15, 20)
  expect(stream.writes.map((write) => write.replace('\r\u001b[K', ''))).toEqual([
    'read 60 000/60 000 rows  100 %',
    'compared 10/20 rows  50 %',
    'compared 15/20 rows  75 %  1 s left',
  ])
})

test.each([
  [0, 100, 5_000, 'read 0/100 rows  0 %'],
  [1, 100, 500, 'read 1/100 rows  1 %'],
  [1, 1000, 2_000, 'read 1/1 000 rows  0 %  33 min 18 s left'],
  [100, 100, 5_000, 'read 100/100 rows  100 %'],
  [120, 100, 5_000, 'read 120/100 rows  100 %'],
  [41_200, undefined, 5_000, 'read 41 200 rows'],
])('%j of %j after %j ms', (done, total, elapsed, text) => {
  expect(progressText('read', done, total, elapsed, 'rows')).toBe(text)
})
