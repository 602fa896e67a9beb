import { performance } from 'node:perf_hooks'
import { type OpenWorkspace, openWorkspace } from '../runs/workspace.ts'
import { createProgress, type Progress } from './progress.ts'
import { commandWords, createTerminal, type Terminal } from './terminal.ts'

/** Options every command takes. */
export interface GlobalOptions {
  config?: string
  json?: boolean
  quiet?: boolean
  color?: boolean
  input?: boolean
  yes?: boolean
}

/** What a command works with: where it prints, how it is called, and the workspace when it asks for one. */
export interface Session {
  terminal: Terminal
  /** How the user starts us here, for "Next:" lines. */
  command: string
  options: GlobalOptions
  progress: Progress
  /** Somebody sits there who can answer. */
  interactive: boolean
  /** Aborted when somebody asked to stop. */
  stop: AbortSignal | undefined
  workspace<T>(work: (workspace: OpenWorkspace) => Promise<T>, readOnly?: boolean): Promise<T>
}

/** `stop` is aborted when somebody asked to stop; the workspace then ends its work at the next safe place. */
export function createSession(options: GlobalOptions, stop?: AbortSignal): Session {
  const { env, stdout, stderr, stdin } = process
  const terminal = createTerminal({
    stdout,
    stderr,
    env,
    json: options.json ?? false,
    quiet: options.quiet ?? false,
    noColor: options.color === false,
  })
  const progress = createProgress({
    stream: stderr,
    now: () => performance.now(),
    env,
    silent: terminal.json || terminal.quiet,
  })
  return {
    terminal,
    command: withConfig(commandWords(env, process.argv[1]), options.config),
    options,
    progress,
    interactive: options.input !== false && stdin.isTTY === true && stderr.isTTY === true && !terminal.json,
    stop,
    async workspace(work, readOnly = false) {
      const workspace = await openWorkspace(options.config ?? '.', { readOnly, progress, stop })
      try {
        return await work(workspace)
      } finally {
        await workspace.close()
      }
    },
  }
}

/** Commands to copy name the workspace the way this one did. */
function withConfig(command: string, config: string | undefined): string {
  if (config === undefined || config === '.' || config === process.env.TILLBRIDGE_CONFIG) return command
  return `${command} -c ${/^[\w./~@%+=:,-]+$/.test(config) ? config : `'${config.replaceAll("'", "'\\''")}'`}`
}
