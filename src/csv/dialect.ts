import type { Finding } from '../model/findings.ts'

/** How cells become bytes and bytes become cells. The shape is that of `dialect` in the configuration. */
export interface Dialect {
  encoding: string
  delimiter: string
  quoting: 'minimal' | 'always' | 'never'
  quote: string
  newline: 'crlf' | 'lf' | 'cr'
  bom: boolean
  unencodable: 'hold' | 'transliterate'
  replace?: { delimiter: string; quote: string; newline: string } | undefined
}

/** About a thousand rows; cells are text, never converted. `lines[i]` is the line an editor shows where row i begins. */
export interface RowBatch {
  rows: string[][]
  lines: number[]
  /** Rows that could not be cut into cells (stray quotes): one finding each, and the lines where they begin. */
  findings: Finding[]
  rejected: number[]
  /** The rejected rows, as far as they can be made out. */
  uncut: UncutRow[]
  /** A row of the batch holds a control character other than tab and line end. */
  controls: boolean
  /** A row of the batch goes over several lines. */
  multiline: boolean
}

/** A row that a stray quote kept from being cut. */
export interface UncutRow {
  line: number
  /** As it stands in the file; of a very long one the beginning. */
  text: string
  /** Sound cells up to the stray quote, from there on cut at every delimiter. */
  cells: string[]
}

/** What the bytes of a file were like; complete after the last batch. */
export interface FileFacts {
  bytes: number
  /** The encoding really used: that of a byte order mark, else the declared one. */
  encoding: string
  bom: boolean
  /** Line ends behind rows and blank lines; those inside quoted cells are not counted. */
  newlines: { crlf: number; lf: number; cr: number }
  /** The file ends with a line end (a trailing 0x1A and blank lines do not count against it). */
  lastNewline: boolean
  /** Line of the last row. */
  lastLine: number
  /** Rows delivered; blank lines and rejected rows are not counted. */
  rows: number
  /** Rows rejected for stray quotes. */
  rejected: number
  /** Lines where a byte order mark stood in mid-file. */
  midFileBoms: number[]
}

export interface ReadLimits {
  bytesMax: number
  rowsMax: number
  /** Bytes of one record; an unclosed quote stops here. */
  recordBytesMax: number
  columnsMax: number
}

export const READ_LIMITS: ReadLimits = {
  bytesMax: 1_073_741_824,
  rowsMax: 5_000_000,
  recordBytesMax: 4_194_304,
  columnsMax: 2_000,
}
