import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
  type YAMLError,
} from 'yaml'
import type { FindingCode } from '../model/finding-codes.ts'
import { type ConfigProblem, codeFrame } from './problems.ts'
import type { Path } from './schema-tree.ts'
import { isSecretKey, maskSecretText } from './secret-words.ts'
import type { Trouble } from './trouble.ts'
import {
  isUnclosed,
  keyAt,
  openingOf,
  plainSyntax,
  tellingErrors,
  unreadable,
  utf16Of,
  wideFile,
} from './yaml-syntax.ts'

/** One YAML file with the positions of everything in it. */
export interface YamlFile {
  /** Path as it is printed: relative to the workspace, with `/`. */
  readonly name: string
  /** Problems of the YAML itself; with `fatal` nothing else can be said about the file. */
  readonly problems: ConfigProblem[]
  readonly fatal: boolean
  /** The content as plain values. `read` sees every text with its path and may replace it. */
  toValue(read: (text: string, path: Path) => string): unknown
  problem(trouble: Trouble): ConfigProblem
  /** What stands at a path, as it is written; never a secret. */
  written(path: Path): string | undefined
}

/** Reads YAML 1.2 text into a file with positions. A byte order mark and any line ends are fine. Never throws. */
export function readYaml(name: string, bytes: Uint8Array): YamlFile {
  const wide = utf16Of(bytes)
  if (wide) return wideFile(name, bytes, wide)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return unreadable(name, bytes)
  }
  const counter = new LineCounter()
  const doc = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    uniqueKeys: (a, b) => a === b || (isScalar(a) && isScalar(b) && scalarText(a) === scalarText(b)),
  })
  return new PlacedYaml(name, text, doc, counter)
}

const NODES_MAX = 200_000
const DEPTH_MAX = 60

class PlacedYaml implements YamlFile {
  readonly name: string
  readonly problems: ConfigProblem[]
  readonly fatal: boolean
  readonly #doc: Document.Parsed
  readonly #counter: LineCounter
  readonly #lines: string[]
  #nodes = 0

