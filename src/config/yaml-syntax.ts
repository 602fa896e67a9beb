import { type Document, type LineCounter, visit, type YAMLError } from 'yaml'
import { type ConfigProblem, codeFrame } from './problems.ts'
import { maskSecretText } from './secret-words.ts'
import type { YamlFile } from './yaml-file.ts'

/**
 * The errors that tell something: one mistake often makes the parser complain twice on the same line, and an editor that
 * writes tabs writes them on every line. `more` goes behind the hint.
 */
export function tellingErrors(all: readonly YAMLError[], counter: LineCounter): { error: YAMLError; more: string }[] {
  const lineOf = (error: YAMLError) => counter.linePos(error.pos[0]).line
  const first = all.filter((error, i) => all.findIndex((other) => lineOf(other) === lineOf(error)) === i)
  const tab = first.findIndex((error) => error.code === 'TAB_AS_INDENT')
  if (tab === -1) return first.map((error) => ({ error, more: '' }))
  // What is said below the first tab is about the indentation nobody can know.
  const tabs = first.slice(tab + 1).filter((error) => error.code === 'TAB_AS_INDENT').length
  const more = tabs === 0 ? '' : `; there are tabs on ${tabs} more ${tabs === 1 ? 'line' : 'lines'}`
  return first.slice(0, tab + 1).map((error, i) => ({ error, more: i === tab ? more : '' }))
}

export function keyAt(rest: string): string {
  return /^(?:"[^"]*"|'[^']*'|[^:]*)/.exec(rest)![0].trim()
}

/** A quote or bracket that is never closed is noticed far behind it; the place to mend is where it is opened. */
export function openingOf(error: YAMLError, doc: Document.Parsed): number | undefined {
  return isUnclosed(error) ? openingBracket(error, doc) : openingQuote(error, doc)
}

/** A { or [ that is opened and never closed. */
export function isUnclosed(error: YAMLError): boolean {
  return error.code === 'BAD_INDENT' && /^Flow (?:map|sequence)\b.* end with a/.test(error.message)
}

function openingBracket(error: YAMLError, doc: Document.Parsed): number | undefined {
  let opened: number | undefined
  visit(doc, {
    Collection(_, node) {
      if (node.flow && node.range?.[1] === error.pos[0]) opened ??= node.range[0]
    },
  })
  return opened
}

function openingQuote(error: YAMLError, doc: Document.Parsed): number | undefined {
  if (error.code !== 'MISSING_CHAR' || !/quote/.test(error.message)) return undefined
  let opened: number | undefined
  visit(doc, {
    Scalar(_, node) {
      const range = node.range
      const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE'
      if (quoted && range && range[0] <= error.pos[0] && error.pos[0] <= range[2]) opened = range[0]
    },
  })
  return opened
}

/** The parser's complaint in plain words, and what to do. `rest` is the line from the place on. */
export function plainSyntax(error: YAMLError, rest: string): [message: string, hint: string | null] {
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return ['a tab stands where YAML wants spaces', 'indent with spaces']
    case 'DUPLICATE_KEY': {
      const key = keyAt(rest).replace(/["']/g, '')
      return [`a key stands here twice${key ? `: "${key}"` : ''}`, 'keep one of the two']
    }
    case 'MISSING_CHAR':
      return /quote/.test(error.message)
        ? ['a quoted text is opened and never closed', 'close the quote']
        : [lowerFirst(error.message), null]
    case 'BAD_INDENT': {
      const sign = isUnclosed(error) && error.message.at(-1)
      if (sign) return [`a ${sign === '}' ? '{' : '['} is opened and never closed`, `close it with ${sign}`]
      return [lowerFirst(error.message), 'line up with the keys around it']
    }
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return ['keys and values do not fit together here', 'check the indentation, and put a text with ": " in quotes']
    case 'BAD_SCALAR_START':
      return ['a text cannot begin with this character', 'put the text in quotes']
    case 'BAD_DQ_ESCAPE':
      return ['unknown escape in a text in double quotes', 'use single quotes, or write the backslash twice']
    case 'MULTIPLE_DOCS':
      return ['a second document begins in the same file', 'one file holds one configuration: remove the line ---']
    case 'TAG_RESOLVE_FAILED':
      return ['unknown tag', 'put a text that begins with ! in quotes']
    default:
      return [lowerFirst(error.message), null]
  }
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1)
}

const SAVE_AS_UTF8 = 'save the file with encoding UTF-8'

/** A file that is no UTF-8, usually saved as "ANSI": says the place of the first such letter. */
export function unreadable(name: string, bytes: Uint8Array): YamlFile {
  const offset = firstBadByte(bytes)
  const lineStart = bytes.lastIndexOf(0x0a, offset - 1) + 1
  const line = bytes.subarray(0, lineStart).filter((byte) => byte === 0x0a).length + 1
  const column = new TextDecoder().decode(bytes.subarray(lineStart, offset)).length + 1
  // Only for showing the line; what the letters were meant to be is a guess.
  const text = new TextDecoder('windows-1252').decode(bytes)
  return refusedFile(name, text, { line, column }, 'the file is not saved as UTF-8; this letter cannot be read')
}

/** The order of the bytes of a file in UTF-16, by its mark or by the zeros beside the first letters; else null. */
export function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const [first, second, third, fourth] = bytes
  if (bytes.length < 2) return null
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0 && third !== 0 && fourth === 0))
    return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && third === 0 && fourth !== 0))
    return 'utf-16be'
  return null
}

/** A file in UTF-16: all of it is to be saved anew. */
export function wideFile(name: string, bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): YamlFile {
  const text = new TextDecoder(encoding).decode(bytes)
  return refusedFile(name, text, { line: 1, column: 1 }, 'the file is saved as UTF-16')
}

function refusedFile(name: string, text: string, place: { line: number; column: number }, message: string): YamlFile {
  const lines = maskSecretText(text).split(/\r\n|\n|\r/)
  const problem: ConfigProblem = {
    file: name,
    ...place,
    code: 'TB0101',
    severity: 'error',
    message,
    frame: codeFrame(lines, { ...place, width: 1 }, SAVE_AS_UTF8),
    suggestion: SAVE_AS_UTF8,
    key: '',
    found: null,
    expected: 'UTF-8',
  }
  return {
    name,
    problems: [problem],
    fatal: true,
    toValue: () => ({}),
    problem: () => problem,
    written: () => undefined,
  }
}

function firstBadByte(bytes: Uint8Array): number {
  let good = 0
  let bad = bytes.length
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle), { stream: true })
      good = middle
    } catch {
      bad = middle
    }
  }
  return good
}
