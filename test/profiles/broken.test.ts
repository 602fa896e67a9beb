import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stockPartner } from './partner.ts'
import { readAll } from './stock-fixtures.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'broken-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

interface Case {
  /** Text as UTF-8, or bytes. */
  file: string | Buffer
  stock?: object
  partner?: object
  /** [row, column, code] of every finding, in order. */
  findings: [number | null, string | null, string][]
  /** Lines of the rows taken; absent when the whole file must be refused. */
  taken?: number[]
}

const latin = (text: string) => Buffer.from(text, 'latin1')
const RECORDS = {
  records: {
    line: 'L',
    header: { is: 'H', date: 2, time: 3, location: 4 },
    trailer: { is: 'T', rows: 2, quantity: 3 },
  },
  columns: { code: { position: 2 }, quantity: { position: 3 } },
}
const STORES = { locations: { AARHUS: 'aarhus' } }
const THREE = { columns: { code: { header: 'CODE' }, quantity: { header: 'QTY' }, location: { header: 'STORE' } } }
const FOOTER = { footer: { match: '^\\((\\d+) rows\\)$', required: 'yes', counts: 'yes' } }

const cases: Record<string, Case> = {
  // The file as a whole.
  'no bytes': { file: '', findings: [[null, null, 'TB1001']] },
  'blank lines only': { file: '\n\n\n', findings: [[null, null, 'TB1001']] },
  'names and no rows': { file: 'CODE;QTY\n', findings: [[1, null, 'TB1001']] },
  'fewer lines than the header row': {
    file: 'Title\n',
    stock: { headerRow: 3 },
    findings: [[null, null, 'TB1001']],
  },
  'a workbook': { file: Buffer.from('504b03041400060008', 'hex'), findings: [[null, null, 'TB1002']] },
  'NUL bytes to the end': {
    file: `CODE;QTY\nA;1\n${'\0'.repeat(64)}`,
    findings: [[3, null, 'TB1002']],
  },
  'bytes that are no UTF-8': { file: latin('CODE;QTY\nBL\xc5;1\n'), findings: [[2, null, 'TB1003']] },
  'a quote that never closes': { file: 'CODE;QTY\nA;1\n"B;2\nC;3\n', findings: [[3, null, 'TB1008']] },
  'cut in the last row': { file: 'CODE;QTY\nA;1\nB;2', findings: [[3, null, 'TB1014']] },
  'cut behind the delimiter': { file: 'CODE;QTY\nA;1\nB;', findings: [[3, null, 'TB1014']] },

  // The header.
  'one column missing': { file: 'CODE;ANTAL\nA;1\n', findings: [[1, 'QTY', 'TB1004']] },
  'all columns missing': {
    file: 'Vare;Antal\nA;1\n',
    findings: [
      [1, 'CODE', 'TB1004'],
      [1, 'QTY', 'TB1004'],
    ],
  },
  'an optional column missing': {
    file: 'CODE;QTY\nA;1\n',
    stock: { columns: { ...THREE.columns, barcode: { header: 'EAN' } } },
    partner: STORES,
    findings: [
      [1, 'STORE', 'TB1004'],
      [1, 'EAN', 'TB1004'],
    ],
  },
  'a location column missing': {
    file: 'CODE;Aarhus\nA;1\n',
    stock: { columns: { code: { header: 'CODE' } }, locationColumns: { aarhus: 'Aarhus', odense: 'Odense' } },
    findings: [[1, 'Odense', 'TB1004']],
  },
  'the column of a filter missing': {
    file: 'CODE;QTY\nA;1\n',
    stock: { filter: [{ header: 'STATUS', is: 'A' }] },
    findings: [[1, 'STATUS', 'TB1004']],
  },
  'a used column twice': { file: 'CODE;QTY;QTY\nA;1;2\n', findings: [[1, 'QTY', 'TB1005']] },
  'a used column twice in two spellings': { file: 'CODE;Qty.;qty\nA;1;2\n', findings: [[1, 'Qty.', 'TB1005']] },
  'an unused column twice': {
    file: 'CODE;X;QTY;X\nA;x;2;x\n',
    findings: [
      [1, 'X', 'TB1005'],
      [1, null, 'TB1006'],
    ],
    taken: [2],
  },
  'another delimiter': { file: 'CODE,QTY\nA,1\nB,2\n', findings: [[1, null, 'TB1009']] },
  'another delimiter, no names': {
    file: 'A,1\nB,2\n',
    stock: { headerRow: 'none', columns: { code: { position: 1 }, quantity: { position: 2 } } },
    findings: [[1, null, 'TB1009']],
  },
  'a position beyond the row': {
    file: 'A;1\nB;2\n',
    stock: { headerRow: 'none', columns: { code: { position: 1 }, quantity: { position: 4 } } },
    findings: [[1, 'column 4', 'TB1004']],
  },
  'data where the names should be': { file: '40012;4\n40013;5\n', findings: [[1, null, 'TB1023']] },
  'a title where the names should be': { file: 'Lager 20-11-2026\nCODE;QTY\nA;1\n', findings: [[1, null, 'TB1023']] },
  'a blank line where the names should be': {
    file: 'Lager\n\nCODE;QTY\nA;1\n',
    stock: { headerRow: 2 },
    findings: [[2, null, 'TB1023']],
  },
  'names read in a wrong encoding': {
    file: 'CODE;QTY;BelÃ¸b\nA;1;2\n',
    findings: [[1, 'BelÃ¸b', 'TB1003']],
  },
  'a header with a stray quote': { file: 'CO"DE;QTY\nA;1\nB;2\n', findings: [[1, 'column 1', 'TB1017']] },
  'a header narrower than all rows': { file: 'CODE;QTY\nA;1;x\nB;2;y\n', findings: [[1, null, 'TB1007']] },

  // Rows.
  'a cell too many': { file: 'CODE;QTY\nA;1\nB;2;3\nC;3\n', findings: [[3, null, 'TB1007']], taken: [2, 4] },
  'a cell too few': { file: 'CODE;QTY\nA;1\nB\nC;3\n', findings: [[3, null, 'TB1007']], taken: [2, 4] },
  'a line end in mid-row': {
    file: 'CODE;QTY\nA;1\nB\n;2\nC;3\n',
    findings: [
      [3, null, 'TB1007'],
      [4, 'CODE', 'TB2001'],
    ],
    taken: [2, 5],
  },
  'a stray quote': { file: 'CODE;QTY\nA;1\nB"x;2\nC;3\n', findings: [[3, 'CODE', 'TB1017']], taken: [2, 4] },
  'a stray quote, no names': {
    file: 'A;1\nB;2"\nC;3\n',
    stock: { headerRow: 'none', columns: { code: { position: 1 }, quantity: { position: 2 } } },
    findings: [[2, 'column 2', 'TB1017']],
    taken: [1, 3],
  },
  'a NUL byte in a code': { file: 'CODE;QTY\nA\0;1\nB;2\n', findings: [[2, 'CODE', 'TB1010']], taken: [3] },
  'a NUL byte in a quantity': { file: 'CODE;QTY\nA;1\0\nB;2\n', findings: [[2, 'QTY', 'TB1010']], taken: [3] },
  'a NUL byte nobody reads': {
    file: 'CODE;QTY;X\nA;1;\0\nB;2;x\n',
    stock: { ignore: 'X' },
    findings: [[2, 'X', 'TB1010']],
    taken: [3],
  },
  'control characters nobody reads': {
    file: 'CODE;QTY;X\nA;1;\x01\x02\nB;2;x\x1ax\nC;3;\f\nD;4;\u0085\t\nE;5;"\x0b\n"\n;x;\0\n',
    stock: { ignore: 'X' },
    findings: [
      [2, 'X', 'TB1010'],
      [3, 'X', 'TB1010'],
      [4, 'X', 'TB1010'],
      [6, 'X', 'TB1010'],
      [8, 'X', 'TB1010'],
      [8, 'CODE', 'TB2001'],
      [8, 'QTY', 'TB2101'],
    ],
    taken: [5],
  },
  'a control character in a cell without a name': {
    file: 'CODE;QTY\nA;1;\0\nB;2;\n',
    findings: [
      [2, 'column 3', 'TB1010'],
      [2, null, 'TB1007'],
    ],
    taken: [3],
  },
  'a control character in a row that is filtered or skipped': {
    file: 'CODE;QTY;S;X\nA;1;\0N;\nB;;Y;\0\nC;3;N;\nD;4;Y;\n',
    stock: {
      ignore: 'X',
      filter: [{ header: 'S', is: 'Y' }],
      columns: { code: { header: 'CODE' }, quantity: { header: 'QTY', blank: 'skip' } },
    },
    findings: [
      [2, 'S', 'TB1010'],
      [3, 'X', 'TB1010'],
    ],
    taken: [5],
  },
  'a control character in the names': { file: 'CODE;QTY;N\0AME\nA;1;x\n', findings: [[1, 'N\0AME', 'TB1010']] },
  'NULs from inside one row to inside the next': {
    file: `CODE;NAME;STORE;QTY\nA;Train;AARHUS;1\nB;Tr${'\0'.repeat(13)}in;AARHUS;3\nD;Train;AARHUS;4\n`,
    stock: { columns: { ...THREE.columns }, ignore: 'NAME' },
    partner: STORES,
    findings: [[3, 'NAME', 'TB1002']],
  },
  'fewer NULs than could hide a row': {
    file: 'CODE;NAME;STORE;QTY\nA;Tr\0\0\0n;AARHUS;1\nB;Train;AARHUS;2\n',
    stock: { columns: { ...THREE.columns }, ignore: 'NAME' },
    partner: STORES,
    findings: [[2, 'NAME', 'TB1010']],
    taken: [3],
  },
  'a row of 0x1A and a NUL at the end': {
    file: 'CODE;QTY\nA;1\n\x1a\nB;2\n\0',
    stock: { lastNewline: 'optional' },
    findings: [
      [3, 'CODE', 'TB1010'],
      [3, null, 'TB1007'],
      [5, 'CODE', 'TB1010'],
      [5, null, 'TB1007'],
    ],
    taken: [2, 4],
  },
  'NULs in a record of the header or the trailer': {
    file: 'H;20261120;0600;AARHUS;\nL;A;4\nT;1;4;\0\n',
    stock: RECORDS,
    partner: STORES,
    findings: [[3, 'column 4', 'TB1010']],
  },
  'a control character in a row of records': {
    file: 'H;20261120;0600;AARHUS\nL;A;4;\x02\nL;B;5;x\nT;2;9\n',
    stock: RECORDS,
    partner: STORES,
    findings: [[2, 'column 4', 'TB1010']],
    taken: [3],
  },
  'quotes that swallow the rows between them': {
    file: 'CODE;NAME;QTY\nA;x;1\nB;"x;2\nC;x;3\nD;x";4\nE;x;5\n',
    findings: [[3, 'NAME', 'TB1008']],
  },
  'quotes that swallow one line end': {
    file: 'CODE;NAME;QTY\nA;x;1\nB;"x;2\nC;x";3\nD;x;4\n',
    findings: [[3, 'NAME', 'TB1008']],
  },
  'quotes that swallow a line end in the middle of wide rows': {
    file: 'CODE;A;B;C;D;QTY\n1;a;b;c;d;1\n2;a;b;"c;d;2\n3;a;b;c";d;3\n4;a;b;c;d;4\n',
    findings: [[3, 'C', 'TB1008']],
  },
  'quotes that swallow rows and leave one that is too long': {
    file: 'CODE;NAME;QTY\nA;"x;1\nB;x;2\n";x;3\nD;x;4\n',
    findings: [[2, 'NAME', 'TB1008']],
  },
  'quotes that swallow rows behind a text of several lines': {
    file: 'CODE;NAME;X;QTY\nA;"x\ny";"z;1\nB;x;z;2\nC;x;z";3\n',
    findings: [[3, 'X', 'TB1008']],
  },
  'quotes that swallow a row and the end of the file': {
    file: 'CODE;NAME;QTY\nA;x;1\nB;"x;2\n(2 rows)";x;4\n',
    stock: { footer: { match: 'rows' } },
    findings: [[3, 'NAME', 'TB1008']],
  },
  'quotes that swallow a row of the names': {
    file: 'CODE;QTY;"NAME\nA;1;x\nB;2;x"\nC;3;x\n',
    findings: [[1, 'NAME', 'TB1008']],
  },
  'quotes that swallow rows of records': {
    file: 'H;20261120;0600;AARHUS\nL;A;4;x\nL;"B;5;x\nL;C";6;x\nT;2\n',
    stock: { ...RECORDS, records: { ...RECORDS.records, trailer: { is: 'T', rows: 2 } } },
    partner: STORES,
    findings: [[3, 'column 2', 'TB1008']],
  },
  'texts of several lines': {
    file: 'CODE;NAME;QTY\nA;"x\ny";1\nB;"x\n\n""y"", z";2\n"C\n";x;3\n',
    stock: { ignore: 'NAME' },
    findings: [],
    taken: [2, 4, 7],
  },
  'two quotes that open and never close': {
    file: 'CODE;NAME;QTY\nA;x;1\nB;"x;2\nC;x;3\nD;"x;4\nE;x;5\n',
    findings: [
      [3, null, 'TB1008'],
      [5, null, 'TB1008'],
    ],
  },
  'all cells quoted and another delimiter': {
    file: '"CODE","NAME","QTY"\n"A","x, ""y""","1"\n',
    findings: [[1, null, 'TB1009']],
  },
  'all cells quoted and another delimiter, no names': {
    file: '"A","1"\n"B","2"\n',
    stock: { headerRow: 'none', columns: { code: { position: 1 }, quantity: { position: 2 } } },
    findings: [[1, null, 'TB1009']],
  },
  'UTF-8 read as windows-1252': {
    file: 'CODE;QTY\nA;1\nTØJ;2\nKØL;3\nÆBLE;4\n',
    partner: { dialect: { newline: 'lf', encoding: 'windows-1252' } },
    findings: [[3, 'CODE', 'TB1003']],
  },
  'UTF-8 read as iso-8859-15': {
    file: 'CODE;QTY\nA;1\nTØJ;2\nKØL;3\n',
    partner: { dialect: { newline: 'lf', encoding: 'iso-8859-15' } },
    findings: [[3, 'CODE', 'TB1003']],
  },
  'UTF-8 read as cp850, names too': {
    file: 'CODE;Beløb\nA;1\n',
    stock: { columns: { code: { header: 'CODE' }, quantity: { header: 'Beløb' } } },
    partner: { dialect: { newline: 'lf', encoding: 'cp850' } },
    findings: [[1, 'Bel├©b', 'TB1003']],
  },
  'two cells that somebody else read in a wrong encoding': {
    file: Buffer.concat([Buffer.from('CODE;QTY\nTØJ;2\nKØL;3\n'), latin('BL\xc5;4\n')]),
    partner: { dialect: { newline: 'lf', encoding: 'windows-1252' } },
    findings: [
      [2, 'CODE', 'TB1003'],
      [3, 'CODE', 'TB1003'],
    ],
    taken: [4],
  },
  'a UTF-8 mark and the names again in a file of single bytes': {
    file: latin('CODE;QTY\nBL\xc5;1\n\xef\xbb\xbfCODE;QTY\nB;2\n\xef\xbb\xbf"C";3\n'),
    partner: { dialect: { newline: 'lf', encoding: 'windows-1252' } },
    findings: [
      [3, null, 'TB1012'],
      [3, null, 'TB1013'],
      [5, null, 'TB1012'],
    ],
    taken: [2, 4, 5],
  },
  'an answer in JSON': { file: '{"message": "No such report"}\n', findings: [[1, null, 'TB1002']] },
  'rows in JSON': { file: '[\n  {"code": "A", "qty": 1}\n]\n', findings: [[1, null, 'TB1002']] },
  'a page of a web server': { file: '\n<!DOCTYPE html>\n<html><body>\n', findings: [[1, null, 'TB1002']] },
  'rows in XML': { file: '\ufeff<?xml version="1.0"?>\n<stock/>\n', findings: [[1, null, 'TB1002']] },
  'names in brackets': { file: '[CODE];[QTY]\nA;1\n', findings: [], taken: [2] },
  'UTF-16 cut in the middle of a character': {
    file: Buffer.from('\ufeffCODE;QTY\nA;1\nB;2\n', 'utf16le').subarray(0, -1),
    stock: { lastNewline: 'optional' },
    findings: [[3, null, 'TB1014']],
  },
  'no code': {
    file: 'CODE;QTY\n;1\n  ;2\nC;3\n',
    findings: [
      [2, 'CODE', 'TB2001'],
      [3, 'CODE', 'TB2001'],
    ],
    taken: [4],
  },
  'a code as 5.7E+12': { file: 'CODE;QTY\n5.7E+12;1\nB;2\n', findings: [[2, 'CODE', 'TB2301']], taken: [3] },
  'a code as 4,00638E+12': { file: 'CODE;QTY\n4,00638E+12;1\nB;2\n', findings: [[2, 'CODE', 'TB2301']], taken: [3] },
  'a code as a date': { file: 'CODE;QTY\n12-MAR;1\nB;2\n', findings: [[2, 'CODE', 'TB2303']], taken: [3] },
  'a code as a spreadsheet text': {
    file: 'CODE;QTY\n"=""0123""";1\n="0124";2\nB;2\n',
    findings: [
      [2, 'CODE', 'TB2304'],
      [3, 'CODE', 'TB2304'],
    ],
    taken: [4],
  },
  'a code in a wrong encoding': { file: 'CODE;QTY\nBLÃ¥;1\nB;2\n', findings: [[2, 'CODE', 'TB1003']], taken: [3] },
  'a code longer than any': {
    file: `CODE;QTY\n${'9'.repeat(101)};1\nB;2\n`,
    findings: [[2, 'CODE', 'TB2306']],
    taken: [3],
  },
  'barcodes that lost zeros or digits': {
    file: 'CODE;QTY\n036000291452;1\n4006381333932;1\n4006381333931;2\n',
    stock: { columns: { code: { header: 'CODE', type: 'gtin' }, quantity: { header: 'QTY' } } },
    findings: [
      [2, 'CODE', 'TB2302'],
      [3, 'CODE', 'TB2305'],
    ],
    taken: [4],
  },
  'quantities that are none': {
    file: 'CODE;QTY\nA;mange\nB;1,5\nC;1.5\nD;1.000.000\nE;3\n',
    findings: [
      [2, 'QTY', 'TB2101'],
      [3, 'QTY', 'TB2101'],
      [4, 'QTY', 'TB2103'],
      [5, 'QTY', 'TB2101'],
    ],
    taken: [6],
  },
  'a blank quantity': {
    file: 'CODE;QTY\nA;\nB; \nC;3\n',
    findings: [
      [2, 'QTY', 'TB2102'],
      [3, 'QTY', 'TB2102'],
    ],
    taken: [4],
  },
  'a barcode for a quantity': {
    file: 'CODE;QTY\nA;4006381333931\nB;2\n',
    findings: [[2, 'QTY', 'TB2104']],
    taken: [3],
  },
  'a negative where there are none': {
    file: 'CODE;QTY\nA;-1\nB;2\n',
    stock: { columns: { code: { header: 'CODE' }, quantity: { header: 'QTY', negative: 'no' } } },
    findings: [[2, 'QTY', 'TB2105']],
    taken: [3],
  },
  'everything wrong in one row': {
    file: 'CODE;QTY;STORE\n;x;\nB;2;AARHUS\n',
    stock: THREE,
    partner: STORES,
    findings: [
      [2, 'CODE', 'TB2001'],
      [2, 'QTY', 'TB2101'],
      [2, 'STORE', 'TB2402'],
    ],
    taken: [3],
  },
  'a location nobody knows': {
    file: 'CODE;QTY;STORE\nA;1;AARHUS\nB;2;ODENSE\n',
    stock: THREE,
    partner: STORES,
    findings: [[3, 'STORE', 'TB2401']],
    taken: [2],
  },
  'locations without a list': {
    file: 'CODE;QTY;STORE\nA;1;AARHUS\n',
    stock: THREE,
    findings: [[2, 'STORE', 'TB2401']],
    taken: [],
  },
  'one bad level of a row': {
    file: 'CODE;Aarhus;Odense\nA;1;x\nB;2;3\n',
    stock: { columns: { code: { header: 'CODE' } }, locationColumns: { aarhus: 'Aarhus', odense: 'Odense' } },
    findings: [[2, 'Odense', 'TB2101']],
    taken: [3, 3],
  },
  'a blank level': {
    file: 'CODE;Aarhus;Odense\nA;1;\nB;2;3\n',
    stock: { columns: { code: { header: 'CODE' } }, locationColumns: { aarhus: 'Aarhus', odense: 'Odense' } },
    findings: [[2, 'Odense', 'TB2102']],
    taken: [3, 3],
  },
  'a bad row time': {
    file: 'CODE;QTY;AT\nA;1;31-02-2026\nB;2;28-02-2026\n',
    stock: {
      columns: { code: { header: 'CODE' }, quantity: { header: 'QTY' }, asOf: { header: 'AT', pattern: 'dd-MM-yyyy' } },
    },
    findings: [[2, 'AT', 'TB2501']],
    taken: [3],
  },
  'names again in mid-file': { file: 'CODE;QTY\nA;1\nCODE;QTY\nB;2\n', findings: [[3, null, 'TB1013']], taken: [2, 4] },
  'other names in mid-file': { file: 'CODE;QTY\nA;1\nQTY;CODE\n2;B\n', findings: [[3, null, 'TB1013']] },
  'more names in mid-file': { file: 'CODE;QTY\nA;1\nCODE;NAME;QTY\nB;x;2\n', findings: [[3, null, 'TB1013']] },
  'a byte order mark in mid-file': {
    file: 'CODE;QTY\nA;1\n\ufeffB;2\n',
    findings: [[3, null, 'TB1012']],
    taken: [2, 3],
  },
  'a byte order mark nobody declared': { file: '\ufeffCODE;QTY\nA;1\n', findings: [[1, null, 'TB1021']], taken: [2] },
  'no byte order mark where one is declared': {
    file: 'CODE;QTY\nA;1\n',
    partner: { dialect: { bom: 'yes' } },
    findings: [[1, null, 'TB1021']],
    taken: [2],
  },
  'mixed line ends': { file: 'CODE;QTY\r\nA;1\nB;2\r\n', findings: [[null, null, 'TB1011']], taken: [2, 3] },

  // Footers.
  'a footer that counts more rows': {
    file: 'CODE;QTY\nA;1\n(2 rows)\n',
    stock: FOOTER,
    findings: [[3, null, 'TB1015']],
  },
  'no footer': { file: 'CODE;QTY\nA;1\n', stock: FOOTER, findings: [[2, null, 'TB1016']] },
  'rows behind the footer': { file: 'CODE;QTY\nA;1\n(1 rows)\nB;2\n', stock: FOOTER, findings: [[4, null, 'TB1016']] },
  'a counted footer proves the end': { file: 'CODE;QTY\nA;1\n(1 rows)', stock: FOOTER, findings: [], taken: [2] },

  // Record types.
  'a trailer that counts more rows': {
    file: 'H;20261120;0600;AARHUS\nL;A;4\nL;B;5\nT;3;9\n',
    stock: RECORDS,
    partner: STORES,
    findings: [[4, 'column 2', 'TB1015']],
  },
  'a trailer with another sum': {
    file: 'H;20261120;0600;AARHUS\nL;A;4\nL;B;5\nT;2;8\n',
    stock: RECORDS,
    partner: STORES,
    findings: [[4, 'column 3', 'TB1015']],
  },
  'a trailer with neither': {
    file: 'H;20261120;0600;AARHUS\nL;A;4\nL;B;5\nT;x;\n',
    stock: RECORDS,
    partner: STORES,
    findings: [
      [4, 'column 2', 'TB1015'],
      [4, 'column 3', 'TB1015'],
    ],
  },
  'no trailer': {
    file: 'H;20261120;0600;AARHUS\nL;A;4\n',
    stock: RECORDS,
    partner: STORES,
    findings: [[2, null, 'TB1016']],
  },
  'rows behind the trailer': {
    file: 'H;20261120;0600;AARHUS\nL;A;4\nT;1;4\nL;B;5\n',
    stock: RECORDS,
    partner: STORES,
    findings: [[4, null, 'TB1016']],
  },
  'a second header record without a trailer before': {
    file: 'H;20261120;0600;AARHUS\nL;A;4\nH;20261120;0600;AARHUS\nL;B;5\nT;1;5\n',
    stock: RECORDS,
    partner: STORES,
    findings: [[3, null, 'TB1016']],
  },
  'rows before the header record': {
    file: 'L;A;4\nL;B;5\nT;2;9\n',
    stock: RECORDS,
    partner: STORES,
    findings: [[1, null, 'TB1024']],
  },
  'a header record with an impossible day': {
    file: 'H;20261320;0600;AARHUS\nL;A;4\nT;1;4\n',
    stock: RECORDS,
    partner: STORES,
    findings: [[1, 'column 2', 'TB2501']],
  },
  'a header record in the hour that never was': {
    file: 'H;20260329;0230;AARHUS\nL;A;4\nT;1;4\n',
    stock: RECORDS,
    partner: STORES,
    findings: [[1, 'column 2', 'TB2501']],
  },
  'an unknown record type': {
    file: 'H;20261120;0600;AARHUS\nL;A;4\nX;B;5\nL;C;6\nT;3\n',
    stock: { ...RECORDS, records: { ...RECORDS.records, trailer: { is: 'T', rows: 2 } } },
    partner: STORES,
    findings: [[3, null, 'TB1019']],
    taken: [2, 4],
  },
  'a bad quantity below a trailer with a sum': {
    file: 'H;20261120;0600;AARHUS\nL;A;4\nL;B;x\nL;C;6\nT;3;15\n',
    stock: RECORDS,
    partner: STORES,
    findings: [[3, 'column 3', 'TB2101']],
    taken: [2, 4],
  },
  'a header record with a location nobody knows': {
    file: 'H;20261120;0600;VEJLE\nL;A;4\nT;1;4\n',
    stock: RECORDS,
    partner: STORES,
    findings: [[1, 'column 4', 'TB2401']],
  },
  'a header record without its location': {
    file: 'H;20261120;0600;\nL;A;4\nT;1;4\n',
    stock: RECORDS,
    partner: STORES,
    findings: [[1, 'column 4', 'TB2402']],
  },
  'a column with a default whose name is damaged': {
    file: 'CODE;QTY;ST0RE\nA;1;AARHUS\n',
    stock: { columns: { ...THREE.columns, location: { header: 'STORE', default: 'main' } } },
    partner: STORES,
    findings: [[1, 'STORE', 'TB1004']],
  },
  'header and trailer and nothing between': {
    file: 'H;20261120;0600;AARHUS\nT;0;0\n',
    stock: RECORDS,
    partner: STORES,
    findings: [[2, null, 'TB1001']],
  },

  // Limits.
  'more rows than allowed': { file: 'CODE;QTY\nA;1\nB;2\n', stock: { rowsMax: 2 }, findings: [[3, null, 'TB1018']] },
  'more bytes than allowed': { file: 'CODE;QTY\nA;1\n', stock: { bytesMax: 5 }, findings: [[null, null, 'TB1018']] },
}

test('there are at least 45 broken files', () => {
  expect(Object.keys(cases).length).toBeGreaterThanOrEqual(45)
})

describe('a broken file', () => {
  test.each(Object.entries(cases))('%s', async (name, { file, stock, partner, findings, taken }) => {
    const path = join(folder, `${name.replace(/\W/g, '-')}.csv`)
    writeFileSync(path, file)
    const outcome = await readAll(path, stockPartner(stock ?? {}, partner))
    expect(outcome.findings.map((found) => [found.row, found.column, found.code])).toEqual(findings)
    expect(outcome.facts === null ? undefined : outcome.records.map((record) => record.line)).toEqual(taken)
  })
})
