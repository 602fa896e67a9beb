import { z } from 'zod'
import { LANGUAGES } from '../model/languages.ts'
import { catalogueFormatSchema, dialectSchema, inFormatSchema, orderFormatSchema } from './format.ts'
import { currency, day, duration, every, oneOrMore, share, timeZone, yesNo } from './words.ts'

const guard = (limit: string) => z.union([share, z.literal('off')]).prefault(limit)

/** Each takes a value or `off`. */
export const guardsSchema = z
  .strictObject({
    rows: guard('50%').describe('Fewest rows, as a share of the last accepted file.'),
    coverage: guard('80%').describe('Fewest codes of the last accepted file that must be there (full files).'),
    zeroed: guard('20%').describe('Most codes that may go to zero at once (and more than `zeroedCodes`).'),
    zeroedCodes: z.number().int().min(0).default(20).describe('`zeroed` trips only beyond this number of codes.'),
    changed: guard('60%').describe('Most levels that may change at once.'),
    unknown: guard('30%').describe('Most codes that may be newly unknown to the shop.'),
    rejected: guard('5%').describe('Most rows that may be rejected.'),
    format: z
      .enum(['on', 'off'])
      .default('on')
      .describe('Columns and number style must be those of the last accepted file.'),
    age: z
      .union([duration, z.literal('off')])
      .default('off')
      .describe('Oldest as-of that is taken.'),
  })
  .prefault({})
export type Guards = z.output<typeof guardsSchema>

const asOf = z
  .strictObject({
    from: z
      .enum(['arrival', 'fileTime', 'fileName', 'header', 'column'])
      .default('fileTime')
      .describe(
        'Where the file says when it was made: its time stamp, its name ({date:...} in `file`), the header record, a column named `asOf`. `arrival`: it does not say.',
      ),
    queryTime: duration.prefault('0s').describe('How long the till takes to gather the numbers; subtracted.'),
    clockTolerance: duration.prefault('0s').describe("How far the till's clock may be off; subtracted."),
  })
  .prefault({})

export const stockSchema = inFormatSchema.extend({
  every: every.prefault('5m').describe('How often `serve` runs it: 5m, 1h, or `off`.'),
  file: z.string().describe('Name or pattern of the stock file: STOCK_*.csv, LAGER_{date:yyyyMMdd}.csv, LAGER.CSV.'),
  folder: z.string().default('.').describe("Folder below the partner's folder."),
  quantityMeans: z
    .enum(['onHand', 'free'])
    .describe('`onHand`: what lies in the store. `free`: the till already subtracted what it has reserved.'),
  bookedWhen: z
    .enum(['imported', 'billed', 'delivered'])
    .describe(
      "When a webshop order leaves the till's stock: when its file is taken in, when it is billed, when it is delivered.",
    ),
  listsZeros: yesNo.describe(
    '`yes`: codes at zero are listed, an absent code is unchanged. `no`: an absent code is zero.',
  ),
  asOf: asOf.describe('When the numbers of the file were counted: what happened later is not in them.'),
  duplicates: z
    .enum(['reject', 'sum', 'last'])
    .default('reject')
    .describe('The same code and location twice with different quantities.'),
  buffer: z.record(z.string(), z.number().int().min(0)).default({}).describe('Pieces kept back per location of ours.'),
  bookedAfter: duration
    .prefault('0s')
    .describe('With `bookedWhen: imported`: how long after the order file left the till has certainly booked it.'),
  settle: duration.prefault('2s').describe('A file counts as whole when it has not changed for this long.'),
  take: z
    .enum(['move', 'leave'])
    .default('move')
    .describe(
      '`move`: the file is taken out of the folder into the archive. `leave`: it stays (folders we may only read).',
    ),
  guards: guardsSchema,
})
export type StockConfig = z.output<typeof stockSchema>

export const itemsSchema = inFormatSchema.extend({
  every: every.prefault('1h').describe('How often `serve` runs it: 5m, 1h, or `off`.'),
  file: z.string().describe("Name or pattern of the till's own item list."),
  shape: z
    .enum(['variants', 'item-and-variants'])
    .default('variants')
    .describe(
      '`item-and-variants`: rows of items stand among those of their variants; they have neither colour nor size, and their number and name count for the variants below them.',
    ),
  folder: z.string().default('.').describe("Folder below the partner's folder."),
  settle: duration.prefault('2s').describe('A file counts as whole when it has not changed for this long.'),
  take: z
    .enum(['move', 'leave'])
    .default('move')
    .describe('`move`: the file is taken out of the folder into the archive. `leave`: it stays.'),
})
export type ItemsConfig = z.output<typeof itemsSchema>

