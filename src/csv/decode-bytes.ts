import { isAscii, isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'

/** Text up to the first byte that the encoding does not have; `bad` is that byte, else null. */
export interface Decoded {
  text: string
  bad: number | null
}

/** Turns chunks of bytes into text, strictly: nothing is ever replaced by a question mark. */
export interface ByteDecoder {
  decode(chunk: Buffer): Decoded
  /** What was held back because a character might go on; anything left is half a character. */
  end(): Decoded
}

const NOTHING = Buffer.alloc(0)

/** A strict streaming decoder for one of the configured encodings. */
export function createByteDecoder(encoding: string): ByteDecoder {
  if (encoding === 'utf-8') return withCarry(completeUtf8, decodeUtf8)
  if (encoding === 'utf-16le') return withCarry(completeUtf16le, decodeUtf16le)
  if (encoding === 'utf-16be') return withCarry(completeUtf16be, (bytes) => decodeUtf16le(swapped(bytes)))
  return { decode: (chunk) => decodeSingleByte(chunk, encoding), end: () => ({ text: '', bad: null }) }
}

/** What a byte is in windows-1252, the page most wrongly declared files are really in; undefined for its five holes. */
export function inWindows1252(byte: number): string | undefined {
  const letter = iconv.decode(Buffer.of(byte), 'windows-1252')
  return letter === '\uFFFD' ? undefined : letter
}

function withCarry(complete: (bytes: Buffer) => number, decode: (bytes: Buffer) => Decoded): ByteDecoder {
  let carry = NOTHING
  return {
    decode(chunk) {
      const bytes = carry.length > 0 ? Buffer.concat([carry, chunk]) : chunk
      const end = complete(bytes)
      carry = end < bytes.length ? Buffer.from(bytes.subarray(end)) : NOTHING
      return decode(bytes.subarray(0, end))
    },
    end: () => ({ text: '', bad: carry[0] ?? null }),
  }
}

/** Single-byte pages are ASCII below 0x80, so plain chunks need no table. */
function decodeSingleByte(bytes: Buffer, encoding: string): Decoded {
  if (isAscii(bytes)) return { text: bytes.toString('latin1'), bad: null }
  const text = iconv.decode(bytes, encoding, { stripBOM: false })
  const hole = text.indexOf('\uFFFD')
  return hole === -1 ? { text, bad: null } : { text: text.slice(0, hole), bad: bytes[hole]! }
}

function decodeUtf8(bytes: Buffer): Decoded {
  if (isUtf8(bytes)) return { text: bytes.toString('utf8'), bad: null }
  const at = firstInvalidUtf8(bytes)
  return { text: bytes.toString('utf8', 0, at), bad: bytes[at]! }
}

/** Length without a last character that is cut off by the end of the chunk. */
function completeUtf8(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) break
    if (byte >= 0xc0) return sequenceLength(byte) > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

function sequenceLength(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2
  if (lead >= 0xe0 && lead <= 0xef) return 3
  if (lead >= 0xf0 && lead <= 0xf4) return 4
  return 1
}

function firstInvalidUtf8(bytes: Buffer): number {
  let at = 0
  while (at < bytes.length) {
    const length = bytes[at]! < 0x80 ? 1 : sequenceLength(bytes[at]!)
    if (bytes[at]! >= 0x80 && !isUtf8(bytes.subarray(at, at + length))) return at
    at += length
  }
  return at
}

function decodeUtf16le(bytes: Buffer): Decoded {
  const text = bytes.toString('utf16le')
  if (text.isWellFormed()) return { text, bad: null }
  const at = loneSurrogate(text)
  return { text: text.slice(0, at), bad: bytes[at * 2 + 1]! }
}

function loneSurrogate(text: string): number {
  return text.search(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/)
}

function completeUtf16le(bytes: Buffer): number {
  return completeUtf16(bytes, 1)
}

function completeUtf16be(bytes: Buffer): number {
  return completeUtf16(bytes, 2)
}

/** `high` is the distance of the last unit's high byte from the end of the even part. */
function completeUtf16(bytes: Buffer, high: 1 | 2): number {
  const even = bytes.length - (bytes.length % 2)
  if (even === 0) return 0
  const top = bytes[even - high]!
  return top >= 0xd8 && top <= 0xdb ? even - 2 : even
}

function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes).swap16()
}
