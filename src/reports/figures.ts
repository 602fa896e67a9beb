import { formatQuantity, parseScaled } from '../model/quantity.ts'
import type { RunReport } from '../model/run-report.ts'
import { grouped } from './printable.ts'

/** A figure as people read it. */
export interface FigureText {
  label: string
  value: string
}

/** Shown in places of their own (the head of the text, the line of units), so not listed again. */
const HEAD_KEYS = ['encoding', 'delimiter', 'asOf', 'retryable']
const UNIT_KEYS = ['unitsBefore', 'unitsAfter', 'toZero', 'largest']

/**
 * "units 18 442 -> 18 391 (-51)", "to zero 6", "largest TSHIRT-RED-M 40 -> 4". Units are whole units, as numbers or
 * decimal strings (`formatQuantity`), never thousandths. Empty when the run has no such figures.
 */
export function unitTexts(figures: RunReport['figures']): string[] {
  const texts: string[] = []
  const { unitsBefore, unitsAfter, toZero, largest } = figures
  if (unitsBefore !== undefined && unitsAfter !== undefined) {
    texts.push(`units ${grouped(unitsBefore)} -> ${grouped(unitsAfter)}${difference(unitsBefore, unitsAfter)}`)
  } else if (unitsAfter !== undefined) {
    texts.push(`units ${grouped(unitsAfter)}`)
  }
  if (toZero !== undefined) texts.push(`to zero ${grouped(toZero)}`)
  if (largest !== undefined) texts.push(`largest ${largest}`)
  return texts
}

/** Every other figure. The end of the key says the unit: `applyMs`, `peakMemoryMiB`; `mainLockMs` is "main lock". */
export function otherFigures(figures: RunReport['figures']): FigureText[] {
  const known = new Set([...HEAD_KEYS, ...UNIT_KEYS])
  return Object.entries(figures)
    .filter(([key]) => !known.has(key))
    .map(([key, value]) => ({ label: words(key.replace(/(Ms|MiB|Mib)$/, '')), value: withUnit(key, value) }))
}

/** A delimiter people can see: a tab and a blank have names. */
export function delimiterWord(delimiter: string): string {
  return { '\t': 'tab', ' ': 'blank' }[delimiter] ?? `'${delimiter}'`
}

function withUnit(key: string, value: number | string): string {
  if (key.endsWith('Ms') && typeof value === 'number') return duration(value)
  if (/Mi[bB]$/.test(key) && typeof value === 'number') return `${grouped(Math.round(value))} MiB`
  return typeof value === 'number' ? grouped(value) : value
}

/** Milliseconds for people: "340 ms", "4.2 s", "3 min 20 s". */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

function words(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).trim()
}

/** Exact, in thousandths; nothing when either side is no plain decimal. */
function difference(before: number | string, after: number | string): string {
  const from = parseScaled(String(before), 3)
  const to = parseScaled(String(after), 3)
  if (from === undefined || to === undefined) return ''
  const change = formatQuantity(to - from)
  return `  (${to > from ? '+' : ''}${grouped(change)})`
}