/** Kinds of lines that are no articles of the catalogue. */
export const LINE_KINDS = [
  'service',
  'gift-card',
  'download',
  'shipping',
  'fee',
  'deposit',
  'discount',
  'rounding',
] as const

export const ordersSchema = orderFormatSchema.extend({
  every: every.prefault('15m').describe('How often `serve` runs it: 5m, 1h, or `off`.'),
  document: z
    .enum(['sale', 'stock'])
    .describe(
      '`sale`: prints a receipt and counts as turnover at the till. `stock`: only moves stock; carries no money.',
    ),
  ordersFrom: day.describe('Orders placed before this day are never sent (go-live day).'),
  ordersPerFile: z
    .union([z.literal(1), z.literal('n')])
    .default('n')
    .describe('One order per file, or all that are due in one file.'),
  when: z
    .enum(['paid', 'paid-or-authorised'])
    .default('paid-or-authorised')
    .describe(
      'When an order leaves: only when paid, or also when the card is authorised or the customer buys on account.',
    ),
  number: z
    .string()
    .default('{number}')
    .describe(
      "Document number at the till: {number} {digits} {key} {shop} and literals. {digits} keeps only the digits of the shop's number.",
    ),
  numberMaxLength: z.number().int().min(1).max(60).default(40).describe('Longest document number the till takes.'),
  tenders: z
    .record(z.string(), z.string())
    .default({})
    .describe('Payment method of the shop to tender of the till. Mandatory for `sale`.'),
  outstandingTender: z.string().optional().describe('Tender for what is not paid yet (cash on delivery, on account).'),
  taxes: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      'Tax rate ("25", "DK 25") to the till\'s tax code; without any entry the rate itself is written, with entries a rate that has none rejects the order.',
    ),
  kinds: z
    .record(z.string(), z.strictObject({ code: z.string().describe('The code of such a line at the till.') }))
    .default({})
    .describe('Code of lines that have none: shipping, fee, gift-card, service, deposit, discount, rounding.'),
  lineKinds: z
    .record(z.string(), z.enum(LINE_KINDS))
    .default({})
    .describe(
      'What a line without a SKU is, by its name in the order ("Carrier bag": fee), for shops that call such a line goods; case and blanks do not count.',
    ),
  decimals: z
    .number()
    .int()
    .min(0)
    .max(3)
    .default(0)
    .describe('Decimals of quantities this till takes; more rejects the order.'),
  units: z
    .record(z.string(), z.number().int().min(0).max(3))
    .default({})
    .describe('Decimals of single articles, by SKU of the variant or item: 0 for whole pieces, 3 for kilos.'),
  priceDecimals: z
    .number()
    .int()
    .min(2)
    .max(4)
    .default(2)
    .describe(
      'Decimals of unit prices at the till, with which lines and totals are computed again as the till does it.',
    ),
  vat: z
    .enum(['line', 'receipt'])
    .default('line')
    .describe(
      'Where the till puts VAT on net prices: on each line, or on the sums of the receipt. With `receipt` what is rounded stands on one line without VAT: `taxes` with entries then needs one for "0".',
    ),
  roundingMax: z
    .number()
    .int()
    .min(0)
    .default(1)
    .describe('Largest difference per line, in minor units, that may go to a rounding line.'),
})
export type OrdersConfig = z.output<typeof ordersSchema>

export const catalogueSchema = catalogueFormatSchema.extend({
  every: every.prefault('1h').describe('How often `serve` runs it: 5m, 1h, or `off`.'),
  send: z
    .enum(['all', 'changes'])
    .default('changes')
    .describe('Every variant each time something changed, or only new, changed and discontinued ones.'),
  kinds: oneOrMore.prefault(['goods', 'service', 'gift-card']).describe('Item kinds that are sent.'),
  drafts: yesNo.prefault('no').describe('Unpublished items are sent too.'),
})
export type CatalogueConfig = z.output<typeof catalogueSchema>

