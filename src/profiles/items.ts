import type { ItemsConfig, PartnerConfig } from '../config/partner.ts'
import { readShape } from '../mapping/matrix-shapes.ts'
import { UsageError } from '../model/errors.ts'
import type { Finding } from '../model/findings.ts'
import type { PartnerItem } from '../model/records.ts'
import type { CellType } from './cells.ts'
import type { CellValue } from './fault.ts'
import { type FormatFacts, readFormat } from './read-format.ts'

/** Fields of a partner's own item list. */
export const ITEM_FIELDS: Record<string, CellType> = {
  code: 'reference',
  item: 'reference',
  name: 'text',
  barcode: 'reference',
  colour: 'text',
  size: 'text',
  price: 'money',
}

/** Part of an item list: read = items + skipped + rejected. */
export interface ItemBatch {
  read: number
  items: PartnerItem[]
  findings: Finding[]
  skipped: { line: number; reason: string }[]
  rejected: number[]
}

export interface ItemFile {
  /** @throws FileRefused when nothing of the file can be taken */
  batches(): AsyncIterable<ItemBatch>
  readonly facts: FormatFacts
}

/** Reads a partner's own item list as its `items` section declares it. */
export function readItems(path: string, partner: PartnerConfig): ItemFile {
  const items = itemsOf(partner)
  const file = readFormat(path, items, items.dialect ?? partner.dialect, {
    fields: ITEM_FIELDS,
    required: ['code'],
    timeZone: partner.timeZone,
    currency: partner.currency,
  })
  const slots = Object.keys(ITEM_FIELDS).map((field) => [field, file.fields.indexOf(field)] as const)

  async function* plain(): AsyncGenerator<ItemBatch> {
    for await (const { read, rows, findings, skipped, rejected } of file.batches()) {
      const taken = rows.map(({ values, line }) => toItem(slots, values, line))
      yield { read, items: taken, findings, skipped, rejected }
    }
  }
  const batches = items.shape === 'item-and-variants' ? () => withoutItemRows(plain()) : plain
  return { batches, facts: file.facts }
}

/** Which rows are those of items is known only at the end of the list. */
async function* withoutItemRows(batches: AsyncIterable<ItemBatch>): AsyncGenerator<ItemBatch> {
  const held: PartnerItem[] = []
  for await (const batch of batches) {
    held.push(...batch.items)
    yield { ...batch, read: batch.skipped.length + batch.rejected.length, items: [] }
  }
  const { articles, itemRows } = readShape(held, 'item-and-variants')
  const skipped = itemRows.map(({ line }) => ({ line, reason: 'the row of an item, not of a variant' }))
  yield { read: held.length, items: articles, findings: [], skipped, rejected: [] }
}

function itemsOf(partner: PartnerConfig): ItemsConfig {
  if (partner.items) return partner.items
  throw new UsageError(`partner ${partner.partner} has no items section`)
}

function toItem(slots: (readonly [string, number])[], values: CellValue[], line: number): PartnerItem {
  const item: Record<string, CellValue> = {}
  for (const [field, slot] of slots) item[field] = slot === -1 ? null : (values[slot] ?? null)
  return { ...(item as unknown as Omit<PartnerItem, 'line'>), line }
}
