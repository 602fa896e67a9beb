import { type Command, Option } from 'commander'
import type { Session } from './session.ts'

/** Code of a command, loaded only when it is asked for. */
type Load<A extends unknown[]> = () => Promise<(session: Session, ...args: A) => Promise<number>>
export type Act = <A extends unknown[]>(load: Load<A>) => (...args: unknown[]) => Promise<void>

export type Example = readonly [call: string, meaning: string]

/** A command with the options that every one has, and its examples. */
export function command(parent: Command, usage: string, description: string, examples: readonly Example[]): Command {
  return parent
    .command(usage)
    .description(description)
    .exitOverride()
    .addOption(new Option('-c, --config <path>', 'tillbridge.yaml or its folder').env('TILLBRIDGE_CONFIG').default('.'))
    .option('--json', 'print one JSON document')
    .option('-q, --quiet', 'no progress, no remarks')
    .option('--no-color', 'no colours')
    .option('--no-input', 'never ask')
    .showHelpAfterError('(add --help for the options)')
    .addHelpText('after', examplesText(examples))
}

export function group(program: Command, name: string, description: string): Command {
  return program.command(name).description(description).exitOverride()
}

function examplesText(examples: readonly Example[]): string {
  const width = Math.max(...examples.map(([call]) => call.length))
  const lines = examples.map(([call, meaning]) => `  tillbridge ${call.padEnd(width)}   ${meaning}`)
  return `\nExamples:\n${lines.join('\n')}`
}
