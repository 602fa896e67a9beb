import iconv from 'iconv-lite'

/** The first character that the encoding cannot write; undefined when all fit. Lone surrogates fit nowhere. */
export function firstUnencodable(text: string, encoding: string): string | undefined {
  if (isUnicode(encoding)) return text.isWellFormed() ? undefined : (/\p{Surrogate}/u.exec(text)?.[0] ?? text)
  if (ASCII_ONLY.test(text)) return undefined
  const letters = lettersOf(encoding)
  for (const letter of text) if (!letters.has(letter)) return letter
  return undefined
}

/**
 * Text as bytes, without a byte order mark.
 * @throws Error when a character does not fit: iconv-lite would write `?` without a word
 */
export function encodeText(text: string, encoding: string): Buffer {
  const misfit = firstUnencodable(text, encoding)
  if (misfit !== undefined) throw new Error(`${JSON.stringify(misfit)} cannot be written in ${encoding}`)
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8')
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le')
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16()
  return iconv.encode(text, encoding)
}

export function isUnicode(encoding: string): boolean {
  return encoding.startsWith('utf-')
}

/** Every byte of a single-byte page as its letter; U+FFFD for bytes the page does not define. */
export function decodePage(bytes: Buffer, encoding: string): string {
  return iconv.decode(bytes, encoding, { stripBOM: false })
}

/** How a byte order mark of UTF-8 looks in a single-byte page; '' in Unicode, where it is no letter. */
export function byteOrderMarkIn(encoding: string): string {
  return isUnicode(encoding) ? '' : decodePage(Buffer.of(0xef, 0xbb, 0xbf), encoding)
}

const ASCII_ONLY = /^[\0-\x7F]*$/
const pages = new Map<string, ReadonlySet<string>>()

/** Letters of a single-byte page that come back as themselves. */
function lettersOf(encoding: string): ReadonlySet<string> {
  const known = pages.get(encoding)
  if (known) return known
  const all = decodePage(Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), encoding)
  const letters = new Set([...all].filter((letter) => decodePage(iconv.encode(letter, encoding), encoding) === letter))
  letters.delete('\uFFFD')
  pages.set(encoding, letters)
  return letters
}
