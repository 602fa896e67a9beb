import { DEMO_PRODUCTS } from './products.ts'

/*
 * The stock file as the till wrote it: code page 850, semicolons, CRLF, two stores. The faults are planted where the
 * list says, one of each kind that shops really meet.
 */

const HEADER = 'Varenr;Tekst;Lager;Antal'

/** Code, pieces in the shop, pieces in the store room (where there are any). */
const COUNTED: [code: string, shop: number, storeRoom?: number][] = [
  ['TOG-R-LI', 6, 12],
  ['TOG-R-ST', 4, 2],
  ['TOG-B-LI', 5],
  ['TOG-B-ST', 2, 1],
  ['TOG-G-LI', 7, 4],
  ['TOG-G-ST', 2],
  ['HT-SORT-S', 3],
  ['HT-SORT-M', 6, 5],
  ['HT-GRA-M', 4],
  ['HT-MAR-M', 0],
  ['TEE-ROD', 18, 40],
  ['TEE-HVID', 14],
  ['BK-0012', 6],
  ['BK-0013', 4, 3],
  ['LG-2001', 9, 6],
  ['LG-2002', 6, 2],
  ['SP-3001', 3],
  ['SP-3002', 24],
  ['SP-3003', 5, 4],
  ['KR-4001', 11, 10],
  ['KR-4002', 22, 48],
  ['KR-4003', 30, 60],
  ['KR-4004', 18],
  ['UD-5001', 8, 3],
  ['UD-5002', 44, 90],
  ['UD-5003', 9],
  // More sold over the counter than was ever booked in.
  ['UD-5004', -2, 3],
  ['BY-6001', 7],
  ['BY-6002', 14],
  ['BY-6003', 6],
  ['BY-6004', 1],
  ['TJ-7001', 13, 20],
  ['TJ-7002', 12],
  ['TJ-7003', 5],
  ['TJ-7004', 10],
  ['TJ-7005', 3],
  ['TJ-7006', 3],
  ['TJ-7007', 4],
  ['TJ-7008', 4],
  ['BO-8001', 8, 15],
  ['BO-8002', 6],
]

/** What the till sells and the shop does not. */
const ONLY_AT_THE_TILL: [code: string, text: string, pieces: number][] = [
  ['CAFE-01', 'Filterkaffe', 999],
  ['CAFE-02', 'Kakao med flødeskum', 999],
  ['CAFE-03', 'Bolle med ost', 12],
  ['CAFE-04', 'Æblejuice', 36],
  ['POSE-S', 'Bærepose lille', 400],
  ['POSE-M', 'Bærepose mellem', 350],
  ['ISK-110', 'Is, vanilje', 24],
  ['ISK-111', 'Is, jordbær', 18],
  ['KORT-01', 'Lykønskningskort', 75],
  ['KORT-02', 'Fødselsdagskort', 60],
  ['REP-900', 'Reparation, træ', 0],
  ['LEJE-10', 'Leje af ladcykel', 1],
  ['UDST-77', 'Udstillingsmodel', 1],
  ['PANT-1', 'Pant på krus', 55],
  ['DIV', 'Diverse', 0],
]

/** A fault stands right behind the row of the code before it. */
const FAULTS: [behind: string, row: string][] = [
  // Lost its zeros in somebody's spreadsheet; the shop has 0004711.
  ['TEE-HVID', '4711;Puslespil, 48 brikker;BUTIK;9'],
  ['TEE-HVID', 'tee-hvid;T-shirt, økologisk bomuld - Hvid;LAGER;6'],
  ['BK-0012', 'BK-0012;Bamse Bjørn, 30 cm;BUTIK;6'],
  ['LG-2002', 'LG-2001;Byggeklodser i spand (100 stk.);KIOSK;2'],
  ['SP-3002', 'SP-3002;Kortspil: Sorte Per;LAGER;12'],
  ['SP-3003', 'SP-3002;Kortspil: Sorte Per;LAGER;7'],
  ['UD-5003', 'UD-5003;Sjippetov 2,5 m;LAGER;3,5'],
  ['BY-6002', 'BY-6002;"Bidering ""Måne""";LAGER;'],
  ['TJ-7004', 'TJ-7004;Vanter; uld;LAGER;8'],
  ['BO-8002', '5,7E+12;Puslebog;BUTIK;4'],
]

/** The file's bytes. */
export function stockFile(): Buffer {
  const rows = COUNTED.flatMap(([code, shop, storeRoom]) => [
    row(code, nameOf(code), 'BUTIK', shop),
    ...(storeRoom === undefined ? [] : [row(code, nameOf(code), 'LAGER', storeRoom)]),
    ...FAULTS.filter(([behind]) => behind === code).map(([, fault]) => fault),
  ])
  const others = ONLY_AT_THE_TILL.map(([code, text, pieces]) => row(code, text, 'BUTIK', pieces))
  return cp850(`${[HEADER, ...rows, ...others].join('\r\n')}\r\n`)
}

function row(code: string, text: string, location: string, pieces: number): string {
  const cell = /[";]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  return `${code};${cell};${location};${pieces}`
}

/** The till knows the articles by the names it once got from the shop. */
function nameOf(code: string): string {
  const product = DEMO_PRODUCTS.find((p) => p.sku === code)
  if (!product) throw new Error(`no such article: ${code}`)
  return product.name.replaceAll('&amp;', '&')
}

const LETTERS = { æ: 0x91, Æ: 0x92, ø: 0x9b, Ø: 0x9d, å: 0x86, Å: 0x8f } as const

function cp850(text: string): Buffer {
  return Buffer.from(
    [...text].map((letter) => {
      const byte = letter < '\x80' ? letter.charCodeAt(0) : LETTERS[letter as keyof typeof LETTERS]
      if (byte === undefined) throw new Error(`not in the table of code page 850: ${letter}`)
      return byte
    }),
  )
}
