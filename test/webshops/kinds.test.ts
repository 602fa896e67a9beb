import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inFormatSchema } from '../../src/config/format.ts'
import { headOf, kindNamed, recogniseKind, SHOP_KINDS } from '../../src/webshops/kinds.ts'
import { SHOP_FILE_KINDS, type ShopContext } from '../../src/webshops/webshop.ts'
import { looksWoo } from '../../src/webshops/woocommerce-headers.ts'
import { csv, DK, ORDER_HEADER, temporaryFile } from './shopify-support.ts'

const FIXTURES = join(import.meta.dirname, '../../fixtures/webshops')
const SAMPLES = join(import.meta.dirname, '../../../shared/samples')

test('every kind of the contract has exactly one reader, and its name finds it', () => {
  expect(SHOP_KINDS.map((kind) => kind.kind).sort()).toEqual([...SHOP_FILE_KINDS].sort())
  for (const name of SHOP_FILE_KINDS) expect(kindNamed(name)?.kind).toBe(name)
  expect(kindNamed('stock')).toBeUndefined()
})

async function fitting(path: string, context: ShopContext = DK): Promise<string[]> {
  const head = await headOf(path)
  return SHOP_KINDS.filter((kind) => kind.recognise(head, context)).map((kind) => kind.kind)
}

/** Files whose name begins with that of a system; one that begins with a kind's name is of that kind. */
const named = readdirSync(FIXTURES).filter((name) => /^(shopify|magento|woocommerce)-/.test(name))

test.each(named.map((name) => [name]))('%s is recognised by no kind but that of its name', async (name) => {
  const kinds = await fitting(join(FIXTURES, name))
  const own = SHOP_FILE_KINDS.find((kind) => name.startsWith(kind))
  if (own) expect(kinds).toEqual([own])
  else expect(kinds.filter((kind) => !kind.startsWith(name.split('-')[0]!))).toEqual([])
  expect(kinds.length).toBeLessThanOrEqual(1)
})

test.each([
  ['shopify-products-old.csv', 'shopify-products'],
  ['shopify-products-new.csv', 'shopify-products'],
  ['shopify-products-plain.csv', 'shopify-products'],
  ['shopify-orders.csv', 'shopify-orders'],
  ['shopify-inventory-2024.csv', 'shopify-inventory'],
  ['shopify-inventory-2023.csv', 'shopify-inventory'],
  ['shopify-inventory-older.csv', 'shopify-inventory'],
])('%s is %s', async (name, kind) => {
  expect(recogniseKind(await headOf(join(FIXTURES, name)), DK)).toMatchObject({ kind: { kind } })
})

describe('what is no kind gets a hint', () => {
  test.each([
    ['{"orders": [{"id": 1, "financial_status": "paid"}]}', /Shopify REST answer/],
    ['{\n  "inventory_levels": [{"inventory_item_id": 1}]}', /Shopify REST answer/],
    ['[{"product_type": "Toys", "handle": "car", "body_html": "<p></p>"}]', /Shopify REST answer/],
    ['{"hello": "world"}', /this JSON is neither/],
    ['Handle,Command,Title,Variant SKU\na,MERGE,A,1\n', /Matrixify/],
    ['First Name,Last Name,Email,Total Spent,Total Orders\nIda,Berg,ida@example.com,1,1\n', /customers/],
    ['ARTCODE;QTY\n1;2\n', /--as KIND/],
  ])('%s', async (text, hint) => {
    const path = await temporaryFile(text, text.startsWith('{') || text.startsWith('[') ? 'a.json' : 'a.csv')
    expect(await fitting(path)).toEqual([])
    const result = recogniseKind(await headOf(path), DK)
    expect('hint' in result && result.hint).toMatch(hint)
  })
})

