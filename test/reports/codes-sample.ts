import type { MatrixItem } from '../../src/model/matrix.ts'
import { gridsOf } from '../../src/reports/codes-grid.ts'
import type { CodesReport } from '../../src/reports/codes-report.ts'
import { check, matrix, type Scene, single } from '../mapping/catalogue-files.ts'

/** A small shop with a fault of most kinds. */
export function sampleScene(): Scene {
  const shirt = matrix('TS', { Colour: ['Red', 'Navy', 'Green'], Size: ['S', 'M'] }, (_, i) =>
    i === 3 ? null : i === 4 ? { sku: null, key: 'TS-4' } : {},
  )
  const cap = matrix('CAP', { Size: ['One size'] }, () => ({ sku: '00471' }))
  const logo = matrix('HD', { Colour: ['Red', 'navy'], Logo: ['Yes', 'No'], Size: ['S', 'M'] })
  return { items: [shirt, cap, logo, single('=CUP(1)', { key: 'K1' }), single('00471', { key: 'K2' })] }
}

export function reportOf(scene: Scene, change: Partial<CodesReport> = {}): CodesReport {
  const result = check(scene)
  const { grids, total } = gridsOf(scene.items as MatrixItem[], result, 50)
  return {
    partner: 'ajour',
    shop: 'main',
    title: 'Ajour POS, Aarhus store',
    at: '2026-11-20T06:00:00Z',
    totals: result.totals,
    planned: 0,
    findings: result.findings,
    grids,
    gridsTotal: total,
    ...change,
  }
}
