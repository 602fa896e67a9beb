import { Command } from 'commander'
import { EXIT_CODES } from '../model/exit-codes.ts'
import { SHOP_FILE_KINDS } from '../webshops/webshop.ts'
import { type Act, command, group } from './command.ts'
import { addCodes, addMaps } from './program-codes.ts'
import { createSession, type GlobalOptions, type Session } from './session.ts'
import { VERSION } from './version.ts'

/**
 * Every command with its options; docs/cli.md is printed from it. A command's code is loaded only when it is asked for,
 * because most of a short run is loading. `end` is told the exit code of the command that ran.
 */
export function buildProgram(end: (code: number) => void, stop?: AbortSignal): Command {
  const program = new Command('tillbridge')
  program
    .description('Carries orders, catalogue and stock between a webshop and tills that only speak files.')
    .version(VERSION, '-V, --version')
    .option('-c, --config <path>', 'tillbridge.yaml or its folder')
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help for the options)')
    .exitOverride()
    .enablePositionalOptions()
    .addHelpText('after', HELP_AFTER)
  const act = actionOf(end, stop)
  addSetUp(program, act)
  addExchange(program, act)
  addLooks(program, act)
  return program
}

function actionOf(end: (code: number) => void, stop: AbortSignal | undefined): Act {
  return (load) =>
    async (...args) => {
      const self = args.at(-1) as Command
      const session = createSession(self.optsWithGlobals() as GlobalOptions, stop)
      const run = (await load()) as (session: Session, ...args: unknown[]) => Promise<number>
      end(await run(session, ...args.slice(0, -1)))
    }
}

function addSetUp(program: Command, act: Act): void {
  command(program, 'init [folder]', "make a workspace: a demo, from a preset, or drafted from a partner's real files", [
    ['init --demo', 'a webshop and a till to play with, in ./tillbridge-demo'],
    ['init --from STOCK.csv --name my-till', "draft the till's settings from a file it wrote"],
    ['init --preset generic --name my-till', 'start from a commented example'],
  ])
    .option('--demo', 'a demo workspace with a webshop and a till to play with')
    .option('--preset <name>', 'start from a preset: generic, etron, lightspeed-x')
    .option('--from <file...>', "draft the partner's YAML from files it wrote")
    .option('--name <name>', 'short name of the partner')
    .option('--time-zone <zone>', 'time zone of the till, such as Europe/Copenhagen')
    .option('--currency <code>', 'currency of the till, such as EUR')
    .action(act(async () => (await import('./commands/init.ts')).init))
  command(program, 'doctor [partner]', 'look at everything that must be right: folders, rights, database, settings', [
    ['doctor', 'everything'],
    ['doctor my-till', 'one partner alone'],
  ]).action(act(async () => (await import('./commands/doctor.ts')).doctor))
  command(program, 'check [file]', 'check the configuration, or one data file; nothing is written', [
    ['check', 'is the configuration complete and right?'],
    ['check products.csv', "a shop's export: what it is, and what is wrong with it"],
    ['check stock.csv --as stock -p my-till', "a till's stock file, read as its profile says"],
  ])
    .option('--as <kind>', 'what the file is, when its header does not say')
    .option('-p, --partner <name>', 'the partner whose profile reads the file')
    .option('-s, --shop <name>', 'the shop the file is from')
    .addHelpText('after', KINDS)
    .action(act(async () => (await import('./commands/check.ts')).check))
  command(program, 'demo [folder]', 'make the demo workspace and run everything once', [
    ['demo', 'in ./demo; call it again and nothing is new'],
  ]).action(act(async () => (await import('./commands/demo.ts')).demo))
}

function addExchange(program: Command, act: Act): void {
  command(program, 'plan <flow>', 'what a run would do; nothing is written', [
    ['plan stock -p my-till', 'what the stock file that waits would change'],
    ['plan all --exit-code', 'exit 10 when there is something to do'],
  ])
    .option('-p, --partner <name>', 'the partner of the flow')
    .option('-s, --shop <name>', 'the shop of the flow')
    .option('--exit-code', 'exit 10 when there are changes')
    .addHelpText('after', FLOW_HELP)
    .action(act(async () => (await import('./commands/run.ts')).plan))
  command(program, 'run <flow>', 'do it once', [
    ['run all', 'everything that is configured, each flow feeding the next'],
    ['run orders -p my-till', 'send the new orders to one till'],
    ['run stock -p my-till --dry-run', 'the same as plan'],
  ])
    .option('-p, --partner <name>', 'the partner of the flow')
    .option('-s, --shop <name>', 'the shop of the flow')
    .option('--dry-run', 'the same as plan')
    .addHelpText('after', FLOW_HELP)
    .action(act(async () => (await import('./commands/run.ts')).run))
  command(program, 'serve', 'run every flow by itself until it is stopped; a dropped file is taken in at once', [
    ['serve', 'how often each flow runs stands in the YAML: `every: 5m`'],
  ]).action(act(async () => (await import('./commands/serve.ts')).serve))
  command(program, 'import <file>', 'take in one file by hand: same checks, same guards, shown before it is applied', [
    ['import stock.csv --as stock -p my-till', 'show what it would change, then ask'],
    ['import orders.csv --as shopify-orders --yes', 'without asking'],
  ])
    .requiredOption('--as <kind>', 'what the file is')
    .option('-p, --partner <name>', 'the partner it is from')
    .option('-s, --shop <name>', 'the shop it is from')
    .option('-y, --yes', 'apply without asking')
    .addHelpText('after', KINDS)
    .action(act(async () => (await import('./commands/import.ts')).importFile))
  command(program, 'undo <run>', 'put back the levels a stock import set, as far as nothing newer has come', [
    ['undo 20261120-060412-my-till-stock', 'the id stands in `runs list`; its end is enough when it is the only one'],
  ])
    .option('-y, --yes', 'do it without asking')
    .action(act(async () => (await import('./commands/undo.ts')).undo))
  command(program, 'release <file>', 'apply a held file although guards tripped; who and why are kept', [
    ['release 20261120-060412-a1b2c3 --by Ann --note "summer stock is sold out"', 'the id stands in `files list`'],
  ])
    .requiredOption('--by <name>', 'who decides')
    .requiredOption('--note <text>', 'why it is right')
    .action(act(async () => (await import('./commands/release.ts')).release))
  command(program, 'discard <file>', 'put a held file aside: nothing of it is applied; who and why are kept', [
    ['discard 20261120-060412-a1b2c3 --by Ann --note "the file was cut"', 'the id stands in `files list`'],
  ])
    .requiredOption('--by <name>', 'who decides')
    .requiredOption('--note <text>', 'why it is wrong')
    .action(act(async () => (await import('./commands/release.ts')).discard))
}

