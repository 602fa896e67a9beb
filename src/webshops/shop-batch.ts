import type { FindingCode } from '../model/finding-codes.ts'
import { type Finding, finding, type Place } from '../model/findings.ts'
import type { TableBatch } from './csv-table.ts'
import type { ShopBatch } from './webshop.ts'

/** A batch with nothing in it. */
export function emptyShopBatch(): ShopBatch {
  return { read: 0, items: [], variants: [], levels: [], orders: [], findings: [], skipped: [], rejected: [] }
}

/** A batch that accounts for what the table already knows of its rows. */
export function startBatch(rows: TableBatch): ShopBatch {
  return { ...emptyShopBatch(), read: rows.read, findings: [...rows.findings], rejected: [...rows.rejected] }
}

/** Gathers what is wrong with one row; a row with a fault is rejected whole (R50), a remark lets it pass. */
export interface RowCheck {
  readonly line: number
  readonly findings: Finding[]
  readonly failed: boolean
  fault(code: FindingCode, place: Place): void
  remark(code: FindingCode, place: Place): void
}

export function checkRow(line: number): RowCheck {
  const findings: Finding[] = []
  let failed = false
  return {
    line,
    findings,
    get failed() {
      return failed
    },
    fault(code, place) {
      failed = true
      findings.push(finding(code, { row: line, severity: 'error', ...place }))
    },
    remark(code, place) {
      findings.push(finding(code, { row: line, ...place }))
    },
  }
}

/**
 * Puts a row's findings into the batch, and the row among the rejected ones when it has a fault, with the keys of what
 * stands there. True when it may be taken.
 */
export function settleRow(batch: ShopBatch, check: RowCheck, keys: string[] = []): boolean {
  batch.findings.push(...check.findings)
  if (check.failed) batch.rejected.push({ line: check.line, rows: 1, ...(keys.length > 0 ? { keys } : {}) })
  return !check.failed
}
