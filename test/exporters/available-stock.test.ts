import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { partnerSchema } from '../../src/config/partner.ts'
import { workspaceSchema } from '../../src/config/workspace.ts'
import { computeAvailable } from '../../src/exporters/available-stock.ts'
import { openStore, type Store } from '../../src/store/open.ts'
import { createShopStockScratch } from '../../src/store/shop-stock.ts'
import { type FlowContext, withScratch } from '../../src/workspace/context.ts'
import { emptyOutcome } from '../../src/workspace/outcome.ts'

const AS_OF = '2026-11-20T06:00:00.000Z'
const BEFORE = '2026-11-20T05:00:00.000Z'
const AFTER = '2026-11-20T07:00:00.000Z'

let store: Store
let root: string

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'tillbridge-available-'))
  store = await openStore(':memory:')
})
afterEach(async () => {
  await store.destroy()
  rmSync(root, { recursive: true, force: true })
})

interface World {
  /** Pieces on hand per location. */
  levels: Record<string, number>
  order?: {
    placedAt?: string
    deliveredAt?: string | null
    collectedAt?: string
    fulfilledAt?: string | null
    holds?: boolean
    pieces?: number
    /** Pieces the till was told of, when they are not those of the order now. */
    sent?: number
  }
  stock?: Record<string, unknown>
  orders?: boolean | Record<string, unknown>
  shopStock?: Record<string, unknown>
}

async function available(world: World): Promise<Record<string, number>> {
  await seed(world)
  const config = workspaceSchema.parse({
    shops: {
      main: {
        kind: 'woocommerce',
        folder: '.',
        timeZone: 'UTC',
        currency: 'EUR',
        prices: 'gross',
        stock: { from: ['till'], ...world.shopStock },
      },
    },
  })
  const partner = partnerSchema.parse({
    partner: 'till',
    folder: '.',
    timeZone: 'UTC',
    currency: 'EUR',
    locations: 'open',
    stock: {
      file: 's.csv',
      quantityMeans: 'onHand',
      bookedWhen: 'imported',
      listsZeros: 'yes',
      columns: { code: { header: 'c' }, quantity: { header: 'q' }, location: { header: 'l' } },
      ...world.stock,
    },
    ...(world.orders === false
      ? {}
      : {
          orders: {
            file: 'o.csv',
            document: 'stock',
            ordersFrom: '2026-11-01',
            columns: [{ from: 'line.code' }],
            ...(world.orders === true ? {} : world.orders),
          },
        }),
  })
  const context: FlowContext = {
    root,
    config,
    store,
    flow: 'shop-stock',
    partner: null,
    shopName: 'main',
    shop: config.shops.main!,
    mode: 'plan',
    scratch: join(root, 'scratch'),
    run: null,
    now: () => new Date(AFTER),
    sleep: async () => undefined,
    progress: { step() {}, end() {} },
  }
  return withScratch(context, async () => {
    await createShopStockScratch(store)
    await computeAvailable(context, [partner], emptyOutcome())
    const { rows } = await sql<{
      location: string
      wanted: number
    }>`select location, wanted from scratch.wanted order by location`.execute(store)
    return Object.fromEntries(rows.map((row) => [row.location, row.wanted / 1000]))
  })
}

async function seed({ levels, order }: World): Promise<void> {
  const file = {
    flow: 'stock',
    kind: 'stock',
    side: 'till',
    name: 's.csv',
    path: '',
    source: '',
    claim: null,
    bytes: 0,
    sha256: '',
    as_of_from: 'fileTime',
    seen_at: AS_OF,
    state: 'applied',
    run: '',
    read_rows: 0,
    rejected_rows: 0,
    unknown_rows: 0,
    format: null,
    mends: null,
    settings: '',
    file_time: AS_OF,
  }
  await store
    .insertInto('inbound_file')
    .values({ ...file, id: 'f', as_of: AS_OF })
    .execute()
  await store
    .insertInto('item')
    .values({
      shop: 'main',
      key: 'i',
      sku: null,
      name: 'Tee',
      kind: 'goods',
      status: 'active',
      tax_class: null,
      vendor: null,
      category: null,
      options: '[]',
      hash: '',
      removed_at: null,
    })
    .execute()
  await store
    .insertInto('variant')
    .values({
      id: 1,
      shop: 'main',
      key: 'v',
      item_key: 'i',
      sku: 'TEE',
      barcode: null,
      options: '[]',
      kind: 'goods',
      requires_shipping: 1,
      price: null,
      sale_price: null,
      stock_managed: 'own',
      hash: '',
      removed_at: null,
    })
    .execute()
  await store
    .insertInto('reference_code')
    .values({ partner: 'till', variant_id: 1, code: 'TEE', origin: 'shop', issued_at: AS_OF, retired_at: null })
    .execute()
  for (const [location, pieces] of Object.entries(levels)) {
    await store
      .insertInto('stock_level')
      .values({ partner: 'till', code: 'TEE', location, on_hand: pieces * 1000, file_id: 'f', line: 1 })
      .execute()
    await store.insertInto('stock_photo').values({ partner: 'till', location, as_of: AS_OF, file_id: 'f' }).execute()
  }
  if (order) await seedOrder(order)
}