export const codesSchema = z
  .strictObject({
    from: z
      .array(z.enum(['sku', 'barcode', 'gtin']))
      .prefault(['sku'])
      .describe(
        'Where the shop carries the code, in this order; `[]`: nowhere. `gtin` is the barcode, which must then be a GTIN with the right check digit.',
      ),
    scheme: z
      .string()
      .optional()
      .describe(
        "Code for variants that carry none and are not in the till's item list: {item}-{colour.code}-{size}. In braces: item (its SKU, else its key), item.name, sku, barcode, gtin, key, the name of an option; colour and size also find the shop's own words. {colour.code} is looked up in `values`. {seq:4} is a running number. {x:3} at most 3 characters, {x:02} filled with zeros to 2. [-{size}] is left out where an item has no size. 20{seq:10}{check} is an in-store GTIN with its check digit.",
      ),
    values: z
      .string()
      .optional()
      .describe(
        'Table of codes of option values, a CSV file with the columns option, value, code: Colour;Navy Blue;NVY. Its path, from the workspace.',
      ),
    any: z.string().min(1).optional().describe('Written where a variation stands for any value of an option: "00".'),
    upperCase: yesNo.prefault('no').describe('Codes are written in upper case.'),
    transliterate: z
      .enum(['no', ...LANGUAGES])
      .default('no')
      .describe(
        'Accents are dropped as a language does it: `da` and `nb` write Ø as OE, `de` Ü as UE, `sv` Ö as O; `latin` drops them all.',
      ),
    replace: z
      .record(z.string(), z.string())
      .default({})
      .describe('Characters of the shop to those of the code, before all else: { " ": "", "/": "-", "Ø": "O" }.'),
    allowed: z.string().optional().describe('Regular expression a whole code must match: [A-Z0-9-]+'),
    maxLength: z.number().int().min(1).max(60).default(60).describe('Longest code this partner takes.'),
    shorten: z
      .string()
      .regex(/^(?:no|cut:.*\S.*|hash:[2-9])$/, 'no, cut:item or hash:4')
      .default('no')
      .describe(
        'How a generated code that is too long gets shorter. `cut:item`: that place of the scheme loses characters at its end. `hash:4`: the code is cut and ends with 4 characters that stand for the whole of it. `no`: it is told and not issued.',
      ),
    inStore: yesNo
      .prefault('no')
      .describe('GTINs of the ranges 02 and 20-29, in which scales print weights and prices, may be codes.'),
    uniqueAcross: z
      .array(z.string())
      .default([])
      .describe('Partners that must not have one of these codes for another variant.'),
    optionsMax: z.number().int().min(0).optional().describe('Most options of an item this partner takes.'),
    variantsMax: z.number().int().min(1).optional().describe('Most variants of an item this partner takes.'),
  })
  .prefault({})
export type CodesConfig = z.output<typeof codesSchema>

export const partnerSchema = z.strictObject({
  partner: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and dashes, at most 40')
    .describe('Short name; the file is partners/NAME.yaml.'),
  title: z.string().optional().describe('Name for people.'),
  owner: z.string().optional().describe('Who owns its issues: a name or an e-mail address.'),
  shop: z.string().optional().describe('The shop this partner belongs to. Needed when there are several shops.'),
  folder: z.string().describe('The exchange folder: a path, relative to the workspace or absolute.'),
  timeZone: timeZone.describe('Time zone of the till.'),
  currency: currency.describe('Currency of the till.'),
  prices: z
    .enum(['gross', 'net'])
    .optional()
    .describe(
      "Whether prices in this partner's files include tax. Mandatory with a catalogue that has prices and with `document: sale`.",
    ),
  dialect: dialectSchema.describe('How this partner writes and reads files.'),
  locations: z
    .union([z.record(z.string(), z.string()), z.literal('open')])
    .optional()
    .describe("The partner's words for its locations to ours; a closed list. `open` takes any word as it is."),
  codes: codesSchema.describe('Reference codes of this partner.'),
  stock: stockSchema.optional(),
  items: itemsSchema.optional(),
  orders: ordersSchema.optional(),
  catalogue: catalogueSchema.optional(),
})
export type PartnerConfig = z.output<typeof partnerSchema>
