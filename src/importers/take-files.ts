import type { Dialect } from '../csv/dialect.ts'
import { TransportError } from '../model/errors.ts'
import { finding } from '../model/findings.ts'
import type { RunFile } from '../model/run-report.ts'
import { type RowFilesInput, type RowResult, writeRowFiles } from '../reports/row-files.ts'
import { summarise } from '../reports/summary.ts'
import { writeReports } from '../reports/write-reports.ts'
import { type FlowContext, storedPath } from '../workspace/context.ts'
import { emptyOutcome, mergeOutcomes, type Outcome, toReport } from '../workspace/outcome.ts'
import { type Feed, recoverStaged, release, type StagedFile, stage, stageNamed, waitingFiles } from './inbound-file.ts'

/** How a file ended, as the ledger keeps it. */
export interface FileEnd {
  state: string
  asOf: string
  asOfFrom: string
  read: number
  rejected: number
  unknown: number
  format: string | null
}

/** Takes every waiting file of a feed, or the one a person named, oldest first; what a dead run left comes before. */
export async function takeFiles(
  context: FlowContext,
  feed: Feed,
  named: string | undefined,
  take: (file: StagedFile) => Promise<Outcome>,
): Promise<Outcome> {
  const outcomes: Outcome[] = []
  const run = async (file: StagedFile | undefined) => {
    if (!file) return
    outcomes.push(await take(file))
    await release(context, file)
  }
  if (named !== undefined) {
    await run(await stageNamed(context, feed, named))
    return mergeOutcomes(outcomes)
  }
  for (const file of await recoverStaged(context, feed)) await run(file)
  const waiting = await waitingFiles(context, feed)
  for (const file of waiting.files) await run(await stageOrWait(context, feed, file, waiting.findings))
  const merged = outcomes.length > 0 ? mergeOutcomes(outcomes) : emptyOutcome()
  merged.findings.add(waiting.findings)
  if (outcomes.length === 0)
    merged.notes.push(`No file matches ${feed.pattern} in ${feed.folder === '.' ? 'the folder' : feed.folder}.`)
  return merged
}

/** A file that another program still holds waits for the next run. */
async function stageOrWait(
  context: FlowContext,
  feed: Feed,
  file: Parameters<typeof stage>[2],
  findings: Outcome['findings']['kept'],
): Promise<StagedFile | undefined> {
  try {
    return await stage(context, feed, file)
  } catch (error) {
    if (!(error instanceof TransportError && error.retryable)) throw error
    findings.push(finding('TB4006', { found: `${file.name}: ${error.message}`, key: file.name }))
    return undefined
  }
}

export interface RowFilesOf {
  dialect: Dialect
  headerLine: number | null
  rowResult: (lines: number[]) => Promise<(RowResult | null)[]>
  isContext?: RowFilesInput['isContext']
  origin?: RowFilesInput['origin']
}

/** The reports beside the staged bytes: row files where rows were read, and the report in its three forms. */
export async function endFile(
  context: FlowContext,
  file: StagedFile,
  outcome: Outcome,
  rows?: RowFilesOf,
): Promise<void> {
  outcome.findings.inRowOrder()
  if (context.mode === 'plan') return
  if (rows) {
    const written = await writeRowFiles({
      ...rows,
      source: file.path,
      outDir: file.folder,
    })
    outcome.files.push(...written.files.map((f) => reported(context, f)))
  }
  outcome.figures.peakMemoryMiB = Math.round(process.resourceUsage().maxRSS / 1024)
  const report = toReport(context, outcome, file.seenAt, summarise)
  const reports = await writeReports(report, file.folder)
  outcome.files.push(...reports.map((f) => reported(context, f)))
}

function reported(context: FlowContext, file: RunFile): RunFile {
  return { ...file, path: file.path && storedPath(context, file.path) }
}

export function fileRow(context: FlowContext, file: StagedFile, state: string, rows: number | null): RunFile {
  return {
    direction: 'in',
    name: file.name,
    id: context.mode === 'plan' ? null : file.id,
    path: context.mode === 'plan' ? null : storedPath(context, file.path),
    state,
    bytes: file.bytes,
    sha256: file.sha256,
    rows,
  }
}
