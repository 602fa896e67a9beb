import { isGtin } from '../model/gtin.ts'
import { BLANK_WORDS, ZERO_WORDS } from './draft-words.ts'

/** Something seen in a column: how often, and where first. */
export interface Seen {
  count: number
  line: number
  cell: string
}

/** The number habits of a column, as far as its cells show them. */
export interface DraftHabits {
  /** null: no cell shows it. */
  decimal: '.' | ',' | null
  thousands: '.' | ',' | ' ' | "'" | null
  sign: 'leading' | 'trailing' | 'both'
  plus: boolean
  bareDecimal: boolean
  units: string[]
  atLeast: boolean
  /** Decimals that are not zeros. */
  decimals: number
  blankWords: string[]
  /** The cell that can be read in two ways, with what was taken. */
  doubtful: string | null
}

const NOTHING_WORDS = [...BLANK_WORDS, ...ZERO_WORDS]
const VALUES_MAX = 2000
const BLANKS = ' \\u00a0\\u202f\\u2009'
const UNIT = new RegExp(`^(.*[\\d+-])[${BLANKS}]*(\\p{L}[\\p{L}.]{0,9})$`, 'u')
const CORE = new RegExp(`^(?:\\d[\\d.,'’${BLANKS}]*|[.,]\\d+)$`)
const GROUPED = (sign: string) => new RegExp(`^[1-9]\\d{0,2}(?:${sign}\\d{3})+$`)
const SIGNS = { '.': GROUPED('\\.'), ',': GROUPED(','), ' ': GROUPED(`[${BLANKS}]`), "'": GROUPED("['’]") }

/** Collects what the cells of one column are like. Memory does not grow with the file. */
export class ColumnFacts {
  filled = 0
  blank: Seen | null = null
  numeric = 0
  /** Digits only, as barcodes are. */
  gtins = 0
  longest = 0
  /** Cells that say 0, however they write it. */
  zeros = 0
  /** Most digits of a number, signs and units aside. */
  mostDigits = 0
  /** Fewest digits of a number, and whether one begins with a zero that counts nothing. */
  fewestDigits = Number.POSITIVE_INFINITY
  leadingZero = false
  spaced = 0
  dates = 0
  readonly values = new Set<string>()
  spreadsheetText: Seen | null = null
  readonly #words = new Map<string, Seen>()
  readonly #seen = new Map<string, Seen>()
  readonly #units = new Set<string>()
  #fraction = { '.': 0, ',': 0 }
  #plainLong = 0
  #plain = 0

  add(cell: string, line: number): void {
    let text = cell.trim()
    const wrapped = /^="(.*)"$/s.exec(text)
    if (wrapped) {
      this.spreadsheetText = count(this.spreadsheetText, line, cell)
      text = wrapped[1]!.trim()
    }
    if (text === '') {
      this.blank = count(this.blank, line, cell)
      return
    }
    this.filled += 1
    if (this.values.size < VALUES_MAX) this.values.add(text)
    this.longest = Math.max(this.longest, text.length)
    if (/\s/.test(text)) this.spaced += 1
    if (isGtin(text)) this.gtins += 1
    if (/^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:[ T]\d{1,2}:\d{2}.*)?$/.test(text)) this.dates += 1
    if (!this.#addNumber(text, line)) this.#word(text, line)
  }

