import type { Path } from './schema-tree.ts'

/** Something the configuration must say because guessing it would cost stock or money. */
export interface Question {
  /** Asked as it stands, of a person who knows the till or the shop. */
  ask: string
  /** How an answer is written, one line of YAML per answer. */
  answers: string[]
  /** Stands in for the answer while the rest of the file is checked; never used for a run. */
  standIn: unknown
}

const q = (ask: string, standIn: unknown, ...answers: string[]): Question => ({ ask, answers, standIn })

/** By dotted path in a partner's file; `*` is any key. */
export const PARTNER_QUESTIONS: Record<string, Question> = {
  partner: q('What is the short name of this partner?', 'unnamed', 'partner: my-till'),
  folder: q('In which folder are files exchanged with this partner?', 'unnamed', 'folder: drop/my-till'),
  timeZone: q('In which time zone does the till stand?', 'UTC', 'timeZone: Europe/Copenhagen'),
  currency: q('In which currency does the till count?', 'EUR', 'currency: DKK', 'currency: EUR'),
  prices: q(
    "Are the prices in this partner's files with tax (gross) or without (net)?",
    'gross',
    'prices: gross',
    'prices: net',
  ),
  locations: q(
    'Which of your locations stands behind each word the till writes?',
    'open',
    'locations: { "01": main }',
    'locations: open',
  ),
  shop: q('To which of the shops does this partner belong?', 'unnamed', 'shop: NAME'),
  'stock.file': q('What is the stock file called?', 'unnamed.csv', 'file: "STOCK_*.csv"'),
  'stock.columns': q(
    'In which columns are the code and the quantity?',
    { code: { position: 1 }, quantity: { position: 2 } },
    'columns: { code: { header: CODE }, quantity: { header: QTY } }',
  ),
  'stock.columns.code': q('In which column is the code?', { position: 1 }, 'code: { header: CODE }'),
  'stock.columns.quantity': q('In which column is the quantity?', { position: 2 }, 'quantity: { header: QTY }'),
  'stock.quantityMeans': q(
    'What does the number in the stock file mean: everything that lies in the store (onHand), or what is free to sell (free)?',
    'onHand',
    'quantityMeans: onHand',
    'quantityMeans: free',
  ),
  'stock.bookedWhen': q(
    "When does a webshop order leave the till's stock: when its file is taken in (imported), when it is billed (billed), or when it is delivered (delivered)?",
    'imported',
    'bookedWhen: imported',
    'bookedWhen: billed',
    'bookedWhen: delivered',
  ),
  'stock.listsZeros': q(
    'Does the stock file list codes whose stock is zero (yes), or are they left out (no)?',
    'yes',
    'listsZeros: yes',
    'listsZeros: no',
  ),
  'items.file': q("What is the till's item list called?", 'unnamed-items.csv', 'file: "ITEMS_*.csv"'),
  'items.columns': q(
    'In which column of the item list is the code?',
    { code: { position: 1 } },
    'columns: { code: { header: CODE } }',
  ),
  'items.columns.code': q('In which column of the item list is the code?', { position: 1 }, 'code: { header: CODE }'),
  'orders.file': q(
    'What shall the order files be called?',
    'unnamed-{date:yyyyMMdd}-{time:HHmmss}-{seq:4}.csv',
    'file: "ORD_{date:yyyyMMdd}_{seq:4}.csv"',
  ),
  'orders.document': q(
    'Shall an order arrive as a sale, which prints a receipt and counts as turnover at the till (sale), or only move stock (stock)?',
    'stock',
    'document: sale',
    'document: stock',
  ),
  'orders.ordersFrom': q(
    'From which day on are orders sent? Older ones are never sent.',
    '2000-01-01',
    'ordersFrom: YYYY-MM-DD',
  ),
  'orders.tenders': q(
    'Which tender of the till stands for each payment method of the shop? A sale needs them.',
    { any: 'any' },
    'tenders: { stripe: "CARD", gift_card: "GIFT" }',
  ),
  'orders.columns': q(
    'Which columns does a row of the order file have?',
    [{ header: 'x', text: '' }],
    'columns: [{ header: ORDER, from: order.number }]',
  ),
  'orders.lineColumns': q(
    'Which columns does a line of an order have?',
    [{ header: 'x', text: '' }],
    'lineColumns: [{ header: CODE, from: line.code }]',
  ),
  'orders.linesFile': q(
    'What shall the file with the order lines be called?',
    'unnamed-lines-{date:yyyyMMdd}-{time:HHmmss}-{seq:4}.csv',
    'linesFile: "LIN_{date:yyyyMMdd}_{seq:4}.csv"',
  ),
  'codes.values': q(
    'Which file says the codes of the option values?',
    'unnamed-values.csv',
    'values: codes/my-till-values.csv',
  ),
  'catalogue.file': q(
    'What shall the catalogue file be called?',
    'unnamed-catalogue-{date:yyyyMMdd}-{seq:4}.csv',
    'file: "ITEMS_{date:yyyyMMdd}_{seq:4}.csv"',
  ),
  'catalogue.columns': q(
    'Which columns does a row of the catalogue file have?',
    [{ header: 'x', text: '' }],
    'columns: [{ header: CODE, from: code }]',
  ),
  'catalogue.itemColumns': q(
    'Which columns does a row of an item have?',
    [{ header: 'x', text: '' }],
    'itemColumns: [{ header: ITEM, from: item.sku }]',
  ),
}

/** By dotted path in tillbridge.yaml. */
export const WORKSPACE_QUESTIONS: Record<string, Question> = {
  shops: q(
    'Which webshop is it, and where do its exported files lie?',
    {},
    'shops: { my-shop: { kind: woocommerce } }',
  ),
  'shops.*.kind': q('Which shop system is it?', 'generic', 'kind: woocommerce', 'kind: shopify', 'kind: magento'),
  'shops.*.folder': q("In which folder do the shop's exported files lie?", 'unnamed', 'folder: shop'),
  'shops.*.timeZone': q('In which time zone are the dates of the shop?', 'UTC', 'timeZone: Europe/Copenhagen'),
  'shops.*.currency': q('In which currency are the prices of the shop?', 'EUR', 'currency: DKK', 'currency: EUR'),
  'shops.*.prices': q(
    "Are the prices in the shop's catalogue with tax (gross) or without (net)?",
    'gross',
    'prices: gross',
    'prices: net',
  ),
  'shops.*.formats': q(
    'Which columns do the exported files of this shop have?',
    undefined,
    'formats: { products: { columns: { sku: { header: SKU } } } }',
  ),
  'shops.*.stock.from': q("Which partners' stock counts for this shop?", ['unnamed'], 'from: [my-till]'),
  'shops.*.stock.locations': q(
    'Which of our locations stand behind each location of the shop?',
    undefined,
    'locations: { "Main warehouse": [main] }',
  ),
}

/** The question for a path, if its answer is one that nobody may guess. */
export function questionAt(questions: Record<string, Question>, path: Path): Question | undefined {
  const steps = path.map(String)
  const exact = questions[steps.join('.')]
  if (exact) return exact
  for (const [pattern, question] of Object.entries(questions)) {
    const parts = pattern.split('.')
    if (parts.length === steps.length && parts.every((part, i) => part === '*' || part === steps[i])) return question
  }
  return undefined
}

/** "write `quantityMeans: onHand` or `quantityMeans: free`" */
export function answerHint(question: Question): string {
  return `write ${question.answers.map((answer) => `\`${answer}\``).join(' or ')}`
}
