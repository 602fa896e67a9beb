import { FileRefused } from '../model/errors.ts'
import type { Finding } from '../model/findings.ts'
import { readItems } from '../profiles/items.ts'
import { setInbound } from '../store/files.ts'
import {
  addItemVerdicts,
  addPartnerItems,
  applyPartnerItems,
  comparePartnerItems,
  createItemsScratch,
  itemCounts,
  itemLineResults,
} from '../store/partner-items.ts'
import { type FlowContext, partnerOf, withScratch } from '../workspace/context.ts'
import { keepIssues } from '../workspace/issues.ts'
import { emptyOutcome, type Outcome } from '../workspace/outcome.ts'
import { readingSettings } from '../workspace/settings.ts'
import { type Feed, type StagedFile, standing } from './inbound-file.ts'
import { sentence } from './sentence.ts'
import { endFile, fileRow, takeFiles } from './take-files.ts'

/** The till's own item list: what it knows, kept for matching and for telling what only one side has. */
export async function importPartnerItems(context: FlowContext, named?: string): Promise<Outcome> {
  const { items } = partnerOf(context)
  if (!items) throw new Error('the partner has no items flow')
  const feed: Feed = {
    flow: 'items',
    kind: 'items',
    folder: items.folder,
    pattern: items.file,
    settleSeconds: items.settle,
    take: items.take,
    settings: await readingSettings(context),
  }
  return takeFiles(context, feed, named, (file) => withScratch(context, () => takeItemFile(context, feed, file)))
}

async function takeItemFile(context: FlowContext, feed: Feed, file: StagedFile): Promise<Outcome> {
  const { store } = context
  const partner = partnerOf(context)
  const outcome = emptyOutcome('ok')
  const place = await standing(context, feed, file, file.fileTime, 'fileTime')
  if (place.kind !== 'fresh' && !context.look) {
    outcome.result = 'nothing-to-do'
    outcome.notes.push(`${file.name} was read already, or a newer list was; nothing to do.`)
    return settle(context, file, outcome, place.kind === 'superseded' ? 'superseded' : 'duplicate')
  }
  const reading = readItems(file.path, partner)
  await createItemsScratch(store)
  try {
    for await (const batch of reading.batches()) {
      outcome.counts.read += batch.read
      await addPartnerItems(store, batch.items)
      await addItemVerdicts(store, [
        ...batch.skipped.map((s) => ({ line: s.line, result: 'skipped' as const, code: '', message: s.reason })),
        ...batch.rejected.map((line) => because(line, batch.findings)),
      ])
      outcome.findings.add(batch.findings)
    }
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error
    outcome.result = 'failed'
    outcome.findings.add(error.findings)
    return settle(context, file, outcome, 'refused')
  }
  await comparePartnerItems(store, partner.partner)
  outcome.counts = { read: outcome.counts.read, ...(await itemCounts(store)) }
  const { rejected } = outcome.counts
  outcome.result = rejected > 0 || outcome.findings.errors > 0 ? 'done-with-issues' : 'ok'
  return settle(context, file, outcome, 'applied', {
    dialect: { ...(partner.items!.dialect ?? partner.dialect), encoding: reading.facts.encoding },
    headerLine: partner.items!.records || partner.items!.headerRow === 'none' ? null : partner.items!.headerRow,
    rowResult: (lines) => itemLineResults(store, lines),
  })
}

function because(line: number, findings: readonly Finding[]) {
  const why = findings.filter((f) => f.row === line && f.severity === 'error')
  return { line, result: 'rejected' as const, code: why[0]?.code ?? '', message: why.map(sentence).join('; ') }
}

async function settle(
  context: FlowContext,
  file: StagedFile,
  outcome: Outcome,
  state: string,
  rows?: Parameters<typeof endFile>[3],
): Promise<Outcome> {
  outcome.files = [fileRow(context, file, context.mode === 'plan' ? 'planned' : state, outcome.counts.read)]
  if (context.mode === 'run') {
    const { partner } = partnerOf(context)
    await context.store.transaction().execute(async (trx) => {
      if (state === 'applied') await applyPartnerItems(trx, partner)
      await setInbound(trx, file.id, { state, read_rows: outcome.counts.read, rejected_rows: outcome.counts.rejected })
      // A list that had no effect takes nothing back of what rows of the last one showed.
      await keepIssues(trx, context, file.id, outcome.findings, { settles: () => state === 'applied' })
    })
  }
  await endFile(context, file, outcome, rows)
  return outcome
}
