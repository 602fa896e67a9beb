import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { catalogueFormatSchema, dialectSchema, orderFormatSchema } from '../../src/config/format.ts'
import type { Dialect } from '../../src/csv/dialect.ts'
import { createCsvWriter } from '../../src/csv/write.ts'
import { catalogueWriter, renderOrders } from '../../src/profiles/render.ts'
import { someDocuments, toyRows } from './render-samples.ts'

const FIXTURES = new URL('../../fixtures/orders-out/', import.meta.url).pathname

/** Formats as a user writes them; each has its file, byte for byte, in fixtures/orders-out. */
const FORMATS: [golden: string, kind: 'sale' | 'stock', yaml: string][] = [
  [
    'lines-utf8.csv',
    'sale',
    `
file: O.csv
columns:
  - { header: Order, from: order.number }
  - { header: Ordered, from: order.date }
  - { header: Customer, from: customer.name }
  - { header: Phone, from: customer.phone }
  - { header: Guest, from: customer.guest, yes: J, no: N }
  - { header: Line, from: line.number }
  - { header: Code, from: line.code }
  - { header: Text, from: line.name }
  - { header: Qty, from: line.quantity }
  - { header: Price, from: line.unitPrice }
  - { header: Total, from: line.total }
  - { header: Rate, from: line.taxRate }
  - { header: Tax, from: line.taxCode }
  - { header: Kind, from: line.kind, map: { goods: V, shipping: F, rounding: R } }
  - { header: Ship, from: line.requiresShipping }
  - { header: Tender 1, from: payment1.tender }
  - { header: Amount 1, from: payment1.amount }
  - { header: Tender 2, from: payment2.tender, default: "-" }
  - { header: Amount 2, from: payment2.amount }
  - { header: Rows, from: file.rows }
  - { header: Note, from: order.note }
`,
  ],
  [
    'header-and-lines-cp865.csv',
    'sale',
    `
file: O.csv
layout: header-and-lines
headerLine: no
decimal: ","
dialect: { encoding: cp865, newline: crlf }
columns:
  - { text: H }
  - { from: order.number, pad: { length: 8 } }
  - { from: order.date, pattern: dd-MM-yy HH:mm }
  - { from: order.bookingDate, pattern: yyyyMMddHHmmss }
  - { from: customer.name }
  - { from: billing.street1 }
  - { from: billing.postcode }
  - { from: billing.city }
  - { from: order.gross }
  - { from: order.tax }
  - { from: order.lineCount }
  - { from: order.note, maxLength: 8, overLength: cut }
lineColumns:
  - { text: L }
  - { from: line.code }
  - { from: line.quantity, decimals: 3 }
  - { from: line.unitPrice, decimals: 2 }
  - { from: line.gross }
  - { from: line.discount }
  - { from: line.taxRate, decimals: 2 }
  - { from: line.name }
paymentColumns:
  - { text: P }
  - { from: payment.tender }
  - { from: payment.amount }
  - { from: payment.reference }
`,
  ],
  [
    'two-files-windows-1252.csv',
    'sale',
    `
file: O.csv
linesFile: L.csv
layout: two-files
dialect: { encoding: windows-1252, delimiter: tab, newline: lf, quoting: always }
columns:
  - { header: Nummer, from: order.number }
  - { header: Firma, from: billing.company }
  - { header: Ort, from: shipping.city }
  - { header: Währung, from: order.currency }
  - { header: Summe, from: order.gross }
  - { header: Bezahlt mit, from: payment1.tender }
  - { header: und mit, from: payment2.tender }
  - { header: Sätze, from: file.rows }
lineColumns:
  - { header: Nummer, from: order.number }
  - { header: Artikel, from: line.code }
  - { header: Menge, from: line.quantity }
  - { header: Netto, from: line.net }
  - { header: Sätze, from: file.rows }
`,
  ],
  [
    'quoting-never-cp850.csv',
    'sale',
    `
file: O.csv
dialect: { encoding: cp850, quoting: never, replace: { delimiter: ",", quote: "'", newline: " / " } }
columns:
  - { header: ORDRE, from: order.number }
  - { header: NAVN, from: customer.name }
  - { header: TEKST, from: line.name }
  - { header: NOTE, from: order.note }
  - { header: ANTAL, from: line.quantity }
`,
  ],
  [
    'fixed-widths.csv',
    'sale',
    `
file: O.csv
headerLine: no
decimal: ","
dialect: { encoding: iso-8859-1, delimiter: "|", quoting: never, unencodable: transliterate, replace: {} }
columns:
  - { text: "01" }
  - { from: order.number, pad: { length: 10, with: " ", side: right } }
  - { from: line.code, pad: { length: 10, with: " ", side: right } }
  - { from: line.name, maxLength: 12, overLength: cut, pad: { length: 12, with: " ", side: right } }
  - { from: line.quantity, pad: { length: 5 } }
  - { from: line.gross, pad: { length: 10 } }
`,
  ],
  [
    'stock-documents.csv',
    'stock',
    `
file: O.csv
dialect: { encoding: us-ascii, unencodable: transliterate, delimiter: "," }
columns:
  - { header: type, from: order.kind }
  - { header: order, from: order.number }
  - { header: name, from: customer.name }
  - { header: code, from: line.code }
  - { header: quantity, from: line.quantity }
  - { header: amount, from: line.gross }
  - { header: tender, from: payment1.tender }
`,
  ],
]

