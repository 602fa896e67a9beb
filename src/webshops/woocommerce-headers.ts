import { type ColumnName, type NameColumn, plainHeader } from './csv-table.ts'

/**
 * WooCommerce writes its column names in the language of the admin. English name to what its own translations print
 * (da, de, es, fr, it, nb, nl, sv; older and newer releases). `%d` is the number of the attribute.
 */
const TRANSLATIONS: Record<string, readonly string[]> = {
  ID: [],
  Type: ['Typ', 'Tipo'],
  SKU: ['Varenummer', 'Artikelnummer', 'Artikelnummer (SKU)', 'Artikelnr', 'UGS', 'COD'],
  'GTIN, UPC, EAN, or ISBN': ['GTIN, UPC, EAN eller ISBN', 'GTIN, UPC, EAN oder ISBN'],
  Name: ['Navn', 'Namn', 'Naam', 'Nom', 'Nome', 'Nombre'],
  Published: [
    'Udgivet',
    'Veröffentlicht',
    'Publicado',
    'Publié',
    'Pubblicato',
    'Publisert',
    'Gepubliceerd',
    'Publicerad',
  ],
  'Visibility in catalog': [
    'Synlighed i katalog (shoppens frontend)',
    'Sichtbarkeit im Katalog',
    'Visibilidad en el catálogo',
    'Visibilité dans le catalogue',
    'Visibilità nel catalogo',
    'Synlighet i katalogen',
    'Zichtbaarheid in catalogus',
    'Synlighet i katalog',
  ],
  'Is featured?': [
    'Er fremhævet (udvalgt)?',
    'Ist hervorgehoben?',
    '¿Está destacado?',
    'Mis en avant ?',
    'In primo piano?',
    'Er fremhevet?',
    'Uitgelicht?',
    'Är utvald?',
  ],
  'Tax status': [
    'Momsstatus',
    'Steuerstatus',
    'Estado del impuesto',
    'État de la TVA',
    'Stato delle imposte',
    'Avgiftsstatus',
    'Btw status',
  ],
  'Tax class': [
    'Momsklasse',
    'Steuerklasse',
    'Clase de impuesto',
    'Classe de TVA',
    'Classe TVA',
    'Aliquota di imposta',
    'Avgiftsklasse',
    'Belastingklasse',
    'Momsgrupp',
    'Momsklass',
  ],
  'In stock?': ['På lager?', 'Vorrätig?', '¿En inventario?', '¿Existencias?', 'En stock ?', 'Op voorraad?', 'I lager?'],
  Stock: ['Lager', 'Lagerantal', 'Bestand', 'Lagerbestand', 'Inventario', 'Magazzino', 'Voorraad', 'Lagersaldo'],
  'Backorders allowed?': [
    'Restordrer tilladt?',
    'Lieferrückstande erlaubt?',
    'Lieferrückstände erlaubt?',
    '¿Permitir reservas de productos agotados?',
    'Autoriser les commandes de produits en rupture ?',
    'Abilita gli ordini arretrati?',
    'Restordre tillatt?',
    'Nabestellingen toestaan?',
    'Tillåt restnoteringar?',
  ],
  'Sale price': [
    'Tilbudspris',
    'Angebotspreis',
    'Precio rebajado',
    'Tarif promo',
    'Prezzo in offerta',
    'Utsalgspris',
    'Actieprijs',
    'Reapris',
  ],
  'Regular price': [
    'Normalpris',
    'Regulärer Preis',
    'Precio normal',
    'Tarif régulier',
    'Prezzo di listino',
    'Ordinær pris',
    'Reguliere prijs',
    'Ordinarie pris',
  ],
  'Date sale price starts': [
    'Den dato hvor tilbudsprisen starter',
    'Datum, an dem Angebotspreis beginnt',
    'Día en que empieza el precio rebajado',
    'Date de début de promo',
    'Data di partenza del prezzo in saldo',
    'Startdato for utsalgspris',
    'Startdatum actieprijs',
    'Datum när reapriset börjar',
  ],
  'Date sale price ends': [
    'Den dato hvor tilbudsprisen slutter',
    'Datum, an dem Angebotspreis endet',
    'Día en que termina el precio rebajado',
    'Date de fin de promo',
    "Data in cui termina l'offerta",
    'Sluttdato for utsalgspris',
    'Einddatum actieprijs',
    'Datum när reapriset upphör',
  ],
  Categories: ['Kategorier', 'Kategorien', 'Categorías', 'Catégories', 'Categorie', 'Categorieën'],
  Parent: [
    'Forældre',
    'Overordnet',
    'Übergeordnetes Produkt',
    'Superior',
    'Genitore',
    'Forelder',
    'Hoofd',
    'Förälder',
    'Överordnad',
  ],
  Brands: ['Varemærker', 'Marchi'],
  'Attribute %d name': [
    'Egenskab %d navn',
    'Attribut %d Name',
    'Nombre del atributo %d',
    'Nom de l’attribut %d',
    'Attributo %d nome',
    'Attributt %d navn',
    'Naam eigenschap %d',
    'Attribut %d namn',
  ],
  'Attribute %d value(s)': [
    'Egenskab %d værdi(er)',
    'Attribut %d Wert(e)',
    'Valor(es) del atributo %d',
    'Valeur(s) de l’attribut %d',
    'Attributo %d valuta(e)',
    'Attributt %d verdi(er)',
    'Waarde eigenschap %d',
    'Attribut %d värde(n)',
  ],
  'Meta: _gift_card': [],
}

