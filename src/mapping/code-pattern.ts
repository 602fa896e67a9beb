/*
 * How a till forms its codes, learned from articles that are known to be certain variants: {item}-{colour}-{size}, with
 * the till's own codes of colours and sizes.
 */

/** A variant and the code the till has for it. */
export interface KnownPair {
  item: string
  /** Key of the option to its value. */
  options: ReadonlyMap<string, string>
  code: string
}

export interface CodePattern {
  /** As a scheme: {item}-{colour.code}-{size.code} */
  text: string
  /** Pairs it was learned from, and how many of them it makes. */
  pairs: number
  reproduced: number
  /** The code for these values; null when one of them was never seen. `proven`: each was seen twice, and no pair disagrees. */
  predict(item: string, options: ReadonlyMap<string, string>): { code: string; proven: boolean } | null
}

/** Fewer pairs prove nothing. */
const PAIRS_MIN = 5
/** A pattern that makes fewer of the pairs is none. */
const SHARE_MIN = 0.8
/** Stands for the item inside a code while it is taken apart. */
const ITEM = '\uE000'
const AXES_MAX = 3

/** The patterns there are, by the names of the options: items with a colour only may have another than those with a size. */
export function learnPatterns(pairs: Iterable<KnownPair>): Map<string, CodePattern> {
  const groups = new Map<string, KnownPair[]>()
  for (const pair of pairs) {
    const axes = axesOf(pair.options)
    const group = groups.get(axes)
    if (group) group.push(pair)
    else groups.set(axes, [pair])
  }
  const patterns = new Map<string, CodePattern>()
  for (const [axes, group] of groups) {
    const pattern = learn(group, axes === '' ? [] : axes.split('\n'))
    if (pattern) patterns.set(axes, pattern)
  }
  return patterns
}

/** Key of a set of options in what learnPatterns returns. */
export function axesOf(options: ReadonlyMap<string, string>): string {
  return [...options.keys()].sort().join('\n')
}

interface Cut {
  /** Texts between the slots, one more than there are slots, with line ends between them. */
  literals: string
  slots: string[]
}
type Cutter = (code: string) => Cut | null

function learn(pairs: readonly KnownPair[], axes: readonly string[]): CodePattern | null {
  if (pairs.length < PAIRS_MIN || axes.length === 0 || axes.length > AXES_MAX) return null
  const open = pairs.map((pair) => ({ pair, code: withoutItem(pair) }))
  const found: CodePattern[] = []
  for (const cutter of cuttersFor(
    open.map((each) => each.code).filter((code) => code !== null),
    axes.length,
  )) {
    const rows = open.map(({ pair, code }) => ({ pair, cut: code === null ? null : cutter(code) }))
    for (const order of permutations(axes)) {
      const pattern = fitted(rows, order)
      if (pattern) found.push(pattern)
    }
    // Signs between the parts leave no doubt where they end; widths are tried only without them.
    if (found.length > 0) break
  }
  const most = Math.max(...found.map((pattern) => pattern.reproduced))
  return agreeing(found.filter((pattern) => pattern.reproduced === most))
}

/** Codes may be read in several ways that are equally good; where they disagree, nobody knows which one the till means. */
function agreeing([first, ...others]: readonly CodePattern[]): CodePattern | null {
  if (!first || others.length === 0) return first ?? null
  return {
    ...first,
    predict(item, options) {
      const predicted = first.predict(item, options)
      const same = others.every((other) => other.predict(item, options)?.code === predicted?.code)
      return same ? predicted : null
    },
  }
}

function withoutItem({ item, code }: KnownPair): string | null {
  const at = item === '' ? -1 : code.indexOf(item)
  if (at === -1 || code.indexOf(item, at + 1) !== -1 || code.includes(ITEM)) return null
  return code.slice(0, at) + ITEM + code.slice(at + item.length)
}

/** First by signs (-, /, blank), then by fixed widths for codes without any. */
function* cuttersFor(codes: readonly string[], slots: number): Generator<Cutter> {
  const fixed = fixedWords(codes, slots)
  if (fixed) yield (code) => bySigns(code, slots, fixed)
  const lengths = new Set(codes.map((code) => code.length))
  const [length] = lengths
  if (lengths.size !== 1 || slots > 2) return
  const rest = length! - 1
  if (slots === 1) yield (code) => byWidths(code, [rest])
  else for (let first = 1; first < rest; first += 1) yield (code) => byWidths(code, [first, rest - first])
}

/** Words that stand in every code, by their place among its words: ART in ART-7711-01-36. Null when they leave doubt. */
function fixedWords(codes: readonly string[], slots: number): Map<number, string> | null {
  const words = codes.map((code) => code.match(WORD) ?? [])
  const count = Number(mostFrequent(counted(words.map((each) => String(each.length)))) ?? 0)
  if (count === slots) return new Map()
  const alike = words.filter((each) => each.length === count)
  const fixed = [...(alike[0] ?? []).entries()].filter(([i, word]) => alike.every((each) => each[i] === word))
  return fixed.length === count - slots ? new Map(fixed) : null
}