  /** Cells that are no number and no known word for nothing, first ones. */
  get strangeWords(): string[] {
    return [...this.#words.keys()].filter((word) => !BLANK_WORDS.includes(word.toLowerCase()))
  }

  /** Words for sold out among the strange ones. */
  get zeroWords(): string[] {
    return this.strangeWords.filter((word) => ZERO_WORDS.includes(word.toLowerCase()))
  }

  /** Numbers or words for nothing, and at least one number. */
  get isNumeric(): boolean {
    const nothing = [...this.#words].filter(([word]) => NOTHING_WORDS.includes(word.toLowerCase()))
    const words = nothing.reduce((sum, [, seen]) => sum + seen.count, 0)
    return this.numeric > 0 && (this.numeric + words) * 10 >= this.filled * 8
  }

  /** Numbers that are no barcodes, with or without habits. */
  get looksLikeQuantity(): boolean {
    return this.isNumeric && this.#isNoBarcode
  }

  /** The same in a column that is called a quantity: half of the cells may be words. */
  get couldBeQuantity(): boolean {
    return this.numeric > 0 && this.numeric * 2 >= this.filled && this.#isNoBarcode
  }

  get #isNoBarcode(): boolean {
    return this.mostDigits <= 12 && this.gtins * 2 < this.filled
  }

  seen(what: string): Seen | null {
    return this.#seen.get(what) ?? null
  }

  habits(): DraftHabits {
    const { decimal, thousands, doubtful } = this.#signs()
    const leading = this.#seen.has('leading minus')
    const trailing = this.#seen.has('trailing minus')
    return {
      decimal,
      thousands,
      sign: trailing ? (leading ? 'both' : 'trailing') : 'leading',
      plus: this.#seen.has('plus'),
      bareDecimal: this.#seen.has('bare decimal'),
      units: [...this.#units],
      atLeast: this.#seen.has('at least'),
      decimals: decimal ? this.#fraction[decimal] : 0,
      blankWords: [...this.#words.keys()].filter((word) => BLANK_WORDS.includes(word.toLowerCase())),
      doubtful,
    }
  }

  #addNumber(text: string, line: number): boolean {
    const notes: string[] = []
    let rest = text
    if (/^>\s*\d/.test(rest)) {
      notes.push('at least')
      rest = rest.replace(/^>\s*/, '')
    }
    const unit = UNIT.exec(rest)
    if (unit && !/^\d+E$/i.test(rest)) rest = unit[1]!
    const sign = /^([+-])?([^+-]*)([+-])?$/.exec(rest)
    if (!sign || (sign[1] && sign[3])) return false
    const core = sign[2]!
    if (!CORE.test(core) || /[.,'’\s]$/.test(core) || !this.#addCore(core, line, text)) return false
    if (sign[1] === '-') notes.push('leading minus')
    if (sign[3] === '-') notes.push('trailing minus')
    if (sign[1] === '+' || sign[3] === '+') notes.push('plus')
    if (unit) {
      notes.push('unit')
      this.#units.add(unit[2]!)
    }
    for (const note of notes) this.#note(note, line, text)
    this.#countDigits(core.replace(/\D/g, ''))
    return true
  }

  #countDigits(digits: string): void {
    this.numeric += 1
    if (/^0+$/.test(digits)) this.zeros += 1
    else if (/^0\d/.test(digits)) this.leadingZero = true
    this.mostDigits = Math.max(this.mostDigits, digits.length)
    this.fewestDigits = Math.min(this.fewestDigits, digits.length)
  }

  /** Sorts a number without signs and units by what its separators show; false when no habit reads it. */
  #addCore(core: string, line: number, text: string): boolean {
    if (/^\d+$/.test(core)) {
      this.#plain += 1
      if (core.length > 3) this.#plainLong += 1
      return true
    }
    if (/^[.,]\d+$/.test(core)) {
      this.#note('bare decimal', line, text)
      return this.#decimal(core[0] as '.' | ',', core.slice(1), line, text)
    }
    for (const sign of ['.', ',', ' ', "'"] as const) {
      if (!SIGNS[sign].test(core)) continue
      const certain = sign === ' ' || sign === "'" || core.split(sign).length > 2
      this.#note(`${certain ? 'thousands' : 'either'} ${sign}`, line, text)
      if (!certain) this.#keepFraction(sign as '.' | ',', core.slice(-3))
      return true
    }
    const split = /^(.*)([.,])(\d+)$/s.exec(core)
    if (!split) return false
    const [, whole = '', mark, fraction = ''] = split
    if (/^\d+$/.test(whole)) return this.#decimal(mark as '.' | ',', fraction, line, text)
    const group = (['.', ',', ' ', "'"] as const).find((sign) => sign !== mark && SIGNS[sign].test(whole))
    if (!group) return false
    this.#note(`thousands ${group}`, line, text)
    return this.#decimal(mark as '.' | ',', fraction, line, text)
  }

  #decimal(mark: '.' | ',', fraction: string, line: number, text: string): boolean {
    this.#note(`decimal ${mark}`, line, text)
    this.#keepFraction(mark, fraction)
    return true
  }

  #keepFraction(mark: '.' | ',', fraction: string): void {
    this.#fraction[mark] = Math.max(this.#fraction[mark], fraction.replace(/0+$/, '').length)
  }

  #signs(): Pick<DraftHabits, 'decimal' | 'thousands' | 'doubtful'> {
    const has = (what: string) => this.#seen.get(what)?.count ?? 0
    let thousands = ([' ', "'", '.', ','] as const).find((sign) => has(`thousands ${sign}`) > 0) ?? null
    let decimal = has('decimal ,') >= has('decimal .') ? ',' : '.'
    let known = has(`decimal ${decimal}`) > 0
    if (!known && (thousands === '.' || thousands === ',')) {
      decimal = thousands === '.' ? ',' : '.'
      known = true
    }
    const either = (['.', ','] as const).find((sign) => has(`either ${sign}`) > 0 && sign !== thousands)
    if (!either || (known && either === decimal))
      return { decimal: known ? (decimal as '.' | ',') : null, thousands, doubtful: null }
    const example = this.#seen.get(`either ${either}`)!.cell
    if (known) return { decimal: decimal as '.' | ',', thousands: thousands ?? either, doubtful: null }
    // "1.204" beside "4" is a thousand; where every number has three decimals, or longer ones have no sign, it is not.
    const asDecimal = this.#plain === 0 || this.#plainLong > 0
    if (!asDecimal) thousands = either
    return {
      decimal: asDecimal ? either : either === '.' ? ',' : '.',
      thousands,
      doubtful: example,
    }
  }

  #note(what: string, line: number, cell: string): void {
    this.#seen.set(what, count(this.#seen.get(what) ?? null, line, cell))
  }

  #word(text: string, line: number): void {
    const known = this.#words.get(text)
    if (known || this.#words.size < 50) this.#words.set(text, count(known ?? null, line, text))
  }
}

function count(seen: Seen | null, line: number, cell: string): Seen {
  return seen ? { ...seen, count: seen.count + 1 } : { count: 1, line, cell }
}
