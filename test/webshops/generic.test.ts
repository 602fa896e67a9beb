import { describe, expect, test } from 'vitest'
import { inFormatSchema } from '../../src/config/format.ts'
import { UsageError } from '../../src/model/errors.ts'
import { genericOrders } from '../../src/webshops/generic-orders.ts'
import { genericProducts } from '../../src/webshops/generic-products.ts'
import type { ShopContext } from '../../src/webshops/webshop.ts'
import { accountedFor, DK, readAll, table, temporaryFile } from './shopify-support.ts'

const dialect = { encoding: 'utf-8', delimiter: ';', newline: 'lf' }
const headers = (names: Record<string, string>) =>
  Object.fromEntries(Object.entries(names).map(([field, header]) => [field, { header }]))

describe('products', () => {
  const format = inFormatSchema.parse({
    dialect,
    decimal: ',',
    columns: {
      ...headers({
        sku: 'Varenr',
        barcode: 'EAN',
        name: 'Navn',
        item: 'Model',
        price: 'Pris',
        stock: 'Lager',
        'option:Farve': 'Farve',
        'option:Str': 'Str',
      }),
      kind: { header: 'Type', default: 'goods', map: { Vare: 'goods', Ydelse: 'service', Gavekort: 'gift-card' } },
    },
  })
  const context: ShopContext = { ...DK, formats: { products: format } }
  const HEADER = 'Varenr;EAN;Navn;Model;Pris;Lager;Farve;Str;Type\n'
  const read = async (text: string) => readAll(genericProducts, await temporaryFile(HEADER + text), context)

  test('a matrix, a plain article and a service', async () => {
    const batch = await read(
      'T1-R-S;5701234567899;T-shirt;T1;149,00;4;Rød;S;Vare\nBOLD;;Bold;;35,50;-2;;;Vare\nT1-R-M;;T-shirt;T1;149,00;0;Rød;M;\nPAK;;Indpakning;;20,00;;;;Ydelse\n',
    )
    expect(accountedFor(batch)).toBe(true)
    expect(batch.items.map((i) => [i.key, i.name, i.kind, i.options])).toEqual([
      [
        'T1',
        'T-shirt',
        'goods',
        [
          { name: 'Farve', values: ['Rød'] },
          { name: 'Str', values: ['S', 'M'] },
        ],
      ],
      ['BOLD', 'Bold', 'goods', []],
      ['PAK', 'Indpakning', 'service', []],
    ])
    expect(
      batch.variants.map((v) => [
        v.key,
        v.itemKey,
        v.barcode,
        v.price,
        v.stockManaged,
        v.stock,
        v.kind,
        v.requiresShipping,
      ]),
    ).toEqual([
      ['T1-R-S', 'T1', '5701234567899', 14_900, 'own', 4000, 'goods', true],
      ['BOLD', 'BOLD', null, 3550, 'own', -2000, 'goods', true],
      ['T1-R-M', 'T1', null, 14_900, 'own', 0, 'goods', true],
      ['PAK', 'PAK', null, 2000, 'none', null, 'service', false],
    ])
  })

  test('bad cells reject their row alone', async () => {
    const batch = await read(
      'A;;A;;1.5x;1;;;Vare\nB;;B;;1,00;1;;;Ukendt\n;;C;;1,00;1;;;Vare\nD;;D;;1,00;1;;;Vare\nD;;D2;M;1,00;1;;;Vare\n',
    )
    expect(table(batch)).toEqual([
      [2, 'Pris', 'TB2601'],
      [3, 'kind', 'TB2603'],
      [4, 'sku', 'TB2604'],
      [4, 'sku', 'TB3009'],
      [6, 'sku', 'TB3008'],
    ])
    expect(batch.variants.map((v) => v.sku)).toEqual(['D', 'D'])
    expect(accountedFor(batch)).toBe(true)
  })

  test('a shop that does not say its columns is asked for them', async () => {
    const path = await temporaryFile(HEADER)
    await expect(readAll(genericProducts, path, DK)).rejects.toThrow(UsageError)
    const without = inFormatSchema.parse({ dialect, columns: headers({ name: 'Navn' }) })
    await expect(readAll(genericProducts, path, { ...DK, formats: { products: without } })).rejects.toThrow(
      /`sku` or `key`/,
    )
  })
})

