/**
 * The words a person probably meant: a few letters wrong, or the beginning of the word. Nearest first, at most three;
 * none when nothing is near. A suggestion only, never acted upon.
 */
export function nearestWords(asked: string, known: readonly string[], wordsMax = 3): string[] {
  const wanted = asked.trim().toLowerCase()
  if (wanted === '') return []
  return known
    .map((word) => ({ word, distance: distance(wanted, word.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(wanted.length / 3)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, wordsMax)
    .map(({ word }) => word)
}

/** Letters to insert, drop or replace; a word that contains what was asked is as near as one typing error. */
function distance(asked: string, word: string): number {
  if (asked === word) return 0
  if (asked.length >= 3 && word.includes(asked)) return 1
  let row = Array.from({ length: word.length + 1 }, (_, i) => i)
  for (let i = 1; i <= asked.length; i++) {
    const next = [i]
    for (let j = 1; j <= word.length; j++) {
      const replaced = row[j - 1]! + (asked[i - 1] === word[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[word.length]!
}
