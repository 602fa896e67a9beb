import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FINDING_CODES } from '../../src/model/finding-codes.ts'
import { codesCsv } from '../../src/reports/codes-csv.ts'
import { writeCodesReports } from '../../src/reports/codes-files.ts'
import { gridOf, gridsOf } from '../../src/reports/codes-grid.ts'
import { gridText } from '../../src/reports/codes-grid-text.ts'
import { codesHtml } from '../../src/reports/codes-html.ts'
import { codesJson } from '../../src/reports/codes-json.ts'
import { totalsSentence } from '../../src/reports/codes-report.ts'
import { codesText } from '../../src/reports/codes-text.ts'
import { displayWidth } from '../../src/reports/display-width.ts'
import { check, matrix, single } from '../mapping/catalogue-files.ts'
import { splitCsv } from '../support/independent-cells.ts'
import { reportOf, sampleScene } from './codes-sample.ts'

const SENTENCE = '16 variants = 13 coded + 3 rejected + 0 not needing a code'
const whole = (pieces: Iterable<string>) => [...pieces].join('')

describe('every form says the same', () => {
  const report = reportOf(sampleScene())
  const forms = {
    json: whole(codesJson(report)),
    csv: whole(codesCsv(report)),
    html: codesHtml(report),
    text: codesText(report),
  }

  test('totals add up, and stand in every form', () => {
    expect(totalsSentence(report)).toBe(SENTENCE)
    for (const form of ['json', 'csv', 'text'] as const) expect(forms[form]).toContain(SENTENCE)
    expect(forms.html).toContain(
      '<td class="n">13</td><td class="n">3</td><td class="n">0</td><td class="n sum">16</td>',
    )
    for (const form of ['html', 'text'] as const) expect(forms[form].replace(/<[^>]+>/g, ' ')).toMatch(/holes\s+1/)
  })

  test('totals that do not add up say so', () => {
    const wrong = { ...report, totals: { ...report.totals, coded: 12 } }
    expect(codesText(wrong)).toContain('DOES NOT ADD UP')
    expect(codesHtml(wrong)).toContain('do not add up')
  })

  test('each finding has code, place, why, fix and owner', () => {
    const read = JSON.parse(forms.json)
    expect(read.findings).toHaveLength(report.findings.length)
    for (const one of read.findings) {
      const entry = FINDING_CODES[one.code as keyof typeof FINDING_CODES]
      expect(one).toMatchObject({ slug: entry.slug, why: entry.explanation, owner: entry.owner })
      expect(one.fix).not.toBe('')
      for (const form of ['csv', 'html', 'text'] as const) expect(forms[form]).toContain(one.code)
    }
    expect(forms.text).toContain('TS-4, Green / S')
  })

  test('a clean catalogue is said to be one', () => {
    const clean = reportOf({ items: [matrix('TS', { Size: ['S', 'M'] })] })
    expect(codesText(clean)).toContain('OK   No errors, no warnings. Every variant that needs a code can leave.')
    expect(codesHtml(clean)).toContain('<p>None.</p>')
    expect(JSON.parse(whole(codesJson(clean))).findings).toEqual([])
  })

  test('a report without items', () => {
    const empty = reportOf({ items: [] })
    expect(codesText(empty, { grids: true })).toContain('0 variants = 0 coded + 0 rejected + 0 not needing a code')
    expect(JSON.parse(whole(codesJson(empty))).totals.variants).toBe(0)
  })
})

describe('CSV', () => {
  const EVIL = '=HYPERLINK("http://x")'
  const rows = (scene: Parameters<typeof reportOf>[0]) => splitCsv(whole(codesCsv(reportOf(scene))).slice(1), ';')

  test('one row per finding, then the totals', () => {
    const report = reportOf(sampleScene())
    const read = rows(sampleScene())
    expect(read).toHaveLength(report.findings.length + 2)
    expect(new Set(read.map((cells) => cells.length))).toEqual(new Set([16]))
    expect(read.at(-1)![0]).toBe('Total')
  })

  test('nothing calculates', () => {
    const read = rows({
      items: [single(null, { key: EVIL, sku: null }), { ...single(null, { sku: null }), name: EVIL }],
    })
    const cells = read.flat().filter((cell) => cell.includes('HYPERLINK'))
    expect(cells.length).toBeGreaterThan(1)
    for (const cell of cells) expect(cell).not.toMatch(/^\s*=/)
  })

  test.each(['00471', '5712340001023', '1/2', '3-4', '12E3'])('%s stays what it is in a spreadsheet', (sku) => {
    const read = rows({ items: [single(sku)], declared: { maxLength: 2 } })
    expect(read[1]![6]).toBe(`="${sku}"`)
  })
})

describe('HTML', () => {
  test('has no script, no outside part, and a policy that allows only its own style', () => {
    const page = codesHtml(reportOf(sampleScene()))
    expect(page).not.toMatch(/<script|<img|<link|<iframe|javascript:|https?:|\son\w+=/i)
    const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    expect(page).toContain(`style-src &#39;sha256-${hash}&#39;;`)
  })

  test.each(['<script>alert(1)</script>', '"><img src=x onerror=1>', '</style><b>', '\u202egnp.exe', '\u001b[31m'])(
    '%j stays text wherever it stands',
    (payload) => {
      const scene = (text: string) => {
        const item = matrix('TS', { [`C${text}`]: [`R${text}`, 'B'], Size: ['S', 'M'] }, (_, i) =>
          i === 3 ? null : { key: `k${i}${text}`, sku: i === 0 ? null : `s${i}${text}` },
        )
        return reportOf({ items: [{ ...item, name: text }] }, { title: text, shop: text })
      }
      const tags = (page: string) => (page.match(/<\/?[a-z][a-z0-9]*/gi) ?? []).sort()
      // A character nobody sees is a finding of its own, so pages of the same findings are compared.
      const page = codesHtml({ ...scene(payload), findings: [] })
      expect(tags(page)).toEqual(tags(codesHtml({ ...scene('plain'), findings: [] })))
      expect(codesHtml(scene(payload))).not.toContain(payload)
      expect(codesText(scene(payload), { grids: true })).not.toMatch(/[\u001b\u202e]/)
    },
  )

  test('holes and missing codes are told by words', () => {
    const page = codesHtml(reportOf(sampleScene()))
    expect(page).toContain('<td class="open">(hole)</td>')
    expect(page).toContain('<td class="kept">NO CODE</td>')
    expect(page).toContain('<th scope="row">Navy</th>')
  })
})

