/*
 * A spreadsheet runs what looks like a formula, also when it comes out of a CSV file: =HYPERLINK(...) in a customer's
 * name, +cmd|'/C calc'!A0. In files for people such a cell gets an apostrophe in front, which spreadsheets show as text.
 * Files for machines are never treated so: there -2 is a quantity.
 */

/** Signs that start a formula, also in their full-width forms. */
const STARTER = '=+\\-@＝＋－＠'
/** Blanks of all kinds, controls and zero-width characters, which programs drop before they look. */
const DROPPED = '\\s\\u0000-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2060\\ufeff'

const ANY_SIGN = new RegExp(`[${STARTER}\\t\\r\\n]`)
const AT_START = new RegExp(`^(?:[\\t\\r\\n]|[${DROPPED}"']*[${STARTER}])`)
/** Opened with another list separator than ours, what stands behind that separator begins a cell of its own. */
const IN_MIDDLE = /([,;|\t\r\n]["']*)(?=[=@＝＠]|[+\-＋－][A-Za-z(=@+-])/g
/** Signed numbers as tills write them: -2, +4, -1.204,50, 12-. They calculate nothing. */
const PLAIN_NUMBER = /^[ \u00a0]*[+-]?(?:\d[\d.,'\u00a0\u202f ]*|[.,]\d+)-?[ \u00a0]*$/

/** The cell as it may stand in a file that people open in a spreadsheet. Plain numbers and harmless text are unchanged. */
export function inertCell(cell: string): string {
  if (!ANY_SIGN.test(cell) || PLAIN_NUMBER.test(cell)) return cell
  const rest = cell.replace(IN_MIDDLE, "$1'")
  return AT_START.test(cell) ? `'${rest}` : rest
}