async function seedOrder(order: NonNullable<World['order']>): Promise<void> {
  await store
    .insertInto('customer_order')
    .values({
      id: 1,
      shop: 'main',
      key: 'o',
      number: '1001',
      placed_at: order.placedAt ?? BEFORE,
      modified_at: null,
      fulfilled_at: order.fulfilledAt ?? null,
      holds_stock: order.holds === false ? 0 : 1,
      record: '{}',
      hash: '',
      as_of: AS_OF,
    })
    .execute()
  await store
    .insertInto('order_line')
    .values({
      order_id: 1,
      position: 0,
      variant_id: 1,
      sku: 'TEE',
      kind: 'goods',
      quantity: (order.pieces ?? 2) * 1000,
    })
    .execute()
  if (order.deliveredAt === undefined) return
  await store
    .insertInto('outbound_file')
    .values({
      id: 'x',
      flow: 'orders',
      side: 'till',
      name: 'o.csv',
      path: '',
      target: '',
      bytes: 0,
      sha256: '',
      rows: 1,
      state: 'delivered',
      run: '',
      created_at: BEFORE,
      delivered_at: order.deliveredAt,
      collected_at: order.collectedAt ?? null,
    })
    .execute()
  const document = await store
    .insertInto('outbound_document')
    .values({
      partner: 'till',
      order_id: 1,
      order_number: '1001',
      number: '1001',
      revision: 1,
      kind: 'stock',
      attempt: 1,
      file_id: 'x',
      fingerprint: '',
      order_hash: '',
      state: 'effective',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await store
    .insertInto('outbound_line')
    .values({ document_id: document.id, variant_id: 1, quantity: (order.sent ?? order.pieces ?? 2) * 1000 })
    .execute()
}

describe('what may be sold', () => {
  test.each<[string, World, number]>([
    ['what lies there', { levels: { shop: 5 } }, 5],
    ['locations are added up', { levels: { shop: 5, store: 3 } }, 8],
    ['a location below zero does not eat another (R09)', { levels: { shop: -2, store: 3 } }, 3],
    [
      'a buffer per location, floored there',
      { levels: { shop: 5, store: 1 }, stock: { buffer: { shop: 1, store: 2 } } },
      4,
    ],
    ['a buffer of the shop', { levels: { shop: 5 }, shopStock: { buffer: 2 } }, 3],
    ['an order not sent yet is subtracted', { levels: { shop: 5 }, order: {} }, 3],
    ['off the sum when it is routed to no location', { levels: { shop: 1, store: 2 }, order: {} }, 1],
    ['never below zero', { levels: { shop: 1 }, order: {} }, 0],
    ['sent after the photograph: it cannot have seen it', { levels: { shop: 5 }, order: { deliveredAt: AFTER } }, 3],
    ['sent before the photograph: booked by it', { levels: { shop: 5 }, order: { deliveredAt: BEFORE } }, 5],
    ['frozen and not delivered yet', { levels: { shop: 5 }, order: { deliveredAt: null } }, 3],
    [
      'sent before it, but booked only later by the declared delay',
      { levels: { shop: 5 }, order: { deliveredAt: BEFORE }, stock: { bookedAfter: '2h' } },
      3,
    ],
    [
      'one file at a time, and it still lies there: not booked, however long ago it was put there',
      { levels: { shop: 5 }, order: { deliveredAt: BEFORE }, orders: { waitUntilCollected: 'yes' } },
      3,
    ],
    [
      'one file at a time, taken before the photograph',
      {
        levels: { shop: 5 },
        order: { deliveredAt: BEFORE, collectedAt: BEFORE },
        orders: { waitUntilCollected: 'yes' },
      },
      5,
    ],
    [
      'one file at a time, taken after the photograph',
      {
        levels: { shop: 5 },
        order: { deliveredAt: BEFORE, collectedAt: AFTER },
        orders: { waitUntilCollected: 'yes' },
      },
      3,
    ],
    [
      'one file at a time, taken before it, but booked only later by the declared delay',
      {
        levels: { shop: 5 },
        order: { deliveredAt: BEFORE, collectedAt: BEFORE },
        orders: { waitUntilCollected: 'yes' },
        stock: { bookedAfter: '2h' },
      },
      3,
    ],
    [
      'where files are not waited for, one that still lies there counts from when it was put there',
      { levels: { shop: 5 }, order: { deliveredAt: BEFORE, collectedAt: AFTER } },
      5,
    ],
    [
      'before go-live the till knew it by itself',
      { levels: { shop: 5 }, order: { placedAt: '2026-10-31T23:59:59.000Z' } },
      5,
    ],
    ['cancelled before it was sent', { levels: { shop: 5 }, order: { holds: false } }, 5],
    [
      'cancelled after it was sent, before the photograph saw it (R13)',
      { levels: { shop: 5 }, order: { holds: false, deliveredAt: AFTER } },
      3,
    ],
    [
      'refunded after it was sent: the till books what it was sent',
      { levels: { shop: 5 }, order: { pieces: 0, sent: 2, deliveredAt: AFTER } },
      3,
    ],
    ['made less after it was sent', { levels: { shop: 5 }, order: { pieces: 1, sent: 3, deliveredAt: AFTER } }, 2],
    [
      'made more after it was sent: the shop has sold them all the same',
      { levels: { shop: 5 }, order: { pieces: 3, sent: 1, deliveredAt: AFTER } },
      2,
    ],
    [
      'refunded after it was sent, and booked as it was sent',
      { levels: { shop: 5 }, order: { pieces: 0, sent: 2, deliveredAt: BEFORE } },
      5,
    ],
    ['refunded before it was sent', { levels: { shop: 5 }, order: { pieces: 0 } }, 5],
    [
      'booked when delivered, and not delivered',
      { levels: { shop: 5 }, order: { deliveredAt: BEFORE }, stock: { bookedWhen: 'delivered' } },
      3,
    ],
    [
      'booked when delivered, delivered before the photograph',
      { levels: { shop: 5 }, order: { deliveredAt: BEFORE, fulfilledAt: BEFORE }, stock: { bookedWhen: 'delivered' } },
      5,
    ],
    [
      'booked when delivered, delivered after the photograph',
      { levels: { shop: 5 }, order: { deliveredAt: BEFORE, fulfilledAt: AFTER }, stock: { bookedWhen: 'billed' } },
      3,
    ],
    [
      'what the till calls free is without the order once its file was taken in, billed or not',
      { levels: { shop: 5 }, order: { deliveredAt: BEFORE }, stock: { bookedWhen: 'billed', quantityMeans: 'free' } },
      5,
    ],
    [
      'a till that is sent no orders: older ones are in its number',
      { levels: { shop: 5 }, order: {}, orders: false },
      5,
    ],
    [
      'a till that is sent no orders: newer ones are not',
      { levels: { shop: 5 }, order: { placedAt: AFTER }, orders: false },
      3,
    ],
  ])('%s', async (_, world, pieces) => {
    expect(await available(world)).toEqual({ '': pieces })
  })

  test('per location of the shop, and an order comes off each, because nobody said which delivers', async () => {
    const locations = { Downtown: 'shop', Warehouse: ['store', 'attic'] }
    expect(await available({ levels: { shop: 5, store: 3, attic: 1 }, order: {}, shopStock: { locations } })).toEqual({
      Downtown: 3,
      Warehouse: 2,
    })
  })

  test('a variant no till has told of is left alone', async () => {
    expect(await available({ levels: {} })).toEqual({})
  })
})
