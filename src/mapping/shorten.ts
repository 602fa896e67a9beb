import { createHash } from 'node:crypto'

/**
 * What happens to a generated code that is longer than the partner takes. `cut`: the value of one place of the scheme
 * loses characters at its end. `hash`: the code is cut, and its last characters are made of the whole code, so that two
 * long codes stay two. Both give the same for the same code, for ever.
 */
export type Shorten = { way: 'no' } | { way: 'cut'; place: string } | { way: 'hash'; length: number }

/** Reads `no`, `cut:item`, `hash:4`; null for anything else. */
export function parseShorten(text: string): Shorten | null {
  if (text === 'no') return { way: 'no' }
  const cut = /^cut:\s*(\S.*)$/.exec(text)
  if (cut) return { way: 'cut', place: cut[1]!.trim().toLowerCase() }
  const hash = /^hash:\s*([2-9])$/.exec(text)
  return hash ? { way: 'hash', length: Number(hash[1]) } : null
}

/** 32 signs that nobody takes for one another. */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The code cut to `maxLength`, of which the last `length` characters stand for the whole code. */
export function hashed(code: string, maxLength: number, length: number): string {
  const digest = createHash('sha256').update(code).digest()
  let tail = ''
  for (let i = 0; i < length; i += 1) tail += SIGNS[digest[i]! % 32]
  return [...code].slice(0, Math.max(0, maxLength - length)).join('') + tail
}
