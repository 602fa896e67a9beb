import { FINDING_CODES } from '../model/finding-codes.ts'
import { type CodesReport, totalsSentence } from './codes-report.ts'
import { safeJson } from './printable.ts'

/**
 * The report for machines, piece by piece: totals first, then one finding per line, so that neither we nor the reader
 * must hold a large one. Keys keep their order; later versions may add some.
 */
export function* codesJson(report: CodesReport): Generator<string> {
  const { partner, shop, at, totals, planned, findings, gridsTotal } = report
  const head = safeJson({
    partner,
    shop,
    at,
    summary: totalsSentence(report),
    totals,
    planned,
    matrixItems: gridsTotal,
  })
  yield `${head.slice(0, -2)},\n  "findings": [`
  let first = true
  for (const {
    code,
    severity,
    key,
    item,
    variant,
    sku,
    options,
    row,
    column,
    found,
    expected,
    fix,
    names,
  } of findings) {
    const { slug, explanation, owner } = FINDING_CODES[code]
    const place = { key, item, variant, sku, options, row, column }
    const text = safeJson({ code, slug, severity, ...place, found, expected, names, why: explanation, fix, owner }, 0)
    yield `${first ? '' : ','}\n    ${text}`
    first = false
  }
  yield `${first ? '' : '\n  '}]\n}\n`
}
