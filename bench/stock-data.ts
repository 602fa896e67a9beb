import { closeSync, mkdirSync, openSync, utimesSync, writeFileSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'

/*
 * The data of the measurements: a shop with `rows / 4` articles and a till with four stores that lists each of them.
 * Everything follows from the seed, so two machines measure the same bytes.
 */

export interface StockRow {
  code: string
  location: string
  quantity: number
}

export interface StockData {
  rows: number
  seed: number
}

/** The till's words for its stores, and ours. */
export const LOCATIONS: Record<string, string> = { BUTIK: 'shop', LAGER: 'storeroom', NORD: 'north', SYD: 'south' }
const STORES = Object.keys(LOCATIONS)
const WORDS = [
  'Trætog',
  'Hue i merinould',
  'Brætspil',
  'Sæbebobler',
  'Gummistøvler',
  'Nattøj',
  'Vanter',
  'Kridt & tavle',
]

/** Rows of the first file, or with `changed` of the next one, where every hundredth quantity is another. */
export function* stockRows({ rows, seed }: StockData, changed: boolean): Generator<StockRow> {
  for (let i = 0; i < rows; i++) {
    const before = mixed(seed, i) % 500
    // One row in a hundred, spread over the file; always another number than before.
    const moved = changed && mixed(seed + 1, i) % 100 === 0
    const quantity = moved ? before + 1 + (mixed(seed + 2, i) % 40) : before
    yield { code: codeOf(Math.floor(i / STORES.length)), location: STORES[i % STORES.length]!, quantity }
  }
}

/** A stock file as a till writes it: four columns, every fourth text in quotes. */
export function writeStockFile(path: string, data: StockData, changed: boolean): void {
  const lines = function* () {
    yield 'Varenr;Tekst;Lager;Antal'
    let i = 0
    for (const { code, location, quantity } of stockRows(data, changed)) {
      const word = WORDS[mixed(data.seed + 3, i) % WORDS.length]!
      const text = i % 4 === 0 ? `"${word}; ""${i % 97}"""` : `${word} ${i % 97}`
      yield `${code};${text};${location};${quantity}`
      i += 1
    }
  }
  writeLines(path, lines())
}

/** The workspace: configuration and the shop's product export. Stock files are put beside it. */
export function writeWorkspace(root: string, data: StockData): void {
  write(join(root, 'tillbridge.yaml'), WORKSPACE)
  write(join(root, 'partners', 'till.yaml'), PARTNER)
  mkdirSync(join(root, 'till'), { recursive: true })
  const products = function* () {
    yield 'ID,Type,SKU,Name,Published,Stock,"Regular price"'
    for (let i = 0; i < data.rows / STORES.length; i++)
      yield `${i + 1},simple,${codeOf(i)},"${WORDS[i % WORDS.length]} ${i}",1,0,${i % 900}`
  }
  mkdirSync(join(root, 'shop'), { recursive: true })
  writeLines(join(root, 'shop', 'products.csv'), products())
}

/** Files of one feed need times of their own: the later photograph is the newer one. */
export function setAge(path: string, minutes: number): void {
  const time = Date.now() / 1000 - minutes * 60
  utimesSync(path, time, time)
}

const WORKSPACE = `shops:
  main:
    kind: woocommerce
    folder: shop
    timeZone: Europe/Copenhagen
    currency: DKK
    prices: gross
    products: products.csv
`

const PARTNER = `partner: till
folder: till
timeZone: Europe/Copenhagen
currency: DKK
dialect: { encoding: utf-8, delimiter: ";", newline: crlf }
locations: ${JSON.stringify(LOCATIONS)}
stock:
  file: STOCK*.csv
  quantityMeans: onHand
  bookedWhen: imported
  listsZeros: yes
  columns:
    code: { header: Varenr }
    location: { header: Lager }
    quantity: { header: Antal }
  ignore: [Tekst]
`

/** Not in the order of the file's rows: levels are then not written in the order of their key either. */
function codeOf(article: number): string {
  return `A${String((article * 7_919) % 10_000_019).padStart(8, '0')}`
}

/** A number that depends on the seed and the row alone. */
function mixed(seed: number, i: number): number {
  let x = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(seed, 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  return (x ^ (x >>> 16)) >>> 0
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

function writeLines(path: string, lines: Iterable<string>): void {
  const file = openSync(path, 'w')
  let text = ''
  for (const line of lines) {
    text += `${line}\r\n`
    if (text.length < 1_000_000) continue
    writeSync(file, text)
    text = ''
  }
  writeSync(file, text)
  closeSync(file)
}
