import { runGuards } from '../mapping/guards.ts'
import { FileRefused } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'
import { formatQuantity } from '../model/quantity.ts'
import { FINDINGS_MAX, type GuardResult } from '../model/run-report.ts'
import { readStock, type StockFile } from '../profiles/stock.ts'
import { lastApplied, setInbound } from '../store/files.ts'
import { syncIssues } from '../store/issues.ts'
import { advancePhoto, applyStock } from '../store/stock.ts'
import {
  addPlannedCodes,
  addRejectedCodes,
  addStockRows,
  addVerdicts,
  compareStock,
  countVerdicts,
  createStockScratch,
  largestChanges,
  photographedLocations,
  rowResults,
  type StockPlanFigures,
  stockPlanFigures,
  verdictsOf,
} from '../store/stock-plan.ts'
import { ensureCodes } from '../workspace/codes.ts'
import { type FlowContext, ownerOf, partnerOf, withScratch } from '../workspace/context.ts'
import { emptyOutcome, type Outcome } from '../workspace/outcome.ts'
import { type PlaceCodes, placeCodes } from '../workspace/place-codes.ts'
import { asOfOf } from './as-of.ts'
import { type Feed, type StagedFile, standing } from './inbound-file.ts'
import { sentence } from './sentence.ts'
import { endFile, type FileEnd, fileRow, takeFiles } from './take-files.ts'

/** Stock files of a partner: each is read whole, compared in a scratch file, guarded, and applied in one transaction. */
export async function importPartnerStock(context: FlowContext, named?: string): Promise<Outcome> {
  const { stock } = partnerOf(context)
  if (!stock) throw new Error('the partner has no stock flow')
  const feed: Feed = {
    flow: 'stock',
    kind: 'stock',
    folder: stock.folder,
    pattern: stock.file,
    settleSeconds: stock.settle,
    take: stock.take,
  }
  const codes = await ensureCodes(context, 'codes')
  const fresh = codes.fresh.map((code) => code.code)
  const codesAt = stock.columns.code ? undefined : await placeCodes(context, codes.fresh)
  return takeFiles(context, feed, named, (file) => takeStockFile(context, feed, file, fresh, codesAt))
}

async function takeStockFile(
  context: FlowContext,
  feed: Feed,
  file: StagedFile,
  freshCodes: readonly string[],
  codesAt: PlaceCodes | undefined,
): Promise<Outcome> {
  const partner = partnerOf(context)
  const known = await identicalFile(context, feed, file)
  if (known) return known
  return withScratch(context, async () => {
    const reading = readStock(file.path, partner, { codesAt })
    const outcome = emptyOutcome('ok')
    let asOf: string
    try {
      await fillScratch(context, reading, outcome, freshCodes)
      asOf = asOfOf(partner, reading.facts, file, outcome)
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error
      return refuse(context, file, outcome, error.findings)
    }
    const place = await standing(context, feed, file, asOf, partner.stock!.asOf.from)
    if (place.kind !== 'fresh') return passOver(context, file, asOf, place)
    await compareStock(context.store, {
      partner: partner.partner,
      shop: context.shopName,
      duplicates: partner.stock!.duplicates,
      at: context.now().toISOString(),
    })
    return judge(context, feed, file, reading, asOf, outcome)
  })
}

/** Bytes that were applied before need no reading when nothing inside them could tell another time. */
async function identicalFile(context: FlowContext, feed: Feed, file: StagedFile): Promise<Outcome | undefined> {
  const { partner, stock } = partnerOf(context)
  const last = await lastApplied(context.store, feed.flow, partner, feed.kind)
  if (!last || last.sha256 !== file.sha256) return undefined
  const inside = stock!.asOf.from === 'header' || stock!.asOf.from === 'column'
  const asOf = inside ? last.as_of : asOfOf(partnerOf(context), null, file, emptyOutcome())
  const place = await standing(context, feed, file, asOf, stock!.asOf.from)
  return place.kind === 'fresh' ? undefined : passOver(context, file, asOf, place)
}

