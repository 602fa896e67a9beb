import { Command, CommanderError, Option } from 'commander'
import { ConfigError } from '../config/problems.ts'
import { TillbridgeError } from '../model/errors.ts'
import { EXIT_CODES } from '../model/exit-codes.ts'
import { FLOWS } from '../model/run-report.ts'
import { createSession, type GlobalOptions, type Session } from './session.ts'
import { VERSION } from './version.ts'

/**
 * The command line. Every command is loaded only when it is asked for, because most of a short run is loading.
 * Returns the exit code.
 */
export async function main(args: string[]): Promise<number> {
  let exitCode = 0
  const program = buildProgram((code) => {
    exitCode = code
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (error instanceof TillbridgeError) return tell(error, args.includes('--json'))
    throw error
  }
}

/** Known errors are told as they are; with --json also as a document, so that a script never finds stdout empty. */
function tell(error: TillbridgeError, json: boolean): number {
  process.stderr.write(`${error.message}\n`)
  const problems = error instanceof ConfigError ? { problems: error.problems } : {}
  if (json)
    process.stdout.write(
      `${JSON.stringify({ error: error.message, exitCode: error.exitCode, ...problems }, null, 2)}\n`,
    )
  return error.exitCode
}

type Run = (session: Session, ...args: never[]) => Promise<number>

/** Every command with its options; docs/cli.md is printed from it. `end` is told the exit code of the command that ran. */
export function buildProgram(end: (code: number) => void): Command {
  const program = new Command('tillbridge')
  program
    .description('Carries orders, catalogue and stock between a webshop and tills that only speak files.')
    .version(VERSION, '-V, --version')
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help for the options)')
    .exitOverride()
    .enablePositionalOptions()
    .addHelpText('after', HELP_AFTER)
  const command = (usage: string, description: string) =>
    globals(program.command(usage)).description(description).exitOverride()
  const act =
    <A extends unknown[]>(load: () => Promise<(session: Session, ...args: A) => Promise<number>>) =>
    async (...args: unknown[]) => {
      const self = args.at(-1) as Command
      const session = createSession(self.optsWithGlobals() as GlobalOptions)
      const run = (await load()) as unknown as Run
      end(await run(session, ...(args.slice(0, -1) as never[])))
    }

  command('init [folder]', "make a workspace: a demo, from a preset, or drafted from a partner's real files")
    .option('--demo', 'a demo workspace with a webshop and a till to play with')
    .option('--preset <name>', 'start from a preset: generic, etron, lightspeed-x')
    .option('--from <file...>', "draft the partner's YAML from files it wrote")
    .option('--name <name>', 'short name of the partner')
    .option('--time-zone <zone>', 'time zone of the till, such as Europe/Copenhagen')
    .option('--currency <code>', 'currency of the till, such as EUR')
    .action(act(async () => (await import('./commands/init.ts')).init))
  command('doctor [partner]', 'look at everything that must be right: folders, rights, database, settings').action(
    act(async () => (await import('./commands/doctor.ts')).doctor),
  )
  command('check [file]', 'check the configuration, or one data file; nothing is written')
    .option('--as <kind>', 'what the file is: stock, items, woocommerce-products, shopify-orders, ...')
    .option('-p, --partner <name>', 'the partner whose profile reads the file')
    .option('-s, --shop <name>', 'the shop the file is from')
    .action(act(async () => (await import('./commands/check.ts')).check))
  command('plan <flow>', `what a run would do; nothing is written. Flows: ${FLOWS.join(', ')}, all`)
    .option('-p, --partner <name>', 'the partner of the flow')
    .option('-s, --shop <name>', 'the shop of the flow')
    .addOption(new Option('--exit-code', 'exit 10 when there are changes'))
    .action(act(async () => (await import('./commands/run.ts')).plan))
  command('run <flow>', `do it once. Flows: ${FLOWS.join(', ')}, all`)
    .option('-p, --partner <name>', 'the partner of the flow')
    .option('-s, --shop <name>', 'the shop of the flow')
    .option('--dry-run', 'the same as plan')
    .action(act(async () => (await import('./commands/run.ts')).run))
  command('import <file>', 'take in one file by hand: same checks, same guards, shown before it is applied')
    .requiredOption('--as <kind>', 'what the file is: stock, items, woocommerce-products, shopify-orders, ...')
    .option('-p, --partner <name>', 'the partner it is from')
    .option('-s, --shop <name>', 'the shop it is from')
    .option('-y, --yes', 'apply without asking')
    .action(act(async () => (await import('./commands/import.ts')).importFile))
  command('undo <run>', 'put back the levels a stock import set, as far as nothing newer has come')
    .option('-y, --yes', 'do it without asking')
    .action(act(async () => (await import('./commands/undo.ts')).undo))
  command('status', 'one screen: every flow, when it last ran and how, open issues').action(
    act(async () => (await import('./commands/status.ts')).status),
  )
  const stock = group(program, 'stock', 'stock as the tills told it, and as the shop should show it')
  sub(stock, 'list', 'list stock levels')
    .option('-p, --partner <name>', 'levels of a partner')
    .option('-s, --shop <name>', 'numbers of a shop')
    .option('--code <code>', 'only this code')
    .action(act(async () => (await import('./commands/stock.ts')).listStock))
  const runs = group(program, 'runs', 'what was done')
  sub(runs, 'list', 'the latest runs')
    .option('--flow <flow>', 'only this flow')
    .option('--side <name>', 'only this partner or shop')
    .option('--limit <n>', 'how many', '20')
    .action(act(async () => (await import('./commands/runs.ts')).list))
  sub(runs, 'show <run>', 'one run whole').action(act(async () => (await import('./commands/runs.ts')).show))
  sub(runs, 'files <run>', 'files of one run, reports included').action(
    act(async () => (await import('./commands/runs.ts')).files),
  )
  const files = group(program, 'files', 'every file that came or went')
  sub(files, 'list', 'the latest files')
    .option('--side <name>', 'only this partner or shop')
    .option('--limit <n>', 'how many', '50')
    .action(act(async () => (await import('./commands/files.ts')).list))
  sub(files, 'show <id>', 'one file: when, bytes, hash, rows, where').action(
    act(async () => (await import('./commands/files.ts')).show),
  )
  const issues = group(program, 'issues', 'what is wrong, whose job it is, how to mend it')
  sub(issues, 'list', 'open issues')
    .option('--all', 'resolved ones too')
    .option('--side <name>', 'only this partner or shop')
    .option('--limit <n>', 'how many', '200')
    .action(act(async () => (await import('./commands/issues.ts')).list))
  sub(issues, 'show <id>', 'one issue whole').action(act(async () => (await import('./commands/issues.ts')).show))
  command('explain [code]', 'what a code means, why it matters and how to mend it').action(
    act(async () => (await import('./commands/explain.ts')).explainCode),
  )
  command('schema [name]', 'print a JSON Schema: config (tillbridge.yaml), partner, report').action(
    act(async () => (await import('./commands/schema.ts')).schema),
  )
  command('demo [folder]', 'make the demo workspace and run everything once').action(
    act(async () => (await import('./commands/demo.ts')).demo),
  )
  return program
}

function group(program: Command, name: string, description: string): Command {
  return program.command(name).description(description).exitOverride()
}

function sub(parent: Command, usage: string, description: string): Command {
  return globals(parent.command(usage)).description(description).exitOverride()
}

function globals(command: Command): Command {
  return command
    .addOption(new Option('-c, --config <path>', 'tillbridge.yaml or its folder').env('TILLBRIDGE_CONFIG').default('.'))
    .option('--json', 'print one JSON document')
    .option('-q, --quiet', 'no progress, no remarks')
    .option('--no-color', 'no colours')
    .option('--no-input', 'never ask')
    .showHelpAfterError('(add --help for the options)')
}

const HELP_AFTER = `
Examples:
  tillbridge init --demo                         a workspace to play with
  tillbridge check stock.csv --as stock -p NAME  what is wrong with this file
  tillbridge plan stock -p NAME                  what the next run would do
  tillbridge run all                             everything once, in the right order

Exit codes:
${EXIT_CODES.map((e) => `  ${String(e.code).padEnd(4)}${e.sentence}`).join('\n')}
`
