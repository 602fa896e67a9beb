import type { Counts, Flow, RunFile, RunReport, RunResult } from '../model/run-report.ts'
import { groupFindings } from './finding-groups.ts'
import { counted, grouped, printable } from './printable.ts'

/** One plain sentence for lists, logs and screens: what happened, in numbers that matter. */
export function summarise(report: Omit<RunReport, 'summary'>): string {
  switch (report.result) {
    case 'nothing-to-do':
      return nothingToDo(report)
    case 'held':
      return `Held: ${heldBecause(report)} Nothing was written.`
    case 'failed':
      return `Failed: ${failedBecause(report)} ${writtenBefore(report)}`
    case 'interrupted':
      return 'Interrupted before the end; it is safe to run again.'
    case 'busy':
      return 'Not started: another run is busy with the same flow.'
    default:
      return report.run === null ? planned(report) : done(report)
  }
}

/** The result as a word for people. */
export function resultWord(result: RunResult): string {
  return {
    ok: 'OK',
    'nothing-to-do': 'Nothing to do',
    'done-with-issues': 'Done with issues',
    held: 'Held',
    failed: 'Failed',
    interrupted: 'Interrupted',
    busy: 'Busy',
  }[result]
}

/** R50. A report whose counts do not add up says so itself. */
export function countsAddUp(counts: Counts): boolean {
  return counts.read === counts.new + counts.changed + counts.same + counts.skipped + counts.rejected
}

/** What the counts of a flow count. */
export function rowNoun(flow: Flow): { one: string; many: string } {
  if (flow === 'orders') return { one: 'order', many: 'orders' }
  if (flow === 'catalogue' || flow === 'shop-stock') return { one: 'variant', many: 'variants' }
  return { one: 'row', many: 'rows' }
}

/** Files that went to the other side; reports lie beside the archive and went to nobody. */
export function sentFiles(report: Pick<RunReport, 'files'>): RunFile[] {
  return report.files.filter((file) => file.direction === 'out' && file.state !== 'report')
}

/** result.csv, rejected.csv and the reports of the run. */
export function reportFiles(report: Pick<RunReport, 'files'>): RunFile[] {
  return report.files.filter((file) => file.state === 'report')
}

type Draft = Omit<RunReport, 'summary'>

function done(report: Draft): string {
  const sent = sentFiles(report).length
  const files = isOutbound(report.flow) && sent > 0 ? `, ${counted(sent, 'file')} written` : ''
  return `${rows(report)} read: ${parts(report)}${files}.`
}

function planned(report: Draft): string {
  return `${rows(report)} read: ${parts(report)}. Nothing was written.`
}

function nothingToDo(report: Draft): string {
  if (report.read === 0) return 'Nothing to do: there was nothing new.'
  const parts = [
    report.skipped > 0 && `${grouped(report.skipped)} skipped`,
    report.rejected > 0 && `${grouped(report.rejected)} rejected`,
  ]
  return `Nothing to do: ${[`${rows(report)} read`, 'nothing changed', ...parts].filter(Boolean).join(', ')}.`
}

/** Only what is not zero; all zero is said in words. */
function parts(counts: Counts): string {
  const words = (['new', 'changed', 'same', 'skipped', 'rejected'] as const)
    .filter((word) => counts[word] > 0)
    .map((word) => `${grouped(counts[word])} ${word}`)
  return words.length > 0 ? words.join(', ') : 'none'
}

function rows(report: Draft): string {
  const noun = rowNoun(report.flow)
  return counted(report.read, noun.one, noun.many)
}

function isOutbound(flow: Flow): boolean {
  return flow === 'orders' || flow === 'catalogue' || flow === 'shop-stock'
}

function heldBecause(report: Draft): string {
  const tripped = report.guards.filter((guard) => guard.tripped)
  if (tripped.length === 0) return 'a person must look at it first.'
  return tripped
    .map(
      (guard, i) =>
        `${i === 0 ? sentence(guard.sentence) : capital(sentence(guard.sentence))} (guard ${guard.name}: ${guard.measured}, limit ${guard.limit}).`,
    )
    .join(' ')
}

/** The first error in the order people mend them. */
function failedBecause(report: Draft): string {
  const first = groupFindings(report, 1)[0]
  const place = first?.examples[0]
  if (!first) return report.notes[0] ? `${sentence(report.notes[0])}.` : 'the reason stands in the log.'
  const where = [
    place?.row != null && `row ${grouped(place.row)}`,
    place?.column && `column ${printable(place.column)}`,
  ]
  const at = where.filter(Boolean).join(', ')
  return `${sentence(first.why)} (${first.code}${at ? `, ${at}` : ''}).`
}

/** A run that sends several files can fail behind the first one; what left has left. */
function writtenBefore(report: Draft): string {
  const sent = sentFiles(report).length
  return sent === 0 ? 'Nothing was written.' : `${counted(sent, 'file')} had been written before.`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Without its full stop, so that it can go on. */
function sentence(text: string): string {
  return printable(text).replace(/[.\s]+$/, '')
}