const WORD = /[\p{L}\p{N}]+/gu

function bySigns(code: string, slots: number, fixed: ReadonlyMap<number, string>): Cut | null {
  const literals = ['']
  const found: string[] = []
  let words = 0
  for (const [token] of code.matchAll(/\uE000|[\p{L}\p{N}]+|[^\p{L}\p{N}\uE000]+/gu)) {
    const isWord = token !== ITEM && /[\p{L}\p{N}]/u.test(token)
    if (!isWord || fixed.get(words) === token) literals[literals.length - 1] += token
    else {
      // A word right beside the item has no sign of its own: where it begins is unknown.
      if (literals.at(-1) === '' && found.length > 0) return null
      if (literals.at(-1)!.endsWith(ITEM)) return null
      found.push(token)
      literals.push('')
    }
    if (isWord) words += 1
  }
  return found.length === slots && !beside(literals) ? { literals: literals.join('\n'), slots: found } : null
}

/** The item right behind a slot, without a sign. */
function beside(literals: readonly string[]): boolean {
  return literals.some((literal, i) => i > 0 && literal.startsWith(ITEM))
}

function byWidths(code: string, widths: readonly number[]): Cut | null {
  const before = code.endsWith(ITEM)
  if (!before && !code.startsWith(ITEM)) return null
  const rest = before ? code.slice(0, -1) : code.slice(1)
  const slots: string[] = []
  let at = 0
  for (const width of widths) {
    slots.push(rest.slice(at, at + width))
    at += width
  }
  const literals = Array.from({ length: slots.length + 1 }, () => '')
  literals[before ? slots.length : 0] = ITEM
  return { literals: literals.join('\n'), slots }
}

interface Learned {
  code: string
  seen: number
}

type Row = { pair: KnownPair; cut: Cut | null }

function fitted(rows: readonly Row[], order: readonly string[]): CodePattern | null {
  const literals = mostFrequent(counted(rows.map(({ cut }) => cut?.literals)))
  if (literals === undefined) return null
  const tables = order.map((axis, slot) => learnTable(rows, axis, slot, literals))
  if (tables.some((table) => !isTable(table))) return null
  const between = literals.split('\n')
  const build = (item: string, options: ReadonlyMap<string, string>) => {
    let code = between[0]!.replace(ITEM, () => item)
    let seen = Infinity
    for (const [slot, axis] of order.entries()) {
      const part = tables[slot]!.get(options.get(axis) ?? '')
      if (!part) return null
      code += part.code + between[slot + 1]!.replace(ITEM, () => item)
      seen = Math.min(seen, part.seen)
    }
    return { code, seen }
  }
  const reproduced = rows.filter(({ pair }) => build(pair.item, pair.options)?.code === pair.code).length
  if (reproduced / rows.length < SHARE_MIN) return null
  return {
    text: between
      .map((literal, i) => literal.replace(ITEM, '{item}') + (order[i] ? `{${order[i]}.code}` : ''))
      .join(''),
    pairs: rows.length,
    reproduced,
    predict(item, options) {
      const built = build(item, options)
      return built && { code: built.code, proven: reproduced === rows.length && built.seen >= 2 }
    },
  }
}

/** What most codes with a value have in this slot. */
function learnTable(rows: readonly Row[], axis: string, slot: number, literals: string): Map<string, Learned> {
  const tokens = new Map<string, Map<string, number>>()
  for (const { pair, cut } of rows) {
    if (cut?.literals !== literals) continue
    const value = pair.options.get(axis)!
    const counts = tokens.get(value) ?? new Map<string, number>()
    tokens.set(value, counts)
    counts.set(cut.slots[slot]!, (counts.get(cut.slots[slot]!) ?? 0) + 1)
  }
  const table = new Map<string, Learned>()
  for (const [value, counts] of tokens) {
    const code = mostFrequent(counts)!
    table.set(value, { code, seen: counts.get(code)! })
  }
  return table
}

/** Two values with one code would make one code of two variants. */
function isTable(table: ReadonlyMap<string, Learned>): boolean {
  return new Set([...table.values()].map(({ code }) => code)).size === table.size
}

function counted(texts: readonly (string | undefined)[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) if (text !== undefined) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}

function mostFrequent(counts: ReadonlyMap<string, number>): string | undefined {
  let best: string | undefined
  let most = 0
  for (const [text, count] of counts) {
    if (count < most || (count === most && best !== undefined && text > best)) continue
    best = text
    most = count
  }
  return best
}

function permutations<T>(list: readonly T[]): T[][] {
  if (list.length < 2) return [[...list]]
  return list.flatMap((first, i) => permutations(list.toSpliced(i, 1)).map((rest) => [first, ...rest]))
}
