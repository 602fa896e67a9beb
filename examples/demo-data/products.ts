/*
 * The articles of the invented shop "Bro & Till". Prices are in øre and include 25 % VAT; stock is what the shop
 * believed before the till's file came. Nothing here belongs to a real shop; the barcodes only have right check digits.
 */

export interface DemoProduct {
  id: number
  type: 'simple' | 'variable' | 'variation' | 'grouped'
  sku: string
  name: string
  /** øre; null where WooCommerce keeps none (parents, grouped). */
  price: number | null
  salePrice?: number
  /** null: the shop does not count it. */
  stock: number | null
  gtin?: string
  category: string
  virtual?: boolean
  taxable?: boolean
  published?: 1 | 0 | -1
  /** SKU of the variable parent. */
  parent?: string
  children?: string[]
  /** Parents list all values, variations one; '' is "any". */
  attributes?: [name: string, values: string][]
  meta?: Record<string, string>
}

/** A GTIN-13 with a right check digit, in a block nobody uses here. */
function gtin(number: number): string {
  const body = `57123400${String(number).padStart(4, '0')}`
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0)
  return body + String((10 - (sum % 10)) % 10)
}

const TOYS = 'Legetøj > Trælegetøj'
const CLOTHES = 'Tøj > Overdele'

const MATRIX_ITEMS: DemoProduct[] = [
  {
    ...parent(101, 'TOG', 'Trætog "Regnbuen"', TOYS),
    attributes: [
      ['Farve', 'Rød, Blå, Grøn'],
      ['Størrelse', 'Lille, Stor'],
    ],
  },
  variation(102, 'TOG-R-LI', 'TOG', 'Trætog "Regnbuen" - Rød, Lille', 14900, 8, ['Rød', 'Lille']),
  variation(103, 'TOG-R-ST', 'TOG', 'Trætog "Regnbuen" - Rød, Stor', 24900, 5, ['Rød', 'Stor']),
  variation(104, 'TOG-B-LI', 'TOG', 'Trætog "Regnbuen" - Blå, Lille', 14900, 6, ['Blå', 'Lille']),
  variation(105, 'TOG-B-ST', 'TOG', 'Trætog "Regnbuen" - Blå, Stor', 24900, 3, ['Blå', 'Stor']),
  variation(106, 'TOG-G-LI', 'TOG', 'Trætog "Regnbuen" - Grøn, Lille', 14900, 9, ['Grøn', 'Lille']),
  variation(107, 'TOG-G-ST', 'TOG', 'Trætog "Regnbuen" - Grøn, Stor', 24900, 2, ['Grøn', 'Stor']),
  // Declares 3 x 2 and has 4: nobody ever made the other two.
  {
    ...parent(108, 'HT', 'Hættetrøje "Bro"', CLOTHES),
    attributes: [
      ['Farve', 'Sort, Grå, Marineblå'],
      ['Størrelse', 'S, M'],
    ],
  },
  variation(109, 'HT-SORT-S', 'HT', 'Hættetrøje "Bro" - Sort, S', 34900, 4, ['Sort', 'S']),
  variation(110, 'HT-SORT-M', 'HT', 'Hættetrøje "Bro" - Sort, M', 34900, 6, ['Sort', 'M']),
  variation(111, 'HT-GRA-M', 'HT', 'Hættetrøje "Bro" - Grå, M', 34900, 5, ['Grå', 'M']),
  variation(112, 'HT-MAR-M', 'HT', 'Hættetrøje "Bro" - Marineblå, M', 34900, 0, ['Marineblå', 'M']),
  // The size is chosen by the customer and not counted: one code and one pool per colour.
  {
    ...parent(113, 'TEE', 'T-shirt, økologisk bomuld', CLOTHES),
    attributes: [
      ['Farve', 'Rød, Hvid'],
      ['Størrelse', 'S, M, L'],
    ],
  },
  variation(114, 'TEE-ROD', 'TEE', 'T-shirt, økologisk bomuld - Rød', 12995, 20, ['Rød', '']),
  variation(115, 'TEE-HVID', 'TEE', 'T-shirt, økologisk bomuld - Hvid', 12995, 15, ['Hvid', '']),
]

const SOFT = 'Legetøj > Bamser'
const BUILD = 'Legetøj > Byg'
const GAMES = 'Spil'
const CREATIVE = 'Kreativ'
const OUTDOOR = 'Udendørs'
const BABY = 'Baby'
const WEAR = 'Tøj'
const BOOKS = 'Bøger'

