import { z } from 'zod'
import { oneOrMore, yesNo } from './words.ts'

/*
 * How one make writes and reads files: dialect (bytes to cells), layout (how rows form records), columns (typed cells).
 * Everything here is a declaration; if a till needs an `if`, an option is missing here.
 */

export const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-1',
  'iso-8859-15',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'windows-1257',
  'cp437',
  'cp850',
  'cp852',
  'cp858',
  'cp865',
  'us-ascii',
] as const

const dialectKeys = z.strictObject({
  encoding: z.enum(ENCODINGS).default('utf-8').describe('Code page of the file. A byte order mark in the file wins.'),
  delimiter: z
    .string()
    .min(1)
    .max(4)
    .default(';')
    .describe('Between cells: ";" "," "\\t" "|" or any other text. `tab` is a tab.')
    .transform((d) => (d === 'tab' || d === '\\t' ? '\t' : d)),
  quoting: z
    .enum(['minimal', 'always', 'never'])
    .default('minimal')
    .describe(
      '`never`: the partner splits blindly at the delimiter, quotes are plain characters. `always`: every written cell is quoted.',
    ),
  quote: z.string().length(1).default('"').describe('The quote character.'),
  newline: z
    .enum(['crlf', 'lf', 'cr'])
    .default('crlf')
    .describe('Line end of written files. All three are understood when reading.'),
  bom: yesNo
    .prefault('no')
    .describe('Written files start with a byte order mark; a missing one in read files is a notice.'),
  unencodable: z
    .enum(['hold', 'transliterate'])
    .default('hold')
    .describe('What to do with characters the code page lacks: reject the order or row, or write the nearest letters.'),
  replace: z
    .strictObject({
      delimiter: z.string().default(' ').describe('Written for the delimiter.'),
      quote: z.string().default("'").describe('Written for the quote character.'),
      newline: z.string().default(' ').describe('Written for a line end.'),
    })
    .optional()
    .describe(
      'With `quoting: never`: what is written instead of a delimiter, a quote or a line end inside a text. Without it such a text is rejected.',
    ),
})

/** A partner's dialect; what is not said has its default. */
export const dialectSchema = dialectKeys.prefault({})
/** A dialect for one file, in place of the partner's; absent when it is not said. */
export const ownDialectSchema = dialectKeys.optional()
export type DialectConfig = z.output<typeof dialectSchema>

/** How numbers are written. Nothing is guessed from the data. */
const numberHabits = {
  decimal: z.enum(['.', ',']).optional().describe("Decimal sign. Default: the format's `decimal`."),
  thousands: z
    .enum(['.', ',', ' ', "'"])
    .optional()
    .describe('Thousands sign, when the partner writes one. A blank also stands for no-break spaces.'),
  sign: z.enum(['leading', 'trailing', 'both']).default('leading').describe('Where a minus stands: -12, 12-, or both.'),
  plus: yesNo.prefault('no').describe('A plus sign is allowed: +4.'),
  bareDecimal: yesNo.prefault('no').describe('A missing zero is allowed: ,5.'),
  unit: oneOrMore.optional().describe('A unit behind the number is allowed and dropped: "4 stk".'),
  atLeast: yesNo.prefault('no').describe('">10" is read as 10.'),
  spreadsheetText: yesNo.prefault('no').describe('="12" is read as 12.'),
}

const source = {
  header: oneOrMore
    .optional()
    .describe(
      'Column name, or several spellings; the first that is there counts. Case, spaces and punctuation are ignored.',
    ),
  position: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('Column number from 1, for files without a header or with record types.'),
}

export const inColumnSchema = z
  .strictObject({
    ...source,
    ...numberHabits,
    type: z
      .enum(['reference', 'gtin', 'text', 'quantity', 'money', 'date', 'flag'])
      .optional()
      .describe(
        "How the cell is read. Default by the field's name: code is a reference, quantity a quantity, price money.",
      ),
    decimals: z
      .number()
      .int()
      .min(0)
      .max(3)
      .default(0)
      .describe('Quantity: how many decimals are allowed (0: whole pieces).'),
    negative: yesNo.prefault('yes').describe('Quantity: negatives are allowed (a till that oversold).'),
    max: z
      .number()
      .gt(0)
      .default(1_000_000)
      .describe('Quantity: the largest believable number; beyond it the row is rejected.'),
    blank: z.enum(['reject', 'skip', 'zero']).default('reject').describe('What a blank quantity means.'),
    zeroWords: oneOrMore.optional().describe('Words that mean 0 ("none").'),
    blankWords: oneOrMore.optional().describe('Words that mean blank ("NULL", "-").'),
    pattern: z
      .string()
      .optional()
      .describe('Date: its form, such as dd-MM-yyyy HH:mm. Letters yyyy yy MM dd HH mm ss.'),
    pad: z.number().int().min(1).max(30).optional().describe('Reference: fill with leading zeros to this length.'),
    trim: yesNo.prefault('yes').describe('White space around the cell is dropped.'),
    default: z.string().optional().describe('Value when the column is not in the file or the cell is blank.'),
    map: z.record(z.string(), z.string()).optional().describe('Words of the partner to ours.'),
  })
  .refine((c) => c.header !== undefined || c.position !== undefined || c.default !== undefined, {
    error: 'say `header`, `position` or `default`',
    params: { code: 'TB0104' },
  })
