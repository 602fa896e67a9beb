import type { Finding } from '../model/findings.ts'
import type { Counts, RunFile, RunReport } from '../model/run-report.ts'
import { delimiterWord, otherFigures, unitTexts } from './figures.ts'
import { type FindingGroup, groupFindings } from './finding-groups.ts'
import { counted, grouped, printable } from './printable.ts'
import { countsAddUp, reportFiles, resultWord, rowNoun, sentFiles, summarise } from './summary.ts'

/** Colours of the terminal, or functions that change nothing. Meaning never rests on colour alone. */
export interface Paint {
  bold(text: string): string
  dim(text: string): string
  red(text: string): string
  yellow(text: string): string
  green(text: string): string
}

export const PLAIN: Paint = { bold: same, dim: same, red: same, yellow: same, green: same }

export interface TerminalTextOptions {
  /** How the user starts us here: "npx tillbridge", "npm run -s tillbridge --". */
  command?: string
  /** The sentence behind "Next:". null leaves the line out; without it the next step is worked out from the report. */
  next?: string | null
  paint?: Paint
}

const EXAMPLES_MAX = 5
const FILES_MAX = 10
/** Where explanations begin, so that they stand below each other. */
const CODE_WIDTH = 8

/** What a run, a plan or a check says in a terminal: counts that add up, units, guards, findings by code, next step. */
export function terminalText(report: RunReport, options: TerminalTextOptions = {}): string {
  const paint = options.paint ?? PLAIN
  const next = options.next === undefined ? nextStep(report, options.command ?? 'tillbridge') : options.next
  const lines = [
    head(report, paint),
    ...(hasCounts(report) ? [countsLine(report)] : []),
    ...unitLine(report),
    ...figureLine(report),
    ...guardLines(report, paint),
    ...findingLines(report, paint),
    ...fileLines(report),
    ...report.notes.filter((note) => !saidAlready(note, report)).map((note) => `  note  ${printable(note)}`),
    ...closing(report, paint),
    ...(next ? [`Next:  ${printable(next)}`] : []),
  ]
  return lines.map((line) => line.trimEnd()).join('\n')
}

/** What to do now, as a command to copy; null when nothing is left to do. */
export function nextStep(report: RunReport, command: string): string | null {
  const side = report.partner ? `--partner ${report.partner}` : `--shop ${report.shop}`
  if (report.result === 'failed') return failedNext(report, command)
  if (report.result === 'held') return `look at the guards above, then at the file: ${command} files list`
  if (report.result === 'busy' || report.result === 'interrupted') return `${command} run ${report.flow} ${side}`
  if (report.run === null) return planNext(report, `${command} run ${report.flow} ${side}`)
  if (report.rejected > 0) return `${command} issues list      (what was rejected, whose job it is, how to mend it)`
  return null
}

/** "  new 3   changed 88   same 1 109   skipped 0   rejected 4      (= 1 204)" */
export function countsLine(counts: Counts & { missing?: number }): string {
  const words = (['new', 'changed', 'same', 'skipped', 'rejected'] as const).map(
    (word) => `${word} ${grouped(counts[word])}`,
  )
  const missing = counts.missing ? `   missing ${grouped(counts.missing)}` : ''
  const sum = countsAddUp(counts)
    ? `(= ${grouped(counts.read)})`
    : `(read ${grouped(counts.read)}: DOES NOT ADD UP, please report this)`
  return `  ${words.join('   ')}      ${sum}${missing}`
}

function head(report: RunReport, paint: Paint): string {
  const noun = rowNoun(report.flow)
  const title = `${report.partner ?? report.shop ?? ''} / ${report.flow}`
  const received = report.files.filter((file) => file.direction === 'in')
  const first = received[0]
  const { encoding, delimiter } = report.figures
  const facts = [
    paint.bold(printable(title)),
    first && printable(first.name) + (received.length > 1 ? ` and ${grouped(received.length - 1)} more` : ''),
    hasCounts(report) && counted(report.read, noun.one, noun.many),
    encoding && `${printable(String(encoding))}${delimiter ? ` ${delimiterWord(String(delimiter))}` : ''}`,
    first?.sha256 && `sha256 ${first.sha256.slice(0, 8)}...`,
  ]
  return facts.filter(Boolean).join('   ')
}

function unitLine(report: RunReport): string[] {
  const texts = unitTexts(report.figures)
  return texts.length > 0 ? [`  ${texts.map(printable).join('    ')}`] : []
}

function figureLine(report: RunReport): string[] {
  const figures = otherFigures(report.figures)
  return figures.length > 0 ? [`  ${figures.map((one) => printable(`${one.label} ${one.value}`)).join('   ')}`] : []
}

