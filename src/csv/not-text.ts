import { open } from 'node:fs/promises'
import { FileRefused } from '../model/errors.ts'
import { finding } from '../model/findings.ts'

/** Bytes at the start of a file that are looked at to tell text from other things. */
export const HEAD_BYTES = 4096

const BOMS = [
  { encoding: 'utf-8', bytes: Buffer.of(0xef, 0xbb, 0xbf) },
  { encoding: 'utf-16le', bytes: Buffer.of(0xff, 0xfe) },
  { encoding: 'utf-16be', bytes: Buffer.of(0xfe, 0xff) },
] as const

/** The byte order mark a file starts with. */
export function findBom(head: Buffer): { encoding: string; length: number } | undefined {
  const bom = BOMS.find(({ bytes }) => head.subarray(0, bytes.length).equals(bytes))
  return bom && { encoding: bom.encoding, length: bom.bytes.length }
}

/**
 * Refuses what no encoding setting can make readable as text, with a sentence for a person.
 * @throws FileRefused TB1002 (workbook, archive, PDF, UTF-16 unannounced) or TB1003 (declared UTF-16, is not)
 */
export function refuseUnlessText(head: Buffer, encoding: string, bom: boolean): void {
  const kind = foreignKind(head)
  if (kind) throw new FileRefused([finding('TB1002', { found: kind.found, expected: 'a text file', fix: kind.fix })])
  if (bom) return
  const wide = looksLikeUtf16(head)
  if (encoding.startsWith('utf-16')) refuseWrongUtf16(head, encoding, wide)
  else if (wide) {
    throw new FileRefused([
      finding('TB1002', {
        found: `every second byte is NUL: this is ${wide} without a byte order mark`,
        expected: encoding,
        fix: `Declare \`dialect.encoding: ${wide}\`, or have the file written in ${encoding}.`,
      }),
    ])
  }
}

/**
 * Refuses text that is no table: an answer of a web server that was saved under the name of one.
 * @throws FileRefused TB1002 (JSON, HTML, XML)
 */
export async function refuseDocument(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(DOCUMENT_BYTES), 0, DOCUMENT_BYTES, 0)
    const kind = documentKind(buffer.subarray(0, bytesRead))
    if (kind === undefined) return
    const found = `This is ${kind}, not a table.`
    throw new FileRefused([
      finding('TB1002', { row: 1, found, expected: 'a text file', fix: `${found} Have the data written as CSV.` }),
    ])
  } finally {
    await file.close()
  }
}

const DOCUMENT_BYTES = 512

/** Of UTF-16 the bytes that are ASCII are enough. A column name may stand in brackets: [Item]. */
function documentKind(head: Buffer): string | undefined {
  const text = head
    .toString('latin1')
    .replace(/^(?:\xEF\xBB\xBF|\xFF\xFE|\xFE\xFF)/, '')
    .replaceAll('\0', '')
  if (/^\s*<(?:!doctype\s+html|html|head|body)\b/i.test(text)) return 'a web page (HTML)'
  if (/^\s*<(?:\?xml\b|!--)/i.test(text)) return 'an XML document'
  if (/^\s*(?:\{\s*(?:"[^"]*"\s*:|\}\s*$)|\[\s*(?:\{\s*"[^"]*"\s*:|\]\s*$))/.test(text)) return 'JSON'
  return undefined
}

/** The UTF-16 a file without a byte order mark seems to be in: NULs on one side of the byte pairs only. */
export function looksLikeUtf16(head: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const sides = [0, 0] as [number, number]
  for (let at = 0; at < head.length; at++) if (head[at] === 0) sides[(at % 2) as 0 | 1] += 1
  const enough = Math.max(2, (head.length / 2) * 0.4)
  if (sides[1] >= enough && sides[0] === 0) return 'utf-16le'
  if (sides[0] >= enough && sides[1] === 0) return 'utf-16be'
  return undefined
}

/** A real UTF-16 table has delimiters and line ends, so NULs, within its first lines. */
function refuseWrongUtf16(head: Buffer, encoding: string, wide: string | undefined): void {
  if (wide === encoding || head.length < 2) return
  if (wide === undefined && head.includes(0)) return
  throw new FileRefused([
    finding('TB1003', {
      row: 1,
      found: wide ? `the bytes stand the other way round: ${wide}` : 'single bytes, no UTF-16',
      expected: encoding,
    }),
  ])
}

function foreignKind(head: Buffer): { found: string; fix: string } | undefined {
  const start = head.toString('latin1')
  if (start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06')) return zipKind(start)
  if (start.startsWith('\xD0\xCF\x11\xE0')) {
    return {
      found: 'This is an old Excel workbook (.xls).',
      fix: 'This is an old Excel workbook (.xls). Open it and save as CSV.',
    }
  }
  if (start.startsWith('%PDF-')) {
    return { found: 'This is a PDF document.', fix: 'This is a PDF document. Export the data as CSV instead.' }
  }
  if (start.startsWith('\x1F\x8B')) {
    return { found: 'This is a compressed file (gzip).', fix: 'This is a compressed file (gzip). Unpack it first.' }
  }
  return undefined
}

function zipKind(start: string): { found: string; fix: string } {
  const name = start.includes('opendocument.spreadsheet')
    ? 'an OpenDocument workbook (.ods)'
    : start.includes('[Content_Types].xml') || start.includes('xl/') || start.includes('_rels/')
      ? 'an Excel workbook (.xlsx)'
      : 'a ZIP archive, perhaps an Excel workbook (.xlsx)'
  return { found: `This is ${name}.`, fix: `This is ${name}. Open it and save as CSV.` }
}
