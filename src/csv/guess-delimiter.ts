import { countLineEnds, scanRecord } from './scan-record.ts'

/** Comma last: in a file with another delimiter it is the decimal sign, as regular as any delimiter. */
const DELIMITERS = [';', '\t', '|', ','] as const
const RECORDS_MAX = 200

/** The delimiter that cuts most records into equally many cells; quoted ones do not count. `;` when none cuts any. */
export function guessDelimiter(text: string): string {
  const told = /^sep=([;,\t|])[\r\n]/i.exec(text)
  if (told) return told[1]!
  let best = { delimiter: ';', share: 0 }
  for (const delimiter of DELIMITERS) {
    const share = steadiness(text, delimiter)
    if (share > best.share) best = { delimiter, share }
  }
  return best.delimiter
}

/** Share of the first records that have the most frequent number of cells above one. */
function steadiness(text: string, delimiter: string): number {
  const widths = new Map<number, number>()
  let records = 0
  let at = 0
  while (at < text.length && records < RECORDS_MAX) {
    const scan = scanRecord(text, at, { delimiter, quote: '"' }, { final: true })
    if (scan.kind === 'more') break
    const end = scan.kind === 'record' ? scan.end : lineEnd(text, scan.at)
    if (end > at) {
      records += 1
      const cells = scan.kind === 'record' ? scan.cells : 1
      if (cells > 1) widths.set(cells, (widths.get(cells) ?? 0) + 1)
    }
    at = end + (text.startsWith('\r\n', end) ? 2 : 1)
  }
  return records === 0 ? 0 : Math.max(0, ...widths.values()) / records
}

function lineEnd(text: string, from: number): number {
  const length = text.slice(from).search(/[\r\n]/)
  return length === -1 ? text.length : from + length
}

/** The most frequent line end; undefined for a text of one line. */
export function guessNewline(text: string): 'crlf' | 'lf' | 'cr' | undefined {
  const crlf = text.split('\r\n').length - 1
  const lf = text.split('\n').length - 1 - crlf
  const cr = countLineEnds(text) - crlf - lf
  if (crlf + lf + cr === 0) return undefined
  if (crlf >= lf && crlf >= cr) return 'crlf'
  return lf >= cr ? 'lf' : 'cr'
}
