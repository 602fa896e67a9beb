import type { PartnerConfig } from '../config/partner.ts'
import { spreadsheetDialect } from '../csv/spreadsheet-text.ts'
import { runGuards } from '../mapping/guards.ts'
import { finding } from '../model/findings.ts'
import { formatQuantity } from '../model/quantity.ts'
import type { GuardResult } from '../model/run-report.ts'
import type { StockFile } from '../profiles/stock.ts'
import { counted } from '../reports/printable.ts'
import { recordDecision } from '../store/audit.ts'
import { setInbound } from '../store/files.ts'
import { applyStock } from '../store/stock.ts'
import { compareAges } from '../store/stock-as-of.ts'
import { keepFileLocations, latestPhotosBy, supersedeHeld } from '../store/stock-files.ts'
import {
  largestChanges,
  photographedLocations,
  rowResults,
  type StockPlanFigures,
  stockPlanFigures,
} from '../store/stock-plan.ts'
import type { FlowContext } from '../workspace/context.ts'
import { keepIssues } from '../workspace/issues.ts'
import type { Outcome } from '../workspace/outcome.ts'
import { formatOf, guardFormat } from './file-format.ts'
import type { Feed, Latest, StagedFile } from './inbound-file.ts'
import { settledBy } from './mended-issues.ts'
import type { MendedPart } from './mended-part.ts'
import { addPlanFindings } from './plan-findings.ts'
import { absentCodes } from './stock-absent.ts'
import { latestOf } from './stock-feed.ts'
import { stockSettles } from './stock-issues.ts'
import { endFile, type FileEnd, fileRow, type RowFilesOf } from './take-files.ts'

/** A stock file that was read and compared in the scratch file, ready to be judged. */
export interface StockPlan {
  context: FlowContext
  feed: Feed
  file: StagedFile
  reading: StockFile
  /** As the file is read; a mended part is read a little differently. */
  partner: PartnerConfig
  asOf: string
  asOfFrom: string
  outcome: Outcome
  part?: MendedPart
  /** A person looked at the held file and let it pass. */
  release?: { by: string; note: string }
}

