import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { loadWorkspace } from '../../src/config/load.ts'
import { formatProblem } from '../../src/config/problems.ts'
import { FINDING_CODES } from '../../src/model/finding-codes.ts'
import { configErrorOf, SHOP_YAML, TILL_YAML, workspaceFolder } from './workspace-folder.ts'

const FOLDER = path.join(import.meta.dirname, '../../fixtures/config-broken')

/** Every problem of a fixture: line:column, code, and how its sentence begins. */
const BROKEN: [fixture: string, problems: string[]][] = [
  ['ansi-letters.yaml', ['5:17 TB0101 the file is not saved as UTF-8; this letter cannot be read']],
  [
    'as-of-column.yaml',
    [
      '13:11 TB0107 there is no column `asOf`',
      '13:36 TB0103 "5 minutes" is not possible for "queryTime"; expected a duration such as 30s, 5m, 26h or 2d',
    ],
  ],
  ['as-of.yaml', ['13:11 TB0107 the name of the stock file says no date']],
  [
    'bad-enum.yaml',
    [
      '5:22 TB0103 "1252" is not possible for "encoding"; expected utf-8, utf-16le, utf-16be, windows-1252, iso-8859-1,',
      '5:37 TB0103 "CRLF" is not possible for "newline"; expected crlf, lf or cr',
      '5:54 TB0103 "" is not possible for "delimiter"; expected a text that is not empty',
      '6:9 TB0103 "brutto" is not possible for "prices"; expected gross or net',
    ],
  ],
  ['bad-indent.yaml', ['7:1 TB0101 all mapping items must start at the same column']],
  [
    'bad-zone-and-currency.yaml',
    [
      '3:11 TB0103 "Europe/Kopenhagen" is not possible for "timeZone"; expected an IANA time zone such as Europe/Copenhagen',
      '4:11 TB0103 "dkk" is not possible for "currency"; expected an ISO 4217 currency such as EUR or DKK',
    ],
  ],
  [
    'catalogue-columns-not-enough.yaml',
    [
      '7:3 TB0107 with `shape: columns` the till knows a variant by item, colour and size; item.sku and variant.size ar',
    ],
  ],
  [
    'catalogue-item-row-not-said.yaml',
    ['5:1 TB0104 "itemColumns" is not said. Which columns does a row of an item have?'],
  ],
  ['catalogue-item-row-shorter.yaml', ['8:3 TB0107 the rows of items have 1 columns, and the header line 2']],
  ['catalogue-item-row-unused.yaml', ['7:3 TB0107 "itemColumns" is used only with `shape: item-and-variants`']],
  [
    'codes-in-store.yaml',
    ['6:11 TB0103 a scheme with {check} begins with an in-store prefix of GS1: 20 to 29, 02 or 04'],
  ],
  [
    'codes-lengths.yaml',
    [
      '7:3 TB0107 every code of the scheme has at least 12 characters, and the partner takes 10',
      '9:11 TB0108 there is no file "no-such-file.csv"',
      '10:18 TB0108 there is no partner "tll"',
    ],
  ],
  [
    'codes-scheme.yaml',
    [
      '6:10 TB0103 "ean" is not possible for "from"; expected sku, barcode or gtin',
      '7:11 TB0103 {sku.code}: only options have codes in the value table',
      '7:11 TB0103 a part in square brackets in "scheme" holds no place',
      '7:11 TB0103 {seq:4} stands beside something that may end or begin with digits, so nobody could tell the number',
      '7:11 TB0103 unknown place {itm} in "scheme"',
      '8:8 TB0103 "00" is not possible for "any"; expected text',
      '9:18 TB0103 "norsk" is not possible for "transliterate"; expected no, latin, da, nb, sv, fi, de, fr, nl, it, es ',
      '10:12 TB0103 "cut" is not possible for "shorten"; expected no, cut:item or hash:4',
      '11:18 TB0108 there is no partner "tll"',
    ],
  ],
  [
    'codes-values-not-said.yaml',
    [
      '5:1 TB0104 "values" is not said. The scheme looks codes up in it. Which file says the codes of the option values',
      '7:12 TB0108 there is no place in the scheme "material"',
    ],
  ],
  [
    'codes-without-scheme.yaml',
    [
      '6:3 TB0107 "values" is used only with a scheme',
      '6:11 TB0108 there is no file "no-such-file.csv"',
      '7:3 TB0107 "shorten" is used only with a scheme',
    ],
  ],
  ['colon-in-value.yaml', ['5:8 TB0101 keys and values do not fit together here']],
  ['crlf-and-bom.yaml', ['6:3 TB0102 unknown key "delimitr"']],
  [
    'duplicate-key.yaml',
    [
      '5:1 TB0101 a key stands here twice: "currency"',
      '10:15 TB0103 "maybe" is not possible for "listsZeros"; expected yes or no',
    ],
  ],
  [
    'empty-file.yaml',
    [
      '1:1 TB0104 "partner" is not said. What is the short name of this partner?',
      '1:1 TB0104 "folder" is not said. In which folder are files exchanged with this partner?',
      '1:1 TB0104 "timeZone" is not said. In which time zone does the till stand?',
      '1:1 TB0104 "currency" is not said. In which currency does the till count?',
    ],
  ],
  [
    'everything.yaml',
    [
      '4:11 TB0103 "DKR" is not possible for "currency"; expected an ISO 4217 currency such as EUR or DKK',
      '5:1 TB0102 unknown key "dialekt"',
      '6:1 TB0104 "bookedWhen" is not said. When does a webshop order leave the till\'s stock: when its file is taken i',
      '8:18 TB0103 "on hand" is not possible for "quantityMeans"; expected onHand or free',
      '12:37 TB0103 "zeros" is not possible for "blank"; expected reject, skip or zero',
      '13:13 TB0108 there is no location "odense"',
      '15:9 TB0103 unknown place {sequence:4} in "file"',
    ],
  ],
  [
    'file-name-places.yaml',
    [
      '6:9 TB0103 "file" is a name without a path',
      '6:9 TB0103 unknown place {dat:yyyyMMdd} in "file"',
      '14:9 TB0103 "YYYYmmdd" is no form of a date or time',
      '17:11 TB0103 unknown place {nummer} in "number"',
    ],
  ],
  [
    'impossible-day.yaml',
    [
      '8:15 TB0103 "2026-02-31" is not possible for "ordersFrom"; expected a day that is in the calendar, written YYYY-MM-DD',
    ],
  ],
  [
    'limits.yaml',
    [
      '12:35 TB0103 "-1" is not possible for "max"; expected more than 0',
      '13:22 TB0103 "5" is not possible for "queryTime"; expected a duration such as 30s, 5m, 26h or 2d',
      '13:41 TB0103 "90" is not possible for "clockTolerance"; expected a duration such as 30s, 5m, 26h or 2d',
      '14:11 TB0103 "2 sec" is not possible for "settle"; expected a duration such as 30s, 5m, 26h or 2d',
      '15:22 TB0103 "150%" is not possible for "changed"; expected a percentage from 0% to 100% or off',
      '15:34 TB0103 "0.5" is not possible for "rows"; expected a percentage from 0% to 100% or off',
      '16:50 TB0103 "0" is not possible for "location"; expected at least 1',
    ],
  ],
  [
    'location-columns.yaml',
    [
      '12:5 TB0107 with `locationColumns` there is one quantity column per location, and no column "quantity"',
      '14:24 TB0108 there is no location "odnse"',
    ],
  ],
  [
    'locations-unused.yaml',
    ['5:1 TB0107 nothing in the stock file says where its stock lies, so this list is never looked at'],
  ],
  [
    'no-code-no-quantity.yaml',
    [
      '10:3 TB0104 "code" is not said. In which column is the code?',
      '10:3 TB0104 "quantity" is not said. In which column is the quantity?',
      '12:5 TB0104 "name": say `header`, `position` or `default`',
    ],
  ],
  [
    'no-header-but-names.yaml',
    [
      '11:13 TB0107 with `headerRow: none` there are no column names',
      '12:17 TB0107 with `headerRow: none` there are no column names',
    ],
  ],
  ['not-a-map.yaml', ['1:1 TB0101 the file must hold keys and values, such as `partner: my-till`']],
  [
    'nothing-said.yaml',
    [
      '5:1 TB0104 "bookedWhen" is not said. When does a webshop order leave the till\'s stock: when its file is taken i',
      '5:1 TB0104 "listsZeros" is not said. Does the stock file list codes whose stock is zero (yes), or are they left',
      '7:3 TB0104 "quantityMeans" is not said. What does the number in the stock file mean: everything that lies in th',
      '8:3 TB0104 "quantity" is not said. In which column is the quantity?',
      '10:1 TB0104 "document" is not said. Shall an order arrive as a sale, which prints a receipt and counts as turnov',
      '10:1 TB0104 "ordersFrom" is not said. From which day on are orders sent? Older ones are never sent.',
    ],
  ],
  [
    'number-for-text.yaml',
    [
      '9:22 TB0103 "05" is not possible for "stripe"; expected text',
      '10:30 TB0103 "12" is not possible for "code"; expected text',
    ],
  ],
  [
    'number-signs.yaml',
    [
      '5:12 TB0107 a byte order mark exists only in Unicode files, not in cp865',
      '5:39 TB0107 "replace" is used only with `quoting: never`',
      '13:30 TB0107 the thousands sign and the decimal sign of "quantity" are both "."',
    ],
  ],
  ['order-in-name-of-many.yaml', ['6:3 TB0107 {order} in "file" names one order, and a file holds several']],
  ['orders-per-file.yaml', ['6:3 TB0107 with `ordersPerFile: 1` two orders would get the same file name']],
  ['other-name.yaml', ['1:10 TB0107 the file is called "till" and the partner "kasse"; they must be the same']],
  [
    'out-columns.yaml',
    [
      '11:7 TB0107 "columns": say either `from` or `text`, not both',
      '12:7 TB0104 "columns": say `from` or `text`',
      '13:37 TB0103 "0" is not possible for "maxLength"; expected at least 1',
      '14:27 TB0102 unknown key "patern"',
    ],
  ],
  ['quote-to-the-end.yaml', ['2:8 TB0101 a quoted text is opened and never closed']],
  [
    'regular-expressions.yaml',
    [
      '5:19 TB0103 "allowed" is no regular expression: Unterminated character class',
      '5:35 TB0103 a brace in "scheme" is not closed or not opened',
      '5:35 TB0103 unknown place {itm} in "scheme"',
      '14:20 TB0103 "match" is no regular expression: Unterminated group',
    ],
  ],
  ['same-column.yaml', ['14:5 TB0107 "quantity" and "location" are read from the same column']],
  [
    'same-location-column.yaml',
    [
      '11:39 TB0107 "aarhus" and "odense" are read from the same column',
      '11:67 TB0107 "code" and "vejle" are read from the same column',
    ],
  ],
  ['same-position.yaml', ['13:5 TB0107 "code" and "quantity" are read from the same column']],
  [
    'sale-without-money.yaml',
    [
      '1:1 TB0104 "prices" is not said. A sale carries amounts. Are the prices in this partner\'s files with tax (gross',
      '5:1 TB0104 "tenders" is not said. Which tender of the till stands for each payment method of the shop? A sale n',
    ],
  ],
  [
    'secret-literal.yaml',
    [
      '5:1 TB0102 unknown key "password"',
      '5:1 TB0105 "password" is a secret and stands in the file itself',
      '6:1 TB0102 unknown key "sftp"',
      '8:3 TB0105 "privateKey" is a secret and stands in the file itself',
    ],
  ],
  [
    'secret-missing.yaml',
    [
      '2:9 TB0106 TILL_FOLDER is set neither in the environment nor in .env of the workspace',
      '5:8 TB0106 "not a name" cannot be the name of a variable',
    ],
  ],
  ['tab-indent.yaml', ['6:1 TB0101 a tab stands where YAML wants spaces']],
  ['tabs.yaml', ['6:1 TB0101 a tab stands where YAML wants spaces']],
  [
    'two-files-half-said.yaml',
    [
      '5:1 TB0104 "lineColumns" is not said. Which columns does a line of an order have?',
      '5:1 TB0104 "linesFile" is not said. What shall the file with the order lines be called?',
    ],
  ],
  ['unclosed-brace.yaml', ['10:12 TB0101 a { is opened and never closed']],
  ['unclosed-bracket.yaml', ['5:12 TB0101 a [ is opened and never closed']],
  ['unclosed-quote.yaml', ['6:13 TB0101 a quoted text is opened and never closed']],
  ['unknown-key-elsewhere.yaml', ['10:3 TB0102 unknown key "encoding"', '11:3 TB0102 unknown key "header_row"']],
  ['unknown-key.yaml', ['6:3 TB0102 unknown key "encodng"']],
  ['unknown-shop.yaml', ['5:7 TB0108 there is no shop "toyz"']],
  ['utf-16-without-mark.yaml', ['1:1 TB0101 the file is saved as UTF-16']],
  ['utf-16.yaml', ['1:1 TB0101 the file is saved as UTF-16']],
  [
    'workspace-bad-shop-name.yaml',
    ['2:3 TB0103 "My Shop" cannot be a name here; expected lower-case letters, digits and dashes'],
  ],
  [
    'workspace-empty.yaml',
    ['1:1 TB0104 "shops" is not said. Which webshop is it, and where do its exported files lie?'],
  ],
  [
    'workspace-no-answers.yaml',
    [
      '2:3 TB0104 "timeZone" is not said. In which time zone are the dates of the shop?',
      '2:3 TB0104 "currency" is not said. In which currency are the prices of the shop?',
      '2:3 TB0104 "prices" is not said. Are the prices in the shop\'s catalogue with tax (gross) or without (net)?',
      '5:1 TB0102 unknown key "partnrs"',
    ],
  ],
  [
    'workspace-stock-from-nobody.yaml',
    ['8:20 TB0103 an empty list is not possible for "from"; expected a list with at least one entry'],
  ],
  [
    'workspace-stock-from.yaml',
    [
      '8:5 TB0104 "locations" is not said. Which of our locations stand behind each location of the shop?',
      '9:14 TB0108 there is no partner "tlil"',
    ],
  ],
  [
    'workspace-unknown-kind.yaml',
    ['3:11 TB0103 "woocomerce" is not possible for "kind"; expected woocommerce, shopify, magento or generic'],
  ],
  [
    'wrong-name.yaml',
    ['1:10 TB0103 "Kasse 1" is not possible for "partner"; expected lower-case letters, digits and dashes, at most 40'],
  ],
  [
    'wrong-types.yaml',
    [
      '12:40 TB0103 "two" is not possible for "decimals"; expected a whole number',
      '12:55 TB0103 "perhaps" is not possible for "negative"; expected yes or no',
      '13:14 TB0103 "first" is not possible for "headerRow"; expected a whole number or none',
      '14:19 TB0103 "50" is not possible for "rows"; expected a percentage from 0% to 100% or off',
      '14:28 TB0103 "1w" is not possible for "age"; expected a duration such as 30s, 5m, 26h or 2d or off',
      '14:41 TB0103 "of" is not possible for "changed"; expected a percentage from 0% to 100% or off',
    ],
  ],
]

