import type { CodeFinding } from '../mapping/checks/index.ts'
import { cellText, GRID_LEGEND, type Grid, type GridCell, type GridTable } from './codes-grid.ts'
import { type CodeGroup, type CodesReport, codeGroups, otherTotals, totalsAddUp, verdict } from './codes-report.ts'
import { ownerWord, severityWord } from './finding-groups.ts'
import { type Html, html, prose, trusted } from './html.ts'
import { type ExampleColumn, exampleTable } from './html-table.ts'
import { counted, grouped } from './printable.ts'
import { contentPolicy, timeWords } from './report-html.ts'
import { REPORT_STYLE } from './report-style.ts'

const STYLE = `${REPORT_STYLE}
.grid td { white-space: nowrap; overflow-wrap: normal }
.grid td.open { font-style: italic }
.grid td.kept { font-weight: bold }
caption { text-align: left; padding: .25rem 0 }
`
const EXAMPLES_MAX = 20

/** One page without scripts or outside parts, as the report of a run is: totals, findings by code, grids of the items. */
export function codesHtml(report: CodesReport): string {
  const title = `${report.title ?? report.partner} / codes`
  const { word } = verdict(report)
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(STYLE)}">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}: ${word}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
${result(report)}
</header>
<main>
${totals(report)}
${findings(report)}
${grids(report)}
</main>
<footer>Codes of the shop ${report.shop} for ${report.partner}, checked ${timeWords(report.at)}. Written by tillbridge.</footer>
</body>
</html>
`
  return page.markup
}

function result(report: CodesReport): Html {
  const { look, word, sentence } = verdict(report)
  const sign = { good: '✓', mixed: '!', bad: '✕' }[look]
  return html`<div class="result ${look}"><strong>${sign} ${word}</strong><p>${sentence}</p></div>`
}

function totals(report: CodesReport): Html {
  const { variants, coded, rejected, notNeeded } = report.totals
  return html`<section>
<h2>Counts</h2>
<div class="wide"><table>
<thead><tr><th class="n" scope="col">coded</th><th class="n" scope="col">rejected</th><th class="n" scope="col">not needing a code</th><th class="n" scope="col">= variants</th></tr></thead>
<tbody><tr><td class="n">${grouped(coded)}</td><td class="n">${grouped(rejected)}</td><td class="n">${grouped(notNeeded)}</td><td class="n sum">${grouped(variants)}</td></tr></tbody>
</table></div>
${totalsAddUp(report.totals) ? '' : html`<p><strong>These counts do not add up. Please report this.</strong></p>`}
<dl>
${otherTotals(report).map(({ label, value }) => html`<dt>${label}</dt><dd>${value}</dd>\n`)}</dl>
</section>`
}

function findings(report: CodesReport): Html {
  const groups = codeGroups(report, EXAMPLES_MAX)
  if (groups.length === 0) return html`<section>\n<h2>Findings</h2>\n<p>None.</p>\n</section>`
  return html`<section>
<h2>Findings</h2>
<div class="wide"><table>
<thead><tr><th scope="col">code</th><th scope="col">severity</th><th class="n" scope="col">count</th><th scope="col">what</th></tr></thead>
<tbody>
${groups.map((one) => html`<tr><td class="k">${one.code}</td><td>${severityWord(one.severity)}</td><td class="n">${grouped(one.count)}</td><td>${prose(one.why)}</td></tr>\n`)}</tbody>
</table></div>
${groups.map((one) => groupSection(one, report.owners?.[one.owner]))}
</section>`
}

function groupSection(group: CodeGroup, person: string | undefined): Html {
  const more = group.count - group.examples.length
  const ownFix = group.examples.some((one) => one.fix !== group.fix)
  return html`<h3>${group.code} ${group.slug.replaceAll('-', ' ')}</h3>
<dl>
<dt>Severity</dt><dd>${severityWord(group.severity)}, ${counted(group.count, 'place')}</dd>
<dt>For</dt><dd>${ownerWord(group.owner)}${person ? `: ${person}` : ''}</dd>
<dt>Why</dt><dd>${prose(group.why)}</dd>
<dt>Fix</dt><dd>${prose(group.fix)}</dd>
</dl>
${exampleTable(ownFix ? [...EXAMPLE, FIX] : EXAMPLE, group.examples)}
${more > 0 ? html`<p>and ${grouped(more)} more; codes.csv has every one.</p>` : ''}
`
}

/** Blank for what is about several items or about none. */
const EXAMPLE: ExampleColumn<CodeFinding>[] = [
  { title: 'item', cell: ({ item }) => (item ? [item.sku || item.key, item.name].filter(Boolean).join(' ') : '') },
  { title: 'variant', cell: ({ sku, variant }) => sku || variant },
  { title: 'options', cell: ({ options }) => options },
  { title: 'line', number: true, cell: ({ row }) => row },
  { title: 'found', cell: ({ found }) => (found === null ? '' : html`<code>${found}</code>`) },
  { title: 'expected', cell: ({ expected }) => expected },
]
const FIX: ExampleColumn<CodeFinding> = { title: 'fix', cell: ({ fix }) => prose(fix) }

function grids({ grids: drawn, gridsTotal }: CodesReport): Html | string {
  if (drawn.length === 0) return ''
  const left = gridsTotal - drawn.length
  return html`<section>
<h2>Items and their codes</h2>
<p>${GRID_LEGEND.join(' ')}</p>
${left > 0 ? html`<p>${counted(left, 'more item')} with options ${left === 1 ? 'is' : 'are'} not drawn here.</p>` : ''}
${drawn.map(gridSection)}
</section>`
}

function gridSection(grid: Grid): Html {
  const name = [grid.item.sku || grid.item.key, grid.item.name].filter(Boolean).join(' ')
  return html`<h3>${name}</h3>
${grid.tables.map((table) => gridTable(grid, table))}
${grid.notes.length > 0 ? html`<ul>\n${grid.notes.map((note) => html`<li>${note}</li>\n`)}</ul>` : ''}
`
}

function gridTable(grid: Grid, table: GridTable): Html {
  const corner = grid.down === null ? grid.across : `${grid.down} / ${grid.across}`
  return html`<div class="wide"><table class="grid">
${table.title === null ? '' : html`<caption>${table.title}</caption>\n`}<thead><tr><th scope="col">${corner}</th>${grid.columns.map((one) => html`<th scope="col">${one}</th>`)}</tr></thead>
<tbody>
${table.rows.map((row) => html`<tr><th scope="row">${row.name}</th>${row.cells.map(gridCell)}</tr>\n`)}</tbody>
</table></div>
`
}

function gridCell(cell: GridCell): Html {
  const look = cell.state === 'coded' || cell.state === 'covered' ? '' : cell.state === 'hole' ? 'open' : 'kept'
  return look === '' ? html`<td>${cellText(cell)}</td>` : html`<td class="${look}">${cellText(cell)}</td>`
}