async function fillScratch(
  context: FlowContext,
  reading: StockFile,
  outcome: Outcome,
  freshCodes: readonly string[],
): Promise<void> {
  const { store } = context
  await createStockScratch(store)
  await addPlannedCodes(store, freshCodes)
  for await (const batch of reading.batches()) {
    outcome.counts.read += batch.read
    await addStockRows(store, batch.records)
    await addVerdicts(store, [
      ...batch.skipped.map((s) => ({ line: s.line, result: 'skipped' as const, code: '', message: s.reason })),
      ...batch.rejected.map((line) => rejection(line, batch.findings)),
    ])
    await addRejectedCodes(store, codesOfRejected(batch.findings))
    await addRejectedCodes(
      store,
      batch.listed.map(({ code }) => code),
    )
    outcome.findings.add(batch.findings)
    context.progress.step('read', outcome.counts.read)
  }
}

/** Findings of rejected rows name the row's code where it could be read. */
function codesOfRejected(findings: readonly Finding[]): string[] {
  return findings.filter((f) => f.severity === 'error' && f.row !== null && f.key !== undefined).map((f) => f.key!)
}

function rejection(line: number, findings: readonly Finding[]) {
  const why = findings.filter((f) => f.row === line && f.severity === 'error')
  return { line, result: 'rejected' as const, code: why[0]?.code ?? '', message: why.map(sentence).join('; ') }
}

async function judge(
  context: FlowContext,
  feed: Feed,
  file: StagedFile,
  reading: StockFile,
  asOf: string,
  outcome: Outcome,
): Promise<Outcome> {
  const { store } = context
  const { partner, stock } = partnerOf(context)
  const plan = await stockPlanFigures(store, partner)
  const { new: fresh, changed, same, skipped, rejected } = plan
  outcome.counts = { read: outcome.counts.read, new: fresh, changed, same, skipped, rejected }
  outcome.missing = plan.missing
  outcome.figures.encoding = reading.facts.encoding
  outcome.figures.delimiter = (stock!.dialect ?? partnerOf(context).dialect).delimiter
  outcome.figures.asOf = asOf
  await addPlanFindings(context, outcome)
  const listsZeros = stock!.listsZeros
  if (listsZeros && plan.missing > 0)
    outcome.notes.push(`${plan.missing} known codes are not in the file and stay as they are (listsZeros: yes).`)
  if (!listsZeros && plan.missingAboveZero > 0)
    outcome.notes.push(`${plan.missingAboveZero} known codes are not in the file and go to zero (listsZeros: no).`)
  if (plan.notInShop > 0) outcome.notes.push(`${plan.notInShop} rows skipped: not in this shop.`)
  outcome.guards = await guards(context, feed, reading, plan, asOf, outcome)
  addUnits(outcome, plan, listsZeros)
  await addLargest(context, outcome)
  const held = outcome.guards.some((g) => g.tripped)
  for (const g of outcome.guards.filter((each) => each.tripped))
    outcome.findings.add([finding(GUARD_CODES[g.name], { found: g.sentence, expected: g.limit, key: g.name })])
  outcome.result = held ? 'held' : outcome.findings.errors > 0 || rejected > 0 ? 'done-with-issues' : 'ok'
  const format = formatOf(reading)
  const end: FileEnd = {
    state: held ? 'held' : 'applied',
    asOf,
    asOfFrom: stock!.asOf.from,
    read: outcome.counts.read,
    rejected,
    unknown: plan.notInShop,
    format,
  }
  outcome.files = [fileRow(context, file, context.mode === 'plan' ? 'planned' : end.state, outcome.counts.read)]
  if (context.mode === 'run') await commit(context, file, outcome, end, held)
  await endFile(context, file, outcome, {
    dialect: { ...(stock!.dialect ?? partnerOf(context).dialect), encoding: reading.facts.encoding },
    headerLine: stock!.records || stock!.headerRow === 'none' ? null : stock!.headerRow,
    rowResult: (lines) => rowResults(store, lines),
  })
  return outcome
}

