/*
 * The examples of docs/config.md. A test loads them together as one workspace, so they cannot become wrong.
 */

export const DOCS_EXAMPLE_WORKSPACE = `shops:
  toys:
    kind: woocommerce
    folder: shop
    timeZone: Europe/Copenhagen
    currency: DKK
    prices: gross
    products: "products*.csv"
    orders: "orders*.json"
    rates: { standard: 25 }
    stock:
      from: [my-till]
`

export const DOCS_EXAMPLE_PARTNER = `partner: my-till
title: The till in Aarhus
owner: mette@example.com
folder: drop/my-till
timeZone: Europe/Copenhagen
currency: DKK
prices: gross
dialect: { encoding: windows-1252, delimiter: ";", newline: crlf }
locations: { "01": aarhus, "02": odense }
codes:
  from: [sku]
  scheme: "{item}[-{colour}][-{size}]"
  transliterate: da
  replace: { " ": "" }
  upperCase: yes
  maxLength: 20
stock:
  file: "STK{date:yyyyMMdd}.csv"
  folder: out
  quantityMeans: onHand
  bookedWhen: imported
  listsZeros: no
  asOf: { from: fileTime }
  decimal: ","
  columns:
    code: { header: [ARTCODE, Artikelnr] }
    quantity: { header: QTY }
    location: { header: STORE }
  guards: { coverage: 90%, age: 26h }
orders:
  file: "ORD_{date:yyyyMMdd}_{seq:4}.csv"
  folder: in
  document: sale
  ordersFrom: 2026-11-20
  ordersPerFile: 1
  tenders: { stripe: "CARD", cod: "CASH" }
  outstandingTender: "CASH"
  kinds: { shipping: { code: "FREIGHT" } }
  decimal: ","
  columns:
    - { header: ORDER, from: order.number, required: yes }
    - { header: DATE, from: order.date, pattern: dd-MM-yyyy }
    - { header: CODE, from: line.code, maxLength: 20, required: yes }
    - { header: QTY, from: line.quantity }
    - { header: AMOUNT, from: line.total }
catalogue:
  file: "ITEMS_{date:yyyyMMdd}_{seq:4}.csv"
  folder: in
  send: changes
  columns:
    - { header: CODE, from: code, required: yes }
    - { header: NAME, from: variant.name, maxLength: 40, overLength: cut }
    - { header: PRICE, from: variant.price }
`
