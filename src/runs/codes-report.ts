import { gridsOf } from '../reports/codes-grid.ts'
import type { CodesReport } from '../reports/codes-report.ts'
import type { CodeScope } from './code-scope.ts'
import type { PlannedCodes } from './codes-plan.ts'

/** Items drawn unless somebody asks for more; those with findings come first. */
export const GRIDS_MAX = 50

/** The report of a plan: what the checks say of it, with grids of the items that matter most. */
export function codesReportOf(
  { workspace, partner, shopName }: CodeScope,
  { plan, check, known }: PlannedCodes,
  gridsMax = GRIDS_MAX,
): CodesReport {
  const { grids, total } = gridsOf(known.items, check, gridsMax)
  return {
    partner: partner.partner,
    shop: shopName,
    ...(partner.title === undefined ? {} : { title: partner.title }),
    at: workspace.now().toISOString(),
    totals: check.totals,
    planned: plan.assigned.length,
    findings: check.findings,
    grids,
    gridsTotal: total,
    owners: workspace.workspace.owners,
  }
}
