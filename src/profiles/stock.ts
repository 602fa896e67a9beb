import type { PartnerConfig, StockConfig } from '../config/partner.ts'
import type { RowBatch } from '../csv/dialect.ts'
import { placeText, type TillPlace } from '../mapping/matrix-shapes.ts'
import { UsageError } from '../model/errors.ts'
import { type Finding, finding } from '../model/findings.ts'
import type { StockRecord } from '../model/records.ts'
import type { CellType } from './cells.ts'
import { PART_SIGN } from './columns.ts'
import { type Locations, locationsOf } from './locations.ts'
import { type FormatBatch, type FormatFacts, type FormatRow, inRowOrder, readFormat } from './read-format.ts'

export { claimedAsOf } from './as-of.ts'

/** Fields of a stock file. */
export const STOCK_FIELDS: Record<string, CellType> = {
  code: 'reference',
  quantity: 'quantity',
  location: 'text',
  barcode: 'reference',
  asOf: 'date',
  order: 'text',
  item: 'reference',
  colour: 'text',
  size: 'text',
}

/** Part of a stock file. `rows` counts the rows taken; with a column per location one row has several records. */
export interface StockBatch {
  /** read = rows + skipped + rejected (R50). */
  read: number
  rows: number
  /** `location` is ours. */
  records: StockRecord[]
  findings: Finding[]
  skipped: { line: number; reason: string }[]
  rejected: number[]
  /** Codes that stand in the file without a number to take, at one location of ours or (null) at any: never absent. */
  listed: { code: string; location: string | null }[]
}

export interface StockFacts extends FormatFacts {
  /** Earliest as-of of a row, where rows have one. */
  rowAsOf: string | null
  /** Line of that row. */
  rowAsOfLine: number | null
  /** Records delivered: the `levels` of the report. */
  levels: number
}

export interface StockFile {
  /** @throws FileRefused when nothing of the file can be taken */
  batches(): AsyncIterable<StockBatch>
  /** Complete after the last batch. */
  readonly facts: StockFacts
}

/** How a mended part of a file differs from the file. */
export interface StockReading {
  reshape?: (batch: RowBatch) => Promise<RowBatch>
  /**
   * For files without a code column, which name a variant by item, colour and size: the codes of the variants that
   * stand there, '' for one without. With several nobody knows which one is meant, and the row is rejected.
   */
  codesAt?: ((place: TillPlace) => readonly string[]) | undefined
}

/**
 * Reads a partner's stock file as its `stock` section declares it. Locations come out as ours: through the closed list
 * (R54), from the header record, or `main` where the file has none. Duplicates are not looked for here.
 */
export function readStock(path: string, partner: PartnerConfig, reading: StockReading = {}): StockFile {
  const stock = stockOf(partner)
  const { columns } = stock
  const locations = locationsOf(partner, columns.location?.default)
  const file = readFormat(path, stock, stock.dialect ?? partner.dialect, {
    fields: STOCK_FIELDS,
    required: [
      columns.code ? 'code' : 'item',
      'quantity',
      ...(columns.location && !stock.locationColumns ? ['location'] : []),
    ],
    timeZone: partner.timeZone,
    currency: partner.currency,
    knowsLocation: (word) => locations.ours(word) !== null,
    reshape: reading.reshape,
  })
  const facts: StockFacts = { ...file.facts, rowAsOf: null, rowAsOfLine: null, levels: 0 }
  const codes = codeFinder(file.fields, columns.code ? null : codesAtOf(reading))
  const toRecords = recordMaker(file.fields, file.locations, locations, codes)

  async function* batches(): AsyncGenerator<StockBatch> {
    let levels = 0
    let rowAsOf: string | null = null
    let rowAsOfLine: number | null = null
    for await (const batch of file.batches()) {
      const out = takeBatch(batch, toRecords, codes)
      levels += out.records.length
      for (const { asOf, line } of out.records) {
        if (asOf === null || (rowAsOf !== null && asOf >= rowAsOf)) continue
        rowAsOf = asOf
        rowAsOfLine = line
      }
      yield out
    }
    Object.assign(facts, file.facts, { rowAsOf, rowAsOfLine, levels })
  }
  return { batches, facts }
}

function stockOf(partner: PartnerConfig): StockConfig {
  if (partner.stock) return partner.stock
  throw new UsageError(`partner ${partner.partner} has no stock section`)
}

