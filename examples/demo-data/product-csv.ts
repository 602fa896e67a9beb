import { DEMO_PRODUCTS, type DemoProduct } from './products.ts'

const HEADER = [
  'ID',
  'Type',
  'SKU',
  'GTIN, UPC, EAN, or ISBN',
  'Name',
  'Published',
  'Is featured?',
  'Visibility in catalog',
  'Short description',
  'Description',
  'Date sale price starts',
  'Date sale price ends',
  'Tax status',
  'Tax class',
  'In stock?',
  'Stock',
  'Low stock amount',
  'Backorders allowed?',
  'Sold individually?',
  'Weight (kg)',
  'Length (cm)',
  'Width (cm)',
  'Height (cm)',
  'Allow customer reviews?',
  'Purchase note',
  'Sale price',
  'Regular price',
  'Categories',
  'Tags',
  'Shipping class',
  'Images',
  'Download limit',
  'Download expiry days',
  'Parent',
  'Grouped products',
  'Upsells',
  'Cross-sells',
  'External URL',
  'Button text',
  'Position',
  'Brands',
  'Attribute 1 name',
  'Attribute 1 value(s)',
  'Attribute 1 visible',
  'Attribute 1 global',
  'Attribute 2 name',
  'Attribute 2 value(s)',
  'Attribute 2 visible',
  'Attribute 2 global',
  'Meta: _gift_card',
] as const

/** The product export of WooCommerce's own exporter: UTF-8 with BOM, comma, LF, prices with the shop's decimal comma. */
export function productCsv(): string {
  const rows = [[...HEADER], ...DEMO_PRODUCTS.map(productRow)]
  return `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\n')}\n`
}

function productRow(product: DemoProduct): string[] {
  const values: Record<string, string> = {
    ID: String(product.id),
    Type: product.virtual ? `${product.type}, virtual` : product.type,
    SKU: product.sku,
    'GTIN, UPC, EAN, or ISBN': product.gtin ?? '',
    Name: product.name,
    Published: String(product.published ?? 1),
    'Is featured?': '0',
    'Visibility in catalog': 'visible',
    'Short description': shortDescription(product),
    'Tax status': product.taxable === false ? 'none' : 'taxable',
    'Tax class': product.type === 'variation' ? 'parent' : '',
    'In stock?': product.stock === 0 ? '0' : '1',
    Stock: product.stock === null ? '' : String(product.stock),
    'Backorders allowed?': '0',
    'Sold individually?': '0',
    'Allow customer reviews?': product.type === 'variation' ? '0' : '1',
    'Sale price': product.salePrice === undefined ? '' : price(product.salePrice),
    'Regular price': product.price === null ? '' : price(product.price),
    Categories: product.category,
    Parent: product.parent ?? '',
    'Grouped products': (product.children ?? []).join(', '),
    Position: '0',
    'Meta: _gift_card': product.meta?._gift_card ?? '',
    ...attributes(product),
  }
  return HEADER.map((name) => values[name] ?? '')
}

/** The exporter writes a line end inside a text as backslash and n. */
function shortDescription(product: DemoProduct): string {
  if (product.type === 'variation') return ''
  return `<p>${product.name.replaceAll('"', '&quot;')} fra Bro &amp; Till.</p>\\n<p>Sendes inden for 1-2 hverdage, også til pakkeshop.</p>`
}

function attributes(product: DemoProduct): Record<string, string> {
  const cells: Record<string, string> = {}
  for (const [index, [name, values]] of (product.attributes ?? []).entries()) {
    const prefix = `Attribute ${index + 1}`
    cells[`${prefix} name`] = name
    cells[`${prefix} value(s)`] = values
    cells[`${prefix} visible`] = product.type === 'variation' ? '' : '1'
    cells[`${prefix} global`] = '1'
  }
  return cells
}

/** As the shop shows it: 14995 is 149,95 and 14900 is 149. */
function price(ore: number): string {
  const whole = Math.trunc(ore / 100)
  const rest = ore % 100
  return rest === 0 ? String(whole) : `${whole},${String(rest).padStart(2, '0')}`
}

/** PHP's fputcsv also quotes cells with a space. */
function cell(text: string): string {
  return /[",\n\r\t ]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
