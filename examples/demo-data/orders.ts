import type { DemoAddress, DemoLine, DemoOrder } from './order-json.ts'
import { DEMO_PRODUCTS } from './products.ts'

/*
 * Twenty-five orders of one November. Most are plain; the others are the ones that make trouble between a shop and a
 * till. People, streets and numbers are invented: no Danish subscriber has a number that begins with 10.
 */

const CARD: [string, string] = ['stripe', 'Kort (Visa/Mastercard)']
const MOBILE: [string, string] = ['vipps', 'MobilePay']
const BANK: [string, string] = ['bacs', 'Bankoverførsel']
const ON_DELIVERY: [string, string] = ['cod', 'Efterkrav']

const PARCEL_SHOP = { method: 'flat_rate', title: 'GLS pakkeshop', gross: 3900 }
const TO_THE_DOOR = { method: 'flat_rate', title: 'GLS til døren', gross: 5900 }
const FREE = { method: 'free_shipping', title: 'Gratis levering', gross: 0 }
const PICK_UP = { method: 'local_pickup', title: 'Afhentning i butikken', gross: 0 }

const ANNA = person('Anna', 'Testesen', 'Brogade 1', 'anna.testesen@example.com', '10 55 50 01')
const BO = person('Bo', 'Prøvgaard', 'Tillevej 22', 'bo@example.com', '+45 10 55 50 02')
const CLARA = person('Clara', 'Østermand', 'Ærøgade 3, 2. tv', 'clara@example.org', '10555003')
const DAVID = person('David', 'Åberg-Eksempel', 'Havnen 4', 'david@example.net', '0045 10 55 50 04')
const ELLEN = person('Ellen', 'Møller "Mie" Test', 'Skovvej 5', 'ellen@example.com', '10 55 50 05')
const FINN = person('Finn', "O'Prøve", 'Bakken 6', 'finn@example.com', '10 55 50 06')
const NURSERY: DemoAddress = {
  ...person('Gerda', 'Bestiller', 'Institutionsvej 7', 'indkob@example.com', '10 55 50 07'),
  company: 'Børnehuset Ved Broen',
}
const FLOWER = { ...person('Freja 🌸', 'Testdatter', 'Blomstervej 8', 'freja@example.com', '10 55 50 08') }
const GREEN: DemoAddress = {
  ...person('Hanna', 'Beispiel', 'Musterweg 9', 'hanna@example.com', '+49 30 5550109'),
  city: 'Musterstadt',
  postcode: '00000',
  country: 'DE',
}