const GUARD_CODES = {
  rows: 'TB5001',
  coverage: 'TB5002',
  zeroed: 'TB5003',
  changed: 'TB5004',
  unknown: 'TB5005',
  rejected: 'TB5006',
  format: 'TB5007',
  age: 'TB5008',
} as const

/** The only moment other users of the database wait for: levels, photograph, ledger row and issues, together. */
async function commit(
  context: FlowContext,
  file: StagedFile,
  outcome: Outcome,
  end: FileEnd,
  held: boolean,
): Promise<void> {
  const { partner, stock } = partnerOf(context)
  const locations = await photographedLocations(context.store)
  const started = performance.now()
  await context.store.transaction().execute(async (trx) => {
    if (!held)
      await applyStock(trx, { partner, fileId: file.id, asOf: end.asOf, locations, zeroMissing: !stock!.listsZeros })
    await setInbound(trx, file.id, {
      state: end.state,
      as_of: end.asOf,
      as_of_from: end.asOfFrom,
      read_rows: end.read,
      rejected_rows: end.rejected,
      unknown_rows: end.unknown,
      format: end.format,
    })
    await syncIssues(
      trx,
      { flow: 'stock', side: partner, evidence: file.id, now: context.now().toISOString(), ownerOf: ownerOf(context) },
      outcome.findings.kept,
    )
  })
  outcome.figures.mainLockMs = Math.round(performance.now() - started)
}

async function guards(
  context: FlowContext,
  feed: Feed,
  reading: StockFile,
  plan: StockPlanFigures,
  asOf: string,
  outcome: Outcome,
): Promise<GuardResult[]> {
  const { partner, stock } = partnerOf(context)
  const last = await lastApplied(context.store, feed.flow, partner, feed.kind)
  const absent = stock!.listsZeros ? 0 : plan.missingAboveZero
  return runGuards(
    {
      read: outcome.counts.read,
      rejected: plan.rejected,
      unknown: plan.notInShop,
      levelsBefore: plan.levelsBefore,
      levelsAboveZero: plan.levelsAboveZero,
      // Tills that leave zeros out list only what they have; then the codes above zero are those to expect.
      levelsCovered: stock!.listsZeros ? plan.levelsBefore - plan.missing : plan.levelsBefore - plan.missingAboveZero,
      zeroed: plan.zeroedByRows + absent,
      changed: plan.changedLevels + absent,
      compared: plan.changedLevels + plan.sameLevels + absent,
      format: formatOf(reading),
      asOf,
      now: context.now().toISOString(),
      last: last ? { read: last.read_rows, unknown: last.unknown_rows, format: last.format } : null,
    },
    stock!.guards,
  )
}

function formatOf(reading: StockFile): string {
  return `${reading.facts.header.join(' | ')} (${reading.facts.numberStyle})`
}

async function addPlanFindings(context: FlowContext, outcome: Outcome): Promise<void> {
  const counts = await countVerdicts(context.store)
  for (const code of ['TB2202', 'TB3001', 'TB3002', 'TB2201'] as const) {
    const n = counts.get(code) ?? 0
    if (n === 0) continue
    const shown = await verdictsOf(context.store, [code], FINDINGS_MAX)
    outcome.findings.add(
      shown.map((v) =>
        finding(code, {
          row: v.line,
          found: v.text ?? v.message,
          expected: v.text === null ? null : v.message,
          key: v.text ?? `line ${v.line}`,
        }),
      ),
    )
    outcome.findings.count(code, n - shown.length)
  }
}