function addLooks(program: Command, act: Act): void {
  command(program, 'status', 'one screen: every flow, when it last ran and how, and what to do next', [
    ['status', 'is there anything for me to do?'],
  ]).action(act(async () => (await import('./commands/status.ts')).status))
  const stock = group(program, 'stock', 'stock as the tills told it, and as the shop should show it')
  command(stock, 'list', 'list stock levels', [
    ['stock list -p my-till', 'what the till has told, with file and line'],
    ['stock list -s main --code TEE-RED-M', 'what the shop should show of one code'],
  ])
    .option('-p, --partner <name>', 'levels of a partner')
    .option('-s, --shop <name>', 'numbers of a shop')
    .option('--code <code>', 'only this code')
    .action(act(async () => (await import('./commands/stock.ts')).listStock))
  addRuns(program, act)
  addFiles(program, act)
  addIssues(program, act)
  addCodes(program, act)
  addMaps(program, act)
  command(program, 'explain [code]', 'what a code means, why it matters and how to mend it', [
    ['explain TB2103', 'by its number'],
    ['explain missing-column', 'by its name'],
    ['explain', 'all of them'],
  ]).action(act(async () => (await import('./commands/explain.ts')).explainCode))
  command(program, 'schema [name]', 'print a JSON Schema: config (tillbridge.yaml), partner, report', [
    ['schema config > tillbridge.schema.json', 'for an editor that completes keys'],
  ]).action(act(async () => (await import('./commands/schema.ts')).schema))
}

function addRuns(program: Command, act: Act): void {
  const runs = group(program, 'runs', 'what was done')
  command(runs, 'list', 'the latest runs', [['runs list --flow stock --limit 5', 'the last five of one flow']])
    .option('--flow <flow>', 'only this flow')
    .option('--side <name>', 'only this partner or shop')
    .option('--limit <n>', 'how many', '20')
    .action(act(async () => (await import('./commands/runs.ts')).list))
  command(runs, 'show <run>', 'one run whole; the end of its id is enough when no other ends like it', [
    ['runs show 20261120-060412-my-till-stock', 'counts, guards, findings, files'],
  ]).action(act(async () => (await import('./commands/runs.ts')).show))
  command(runs, 'files <run>', 'files of one run, reports included', [
    ['runs files 20261120-060412-my-till-stock', 'where result.csv, rejected.csv and report.html lie'],
  ]).action(act(async () => (await import('./commands/runs.ts')).files))
}

function addFiles(program: Command, act: Act): void {
  const files = group(program, 'files', 'every file that came or went')
  command(files, 'list', 'the latest files', [['files list --side my-till', 'of one partner or shop']])
    .option('--side <name>', 'only this partner or shop')
    .option('--limit <n>', 'how many', '50')
    .action(act(async () => (await import('./commands/files.ts')).list))
  command(files, 'show <id>', 'one file: when, bytes, hash, rows, where', [
    ['files show 4f1c22', 'the end of the id is enough when no other ends like it'],
  ]).action(act(async () => (await import('./commands/files.ts')).show))
}

function addIssues(program: Command, act: Act): void {
  const issues = group(program, 'issues', 'what is wrong, whose job it is, how to mend it')
  command(issues, 'list', 'open issues', [
    ['issues list', 'everything that is open'],
    ['issues list --all --side my-till', 'resolved ones too, of one partner'],
  ])
    .option('--all', 'resolved ones too')
    .option('--side <name>', 'only this partner or shop')
    .option('--limit <n>', 'how many', '200')
    .action(act(async () => (await import('./commands/issues.ts')).list))
  command(issues, 'show <id>', 'one issue whole', [['issues show 3', 'what, where, whose job, how to mend it']]).action(
    act(async () => (await import('./commands/issues.ts')).show),
  )
}

const FLOW_HELP = `
Flows:
  shop-catalogue   the webshop's products, read from its export
  shop-orders      the webshop's orders, read from its export
  items            a till's own list of articles, read from its file
  stock            a till's stock file, read, checked and taken in
  catalogue        new and changed articles, written for a till
  orders           paid orders, written for a till
  shop-stock       the numbers the webshop should show, written for its import
  all              every one that is configured, in the order in which one feeds the next`

const KINDS = `
Kinds:
  of a till    stock, items
  of a shop    ${inLines(SHOP_FILE_KINDS, 60).join('\n               ')}`

function inLines(words: readonly string[], width: number): string[] {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length + 2 <= width) lines[lines.length - 1] = `${last} ${word},`
    else lines.push(`${word},`)
  }
  return lines.map((line, i) => (i === lines.length - 1 ? line.replace(/,$/, '') : line))
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
