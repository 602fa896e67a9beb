/** Letters to insert, drop, change or swap to make one word of the other (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, before[j - 2]! + 1)
      row.push(best)
    }
    before = last
    last = row
  }
  return last[b.length]!
}

/** What people write for a word of ours. Keys are bare: lower case, letters and digits only. */
const OTHER_NAMES: Record<string, string> = {
  ansi: 'windows-1252',
  cp1252: 'windows-1252',
  latin1: 'iso-8859-1',
  latin9: 'iso-8859-15',
  ascii: 'us-ascii',
  utf16: 'utf-16le',
  unicode: 'utf-16le',
  cp65001: 'utf-8',
  qty: 'quantity',
  separator: 'delimiter',
  charset: 'encoding',
  color: 'colour',
  catalog: 'catalogue',
  timezone: 'timeZone',
  sequence: 'seq',
  brutto: 'gross',
  netto: 'net',
  comma: ',',
  point: '.',
  dot: '.',
  true: 'yes',
  false: 'no',
}

/**
 * The known word somebody most likely meant: the same word in another spelling (case, dashes, underscores), another
 * name of it, or one within a third of its letters. Undefined when nothing is near or two are equally near.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const wanted = bare(word)
  const sameWord = known.filter((k) => bare(k) === wanted)
  if (sameWord.length === 1) return sameWord[0]
  const other = OTHER_NAMES[wanted]
  if (other !== undefined && known.includes(other)) return other
  const ranked = known
    .map((k) => ({ k, distance: editDistance(wanted, bare(k)) }))
    .filter(({ k, distance }) => distance <= Math.max(1, Math.floor(Math.max(wanted.length, bare(k).length) / 3)))
    .sort((a, b) => a.distance - b.distance)
  const [first, second] = ranked
  if (first && (!second || second.distance > first.distance)) return first.k
  const ending = wanted.length >= 4 ? known.filter((k) => bare(k).endsWith(wanted)) : []
  return ending.length === 1 ? ending[0] : first && wanted.length > 3 ? first.k : undefined
}

function bare(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** Writes words as a sentence part: a, b or c. */
export function orList(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
