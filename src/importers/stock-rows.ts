import type { Finding } from '../model/findings.ts'
import type { StockFile } from '../profiles/stock.ts'
import { addListedCodes, addStockRows, addVerdicts } from '../store/stock-plan.ts'
import type { FlowContext } from '../workspace/context.ts'
import type { Outcome } from '../workspace/outcome.ts'
import { sentence } from './sentence.ts'

/** Reads a stock file into the scratch file, keeping count and findings. */
export async function readIntoScratch(context: FlowContext, reading: StockFile, outcome: Outcome): Promise<void> {
  const { store } = context
  for await (const batch of reading.batches()) {
    outcome.counts.read += batch.read
    await addStockRows(store, batch.records)
    await addVerdicts(store, [
      ...batch.skipped.map((s) => ({ line: s.line, result: 'skipped' as const, code: '', message: s.reason })),
      ...batch.rejected.map((line) => rejection(line, batch.findings)),
    ])
    await addListedCodes(store, batch.listed)
    outcome.findings.add(batch.findings)
    context.progress.step('read', outcome.counts.read)
  }
}

function rejection(line: number, findings: readonly Finding[]) {
  const why = findings.filter((f) => f.row === line && f.severity === 'error')
  return { line, result: 'rejected' as const, code: why[0]?.code ?? '', message: why.map(sentence).join('; ') }
}