const PARTNER: Dialect = dialectSchema.parse({})
const CONTEXT = { dialect: PARTNER, timeZone: 'Europe/Copenhagen', seq: 7 }

describe('order files, byte for byte', () => {
  test.each(FORMATS)('%s', async (golden, kind, yaml) => {
    const format = orderFormatSchema.parse(parse(yaml))
    const { files, rejected } = renderOrders(someDocuments(kind), format, CONTEXT)
    expect(rejected).toEqual([])
    for (const { role, rows } of files) {
      const name = role === 'lines' ? golden.replace('.csv', '-lines.csv') : golden
      await expectBytes(name, rows, format.dialect ?? PARTNER)
    }
  })

  test('catalogue-utf16.csv: a toy in 3 colours and 2 sizes is 6 rows with 6 codes', async () => {
    const format = catalogueFormatSchema.parse(
      parse(`
file: K.csv
decimal: ","
dialect: { encoding: utf-16le, bom: yes }
columns:
  - { header: Kode, from: code, required: yes }
  - { header: Status, from: change, map: { new: NY } }
  - { header: Vare, from: item.key }
  - { header: Navn, from: item.name }
  - { header: Farve, from: variant.colour }
  - { header: Str, from: variant.option2 }
  - { header: EAN, from: variant.barcode }
  - { header: Pris, from: variant.price }
  - { header: Tilbud, from: variant.salePrice, default: "0,00" }
  - { header: Aktiv, from: variant.active, yes: J, no: N }
`),
    )
    const writer = catalogueWriter(format, CONTEXT)
    const rows = toyRows()
    const batches = [writer.render(rows.slice(0, 4)), writer.render(rows.slice(4))]
    expect(batches.flatMap((batch) => batch.rejected)).toEqual([])
    const cells = batches.flatMap((batch) => batch.rows)
    expect(new Set(cells.map(([code]) => code)).size).toBe(6)
    await expectBytes('catalogue-utf16.csv', [writer.header!, ...cells], format.dialect!)
  })
})

async function expectBytes(golden: string, rows: string[][], dialect: Dialect): Promise<void> {
  const path = join(mkdtempSync(join(tmpdir(), 'render-')), golden)
  const writer = createCsvWriter(path, dialect)
  await writer.rows(rows)
  await writer.close()
  const written = readFileSync(path)
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(FIXTURES, { recursive: true })
    writeFileSync(join(FIXTURES, golden), written)
  }
  const expected = readFileSync(join(FIXTURES, golden))
  expect(written.toString('latin1')).toBe(expected.toString('latin1'))
}
