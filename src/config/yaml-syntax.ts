import { type Document, type LineCounter, visit, type YAMLError } from 'yaml'
import { type ConfigProblem, codeFrame } from './problems.ts'
import { maskSecretText } from './secret-words.ts'
import type { YamlFile } from './yaml-file.ts'

/** One mistake often makes the parser complain twice on the same line; the first complaint is the telling one. */
export function firstOnLine(error: YAMLError, index: number, all: readonly YAMLError[], counter: LineCounter): boolean {
  const line = counter.linePos(error.pos[0]).line
  return all.findIndex((other) => counter.linePos(other.pos[0]).line === line) === index
}

export function keyAt(rest: string): string {
  return /^(?:"[^"]*"|'[^']*'|[^:]*)/.exec(rest)![0].trim()
}

/** A quote that is never closed is noticed at the end of the file; the place to mend is where it is opened. */
export function openingQuote(error: YAMLError, doc: Document.Parsed): number | undefined {
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
    case 'BAD_INDENT':
      return [lowerFirst(error.message), 'line up with the keys around it']
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

/** A file that is no UTF-8, usually saved as "ANSI": says the place of the first such letter. */
export function unreadable(name: string, bytes: Uint8Array): YamlFile {
  const offset = firstBadByte(bytes)
  const lineStart = bytes.lastIndexOf(0x0a, offset - 1) + 1
  const line = bytes.subarray(0, lineStart).filter((byte) => byte === 0x0a).length + 1
  const column = new TextDecoder().decode(bytes.subarray(lineStart, offset)).length + 1
  const suggestion = 'save the file with encoding UTF-8'
  // Only for showing the line; what the letters were meant to be is a guess.
  const lines = maskSecretText(new TextDecoder('windows-1252').decode(bytes)).split(/\r\n|\n|\r/)
  const problem: ConfigProblem = {
    file: name,
    line,
    column,
    code: 'TB0101',
    severity: 'error',
    message: 'the file is not saved as UTF-8; this letter cannot be read',
    frame: codeFrame(lines, { line, column, width: 1 }, suggestion),
    suggestion,
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