  constructor(name: string, text: string, doc: Document.Parsed, counter: LineCounter) {
    this.name = name
    this.#doc = doc
    this.#counter = counter
    this.#lines = maskSecretText(maskSecretNodes(text, doc)).split(/\r\n|\n|\r/)
    const errors = [...doc.errors, ...doc.warnings]
    this.problems = tellingErrors(errors, counter).map(({ error, more }) => this.#syntax(error, more))
    if (doc.contents !== null && !isMap(doc.contents) && errors.length === 0)
      this.problems.push(
        this.#at(0, 1, 'TB0101', 'the file must hold keys and values, such as `partner: my-till`', null),
      )
    this.fatal = doc.errors.some((e) => e.code !== 'DUPLICATE_KEY') || (doc.contents !== null && !isMap(doc.contents))
  }

  toValue(read: (text: string, path: Path) => string): unknown {
    this.#nodes = 0
    return this.#value(this.#doc.contents, [], read) ?? {}
  }

  problem(trouble: Trouble): ConfigProblem {
    const { offset, width } = this.#place(trouble.path, trouble.at)
    const made = this.#at(offset, width, trouble.code, trouble.message, trouble.suggestion ?? null)
    made.key = trouble.path.join('.')
    made.found = trouble.found ?? null
    made.expected = trouble.expected ?? null
    return made
  }

  written(path: Path): string | undefined {
    const node = this.#node(path)
    if (!node) return undefined
    if (isMap(node)) return 'keys below it'
    if (isSeq(node)) return node.items.length === 0 ? 'an empty list' : 'a list'
    if (!isScalar(node) || node.value === null) return undefined
    const text = typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
    return text.length <= 60 ? text : `${text.slice(0, 60)}…`
  }

  #value(node: unknown, path: Path, read: (text: string, path: Path) => string): unknown {
    this.#nodes += 1
    if (this.#nodes > NODES_MAX || path.length > DEPTH_MAX) return undefined
    const real = isAlias(node) ? node.resolve(this.#doc) : node
    if (isScalar(real)) return typeof real.value === 'string' ? read(real.value, path) : real.value
    if (isSeq(real)) return real.items.map((item, i) => this.#value(item, [...path, i], read))
    if (!isMap(real)) return undefined
    const entries = real.items.filter(isPair).map((pair): [string, unknown] => {
      const key = keyText(pair)
      return [key, this.#value(pair.value, [...path, key], read)]
    })
    return Object.fromEntries(entries)
  }

  /** The pair of a key, or the item of a list. */
  #entry(path: Path): { key: Node | null; value: Node | null } | undefined {
    let here: unknown = this.#doc.contents
    let key: Node | null = null
    for (const step of path) {
      if (isAlias(here)) here = here.resolve(this.#doc)
      if (isSeq(here)) {
        key = null
        here = here.items[Number(step)]
      } else if (isMap(here)) {
        const pair = here.items.find((p) => isPair(p) && keyText(p) === String(step))
        if (!pair) return undefined
        key = pair.key as Node
        here = pair.value
      } else return undefined
    }
    return { key, value: (here ?? null) as Node | null }
  }

  #node(path: Path): Node | null | undefined {
    const value = this.#entry(path)?.value
    return isAlias(value) ? (value.resolve(this.#doc) ?? null) : value
  }

  #place(path: Path, at: Trouble['at']): { offset: number; width: number } {
    if (at === 'above') return this.#nearestAbove(path)
    const entry = this.#entry(path)
    if (!entry) return this.#nearestAbove(path)
    const range = at === 'value' ? (valueRange(entry.value) ?? entry.key?.range) : (entry.key ?? entry.value)?.range
    return range ? { offset: range[0], width: range[1] - range[0] } : this.#nearestAbove(path)
  }

  /** The key that holds what is missing; for the whole file its first key. */
  #nearestAbove(path: Path): { offset: number; width: number } {
    for (let length = path.length - 1; length > 0; length -= 1) {
      const entry = this.#entry(path.slice(0, length))
      const range = entry && (entry.key ?? entry.value)?.range
      if (range) return { offset: range[0], width: entry?.key ? range[1] - range[0] : 1 }
    }
    const first = isMap(this.#doc.contents) ? (this.#doc.contents.items[0]?.key as Node | undefined)?.range : undefined
    return first ? { offset: first[0], width: first[1] - first[0] } : { offset: 0, width: 1 }
  }

  #syntax(error: YAMLError, more: string): ConfigProblem {
    const offset = openingOf(error, this.#doc) ?? error.pos[0]
    const { line, col } = this.#counter.linePos(offset)
    const rest = (this.#lines[line - 1] ?? '').slice(col - 1)
    const [message, hint] = plainSyntax(error, rest)
    const last = isUnclosed(error) ? offset + 1 : error.pos[1]
    const width = error.code === 'DUPLICATE_KEY' ? keyAt(rest).length : last - offset
    return this.#at(offset, Math.max(1, width), 'TB0101', message, hint && hint + more)
  }

  #at(offset: number, width: number, code: FindingCode, message: string, suggestion: string | null): ConfigProblem {
    const last = this.#lines.length
    const found = this.#counter.linePos(offset)
    // An error at the very end is shown at the end of the last line that has text, not on a line nobody sees.
    const line = Math.max(1, Math.min(found.line, last))
    const column = Math.max(1, found.col)
    const frame = codeFrame(this.#lines, { line, column, width }, suggestion)
    return {
      file: this.name,
      line,
      column,
      code,
      severity: 'error',
      message,
      frame,
      suggestion,
      key: '',
      found: null,
      expected: null,
    }
  }
}

/** Secrets over several lines and in long quotes, which a pattern over single lines cannot see. */
function maskSecretNodes(text: string, doc: Document.Parsed): string {
  let masked = text
  visit(doc, {
    Pair(_, pair) {
      const value = pair.value
      if (!isScalar(value) || !value.range || typeof value.value !== 'string' || !isSecretKey(keyText(pair))) return
      if (/\$\{[^}]+\}/.test(value.value)) return
      const [start, end] = value.range
      masked = masked.slice(0, start) + masked.slice(start, end).replace(/\S/g, '*') + masked.slice(end)
    },
  })
  return masked
}

/** Keys are text, always: `01:` is "01", although YAML makes it the number 1. */
function keyText(pair: Pair): string {
  const key = pair.key
  return isScalar(key) ? scalarText(key) : key === null ? '' : String(key)
}

function scalarText(scalar: Scalar): string {
  return typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? String(scalar.value ?? ''))
}

function valueRange(value: Node | null): readonly [number, number, ...number[]] | undefined {
  const range = value?.range
  return range && range[1] > range[0] ? range : undefined
}
