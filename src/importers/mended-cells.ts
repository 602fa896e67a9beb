/** Our cells of one row of a mended part, and where the partner's end. */
export interface OwnCells {
  /** Index of tb_row; everything left of it is the partner's. */
  first: number
  /** Text of tb_row and tb_file, trimmed. */
  row: string
  file: string
}

/** Where our columns stand below a header; rows with more or fewer cells have them shifted. */
export interface OwnColumns {
  row: number
  file: number
}

/** Without a header our cells stand at the right in this order: tb_row, tb_code, tb_message, tb_file. */
export const OWN_COLUMNS_BARE: OwnColumns = { row: 0, file: 3 }

/** Id of a file in the ledger, which no till writes. */
export const FILE_ID = /^\d{8}-\d{6}-[0-9a-f]{6}$/

/** Finds our cells by the file's id, wherever the row's width has put them; null when it is gone. */
export function ownCellsOf(cells: readonly string[], columns: OwnColumns): OwnCells | null {
  const file = cells.findLastIndex((cell) => FILE_ID.test(cell.trim()))
  const first = file - (columns.file - columns.row)
  return file === -1 || first < 0 ? null : { first, row: cells[first]!.trim(), file: cells[file]!.trim() }
}

/**
 * What a spreadsheet made of a code is put right by the row it came from: when the two differ only by lost zeros, an
 * exponent or ="...", the source's text counts. Undefined when the cell is as it was, or was mended by somebody.
 */
export function restoredCode(cell: string, source: string): string | undefined {
  const [now, before] = [cell.trim(), source.trim()]
  if (now === before || before === '' || now === '') return undefined
  const bare = unwrapped(now)
  if (bare === before) return before
  if (/^\d+$/.test(before) && lostZeros(bare, before)) return before
  return /^\d+$/.test(before) && isRounded(bare, before) ? before : undefined
}

/** ="0123" and '0123, which people write to keep a spreadsheet from eating zeros. */
function unwrapped(text: string): string {
  const formula = /^="(.*)"$/.exec(text)
  return formula ? formula[1]! : text.startsWith("'") ? text.slice(1) : text
}

function lostZeros(now: string, before: string): boolean {
  return now.length < before.length && before.endsWith(now) && /^0+$/.test(before.slice(0, before.length - now.length))
}

const EXPONENT = /^(\d)(?:[.,](\d+))?E\+?(\d{1,2})$/i

/** 5.70123E+12 is what is left of 5701234567890: its first digits, rounded, and how many there were. */
function isRounded(now: string, before: string): boolean {
  const match = EXPONENT.exec(now)
  if (!match) return false
  const shown = match[1]! + (match[2] ?? '')
  const digits = before.replace(/^0+/, '')
  if (digits.length !== Number(match[3]) + 1 || shown.length > digits.length) return false
  const kept = digits.slice(0, shown.length)
  const up = Number(digits[shown.length] ?? '0') >= 5
  return String(BigInt(kept) + (up ? 1n : 0n)) === shown || kept === shown
}
