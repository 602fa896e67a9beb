/** The style sheet of report.html: one column, prints on A4, readable on a phone, states told by words and signs. */
export const REPORT_STYLE = `
@page { size: A4; margin: 15mm }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; font: 16px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; color: #1a1a1a; background: #fff }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid #999 }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem }
p { margin: .25rem 0 .5rem }
.result { border: 2px solid #444; border-left-width: 10px; padding: .5rem .75rem; margin: .75rem 0 }
.result strong { font-size: 1.15rem }
.good { border-color: #1b6e3c } .mixed { border-color: #8a5a00 } .bad { border-color: #a3161a }
.wide { overflow-x: auto }
table { border-collapse: collapse; margin: .25rem 0 .75rem; min-width: 50% }
th, td { border: 1px solid #bbb; padding: .25rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere }
th { background: #f0f0f0; overflow-wrap: normal }
td.n, th.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
td.sum { font-weight: bold }
.k { white-space: nowrap; overflow-wrap: normal }
code { font: .9em ui-monospace, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere }
dl { display: grid; grid-template-columns: minmax(6.5rem, max-content) 1fr; gap: .15rem .75rem; margin: .25rem 0 .75rem }
dt { font-weight: bold } dd { margin: 0; overflow-wrap: anywhere }
footer { margin-top: 2rem; font-size: .85rem; color: #444 }
@media (max-width: 40rem) { body { padding: .5rem } dl { grid-template-columns: 1fr } dd { margin-bottom: .35rem } }
@media print { body { max-width: none; padding: 0; font-size: 10pt } thead { display: table-header-group } tr, .result { break-inside: avoid } h2, h3 { break-after: avoid } .wide { overflow: visible } a { color: inherit } }
`