describe('orders, one row per line', () => {
  const columns = {
    ...headers({
      number: 'Ordre',
      state: 'Status',
      email: 'E-mail',
      name: 'Navn',
      street: 'Adresse',
      postcode: 'Postnr',
      city: 'By',
      sku: 'Varenr',
      lineName: 'Tekst',
      quantity: 'Antal',
      lineTotal: 'Beløb',
      taxRate: 'Moms%',
      shipping: 'Fragt',
      discount: 'Rabat',
      total: 'Total',
      payment: 'Betaling',
      note: 'Note',
    }),
    date: { header: 'Dato', pattern: 'dd-MM-yyyy HH:mm' },
  }
  const states = {
    header: 'Status',
    map: {
      Betalt: 'paid',
      Afventer: 'pending',
      Reserveret: 'authorised',
      Annulleret: 'cancelled',
      Afsendt: 'completed',
    },
  }
  const format = inFormatSchema.parse({ dialect, decimal: ',', columns: { ...columns, state: states } })
  const HEADER =
    'Ordre;Dato;Status;E-mail;Navn;Adresse;Postnr;By;Varenr;Tekst;Antal;Beløb;Moms%;Fragt;Rabat;Total;Betaling;Note\n'
  const read = async (text: string, more: Partial<ShopContext> = {}) =>
    readAll(genericOrders, await temporaryFile(HEADER + text), { ...DK, formats: { orders: format }, ...more })

  const WHO = 'ida@example.com;Ida Bjørn;Søndergade 1;8000;Aarhus C'
  const first = (number: string, state: string) => `${number};03-09-2026 10:15;${state};${WHO}`

  test('gross prices: lines, shipping, the order repeated or only on its first row', async () => {
    const batch = await read(
      `${first('1001', 'Betalt')};CAR;Bil;2;200,00;25;40,00;;345,00;Dankort;"Ring; på"\n1001;;;;;;;;WRAP;Papir;1;105,00;25;;;;;\n${first('1002', 'Reserveret')};CAR;Bil;1;100,00;25;;;100,00;Dankort;\n`,
    )
    expect(batch.findings.filter((f) => f.severity === 'error')).toEqual([])
    expect(accountedFor(batch)).toBe(true)
    expect(batch.orders.map((o) => [o.number, o.payment, o.total, o.totalTax, o.blockers, o.line, o.rows])).toEqual([
      ['1001', 'paid', 34_500, 6900, [], 2, 2],
      ['1002', 'authorised', 10_000, 2000, [], 4, 1],
    ])
    expect(batch.orders[0]!.lines.map((l) => [l.kind, l.sku, l.quantity, l.gross, l.tax, l.taxRate])).toEqual([
      ['goods', 'CAR', 2000, 20_000, 4000, 25_000],
      ['goods', 'WRAP', 1000, 10_500, 2100, 25_000],
      ['shipping', null, 1000, 4000, 800, 25_000],
    ])
    expect(batch.orders[0]).toMatchObject({
      placedAt: '2026-09-03T08:15:00.000Z',
      note: 'Ring; på',
      billing: { name: 'Ida Bjørn', postcode: '8000' },
      shipping: { city: 'Aarhus C' },
      payments: [{ method: 'Dankort', amount: 34_500 }],
      outstanding: 0,
    })
  })

  test('net prices; the rate of the catalogue where the file names none', async () => {
    const net = { prices: 'net' as const, rateOfSku: (sku: string) => (sku === 'BOOK' ? 6000 : null) }
    const batch = await read(
      `${first('1', 'Betalt')};CAR;Bil;1;80,00;25;;;153,00;Dankort;\n1;;;;;;;;BOOK;Bog;1;50,00;;;;;;\n`,
      net,
    )
    expect(batch.orders[0]!.lines.map((l) => [l.net, l.tax, l.gross, l.taxRate])).toEqual([
      [8000, 2000, 10_000, 25_000],
      [5000, 300, 5300, 6000],
    ])
    expect(batch.orders[0]!.blockers).toEqual([])
  })

  test('a discount that the lines do not contain yet is spread within each rate', async () => {
    const batch = await read(
      `${first('1', 'Betalt')};A;A;1;100,00;25;;30,00;170,00;Dankort;\n1;;;;;;;;B;B;1;50,00;25;;;;;\n1;;;;;;;;C;C;1;50,00;0;;;;;\n`,
    )
    expect(batch.orders[0]!.lines.map((l) => [l.gross, l.tax, l.discount])).toEqual([
      [8500, 1700, 1500],
      [4250, 850, 750],
      [4250, 0, 750],
    ])
    expect(batch.orders[0]!.blockers).toEqual([])
  })

  test.each([
    ['Betalt', { payment: 'paid', life: 'open', holdsStock: true, outstanding: 0 }],
    ['Afventer', { payment: 'pending', life: 'open', holdsStock: true, outstanding: 10_000, payments: [] }],
    ['Annulleret', { payment: 'voided', life: 'cancelled', holdsStock: false }],
    ['Afsendt', { payment: 'paid', fulfilment: 'done', holdsStock: true }],
  ])('state %s', async (state, expected) => {
    const batch = await read(`${first('1', state)};A;A;1;100,00;25;;;100,00;Dankort;\n`)
    expect(batch.orders[0]).toMatchObject({ ...expected, blockers: [] })
  })

  test.each<[string, string, string[]]>([
    ['a total that does not add up', `${first('1', 'Betalt')};A;A;1;100,00;25;;;99,00;Dankort;\n`, ['TB7001']],
    ['a state nobody mapped', `${first('1', 'Måske')};A;A;1;100,00;25;;;100,00;Dankort;\n`, ['TB7026']],
    ['no lines', `${first('1', 'Betalt')};;;;;;;;0,00;Dankort;\n`, ['TB7022']],
  ])('%s: held', async (_name, text, codes) => {
    const batch = await read(text)
    expect(batch.orders[0]!.blockers.map((b) => b.code)).toEqual(codes)
    expect(batch.orders[0]!.holdsStock).toBe(true)
  })

  test('rows that cannot be taken, and what becomes of their order', async () => {
    const good = `${first('9', 'Betalt')};A;A;1;100,00;25;;;100,00;Dankort;\n`
    const batch = await read(
      `${first('1', 'Betalt')};A;A;x;100,00;25;;;100,00;Dankort;\n1;;;;;;;;B;B;1;50,00;25;;;;;\n${good}${first('2', 'Betalt')};A;A;1;100,00;abc;;;100,00;Dankort;\n2;;;;;;;;B;B;1;1,00;25;;;;;\n${good.replace('9;', '3;')}3;;;;;;;;B;B;1;1,00;25;;;101,00;;\n${good}`,
    )
    expect(accountedFor(batch)).toBe(true)
    expect(batch.rejected.map((r) => r.line)).toEqual([2, 3, 5, 6, 7, 8, 9])
    expect(batch.orders.map((o) => [o.number, o.blockers.map((b) => b.code)])).toEqual([['9', []]])
  })

  test('lines as JSON in a cell', async () => {
    const json = inFormatSchema.parse({
      dialect,
      columns: {
        ...headers({ number: 'order', linesJson: 'items', total: 'total', payment: 'method' }),
        date: { header: 'date' },
        paid: { header: 'paid' },
      },
    })
    const context = { ...DK, formats: { orders: json } }
    const cell = (value: unknown) => `"${JSON.stringify(value).replaceAll('"', '""')}"`
    const items = [
      { sku: 'CAR', name: 'Car; red', quantity: 2, total: '200.00', tax: 40, rate: 25 },
      { sku: 'BOOK', quantity: 1.5, total: 12.5, rate: '6' },
    ]
    const row = (value: unknown, total = '212.50') => `7;2026-09-03 10:15:00;${cell(value)};${total};stripe;yes\n`
    const HEAD = 'order;date;items;total;method;paid\n'
    const batch = await readAll(genericOrders, await temporaryFile(HEAD + row(items)), context)
    expect(batch.orders[0]!.lines.map((l) => [l.sku, l.name, l.quantity, l.gross, l.tax, l.taxRate])).toEqual([
      ['CAR', 'Car; red', 2000, 20_000, 4000, 25_000],
      ['BOOK', 'BOOK', 1500, 1250, 71, 6000],
    ])
    expect(batch.orders[0]!.blockers).toEqual([])
    const broken = await readAll(
      genericOrders,
      await temporaryFile(`${HEAD}7;2026-09-03 10:15:00;[{sku};1.00;stripe;yes\n`),
      context,
    )
    expect(table(broken)).toEqual([[2, 'linesJson', 'TB2603']])
    const odd = await readAll(
      genericOrders,
      await temporaryFile(HEAD + row([{ sku: 'A', quantity: 1, total: 19.900000000000002 }])),
      context,
    )
    expect(table(odd)).toEqual([[2, 'linesJson, line 1, total', 'TB2601']])
  })

  test.each([
    [{ number: 'Ordre' }, /`number` and `date`/],
    [{ number: 'Ordre', date: 'Dato' }, /`state` or `paid`/],
    [{ number: 'Ordre', date: 'Dato', state: 'Status' }, /`quantity`/],
  ])('a format with %j alone is asked for more', async (fields, message) => {
    const path = await temporaryFile(HEADER)
    const context = { ...DK, formats: { orders: inFormatSchema.parse({ dialect, columns: headers(fields) }) } }
    await expect(readAll(genericOrders, path, context)).rejects.toThrow(message)
  })
})
