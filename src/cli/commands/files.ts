import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { UsageError } from '../../model/errors.ts'
import { documentsOfFile } from '../../store/documents.ts'
import { findInbound, findOutbound, listFiles } from '../../store/files.ts'
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
      files.map((f) => [f.id, f.direction, f.side, f.name, f.state, String(f.rows), String(f.bytes), shortTime(f.at)]),
    )
    return 0
  }, true)
}

/** Everything the ledger knows of one file, and what lies in its folder. */
export async function show(session: Session, id: string): Promise<number> {
  return session.workspace(async (workspace) => {
    const inbound = await findInbound(workspace.store, id)
    const outbound = inbound ? undefined : await findOutbound(workspace.store, id)
    const row = inbound ?? outbound
    if (!row) throw new UsageError(`There is no file "${id}". See \`files list\`.`)
    const folder = dirname(resolve(workspace.root, row.path))
    const lying = existsSync(folder)
      ? (await readdir(folder)).sort().map((name) => storedPath(workspace, join(folder, name)))
      : []
    const documents = outbound ? await documentsOfFile(workspace.store, id) : []
    const shown = { direction: inbound ? 'in' : 'out', ...row, lying, documents }
    if (session.terminal.json) session.terminal.printJson({ file: shown })
    session.terminal.table(
      [{ title: 'what' }, { title: 'value' }],
      Object.entries(row)
        .filter(([, value]) => value !== null && value !== '')
        .map(([key, value]) => [key.replaceAll('_', ' '), String(value)]),
    )
    if (lying.length > 0) session.terminal.say(`\nIn its folder:\n${lying.map((path) => `  ${path}`).join('\n')}`)
    if (documents.length > 0)
      session.terminal.say(`\n${documents.length} documents: ${documents.map((d) => d.number).join(', ')}`)
    return 0
  }, true)
}
