import { GRID_LEGEND } from './codes-grid.ts'
import { gridText } from './codes-grid-text.ts'
import {
  type CodeGroup,
  type CodesReport,
  codeGroups,
  otherTotals,
  placeOf,
  totalsSentence,
  verdict,
} from './codes-report.ts'
import { ownerWord } from './finding-groups.ts'
import { counted, grouped, printable } from './printable.ts'
import { type Paint, PLAIN } from './terminal-text.ts'

export interface CodesTextOptions {
  /** How the user starts us here. */
  command?: string
  /** Draw the grids of the report. */
  grids?: boolean
  /** Places shown per code; 5 unless told. */
  examplesMax?: number
  paint?: Paint
}

const CODE_WIDTH = 8
const INDENT = ' '.repeat(CODE_WIDTH + 2)

/** What a check of codes says in a terminal: totals that add up, findings by code with place, fix and owner, grids. */
export function codesText(report: CodesReport, options: CodesTextOptions = {}): string {
  const { paint = PLAIN, grids = false, examplesMax = 5, command = 'tillbridge' } = options
  const { look, word, sentence } = verdict(report)
  const colour = { good: paint.green, mixed: paint.yellow, bad: paint.red }[look]
  const groups = codeGroups(report, examplesMax)
  const lines = [
    `${paint.bold(printable(report.title ?? report.partner))}   codes for ${printable(report.shop)}`,
    `  ${totalsSentence(report)}`,
    `  ${otherTotals(report)
      .map(({ label, value }) => `${label} ${value}`)
      .join('   ')}`,
    ...groups.flatMap((group) => groupLines(group, report, paint)),
    ...(grids ? gridLines(report) : []),
    `${colour(word)}   ${sentence}`,
    ...(groups[0] && look !== 'good' ? [`Next:  ${command} explain ${groups[0].code}`] : []),
  ]
  return lines.map((line) => line.trimEnd()).join('\n')
}

function groupLines(group: CodeGroup, { owners = {} }: CodesReport, paint: Paint): string[] {
  const colour = { error: paint.red, warning: paint.yellow, info: paint.dim }[group.severity]
  const noun = { error: 'error', warning: 'warning', info: 'notice' }[group.severity]
  const more = group.count - group.examples.length
  const person = owners[group.owner]
  return [
    `  ${colour(group.code.padEnd(CODE_WIDTH))}${counted(group.count, noun)}  ${group.why}`,
    ...group.examples.map((one) => `${INDENT}${printable(line(placeOf(one), one.found, one.expected))}`),
    ...(more > 0 ? [`${INDENT}and ${grouped(more)} more`] : []),
    ...(group.severity === 'info' ? [] : [`${INDENT}Fix: ${printable(group.fix)}`]),
    ...(group.severity === 'info'
      ? []
      : [`${INDENT}For: ${ownerWord(group.owner)}${person ? `, ${printable(person)}` : ''}`]),
  ]
}

function line(place: string, found: string | null, expected: string | null): string {
  const said = [found, expected && `(expected ${expected})`].filter(Boolean).join(' ')
  return [place, said].filter(Boolean).join(': ')
}

function gridLines({ grids, gridsTotal }: CodesReport): string[] {
  if (grids.length === 0) return []
  const left = gridsTotal - grids.length
  return [
    '',
    ...grids.flatMap((grid) => [gridText(grid), '']),
    ...GRID_LEGEND.map((text) => `  ${text}`),
    ...(left > 0 ? [`  ${counted(left, 'more item')} with options ${left === 1 ? 'is' : 'are'} not drawn.`] : []),
    '',
  ]
}
