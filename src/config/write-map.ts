import { type Document, isMap, isPair, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml'

/** Changes of one table of a YAML file: keys with their values, a plain value or a small map, and keys that go. */
export interface MapEdits {
  set: readonly (readonly [key: string, value: unknown])[]
  remove: readonly string[]
}

/**
 * The text of a YAML file with one of its tables changed. Comments stay, also those in the table (one behind its name moves
 * below it); everything outside stays as it is, byte for byte, where the table was there before.
 */
export function editMap(text: string, path: readonly string[], edits: MapEdits): string {
  const doc = parseDocument(text)
  const before = pairAt(doc, path)
  if (before && !isMap(before.value)) before.value = doc.createNode({})
  else if (!before) doc.setIn(path, doc.createNode({}))
  const table = pairAt(doc, path)!.value as YAMLMap
  for (const key of edits.remove) table.delete(keyOf(table, key))
  for (const [key, value] of edits.set) setEntry(doc, table, key, value)
  const whole = doc.toString({ lineWidth: 0 })
  const spliced = before && splice(text, doc, before)
  return spliced !== undefined && sameContent(spliced, whole) ? spliced : whole
}

function setEntry(doc: Document, table: YAMLMap, key: string, value: unknown): void {
  const pair = table.items.find((one) => textOf(one.key) === key)
  if (pair && isScalar(pair.value) && (typeof value !== 'object' || value === null)) pair.value.value = value
  else if (pair && isMap(pair.value) && typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) pair.value.set(name, inner)
  } else if (pair) pair.value = doc.createNode(value)
  else table.add(doc.createPair(key, value))
}

/** Keys are text, always: `0012:` is "0012", although YAML makes it a number. */
function textOf(key: unknown): string {
  return isScalar(key) ? (typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))) : String(key)
}

function keyOf(table: YAMLMap, key: string): unknown {
  const pair = table.items.find((one) => textOf(one.key) === key)
  return pair ? pair.key : key
}

function pairAt(doc: Document, path: readonly string[]): Pair | undefined {
  let here: unknown = doc.contents
  let found: Pair | undefined
  for (const step of path) {
    if (!isMap(here)) return undefined
    found = here.items.find((pair) => isPair(pair) && textOf(pair.key) === step)
    here = found?.value
  }
  return found
}

/** Only the lines of the table are written anew. */
function splice(text: string, doc: Document.Parsed, pair: Pair): string | undefined {
  const original = parseDocument(text)
  const range = (isScalar(pair.key) && pair.key.range) || undefined
  const former = range && valueEndAt(original, range[0])
  if (!range || former === undefined) return undefined
  const [start] = range
  const indent = start - (text.lastIndexOf('\n', start - 1) + 1)
  const alone = doc.clone() as Document
  const holder = doc.createNode({}) as YAMLMap
  holder.items.push(pair as never)
  alone.contents = holder as never
  alone.commentBefore = null
  alone.comment = null
  const lines = alone.toString({ lineWidth: 0 }).trimEnd().split('\n')
  const written = lines.map((line, i) => (i === 0 || line === '' ? line : ' '.repeat(indent) + line)).join('\n')
  const end = former
  const gap = text.slice(start, end).match(/\s*$/)?.[0] ?? ''
  return text.slice(0, start) + written + gap + text.slice(end)
}

/** Where the value of the pair whose key begins at `start` ends. */
function valueEndAt(doc: Document.Parsed, start: number): number | undefined {
  const pending: unknown[] = [doc.contents]
  while (pending.length > 0) {
    const node = pending.pop()
    if (!isMap(node)) continue
    for (const pair of node.items) {
      const value = pair.value as { range?: [number, number, number] } | null
      if (isScalar(pair.key) && pair.key.range?.[0] === start) return value?.range?.[1] ?? pair.key.range[1]
      pending.push(pair.value)
    }
  }
  return undefined
}

function sameContent(a: string, b: string): boolean {
  const [first, second] = [parseDocument(a), parseDocument(b)]
  return first.errors.length === 0 && JSON.stringify(first.toJS()) === JSON.stringify(second.toJS())
}
