import { counted } from '../../reports/printable.ts'
import { terminalText } from '../../reports/terminal-text.ts'
import { planUndo, undoRun } from '../../runs/undo-run.ts'
import { confirm } from '../confirm.ts'
import type { Session } from '../session.ts'
import { exitOf } from './run.ts'

export async function undo(session: Session, id: string, options: { yes?: boolean }): Promise<number> {
  return session.workspace(async (workspace) => {
    const plan = await planUndo(workspace, id)
    const { restored, superseded } = plan.figures
    session.terminal.say(
      `Undo ${plan.run.id} (${plan.file.name}): ${counted(restored, 'level goes', 'levels go')} back, ${superseded} changed since and stay.`,
    )
    if (!options.yes && !(await confirm(session, 'Do it?', '--yes'))) {
      session.terminal.say('Nothing was written.')
      return 0
    }
    const report = await undoRun(workspace, plan)
    session.terminal.say(terminalText(report, { command: session.command, paint: session.terminal.paint, next: null }))
    if (session.terminal.json) session.terminal.printJson(report)
    return exitOf(report)
  })
}