export const DEMO_ORDERS: DemoOrder[] = [
  // The evening before go-live.
  order(1001, '02T23:40', ANNA, CARD, [line('SP-3002', 1)], { shipping: PARCEL_SHOP }),
  // Twelve minutes after midnight: UTC still says the day before.
  order(1002, '03T00:12', ANNA, CARD, [line('TOG-R-LI', 1), line('BO-8001', 1)], {
    status: 'completed',
    completed: true,
    shipping: PARCEL_SHOP,
  }),
  order(1003, '03T10:47', BO, MOBILE, [line('0004711', 2), line('KR-4002', 1)], { shipping: PARCEL_SHOP }),
  order(1004, '04T08:05', NURSERY, CARD, [line('KR-4003', 10), line('KR-4002', 5)], {
    shipping: TO_THE_DOOR,
    vatId: 'DK99999999',
  }),
  order(1005, '05T19:33', CLARA, CARD, [line('BK-0012', 1), line('SRV-INDPAK', 1)], {
    customerId: 0,
    shipping: PARCEL_SHOP,
    note: 'Ring først; vi bor i baghuset.\nTak for hjælpen!',
  }),
  // 10 % off; three times 29,95 leaves a hundredth that no unit price can say.
  order(1006, '05T20:02', DAVID, CARD, [line('BK-0013', 1, { after: 13455 }), line('UD-5002', 3, { after: 8087 })], {
    shipping: PARCEL_SHOP,
    coupon: { code: 'velkommen10', type: 'percent', amount: 10 },
  }),
  order(1007, '06T11:20', ELLEN, MOBILE, [line('TJ-7005', 1)], {
    shipping: PARCEL_SHOP,
    fees: [{ name: 'Miljøgebyr', gross: 1000 }],
  }),
  // Euro: the till keeps its books in kroner.
  order(1008, '06T13:55', GREEN, CARD, [line('HT-SORT-M', 1, { before: 4680 })], {
    currency: 'EUR',
    shipping: { method: 'flat_rate', title: 'GLS Europa', gross: 1250 },
  }),
  // Ten kroner more than its lines.
  order(1009, '07T10:10', FINN, CARD, [line('LG-2002', 1)], { shipping: PARCEL_SHOP, wrongBy: 1000 }),
  // The carrier bag has no SKU.
  order(1010, '07T15:41', ANNA, CARD, [line('UD-5001', 1), line('Bærepose i papir', 1)], { shipping: PARCEL_SHOP }),
  // A flower that the till's code page does not have.
  order(1011, '08T09:00', FLOWER, CARD, [line('LG-2001', 1)], { shipping: PARCEL_SHOP }),
  order(1012, '08T12:12', BO, BANK, [line('BY-6004', 1)], { status: 'on-hold', paid: false, shipping: TO_THE_DOOR }),
  order(1013, '09T07:30', CLARA, CARD, [line('SP-3001', 1)], { status: 'pending', paid: false, shipping: PARCEL_SHOP }),
  order(1014, '09T18:22', DAVID, CARD, [line('UD-5004', 1)], {
    status: 'cancelled',
    paid: false,
    shipping: PARCEL_SHOP,
  }),
  order(1015, '10T21:09', ELLEN, CARD, [line('TJ-7008', 1)], { status: 'failed', paid: false, shipping: PARCEL_SHOP }),
  order(1016, '10T21:15', ELLEN, CARD, [line('TJ-7008', 1)], {
    status: 'checkout-draft',
    paid: false,
    shipping: PARCEL_SHOP,
  }),
  // One of three skipping ropes was given back before the order was ever sent.
  order(1017, '11T14:00', FINN, CARD, [line('UD-5003', 3), line('BY-6002', 2)], {
    shipping: PARCEL_SHOP,
    refund: { id: 1090, line: 0, reason: 'Fortrudt en af dem' },
  }),
  order(1018, '12T08:45', ANNA, ON_DELIVERY, [line('TJ-7007', 1), line('TJ-7003', 1)], {
    paid: false,
    shipping: TO_THE_DOOR,
    fees: [{ name: 'Efterkravsgebyr', gross: 2900 }],
  }),
  order(1019, '13T16:16', BO, CARD, [line('GAVEKORT-500', 1)], {}),
  order(1020, '14T10:30', CLARA, BANK, [line('HT-SORT-S', 1), line('HT-GRA-M', 1)], { shipping: FREE }),
  order(1021, '15T12:00', DAVID, MOBILE, [line('TEE-ROD', 2, { size: 'M' }), line('TEE-HVID', 1, { size: 'S' })], {
    shipping: PARCEL_SHOP,
  }),
  order(1022, '16T11:11', ELLEN, MOBILE, [line('TOG-B-ST', 1), line('TOG-G-LI', 2)], {
    status: 'completed',
    completed: true,
    shipping: PICK_UP,
  }),
  // The same code on two lines.
  order(1023, '17T09:59', FINN, CARD, [line('TOG-R-LI', 1), line('TOG-R-LI', 1)], { shipping: PARCEL_SHOP }),
  // 50 kroner off two articles, to the øre.
  order(1024, '18T17:05', ANNA, CARD, [line('SP-3001', 1, { after: 16866 }), line('SP-3003', 1, { after: 10934 })], {
    shipping: PARCEL_SHOP,
    coupon: { code: 'halvtreds', type: 'fixed_cart', amount: 50 },
  }),
  order(1025, '19T20:48', BO, CARD, [line('BY-6001', 1), line('BY-6003', 1), line('BY-6004', 1)], {
    shipping: PARCEL_SHOP,
  }),
]

function order(
  id: number,
  dayAndTime: string,
  billing: DemoAddress,
  method: [string, string],
  lines: DemoLine[],
  more: Partial<DemoOrder>,
): DemoOrder {
  const customerId = 10 + Number(billing.phone.slice(-2))
  return {
    id,
    status: 'processing',
    placed: `2026-11-${dayAndTime}`,
    paid: true,
    method,
    customerId,
    billing,
    lines,
    ...more,
  }
}

/** A line of the article with that SKU (or that name, for one without); `before` and `after` are line totals in øre. */
function line(
  skuOrName: string,
  quantity: number,
  { before, after, size = '' }: { before?: number; after?: number; size?: string } = {},
): DemoLine {
  const product = DEMO_PRODUCTS.find((p) => p.sku === skuOrName || (p.sku === '' && p.name === skuOrName))
  if (!product) throw new Error(`no such article: ${skuOrName}`)
  const made: DemoLine = {
    productId: product.id,
    sku: product.sku,
    name: product.name,
    quantity,
    before: before ?? (product.salePrice ?? product.price ?? 0) * quantity,
    taxable: product.taxable ?? true,
  }
  if (after !== undefined) made.after = after
  if (product.type !== 'variation') return made
  const parent = DEMO_PRODUCTS.find((p) => p.sku === product.parent && p.type === 'variable')!
  // The variation leaves "any" empty; the order says what the customer chose.
  const options = (product.attributes ?? []).map(([name, value]): [string, string] => [name, value || size])
  return { ...made, productId: parent.id, variationId: product.id, options, parentName: parent.name }
}

function person(first: string, last: string, street: string, email: string, phone: string): DemoAddress {
  return { first, last, street, postcode: '9999', city: 'Eksempelby', email, phone }
}
