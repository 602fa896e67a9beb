import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { splitCsv } from './independent-cells.ts'
import { readPosOrders, readShopifyOrders, readWooOrders, type ShopSide } from './independent-reader.ts'

const ROOT = join(import.meta.dirname, '../..')

const side = (more: Partial<ShopSide> = {}): ShopSide => ({
  only: ['7'],
  tenders: { card: 'CARD' },
  outstandingTender: 'LATER',
  ...more,
})

test.each([
  [
    'a;b\r\nc;d\r\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['a;b', [['a', 'b']]],
  ['"a;""x""\r\ny";b\n', [['a;"x"\r\ny', 'b']]],
  ['a;;\n', [['a', '', '']]],
  [';', [['', '']]],
  ['""\n', [['']]],
] as [string, string[][]][])('cells of %j', (source, rows) => {
  expect(splitCsv(source, ';')).toEqual(rows)
})

describe('order files of the till', () => {
  const head = (number: string, lines: number, gross: string) =>
    `H;${number};01-11-2026 10:00;01-11-2026 10:05;DKK;Anna;;;a@example.com;+4510555001;Brogade 1;9999;By;DK;"a;\r\nb";${lines};${gross};0,00`

  test('units, rates and tenders are totalled over files', () => {
    const first = [
      head('7', 3, '64,99'),
      'L;7;1;A-1;goods;Ting;2;12,50;25,00;25,00;S25',
      'L;7;2;FRAGT;shipping;Fragt;1;40,00;40,00;25;S25',
      'L;7;3;AFRUND;rounding;Afrunding;1;-0,01;-0,01;25,00;S25',
      'P;7;CARD;60,00;x',
      'P;7;GIFT;4,99;',
    ]
    const second = [
      head('8', 2, '7,00'),
      'L;8;1;A-1;goods;Ting;1;6,00;6,00;0,00;S0',
      'L;8;2;B;goods;B;1;1,00;1,00;12,50;X',
      'P;8;CARD;7,00;',
    ]
    expect(readPosOrders([bytes(first), bytes(second)])).toEqual({
      orders: ['7', '8'],
      units: { 'A-1': '3', B: '1' },
      grossPerRate: { '0': '6.00', '12.5': '1.00', '25': '64.99' },
      grossPerTender: { CARD: '67.00', GIFT: '4.99' },
      gross: '71.99',
    })
  })

  test('a document that only moves stock has units and no money', () => {
    const rows = [head('7', 2, '0,00'), 'L;7;1;A;goods;A;2;0,00;0,00;25,00;S25', 'L;7;2;B;goods;B;1;0,00;0,00;;']
    const totals = readPosOrders([bytes(rows)])
    expect(totals).toEqual({
      orders: ['7'],
      units: { A: '2', B: '1' },
      grossPerRate: {},
      grossPerTender: {},
      gross: '0.00',
    })
  })

  test.each([
    ['a line is missing', [head('7', 2, '1,00'), 'L;7;1;A;goods;A;1;1,00;1,00;25;S'], /1 of 2 lines/],
    [
      'the header has another total',
      [head('7', 1, '2,00'), 'L;7;1;A;goods;A;1;1,00;1,00;25;S'],
      /lines 100, header 200/,
    ],
    [
      'a line belongs to another order',
      [head('7', 1, '1,00'), 'L;8;1;A;goods;A;1;1,00;1,00;25;S'],
      /outside its order/,
    ],
    ['an order comes twice', [head('7', 0, '0,00'), head('7', 0, '0,00')], /comes twice/],
    ['a point is no decimal comma', [head('7', 1, '1,00'), 'L;7;1;A;goods;A;1;1.00;1.00;25;S'], /a point/],
    ['a row is unknown', ['X;1'], /unknown row/],
    ['a cell is missing', [head('7', 1, '1,00'), 'L;7;1;A;goods;A;1;1,00;1,00;25'], /10 cells/],
  ] as [string, string[], RegExp][])('refuses when %s', (_, rows, message) => {
    expect(() => readPosOrders([bytes(rows)])).toThrow(message)
  })

  function bytes(rows: string[]): Uint8Array {
    return Buffer.from(`${rows.join('\r\n')}\r\n`, 'latin1')
  }
})

describe('orders of WooCommerce', () => {
  const order = {
    number: '7',
    total: '35.70',
    date_paid: '2026-11-01T10:00:00',
    payment_method: 'card',
    tax_lines: [
      { rate_id: 1, rate_percent: 19 },
      { rate_id: 2, rate_percent: 7 },
    ],
    line_items: [
      line(11, { sku: 'A', quantity: 2, total: '20.00', total_tax: '3.80', taxes: [{ id: 1, total: '3.80' }] }),
      line(12, {
        sku: 'P',
        variation_id: 99,
        quantity: 1.5,
        total: '5.00',
        total_tax: '0.35',
        taxes: [{ id: 2, total: '0.35' }],
      }),
    ],
    shipping_lines: [
      {
        id: 13,
        total: '5.00',
        total_tax: '0.71',
        taxes: [
          { id: 1, total: '0.57' },
          { id: 2, total: '0.14' },
        ],
      },
    ],
    fee_lines: [{ id: 14, total: '0.84', total_tax: '0.00', taxes: [] }],
    refunds: [] as object[],
  }

  test('several rates, a split shipping, a line without tax, a variation named by id', () => {
    expect(readWooOrders([[order, { ...order, number: '8' }]], side({ skuOfVariation: { '99': 'P-99' } }))).toEqual({
      orders: ['7'],
      units: { A: '2', 'P-99': '1.5' },
      grossPerRate: { '0': '0.84', '19': '27.37', '7': '7.49' },
      grossPerTender: { CARD: '35.70' },
      gross: '35.70',
    })
  })

  test('a refund takes pieces and money off again; what is not paid is outstanding', () => {
    const refund = {
      id: 1,
      total: '-11.90',
      line_items: [
        line(21, { sku: 'A', quantity: -1, total: '-10.00', total_tax: '-1.90', taxes: [{ id: 1, total: '-1.90' }] }),
      ],
    }
    const totals = readWooOrders([[{ ...order, date_paid: null, refunds: [refund] }]], side())
    expect(totals.units).toEqual({ A: '1', P: '1.5' })
    expect(totals.grossPerRate['19']).toBe('15.47')
    expect(totals.grossPerTender).toEqual({ LATER: '23.80' })
  })

  test('an unknown method or rate is not passed over', () => {
    expect(() => readWooOrders([[order]], side({ tenders: {} }))).toThrow(/tender of "card"/)
    expect(() => readWooOrders([[{ ...order, tax_lines: [] }]], side())).toThrow(/rate 1/)
  })

  function line(id: number, more: object): object {
    return { id, variation_id: 0, ...more }
  }
})

describe('the orders export of Shopify', () => {
  const HEADER =
    'Name,Financial Status,Subtotal,Shipping,Taxes,Total,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem taxable,Lineitem discount,Payment Method,Outstanding Balance,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value'

  test.each([
    [
      'prices with tax, a discount on the whole order',
      [
        '#7,paid,90.00,10.00,20.00,100.00,2,Ting,40.00,A,true,0.00,card,0.00,Moms 25%,20.00,,',
        '#7,,,,,,1,B,20.00,B,true,0.00,,,,,,',
      ],
      { units: { A: '2', B: '1' }, grossPerRate: { '25': '100.00' }, grossPerTender: { CARD: '100.00' } },
    ],
    [
      'prices without tax, half of it outstanding',
      ['#7,partially_paid,80.00,20.00,25.00,125.00,1,Ting,80.00,A,true,0.00,card,25.00,VAT 25%,25.00,,'],
      { units: { A: '1' }, grossPerRate: { '25': '125.00' }, grossPerTender: { CARD: '100.00', LATER: '25.00' } },
    ],
    [
      'two rates that the catalogue knows',
      [
        '#7,paid,226.00,0.00,26.00,226.00,1,A,119.00,A,true,0.00,card,0.00,MwSt 19%,19.00,MwSt 7%,7.00',
        '#7,,,,,,1,B,107.00,B,true,0.00,,,,,,',
      ],
      {
        units: { A: '1', B: '1' },
        grossPerRate: { '19': '119.00', '7': '107.00' },
        grossPerTender: { CARD: '226.00' },
      },
    ],
    [
      'a gift card carries no tax',
      [
        '#7,paid,600.00,0.00,20.00,600.00,1,A,100.00,A,true,0.00,card,0.00,Moms 25%,20.00,,',
        '#7,,,,,,1,G,500.00,G,false,0.00,,,,,,',
      ],
      {
        units: { A: '1', G: '1' },
        grossPerRate: { '0': '500.00', '25': '100.00' },
        grossPerTender: { CARD: '600.00' },
      },
    ],
  ] as const)('%s', (_, rows, expected) => {
    const csv = `${[HEADER, ...rows].join('\n')}\n`
    expect(readShopifyOrders(csv, side({ only: ['#7'], rateOfSku: { A: '19', B: '7' } }))).toMatchObject(expected)
  })
})

test('the orders of the demo come to what was worked out by hand', () => {
  const expected = json<DemoExpected>('fixtures/demo-expected/orders.json')
  const leaving = Object.keys(expected.orders).filter((number) => expected.orders[number]?.outcome === 'leaves')
  const totals = readWooOrders([json<unknown[]>('examples/demo/shop/orders-page1.json')], {
    only: leaving,
    tenders: { stripe: 'WEBKORT', vipps: 'MOBILEPAY', bacs: 'BANK', cod: 'EFTERKRAV' },
    outstandingTender: 'EFTERKRAV',
  })
  expect(totals.orders).toEqual(leaving)
  expect(totals.units).toEqual(expected.unitsPerCode)
  expect(totals.grossPerRate).toEqual(expected.grossPerRate)
  expect(totals.grossPerTender).toEqual(expected.grossPerTender)
})

function json<T>(path: string): T {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as T
}

interface DemoExpected {
  orders: Record<string, { outcome: string }>
  unitsPerCode: Record<string, string>
  grossPerRate: Record<string, string>
  grossPerTender: Record<string, string>
}
