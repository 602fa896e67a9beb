import { terminalText } from '../../reports/terminal-text.ts'
import { type Decider, discardFile, heldFile, releaseFile } from '../../runs/held-file.ts'
import type { Session } from '../session.ts'
import { exitOf } from './run.ts'

/** A held file is right after all: it is applied in the name of the one who says so. */
export async function release(session: Session, word: string, options: Decider): Promise<number> {
  return session.workspace(async (workspace) => {
    const report = await releaseFile(workspace, await heldFile(workspace, word), options)
    session.terminal.say(terminalText(report, { command: session.command, paint: session.terminal.paint }))
    if (session.terminal.json) session.terminal.printJson(report)
    return exitOf(report)
  })
}

/** A held file is wrong: it is put aside, and nothing of it is applied. */
export async function discard(session: Session, word: string, options: Decider): Promise<number> {
  return session.workspace(async (workspace) => {
    const file = await heldFile(workspace, word)
    await discardFile(workspace, file, options)
    session.terminal.say(`Discarded ${file.name} (${file.id}); nothing of it was applied.`)
    if (session.terminal.json)
      session.terminal.printJson({
        file: { id: file.id, name: file.name, state: 'discarded' },
        by: options.by,
        note: options.note,
      })
    return 0
  })
}