const SIMPLE_ITEMS: DemoProduct[] = [
  simple(116, '0004711', 'Puslespil, 48 brikker', 9995, 14, GAMES),
  simple(117, 'BK-0012', 'Bamse Bjørn, 30 cm', 17900, 7, SOFT),
  simple(118, 'BK-0013', 'Kanin Kaj', 14950, 5, SOFT),
  simple(119, 'LG-2001', 'Byggeklodser i spand (100 stk.)', 24900, 10, BUILD),
  { ...simple(120, 'LG-2002', 'Magnetbrikker 32 dele', 29995, 6, BUILD), salePrice: 24995 },
  simple(121, 'SP-3001', 'Brætspil "Ærø rundt"', 19900, 4, GAMES),
  simple(122, 'SP-3002', 'Kortspil: Sorte Per', 3995, 25, GAMES),
  simple(123, 'SP-3003', 'Yatzy med læderbæger', 12900, 6, GAMES),
  simple(124, 'KR-4001', 'Kridt &amp; tavle', 8995, 11, CREATIVE),
  simple(125, 'KR-4002', 'Farveblyanter, 24 stk.', 5995, 30, CREATIVE),
  simple(126, 'KR-4003', 'Modellervoks 6 farver', 4900, 40, CREATIVE),
  simple(127, 'KR-4004', 'Malebog: Dyr på bondegården', 3495, 18, CREATIVE),
  simple(128, 'UD-5001', 'Sandkassesæt 5 dele', 7995, 9, OUTDOOR),
  simple(129, 'UD-5002', 'Sæbebobler 3-pak', 2995, 50, OUTDOOR),
  simple(130, 'UD-5003', 'Sjippetov 2,5 m', 4495, 12, OUTDOOR),
  simple(131, 'UD-5004', 'Drage, stor', 15900, 3, OUTDOOR),
  simple(132, 'BY-6001', 'Babyrangle i træ', 6995, 8, BABY),
  simple(133, 'BY-6002', 'Bidering "Måne"', 4995, 16, BABY),
  simple(134, 'BY-6003', 'Stofbog', 9900, 7, BABY),
  simple(135, 'BY-6004', 'Uro med fugle', 22900, 2, BABY),
  simple(136, 'TJ-7001', 'Strømper 3-pak str. 23-26', 7995, 13, WEAR),
  simple(137, 'TJ-7002', 'Strømper 3-pak str. 27-30', 7995, 12, WEAR),
  simple(138, 'TJ-7003', 'Hue i merinould', 14995, 6, WEAR),
  simple(139, 'TJ-7004', 'Vanter', 9995, 10, WEAR),
  simple(140, 'TJ-7005', 'Regnjakke str. 104', 39900, 4, WEAR),
  simple(141, 'TJ-7006', 'Regnjakke str. 110', 39900, 3, WEAR),
  simple(142, 'TJ-7007', 'Gummistøvler str. 26', 24900, 5, WEAR),
  simple(143, 'TJ-7008', 'Nattøj "Stjerne" str. 98', 21995, 4, WEAR),
  simple(144, 'BO-8001', 'Højtlæsningsbog: Den lille bro', 14995, 9, BOOKS),
  simple(145, 'BO-8002', 'Minibøger 10 stk.', 11900, 6, BOOKS),
]

const SPECIAL_ITEMS: DemoProduct[] = [
  // The carrier bag was made in a hurry, without a SKU.
  { ...simple(146, '', 'Bærepose i papir', 500, 200, 'Diverse'), gtin: '' },
  // Two products share one SKU by mistake.
  { ...simple(147, 'DUB-9001', 'Bold, rød', 5995, 8, OUTDOOR), gtin: '' },
  { ...simple(148, 'DUB-9001', 'Bold, blå', 5995, 6, OUTDOOR), gtin: '' },
  { ...simple(149, 'SRV-INDPAK', 'Gaveindpakning', 2500, null, 'Service'), virtual: true, gtin: '' },
  {
    ...simple(150, 'GAVEKORT-500', 'Gavekort 500 kr.', 50000, null, 'Gavekort'),
    virtual: true,
    taxable: false,
    gtin: '',
    meta: { _gift_card: 'yes' },
  },
  { ...simple(151, 'JUL-2027', 'Julekalender 2027', 29900, 0, 'Jul'), published: -1 },
  {
    ...simple(152, 'PAK-REGN', 'Regnvejrspakke', 0, null, WEAR),
    type: 'grouped',
    price: null,
    gtin: '',
    children: ['TJ-7005', 'TJ-7007'],
  },
]

/** In the exporter's order, by id. */
export const DEMO_PRODUCTS: DemoProduct[] = [...MATRIX_ITEMS, ...SIMPLE_ITEMS, ...SPECIAL_ITEMS]

function simple(id: number, sku: string, name: string, price: number, stock: number | null, category: string) {
  return { id, type: 'simple', sku, name, price, stock, category, gtin: gtin(id) } satisfies DemoProduct
}

function parent(id: number, sku: string, name: string, category: string) {
  return { id, type: 'variable', sku, name, price: null, stock: null, category } satisfies DemoProduct
}

function variation(
  id: number,
  sku: string,
  parentSku: string,
  name: string,
  price: number,
  stock: number,
  [colour, size]: [string, string],
): DemoProduct {
  return {
    id,
    type: 'variation',
    sku,
    name,
    price,
    stock,
    gtin: gtin(id),
    category: '',
    parent: parentSku,
    attributes: [
      ['Farve', colour],
      ['Størrelse', size],
    ],
  }
}
