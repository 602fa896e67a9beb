import type { StockConfig } from '../config/partner.ts'
import type { FindingCode } from '../model/finding-codes.ts'
import { type Finding, finding } from '../model/findings.ts'
import { formatQuantity } from '../model/quantity.ts'
import { FINDINGS_MAX } from '../model/run-report.ts'
import { columnName } from '../profiles/column-name.ts'
import { findColumn } from '../profiles/header.ts'
import { MAIN_LOCATION } from '../profiles/locations.ts'
import type { Beside } from '../store/beside.ts'
import type { Store } from '../store/open.ts'
import { countVerdicts, verdictsOf } from '../store/stock-plan.ts'
import type { Outcome } from '../workspace/outcome.ts'

interface PlanFindings {
  store: Store
  stock: StockConfig
  header: readonly string[]
  /** Name of the file whose rows are mended, for a mended part. */
  mends: string | undefined
  findings: Outcome['findings']
}

/** What the comparison with the shop and with the other rows of the file has found. */
export async function addPlanFindings(plan: PlanFindings): Promise<void> {
  const { store, findings } = plan
  const counts = await countVerdicts(store)
  for (const code of ['TB2202', 'TB3001', 'TB3002', 'TB2201'] as const) {
    const n = counts.get(code) ?? 0
    if (n === 0) continue
    const shown = await verdictsOf(store, code, FINDINGS_MAX)
    findings.add(shown.map((verdict) => findingOf(code, verdict, plan)))
    findings.count(code, n - shown.length)
  }
}

interface Verdict {
  line: number
  message: string
  about: string | null
  beside: Beside
}

function findingOf(code: FindingCode, { line, message, about, beside }: Verdict, plan: PlanFindings): Finding {
  const { stock, header, mends } = plan
  const key = about ?? `line ${line}`
  const { location = MAIN_LOCATION, quantity, mendedIn, ours } = beside
  if (quantity === undefined)
    return finding(code, {
      row: line,
      column: columnName(stock, header, 'code'),
      found: about ?? message,
      expected: mendedIn ? `one file with all rows of ${key}; one was mended in ${mendedIn} already` : (ours ?? null),
      key,
      ...(mendedIn ? { fix: 'Undo that run, and mend all rows of the code in one file.' } : {}),
    })
  const place = location === MAIN_LOCATION ? key : `${key} at ${location}`
  const other = `line ${beside.line}${beside.inSource ? ` of ${mends}` : ''}`
  return finding(code, {
    row: line,
    column: quantityColumn(stock, header, location),
    found: formatQuantity(quantity),
    expected:
      code === 'TB2201'
        ? `one row of ${place}; ${other} says the same`
        : `one quantity of ${place}; ${other} says ${formatQuantity(beside.other ?? 0)}`,
    key,
  })
}

/** Where the quantity stands: in its own column, or in that of the location. */
function quantityColumn(stock: StockConfig, header: readonly string[], location: string): string | null {
  const names = stock.locationColumns?.[location]
  if (!names) return columnName(stock, header, 'quantity')
  const found = findColumn(header, names)
  return found && header[found.index]!.trim()
}