test('a declared format wins over a make it resembles, and counts only when all its columns are there', async () => {
  const columns = {
    number: { header: 'Name' },
    sku: { header: 'Lineitem sku' },
    quantity: { header: 'Lineitem quantity' },
  }
  const declared = (extra: object) => ({
    ...DK,
    formats: { orders: inFormatSchema.parse({ columns: { ...columns, ...extra } }) },
  })
  const path = await temporaryFile(csv(ORDER_HEADER, [{ Name: '#1' }]))
  expect(recogniseKind(await headOf(path), declared({}))).toMatchObject({ kind: { kind: 'generic-orders' } })
  expect(recogniseKind(await headOf(path), declared({ note: { header: 'Bemærkning' } }))).toMatchObject({
    kind: { kind: 'shopify-orders' },
  })
})

const RUSSIAN =
  'ID,Тип,Артикул,"GTIN, UPC, EAN или ISBN",Имя,Опубликован,Рекомендуемый?,Видимость в каталоге,Краткое описание,Описание,Дата начала действия скидки,Дата окончания действия скидки,Статус налога,Налоговый класс,Наличие,Запасы,Величина малых запасов,Возможен ли предзаказ?,Продано индивидуально?,Вес (кг),Длина (см),Ширина (см),Высота (см),Разрешить отзывы от клиентов?,Примечание к покупке,Акционная цена,Базовая цена,Категории,Метки,Класс доставки,Изображения,Родительский,Позиция,Название атрибута 1,Значения атрибутов 1,Видимость атрибута 1,Глобальный атрибут 1,Мета: _wpcom'
const DANISH =
  'ID,Type,SKU,Produktnavn,Publiceret,Udvalgt?,Synlig i kataloget,Kort beskrivelse,Beskrivelse,Udsalg fra,Udsalg til,Momspligtig,Momstype,Findes på lager?,Antal på lager,Lav beholdning,Må bestilles?,Sælges enkeltvis?,Vægt,Længde,Bredde,Højde,Anmeldelser?,Købsnote,Udsalgspris,Pris,Kategori,Mærker,Fragtklasse,Billeder,Moderprodukt,Meta: _x'

test.each([
  ['Russian', RUSSIAN],
  ['Danish of other words', DANISH],
])('a WooCommerce export in words we do not know is told to be one: %s', async (_name, header) => {
  const result = recogniseKind(await headOf(await temporaryFile(`${header}\n`)), DK)
  expect('hint' in result && result.hint).toMatch(
    /looks like WooCommerce, translated: name the columns under `headers`/,
  )
})

test('only WooCommerce looks like it', async () => {
  const others = readdirSync(FIXTURES).filter((name) => /^(shopify|magento|generic).*\.csv$/.test(name))
  expect(others.length).toBeGreaterThan(8)
  for (const name of others) expect(looksWoo((await headOf(join(FIXTURES, name))).header), name).toBe(false)
  expect(looksWoo(['id', 'type', 'sku', 'name'])).toBe(false)
})

const samples = existsSync(SAMPLES)
if (!samples && !process.env.CI) console.log(`skipped: ${SAMPLES} is not there`)

describe.skipIf(!samples && !process.env.CI)('genuine files', () => {
  test('the product export is one, the REST answers are none and say so', async () => {
    expect(await fitting(join(SAMPLES, 'shopify/packt_product_data.csv'))).toEqual(['shopify-products'])
    const folder = join(SAMPLES, 'shopify/admin_rest')
    const answers = readdirSync(folder)
    expect(answers).toHaveLength(9)
    for (const name of answers) {
      const path = join(folder, name)
      expect(await fitting(path), name).toEqual([])
      const result = recogniseKind(await headOf(path), DK)
      expect('hint' in result && result.hint, name).toMatch(/Shopify REST answer/)
    }
  })

  test('no file of any system fits two kinds', async () => {
    for (const entry of readdirSync(SAMPLES, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(csv|json)$/.test(entry.name)) continue
      const kinds = await fitting(join(entry.parentPath, entry.name))
      expect(kinds.length, `${entry.name}: ${kinds}`).toBeLessThanOrEqual(1)
    }
  })
})