function guardLines(report: RunReport, paint: Paint): string[] {
  if (report.guards.length === 0) return []
  const texts = report.guards.map((guard) => {
    const state = guard.tripped ? paint.red(`STOP (limit ${printable(guard.limit)})`) : paint.green('ok')
    return `${guard.name} ${printable(guard.measured)}  ${state}`
  })
  const tripped = report.guards.filter((guard) => guard.tripped)
  return [
    `  guards  ${texts.join(' | ')}`,
    ...tripped.map((guard) => `  ${paint.red('!')} ${guard.name}: ${printable(guard.sentence)}`),
  ]
}

function findingLines(report: RunReport, paint: Paint): string[] {
  return groupFindings(report, EXAMPLES_MAX).flatMap((group) => groupLines(group, paint))
}

function groupLines(group: FindingGroup, paint: Paint): string[] {
  const indent = ' '.repeat(CODE_WIDTH + 2)
  const colour = { error: paint.red, warning: paint.yellow, info: paint.dim }[group.severity]
  const word = { error: 'error', warning: 'warning', info: 'notice' }[group.severity]
  const places = group.examples.map(placeText).filter((text) => text !== '')
  const more = places.length > 0 && group.count > group.examples.length ? ', ...' : ''
  return [
    `  ${colour(group.code.padEnd(CODE_WIDTH))}${counted(group.count, word)}  ${group.why}`,
    ...(places.length > 0 ? [`${indent}${places.join(', ')}${more}`] : []),
    ...(group.severity === 'info' || group.fix === '' ? [] : [`${indent}Fix: ${printable(group.fix)}`]),
  ]
}

/** row 802 QTY "4,5" (expected a whole number) */
function placeText(finding: Finding): string {
  const parts = [
    finding.row !== null && `row ${finding.row}`,
    finding.column !== null && printable(finding.column),
    finding.found !== null && quoted(printable(finding.found)),
    finding.expected !== null && `(expected ${printable(finding.expected)})`,
  ]
  return parts.filter(Boolean).join(' ')
}

/** Text that brings its own quotes needs no others around it. */
function quoted(text: string): string {
  return text.includes('"') ? text : `"${text}"`
}

/** Files that left, or would leave; the one that came in stands in the head. */
function fileLines(report: RunReport): string[] {
  const sent = sentFiles(report)
  const more = sent.length > FILES_MAX ? [`  and ${counted(sent.length - FILES_MAX, 'more file', 'more files')}`] : []
  return [...sent.slice(0, FILES_MAX).map(fileLine), ...more, ...reportFiles(report).flatMap(reportLine)]
}

/** Of the reports only those that a person opens. */
function reportLine(file: RunFile): string[] {
  const path = printable(file.path ?? file.name)
  if (file.name === 'rejected.csv')
    return [`  to mend  ${path}${file.rows === null ? '' : `   ${counted(file.rows, 'row')}`}`]
  return file.name === 'report.html' ? [`  report  ${path}`] : []
}

function fileLine(file: RunFile): string {
  const rows = file.rows === null ? '' : `   ${counted(file.rows, 'row')}`
  return `  file  ${printable(file.path ?? file.name)}${rows}   ${file.state}`
}

function closing(report: RunReport, paint: Paint): string[] {
  const colour =
    { ok: paint.green, 'nothing-to-do': paint.green, 'done-with-issues': paint.yellow }[report.result as string] ??
    paint.red
  const summary = report.summary === '' ? summarise(report) : report.summary
  const word = resultWord(report.result)
  const text = printable(summary)
  // "Held: 30 % would ..." says its result itself.
  const said = text.startsWith(word) ? `${colour(word)}${text.slice(word.length)}` : `${colour(word)}   ${text}`
  if (report.run !== null) return [`${said}   (run ${report.run})`]
  return [`Plan: ${said}${summary.includes('Nothing was written') ? '' : ' Nothing was written.'}`]
}

/** A quiet run prints little: where nothing was read there is nothing to count. */
function hasCounts({ result, read }: RunReport): boolean {
  return !['busy', 'interrupted'].includes(result) && !(read === 0 && ['nothing-to-do', 'failed'].includes(result))
}

/** The reason of a failure is a note, and stands in the summary or in a finding as well. */
function saidAlready(note: string, report: RunReport): boolean {
  const text = note.replace(/[.\s]+$/, '')
  return (
    report.result === 'failed' && (report.summary.includes(text) || report.findings.some((one) => one.found === note))
  )
}

function planNext(report: RunReport, run: string): string | null {
  const changes = report.new + report.changed
  if (changes === 0 && report.rejected === 0) return null
  const noun = rowNoun(report.flow)
  const applies = `applies ${counted(changes, noun.one, noun.many)}`
  const rejected = report.rejected > 0 ? `, ${grouped(report.rejected)} rejected, exit code 3` : ''
  return `${run}      (${applies}${rejected})`
}

function failedNext(report: RunReport, command: string): string | null {
  const first = groupFindings(report, 1)[0]
  return first ? `${command} explain ${first.code}` : `${command} doctor`
}

function same(text: string): string {
  return text
}
