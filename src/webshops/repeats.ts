/** Rows of one key: the same row again, or one that contradicts the first (R52). */
export type Repeat = 'same' | 'different'

/** Notes a row by its key and the hash of its cells. Keys that occur once stay out of `repeats`. */
export function noteRepeat(key: string, hash: number, seen: Map<string, number>, repeats: Map<string, Repeat>): void {
  const first = seen.get(key)
  if (first === undefined) seen.set(key, hash)
  else repeats.set(key, first === hash && repeats.get(key) !== 'different' ? 'same' : 'different')
}

/** FNV-1a over the cells: only ever compared between rows of one key. */
export function hashCells(cells: readonly string[]): number {
  let hash = 0x811c9dc5
  for (const cell of cells) {
    for (let at = 0; at < cell.length; at++) hash = Math.imul(hash ^ cell.charCodeAt(at), 0x01000193)
    hash = Math.imul(hash ^ 0x1f, 0x01000193)
  }
  return hash >>> 0
}
