import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { UsageError } from '../../model/errors.ts'
import type { GuardResult } from '../../model/run-report.ts'
import { counted, grouped, printable } from '../../reports/printable.ts'
import { decisionsAbout } from '../../store/audit.ts'
import { documentsOfFile } from '../../store/documents.ts'
import { fileIdsEnding, findInbound, findOutbound, listFiles } from '../../store/files.ts'
import type { Store } from '../../store/open.ts'
import type { AuditRow, InboundFileRow, OutboundFileRow } from '../../store/schema.ts'
import { storedPath } from '../../workspace/context.ts'
import { numberOption } from '../number-option.ts'
import type { Session } from '../session.ts'
import { shortTime } from '../times.ts'

export async function list(session: Session, options: { side?: string; limit: string }): Promise<number> {
  return session.workspace(async (workspace) => {
    const files = await listFiles(workspace.store, {
      limit: numberOption('--limit', options.limit),
      ...(options.side ? { side: options.side } : {}),
    })
    if (session.terminal.json) session.terminal.printJson({ files })
    if (files.length === 0) session.terminal.say('No file came or went yet.')
    else
      session.terminal.table(
        [
          { title: 'id' },
          { title: 'way' },
          { title: 'side' },
          { title: 'name' },
          { title: 'state' },
          { title: 'rows', align: 'right' },
          { title: 'bytes', align: 'right' },
          { title: 'seen or made' },
        ],
        files.map((f) => [
          f.id,
          f.direction,
          f.side,
          f.name,
          f.state,
          String(f.rows),
          String(f.bytes),
          shortTime(f.at),
        ]),
      )
    return 0
  }, true)
}

/** Everything the ledger knows of one file, and what lies in its folder. */
export async function show(session: Session, asked: string): Promise<number> {
  return session.workspace(async (workspace) => {
    const id = await fileNamed(workspace.store, asked)
    const inbound = await findInbound(workspace.store, id)
    const outbound = inbound ? undefined : await findOutbound(workspace.store, id)
    const row = (inbound ?? outbound)!
    const folder = dirname(resolve(workspace.root, row.path))
    const lying = existsSync(folder)
      ? (await readdir(folder)).sort().map((name) => storedPath(workspace, join(folder, name)))
      : []
    const documents = outbound ? await documentsOfFile(workspace.store, id) : []
    const decisions = (await decisionsAbout(workspace.store, id)).map(decisionShown)
    const shown = { direction: inbound ? 'in' : 'out', ...row, lying, documents, decisions }
    if (session.terminal.json) session.terminal.printJson({ file: shown })
    session.terminal.table(
      [{ title: 'what' }, { title: 'value' }],
      inbound ? inboundFacts(inbound) : outboundFacts(outbound!),
    )
    for (const decision of decisions) session.terminal.say(`\n${decisionText(decision)}`)
    if (lying.length > 0)
      session.terminal.say(`\nIn its folder:\n${lying.map((path) => `  ${printable(path)}`).join('\n')}`)
    if (documents.length > 0) session.terminal.say(`\n${documentsText(documents.map((d) => d.number))}`)
    return 0
  }, true)
}

/** The exact id, or the only one that ends so. @throws UsageError that names those that fit */
async function fileNamed(store: Store, asked: string): Promise<string> {
  const ids = await fileIdsEnding(store, asked)
  if (ids.length === 1) return ids[0]!
  if (ids.length === 0) throw new UsageError(`There is no file "${asked}". See \`files list\`.`)
  throw new UsageError(`Several files end in "${asked}"; say more of the id:\n${ids.map((id) => `  ${id}`).join('\n')}`)
}

function inboundFacts(file: InboundFileRow): string[][] {
  return facts([
    ['file', file.name],
    ['id', file.id],
    ['way', `in, from ${file.side} (${file.flow}${file.kind === file.flow ? '' : `, ${file.kind}`})`],
    ['state', file.state],
    [
      'rows',
      `${grouped(file.read_rows)} read, ${grouped(file.rejected_rows)} rejected, ${grouped(file.unknown_rows)} not in this shop`,
    ],
    ['seen', shortTime(file.seen_at)],
    ['as of', `${shortTime(file.as_of)} (${AS_OF_WORDS[file.as_of_from] ?? file.as_of_from})`],
    ['bytes', grouped(file.bytes)],
    ['sha256', file.sha256],
    ['came from', file.source],
    ['lies in', file.path],
    ['run', file.run],
  ])
}

const AS_OF_WORDS: Record<string, string> = {
  fileTime: 'its time stamp',
  fileName: 'its name',
  header: 'said in the file',
  column: 'said in its rows',
  arrival: 'when it came',
}

function outboundFacts(file: OutboundFileRow): string[][] {
  return facts([
    ['file', file.name],
    ['id', file.id],
    ['way', `out, to ${file.side} (${file.flow})`],
    ['state', file.state],
    ['rows', grouped(file.rows)],
    ['made', shortTime(file.created_at)],
    ['delivered', file.delivered_at && shortTime(file.delivered_at)],
    ['collected', file.collected_at && shortTime(file.collected_at)],
    ['bytes', grouped(file.bytes)],
    ['sha256', file.sha256],
    ['went to', file.target],
    ['kept in', file.path],
    ['run', file.run],
  ])
}

function facts(pairs: readonly (readonly [string, string | null])[]): string[][] {
  return pairs.filter(([, value]) => value !== null && value !== '').map(([name, value]) => [name, value!])
}

/** A decision as scripts get it: who, what and why, and the guards that it overruled. */
type DecisionShown = Pick<AuditRow, 'at' | 'actor' | 'action' | 'note' | 'run'> & {
  guards: Pick<GuardResult, 'name' | 'sentence' | 'limit'>[]
}

function decisionShown({ at, actor, action, note, run, detail }: AuditRow): DecisionShown {
  const { guards = [] } = JSON.parse(detail) as { guards?: GuardResult[] }
  return {
    at,
    actor,
    action,
    note,
    run,
    guards: guards.map(({ name, sentence, limit }) => ({ name, sentence, limit })),
  }
}

const ACTION_WORDS: Record<string, string> = { release: 'Released', discard: 'Discarded' }

function decisionText({ at, actor, action, note, guards }: DecisionShown): string {
  const head = `${ACTION_WORDS[action] ?? action} by ${printable(actor)} at ${shortTime(at)}: ${printable(note)}`
  return [
    head,
    ...guards.map((guard) => `  overruled ${guard.name}: ${printable(guard.sentence)} (limit ${guard.limit})`),
  ].join('\n')
}

const NUMBERS_MAX = 20

function documentsText(numbers: readonly string[]): string {
  const more = numbers.length > NUMBERS_MAX ? `, and ${counted(numbers.length - NUMBERS_MAX, 'more', 'more')}` : ''
  return `${counted(numbers.length, 'document')}: ${numbers.slice(0, NUMBERS_MAX).map(printable).join(', ')}${more}`
}
