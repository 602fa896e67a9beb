import { encodeText } from '../csv/code-page.ts'
import type { Dialect } from '../csv/dialect.ts'

/**
 * Offset behind the first `count` cells of a record's bytes, so that a copy can end there without touching them; the
 * length of the record when it has no more cells.
 */
export function cellsEnd(record: Buffer, count: number, dialect: Dialect): number {
  const unit = dialect.encoding.startsWith('utf-16') ? 2 : 1
  const delimiter = encodeText(dialect.delimiter, dialect.encoding)
  const quote = dialect.quoting === 'never' ? null : encodeText(dialect.quote, dialect.encoding)
  let at = 0
  for (let cell = 1; ; cell++) {
    if (quote && startsAt(record, at, quote)) at = behindQuoted(record, at, quote, unit)
    const end = find(record, delimiter, at, unit)
    if (end === -1) return record.length
    if (cell === count) return end
    at = end + delimiter.length
  }
}

/** Behind the closing quote; doubled quotes inside are letters. */
function behindQuoted(record: Buffer, start: number, quote: Buffer, unit: number): number {
  let at = start + quote.length
  for (;;) {
    const end = find(record, quote, at, unit)
    if (end === -1) return record.length
    at = end + quote.length
    if (!startsAt(record, at, quote)) return at
    at += quote.length
  }
}

/** In UTF-16 only whole characters count, not the second half of one and the first of the next. */
function find(record: Buffer, wanted: Buffer, from: number, unit: number): number {
  let at = record.indexOf(wanted, from)
  while (at !== -1 && at % unit !== 0) at = record.indexOf(wanted, at + 1)
  return at
}

function startsAt(record: Buffer, at: number, wanted: Buffer): boolean {
  return record.compare(wanted, 0, wanted.length, at, Math.min(record.length, at + wanted.length)) === 0
}