function errorOf(fixture: string) {
  const content = readFileSync(path.join(FOLDER, fixture))
  const isMain = fixture.startsWith('workspace-')
  const root = workspaceFolder({
    'tillbridge.yaml': isMain ? content : SHOP_YAML,
    'partners/till.yaml': isMain ? TILL_YAML : content,
  })
  return configErrorOf(() => loadWorkspace(root, {}))
}

test('every fixture has its row', () => {
  expect(BROKEN.map(([fixture]) => fixture).sort()).toEqual(readdirSync(FOLDER).sort())
})

test.each(BROKEN)('%s tells all that is wrong with it, at its place', (fixture, problems) => {
  const error = errorOf(fixture)
  const found = error.problems.map((p, i) => {
    const wanted = problems[i] ?? ''
    const told = `${p.line}:${p.column} ${p.code} ${p.message}`
    return told.startsWith(wanted) && wanted !== '' ? wanted : told
  })
  expect(found).toEqual(problems)
  expect(error.exitCode).toBe(2)
})

test.each(BROKEN)('%s is told with file, a frame that shows the place, and a known code', (fixture) => {
  const text = readFileSync(path.join(FOLDER, fixture), 'latin1')
  const file = fixture.startsWith('workspace-') ? 'tillbridge.yaml' : 'partners/till.yaml'
  for (const problem of errorOf(fixture).problems) {
    expect(problem.file).toBe(file)
    expect(FINDING_CODES).toHaveProperty(problem.code)
    const lines = problem.frame.split('\n')
    const caret = lines.at(-1)!
    const shown = lines.at(-2)!
    expect(caret.indexOf('^') - shown.indexOf('|') - 1).toBe(problem.column)
    expect(shown.trimStart().startsWith(`${problem.line} |`)).toBe(true)
    expect(problem.line).toBeLessThanOrEqual(text.split(/\r?\n/).length)
    expect(formatProblem(problem)).toContain(`${file}:${problem.line}:${problem.column}  error  ${problem.code}  `)
  }
})

