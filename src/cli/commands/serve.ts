import { terminalText } from '../../reports/terminal-text.ts'
import { scheduledFlows, serve as serveFlows } from '../../scheduler/serve.ts'
import type { Session } from '../session.ts'

/** Runs every flow by itself until it is stopped; one line per run that did something. */
export async function serve(session: Session): Promise<number> {
  const stop = new AbortController()
  const end = () => stop.abort()
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
  try {
    return await session.workspace(async (workspace) => {
      const flows = scheduledFlows(workspace)
      session.terminal.say(
        `Serving ${workspace.root}: ${flows.map((f) => `${f.partner ?? f.shop} ${f.flow} every ${words(f.everySeconds)}`).join(', ') || 'nothing is scheduled'}. Stop with Ctrl-C.`,
      )
      await serveFlows(workspace, {
        signal: stop.signal,
        told: (report) =>
          session.terminal.json
            ? process.stdout.write(`${JSON.stringify(report)}\n`)
            : session.terminal.say(
                `${terminalText(report, { command: session.command, paint: session.terminal.paint })}\n`,
              ),
        failed: (error) => session.terminal.error(error.message),
      })
      session.terminal.say('Stopped; nothing was left half done.')
      return 0
    })
  } finally {
    process.off('SIGINT', end)
    process.off('SIGTERM', end)
  }
}

function words(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`
}
