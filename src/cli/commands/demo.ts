import { existsSync } from 'node:fs'
import { cp, readdir } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { UsageError } from '../../model/errors.ts'
import { worstExit } from '../../model/exit-codes.ts'
import type { RunReport } from '../../model/run-report.ts'
import { terminalText } from '../../reports/terminal-text.ts'
import { runFlow } from '../../runs/run-flow.ts'
import { openWorkspace } from '../../runs/workspace.ts'
import { packageFile } from '../package-file.ts'
import type { Session } from '../session.ts'
import { allJobs, exitOf } from './run.ts'

/** Makes the demo workspace when it is not there yet, runs every flow once and says what to look at. */
export async function demo(session: Session, folder = 'demo'): Promise<number> {
  const root = resolve(folder)
  const made = await makeDemo(root)
  session.terminal.say(
    made
      ? `Made ${relative('.', root)}/: the webshop "Bro & Till" as the files it exports, and the till in its shop.\n`
      : `${relative('.', root)}/ is there already; running everything once more.\n`,
  )
  const workspace = await openWorkspace(root, { progress: session.progress })
  const reports: RunReport[] = []
  try {
    for (const job of allJobs(workspace)) {
      const report = await runFlow({ ...job, mode: 'run' }, workspace)
      reports.push(report)
      session.terminal.say(
        `${terminalText(report, { command: session.command, paint: session.terminal.paint, next: null })}\n`,
      )
    }
  } finally {
    await workspace.close()
  }
  tell(session, root, reports)
  const code = worstExit(reports.map(exitOf))
  return code === 3 ? 0 : code // The demo's faults are planted.
}

/** Copies the demo's files; false when the workspace is there already. A folder with other things in it is left alone. */
export async function makeDemo(root: string): Promise<boolean> {
  if (existsSync(join(root, 'tillbridge.yaml'))) return false
  if (existsSync(root) && (await readdir(root)).length > 0)
    throw new UsageError(`${root} is not empty and no workspace. Name another folder.`)
  await cp(packageFile('examples/demo'), root, {
    recursive: true,
    preserveTimestamps: false,
    filter: (path) => !path.endsWith('.gitkeep'),
  })
  return true
}

function tell(session: Session, root: string, reports: readonly RunReport[]): void {
  const here = relative('.', root) || '.'
  const written = reports.flatMap((r) =>
    r.files
      .filter((f) => f.direction === 'out' && f.state !== 'report')
      .map((f) => `  ${r.flow.padEnd(11)} ${f.path ? relative('.', resolve(root, f.path)) : f.name}`),
  )
  const changed = reports.reduce((sum, r) => sum + r.new + r.changed, 0)
  session.terminal.say(
    written.length > 0 ? `Files that left:\n${written.join('\n')}` : 'No file left: nothing is new since the last run.',
  )
  session.terminal.say(`Rows new or changed: ${changed}. Reports lie beside each file under ${here}/var/files.`)
  session.terminal.say(`Next:\n${nextLines(session.command, here)}`)
  if (session.terminal.json) session.terminal.printJson({ workspace: root, runs: reports })
}

function nextLines(command: string, here: string): string {
  const there = here === '.' ? command : `${command} -c ${here}`
  const lines = [
    [`${there} status`, 'every flow on one screen'],
    [`${there} issues list`, 'what was planted, whose job it is, how to mend it'],
    [`${there} stock list`, 'what the till has told'],
    [`${there} run all`, 'once more: nothing new, nothing changed'],
    [`${command} init --from FILE...`, 'draft the settings of your own till from a file it wrote'],
  ] as const
  const width = Math.max(...lines.map(([call]) => call.length))
  return lines.map(([call, meaning]) => `  ${call.padEnd(width)}   ${meaning}`).join('\n')
}
