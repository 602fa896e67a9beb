import type { Finding } from '../model/findings.ts'
import { finding } from '../model/findings.ts'
import { setInbound } from '../store/files.ts'
import { advancePhoto } from '../store/stock.ts'
import { keepFileLocations, locationsOfFile, supersedeHeld } from '../store/stock-files.ts'
import { type FlowContext, partnerOf } from '../workspace/context.ts'
import { Findings } from '../workspace/findings.ts'
import { keepIssues } from '../workspace/issues.ts'
import { emptyOutcome, type Outcome } from '../workspace/outcome.ts'
import type { StagedFile, Standing } from './inbound-file.ts'
import { stockSettles } from './stock-issues.ts'
import { endFile, fileRow } from './take-files.ts'

/** A file nothing of which can be taken. */
export async function refuse(context: FlowContext, file: StagedFile, findings: readonly Finding[]): Promise<Outcome> {
  const refused = emptyOutcome('failed')
  refused.findings.add(findings)
  refused.notes.push('The file was refused as a whole; nothing was changed.')
  refused.files = [fileRow(context, file, 'refused', 0)]
  await endFile(context, file, refused)
  if (context.mode === 'run') {
    const { partner: side } = partnerOf(context)
    await context.store.transaction().execute(async (trx) => {
      await setInbound(trx, file.id, { state: 'refused' })
      const settles = await stockSettles(trx, { side, locations: [], about: 'refusals' })
      await keepIssues(trx, context, file.id, refused.findings, { settles })
    })
  }
  return refused
}

type Passed = Exclude<Standing, { kind: 'fresh' }>

const STATES = { advance: 'applied', duplicate: 'duplicate', held: 'duplicate', superseded: 'superseded' } as const
const RESULTS = { advance: 'ok', duplicate: 'nothing-to-do', held: 'held', superseded: 'nothing-to-do' } as const

/** A file that changes no level: its bytes are known, or a newer file was there first (R07). */
export async function passOver(
  context: FlowContext,
  file: StagedFile,
  asOf: string,
  place: Passed,
  ...notes: string[]
): Promise<Outcome> {
  const outcome = emptyOutcome(RESULTS[place.kind])
  const state = STATES[place.kind]
  tell(outcome, file, asOf, place)
  outcome.notes.push(...notes)
  outcome.files = [fileRow(context, file, state, place.kind === 'superseded' ? null : place.of.read_rows)]
  await endFile(context, file, outcome)
  if (context.mode === 'run') await keep(context, file, asOf, place)
  return outcome
}

function tell(outcome: Outcome, file: StagedFile, asOf: string, place: Passed): void {
  if (place.kind === 'superseded') {
    outcome.findings.add([
      finding('TB5009', {
        found: file.name,
        expected: `newer than ${place.by.name} (${place.by.as_of})`,
        key: file.name,
      }),
    ])
    const what = place.by.state === 'undone' ? 'was undone; the feed waits for a newer file' : 'was applied already'
    outcome.notes.push(`${file.name} is not newer than ${place.by.name}, which ${what}; it changes nothing.`)
    return
  }
  const { of } = place
  const { read_rows: read, rejected_rows: rejected } = of
  const skipped = place.kind === 'held' ? read - rejected : of.unknown_rows
  outcome.counts = { read, new: 0, changed: 0, same: read - rejected - skipped, skipped, rejected }
  if (place.kind === 'advance') {
    outcome.notes.push(`${file.name} has the same numbers as ${of.name}, seen again at ${asOf}.`)
    return
  }
  outcome.findings.add([
    finding('TB5010', {
      found: file.name,
      expected: `another file than ${of.name} of ${of.seen_at}`,
      key: file.name,
      ...(place.kind === 'held' ? { fix: `Release or discard ${of.id}.` } : {}),
    }),
  ])
  outcome.notes.push(
    place.kind === 'held'
      ? `${file.name} is held already as ${of.id}: release it (\`release ${of.id}\`), or discard it.`
      : of.state === 'discarded'
        ? `${file.name} was discarded as ${of.id}; nothing to do.`
        : `${file.name} was applied already as ${of.name}; nothing to do.`,
  )
}

async function keep(context: FlowContext, file: StagedFile, asOf: string, place: Passed): Promise<void> {
  const { partner, stock } = partnerOf(context)
  await context.store.transaction().execute(async (trx) => {
    const base = { as_of: asOf, as_of_from: stock!.asOf.from, state: STATES[place.kind] }
    if (place.kind !== 'advance') return setInbound(trx, file.id, base)
    const { read_rows, rejected_rows, unknown_rows, format } = place.of
    await advancePhoto(trx, partner, place.of, file.id, asOf)
    await setInbound(trx, file.id, { ...base, read_rows, rejected_rows, unknown_rows, format })
    const locations = await locationsOfFile(trx, place.of.id)
    await keepFileLocations(trx, file.id, locations)
    await supersedeHeld(trx, { id: file.id, flow: 'stock', side: partner, asOf, locations })
    // A sound file is there again: whatever was held or refused in between is over.
    const settles = await stockSettles(trx, { side: partner, locations, about: 'files' })
    await keepIssues(trx, context, file.id, new Findings(), { settles })
  })
}
