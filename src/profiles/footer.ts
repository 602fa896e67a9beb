import type { InFormat } from '../config/format.ts'
import { UsageError } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'

/** A declared last line that is no row. */
export interface Footer {
  /** The line's match; null for rows. */
  match(line: string): RegExpExecArray | null
  /** A finding when the footer counts rows and the count differs. */
  mismatch(match: RegExpExecArray, rows: number, line: number): Finding | null
}

/** No footer is longer, and no expression runs wild on so little text. */
const FOOTER_LENGTH_MAX = 300

/** Compiles the footer's expression once; a bad one is a UsageError. */
export function compileFooter(config: NonNullable<InFormat['footer']>): Footer {
  const expression = compile(config.match)
  return {
    match: (line) => (line.length > FOOTER_LENGTH_MAX ? null : expression.exec(line.trim())),
    mismatch: (match, rows, line) => {
      if (!config.counts || readCount(match[1]) === rows) return null
      return finding('TB1015', { row: line, found: match[0], expected: `${rows} rows` })
    },
  }
}

/** A count as tills print it, thousands signs included; null when it is none. */
export function readCount(text: string | undefined): number | null {
  const digits = (text ?? '').trim()
  return /^\d{1,3}(?:[., ']?\d{3})*$|^\d{1,15}$/.test(digits) ? Number(digits.replace(/\D/g, '')) : null
}

function compile(source: string): RegExp {
  try {
    return new RegExp(source)
  } catch (cause) {
    throw new UsageError(`footer.match: ${cause instanceof Error ? cause.message : 'not a regular expression'}`, {
      cause,
    })
  }
}
