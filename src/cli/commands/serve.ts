import { terminalText } from '../../reports/terminal-text.ts'
import { scheduledFlows, serve as serveFlows } from '../../scheduler/serve.ts'
import type { Session } from '../session.ts'

/** Runs every flow by itself until it is asked to stop, which is its good end; told is every run that did something. */
export async function serve(session: Session): Promise<number> {
  const { terminal, command } = session
  return session.workspace(async (workspace) => {
    const flows = scheduledFlows(workspace)
    const list = flows.map((f) => `  ${f.partner ?? f.shop} ${f.flow} every ${words(f.everySeconds)}`).join('\n')
    terminal.say(`Serving ${workspace.root}:\n${list || '  nothing is scheduled'}\nStop with Ctrl-C.\n`)
    await serveFlows(workspace, {
      signal: session.stop ?? new AbortController().signal,
      told: (report) => {
        if (terminal.json) process.stdout.write(`${JSON.stringify(report)}\n`)
        else terminal.say(`${terminalText(report, { command, paint: terminal.paint })}\n`)
      },
      failed: (error) => terminal.error(error.message),
    })
    terminal.say('Stopped; nothing was left half done.')
    return 0
  })
}

function words(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`
}
