import type { Check } from '../../runs/doctor.ts'
import { examine } from '../../runs/doctor.ts'
import type { Session } from '../session.ts'

/** One line per check; the fix under those that fail. Exit code 1 when something required is wrong. */
export async function doctor(session: Session, partner: string | undefined): Promise<number> {
  return session.workspace(async (workspace) => {
    const checks = await examine(workspace, partner)
    if (session.terminal.json) session.terminal.printJson({ checks })
    for (const check of checks) session.terminal.say(line(check, session))
    const failed = checks.filter((c) => c.state === 'fail').length
    session.terminal.say(
      failed === 0 ? '\nNothing is in the way.' : `\n${failed} ${failed === 1 ? 'thing is' : 'things are'} in the way.`,
    )
    return failed === 0 ? 0 : 1
  })
}

const MARKS = { ok: 'ok  ', warn: 'note', fail: 'FAIL' } as const

function line(check: Check, session: Session): string {
  const { paint } = session.terminal
  const mark =
    check.state === 'fail'
      ? paint.red(MARKS.fail)
      : check.state === 'warn'
        ? paint.yellow(MARKS.warn)
        : paint.green(MARKS.ok)
  return `${mark}  ${check.name.padEnd(28)} ${check.detail}${check.fix ? `\n      fix: ${check.fix}` : ''}`
}