export type InColumn = z.output<typeof inColumnSchema>

/** Record types without header: H;20261120;0600;AARHUS / L;40012;4 / T;1;4 */
const recordsSchema = z.strictObject({
  type: z.number().int().min(1).default(1).describe('Position of the record type.'),
  line: oneOrMore.describe('Record types that are rows: L.'),
  header: z
    .strictObject({
      is: oneOrMore.describe('Record types that open the file, or the part of a location: H.'),
      location: z
        .number()
        .int()
        .min(1)
        .optional()
        .describe('Position of the location in the header record; it holds up to the next one.'),
      date: z.number().int().min(1).optional().describe('Position of the date of the as-of.'),
      time: z.number().int().min(1).optional().describe('Position of the time of the as-of.'),
      pattern: z.string().default('yyyyMMddHHmm').describe('Form of date and time written one after the other.'),
    })
    .optional(),
  trailer: z
    .strictObject({
      is: oneOrMore.describe('Record types that close the file: T.'),
      closes: z
        .enum(['header', 'file'])
        .default('header')
        .describe(
          '`header`: every header record is closed by a record of its own. `file`: one at the end closes all of them, and its numbers are those of the whole file.',
        ),
      rows: z.number().int().min(1).optional().describe('Position of the number of rows; it must agree.'),
      quantity: z.number().int().min(1).optional().describe('Position of the sum of quantities; it must agree.'),
    })
    .optional()
    .describe('With a trailer a file is proven whole.'),
  ignore: oneOrMore.optional().describe('Record types that are passed over.'),
})

export const inFormatSchema = z.strictObject({
  dialect: ownDialectSchema.describe("Overrides the partner's dialect as a whole for this file."),
  decimal: z.enum(['.', ',']).default('.').describe('Decimal sign of the numbers in this file.'),
  headerRow: z
    .union([z.number().int().min(1), z.literal('none')])
    .default(1)
    .describe(
      'Number of the line with the column names, or `none`. Lines above it are title lines and are passed over.',
    ),
  ruleLines: yesNo.prefault('yes').describe('Lines made of dashes only (------;-----) are passed over.'),
  footer: z
    .strictObject({
      match: z.string().max(200).describe('Regular expression for the footer line: ^\\((\\d+) rows affected\\)$'),
      required: yesNo.prefault('no').describe('A file without the footer is half a file.'),
      counts: yesNo.prefault('no').describe('The first group of the expression is the number of rows; it must agree.'),
    })
    .optional()
    .describe('A last line that is no row.'),
  lastNewline: z
    .enum(['required', 'optional'])
    .default('required')
    .describe('`optional`: this partner never ends the last line, so its absence proves nothing.'),
  records: recordsSchema.optional().describe('Rows begin with a record type; there is no header.'),
  columns: z.record(z.string(), inColumnSchema).describe('Field to column.'),
  locationColumns: z
    .record(z.string(), oneOrMore)
    .optional()
    .describe(
      'One quantity column per location: our location to column names. Rows then need no `location` and no `quantity` column; number habits are taken from `columns.quantity` when given with a `default`.',
    ),
  filter: z
    .array(
      z.strictObject({
        header: oneOrMore.optional().describe('Column name, or several spellings.'),
        position: z.number().int().min(1).optional().describe('Column number from 1.'),
        is: oneOrMore.optional().describe('Only rows with one of these values.'),
        not: oneOrMore.optional().describe('Rows with one of these values are skipped.'),
      }),
    )
    .optional()
    .describe('Rows that do not match are skipped: "filtered by the profile".'),
  ignore: oneOrMore.optional().describe('Columns that are known and not used; others are told once as a notice.'),
  rowsMax: z.number().int().min(1).default(5_000_000).describe('Limit of rows per file.'),
  bytesMax: z.number().int().min(1).default(1_073_741_824).describe('Limit of bytes per file.'),
})
export type InFormat = z.output<typeof inFormatSchema>

