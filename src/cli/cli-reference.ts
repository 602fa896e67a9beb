import type { Command, Option } from 'commander'
import { FLOWS } from '../model/run-report.ts'
import { buildProgram } from './program.ts'

/** docs/cli.md: every command with its arguments and options, printed from the program itself. */
export function cliReference(): string {
  const commands = allCommands()
  const shared = sharedOptions(commands)
  return `# Commands

<!-- Printed from src/cli/program.ts by \`npm run docs\`; do not edit by hand. -->

In an empty folder with the package installed a command is called as \`npx tillbridge COMMAND\`; in a checkout as
\`npm run -s tillbridge -- COMMAND\`.

Flows: ${FLOWS.map((flow) => `\`${flow}\``).join(', ')}, and \`all\`: everything
that is configured, in the order in which one feeds the next. With \`--json\` stdout holds one JSON document and nothing
else. Exit codes are explained in [codes.md](codes.md#exit-codes).

| command | what it does |
| --- | --- |
${commands.map((one) => `| [\`${one.path}\`](#${anchor(one.path)}) | ${cell(one.command.description())} |`).join('\n')}

## Options of every command

${optionTable(shared)}

${commands.map((one) => section(one, shared)).join('\n\n')}
`
}

export interface CommandEntry {
  /** Words after \`tillbridge\`, such as "runs list". */
  path: string
  command: Command
}

/** Every command that does something; groups such as \`runs\` stand in the paths of theirs. */
export function allCommands(parent: Command = buildProgram(() => {}), words: readonly string[] = []): CommandEntry[] {
  return parent.commands.flatMap((command) => {
    const path = [...words, command.name()]
    return command.commands.length > 0 ? allCommands(command, path) : [{ path: path.join(' '), command }]
  })
}

function sharedOptions(commands: readonly CommandEntry[]): Option[] {
  const others = commands.slice(1).map(({ command }) => new Set(command.options.map((option) => option.flags)))
  return commands[0]!.command.options.filter(({ flags }) => others.every((known) => known.has(flags)))
}

function section({ path, command }: CommandEntry, shared: readonly Option[]): string {
  const known = new Set(shared.map(({ flags }) => flags))
  const own = command.options.filter(({ flags }) => !known.has(flags))
  const words = command.registeredArguments.map((one) => (one.required ? `<${one.name()}>` : `[${one.name()}]`))
  const usage = ['tillbridge', path, ...words, ...(own.length > 0 ? ['[options]'] : [])].join(' ')
  const about = sentence(command.description())
  return [`## ${path}`, about, fence(usage), ...(own.length > 0 ? [optionTable(own)] : []), ...moreHelp(command)].join(
    '\n\n',
  )
}

/** What --help says below the options: examples, and lists of words where a command takes some. */
function moreHelp(command: Command): string[] {
  let text = ''
  command.configureOutput({
    writeOut: (part) => {
      text += part
    },
  })
  command.outputHelp()
  const start = text.indexOf('\nExamples:')
  return start < 0 ? [] : [fence(text.slice(start).trim())]
}

function fence(text: string): string {
  return `\`\`\`\n${text}\n\`\`\``
}

function optionTable(options: readonly Option[]): string {
  return ['| option | meaning |', '| --- | --- |', ...options.map(optionRow)].join('\n')
}

function optionRow(option: Option): string {
  const notes = [
    option.mandatory ? 'must be said' : '',
    option.negate || option.defaultValue === undefined ? '' : `default \`${option.defaultValue}\``,
    option.envVar ? `environment variable \`${option.envVar}\`` : '',
  ].filter(Boolean)
  return `| \`${cell(option.flags)}\` | ${cell(option.description)}${notes.length > 0 ? ` (${notes.join(', ')})` : ''} |`
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function anchor(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
