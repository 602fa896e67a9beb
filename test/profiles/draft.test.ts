import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import iconv from 'iconv-lite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadWorkspace, parsePartner } from '../../src/config/load.ts'
import type { ConfigError } from '../../src/config/problems.ts'
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
    bytes: iconv.encode(
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
    bytes: iconv.encode('\ufeffArtikelnummer;Antal\r\nÅ1;4\r\nÅ2;5\r\n', 'utf-16le'),
    levels: ['Å1 main 4', 'Å2 main 5'],
    says: ['encoding: utf-16le'],
  },
  'trailing minus, units, a plus and more than': {
    name: 'saldo.csv',
    bytes: lines('Artnr;Saldo', 'A1;12-', 'A2;4 stk', 'A3;+4', 'A4;>10'),
    levels: ['A1 main -12', 'A2 main 4', 'A3 main 4', 'A4 main 10'],
    says: ['sign: trailing', 'unit: stk', 'plus: yes', 'atLeast: yes'],
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
    bytes: iconv.encode(lines('Code article;Libellé;Quantité', 'R1;Théière;1 204', 'R2;Café;12,5'), 'windows-1252'),
    levels: ['R1 main 1204', 'R2 main 12.5'],
    says: ['thousands: " "', 'decimals: 1', 'file: "stock_{date:ddMMyyyy}.csv"'],
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