/** Columns that no other shop system or till calls so; `SKU`, `Name` and the like prove nothing. */
const DISTINCTIVE = new Set([
  'Visibility in catalog',
  'Is featured?',
  'In stock?',
  'Backorders allowed?',
  'Date sale price starts',
  'Regular price',
  'Attribute 1 name',
  'Attribute 1 value(s)',
])

/** Most attributes a row may have; the shop numbers them from 1. */
export const ATTRIBUTES_MAX = 100

/** Names WooCommerce's columns; `configured` are the shop's own `headers` (theirs to English) and win. */
export function wooColumns(configured: Record<string, string>): NameColumn {
  const own = new Map(Object.entries(configured).map(([theirs, english]) => [plainHeader(theirs), english]))
  return (header) => {
    const plain = plainHeader(header)
    const english = own.get(plain)
    if (english !== undefined) {
      const known = BUILT_IN.get(numberless(plainHeader(english)))
      return { name: known ? numbered(known.name, english) : english, rank: 3 }
    }
    const known = BUILT_IN.get(plain) ?? BUILT_IN.get(numberless(plain))
    return known ? { name: numbered(known.name, plain), rank: known.rank } : null
  }
}

/** Every known word for a column, the attributes of the header numbered as they are there. */
export function wooWords(header: readonly string[]): [string, string][] {
  const numbers = new Set(header.flatMap((cell) => /(?<!\w)(\d{1,3})(?!\w)/.exec(cell)?.[1] ?? []))
  return [...BUILT_IN].flatMap(([word, { name }]): [string, string][] =>
    name.includes('%d')
      ? [...numbers].map((number) => [word.replace('%d', number), name.replace('%d', String(Number(number)))])
      : [[word, name]],
  )
}

/** Whether a header is certainly WooCommerce's: a code column and several names nobody else uses. */
export function isWooHeader(header: readonly string[], configured: Record<string, string>): boolean {
  const nameColumn = wooColumns(configured)
  const names = new Set(header.map((cell) => nameColumn(cell)?.name))
  const distinctive = [...DISTINCTIVE].filter((name) => names.has(name)).length
  const enough = distinctive >= 2 || (distinctive === 1 && names.has('Type') && names.has('Name'))
  return enough && (names.has('ID') || names.has('SKU'))
}

/** Whether a header has the shape of WooCommerce's product export, whatever language its words are in. For a hint only. */
export function looksWoo(header: readonly string[]): boolean {
  const plain = header.map((cell) => cell.trim())
  const count = (pattern: RegExp) => plain.filter((cell) => pattern.test(cell)).length
  const signs = [
    /^id$/i.test(plain[0] ?? ''),
    /^(?:t[iyý]p|тип)/i.test(plain[1] ?? ''),
    plain.length >= 30,
    count(/^(?:meta|мета) ?:/i) > 0,
    // Name, values, visible and global of the first attribute.
    count(/(?<!\p{L}|\d)1(?!\d)/u) >= 3,
    count(/[?？]$/) >= 2,
    plain.some((cell) => /^(?:sku|gtin, upc, ean)/i.test(cell)),
  ]
  return signs.filter(Boolean).length >= 4
}

const BUILT_IN: ReadonlyMap<string, ColumnName> = new Map(
  Object.entries(TRANSLATIONS).flatMap(([name, translated]) => [
    ...translated.map((word): [string, ColumnName] => [plainHeader(word), { name, rank: 1 }]),
    [plainHeader(name), { name, rank: 2 }] as [string, ColumnName],
  ]),
)

/** "attribut 12 name" as the table has it: the number of an attribute stands as %d. */
function numberless(plain: string): string {
  return plain.replace(/(?<![\w])\d{1,3}(?![\w])/, '%d')
}

function numbered(name: string, header: string): string {
  return name.includes('%d') ? name.replace('%d', String(Number(/\d+/.exec(header)?.[0] ?? 0))) : name
}
