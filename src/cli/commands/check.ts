import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { UsageError } from '../../model/errors.ts'
import { counted, printable } from '../../reports/printable.ts'
import { terminalText } from '../../reports/terminal-text.ts'
import { checkFile } from '../../runs/check-file.ts'
import type { CheckOptions, FileCheck } from '../../runs/file-check.ts'
import type { OpenWorkspace } from '../../runs/workspace.ts'
import type { Session } from '../session.ts'
import { exitOf } from './run.ts'

/** Without a file the configuration, with a file that file; nothing is written. */
export async function check(session: Session, file: string | undefined, options: CheckOptions): Promise<number> {
  if (file === undefined) return checkConfig(session)
  const path = resolve(file)
  const result = hasWorkspace(session)
    ? await session.workspace((w) => checkFile(path, options, w), true)
    : await checkFile(path, options, null)
  show(session, { ...result, file })
  return exitOf(result.report)
}

function hasWorkspace(session: Session): boolean {
  const where = session.options.config ?? '.'
  return where !== '.' || existsSync('tillbridge.yaml') || existsSync('tillbridge.yml')
}

/** A configuration that loads has no problem; one that does not is told by its ConfigError. */
async function checkConfig(session: Session): Promise<number> {
  if (!hasWorkspace(session))
    throw new UsageError(`There is no tillbridge.yaml here. Make one with: ${session.command} init`)
  return session.workspace(async (workspace: OpenWorkspace) => {
    const { file, shops, partners } = workspace
    session.terminal.say(
      [
        printable(file),
        `  ${counted(shops.size, 'shop')}: ${[...shops.keys()].join(', ')}`,
        `  ${counted(partners.size, 'partner')}: ${[...partners.keys()].join(', ') || 'none'}`,
        'No problem found.',
        `Next:  ${session.command} doctor      (folders and rights)`,
      ].join('\n'),
    )
    if (session.terminal.json)
      session.terminal.printJson({
        config: file,
        shops: [...shops.keys()],
        partners: [...partners.keys()],
        problems: [],
      })
    return 0
  }, true)
}

function show(session: Session, result: FileCheck): void {
  const { report, ...contract } = result
  if (session.terminal.json) {
    session.terminal.printJson({
      ...contract,
      result: report.result,
      findingsByCode: report.findingsByCode,
      guards: report.guards,
      notes: report.notes,
    })
    return
  }
  const kind = result.kind
    ? `read as ${result.kind}${result.kindGuessed ? ' (by its header or name; --as KIND overrules)' : ''}`
    : 'of no known kind'
  session.terminal.say(`${printable(result.file)} is ${kind}`)
  session.terminal.say(terminalText(report, { command: session.command, paint: session.terminal.paint, next: null }))
}
