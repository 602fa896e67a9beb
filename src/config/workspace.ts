import { z } from 'zod'
import { inFormatSchema, ownDialectSchema } from './format.ts'
import { currency, every, oneOrMore, timeZone } from './words.ts'

export const SHOP_KINDS = ['woocommerce', 'shopify', 'magento', 'generic'] as const

const files = oneOrMore.describe("File names or patterns below the shop's folder.")

const genericFormats = z.strictObject({
  products: inFormatSchema
    .optional()
    .describe('Product export, one row per variant. Fields: "Products by columns" in docs/shops.md.'),
  orders: inFormatSchema
    .extend({
      prices: z
        .enum(['gross', 'net'])
        .optional()
        .describe(
          "Whether line totals and shipping of this file include tax. Default: the shop's `prices`. Order exports of WooCommerce plug-ins are net.",
        ),
    })
    .optional()
    .describe(
      'Order export, one row per line or per order. Fields, state words: "Orders by columns" in docs/shops.md.',
    ),
})

export const shopSchema = z.strictObject({
  kind: z.enum(SHOP_KINDS).describe('The shop system.'),
  title: z.string().optional().describe('Name for people.'),
  folder: z.string().describe("Folder of the shop's exported files, relative to the workspace or absolute."),
  timeZone: timeZone.describe('Time zone of the shop, for dates without one.'),
  currency: currency.describe("Currency of the shop's prices."),
  prices: z.enum(['gross', 'net']).describe("Whether the shop's catalogue prices include tax."),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'a country of two capital letters such as DK')
    .optional()
    .describe('Home country, for orders without one.'),
  products: files.optional().describe('Product exports: CSV, or saved REST pages (JSON).'),
  variations: files.optional().describe('Saved REST pages of variations (WooCommerce).'),
  orders: files
    .optional()
    .describe('Order exports: Shopify orders CSV, saved REST pages (WooCommerce), or the generic profile.'),
  inventory: files.optional().describe('Inventory exports: Shopify inventory CSV, Magento stock sources.'),
  headers: z
    .record(z.string(), z.string())
    .optional()
    .describe('Translated column names: theirs to the English one ("Varenummer": "SKU").'),
  decimal: z.enum(['.', ',']).default('.').describe("Decimal sign in the shop's files (WooCommerce writes its own)."),
  dialect: ownDialectSchema.describe('Only when the export is not comma and UTF-8.'),
  formats: genericFormats.optional().describe("For `kind: generic`, or for a plug-in's export: the columns."),
  every: every
    .prefault('15m')
    .describe('How often `serve` looks for new exports of the shop, and writes stock back: 5m, 1h, or `off`.'),
  stock: z
    .strictObject({
      file: z
        .string()
        .default('stock-{date:yyyyMMdd}-{seq:4}.csv')
        .describe("Name of the stock file for the shop's own import."),
      folder: z.string().default('import').describe("Where it is written, below the shop's folder."),
      from: z.array(z.string()).min(1).describe('Partners whose stock counts. Their sum is what the shop may sell.'),
      locations: z
        .record(z.string(), oneOrMore)
        .optional()
        .describe(
          'Shopify location or Magento source to our locations; several locations are added up. Mandatory for them.',
        ),
      buffer: z.number().int().min(0).default(0).describe('Pieces kept back per variant.'),
    })
    .optional()
    .describe('Writing stock back. Without it the shop is only read.'),
  rates: z
    .record(z.string(), z.number())
    .default({})
    .describe(
      'Tax class of the shop to its rate in percent, where files name only the class: {standard: 25}. `standard` is also used for a blank class.',
    ),
})
export type ShopConfig = z.output<typeof shopSchema>

export const workspaceSchema = z.strictObject({
  shops: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and dashes'), shopSchema)
    .describe('The webshops by short name.'),
  partners: z.string().default('partners').describe('Folder of the partner files.'),
  data: z.string().default('var').describe('Folder of the database, archive and reports.'),
  owners: z
    .record(z.string(), z.string())
    .default({})
    .describe('Role (vendor, catalogue, store, finance, integrator, operations) to a person.'),
})
export type WorkspaceConfig = z.output<typeof workspaceSchema>
