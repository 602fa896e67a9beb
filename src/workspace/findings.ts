import type { FindingCode } from '../model/finding-codes.ts'
import type { Finding } from '../model/findings.ts'
import { FINDINGS_MAX } from '../model/run-report.ts'
import { CAUSES_PER_CODE_MAX, causeOf } from '../store/issues.ts'

/** No code fills the list: of each so many before any has more, and never more than that. */
const PER_CODE_FIRST = 100
const PER_CODE_MAX = 200

const GUARD = /^TB500[1-8]$/

interface Told {
  finding: Finding
  /** Place among all that are kept. */
  at: number
}

/**
 * Findings of a run. All are counted; `kept` are those worth a person's look, and `causes` has every cause that may become
 * an issue, however many findings came before it.
 */
export class Findings {
  readonly byCode: Record<string, number> = {}
  total = 0
  errors = 0
  /** By code, infos apart from the rest. */
  readonly #told = new Map<string, Told[]>()
  readonly #causes = new Map<string, Finding>()
  readonly #causesOf = new Map<FindingCode, number>()
  readonly #synced = new Set<string>()
  #next = 0

  add(findings: readonly Finding[]): void {
    for (const finding of findings) {
      this.count(finding.code, 1)
      if (finding.severity === 'error') this.errors += 1
      this.#keep(finding)
      this.#keepCause(finding)
    }
  }

  /** Further findings of a code that were counted and not made. */
  count(code: string, n: number): void {
    if (n <= 0) return
    this.byCode[code] = (this.byCode[code] ?? 0) + n
    this.total += n
  }

  /** Adds those of another part of the run. */
  merge(other: Findings): void {
    for (const [code, n] of Object.entries(other.byCode)) this.count(code, n)
    this.errors += other.errors
    for (const { finding } of inPlace([...other.#told.values()].flat())) this.#keep(finding)
    for (const finding of other.#causes.values()) this.#keepCause(finding)
    for (const cause of other.#synced) this.#synced.add(cause)
  }

  /** At most FINDINGS_MAX: guards first, then errors and warnings of every code, then infos; in the order they came. */
  get kept(): Finding[] {
    const lists = [...this.#told.values()]
    const of = (wanted: (finding: Finding) => boolean) => lists.filter(([first]) => wanted(first!.finding))
    const isGuard = ({ code }: Finding) => GUARD.test(code)
    const urgent = of((finding) => !isGuard(finding) && finding.severity !== 'info')
    const infos = of(({ severity }) => severity === 'info')
    const chosen = [of(isGuard), first(urgent), rest(urgent), first(infos), rest(infos)].flat(2).slice(0, FINDINGS_MAX)
    return inPlace(chosen).map(({ finding }) => finding)
  }

  /** From here on those so far come as they stand in the file; what is about the whole file comes last. */
  inRowOrder(): void {
    const lineOf = ({ finding }: Told) => finding.row ?? Number.MAX_SAFE_INTEGER
    const told = [...this.#told.values()].flat().sort((a, b) => lineOf(a) - lineOf(b) || a.at - b.at)
    for (const [at, one] of told.entries()) one.at = at
    this.#next = told.length
  }

  /** The first finding of every cause that may become an issue, with one more of a code that has too many. */
  get causes(): Finding[] {
    return [...this.#causes.values()]
  }

  /** Causes that no flow has made issues of yet. */
  get unsynced(): Finding[] {
    return [...this.#causes].filter(([cause]) => !this.#synced.has(cause)).map(([, finding]) => finding)
  }

  /** The causes so far have become issues, or were left out with intent. */
  markSynced(): void {
    for (const cause of this.#causes.keys()) this.#synced.add(cause)
  }

  #keep(finding: Finding): void {
    const list = finding.severity === 'info' ? `${finding.code} info` : finding.code
    const told = this.#told.get(list)
    const one = { finding, at: this.#next }
    if (!told) this.#told.set(list, [one])
    else if (told.length < PER_CODE_MAX) told.push(one)
    else return
    this.#next += 1
  }

  #keepCause(finding: Finding): void {
    if (finding.severity === 'info') return
    const n = this.#causesOf.get(finding.code) ?? 0
    if (n > CAUSES_PER_CODE_MAX) return
    const cause = causeOf(finding)
    if (this.#causes.has(cause)) return
    this.#causesOf.set(finding.code, n + 1)
    this.#causes.set(cause, finding)
  }
}

function first(lists: readonly Told[][]): Told[][] {
  return lists.map((told) => told.slice(0, PER_CODE_FIRST))
}

function rest(lists: readonly Told[][]): Told[][] {
  return lists.map((told) => told.slice(PER_CODE_FIRST))
}

function inPlace(told: Told[]): Told[] {
  return told.sort((a, b) => a.at - b.at)
}