type RecordMaker = (row: FormatRow, out: StockBatch) => void

function takeBatch(batch: FormatBatch, toRecords: RecordMaker, codes: CodeFinder): StockBatch {
  const { read, findings, skipped, rejected } = batch
  const listed = batch.listed.flatMap((text) => codes.ofText(text).map((code) => ({ code, location: null })))
  const out: StockBatch = { read, rows: 0, records: [], findings, skipped, rejected, listed }
  for (const row of batch.rows) toRecords(row, out)
  inRowOrder(findings)
  return out
}

/** The code of a row: its own, or that of the variant at its item, colour and size. */
interface CodeFinder {
  ofRow(values: FormatRow['values']): { code: string } | { place: string; codes: readonly string[] }
  /** The same for the text of a row that could not be decoded. */
  ofText(text: string): readonly string[]
}

/** Without the codes every row would pass for one that is not in this shop. */
function codesAtOf({ codesAt }: StockReading): NonNullable<StockReading['codesAt']> {
  if (codesAt) return codesAt
  throw new UsageError('the stock file names variants by item, colour and size; it can be read only with their codes')
}

function codeFinder(fields: readonly string[], codesAt: StockReading['codesAt'] | null): CodeFinder {
  const [code, item, colour, size] = ['code', 'item', 'colour', 'size'].map((field) => fields.indexOf(field))
  if (!codesAt) return { ofRow: (values) => ({ code: values[code!] as string }), ofText: (text) => [text] }
  const known = (place: TillPlace) => {
    const codes = codesAt(place)
    return codes.length === 0 ? [placeText(place)] : codes
  }
  return {
    ofRow(values) {
      const [first, second, third] = [item!, colour!, size!].map((slot) => textAt(values, slot) ?? '')
      const place = { item: first!, colour: second!, size: third! }
      const codes = known(place)
      return codes.length === 1 && codes[0] !== '' ? { code: codes[0]! } : { place: placeText(place), codes }
    },
    ofText(text) {
      const [item = '', colour = '', size = ''] = text.split(PART_SIGN)
      return known({ item, colour, size }).filter((code) => code !== '')
    },
  }
}

/** A row whose variant has no code, or that could mean several. */
function unclearPlace(row: number, place: string, codes: readonly string[]): Finding {
  if (codes.length === 1) return finding('TB3003', { row, found: place, key: place })
  const expected = `one variant, not ${codes.length}: ${codes.filter(Boolean).join(', ')}`
  return finding('TB3025', { row, found: place, expected, key: place })
}

/** Turns rows into records; a row with an unknown location is rejected. */
function recordMaker(
  fields: readonly string[],
  columns: readonly string[],
  locations: Locations,
  codes: CodeFinder,
): RecordMaker {
  const [quantity, location, barcode, asOf, order] = ['quantity', 'location', 'barcode', 'asOf', 'order'].map((field) =>
    fields.indexOf(field),
  ) as [number, number, number, number, number]

  return (row, out) => {
    const { values, line } = row
    const found = codes.ofRow(values)
    if ('place' in found) {
      out.rejected.push(line)
      out.findings.push(unclearPlace(line, found.place, found.codes))
      for (const code of found.codes) if (code !== '') out.listed.push({ code, location: null })
      return
    }
    const { code } = found
    const record = (ours: string, pieces: number): StockRecord => ({
      code,
      location: ours,
      quantity: pieces,
      barcode: textAt(values, barcode),
      asOf: textAt(values, asOf),
      order: textAt(values, order),
      line,
    })
    if (row.levels) {
      row.levels.forEach((pieces, i) => {
        if (pieces !== null) out.records.push(record(columns[i]!, pieces))
        else out.listed.push({ code, location: columns[i]! })
      })
    } else {
      const word = textAt(values, location) ?? row.location
      const ours = locations.ours(word)
      if (ours === null) {
        out.rejected.push(line)
        out.findings.push(unknownLocation(line, word, code, locations))
        out.listed.push({ code, location: null })
        return
      }
      out.records.push(record(ours, values[quantity] as number))
    }
    out.rows++
  }
}

function textAt(values: FormatRow['values'], slot: number): string | null {
  return slot === -1 ? null : ((values[slot] as string | null) ?? null)
}

function unknownLocation(row: number, found: string | null, key: string, locations: Locations): Finding {
  return finding('TB2401', { row, column: locations.column, found, expected: locations.expected, key })
}
