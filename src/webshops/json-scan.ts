/*
 * A walk over JSON text that needs no valid or whole document: to know where each object begins, and to look at the
 * first object of a head that is cut off. Reading itself is JSON.parse.
 */

/** Offsets where the objects of a saved answer begin, in order; see `readJsonPage` for its shapes. */
export function elementStarts(text: string): number[] {
  return walk(text).starts
}

/**
 * The first object of a saved answer as far as the text goes: its properties up to the last one that is whole, also
 * where its end is missing or damaged. Undefined when there is none.
 */
export function firstObject(text: string): Record<string, unknown> | undefined {
  const { starts, firstEnd, firstWhole } = walk(text, 1)
  const start = starts[0]
  if (start === undefined) return undefined
  const whole = firstEnd === undefined ? undefined : parseObject(text.slice(start, firstEnd))
  return whole ?? parseObject(`${text.slice(start, firstWhole)}}`)
}

function parseObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** The line of an offset, from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1
  return line
}

interface Walk {
  starts: number[]
  /** Behind the first object, when the text has its end. */
  firstEnd: number | undefined
  /** Behind the last whole property of the first object. */
  firstWhole: number
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPEN = 0x7b
const CLOSE = 0x7d
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d

/** Stops behind object number `max`. Depth 0 is where the objects of the answer stand, whatever is around them. */
function walk(text: string, max = Number.POSITIVE_INFINITY): Walk {
  const result: Walk = { starts: [], firstEnd: undefined, firstWhole: 0 }
  let depth = 0
  for (let at = elementsBegin(text); at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = stringEnd(text, at)
    else if (code === OPEN || code === OPEN_LIST) {
      if (depth === 0 && code === OPEN && result.starts.push(at) === 1) result.firstWhole = at + 1
      depth += 1
    } else if (code === CLOSE || code === CLOSE_LIST) {
      depth -= 1
      if (depth === 0 && result.starts.length === 1) result.firstEnd ??= at + 1
      if (depth === 0 && result.starts.length >= max) return result
      if (depth < 0) {
        at = nextList(text, at)
        depth = 0
      }
    } else if (code === COMMA && depth === 1 && result.starts.length === 1) {
      result.firstWhole = at
    }
  }
  return result
}

/** Offset where the walk over objects starts: inside the list, or at the single object. */
function elementsBegin(text: string): number {
  const wrapped = /^[\s\uFEFF]*\{\s*"data"\s*:\s*/.exec(text)
  const inner = wrapped?.[0].length ?? /^[\s\uFEFF]*/.exec(text)![0].length
  const batch = /^\{\s*"(?:create|update)"\s*:\s*\[/.exec(text.slice(inner, inner + 200))
  if (batch) return inner + batch[0].length
  return text.charCodeAt(inner) === OPEN_LIST ? inner + 1 : inner
}

/** Behind the end of one list of a batch answer: inside the next one, or at the end of the text. */
function nextList(text: string, at: number): number {
  const next = /^\]\s*,\s*"(?:create|update)"\s*:\s*\[/.exec(text.slice(at, at + 200))
  return next ? at + next[0].length - 1 : text.length
}

/** Offset of the quote that ends the string; the end of the text when it is cut off. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === BACKSLASH) at += 1
    else if (code === QUOTE) return at
  }
  return text.length
}
