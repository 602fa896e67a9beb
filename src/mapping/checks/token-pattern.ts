/**
 * How an item's codes are made, when they show it: cut at their separators, each part is either the same everywhere or
 * says the value of one option (TS-RED-M). Gives the code of a combination, or null when the codes do not tell.
 */
export function tokenPattern(
  known: readonly { code: string; places: readonly number[] }[],
): ((places: readonly number[]) => string | null) | null {
  const [first] = known
  if (first === undefined || known.length < 2) return null
  const cut = known.map(({ code, places }) => ({ tokens: tokensOf(code), places }))
  const length = cut[0]!.tokens.length
  if (length < 3 || cut.some(({ tokens }) => tokens.length !== length)) return null
  const parts = Array.from({ length }, (_, i) => partOf(cut, i))
  if (parts.some((part) => part === null)) return null
  // Every option must show in the code, or two combinations would have one.
  const shown = new Set(parts.map((part) => part!.axis))
  if (first.places.some((_, axis) => !shown.has(axis) && varies(known, axis))) return null
  return (places) => {
    const tokens = parts.map((part) => (part!.axis === null ? part!.text : part!.texts.get(places[part!.axis]!)))
    return tokens.every((token) => token !== undefined) ? tokens.join('') : null
  }
}

type Part = { axis: null; text: string } | { axis: number; texts: Map<number, string> }

function partOf(cut: readonly { tokens: string[]; places: readonly number[] }[], index: number): Part | null {
  const text = cut[0]!.tokens[index]!
  if (cut.every(({ tokens }) => tokens[index] === text)) return { axis: null, text }
  for (let axis = 0; axis < cut[0]!.places.length; axis += 1) {
    const texts = textsOf(cut, index, axis)
    if (texts) return { axis, texts }
  }
  return null
}

/** One text per value and one value per text, or nothing. */
function textsOf(
  cut: readonly { tokens: string[]; places: readonly number[] }[],
  index: number,
  axis: number,
): Map<number, string> | null {
  const texts = new Map<number, string>()
  for (const { tokens, places } of cut) {
    const place = places[axis]!
    const known = texts.get(place)
    if (known !== undefined && known !== tokens[index]) return null
    texts.set(place, tokens[index]!)
  }
  return new Set(texts.values()).size === texts.size ? texts : null
}

function varies(known: readonly { places: readonly number[] }[], axis: number): boolean {
  return known.some(({ places }) => places[axis] !== known[0]!.places[axis])
}

/** "TS-RED-M" is TS, -, RED, -, M. */
function tokensOf(code: string): string[] {
  return code.split(/([^\p{L}\p{N}]+)/u)
}
