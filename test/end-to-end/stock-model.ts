/*
 * What a stock file does, as simply as it can be said; shares no code with src/. R01 unknown codes, R10 absent rows, R50
 * whole rows, R52 duplicates.
 */

export interface StockRow {
  code: string
  location: string
  cell: string
}

export interface StockRules {
  duplicates: 'reject' | 'sum' | 'last'
  listsZeros: boolean
}

/** `code location` to pieces. */
export type World = ReadonlyMap<string, number>

export interface Applied {
  world: World
  counts: { read: number; fresh: number; changed: number; same: number; skipped: number; rejected: number }
}

const bare = (code: string) => code.toUpperCase().replace(/[- ]/g, '').replace(/^0+/, '')

export function applyFile(
  before: World,
  rows: readonly StockRow[],
  codes: readonly string[],
  locations: readonly string[],
  rules: StockRules,
): Applied {
  const counts = { read: rows.length, fresh: 0, changed: 0, same: 0, skipped: 0, rejected: 0 }
  const near = new Set(codes.map(bare))
  const listed = new Set<string>()
  const taken = new Map<string, number[]>()
  const photographed = new Set<string>()
  for (const { code, location, cell } of rows) {
    const readable = /^-?\d+$/.test(cell) && locations.includes(location)
    const ours = codes.find((c) => bare(c) === bare(code))
    // A row that could not be read, or whose code is almost right, says that its code may be in the file at any place.
    const places = ours === code && readable ? [location] : locations
    if (ours !== undefined) for (const place of places) listed.add(`${ours} ${place}`)
    if (!readable) counts.rejected += 1
    else taken.set(`${code} ${location}`, [...(taken.get(`${code} ${location}`) ?? []), Number(cell)])
  }
  const world = new Map(before)
  for (const [key, numbers] of taken) {
    photographed.add(key.slice(key.lastIndexOf(' ') + 1))
    const [first] = numbers as [number]
    const contradicting = rules.duplicates === 'reject' && numbers.some((n) => n !== first)
    const code = key.slice(0, key.lastIndexOf(' '))
    if (contradicting) counts.rejected += numbers.length
    else counts.skipped += numbers.length - 1
    if (contradicting) continue
    if (!codes.includes(code)) {
      if (near.has(bare(code))) counts.rejected += 1
      else counts.skipped += 1
      continue
    }
    const number = rules.duplicates === 'sum' ? numbers.reduce((a, b) => a + b, 0) : numbers.at(-1)!
    const former = before.get(key)
    if (former === undefined) counts.fresh += 1
    else if (former === number) counts.same += 1
    else counts.changed += 1
    world.set(key, number)
  }
  if (rules.listsZeros) return { world, counts }
  for (const key of before.keys())
    if (!listed.has(key) && photographed.has(key.slice(key.lastIndexOf(' ') + 1))) world.set(key, 0)
  return { world, counts }
}
