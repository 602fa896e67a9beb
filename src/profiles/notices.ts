import type { Dialect, FileFacts } from '../csv/dialect.ts'
import { type Finding, finding } from '../model/findings.ts'

/** Mid-file marks told one by one; beyond that the file is made of them. */
const BOM_NOTICES_MAX = 20

/** What the bytes of a file give to tell without standing in the way, in the order of the file. */
export class Notices {
  readonly #facts: FileFacts
  readonly #dialect: Dialect
  #begun = false
  #marks = 0

  /** `facts` grow while the file is read. */
  constructor(facts: FileFacts, dialect: Dialect) {
    this.#facts = facts
    this.#dialect = dialect
  }

  /** What has not been told yet of the lines up to this one. */
  upTo(line: number): Finding[] {
    const { midFileBoms } = this.#facts
    const told = this.#begun ? [] : this.#ofBom()
    this.#begun = true
    while (this.#marks < Math.min(midFileBoms.length, BOM_NOTICES_MAX) && midFileBoms[this.#marks]! <= line) {
      told.push(finding('TB1012', { row: midFileBoms[this.#marks++]! }))
    }
    return told
  }

  /** The rest, and what is true of the whole file. */
  atEnd(): Finding[] {
    const told = this.upTo(Number.POSITIVE_INFINITY)
    const { crlf, lf, cr } = this.#facts.newlines
    const kinds = [['CRLF', crlf] as const, ['LF', lf] as const, ['CR', cr] as const].filter(([, count]) => count > 0)
    if (kinds.length < 2) return told
    return [...told, finding('TB1011', { found: kinds.map(([name, count]) => `${count} ${name}`).join(', ') })]
  }

  #ofBom(): Finding[] {
    if (this.#facts.bom === this.#dialect.bom) return []
    const said = (bom: boolean) => (bom ? 'a byte order mark' : 'no byte order mark')
    return [finding('TB1021', { row: 1, found: said(this.#facts.bom), expected: said(this.#dialect.bom) })]
  }
}
