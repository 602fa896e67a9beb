import { CommanderError } from 'commander'
import { ConfigError } from '../config/problems.ts'
import { Interrupted, TillbridgeError } from '../model/errors.ts'
import { safeJson } from '../reports/printable.ts'
import { buildProgram } from './program.ts'
import { listenForStop } from './stop.ts'

export { buildProgram }

/** The command line. Returns the exit code; what nobody expected is thrown, after --json has been served. */
export async function main(args: string[]): Promise<number> {
  const json = args.includes('--json')
  const stop = listenForStop(process)
  let exitCode: number | undefined
  const program = buildProgram((code) => {
    exitCode = code
  }, stop.signal)
  try {
    await program.parseAsync(args, { from: 'user' })
    // A command that came to its end says itself how it went; for `serve` being stopped is the good end.
    return exitCode ?? (stop.signal.aborted ? INTERRUPTED : 0)
  } catch (error) {
    if (error instanceof CommanderError) return misused(error, json)
    if (stop.signal.aborted && !(error instanceof Interrupted)) return tell(new Interrupted(), json)
    if (error instanceof TillbridgeError) return tell(error, json)
    if (json) print({ error: error instanceof Error ? error.message : String(error), exitCode: 1 })
    throw error
  } finally {
    stop.end()
  }
}

const INTERRUPTED = 130

/** Wrong words on the command line; commander has said so on stderr already. Help and --version are no errors. */
function misused(error: CommanderError, json: boolean): number {
  if (error.exitCode === 0) return 0
  if (json) print({ error: error.message.replace(/^error: /, '').replace(/\s+/g, ' '), exitCode: 2 })
  return 2
}

/** Known errors are told as they are; with --json also as a document, so that a script never finds stdout empty. */
function tell(error: TillbridgeError, json: boolean): number {
  process.stderr.write(`${error.message}\n`)
  const problems = error instanceof ConfigError ? { problems: error.problems } : {}
  if (json) print({ error: error.message, exitCode: error.exitCode, ...problems })
  return error.exitCode
}

function print(document: unknown): void {
  process.stdout.write(`${safeJson(document)}\n`)
}
