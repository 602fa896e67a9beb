import { resolve } from 'node:path'
import type { Flow } from '../../model/run-report.ts'
import { terminalText } from '../../reports/terminal-text.ts'
import { unknownKind } from '../../runs/check-file.ts'
import { type Job, runFlow } from '../../runs/run-flow.ts'
import { kindNamed } from '../../webshops/kinds.ts'
import { confirm } from '../confirm.ts'
import type { Session } from '../session.ts'
import { exitOf } from './run.ts'

interface ImportOptions {
  as: string
  partner?: string
  shop?: string
  yes?: boolean
}

/** One file by hand: the plan is shown first, then applied when somebody says so. */
export async function importFile(session: Session, file: string, options: ImportOptions): Promise<number> {
  const job: Omit<Job, 'mode'> = {
    flow: flowOfKind(options.as),
    partner: options.partner,
    shop: options.shop,
    file: { path: resolve(file), as: options.as },
  }
  return session.workspace(async (workspace) => {
    if (!options.yes) {
      const plan = await runFlow({ ...job, mode: 'plan' }, workspace)
      session.terminal.say(terminalText(plan, { command: session.command, paint: session.terminal.paint, next: null }))
      if (!['ok', 'done-with-issues'].includes(plan.result)) {
        if (session.terminal.json) session.terminal.printJson(plan)
        return exitOf(plan)
      }
      if (!(await confirm(session, 'Apply this?', '--yes'))) {
        session.terminal.say('Nothing was written.')
        return 0
      }
    }
    const report = await runFlow({ ...job, mode: 'run' }, workspace)
    session.terminal.say(terminalText(report, { command: session.command, paint: session.terminal.paint }))
    if (session.terminal.json) session.terminal.printJson(report)
    return exitOf(report)
  })
}

function flowOfKind(as: string): Flow {
  if (as === 'stock' || as === 'items') return as
  const kind = kindNamed(as)
  if (!kind) throw unknownKind(as)
  return kind.holds === 'orders' ? 'shop-orders' : 'shop-catalogue'
}
