import { toDocument } from '../../src/mapping/order-document.ts'
import type { CatalogueRow, OrderDocument } from '../../src/model/documents.ts'
import { aLine, anAmount, anOrder, aPayment, NO_ADDRESS, theRules } from '../mapping/an-order.ts'

const address = {
  ...NO_ADDRESS,
  name: 'Søren Ærø',
  company: 'Bro & Till ApS',
  street1: 'Nørregade 5',
  postcode: '0999',
  city: 'København',
  country: 'DK',
  phone: '20 11 22 33',
}

function documentOf(order: Parameters<typeof toDocument>[0], kind: 'sale' | 'stock'): OrderDocument {
  const result = toDocument(order, theRules({ kind, taxes: { '25': 'S25', '0': 'S0' } }))
  if ('rejected' in result) throw new Error(JSON.stringify(result.rejected))
  return result.document
}

/** Two orders: a plain one, and one with rounding, a gift card payment and a note that breaks naive writers. */
export function someDocuments(kind: 'sale' | 'stock' = 'sale'): OrderDocument[] {
  const plain = anOrder(
    [aLine(19_900, { sku: '0004711', name: 'Træbil rød' }), anAmount('shipping', 3900, { name: 'Fragt' })],
    {
      billing: address,
      shipping: address,
    },
  )
  const awkward = anOrder(
    [
      aLine(10_000, { key: 'a', sku: 'T-1', name: 'T-shirt "Ø"; M', quantity: 3000, discount: 2000 }),
      aLine(500, { key: 'b', sku: 'B-1', name: 'Bog', taxRate: 0 }),
    ],
    {
      key: '4712',
      number: '1002',
      placedAt: '2026-10-25T00:30:00.000Z',
      customer: { key: null, email: 'GUEST@example.com', phone: '', vatNumber: 'DK12345678', guest: true },
      billing: { ...address, name: 'Åse Bæk' },
      note: 'Ring først;\nsig "hej"',
      payments: [aPayment(2500, 'giftcard'), aPayment(8000)],
    },
  )
  return [documentOf(plain, kind), documentOf(awkward, kind)]
}

/** A wooden toy in three colours and two sizes: six rows, six codes. */
export function toyRows(): CatalogueRow[] {
  return ['Rød', 'Blå', 'Grøn'].flatMap((colour) =>
    ['S', 'L'].map((size) => ({
      code: `TOY-${colour.slice(0, 2).toUpperCase()}-${size}`,
      change: 'new' as const,
      item: {
        key: '40',
        sku: 'TOY',
        name: 'Trælegetøj',
        category: 'Legetøj',
        vendor: 'Bro',
        kind: 'goods' as const,
        options: ['Farve', 'Størrelse'],
      },
      variant: {
        key: `40-${colour}-${size}`,
        sku: `TOY-${colour}-${size}`,
        barcode: '0012345678905',
        name: `Trælegetøj ${colour} ${size}`,
        options: [colour, size],
        colour,
        size,
        kind: 'goods' as const,
        requiresShipping: true,
        price: 14_900,
        salePrice: size === 'S' ? 9950 : null,
        active: true,
      },
      currency: 'DKK',
    })),
  )
}