/** Figures, findings and guards of a plan; then, in a run, its reports and one transaction with its effect. */
export async function judge(plan: StockPlan): Promise<Outcome> {
  const { context, file, reading, partner, outcome, part, release } = plan
  const stock = partner.stock!
  const locations = await photographedLocations(context.store)
  const { last } = await latestOf(context, locations)
  const formerly = last ? await latestPhotosBy(context.store, partner.partner, last.id) : []
  const figures = await stockPlanFigures(context.store, partner.partner, [...new Set([...locations, ...formerly])])
  const { new: fresh, changed, same, skipped, rejected } = figures
  outcome.counts = { read: outcome.counts.read, new: fresh, changed, same, skipped, rejected }
  outcome.missing = figures.missing
  outcome.figures.encoding = reading.facts.encoding
  outcome.figures.delimiter = (stock.dialect ?? partner.dialect).delimiter
  outcome.figures.asOf = plan.asOf
  await addPlanFindings({
    store: context.store,
    stock,
    header: reading.facts.header,
    mends: part?.original.name,
    findings: outcome.findings,
  })
  const zeroMissing = !stock.listsZeros && !part
  if (stock.listsZeros && !part) outcome.findings.add(await absentCodes(plan))
  addNotes(plan, figures, zeroMissing)
  addUnits(outcome, figures, zeroMissing)
  await addLargest(plan)
  outcome.guards = part ? [] : guards(plan, figures, last)
  const tripped = outcome.guards.filter((guard) => guard.tripped)
  const held = tripped.length > 0 && !release
  if (held)
    outcome.findings.add(
      tripped.map((g) => finding(GUARD_CODES[g.name], { found: g.sentence, expected: g.limit, key: g.name })),
    )
  if (release) outcome.notes.push(releaseNote(release, tripped))
  outcome.result = held ? 'held' : outcome.findings.errors > 0 || rejected > 0 ? 'done-with-issues' : 'ok'
  const taken = fresh + changed + same > 0
  const end: FileEnd = {
    state: held ? 'held' : part && !taken ? 'refused' : 'applied',
    asOf: plan.asOf,
    asOfFrom: plan.asOfFrom,
    read: outcome.counts.read,
    rejected,
    unknown: figures.notInShop,
    format: formatOf(reading.facts),
  }
  outcome.files = [fileRow(context, file, context.mode === 'plan' ? 'planned' : end.state, outcome.counts.read)]
  // Reports come first: a run that dies behind the transaction has left everything of its file.
  await endFile(context, file, outcome, rowFilesOf(plan))
  if (context.mode === 'run') await commit(plan, end, zeroMissing, tripped)
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

function rowFilesOf({ context, file, reading, partner, part }: StockPlan): RowFilesOf {
  const stock = partner.stock!
  const dialect = { ...(stock.dialect ?? partner.dialect), encoding: reading.facts.encoding }
  const { records } = stock
  const hasText = Object.values(stock.columns).some((column) => column.spreadsheetText)
  return {
    dialect: hasText ? spreadsheetDialect(dialect) : dialect,
    headerLine: records || stock.headerRow === 'none' ? null : stock.headerRow,
    rowResult: (lines) => rowResults(context.store, lines),
    origin: part?.origin ?? ((line) => ({ row: String(line), file: file.id })),
    ...(records?.header
      ? { isContext: (cells) => records.header!.is.includes(cells[records.type - 1]?.trim() ?? '') }
      : {}),
  }
}

/** The only moment other users of the database wait for: levels, photograph, ledger row and issues, together. */
async function commit(plan: StockPlan, end: FileEnd, zeroMissing: boolean, tripped: GuardResult[]): Promise<void> {
  const { context, file, partner, outcome, part, release, asOf } = plan
  const side = partner.partner
  const locations = await photographedLocations(context.store)
  const settles = part
    ? await settledBy(context, part.codeAt, part.unnamed)
    : await stockSettles(context.store, { side, locations, about: end.state === 'held' ? 'files' : 'rows' })
  await compareAges(context.store, { partner: side, locations: part ? [] : locations, zeroMissing })
  const now = context.now().toISOString()
  const started = performance.now()
  await context.store.transaction().execute(async (trx) => {
    if (end.state === 'applied')
      await applyStock(trx, { partner: side, fileId: file.id, asOf, locations, zeroMissing, part: part !== undefined })
    await setInbound(trx, file.id, {
      state: end.state,
      as_of: end.asOf,
      as_of_from: end.asOfFrom,
      read_rows: end.read,
      rejected_rows: end.rejected,
      unknown_rows: end.unknown,
      format: end.format,
      mends: part?.original.id ?? null,
      run: context.run ?? '',
    })
    await keepFileLocations(trx, file.id, locations)
    const feed = { id: file.id, flow: 'stock', side, asOf, locations }
    if (end.state === 'held') await supersedeHeld(trx, { ...feed, sha256: file.sha256 })
    else if (!part) await supersedeHeld(trx, feed)
    if (release)
      await recordDecision(trx, {
        at: now,
        actor: release.by,
        action: 'release',
        subject: file.id,
        run: context.run,
        note: release.note,
        detail: { guards: tripped },
      })
    await keepIssues(trx, context, file.id, outcome.findings, { settles })
  })
  outcome.figures.mainLockMs = Math.round(performance.now() - started)
}

export function releaseNote({ by, note }: { by: string; note: string }, tripped: readonly GuardResult[]): string {
  const overruled = tripped.map((guard) => guard.name).join(', ')
  const said = /[.!?]$/.test(note) ? note : `${note}.`
  return `Released by ${by}: ${said}${overruled ? ` Overruled: ${overruled}.` : ''}`
}

function guards(
  { context, reading, partner, asOf, outcome }: StockPlan,
  plan: StockPlanFigures,
  last: Latest['last'],
): GuardResult[] {
  const stock = partner.stock!
  const absent = stock.listsZeros ? 0 : plan.missingAboveZero
  return runGuards(
    {
      read: outcome.counts.read,
      rejected: plan.rejected,
      unknown: plan.notInShop,
      // Tills that leave zeros out list only what they have; then the codes above zero are those to expect.
      levelsBefore: stock.listsZeros ? plan.levelsBefore : plan.levelsAboveZero,
      levelsAboveZero: plan.levelsAboveZero,
      levelsCovered: stock.listsZeros ? plan.levelsListed : plan.aboveZeroListed,
      levelsAre: stock.listsZeros ? 'known levels' : 'levels above zero',
      zeroed: plan.zeroedByRows + absent,
      changed: plan.changedLevels + absent,
      compared: plan.changedLevels + plan.sameLevels + absent,
      format: guardFormat(formatOf(reading.facts), stock),
      asOf,
      now: context.now().toISOString(),
      last: last ? { read: last.read_rows, unknown: last.unknown_rows, format: guardFormat(last.format, stock) } : null,
    },
    stock.guards,
  )
}

function addNotes({ outcome, partner, part }: StockPlan, plan: StockPlanFigures, zeroMissing: boolean): void {
  const { notes } = outcome
  if (partner.stock!.listsZeros && !part && plan.missing > 0)
    notes.push(
      `${counted(plan.missing, 'known code is', 'known codes are')} not in the file, nothing changed there (listsZeros: yes).`,
    )
  if (zeroMissing && plan.missingAboveZero > 0)
    notes.push(
      `${counted(plan.missingAboveZero, 'known code', 'known codes')} not in the file, to zero (listsZeros: no).`,
    )
  if (plan.notInShop > 0) notes.push(`${counted(plan.notInShop, 'row')} skipped: not in this shop.`)
  if (part && plan.new + plan.changed === 0)
    notes.push(
      plan.same === 0
        ? `Nothing changed: all ${plan.rejected} rejected rows are still to be mended.`
        : `Nothing changed: the levels are as the rows say; ${plan.rejected} rows are still to be mended.`,
    )
}

function addUnits(outcome: Outcome, plan: StockPlanFigures, zeroMissing: boolean): void {
  const gone = zeroMissing ? plan.unitsGone : 0
  outcome.figures.unitsBefore = formatQuantity(plan.unitsBefore)
  outcome.figures.unitsAfter = formatQuantity(plan.unitsBefore + plan.unitsDifference - gone)
  outcome.figures.levels = plan.levels
  outcome.figures.toZero = plan.zeroedByRows + (zeroMissing ? plan.missingAboveZero : 0)
}

async function addLargest({ context, outcome }: StockPlan): Promise<void> {
  const [largest] = await largestChanges(context.store, 1)
  if (!largest) return
  const { code, before, quantity } = largest
  outcome.figures.largest = `${code} ${formatQuantity(before ?? 0)} -> ${formatQuantity(quantity)}`
}
