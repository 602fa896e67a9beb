import type { Command } from 'commander'
import { type Act, command, group } from './command.ts'

/** Commands of the mapping layer: reference codes. */
export function addCodes(program: Command, act: Act): void {
  const codes = group(program, 'codes', 'the code by which a till knows each variant')
  const partner = '-p, --partner <name>'
  const whose = 'whose codes; not needed when there is one partner'
  command(codes, 'list', 'every variant with its code, where it came from, since when and by whom', [
    ['codes list -p my-till --missing', 'variants that have none yet'],
    ['codes list --item "T-shirt" --origin hand', 'those of one item that somebody set by hand'],
  ])
    .option(partner, whose)
    .option('--item <item>', 'SKU or key of an item, or part of its name')
    .option('--origin <origin>', 'hand, imported, shop, matched or generated')
    .option('--missing', 'only variants without a code')
    .action(act(async () => (await import('./commands/codes.ts')).list))
  command(codes, 'plan', 'the codes that `apply` would issue, and everything that is wrong; nothing is written', [
    ['codes plan -p my-till --grid', 'with colours by sizes drawn as a grid'],
    ['codes plan --report codes-report', 'also as codes.html, codes.csv and codes.json in this folder'],
  ])
    .option(partner, whose)
    .option('--grid', 'draw the items: colours by sizes, codes and holes')
    .option('--limit <n>', 'how many codes are shown', '20')
    .option('--report <folder>', 'write the report as HTML, CSV and JSON')
    .action(act(async () => (await import('./commands/codes.ts')).plan))
  command(codes, 'apply', 'issue the codes of the plan, in one go; shown before it is done', [
    ['codes apply -p my-till', 'show them, then ask'],
    ['codes apply -p my-till --yes', 'without asking'],
  ])
    .option(partner, whose)
    .option('--grid', 'draw the items: colours by sizes, codes and holes')
    .option('--limit <n>', 'how many codes are shown', '20')
    .option('--report <folder>', 'write the report as HTML, CSV and JSON')
    .option('--by <name>', 'who gives them; your user name unless told')
    .option('-y, --yes', 'issue without asking')
    .action(act(async () => (await import('./commands/codes.ts')).apply))
  command(codes, 'set', 'give one variant a code by hand; the former one is retired and never used again', [
    ['codes set --code 40012-R --variant TEE-RED-M', 'the variant by SKU, barcode or key'],
    ['codes set --code 5701234567899 --variant TEE-RED-M --alias', 'one more code the till may use for it'],
    ['codes set --code 40099 --variant BEER-33 --factor 6', 'one of this code is six pieces'],
    ['codes set --code 40012-R --variant TEE-RED-M-OLD --share tee-red-m', 'two variants, one thing at the till'],
    ['codes set --code 40012-R --end', 'the code, or alias, is not used any more'],
  ])
    .option(partner, whose)
    .requiredOption('--code <code>', 'the code at the till')
    .option('--variant <key>', 'key, SKU or barcode of the variant')
    .option('--alias', 'only accept it in files of the till')
    .option('--factor <n>', 'pieces of the variant behind one of the code')
    .option('--share <name>', 'the variant shares this code with the one that has it')
    .option('--end', 'the code is not used any more')
    .option('--by <name>', 'who gives it; your user name unless told')
    .action(act(async () => (await import('./commands/codes-table.ts')).set))
  command(codes, 'export <file>', 'write the codes as a table for a spreadsheet, with blank cells to fill in', [
    ['codes export codes.csv -p my-till', 'all variants; zeros in front survive the spreadsheet'],
    ['codes export todo.csv --missing', 'only those without a code'],
  ])
    .option(partner, whose)
    .option('--item <item>', 'SKU or key of an item, or part of its name')
    .option('--origin <origin>', 'hand, imported, shop, matched or generated')
    .option('--missing', 'only variants without a code')
    .option('--delimiter <sign>', '; or , or tab', ';')
    .action(act(async () => (await import('./commands/codes-table.ts')).exportTable))
  command(codes, 'import <file>', 'take codes from a table: ours filled in, or one of the partner', [
    ['codes import codes.csv -p my-till', 'show what it would change, then ask'],
  ])
    .option(partner, whose)
    .option('--by <name>', 'who gives them; your user name unless told')
    .option('-y, --yes', 'take them without asking')
    .action(act(async () => (await import('./commands/codes-table.ts')).importTable))
  command(codes, 'check', 'everything that is wrong with the codes of a partner; exit code 3 when there are errors', [
    ['codes check -p my-till', 'is everything coded, once and rightly?'],
    ['codes check --report codes-report', 'also as codes.html, codes.csv and codes.json in this folder'],
  ])
    .option(partner, whose)
    .option('--grid', 'draw the items: colours by sizes, codes and holes')
    .option('--report <folder>', 'write the report as HTML, CSV and JSON')
    .action(act(async () => (await import('./commands/codes.ts')).check))
  command(codes, 'match <file>', "look our variants up in the till's own list of articles", [
    ['codes match items.csv -p my-till', 'links that are certain, and suggestions with their reason'],
    ['codes match items.csv -p my-till --apply', 'take the certain ones'],
  ])
    .option(partner, whose)
    .option('--limit <n>', 'how many are shown', '20')
    .option('--apply', 'issue the codes that are certain')
    .option('--by <name>', 'who gives them; your user name unless told')
    .action(act(async () => (await import('./commands/codes.ts')).match))
}

/** Commands of the other maps: taxes, tenders, locations, states, units, kinds. */
export function addMaps(program: Command, act: Act): void {
  const maps = group(
    program,
    'maps',
    'the other tables between shop and till: taxes, tenders, locations, states, units, kinds',
  )
  const partner = '-p, --partner <name>'
  const whose = 'whose maps; not needed when there is one partner'
  command(maps, 'list [map]', 'all maps, or the rows of one', [
    ['maps list', 'taxes, tenders, locations, groups, states, units, kinds, lines'],
    ['maps list tenders -p my-till', 'payment methods and their tenders'],
  ])
    .option(partner, whose)
    .action(act(async () => (await import('./commands/maps.ts')).list))
  command(maps, 'export <map> <file>', 'write one map as a table for a spreadsheet', [
    ['maps export taxes taxes.csv', 'country, class, rate, code'],
  ])
    .option(partner, whose)
    .action(act(async () => (await import('./commands/maps.ts')).exportTable))
  command(maps, 'import <map> <file>', 'take one map from a table, whole, into the YAML; comments there stay', [
    ['maps import taxes taxes.csv', 'show what changes, then ask'],
  ])
    .option(partner, whose)
    .option('-y, --yes', 'write without asking')
    .action(act(async () => (await import('./commands/maps.ts')).importTable))
  command(maps, 'check', 'words of the orders that no map knows; exit code 3 when there are some', [
    ['maps check -p my-till', 'before an order stays because of one'],
  ])
    .option(partner, whose)
    .action(act(async () => (await import('./commands/maps.ts')).check))
}