function addUnits(outcome: Outcome, plan: StockPlanFigures, listsZeros: boolean): void {
  const gone = listsZeros ? 0 : plan.unitsGone
  outcome.figures.unitsBefore = formatQuantity(plan.unitsBefore)
  outcome.figures.unitsAfter = formatQuantity(plan.unitsBefore + plan.unitsDifference - gone)
  outcome.figures.levels = plan.levels
  outcome.figures.toZero = plan.zeroedByRows + (listsZeros ? 0 : plan.missingAboveZero)
}

async function addLargest(context: FlowContext, outcome: Outcome): Promise<void> {
  const [largest] = await largestChanges(context.store, 1)
  if (!largest) return
  const { code, before, quantity } = largest
  outcome.figures.largest = `${code}  ${formatQuantity(before ?? 0)} -> ${formatQuantity(quantity)}`
}

async function refuse(
  context: FlowContext,
  file: StagedFile,
  outcome: Outcome,
  findings: readonly Finding[],
): Promise<Outcome> {
  const refused = emptyOutcome('failed')
  refused.findings.add(findings)
  refused.notes.push('The file was refused as a whole; nothing was changed.')
  refused.files = [fileRow(context, file, 'refused', outcome.counts.read)]
  if (context.mode === 'run') {
    const scope = {
      flow: 'stock',
      side: partnerOf(context).partner,
      evidence: file.id,
      now: context.now().toISOString(),
      ownerOf: ownerOf(context),
    }
    await context.store.transaction().execute(async (trx) => {
      await setInbound(trx, file.id, { state: 'refused' })
      await syncIssues(trx, scope, findings)
    })
  }
  await endFile(context, file, refused)
  return refused
}

async function passOver(
  context: FlowContext,
  file: StagedFile,
  asOf: string,
  place: Exclude<Awaited<ReturnType<typeof standing>>, { kind: 'fresh' }>,
): Promise<Outcome> {
  const partner = partnerOf(context)
  const outcome = emptyOutcome(place.kind === 'advance' ? 'ok' : 'nothing-to-do')
  const state = { advance: 'applied', duplicate: 'duplicate', superseded: 'superseded' }[place.kind]
  outcome.files = [fileRow(context, file, state, place.kind === 'superseded' ? null : place.of.read_rows)]
  if (place.kind === 'superseded') {
    outcome.findings.add([
      finding('TB5009', {
        found: file.name,
        expected: `newer than ${place.by.name} (${place.by.as_of})`,
        key: file.name,
      }),
    ])
    outcome.notes.push(`${file.name} is older than ${place.by.name}, which was applied already; it changes nothing.`)
  } else {
    const of = place.of
    outcome.counts = {
      read: of.read_rows,
      new: 0,
      changed: 0,
      same: of.read_rows - of.rejected_rows - of.unknown_rows,
      skipped: of.unknown_rows,
      rejected: of.rejected_rows,
    }
    if (place.kind === 'duplicate')
      outcome.findings.add([
        finding('TB5010', {
          found: file.name,
          expected: `another file than ${of.name} of ${of.seen_at}`,
          key: file.name,
        }),
      ])
    outcome.notes.push(
      place.kind === 'duplicate'
        ? `${file.name} was applied already as ${of.name}; nothing to do.`
        : `${file.name} has the same numbers as ${of.name}, seen again at ${asOf}.`,
    )
  }
  if (context.mode === 'run') {
    await context.store.transaction().execute(async (trx) => {
      const base = { as_of: asOf, as_of_from: partner.stock!.asOf.from, state }
      if (place.kind === 'advance') {
        await advancePhoto(trx, partner.partner, place.of.id, file.id, asOf)
        await setInbound(trx, file.id, {
          ...base,
          read_rows: place.of.read_rows,
          rejected_rows: place.of.rejected_rows,
          unknown_rows: place.of.unknown_rows,
          format: place.of.format,
        })
      } else await setInbound(trx, file.id, base)
    })
  }
  await endFile(context, file, outcome)
  return outcome
}