export const outColumnSchema = z
  .strictObject({
    header: z.string().default('').describe('Column name as the partner expects it.'),
    from: z.string().optional().describe('Field, such as order.number or line.code; see the list of fields.'),
    text: z.string().optional().describe('The same text in every row.'),
    type: z
      .enum(['text', 'quantity', 'money', 'price', 'rate', 'date', 'number', 'flag'])
      .optional()
      .describe('How it is written. Default by the field.'),
    decimals: z
      .number()
      .int()
      .min(0)
      .max(6)
      .optional()
      .describe(
        "Decimals written: quantity 0, money the currency's, price 4 (rounded), rate as many as it has. A quantity, amount or rate with more is rejected.",
      ),
    decimal: z.enum(['.', ',']).optional().describe("Decimal sign. Default: the format's `decimal`."),
    pattern: z.string().optional().describe("Date: its form. Default yyyy-MM-dd HH:mm:ss in the partner's zone."),
    maxLength: z.number().int().min(1).optional().describe('Longest text the partner takes.'),
    overLength: z.enum(['reject', 'cut']).default('reject').describe('What happens to a longer text.'),
    pad: z
      .strictObject({
        length: z.number().int().min(1).describe('Characters in all.'),
        with: z.string().length(1).default('0').describe('The character that fills.'),
        side: z.enum(['left', 'right']).default('left').describe('Where it is filled.'),
      })
      .optional()
      .describe('Fill to a fixed length.'),
    required: yesNo.prefault('no').describe('An empty value rejects the order or row.'),
    map: z.record(z.string(), z.string()).optional().describe("Our words to the partner's."),
    default: z.string().optional().describe('Written when the value is empty.'),
    yes: z.string().default('1').describe('Flag: written for yes.'),
    no: z.string().default('0').describe('Flag: written for no.'),
    unconfirmed: yesNo.prefault('no').describe('No source of the partner confirms this column; `doctor` counts them.'),
  })
  .refine((c) => c.from !== undefined || c.text !== undefined, {
    error: 'say `from` or `text`',
    params: { code: 'TB0104' },
  })
  .refine((c) => c.from === undefined || c.text === undefined, {
    error: 'say either `from` or `text`, not both',
    params: { code: 'TB0107' },
  })
export type OutColumn = z.output<typeof outColumnSchema>
export type OutColumnConfig = z.input<typeof outColumnSchema>

const outFile = {
  file: z
    .string()
    .describe(
      "File name: literals with {date:yyyyMMdd}, {time:HHmmss}, {seq:4}, {order}, {partner}. Times are in the partner's zone.",
    ),
  folder: z.string().default('.').describe("Folder below the partner's folder."),
  dialect: ownDialectSchema.describe("Overrides the partner's dialect as a whole for this file."),
  decimal: z.enum(['.', ',']).default('.').describe('Decimal sign of written numbers.'),
  headerLine: yesNo.prefault('yes').describe('Write the column names as first line.'),
  seq: z
    .strictObject({
      digits: z.number().int().min(1).max(12).default(4).describe('Digits when {seq} names none.'),
      wraps: yesNo.prefault('yes').describe('After the largest number comes `start` again; otherwise sending stops.'),
      start: z.number().int().min(0).default(1).describe('The first number.'),
      gapless: yesNo
        .prefault('no')
        .describe('A number that was taken for a file that never left is used again for the next one.'),
    })
    .prefault({})
    .describe('The running number of {seq}.'),
  waitUntilCollected: yesNo.prefault('no').describe('The next file is written only when the former one is gone.'),
}
export const outFileSchema = z.strictObject(outFile)

export const orderFormatSchema = z.strictObject({
  ...outFile,
  layout: z
    .enum(['lines', 'header-and-lines', 'two-files'])
    .default('lines')
    .describe(
      '`lines`: one row per order line, order values repeated. `header-and-lines`: a header row, then line rows, then payment rows. `two-files`: one file of orders, one of lines.',
    ),
  linesFile: z
    .string()
    .optional()
    .describe('With `two-files`: name of the lines file; `file` names the orders file, which is published last.'),
  columns: z
    .array(outColumnSchema)
    .default([])
    .describe('`lines`: the columns of a row. Other layouts: the columns of the header row.'),
  lineColumns: z
    .array(outColumnSchema)
    .default([])
    .describe('`header-and-lines`, `two-files`: the columns of a line row.'),
  paymentColumns: z
    .array(outColumnSchema)
    .default([])
    .describe('`header-and-lines`: the columns of a payment row; none when empty.'),
})
export type OrderFormat = z.output<typeof orderFormatSchema>

export const catalogueFormatSchema = z.strictObject({
  ...outFile,
  shape: z
    .enum(['variants', 'item-and-variants', 'columns'])
    .default('variants')
    .describe(
      'How the till holds an item with options. `variants`: one row per variant. `item-and-variants`: a row of the item, then those of its variants. `columns`: one row per variant, which the till knows by item, colour and size; a variant that takes more to tell it from the others is rejected.',
    ),
  columns: z.array(outColumnSchema).min(1).describe('The columns of a row; one row per variant.'),
  itemColumns: z
    .array(outColumnSchema)
    .default([])
    .describe(
      '`item-and-variants`: the columns of an item row; fields of the variant are empty in it. Items without options have no such row.',
    ),
})
export type CatalogueFormat = z.output<typeof catalogueFormatSchema>
