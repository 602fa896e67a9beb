import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { finding } from '../../src/model/findings.ts'
import { reportHtml } from '../../src/reports/report-html.ts'
import { sampleReport } from './report-sample.ts'

const GOLDEN = 'fixtures/reports/stock-run.html'

describe('report.html', () => {
  test('is the golden page, byte for byte', () => {
    const page = Buffer.from(reportHtml(sampleReport(), { title: 'Ajour POS, Aarhus store' }))
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(GOLDEN, page)
    expect(page.equals(readFileSync(GOLDEN))).toBe(true)
  })

  test('has no script, no outside part, and a policy that allows only its own style', () => {
    const page = reportHtml(sampleReport())
    expect(page).not.toMatch(/<script|<img|<link|<iframe|javascript:|https?:|\son\w+=/i)
    const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    expect(page).toContain(`content="default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;;`)
  })

  test.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</style><script>x</script>',
    '<!-- ',
    '&lt;b&gt;',
    '\u001b[31mred',
    '\u202egnp.exe',
    '{{7*7}}',
    '\u0000\u0007',
  ])('%j stays text wherever it stands', (payload) => {
    const tags = (page: string) => (page.match(/<\/?[a-z][a-z0-9]*/gi) ?? []).sort()
    const report = (text: string) =>
      reportHtml(
        sampleReport({
          run: text,
          partner: text,
          summary: text,
          notes: [text],
          findings: [finding('TB2101', { row: 1, column: text, found: text, expected: text, fix: text })],
          findingsByCode: { TB2101: 1 },
          findingsTotal: 1,
          files: [
            { direction: 'in', name: text, id: null, path: text, state: text, bytes: 1, sha256: text, rows: 1 },
            { direction: 'out', name: text, id: null, path: text, state: 'sent', bytes: 1, sha256: text, rows: 1 },
            { direction: 'out', name: text, id: null, path: text, state: 'report', bytes: 1, sha256: text, rows: 1 },
          ],
          guards: [{ name: 'rows', tripped: true, measured: text, limit: text, sentence: text }],
          figures: {
            encoding: text,
            delimiter: text,
            asOf: text,
            largest: text,
            other: text,
          },
        }),
        { title: text },
      )
    const page = report(payload)
    expect(tags(page)).toEqual(tags(report('harmless')))
    expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
  })

  test('tells every state in words', () => {
    const page = reportHtml(sampleReport())
    expect(page).toContain('! Done with issues')
    expect(page).toContain('✋ stopped')
    expect(page).toContain('✓ ok')
  })

  test('counts that do not add up are said', () => {
    expect(reportHtml(sampleReport())).not.toContain('do not add up')
    expect(reportHtml(sampleReport({ same: 1 }))).toContain('do not add up')
  })

  test('columns that are blank in every example are left out, and so is a table that says nothing', () => {
    const page = reportHtml(
      sampleReport({
        findings: [finding('TB1007', { row: 3, found: '5 cells' }), finding('TB1011')],
        findingsByCode: {},
      }),
    )
    expect(page).toContain('<thead><tr><th class="n" scope="col">row</th><th scope="col">found</th></tr></thead>')
    expect(page).not.toContain('whole file')
    const mixed = [finding('TB1007', { row: 3, found: '' }), finding('TB1007', { expected: '4 cells' })]
    expect(reportHtml(sampleReport({ findings: mixed, findingsByCode: {} }))).toContain(
      '<tr><td class="n">whole file</td><td></td><td>4 cells</td></tr>',
    )
  })

  test('of what leaves no finding is about a whole file', () => {
    const findings = [finding('TB7008', { found: 'order 1010' }), finding('TB7008', { row: 7, found: 'order 1011' })]
    const page = reportHtml(sampleReport({ flow: 'orders', files: [], findings, findingsByCode: {} }))
    expect(page).toContain('<td class="n"></td><td><code>order 1010</code></td>')
    expect(page).not.toContain('whole file')
  })

  test('words of the YAML stand as code in what to do, and nothing else comes of backticks', () => {
    const fix = 'Set `blank: <skip>`, or `'
    const page = reportHtml(sampleReport({ findings: [finding('TB2102', { row: 3, fix })], findingsByCode: {} }))
    expect(page).toContain('<dd>Set <code>blank: &lt;skip&gt;</code>, or `</dd>')
  })

  test('examples are limited, counts are not', () => {
    const findings = Array.from({ length: 50 }, (_, i) => finding('TB2101', { row: i + 2, found: `bad${i}` }))
    const page = reportHtml(sampleReport({ findings, findingsTotal: 70, findingsByCode: { TB2101: 70 } }))
    expect(page).toContain('bad19')
    expect(page).not.toContain('bad20')
    expect(page).toContain('and 50 more.')
    expect(page).toContain('first 50 of 70 findings')
  })

  test('the person who owns a role is named', () => {
    const page = reportHtml(sampleReport(), { owners: { catalogue: 'Mette <mette@example.com>' } })
    expect(page).toContain('whoever keeps the catalogue: Mette &lt;mette@example.com&gt;')
  })

  test('a plan says that nothing was written', () => {
    expect(reportHtml(sampleReport({ run: null }))).toContain('this is a plan, nothing was written')
  })
})
