import type { FileFacts } from '../csv/dialect.ts'
import { isUtf8File } from '../csv/is-utf8.ts'
import { FileRefused } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'

/** One odd cell may be a slip of somebody who typed it. */
const CELLS_MIN = 2

/**
 * Watches for a file that is UTF-8 and is read as a single-byte page: then every letter beyond ASCII is wrong, one
 * setting is to blame, and one finding says so instead of one per cell.
 */
export class Misread {
  readonly #path: string
  readonly #facts: FileFacts
  #cells: Finding[] = []
  #proven = false

  constructor(path: string, facts: FileFacts) {
    this.#path = path
    this.#facts = facts
  }

  /** @throws FileRefused TB1003 once several cells show it and the bytes of the whole file prove it */
  async look(findings: readonly Finding[]): Promise<void> {
    if (this.#proven || this.#facts.encoding.startsWith('utf-')) return
    for (const found of findings) if (isSign(found) && this.#cells.length < CELLS_MIN) this.#cells.push(found)
    await this.refuse(this.#cells, CELLS_MIN)
  }

  /** @throws FileRefused TB1003 when at least so many of the findings show it and the bytes prove it */
  async refuse(findings: readonly Finding[], cellsMin: number): Promise<void> {
    const signs = findings.filter(isSign)
    if (this.#proven || signs.length < cellsMin || this.#facts.encoding.startsWith('utf-')) return
    this.#proven = true
    if (!(await isUtf8File(this.#path))) return
    const { row, column, found } = signs[0]!
    const fix = 'Set `dialect.encoding: utf-8`: the whole file is UTF-8.'
    throw new FileRefused([finding('TB1003', { row, column, found, expected: `text in ${this.#facts.encoding}`, fix })])
  }
}

/** In some pages the second byte of a letter is a control character. */
function isSign({ code, found }: Finding): boolean {
  return code === 'TB1003' || (code === 'TB1010' && /[^\0-\x7F]/.test(found ?? ''))
}
