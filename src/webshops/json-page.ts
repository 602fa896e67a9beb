import { readFile, stat } from 'node:fs/promises'
import { FileRefused } from '../model/errors.ts'
import { finding } from '../model/findings.ts'
import { elementStarts, lineAt } from './json-scan.ts'

/** An object of a saved answer, with the line where it begins and its place in the answer for messages. */
export interface JsonElement {
  line: number
  /** "[3]" in a list, '' for a single object. */
  path: string
  value: unknown
}

/** JSON is read whole, so it has a limit. */
export const JSON_BYTES_MAX = 209_715_200

/**
 * Reads a saved REST answer: a bare list, a list or an object under `data`, the `create` and `update` lists of a batch
 * answer, or one object alone.
 * @throws FileRefused TB1001 empty, TB1003 not UTF-8, TB1018 over JSON_BYTES_MAX, TB1022 not JSON, with line and column
 */
export async function readJsonPage(path: string): Promise<JsonElement[]> {
  const { size } = await stat(path)
  if (size > JSON_BYTES_MAX) {
    throw refused('TB1018', { found: `${size} bytes`, expected: `at most ${JSON_BYTES_MAX} bytes of JSON` })
  }
  const text = decodeText(await readFile(path))
  if (text.trim() === '') throw refused('TB1001', { found: 'no text', expected: 'the answer of the shop' })
  const { values, list } = elementsOf(parseJson(text))
  const lines = linesAt(text, elementStarts(text))
  let objects = 0
  return values.map((value, index) => {
    const line = isObject(value) ? lines[objects++] : lines[objects]
    return { line: line ?? 1, path: list ? `[${index}]` : '', value }
  })
}

type Refusal = Parameters<typeof finding>

function refused(...place: Refusal): FileRefused {
  return new FileRefused([finding(...place)])
}

function decodeText(bytes: Buffer): string {
  if (bytes.includes(0)) {
    const expected = 'JSON in UTF-8'
    throw refused('TB1002', { row: lineAt(bytes.toString('latin1'), bytes.indexOf(0)), found: 'a NUL byte', expected })
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refused('TB1003', { row: badLine(bytes), found: 'bytes that are not UTF-8', expected: 'UTF-8' })
  }
}

/** The first line that is no UTF-8 by itself. */
function badLine(bytes: Buffer): number {
  const lines = bytes.toString('latin1').split('\n')
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const bad = lines.findIndex((line) => {
    try {
      decoder.decode(Buffer.from(line, 'latin1'))
      return false
    } catch {
      return true
    }
  })
  return bad + 1
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const at = positionIn(String(error), text)
    const row = lineAt(text, at)
    const begin = text.lastIndexOf('\n', at - 1) + 1
    const around = text.slice(Math.max(begin, at - 30), at + 20).replace(/\s+/g, ' ')
    const found = at >= text.trimEnd().length ? 'the text ends in the middle' : `... ${around} ...`
    const column = `character ${at - begin + 1}`
    throw refused('TB1022', { row, column, found, expected: expectedIn(String(error)) })
  }
}

/** V8 tells the position; when it tells none, the text ended too early. */
function positionIn(message: string, text: string): number {
  const position = /at position (\d+)/.exec(message)?.[1]
  return position === undefined ? text.trimEnd().length : Number(position)
}

function expectedIn(message: string): string {
  const said = /(?:Expected|expected) (.+?)(?: in JSON| at position|$)/.exec(message)?.[1]
  return said ?? 'valid JSON'
}

function elementsOf(root: unknown): { values: unknown[]; list: boolean } {
  const data = isObject(root) && 'data' in root ? root.data : root
  if (Array.isArray(data)) return { values: data, list: true }
  if (!isObject(data)) return { values: [data], list: false }
  const lists = BATCH_LISTS.flatMap((name) => (Array.isArray(data[name]) ? [data[name] as unknown[]] : []))
  return lists.length > 0 ? { values: lists.flat(), list: true } : { values: [data], list: false }
}

/** Lists of a batch answer that hold whole objects; `delete` holds what is gone. */
export const BATCH_LISTS = ['create', 'update']

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Lines of ascending offsets, in one walk. */
function linesAt(text: string, offsets: readonly number[]): number[] {
  let line = 1
  let at = 0
  return offsets.map((offset) => {
    for (let next = text.indexOf('\n', at); next !== -1 && next < offset; next = text.indexOf('\n', at)) {
      line += 1
      at = next + 1
    }
    return line
  })
}