test('the message is what a person reads on the screen', () => {
  expect(errorOf('unknown-key.yaml').message).toBe(
    [
      'partners/till.yaml:6:3  error  TB0102  unknown key "encodng"',
      '   5 | dialect:',
      '   6 |   encodng: cp850',
      '     |   ^^^^^^^  did you mean "encoding"?',
      '1 error. Nothing was run.',
    ].join('\n'),
  )
})

test.each([
  ['unknown-key-elsewhere.yaml', 0, '"encoding" belongs under "dialect"'],
  ['unknown-key-elsewhere.yaml', 1, 'did you mean "headerRow"?'],
  ['bad-enum.yaml', 0, 'did you mean "windows-1252"?'],
  ['bad-enum.yaml', 3, 'did you mean "gross"?'],
  ['bad-zone-and-currency.yaml', 0, 'did you mean "Europe/Copenhagen"?'],
  ['bad-zone-and-currency.yaml', 1, 'did you mean "DKK"?'],
  ['number-for-text.yaml', 0, 'write it in quotes: "05"'],
  ['wrong-types.yaml', 3, 'write 50%'],
  ['nothing-said.yaml', 2, 'write `quantityMeans: onHand` or `quantityMeans: free`'],
  ['unknown-shop.yaml', 0, 'did you mean "toys"?'],
  ['file-name-places.yaml', 1, 'did you mean {date}?'],
  ['tab-indent.yaml', 0, 'indent with spaces'],
  ['tabs.yaml', 0, 'indent with spaces; there are tabs on 5 more lines'],
  ['limits.yaml', 1, 'write 5m for minutes or 5s for seconds'],
  ['limits.yaml', 2, 'write 90m for minutes or 90s for seconds'],
  ['limits.yaml', 3, 'write 2s'],
  ['limits.yaml', 4, null],
  ['limits.yaml', 5, 'write 50%'],
  ['unclosed-brace.yaml', 0, 'close it with }'],
  ['unclosed-bracket.yaml', 0, 'close it with ]'],
  ['utf-16.yaml', 0, 'save the file with encoding UTF-8'],
  ['workspace-stock-from-nobody.yaml', 0, 'write `from: [my-till]`'],
  ['locations-unused.yaml', 0, 'add a column `location` to `stock.columns`, or remove the list'],
])('%s problem %i suggests %s', (fixture, index, suggestion) => {
  expect(errorOf(fixture).problems[index]!.suggestion).toBe(suggestion)
})

test('a literal secret is never shown', () => {
  const { message } = errorOf('secret-literal.yaml')
  expect(message).not.toMatch(/hunter2|AAAA|BBBB/)
})
