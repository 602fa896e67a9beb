import { createHash } from 'node:crypto'
import type { Finding } from '../model/findings.ts'
import type { GuardResult, RunFile, RunReport } from '../model/run-report.ts'
import { delimiterWord, otherFigures, unitTexts } from './figures.ts'
import { type FindingGroup, groupFindings, ownerWord, severityWord } from './finding-groups.ts'
import { type Html, html, prose, trusted } from './html.ts'
import { type ExampleColumn, exampleTable } from './html-table.ts'
import { counted, grouped } from './printable.ts'
import { REPORT_STYLE } from './report-style.ts'
import { countsAddUp, reportFiles, resultWord, rowNoun, sentFiles, summarise } from './summary.ts'

export interface ReportHtmlExtra {
  /** Names for people: "Ajour POS, Aarhus store". Without it the short name of partner or shop is used. */
  title?: string
  /** Role to person, as in the workspace's `owners`. */
  owners?: Readonly<Record<string, string>>
}

const EXAMPLES_MAX = 20

/** One page without scripts or outside parts: it can be mailed, printed on A4, and read on a phone. Escaped throughout. */
export function reportHtml(report: RunReport, extra: ReportHtmlExtra = {}): string {
  const title = `${extra.title ?? report.partner ?? report.shop ?? ''} / ${report.flow}`
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy()}">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}: ${resultWord(report.result)}</title>
<style>${trusted(REPORT_STYLE)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
${result(report)}
</header>
<main>
${sources(report)}
${counts(report)}
${guards(report.guards)}
${findings(report, extra.owners ?? {})}
${notes(report)}
${files(report)}
</main>
<footer>Run ${report.run ?? 'not started: this is a plan, nothing was written'}. Started ${timeWords(report.startedAt)}, ended ${timeWords(report.endedAt)}. Written by tillbridge.</footer>
</body>
</html>
`
  return page.markup
}

/** Nothing may load or run; only our own style sheet, known by its hash, counts. */
export function contentPolicy(style = REPORT_STYLE): string {
  const hash = createHash('sha256').update(style).digest('base64')
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
}

/** The sign and the word say it; the colour of the border only repeats it. */
function result(report: RunReport): Html {
  const [look, sign] = (
    {
      ok: ['good', '✓'],
      'nothing-to-do': ['good', '✓'],
      'done-with-issues': ['mixed', '!'],
      held: ['bad', '✋'],
      failed: ['bad', '✕'],
      interrupted: ['bad', '…'],
      busy: ['mixed', '…'],
    } as const
  )[report.result]
  const plan = report.run === null ? 'Plan: ' : ''
  const sentence = report.summary === '' ? summarise(report) : report.summary
  return html`<div class="result ${look}"><strong>${sign} ${plan}${resultWord(report.result)}</strong><p>${sentence}</p></div>`
}

function sources(report: RunReport): Html | string {
  const received = report.files.filter((file) => file.direction === 'in')
  if (received.length === 0) return ''
  const { encoding, delimiter, asOf } = report.figures
  const facts = [
    fact('Encoding', encoding),
    fact('Delimiter', delimiter === undefined ? null : delimiterWord(String(delimiter))),
    fact('As of', asOf === undefined ? null : timeWords(String(asOf))),
  ].filter((one) => one !== '')
  return html`<section>
<h2>${received.length === 1 ? 'The file' : 'The files'}</h2>
${received.map(
  (file) => html`<dl>
<dt>Name</dt><dd><code>${file.name}</code></dd>
${fact('Rows', file.rows === null ? null : grouped(file.rows))}${fact('Size', file.bytes === null ? null : `${grouped(file.bytes)} bytes`)}${fact('SHA-256', file.sha256)}${fact('State', file.state)}</dl>
`,
)}
${facts.length > 0 ? html`<dl>\n${facts}</dl>` : ''}
</section>`
}

function fact(name: string, value: Html | string | number | null | undefined): Html | string {
  return value === null || value === undefined ? '' : html`<dt>${name}</dt><dd>${value}</dd>\n`
}

function counts(report: RunReport): Html {
  const noun = rowNoun(report.flow).many
  const words = ['new', 'changed', 'same', 'skipped', 'rejected'] as const
  const texts = unitTexts(report.figures)
  const figures = otherFigures(report.figures)
  return html`<section>
<h2>Counts</h2>
<div class="wide"><table>
<thead><tr>${words.map((word) => html`<th class="n" scope="col">${word}</th>`)}<th class="n" scope="col">= ${noun} read</th></tr></thead>
<tbody><tr>${words.map((word) => html`<td class="n">${grouped(report[word])}</td>`)}<td class="n sum">${grouped(report.read)}</td></tr></tbody>
</table></div>
${countsAddUp(report) ? '' : html`<p><strong>These counts do not add up. Please report this.</strong></p>`}
${report.missing > 0 ? html`<p>Missing from the file, though known before: ${grouped(report.missing)}.</p>` : ''}
${texts.length > 0 ? html`<p>${texts.join('; ')}</p>` : ''}
${figures.length > 0 ? html`<dl>\n${figures.map((one) => fact(one.label, one.value))}</dl>` : ''}
</section>`
}

function guards(list: GuardResult[]): Html | string {
  if (list.length === 0) return ''
  return html`<section>
<h2>Guards</h2>
<div class="wide"><table>
<thead><tr><th scope="col">guard</th><th scope="col">state</th><th class="n" scope="col">measured</th><th class="n" scope="col">limit</th><th scope="col">what it means</th></tr></thead>
<tbody>
${list.map((guard) => html`<tr><td class="k">${guard.name}</td><td class="k">${guard.tripped ? '✋ stopped' : '✓ ok'}</td><td class="n">${guard.measured}</td><td class="n">${guard.limit}</td><td>${guard.sentence}</td></tr>\n`)}</tbody>
</table></div>
</section>`
}

function findings(report: RunReport, owners: Readonly<Record<string, string>>): Html {
  const groups = groupFindings(report, EXAMPLES_MAX)
  if (groups.length === 0) return html`<section>\n<h2>Findings</h2>\n<p>None.</p>\n</section>`
  const capped = report.findingsTotal > report.findings.length
  return html`<section>
<h2>Findings</h2>
${capped ? html`<p>Examples are taken from the first ${grouped(report.findings.length)} of ${grouped(report.findingsTotal)} findings. The counts cover all of them; result.csv has every row.</p>` : ''}
<div class="wide"><table>
<thead><tr><th scope="col">code</th><th scope="col">severity</th><th class="n" scope="col">count</th><th scope="col">what</th></tr></thead>
<tbody>
${groups.map((one) => html`<tr><td class="k">${one.code}</td><td>${severityWord(one.severity)}</td><td class="n">${grouped(one.count)}</td><td>${prose(one.why)}</td></tr>\n`)}</tbody>
</table></div>
${groups.map((one) => groupSection(one, owners[one.owner], isInbound(report)))}
</section>`
}

function groupSection(group: FindingGroup, person: string | undefined, ofFile: boolean): Html {
  return html`<h3>${group.code} ${group.slug.replaceAll('-', ' ')}</h3>
<dl>
${fact('Severity', `${severityWord(group.severity)}, ${counted(group.count, 'place')}`)}${fact('For', person ? `${ownerWord(group.owner)}: ${person}` : ownerWord(group.owner))}${fact('Why', prose(group.why))}${fact('Fix', prose(group.fix))}</dl>
${group.examples.some(isPlace) ? examples(group, ofFile) : ''}
`
}

/** Findings of what leaves are about orders and variants; only of a file that came they can be about the file. */
function isInbound({ files }: RunReport): boolean {
  return files.some((file) => file.direction === 'in')
}

/** A finding about the file as a whole may have nothing to add to what its code means. */
function isPlace({ row, column, found, expected }: Finding): boolean {
  return [row, column, found, expected].some((part) => part !== null)
}

function examples(group: FindingGroup, ofFile: boolean): Html {
  const ownFix = group.examples.some((one) => one.fix !== group.fix)
  const columns = [ofFile ? ROW_OF_FILE : ROW, ...PLACE, ...(ownFix ? [FIX] : [])]
  const more = group.count - group.examples.length
  return html`${exampleTable(columns, group.examples)}
${more > 0 ? html`<p>and ${grouped(more)} more.</p>` : ''}`
}

const ROW: ExampleColumn<Finding> = { title: 'row', number: true, cell: ({ row }) => row }
const ROW_OF_FILE: ExampleColumn<Finding> = { ...ROW, cell: ({ row }) => row ?? 'whole file' }
const PLACE: ExampleColumn<Finding>[] = [
  { title: 'column', cell: ({ column }) => column },
  { title: 'found', cell: ({ found }) => cell(found) },
  { title: 'expected', cell: ({ expected }) => expected },
]
const FIX: ExampleColumn<Finding> = { title: 'fix', cell: ({ fix }) => prose(fix) }

function cell(found: string | null): Html | string {
  if (found === null) return ''
  return found === '' ? '(blank)' : html`<code>${found}</code>`
}

function notes(report: RunReport): Html | string {
  if (report.notes.length === 0) return ''
  return html`<section>\n<h2>Notes</h2>\n<ul>\n${report.notes.map((note) => html`<li>${note}</li>\n`)}</ul>\n</section>`
}

function files(report: RunReport): Html | string {
  const sent = sentFiles(report)
  const reports = reportFiles(report)
  if (sent.length === 0 && reports.length === 0) return ''
  return html`<section>
<h2>Files</h2>
${sent.length > 0 ? sentTable(sent) : ''}
${reports.length > 0 ? html`<ul>\n${reports.map(reportItem)}</ul>` : ''}
</section>`
}

const ABOUT: Record<string, string> = {
  'result.csv': 'every row with what became of it, for a spreadsheet',
  'rejected.csv': "only the rows to mend, in the partner's own format; correct them there and send the file back",
}

/** Linked by name alone: the row files lie in the same folder as this page. */
function reportItem(file: RunFile): Html {
  const rows = file.rows === null ? '' : `, ${counted(file.rows, 'row')}`
  const about = ABOUT[file.name]
  return html`<li><a href="${encodeURIComponent(file.name)}">${file.name}</a>${rows}${about ? `: ${about}` : ''}</li>
`
}

function sentTable(sent: RunFile[]): Html {
  return html`<div class="wide"><table>
<thead><tr><th scope="col">file written</th><th scope="col">state</th><th class="n" scope="col">rows</th><th class="n" scope="col">bytes</th><th scope="col">SHA-256</th></tr></thead>
<tbody>
${sent.map((file) => html`<tr><td><code>${file.path ?? file.name}</code></td><td>${file.state}</td><td class="n">${number(file.rows)}</td><td class="n">${number(file.bytes)}</td><td><code>${file.sha256}</code></td></tr>\n`)}</tbody>
</table></div>`
}

function number(value: number | null): string {
  return value === null ? '' : grouped(value)
}

/** 2026-11-20T06:04:12.000Z is "2026-11-20 06:04:12 UTC"; anything else stays as it is. */
export function timeWords(iso: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z$/.exec(iso)
  return match ? `${match[1]} ${match[2]} UTC` : iso
}
