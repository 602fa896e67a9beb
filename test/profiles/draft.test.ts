// biome-ignore-all lint/suspicious/noTemplateCurlyInString: column names may look like variables
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadWorkspace, parsePartner } from '../../src/config/load.ts'
import { ConfigError } from '../../src/config/problems.ts'
import { encodeText } from '../../src/csv/code-page.ts'
import { UsageError } from '../../src/model/errors.ts'
import type { Finding } from '../../src/model/findings.ts'
import type { StockRecord } from '../../src/model/records.ts'
import { draftPartner } from '../../src/profiles/draft.ts'
import { readItems } from '../../src/profiles/items.ts'
import { knownFields } from '../../src/profiles/known-fields.ts'
import { readStock } from '../../src/profiles/stock.ts'

const OPTIONS = { name: 'till', timeZone: 'Europe/Copenhagen', currency: 'DKK' }

function folder(files: Record<string, string | Uint8Array>): string {
  const root = mkdtempSync(path.join(tmpdir(), 'tillbridge-draft-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
    writeFileSync(path.join(root, name), content)
  }
  return root
}

async function draftOf(files: Record<string, string | Uint8Array>) {
  const root = folder(files)
  const paths = Object.keys(files).map((name) => path.join(root, name))
  return { ...(await draftPartner(paths, OPTIONS)), paths }
}

/** Writes answers where the draft asks: a line `# key: ?  ...` becomes `key: answer`. */
function answer(yaml: string, answers: Record<string, string> = {}): string {
  const all: Record<string, string> = {
    quantityMeans: 'onHand',
    bookedWhen: 'imported',
    listsZeros: 'yes',
    prices: 'gross',
    document: 'stock',
    ordersFrom: '2026-11-20',
    ...answers,
  }
  return yaml.replace(/^( *)# (\w+): \? .*$/gm, (line, indent: string, key: string) =>
    all[key] === undefined ? line : `${indent}${key}: ${all[key]}`,
  )
}

async function readAll(file: string, yaml: string) {
  const partner = parsePartner(yaml, 'till.yaml', { fields: knownFields() })
  const records: StockRecord[] = []
  const findings: Finding[] = []
  let rows = 0
  for await (const batch of readStock(file, partner).batches()) {
    records.push(...batch.records)
    findings.push(...batch.findings)
    rows += batch.read - batch.skipped.length
  }
  return { partner, findings, rows, levels: records.map((r) => `${r.code} ${r.location} ${r.quantity / 1000}`) }
}

const latin1 = (text: string) => Buffer.from(text, 'latin1')
const lines = (...all: string[]) => `${all.join('\r\n')}\r\n`

interface Row {
  name: string
  bytes: string | Uint8Array
  levels: string[]
  /** Lines of the draft, without their comments. */
  says?: string[]
  answers?: Record<string, string>
}

const STOCK_FILES: Record<string, Row> = {
  'plain, comma and LF': {
    name: 'stock.csv',
    bytes: 'sku,qty\nA-1,4\nA-2,0\n',
    levels: ['A-1 main 4', 'A-2 main 0'],
    says: ['delimiter: ","', 'newline: lf', 'encoding: utf-8', 'file: stock.csv'],
  },
  'Danish, windows-1252, semicolon, two stores': {
    name: 'LAGER_20261120.CSV',
    bytes: latin1(
      lines('Varenr;Tekst;Lager;Antal', '00012;Rød trøje;01;4', '00012;Rød trøje;02;-2', '00013;Blå bukser;01;11'),
    ),
    levels: ['00012 01 4', '00012 02 -2', '00013 01 11'],
    says: [
      'encoding: windows-1252',
      'file: "LAGER_{date:yyyyMMdd}.CSV"',
      'header: Lager',
      '"01": "01"',
      'ignore: Tekst',
    ],
  },
  'Danish DOS letters': {
    name: 'STK.TXT',
    bytes: encodeText(
      lines('Vare nummer;Benævnelse;Beholdning', '100;Grød på flaske;3', '101;Æbler og rødgrød;8'),
      'cp865',
    ),
    levels: ['100 main 3', '101 main 8'],
    says: ['header: Vare nummer', 'header: Beholdning'],
  },
  'German, decimals with comma and thousands with point': {
    name: 'Bestand 2026-11-20.csv',
    bytes: latin1(
      lines('Artikelnr;Bezeichnung;Menge;VK-Preis', 'X1;Töpfe groß;1.204,000;12,50', 'X2;Tür;3,000;1.050,00'),
    ),
    levels: ['X1 main 1204', 'X2 main 3'],
    says: ['decimal: ","', 'thousands: "."', 'file: "Bestand {date:yyyy-MM-dd}.csv"', 'header: Menge'],
  },
  'title lines, a rule line and a counting footer': {
    name: 'report.txt',
    bytes: lines(
      'Lagerliste pr. 20-11-2026',
      '',
      'ARTCODE|NAVN|ANTAL',
      '-------|----|-----',
      'A1|x|4',
      'A2|y|5',
      '',
      '(2 rows affected)',
    ),
    levels: ['A1 main 4', 'A2 main 5'],
    says: ['headerRow: 3', 'delimiter: "|"', 'counts: yes'],
  },
  'record types without header': {
    name: 'LG0001.DAT',
    bytes: lines('H;20261120;0600;AARHUS', 'L;40012;4', 'L;40013;0', 'L;40014;7', 'T;3;11'),
    levels: ['40012 aarhus 4', '40013 aarhus 0', '40014 aarhus 7'],
    says: [
      'line: "L"',
      'is: "H"',
      'is: "T"',
      'pattern: yyyyMMddHHmm',
      'rows: 2',
      'quantity: 3',
      'AARHUS: aarhus',
      'file: "LG{seq:4}.DAT"',
    ],
  },
  'two locations, each with its opening and closing record': {
    name: 'LG0002.DAT',
    bytes: lines(
      'H;20261120;0600;AARHUS',
      'L;40012;4',
      'L;40013;0',
      'T;2;4',
      'H;20261120;0605;ODENSE',
      'L;40012;7',
      'T;1;7',
    ),
    levels: ['40012 aarhus 4', '40013 aarhus 0', '40012 odense 7'],
    says: ['AARHUS: aarhus', 'ODENSE: odense', 'location: 4', 'rows: 2', 'quantity: 3'],
  },
  'two locations and one closing record for all': {
    name: 'LG0003.DAT',
    bytes: lines('H;20261120;0600;01', 'L;40012;4', 'L;40013;0', 'H;20261120;0605;02', 'L;40012;7', 'T;3;11'),
    levels: ['40012 01 4', '40013 01 0', '40012 02 7'],
    says: ['"01": "01"', '"02": "02"', 'location: 4', 'closes: file', 'rows: 2', 'quantity: 3'],
  },
  'no header at all': {
    name: 'lager.csv',
    bytes: latin1('A1;Grøn kop;5,50;3453464564569;3\r\nA2;Blå kop;6,50;4006381333931;12\r\n'),
    levels: ['A1 main 3', 'A2 main 12'],
    says: ['headerRow: none', 'position: 1', 'position: 5', 'position: 4'],
  },
  'one column per location, tabs, UTF-8 with a mark': {
    name: 'Stock20261120_0600.tsv',
    bytes: '\ufeffItem No\tName\tLager Aarhus\tLager Odense C\r\n0101\tKop\t4\t0\r\n0102\tFad\t-1\t12\r\n',
    levels: ['0101 aarhus 4', '0101 odense-c 0', '0102 aarhus -1', '0102 odense-c 12'],
    says: [
      'bom: yes',
      'delimiter: tab',
      'aarhus: Lager Aarhus',
      'odense-c: Lager Odense C',
      'asOf: { from: fileName }',
    ],
  },
  'UTF-16 with a mark': {
    name: 'export.csv',
    bytes: encodeText('\ufeffArtikelnummer;Antal\r\nÅ1;4\r\nÅ2;5\r\n', 'utf-16le'),
    levels: ['Å1 main 4', 'Å2 main 5'],
    says: ['encoding: utf-16le'],
  },
  'trailing minus, units, a plus and more than': {
    name: 'saldo.csv',
    bytes: lines('Artnr;Saldo', 'A1;12-', 'A2;4 stk', 'A3;+4', 'A4;>10'),
    levels: ['A1 main -12', 'A2 main 4', 'A3 main 4', 'A4 main 10'],
    says: ['sign: trailing', 'unit: stk', 'plus: yes', 'atLeast: yes'],
    answers: { atLeast: 'yes' },
  },
  'words for nothing and blanks': {
    name: 'qty.csv',
    bytes: lines('SKU;QTY', 'A1;NULL', 'A2;', 'A3;3'),
    levels: ['A3 main 3'],
    says: ['blankWords: "NULL"'],
    answers: { blank: 'skip' },
  },
  'spreadsheet text and quotes': {
    name: 'x.csv',
    bytes: lines('SKU;Description;Qty', '="0123";"Plate; 12 cm";4', '="0124";"Cup";5'),
    levels: ['0123 main 4', '0124 main 5'],
    says: ['spreadsheetText: yes'],
  },
  'quotes as inches': {
    name: 'boards.csv',
    bytes: lines('SKU;Description;Qty', 'A1;Board 12" long;4', 'A2;Pipe 3/4";5'),
    levels: ['A1 main 4', 'A2 main 5'],
    says: ['quoting: never'],
  },
  'every cell quoted': {
    name: 'voorraad.csv',
    bytes: lines('"Artikelnummer","Omschrijving","Voorraad"', '"A1","Kop, wit","4"', '"A2","Bord","15"'),
    levels: ['A1 main 4', 'A2 main 15'],
    says: ['quoting: always', 'header: Voorraad'],
  },
  'no last line end, 0x1A behind': {
    name: 'LAGER.CSV',
    bytes: 'VARENR;STK\r\n1;4\r\n2;5\x1a',
    levels: ['1 main 4', '2 main 5'],
    says: ['lastNewline: optional', 'file: LAGER.CSV'],
  },
  'French, decimal comma, apostrophes and blanks as thousands': {
    name: 'stock_20112026.csv',
    bytes: encodeText(lines('Code article;Libellé;Quantité', 'R1;Théière;1 204', 'R2;Café;12,5'), 'windows-1252'),
    levels: ['R1 main 1204', 'R2 main 12.5'],
    says: ['thousands: " "', 'decimals: 1', 'file: "stock_{date:ddMMyyyy}.csv"'],
    answers: { decimals: '1' },
  },
  'the same code on several shelves': {
    name: 'bins.csv',
    bytes: lines('ItemNo;Bin;Qty', '1;A;4', '1;B;5', '2;A;6'),
    levels: ['1 main 4', '1 main 5', '2 main 6'],
    says: ['duplicates: sum'],
    answers: { duplicates: 'sum' },
  },
  'a sep line': {
    name: 'sep.csv',
    bytes: '\ufeffsep=;\r\nVarenr.;Antal (stk.)\r\n7;4\r\n8;5\r\n',
    levels: ['7 main 4', '8 main 5'],
    says: ['headerRow: 2'],
  },
  'barcodes as the only code': {
    name: 'ean.csv',
    bytes: lines('EAN;Disponibel', '4006381333931;4', '3453464564569;5'),
    levels: ['4006381333931 main 4', '3453464564569 main 5'],
  },
  'barcodes and quantities without header': {
    name: 'lager.csv',
    bytes: lines('5712340001023;4', '5712340001030;12', '5712340001047;7', '5712340001054;4'),
    levels: ['5712340001023 main 4', '5712340001030 main 12', '5712340001047 main 7', '5712340001054 main 4'],
    says: ['headerRow: none', 'position: 1', 'position: 2'],
  },
  'blanks that do not break, behind a plus': {
    name: 'stock.csv',
    bytes: encodeText(
      lines('Référence;Quantité', 'R1;+1\u00a0000\u00a0000,00', 'R2;-12,00', 'R3;+0,00'),
      'windows-1252',
    ),
    levels: ['R1 main 1000000', 'R2 main -12', 'R3 main 0'],
    says: ['encoding: windows-1252', 'header: "Quantité"', 'thousands: " "', 'plus: yes'],
  },
  'a word for sold out': {
    name: 'antal.csv',
    bytes: lines('Varenr;Antal', 'A1;4', 'A2;udsolgt', 'A3;Udsolgt', 'A4;none', 'A5;11'),
    levels: ['A1 main 4', 'A2 main 0', 'A3 main 0', 'A4 main 0', 'A5 main 11'],
    says: ['header: Antal'],
    answers: { zeroWords: '[udsolgt, none]' },
  },
  'a till of Lightspeed': {
    name: 'product-export.csv',
    bytes:
      'id,handle,sku,name,retail_price,active,track_inventory,inventory_Main_Outlet,reorder_point_Main_Outlet\na,cup,10025,Cup,9.7,1,1,22,\nb,plate,10026,Plate,12.99,1,1,0,24\n',
    levels: ['10025 main-outlet 22', '10026 main-outlet 0'],
    says: ['main-outlet: inventory_Main_Outlet'],
  },
}

describe.each(Object.entries(STOCK_FILES))('%s', (_, { name, bytes, levels, says = [], answers = {} }) => {
  test('a draft with its questions answered reads the file without findings', async () => {
    const { yaml, paths } = await draftOf({ [name]: bytes })
    const read = await readAll(paths[0]!, answer(yaml, answers))
    expect(read.findings).toEqual([])
    expect(read.levels).toEqual(levels)
    const bare = answer(yaml, answers)
      .split('\n')
      .map((line) => line.replace(/\s+# .*$/, '').trim())
    for (const line of says) expect(bare).toContain(line)
  })

  test('check asks for what the draft leaves open', async () => {
    const { yaml } = await draftOf({ [name]: bytes })
    let told: string[] = []
    try {
      parsePartner(yaml, 'till.yaml')
    } catch (error) {
      told = (error as ConfigError).problems.map((p) => `${p.code} ${p.key}`)
    }
    expect(told).toEqual(['TB0104 stock.quantityMeans', 'TB0104 stock.bookedWhen', 'TB0104 stock.listsZeros'])
  })
})

test('an item list and a sample of an order file are drafted beside the stock file', async () => {
  const { yaml, notes, questions, paths } = await draftOf({
    'LAGER.CSV': lines('Varenr;Antal', 'A1;4', 'A2;5'),
    'varer.csv': latin1(lines('Varenr;Varetekst;Farve;Str;Salgspris;EAN', 'A1;Kop;Rød;M;1.012,50;4006381333931')),
    'ORD0001.csv': lines('Ordrenr;Dato;Kunde;Varenr;Antal;Pris;Felt9', '1001;20-11-2026;Ole;A1;2;12,50;x'),
  })
  const text = answer(yaml)
  const partner = parsePartner(text, 'till.yaml', { fields: knownFields() })
  expect(partner.items!.columns).toMatchObject({
    price: { header: ['Salgspris'], thousands: '.' },
    colour: { header: ['Farve'] },
    size: { header: ['Str'] },
  })
  expect(partner.items!.dialect!.encoding).toBe('windows-1252')
  expect(partner.orders!.columns.map((column) => column.from ?? null)).toEqual([
    'order.number',
    'order.date',
    'customer.name',
    'line.code',
    'line.quantity',
    'line.unitPrice',
    null,
  ])
  const items: string[] = []
  const findings: Finding[] = []
  for await (const batch of readItems(paths[1]!, partner).batches()) {
    items.push(...batch.items.map((item) => `${item.code} ${item.name} ${item.colour} ${item.price}`))
    findings.push(...batch.findings)
  }
  expect([items, findings]).toEqual([['A1 Kop Rød 101250'], []])
  expect(notes.slice(0, 3)).toEqual([
    'LAGER.CSV was taken for a stock file (2 rows).',
    "varer.csv was taken for the till's item list (1 row).",
    'ORD0001.csv was taken for a sample of an order file (1 row).',
  ])
  expect(questions.map((question) => Number.parseInt(question, 10))).toEqual(questions.map((_, i) => i + 1))
  expect(questions.join('\n')).toContain('What does the till expect in "Felt9" of an order file?')
  const root = folder({
    'tillbridge.yaml':
      'shops:\n  toys: { kind: woocommerce, folder: shop, timeZone: UTC, currency: DKK, prices: gross }\n',
    'partners/till.yaml': text,
  })
  expect([...loadWorkspace(root, {}, { fields: knownFields() }).partners.keys()]).toEqual(['till'])
})

test('several files of one kind make one pattern', async () => {
  const { yaml } = await draftOf({
    'STK_20261119_0001.csv': lines('SKU;QTY', 'A;1'),
    'STK_20261120_0002.csv': lines('SKU;QTY', 'A;1', 'B;2'),
  })
  expect(yaml).toContain('file: "STK_{date:yyyyMMdd}_{seq:4}.csv"'.replace('{seq:4}', '{time:HHmm}'))
})

test.each([
  ['wc.csv', 'ID,Type,SKU,Name,Published,Stock\n1,simple,a,A,1,4\n', /WooCommerce \(woocommerce-products\)/],
  ['p.csv', 'Handle,Title,Variant SKU,Variant Price\na,A,x,1.00\n', /Shopify \(shopify-products\)/],
  ['i.csv', 'Handle,Title,Option1 Name,Option1 Value,SKU,Location,On hand\na,A,,,x,Shop,1\n', /shopify-inventory/],
  ['m.csv', 'source_code,sku,status,quantity\ndefault,a,1,4.0000\n', /Magento \(magento-stock-sources\)/],
  ['o.json', '[{"id": 1}]', /is JSON/],
  ['book.xlsx', Buffer.from('PK\x03\x04aaaaaaaaaaaaaaaa', 'latin1'), /cannot be read: TB1002/],
  ['empty.csv', '', /empty\.csv/],
  ['header.csv', 'SKU;QTY\r\n', /no rows to learn from/],
])('%s is no file of a partner, and that is said', async (name, bytes, note) => {
  await expect(draftOf({ [name]: bytes })).rejects.toThrow(note)
  const beside = await draftOf({ [name]: bytes, 'stock.csv': 'SKU;QTY\nA;1\n' })
  expect(beside.notes.some((told) => note.test(told))).toBe(true)
  expect(beside.yaml).toContain('file: stock.csv')
})

test('two columns that could be the stock are a question', async () => {
  const { yaml, questions } = await draftOf({
    'l.csv': lines('Varenr;Beholdning;Disponibel;Lager min', 'A;4;3;1', 'B;5;5;1'),
  })
  expect(yaml).toContain('header: Beholdning')
  expect(yaml).not.toContain('locationColumns')
  expect(questions.join('\n')).toContain(
    'Which column is the stock: "Beholdning" or "Disponibel"? The first was taken.',
  )
})

/** Takes the # away from lines that are offered, from one that begins so to the end of its block. */
function takeOffer(yaml: string, key: string): string {
  let indent: number | null = null
  return yaml
    .split('\n')
    .map((line) => {
      const [, before, inner, rest] = /^( *)# ( *)(.*)$/.exec(line) ?? []
      if (before !== undefined && inner === '' && rest!.startsWith(`${key}:`) && !rest!.includes(': ?'))
        indent = before.length
      else if (indent !== null && (before?.length !== indent || inner === '')) indent = null
      return indent === null ? line : `${before}${inner}${rest}`
    })
    .join('\n')
}

test.each<[string, string, string[]]>([
  [
    'SKU,Name,Aarhus,Odense,Webshop',
    'A1,Cup,4,0,11|A2,Plate,12,3,7',
    ['A1 aarhus 4', 'A1 odense 0', 'A1 webshop 11', 'A2 aarhus 12', 'A2 odense 3', 'A2 webshop 7'],
  ],
  [
    'Varenr;Aarhus;Odense;Vejle',
    'A1;4;0;0|A2;;3;0',
    ['A1 aarhus 4', 'A1 odense 0', 'A1 vejle 0', 'A2 odense 3', 'A2 vejle 0'],
  ],
  [
    'Varenr;Navn;01;02;03',
    'A1;Kop;4;0;1|A2;Fad;12;3;7',
    ['A1 01 4', 'A1 02 0', 'A1 03 1', 'A2 01 12', 'A2 02 3', 'A2 03 7'],
  ],
  [
    'Varenr;Navn;Aarhus;Odense;Pris',
    'A1;Kop;4;0;12,50|A2;Fad;12;3;7,00',
    ['A1 aarhus 4', 'A1 odense 0', 'A2 aarhus 12', 'A2 odense 3'],
  ],
])('columns of whole numbers under %s are offered as locations, and asked about', async (header, rows, levels) => {
  const { yaml, questions, notes, paths } = await draftOf({ 'export.csv': lines(header, ...rows.split('|')) })
  expect(notes[0]).toBe('export.csv was taken for a stock file (2 rows).')
  const asked = questions.filter((question) => question.includes('the stock of one location'))
  expect(asked).toHaveLength(1)
  for (const { 1: location } of levels.map((level) => level.split(' ')))
    expect(asked[0]!.toLowerCase()).toContain(`"${location}"`)
  // Until somebody says so, no column is taken.
  expect(() => parsePartner(answer(yaml), 'till.yaml')).toThrow(/"quantity" is not said/)
  const taken = answer(takeOffer(takeOffer(yaml, 'quantity'), 'locationColumns'), { blank: 'skip' })
  const read = await readAll(paths[0]!, taken)
  expect(read.findings).toEqual([])
  expect(read.levels).toEqual(levels)
})

test.each([
  ['Varenr;Navn;Pris;Varegruppe;Leverandør', 'A1;Kop;12,50;3;17|A2;Fad;9,00;4;21'],
  ['Varenr;Navn;Pris;Moms;Kolli', 'A1;Kop;12,50;25;6|A2;Fad;9,00;25;12'],
  ['Varenr;Navn;Pris;Foo;Bar', 'A1;Kop;12,50;007;5|A2;Fad;9,00;008;5'],
])('numbers that are no stock under %s make no stock file', async (header, rows) => {
  const { yaml, notes } = await draftOf({ 'export.csv': lines(header, ...rows.split('|')) })
  expect(notes[0]).toBe("export.csv was taken for the till's item list (2 rows).")
  expect(yaml).not.toContain('locationColumns')
})

test.each([
  [['EAN;Foo', '5712340001023;4', '5712340001030;12'], 'EAN', 'Foo'],
  [['5712340001023;4;12,50', '5712340001030;12;9,00'], '1', '2'],
  [['4;5712340001023', '12;5712340001030'], '2', '1'],
  [['40012;5712340001023;4', '40013;5712340001030;12'], '1', '3'],
  [['5712340001023;40012;4', '5712340001030;40013;12'], '2', '3'],
  [['40012;5712340001023;4,00', '40013;5712340001030;12,00'], '1', '3'],
])('in %j the code is in %s and the quantity in %s', async (rows, code, quantity) => {
  const { yaml } = await draftOf({ 'lager.csv': lines(...rows) })
  const { columns } = parsePartner(answer(yaml), 'till.yaml').stock!
  const where = ({ header, position } = columns.code!) => header?.[0] ?? String(position)
  expect([where(), where(columns.quantity)]).toEqual([code, quantity])
})

test.each([
  [['A1;4', 'A2;0'], 'has rows with 0, so it seems to list them'],
  [['A1;4 stk', 'A2;0 stk'], 'has rows with 0, so it seems to list them'],
  [['A1;4,00', 'A2;+0,00'], 'has rows with 0, so it seems to list them'],
  [['A1;4,00', 'A2;-,00'], 'has rows with 0, so it seems to list them'],
  [['A1;4', 'A2;none'], 'has no row with 0, but "none", which may mean it'],
  [['A1;4', 'A2;10'], 'has no row with 0'],
])('of the rows %j the draft says: %s', async (rows, said) => {
  const { yaml } = await draftOf({ 'antal.csv': lines('Varenr;Antal', ...rows) })
  expect(yaml).toContain(`  # antal.csv ${said}\n`)
})

test('a column with one moment in every row is offered as the time of counting', async () => {
  const { yaml, questions, paths } = await draftOf({
    'stock.csv': lines('sku,qty,updated_at', 'A1,4,2026-11-20 06:00:00', 'A2,0,2026-11-20 06:00:00'),
  })
  expect(questions.join('\n')).toContain(
    'Is "updated_at" ("2026-11-20 06:00:00" in every row) the moment when the numbers were counted?',
  )
  const taken = answer(takeOffer(yaml, 'asOf'), { asOf: '{ from: column }' })
  const { partner, findings } = await readAll(paths[0]!, taken)
  expect(findings).toEqual([])
  expect(partner.stock).toMatchObject({
    asOf: { from: 'column' },
    columns: { asOf: { header: ['updated_at'], pattern: 'yyyy-MM-dd HH:mm:ss' } },
  })
  const file = readStock(paths[0]!, partner)
  for await (const _ of file.batches());
  expect(file.facts.rowAsOf).toBe('2026-11-20T05:00:00.000Z')
})

const TIME_STAMP = 'Is the time stamp of the file the moment when its numbers were counted?'

test.each<[string, string, string[], string]>([
  ['nothing', 'stock.csv', ['sku,qty', 'A1,4'], TIME_STAMP],
  [
    'a day in the name',
    'LAGER_20261120.csv',
    ['sku,qty', 'A1,4'],
    'The name of the file says the day. At what time of that day were the numbers counted, or is the time stamp of the file that moment?',
  ],
  [
    'day and time in two columns',
    'stock.csv',
    ['Varenr;Antal;Dato;Tid', 'A1;4;20-11-2026;06:00', 'A2;5;20-11-2026;06:00'],
    'Is "Dato" with "Tid" ("20-11-2026", "06:00" in every row) the moment when the numbers were counted?',
  ],
  [
    'a day in every row',
    'stock.csv',
    ['Varenr;Antal;Dato', 'A1;4;20-11-2026', 'A2;5;20-11-2026'],
    'Is "Dato" ("20-11-2026" in every row) the day when the numbers were counted?',
  ],
  [
    'moments that differ from row to row',
    'stock.csv',
    ['Varenr;Antal;Opdateret', 'A1;4;20-11-2026 06:00', 'A2;5;03-02-2025 11:12'],
    TIME_STAMP,
  ],
])('with %s the draft asks when the numbers were counted', async (_, name, rows, question) => {
  const { yaml, questions } = await draftOf({ [name]: lines(...rows) })
  expect(questions.filter((told) => /counted/.test(told)).map((told) => told.replace(/^\d+\. /, ''))).toEqual([
    question,
  ])
  expect(yaml).toMatch(/^ {2}# asOf: \? /m)
  expect(parsePartner(answer(yaml), 'till.yaml').stock!.asOf.from).toBe('fileTime')
})

test.each([
  ['20261120_0600', 'lager_20261120_0600.csv', ['sku,qty', 'A1,4']],
  ['the header record', 'LG0001.DAT', ['H;20261120;0600;AARHUS', 'L;40012;4', 'L;40013;0', 'T;2;4']],
])('%s says when the numbers were counted, and nobody is asked', async (_, name, rows) => {
  const { questions } = await draftOf({ [name]: lines(...rows) })
  expect(questions.filter((told) => /counted/.test(told))).toEqual([])
})

test('where every code is a GTIN, the draft asks whether the shop has it as its barcode', async () => {
  // A UPC-A, which a shop may carry with or without its zero.
  const file = { 'ean.csv': lines('EAN;Antal', '036000291452;4', '5712340001023;5') }
  const { yaml, questions } = await draftOf(file)
  expect(yaml).not.toContain('type: gtin')
  expect(questions.join('\n')).toContain(
    'Every code of ean.csv is a GTIN: does the shop carry it as its barcode or as its SKU?',
  )
  const partner = parsePartner(answer(yaml, { codes: '{ from: [barcode] }' }), 'till.yaml')
  expect(partner.codes.from).toEqual(['barcode'])
  const mixed = await draftOf({ 'ean.csv': lines('EAN;Antal', '036000291452;4', 'A2;5') })
  expect(mixed.yaml).not.toContain('codes:')
})

test('words for sold out are asked about, words for nothing are not', async () => {
  const { yaml, questions } = await draftOf({
    'antal.csv': lines('Varenr;Antal', 'A1;4', 'A2;none', 'A3;Udsolgt', 'A4;n/a', 'A5;7', 'A6;restordre', 'A7;9'),
  })
  expect(questions.join('\n')).toContain('mean zero: "none", "Udsolgt", "restordre"?')
  expect(yaml).toContain('blankWords: n/a')
})

test('a file that is not there is an error of the operating system', async () => {
  await expect(draftPartner(['/nowhere/stock.csv'], OPTIONS)).rejects.toThrow(/ENOENT/)
})

test('what is uncertain is said beside the key and asked', async () => {
  const { yaml, questions, notes } = await draftOf({
    'bins.csv': latin1(lines('ItemNo;Tekst;Qty', '1;Rød;1.204', '1;Rød;4', '2;Grøn;', '5,7E+12;Blå;3', '3;x;y;4')),
  })
  expect(yaml).toMatch(/encoding: windows-1252 +# a guess/)
  expect(yaml).toMatch(/# +cp850 /)
  expect(questions.join('\n')).toMatch(/"1\.204" in a number a thousand/)
  expect(questions.join('\n')).toMatch(/not filled in mean \(1 blank cell, the first at line 4\)/)
  expect(questions.join('\n')).toMatch(/same code and location come more than once/)
  expect(notes.join('\n')).toMatch(/damaged, such as "5,7E\+12"/)
  expect(notes.join('\n')).toMatch(/1 row with more or fewer cells/)
})

const WORDS = fc.constantFrom(
  'Varenr',
  'SKU',
  'Antal',
  'QTY',
  'Lager',
  'Butik',
  'Lager Aarhus',
  'inventory_X',
  'EAN',
  'Pris',
  'Tekst',
  'Størrelse',
  'Ordrenr',
  'Hylde',
  'Dato',
  '',
  '#',
  '${X}',
  'a: b',
  '- x',
  '"q"',
  '\\',
  'true',
  '12',
  '*',
  '\u2028',
  'Ø',
)
const CELLS = fc.oneof(
  fc.constantFrom(
    '4',
    '0',
    '-2',
    '12-',
    '1.204,000',
    '1,5',
    ',5',
    'NULL',
    '',
    '4 stk',
    '>10',
    '5.7E+12',
    'AARHUS',
    '4006381333931',
    '20-11-2026',
    '="012"',
    '# x',
    '${Y}',
    'y: z',
  ),
  fc.string({ maxLength: 8 }),
)

test('whatever the file, the draft is YAML that asks for answers and is otherwise right', async () => {
  const grids = fc.tuple(
    fc.array(WORDS, { minLength: 1, maxLength: 6 }),
    fc.array(fc.array(CELLS, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 }),
    fc.constantFrom(';', ',', '\t', '|'),
    fc.constantFrom('\r\n', '\n'),
  )
  const root = folder({})
  await fc.assert(
    fc.asyncProperty(grids, async ([header, rows, delimiter, newline]) => {
      const file = path.join(root, 'any_20261120.csv')
      writeFileSync(file, [header, ...rows].map((row) => row.join(delimiter)).join(newline))
      let draft: Awaited<ReturnType<typeof draftPartner>>
      try {
        draft = await draftPartner([file], OPTIONS)
      } catch (error) {
        // Files that cannot be used at all are told in words.
        expect(error).toBeInstanceOf(UsageError)
        return
      }
      const codes = (yaml: string) => {
        try {
          parsePartner(yaml, 'till.yaml', { fields: knownFields() })
          return []
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error
          return error.problems.map((problem) => `${problem.code} ${problem.message}`)
        }
      }
      expect(codes(draft.yaml).filter((told) => !told.startsWith('TB0104'))).toEqual([])
      const columns = { code: '{ header: Unseen 1 }', quantity: '{ header: Unseen 2 }' }
      expect(codes(answer(draft.yaml, columns)).filter((told) => !told.startsWith('TB0107 with '))).toEqual([])
    }),
    { numRuns: 300 },
  )
}, 30_000)

const SAMPLES = path.join(import.meta.dirname, '../../../shared/samples')
const SHOP_SAMPLES = [
  'woocommerce/sample_products.csv',
  'woocommerce/classic_commerce_sample_products.csv',
  'woocommerce/rest/order.json',
  'shopify/packt_product_data.csv',
  'magento/product_import.csv',
  'magento/configurable_product_import.csv',
  'magento/stock_sources_export_full.csv',
]

describe('genuine exports of webshops', () => {
  if (existsSync(SAMPLES)) {
    test.each(SHOP_SAMPLES)('%s is not drafted as a partner', async (name) => {
      await expect(draftPartner([path.join(SAMPLES, name)], OPTIONS)).rejects.toThrow(/is an export of|is JSON/)
    })
  } else if (process.env.CI) test('samples', () => expect.fail('../shared/samples is missing'))
  else test.skip('samples (no ../shared/samples here)', () => {})
})
