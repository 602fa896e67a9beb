/*
 * Text of files and file names goes into terminals and pages. Control characters there are commands: ESC recolours or
 * rewrites a screen, a right-to-left override turns "exe.csv" around. They are taken out wherever people read.
 */

/** C0, DEL and C1 controls, bidirectional overrides and isolates, line separators, zero-width characters, stray BOMs. */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g
const BLANK_CONTROLS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g

/** One line that is safe to print: line ends and tabs become a space, every other control character is dropped. */
export function printable(text: string): string {
  return text.replace(BLANK_CONTROLS, ' ').replace(UNPRINTABLE, '')
}

/** The same for pages, where there is room to show what was there: `ESC` becomes `⟨1B⟩`. */
export function visible(text: string): string {
  return text.replace(UNPRINTABLE, (c) => `⟨${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}⟩`)
}

/** JSON for a terminal or a file: characters that JSON allows and terminals obey are written as \uXXXX. */
export function safeJson(value: unknown, indent = 2): string {
  const text = JSON.stringify(value, null, indent)
  return text.replace(/[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (c) => {
    return `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** 1204 is "1 204": read the same in every country, and cut nowhere by a terminal. */
export function grouped(value: number | string): string {
  const text = String(value)
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text)
  if (!match) return text
  const whole = match[2] ?? ''
  return `${match[1]}${whole.replace(/\B(?=(\d{3})+$)/g, ' ')}${match[3] ?? ''}`
}

/** "1 row", "4 rows"; the plural is the noun with s unless given. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count)} ${count === 1 ? noun : plural}`
}