describe('grid', () => {
  const draw = (...args: Parameters<typeof matrix>) => {
    const item = matrix(...args)
    return gridText(gridOf(item, check({ items: [item] }))!)
  }

  test('colours down, sizes across, whatever the shop puts first', () => {
    const expected = [
      'TS  Item TS',
      '  Farve / Størrelse  S         M',
      '  Rød                TS-S-Rød  TS-M-Rød',
      '  Blå                TS-S-Blå  (hole)',
    ].join('\n')
    expect(draw('TS', { Størrelse: ['S', 'M'], Farve: ['Rød', 'Blå'] }, (_, i) => (i === 3 ? null : {}))).toBe(expected)
  })

  test('one option is one row', () => {
    expect(draw('TS', { Size: ['S', 'M'] })).toBe('TS  Item TS\n  Size  S     M\n        TS-S  TS-M')
  })

  test('a third option makes a table per value', () => {
    const text = draw('TS', { Colour: ['Red'], Size: ['S'], Logo: ['Yes', 'No'] })
    expect(text).toContain('  Logo: Yes\n')
    expect(text).toContain('  Logo: No\n')
  })

  test('a size that any stands for is no hole', () => {
    const any = { name: 'Size', value: null }
    const all = draw('TS', { Colour: ['Red', 'Blue'], Size: ['S', 'M'] }, (v, i) =>
      i % 2 ? null : { options: [v.options[0]!, any] },
    )
    expect(all).toBe('TS  Item TS\n  Colour / Size  any\n  Red            TS-Red-S\n  Blue           TS-Blue-S')
    const some = draw('TS', { Colour: ['Red', 'Blue'], Size: ['S', 'M'] }, (v, i) =>
      i === 1 ? null : i === 0 ? { options: [v.options[0]!, any] } : {},
    )
    expect(some).not.toContain('(hole)')
    expect(some).toMatch(/Red +- +- +TS-Red-S/)
    expect(some).toMatch(/Blue +TS-Blue-S +TS-Blue-M +-/)
  })

  test('any, blank, kept back and two in one place', () => {
    const item = matrix('TS', { Colour: ['Red', 'Blue'], Size: ['S', 'M'] }, (v, i) => {
      if (i === 0) return { options: [v.options[0]!, { name: 'Size', value: null }] }
      if (i === 1) return { options: v.options.slice(0, 1) }
      return i === 3 ? { options: [v.options[0]!, { name: 'Size', value: 'S' }] } : { sku: 'MUCH-TOO-LONG' }
    })
    const issued = {
      variantId: item.variants[2]!.id,
      code: 'MUCH-TOO-LONG',
      origin: 'shop' as const,
      issuedAt: '2026-01-01T00:00:00Z',
      issuedBy: 'x',
      factor: 1000,
      retiredAt: null,
    }
    const text = gridText(gridOf(item, check({ items: [item], issued: [issued], declared: { maxLength: 12 } }))!)
    expect(text).toContain('any')
    expect(text).toContain('(blank)')
    expect(text).toContain('! MUCH-TOO-LONG + TS-Blue-M')
  })

  test.each([
    ['many sizes', { Colour: ['Red', 'Blue'], Size: Array.from({ length: 40 }, (_, i) => `Size ${i}`) }],
    ['long values', { Colour: ['Red '.repeat(40).trim(), 'B'], Size: ['S '.repeat(60).trim(), 'M'] }],
    ['wide letters', { Colour: ['赤い靴'.repeat(9), '👟'.repeat(30)], Size: ['小', '大'] }],
  ])('%s: never wider than 100 columns, and what is cut is said', (_title, options) => {
    const text = draw('ITEM-WITH-A-LONG-NUMBER', options)
    for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(100)
    expect(text).toMatch(/going on|are cut/)
  })

  test('items with findings come first, and the rest is counted', () => {
    const items = [...Array(5)].map((_, i) =>
      matrix(`I${i}`, { Size: ['S', 'M'] }, (_v, at) => (i === 3 && at === 0 ? { sku: null } : {})),
    )
    const { grids, total } = gridsOf(items, check({ items }), 2)
    expect(grids.map(({ item }) => item.key)).toEqual(['I3', 'I0'])
    expect(total).toBe(5)
    expect(codesText(reportOf({ items }, { grids, gridsTotal: total }), { grids: true })).toContain('3 more items')
  })
})

test('the files appear whole, under their names', async () => {
  const dir = join(mkdtempSync(join(tmpdir(), 'tillbridge-codes-')), 'new')
  const report = reportOf(sampleScene())
  const files = await writeCodesReports(report, dir)
  expect(readdirSync(dir).sort()).toEqual(['codes.csv', 'codes.html', 'codes.json'])
  expect(files.map(({ name, rows }) => [name, rows])).toEqual([
    ['codes.json', report.findings.length],
    ['codes.csv', report.findings.length],
    ['codes.html', null],
  ])
  expect(readFileSync(join(dir, 'codes.html'), 'utf8')).toBe(codesHtml(report))
})
